"""What stands in a cell: a row value in the format that its column asks for, as a printer can set it."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from frappe.utils import get_datetime, getdate

from deputy_liaison.paper import as_typed, day
from deputy_liaison.registers.row_source import DAY, MOMENT, MONTH, NUMBER, Content

# what no font shows or what turns the reading direction of the text after it; joiners of emoji stay
UNPRINTABLE = re.compile(
	r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufffe\uffff]"
)
DATES = frozenset({DAY, MONTH, MOMENT})


@dataclass(frozen=True)
class Format:
	"""One format of a column.

	Args:
		kinds: kinds of row values that it fits.
		write: content → text.
	"""

	kinds: frozenset[str]
	write: Callable[[Content], str]


def _grouped(value: Content) -> str:
	"""`36 000`: thousands apart, as figures stand on official paper."""
	return f"{value:,}".replace(",", " ")


# the options of Register Column's `value_format`
FORMATS = {
	"2026-09-07": Format(DATES, lambda value: f"{getdate(value):%Y-%m-%d}"),
	"2026年9月7日": Format(DATES, day),
	"2026-09": Format(DATES, lambda value: f"{getdate(value):%Y-%m}"),
	"2026年9月": Format(DATES, lambda value: f"{getdate(value).year}年{getdate(value).month}月"),
	"2026-09-07 09:15": Format(frozenset({MOMENT}), lambda value: f"{get_datetime(value):%Y-%m-%d %H:%M}"),
	"36 000": Format(frozenset({NUMBER}), _grouped),
	"36000.00": Format(frozenset({NUMBER}), lambda value: f"{value:.2f}"),
}
# what a kind looks like where its column asks for nothing
USUAL = {DAY: "2026-09-07", MONTH: "2026-09", MOMENT: "2026-09-07 09:15"}


def written(content: Content, kind: str, wanted: str | None = None) -> str:
	"""A row value as text.

	Args:
		content: the value; none and no number at all make an empty cell.
		kind: what it is.
		wanted: one of `FORMATS`; None for what is usual.
	"""
	if content is None or content == "":
		return ""
	name = wanted if wanted and kind in FORMATS[wanted].kinds else USUAL.get(kind)
	return FORMATS[name].write(content) if name else printable(str(content))


def printable(text: str) -> str:
	"""The text as it was typed, without what no printer can set."""
	text = as_typed(text)
	return UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")).strip()


def is_number(text: str) -> bool:
	"""Whether a cell of a column of numbers holds one that a spreadsheet can count with, written plainly."""
	return bool(re.fullmatch(r"-?(0|[1-9]\d{0,14})(\.\d+)?", text))

"""What a row source is: the module that knows the rows of a book (`row_sources.py` lists them all).

A definition names what stands in its columns, feet and heads by the Chinese words given here, which the desk
offers in lists; the code knows the same by English names.
"""

import datetime
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

import frappe
from frappe.model.document import Document
from frappe.utils import add_days

from deputy_liaison.opinions.rates import RATES
from deputy_liaison.paper import zh
from deputy_liaison.shares import as_text

# kinds of row values: what a column may make of them
TEXT, DAY, MONTH, MOMENT, NUMBER = "text", "day", "month", "moment", "number"
Content = str | int | float | datetime.date | datetime.datetime | None

STATION, JURISDICTION = "Liaison Station", "Jurisdiction"
ROW_NUMBER = "row_number"
UNFINISHED = "未办结"
FORWARDED = "已按规定移送"


@dataclass(frozen=True)
class Value:
	"""One value that the rows of a source have.

	Args:
		word: what it is called in a definition.
		kind: what it is, for the formats of columns.
		of_part: whether it stands once for each part of a row, e.g. for each matter of a visit.
	"""

	word: str
	kind: str = TEXT
	of_part: bool = False


@dataclass
class Row:
	"""One row of a book.

	Args:
		record: name of the record that it is made of.
		number: the number by which it is found elsewhere; empty where rows have none.
		values: row value → content, once for the row.
		masks: what stands instead in a masked edition.
		parts: for each part of the row the same two: values and masks.
		sums: what the row adds to the figures of its page and of the volume.
		unfinished: whether its matter is still open.
	"""

	record: str
	number: str
	values: dict[str, Content]
	masks: dict[str, str] = field(default_factory=dict)
	parts: list[tuple[dict[str, Content], dict[str, str]]] = field(default_factory=list)
	sums: dict[str, int] = field(default_factory=dict)
	unfinished: bool = False


@dataclass(frozen=True)
class Book:
	"""Whose book it is and what it covers.

	Args:
		holder: the Liaison Station or Jurisdiction that keeps it; the user may print its books.
		body: names of the congress body that it belongs to: name, body_name, short_name; empty for none.
		first: first day of the period.
		last: last day, inclusive.
		outside: for outside the office; never with full values.
		sealed: a snapshot for the archive, in which an open matter says 未办结 and not where it stands.
	"""

	holder: Document
	body: frappe._dict
	first: datetime.date
	last: datetime.date
	outside: bool = False
	sealed: bool = False

	@property
	def of_station(self) -> bool:
		"""Whether a station keeps it, not the office of a township or the county."""
		return self.holder.doctype == STATION

	def within(self, column: str) -> list[list]:
		"""Filters of a list for what lies in the period, by a column of days or times."""
		return [[column, ">=", str(self.first)], [column, "<", str(add_days(self.last, 1))]]

	def where_it_stands(self, state: str, is_open: bool) -> str:
		"""A record's state in words, as this edition says it."""
		return UNFINISHED if self.sealed and is_open else zh(state)


@dataclass(frozen=True)
class RowSource:
	"""Where the rows of registers come from.

	Args:
		doctype: what a row is made of; its criterion says whose books a user may print.
		holders: DocTypes of those who keep such books.
		printing_roles: posts that print them.
		values: name → row value, besides the running number that every source has.
		sums: figure → its word; a page and a volume add them up.
		filters: filters of the list that the rows come from.
		read: the rows in order, and whether they hold what only the office may see.
		rates: rates of `opinions/rates.py` that the figures make → their words.
		not_asked: counts of those rates that such rows never have.
		needs_congress: kept only where there is a congress; a sub-district has none.
		is_logged: whether a print with full values is entered in the handling log.
	"""

	doctype: str
	holders: tuple[str, ...]
	printing_roles: frozenset[str]
	values: Mapping[str, Value]
	sums: Mapping[str, str]
	filters: Callable[[Book], list[list]]
	read: Callable[[Book], tuple[list[Row], bool]]
	rates: Mapping[str, str] = field(default_factory=dict)
	not_asked: tuple[str, ...] = ()
	needs_congress: bool = False
	is_logged: bool = True

	@property
	def all_values(self) -> dict[str, Value]:
		"""name → row value, the running number first."""
		return {ROW_NUMBER: Value("序号", NUMBER), **self.values}

	def name_of(self, word: str) -> str | None:
		"""The row value that a definition calls so."""
		return next((name for name, value in self.all_values.items() if value.word == word), None)

	def words(self) -> list[str]:
		"""What a column may hold."""
		return [value.word for value in self.all_values.values()]

	def rates_of(self, sums: Mapping[str, int]) -> dict[str, str]:
		"""Word → rate in words, by the formulas of all reports; `—` for an empty base."""
		counts = {**dict.fromkeys(self.not_asked, 0), **sums}
		return {word: as_text(RATES[key].of(counts)) for key, word in self.rates.items()}


def titles(doctype: str, title: str, names: Iterable[str | None]) -> dict[str, str]:
	"""Name → title of places, categories, units and deputies, which everybody may read."""
	wanted = sorted({name for name in names if name})
	if not wanted:
		return {}
	return dict(frappe.get_all(doctype, {"name": ("in", wanted)}, ["name", title], as_list=True))


def by_number(number: str | None) -> list[int]:
	"""What a number is ordered by: its year, if it has one, and its place in the series."""
	return [int(digits) for digits in re.findall(r"\d+", number or "")]


def lines(*texts: str | None) -> str:
	"""The texts that there are, each on a line of its own."""
	return "\n".join(filter(None, texts))

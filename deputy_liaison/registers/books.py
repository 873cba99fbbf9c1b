"""What a book must hold to be complete, and what of it is still open, by the row source of its register.

A row source without an entry in ``BOOKS`` has no numbers of its own to check: its book seals as it is.
"""

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import add_days

from deputy_liaison import masking
from deputy_liaison.opinions.doctype.constituent_identity.constituent_identity import read_many
from deputy_liaison.opinions.ticket_states import TICKET_ENDED

SHOWN = 20
TICKET = "Opinion Ticket"
VISIT = "Constituent Visit"


@dataclass(frozen=True)
class Finding:
	"""One thing that a book lacks.

	Args:
		text: what, in words.
		blocks: whether the volume can't be sealed with it; else the sealer may accept it.
	"""

	text: str
	blocks: bool = False


@dataclass
class Book:
	"""A register as one holder keeps it.

	Args:
		register: the Register Definition.
		holder: the Liaison Station, or the Jurisdiction whose office keeps it.
	"""

	register: Document
	holder: Document

	def open_matters(self, rows: list[dict]) -> list[str]:
		"""Numbers of the matters among the composed rows that are not done."""
		return [row["number"] for row in rows if row["unfinished"]]

	def findings(self, first: datetime.date, last: datetime.date) -> list[Finding]:
		"""What the period lacks."""
		return []

	def row_numbers(self, first: datetime.date, last: datetime.date) -> list[str]:
		"""Numbers of the rows of the period, where rows have numbers."""
		return []

	def masks(self, first: datetime.date, last: datetime.date) -> dict[str, str]:
		"""Full values of voters in the period → what stands for them in a masked edition."""
		return {}

	def void_numbers(self, first: datetime.date, last: datetime.date) -> list[str]:
		"""Numbers of the period's years that stand for nothing, with the reason."""
		return []


class VisitBook(Book):
	"""R3: visits of a station, or of those who came straight to the township's office."""

	def _of_holder(self) -> dict:
		if self.holder.doctype == "Liaison Station":
			return {"station": self.holder.name}
		return {"jurisdiction": self.holder.name, "station": ("is", "not set")}

	def _visits(self, first: datetime.date, last: datetime.date, fields: list[str]) -> list[frappe._dict]:
		# whose book it is was checked; the checks tell numbers, never who came
		return frappe.get_all(
			VISIT,
			filters=[
				*([VISIT, field, *_comparison(value)] for field, value in self._of_holder().items()),
				[VISIT, "visit_time", ">=", str(first)],
				[VISIT, "visit_time", "<", str(add_days(last, 1))],
			],
			fields=fields,
			order_by="number asc",
		)

	def open_matters(self, rows: list[dict]) -> list[str]:
		"""One visit may have several matters: those of them that are not done."""
		numbers = [row["number"] for row in rows if row["unfinished"]]
		visits = frappe.get_all(VISIT, {**self._of_holder(), "number": ("in", numbers or [""])}, pluck="name")
		# of an accusation a book tells the number alone, not how it stands
		tickets = frappe.get_all(
			TICKET,
			{"visit": ("in", visits or [""]), "workflow_state": ("not in", TICKET_ENDED), "restriction": 0},
			pluck="number",
		)
		return sorted(tickets, key=_order)

	def row_numbers(self, first: datetime.date, last: datetime.date) -> list[str]:
		return [visit.number for visit in self._visits(first, last, ["number"])]

	def masks(self, first: datetime.date, last: datetime.date) -> dict[str, str]:
		visits = [visit.name for visit in self._visits(first, last, ["name"])]
		masks = {}
		for identity in read_many(VISIT, visits).values():
			names = [identity.get("name") or "", *masking.names_in(identity.get("representatives"))]
			masks.update((name, masking.mask_name(name)) for name in names)
			masks[identity.get("phone") or ""] = masking.mask_phone(identity.get("phone"))
			masks[identity.get("address") or ""] = masking.mask_address(identity.get("address"))
		return {value: mask for value, mask in masks.items() if len(value) > 1}

	def findings(self, first: datetime.date, last: datetime.date) -> list[Finding]:
		return [
			*missing_numbers(f"{VISIT} {self.holder.name}", self._numbers(), first, last),
			*self._incomplete(first, last),
			*reserved_numbers(VISIT, self.holder.name, last),
		]

	def void_numbers(self, first: datetime.date, last: datetime.date) -> list[str]:
		return void_numbers(VISIT, self.holder.name, first, last)

	def _numbers(self) -> list[str]:
		return frappe.get_all(VISIT, self._of_holder(), pluck="number")

	def _incomplete(self, first: datetime.date, last: datetime.date) -> Iterable[Finding]:
		"""Rows that nobody signs for, or that lack who came or what became of a matter."""
		visits = self._visits(
			first, last, ["name", "number", "reporter_name", "is_anonymous", "officer_name", "channel"]
		)
		without_ticket = set(
			frappe.get_all(
				"Visit Matter",
				{
					"parenttype": VISIT,
					"parent": ("in", [visit.name for visit in visits] or [""]),
					"ticket": ("is", "not set"),
				},
				pluck="parent",
			)
		)
		lacking = {
			_("{0} is empty").format(_("Liaison Officer")): [v for v in visits if not v.officer_name],
			_("{0} is empty").format(_("Reporter Name")): [
				v for v in visits if not v.reporter_name and not v.is_anonymous
			],
			_("a matter has no ticket"): [v for v in visits if v.name in without_ticket],
		}
		for what, rows in lacking.items():
			if rows:
				yield Finding(f"{what}: {shortened([row.number for row in rows])}")


BOOKS = {VISIT: VisitBook}


def of(register: Document, holder: Document) -> Book:
	"""The book of a register that `holder` keeps."""
	return BOOKS.get(register.row_source, Book)(register, holder)


def _comparison(value: object) -> tuple:
	return value if isinstance(value, tuple) else ("=", value)


def _order(number: str) -> list[int]:
	return [int(digits) for digits in re.findall(r"\d+", number)]


def shortened(numbers: list[str]) -> str:
	"""The first numbers of a list, and how many more there are."""
	if len(numbers) <= SHOWN:
		return "、".join(numbers)
	return _("{0} and {1} more").format("、".join(numbers[:SHOWN]), len(numbers) - SHOWN)


def missing_numbers(
	series: str, numbers: list[str], first: datetime.date, last: datetime.date
) -> list[Finding]:
	"""Numbers that were given in the years of the period and that no record holds."""
	found = []
	for year in range(first.year, last.year + 1):
		given = frappe.db.get_value("Number Counter", f"{series}-{year}", "last_number") or 0
		held = {order[-1] for number in numbers if (order := _order(number))[-2:-1] == [year]}
		held |= set(
			frappe.get_all(
				"Handwritten Number",
				{"series": series, "year": year, "workflow_state": ("!=", "Number Entered")},
				pluck="sequence",
			)
		)
		if missing := sorted(set(range(1, given + 1)) - held):
			ranges = "、".join(_ranges(missing))
			found.append(Finding(_("Numbers of {0} without a record: {1}").format(year, ranges)))
	return found


def _ranges(numbers: list[int]) -> list[str]:
	"""[3, 5, 6, 7] → ["3", "5–7"]."""
	ranges, start = [], numbers[0]
	for number, following in zip(numbers, [*numbers[1:], None], strict=True):
		if following != number + 1:
			ranges.append(str(start) if start == number else f"{start}–{number}")
			start = following
	return ranges


def reserved_numbers(doctype: str, holder: str, last: datetime.date) -> list[Finding]:
	"""Numbers reserved for handwriting up to the end of the period that are not typed in yet."""
	waiting = frappe.get_all(
		"Handwritten Number",
		{
			"for_doctype": doctype,
			"holder": holder,
			"workflow_state": "Number Reserved",
			"reserved_on": ("<=", last),
		},
		pluck="number",
		order_by="year asc, sequence asc",
	)
	if not waiting:
		return []
	return [
		Finding(
			_("Reserved for handwriting and neither entered nor void: {0}").format(shortened(waiting)), True
		)
	]


def void_numbers(doctype: str, holder: str, first: datetime.date, last: datetime.date) -> list[str]:
	"""Numbers of the period's years that were declared void, each with its reason."""
	void = frappe.get_all(
		"Handwritten Number",
		{
			"for_doctype": doctype,
			"holder": holder,
			"workflow_state": "Number Void",
			"year": ("between", (first.year, last.year)),
			"reserved_on": ("<=", last),
		},
		["number", "void_reason"],
		order_by="year asc, sequence asc",
	)
	return [f"{row.number}({row.void_reason})" for row in void]


def mask_free_text(register: Document, data: dict, masks: dict[str, str]) -> None:
	"""Mask what free text of a masked edition still names: a short summary is the voter's own words.

	Args:
		register: the definition that `data` was composed by; its masked columns are looked through.
		data: rows with their cells; changed in place.
		masks: full value → what stands for it.
	"""
	longest_first = sorted(masks, key=len, reverse=True)
	named = re.compile("|".join(map(re.escape, longest_first))) if masks else None

	def masked(text: str | None) -> str | None:
		if text and named:
			text = named.sub(lambda found: masks[found[0]], text)
		return text and masking.mask_mobiles(text)

	of_voters = [i for i, column in enumerate(register.shown_columns()) if column.masked]
	for row in data["rows"]:
		for cells in (row["cells"], *row["parts"]):
			for i in of_voters:
				cells[i] = masked(cells[i])

"""What a book must hold to be complete before it is sealed, by the row source of its register.

Gaps in its numbers, rows that nobody signs for, cells that a duty fills and that are empty, and numbers that
were reserved for handwriting. A row source without an entry in ``CHECKS`` has no series of its own to look through.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import getdate

from deputy_liaison import scope
from deputy_liaison.link_filters import among
from deputy_liaison.opinions import voters_in_text
from deputy_liaison.opinions.doctype.constituent_identity.constituent_identity import REVEALING_ROLES
from deputy_liaison.opinions.suggestion_states import FINAL
from deputy_liaison.opinions.ticket_states import (
	ARCHIVED,
	CLOSED,
	MERGED,
	ORDER_WITHDRAWN,
	TICKET_ENDED,
	WITHDRAWN,
)
from deputy_liaison.paper import zh
from deputy_liaison.registers import order_rows, visit_rows
from deputy_liaison.registers.cells import printable
from deputy_liaison.registers.deputy_rows import PRIVATE_LEVEL, mandates_of
from deputy_liaison.registers.holders import body_of
from deputy_liaison.registers.row_source import FORWARDED, Book, by_number
from deputy_liaison.registers.row_sources import ROW_SOURCES

VISIT, TICKET, ORDER = "Constituent Visit", "Opinion Ticket", "Dispatch Order"
SUGGESTION, DEPUTY = "Deputy Suggestion", "Deputy"
HANDWRITTEN = "Handwritten Number"
VOLUME = "Register Volume"
# closed in these ways, the reporter was told of the answer, or sought
TOLD = ("Rated by Reporter", "No Rating Returned", "Posted Publicly", "Could Not Be Reached")
LEFT_OFFICE = "Deputy Left Office, Not Rated"
SHOWN = 20


@dataclass(frozen=True)
class Finding:
	"""One thing that a book lacks.

	Args:
		text: what, in words.
		remedy: what must be done before the volume can be sealed; without it the sealer may accept it.
	"""

	text: str
	remedy: str = ""

	@property
	def blocks(self) -> bool:
		"""Whether the volume can't be sealed with it."""
		return bool(self.remedy)


@dataclass(frozen=True)
class Fate:
	"""What became of a matter that the volume before left open.

	Args:
		called: its number; its title while it has none.
		ended: how it ended, and on which day; empty while it is open.
	"""

	called: str
	ended: str = ""


class Checks:
	"""What is looked at in one register of one holder over one period.

	Whose book it is was checked by the caller; nothing here tells who came or what was said.
	"""

	def __init__(self, register: Document, book: Book) -> None:
		self.register = register
		self.source = ROW_SOURCES[register.row_source]
		self.book = book

	def rows(self, fields: list[str]) -> list[frappe._dict]:
		"""The records of the period's rows, by number."""
		rows = frappe.get_all(self.source.doctype, filters=self.source.filters(self.book), fields=fields)
		return sorted(rows, key=lambda row: by_number(row.get("number")))

	def findings(self) -> list[Finding]:
		"""What the period lacks."""
		return []

	def records(self) -> dict[str, str]:
		"""Records of the period, where they are numbered → what they are called: what waits for its number by title."""
		meta = frappe.get_meta(self.source.doctype)
		if not meta.has_field("number"):
			return {}
		title = meta.get_title_field()
		return {
			row.name: row.number or printable(row[title] or "")
			for row in self.rows(["name", "number", title])
		}

	def open_matters(self, rows: list[dict]) -> list[str]:
		"""What the matters among the composed rows are called that are not done."""
		called = self.records()
		return [row["number"] or called[row["record"]] for row in rows if row["unfinished"]]

	def fates(self, called: list[str]) -> list[Fate]:
		"""What became of matters of earlier volumes; one that isn't found stays open, so that none is lost.

		Args:
			called: their numbers; of what had none its title.
		"""
		found = self._fates(called)
		return [found.get(one) or Fate(one) for one in called]

	def _fates(self, called: list[str]) -> dict[str, Fate]:
		"""As `fates`, of those that are found. Numbers, ways and days alone are read, whoever seals."""
		return {}

	def void_numbers(self) -> list[str]:
		"""Numbers of the period that stand for nothing, each with the reason."""
		void = frappe.get_all(
			HANDWRITTEN,
			{
				**self._handwritten(),
				"workflow_state": "Number Void",
				"reserved_on": ("between", (self.book.first, self.book.last)),
			},
			["number", "void_reason"],
			order_by="year asc, sequence asc",
		)
		return [printable(f"{row.number}（{row.void_reason}）") for row in void]

	def _reserved(self) -> list[Finding]:
		"""Numbers reserved for handwriting up to the end of the period that are not typed in yet."""
		waiting = frappe.get_all(
			HANDWRITTEN,
			{
				**self._handwritten(),
				"workflow_state": "Number Reserved",
				"reserved_on": ("<=", self.book.last),
			},
			pluck="number",
			order_by="year asc, sequence asc",
		)
		if not waiting:
			return []
		text = _("Reserved for handwriting and neither entered nor void: {0}")
		remedy = _("Enter each of these numbers or declare it void first.")
		return [Finding(text.format(shortened(waiting)), remedy)]

	def _handwritten(self) -> dict[str, str]:
		"""Filters of the numbers of this book that were given out on paper."""
		return {"for_doctype": self.source.doctype, "holder": self.book.holder.name}

	def visits(self) -> list[str]:
		"""The visits whose voters the rows tell of."""
		return []

	def mask_free_text(self, data: dict) -> None:
		"""Mask what a masked edition still names: a summary is the voter's own words, and a remark names anybody.

		Args:
			data: rows that the register was composed to; their cells and headings are changed in place.
		"""
		masked = voters_in_text.masker(self.masks())
		for row in data["rows"]:
			for cells in (row["cells"], *row["parts"]):
				cells[:] = map(masked, cells)
			if "group" in row:
				row["group"] = masked(row["group"])

	def masks(self) -> dict[str, str]:
		"""Full values of the voters that the rows tell of → what stands for them in a masked edition."""
		return voters_in_text.masks_of(self.visits())

	def opens_full(self, volume: str) -> bool:
		"""Whether the session's user may open a full edition of this register, who reads the volume."""
		return True


def _visits_of(tickets: list[str | None]) -> list[str]:
	"""The visits that these matters came from."""
	visits = frappe.get_all(TICKET, {"name": ("in", tickets or [""])}, pluck="visit")
	return list(filter(None, visits))


def _ended(way: str, on: datetime.date | datetime.datetime | None) -> str:
	"""`A 已经解决或基本解决，2026-09-07`."""
	return "，".join(filter(None, (way, str(getdate(on)) if on else "")))


class _OfVoters(Checks):
	@property
	def township(self) -> str:
		"""In whose series the tickets of the book are numbered."""
		holder = self.book.holder
		return scope.township_of(holder.jurisdiction if self.book.of_station else holder.name)

	def opens_full(self, volume: str) -> bool:
		return scope.covers(None, VOLUME, volume, REVEALING_ROLES)


class _OfTickets(_OfVoters):
	def _fates(self, called: list[str]) -> dict[str, Fate]:
		tickets = frappe.get_all(
			TICKET,
			{"number": ("in", called), "township": self.township},
			[
				"number",
				"workflow_state",
				"restriction",
				"closing_way",
				"closed_on",
				"withdrawn_on",
				"result_class.result_label as result",
				"main_ticket.number as main_number",
			],
		)
		return {ticket.number: Fate(ticket.number, self._end_of(ticket)) for ticket in tickets}

	@staticmethod
	def _end_of(ticket: frappe._dict) -> str:
		if ticket.restriction:
			# how an accusation stands, a book doesn't tell
			return FORWARDED
		if ticket.workflow_state not in TICKET_ENDED:
			return ""
		if ticket.workflow_state == MERGED:
			return f"并入{ticket.main_number}"
		if ticket.workflow_state == WITHDRAWN:
			return _ended(zh(WITHDRAWN), ticket.withdrawn_on)
		return _ended(ticket.result or zh(ticket.closing_way), ticket.closed_on)


class VisitChecks(_OfTickets):
	"""R3: visits of a station, or of an office past its stations, each in a series of its own."""

	def findings(self) -> list[Finding]:
		held = frappe.get_all(VISIT, visit_rows.of_holder(self.book), pluck="number")
		return [
			*missing_numbers(f"{VISIT} {self.book.holder.name}", held, self.book),
			*self._incomplete(),
			*self._reserved(),
		]

	def open_matters(self, rows: list[dict]) -> list[str]:
		"""One visit may have several matters: those of them that are not done."""
		visits = [row["record"] for row in rows if row["unfinished"]]
		# of an accusation a book tells the number alone, not how it stands
		tickets = frappe.get_all(
			TICKET,
			{"visit": among(visits), "workflow_state": ("not in", TICKET_ENDED), "restriction": 0},
			pluck="number",
		)
		return sorted(tickets, key=by_number)

	def visits(self) -> list[str]:
		return [visit.name for visit in self.rows(["name", "number"])]

	def _incomplete(self) -> list[Finding]:
		"""Rows that nobody signs for, or that lack who came or what became of a matter."""
		visits = self.rows(["name", "number", "reporter_name", "is_anonymous", "officer_name"])
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
		return [
			*_empty(_("Liaison Officer"), [v.number for v in visits if not v.officer_name]),
			*_empty(
				_("Reporter Name"), [v.number for v in visits if not v.reporter_name and not v.is_anonymous]
			),
			*_named(_("a matter has no ticket"), [v.number for v in visits if v.name in without_ticket]),
		]


class TicketChecks(_OfTickets):
	"""R15: opinions; their numbers are a township's series, so that a station's book has none to check."""

	def findings(self) -> list[Finding]:
		return [*self._numbers(), *self._incomplete()]

	def _numbers(self) -> list[Finding]:
		if self.book.of_station:
			return []
		township = self.book.holder.name
		held = frappe.get_all(TICKET, {"township": township}, pluck="number")
		return missing_numbers(f"{TICKET} {township}", held, self.book)

	def _incomplete(self) -> list[Finding]:
		"""Opinions that nobody signs for, or whose answer was closed without word of telling the reporter."""
		tickets = self.rows(["number", "visit", "workflow_state", "closing_way", "category", "feedback_on"])
		nobody = set(
			frappe.get_all(
				VISIT,
				{
					"name": ("in", [one.visit for one in tickets if one.visit]),
					"officer_name": ("is", "not set"),
				},
				pluck="name",
			)
		)
		closed = [one for one in tickets if one.workflow_state in (CLOSED, ARCHIVED)]
		return [
			*_empty(_("Liaison Officer"), [one.number for one in tickets if one.visit in nobody]),
			*_empty(_("Opinion Category"), [one.number for one in closed if not one.category]),
			*_empty(
				_("Feedback Date"),
				[one.number for one in closed if one.closing_way in TOLD and not one.feedback_on],
			),
		]

	def visits(self) -> list[str]:
		return [row.visit for row in self.rows(["number", "visit"]) if row.visit]


class OrderChecks(_OfVoters):
	"""R7: slips, numbered by the township or by the county."""

	def _fates(self, called: list[str]) -> dict[str, Fate]:
		orders = frappe.get_all(
			ORDER,
			[["number", "in", called], *order_rows.of_holder(self.book)],
			[
				"number",
				"workflow_state",
				"round",
				"reply_date",
				"result_class.result_label as result",
				"opinion_ticket.round as ticket_round",
				"opinion_ticket.workflow_state as ticket_state",
				"opinion_ticket.restriction as restriction",
				"opinion_ticket.closed_on as closed_on",
			],
		)
		return {order.number: Fate(order.number, self._end_of(order)) for order in orders}

	@staticmethod
	def _end_of(order: frappe._dict) -> str:
		if order.restriction:
			return FORWARDED
		ticket = frappe._dict(round=order.ticket_round, workflow_state=order.ticket_state)
		if order_rows.is_open(order, ticket):
			return ""
		of_this_round = order.closed_on if order.round == order.ticket_round else None
		return _ended(order.result or zh(order.workflow_state), of_this_round or order.reply_date)

	def findings(self) -> list[Finding]:
		return [*self._numbers(), *self._incomplete(), *self._reserved()]

	def _numbers(self) -> list[Finding]:
		holder = self.book.holder
		if self.book.of_station:
			return []
		county = holder.level == "County"
		mark = "县转" if county else "转"
		same = {"number": ("like", f"{mark}〔%")} if county else {"township": holder.name}
		held = frappe.get_all(ORDER, same, pluck="number")
		series = f"{ORDER} County" if county else f"{ORDER} {holder.name}"
		return missing_numbers(
			series, [number for number in held if (number or "").startswith(mark)], self.book
		)

	def _incomplete(self) -> list[Finding]:
		"""Slips that no unit signed for, though they were not withdrawn."""
		orders = self.rows(["number", "workflow_state", "acknowledged_by"])
		return _empty(
			_("Acknowledged By"),
			[
				one.number
				for one in orders
				if not one.acknowledged_by and one.workflow_state != ORDER_WITHDRAWN
			],
		)

	def visits(self) -> list[str]:
		return _visits_of([row.opinion_ticket for row in self.rows(["number", "opinion_ticket"])])


class SuggestionChecks(Checks):
	"""R6 and R13: suggestions; those between sessions have a yearly series."""

	def _fates(self, called: list[str]) -> dict[str, Fate]:
		found = {}
		# what had no number was carried over by its title
		for field in ("suggestion_title", "number"):
			for one in frappe.get_all(
				SUGGESTION,
				{"congress_body": self.book.body.name, field: ("in", called)},
				["number", "suggestion_title", "workflow_state", "closing_way", "closed_on"],
				order_by="handed_in_on desc",
			):
				rated = one.closing_way == "Rated by Deputy"
				way = "代表已评价" if rated else zh(one.closing_way) or zh(one.workflow_state)
				ended = _ended(way, one.closed_on) if one.workflow_state in FINAL else ""
				found[one[field]] = Fate(one.number or one.suggestion_title, ended)
		return found

	def visits(self) -> list[str]:
		"""Of the matters that a suggestion came from: its reasons may be the voter's words."""
		suggestions = [row.name for row in self.rows(["name", "number"])]
		tickets = frappe.get_all(
			"Suggestion Source",
			{"parenttype": SUGGESTION, "parent": ("in", suggestions or [""])},
			pluck="ticket",
		)
		return _visits_of(tickets)

	def findings(self) -> list[Finding]:
		body = self.book.body.name
		held = frappe.get_all(SUGGESTION, {"congress_body": body}, pluck="number")
		between = [number for number in held if number and "〔" in number]
		return [*missing_numbers(f"{SUGGESTION} {body}", between, self.book), *self._incomplete()]

	def _incomplete(self) -> list[Finding]:
		"""Suggestions that wait for their number, and answers that no deputy signed for."""
		rows = self.rows(["name", "number", "replied_on", "reply_received_on", "closing_way"])
		called = self.records()
		return [
			*_named(_("not numbered yet"), [called[row.name] for row in rows if not row.number]),
			*_empty(
				_("Reply Received On"),
				[
					called[row.name]
					for row in rows
					if row.replied_on and not row.reply_received_on and row.closing_way != LEFT_OFFICE
				],
			),
		]


class DeputyChecks(Checks):
	"""R9: deputies, who have no numbers; what they don't make public stands in the full edition."""

	def mask_free_text(self, data: dict) -> None:
		"""Nothing: no voter's words stand here, and a telephone only with the deputy's consent."""

	def findings(self) -> list[Finding]:
		"""Mandates without what proves them."""
		rows = frappe.get_all(DEPUTY, filters=self.source.filters(self.book), fields=["name", "deputy_name"])
		names = {row.name: row.deputy_name for row in rows}
		mandates = [
			mandate
			for of_deputy in mandates_of([*names], self.book).values()
			for mandate in of_deputy
			if mandate.is_held
		]
		return [
			*_empty(
				_("Certificate No."),
				dict.fromkeys(names[one.deputy] for one in mandates if not one.certificate_no),
			),
			*_empty(
				_("Electoral District"),
				dict.fromkeys(names[one.deputy] for one in mandates if not one.district),
			),
		]

	def opens_full(self, volume: str) -> bool:
		return PRIVATE_LEVEL in frappe.get_meta(DEPUTY).get_permlevel_access("read")


CHECKS = {
	VISIT: VisitChecks,
	TICKET: TicketChecks,
	ORDER: OrderChecks,
	SUGGESTION: SuggestionChecks,
	DEPUTY: DeputyChecks,
}


def of(register: Document, holder: Document, first: datetime.date, last: datetime.date) -> Checks:
	"""The checks of a register that `holder` keeps over a period."""
	return CHECKS.get(register.row_source, Checks)(register, Book(holder, body_of(holder), first, last))


def _empty(label: str, called: Iterable[str]) -> list[Finding]:
	return _named(_("{0} is empty").format(label), called)


def _named(what: str, called: Iterable[str]) -> list[Finding]:
	rows = list(called)
	return [Finding(f"{what}：{shortened(rows)}")] if rows else []


def shortened(numbers: list[str]) -> str:
	"""The first numbers of a list, and how many more there are."""
	if len(numbers) <= SHOWN:
		return "、".join(numbers)
	return _("{0} and {1} more").format("、".join(numbers[:SHOWN]), len(numbers) - SHOWN)


def missing_numbers(series: str, numbers: list[str], book: Book) -> list[Finding]:
	"""Numbers that were given in the years of the book and that no record holds.

	Args:
		series: the series in Number Counter.
		numbers: all numbers of the series that records hold, whenever they were made.
		book: whose years are looked at.
	"""
	found = []
	held_in = {tuple(by_number(number)[-2:]) for number in numbers if number}
	for year in range(book.first.year, book.last.year + 1):
		given = frappe.db.get_value("Number Counter", f"{series}-{year}", "last_number") or 0
		held = {pair[1] for pair in held_in if len(pair) == 2 and pair[0] == year}
		held |= set(
			frappe.get_all(
				HANDWRITTEN,
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

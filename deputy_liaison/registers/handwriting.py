"""Numbers for days without a computer: reserved in their series, printed on blank forms, typed in later.

A station's visits, and the slips of a township or of the county. Each number is entered, or declared void with a
reason, before its volume can be sealed (`completeness`).
"""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, getdate
from frappe.utils.pdf import get_pdf

from deputy_liaison import scope
from deputy_liaison.numbering import formatted, reserve_numbers
from deputy_liaison.opinions.doctype.dispatch_order.dispatch_order import slip_series
from deputy_liaison.opinions.print_format.opinion_referral_card.opinion_referral_card import blank_card
from deputy_liaison.persons import display_name
from deputy_liaison.registers.doctype.handwritten_number.handwritten_number import (
	DOCTYPE,
	ENTERED,
	RESERVED,
	RULE,
)
from deputy_liaison.registers.print_out import send
from deputy_liaison.registers.row_source import by_number
from deputy_liaison.registers.sealing import headed
from deputy_liaison.registers.typesetting import typeset
from deputy_liaison.registers.volume import TEMPLATE, blank
from deputy_liaison.state_machine import begin, internal_move

VISIT, ORDER = "Constituent Visit", "Dispatch Order"
SLIPS = "deputy_liaison/templates/papers/blank_slips.html"
MOST_AT_ONCE = 50
# what a definition calls the column for it
NUMBER = "来访编号"
# empty lines that a row of a blank form leaves for handwriting
ROOM = 5
KEEPERS = frozenset({"Station Liaison Officer", "Township Clerk"})
# post of who hands matters over → level of whose slips those are
OFFICES = {"Township Clerk": None, "County Deputy Affairs Officer": "County"}


@frappe.whitelist(methods=["POST"])
def reserve(station: str, count: int | str) -> dict:
	"""Reserve the next numbers of a station's visit book for handwriting.

	Args:
		station: a station whose book the user keeps.
		count: how many, 1 to 50.

	Returns:
		first and last number, and the names of their records.

	Raises:
		frappe.PermissionError: the user doesn't keep this station's book.
		frappe.ValidationError: the count is none that is possible.
	"""
	count = _counted(count)
	if not station or not scope.covers(None, "Liaison Station", station, KEEPERS):
		scope.refuse_out_of_scope()
	place = frappe.get_doc("Liaison Station", station)
	return _reserved(
		VISIT,
		(f"{place.short_name}接", f"{VISIT} {station}"),
		count,
		{"holder": station, "station": station, "jurisdiction": place.jurisdiction},
	)


@frappe.whitelist(methods=["POST"])
def reserve_slips(jurisdiction: str, count: int | str) -> dict:
	"""Reserve the next numbers of a township's slips, or of the county's, for handwriting.

	Args:
		jurisdiction: the place whose office the user keeps.
		count: how many, 1 to 50.

	Returns:
		As `reserve`.

	Raises:
		frappe.PermissionError: the user doesn't keep this place's office.
		frappe.ValidationError: the count is none that is possible.
	"""
	count = _counted(count)
	office = next((post for post in offices() if post.jurisdiction == jurisdiction), None)
	if not office:
		scope.refuse_out_of_scope()
	return _reserved(
		ORDER,
		slip_series(OFFICES[office.post], jurisdiction),
		count,
		{"holder": jurisdiction, "jurisdiction": jurisdiction},
	)


def offices() -> list[scope.Post]:
	"""The posts by which the session's user hands matters over."""
	return [post for post in scope.posts() if post.post in OFFICES]


@frappe.whitelist(methods=["GET", "POST"])
def books() -> dict:
	"""For the dialog: whose numbers the session's user may reserve.

	Returns:
		station: the own one, if there is one alone; keeps_stations; places: of the offices.
	"""
	frappe.has_permission(DOCTYPE, "read", throw=True)
	keeping = [post for post in scope.posts() if post.post in KEEPERS]
	stations = {post.station for post in keeping if post.station}
	return {
		"station": stations.pop() if len(stations) == 1 else None,
		"keeps_stations": bool(keeping),
		"places": list(dict.fromkeys(post.jurisdiction for post in offices())),
	}


def _counted(count: int | str) -> int:
	count = cint(count)
	if not 1 <= count <= MOST_AT_ONCE:
		frappe.throw(_("{0}: choose 1 to {1}.").format(frappe.bold(_("How Many Numbers")), MOST_AT_ONCE))
	return count


def _reserved(doctype: str, numbered: tuple[str, str], count: int, keeper: dict[str, str]) -> dict:
	mark, series = numbered
	year = getdate().year
	made = []
	for sequence in reserve_numbers(series, year, count):
		record = frappe.get_doc(
			{
				"doctype": DOCTYPE,
				"number": formatted(mark, year, sequence),
				"for_doctype": doctype,
				"series": series,
				"year": year,
				"sequence": sequence,
				**keeper,
				"reserved_on": getdate(),
				"reserved_by_name": display_name(frappe.session.user),
			}
		)
		begin(record, "Reserve Number", RESERVED)
		made.append(record)
	return {"first": made[0].number, "last": made[-1].number, "names": [record.name for record in made]}


def take(doc: Document, series: str, year: int) -> str:
	"""The reserved number that a new record of handwritten paper takes; the record's own save was checked.

	Args:
		doc: a record about to be numbered, with its `handwritten_number`.
		series, year: in which its number would be the next.

	Raises:
		frappe.ValidationError: it isn't reserved for this book and year, or is used already.
	"""
	number = frappe.get_doc(DOCTYPE, doc.handwritten_number, for_update=True)
	label = frappe.bold(_(doc.meta.get_label("handwritten_number")))
	if number.series != series or number.for_doctype != doc.doctype:
		frappe.throw(_("{0}: {1} was not reserved for this book.").format(label, number.number))
	if number.workflow_state != RESERVED:
		frappe.throw(
			_("{0}: {1} stands as {2}. Choose another one.").format(
				label, number.number, _(number.workflow_state)
			)
		)
	if year != number.year:
		frappe.throw(_("{0}: {1} is a number of the year {2}.").format(label, number.number, number.year))
	return number.number


def note_entered(doc: Document) -> None:
	"""The record has been saved with its number: the reservation is done with."""
	internal_move(DOCTYPE, doc.handwritten_number, ENTERED, RULE, values={"record": doc.name})


@frappe.whitelist(methods=["POST"])
def blank_forms(names: str | list) -> None:
	"""Answer with blank forms under reserved numbers: pages of a station's visit book, or slips.

	Args:
		names: Handwritten Numbers of one book that are reserved (JSON or list).

	Raises:
		frappe.ValidationError: none of them is reserved, or they are of several books.
	"""
	numbers = frappe.get_list(
		DOCTYPE,
		{"name": ("in", frappe.parse_json(names) or [""]), "workflow_state": RESERVED},
		["number", "holder", "series", "for_doctype"],
		order_by="year asc, sequence asc",
		limit_page_length=0,
	)
	if not numbers:
		frappe.throw(_("Select numbers that are reserved and not entered yet."))
	if len({number.series for number in numbers}) > 1:
		frappe.throw(_("Select numbers of one book at a time."))
	printed = [number.number for number in numbers]
	if numbers[0].for_doctype == ORDER:
		content = blank_slips(numbers[0].holder, printed)
	else:
		content = typeset(TEMPLATE, blank_rows(numbers[0].holder, printed))
	send(content, f"{printed[0]}.pdf", "pdf")


def blank_slips(place: str, numbers: list[str]) -> bytes:
	"""Three-part slips of a place's congress body for handwriting, one under each number."""
	body = frappe.db.get_value("Congress Body", {"jurisdiction": place})
	cards = [blank_card(number, frappe.get_cached_doc("Congress Body", body)) for number in numbers]
	return get_pdf(frappe.render_template(SLIPS, {"cards": cards}))


def blank_rows(station: str, numbers: list[str]) -> dict:
	"""What the template takes for empty rows of a station's visit book under these numbers."""
	books = frappe.get_all("Register Definition", {"row_source": VISIT}, pluck="name", order_by="code asc")
	register = frappe.get_doc("Register Definition", books[0])
	year = by_number(numbers[0])[-2]
	numbered = register.position_of(NUMBER)
	if numbered is None:
		frappe.throw(
			_("{0} has no column for {1}. Ask the liaison administrator to add it.").format(
				frappe.bold(frappe.utils.escape_html(register.register_title)), frappe.bold(NUMBER)
			)
		)
	# the year for the head
	first, last = getdate(f"{year}-01-01"), getdate(f"{year}-12-31")
	data = blank(register, frappe.get_doc("Liaison Station", station), first, last)
	rows = []
	for number in numbers:
		cells = ["\n" * ROOM for _column in data["columns"]]
		cells[numbered] = number
		rows.append({"cells": cells, "parts": [], "sums": data["sums"]})
	written = f"编号：{numbers[0]}"
	if len(numbers) > 1:
		written += f"至第{numbers[-1].rpartition('第')[2]}"
	return {
		**data,
		**headed(data, written),
		"rows": rows,
		"columns": [{**column, "of_part": False} for column in data["columns"]],
		"edition": "手写登记用",
		"notice": frappe.get_cached_doc("Liaison Settings").personal_data_notice or "",
		"page_foot": "",
	}

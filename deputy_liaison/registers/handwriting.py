"""Numbers for days without a computer: reserved in their series, printed on blank forms, typed in later.

Each is entered, or declared void with a reason, before its volume can be sealed (`completeness.VisitChecks`).
"""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, getdate

from deputy_liaison import scope
from deputy_liaison.numbering import formatted, reserve_numbers
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

VISIT = "Constituent Visit"
MOST_AT_ONCE = 50
# what a definition calls the column for it
NUMBER = "来访编号"
# empty lines that a row of a blank form leaves for handwriting
ROOM = 5
KEEPERS = frozenset({"Station Liaison Officer", "Township Clerk"})


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
	count = cint(count)
	if not 1 <= count <= MOST_AT_ONCE:
		frappe.throw(_("{0}: choose 1 to {1}.").format(frappe.bold(_("How Many Numbers")), MOST_AT_ONCE))
	if not station or not scope.covers(None, "Liaison Station", station, KEEPERS):
		scope.refuse_out_of_scope()
	place = frappe.get_doc("Liaison Station", station)
	year, series = getdate().year, f"{VISIT} {station}"
	made = []
	for sequence in reserve_numbers(series, year, count):
		record = frappe.get_doc(
			{
				"doctype": DOCTYPE,
				"number": formatted(f"{place.short_name}接", year, sequence),
				"for_doctype": VISIT,
				"series": series,
				"holder": station,
				"year": year,
				"sequence": sequence,
				"station": station,
				"jurisdiction": place.jurisdiction,
				"reserved_on": getdate(),
				"reserved_by_name": display_name(frappe.session.user),
			}
		)
		begin(record, "Reserve Number", RESERVED)
		made.append(record)
	return {"first": made[0].number, "last": made[-1].number, "names": [record.name for record in made]}


def take(doc: Document, name: str) -> str:
	"""The reserved number that a new record of handwritten paper takes; the record's own save was checked.

	Args:
		doc: a Constituent Visit about to be numbered.
		name: a Handwritten Number.

	Raises:
		frappe.ValidationError: it isn't reserved for this book and year, or is used already.
	"""
	number = frappe.get_doc(DOCTYPE, name, for_update=True)
	label = frappe.bold(_(doc.meta.get_label("handwritten_number")))
	if number.holder != (doc.station or doc.jurisdiction) or number.for_doctype != doc.doctype:
		frappe.throw(_("{0}: {1} was not reserved for this book.").format(label, number.number))
	if number.workflow_state != RESERVED:
		frappe.throw(
			_("{0}: {1} stands as {2}. Choose another one.").format(
				label, number.number, _(number.workflow_state)
			)
		)
	if getdate(doc.visit_time).year != number.year:
		frappe.throw(_("{0}: {1} is a number of the year {2}.").format(label, number.number, number.year))
	return number.number


def note_entered(doc: Document) -> None:
	"""The record has been saved with its number: the reservation is done with."""
	internal_move(DOCTYPE, doc.handwritten_number, ENTERED, RULE, values={"record": doc.name})


@frappe.whitelist(methods=["POST"])
def blank_forms(names: str | list) -> None:
	"""Answer with pages of the visit book whose rows bear reserved numbers and are empty.

	Args:
		names: Handwritten Numbers of one station that are reserved (JSON or list).

	Raises:
		frappe.ValidationError: none of them is reserved, or they are of several stations.
	"""
	numbers = frappe.get_list(
		DOCTYPE,
		{"name": ("in", frappe.parse_json(names) or [""]), "workflow_state": RESERVED},
		["number", "holder", "reserved_on"],
		order_by="year asc, sequence asc",
	)
	if not numbers:
		frappe.throw(_("Select numbers that are reserved and not entered yet."))
	if len({number.holder for number in numbers}) > 1:
		frappe.throw(_("Select numbers of one station at a time."))
	content = typeset(TEMPLATE, blank_rows(numbers[0].holder, [number.number for number in numbers]))
	send(content, f"{numbers[0].number}.pdf", "pdf")


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
		rows.append({"cells": cells, "parts": [], "sums": data["sums"], "long": False})
	written = f"编号:{numbers[0]}"
	if len(numbers) > 1:
		written += f"至第{numbers[-1].rpartition('第')[2]}"
	return {
		**data,
		**headed(data, written),
		"rows": rows,
		"columns": [{**column, "of_part": False} for column in data["columns"]],
		"edition": "手写登记用",
		"page_foot": "",
	}

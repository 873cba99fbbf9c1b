"""The papers that a case leaves behind, in the order of their days: what is filed under its archive number."""

from collections.abc import Iterator
from dataclasses import dataclass

import frappe
from frappe.utils import cint

from deputy_liaison.opinions.doctype.handling_meeting.handling_meeting import IN_PERSON
from deputy_liaison.opinions.doctype.supervision_entry.supervision_entry import SYSTEM

VISIT, TICKET, SUGGESTION = "Constituent Visit", "Opinion Ticket", "Deputy Suggestion"
ORDER, SUPERVISION, COMMITMENT = "Dispatch Order", "Supervision Entry", "Commitment"
# DocType of a case → the field of its orders that names it
SOURCES = {TICKET: "opinion_ticket", SUGGESTION: "deputy_suggestion"}
# what of an order makes a paper of it by itself
BY_FIELD = {
	"letter_number": "Dispatch Letter",
	"number": "Opinion Referral Card",
	"return_requested_on": "Order Return Request",
	"extension_requested_on": "Order Extension Request",
}


@dataclass(frozen=True)
class Paper:
	"""One paper of a case.

	Args:
		doctype, name: the record that it prints from.
		layout: its Print Format.
	"""

	doctype: str
	name: str
	layout: str


def may_be_printed() -> bool:
	"""Whether the session's user prints papers of cases at all; each is checked with its own record as well."""
	return bool(frappe.has_permission(TICKET, "print"))


def papers_of(doctype: str, name: str) -> list[Paper]:
	"""The papers of a case, as far as there is something to print; whoever prints one is checked with it.

	Args:
		doctype: Opinion Ticket or Deputy Suggestion.
		name: the case.
	"""
	papers = _of_ticket(name) if doctype == TICKET else _of_suggestion(name)
	return list(papers)


def scans_of(papers: list[Paper], doctype: str, name: str) -> int:
	"""How many files lie with a case and its papers: what was signed and sealed is scanned, not printed again."""
	records = {(doctype, name), *((paper.doctype, paper.name) for paper in papers)}
	files = frappe.get_all(
		"File",
		{
			"attached_to_doctype": ("in", list({kind for kind, _record in records})),
			"attached_to_name": ("in", [record for _kind, record in records]),
		},
		["attached_to_doctype", "attached_to_name"],
	)
	return sum((file.attached_to_doctype, file.attached_to_name) in records for file in files)


def _of_ticket(name: str) -> Iterator[Paper]:
	fields = ["visit", "is_emergency", "answer", "out_of_scope_reason", "round"]
	ticket = frappe.db.get_value(TICKET, name, fields, as_dict=True)
	if ticket.visit:
		yield Paper(VISIT, ticket.visit, "Visit Record")
		if ticket.is_emergency:
			yield Paper(VISIT, ticket.visit, "Emergency Report")
	orders = _orders(TICKET, name)
	for order in orders:
		yield from _of_order(order, of_suggestion=False)
	if ticket.out_of_scope_reason:
		yield Paper(TICKET, name, "Notice of the Right Channel")
	elif ticket.answer or any(
		order.reply_date and order.unit_role == "Lead" and cint(order.round) == cint(ticket.round)
		for order in orders
	):
		yield Paper(TICKET, name, "Notice of the Answer")


def _of_suggestion(name: str) -> Iterator[Paper]:
	yield Paper(SUGGESTION, name, "Suggestion Sheet")
	yield Paper(SUGGESTION, name, "Suggestion Handling Card")
	for order in _orders(SUGGESTION, name):
		yield from _of_order(order, of_suggestion=True)


def _orders(doctype: str, name: str) -> list[frappe._dict]:
	return frappe.get_all(
		ORDER,
		{SOURCES[doctype]: name},
		["name", "unit_role", "round", "reply_date", "reply_form", *BY_FIELD],
		order_by="round asc, number asc",
	)


def _of_order(order: frappe._dict, of_suggestion: bool) -> Iterator[Paper]:
	"""Letter, slip, what the unit asked for, what it was reminded of, its reply and what was thought of it."""
	for field, layout in BY_FIELD.items():
		if order[field]:
			yield Paper(ORDER, order.name, layout)
	# a reminder of the system's is no paper
	supervised = {"dispatch_order": order.name, "way": ("!=", SYSTEM)}
	for entry in frappe.get_all(
		SUPERVISION, supervised, pluck="name", order_by="supervised_on asc, times asc"
	):
		yield Paper(SUPERVISION, entry, "Supervision Slip")
	met = {
		"dispatch_order": order.name,
		"meeting_stage": "Before the Reply",
		"meeting_mode": ("in", IN_PERSON),
	}
	if frappe.db.exists("Handling Meeting", met):
		yield Paper(ORDER, order.name, "Face-to-Face Reply")
	if order.reply_date and order.reply_form == "In Writing":
		yield Paper(ORDER, order.name, "Reply Letter")
	if of_suggestion and order.reply_date and order.unit_role == "Lead":
		yield Paper(ORDER, order.name, "Inquiry on Handling")
	promised = {"dispatch_order": order.name}
	for promise in frappe.get_all(COMMITMENT, promised, pluck="name", order_by="committed_on asc"):
		yield Paper(COMMITMENT, promise, "Commitment Sheet")

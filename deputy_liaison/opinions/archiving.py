"""What a ticket needs before it goes to the archive, and the number it gets there (registers.md §0, P21)."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, getdate

from deputy_liaison import scope as scopes
from deputy_liaison.opinions.ticket_states import ACCEPTED, REPLIED

DOCTYPE = "Opinion Ticket"
# how it was closed → fields that must not be empty then
PAPERS = {
	"Channel Named": ("out_of_scope_reason", "channel_office", "notice_given_on"),
	"Accusation Passed On": ("receiving_authority", "forwarded_on", "forward_receipt"),
	"Answered on the Spot": ("answer",),
	"Answer Explained": ("answer",),
	"Posted Publicly": ("posting_photo", "posted_from"),
	"Could Not Be Reached": ("feedback_attempts",),
	"Explained After Review": ("review_decision",),
}
# how long it is kept, as its number says it (DA/T 22)
RETENTIONS = ("D10", "D30", "Y")


def missing_papers(ticket: Document) -> list[str]:
	"""What the archive would miss of a closed ticket, in words; empty if it is complete."""
	missing = [
		_(ticket.meta.get_label(field))
		for field in PAPERS.get(ticket.closing_way, ())
		if not ticket.get(field)
	]
	missing += _missing_of_orders(ticket)
	return missing + _untold(ticket)


def _untold(ticket: Document) -> list[str]:
	"""The merged matters whose reporters were not told; those of other stations without their numbers."""
	untold = {"main_ticket": ticket.name, "feedback_on": ("is", "not set")}
	numbers = dict(frappe.get_all(DOCTYPE, untold, ["name", "number"], as_list=True, order_by="number"))
	seen = scopes.covered(None, DOCTYPE, list(numbers))
	said = [
		_("Feedback to the reporter of {0}").format(number)
		for name, number in numbers.items()
		if name in seen
	]
	return said + [_("Feedback to reporters of other stations")] * (len(seen) < len(numbers))


def _missing_of_orders(ticket: Document) -> list[str]:
	orders = frappe.get_all(
		"Dispatch Order",
		{"opinion_ticket": ticket.name, "unit_role": "Lead", "workflow_state": ("in", (REPLIED, ACCEPTED))},
		["number", "reply", "entered_on_behalf", "on_behalf_scan"],
	)
	missing = [_("Reply to {0}").format(order.number) for order in orders if not order.reply]
	missing += [
		_("Scan of the slip {0}").format(order.number)
		for order in orders
		if order.entered_on_behalf and not order.on_behalf_scan
	]
	return missing


def check_number(ticket: Document) -> None:
	"""Refuse an archive number that another ticket has, or that says another retention than the ticket's.

	Raises:
		frappe.ValidationError: the message says which, and what to do.
	"""
	label = frappe.bold(_("Archive Number"))
	number = ticket.archive_number.strip()
	taken = {"archive_number": number, "name": ("!=", ticket.name)}
	if other := frappe.db.get_value(DOCTYPE, taken, "number"):
		frappe.throw(_("{0}: {1} is the number of {2}. Take the next one.").format(label, number, other))
	said = [kind for kind in RETENTIONS if f"-{kind}-" in number]
	if said and said != [ticket.retention]:
		frappe.throw(
			_("{0}: {1} says {2}, but the retention chosen is {3}. Let both say the same.").format(
				label, number, said[0], ticket.retention
			)
		)


def next_number_of(ticket: Document) -> str:
	"""A proposal only: the clerk numbers the yearly batch (registers.md §0)."""
	year = getdate(ticket.closed_on or None).year
	fonds = frappe.db.get_value("Congress Body", {"jurisdiction": ticket.township}, "fonds_number") or "0000"
	archived = frappe.qb.DocType(DOCTYPE)
	last = (
		frappe.qb.from_(archived)
		.select(archived.archive_number)
		.where(
			(archived.township == ticket.township) & archived.archive_number.like(f"{fonds}-WS·{year}-D10-%")
		)
		.orderby(archived.archive_number, order=frappe.qb.desc)
		.limit(1)
		.run(pluck=True)
	)
	number = cint(last[0].rsplit("-", 1)[1]) + 1 if last else 1
	return f"{fonds}-WS·{year}-D10-RDB-{number:04d}"

"""What a ticket needs before it goes to the archive, and the number it gets there (registers.md §0, P21)."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, getdate

from deputy_liaison.opinions.ticket_states import ACCEPTED, REPLIED

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


def missing_papers(ticket: Document) -> list[str]:
	"""What the archive would miss of a closed ticket, in words; empty if it is complete."""
	missing = [
		_(ticket.meta.get_label(field))
		for field in PAPERS.get(ticket.closing_way, ())
		if not ticket.get(field)
	]
	missing += _missing_of_orders(ticket)
	untold = frappe.get_all(
		"Opinion Ticket", {"main_ticket": ticket.name, "feedback_on": ("is", "not set")}, pluck="number"
	)
	missing += [_("Feedback to the reporter of {0}").format(number) for number in untold]
	return missing


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


def next_number_of(ticket: Document) -> str:
	"""A proposal only: the clerk numbers the yearly batch (registers.md §0)."""
	year = getdate(ticket.closed_on or None).year
	fonds = frappe.db.get_value("Congress Body", {"jurisdiction": ticket.township}, "fonds_number") or "0000"
	archived = frappe.qb.DocType("Opinion Ticket")
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

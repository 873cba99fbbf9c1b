"""The seven stages of seed 002 that a ticket shows at its head."""

import datetime
from typing import TYPE_CHECKING

import frappe
from frappe import _
from frappe.utils import cint, formatdate, getdate

from deputy_liaison.opinions.doctype.dispatch_order.dispatch_order import orders_of
from deputy_liaison.opinions.ticket_states import AWAITING_RATING, IN_HANDLING, JOINT_REVIEW, VILLAGE
from deputy_liaison.persons import display_name

if TYPE_CHECKING:
	from deputy_liaison.opinions.doctype.opinion_ticket.opinion_ticket import OpinionTicket


# positions in the strip of states that last beyond their first date (rules.md §2.1): a unit's signature
# doesn't end its work, nor the feedback the wait for its rating
STAYS_AT = {VILLAGE: 4, IN_HANDLING: 4, JOINT_REVIEW: 4, AWAITING_RATING: 5}


def stages(ticket: "OpinionTicket") -> list[dict]:
	"""The seven stages of seed 002 (接待 梳理 分类 送达 督办 反馈 存档) with date and person.

	Returns:
		Seven dicts: label, on (text), by, status ("done", "now", "skipped" or "open").
	"""
	officer = frappe.db.get_value("Constituent Visit", ticket.visit, "officer_name")
	lead = next(
		(
			order
			for order in orders_of(ticket.name)
			if order.unit_role == "Lead" and order.round == cint(ticket.round)
		),
		frappe._dict(),
	)
	archived_by = _log_person(ticket, "Archive Ticket")
	reached = [
		(_("Stage Receive"), ticket.received_on, officer),
		(_("Stage Sort Out"), ticket.creation, display_name(ticket.owner)),
		(_("Stage Classify"), ticket.proposed_on, ticket.proposer),
		(_("Stage Deliver"), ticket.approved_on or lead.issued_on, ticket.approver or lead.issued_by),
		(_("Stage Supervise"), lead.acknowledged_on, lead.acknowledged_by),
		(_("Stage Feed Back"), ticket.feedback_on, ticket.feedback_by),
		(_("Stage Archive"), ticket.archived_on, archived_by),
	]
	closed = bool(ticket.closed_on)
	last = max(i for i, (_label, on, _by) in enumerate(reached) if on)
	stays_at = STAYS_AT.get(ticket.workflow_state)
	next_one = len(reached) - 1 if closed else last + 1
	strip = []
	for i, (label, on, by) in enumerate(reached):
		if i == stays_at:
			status = "now"
		elif on:
			status = "done"
		elif i < last or (closed and i < next_one):
			status = "skipped"
		else:
			status = "now" if i == next_one and stays_at is None else "open"
		strip.append({"label": label, "on": _day(on), "by": by or "", "status": status})
	return strip


def _day(on: datetime.date | datetime.datetime | str | None) -> str:
	return formatdate(getdate(on), "yyyy-MM-dd") if on else ""


def _log_person(ticket: "OpinionTicket", action: str) -> str | None:
	return frappe.db.get_value(
		"Handling Log",
		{"reference_doctype": ticket.doctype, "reference_name": ticket.name, "action": action},
		"person_name",
	)

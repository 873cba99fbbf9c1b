"""Open tickets and orders within a post's scope (hook `open_work`)."""

import frappe
from frappe import _
from pypika.terms import PseudoColumn

from deputy_liaison.opinions.ticket_states import ACCEPTED, ORDER_WITHDRAWN, REPLIED, TICKET_ENDED
from deputy_liaison.scope import COUNTY_ROLES, DENY, UNIT_ROLE, Post, condition_of

# who reads the whole county keeps matters of the county's own level only, or none
COUNTY_HANDLERS = frozenset({"County Deputy Affairs Officer", "County Approver"})

ENDED = {
	"Opinion Ticket": ("Ticket Draft", *TICKET_ENDED),
	"Dispatch Order": (REPLIED, ACCEPTED, ORDER_WITHDRAWN),
	"Deputy Suggestion": (
		"Suggestion Draft",
		"Suggestion Closed",
		"Suggestion Archived",
		"Suggestion Merged",
		"Suggestion Withdrawn",
		"Suggestion Set Aside",
		"Bill on the Agenda",
	),
}


def of_post(post: Post) -> list[dict]:
	"""Tickets that are not closed; for a unit its orders that are not replied to."""
	doctype = "Dispatch Order" if post.post == UNIT_ROLE else "Opinion Ticket"
	condition = condition_of(doctype, [post])
	if condition == DENY or post.post in COUNTY_ROLES - COUNTY_HANDLERS:
		return []
	table = frappe.qb.DocType(doctype)
	query = (
		frappe.qb.from_(table)
		.select(table.name, table.number, table.subject, table.workflow_state, table.state_due)
		.where(table.workflow_state.notin(ENDED[doctype]))
	)
	if post.post in COUNTY_HANDLERS:
		query = query.where(table.handling_level == "County")
	if condition:
		# the list hook's own text, made of escaped literals
		query = query.where(PseudoColumn(f"({condition})"))
	return [
		{
			"doctype": doctype,
			"name": row.name,
			"kind": _(doctype),
			"number": row.number,
			"subject": row.subject,
			"state": _(row.workflow_state),
			"due_date": row.state_due,
		}
		for row in query.run(as_dict=True)
	]


def commitments_of_post(post: Post) -> list[dict]:
	"""What a unit promised and has not been found to have kept yet."""
	condition = condition_of("Commitment", [post])
	if post.post != UNIT_ROLE or condition == DENY:
		return []
	table = frappe.qb.DocType("Commitment")
	query = (
		frappe.qb.from_(table)
		.select(table.name, table.source_number, table.subject, table.workflow_state, table.due_date)
		.where(table.workflow_state.isin(("Commitment Open", "Commitment Reported")))
		# the list hook's own text, made of escaped literals
		.where(PseudoColumn(f"({condition})"))
	)
	return [
		{
			"doctype": "Commitment",
			"name": row.name,
			"kind": _("Commitment"),
			"number": row.source_number,
			"subject": row.subject,
			"state": _(row.workflow_state),
			"due_date": row.due_date,
		}
		for row in query.run(as_dict=True)
	]


def suggestions_of_post(post: Post) -> list[dict]:
	"""Deputies' suggestions that are not closed, each with the limit of its next step."""
	doctype = "Deputy Suggestion"
	condition = condition_of(doctype, [post])
	if condition == DENY or post.post in COUNTY_ROLES - COUNTY_HANDLERS:
		return []
	table = frappe.qb.DocType(doctype)
	query = (
		frappe.qb.from_(table)
		.select(table.name, table.number, table.suggestion_title, table.workflow_state, table.state_due)
		.where(table.workflow_state.notin(ENDED[doctype]))
	)
	if post.post in COUNTY_HANDLERS:
		query = query.where(table.handling_level == "County")
	if condition:
		# the list hook's own text, made of escaped literals
		query = query.where(PseudoColumn(f"({condition})"))
	return [
		{
			"doctype": doctype,
			"name": row.name,
			"kind": _(doctype),
			"number": row.number or "",
			"subject": row.suggestion_title,
			"state": _(row.workflow_state),
			"due_date": row.state_due,
		}
		for row in query.run(as_dict=True)
	]

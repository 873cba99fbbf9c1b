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
	"Commitment": ("Commitment Fulfilled", "Commitment Superseded"),
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
	return _open("Dispatch Order" if post.post == UNIT_ROLE else "Opinion Ticket", post)


def commitments_of_post(post: Post) -> list[dict]:
	"""What a unit promised and has not been found to have kept yet."""
	if post.post != UNIT_ROLE:
		return []
	return _open("Commitment", post, number="source_number", due="due_date")


def suggestions_of_post(post: Post) -> list[dict]:
	"""Deputies' suggestions that are not closed, each with the limit of its next step."""
	return _open("Deputy Suggestion", post, title="suggestion_title")


def _open(
	doctype: str, post: Post, number: str = "number", title: str = "subject", due: str = "state_due"
) -> list[dict]:
	"""What has not ended within the post's scope; the other words name the columns that are shown."""
	condition = condition_of(doctype, [post])
	if condition == DENY or post.post in COUNTY_ROLES - COUNTY_HANDLERS:
		return []
	table = frappe.qb.DocType(doctype)
	query = (
		frappe.qb.from_(table)
		.select(
			table.name,
			table[number].as_("number"),
			table[title].as_("subject"),
			table.workflow_state,
			table[due].as_("due_date"),
		)
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
			"subject": row.subject,
			"state": _(row.workflow_state),
			"due_date": row.due_date,
		}
		for row in query.run(as_dict=True)
	]

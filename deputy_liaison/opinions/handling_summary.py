"""Three columns of the ticket that say in one place what its orders say: when first, when answered, with what.

The rates of a month count a million tickets by them alone; from the orders the same question takes a look-up
for each ticket. They follow the ticket's state, whoever moves it.
"""

import frappe
from frappe.model.document import Document
from frappe.utils import cint, getdate, now_datetime

from deputy_liaison.opinions.ticket_states import (
	ANSWERED,
	IN_HANDLING,
	ORDER_WITHDRAWN,
	REGISTERED,
	TO_FEED_BACK,
	VILLAGE,
)

COUNTY = "County"


def follow_state(ticket: Document) -> None:
	"""Keep `first_order_on`, `replied_on` and `result_class`; called before the ticket is saved.

	The case is counted where and when its first order was issued (rules.md §5): an order that the village gave
	up or that was issued before the county took the case over is none. A new round is unanswered until its reply.
	"""
	before = ticket.get_doc_before_save()
	if before is None:
		return
	if (before.handling_level == COUNTY) != (ticket.handling_level == COUNTY):
		ticket.first_order_on = None
		_forget_reply(ticket)
	if before.workflow_state == ticket.workflow_state:
		return
	state = ticket.workflow_state
	if state in (IN_HANDLING, VILLAGE):
		ticket.first_order_on = ticket.first_order_on or now_datetime()
		_forget_reply(ticket)
	elif state == TO_FEED_BACK:
		ticket.replied_on, ticket.result_class = reply_of(ticket)
	elif state == REGISTERED:
		if before.workflow_state == VILLAGE and cint(ticket.round) <= 1:
			ticket.first_order_on = None
		_forget_reply(ticket)
	elif state == ANSWERED and ticket.first_order_on:
		ticket.replied_on = getdate()


def _forget_reply(ticket: Document) -> None:
	ticket.replied_on = ticket.result_class = None


def reply_of(ticket: Document) -> tuple:
	"""Day and result class of the reply in the ticket's round; of several lead units the last day, the least result."""
	orders = frappe.get_all(
		"Dispatch Order",
		filters={
			"opinion_ticket": ticket.name,
			"unit_role": "Lead",
			"round": ticket.round,
			"workflow_state": ("!=", ORDER_WITHDRAWN),
		},
		fields=["reply_date", "result_class", "result_class.code"],
	)
	days = [order.reply_date for order in orders if order.reply_date]
	results = sorted((order.code, order.result_class) for order in orders if order.result_class)
	return max(days, default=getdate()), results[-1][1] if results else None

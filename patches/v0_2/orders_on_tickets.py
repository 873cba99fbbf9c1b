"""Tickets did not say before when their first order was issued and what the last round brought."""

import frappe
from frappe.query_builder.functions import Min

from deputy_liaison.opinions.ticket_states import IN_HANDLING, ORDER_WITHDRAWN, REGISTERED, VILLAGE


def execute() -> None:
	"""Fill the three columns from the lead orders that stand."""
	ticket, order = frappe.qb.DocType("Opinion Ticket"), frappe.qb.DocType("Dispatch Order")
	stands = (order.unit_role == "Lead") & (order.workflow_state != ORDER_WITHDRAWN)
	first = (
		frappe.qb.from_(order)
		.select(order.opinion_ticket, Min(order.issued_on).as_("issued_on"))
		.where(stands)
		.groupby(order.opinion_ticket)
		.as_("first_order")
	)
	(
		frappe.qb.update(ticket)
		.join(first)
		.on(first.opinion_ticket == ticket.name)
		.set(ticket.first_order_on, first.issued_on)
		.where(ticket.first_order_on.isnull())
	).run()
	# names of its own: the columns that are set stand in the statement without their table's
	reply = (
		frappe.qb.from_(order)
		.select(order.opinion_ticket, order.round.as_("of_round"))
		.select(order.reply_date.as_("day"), order.result_class.as_("result"))
		.where(stands & order.reply_date.notnull())
		.as_("reply")
	)
	(
		frappe.qb.update(ticket)
		.join(reply)
		.on((reply.opinion_ticket == ticket.name) & (reply.of_round == ticket.round))
		.set(ticket.replied_on, reply.day)
		.set(ticket.result_class, reply.result)
		.where(ticket.replied_on.isnull())
		.where(ticket.workflow_state.notin((REGISTERED, IN_HANDLING, VILLAGE)))
	).run()

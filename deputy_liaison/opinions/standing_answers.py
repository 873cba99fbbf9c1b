"""What stands as the answer to a matter: said once, for the voters' page and for who tells it at a station."""

import datetime
from typing import NamedTuple

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint

from deputy_liaison.opinions import conversions
from deputy_liaison.opinions.doctype.dispatch_order.dispatch_order import orders_of
from deputy_liaison.opinions.ticket_states import ORDER_ANSWERED

TICKET = "Opinion Ticket"


class Answer(NamedTuple):
	"""One answer: its words, whose it is (a unit or an act, never a person), its day, the result's class."""

	text: str
	by: str = ""
	on: datetime.date | None = None
	result: str = ""


def standing_answers(ticket: Document, in_public: bool = False) -> list[Answer]:
	"""The answers of a ticket's present round, the latest first; none where it is another office's matter.

	Args:
		ticket: a ticket whose answer may be told; that it may be is the caller's to know.
		in_public: whether it is told past the stations: then of a suggestion that is not public as a whole
			the words stay away.
	"""
	if ticket.out_of_scope_reason:
		return []
	replies = _replies("opinion_ticket", ticket.name, cint(ticket.round))
	if ticket.closing_way == "Became a Suggestion":
		replies = _of_suggestions(ticket.name, in_public)
	if ticket.closing_way == "Explained After Review":
		replies = [*_of_review(ticket), *replies]
	# an answer on the spot, or an explanation, is what holds only until a unit was asked
	return replies or ([Answer(ticket.answer)] if ticket.answer else [])


def _replies(field: str, source: str, handling_round: int, with_words: bool = True) -> list[Answer]:
	"""The replies of the leading units of one round; nothing of an order that was taken back or given up."""
	return [
		Answer(
			order.reply if with_words else _("The station tells you what it says."),
			order.unit_name,
			order.reply_date,
			order.result_label or "",
		)
		for order in orders_of(source, field)
		if order.unit_role == "Lead"
		and order.reply
		and order.round == handling_round
		and order.workflow_state in ORDER_ANSWERED
	]


def _of_suggestions(ticket: str, in_public: bool) -> list[Answer]:
	"""The replies to the suggestions that a ticket became."""
	replies = []
	for one in conversions.suggestions_from(ticket):
		with_words = not in_public or one.publicity == "Whole Text"
		replies += _replies("deputy_suggestion", one.name, cint(one.round), with_words)
	if replies:
		return replies
	if in_public:
		return [
			Answer(_("The deputy's suggestion ended without a written reply. The station tells you why."))
		]
	return [Answer(_("The deputy's suggestion ended without a written reply."))]


def _of_review(ticket: Document) -> list[Answer]:
	"""What the joint review decided, and how it was explained when the ticket was closed."""
	explained = frappe.get_all(
		"Handling Log",
		{
			"reference_doctype": TICKET,
			"reference_name": ticket.name,
			"action": "Close Ticket with Explanation",
		},
		pluck="note",
		order_by="at desc",
		limit=1,
	)
	texts = [(ticket.review_decision, _("Joint Review Decision"))]
	texts += [(note, _("Explanation After the Review")) for note in explained]
	return [Answer(text, by, ticket.closed_on) for text, by in texts if text]

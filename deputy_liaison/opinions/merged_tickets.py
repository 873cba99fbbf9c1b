"""Tickets that were merged into another one: their reporters get its answer, each and in every round.

A follower keeps in `answer_to_tell_on` since when there is an answer that its reporter has not been told; the
clock counts its limit from that day (rules.md §2.2, T8→T9).
"""

import frappe
from frappe.model.document import Document
from frappe.utils import getdate

from deputy_liaison.opinions import clock
from deputy_liaison.opinions.standing_answers import standing_answers
from deputy_liaison.opinions.ticket_states import ANSWER_STANDS, MERGED

DOCTYPE = "Opinion Ticket"
FEEDBACK = ("feedback_mode", "feedback_on", "feedback_by", "feedback_note")


def followers_of(main: str) -> list[str]:
	"""The tickets that were merged into this one, whoever may read them."""
	return frappe.get_all(DOCTYPE, {"main_ticket": main}, pluck="name", order_by="number")


def shown(main: str) -> list[frappe._dict]:
	"""Those of them that the reader of the main ticket may read, for its form."""
	return frappe.get_list(
		DOCTYPE,
		filters={"main_ticket": main},
		fields=[
			"name",
			"number",
			"subject",
			"reporter",
			"feedback_on",
			"feedback_mode",
			"withdrawal_wished_on",
		],
		order_by="number asc",
		limit_page_length=0,
	)


def follow_main(main: Document) -> None:
	"""After a saved move of the main ticket: an answer is to be told, or a new round takes it back."""
	before = main.get_doc_before_save()
	if not before or before.workflow_state == main.workflow_state:
		return
	stood, stands = (doc.workflow_state in ANSWER_STANDS for doc in (before, main))
	if stood and not stands:
		ask_again(main)
	elif stands and not stood:
		let_tell(main)


def ask_again(main: Document) -> None:
	"""What was told of an earlier answer stays in the record; the next one is told anew."""
	followers = followers_of(main.name)
	frappe.db.delete("Feedback Attempt", {"parenttype": DOCTYPE, "parent": ("in", followers or [""])})
	for name in followers:
		# a consequence of the checked move of the main ticket
		frappe.db.set_value(
			DOCTYPE,
			name,
			{**dict.fromkeys(FEEDBACK), "answer_to_tell_on": None, "state_due": None, "last_reminder": None},
		)


def let_tell(main: Document) -> None:
	"""There is an answer: from today on its limit runs for each whose reporter was not told yet."""
	for name in followers_of(main.name):
		follower = frappe.get_doc(DOCTYPE, name)
		if follower.feedback_on or follower.answer_to_tell_on:
			continue
		follower.answer_to_tell_on = getdate()
		# a consequence of the checked move of the main ticket
		frappe.db.set_value(
			DOCTYPE,
			name,
			{
				"answer_to_tell_on": follower.answer_to_tell_on,
				"state_due": clock.due_of(follower),
				"last_reminder": None,
			},
		)


def hand_on(merged: Document) -> None:
	"""What was merged into this one follows it into its own main ticket, and tells that one's answer."""
	ask_again(merged)
	for name in followers_of(merged.name):
		# a consequence of the checked merger
		frappe.db.set_value(DOCTYPE, name, "main_ticket", merged.main_ticket)
	main = frappe.get_doc(DOCTYPE, merged.main_ticket)
	if main.workflow_state in ANSWER_STANDS:
		let_tell(main)


def answers_to_tell(ticket: Document) -> list[dict]:
	"""What there is to tell the reporter of a merged ticket; its own people may not read the main ticket.

	Args:
		ticket: a ticket that the user may read.

	Returns:
		One dict per answer: by (unit or office), on, text, result; nothing of the main ticket's reporter.
	"""
	if ticket.workflow_state != MERGED or not ticket.main_ticket:
		return []
	main = frappe.get_doc(DOCTYPE, ticket.main_ticket)
	if main.workflow_state not in ANSWER_STANDS:
		return []
	if main.restriction:
		return [_answer(by=main.receiving_authority, on=main.forwarded_on)] if ticket.restriction else []
	if main.out_of_scope_reason:
		channel = (main.channel_office, main.channel_address, main.channel_phone)
		return [_answer(text="\n".join(filter(None, channel)))]
	return [_answer(one.by, one.on, one.text, one.result) for one in standing_answers(main)]


def _answer(by: str | None = "", on=None, text: str | None = "", result: str | None = "") -> dict:
	return {"by": by or "", "on": str(on or ""), "text": text or "", "result": result or ""}

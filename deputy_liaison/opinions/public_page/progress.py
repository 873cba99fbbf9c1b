"""How a matter stands, for who holds its look-up code; the rating of its answer; the wish to withdraw it."""

import frappe
from frappe import _
from frappe.utils import cint, formatdate, now_datetime

from deputy_liaison.liaison_network.public_page import is_on_in
from deputy_liaison.opinions import ticket_states as states
from deputy_liaison.opinions.public_page import begin_request, form_tokens, limits, look_up_codes
from deputy_liaison.opinions.public_page.words import plain_words
from deputy_liaison.opinions.stage_strip import stages
from deputy_liaison.opinions.standing_answers import standing_answers
from deputy_liaison.paper import as_typed
from deputy_liaison.state_machine import internal_move, write_log

TICKET = look_up_codes.TICKET
PURPOSE = "act on"
RATINGS = ("Satisfied", "Basically Satisfied", "Dissatisfied")
LONGEST_REASON = 500
# from here on the answer is the reporter's to know
ANSWER_KNOWN = frozenset({states.AWAITING_RATING, states.JOINT_REVIEW, states.CLOSED, states.ARCHIVED})


@frappe.whitelist(allow_guest=True, methods=["POST"])
def look_up(code: str) -> dict:
	"""How the matter of a look-up code stands: no names of persons, no words of any voter.

	Args:
		code: as it was typed; capitals, hyphens and spaces don't matter.

	Returns:
		number, received_on, state (in plain words), stages, answers, channel, may_rate, rating, may_withdraw,
		token for what may be done next.

	Raises:
		frappe.DoesNotExistError: no such code, or none any more; nothing tells which.
	"""
	begin_request()
	return described(_ticket(code))


# `plain_words` leaves no tag in the reason, and changes nothing else of it
@frappe.whitelist(allow_guest=True, xss_safe=True, methods=["POST"])
def rate(code: str, form_token: str, rating: str, reason: str = "") -> dict:
	"""The reporter's rating of the answer (扫码); closes the ticket unless 不满意 (rules.md §2.2, T9).

	Raises:
		frappe.ValidationError: it doesn't await a rating, or the reason for 不满意 is missing.
	"""
	begin_request()
	ticket = _ticket(code)

	def work() -> dict:
		rate_by_code(ticket.name, rating, _reason(reason))
		return described(frappe.get_doc(TICKET, ticket.name))

	return form_tokens.answered_once(form_token, PURPOSE, ticket.code_hash, work)


def rate_by_code(ticket: str, rating: str, reason: str) -> None:
	"""The one way by which the actor 扫码 (voter code) rates; its two rules stand in the ticket's system moves."""
	# an officer who enters what the reporter said by telephone may be at it: who comes second finds it rated
	doc = frappe.get_doc(TICKET, ticket, for_update=True)
	if rating not in RATINGS or not _may_rate(doc):
		frappe.throw(_("This matter does not await a rating at present."))
	if rating == "Dissatisfied" and not reason:
		frappe.throw(_("Say why you are not satisfied, so that it can be handled again."))
	rule, to_state = "Rate Ticket Satisfied", states.CLOSED
	if rating == "Dissatisfied":
		rule, to_state = "Rate Ticket Dissatisfied", states.AWAITING_RATING
	values = {"reporter_rating": rating, "rating_source": "Code Scan", "rating_reason": reason}
	internal_move(TICKET, ticket, to_state, rule, note=look_up_codes.given_late(ticket), values=values)


# `plain_words` leaves no tag in the reason, and changes nothing else of it
@frappe.whitelist(allow_guest=True, xss_safe=True, methods=["POST"])
def ask_withdrawal(code: str, form_token: str, reason: str = "") -> dict:
	"""Note for the clerk that the reporter wants to withdraw the matter; withdrawing it is the clerk's act.

	Raises:
		frappe.ValidationError: it was answered already, or the wish is noted already.
	"""
	begin_request()
	ticket = _ticket(code)

	def work() -> dict:
		note_withdrawal_wish(ticket.name, _reason(reason))
		return described(frappe.get_doc(TICKET, ticket.name))

	return form_tokens.answered_once(form_token, PURPOSE, ticket.code_hash, work)


def note_withdrawal_wish(ticket: str, reason: str) -> None:
	"""The one way by which the actor 扫码 (voter code) notes its wish; logged, it moves nothing."""
	doc = frappe.get_doc(TICKET, ticket, for_update=True)
	# as it stands now, locked: the unit may have answered since the page was looked at
	if not _may_withdraw(doc):
		frappe.throw(_("This matter cannot be withdrawn any more, or your wish is noted already."))
	# who holds the code was checked by it; no role writes these two fields
	doc.db_set({"withdrawal_wished_on": now_datetime(), "withdrawal_wish": reason}, notify=True)
	write_log(doc, "Ask to Withdraw by Code", event="Handling Event", note=reason)


def _ticket(code: str) -> "frappe.model.document.Document":
	limits.count_look_up(code)
	name = look_up_codes.ticket_of(code)
	if not name:
		frappe.throw(
			_("Nothing is found with this code. Look whether all ten signs are as on the slip."),
			frappe.DoesNotExistError,
		)
	ticket = frappe.get_doc(TICKET, name)
	if not _is_open(ticket):
		frappe.throw(_("This page is not open at present. Call the station or come to its reception."))
	return ticket


def _is_open(ticket: "frappe.model.document.Document") -> bool:
	station_on = not ticket.station or frappe.db.get_value("Liaison Station", ticket.station, "public_page")
	return bool(station_on) and is_on_in(ticket.township)


def _reason(text: str) -> str:
	text = plain_words(text)
	if len(text) > LONGEST_REASON:
		frappe.throw(
			_("You wrote {0} characters; at most {1} are possible. Shorten it.").format(
				len(text), LONGEST_REASON
			)
		)
	return text


def _may_rate(ticket: "frappe.model.document.Document") -> bool:
	return ticket.workflow_state == states.AWAITING_RATING and ticket.reporter_rating != "Dissatisfied"


def _may_withdraw(ticket: "frappe.model.document.Document") -> bool:
	state = ticket.workflow_state
	if state == states.MERGED:
		# the main matter is withdrawn when all its reporters ask for it (rules.md §2.2, TW)
		state = frappe.db.get_value(TICKET, ticket.main_ticket, "workflow_state")
	return state in states.WITHDRAWABLE and not ticket.withdrawal_wished_on and not _is_accusation(ticket)


def _is_accusation(ticket: "frappe.model.document.Document") -> bool:
	return bool(cint(ticket.restriction)) or ticket.workflow_state == states.ACCUSATION


def described(ticket: "frappe.model.document.Document") -> dict:
	"""What the page shows of a ticket, whoever holds its code."""
	known = {
		"number": ticket.number,
		"received_on": formatdate(ticket.received_on, "yyyy-MM-dd"),
		"token": form_tokens.issue(PURPOSE, ticket.code_hash),
	}
	if _is_accusation(ticket):
		return {**known, "state": _("It was passed on as the rules prescribe.")}
	# the answer to a merged matter is that of the main one, and so is how far it is
	main = frappe.get_doc(TICKET, ticket.main_ticket) if ticket.main_ticket else ticket
	if _is_accusation(main):
		main = ticket
	return {
		**known,
		"state": in_plain_words(ticket, main),
		"stages": [
			{"label": stage["label"], "on": stage["on"], "status": stage["status"]} for stage in stages(main)
		],
		"answers": _answers(main),
		"channel": _channel(main),
		"rating": _(ticket.reporter_rating) if ticket.reporter_rating else "",
		"may_rate": _may_rate(ticket),
		"may_withdraw": _may_withdraw(ticket),
		"withdrawal_wished": bool(ticket.withdrawal_wished_on),
	}


def in_plain_words(ticket: "frappe.model.document.Document", main: "frappe.model.document.Document") -> str:
	"""The state as a voter understands it."""
	if main is not ticket:
		return _("It is handled together with the same matter of others: {0}").format(_plain_state(main))
	return _plain_state(ticket)


def _plain_state(ticket: "frappe.model.document.Document") -> str:
	state = ticket.workflow_state
	if state == states.AWAITING_RATING and ticket.reporter_rating == "Dissatisfied":
		return _("You said that you are not satisfied. It is being looked at how it is handled again.")
	if state == states.IN_HANDLING and cint(ticket.round) > 1:
		return _("It is being handled again.")
	if state == states.PENDING and ticket.handling_level == "County":
		return _("It was passed up to the county, which decides who handles it.")
	return {
		states.REGISTERED: _("It is registered and being sorted."),
		states.ANSWERED: _("It was answered."),
		states.OUT_OF_SCOPE: _("It is another office's matter. Below you see where to turn."),
		states.PENDING: _("It was sorted and waits for the decision who handles it."),
		states.IN_HANDLING: _("A unit is handling it."),
		states.VILLAGE: _("The village or community is settling it."),
		states.TO_FEED_BACK: _("The unit has replied; you will be told soon."),
		states.AWAITING_RATING: _("It was answered. Please say whether you are satisfied."),
		states.JOINT_REVIEW: _("The congress's office is studying it together with the unit."),
		states.CLOSED: _("It is settled."),
		states.ARCHIVED: _("It is settled and filed."),
		states.ENTRUSTED: _("A county deputy was asked to put it forward."),
		states.CONVERTED: _("It became a deputy's suggestion and is handled as such."),
		states.WITHDRAWN: _("It was withdrawn."),
	}.get(state, _("It is registered and being sorted."))


def _answers(ticket: "frappe.model.document.Document") -> list[dict]:
	"""What was answered, once it was fed back, the latest first; of units their names, of persons none."""
	if ticket.workflow_state not in ANSWER_KNOWN:
		return []
	return [
		{
			"by": answer.by,
			"on": formatdate(answer.on, "yyyy-MM-dd") if answer.on else "",
			"text": as_typed(answer.text),
			"result": answer.result,
		}
		for answer in standing_answers(ticket, in_public=True)
	]


def _channel(ticket: "frappe.model.document.Document") -> dict | None:
	if not ticket.out_of_scope_reason or ticket.workflow_state not in (*ANSWER_KNOWN, states.OUT_OF_SCOPE):
		return None
	return {
		"office": as_typed(ticket.channel_office),
		"address": as_typed(ticket.channel_address),
		"phone": as_typed(ticket.channel_phone),
	}

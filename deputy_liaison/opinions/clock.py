"""The one clock of tickets, orders and suggestions: by when, how late, which colour (rules.md §2.6).

A record keeps in `state_due` the day by which its present state is to be left, and None where no limit runs:
in a final state, and while the clock is legally stopped. It is set at every move, so lists, cards, reports,
the digest and the nightly job read one indexed column; the colour is that day compared with today.

What a unit is to do before it replies (sign, pass on, make contact) has a day of its own, kept in `step_due`.

An order's limit runs from its issue. It stops while a return is asked for; refused, those days are added.
An extension that is only asked for doesn't stop it. Passing on and signing for an order change nothing; a new
round is a new order with a limit of its own. A ticket or suggestion in handling is due when its first open
order is. A ticket that became a suggestion is due to nobody until that is answered.
"""

import datetime
from dataclasses import dataclass

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import add_days, cint, date_diff, formatdate, getdate, now_datetime

from deputy_liaison.opinions import conversions
from deputy_liaison.opinions import suggestion_states as suggested
from deputy_liaison.opinions import ticket_states as states
from deputy_liaison.opinions.suggestion_limits import session_end
from deputy_liaison.working_days import end_of, find_limit

TICKET = "Opinion Ticket"
ORDER = "Dispatch Order"
SUGGESTION = "Deputy Suggestion"
# a matter in handling follows its orders, so they come first
LIMITED = (ORDER, TICKET, SUGGESTION)
YELLOW, ORANGE, RED = "Yellow", "Orange", "Red"
# how urgent, least first
COLOURS = ("", YELLOW, ORANGE, RED)
# states in which an order's limit runs; while a return is asked for it stands still, and the approver's runs
RUNNING = (states.ISSUED, states.ACKNOWLEDGED, states.EXTENSION_REQUESTED)
# the order's column of a matter, and the matter's states that are due when its orders are
ORDERS_OF = {TICKET: "opinion_ticket", SUGGESTION: "deputy_suggestion"}
WITH_UNITS = {TICKET: (states.IN_HANDLING, states.VILLAGE), SUGGESTION: (suggested.IN_HANDLING,)}
KEPT = ("state_since", "state_due", "last_reminder")


@dataclass(frozen=True)
class StateLimit:
	"""The limit of a state.

	Args:
		key: limit of Liaison Settings.
		begins: fields of the record that it runs from; the latest that is filled in counts.
	"""

	key: str
	begins: tuple[str, ...] = ("state_since",)


LIMITS = {
	TICKET: {
		states.REGISTERED: StateLimit("Propose Ticket"),
		states.ANSWERED: StateLimit("Feed Back Ticket"),
		# 信访工作条例 §23: fifteen days of the receipt, whatever was tried before
		states.OUT_OF_SCOPE: StateLimit("Close Out of Scope Ticket", ("received_on",)),
		states.ACCUSATION: StateLimit("Close Forwarded Ticket"),
		# the county's limit begins when the township hands the matter up
		states.PENDING: StateLimit("Dispatch Ticket", ("state_since", "escalated_on")),
		states.TO_FEED_BACK: StateLimit("Feed Back Ticket"),
		states.AWAITING_RATING: StateLimit("Rate Ticket"),
		states.JOINT_REVIEW: StateLimit("Review Ticket Jointly"),
		states.ENTRUSTED: StateLimit("Take Up Ticket"),
		# runs only while its main ticket's answer was not told to its reporter
		states.MERGED: StateLimit("Feed Back Ticket", ("answer_to_tell_on",)),
	},
	ORDER: {states.RETURN_REQUESTED: StateLimit("Decide Order Return", ("return_requested_on",))},
	SUGGESTION: {
		suggested.SUBMITTED: StateLimit("Accept Suggestion", ("handed_in_on",)),
		suggested.WITH_DELEGATION: StateLimit("Accept Suggestion", ("handed_in_on",)),
		suggested.UNDER_REVIEW: StateLimit("File Suggestion", ("accepted_on",)),
		suggested.AWAITING_DISPATCH: StateLimit("Dispatch Suggestion", ("accepted_on",)),
		suggested.REPLIED: StateLimit("Sign for Reply", ("replied_on",)),
		suggested.AWAITING_RATING: StateLimit("Rate Suggestion", ("reply_received_on",)),
		suggested.JOINT_REVIEW: StateLimit("Review Suggestion Jointly"),
	},
}
# what holds instead in session: the intake and the review end with it, the dispatch's limit begins (rules.md §3a)
IN_SESSION = {
	suggested.SUBMITTED: None,
	suggested.WITH_DELEGATION: None,
	suggested.UNDER_REVIEW: None,
	suggested.AWAITING_DISPATCH: StateLimit("Dispatch Session Suggestions"),
}
# who is dissatisfied ends the rating window: the clerk sends the matter back, the second time the chair convenes
SEND_BACK = {
	TICKET: StateLimit("Propose Ticket", ("rated_on",)),
	SUGGESTION: StateLimit("File Suggestion", ("rated_on",)),
}
CONVENE = {
	TICKET: StateLimit("Review Ticket Jointly", ("rated_on",)),
	SUGGESTION: StateLimit("Review Suggestion Jointly", ("rated_on",)),
}
# reminded in vain: a few days more, then the app closes it
AFTER_REMINDER = {
	TICKET: StateLimit("Close Ticket Unrated", ("rating_reminded_on",)),
	SUGGESTION: StateLimit("Close Suggestion Unrated", ("rating_reminded_on",)),
}
# what a unit does first; the reply's own limit runs beside it (rules.md §2.4)
PASS_ON = StateLimit("Pass On Order", ("issued_on",))
# who gets an order passed on signs for it from that day on
ACKNOWLEDGE = StateLimit("Acknowledge Order", ("issued_on", "passed_on_on"))
CONTACT = {
	"opinion_ticket": StateLimit("First Contact", ("issued_on",)),
	"deputy_suggestion": StateLimit("First Contact on Suggestion", ("issued_on",)),
}
# a ticket that became a suggestion: its reporter is told, from the answer on
CONVERTED = StateLimit("Close Converted Ticket")


# what needs no database


def colour(
	due: datetime.date | None, today: datetime.date, yellow_days: int = 7, orange_days: int = 0
) -> str:
	"""Colour of a limit: "" while there is time, Yellow, Orange, Red once it is over.

	Args:
		due: last day of the limit; None where none runs.
		today: the day it is looked at.
		yellow_days: how many days before its last day it turns yellow.
		orange_days: how many days before its last day it turns orange; 0 on that day.
	"""
	if due is None:
		return ""
	left = date_diff(due, today)
	if left < 0:
		return RED
	if left <= orange_days:
		return ORANGE
	return YELLOW if left <= yellow_days else ""


def after_stop(due: datetime.date, stopped: datetime.date, resumed: datetime.date) -> datetime.date:
	"""Last day of a limit that stood still from `stopped` to `resumed`: those days are added.

	A limit that was over when it stopped stays over by as many days.
	"""
	return getdate(add_days(due, max(date_diff(resumed, stopped), 0)))


def days_over(due: datetime.date | None, ended: datetime.date | None = None) -> int:
	"""By how many days a limit was overrun when its step ended, or is by today; 0 in time, and where none runs.

	Args:
		due: last day of the limit.
		ended: when the step was done; None: it is not.
	"""
	return max(date_diff(ended or getdate(), due), 0) if due else 0


def matter_limit(matter: Document | frappe._dict) -> StateLimit | None:
	"""Which limit runs for a ticket or suggestion outside the units' hands; None where none does."""
	rating = matter.get("reporter_rating") or matter.get("result_rating")
	if matter.workflow_state in (states.AWAITING_RATING, suggested.AWAITING_RATING):
		if rating == "Dissatisfied":
			# a ticket that no unit has handled yet is proposed, in whichever round
			unhandled = matter.doctype == TICKET and not matter.get("approved_on")
			sent_back = cint(matter.round) < 2 or unhandled
			return (SEND_BACK if sent_back else CONVENE)[matter.doctype]
		if matter.rating_reminded_on:
			return AFTER_REMINDER[matter.doctype]
	return LIMITS[matter.doctype].get(matter.workflow_state)


def step_limit(order: Document | frappe._dict) -> StateLimit | None:
	"""Which limit runs for what a unit is to do before it replies; None where nothing is left of it.

	A village is asked, not ordered: it signs for nothing. A supporting unit writes to the lead unit alone.
	"""
	if order.order_kind != "Handling Order":
		return None
	if order.workflow_state == states.ISSUED:
		passes_on = order.intermediary_unit and order.intermediary_unit == order.responsible_unit
		return PASS_ON if passes_on else ACKNOWLEDGE
	if (
		order.workflow_state == states.ACKNOWLEDGED
		and order.unit_role == "Lead"
		and not order.first_contact_on
	):
		return next((limit for field, limit in CONTACT.items() if order.get(field)), None)
	return None


def first_due(orders: list[frappe._dict]) -> datetime.date | None:
	"""When a matter with units is due: with its first order whose limit runs; None if all stand still."""
	return min((getdate(order.due_date) for order in orders if order.workflow_state in RUNNING), default=None)


# with the settings and the records


def past_limit() -> list[list]:
	"""Filters for records whose limit is over: stock's "<" by itself takes an empty date for a past one."""
	return [["state_due", "is", "set"], ["state_due", "<", getdate()]]


def due_of(doc: Document) -> datetime.date | None:
	"""The last day by which the record's present state is to be left; None where no limit runs."""
	if doc.doctype == ORDER and doc.workflow_state in RUNNING:
		return _day(doc.due_date)
	if doc.doctype == ORDER:
		return _end(doc, LIMITS[ORDER].get(doc.workflow_state))
	if doc.workflow_state in WITH_UNITS[doc.doctype]:
		return first_due(_deciding_orders(doc))
	if doc.workflow_state == states.CONVERTED:
		answered = conversions.answered_on(doc.name)
		return _end(doc, CONVERTED, answered) if answered else None
	if doc.get("occasion") == suggested.IN_SESSION and doc.workflow_state in IN_SESSION:
		limit, closes = IN_SESSION[doc.workflow_state], session_end(doc)
		return _end(doc, limit, closes) if limit else closes
	return _end(doc, matter_limit(doc))


def step_due_of(order: Document) -> datetime.date | None:
	"""The last day of what a unit is to do before it replies; None where nothing is left of it."""
	return _end(order, step_limit(order))


def _end(doc: Document, limit: StateLimit | None, begin: datetime.date | None = None) -> datetime.date | None:
	"""The last day of a limit that runs from `begin`, or from the latest of the days that it names itself."""
	if not limit:
		return None
	if not begin:
		begin = max((getdate(doc.get(field)) for field in limit.begins if doc.get(field)), default=None)
	set_by = find_limit(limit.key, doc.get("handling_level") or "Township Level")
	return end_of(begin, set_by.days, set_by.unit) if set_by and begin else None


def _deciding_orders(matter: Document) -> list[frappe._dict]:
	"""The orders of a round whose answer moves the matter: supporting units never do (rules.md §2.5)."""
	return frappe.get_all(
		ORDER,
		filters={ORDERS_OF[matter.doctype]: matter.name, "round": cint(matter.round), "unit_role": "Lead"},
		fields=["workflow_state", "due_date"],
	)


def keep(doc: Document, from_state: str | None) -> None:
	"""Set the kept columns of a record that moves, before it is saved.

	Args:
		doc: in its new state already.
		from_state: where it came from; None for a new one. An act within a state begins nothing anew.
	"""
	if from_state != doc.workflow_state:
		doc.state_since = now_datetime()
	due = due_of(doc)
	# signing for an order is no new limit: what was reminded of stays so
	if (doc.doctype != ORDER and from_state != doc.workflow_state) or due != _day(doc.state_due):
		doc.last_reminder = None
	doc.state_due = due
	if doc.doctype == ORDER:
		doc.step_due = step_due_of(doc)


def _day(value: datetime.date | str | None) -> datetime.date | None:
	return getdate(value) if value else None


def follow_orders(order: Document) -> None:
	"""Let the matter of an order be due when its orders are, after this one changed."""
	for doctype, column in ORDERS_OF.items():
		if name := order.get(column):
			_follow(doctype, name, WITH_UNITS[doctype])


def follow_suggestion(suggestion: str) -> None:
	"""Let the reporters of the tickets that became it be told in time, once it moved."""
	for ticket in conversions.tickets_from(suggestion):
		_follow(TICKET, ticket, (states.CONVERTED,))


def follow_session(session: Document, method: str | None = None) -> None:
	"""Doc event: a session that is put off, or closes, takes the limits of its suggestions with it."""
	if not (session.has_value_changed("to_date") or session.has_value_changed("closed_on")):
		return
	waiting = {"congress_session": session.name, "workflow_state": ("in", tuple(IN_SESSION))}
	for name in frappe.get_all(SUGGESTION, waiting, pluck="name"):
		_follow(SUGGESTION, name, tuple(IN_SESSION))


def _follow(doctype: str, name: str, in_states: tuple[str, ...]) -> None:
	doc = frappe.get_doc(doctype, name)
	if doc.workflow_state in in_states and (due := due_of(doc)) != _day(doc.state_due):
		# its form stays valid: nothing that it shows for changing was touched
		frappe.db.set_value(doctype, name, {"state_due": due, "last_reminder": None}, update_modified=False)


def keep_again(doctype: str) -> None:
	"""Set the kept columns of all open records anew from their dates: after an upgrade, and in the demo.

	Args:
		doctype: one of `LIMITED`, in that order.
	"""
	limited = (*LIMITS[doctype], *(RUNNING if doctype == ORDER else WITH_UNITS[doctype]))
	if doctype == TICKET:
		limited += (states.CONVERTED,)
	for name in frappe.get_all(doctype, {"workflow_state": ("in", limited)}, pluck="name"):
		doc = frappe.get_doc(doctype, name)
		is_new = not doc.state_since
		if is_new:
			doc.state_since = _entered_on(doc)
		due = due_of(doc)
		step = {"step_due": step_due_of(doc)} if doctype == ORDER else {}
		if due == _day(doc.state_due) and not is_new and step.get("step_due") == _day(doc.get("step_due")):
			continue
		# what has been late for long is no news of the next night
		kept = {"state_since": doc.state_since, "state_due": due, "last_reminder": colour_today(due), **step}
		frappe.db.set_value(doctype, name, kept, update_modified=False)


def _entered_on(doc: Document) -> datetime.datetime:
	"""When the record came into its state, as its log has it."""
	moved = frappe.get_all(
		"Handling Log",
		filters={
			"reference_doctype": doc.doctype,
			"reference_name": doc.name,
			"to_state": doc.workflow_state,
		},
		fields=["at", "from_state"],
		order_by="at desc, creation desc",
	)
	return next((line.at for line in moved if line.from_state != doc.workflow_state), doc.creation)


def steps() -> tuple[int, int]:
	"""How many days before a limit's last day yellow and orange begin, as the county has set them."""
	settings = frappe.get_cached_doc("Liaison Settings")
	return cint(settings.yellow_days), cint(settings.orange_days)


def tell_desk(bootinfo: frappe._dict) -> None:
	"""Hook `extend_bootinfo`: the county's steps, for the dates in lists."""
	yellow, orange = steps()
	bootinfo.liaison_limits = {"yellow": yellow, "orange": orange}


def colour_today(due: datetime.date | None) -> str:
	"""Colour of a limit today, with the county's steps."""
	return colour(due and getdate(due), getdate(), *steps())


def said_of(doc: Document) -> dict | None:
	"""What a form, a list or a paper says of the record's limit; None where none runs.

	Returns:
		due (text), days (left, negative when late), colour, text; step (colour and text) of what a unit is
		to do before it replies, or None.
	"""
	if not doc.get("state_due"):
		return None
	days = date_diff(doc.state_due, getdate())
	due = formatdate(doc.state_due, "yyyy-MM-dd")
	if days < 0:
		text = _("The limit of this step ended on {0}: {1} days overdue.").format(due, -days)
	elif days == 0:
		text = _("The limit of this step ends today.")
	else:
		text = _("The limit of this step ends on {0}: {1} days left.").format(due, days)
	if doc.workflow_state == states.RETURN_REQUESTED:
		text = _("The unit's limit stands still until the return is decided. {0}").format(text)
	colour = colour_today(doc.state_due)
	return {"due": due, "days": days, "colour": colour, "text": text, "step": _step_said(doc)}


def _step_said(order: Document) -> dict | None:
	if not order.get("step_due"):
		return None
	days, until = date_diff(order.step_due, getdate()), formatdate(order.step_due, "yyyy-MM-dd")
	step = _(step_limit(order).key)
	text = _("{0}: by {1}, {2} days overdue.") if days < 0 else _("{0}: by {1}.")
	return {"colour": colour_today(order.step_due), "text": text.format(step, until, -days)}

"""The one clock of tickets, orders and suggestions: by when, how late, which colour (rules.md §2.6).

A record keeps in `state_due` the day by which its present state is to be left, and None where no limit runs:
in a final state, and while the clock is legally stopped. It is set at every move, so lists, cards, reports,
the digest and the nightly job read one indexed column; the colour is that day compared with today.

An order's limit runs from its issue. It stops while a return is asked for; refused, those days are added.
An extension that is only asked for doesn't stop it. Passing on and signing for an order change nothing; a new
round is a new order with a limit of its own. A ticket in handling is due when its first open order is.
"""

import datetime
from dataclasses import dataclass

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import add_days, cint, date_diff, formatdate, getdate, now_datetime

from deputy_liaison.opinions import ticket_states as states
from deputy_liaison.working_days import end_of, find_limit

TICKET = "Opinion Ticket"
ORDER = "Dispatch Order"
YELLOW, ORANGE, RED = "Yellow", "Orange", "Red"
# how urgent, least first
COLOURS = ("", YELLOW, ORANGE, RED)
# states in which an order's limit runs; in Order Return Requested it stands still
RUNNING = (states.ISSUED, states.ACKNOWLEDGED, states.EXTENSION_REQUESTED)
# states of a ticket that are due when its orders are
WITH_UNITS = (states.IN_HANDLING, states.VILLAGE)
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
	},
}
# who is dissatisfied ends the rating window: the clerk sends the matter back, the second time the chair convenes
SEND_BACK = StateLimit("Propose Ticket", ("rated_on",))
CONVENE = StateLimit("Review Ticket Jointly", ("rated_on",))
# reminded in vain: a few days more, then the app closes it
AFTER_REMINDER = StateLimit("Close Ticket Unrated", ("rating_reminded_on",))


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


def ticket_limit(ticket: Document | frappe._dict) -> StateLimit | None:
	"""Which limit runs for a ticket outside the units' hands; None where none does."""
	if ticket.workflow_state == states.AWAITING_RATING:
		if ticket.reporter_rating == "Dissatisfied":
			return SEND_BACK if cint(ticket.round) < 2 else CONVENE
		if ticket.rating_reminded_on:
			return AFTER_REMINDER
	return LIMITS[TICKET].get(ticket.workflow_state)


def first_due(orders: list[frappe._dict]) -> datetime.date | None:
	"""When a ticket with units is due: with its first order whose limit runs; None if all stand still."""
	return min((getdate(order.due_date) for order in orders if order.workflow_state in RUNNING), default=None)


# with the settings and the records


def due_of(doc: Document) -> datetime.date | None:
	"""The last day by which the record's present state is to be left; None where no limit runs."""
	if doc.doctype == ORDER:
		return getdate(doc.due_date) if doc.workflow_state in RUNNING and doc.due_date else None
	if doc.doctype == TICKET:
		if doc.workflow_state in WITH_UNITS:
			return first_due(_deciding_orders(doc.name, doc.round))
		limit = ticket_limit(doc)
	else:
		limit = LIMITS.get(doc.doctype, {}).get(doc.workflow_state)
	if not limit:
		return None
	set_by = find_limit(limit.key, doc.get("handling_level") or "Township Level")
	begins = [getdate(doc.get(field)) for field in limit.begins if doc.get(field)]
	return end_of(max(begins), set_by.days, set_by.unit) if set_by and begins else None


def _deciding_orders(ticket: str, handling_round: int | None) -> list[frappe._dict]:
	"""The orders of a round whose answer moves the ticket: supporting units never do (rules.md §2.5)."""
	return frappe.get_all(
		ORDER,
		filters={"opinion_ticket": ticket, "round": cint(handling_round), "unit_role": "Lead"},
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


def _day(value: datetime.date | str | None) -> datetime.date | None:
	return getdate(value) if value else None


def follow_orders(ticket: str) -> None:
	"""Let a ticket with units be due when its orders are, after one of them changed."""
	doc = frappe.get_doc(TICKET, ticket)
	if doc.workflow_state in WITH_UNITS and (due := due_of(doc)) != _day(doc.state_due):
		# its form stays valid: nothing that it shows for changing was touched
		frappe.db.set_value(TICKET, ticket, {"state_due": due, "last_reminder": None}, update_modified=False)


def keep_again(doctype: str) -> None:
	"""Set the kept columns of all open records anew from their dates: after an upgrade, and in the demo.

	Args:
		doctype: Dispatch Order or, after it, Opinion Ticket.
	"""
	limited = RUNNING if doctype == ORDER else (*LIMITS[doctype], *WITH_UNITS)
	for name in frappe.get_all(doctype, {"workflow_state": ("in", limited)}, pluck="name"):
		doc = frappe.get_doc(doctype, name)
		if not doc.state_since:
			doc.state_since = _entered_on(doc)
		due = due_of(doc)
		# what has been late for long is no news of the next night
		kept = {"state_since": doc.state_since, "state_due": due, "last_reminder": colour_today(due)}
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
		due (text), days (left, negative when late), colour, text.
	"""
	if not doc.get("state_due"):
		if doc.doctype == ORDER and doc.workflow_state == states.RETURN_REQUESTED:
			return {
				"due": "",
				"days": 0,
				"colour": "",
				"text": _("The limit stands still until the return is decided."),
			}
		return None
	days = date_diff(doc.state_due, getdate())
	due = formatdate(doc.state_due, "yyyy-MM-dd")
	if days < 0:
		text = _("The limit of this step ended on {0}: {1} days overdue.").format(due, -days)
	elif days == 0:
		text = _("The limit of this step ends today.")
	else:
		text = _("The limit of this step ends on {0}: {1} days left.").format(due, days)
	return {"due": due, "days": days, "colour": colour_today(doc.state_due), "text": text}

"""Look-up codes of tickets: who holds one sees how the matter stands. Only a keyed hash is stored."""

import frappe
from frappe import _
from frappe.utils import get_datetime, get_url, now_datetime

from deputy_liaison import scope
from deputy_liaison.opinions.ticket_states import TO_FEED_BACK
from deputy_liaison.paper import as_typed, day
from deputy_liaison.short_codes import keyed_hash, new_code, plain_code, qr_image
from deputy_liaison.state_machine import write_log

TICKET = "Opinion Ticket"
CODE_LENGTH = 10
GIVING_ROLES = frozenset({"Station Liaison Officer", "Township Clerk"})
GIVEN = "Give Look-up Code"
SLIP = "deputy_liaison/templates/papers/look_up_slips.html"


def give(ticket: str) -> str:
	"""A new look-up code of the ticket, in two groups of five; an earlier one of it ends.

	The caller has checked who is given it.
	"""
	code = new_code(CODE_LENGTH)
	frappe.db.set_value(
		TICKET,
		ticket,
		{"code_hash": keyed_hash("look-up code", code), "code_given_on": now_datetime()},
		update_modified=False,
	)
	return f"{code[:5]}-{code[5:]}"


def ticket_of(code: str) -> str | None:
	"""The ticket of a code as it was typed, None for none."""
	plain = plain_code(code)
	if len(plain) != CODE_LENGTH:
		return None
	return frappe.db.get_value(TICKET, {"code_hash": keyed_hash("look-up code", plain)})


def progress_address() -> str:
	"""The page on which a code is typed in."""
	return get_url("/progress")


def given_late(ticket: str) -> str:
	"""What the record of a rating by code says where the code was given at a desk after there was an answer to rate."""
	of_ticket = {"reference_doctype": TICKET, "reference_name": ticket}
	answered = frappe.get_all(
		"Handling Log",
		of_ticket,
		["at"],
		# the answer of a unit, or the clerk's own explanation
		or_filters={"to_state": TO_FEED_BACK, "action": "Explain Ticket"},
		order_by="at desc",
		limit=1,
	)
	given = frappe.get_all(
		"Handling Log", {**of_ticket, "action": GIVEN}, ["at", "person_name"], order_by="at desc", limit=1
	)
	if not answered or not given or get_datetime(given[0].at) < get_datetime(answered[0].at):
		return ""
	return _("The look-up code was given by {0} after the answer.").format(given[0].person_name)


@frappe.whitelist(methods=["POST"])
def give_at_desk(tickets: str | list) -> str:
	"""Slips with new look-up codes, for visitors at the desk; kept nowhere, each giving is logged.

	Args:
		tickets: names of Opinion Tickets (JSON or list).

	Returns:
		HTML to print, one slip for each ticket.

	Raises:
		frappe.PermissionError: a ticket lies outside the caller's posts as officer or clerk, or the caller may
			not rate its answer: who holds the code rates.
	"""
	names = frappe.parse_json(tickets)
	if not names or scope.covered(None, TICKET, names, GIVING_ROLES) != set(names):
		scope.refuse_out_of_scope()
	records = [frappe.get_doc(TICKET, name) for name in names]
	for ticket in records:
		if reason := ticket.why_not_rate(frappe.session.user):
			frappe.throw(
				_("{0}: who holds the code rates the answer. {1} Let another person give the code.").format(
					frappe.bold(ticket.number), reason
				),
				frappe.PermissionError,
			)
	slips = []
	for ticket in records:
		note = _("The earlier code has ended.") if ticket.code_hash else ""
		code = give(ticket.name)
		write_log(ticket, GIVEN, event="Handling Event", note=note)
		slips.append(
			{
				"code": code,
				"number": ticket.number,
				"received_on": day(ticket.received_on),
				"subject": as_typed(ticket.subject),
				# behind the sign, so that it is in no server's log
				"picture": qr_image(f"{progress_address()}#{code}"),
			}
		)
	return frappe.render_template(SLIP, {"slips": slips, "address": progress_address()})

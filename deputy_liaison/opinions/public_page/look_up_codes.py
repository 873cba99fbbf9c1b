"""Look-up codes of tickets: who holds one sees how the matter stands. Only a keyed hash is stored."""

import frappe
from frappe.utils import get_url, now_datetime

from deputy_liaison import scope
from deputy_liaison.paper import as_typed, day
from deputy_liaison.short_codes import keyed_hash, new_code, plain_code, qr_image
from deputy_liaison.state_machine import write_log

TICKET = "Opinion Ticket"
CODE_LENGTH = 10
GIVING_ROLES = frozenset({"Station Liaison Officer", "Township Clerk"})
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


@frappe.whitelist(methods=["POST"])
def give_at_desk(tickets: str | list) -> str:
	"""Slips with new look-up codes, for visitors at the desk; kept nowhere, each giving is logged.

	Args:
		tickets: names of Opinion Tickets (JSON or list).

	Returns:
		HTML to print, one slip for each ticket.

	Raises:
		frappe.PermissionError: a ticket lies outside the caller's posts as officer or clerk.
	"""
	names = frappe.parse_json(tickets)
	if not names or scope.covered(None, TICKET, names, GIVING_ROLES) != set(names):
		scope.refuse_out_of_scope()
	slips = []
	for name in names:
		ticket = frappe.get_doc(TICKET, name)
		code = give(name)
		write_log(ticket, "Give Look-up Code", event="Handling Event")
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

"""Values of 《告知单》 (P20): whose matter it is, or that an accusation was passed on, for its template."""

import frappe
from frappe.model.document import Document

from deputy_liaison import scope
from deputy_liaison.opinions.voters_in_text import Words, masker_of
from deputy_liaison.paper import as_typed, day, stored, zh

# in writing, on the spot or within 15 days (信访工作条例 §23)
PETITION = "Petition Matter"
COUNTY = "County"
# an accusation of the township's own leaders (`Scope.restriction`)
OF_THE_COUNTY = 2


def channel_notice(ticket: Document) -> frappe._dict:
	"""What the notice says; the template's method (hook `jinja`). The reporter stays masked.

	Of an accusation it tells the receiving authority and the date, never the content (信访工作条例 §30).

	Args:
		ticket: an Opinion Ticket that the user may read.

	Returns:
		Texts by box; accusation tells which of the two notices it is.

	Raises:
		frappe.PermissionError: the user may not read the ticket.
	"""
	ticket = stored("Opinion Ticket", ticket)
	return notice_to(ticket.reporter, ticket, masker_of([ticket.visit]))


def notice_to(reporter: str | None, ticket: Document, words: Words) -> frappe._dict:
	"""The notice with this name at its head; the caller checked what the user may read.

	Args:
		reporter: as it is to stand there, masked or in full.
		ticket: the stored Opinion Ticket.
		words: how what was typed freely is told, to others than the reporter with masks.
	"""
	body = frappe.db.get_value("Congress Body", {"jurisdiction": _place(ticket)}, "body_name")
	accusation = bool(ticket.restriction)
	notice = {
		"accusation": accusation,
		"told": is_decided(ticket),
		"body": body or "",
		"number": ticket.number,
		"reporter": reporter or "",
		"received_on": day(ticket.received_on),
	}
	if accusation:
		notice |= {"authority": ticket.receiving_authority or "", "forwarded_on": day(ticket.forwarded_on)}
	else:
		notice |= {
			"matter": words(ticket.content) or "",
			"reason": zh(ticket.out_of_scope_reason),
			"office": ticket.channel_office or "",
			"address": ticket.channel_address or "",
			"phone": ticket.channel_phone or "",
			"petition": ticket.out_of_scope_reason == PETITION,
			"given_on": day(ticket.notice_given_on),
			"way": zh(ticket.notice_way),
		}
	return frappe._dict(
		{key: as_typed(value) if isinstance(value, str) else value for key, value in notice.items()}
	)


def is_decided(ticket: Document) -> bool:
	"""Whether it is known whom the reporter is sent to, or to whom the accusation went."""
	return bool(ticket.receiving_authority if ticket.restriction else ticket.out_of_scope_reason)


def _place(ticket: Document) -> str | None:
	"""Whose congress body tells it: the county's where the matter is the county's own, or closed to the township."""
	if ticket.handling_level == COUNTY or ticket.restriction == OF_THE_COUNTY:
		return frappe.db.get_value("Jurisdiction", {"level": "County"})
	return scope.township_of(ticket.jurisdiction)

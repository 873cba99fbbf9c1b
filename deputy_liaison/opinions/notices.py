"""Notices on the desk: what is told at once, to the persons who act by their posts of today, never to a role.

A notice says a number, a day and what is asked; never who reported, nor what. All else waits for the daily
digest (`digest.py`). Of an accusation only those are told who decide on it.
"""

import datetime

import frappe
from frappe import _
from frappe.model.base_document import get_controller
from frappe.model.document import Document
from frappe.utils import formatdate

from deputy_liaison import scope as scopes
from deputy_liaison.opinions import clock
from deputy_liaison.opinions import ticket_states as states
from deputy_liaison.paper import LANGUAGE
from deputy_liaison.scope import APPROVER_OF, CLERK_OF, COUNTY_ROLES, STATION_ROLES, TOWNSHIP_ROLES, UNIT_ROLE


def level_of(doc: Document) -> str:
	"""Whose matter it is: the township's, or the county's once it was handed up."""
	return doc.get("handling_level") or "Township Level"


def holders(role: str, doc: Document, deputy: str | None = None) -> list[str]:
	"""The persons whose post of today for `role` covers the record; of `deputy` alone, if one is named."""
	posts = frappe.qb.DocType("Staff Post")
	query = scopes.accounts_with_posts(posts).where(posts.post == role)
	if role in TOWNSHIP_ROLES:
		query = query.where(posts.jurisdiction == doc.township)
	elif role in STATION_ROLES:
		query = query.where(posts.station == doc.station)
	elif role == UNIT_ROLE:
		query = query.where(posts.unit.isin(_waiting_units(doc) or [""]))
	elif role not in COUNTY_ROLES:
		query = query.where(posts.deputy == deputy if deputy else posts.deputy.isnotnull())
	return [user for user in query.run(pluck=True) if scopes.covers(user, doc.doctype, doc.name, {role})]


def _waiting_units(doc: Document) -> list[str]:
	"""Who acts on an order; of a decision on its return also who passed it on, as that one asked for it."""
	before = doc.get_doc_before_save()
	asked = before and before.workflow_state == states.RETURN_REQUESTED
	return [*filter(None, (doc.get("responsible_unit"), asked and doc.get("passed_on_from")))]


def tell(users: list[str], subject: str, doc: Document | None = None) -> None:
	"""One line on the desk of each, leading to the record if it may be read; nobody is told of own acts."""
	for user in dict.fromkeys(users):
		if user == frappe.session.user:
			continue
		notice = frappe.get_doc(
			{
				"doctype": "Notification Log",
				"type": "Alert",
				"for_user": user,
				"from_user": frappe.session.user,
				"document_type": doc and doc.doctype,
				"document_name": doc and doc.name,
				"subject": subject,
			}
		)
		# who is told was looked up by post and scope; the act that is told of was checked
		notice.insert(ignore_permissions=True)


def after_move(doc: Document) -> None:
	"""Tell at once what cannot wait for the digest; called with each saved move of a ticket or an order."""
	if not doc.has_value_changed("workflow_state"):
		return
	approver = APPROVER_OF[level_of(doc)]
	if doc.doctype == clock.ORDER and (text := _decided(doc)):
		tell(holders(UNIT_ROLE, doc), text, doc)
	if doc.doctype == clock.ORDER and doc.workflow_state in (
		states.RETURN_REQUESTED,
		states.EXTENSION_REQUESTED,
	):
		tell(holders(approver, doc), _request(doc), doc)
	if doc.doctype == clock.TICKET and doc.workflow_state == states.REGISTERED and doc.is_emergency:
		text = _(
			"{0} is marked serious and urgent. Report it to the Party committee and the government at once.",
			lang=LANGUAGE,
		)
		tell([*holders(approver, doc), *holders(CLERK_OF[level_of(doc)], doc)], text.format(doc.number), doc)


def _decided(order: Document) -> str | None:
	"""What the unit is told of an order that it waits or works for: a decision, or that nothing is asked any more."""
	before = order.get_doc_before_save()
	was, now = before and before.workflow_state, order.workflow_state
	if was == states.RETURN_REQUESTED and order.return_decided_on:
		text = (
			_("{0} was taken back as asked.", lang=LANGUAGE)
			if now == states.ORDER_WITHDRAWN
			else _("{0} stays with you: the return was refused. It is due on {1}.", lang=LANGUAGE)
		)
	elif was == states.EXTENSION_REQUESTED and now == states.ACKNOWLEDGED:
		text = (
			_("More time was granted for {0}: it is due on {1}.", lang=LANGUAGE)
			if order.extension_granted
			else _("More time was refused for {0}: it is due on {1}.", lang=LANGUAGE)
		)
	elif now == states.ORDER_WITHDRAWN:
		text = _("{0} was withdrawn: nothing is asked of you any more.", lang=LANGUAGE)
	else:
		return None
	return text.format(order.number, formatdate(order.due_date, "yyyy-MM-dd"))


def of_opinion(lead_order: Document, opinion: Document) -> None:
	"""Tell the lead unit that a supporting unit gave its opinion (rules.md §2.4, 协办意见)."""
	unit = frappe.get_cached_value("Responsible Unit", opinion.responsible_unit, "unit_name")
	text = _("{0} gave its opinion on {1}.", lang=LANGUAGE).format(unit, lead_order.number)
	tell(holders(UNIT_ROLE, lead_order), text, lead_order)


def _request(order: Document) -> str:
	unit = frappe.get_cached_value("Responsible Unit", order.responsible_unit, "unit_name")
	if order.workflow_state == states.RETURN_REQUESTED:
		return _("{0} asks to give {1} back. Please decide.", lang=LANGUAGE).format(unit, order.number)
	return _("{0} asks for more time for {1}, until {2}. Please decide.", lang=LANGUAGE).format(
		unit, order.number, formatdate(order.extension_until, "yyyy-MM-dd")
	)


def of_accusation(ticket: Document) -> None:
	"""Tell those who decide on an accusation, and nobody else, that there is one; its number says no more."""
	decider = "County Approver" if ticket.restriction == 2 else APPROVER_OF[level_of(ticket)]
	text = _("{0} is restricted to you. Please see to it in person.", lang=LANGUAGE)
	tell(holders(decider, ticket), text.format(ticket.number), ticket)


def of_overdue(doc: Document, posts: dict[str, str | None]) -> None:
	"""Tell those who act on a record on the first day on which it is overdue.

	Args:
		doc: the record.
		posts: role → the deputy who alone acts by it, if one (`todays_work.acting_posts`).
	"""
	text = _("{0} is overdue: its limit ended on {1}.", lang=LANGUAGE)
	text = text.format(called(doc), formatdate(doc.state_due, "yyyy-MM-dd"))
	tell([user for role, deputy in posts.items() for user in holders(role, doc, deputy)], text, doc)


def called(doc: Document) -> str:
	"""What a record is called in a notice: its number, or for a suggestion that has none yet, its day."""
	return doc.number or unnumbered(doc.handed_in_on)


def unnumbered(day: datetime.date | str | None) -> str:
	"""What a suggestion is called before its review gives it a number."""
	text = _("Suggestion handed in on {0}", lang=LANGUAGE)
	return text.format(formatdate(day, "yyyy-MM-dd"))


@frappe.whitelist(methods=["GET", "POST"])
def group_text(doctype: str, name: str) -> str:
	"""A text about a record to paste into a WeChat group: numbers, units, days, no person.

	Args:
		doctype: one of `clock.LIMITED`, or one whose controller says its own `group_lines`.
		name: a record that the user may read.

	Raises:
		frappe.PermissionError: the user may not read it, or it is an accusation.
	"""
	said_by_itself = (
		hasattr(get_controller(doctype), "group_lines") if doctype in frappe.get_hooks("scoped") else False
	)
	if doctype not in clock.LIMITED and not said_by_itself:
		frappe.throw(_("There is no text for {0}.").format(_(doctype)))
	doc = frappe.get_doc(doctype, name)
	doc.check_permission("read")
	if doc.get("restriction"):
		frappe.throw(_("Nothing is told to others of this record."), frappe.PermissionError)
	lines = doc.group_lines() if said_by_itself else _lines(doc)
	return "\n".join([*lines, _("Please look it up in the system. No personal data in this group.")])


def _lines(doc: Document) -> list[str]:
	limit = clock.said_of(doc)
	return [
		_("[Reminder] {0}").format(called(doc)),
		_("Where it stands: {0}").format(_(doc.workflow_state)),
		*(doc.for_group() if doc.doctype == clock.SUGGESTION else _units(doc)),
		*([limit["text"]] if limit else []),
		*([limit["step"]["text"]] if limit and limit["step"] else []),
	]


def unit_line(unit: str) -> str:
	"""The line of a text that names a unit."""
	return _("Unit: {0}").format(frappe.get_cached_value("Responsible Unit", unit, "unit_name"))


def _units(doc: Document) -> list[str]:
	unit = doc.get("responsible_unit") or doc.get("lead_unit")
	if not unit:
		station = (
			frappe.get_cached_value("Liaison Station", doc.station, "station_name")
			if doc.get("station")
			else ""
		)
		return [_("Station: {0}").format(station)] if station else []
	return [unit_line(unit)]

"""Accusations (检举控告): from the marking on, few see them, and nobody without a line in the log.

What was said must not reach those whom it concerns (信访工作条例 §30, §46(5)): the words leave the ticket for
Constituent Identity, the row leaves every list but those of the chair and the county's approver
(`Scope.restriction`), and what copied the words elsewhere is taken back.
"""

import frappe
from frappe import _
from frappe.model.document import Document

from deputy_liaison import scope as scopes
from deputy_liaison.opinions.doctype.constituent_identity.constituent_identity import read_many, store
from deputy_liaison.opinions.merged_tickets import followers_of
from deputy_liaison.paper import LANGUAGE
from deputy_liaison.state_machine import write_log

DOCTYPE = "Opinion Ticket"
VISIT, ORDER = "Constituent Visit", "Dispatch Order"
WORDS = (
	"subject",
	"content",
	"handling_suggestion",
	"station_proposal",
	"answer",
	"policy_basis",
	"proposal",
	"approval",
	"place",
	"responsible_person",
	"feedback_note",
	"rating_reason",
	"deputy_rating_note",
	"review_decision",
	"reopen_reason",
	"withdrawal_wish",
)
# what the units themselves wrote in an earlier round
SAID_IN_ORDERS = (
	"reply",
	"explanation",
	"plan",
	"first_contact_note",
	"return_reason",
	"return_decision",
	"extension_reason",
	"extension_decision",
	"withdrawal_reason",
)
COPIED_TO_ORDERS = (
	"matter",
	"proposal",
	"approval",
	"responsible_person",
	"priority_reason",
	"dispatch_method",
	"handling_method",
	"supervision_method",
	*SAID_IN_ORDERS,
)
# what units were reminded of, whom they met and what they promised, in an earlier round
COPIED_BESIDE_ORDERS = {
	"Supervision Entry": ("words", "answer"),
	"Handling Meeting": ("participants", "outcome"),
	"Commitment": ("plan", "explanation", "latest_progress", "second_reply", "check_note"),
}
OF_THE_VISIT = ("emergency_place", "emergency_measures", "emergency_suggestion", "remark")
DECIDERS = frozenset({"Township Chair", "County Approver"})
# a discipline office stationed in a unit bears its name and is none of its people
OF_DISCIPLINE = ("纪委", "纪检", "监委", "监察", "检察")
MARKS = ("restriction", "names_own_leaders", "accused_unit")


def _instead() -> str:
	"""What is read in the place of the subject; stored, so in the language of all who read it."""
	return _("Forwarded as required", lang=LANGUAGE)


def seal(ticket: Document) -> None:
	"""Move the words of a ticket that is being marked out of it; number, date and place stay.

	What was moved before is kept.
	"""
	words = {field: ticket.get(field) for field in WORDS if ticket.get(field) != _instead()}
	if ticket.visit:
		words.update(frappe.db.get_value("Constituent Visit", ticket.visit, OF_THE_VISIT, as_dict=True))
		# the marking was checked for the user; the visit stays its station's, without what it tells of this
		frappe.db.set_value("Constituent Visit", ticket.visit, dict.fromkeys(OF_THE_VISIT))
	store(DOCTYPE, ticket.name, {field: text for field, text in words.items() if text})
	ticket.update(dict.fromkeys(WORDS))
	ticket.subject = _instead()


def forget_traces(ticket: Document) -> None:
	"""Take back what orders, the log, notices and histories of the ticket tell of it."""
	records = {DOCTYPE: [ticket.name], VISIT: [ticket.visit] if ticket.visit else []}
	records[ORDER] = frappe.get_all(ORDER, {"opinion_ticket": ticket.name}, pluck="name")
	_keep_what_units_said(ticket, records[ORDER])
	gone = {"subject": _instead()}
	for order in records[ORDER]:
		frappe.db.set_value(ORDER, order, {**dict.fromkeys(COPIED_TO_ORDERS), **gone})
	for doctype, fields in COPIED_BESIDE_ORDERS.items():
		beside = {"dispatch_order": ("in", records[ORDER] or [""])}
		records[doctype] = frappe.get_all(doctype, beside, pluck="name")
		for name in records[doctype]:
			frappe.db.set_value(doctype, name, {**dict.fromkeys(fields), **gone})
	frappe.db.delete("Commitment Progress", {"parent": ("in", records["Commitment"] or [""])})
	for doctype, names in records.items():
		if names:
			_forget_histories(doctype, names, ticket.restriction)


def _keep_what_units_said(ticket: Document, orders: list[str]) -> None:
	"""What an earlier round's orders say goes where the ticket's own words lie."""
	fields = ["number", "responsible_unit.unit_name", *SAID_IN_ORDERS]
	rows = frappe.get_all(ORDER, {"name": ("in", orders or [""])}, fields, order_by="number")
	said = [
		f"{row.number} {row.unit_name} {_(frappe.get_meta(ORDER).get_label(field))}: {row[field]}"
		for row in rows
		for field in SAID_IN_ORDERS
		if row[field]
	]
	if said:
		store(DOCTYPE, ticket.name, {"orders": "\n".join(said)})


def _forget_histories(doctype: str, names: list[str], restriction: int) -> None:
	"""The lines of the log stay, for those alone who may read the ticket; notices and versions go."""
	log = frappe.qb.DocType("Handling Log")
	frappe.qb.update(log).set(log.restriction, restriction).where(
		(log.reference_doctype == doctype) & log.reference_name.isin(names)
	).run()
	frappe.db.delete("Notification Log", {"document_type": doctype, "document_name": ("in", names)})
	frappe.db.delete("Version", {"ref_doctype": doctype, "docname": ("in", names)})


def mark_followers(main: Document) -> None:
	"""What was merged into an accusation says the same: it is hidden with it, from the same people."""
	for name in followers_of(main.name):
		follower = frappe.get_doc(DOCTYPE, name, for_update=True)
		follower.update({field: main.get(field) for field in MARKS})
		seal(follower)
		hidden = {field: follower.get(field) for field in (*WORDS, *MARKS)}
		# a consequence of the marking that was checked for the user
		frappe.db.set_value(DOCTYPE, name, {**hidden, "answer_to_tell_on": None, "state_due": None})
		write_log(follower, "Mark Ticket as Accusation", event="Handling Event", note=main.number)
		forget_traces(follower)


def restrict_further(main: Document) -> None:
	"""What the marking hid from others is hidden from the chair as well, followers and traces with it."""
	for name in followers_of(main.name):
		# a consequence of the move that was checked for the user
		frappe.db.set_value(DOCTYPE, name, {field: main.get(field) for field in MARKS})
		forget_traces(frappe.get_doc(DOCTYPE, name))
	forget_traces(main)


def is_sent_to(unit: str, authority: str) -> bool:
	"""Whether a receiving authority, as it was typed, is the unit that is accused."""
	names = [*filter(None, frappe.db.get_value("Responsible Unit", unit, ["unit_name", "short_name"]))]
	typed = "".join(authority.split())
	of_discipline = any(sign in name for sign in OF_DISCIPLINE for name in names)
	if not of_discipline and any(sign in typed for sign in OF_DISCIPLINE):
		return False
	return any(name in typed or typed in name for name in names)


@frappe.whitelist(methods=["POST"])
def open_accusation(name: str, reason: str) -> dict:
	"""Show the words of an accusation to the chair or the county's approver; logged.

	Args:
		name: the ticket.
		reason: why it is opened.

	Returns:
		Field → words, as they were before the marking.

	Raises:
		frappe.PermissionError: the user's posts don't decide on it.
		frappe.ValidationError: no reason is given.
	"""
	if not scopes.covers(None, DOCTYPE, name, DECIDERS):
		scopes.refuse_out_of_scope()
	if not (reason or "").strip():
		frappe.throw(_("Please fill in: {0}").format(frappe.bold(_("Reason"))), frappe.MandatoryError)
	write_log(frappe.get_doc(DOCTYPE, name), "Open Accusation", note=reason.strip(), event="Disclosure")
	return read_many(DOCTYPE, [name]).get(name, {})

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
from deputy_liaison.state_machine import write_log

DOCTYPE = "Opinion Ticket"
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
COPIED_TO_ORDERS = ("matter", "proposal", "approval", "responsible_person")
# what units were reminded of, and what they promised, in an earlier round
COPIED_BESIDE_ORDERS = {
	"Supervision Entry": ("words", "answer"),
	"Commitment": ("plan", "explanation", "latest_progress", "second_reply"),
}
OF_THE_VISIT = ("emergency_place", "emergency_measures", "emergency_suggestion", "remark")
DECIDERS = frozenset({"Township Chair", "County Approver"})


def seal(ticket: Document) -> None:
	"""Move the words of a ticket that is being marked out of it; number, date and place stay."""
	words = {field: ticket.get(field) for field in WORDS}
	if ticket.visit:
		words.update(frappe.db.get_value("Constituent Visit", ticket.visit, OF_THE_VISIT, as_dict=True))
		# the marking was checked for the user; the visit stays its station's, without what it tells of this
		frappe.db.set_value("Constituent Visit", ticket.visit, dict.fromkeys(OF_THE_VISIT))
	store(DOCTYPE, ticket.name, {field: text for field, text in words.items() if text})
	ticket.update(dict.fromkeys(WORDS))
	ticket.subject = _("Forwarded as required")


def forget_traces(ticket: Document) -> None:
	"""Take back what orders, the log, notices and histories of the ticket tell of it."""
	for order in frappe.get_all("Dispatch Order", {"opinion_ticket": ticket.name}, pluck="name"):
		frappe.db.set_value(
			"Dispatch Order",
			order,
			{**dict.fromkeys(COPIED_TO_ORDERS), "subject": _("Forwarded as required")},
		)
		for doctype, fields in COPIED_BESIDE_ORDERS.items():
			words = {**dict.fromkeys(fields), "subject": _("Forwarded as required")}
			frappe.db.set_value(doctype, {"dispatch_order": order}, words)
		for commitment in frappe.get_all("Commitment", {"dispatch_order": order}, pluck="name"):
			frappe.db.delete("Commitment Progress", {"parent": commitment})
	log = frappe.qb.DocType("Handling Log")
	# the lines stay, for those alone who may read the ticket
	frappe.qb.update(log).set(log.restriction, ticket.restriction).where(
		(log.reference_doctype == DOCTYPE) & (log.reference_name == ticket.name)
	).run()
	frappe.db.delete("Notification Log", {"document_type": DOCTYPE, "document_name": ticket.name})
	for doctype, name in ((DOCTYPE, ticket.name), ("Constituent Visit", ticket.visit)):
		frappe.db.delete("Version", {"ref_doctype": doctype, "docname": name})


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

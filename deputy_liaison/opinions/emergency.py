"""重大紧急: the chairs of the township, or the county's approvers, are told at once, and a 《紧急情况报告单》 (P24) goes out (信访工作条例 §25)."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import now_datetime

from deputy_liaison import scope as scopes
from deputy_liaison.opinions import notices
from deputy_liaison.persons import display_name
from deputy_liaison.state_machine import write_log

VISIT, TICKET = "Constituent Visit", "Opinion Ticket"
# who receives the reporter, and who looks after the township's matters
REPORTERS = frozenset(
	{"Station Liaison Officer", "Township Clerk", "Township Chair", "County Deputy Affairs Officer"}
)


@frappe.whitelist(methods=["POST"])
def report_emergency(doctype: str, name: str, place: str, measures: str, suggestion: str) -> str:
	"""Mark a visit and its matters as serious and urgent, and write down what the report says beside them.

	May be said again when more is known: the report then says the latest, the log keeps the earlier.

	Args:
		doctype: Constituent Visit, or Opinion Ticket (its visit is meant).
		name: the record.
		place: where it happens.
		measures: what was done so far.
		suggestion: what should be done.

	Returns:
		Name of the visit.

	Raises:
		frappe.PermissionError: the user holds no post that reports from here.
		frappe.ValidationError: something is missing, or the visit's matters are archived.
	"""
	if doctype not in (VISIT, TICKET):
		frappe.throw(_("{0} is not reported as urgent.").format(_(doctype)))
	if not scopes.covers(None, doctype, name, REPORTERS):
		scopes.refuse_out_of_scope()
	said = {
		"emergency_place": (place or "").strip(),
		"emergency_measures": (measures or "").strip(),
		"emergency_suggestion": (suggestion or "").strip(),
	}
	visit_name = name if doctype == VISIT else frappe.db.get_value(TICKET, name, "visit")
	visit = frappe.get_doc(VISIT, visit_name, for_update=True)
	if missing := [_(visit.meta.get_label(field)) for field, text in said.items() if not text]:
		frappe.throw(
			_("Please fill in: {0}").format(frappe.bold(_(", ").join(missing))), frappe.MandatoryError
		)
	if visit.is_archived():
		frappe.throw(_("{0} is archived and is not changed any more.").format(frappe.bold(visit.number)))
	visit.db_set(
		{
			**said,
			"is_emergency": 1,
			"emergency_reported_on": now_datetime(),
			"emergency_reported_by": display_name(frappe.session.user),
		},
		notify=True,
	)
	frappe.db.set_value(TICKET, {"visit": visit.name}, "is_emergency", 1, update_modified=False)
	write_log(
		visit,
		"Report Emergency",
		note="\n".join(said.values()),
		event="Handling Event",
	)
	text = _("Serious and urgent: {0}. Open it, and report it to the Party committee and the government.")
	notices.tell(_deciders(visit), text.format(visit.number), visit)
	return visit.name


def _deciders(visit: Document) -> list[str]:
	"""The township's chairs, and for what the county handles its approvers: a matter of its own has no chair."""
	of_county = frappe.db.exists(TICKET, {"visit": visit.name, "handling_level": "County"})
	told = notices.holders("Township Chair", visit)
	return told + notices.holders("County Approver", visit) if of_county else told


@frappe.whitelist(methods=["GET", "POST"])
def known_of(doctype: str, name: str) -> dict:
	"""What was reported before, for the dialog; the place is that of the matter or of the reception.

	Args:
		doctype: Constituent Visit, or Opinion Ticket (its visit is meant).
		name: the record, which the user may read.
	"""
	if doctype not in (VISIT, TICKET):
		frappe.throw(_("{0} is not reported as urgent.").format(_(doctype)))
	doc = frappe.get_doc(doctype, name)
	doc.check_permission("read")
	visit = doc if doctype == VISIT else frappe.get_doc(VISIT, doc.visit)
	return {
		"place": visit.emergency_place or (doc.place if doctype == TICKET else None) or visit.place or "",
		"measures": visit.emergency_measures or "",
		"suggestion": visit.emergency_suggestion or "",
	}

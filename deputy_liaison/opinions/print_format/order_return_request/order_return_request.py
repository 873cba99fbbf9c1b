"""Values of the two requests of a unit (P6): 退办(调整)申请, 延期申请, for their template."""

import frappe
from frappe.model.document import Document

from deputy_liaison.confirmations import confirmed
from deputy_liaison.opinions.order_papers import issuing_body
from deputy_liaison.paper import as_typed, day

RETURN, EXTENSION = "退办（调整承办单位）申请单", "延期办理申请单"
# the deciding moves of each, in the log
DECIDED = {
	RETURN: ("Grant Order Return", "Refuse Order Return"),
	EXTENSION: ("Grant Order Extension", "Refuse Order Extension"),
}


def return_request(order: Document) -> frappe._dict:
	"""What the unit's request to take an order back says; the template's method (hook `jinja`)."""
	return _request(order, RETURN)


def extension_request(order: Document) -> frappe._dict:
	"""What the unit's request for more time says; the template's method (hook `jinja`)."""
	return _request(order, EXTENSION)


def _request(order: Document, title: str) -> frappe._dict:
	# the desk prints what a client sends: the stored order counts
	order = frappe.get_doc("Dispatch Order", order.name)
	order.check_permission("read")
	body = issuing_body(order, order.source())
	if title == RETURN:
		asked_on, reason, decision, wish = (
			order.return_requested_on,
			order.return_reason,
			order.return_decision,
			"",
		)
	else:
		asked_on, reason, decision, wish = (
			order.extension_requested_on,
			order.extension_reason,
			order.extension_decision,
			day(order.extension_until),
		)
	verdict, decider = _verdict(order, title)
	request = {
		"title": title,
		"body": body.body_name,
		"chair": body.chair_title or "负责人",
		"unit": frappe.db.get_value("Responsible Unit", order.responsible_unit, "unit_name"),
		"number": order.number,
		"subject": order.subject or "",
		"issued_on": day(order.issued_on),
		"due_date": day(order.due_date),
		"asked_on": day(asked_on),
		"reason": reason or "",
		"until": wish,
		"extension": title == EXTENSION,
		"decision": "\n".join(filter(None, (verdict, decision))),
		"decided": decider,
		"on_behalf": f"代录：据{order.on_behalf_signer or ''}{day(order.on_behalf_date)}签署的申请"
		if order.entered_on_behalf
		else "",
	}
	return frappe._dict(
		{key: as_typed(value) if isinstance(value, str) else value for key, value in request.items()}
	)


def _verdict(order: Document, title: str) -> tuple[str, str]:
	line = frappe.get_all(
		"Handling Log",
		filters={
			"reference_doctype": order.doctype,
			"reference_name": order.name,
			"action": ("in", DECIDED[title]),
		},
		fields=["action", "user", "at", "is_acting"],
		order_by="at desc",
		limit=1,
	)
	if not line:
		return "", ""
	granted = line[0].action == DECIDED[title][0]
	decider = confirmed(order, line[0].user, line[0].at, line[0].is_acting)
	return ("同意" if granted else "不同意"), decider

"""Values of the two requests of a unit (P6): 退办(调整)申请, 延期申请, for their template."""

import frappe
from frappe.model.document import Document

from deputy_liaison.opinions.order_papers import decision_on, facts_of, typed_in
from deputy_liaison.paper import as_typed, day

RETURN, EXTENSION = "退办（调整承办单位）申请单", "延期办理申请单"
ASKING = {RETURN: ("Request Order Return",), EXTENSION: ("Request Order Extension",)}
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
	facts = facts_of(order)
	order = facts.order
	granted, decider = decision_on(order.name, DECIDED[title])
	request = {
		"title": title,
		"body": facts.body.body_name,
		"chair": facts.body.chair_title or "负责人",
		"unit": facts.unit,
		"words": facts.words,
		"number": order.number,
		"subject": order.subject or "",
		"issued_on": day(order.issued_on),
		"due_date": day(order.due_date),
		"extension": title == EXTENSION,
		"decided": decider,
		"on_behalf": typed_in(order, ASKING[title], "申请"),
		**(_return(order, granted) if title == RETURN else _extension(order, granted)),
	}
	return frappe._dict(
		{key: as_typed(value) if isinstance(value, str) else value for key, value in request.items()}
	)


def _return(order: Document, granted: bool | None) -> dict[str, str]:
	verdict = {True: "同意", False: "不同意"}.get(granted)
	return {
		"asked_on": day(order.return_requested_on),
		"reason": order.return_reason or "",
		"decision": "\n".join(filter(None, (verdict, order.return_decision))),
	}


def _extension(order: Document, granted: bool | None) -> dict[str, str]:
	"""What was asked for, from which limit, and what was granted: it may be less."""
	verdict = {True: f"同意延至{day(order.extension_until)}", False: "不同意"}.get(granted)
	return {
		"asked_on": day(order.extension_requested_on),
		"reason": order.extension_reason or "",
		"until": day(order.extension_asked_until or order.extension_until),
		"due_date": day(order.due_before_extension or order.due_date),
		"decision": "\n".join(filter(None, (verdict, order.extension_decision))),
	}

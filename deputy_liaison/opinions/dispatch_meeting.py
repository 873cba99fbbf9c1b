"""交办会: many suggestions handed over in one act, and the receipt list that each unit signs (P27)."""

from itertools import groupby

import frappe
from frappe import _
from frappe.utils import getdate

from deputy_liaison.batch import why_not
from deputy_liaison.link_filters import among
from deputy_liaison.opinions import suggestion_limits, suggestion_notices
from deputy_liaison.opinions.doctype.deputy_suggestion.deputy_suggestion import DOCTYPE
from deputy_liaison.opinions.suggestion_states import AWAITING_DISPATCH
from deputy_liaison.opinions.ticket_states import ORDER_WITHDRAWN
from deputy_liaison.paper import as_typed, day
from deputy_liaison.state_machine import act, permitted_among

ACTION = "Dispatch at Meeting"
LIST = "deputy_liaison/templates/papers/dispatch_receipts.html"
MOST_AT_ONCE = 50


@frappe.whitelist(methods=["GET", "POST"])
def waiting() -> list[dict]:
	"""The suggestions that the user may hand over at a meeting now.

	Returns:
		name, number, title, lead_unit (its name) and due_date (the last day of the statutory limit) of each.
	"""
	names = frappe.get_list(
		DOCTYPE,
		filters={"workflow_state": AWAITING_DISPATCH, "occasion": "In Session"},
		pluck="name",
		order_by="number",
		limit=0,
	)
	rows = []
	for name in permitted_among(DOCTYPE, names, ACTION):
		suggestion = frappe.get_doc(DOCTYPE, name)
		rows.append(
			{
				"name": name,
				"number": suggestion.number,
				"title": suggestion.suggestion_title,
				"lead_unit": frappe.get_cached_value("Responsible Unit", suggestion.lead_unit, "unit_name"),
				"due_date": suggestion_limits.reply_due(suggestion),
			}
		)
	return rows


@frappe.whitelist(methods=["POST"])
def dispatch(names: str | list, dispatch_meeting_on: str, approval: str) -> list[dict]:
	"""Hand over these suggestions, each for itself: a faulty one stops only itself.

	Args:
		names: at most 50 suggestions (JSON or list); the page sends more in several calls.
		dispatch_meeting_on: the meeting's day.
		approval: the chair's words, the same for all.

	Returns:
		One dict to each, in their order: name, number, title, done, message (why not).
	"""
	names = frappe.parse_json(names)
	if len(names) > MOST_AT_ONCE:
		frappe.throw(_("At most {0} suggestions are handed over in one call.").format(MOST_AT_ONCE))
	return [_dispatch_one(name, dispatch_meeting_on, approval) for name in names]


def _dispatch_one(name: str, meeting_on: str, approval: str) -> dict:
	result = {"name": name, "number": "", "title": "", "done": False, "message": ""}
	frappe.db.savepoint("one_suggestion")
	said_before = len(frappe.local.message_log)
	try:
		suggestion = frappe.get_doc(DOCTYPE, name)
		suggestion.check_permission("read")
		result.update(number=suggestion.number, title=suggestion.suggestion_title)
		values = {
			"dispatch_meeting_on": meeting_on,
			"due_date": str(suggestion_limits.reply_due(suggestion)),
			"approval": approval,
		}
		act(DOCTYPE, name, ACTION, str(suggestion.modified), values)
		result["done"] = True
	except frappe.QueryDeadlockError:
		# the whole transaction is gone with it, so nothing may be said to be done
		raise
	except Exception as error:  # whatever is wrong with one stops only that one
		frappe.db.rollback(save_point="one_suggestion")
		# the message stands in the result list, in the place of a box for each
		del frappe.local.message_log[said_before:]
		result["message"] = why_not(error, f"Dispatch meeting: {name}")
	return result


@frappe.whitelist(methods=["GET", "POST"])
def receipt_lists(dispatch_meeting_on: str, congress_body: str | None = None) -> str:
	"""The receipt lists (P27) of a meeting, one page to each unit, as an HTML page to print.

	Args:
		dispatch_meeting_on: the meeting's day.
		congress_body: the congress, where the user sees several.

	Raises:
		frappe.ValidationError: nothing was handed over on that day.
	"""
	suggestions = _handed_over(dispatch_meeting_on, congress_body)
	orders = frappe.get_all(
		"Dispatch Order",
		{"deputy_suggestion": among(suggestions), "round": 1},
		[
			"responsible_unit.unit_name",
			"responsible_unit",
			"workflow_state",
			"new_unit",
			"deputy_suggestion",
			"unit_role",
			"passed_on_from",
			"intermediary_unit",
			"due_date",
			"acknowledged_by",
			"acknowledged_on",
			"deputy_suggestion.number",
			"deputy_suggestion.suggestion_title",
			"deputy_suggestion.lead_deputy",
			"deputy_suggestion.congress_body",
		],
		order_by="`tabDispatch Order`.creation",
	)
	# who gave an order back keeps none, and the unit after it was handed its own apart from the meeting
	given_on = {(order.deputy_suggestion, order.new_unit) for order in orders if order.new_unit}
	orders = [
		order
		for order in orders
		if order.workflow_state != ORDER_WITHDRAWN
		and (order.deputy_suggestion, order.responsible_unit) not in given_on
	]
	if not orders:
		frappe.throw(_("No suggestion was handed over at a meeting on {0}.").format(dispatch_meeting_on))
	names = dict(
		frappe.get_all(
			"Deputy",
			{"name": ("in", [row.lead_deputy for row in orders])},
			["name", "deputy_name"],
			as_list=True,
		)
	)
	bodies = dict(
		frappe.get_all(
			"Congress Body",
			{"name": ("in", [row.congress_body for row in orders])},
			["name", "body_name"],
			as_list=True,
		)
	)
	lists = [
		{
			"body": bodies[body],
			"unit": unit,
			"meeting_on": day(dispatch_meeting_on),
			"rows": [_row(order, names) for order in group],
		}
		for (body, unit), group in groupby(
			sorted(orders, key=lambda row: (row.congress_body, row.unit_name)),
			key=lambda row: (row.congress_body, row.unit_name),
		)
	]
	return frappe.render_template(LIST, {"lists": lists, "today": day(getdate())})


def _handed_over(dispatch_meeting_on: str, congress_body: str | None) -> list[str]:
	"""The suggestions of a meeting that the user may read, in the order of their numbers."""
	filters = {"dispatch_meeting_on": dispatch_meeting_on}
	if congress_body:
		filters["congress_body"] = congress_body
	return frappe.get_list(DOCTYPE, filters=filters, pluck="name", order_by="number", limit=0)


@frappe.whitelist(methods=["GET", "POST"])
def group_text(dispatch_meeting_on: str, congress_body: str | None = None) -> str:
	"""A text to paste into the deputies' WeChat group: which unit handles which suggestion; no person.

	Args:
		dispatch_meeting_on: the meeting's day.
		congress_body: the congress, where the user sees several.

	Raises:
		frappe.ValidationError: nothing was handed over on that day.
	"""
	names = _handed_over(dispatch_meeting_on, congress_body)
	if not names:
		frappe.throw(_("No suggestion was handed over at a meeting on {0}.").format(dispatch_meeting_on))
	return "\n".join(
		[
			_("[Dispatch meeting of {0}] {1} suggestions were handed over:").format(
				dispatch_meeting_on, len(names)
			),
			*(f"{number}　{'；'.join(units)}" for number, units in _numbers_and_units(names)),
			_("Deputies: who handles yours, and how far it is, stands on your own page."),
		]
	)


def _numbers_and_units(suggestions: list[str]) -> list[tuple[str, list[str]]]:
	"""Number of each suggestion, in the given order, with who leads and who supports, as texts."""
	orders = frappe.get_all(
		"Dispatch Order",
		{"deputy_suggestion": ("in", suggestions), "workflow_state": ("!=", ORDER_WITHDRAWN)},
		[
			"deputy_suggestion",
			"deputy_suggestion.number as suggestion_number",
			"unit_role",
			"responsible_unit.unit_name as unit_name",
		],
	)
	# two congresses may number alike; a later round has orders of its own
	numbers, units = {}, {name: {"Lead": {}, "Supporting": {}} for name in suggestions}
	for order in orders:
		numbers[order.deputy_suggestion] = order.suggestion_number
		units[order.deputy_suggestion][order.unit_role][order.unit_name] = None
	return [
		(numbers[name], suggestion_notices.unit_lines([*by_role["Lead"]], [*by_role["Supporting"]]))
		for name, by_role in units.items()
		if name in numbers
	]


def _row(order: frappe._dict, names: dict[str, str]) -> dict:
	if order.intermediary_unit == order.responsible_unit:
		role = "分办"
	else:
		role = "主办" if order.unit_role == "Lead" else "协办"
	return {
		"number": order.number,
		"title": as_typed(order.suggestion_title),
		"deputy": names.get(order.lead_deputy, ""),
		"role": role,
		"due_date": day(order.due_date),
		"signed_by": order.acknowledged_by or "",
		"signed_on": day(order.acknowledged_on),
	}

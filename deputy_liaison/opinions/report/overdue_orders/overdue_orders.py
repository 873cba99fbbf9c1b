from collections import Counter

import frappe
from frappe import _
from frappe.query_builder import DocType
from frappe.utils import getdate
from pypika.terms import PseudoColumn

from deputy_liaison import scope
from deputy_liaison.opinions.clock import RUNNING, days_over
from deputy_liaison.opinions.periods import period_of
from deputy_liaison.opinions.rate_tables import DAY, MOST_BARS, TEXT, add_names, bars
from deputy_liaison.opinions.ticket_states import ORDER_WITHDRAWN

ORDER = "Dispatch Order"
LATE = "Answered Late"


def execute(filters: dict | None = None) -> tuple:
	"""Orders past their due date within the reader's posts, the longest overdue first; or those answered late.

	Args:
		filters: overdue_kind ("Still Open" or "Answered Late", the latter with a period), township, station,
			unit, category.

	Returns:
		columns, rows, message, chart (orders by unit), summary.
	"""
	filters = frappe._dict(filters or {})
	rows = _rows(filters)
	return columns(), rows, None, _chart(rows), _summary(rows)


def columns() -> list[dict]:
	"""The report's columns; the number opens its order (overdue_orders.js)."""
	return [
		{"fieldname": "unit_name", "label": _("Responsible Unit"), **TEXT, "width": 170},
		{"fieldname": "number", "label": _("Order Number"), **TEXT, "width": 170},
		{"fieldname": "subject", "label": _("Ticket Subject"), **TEXT, "width": 280},
		{"fieldname": "unit_role", "label": _("Unit Role"), **TEXT, "width": 80},
		{"fieldname": "township_name", "label": _("Own Township"), **TEXT, "width": 110},
		{"fieldname": "station_name", "label": _("Liaison Station"), **TEXT, "width": 170},
		{"fieldname": "issued_on", "label": _("Issued On"), **DAY, "width": 105},
		{"fieldname": "due_date", "label": _("Due Date"), **DAY, "width": 105},
		{"fieldname": "reply_date", "label": _("Reply Date"), **DAY, "width": 105},
		{"fieldname": "days_overdue", "label": _("Days Overdue"), "fieldtype": "Int", "width": 90},
		{"fieldname": "workflow_state", "label": _("Order State"), **TEXT, "width": 120},
	]


def _rows(filters: frappe._dict) -> list[dict]:
	condition = scope.criterion(None, ORDER)
	if condition == scope.DENY:
		return []
	order = DocType(ORDER)
	today = getdate()
	query = frappe.qb.from_(order).select(
		order.name,
		order.number,
		order.subject,
		order.unit_role,
		order.responsible_unit.as_("unit"),
		order.township,
		order.station,
		order.issued_on,
		order.due_date,
		order.reply_date,
		order.workflow_state,
	)
	if filters.overdue_kind == LATE:
		from_date, to_date = period_of(filters)
		query = query.where(order.reply_date > order.due_date).where(order.reply_date[from_date:to_date])
		query = query.where(order.workflow_state != ORDER_WITHDRAWN)
	else:
		# while a return is asked for, the limit that runs is its approver's
		query = query.where((order.state_due < today) & order.workflow_state.isin(RUNNING))
	for column, value in (
		(order.township, filters.township),
		(order.station, filters.station),
		(order.responsible_unit, filters.unit),
		(order.category, filters.category),
	):
		if value:
			query = query.where(column == value)
	if condition:
		# the criterion's own text, made of escaped literals
		query = query.where(PseudoColumn(f"({condition})"))
	rows = query.orderby(order.due_date, order.number).run(as_dict=True)
	add_names(rows, "township", "station", "unit")
	return [
		{
			**row,
			"days_overdue": days_over(row.due_date, row.reply_date if filters.overdue_kind == LATE else None),
			"unit_role": _(row.unit_role),
			"workflow_state": _(row.workflow_state),
		}
		for row in rows
	]


def _chart(rows: list[dict]) -> dict:
	found = dict(Counter(row["unit_name"] for row in rows).most_common(MOST_BARS))
	return bars([*found], {_("Overdue Orders"): [*found.values()]}, ["#c62828"])


def _summary(rows: list[dict]) -> list[dict]:
	longest = max((row["days_overdue"] for row in rows), default=0)
	return [
		{
			"label": _("Overdue Orders"),
			"value": len(rows),
			"datatype": "Int",
			"indicator": "Red" if rows else "Green",
		},
		{"label": _("Units Concerned"), "value": len({row["unit"] for row in rows}), "datatype": "Int"},
		{"label": _("Longest Overdue (days)"), "value": longest, "datatype": "Int"},
	]

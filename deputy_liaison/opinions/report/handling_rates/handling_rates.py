import frappe
from frappe import _

from deputy_liaison import scope
from deputy_liaison.opinions import rate_counts
from deputy_liaison.opinions.rate_tables import (
	COUNT,
	TEXT,
	TICKET_RATES,
	asked_of,
	chart_of,
	heading,
	names_of,
	rank,
	rate_columns,
	row_of,
	summary_of,
)

FIGURES = ("handled", "replied", "overdue", "answered", "escalated")
ON_CARDS = ("reply_rate", "on_time_rate", "delivery_rate", "overall_satisfaction_rate")


def execute(filters: dict | None = None) -> tuple:
	"""The rates of rules.md §5 by township, station, unit, deputy, category or month; best first.

	Args:
		filters: by, period or from_date and to_date, township, station, unit, category.

	Returns:
		columns, rows with the sum at the end, message, chart, summary.
	"""
	filters = frappe._dict(filters or {})
	asked = asked_of({**filters, "by": filters.by or "township"})
	found, whole = rate_counts.with_total(asked)
	if asked.by == "township" and not (asked.station or asked.unit or asked.category):
		for town in scope.townships_in_reach():
			if asked.township in (None, town.name):
				found.setdefault(town.name, rate_counts.nothing())
	names = names_of(asked.by, set(found))
	rows = [_row(key, names[key], counts) for key, counts in found.items()]
	rows.sort(key=lambda row: row["label"] if asked.by == "month" else rank(row))
	chart = chart_of(rows)
	if rows:
		rows.append({**_row("", _("Sum of All"), whole), "is_sum": 1})
	by_orders = rate_counts.Cases(asked).by_orders
	return columns(asked.by, by_orders), rows, _message(asked, whole), chart, summary_of(whole, ON_CARDS)


def columns(by: str, by_orders: bool = False) -> list[dict]:
	"""The report's columns; each number opens the cases behind it (handling_rates.js).

	Args:
		by: what the rows stand for.
		by_orders: whether units' orders are counted; what was answered or handed up without one is no unit's.
	"""
	without_order = [
		{"fieldname": "answered", "label": _("Answered Without Dispatch"), **COUNT, "width": 110},
		{"fieldname": "escalated", "label": _("Reported to the County"), **COUNT},
	]
	return [
		{"fieldname": "label", "label": heading(by), **TEXT, "width": 200},
		{"fieldname": "handled", "label": _("Cases Dispatched"), **COUNT},
		{"fieldname": "replied", "label": _("Cases Answered"), **COUNT},
		{"fieldname": "overdue", "label": _("Overdue Unanswered"), **COUNT, "width": 110},
		*rate_columns(TICKET_RATES),
		*([] if by_orders else without_order),
		{"fieldname": "verdict", "label": _("Target Reached"), **TEXT, "width": 220},
	]


def _row(key: str, label: str, counts: dict[str, int]) -> dict:
	return {"key": key, "label": label, **row_of(counts, FIGURES, TICKET_RATES)}


def _message(asked: rate_counts.Asked, whole: dict[str, int]) -> str:
	lines = [
		_("{2} cases whose first order was issued from {0} to {1}, as they stand now.").format(
			asked.from_date, asked.to_date, whole["handled"]
		)
	]
	if asked.by in ("deputy", "unit"):
		lines.append(_("A case of several is counted with each of them, in the sum once."))
	return " ".join(lines)

import frappe
from frappe import _

from deputy_liaison.opinions import rates, suggestion_counts
from deputy_liaison.opinions.rate_tables import (
	COUNT,
	SUGGESTION_RATES,
	TEXT,
	asked_of,
	chart_of,
	heading,
	names_of,
	rank,
	rate_columns,
	row_of,
	summary_of,
)

FIGURES = ("handled", "replied", "overdue")
ON_CARDS = ("reply_rate", "meeting_rate", "delivery_rate", "overall_satisfaction_rate")


def execute(filters: dict | None = None) -> tuple:
	"""The rates of the deputies' suggestions (rules.md §5, seeds S4-22, S4-24); best first.

	Args:
		filters: by (no station: suggestions have none), period or from_date and to_date, township, unit, category.

	Returns:
		columns, rows with the sum at the end, message, chart, summary.
	"""
	filters = frappe._dict(filters or {})
	asked = asked_of({**filters, "by": filters.by or "unit"})
	if asked.by not in suggestion_counts.GROUPS:
		frappe.throw(_("{0} is no grouping. Choose one of the list.").format(frappe.bold(asked.by)))
	found, whole = suggestion_counts.with_total(asked)
	names = names_of(asked.by, set(found))
	rows = [{"key": key, "label": names[key], **_row(counts)} for key, counts in found.items()]
	rows.sort(key=lambda row: row["label"] if asked.by == "month" else rank(row))
	# the three of seed S4-24
	chart = chart_of(rows, rates.TARGETED)
	if rows:
		rows.append({"key": "", "label": _("Sum of All"), **_row(whole), "is_sum": 1})
	message = _("{2} suggestions dispatched from {0} to {1}, as they stand now.").format(
		asked.from_date, asked.to_date, whole["handled"]
	)
	return columns(asked.by), rows, message, chart, summary_of(whole, ON_CARDS)


def _row(counts: dict[str, int]) -> dict:
	return row_of(counts, FIGURES, SUGGESTION_RATES)


def columns(by: str) -> list[dict]:
	"""The report's columns; each number opens the suggestions behind it (suggestion_rates.js)."""
	return [
		{"fieldname": "label", "label": heading(by), **TEXT, "width": 200},
		{"fieldname": "handled", "label": _("Cases Dispatched"), **COUNT},
		{"fieldname": "replied", "label": _("Cases Answered"), **COUNT},
		{"fieldname": "overdue", "label": _("Overdue Unanswered"), **COUNT, "width": 110},
		*rate_columns(SUGGESTION_RATES),
		{"fieldname": "verdict", "label": _("Target Reached"), **TEXT, "width": 220},
	]

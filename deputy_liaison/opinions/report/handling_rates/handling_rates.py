import frappe
from frappe import _

from deputy_liaison import scope
from deputy_liaison.opinions import rate_counts, rates
from deputy_liaison.opinions.rate_tables import (
	TICKET_RATES,
	asked_of,
	fractions_of,
	names_of,
	rates_of,
	target,
	verdict,
)

FIGURES = ("handled", "replied", "overdue", "answered", "escalated")
ON_CARDS = ("reply_rate", "on_time_rate", "delivery_rate", "overall_satisfaction_rate")
# more bars than this cannot be told apart
MOST_BARS = 20


def execute(filters: dict | None = None) -> tuple:
	"""The rates of rules.md §5 by township, station, unit, deputy, category or month; best first.

	Args:
		filters: by, period or from_date and to_date, township, station, unit, category.

	Returns:
		columns, rows with the sum at the end, message, chart, summary.
	"""
	filters = frappe._dict(filters or {})
	asked = asked_of({**filters, "by": filters.by or "township"})
	found = rate_counts.counts(asked)
	whole = rate_counts.total(asked)
	if asked.by == "township" and not (asked.station or asked.unit or asked.category):
		for town in scope.townships_in_reach():
			if asked.township in (None, town.name):
				found.setdefault(town.name, rate_counts.nothing())
	names = names_of(asked.by, set(found))
	rows = [_row(key, names[key], counts) for key, counts in found.items()]
	rows.sort(key=lambda row: row["label"] if asked.by == "month" else _rank(row))
	chart = _chart(asked.by, rows)
	if rows:
		rows.append({**_row("", _("Sum of All"), whole), "is_sum": 1})
	return columns(asked.by), rows, _message(asked), chart, _summary(whole)


def columns(by: str) -> list[dict]:
	"""The report's columns; each number opens the cases behind it (handling_rates.js)."""
	heads = {
		"township": _("Own Township"),
		"station": _("Liaison Station"),
		"unit": _("Responsible Unit"),
		"deputy": _("Receiving Deputy"),
		"category": _("Opinion Category"),
		"month": _("Month of Dispatch"),
	}
	count = {"fieldtype": "Int", "width": 90}
	rate = {"fieldtype": "Float", "precision": 2, "width": 110}
	return [
		{"fieldname": "label", "label": heads[by], "fieldtype": "Data", "width": 200},
		{"fieldname": "handled", "label": _("Cases Dispatched"), **count},
		{"fieldname": "replied", "label": _("Cases Answered"), **count},
		{"fieldname": "overdue", "label": _("Overdue Unanswered"), **count, "width": 110},
		*({"fieldname": key, "label": f"{rates.label(key)}（%）", **rate} for key in TICKET_RATES),
		{"fieldname": "answered", "label": _("Answered Without Dispatch"), **count, "width": 110},
		{"fieldname": "escalated", "label": _("Reported to the County"), **count},
		{"fieldname": "verdict", "label": _("Target Reached"), "fieldtype": "Data", "width": 220},
	]


def _row(key: str, label: str, counts: dict[str, int]) -> dict:
	found = rates_of(counts)
	return {
		"key": key,
		"label": label,
		**{figure: counts[figure] for figure in FIGURES},
		**{name: rates.shown(value) for name, value in found.items()},
		"fractions": fractions_of(counts),
		"missed": rates.below(found, target()),
		"verdict": verdict(found),
	}


def _rank(row: dict) -> tuple:
	"""Best first; what has no case comes last."""
	return (
		not row["handled"],
		*(-row[key] if row[key] != rates.EMPTY else 1 for key in ("reply_rate", "overall_satisfaction_rate")),
		-row["handled"],
		row["label"],
	)


def _message(asked: rate_counts.Asked) -> str:
	lines = [
		_("Cases whose first order was issued from {0} to {1}, as they stand now.").format(
			asked.from_date, asked.to_date
		)
	]
	if asked.by in ("deputy", "unit"):
		lines.append(_("A case of several is counted with each of them, in the sum once."))
	return " ".join(lines)


def _chart(by: str, rows: list[dict]) -> dict:
	drawn = [row for row in rows if row["handled"]][:MOST_BARS]
	if not drawn:
		return {"type": "bar", "data": {}}
	return {
		"type": "line" if by == "month" else "bar",
		"data": {
			"labels": [row["label"] for row in drawn],
			"datasets": [
				{
					"name": rates.label(key),
					"values": [row[key] if row[key] != rates.EMPTY else None for row in drawn],
				}
				for key in ("reply_rate", "overall_satisfaction_rate")
			],
		},
	}


def _summary(counts: dict[str, int]) -> list[dict]:
	found = rates_of(counts)
	missed = rates.below(found, target())
	return [
		{"label": _("Cases Dispatched"), "value": counts["handled"], "datatype": "Int"},
		*(_card(key, found[key], key in missed) for key in ON_CARDS),
		{
			"label": _("Overdue Unanswered"),
			"value": counts["overdue"],
			"datatype": "Int",
			"indicator": "Red" if counts["overdue"] else "Green",
		},
	]


def _card(key: str, value: float | None, is_missed: bool) -> dict:
	card = {"label": rates.label(key), "value": rates.as_text(value)}
	if is_missed:
		return {**card, "value": _("{0} below target").format(card["value"]), "indicator": "Red"}
	return card

import datetime
from dataclasses import replace

import frappe
from frappe import _

from deputy_liaison import shares
from deputy_liaison.opinions import rate_counts, rates, suggestion_counts
from deputy_liaison.opinions.rate_tables import (
	TEXT,
	TICKET_RATES,
	asked_of,
	bars,
	fractions_of,
	missed,
	rates_of,
)
from deputy_liaison.opinions.report.cases_behind_a_figure.cases_behind_a_figure import labels
from deputy_liaison.opinions.report.suggestions_behind_a_figure.suggestions_behind_a_figure import (
	labels as labels_of_suggestions,
)

# the lines of the paper that a township hands in: heading → figures; "·" marks a part of the line above
LINES = {
	"received": (
		"received",
		"·answered",
		"·coordinated",
		"·dispatched",
		"·escalated",
		"·entrusted",
		"·converted",
		"·channel_named",
		"·merged",
		"·withdrawn",
		"·in_office",
	),
	"handled": (
		"handled",
		"·replied",
		"·replied_in_time",
		"·overdue",
		"·solved",
		"·planned",
		"·rehandled",
		"·closed",
		"commitments_due",
		"·commitments_fulfilled",
	),
	"told": (
		"fed_back",
		"·posted",
		"·unreachable",
		"rated",
		"·satisfied",
		"·basically_satisfied",
		"·dissatisfied",
		"deputy_rated",
		"·deputy_satisfied",
	),
}
# of the suggestions that the township dispatched: the rates of seed S4-24 with what they are made of
OF_SUGGESTIONS = ("handled", "·replied", "·met", "·solved")
SUGGESTION_RATES = rates.TARGETED
ON_CHART = ("reply_rate", "on_time_rate", "delivery_rate", "overall_satisfaction_rate")


def execute(filters: dict | None = None) -> tuple:
	"""What a township hands in each month: numbers and rates of the period, beside those of the year so far.

	Args:
		filters: period or from_date and to_date (none: last month), township, station.

	Returns:
		columns, rows, message, chart (rates of the period beside those of the year).
	"""
	filters = frappe._dict(filters or {})
	if not filters.period and not filters.from_date:
		filters.period = "Last Month"
	asked = replace(asked_of(filters), by=None, key=None)
	# of days on both sides of New Year the year is that in which they begin: it holds them all
	so_far = replace(asked, from_date=datetime.date(asked.from_date.year, 1, 1))
	period, year = rate_counts.total(asked), rate_counts.total(so_far)
	names = labels()
	rows = [
		row
		for heading, figures in _headings().items()
		for row in _lines(heading, figures, names, period, year)
	]
	rows += [_heading(_("Four. Rates")), *_rates(TICKET_RATES, period, year)]
	if not asked.station and frappe.get_cached_doc("Report", "Suggestion Rates").is_permitted():
		# suggestions are no station's, and not read at one
		rows += _of_suggestions(asked, so_far)
	for row in rows:
		row |= {"year_from": so_far.from_date, "from_date": asked.from_date, "to_date": asked.to_date}
	message = _("From {0} to {1}, as the cases stand now. The year begins on {2}.").format(
		asked.from_date, asked.to_date, so_far.from_date
	)
	return columns(), rows, message, _chart(period, year)


def columns() -> list[dict]:
	"""The report's columns; each number opens what was counted (monthly_opinion_report.js)."""
	return [
		{"fieldname": "item", "label": _("Item of the Report"), **TEXT, "width": 300},
		{"fieldname": "of_period", "label": _("Of the Period"), **TEXT, "width": 150},
		{"fieldname": "of_year", "label": _("Of the Year So Far"), **TEXT, "width": 150},
		{"fieldname": "remark", "label": _("Remark on the Figure"), **TEXT, "width": 220},
	]


def _headings() -> dict[str, tuple[str, ...]]:
	return {
		_("One. What Came In"): LINES["received"],
		_("Two. What Was Dispatched"): LINES["handled"],
		_("Three. Feedback and Rating"): LINES["told"],
	}


def _lines(heading: str, figures: tuple[str, ...], names: dict, period: dict, year: dict) -> list[dict]:
	rows = [_heading(heading)]
	for marked in figures:
		figure = marked.removeprefix("·")
		rows.append(
			{
				"item": names[figure],
				"figure": figure,
				"is_part": int(marked != figure),
				"of_period": period[figure],
				"of_year": year[figure],
			}
		)
	return rows


def _of_suggestions(asked: rate_counts.Asked, so_far: rate_counts.Asked) -> list[dict]:
	period, year = suggestion_counts.total(asked), suggestion_counts.total(so_far)
	rows = _lines(_("Five. Deputies' Suggestions"), OF_SUGGESTIONS, labels_of_suggestions(), period, year)
	rows += _rates(SUGGESTION_RATES, period, year)
	return [{**row, "of_suggestions": 1} for row in rows]


def _heading(text: str) -> dict:
	return {"item": text, "is_heading": 1}


def _rates(keys: tuple[str, ...], period: dict, year: dict) -> list[dict]:
	of_period, of_year = rates_of(period, keys), rates_of(year, keys)
	fractions = fractions_of(period, keys)
	late = missed(period, keys)
	rows = []
	for key in keys:
		remark = fractions.get(key, "")
		if key in late:
			remark = _("{0} below target").format(remark)
		rows.append(
			{
				"item": rates.label(key),
				"figure": key,
				"of_period": shares.as_text(of_period[key]),
				"of_year": shares.as_text(of_year[key]),
				"remark": remark,
				"missed": int(key in late),
			}
		)
	return rows


def _chart(period: dict, year: dict) -> dict:
	"""The rates of the period beside those of the year, as bars: a line has no place for an empty base."""
	parts = ((_("Of the Period"), period), (_("Of the Year So Far"), year))
	return bars(
		[rates.label(key) for key in ON_CHART],
		{name: [rates_of(counts, (key,))[key] for key in ON_CHART] for name, counts in parts},
		["#0b6bcb", "#7c8591"],
	)

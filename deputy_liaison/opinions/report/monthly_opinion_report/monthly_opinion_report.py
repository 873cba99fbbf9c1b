import datetime
from dataclasses import replace

import frappe
from frappe import _

from deputy_liaison.opinions import rate_counts, rates
from deputy_liaison.opinions.rate_tables import TEXT, TICKET_RATES, asked_of, fractions_of, missed, rates_of
from deputy_liaison.opinions.report.cases_behind_a_figure.cases_behind_a_figure import labels

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
	),
	"told": (
		"fed_back",
		"·posted",
		"·unreachable",
		"rated",
		"·satisfied",
		"·basically_satisfied",
		"·dissatisfied",
	),
}


def execute(filters: dict | None = None) -> tuple:
	"""What a township hands in each month: numbers and rates of the period, beside those of the year so far.

	Args:
		filters: period or from_date and to_date (none: last month), township, station.

	Returns:
		columns, rows, message.
	"""
	filters = frappe._dict(filters or {})
	if not filters.period and not filters.from_date:
		filters.period = "Last Month"
	asked = replace(asked_of(filters), by=None, key=None)
	so_far = replace(asked, from_date=datetime.date(asked.to_date.year, 1, 1))
	period, year = rate_counts.total(asked), rate_counts.total(so_far)
	rows = [row for heading, figures in _headings().items() for row in _lines(heading, figures, period, year)]
	rows += _rates(period, year)
	for row in rows:
		row |= {"year_from": so_far.from_date, "from_date": asked.from_date, "to_date": asked.to_date}
	message = _("From {0} to {1}, as the cases stand now. The year begins on {2}.").format(
		asked.from_date, asked.to_date, so_far.from_date
	)
	return columns(), rows, message


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


def _lines(heading: str, figures: tuple[str, ...], period: dict, year: dict) -> list[dict]:
	names = labels()
	rows = [{"item": heading, "is_heading": 1}]
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


def _rates(period: dict, year: dict) -> list[dict]:
	of_period, of_year = rates_of(period), rates_of(year)
	fractions = fractions_of(period)
	late = missed(period, TICKET_RATES)
	rows = [{"item": _("Four. Rates"), "is_heading": 1}]
	for key in TICKET_RATES:
		remark = fractions.get(key, "")
		if key in late:
			remark = _("{0} below target").format(remark)
		rows.append(
			{
				"item": rates.label(key),
				"of_period": rates.as_text(of_period[key]),
				"of_year": rates.as_text(of_year[key]),
				"remark": remark,
				"missed": int(key in late),
			}
		)
	return rows

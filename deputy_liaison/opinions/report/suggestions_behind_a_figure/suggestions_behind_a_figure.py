import frappe
from frappe import _

from deputy_liaison import scope
from deputy_liaison.opinions import rates, suggestion_counts
from deputy_liaison.opinions.rate_counts import ORDER, Behind
from deputy_liaison.opinions.rate_tables import (
	DAY,
	SUGGESTION_RATES,
	TEXT,
	add_names,
	asked_of,
	counted_column,
	listed,
	message_of,
	of_promise,
	rate_of,
)
from deputy_liaison.opinions.report.cases_behind_a_figure.cases_behind_a_figure import (
	labels as labels_of_cases,
)
from deputy_liaison.opinions.suggestion_counts import Suggestions


def execute(filters: dict | None = None) -> tuple:
	"""Exactly the suggestions that the report on their rates counted, by the same condition.

	Of a rate those of its base, each with whether it is in the numerator, those that are not first.

	Args:
		filters: figure (a name of `suggestion_counts.FIGURES`, or the key of a rate), by, key, period, township,
			unit, category.

	Returns:
		columns, rows, a message that says what was counted.

	Raises:
		frappe.ValidationError: no such figure, or a file of more lines than it may have.
	"""
	filters = frappe._dict(filters or {})
	figure = filters.figure or "handled"
	titles = labels() | {key: rates.label(key) for key in SUGGESTION_RATES}
	if figure not in titles:
		frappe.throw(_("{0} is no figure. Open it from a report.").format(frappe.bold(figure)))
	asked = asked_of(filters)
	suggestions = Suggestions(asked)
	if suggestions.reader.condition == scope.DENY:
		return columns(), [], None
	if figure in SUGGESTION_RATES:
		behind = suggestion_counts.behind_rate(rate_of(figure), suggestions)
	else:
		behind = suggestion_counts.behind_figure(figure, suggestions)
	rows = _rows(behind, suggestions)
	return counted_column(rows) + columns(), rows, message_of(titles[figure], asked, behind, rows)


def labels() -> dict[str, str]:
	"""Figure → its name on the screen; what is counted of tickets as well has the same name there."""
	own = {
		"handled": _("Suggestions Dispatched"),
		"met": _("Met Face to Face"),
		"met_thrice": _("Met at All Three Stages"),
		"three_took_part": _("All Three Took Part"),
		"not_solvable_yet": _("Not Solvable Yet (C)"),
		"for_reference": _("For Reference (D)"),
		"unrated": _("Not Rated"),
	}
	of_cases = labels_of_cases()
	counted = (*suggestion_counts.FIGURES, *suggestion_counts.COMMITMENTS)
	return {figure: own.get(figure) or of_cases[figure] for figure in counted}


def columns() -> list[dict]:
	"""The report's columns; the number opens the record (suggestions_behind_a_figure.js)."""
	return [
		{"fieldname": "number", "label": _("Number"), **TEXT, "width": 190},
		{"fieldname": "suggestion_title", "label": _("Suggestion Title"), **TEXT, "width": 300},
		{"fieldname": "deputy_name", "label": _("Lead Deputy"), **TEXT, "width": 100},
		{"fieldname": "unit_name", "label": _("Responsible Unit"), **TEXT, "width": 160},
		{"fieldname": "approved_on", "label": _("Dispatched On"), **DAY, "width": 110},
		{"fieldname": "due_date", "label": _("Due Date"), **DAY, "width": 110},
		{"fieldname": "replied_on", "label": _("Reply Given On"), **DAY, "width": 110},
		{"fieldname": "met_stages", "label": _("Stages Met Face to Face"), **TEXT, "width": 100},
		{"fieldname": "result", "label": _("Result Class"), **TEXT, "width": 80},
		{"fieldname": "result_rating", "label": _("Deputy's Rating"), **TEXT, "width": 100},
		{"fieldname": "workflow_state", "label": _("Suggestion State"), **TEXT, "width": 120},
	]


def _rows(behind: list[Behind], asked: Suggestions) -> list[dict]:
	suggestion = asked.suggestion
	rows = listed(
		behind,
		lambda one: of_promise(one.made, _shared(asked)) if one.made else _of_suggestion(asked),
		(suggestion.approved_on, suggestion.name),
	)
	add_names(rows, "deputy", "unit")
	codes = dict(frappe.get_all("Result Class", fields=["name", "code"], as_list=True))
	for row in rows:
		row.doctype = row.doctype or asked.reader.doctype
		row.result = codes.get(row.result_class, row.result_code) or ""
		row.result_rating = _(row.result_rating) if row.result_rating else ""
		row.met_stages = "" if row.met_stages is None else str(row.met_stages)
		row.workflow_state = _(row.workflow_state)
		if "counted" in row:
			row.counted_text = _("Yes") if row.counted else _("No")
	return rows


def _of_suggestion(asked: Suggestions) -> tuple:
	suggestion, lead = asked.suggestion, asked.lead
	record = lead if asked.reader.doctype == ORDER else suggestion
	of_unit = (lead.responsible_unit, lead.result_class) if asked.by_orders else (suggestion.lead_unit,)
	return (
		record.name,
		record.number,
		*_shared(asked),
		of_unit[0].as_("unit"),
		asked.due_date.as_("due_date"),
		asked.replied_on.as_("replied_on"),
		asked.met.stages.as_("met_stages"),
		*(of_unit[1:] or (asked.answer.code.as_("result_code"),)),
		suggestion.workflow_state,
	)


def _shared(asked: Suggestions) -> tuple:
	suggestion = asked.suggestion
	return (
		suggestion.suggestion_title,
		suggestion.lead_deputy.as_("deputy"),
		suggestion.approved_on,
		suggestion.result_rating,
	)

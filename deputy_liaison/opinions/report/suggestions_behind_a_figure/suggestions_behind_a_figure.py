import frappe
from frappe import _

from deputy_liaison import scope
from deputy_liaison.opinions import suggestion_counts
from deputy_liaison.opinions.rate_tables import DAY, TEXT, asked_of, names_of
from deputy_liaison.opinions.suggestion_counts import Suggestions


def execute(filters: dict | None = None) -> tuple:
	"""Exactly the suggestions that the report on their rates counted, by the same condition.

	Args:
		filters: figure (a name of `suggestion_counts.FIGURES`), by, key, period, township, unit, category.

	Returns:
		columns, rows.

	Raises:
		frappe.ValidationError: no such figure.
	"""
	filters = frappe._dict(filters or {})
	figure = filters.figure or "handled"
	if figure not in suggestion_counts.FIGURES:
		frappe.throw(_("{0} is no figure. Open it from a report.").format(frappe.bold(figure)))
	rows = Suggestions(asked_of(filters))
	return columns(), [] if rows.reader.condition == scope.DENY else _rows(figure, rows)


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
		{"fieldname": "workflow_state", "label": _("Suggestion State"), **TEXT, "width": 120},
	]


def _rows(figure: str, asked: Suggestions) -> list[dict]:
	suggestion = asked.suggestion
	of_unit = asked.reader.doctype == suggestion_counts.ORDER
	record = asked.lead if of_unit else suggestion
	rows = (
		suggestion_counts.of_figure(figure, asked)
		.select(
			record.name,
			record.number,
			suggestion.suggestion_title,
			suggestion.lead_deputy.as_("deputy"),
			(asked.lead.responsible_unit if asked.by_orders else suggestion.lead_unit).as_("unit"),
			suggestion.approved_on,
			suggestion.due_date,
			suggestion.replied_on,
			suggestion.workflow_state,
		)
		.orderby(suggestion.approved_on, suggestion.name)
		.run(as_dict=True)
	)
	named = {by: names_of(by, {row[by] for row in rows if row[by]}) for by in ("deputy", "unit")}
	return [
		{
			**row,
			"doctype": asked.reader.doctype,
			**{f"{by}_name": names.get(row[by], "") for by, names in named.items()},
			"workflow_state": _(row.workflow_state),
		}
		for row in rows
	]

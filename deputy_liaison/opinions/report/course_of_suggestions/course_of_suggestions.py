from dataclasses import replace

import frappe
from frappe import _

from deputy_liaison import scope
from deputy_liaison.opinions import clock, courses
from deputy_liaison.opinions import suggestion_states as suggested
from deputy_liaison.opinions import ticket_states as states
from deputy_liaison.opinions.courses import ORDER, State
from deputy_liaison.opinions.rate_counts import within
from deputy_liaison.opinions.rate_tables import DAY, TEXT, add_names, asked_of, check_length, most_rows
from deputy_liaison.opinions.suggestion_counts import SUGGESTION, Suggestions

# in the order in which a suggestion passes through them (rules.md §3a); of orders what the lead unit did
STATES = (
	(SUGGESTION, suggested.SUBMITTED),
	(SUGGESTION, suggested.WITH_DELEGATION),
	(SUGGESTION, suggested.RETURNED),
	(SUGGESTION, suggested.UNDER_REVIEW),
	(SUGGESTION, suggested.SET_ASIDE),
	(SUGGESTION, suggested.MERGED),
	(SUGGESTION, suggested.ON_AGENDA),
	(SUGGESTION, suggested.WITHDRAWN),
	(SUGGESTION, suggested.AWAITING_DISPATCH),
	(SUGGESTION, suggested.IN_HANDLING),
	(ORDER, states.ISSUED),
	(ORDER, states.ACKNOWLEDGED),
	(ORDER, states.RETURN_REQUESTED),
	(ORDER, states.EXTENSION_REQUESTED),
	(ORDER, states.REPLIED),
	(SUGGESTION, suggested.REPLIED),
	(SUGGESTION, suggested.AWAITING_RATING),
	(SUGGESTION, suggested.JOINT_REVIEW),
	(SUGGESTION, suggested.CLOSED),
	(SUGGESTION, suggested.ARCHIVED),
)


def execute(filters: dict | None = None) -> tuple:
	"""One line to each suggestion handed in in the period, with the day and the person of every state it came to.

	Made to be exported (peers.md A2 no. 6). A state that was come to several times shows each of them.

	Args:
		filters: period or from_date and to_date, township, unit, category.

	Returns:
		columns (states that none came to are left out), rows, message.
	"""
	asked = asked_of(filters)
	suggestions = Suggestions(replace(asked, by=None, key=None, unit=None))
	reader = suggestions.reader
	if reader.condition == scope.DENY or reader.doctype != SUGGESTION:
		return columns(()), [], None
	rows = _suggestions(suggestions, asked.unit)
	message = check_length(rows)
	found = courses.reached(SUGGESTION, clock.ORDERS_OF[SUGGESTION], [row.name for row in rows])
	return columns(courses.add_courses(rows, found, STATES)), rows, message


def columns(shown: tuple[State, ...]) -> list[dict]:
	"""The report's columns; the number opens the suggestion (course_of_suggestions.js)."""
	return [
		{"fieldname": "number", "label": _("Suggestion Number"), **TEXT, "width": 190},
		{"fieldname": "suggestion_title", "label": _("Suggestion Title"), **TEXT, "width": 300},
		{"fieldname": "deputy_name", "label": _("Lead Deputy"), **TEXT, "width": 100},
		{"fieldname": "category_name", "label": _("Opinion Category"), **TEXT, "width": 100},
		{"fieldname": "unit_name", "label": _("Lead Unit"), **TEXT, "width": 150},
		{"fieldname": "handed_in_on", "label": _("Handed In On"), **DAY, "width": 105},
		{"fieldname": "due_date", "label": _("Due Date"), **DAY, "width": 105},
		{"fieldname": "round", "label": _("Handling Round"), "fieldtype": "Int", "width": 80},
		{"fieldname": "result_rating", "label": _("Deputy's Rating"), **TEXT, "width": 100},
		{"fieldname": "workflow_state", "label": _("Suggestion State"), **TEXT, "width": 120},
		*courses.columns_of(shown),
	]


def _suggestions(suggestions: Suggestions, unit: str | None) -> list[frappe._dict]:
	suggestion = suggestions.suggestion
	query = frappe.qb.from_(suggestion).where(within(suggestion.handed_in_on, suggestions.asked))
	if unit:
		query = query.where(suggestion.lead_unit == unit)
	rows = (
		suggestions.bounded(query.where(suggestion.workflow_state.notin(suggested.WRITING)))
		.select(
			suggestion.name,
			suggestion.number,
			suggestion.suggestion_title,
			suggestion.lead_deputy.as_("deputy"),
			suggestion.category,
			suggestion.lead_unit.as_("unit"),
			suggestion.handed_in_on,
			suggestion.due_date,
			suggestion.round,
			suggestion.result_rating,
			suggestion.workflow_state,
		)
		.orderby(suggestion.handed_in_on, suggestion.name)
		.limit(most_rows() + 1)
		.run(as_dict=True)
	)
	add_names(rows, "deputy", "category", "unit")
	for row in rows:
		row.result_rating = _(row.result_rating) if row.result_rating else ""
		row.workflow_state = _(row.workflow_state)
	return rows

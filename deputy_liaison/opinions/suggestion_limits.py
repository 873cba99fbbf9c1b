"""Limits of a suggestion: which one runs, and until when (rules.md §3, §3a; Liaison Settings)."""

import datetime
from typing import TYPE_CHECKING

import frappe
from frappe.utils import getdate

from deputy_liaison.working_days import limit_end

if TYPE_CHECKING:
	from deputy_liaison.opinions.doctype.deputy_suggestion.deputy_suggestion import DeputySuggestion

IN_SESSION = "In Session"


def end(
	suggestion: "DeputySuggestion", limit_key: str, start: datetime.date | str | None = None
) -> datetime.date:
	"""The last day of a limit that begins on `start` (today), at the suggestion's own level."""
	return limit_end(getdate(start), limit_key, suggestion.handling_level)


def reply_due(suggestion: "DeputySuggestion") -> datetime.date:
	"""The last day for the reply if it is dispatched today: 代表法(2025) §51, or the shorter local limit."""
	key = "Reply to Difficult Suggestion" if suggestion.is_difficult else "Reply to Suggestion"
	start = getdate()
	settings = frappe.get_cached_doc("Liaison Settings")
	if (
		settings.suggestion_limit_from == "From the Close of the Session"
		and suggestion.occasion == IN_SESSION
		and suggestion.handling_level == "Township Level"
	):
		start = session_end(suggestion)
	return end(suggestion, key, start)


def session_end(suggestion: "DeputySuggestion") -> datetime.date:
	"""The day on which its session closed, or is to close."""
	closed_on, to_date = frappe.db.get_value(
		"Congress Session", suggestion.congress_session, ("closed_on", "to_date")
	)
	return getdate(closed_on or to_date)


def step_due(suggestion: "DeputySuggestion") -> datetime.date | None:
	"""Until when the step is due that the suggestion's state waits for; None where none runs."""
	rule = STEPS.get(suggestion.workflow_state)
	return rule(suggestion) if rule else None


def _to_accept(suggestion: "DeputySuggestion") -> datetime.date:
	if suggestion.occasion == IN_SESSION:
		return session_end(suggestion)
	return end(suggestion, "Accept Suggestion", suggestion.handed_in_on)


def _to_file(suggestion: "DeputySuggestion") -> datetime.date:
	if suggestion.occasion == IN_SESSION:
		return session_end(suggestion)
	return end(suggestion, "File Suggestion", suggestion.accepted_on)


def _to_dispatch(suggestion: "DeputySuggestion") -> datetime.date:
	if suggestion.occasion == IN_SESSION:
		return end(suggestion, "Dispatch Session Suggestions", session_end(suggestion))
	return end(suggestion, "Dispatch Suggestion", suggestion.accepted_on)


STEPS = {
	"Suggestion Submitted": _to_accept,
	"Suggestion Received by Delegation": _to_accept,
	"Suggestion Under Review": _to_file,
	"Suggestion Awaiting Dispatch": _to_dispatch,
	"Suggestion In Handling": lambda suggestion: suggestion.due_date,
	"Suggestion Replied": lambda suggestion: end(suggestion, "Sign for Reply", suggestion.replied_on),
	"Suggestion Awaiting Rating": lambda suggestion: suggestion.rating_due,
	"Suggestion Joint Review": lambda suggestion: end(suggestion, "Review Suggestion Jointly"),
}

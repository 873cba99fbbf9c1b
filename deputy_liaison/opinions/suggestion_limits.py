"""What a suggestion's dispatch begins with: the last day of a limit, at its own level (rules.md §3; the clock keeps it)."""

import datetime
from typing import TYPE_CHECKING

import frappe
from frappe.utils import getdate

from deputy_liaison.opinions.suggestion_states import IN_SESSION
from deputy_liaison.working_days import limit_end

if TYPE_CHECKING:
	from deputy_liaison.opinions.doctype.deputy_suggestion.deputy_suggestion import DeputySuggestion


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

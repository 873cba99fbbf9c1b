"""Numbers of suggestions: two series, one to a session and one to a year between sessions (registers.md R6)."""

from typing import TYPE_CHECKING

import frappe
from frappe.utils import getdate

from deputy_liaison.deputies.doctype.congress_term.congress_term import chinese_ordinal
from deputy_liaison.numbering import formatted, next_number

if TYPE_CHECKING:
	from deputy_liaison.opinions.doctype.deputy_suggestion.deputy_suggestion import DeputySuggestion

# what a county is called in short: 县十八届人大三次会议
COUNTY_MARKS = "县区市旗"


def next_suggestion_number(suggestion: "DeputySuggestion") -> str:
	"""`县十八届人大三次会议第12号` in session, `建〔2026〕第012号` between sessions."""
	if suggestion.congress_session:
		return _of_session(suggestion)
	year = getdate(suggestion.handed_in_on).year
	return formatted("建", year, next_number(f"Deputy Suggestion {suggestion.congress_body}", year))


def _of_session(suggestion: "DeputySuggestion") -> str:
	session = frappe.db.get_value(
		"Congress Session", suggestion.congress_session, ("term", "session_number", "from_date"), as_dict=True
	)
	term = frappe.db.get_value("Congress Term", session.term, "term_number")
	# a session may run into a new year: its numbers go on
	number = next_number(f"Deputy Suggestion {suggestion.congress_session}", getdate(session.from_date).year)
	return (
		f"{_congress(suggestion.congress_body)}{chinese_ordinal(term)}届人大"
		f"{chinese_ordinal(session.session_number)}次会议第{number}号"
	)


def _congress(congress_body: str) -> str:
	level, place = frappe.db.get_value("Congress Body", congress_body, ("congress_level", "jurisdiction"))
	name = frappe.db.get_value("Jurisdiction", place, "jurisdiction_name")
	if level != "County":
		return name
	return name[-1] if name[-1] in COUNTY_MARKS else "县"

"""Who rates the reply to a suggestion, and what becomes of a rating that isn't given (rules.md §3a).

Suggestions cross the end of a term with their limits: who isn't in office while mandates end and begin may be
again in time, so a reply that nobody may rate waits for its window to end like any other.
"""

from collections.abc import Callable

import frappe
from frappe import _
from frappe.utils import getdate

from deputy_liaison.deputies import standing
from deputy_liaison.opinions import clock, suggestion_notices
from deputy_liaison.opinions.doctype.deputy_suggestion.deputy_suggestion import DOCTYPE
from deputy_liaison.opinions.suggestion_states import AWAITING_RATING, CLOSED, TO_BE_RATED
from deputy_liaison.state_machine import internal_move, write_log

UNRATED = "Close Suggestion Unrated"
LEFT = "Close Suggestion of Who Left"


def follow_mandate(mandate: "frappe.model.document.Document", method: str | None = None) -> None:
	"""When a mandate is over, the rating passes to the next co-signer in office, and back when one begins (doc event)."""
	if not mandate.congress_body or mandate.workflow_state == standing.PENDING:
		return
	signed = frappe.get_all(
		"Suggestion Cosigner", {"parenttype": DOCTYPE, "deputy": mandate.deputy}, pluck="parent"
	)
	for name in frappe.get_all(
		DOCTYPE,
		filters={"congress_body": mandate.congress_body, "workflow_state": ("in", TO_BE_RATED)},
		or_filters={"lead_deputy": mandate.deputy, "name": ("in", signed or [""])},
		pluck="name",
	):
		_pass_on(name)


def _pass_on(name: str) -> bool:
	suggestion = frappe.get_doc(DOCTYPE, name)
	if suggestion.result_rating:
		return False  # who rated stands
	follower = suggestion.next_rater()
	if follower == suggestion.rating_deputy:
		return False
	# a consequence of the mandate's own move, which was checked
	suggestion.db_set("rating_deputy", follower, notify=True)
	note = (
		_("{0} rates from now on.").format(frappe.db.get_value("Deputy", follower, "deputy_name"))
		if follower
		else _("No signer is in office now.")
	)
	write_log(suggestion, "Rating Passed On", rule="Rating Passed On", note=note)
	if follower:
		suggestion_notices.of_new_rater(suggestion)
	return True


def raters() -> tuple[str, list[str], Callable[[str], bool]]:
	"""Hook `nightly_work`: mandates that were confirmed before their first day have begun by now."""
	rows = frappe.get_all(
		DOCTYPE, {"workflow_state": ("in", TO_BE_RATED)}, ["name", "lead_deputy", "rating_deputy"]
	)
	return DOCTYPE, [row.name for row in rows if row.rating_deputy != row.lead_deputy], _pass_on


def unrated() -> tuple[str, list[str], Callable[[str], bool]]:
	"""Hook `nightly_work`: suggestions whose rating window, or the wait after its reminder, is over."""
	waiting = frappe.get_all(
		DOCTYPE,
		[
			["workflow_state", "=", AWAITING_RATING],
			["result_rating", "is", "not set"],
			*clock.past_limit(),
		],
		order_by="state_due asc, name asc",
		pluck="name",
	)
	return DOCTYPE, waiting, remind_or_close


def remind_or_close(name: str) -> bool:
	"""One reminder when the window is over, and after the wait the end without a rating.

	Safe to run twice and after days of downtime: the wait begins with the reminder.

	Returns:
		Whether anything was done.
	"""
	suggestion = frappe.get_doc(DOCTYPE, name, for_update=True)
	if suggestion.workflow_state != AWAITING_RATING or suggestion.result_rating:
		return False  # rated meanwhile
	if suggestion.state_due >= getdate():
		return False
	if not suggestion.rating_deputy:
		internal_move(DOCTYPE, name, CLOSED, LEFT)
		return True
	if suggestion.rating_reminded_on:
		internal_move(DOCTYPE, name, CLOSED, UNRATED)
		return True
	suggestion.rating_reminded_on = getdate()
	suggestion.state_due = clock.due_of(suggestion)
	kept = {
		"rating_reminded_on": suggestion.rating_reminded_on,
		"state_due": suggestion.state_due,
		"last_reminder": None,
	}
	# no person acts; an open page of it stays valid
	frappe.db.set_value(DOCTYPE, name, kept, update_modified=False)
	write_log(suggestion, "Remind of Rating", rule="Remind of Rating")
	suggestion_notices.of_missing_rating(suggestion)
	return True

"""Steps of a deputy's suggestion that wait for somebody today (hook `todays_tasks`; rules.md §3a)."""

from functools import partial

from frappe import _
from frappe.utils import getdate

from deputy_liaison.opinions.todays_work import APPROVERS, ARCHIVE_MONTH, CLERKS, OWN, Task
from deputy_liaison.scope import DEPUTY_ROLE

DOCTYPE = "Deputy Suggestion"
LEAD = {DEPUTY_ROLE: {"lead_deputy": OWN}}
# the lead deputy, or who follows after the end of the mandate
RATER = {DEPUTY_ROLE: {"rating_deputy": OWN}}


def tasks() -> list[Task]:
	"""In the order in which they come in a suggestion's life, in the language of the session."""
	task = partial(Task, doctype=DOCTYPE, title="suggestion_title", begun="handed_in_on")
	rating = {"workflow_state": "Suggestion Awaiting Rating"}
	dissatisfied = {**rating, "result_rating": "Dissatisfied"}
	found = [
		task(
			"accept_suggestion",
			_("Suggestions to accept"),
			filters={"workflow_state": ("Suggestion Submitted", "Suggestion Received by Delegation")},
			roles=CLERKS,
		),
		task(
			"review_suggestion",
			_("Suggestions to review"),
			filters={"workflow_state": "Suggestion Under Review", "set_aside_reason": None},
			roles=CLERKS,
		),
		task(
			"set_suggestion_aside",
			_("Suggestions proposed to be set aside"),
			filters={"workflow_state": "Suggestion Under Review", "set_aside_reason": ""},
			roles=APPROVERS,
		),
		task(
			"dispatch_suggestion",
			_("Suggestions to dispatch"),
			filters={"workflow_state": "Suggestion Awaiting Dispatch"},
			roles=APPROVERS,
		),
		task(
			"improve_suggestion",
			_("Suggestions to improve"),
			filters={"workflow_state": "Suggestion Returned to Deputy"},
			roles=LEAD,
		),
		task(
			"sign_for_reply",
			_("Replies to sign for"),
			filters={"workflow_state": "Suggestion Replied"},
			roles=RATER,
		),
		task(
			"rate_suggestion",
			_("Suggestions to rate"),
			filters={**rating, "result_rating": None},
			roles=RATER,
		),
		task(
			"send_suggestion_back",
			_("Suggestions to send back, dissatisfied"),
			filters={**dissatisfied, "round": (0, 1)},
			roles=CLERKS,
		),
		task(
			"convene_on_suggestion",
			_("Suggestions to review jointly"),
			filters={**dissatisfied, "round": tuple(range(2, 20))},
			roles=APPROVERS,
		),
		task(
			"settle_suggestion",
			_("Suggestions to settle after the review"),
			filters={"workflow_state": "Suggestion Joint Review"},
			roles=APPROVERS,
		),
	]
	if getdate().month == ARCHIVE_MONTH:
		found.append(
			task(
				"archive_suggestion",
				_("Suggestions of last year to archive"),
				filters={"workflow_state": "Suggestion Closed", "closed_on": _of_last_year},
				roles=CLERKS,
			)
		)
	return found


def _of_last_year(column):
	return column < f"{getdate().year}-01-01"

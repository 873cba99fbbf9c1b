"""What the deputies who signed a suggestion are told of it (rules.md §3a), and what the clerk pastes into a group.

Deputies have no desk: a notice stands on their own page, where it is new until they open the suggestion. Like
every notice it says a number, a day and what is asked; reasons stand with the suggestion, for who may read it.
"""

from collections.abc import Iterable

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import formatdate

from deputy_liaison.opinions import notices
from deputy_liaison.opinions.suggestion_signers import SUGGESTION, merged_into, signers_of
from deputy_liaison.opinions.suggestion_states import (
	AWAITING_RATING,
	IN_HANDLING,
	REPLIED,
	RETURNED,
	SET_ASIDE,
)
from deputy_liaison.opinions.ticket_states import ORDER_OPEN
from deputy_liaison.paper import LANGUAGE
from deputy_liaison.scope import CLERK_OF, DEPUTY_ROLE, UNIT_ROLE, accounts_with_posts

# what is told also to those whose suggestions were merged into the one that moved
OF_MERGED_TOO = (
	"Dispatch at Meeting",
	"Dispatch Suggestion",
	"L3",
	"Rehandle Suggestion",
	"Rehandle Suggestion After Review",
	"Close Suggestion with Explanation",
)


def _sentences() -> dict[str, str]:
	"""Action or rule → what is told of it: {0} is the suggestion, {1} its units or the main suggestion."""

	accepted = _("{0} was accepted and is under review.", lang=LANGUAGE)
	handed_over = _("{0} was handed over to: {1}.", lang=LANGUAGE)
	again = _("{0} is handled again by: {1}.", lang=LANGUAGE)
	unrated = _("{0} was closed without a rating.", lang=LANGUAGE)
	return {
		"Accept Suggestion": accepted,
		"Pass Suggestion to Secretariat": accepted,
		"Turn Bill into Suggestion": _(
			"{0} was turned from a bill into a suggestion and is under review.", lang=LANGUAGE
		),
		"Put Bill on Agenda": _("{0} was put on the session's agenda as a bill.", lang=LANGUAGE),
		"Return Suggestion to Deputy": _(
			"{0} was returned to be changed. The reason stands on your own page.", lang=LANGUAGE
		),
		"Set Suggestion Aside": _(
			"{0} is not handled as a suggestion. The reason stands on your own page.", lang=LANGUAGE
		),
		"Merge Suggestion": _("{0} was merged with {1}, whose reply answers it too.", lang=LANGUAGE),
		"Main Suggestion Ended": _(
			"The suggestion with which {0} was merged ended without a reply: {0} is reviewed by itself again.",
			lang=LANGUAGE,
		),
		"Dispatch at Meeting": handed_over,
		"Dispatch Suggestion": handed_over,
		"L3": _("The reply to {0} is there. Please read it on your own page.", lang=LANGUAGE),
		"Rehandle Suggestion": again,
		"Rehandle Suggestion After Review": again,
		"Review Suggestion Jointly": _(
			"{0} is reviewed jointly with the unit. What was decided stands on your own page.", lang=LANGUAGE
		),
		"Close Suggestion with Explanation": _(
			"{0} was closed with an explanation, which stands on your own page.", lang=LANGUAGE
		),
		"Close Suggestion Unrated": unrated,
		"Close Suggestion of Who Left": unrated,
		"Decline Cosigning": _("A deputy who was asked to sign {0} declined.", lang=LANGUAGE),
		"Withdraw Suggestion": _("{0} was withdrawn by its lead deputy.", lang=LANGUAGE),
	}


def after_move(suggestion: Document, action: str) -> None:
	"""Tell the signers of a move, and of some also the signers of what was merged into it.

	Args:
		suggestion: in its new state.
		action: what moved it, or the rule's id.
	"""
	sentence = _sentences().get(action)
	if not sentence:
		return
	also = merged_into(suggestion.name) if action in OF_MERGED_TOO else []
	for doc in (suggestion, *(frappe.get_doc(SUGGESTION, name) for name in also)):
		text = sentence.format(notices.called(doc), _with(suggestion))
		notices.tell(_accounts(signers_of([doc.name])), text, doc)
	if action == "Merge Suggestion":
		_tell_units(suggestion)


def _with(suggestion: Document) -> str:
	"""The units that handle it, or the suggestion that answers it."""
	if suggestion.main_suggestion:
		return notices.called(frappe.get_doc(SUGGESTION, suggestion.main_suggestion))
	return "、".join(_unit_names(suggestion.acting_units())) if suggestion.lead_unit else ""


def _tell_units(merged: Document) -> None:
	"""Who handles the main suggestion has more deputies to meet and to answer."""
	orders = {"deputy_suggestion": merged.main_suggestion, "workflow_state": ("in", ORDER_OPEN)}
	text = _("Another suggestion was merged into {0}: its deputies are met and answered too.", lang=LANGUAGE)
	for name in frappe.get_all("Dispatch Order", orders, pluck="name"):
		order = frappe.get_doc("Dispatch Order", name)
		notices.tell(notices.holders(UNIT_ROLE, order), text.format(order.number), order)


def _accounts(deputies: Iterable[str]) -> list[str]:
	"""The accounts of deputies who hold their post today: it covers what they signed."""
	posts = frappe.qb.DocType("Staff Post")
	of_deputies = (posts.post == DEPUTY_ROLE) & posts.deputy.isin(list(deputies))
	return accounts_with_posts(posts).where(of_deputies).run(pluck=True)


def of_missing_rating(suggestion: Document) -> None:
	"""The one reminder (重庆 §29): to who rates, and to the clerk, who reminds by telephone or in the group."""
	until = formatdate(suggestion.state_due, "yyyy-MM-dd")
	text = _("Please rate the reply to {0} by {1}; then it is closed without a rating.", lang=LANGUAGE)
	text = text.format(notices.called(suggestion), until)
	notices.tell(_accounts([suggestion.rating_deputy]), text, suggestion)
	text = _(
		"The rating of {0} is missing. Remind its deputy until {1}: “Copy for the WeChat Group” has the words.",
		lang=LANGUAGE,
	).format(notices.called(suggestion), until)
	clerks = notices.holders(CLERK_OF[notices.level_of(suggestion)], suggestion)
	notices.tell(clerks, text, suggestion)


def of_new_rater(suggestion: Document) -> None:
	"""The rating passed on, or came back."""
	text = _("You rate the reply to {0} from now on.", lang=LANGUAGE)
	text = text.format(notices.called(suggestion))
	notices.tell(_accounts([suggestion.rating_deputy]), text, suggestion)


def unread(names: Iterable[str]) -> dict[str, list[str]]:
	"""What the session's user has not looked at yet of these suggestions: name → lines, the newest first."""
	found: dict[str, list[str]] = {}
	for row in frappe.get_all("Notification Log", _of_user(names), _COLUMNS, order_by="creation desc"):
		found.setdefault(row.document_name, []).append(row.subject)
	return found


def note_read(name: str) -> None:
	"""The session's user has seen what is new of a suggestion."""
	for row in frappe.get_all("Notification Log", _of_user([name]), pluck="name"):
		frappe.db.set_value("Notification Log", row, "read", 1, update_modified=False)


_COLUMNS = ("document_name", "subject")


def _of_user(names: Iterable[str]) -> dict:
	return {
		"for_user": frappe.session.user,
		"document_type": SUGGESTION,
		"document_name": ("in", list(names) or [""]),
		"read": 0,
	}


def for_group(suggestion: Document) -> list[str]:
	"""Lines for a WeChat group: who handles it, and what is asked of its deputies; no person, no reason."""
	if suggestion.main_suggestion:
		return [_("Merged with {0}, whose reply answers it too.").format(_with(suggestion))]
	return units_of(suggestion) + _asked_of_deputies(suggestion)


def units_of(suggestion: Document) -> list[str]:
	"""Who leads and who supports, a text each; none before the units are chosen."""
	if not suggestion.lead_unit:
		return []
	supporting = [row.unit for row in suggestion.supporting_units]
	return unit_lines(_unit_names(suggestion.acting_units()), _unit_names(supporting))


def unit_lines(leading: list[str], supporting: list[str]) -> list[str]:
	"""The names of the units as a text for each kind that there is."""
	lines = ((_("Lead unit: {0}"), leading), (_("Supporting units: {0}"), supporting))
	return [text.format("、".join(names)) for text, names in lines if names]


def _asked_of_deputies(suggestion: Document) -> list[str]:
	state = suggestion.workflow_state
	if state == RETURNED:
		return [_("Its deputy: please change it and hand it in again. The reason stands on your own page.")]
	if state == SET_ASIDE:
		return [_("Its deputy: it is not handled as a suggestion. The reason stands on your own page.")]
	if state == IN_HANDLING:
		return [_("Its deputies: the units will meet you before they reply.")]
	if state == REPLIED:
		return [_("Its deputy: the reply is there. Please sign for it on your own page.")]
	if state == AWAITING_RATING and not suggestion.result_rating:
		return [
			_("Its deputy: please rate the reply on your own page by {0}.").format(
				formatdate(suggestion.state_due, "yyyy-MM-dd")
			)
		]
	return []


def _unit_names(units: Iterable[str]) -> list[str]:
	return [frappe.get_cached_value("Responsible Unit", unit, "unit_name") for unit in units]

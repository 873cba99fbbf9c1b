"""A deputy's own page: deputies have no desk. One page with the views of `VIEWS`, made for a phone."""

from collections.abc import Callable

import frappe
from frappe import _
from frappe.utils import now_datetime

from deputy_liaison import scope
from deputy_liaison.opinions import deputy_work as work
from deputy_liaison.opinions.merged_tickets import answers_to_tell
from deputy_liaison.opinions.public_page.deputies import choices
from deputy_liaison.paper import as_typed
from deputy_liaison.persons import display_name
from deputy_liaison.short_codes import new_code

no_cache = 1


def get_context(context: frappe._dict) -> None:
	"""What the template shows to the session's user.

	Raises:
		frappe.Redirect: a guest, to the login page.
		frappe.PermissionError: holds no post as deputy today, or asks for a record that is not theirs.
	"""
	if frappe.session.user == "Guest":
		frappe.redirect("/login?redirect-to=/deputy")
	own = work.require_deputy()
	context.person = display_name(frappe.session.user)
	context.title = _("My Received Opinions")
	context.typed = as_typed
	context.view, name = _asked_for()
	VIEWS[context.view](context, own, name)


def _asked_for() -> tuple[str, str]:
	for view in ("ticket", "suggestion", "paper", "opinion"):
		if frappe.form_dict.get(view):
			return view, frappe.form_dict[view]
	return ("suggestions" if frappe.form_dict.get("list") == "suggestions" else "tickets"), ""


def _tickets(context: frappe._dict, own: frozenset[str], name: str) -> None:
	context.tickets = work.received_by(own)
	context.registered = _number_of(frappe.form_dict.get("registered"))
	context.waiting = sum(1 for row in work.suggestions_of(own) if row["waits"] or row["news"])


def _number_of(ticket: str | None) -> str:
	"""The number of a ticket that was just registered, empty where it is not theirs."""
	if not ticket or not scope.covers(None, work.TICKET, ticket):
		return ""
	return frappe.db.get_value(work.TICKET, ticket, "number")


def _suggestions(context: frappe._dict, own: frozenset[str], name: str) -> None:
	context.title = _("My Suggestions")
	context.suggestions = work.suggestions_of(own)


def _ticket(context: frappe._dict, own: frozenset[str], name: str) -> None:
	ticket = work.readable("Opinion Ticket", name)
	context.title = _("Opinion Ticket")
	context.doc = ticket
	context.orders = work.orders_of(ticket.name)
	context.answers = answers_to_tell(ticket)
	context.actions = work.offered(ticket.doctype, ticket.name)
	context.may_rate = not work.why_not_rate_ticket(ticket, own)
	context.may_convert = work.may_convert(ticket)
	context.ratings = work.choices("Opinion Ticket", "deputy_rating")
	context.day = work.day


def _suggestion(context: frappe._dict, own: frozenset[str], name: str) -> None:
	suggestion = work.readable("Deputy Suggestion", name)
	context.title = _("Deputy Suggestion")
	context.doc = suggestion
	context.leads = suggestion.lead_deputy in own
	context.signers = work.signers_of(suggestion)
	context.orders = work.replies_of(work.answered_by(suggestion))
	context.meetings = work.meetings_about(work.answered_by(suggestion))
	context.actions = work.offered(suggestion.doctype, suggestion.name)
	context.course = work.course_of(suggestion.name)
	context.reason = work.reason_of(suggestion, context.course)
	context.news = work.suggestion_notices.unread([suggestion.name]).get(suggestion.name, [])
	context.may_write = context.leads and suggestion.workflow_state in work.WRITING
	context.day = work.day


def _paper(context: frappe._dict, own: frozenset[str], name: str) -> None:
	context.title = _("Write a Suggestion")
	context.congresses = work.congresses_of(own)
	context.doc = work.paper_of(name, own, frappe.form_dict.get("from"))
	context.signers = {body.name: work.possible_signers(body.name, own) for body in context.congresses}
	context.chosen = [row.deputy for row in context.doc.cosigners]
	context.sources = work.choices("Deputy Suggestion", "raised_from")
	context.publicities = work.choices("Deputy Suggestion", "publicity")
	context.repeats = work.choices("Deputy Suggestion", "repeated_for")


def _opinion(context: frappe._dict, own: frozenset[str], name: str) -> None:
	context.title = _("Register What a Voter Said")
	context.stations = work.own_stations(own)
	if not context.stations:
		context.why = work.why_no_station(own)
		return
	settings = frappe.get_cached_doc("Liaison Settings")
	chosen = next((one for one in context.stations if one["name"] == name), context.stations[0])
	context.station = chosen
	context.places = choices(chosen["township"])
	context.channels = [{"value": one, "label": _(one)} for one in work.OWN_CHANNELS]
	context.urgencies = work.choices("Visit Matter", "urgency")
	context.notice = settings.personal_data_notice
	context.longest = settings.matter_length
	context.now = now_datetime().strftime("%Y-%m-%dT%H:%M")
	context.entry = new_code(12)


VIEWS: dict[str, Callable[[frappe._dict, frozenset[str], str], None]] = {
	"tickets": _tickets,
	"suggestions": _suggestions,
	"ticket": _ticket,
	"suggestion": _suggestion,
	"paper": _paper,
	"opinion": _opinion,
}

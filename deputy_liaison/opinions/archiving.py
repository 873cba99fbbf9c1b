"""What a ticket needs before it goes to the archive with the yearly batch (registers.md §0, P21)."""

from collections import defaultdict
from collections.abc import Callable

import frappe
from frappe import _
from frappe.model.document import Document

from deputy_liaison import scope as scopes
from deputy_liaison.link_filters import among
from deputy_liaison.opinions.ticket_states import ORDER_ANSWERED

DOCTYPE, ORDER = "Opinion Ticket", "Dispatch Order"
# how it was closed → fields that must not be empty then
PAPERS = {
	"Channel Named": ("out_of_scope_reason", "channel_office", "notice_given_on"),
	"Accusation Passed On": ("receiving_authority", "forwarded_on", "forward_receipt"),
	"Answered on the Spot": ("answer",),
	"Answer Explained": ("answer",),
	"Posted Publicly": ("posting_photo", "posted_from"),
	"Could Not Be Reached": ("feedback_attempts",),
	"Explained After Review": ("review_decision",),
}


def missing_papers(ticket: Document) -> list[str]:
	"""What the archive would miss of a closed ticket, in words; empty if it is complete."""
	return missing_of([ticket])[ticket.name]


def missing_of_names(names: list[str]) -> dict[str, list[str]]:
	"""As `missing_papers`, of many tickets: name → what each lacks."""
	fields = {field for papers in PAPERS.values() for field in papers} - {"feedback_attempts"}
	tickets = frappe.get_all(DOCTYPE, {"name": ("in", names)}, ["name", "closing_way", *sorted(fields)])
	attempts = frappe.get_all("Feedback Attempt", {"parent": ("in", names)}, pluck="parent", distinct=True)
	for ticket in tickets:
		ticket.feedback_attempts = ticket.name in attempts
	return missing_of(tickets)


def missing_of(tickets: list[Document | frappe._dict]) -> dict[str, list[str]]:
	"""Name → what each lacks, of tickets or of rows with `closing_way` and what it asks for."""
	meta = frappe.get_meta(DOCTYPE)
	names = [ticket.name for ticket in tickets]
	of_orders = missing_of_orders("opinion_ticket", names, lambda _ticket: False)
	untold = _untold(names)
	return {
		ticket.name: [
			_(meta.get_label(field)) for field in PAPERS.get(ticket.closing_way, ()) if not ticket.get(field)
		]
		+ of_orders[ticket.name]
		+ untold[ticket.name]
		for ticket in tickets
	}


def _untold(tickets: list[str]) -> dict[str, list[str]]:
	"""The merged matters whose reporters were not told; those of other stations without their numbers."""
	followers = frappe.get_all(
		DOCTYPE,
		{"main_ticket": among(tickets), "feedback_on": ("is", "not set")},
		["name", "number", "main_ticket"],
		order_by="number",
	)
	seen = scopes.covered(None, DOCTYPE, [one.name for one in followers])
	said = defaultdict(list)
	for one in followers:
		if one.name in seen:
			said[one.main_ticket].append(_("Feedback to the reporter of {0}").format(one.number))
	for main in dict.fromkeys(one.main_ticket for one in followers if one.name not in seen):
		said[main].append(_("Feedback to reporters of other stations"))
	return said


def missing_of_orders(
	link: str, sources: list[str], needs_letter: Callable[[str], bool]
) -> dict[str, list[str]]:
	"""What the archive would miss of the answered orders of tickets or suggestions.

	Args:
		link: the orders' field with their source.
		sources: names of tickets or suggestions.
		needs_letter: whether the sealed letter of a source's reply is kept too.

	Returns:
		Source → what its leading orders lack, in words; a source that lacks nothing gives an empty list.
	"""
	orders = frappe.get_all(
		ORDER,
		{link: among(sources), "unit_role": "Lead", "workflow_state": ("in", ORDER_ANSWERED)},
		[f"{link} as source", "number", "reply", "reply_scan", "entered_on_behalf", "on_behalf_scan"],
		order_by="number",
	)
	lacks = (
		(_("Reply to {0}"), lambda order: not order.reply),
		(
			_("Sealed reply letter of {0}"),
			lambda order: not order.reply_scan and needs_letter(order.source),
		),
		(_("Scan of the slip {0}"), lambda order: order.entered_on_behalf and not order.on_behalf_scan),
	)
	missing = defaultdict(list)
	for text, is_lacking in lacks:
		for order in filter(is_lacking, orders):
			missing[order.source].append(text.format(order.number))
	return missing

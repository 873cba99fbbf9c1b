"""What a suggestion needs before it goes to the archive with the yearly batch (rules.md §3a, D10→D11)."""

import frappe
from frappe import _

from deputy_liaison.opinions.ticket_states import ACCEPTED, REPLIED

# what stands on paper alone → the field that shows that it does, and its value
PAPERS = {
	"paper_scan": ("on_paper", 1),
	"return_slip_scan": ("rating_source", "Paper Slip"),
	"review_decision": ("closing_way", "Explained After Review"),
}


def missing_papers(suggestion: "frappe.model.document.Document") -> list[str]:
	"""What the archive would miss of a closed suggestion, in words; empty if it is complete."""
	missing = [
		_(suggestion.meta.get_label(paper))
		for paper, (field, value) in PAPERS.items()
		if suggestion.get(field) == value and not suggestion.get(paper)
	]
	return missing + _missing_of_orders(suggestion)


def _missing_of_orders(suggestion: "frappe.model.document.Document") -> list[str]:
	orders = frappe.get_all(
		"Dispatch Order",
		{
			"deputy_suggestion": suggestion.name,
			"unit_role": "Lead",
			"workflow_state": ("in", (REPLIED, ACCEPTED)),
		},
		["number", "reply", "reply_scan", "entered_on_behalf", "on_behalf_scan"],
		order_by="number",
	)
	missing = [_("Reply to {0}").format(order.number) for order in orders if not order.reply]
	if not suggestion.for_reference:
		missing += [
			_("Sealed reply letter of {0}").format(order.number) for order in orders if not order.reply_scan
		]
	return missing + [
		_("Scan of the slip {0}").format(order.number)
		for order in orders
		if order.entered_on_behalf and not order.on_behalf_scan
	]

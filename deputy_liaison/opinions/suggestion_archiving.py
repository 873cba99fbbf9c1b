"""What a suggestion needs before it goes to the archive with the yearly batch (rules.md §3a, D10→D11)."""

import frappe
from frappe import _
from frappe.model.document import Document

from deputy_liaison.opinions.archiving import missing_of_orders

DOCTYPE = "Deputy Suggestion"

# what stands on paper alone → the field that shows that it does, and its value
PAPERS = {
	"paper_scan": ("on_paper", 1),
	"return_slip_scan": ("rating_source", "Paper Slip"),
	"review_decision": ("closing_way", "Explained After Review"),
}


def missing_papers(suggestion: Document) -> list[str]:
	"""What the archive would miss of a closed suggestion, in words; empty if it is complete."""
	return missing_of([suggestion])[suggestion.name]


def missing_of_names(names: list[str]) -> dict[str, list[str]]:
	"""As `missing_papers`, of many suggestions: name → what each lacks."""
	fields = ["name", "for_reference", *PAPERS, *(field for field, _value in PAPERS.values())]
	return missing_of(frappe.get_all(DOCTYPE, {"name": ("in", names)}, fields))


def missing_of(suggestions: list[Document | frappe._dict]) -> dict[str, list[str]]:
	"""Name → what each lacks, of suggestions or of rows with the fields of `missing_of_names`."""
	meta = frappe.get_meta(DOCTYPE)
	with_letter = {one.name for one in suggestions if not one.for_reference}
	names = [one.name for one in suggestions]
	of_orders = missing_of_orders("deputy_suggestion", names, with_letter.__contains__)
	return {
		one.name: [
			_(meta.get_label(paper))
			for paper, (field, value) in PAPERS.items()
			if one.get(field) == value and not one.get(paper)
		]
		+ of_orders[one.name]
		for one in suggestions
	}

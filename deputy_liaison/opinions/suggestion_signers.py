"""Whom the reply to a suggestion answers: who signed it, and who signed what was merged into it (重庆 §13)."""

import frappe

from deputy_liaison.opinions.suggestion_states import MERGED

SUGGESTION = "Deputy Suggestion"


def merged_into(suggestion: str) -> list[str]:
	"""The suggestions that are answered by the reply to this one, the first merged first."""
	merged = {"main_suggestion": suggestion, "workflow_state": MERGED}
	return frappe.get_all(SUGGESTION, merged, pluck="name", order_by="creation")


def signers_of(suggestions: list[str]) -> list[str]:
	"""The deputies who signed any of these: of each the lead deputy, then the co-signers; nobody twice."""
	leads = dict(
		frappe.get_all(SUGGESTION, {"name": ("in", suggestions)}, ["name", "lead_deputy"], as_list=True)
	)
	signed = frappe.get_all(
		"Suggestion Cosigner",
		{"parenttype": SUGGESTION, "parent": ("in", suggestions)},
		["parent", "deputy"],
		order_by="idx",
	)
	found = []
	for one in suggestions:
		found += [leads[one], *(row.deputy for row in signed if row.parent == one)]
	return list(dict.fromkeys(found))

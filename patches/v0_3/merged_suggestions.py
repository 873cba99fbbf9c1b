"""What was merged into a suggestion that was itself merged on is answered by the last of them."""

import frappe

from deputy_liaison.opinions.suggestion_states import MERGED

SUGGESTION = "Deputy Suggestion"


def execute() -> None:
	"""Point each merged suggestion at the one whose reply answers it."""
	merged = dict(
		frappe.get_all(
			SUGGESTION, {"workflow_state": MERGED}, ["name", "main_suggestion"], as_list=True, order_by=None
		)
	)
	for name, first in merged.items():
		last = first
		while last in merged:
			last = merged[last]
		if last != first:
			frappe.db.set_value(SUGGESTION, name, "main_suggestion", last, update_modified=False)

"""A mandate has states now; those entered before counted at once, and go on counting."""

import frappe

from deputy_liaison.deputies import standing
from deputy_liaison.deputies.legal import confirming_body


def execute() -> None:
	"""Put the mandates without a state in office; what follows for the deputies is written anew."""
	unsaid = {"workflow_state": ("is", "not set")}
	for level in frappe.get_all("Deputy Mandate", unsaid, pluck="congress_level", distinct=True):
		frappe.db.set_value(
			"Deputy Mandate",
			{**unsaid, "congress_level": level},
			{"workflow_state": standing.ACTIVE, "confirmed_by": confirming_body(level)},
			update_modified=False,
		)
	standing.refresh()

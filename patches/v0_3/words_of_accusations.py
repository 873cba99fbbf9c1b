"""What was marked as an accusation before is hidden as wholly as what is marked today."""

import frappe

from deputy_liaison.opinions.accusations import WORDS, forget_traces, mark_followers, seal
from deputy_liaison.opinions.merged_tickets import followers_of

TICKET = "Opinion Ticket"


def execute() -> None:
	"""Move the words that stayed, take back their traces, and mark what was merged into an accusation."""
	for name in frappe.get_all(TICKET, {"restriction": (">", 0)}, pluck="name"):
		ticket = frappe.get_doc(TICKET, name)
		seal(ticket)
		hidden = {field: ticket.get(field) for field in WORDS}
		frappe.db.set_value(TICKET, name, hidden, update_modified=False)
		forget_traces(ticket)
		if frappe.db.exists(TICKET, {"name": ("in", followers_of(name) or [""]), "restriction": 0}):
			mark_followers(ticket)

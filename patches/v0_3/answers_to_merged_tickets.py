"""A merged ticket knows since when there is an answer that its reporter was not told."""

import frappe

from deputy_liaison.opinions.merged_tickets import let_tell
from deputy_liaison.opinions.ticket_states import ANSWER_STANDS

TICKET = "Opinion Ticket"


def execute() -> None:
	"""From the upgrade on the limit runs for those who still wait."""
	mains = frappe.get_all(TICKET, {"main_ticket": ("is", "set")}, pluck="main_ticket", distinct=True)
	for name in frappe.get_all(
		TICKET, {"name": ("in", mains or [""]), "workflow_state": ("in", ANSWER_STANDS)}, pluck="name"
	):
		let_tell(frappe.get_doc(TICKET, name))

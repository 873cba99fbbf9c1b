"""A deputy's own page: deputies have no desk."""

import frappe
from frappe import _
from frappe.utils import formatdate

from deputy_liaison import scope
from deputy_liaison.persons import display_name

no_cache = 1
SHOWN = 100


def get_context(context: frappe._dict) -> None:
	"""What the template shows to the session's user.

	Raises:
		frappe.Redirect: a guest, to the login page.
		frappe.PermissionError: holds no post as deputy today.
	"""
	if frappe.session.user == "Guest":
		frappe.redirect("/login?redirect-to=/deputy")
	deputies = [post.deputy for post in scope.posts() if post.post == scope.DEPUTY_ROLE and post.deputy]
	if not deputies:
		frappe.throw(_("This page is for deputies who hold a post."), frappe.PermissionError)
	context.title = _("My Received Opinions")
	context.person = display_name(frappe.session.user)
	context.tickets = received_by(deputies)


def received_by(deputies: list[str]) -> list[dict]:
	"""The tickets of matters that these deputies received, newest first, as far as the user may read them.

	Args:
		deputies: names of the Deputy records; a person's other posts would show more.
	"""
	tickets = frappe.get_list(
		"Opinion Ticket",
		filters=[["Receiving Deputy", "deputy", "in", deputies]],
		fields=["number", "subject", "workflow_state", "due_date", "received_on", "creation"],
		order_by="`tabOpinion Ticket`.received_on desc, `tabOpinion Ticket`.creation desc",
		distinct=True,
		limit=SHOWN,
	)
	return [
		{
			"number": ticket.number,
			"subject": ticket.subject,
			"state": _(ticket.workflow_state),
			"received_on": formatdate(ticket.received_on, "yyyy-MM-dd"),
			"due_date": formatdate(ticket.due_date, "yyyy-MM-dd") if ticket.due_date else "",
		}
		for ticket in tickets
	]

"""Holders of a Staff Post get the roles of their posts and nothing that came along unasked."""

import frappe
from frappe.model.document import Document

UNASKED = "System Manager"


def note_roles(user: Document, method: str | None = None) -> None:
	"""Hook `before_validate` of User: whether somebody chose the role for this account."""
	user.flags.chosen_system_manager = UNASKED in [row.role for row in user.roles]


def refuse_unasked_system_manager(user: Document, method: str | None = None) -> None:
	"""Hook `validate` of User, after the stock one.

	Frappe makes the next account that is saved a System Manager if the site has none but Administrator.
	On a county's site that would be a liaison officer who changes a profile.
	"""
	if user.flags.chosen_system_manager or not frappe.db.exists("Staff Post", {"user": user.name}):
		return
	user.set("roles", [row for row in user.roles if row.role != UNASKED])

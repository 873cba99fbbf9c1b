"""Posts know the place they belong to, whatever they are bound to: the township's chair sees them by it."""

import frappe

from deputy_liaison.liaison_network.doctype.staff_post.staff_post import place_of


def execute() -> None:
	"""Fill in the place of every post that has none."""
	for name in frappe.get_all("Staff Post", {"place": ("is", "not set")}, pluck="name"):
		post = frappe.get_doc("Staff Post", name)
		post.db_set("place", place_of(post), update_modified=False)

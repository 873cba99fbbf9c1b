"""The books of suggestions say in their head from which number to which they go, as all others do."""

import frappe

BEFORE, NOW = "共{件数}件", "{编号}"


def execute() -> None:
	"""Change the head that was shipped; one that a county wrote itself stays."""
	for name in frappe.get_all(
		"Register Definition", {"code": ("in", ("R6", "R13")), "head_right": BEFORE}, pluck="name"
	):
		frappe.db.set_value("Register Definition", name, "head_right", NOW, update_modified=False)

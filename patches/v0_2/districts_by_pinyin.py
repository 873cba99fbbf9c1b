"""Electoral districts are found by pinyin as other places are."""

import frappe

from deputy_liaison.finding import search_key


def execute() -> None:
	"""Write what the districts are found by that were entered before."""
	for name, district_name in frappe.get_all(
		"Electoral District", {"search_key": ("is", "not set")}, ["name", "district_name"], as_list=True
	):
		frappe.db.set_value(
			"Electoral District", name, "search_key", search_key(district_name), update_modified=False
		)

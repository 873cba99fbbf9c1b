"""Every station has a code of its public page."""

import frappe

from deputy_liaison.liaison_network.public_page import new_station_code


def execute() -> None:
	"""Give one to the stations that were entered before there was one."""
	for name in frappe.get_all("Liaison Station", {"public_code": ("is", "not set")}, pluck="name"):
		frappe.db.set_value("Liaison Station", name, "public_code", new_station_code(), update_modified=False)

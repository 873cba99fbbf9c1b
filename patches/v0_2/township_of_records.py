"""Visits, orders and lines of the log know their township, as tickets do: its posts see them by it."""

from collections import defaultdict

import frappe


def execute() -> None:
	"""Fill in the township of every record that has none, from its place."""
	places = defaultdict(list)
	for place in frappe.get_all("Jurisdiction", fields=["name", "township"]):
		places[place.township or place.name].append(place.name)
	for doctype in ("Constituent Visit", "Dispatch Order", "Handling Log", "Opinion Ticket"):
		rows = frappe.qb.DocType(doctype)
		for township, within in places.items():
			(
				frappe.qb.update(rows)
				.set(rows.township, township)
				.where(rows.jurisdiction.isin(within) & rows.township.isnull())
				.run()
			)

"""Who holds which office in stations today, of many stations in one query."""

from collections import defaultdict

import frappe
from frappe.utils import getdate

ROW = "Station Officeholder"


def in_office_today(stations: list[str]) -> dict[str, dict[str, list[str]]]:
	"""Station → office → names of those who hold it today; the stations are those the reader may see."""
	table = frappe.qb.DocType(ROW)
	today = getdate()
	rows = (
		frappe.qb.from_(table)
		.select(table.parent, table.office, table.person_name)
		.where((table.parenttype == "Liaison Station") & table.parent.isin(stations or [""]))
		.where(table.from_date.isnull() | (table.from_date <= today))
		.where(table.to_date.isnull() | (table.to_date >= today))
		.orderby(table.idx)
		.run(as_dict=True)
	)
	found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
	for row in rows:
		found[row.parent][row.office].append(row.person_name)
	return found

"""A placed deputy may look after several grid cells; there was one column before."""

from collections.abc import Iterable

import frappe


def execute() -> None:
	"""Move the one grid cell of each placement into its list; a site made new has no such column."""
	if not frappe.db.has_column("Station Placement", "grid_cell"):
		return
	placements = frappe.qb.DocType("Station Placement")
	list_cells(
		frappe.qb.from_(placements)
		.select(placements.name, placements.grid_cell)
		.where(placements.grid_cell.isnotnull() & (placements.grid_cell != ""))
		.run()
	)


def list_cells(pairs: Iterable[tuple[str, str]]) -> None:
	"""Enter the grid cell of each placement in its list, unless the list was begun already."""
	for name, cell in pairs:
		if frappe.db.exists("Placement Grid Cell", {"parent": name}):
			continue
		placement = frappe.get_doc("Station Placement", name)
		placement.append("grid_cells", {"grid_cell": cell}).db_insert()
		words = frappe.db.get_value("Grid Cell", cell, "grid_name")
		frappe.db.set_value("Station Placement", name, "grid_cell_names", words, update_modified=False)

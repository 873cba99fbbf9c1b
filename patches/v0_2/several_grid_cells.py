"""A placed deputy may look after several grid cells; there was one column before."""

import frappe


def execute() -> None:
	"""Move the one grid cell of each placement into its list."""
	if not frappe.db.has_column("Station Placement", "grid_cell"):
		return
	placements = frappe.qb.DocType("Station Placement")
	for name, cell in (
		frappe.qb.from_(placements)
		.select(placements.name, placements.grid_cell)
		.where(placements.grid_cell.isnotnull() & (placements.grid_cell != ""))
		.run()
	):
		if frappe.db.exists("Placement Grid Cell", {"parent": name}):
			continue
		placement = frappe.get_doc("Station Placement", name)
		placement.append("grid_cells", {"grid_cell": cell}).db_insert()
		words = frappe.db.get_value("Grid Cell", cell, "grid_name")
		frappe.db.set_value("Station Placement", name, "grid_cell_names", words, update_modified=False)

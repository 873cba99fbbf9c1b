"""No line of a heading breaks in the visit book, and the ledger of deputies has more people on a page."""

import frappe

# code → widths as they were shipped and as they are now, from left to right
WIDTHS = {
	"R3": (
		"14.2 18 12.5 22.5 7.5 38.4 11 7.5 11.6 11.6 16.5 18.4 23.6 18 15.4 9",
		"13.8 17.4 11.8 21.5 8.2 37.3 10.6 8.2 11.4 11.4 16 17.6 22.6 17.4 14.8 9",
	),
	"R9": (
		"7 10.2 7.4 13 10 13 13 15 13 8.5 10.6 15.2 15.2 9.8 14.5 13 17 14 13 7.2 7.4",
		"7.1 10.1 7.4 13 9.8 13 13 14.4 13 8.5 10.2 15.3 15.3 10 16.6 13.8 17.1 13.8 13 7.2 7.4",
	),
}
# heading and contents of columns as they were shipped → as they are now
COLUMNS = {
	("代表小组\n联络站\n网格", "代表小组, 联络站, 网格"): ("代表小组\n联络站", "代表小组, 联络站"),
	("任职类别", "任职类别"): ("网格\n任职类别", "网格, 任职类别"),
}


def execute() -> None:
	"""Change the books whose widths are as they were shipped; those that a county arranged itself stay."""
	for code, (before, now) in WIDTHS.items():
		columns = frappe.get_all(
			"Register Column",
			{"parent": frappe.db.get_value("Register Definition", {"code": code})},
			["name", "heading", "source_field", "width"],
			order_by="idx asc",
		)
		if " ".join(f"{column.width:g}" for column in columns) != before:
			continue
		said = [(column.heading, column.source_field) for column in columns]
		# what one of them hands over the other takes
		if COLUMNS.keys() <= set(said):
			said = [COLUMNS.get(one, one) for one in said]
		for column, width, (heading, contents) in zip(columns, now.split(), said, strict=True):
			values = {"heading": heading, "source_field": contents, "width": float(width)}
			frappe.db.set_value("Register Column", column.name, values, update_modified=False)

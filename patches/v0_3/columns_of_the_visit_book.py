"""The visit book says whom several people chose to speak for them, and who agreed to a posting (registers.md, R3)."""

import frappe

# heading and contents as they were shipped → as they are now
COLUMNS = {
	("反映人\n姓名\n性别\n年龄", "反映人姓名, 性别年龄"): (
		"反映人\n姓名\n性别\n年龄\n推选\n代表",
		"反映人姓名, 性别年龄, 推选代表",
	),
	("保密\n匿名", "保密匿名"): ("保密\n匿名\n同意\n公示", "保密匿名, 同意公示"),
}


def execute() -> None:
	"""Change the columns that are as they were shipped; those that a county arranged itself stay."""
	register = frappe.db.get_value("Register Definition", {"code": "R3"})
	for column in frappe.get_all(
		"Register Column", {"parent": register}, ["name", "heading", "source_field"]
	):
		if now := COLUMNS.get((column.heading, column.source_field)):
			heading, contents = now
			frappe.db.set_value(
				"Register Column",
				column.name,
				{"heading": heading, "source_field": contents},
				update_modified=False,
			)

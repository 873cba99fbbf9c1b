"""Inserting many records of a kind at once.

One after the other, a county's deputies and grid cells take a minute: Frappe asks for links, permissions,
workflow actions and open pages each time. Here each record is still judged by its controller's `validate`;
left out is what needs no asking: the links were made a moment ago, who loads the demo owns the site. What
a controller does after saving is done by the caller, once for all. `tests/test_demo_county.py` holds rows
made here against rows that went through `insert`.
"""

from collections import defaultdict

import frappe
from frappe.model.document import Document

STAMPS = ("owner", "creation", "modified", "modified_by")


def insert_together(docs: list[Document], at: str | None = None) -> list[str]:
	"""Validate and insert new documents with their rows; their names, in the same order.

	Args:
		docs: of one DocType, made by `frappe.new_doc`, which gives the defaults.
		at: when they were made, if not now.
	"""
	tables = defaultdict(list)
	for doc in docs:
		doc.set_user_and_timestamp()
		if at:
			doc.creation = doc.modified = at
		doc.set_new_name()
		doc.set_parent_in_children()
		doc.run_method("validate")
		for row in (doc, *doc.get_all_children()):
			if not row.name:
				row.set_new_name()
			row.update({stamp: doc.get(stamp) for stamp in STAMPS})
			tables[row.doctype].append(row.get_valid_dict(convert_dates_to_str=True))
	for doctype, rows in tables.items():
		insert_rows(doctype, rows)
	return [doc.name for doc in docs]


def insert_rows(doctype: str, rows: list[dict]) -> None:
	"""Insert rows of one DocType that all have the same columns."""
	columns = list(rows[0])
	frappe.db.bulk_insert(doctype, columns, [tuple(row[column] for column in columns) for row in rows])

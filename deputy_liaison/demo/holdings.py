"""What a site holds of the app: records beyond the catalogues that every site is given."""

import frappe
from frappe import _

from deputy_liaison.setup.catalogues import CATALOGUES
from deputy_liaison.setup.shipped import shipped

APP = "deputy_liaison"


def doctypes(with_rows: bool = True) -> list[str]:
	"""The app's DocTypes that are tables.

	Args:
		with_rows: child tables, too.
	"""
	modules = frappe.get_all("Module Def", {"app_name": APP}, pluck="name")
	filters = {"module": ("in", modules), "issingle": 0, "is_virtual": 0}
	return frappe.get_all(
		"DocType", filters if with_rows else {**filters, "istable": 0}, pluck="name", order_by="name"
	)


def counts() -> dict[str, int]:
	"""DocType → how many records it has, of those that have any."""
	return {doctype: count for doctype in doctypes(with_rows=False) if (count := frappe.db.count(doctype))}


def beyond_catalogues() -> dict[str, int]:
	"""DocType → how many records there are that no catalogue brought."""
	found = counts()
	for file, keys in CATALOGUES.items():
		records = shipped("catalogue", file)
		doctype = records[0]["doctype"]
		if doctype in found:
			known = {tuple(str(record[key]) for key in keys) for record in records}
			rows = frappe.get_all(doctype, fields=list(keys))
			found[doctype] = sum(tuple(str(row[key]) for key in keys) not in known for row in rows)
	return {doctype: count for doctype, count in found.items() if count}


def in_words(held: dict[str, int]) -> str:
	"""Names and numbers, e.g. 行政区域 14、代表 437."""
	return _(", ").join(f"{_(doctype)} {count}" for doctype, count in held.items())

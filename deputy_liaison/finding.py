"""People and places are found by typing Chinese, pinyin or pinyin initials in any link field."""

import frappe
from frappe.utils import cint, cstr
from pypinyin import Style, lazy_pinyin

TITLES = {
	"Deputy": "deputy_name",
	"Electoral District": "district_name",
	"Grid Cell": "grid_name",
	"Jurisdiction": "jurisdiction_name",
	"Liaison Station": "station_name",
	"Opinion Category": "category_name",
	"Responsible Unit": "unit_name",
}


def search_key(*texts: str | None) -> str:
	"""What a record is found by: `李春华` → `李春华 lichunhua lch`. At most 255 characters."""
	keys = []
	for text in filter(None, texts):
		keys += [
			text,
			"".join(lazy_pinyin(text)).lower(),
			"".join(lazy_pinyin(text, style=Style.FIRST_LETTER)).lower(),
		]
	return " ".join(dict.fromkeys(keys))[:255]


@frappe.whitelist(methods=["GET", "POST"])
@frappe.validate_and_sanitize_search_inputs
def search(
	doctype: str,
	txt: str,
	searchfield: str,
	start: int,
	page_len: int,
	filters: dict | list | None,
	as_dict: bool = False,
	reference_doctype: str | None = None,
) -> list:
	"""Hook `standard_queries`: rows (name, title) whose Chinese, pinyin or initials contain `txt`.

	Goes through ``frappe.get_list``, so only what the user may read is found.
	"""
	if doctype not in TITLES:
		raise frappe.PermissionError
	meta = frappe.get_meta(doctype)
	conditions = _listed(doctype, filters)
	if meta.has_field("disabled"):
		conditions.append([doctype, "disabled", "=", 0])
	if txt := cstr(txt).strip().lower():
		conditions.append(
			[doctype, "search_key" if meta.has_field("search_key") else TITLES[doctype], "like", f"%{txt}%"]
		)
	rows = frappe.get_list(
		doctype,
		filters=conditions,
		fields=["name", TITLES[doctype]],
		limit_start=cint(start),
		limit_page_length=cint(page_len) or 20,
		order_by=f"{meta.sort_field} {meta.sort_order}",
		as_list=not as_dict,
	)
	return rows if as_dict else [list(row) for row in rows]


def _listed(doctype: str, filters: dict | list | None) -> list:
	if isinstance(filters, dict):
		return [
			[doctype, field, *(value if isinstance(value, list | tuple) else ("=", value))]
			for field, value in filters.items()
		]
	return list(filters or [])

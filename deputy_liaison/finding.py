"""People and places are found by typing Chinese, pinyin or pinyin initials in any link field."""

import frappe
from frappe.desk import search as stock
from frappe.utils import cint, cstr
from pypinyin import Style, lazy_pinyin

# DocType → its title and what tells two of one name apart
TITLES = {
	"Deputy": ("deputy_name", "levels", "station.station_name"),
	"Deputy Group": ("group_name",),
	"Electoral District": ("district_name",),
	"Congress Session": ("session_title", "congress_body.body_name"),
	"Congress Term": ("term_title", "congress_body.body_name"),
	"Delegation": ("delegation_name", "term.term_title"),
	"Grid Cell": ("grid_name", "code"),
	"Jurisdiction": ("jurisdiction_name", "full_name"),
	"Liaison Station": ("station_name",),
	"Opinion Category": ("category_name",),
	"Responsible Unit": ("unit_name",),
	"Result Class": ("result_label",),
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
	"""Hook `standard_queries`: rows (name, title, details) whose Chinese, pinyin or initials contain `txt`.

	Goes through ``frappe.get_list``, so only what the user may read is found.
	"""
	if doctype not in frappe.get_hooks("scoped"):
		raise frappe.PermissionError
	meta = frappe.get_meta(doctype)
	title, *details = TITLES.get(doctype) or (meta.title_field or "name", *meta.get_search_fields())
	conditions = _listed(doctype, filters)
	if meta.has_field("disabled"):
		conditions.append([doctype, "disabled", "=", 0])
	if meta.has_field("merged_into"):
		conditions.append([doctype, "merged_into", "is", "not set"])
	if txt := cstr(txt).strip().lower():
		conditions.append(
			[doctype, "search_key" if meta.has_field("search_key") else title, "like", f"%{txt}%"]
		)
	rows = frappe.get_list(
		doctype,
		filters=conditions,
		fields=list(dict.fromkeys(["name", title, *details])),
		limit_start=cint(start),
		limit_page_length=cint(page_len) or 20,
		order_by=f"{meta.sort_field} {meta.sort_order}",
		as_list=not as_dict,
	)
	return rows if as_dict else [list(row) for row in rows]


@frappe.whitelist(methods=["GET", "POST"])
def search_link(
	doctype: str,
	txt: str,
	query: str | None = None,
	filters: str | dict | list | None = None,
	page_length: int = 10,
	searchfield: str | None = None,
	reference_doctype: str | None = None,
	ignore_user_permissions: bool = False,
) -> list[dict] | None:
	"""Override of the stock method: for our records the details alone stand under the title.

	The stock method puts the record's name there, which is a meaningless hash to its reader.
	"""
	found = stock.search_link(
		doctype,
		txt,
		query=query,
		filters=filters,
		page_length=page_length,
		searchfield=searchfield,
		reference_doctype=reference_doctype,
		ignore_user_permissions=ignore_user_permissions,
	)
	if doctype in frappe.get_hooks("scoped"):
		# early builds of 15 answer through the response instead of returning
		for row in frappe.response.get("results", []) if found is None else found:
			row["description"] = row["description"].removeprefix(row["value"]).removeprefix(", ")
	return found


def _listed(doctype: str, filters: dict | list | None) -> list:
	if isinstance(filters, dict):
		return [
			[doctype, field, *(value if isinstance(value, list | tuple) else ("=", value))]
			for field, value in filters.items()
		]
	return list(filters or [])

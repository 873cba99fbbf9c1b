"""Catalogues that a county tunes: created if missing, changed later only by a patch."""

import frappe

from deputy_liaison.setup.shipped import shipped

# file → the field by which a record is recognised
CATALOGUES = {
	"list_view_settings.json": "name",
	"opinion_category.json": "category_name",
	"result_class.json": "code",
	"register_definition.json": "code",
}


def create_missing_catalogues() -> None:
	"""Insert what is missing of the shipped categories, result classes, definitions, list columns, settings."""
	for file, key in CATALOGUES.items():
		for record in shipped("catalogue", file):
			if not frappe.db.exists(record["doctype"], {key: record[key]}):
				_insert(record)
	_fill_settings(shipped("catalogue", "liaison_settings.json"))


def _insert(record: dict) -> None:
	if parent := record.get("parent_category"):
		record["parent_category"] = frappe.db.get_value("Opinion Category", {"category_name": parent})
	frappe.get_doc(record).insert(ignore_permissions=True)  # install and migrate: no user acts


def _fill_settings(record: dict) -> None:
	settings = frappe.get_doc("Liaison Settings")
	known = {(row.limit_key, row.congress_level) for row in settings.time_limits}
	missing = [row for row in record["time_limits"] if (row["limit_key"], row["congress_level"]) not in known]
	if not missing:
		return
	for row in missing:
		settings.append("time_limits", row)
	for field in ("matter_length", "personal_data_notice", "retention_years"):
		settings.set(field, settings.get(field) or record[field])
	settings.save(ignore_permissions=True)  # install and migrate: no user acts

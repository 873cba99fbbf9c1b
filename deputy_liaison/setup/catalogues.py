"""Catalogues that a county tunes: created if missing, changed later only by a patch."""

import frappe

from deputy_liaison.setup.shipped import shipped

# file → the fields by which a record is recognised
CATALOGUES = {
	"assessment_scheme.json": ("scheme_name",),
	"list_view_settings.json": ("name",),
	"opinion_category.json": ("category_name",),
	"result_class.json": ("code",),
	"register_definition.json": ("code",),
	"station_rule.json": ("rule_set", "rule_title"),
	"station_standard.json": ("standard_name",),
}
# filled in while empty
SETTINGS = (
	"matter_length",
	"personal_data_notice",
	"retention_years",
	"most_liaison_officers",
	"yearly_funding_minimum",
	"yellow_days",
	"orange_days",
	"reminders_before_bulletin",
	"public_page",
	"entries_per_station",
	"entries_per_address",
	"look_ups_per_code",
	"look_ups_per_address",
	"suggestion_meetings_guard",
	"ticket_meetings_guard",
	"suggestion_withdrawal",
	"suggestion_limit_from",
)


def create_missing_catalogues() -> None:
	"""Insert what is missing of the shipped categories, definitions, rules, list columns, settings and so on."""
	for file, keys in CATALOGUES.items():
		for record in shipped("catalogue", file):
			if not frappe.db.exists(record["doctype"], {key: record[key] for key in keys}):
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
	stored = frappe.db.get_singles_dict("Liaison Settings")
	unset = [field for field in SETTINGS if stored.get(field) in (None, "")]
	if not missing and not unset:
		return
	for row in missing:
		settings.append("time_limits", row)
	for field in unset:
		settings.set(field, record[field])
	settings.save(ignore_permissions=True)  # install and migrate: no user acts

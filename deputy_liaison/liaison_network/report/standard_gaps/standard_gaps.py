from collections import Counter

import frappe
from frappe import _
from frappe.query_builder.functions import Count

from deputy_liaison.liaison_network.doctype.standard_check.standard_check import NOT_MET, standard_title
from deputy_liaison.liaison_network.stations_in_reach import stations_in_reach

CHECK = "Standard Check"


def execute(filters: dict | None = None) -> tuple:
	"""What each station within the reader's posts lacks of a standard, by its latest check.

	Args:
		filters: standard (none: the one checked most), jurisdiction, only_gaps.

	Returns:
		columns, rows, message, chart (stations by missing item), summary.
	"""
	filters = frappe._dict(filters or {})
	standard = filters.standard or usual_standard()
	if not standard:
		return columns(), [], None, _chart(Counter()), []
	stations = stations_in_reach(filters.jurisdiction, status="In Operation")
	checks = latest_checks(standard, [station.name for station in stations])
	rows = [_row(station, checks.get(station.name)) for station in stations]
	missing = _missing([check.name for check in checks.values()])
	shown = [row for row in rows if row["outcome"] != "Standard Met"] if filters.only_gaps else rows
	for row in shown:
		row["outcome"] = _(row["outcome"])
	message = frappe.utils.escape_html(standard_title(standard))
	return columns(), shown, message, _chart(missing), _summary(rows, checks)


def columns() -> list[dict]:
	"""The report's columns; station and outcome open their records (standard_gaps.js)."""
	return [
		{"fieldname": "township_name", "label": _("Own Township"), "fieldtype": "Data", "width": 110},
		{"fieldname": "station_name", "label": _("Station Name"), "fieldtype": "Data", "width": 220},
		{"fieldname": "outcome", "label": _("Check Outcome"), "fieldtype": "Data", "width": 90},
		{"fieldname": "items_met", "label": _("Items Met"), "fieldtype": "Int", "width": 90},
		{"fieldname": "items_total", "label": _("Items in All"), "fieldtype": "Int", "width": 90},
		{"fieldname": "gaps", "label": _("Gap List"), "fieldtype": "Data", "width": 420},
		{"fieldname": "checked_on", "label": _("Checked On"), "fieldtype": "Date", "width": 110},
		{"fieldname": "checked_by", "label": _("Checked By"), "fieldtype": "Data", "width": 100},
	]


def outcomes() -> list[str]:
	"""Check outcome of each station within the reader's posts that is in operation, as the report counts them."""
	standard = usual_standard()
	if not standard:
		return []
	stations = stations_in_reach(status="In Operation")
	checks = latest_checks(standard, [station.name for station in stations])
	return [_row(station, checks.get(station.name))["outcome"] for station in stations]


def usual_standard() -> str | None:
	"""The standard that most checks are made against; None where there is none."""
	check = frappe.qb.DocType(CHECK)
	standard = frappe.qb.DocType("Station Standard")
	found = (
		frappe.qb.from_(standard)
		.left_join(check)
		.on(check.standard == standard.name)
		.select(standard.name)
		.where(standard.disabled == 0)
		.groupby(standard.name, standard.standard_name)
		.orderby(Count(check.name), order=frappe.qb.desc)
		.orderby(standard.standard_name)
		.limit(1)
		.run(pluck=True)
	)
	return found[0] if found else None


def latest_checks(standard: str, stations: list[str]) -> dict[str, dict]:
	"""Station → its latest check against `standard`; the stations are those within the reader's posts."""
	rows = frappe.get_all(
		CHECK,
		filters={"standard": standard, "station": ("in", stations or [""])},
		fields=[
			"name",
			"station",
			"checked_on",
			"checked_by",
			"items_met",
			"items_total",
			"check_outcome",
			"gaps",
		],
		order_by="checked_on asc, creation asc",
	)
	return {row.station: row for row in rows}


def _row(station: dict, check: dict | None) -> dict:
	row = {**station, "outcome": "Never Checked", "gaps": ""}
	if check:
		row |= {
			"check": check.name,
			"outcome": check.check_outcome,
			"gaps": (check.gaps or "").replace("\n", "；"),
			**{key: check[key] for key in ("items_met", "items_total", "checked_on", "checked_by")},
		}
	return row


def _missing(checks: list[str]) -> Counter:
	"""Item → how many of these checks found it missing."""
	return Counter(
		frappe.get_all(
			"Standard Check Item",
			filters={"parenttype": CHECK, "parent": ("in", checks or [""]), "result": NOT_MET},
			pluck="item_title",
		)
	)


def _chart(missing: Counter) -> dict:
	if not missing:
		# the workspace's chart says that there is none; without any it would draw the rows
		return {"type": "bar", "data": {}}
	labels, values = zip(*missing.most_common(), strict=True)
	return {
		"type": "bar",
		"data": {
			"labels": list(labels),
			"datasets": [{"name": _("Stations Without It"), "values": list(values)}],
		},
	}


def _summary(rows: list[dict], checks: dict) -> list[dict]:
	conforming = sum(check.check_outcome == "Standard Met" for check in checks.values())
	gaps = sum(check.check_outcome == "Standard Not Met" for check in checks.values())
	unfinished = len(checks) - conforming - gaps
	return [
		{"label": _("Stations in Operation"), "value": len(rows), "datatype": "Int"},
		{"label": _("Never Checked"), "value": len(rows) - len(checks), "datatype": "Int"},
		{"label": _("Check Unfinished"), "value": unfinished, "datatype": "Int"},
		{"label": _("Standard Met"), "value": conforming, "datatype": "Int", "indicator": "Green"},
		{"label": _("Standard Not Met"), "value": gaps, "datatype": "Int", "indicator": "Red"},
	]

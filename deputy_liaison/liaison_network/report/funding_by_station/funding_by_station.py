from collections import defaultdict

import frappe
from frappe import _
from frappe.utils import cint, getdate

from deputy_liaison import scope
from deputy_liaison.liaison_network.stations_in_reach import stations_in_reach

COUNTY_BUDGET = "County Budget"


def execute(filters: dict | None = None) -> tuple:
	"""Funding of a year by station and source, and the county's budget against its yearly minimum (seed S0-02).

	Args:
		filters: funding_year (none: this year), jurisdiction.

	Returns:
		columns, rows within the reader's posts, message, chart (yuan by source), summary.
	"""
	filters = frappe._dict(filters or {})
	year = cint(filters.funding_year) or getdate().year
	stations = {station.name: station for station in stations_in_reach(filters.jurisdiction)}
	rows = [
		{**stations[row.parent], **row, "source": _(row.source), "source_key": row.source}
		for row in _entries(list(stations), year)
	]
	order = {name: position for position, name in enumerate(stations)}
	rows.sort(key=lambda row: order[row["parent"]])
	sources: dict[str, float] = defaultdict(float)
	for row in rows:
		sources[row["source_key"]] += row["amount"]
	return columns(), rows, None, _chart(sources), _summary(rows, sources, filters)


def _entries(stations: list[str], year: int) -> list:
	return frappe.get_all(
		"Station Funding",
		filters={"parenttype": "Liaison Station", "parent": ("in", stations or [""]), "funding_year": year},
		fields=["parent", "source", "amount", "spent", "used_for"],
		order_by="idx",
	)


def _chart(sources: dict[str, float]) -> dict:
	if not sources:
		# the workspace's chart says that there is none; without any it would draw the rows
		return {"type": "bar", "data": {}}
	return {
		"type": "bar",
		"data": {
			"labels": [_(source) for source in sources],
			"datasets": [{"name": _("Funding Amount"), "values": list(sources.values())}],
		},
	}


def _summary(rows: list[dict], sources: dict[str, float], filters: dict) -> list[dict]:
	summary = [
		{"label": _("Funding Amount"), "value": sum(row["amount"] for row in rows), "datatype": "Float"},
		{"label": _("Funding Spent"), "value": sum(row["spent"] or 0 for row in rows), "datatype": "Float"},
	]
	# the minimum is the whole county's, so it is held against the whole county's figure alone
	if any(post.post in scope.COUNTY_ROLES for post in scope.posts()) and not filters.jurisdiction:
		least = frappe.get_cached_doc("Liaison Settings").yearly_funding_minimum or 0
		budget = sources.get(COUNTY_BUDGET, 0)
		summary += [
			{
				"label": _(COUNTY_BUDGET),
				"value": budget,
				"datatype": "Float",
				"indicator": "Green" if budget >= least else "Red",
			},
			{"label": _("Least Yearly Funding of the County"), "value": least, "datatype": "Float"},
		]
	return summary


def columns() -> list[dict]:
	"""The report's columns; the station opens its record (funding_by_station.js)."""
	return [
		{"fieldname": "township_name", "label": _("Own Township"), "fieldtype": "Data", "width": 120},
		{"fieldname": "station_name", "label": _("Station Name"), "fieldtype": "Data", "width": 260},
		{"fieldname": "source", "label": _("Funding Source"), "fieldtype": "Data", "width": 140},
		{
			"fieldname": "amount",
			"label": _("Funding Amount"),
			"fieldtype": "Float",
			"precision": 2,
			"width": 130,
		},
		{
			"fieldname": "spent",
			"label": _("Funding Spent"),
			"fieldtype": "Float",
			"precision": 2,
			"width": 130,
		},
		{"fieldname": "used_for", "label": _("Funding Used For"), "fieldtype": "Data", "width": 260},
	]

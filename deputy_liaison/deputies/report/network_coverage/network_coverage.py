from collections import defaultdict

import frappe
from frappe import _
from frappe.query_builder.functions import Count
from frappe.utils import getdate

from deputy_liaison import scope
from deputy_liaison.deputies.standing import HELD
from deputy_liaison.link_filters import among
from deputy_liaison.shares import Rate, as_text, shown

HOME, TOWNSHIP_TIER = "Deputies Home", "Township Level"
KIOSK = "Touch Kiosk"
# column → who gives the room to a station that is no home of the township (seed S3-01)
HOSTS = {
	"in_villages": "Village House",
	"in_communities": "Community Office",
	"in_enterprises": "Enterprise or Institution",
}
# rules.md §5: 覆盖率 of homes and of stations, 进站率 of deputies (persons)
RATES = {
	"home_coverage_rate": Rate("home_coverage_rate", ("towns_with_home",), ("towns",)),
	"village_coverage_rate": Rate("village_coverage_rate", ("covered_villages",), ("villages",)),
	"placement_rate": Rate("placement_rate", ("placed",), ("deputies",)),
}
# those that a single township has
OF_TOWNSHIPS = ("village_coverage_rate", "placement_rate")


def execute(filters: dict | None = None) -> tuple:
	"""How far the network reaches: homes, stations, villages, grid cells and deputies of each township.

	A county's wish is a home in every township, a station in every village, a deputy in every grid cell and
	a station for every deputy (seeds S0-03, S1-01, S1-03). Townships outside the reader's posts are left out.

	Args:
		filters: only_gaps: townships where something is missing.

	Returns:
		columns, rows, message, chart (stations by township), summary.
	"""
	filters = frappe._dict(filters or {})
	townships = scope.townships_in_reach()
	rows = [_row(township, counts) for township, counts in zip(townships, _counted(townships), strict=True)]
	shown = [row for row in rows if row["gaps"]] if filters.only_gaps else rows
	return columns(), shown, None, _chart(rows), _summary(rows)


def columns() -> list[dict]:
	"""The report's columns: persons and mandates never stand in one (rules.md §6)."""
	count = {"fieldtype": "Int", "width": 90}
	return [
		{"fieldname": "township_name", "label": _("Own Township"), "fieldtype": "Data", "width": 120},
		{"fieldname": "homes", "label": _("Homes of the Township"), **count, "width": 130},
		{"fieldname": "stations", "label": _("Other Stations"), **count},
		{"fieldname": "in_villages", "label": _("Of These: in Village Houses"), **count, "width": 110},
		{"fieldname": "in_communities", "label": _("Of These: in Communities"), **count, "width": 110},
		{"fieldname": "in_enterprises", "label": _("Of These: in Enterprises"), **count, "width": 150},
		{"fieldname": "wechat_groups", "label": _("Stations With a WeChat Group"), **count, "width": 110},
		{"fieldname": "kiosks", "label": _("Stations With a Touch Kiosk"), **count, "width": 140},
		{"fieldname": "villages", "label": _("Villages and Communities"), **count},
		{"fieldname": "covered_villages", "label": _("With a Station"), **count},
		_rate_column("village_coverage_rate"),
		{"fieldname": "cells", "label": _("Grid Cells in All"), **count},
		{"fieldname": "covered_cells", "label": _("With a Deputy"), **count},
		{"fieldname": "deputies", "label": _("Deputies (Persons)"), **count},
		{"fieldname": "mandates", "label": _("Mandates in Force"), **count},
		{"fieldname": "unplaced", "label": _("Unplaced Deputies"), **count},
		_rate_column("placement_rate"),
		{"fieldname": "gaps", "label": _("What Is Missing"), "fieldtype": "Data", "width": 420},
	]


def _labels() -> dict[str, str]:
	return {
		"home_coverage_rate": _("Coverage Rate of Homes"),
		"village_coverage_rate": _("Coverage Rate of Villages"),
		"placement_rate": _("Placement Rate"),
	}


def _rate_column(key: str) -> dict:
	label = f"{_labels()[key]}（%）"
	return {"fieldname": key, "label": label, "fieldtype": "Float", "precision": 2, "width": 150}


def _counted(townships: list[dict]) -> list[dict]:
	places = frappe.get_all(
		"Jurisdiction",
		{"township": among(town.name for town in townships), "valid_to": ("is", "not set")},
		["name", "jurisdiction_name", "township"],
		order_by="lft",
	)
	township_of = {place.name: place.township for place in places}
	stations = _by_township(
		"Liaison Station",
		["station_type", "station_level", "host_type", "wechat_group_name"],
		township_of,
		status="In Operation",
	)
	with_kiosk = _stations_with_kiosk()
	cells = _by_township("Grid Cell", [], township_of, valid_to=("is", "not set"))
	deputies = _by_township("Deputy", ["station"], township_of, credential_status="Active Credentials")
	with_deputy = _cells_with_deputy()
	mandates = _mandates([one.name for of_town in deputies.values() for one in of_town])
	counted = []
	for town in townships:
		villages = [place for place in places if place.township == town.name != place.name]
		served = {station.jurisdiction for station in stations[town.name]}
		homes = [
			one
			for one in stations[town.name]
			if (one.station_type, one.station_level) == (HOME, TOWNSHIP_TIER)
		]
		counted.append(
			{
				"homes": len(homes),
				"stations": len(stations[town.name]) - len(homes),
				**{
					column: sum(one.host_type == host for one in stations[town.name] if one not in homes)
					for column, host in HOSTS.items()
				},
				"wechat_groups": sum(bool(one.wechat_group_name) for one in stations[town.name]),
				"kiosks": sum(one.name in with_kiosk for one in stations[town.name]),
				"villages": len(villages),
				"uncovered": [place.jurisdiction_name for place in villages if place.name not in served],
				"cells": len(cells[town.name]),
				"covered_cells": sum(cell.name in with_deputy for cell in cells[town.name]),
				"deputies": len(deputies[town.name]),
				"mandates": sum(mandates.get(one.name, 0) for one in deputies[town.name]),
				"unplaced": sum(not one.station for one in deputies[town.name]),
			}
		)
	return counted


def _by_township(
	doctype: str, fields: list[str], township_of: dict[str, str], **filters
) -> dict[str, list[dict]]:
	"""Township → records there. The townships are those in the reader's reach."""
	found = defaultdict(list)
	for one in frappe.get_all(
		doctype,
		{"jurisdiction": among(township_of), **filters},
		["name", "jurisdiction", *fields],
	):
		found[township_of[one.jurisdiction]].append(one)
	return found


def _stations_with_kiosk() -> set[str]:
	"""Stations that have a touch kiosk which is not written off (seed S0-17: one to a station)."""
	return set(
		frappe.get_all(
			"Station Asset",
			{"parenttype": "Liaison Station", "asset_kind": KIOSK, "condition": ("!=", "Written Off")},
			pluck="parent",
			distinct=True,
		)
	)


def _cells_with_deputy() -> set[str]:
	cells, placements = frappe.qb.DocType("Placement Grid Cell"), frappe.qb.DocType("Station Placement")
	deputies = frappe.qb.DocType("Deputy")
	today = getdate()
	return set(
		frappe.qb.from_(cells)
		.inner_join(placements)
		.on(placements.name == cells.parent)
		.inner_join(deputies)
		.on(deputies.name == placements.deputy)
		.select(cells.grid_cell)
		.distinct()
		.where((placements.from_date <= today) & (deputies.credential_status == "Active Credentials"))
		.where(placements.to_date.isnull() | (placements.to_date >= today))
		.run(pluck=True)
	)


def _mandates(deputies: list[str]) -> dict[str, int]:
	"""Deputy → confirmed mandates held today."""
	mandates = frappe.qb.DocType("Deputy Mandate")
	today = getdate()
	return dict(
		frappe.qb.from_(mandates)
		.select(mandates.deputy, Count(mandates.name))
		.where(mandates.deputy.isin(deputies or [""]) & mandates.workflow_state.isin(HELD))
		.where((mandates.from_date <= today) & (mandates.to_date.isnull() | (mandates.to_date >= today)))
		.groupby(mandates.deputy)
		.run()
	)


def _row(township: dict, counts: dict) -> dict:
	uncovered = counts.pop("uncovered")
	bare_cells = counts["cells"] - counts["covered_cells"]
	gaps = [
		words
		for missing, words in (
			(not counts["homes"], _("no home of the township")),
			(uncovered, _("villages without a station: {0}").format(_(", ").join(uncovered))),
			(bare_cells, _("{0} grid cells without a deputy").format(bare_cells)),
			(counts["unplaced"], _("{0} deputies without a station").format(counts["unplaced"])),
		)
		if missing
	]
	counts["covered_villages"] = counts["villages"] - len(uncovered)
	counts["placed"] = counts["deputies"] - counts["unplaced"]
	return {
		"township": township.name,
		"township_name": township.jurisdiction_name,
		**counts,
		**{key: shown(RATES[key].of(counts)) for key in OF_TOWNSHIPS},
		"gaps": "；".join(gaps),
	}


def _chart(rows: list[dict]) -> dict:
	if len(rows) < 2:
		# one bar tells nothing; without any the workspace's chart would draw the rows
		return {"type": "bar", "data": {}}
	return {
		"type": "bar",
		"data": {
			"labels": [row["township_name"] for row in rows],
			"datasets": [
				{"name": _("Homes of the Township"), "values": [row["homes"] for row in rows]},
				{"name": _("Other Stations"), "values": [row["stations"] for row in rows]},
			],
		},
		"barOptions": {"stacked": 1},
	}


def figures(rows: list[dict]) -> dict[str, str | int]:
	"""What the rows add up to: homes, villages and cells as “covered / all”, unplaced as a number."""

	def total(field: str) -> int:
		return sum(row[field] for row in rows)

	return {
		"homes": f"{sum(bool(row['homes']) for row in rows)} / {len(rows)}",
		"villages": f"{total('covered_villages')} / {total('villages')}",
		"cells": f"{total('covered_cells')} / {total('cells')}",
		"unplaced": total("unplaced"),
	}


def rates(rows: list[dict]) -> dict[str, float | None]:
	"""The rates of all rows together, in per cent, None of nothing."""
	counts = {
		"towns": len(rows),
		"towns_with_home": sum(bool(row["homes"]) for row in rows),
		**{
			field: sum(row[field] for row in rows)
			for field in ("villages", "covered_villages", "deputies", "placed")
		},
	}
	return {key: rate.of(counts) for key, rate in RATES.items()}


def _summary(rows: list[dict]) -> list[dict]:
	found = figures(rows)

	def of(label: str, key: str) -> dict:
		covered, _slash, whole = found[key].partition(" / ")
		return {
			"label": label,
			"value": found[key],
			"indicator": "Green" if covered == whole else "Orange",
		}

	return [
		{
			"label": _("Homes and Stations"),
			"value": sum(row["homes"] + row["stations"] for row in rows),
			"datatype": "Int",
		},
		of(_("Townships With a Home"), "homes"),
		of(_("Villages With a Station"), "villages"),
		of(_("Grid Cells With a Deputy"), "cells"),
		{
			"label": _("Unplaced Deputies"),
			"value": found["unplaced"],
			"datatype": "Int",
			"indicator": "Red" if found["unplaced"] else "Green",
		},
		*(
			{
				"label": _labels()[key],
				"value": as_text(value),
				"indicator": "Green" if value == 100 else "Orange",
			}
			for key, value in rates(rows).items()
		),
	]

import frappe
from frappe import _
from frappe.utils import cint

from deputy_liaison import scope
from deputy_liaison.liaison_network.station_scores import LOCKED, PUBLISHED, SCORED

ASSESSMENT = "Station Assessment"
RANKED = (SCORED, PUBLISHED, LOCKED)
# who may know ranks: the county, and each township's own chair (rules.md §8)
RANK_ROLES = frozenset(
	{"Liaison Administrator", "County Deputy Affairs Officer", "County Approver", "Township Chair"}
)


def execute(filters: dict | None = None) -> tuple[list[dict], list[dict]]:
	"""Ranks of a round by the county's total. A chair sees the own stations with their rank in the county.

	Args:
		filters: assessment_year (none: the latest round with scores of the county).

	Returns:
		columns, rows in the order of rank; equal totals share a rank.
	"""
	year = cint((filters or {}).get("assessment_year")) or latest_year()
	scored = frappe.get_all(
		ASSESSMENT,
		{"assessment_year": year, "workflow_state": ("in", RANKED)},
		["name", "subject", "station", "township", "county_total", "bonus", "grade", "workflow_state"],
		order_by="county_total desc, subject asc",
	)
	own = scope.covered(None, ASSESSMENT, [row.name for row in scored], RANK_ROLES)
	towns = dict(
		frappe.get_all("Jurisdiction", fields=["name", "jurisdiction_name"], as_list=True) if scored else ()
	)
	stations = dict(
		frappe.get_all("Liaison Station", fields=["name", "station_name"], as_list=True) if scored else ()
	)
	rows = []
	rank = 0
	for position, row in enumerate(scored, 1):
		if position == 1 or row.county_total != scored[position - 2].county_total:
			rank = position
		if row.name in own:
			row |= {
				"rank": _("Rank {0} of {1}").format(rank, len(scored)),
				"township_name": towns.get(row.township),
				"station_name": stations.get(row.station),
				"grade": _(row.grade),
				"workflow_state": _(row.workflow_state),
			}
			rows.append(row)
	return columns(), rows


def latest_year() -> int:
	"""Year of the latest round that the county has begun to score, 0 before the first."""
	scored = {"workflow_state": ("in", RANKED)}
	return frappe.db.get_value(ASSESSMENT, scored, "assessment_year", order_by="assessment_year desc") or 0


def columns() -> list[dict]:
	"""The report's columns; the station opens its assessment (assessment_ranking.js)."""
	return [
		{"fieldname": "rank", "label": _("County Rank"), "fieldtype": "Data", "width": 160},
		{"fieldname": "township_name", "label": _("Own Township"), "fieldtype": "Data", "width": 120},
		{"fieldname": "station_name", "label": _("Station Name"), "fieldtype": "Data", "width": 260},
		{
			"fieldname": "county_total",
			"label": _("County Total"),
			"fieldtype": "Float",
			"precision": 2,
			"width": 130,
		},
		{
			"fieldname": "bonus",
			"label": _("Bonus Points"),
			"fieldtype": "Float",
			"precision": 1,
			"width": 90,
		},
		{"fieldname": "grade", "label": _("Assessment Grade"), "fieldtype": "Data", "width": 110},
		{"fieldname": "workflow_state", "label": _("Assessment State"), "fieldtype": "Data", "width": 120},
	]

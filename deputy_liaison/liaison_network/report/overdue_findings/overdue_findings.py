import frappe
from frappe import _
from frappe.utils import getdate
from pypika.terms import PseudoColumn

from deputy_liaison import scope
from deputy_liaison.liaison_network.doctype.station_inspection.station_inspection import PASSED

INSPECTION = "Station Inspection"


def execute(filters: dict | None = None) -> tuple[list[dict], list[dict]]:
	"""Findings whose deadline is over, within the reader's posts, the oldest first.

	Args:
		filters: all_open (those still in time as well), jurisdiction.
	"""
	filters = frappe._dict(filters or {})
	condition = scope.criterion(None, INSPECTION)
	if condition == scope.DENY:
		return columns(), []
	inspection = frappe.qb.DocType(INSPECTION)
	finding = frappe.qb.DocType("Inspection Finding")
	station = frappe.qb.DocType("Liaison Station")
	query = (
		frappe.qb.from_(finding)
		.inner_join(inspection)
		.on((inspection.name == finding.parent) & (finding.parenttype == INSPECTION))
		.inner_join(station)
		.on(station.name == inspection.station)
		.select(
			inspection.name,
			inspection.inspected_on,
			inspection.inspectors,
			station.station_name,
			finding.item,
			finding.finding,
			finding.due_date,
			finding.finding_status,
			finding.rechecks_failed,
		)
		.where(finding.finding_status != PASSED)
		.orderby(finding.due_date, station.station_name, finding.idx)
	)
	if not filters.all_open:
		query = query.where(finding.due_date < getdate())
	if filters.jurisdiction:
		query = query.where(inspection.jurisdiction.isin(scope.subtree(filters.jurisdiction) or ("",)))
	if condition:
		# the criterion's own text, made of escaped literals; it takes no condition after it
		query = query.where(PseudoColumn(f"({condition})"))
	today = getdate()
	return columns(), [
		{
			**row,
			"finding_status": _(row.finding_status),
			"days_overdue": max((today - row.due_date).days, 0),
		}
		for row in query.run(as_dict=True)
	]


def columns() -> list[dict]:
	"""The report's columns; the station opens its inspection (overdue_findings.js)."""
	return [
		{"fieldname": "station_name", "label": _("Station Name"), "fieldtype": "Data", "width": 220},
		{"fieldname": "finding", "label": _("Finding"), "fieldtype": "Data", "width": 280},
		{"fieldname": "item", "label": _("Criterion or Standard Item"), "fieldtype": "Data", "width": 180},
		{"fieldname": "due_date", "label": _("Rectify Until"), "fieldtype": "Date", "width": 110},
		{"fieldname": "days_overdue", "label": _("Days Overdue"), "fieldtype": "Int", "width": 90},
		{"fieldname": "finding_status", "label": _("Finding Status"), "fieldtype": "Data", "width": 120},
		{
			"fieldname": "rechecks_failed",
			"label": _("Rechecks Not Passed"),
			"fieldtype": "Int",
			"width": 110,
		},
		{"fieldname": "inspected_on", "label": _("Inspected On"), "fieldtype": "Date", "width": 110},
		{"fieldname": "inspectors", "label": _("Inspectors"), "fieldtype": "Data", "width": 160},
	]

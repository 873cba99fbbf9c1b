import frappe
from frappe import _
from frappe.utils import cint

from deputy_liaison import scope
from deputy_liaison.liaison_network.station_scores import LOCKED, PUBLISHED


def execute(filters: dict | None = None) -> tuple[list[dict], list[dict]]:
	"""The published grades of a round in the order of the station list: no totals, no ranks (rules.md §8).

	Args:
		filters: assessment_year (none: the latest round with published grades).

	Returns:
		columns, rows: to every holder of a post the whole county's, as they hang on the board.
	"""
	if not scope.posts() and frappe.session.user != "Administrator":
		return columns(), []
	assessment = frappe.qb.DocType("Station Assessment")
	station = frappe.qb.DocType("Liaison Station")
	place = frappe.qb.DocType("Jurisdiction").as_("place")
	town = frappe.qb.DocType("Jurisdiction").as_("town")
	query = (
		frappe.qb.from_(assessment)
		.inner_join(station)
		.on(station.name == assessment.station)
		.left_join(place)
		.on(place.name == assessment.jurisdiction)
		.left_join(town)
		.on(town.name == assessment.township)
		.select(
			town.jurisdiction_name.as_("township_name"),
			station.station_name,
			assessment.assessment_year,
			assessment.grade,
			assessment.published_on,
		)
		.where(assessment.workflow_state.isin((PUBLISHED, LOCKED)))
		.orderby(assessment.assessment_year, order=frappe.qb.desc)
		.orderby(town.lft, place.lft, station.station_name)
	)
	if year := cint((filters or {}).get("assessment_year")):
		query = query.where(assessment.assessment_year == year)
	rows = query.run(as_dict=True)
	latest = rows[0].assessment_year if rows else 0
	return columns(), [{**row, "grade": _(row.grade)} for row in rows if row.assessment_year == latest]


def columns() -> list[dict]:
	"""The report's columns."""
	return [
		{"fieldname": "township_name", "label": _("Own Township"), "fieldtype": "Data", "width": 140},
		{"fieldname": "station_name", "label": _("Station Name"), "fieldtype": "Data", "width": 300},
		{"fieldname": "grade", "label": _("Assessment Grade"), "fieldtype": "Data", "width": 120},
		{"fieldname": "published_on", "label": _("Grades Published On"), "fieldtype": "Date", "width": 130},
	]

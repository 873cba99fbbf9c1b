"""Values of the 站、室考评打分表 (P12), for its template."""

import frappe
from frappe.model.document import Document

from deputy_liaison.liaison_network.station_scores import (
	COUNTY,
	REVIEW,
	SELF,
	STAGES,
	criteria_of,
	effective,
	entered,
	scores_of,
)
from deputy_liaison.paper import as_typed, day, stored, zh


def station_score_sheet(assessment: Document) -> frappe._dict:
	"""What the sheet says; the template's method (hook `jinja`).

	Args:
		assessment: a Station Assessment that the user may read.

	Raises:
		frappe.PermissionError: the user may not read it.
	"""
	assessment = stored("Station Assessment", assessment)
	scheme = frappe.get_cached_doc("Assessment Scheme", assessment.scheme)
	rows = scores_of([assessment.name])[assessment.name]
	criteria = criteria_of(assessment.scheme)
	modules = [criterion.module for criterion in criteria]
	lines = []
	for position, criterion in enumerate(criteria):
		row = rows.get(criterion.criterion_no)
		begins = position == 0 or modules[position - 1] != criterion.module
		lines.append(
			{
				"module": criterion.module if begins else "",
				"span": modules.count(criterion.module) if begins else 0,
				"number": criterion.criterion_no,
				"criterion": as_typed(criterion.criterion),
				"points": f"{criterion.points:g}",
				"reasons": as_typed(_reasons(row)),
				"evidence": as_typed(criterion.evidence),
				"self_score": _figure(effective(row, SELF)),
				"review_score": _figure(effective(row, REVIEW)) if assessment.review_closed_by else "",
				"county_score": _figure(effective(row, COUNTY)) if assessment.county_closed_by else "",
			}
		)
	return frappe._dict(
		title=scheme.scheme_name,
		station=frappe.db.get_value("Liaison Station", assessment.station, "station_name"),
		year=assessment.assessment_year,
		rows=lines,
		total_points=f"{scheme.total_points:g}",
		self_total=_figure(assessment.self_total) if assessment.self_closed_by else "",
		review_total=_figure(assessment.review_total) if assessment.review_closed_by else "",
		county_total=_figure(assessment.county_total) if assessment.county_closed_by else "",
		bonus=f"{assessment.bonus:g}" if assessment.bonus else "",
		bonus_reason=as_typed(assessment.bonus_reason),
		grade=zh(assessment.grade),
		published_on=day(assessment.published_on),
	)


def _figure(score: float | None) -> str:
	return "" if score is None else f"{score:g}"


def _reasons(row: dict | None) -> str:
	if not row:
		return ""
	return "；".join(
		row[stage.of("reason")]
		for stage in STAGES
		if entered(row, stage) is not None and row[stage.of("reason")]
	)

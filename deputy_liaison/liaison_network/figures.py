"""Figures of the reports for the cards of the workspaces: the same rows, so that the two never disagree."""

import frappe

from deputy_liaison import scope
from deputy_liaison.liaison_network.report.funding_by_station import funding_by_station
from deputy_liaison.liaison_network.report.overdue_findings import overdue_findings
from deputy_liaison.liaison_network.report.standard_gaps import standard_gaps

# the unit of budgets
TEN_THOUSAND = 10_000


def check_report(report: str) -> None:
	"""Refuse whoever may not open the report whose figure is asked for.

	Raises:
		frappe.PermissionError: no role of the user's may open it.
	"""
	if not frappe.get_cached_doc("Report", report).is_permitted():
		scope.refuse_out_of_scope()


@frappe.whitelist(methods=["GET", "POST"])
def funding_of_this_year(filters: str | dict | list | None = None) -> str:
	"""This year's county budget for the reader's stations in 10,000 yuan; to the county beside its minimum (S0-02)."""
	check_report("Funding by Station")
	_columns, rows, *_rest = funding_by_station.execute()
	budget = sum(row["amount"] for row in rows if row["source_key"] == funding_by_station.COUNTY_BUDGET)
	if not any(post.post in scope.COUNTY_ROLES for post in scope.posts()):
		return f"{budget / TEN_THOUSAND:g}"
	least = frappe.get_cached_doc("Liaison Settings").yearly_funding_minimum or 0
	return f"{budget / TEN_THOUSAND:g} / {least / TEN_THOUSAND:g}"


@frappe.whitelist(methods=["GET", "POST"])
def stations_meeting_the_standard(filters: str | dict | list | None = None) -> str:
	"""Stations whose latest check found nothing missing, of those in operation within the reader's posts."""
	outcomes = _outcomes()
	return f"{outcomes.count('Standard Met')} / {len(outcomes)}"


@frappe.whitelist(methods=["GET", "POST"])
def stations_with_gaps(filters: str | dict | list | None = None) -> int:
	"""Stations whose latest check found something missing."""
	return _outcomes().count("Standard Not Met")


def _outcomes() -> list[str]:
	check_report("Standard Gaps")
	return standard_gaps.outcomes()


@frappe.whitelist(methods=["GET", "POST"])
def findings_overdue(filters: str | dict | list | None = None) -> int:
	"""Findings of inspections whose deadline is over, within the reader's posts."""
	check_report("Overdue Findings")
	return len(overdue_findings.execute()[1])

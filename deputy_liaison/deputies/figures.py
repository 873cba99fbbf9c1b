"""Figures of the network's coverage for the cards of the workspaces, made by its report."""

import frappe

from deputy_liaison.deputies.report.network_coverage import network_coverage
from deputy_liaison.liaison_network.figures import check_report


@frappe.whitelist(methods=["GET", "POST"])
def townships_with_a_home(filters: str | dict | list | None = None) -> str:
	"""Townships of the reader's that have a home, of all of them (seed S0-03)."""
	return _covered()["homes"]


@frappe.whitelist(methods=["GET", "POST"])
def villages_with_a_station(filters: str | dict | list | None = None) -> str:
	"""Villages and communities with a station, of all in the reader's townships (seed S1-01)."""
	return _covered()["villages"]


@frappe.whitelist(methods=["GET", "POST"])
def grid_cells_with_a_deputy(filters: str | dict | list | None = None) -> str:
	"""Grid cells that a deputy in office serves, of all in the reader's townships (seed S1-03)."""
	return _covered()["cells"]


@frappe.whitelist(methods=["GET", "POST"])
def unplaced_deputies(filters: str | dict | list | None = None) -> int:
	"""Deputies in office without a station in the reader's townships."""
	return _covered()["unplaced"]


def _covered() -> dict:
	check_report("Network Coverage")
	_columns, rows, *_rest = network_coverage.execute()
	return network_coverage.figures(rows)

"""Which stations a report is about: those within its reader's posts, not all that may be looked up."""

import frappe
from pypika.terms import PseudoColumn

from deputy_liaison import scope

STATION = "Liaison Station"


def stations_in_reach(jurisdiction: str | None = None, **filters: str) -> list[dict]:
	"""Stations that the user's posts cover, in the order of townships and names.

	Args:
		jurisdiction: only those in this place and below it.
		filters: columns of Liaison Station with the value they must have.

	Returns:
		name, station_name, jurisdiction, township_name of each. Stations are an open catalogue for who looks
		one up; a report that adds figures to them shows a township's clerk the own township.
	"""
	condition = scope.condition_of(STATION, list(scope.posts()))
	if frappe.session.user == "Administrator":
		condition = ""
	if condition == scope.DENY:
		return []
	table = frappe.qb.DocType(STATION)
	place = frappe.qb.DocType("Jurisdiction").as_("place")
	town = frappe.qb.DocType("Jurisdiction").as_("town")
	query = (
		frappe.qb.from_(table)
		.left_join(place)
		.on(place.name == table.jurisdiction)
		.left_join(town)
		.on(town.name == place.township)
		.select(
			table.name,
			table.station_name,
			table.jurisdiction,
			town.name.as_("township"),
			town.jurisdiction_name.as_("township_name"),
		)
		.orderby(town.lft, place.lft, table.station_name)
	)
	if jurisdiction:
		query = query.where(table.jurisdiction.isin(scope.subtree(jurisdiction) or ("",)))
	for column, value in filters.items():
		query = query.where(table[column] == value)
	if condition:
		# the criterion's own text, made of escaped literals; it takes no condition after it
		query = query.where(PseudoColumn(f"({condition})"))
	return query.run(as_dict=True)


@frappe.whitelist(methods=["GET", "POST"])
def own_stations() -> list[str]:
	"""Names of the stations in operation that the user's posts cover, for forms that ask for one."""
	return [station.name for station in stations_in_reach(status="In Operation")]

"""Values of the 人大代表信息公示 on a station's wall, for its template."""

import frappe
from frappe.model.document import Document
from frappe.utils import getdate

from deputy_liaison import scope
from deputy_liaison.deputies import standing
from deputy_liaison.deputies.print_format.deputy_contact_card.deputy_contact_card import photos_of, seats_of
from deputy_liaison.liaison_network.officeholders import in_office_today
from deputy_liaison.paper import as_typed, stored, zh

STATION = "Liaison Station"
NAMED = ("Station Head", "Liaison Officer")


def deputies_on_the_wall(station: Document) -> frappe._dict:
	"""What the sheet says; the template's method (hook `jinja`).

	Deputies are public figures: face, mandates and districts hang on the wall. A deputy's own telephone
	stands there only with his or her consent, and neither points nor duties do.

	Args:
		station: a Liaison Station that the user may read.

	Returns:
		Texts of the station, and its deputies in office today in order of placement.

	Raises:
		frappe.PermissionError: the user may not read the station.
	"""
	station = stored(STATION, station)
	body = frappe.db.get_value(
		"Congress Body", {"jurisdiction": scope.township_of(station.jurisdiction)}, "body_name"
	)
	holders = in_office_today([station.name])[station.name]
	texts = {
		"body": body,
		"station": station.station_name,
		"reception": station.reception_pattern,
		"phone": station.phone,
		"address": station.address,
	}
	return frappe._dict(
		{key: as_typed(text) for key, text in texts.items()},
		deputies=_described(_serving(station.name)),
		offices=[
			(zh(office), as_typed("、".join(holders[office]))) for office in NAMED if holders.get(office)
		],
	)


def _serving(station: str) -> list[str]:
	"""Deputies placed in the station today who hold office, the longest there first.

	A placement goes on when a mandate is suspended or ends: the wall shows who receives voters now.
	"""
	today = getdate()
	table = frappe.qb.DocType("Station Placement")
	placed = (
		frappe.qb.from_(table)
		.select(table.deputy)
		.where((table.station == station) & (table.from_date <= today))
		.where(table.to_date.isnull() | (table.to_date >= today))
		.orderby(table.from_date)
		.orderby(table.creation)
		.run(pluck=True)
	)
	serving = standing.in_office(placed, today)
	return [deputy for deputy in dict.fromkeys(placed) if deputy in serving]


def _described(names: list[str]) -> list[dict[str, str]]:
	"""What is public of these deputies, in their order."""
	# who may hang up the station's sheet was checked above
	known = {
		deputy.name: deputy
		for deputy in frappe.get_all(
			"Deputy", {"name": ("in", names)}, ["name", "deputy_name", "mobile", "phone_public", "photo"]
		)
	}
	seats, photos = seats_of(names), photos_of(known.values())
	described = []
	for name in names:
		deputy = known[name]
		phone = deputy.mobile if deputy.phone_public else ""
		texts = {"name": deputy.deputy_name, "phone": phone, **seats[name]}
		described.append(
			{**{key: as_typed(text) for key, text in texts.items()}, "photo": photos.get(name, "")}
		)
	return described

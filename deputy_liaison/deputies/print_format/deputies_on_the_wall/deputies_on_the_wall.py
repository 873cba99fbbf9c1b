"""Values of the 人大代表信息公示 on a station's wall, for its template."""

import frappe
from frappe.model.document import Document
from frappe.utils import getdate

from deputy_liaison import scope
from deputy_liaison.deputies.print_format.deputy_contact_card.deputy_contact_card import offices_of, photo_of
from deputy_liaison.liaison_network.officeholders import in_office_today
from deputy_liaison.paper import as_typed, zh

STATION = "Liaison Station"
NAMED = ("Station Head", "Liaison Officer")


def deputies_on_the_wall(station: Document) -> frappe._dict:
	"""What the sheet says; the template's method (hook `jinja`).

	Deputies are public figures: face, mandates and districts hang on the wall. A deputy's own telephone
	stands there only with his or her consent, and neither points nor duties do.

	Args:
		station: a Liaison Station that the user may read.

	Returns:
		Texts of the station, and its deputies of today in order of placement.

	Raises:
		frappe.PermissionError: the user may not read the station.
	"""
	# the desk prints what a client sends: the stored record counts
	station = frappe.get_doc(STATION, station.name)
	station.check_permission("read")
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
		deputies=[_described(name) for name in _placed(station.name)],
		offices=[
			(zh(office), as_typed("、".join(holders[office]))) for office in NAMED if holders.get(office)
		],
	)


def _placed(station: str) -> list[str]:
	"""Deputies placed in the station today, the longest there first."""
	today = getdate()
	table = frappe.qb.DocType("Station Placement")
	return (
		frappe.qb.from_(table)
		.select(table.deputy)
		.where((table.station == station) & (table.from_date <= today))
		.where(table.to_date.isnull() | (table.to_date >= today))
		.orderby(table.from_date)
		.orderby(table.creation)
		.run(pluck=True)
	)


def _described(name: str) -> dict[str, str]:
	# who may hang up the station's sheet was checked above; it shows what is public of a deputy
	deputy = frappe.get_doc("Deputy", name)
	texts = {
		"name": deputy.deputy_name,
		"phone": deputy.mobile if deputy.phone_public else "",
		**offices_of(name),
	}
	return {**{key: as_typed(text) for key, text in texts.items()}, "photo": photo_of(deputy)}

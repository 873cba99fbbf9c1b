"""Reforms of stations (阵地调整): each one action that says what it touches and does it whole or not at all.

Merging is `merging.py`. What was written before keeps what was true then.
"""

import frappe
from frappe import _
from frappe.utils import cstr, flt, getdate

from deputy_liaison.liaison_network import merging
from deputy_liaison.liaison_network.merging import STATION
from deputy_liaison.scope import township_of
from deputy_liaison.state_machine import write_log

MOVED_EVENT = "Station Moved"


@frappe.whitelist(methods=["POST"])
def move_station(
	name: str,
	from_day: str,
	address: str,
	document: str,
	jurisdiction: str | None = None,
	latitude: float | str | None = None,
	longitude: float | str | None = None,
	cost: float | str | None = None,
) -> dict:
	"""Move a station to other rooms, within its township; its posts, deputies and open matters go with it.

	Args:
		name: the station.
		from_day: first day at the new place; not in the future.
		address: the new one.
		document: what it was decided by.
		jurisdiction: the village or community of the new place; none: as before.
		latitude, longitude: of the new place; none: to be marked anew, for the old ones are wrong now.
		cost: of the move, in yuan.

	Returns:
		jurisdiction and address of the station as they stand now.

	Raises:
		frappe.PermissionError: the user is no Liaison Administrator.
		frappe.ValidationError: it has ended, or the place lies in another township.
	"""
	station = merging.record(STATION, name)
	day, address, document = getdate(from_day), cstr(address).strip(), cstr(document).strip()
	place = jurisdiction or station.jurisdiction
	_check_move(station, day, address, document, place)
	left = station.address or frappe.db.get_value("Jurisdiction", station.jurisdiction, "full_name")
	station.update(
		{
			"jurisdiction": place,
			"address": address,
			"latitude": flt(latitude, 6),
			"longitude": flt(longitude, 6),
		}
	)
	told = _("moved here from {0}, {1}").format(left, document)
	station.append(
		"history",
		{"event_kind": MOVED_EVENT, "event_on": day, "cost": flt(cost), "note": told[:140]},
	)
	station.flags.by_reform = True
	station.save()
	write_log(station, "Move Station", event="Handling Event", note=told)
	return {"jurisdiction": station.jurisdiction, "address": station.address}


def _check_move(station, day, address: str, document: str, place: str) -> None:
	if station.merged_into or station.valid_to:
		frappe.throw(_("{0} has ended already.").format(frappe.bold(station.get_title())))
	for value, label in ((address, _("New Address")), (document, _("Reform Document"))):
		if not value:
			frappe.throw(_("Please fill in: {0}").format(frappe.bold(label)), frappe.MandatoryError)
	if day > getdate():
		frappe.throw(_("{0} must not be in the future.").format(frappe.bold(_("Moved From"))))
	if township_of(place) != township_of(station.jurisdiction):
		frappe.throw(
			_(
				"{0} lies in another township. Close this station and found another one there: its numbers and records stay with the township."
			).format(frappe.bold(frappe.db.get_value("Jurisdiction", place, "jurisdiction_name")))
		)
	if frappe.db.get_value("Jurisdiction", place, "merged_into"):
		frappe.throw(
			_("{0} has ended already.").format(
				frappe.bold(frappe.db.get_value("Jurisdiction", place, "jurisdiction_name"))
			)
		)

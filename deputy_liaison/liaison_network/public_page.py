"""The page for voters that a notice's QR code opens: its address, and who switches it on and off.

It is on where county, township and station have it on; each switch belongs to its own people.
"""

import frappe
from frappe.utils import cint, get_url

from deputy_liaison import scope
from deputy_liaison.short_codes import new_code, plain_code
from deputy_liaison.state_machine import write_log

STATION = "Liaison Station"
BODY = "Congress Body"
CODE_LENGTH = 8
# whose switch it is; the county's own is a field of Liaison Settings
SWITCHED_BY = {
	STATION: frozenset({"Station Liaison Officer", "Township Clerk", "Liaison Administrator"}),
	BODY: frozenset({"Township Clerk", "Township Chair", "Liaison Administrator"}),
}


def new_station_code() -> str:
	"""A station's random public code: the address on its notice gives away no internal name."""
	return new_code(CODE_LENGTH)


def address_of(public_code: str) -> str:
	"""What a station's QR code says."""
	return get_url(f"/station/{public_code}")


def station_of(public_code: str | None) -> frappe._dict | None:
	"""What everybody may know of the station with this code; None for none, or one that is closed down."""
	code = plain_code(public_code)
	if len(code) != CODE_LENGTH:
		return None
	station = frappe.db.get_value(
		STATION,
		{"public_code": code, "merged_into": ("is", "not set"), "status": ("!=", "Closed Down")},
		[
			"name",
			"public_code",
			"station_name",
			"phone",
			"address",
			"reception_pattern",
			"jurisdiction",
			"public_page",
		],
		as_dict=True,
	)
	if station:
		station.township = scope.township_of(station.jurisdiction)
		station.township_name = frappe.get_cached_value("Jurisdiction", station.township, "jurisdiction_name")
		station.is_on = bool(station.public_page) and is_on_in(station.township)
	return station


def is_on_in(township: str | None = None) -> bool:
	"""Whether county and township have the page on; without a township, whether the county has."""
	if not cint(frappe.db.get_single_value("Liaison Settings", "public_page")):
		return False
	if not township:
		return True
	off = frappe.db.exists(BODY, {"jurisdiction": township, "public_page": 0})
	return not off


@frappe.whitelist(methods=["POST"])
def switch(doctype: str, name: str, on: bool | int) -> None:
	"""Switch the page of one station, or of a township with all its stations, on or off; logged.

	Args:
		doctype: Liaison Station, or Congress Body for a township.
		name: the record.
		on: 1 for on, 0 for off.

	Raises:
		frappe.PermissionError: none of the user's posts has this switch.
	"""
	if doctype not in SWITCHED_BY or not scope.covers(None, doctype, name, SWITCHED_BY[doctype]):
		scope.refuse_out_of_scope()
	doc = frappe.get_doc(doctype, name, for_update=True)
	if bool(doc.public_page) == bool(cint(on)):
		return
	# the post was checked above: who has the switch need not write the record's other fields
	doc.db_set("public_page", cint(bool(cint(on))), notify=True)
	write_log(
		doc, "Switch Public Page On" if doc.public_page else "Switch Public Page Off", event="Handling Event"
	)


@frappe.whitelist(methods=["GET", "POST"])
def switch_of(doctype: str, name: str) -> dict:
	"""For the form: whether the user has the switch, whether it is on, and the page's address.

	Raises:
		frappe.PermissionError: the user may not read the record.
	"""
	if doctype not in SWITCHED_BY:
		scope.refuse_out_of_scope()
	doc = frappe.get_doc(doctype, name)
	doc.check_permission("read")
	place = doc.jurisdiction
	return {
		"may": scope.covers(None, doctype, name, SWITCHED_BY[doctype]),
		"on": bool(doc.public_page),
		"address": address_of(doc.public_code) if doctype == STATION else "",
		"above": is_on_in(scope.township_of(place) if doctype == STATION else None),
	}

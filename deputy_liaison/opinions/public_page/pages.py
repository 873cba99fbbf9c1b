"""What the pages for voters have in common: the station of the code, and whether its page is on."""

import frappe
from frappe import _

from deputy_liaison.liaison_network.public_page import is_on_in, station_of
from deputy_liaison.paper import LANGUAGE, as_typed


def open_page(context: frappe._dict, title: str) -> frappe._dict | None:
	"""Fill in what every page says of its station.

	Args:
		context: of the page; gets `station`, `is_on`, `title` and `reception`.
		title: of the page, in Chinese.

	Returns:
		The station, None where no station has this code (the page then says so).
	"""
	# whatever the browser asks for
	frappe.local.lang = LANGUAGE
	context.no_cache = 1
	context.title = title
	code = frappe.form_dict.get("station_code")
	station = station_of(code)
	context.station = station
	context.is_on = bool(station and station.is_on)
	if not station:
		context.http_status_code = 404
		return None
	for field in ("station_name", "phone", "address", "reception_pattern"):
		station[field] = as_typed(station[field])
	context.body_name = congress_office(station)
	context.reception = station.reception_pattern or ""
	for method in frappe.get_hooks("next_reception_days"):
		context.next_reception = frappe.call(method, stations=[station.name]).get(station.name, "")
	return station


def open_progress(context: frappe._dict) -> None:
	"""The page of the look-up code, which is also reached without a station's code."""
	if frappe.form_dict.get("station_code"):
		open_page(context, _("Look Up Your Matter"))
		return
	frappe.local.lang = LANGUAGE
	context.no_cache = 1
	context.title = _("Look Up Your Matter")
	context.is_on = is_on_in()
	context.without_station = True


def congress_office(station: frappe._dict) -> str:
	"""Whom an opinion reaches that is handed in past the station."""
	body = frappe.db.get_value("Congress Body", {"jurisdiction": station.township}, "body_name")
	return body or station.township_name

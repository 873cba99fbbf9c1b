"""How often one address may do what: strict for one code, generous for an address that a village shares."""

import frappe
from frappe import _
from frappe.utils import cint

from deputy_liaison.short_codes import keyed_hash, plain_code

WINDOW = 60 * 60


class TooOften(frappe.ValidationError):
	"""The counter of this hour is full."""

	http_status_code = 429


def count_try() -> None:
	"""One form sent in, whatever becomes of it: looking at photos takes the server some work.

	Raises:
		TooOften: as for looking up.
	"""
	_count("look_ups_per_address", "try")


def count_entry(station_code: str) -> None:
	"""One opinion handed in at a station.

	Raises:
		TooOften: this address handed in as many as the settings allow.
	"""
	_count("entries_per_station", "entry", station_code)
	_count("entries_per_address", "entry")


def count_look_up(code: str) -> None:
	"""One look at, or one act on, a look-up code, whether or not there is such a code.

	Raises:
		TooOften: this address looked as often as the settings allow.
	"""
	# as it is compared: hyphens and small letters make no other code of it
	_count("look_ups_per_code", "look-up", plain_code(code))
	_count("look_ups_per_address", "look-up")


def _count(setting: str, purpose: str, code: str = "") -> None:
	most = cint(frappe.db.get_single_value("Liaison Settings", setting))
	# addresses and codes are not kept in the clear, not even for an hour
	mark = keyed_hash("counter", f"{purpose}|{code}|{frappe.local.request_ip}")
	key = frappe.cache.make_key(f"liaison_public_count|{mark}")
	# made with its end if it is not there, so that no counter is left without one
	frappe.cache.set(key, 0, nx=True, ex=WINDOW)
	if not most:
		return
	count = frappe.cache.incr(key)
	if count == 1:
		# its hour may have ended between the two statements
		frappe.cache.expire(key, WINDOW)
	if count > most:
		frappe.throw(
			_("Too many requests came from your network within an hour. Try later, or call the station."),
			TooOften,
		)

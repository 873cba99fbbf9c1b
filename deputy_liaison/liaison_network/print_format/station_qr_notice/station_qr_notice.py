"""Values of the 扫码反映意见 notice of a station (P1 with a QR code), for its template."""

import frappe
from frappe.model.document import Document

from deputy_liaison import scope
from deputy_liaison.liaison_network.public_page import address_of
from deputy_liaison.paper import as_typed, stored
from deputy_liaison.short_codes import qr_image


def station_notice(station: Document) -> frappe._dict:
	"""What the notice on a station's wall says; the template's method (hook `jinja`).

	Args:
		station: a Liaison Station that the user may read.

	Returns:
		Texts by place and the code as a picture.

	Raises:
		frappe.PermissionError: the user may not read the station.
	"""
	station = stored("Liaison Station", station)
	township = scope.township_of(station.jurisdiction)
	body = frappe.db.get_value("Congress Body", {"jurisdiction": township}, "body_name")
	texts = {
		"body": body,
		"station": station.station_name,
		"address": station.address,
		"phone": station.phone,
		"reception": station.reception_pattern,
		"notice": frappe.get_cached_doc("Liaison Settings").personal_data_notice,
	}
	page = address_of(station.public_code)
	return frappe._dict(
		{key: as_typed(text) for key, text in texts.items()}, page=page, picture=qr_image(page, error="Q")
	)

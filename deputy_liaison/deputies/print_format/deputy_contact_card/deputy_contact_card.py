"""Values of the 代表联络卡 (P16, seed S2-07), for its template."""

import base64
import mimetypes
from pathlib import Path

import frappe
from frappe.model.document import Document
from frappe.utils import getdate

from deputy_liaison.deputies import standing
from deputy_liaison.paper import as_typed
from deputy_liaison.short_codes import qr_image

DRAWABLE = frozenset({"image/jpeg", "image/png", "image/gif"})
# signs that mean something inside a MECARD
SPECIAL = str.maketrans({sign: f"\\{sign}" for sign in '\\;:,"'})


def contact_card(deputy: Document) -> frappe._dict:
	"""What a deputy's card says; the template's method (hook `jinja`).

	A card goes from hand to hand: it names the station's telephone, and the deputy's own only where the
	deputy agreed that it may be published.

	Args:
		deputy: a Deputy that the user may read.

	Returns:
		Texts by box, empty where nothing is known; `photo` and `code` are images as data addresses.

	Raises:
		frappe.PermissionError: the user may not read the deputy.
	"""
	# the desk prints what a client sends: the stored record says who it is
	deputy = frappe.get_doc("Deputy", deputy.name)
	deputy.check_permission("read")
	station = (
		frappe.db.get_value(
			"Liaison Station",
			deputy.station,
			("station_name", "address", "reception_pattern", "phone"),
			as_dict=True,
		)
		if deputy.station
		else frappe._dict()
	)
	own_phone = deputy.mobile if deputy.phone_public else ""
	card = frappe._dict(
		name=deputy.deputy_name,
		station=station.station_name,
		address=station.address,
		reception=station.reception_pattern,
		phone=own_phone or station.phone,
		**offices_of(deputy.name),
	)
	card = frappe._dict({key: as_typed(value) for key, value in card.items()})
	card.code = _code(card)
	card.photo = photo_of(deputy)
	return card


def offices_of(deputy: str) -> dict[str, str]:
	"""The congresses that the deputy belongs to today, and the districts that elected him or her."""
	today = getdate()
	names = frappe.get_all(
		"Deputy Mandate",
		{"deputy": deputy, "workflow_state": standing.ACTIVE, "from_date": ("<=", today)},
		pluck="name",
		order_by="congress_level asc",
	)
	mandates = [frappe.get_doc("Deputy Mandate", name) for name in names]
	held = [mandate for mandate in mandates if not mandate.to_date or mandate.to_date >= today]
	districts = frappe.get_all(
		"Electoral District",
		{"name": ("in", [mandate.electoral_district for mandate in held if mandate.electoral_district])},
		pluck="district_name",
		order_by="congress_level asc",
	)
	return {
		"offices": "、".join(f"{mandate.area().title}代表" for mandate in held),
		"districts": "、".join(districts),
	}


def _code(card: frappe._dict) -> str:
	"""A QR code that a telephone takes into its address book; "" without a number to call."""
	if not card.phone:
		return ""
	parts = {"N": card.name, "TEL": card.phone, "ORG": card.station, "ADR": card.address}
	text = "".join(f"{key}:{value.translate(SPECIAL)};" for key, value in parts.items() if value)
	return qr_image(f"MECARD:{text};")


def photo_of(deputy: Document) -> str:
	"""The photo inside the page itself: a private file has no address that a PDF writer could open."""
	kind = mimetypes.guess_type(deputy.photo or "")[0]
	if kind not in DRAWABLE:
		return ""
	attached = {"file_url": deputy.photo, "attached_to_doctype": "Deputy", "attached_to_name": deputy.name}
	name = frappe.db.get_value("File", attached)
	if not name:
		return ""
	# its content as Frappe gives it is decoded as if it were text
	return _as_address(kind, Path(frappe.get_doc("File", name).get_full_path()).read_bytes())


def _as_address(kind: str, content: bytes) -> str:
	return f"data:{kind};base64,{base64.b64encode(content).decode()}"

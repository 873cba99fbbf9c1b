"""Values of the 代表联络卡 (P16, seed S2-07), for its template."""

import base64
import mimetypes
from collections.abc import Collection, Iterable
from pathlib import Path

import frappe
from frappe.model.document import Document
from frappe.utils import getdate

from deputy_liaison.deputies import standing
from deputy_liaison.deputies.legal import LEVELS, congress_title
from deputy_liaison.paper import as_typed, stored
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
	deputy = stored("Deputy", deputy)
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
		**seats_of([deputy.name])[deputy.name],
	)
	card = frappe._dict({key: as_typed(value) for key, value in card.items()})
	card.code = _code(card)
	card.photo = photos_of([deputy]).get(deputy.name, "")
	return card


def seats_of(deputies: Collection[str]) -> dict[str, dict[str, str]]:
	"""Deputy → the congresses that he or she belongs to today, and the districts that elected him or her."""
	today = getdate()
	held = [
		mandate
		for mandate in frappe.get_all(
			"Deputy Mandate",
			{"deputy": ("in", list(deputies)), "workflow_state": standing.ACTIVE, "from_date": ("<=", today)},
			[
				"deputy",
				"congress_level",
				"congress_body",
				"congress_body_text",
				"electoral_district",
				"to_date",
			],
		)
		if not mandate.to_date or mandate.to_date >= today
	]
	held.sort(key=lambda mandate: LEVELS.index(mandate.congress_level))
	congresses = _titles_of_congresses({mandate.congress_body for mandate in held})
	districts = dict(
		frappe.get_all(
			"Electoral District",
			{"name": ("in", [mandate.electoral_district or "" for mandate in held])},
			["name", "district_name"],
			as_list=True,
		)
	)
	seats: dict[str, dict[str, list[str]]] = {name: {"offices": [], "districts": []} for name in deputies}
	for mandate in held:
		congress = congresses.get(mandate.congress_body) or mandate.congress_body_text
		seats[mandate.deputy]["offices"].append(f"{congress}代表")
		if district := districts.get(mandate.electoral_district):
			seats[mandate.deputy]["districts"].append(district)
	return {
		name: {key: "、".join(dict.fromkeys(words)) for key, words in seat.items()}
		for name, seat in seats.items()
	}


def _titles_of_congresses(bodies: Collection[str | None]) -> dict[str, str]:
	rows = frappe.get_all(
		"Congress Body",
		{"name": ("in", [body for body in bodies if body])},
		["name", "jurisdiction.full_name as place"],
	)
	return {row.name: congress_title(row.place) for row in rows}


def _code(card: frappe._dict) -> str:
	"""A QR code that a telephone takes into its address book; "" without a number to call."""
	if not card.phone:
		return ""
	parts = {"N": card.name, "TEL": card.phone, "ORG": card.station, "ADR": card.address}
	text = "".join(f"{key}:{value.translate(SPECIAL)};" for key, value in parts.items() if value)
	return qr_image(f"MECARD:{text};")


def photos_of(deputies: Iterable[Document]) -> dict[str, str]:
	"""Deputy → the photo inside the page itself: a private file has no address that a PDF writer could open.

	Args:
		deputies: name and photo of each; whoever has none that can be drawn is left out.
	"""
	kinds = {one.name: mimetypes.guess_type(one.photo or "")[0] for one in deputies}
	wanted = {one.name: one.photo for one in deputies if kinds[one.name] in DRAWABLE}
	files = frappe.get_all(
		"File",
		{
			"file_url": ("in", [*wanted.values()]),
			"attached_to_doctype": "Deputy",
			"attached_to_name": ("in", [*wanted]),
		},
		["attached_to_name", "file_name", "file_url", "is_private"],
	)
	return {
		# its content as Frappe gives it is decoded as if it were text
		file.attached_to_name: _as_address(
			kinds[file.attached_to_name],
			Path(frappe.get_doc({"doctype": "File", **file}).get_full_path()).read_bytes(),
		)
		for file in files
		if file.file_url == wanted[file.attached_to_name]
	}


def _as_address(kind: str, content: bytes) -> str:
	return f"data:{kind};base64,{base64.b64encode(content).decode()}"

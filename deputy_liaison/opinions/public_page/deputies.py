"""Find one's deputy by grid cell, or by part of an address or a place (seed S1-14): public data alone."""

import base64
import io
import re
from dataclasses import dataclass, field

import frappe
from frappe import _
from frappe.utils import getdate
from PIL import Image, ImageOps, UnidentifiedImageError

from deputy_liaison.deputies import standing
from deputy_liaison.paper import as_typed

SHORTEST = 2
LONGEST = 40
MOST = 30
THUMBNAIL = (96, 128)
FORMATS = ("JPEG", "PNG", "GIF", "WEBP")
KEPT = 24 * 60 * 60
# what people leave out or add when they write a place
ENDINGS = re.compile(r"(?:村民委员会|居民委员会|村委会|居委会|社区|街道|选区|行政村|村|镇|乡)$")
# how the places of a district are listed: 东村、西村一至三组
BETWEEN = re.compile(r"[\s、，,；;。]+")
DISTRICT = re.compile(r"(?:联合)?选区$")
COMMITTEES = {True: ("居委会", "居民委员会"), False: ("村委会", "村民委员会", "行政村")}
GROUPS = r"(?:[第0-9一二三四五六七八九十百至到~—-]+(?:村民小组|小组|组|社|队)?)?"


@dataclass
class Place:
	"""What was asked for: names of records that lie there."""

	villages: set[str] = field(default_factory=set)
	cells: set[str] = field(default_factory=set)
	stations: set[str] = field(default_factory=set)
	districts: set[str] = field(default_factory=set)


def find(words: str) -> list[dict]:
	"""Deputies whose place, grid cell, station or district the words name, or are part of.

	Args:
		words: such as 东村, 东村三组12号 or 第二网格.

	Returns:
		Cards of at most 30 deputies (see `cards`); empty also where the words are too short.
	"""
	words = "".join((words or "").split())[:LONGEST]
	if len(words) < SHORTEST:
		return []
	place = _named(words)
	return cards(_deputies_of(place))


def of_cell(township: str, where: str) -> list[dict]:
	"""Deputies of a village or grid cell that was chosen from the township's list.

	Args:
		township: the Jurisdiction whose list it is.
		where: name of the village, with a grid cell's code after a "|".
	"""
	village, cell = chosen(township, where)
	if not village:
		return []
	place = _named("", only=village)
	place.cells = {cell} - {None}
	return cards(_deputies_of(place))


def choices(township: str) -> list[dict]:
	"""Villages of a township with their grid cells, for a list to choose from.

	Returns:
		name and cells (code, name) of each village, in the order of the tree.
	"""
	villages = frappe.get_all(
		"Jurisdiction",
		{"township": township, "level": ("in", ("Village", "Community")), **_valid()},
		["name", "jurisdiction_name"],
		order_by="lft",
	)
	cells = frappe.get_all(
		"Grid Cell",
		{"jurisdiction": ("in", [village.name for village in villages] or [""]), **_valid()},
		["code", "grid_name", "jurisdiction"],
		order_by="code",
	)
	return [
		{
			"name": village.jurisdiction_name,
			"cells": [
				{"code": cell.code, "name": cell.grid_name}
				for cell in cells
				if cell.jurisdiction == village.name
			],
		}
		for village in villages
	]


def chosen(township: str, where: str) -> tuple[str | None, str | None]:
	"""The village and the grid cell that were chosen of `choices`; None for what does not lie in the township.

	Args:
		township: the Jurisdiction whose list it is.
		where: name of the village, with a grid cell's code after a "|".
	"""
	village_name, _bar, code = (where or "").partition("|")
	if not village_name:
		return None, None
	village = frappe.db.get_value(
		"Jurisdiction",
		{
			"township": township,
			"jurisdiction_name": village_name,
			"level": ("in", ("Village", "Community")),
			**_valid(),
		},
	)
	cell = (
		frappe.db.get_value("Grid Cell", {"code": code, "jurisdiction": village, **_valid()})
		if village and code
		else None
	)
	return village, cell


def _valid() -> dict:
	return {"valid_to": ("is", "not set"), "merged_into": ("is", "not set")}


def _meets(name: str | None, words: str) -> bool:
	"""Whether the words are part of a name, or the name, with or without its ending, is part of them."""
	if not name:
		return False
	stem = ENDINGS.sub("", name)
	return words in name or name in words or (len(stem) >= SHORTEST and stem in words)


def _named(words: str, only: str | None = None) -> Place:
	place = Place()
	villages = frappe.get_all(
		"Jurisdiction",
		{"level": ("in", ("Village", "Community", "Town", "Township", "Sub-district")), **_valid()},
		["name", "jurisdiction_name", "lft", "rgt"],
	)
	names = {row.name: row.jurisdiction_name for row in villages}
	place.villages = {only} if only else {name for name, title in names.items() if _meets(title, words)}
	if not only:
		for cell in frappe.get_all("Grid Cell", _valid(), ["name", "grid_name", "jurisdiction"]):
			full = f"{names.get(cell.jurisdiction) or ''}{cell.grid_name}"
			if words in full or full in words:
				place.cells.add(cell.name)
				place.villages.add(cell.jurisdiction)
	for station in frappe.get_all(
		"Liaison Station",
		{"merged_into": ("is", "not set"), "status": ("!=", "Closed Down")},
		["name", "station_name", "address", "jurisdiction"],
	):
		if station.jurisdiction in place.villages or (
			not only and (words in (station.station_name or "") or words in (station.address or ""))
		):
			place.stations.add(station.name)
	place.districts = _districts_of([row for row in villages if row.name in place.villages], words)
	return place


def _districts_of(villages: list[frappe._dict], words: str) -> set[str]:
	"""Electoral districts of the villages, or whose name or places hold the words.

	A village's own district, or one of its township or the county that lists it: another township may have a
	village of the same name.
	"""
	districts = frappe.get_all(
		"Electoral District",
		{"merged_into": ("is", "not set"), "to_date": ("is", "not set")},
		["name", "district_name", "covers", "jurisdiction"],
	)
	places = {
		row.name: row
		for row in frappe.get_all(
			"Jurisdiction",
			{"name": ("in", [district.jurisdiction for district in districts] or [""])},
			["name", "lft", "rgt"],
		)
	}
	found = set()
	for district in districts:
		text = f"{district.district_name or ''} {district.covers or ''}"
		around = places.get(district.jurisdiction)
		of_villages = around and any(_is_of(village, around, text) for village in villages)
		if of_villages or (words and words in text):
			found.add(district.name)
	return found


def _is_of(village: frappe._dict, around: frappe._dict, text: str) -> bool:
	"""Whether a district with these places in this part of the tree is one of the village."""
	if around.name == village.name:
		return True
	is_above = around.lft < village.lft and village.rgt < around.rgt
	return is_above and _is_listed(village.jurisdiction_name, text)


def _is_listed(name: str, text: str) -> bool:
	"""Whether a list of places names a village, all of it or groups of it: 南村 stands not in 西南村."""
	stem = ENDINGS.sub("", name)
	committees = COMMITTEES[name.endswith("社区")]
	ways = {name, *(base + committee for base in (name, stem) for committee in committees)}
	if len(stem) >= SHORTEST:
		ways.add(stem)
	own = re.compile(f"(?:{'|'.join(map(re.escape, ways))}){GROUPS}")
	return any(own.fullmatch(DISTRICT.sub("", item)) for item in BETWEEN.split(text))


def _deputies_of(place: Place) -> dict[str, str]:
	"""Deputy → why he or she is found, those of the grid cell first."""
	today = getdate()
	found: dict[str, str] = {}
	placements = [
		row
		for row in frappe.get_all(
			"Station Placement",
			{"from_date": ("<=", today)},
			["name", "deputy", "station", "to_date", "grid_cell_names"],
			order_by="from_date",
		)
		if not row.to_date or row.to_date >= today
	]
	if place.cells:
		of_cells = set(
			frappe.get_all(
				"Placement Grid Cell",
				{"grid_cell": ("in", list(place.cells)), "parenttype": "Station Placement"},
				pluck="parent",
			)
		)
		for row in placements:
			if row.name in of_cells:
				found.setdefault(row.deputy, _("In charge of {0}").format(row.grid_cell_names))
	for row in placements:
		if row.station in place.stations:
			found.setdefault(row.deputy, _("Placed in the station here"))
	for mandate in _mandates_of(place.districts):
		if mandate.from_date <= today and (not mandate.to_date or mandate.to_date >= today):
			found.setdefault(mandate.deputy, _("Elected by {0}").format(mandate.district_name))
	return found


def _mandates_of(districts: set[str]) -> list[frappe._dict]:
	# an empty list would also find the mandates that name no district
	if not districts:
		return []
	return frappe.get_all(
		"Deputy Mandate",
		{"electoral_district": ("in", list(districts)), "workflow_state": standing.ACTIVE},
		["deputy", "from_date", "to_date", "electoral_district.district_name"],
		order_by="`tabDeputy Mandate`.congress_level desc",
	)


def cards(found: dict[str, str]) -> list[dict]:
	"""What is public of these deputies: those with active credentials, in their order.

	Returns:
		name, levels, districts, post, why, photo (a data address or ""), own_phone (where he or she agreed), and
		of the station: station, address, reception, station_phone.
	"""
	rows = frappe.get_all(
		"Deputy",
		{"name": ("in", list(found) or [""]), "credential_status": "Active Credentials"},
		["name", "deputy_name", "levels", "station", "mobile", "phone_public", "photo", "employer_and_post"],
	)
	order = {name: position for position, name in enumerate(found)}
	rows = sorted(rows, key=lambda row: order[row.name])[:MOST]
	stations = {
		row.name: row
		for row in frappe.get_all(
			"Liaison Station",
			{"name": ("in", [row.station for row in rows if row.station] or [""])},
			["name", "station_name", "address", "phone", "reception_pattern"],
		)
	}
	days: dict[str, str] = {}
	for method in frappe.get_hooks("next_reception_days"):
		days.update(frappe.call(method, stations=list(stations)))
	districts = _districts_by_deputy([row.name for row in rows])
	return [
		_card(row, stations.get(row.station) or frappe._dict(), found[row.name], days, districts)
		for row in rows
	]


def _districts_by_deputy(deputies: list[str]) -> dict[str, list[str]]:
	"""Deputy → the districts that elected him or her, of the mandates that are active."""
	districts: dict[str, list[str]] = {}
	for mandate in frappe.get_all(
		"Deputy Mandate",
		{
			"deputy": ("in", deputies or [""]),
			"workflow_state": standing.ACTIVE,
			"electoral_district": ("is", "set"),
		},
		["deputy", "electoral_district.district_name"],
		order_by="`tabDeputy Mandate`.congress_level desc",
	):
		districts.setdefault(mandate.deputy, []).append(mandate.district_name)
	return districts


def _card(
	row: frappe._dict, station: frappe._dict, why: str, days: dict[str, str], districts: dict[str, list[str]]
) -> dict:
	return {
		"name": as_typed(row.deputy_name),
		"levels": row.levels,
		"districts": as_typed("、".join(districts.get(row.name, ()))),
		"post": as_typed(row.employer_and_post),
		"why": as_typed(why),
		"photo": _thumbnail(row.name, row.photo),
		"station": as_typed(station.station_name),
		"address": as_typed(station.address),
		"reception": days.get(station.name) or as_typed(station.reception_pattern),
		"own_phone": (row.mobile if row.phone_public else "") or "",
		"station_phone": station.phone or "",
	}


def _thumbnail(deputy: str, photo: str | None) -> str:
	"""The photo, small, inside the page: a private file has no address that a guest could open."""
	if not photo:
		return ""
	file = frappe.db.get_value(
		"File",
		{"file_url": photo, "attached_to_doctype": "Deputy", "attached_to_name": deputy},
		["name", "content_hash"],
		as_dict=True,
	)
	if not file:
		return ""

	key = f"liaison_deputy_thumbnail|{file.name}|{file.content_hash}"
	if (known := frappe.cache.get_value(key, expires=True)) is None:
		known = _drawn(file.name)
		frappe.cache.set_value(key, known, expires_in_sec=KEPT)
	return known


def _drawn(file: str) -> str:
	try:
		with Image.open(frappe.get_doc("File", file).get_full_path(), formats=FORMATS) as picture:
			small = ImageOps.fit(ImageOps.exif_transpose(picture).convert("RGB"), THUMBNAIL)
	except (UnidentifiedImageError, OSError):
		return ""
	drawn = io.BytesIO()
	small.save(drawn, "JPEG", quality=72)
	return f"data:image/jpeg;base64,{base64.b64encode(drawn.getvalue()).decode()}"

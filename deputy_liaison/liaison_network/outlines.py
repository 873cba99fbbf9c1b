"""Outlines of townships that the county gave as a GeoJSON file (RFC 7946); the map does without as well."""

import json
from collections import defaultdict
from itertools import chain

import frappe
from frappe import _

from deputy_liaison.liaison_network.doctype.liaison_station.liaison_station import lies_in_china

SETTINGS = "Liaison Settings"
ENDINGS = (".geojson", ".json")
LARGEST = 2 * 1024 * 1024
TOWNSHIPS = {"level": ("in", ("Town", "Township", "Sub-district"))}
Ring = list[tuple[float, float]]


def check(address: str) -> None:
	"""Refuse a file that no map can be drawn from, saying what is wrong with it.

	Args:
		address: of the file that hangs on the settings.

	Raises:
		frappe.ValidationError: not such a file, too large, no outlines of townships, or not in China.
	"""
	label = frappe.bold(_("Outlines of Townships"))
	if not address.lower().endswith(ENDINGS):
		frappe.throw(_("{0}: only GeoJSON files (.geojson, .json) are read.").format(label))
	content = _content(address)
	if content is None:
		frappe.throw(_("{0}: upload the file here.").format(label))
	if len(content) > LARGEST:
		frappe.throw(_("{0}: the file is larger than {1} MB.").format(label, LARGEST // 1024 // 1024))
	try:
		found = _outlines(content)
	except (ValueError, TypeError, KeyError, AttributeError, IndexError):
		frappe.throw(_("{0}: this is no GeoJSON file with a list of areas.").format(label))
	known = set(frappe.get_all("Jurisdiction", TOWNSHIPS, pluck="jurisdiction_name"))
	if foreign := [name for name in found if name not in known]:
		frappe.throw(
			_(
				"{0}: no township is called {1}. Each area has the township's name in its property “name”."
			).format(label, frappe.bold(_(", ").join(foreign[:5]) or "—"))
		)
	if not found:
		frappe.throw(_("{0}: this is no GeoJSON file with a list of areas.").format(label))
	for name, rings in found.items():
		if not all(lies_in_china(*point) for point in chain.from_iterable(rings)):
			frappe.throw(
				_(
					"{0}: the area of {1} does not lie in China. Points are longitude first, in degrees."
				).format(label, frappe.bold(name))
			)


def outlines_of(townships: list[str]) -> dict[str, list[Ring]]:
	"""Name of a township → its rings, each of points with latitude and longitude.

	Args:
		townships: names of those that are asked for; the others' outlines stay in the file.
	"""
	address = frappe.get_cached_doc(SETTINGS).township_outlines
	content = _content(address) if address else None
	if not content:
		return {}
	# it was checked when it was saved
	return {name: rings for name, rings in _outlines(content).items() if name in townships}


def _content(address: str) -> str | None:
	"""Text of the file, if it hangs on the settings: any other file would be opened to all who see the map."""
	name = frappe.db.get_value("File", {"file_url": address, "attached_to_doctype": SETTINGS})
	if not name:
		return None
	content = frappe.get_doc("File", name).get_content()
	return content.decode("utf-8-sig", "replace") if isinstance(content, bytes) else content.lstrip("\ufeff")


def _outlines(content: str) -> dict[str, list[Ring]]:
	found = defaultdict(list)
	for feature in json.loads(content)["features"]:
		areas = feature["geometry"]["coordinates"]
		parts = {"Polygon": [areas], "MultiPolygon": areas}[feature["geometry"]["type"]]
		# the outer ring of each part: a hole is another township, which is drawn anyway
		found[str(feature["properties"]["name"]).strip()] += [
			[
				(round(float(latitude), 5), round(float(longitude), 5))
				for longitude, latitude, *_height in part[0]
			]
			for part in parts
		]
	return found

"""Where the stations lie, drawn from our own data: no map service is asked, nothing leaves the house."""

from collections import defaultdict
from math import cos, pi, radians, sin

import frappe
from frappe import _
from frappe.utils import cint

from deputy_liaison import scope
from deputy_liaison.liaison_network.doctype.liaison_station.liaison_station import HEAD
from deputy_liaison.liaison_network.officeholders import in_office_today
from deputy_liaison.liaison_network.outlines import outlines_of
from deputy_liaison.liaison_network.report.standard_gaps.standard_gaps import latest_checks, usual_standard
from deputy_liaison.liaison_network.station_scores import LOCKED, PUBLISHED
from deputy_liaison.liaison_network.stations_in_reach import STATION, stations_in_reach

CLOSED = "Closed Down"
SHOWN = ("short_name", "station_type", "station_level", "status", "phone", "address", "search_key")
# a village's way round its station, in degrees of latitude: about 1 km
MARGIN = 0.009
Point = tuple[float, float]


@frappe.whitelist(methods=["GET", "POST"])
def stations_on_map() -> dict:
	"""The stations of the user's posts that are not closed down, with what the map tells of each.

	Returns:
		stations: in the order of townships; latitude and longitude are None where none are entered.
		townships: name, title, rings and label (points of latitude and longitude) of those with something to
		draw: the county's own outline where it gave one, else a line round the stations.

	Raises:
		frappe.PermissionError: the user may not read stations.
	"""
	if not frappe.has_permission(STATION):
		scope.refuse_out_of_scope()
	stations = [
		{**station, **row} for station, row in _with_columns(stations_in_reach()) if row["status"] != CLOSED
	]
	_add_heads(stations)
	_add_checks(stations)
	_add_grades(stations)
	return {"stations": stations, "townships": _townships(stations)}


def _with_columns(stations: list[dict]) -> list[tuple[dict, dict]]:
	# those within the reader's posts
	rows = frappe.get_all(
		STATION,
		filters={"name": ("in", [station.name for station in stations] or [""])},
		fields=["name", "latitude", "longitude", *SHOWN],
	)
	for row in rows:
		if not row.latitude or not row.longitude:
			row.latitude = row.longitude = None
	found = {row.name: row for row in rows}
	return [(station, found[station.name]) for station in stations]


def _add_heads(stations: list[dict]) -> None:
	offices = in_office_today([station["name"] for station in stations])
	for station in stations:
		station["head"] = _(", ").join(offices[station["name"]][HEAD])


def _add_checks(stations: list[dict]) -> None:
	standard = usual_standard()
	checks = latest_checks(standard, [station["name"] for station in stations]) if standard else {}
	for station in stations:
		check = checks.get(station["name"])
		station["outcome"] = check.check_outcome if check else "Never Checked"
		station["gaps"] = (check.gaps or "").splitlines() if check else []


def _add_grades(stations: list[dict]) -> None:
	"""Published grades hang on the board: every reader of the list of grades may see them."""
	published = {
		row.station: row
		for row in frappe.get_all(
			"Station Assessment",
			filters={
				"station": ("in", [station["name"] for station in stations] or [""]),
				"workflow_state": ("in", (PUBLISHED, LOCKED)),
			},
			fields=["station", "grade", "assessment_year"],
			order_by="assessment_year asc",
		)
	}
	for station in stations:
		last = published.get(station["name"])
		station["grade"] = last.grade if last else "No Grade Yet"
		station["grade_year"] = cint(last.assessment_year) if last else None


def _townships(stations: list[dict]) -> list[dict]:
	points = defaultdict(list)
	titles = {town.name: town.jurisdiction_name for town in scope.townships_in_reach()}
	for station in stations:
		if station["township"]:
			titles.setdefault(station["township"], station["township_name"])
		if station["latitude"]:
			points[station["township"]].append((station["latitude"], station["longitude"]))
	given = outlines_of(list(titles.values()))
	return [
		{"name": name, "title": title, **_drawn(given.get(title), points[name])}
		for name, title in titles.items()
		if given.get(title) or points[name]
	]


def _drawn(rings: list[list[Point]] | None, points: list[Point]) -> dict:
	"""Rings of a township and where its name stands: within its own outline, else above the stations."""
	whole = max(rings, key=len) if rings else round_about(points)
	latitudes, longitudes = zip(*whole, strict=True)
	middle = (min(longitudes) + max(longitudes)) / 2
	height = (min(latitudes) + max(latitudes)) / 2 if rings else max(latitudes)
	return {"rings": rings or [whole], "label": (height, middle)}


def round_about(points: list[Point]) -> list[Point]:
	"""A line round points that keeps some distance from each: their convex hull, widened.

	Args:
		points: latitude and longitude.

	Returns:
		Corners in their order; of one point a circle.
	"""
	around = [
		(
			latitude + MARGIN * sin(part * pi / 8),
			longitude + MARGIN * cos(part * pi / 8) / cos(radians(latitude)),
		)
		for latitude, longitude in points
		for part in range(16)
	]
	return _hull(sorted(set(around)))


def _hull(points: list[Point]) -> list[Point]:
	"""Convex hull of sorted points: the lower chain forth, the upper one back."""
	chains = []
	for ordered in (points, points[::-1]):
		chain: list[Point] = []
		for point in ordered:
			while len(chain) > 1 and _turn(chain[-2], chain[-1], point) <= 0:
				chain.pop()
			chain.append(point)
		chains.append(chain[:-1])
	return [*chains[0], *chains[1]]


def _turn(before: Point, at: Point, after: Point) -> float:
	return (at[0] - before[0]) * (after[1] - before[1]) - (at[1] - before[1]) * (after[0] - before[0])

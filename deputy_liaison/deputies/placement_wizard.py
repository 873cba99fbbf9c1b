"""Placing the deputies who have no station yet: proposed, looked at, and applied in one go (seed S1-02).

「就地就近、方便履职」「结合选区划分,征求意见」: the electoral district comes first, then where the deputy
lives or works, then where the district's other deputies are, then the station with the fewest.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import frappe
from frappe import _
from frappe.utils import getdate

from deputy_liaison import scope
from deputy_liaison.deputies import standing

DOCTYPE = "Station Placement"
ACTIVE = "Active Credentials"
BY_DISTRICT = "Station of the electoral district"
BY_PLACE = "Station of the deputy's own place"
BY_COLLEAGUES = "Where others of the district are"
BY_SIZE = "Fewest deputies in the township"
BY_CHOICE = "The only station of the township"
MOST_ROWS = 1000


@dataclass(frozen=True)
class Station:
	"""As much of a station as a proposal needs."""

	name: str
	place: str
	township: str
	placed: int


@dataclass(frozen=True)
class Unplaced:
	"""A deputy without a station, and the places that speak for one."""

	deputy: str
	place: str
	township: str
	districts: tuple[str, ...] = ()
	district_places: tuple[str, ...] = ()


def propose(
	unplaced: Iterable[Unplaced], stations: Iterable[Station], colleagues: dict[str, Counter]
) -> dict[str, tuple[str, str]]:
	"""A station for each deputy whose township has one.

	Args:
		unplaced: deputies in the order in which they are placed.
		stations: stations in operation.
		colleagues: electoral district → how many of its deputies each station has.

	Returns:
		Deputy → station and reason; who stays out has no entry. Proposals count for those after them.
	"""
	by_township = defaultdict(list)
	for station in stations:
		by_township[station.township].append(station)
	sizes = Counter({station.name: station.placed for found in by_township.values() for station in found})
	proposals = {}
	for person in unplaced:
		nearby = by_township[person.township]
		if not nearby:
			continue
		station, reason = _choose(person, nearby, colleagues, sizes)
		proposals[person.deputy] = (station.name, reason)
		sizes[station.name] += 1
	return proposals


def _choose(
	person: Unplaced, nearby: list[Station], colleagues: dict[str, Counter], sizes: Counter
) -> tuple[Station, str]:
	def fewest(found: list[Station]) -> Station:
		return min(found, key=lambda station: (sizes[station.name], station.name))

	if found := [station for station in nearby if station.place in person.district_places]:
		return fewest(found), BY_DISTRICT
	if found := [station for station in nearby if station.place == person.place]:
		return fewest(found), BY_PLACE
	there = sum((colleagues.get(district, Counter()) for district in person.districts), Counter())
	if found := [station for station in nearby if there[station.name]]:
		return max(found, key=lambda station: (there[station.name], station.name)), BY_COLLEAGUES
	return fewest(nearby), BY_SIZE if len(nearby) > 1 else BY_CHOICE


@frappe.whitelist(methods=["GET", "POST"])
def proposals() -> dict:
	"""The deputies in office without a station that the user may place, each with a proposal.

	Returns:
		stations: dicts with value and label; rows: dicts with deputy, deputy_name, levels, district, place,
		township, station ("" for none), reason.

	Raises:
		frappe.PermissionError: the user may not make placements.
	"""
	_refuse_unless_placing()
	people = _unplaced()
	stations = _stations()
	proposed = propose(
		[one for one, _shown in people],
		[one for one, _shown in stations],
		_colleagues({district for one, _shown in people for district in one.districts}),
	)
	rows = []
	for one, shown in people:
		station, reason = proposed.get(one.deputy, ("", ""))
		rows.append(
			{**shown, "township": one.township, "station": station, "reason": _(reason) if reason else ""}
		)
	return {"stations": [shown for _one, shown in stations], "rows": rows}


def _refuse_unless_placing() -> None:
	if not frappe.has_permission(DOCTYPE, "create"):
		scope.refuse_out_of_scope()


def _unplaced() -> list[tuple[Unplaced, dict]]:
	people = frappe.get_list(
		"Deputy",
		filters={"credential_status": ACTIVE, "station": ("is", "not set")},
		fields=["name", "deputy_name", "levels", "jurisdiction"],
		order_by="deputy_name asc",
		limit=MOST_ROWS,
	)
	districts = _districts_of([person.name for person in people])
	places = dict(
		frappe.get_all(
			"Jurisdiction",
			{"name": ("in", list({person.jurisdiction for person in people}))},
			["name", "jurisdiction_name"],
			as_list=True,
		)
	)
	return [
		(
			Unplaced(
				person.name,
				person.jurisdiction,
				scope.township_of(person.jurisdiction),
				tuple(row.name for row in districts[person.name]),
				tuple(row.jurisdiction for row in districts[person.name]),
			),
			{
				"deputy": person.name,
				"deputy_name": person.deputy_name,
				"levels": person.levels or "",
				"district": _(", ").join(row.district_name for row in districts[person.name]),
				"place": places.get(person.jurisdiction, ""),
			},
		)
		for person in people
	]


def _districts_of(deputies: list[str]) -> dict[str, list[frappe._dict]]:
	found = defaultdict(list)
	if not deputies:
		return found
	mandates = frappe.qb.DocType("Deputy Mandate")
	districts = frappe.qb.DocType("Electoral District")
	for row in (
		frappe.qb.from_(mandates)
		.inner_join(districts)
		.on(districts.name == mandates.electoral_district)
		.select(mandates.deputy, districts.name, districts.district_name, districts.jurisdiction)
		.where(mandates.deputy.isin(deputies) & mandates.workflow_state.isin(standing.HELD))
		# the smaller district says more about where a deputy is at home
		.orderby(districts.congress_level, order=frappe.qb.desc)
		.run(as_dict=True)
	):
		found[row.deputy].append(row)
	return found


def _stations() -> list[tuple[Station, dict]]:
	stations = frappe.get_list(
		"Liaison Station",
		filters={"status": "In Operation"},
		fields=["name", "station_name", "jurisdiction"],
		order_by="station_name asc",
		limit=0,
	)
	table = frappe.qb.DocType("Deputy")
	placed = Counter(
		frappe.qb.from_(table).select(table.station).where(table.station.isnotnull()).run(pluck=True)
	)
	return [
		(
			Station(row.name, row.jurisdiction, scope.township_of(row.jurisdiction), placed[row.name]),
			{
				"value": row.name,
				"label": row.station_name,
				"township": scope.township_of(row.jurisdiction),
			},
		)
		for row in stations
	]


def _colleagues(districts: set[str]) -> dict[str, Counter]:
	found: dict[str, Counter] = defaultdict(Counter)
	if not districts:
		return found
	mandates = frappe.qb.DocType("Deputy Mandate")
	people = frappe.qb.DocType("Deputy")
	for district, station in (
		frappe.qb.from_(mandates)
		.inner_join(people)
		.on(people.name == mandates.deputy)
		.select(mandates.electoral_district, people.station)
		.where(mandates.electoral_district.isin(list(districts)) & people.station.isnotnull())
		.where(mandates.workflow_state.isin(standing.HELD))
		.run()
	):
		found[district][station] += 1
	return found


@frappe.whitelist(methods=["POST"])
def apply(rows: str | list, from_date: str) -> int:
	"""Place deputies, all of the list or none.

	Args:
		rows: dicts (or JSON) with deputy, station, consent and consent_remark.
		from_date: the first day in the station, the same for all.

	Returns:
		How many were placed.

	Raises:
		frappe.PermissionError: a deputy or a station is out of the user's reach.
		frappe.ValidationError: a deputy has a station by now, or a row is not in order.
	"""
	_refuse_unless_placing()
	begins = getdate(from_date)
	chosen = frappe.parse_json(rows)
	if not chosen:
		frappe.throw(_("Choose at least one deputy."))
	open_to_user = set(
		frappe.get_list(
			"Deputy",
			filters={"name": ("in", [row["deputy"] for row in chosen])},
			pluck="name",
			limit=0,
		)
	)
	for row in chosen:
		if row["deputy"] not in open_to_user:
			scope.refuse_out_of_scope()
		name, station = frappe.db.get_value(
			"Deputy", row["deputy"], ("deputy_name", "station"), for_update=True
		)
		if station:
			frappe.throw(
				_("{0} has a station by now. Load the page again.").format(frappe.bold(name)),
				title=_("Nobody Was Placed"),
			)
		frappe.get_doc(
			{
				"doctype": DOCTYPE,
				"deputy": row["deputy"],
				"station": row["station"],
				"consent": row.get("consent") or "Not Asked Yet",
				"consent_remark": row.get("consent_remark"),
				"from_date": begins,
			}
		).insert()
	return len(chosen)

import datetime
from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations, pairwise

import frappe
from frappe import _
from frappe.utils import get_timedelta, getdate

from deputy_liaison.document import LiaisonDocument
from deputy_liaison.finding import search_key
from deputy_liaison.liaison_network.public_page import new_station_code
from deputy_liaison.scope import Scope, declared, forget_posts, subtree, township_of

DOCTYPE = "Liaison Station"
HEAD = "Station Head"
IN_CHARGE = "Person in Charge"
ONE_AT_A_TIME = (HEAD, IN_CHARGE)
ACTIVE = "Active Credentials"
# a point outside lies in another country, or its two figures are swapped
LATITUDES = (3.5, 54)
LONGITUDES = (73, 136)


class LiaisonStation(LiaisonDocument):
	"""A place where deputies meet voters; its short name stands before the numbers of its books.

	What is against the standard but may stand for a while is told, not refused: see `shortcomings`.
	"""

	scope = Scope(jurisdiction="jurisdiction", station="name", open=True)

	def onload(self) -> None:
		super().onload()
		self.set_onload("shortcomings", self.shortcomings())

	def validate(self) -> None:
		self.search_key = search_key(self.station_name, self.short_name)
		self.public_code = self.public_code or new_station_code()
		self._check_short_name()
		self._check_records_stay()
		self._refuse_circle()
		self._check_location()
		self._check_officeholders()
		self._check_room_uses()
		self._check_years()
		self._keep_display_versions()
		if costs := [row.cost for row in self.history if row.cost]:
			self.public_investment = sum(costs)

	def _check_short_name(self) -> None:
		other = frappe.db.get_value(
			DOCTYPE,
			{
				"short_name": self.short_name,
				"jurisdiction": ("in", subtree(township_of(self.jurisdiction))),
				"name": ("!=", self.name),
			},
			"station_name",
		)
		if other:
			frappe.throw(
				_("Short Name {0} is taken by {1} in this township. Choose another.").format(
					frappe.bold(self.short_name), frappe.bold(other)
				),
				frappe.DuplicateEntryError,
			)

	def _check_records_stay(self) -> None:
		"""A station with records moves by the action alone, which keeps it in its township and writes its history."""
		if self.is_new() or self.flags.by_reform or not self.has_value_changed("jurisdiction"):
			return
		for doctype in frappe.get_hooks("scoped"):
			column = declared(doctype).station
			if column and doctype != DOCTYPE and frappe.db.exists(doctype, {column: self.name}):
				frappe.throw(
					_("{0} has records already. Press “Move Station” to move it to another place.").format(
						frappe.bold(self.station_name)
					)
				)

	def _refuse_circle(self) -> None:
		below = {self.name}
		above = self.parent_station
		while above:
			if above in below:
				frappe.throw(
					_("{0}: a station cannot lie under itself or under one of its lower stations.").format(
						frappe.bold(_("Parent Station"))
					)
				)
			below.add(above)
			above = frappe.db.get_value(DOCTYPE, above, "parent_station")

	def _check_location(self) -> None:
		if not self.latitude and not self.longitude:
			return
		latitude, longitude = self.latitude or 0, self.longitude or 0
		names = frappe.bold(_("Latitude")), frappe.bold(_("Longitude"))
		if lies_in_china(longitude, latitude):
			frappe.throw(_("{0} and {1} are the wrong way round. Exchange them.").format(*names))
		if not lies_in_china(latitude, longitude):
			frappe.throw(_("{0} and {1} do not lie in China. Look whether one is missing.").format(*names))

	def _check_officeholders(self) -> None:
		for row in self.officeholders:
			if row.from_date and row.to_date and getdate(row.to_date) < getdate(row.from_date):
				frappe.throw(
					_("Row {0}: {1} must not be before {2}.").format(
						row.idx, frappe.bold(_("To Date")), frappe.bold(_("From Date"))
					)
				)
		for office in ONE_AT_A_TIME:
			held = [row for row in self.officeholders if row.office == office]
			for one, other in combinations(held, 2):
				if _begin(one) <= _end(other) and _begin(other) <= _end(one):
					frappe.throw(
						_("{0} is one person at a time: end {1} before {2} begins.").format(
							frappe.bold(_(office)),
							frappe.bold(one.person_name),
							frappe.bold(other.person_name),
						)
					)

	def _check_room_uses(self) -> None:
		for row in self.room_uses:
			if get_timedelta(row.to_time) <= get_timedelta(row.from_time):
				frappe.throw(
					_("Row {0}: {1} must be after {2}.").format(
						row.idx, frappe.bold(_("Used Until")), frappe.bold(_("Used From"))
					)
				)

	def _check_years(self) -> None:
		latest = getdate().year + 1
		for row, field in (
			*((row, "funding_year") for row in self.funding),
			*((row, "honour_year") for row in self.honours),
		):
			year = row.get(field) or 0
			if not 1954 <= year <= latest:
				frappe.throw(
					_("Row {0}: {1} is no year of {2}.").format(
						row.idx, frappe.bold(year), frappe.bold(_(row.meta.get_label(field)))
					)
				)

	def _keep_display_versions(self) -> None:
		"""Number the versions of each display; a newer one takes the older down the same day (seed S4-04)."""
		versions = defaultdict(list)
		for row in self.wall_displays:
			versions[row.display_kind, (row.display_title or "").strip()].append(row)
		for rows in versions.values():
			rows.sort(key=lambda row: getdate(row.posted_on))
			for number, row in enumerate(rows, 1):
				row.version = number
			for older, newer in pairwise(rows):
				older.taken_down_on = older.taken_down_on or newer.posted_on
		for row in self.wall_displays:
			if row.taken_down_on and getdate(row.taken_down_on) < getdate(row.posted_on):
				frappe.throw(
					_("Row {0}: {1} must not be before {2}.").format(
						row.idx, frappe.bold(_("Taken Down On")), frappe.bold(_("Put Up On"))
					)
				)

	def on_update(self) -> None:
		super().on_update()
		forget_posts()
		if self.has_value_changed("officeholders") and (said := self.shortcomings()):
			frappe.msgprint(said, title=_("Saved, but Look at This"), indicator="orange", as_list=True)

	def shortcomings(self) -> list[str]:
		"""What a station should have and lacks today, in sentences (seeds S0-07, S1-04, S1-05, S3-02)."""
		return [*self._shortcomings_of_officers(), *self._clashes()]

	def _shortcomings_of_officers(self) -> Iterator[str]:
		today = getdate()
		now = {office: [] for office in (HEAD, IN_CHARGE, "Liaison Officer")}
		for row in self.officeholders:
			if row.office in now and _begin(row) <= today <= _end(row):
				now[row.office].append(row)
		for office in ONE_AT_A_TIME:
			if not now[office]:
				yield _("Nobody is entered as {0}.").format(_(office))
		for row in now[HEAD]:
			if not row.deputy:
				yield _("{0} {1}: a head is a deputy. Choose the deputy in the row.").format(
					_(HEAD), row.person_name
				)
			# the field is read by its link: the room above knows what makes a deputy active
			elif frappe.db.get_value("Deputy", row.deputy, "credential_status") != ACTIVE:
				yield _("{0} {1} is no active deputy today.").format(_(HEAD), row.person_name)
		most = frappe.get_cached_doc("Liaison Settings").most_liaison_officers or 2
		officers = len(now["Liaison Officer"])
		if not 1 <= officers <= most:
			yield _("A station has 1 to {0} liaison officers; {1} are entered.").format(most, officers)

	def _clashes(self) -> Iterator[str]:
		for one, other in combinations(self.room_uses, 2):
			if (one.room, one.weekday) != (other.room, other.weekday):
				continue
			if get_timedelta(one.from_time) < get_timedelta(other.to_time) and get_timedelta(
				other.from_time
			) < get_timedelta(one.to_time):
				yield _("{0}, {1}: {2} and {3} use it at the same time.").format(
					one.room, _(one.weekday), one.used_by, other.used_by
				)

	def holders(self, office: str, day: datetime.date) -> list[str]:
		"""Names of those who held `office` on `day`: prints show them, not today's holders."""
		day = getdate(day)
		return [
			row.person_name
			for row in self.officeholders
			if row.office == office and _begin(row) <= day <= _end(row)
		]


def lies_in_china(latitude: float, longitude: float) -> bool:
	"""Whether a point lies within the country's bounds; its islands in the south included."""
	return LATITUDES[0] <= latitude <= LATITUDES[1] and LONGITUDES[0] <= longitude <= LONGITUDES[1]


def _begin(row) -> datetime.date:
	return getdate(row.from_date) if row.from_date else datetime.date.min


def _end(row) -> datetime.date:
	return getdate(row.to_date) if row.to_date else datetime.date.max


@frappe.whitelist(methods=["GET", "POST"])
def lower_stations(doctype: str, parent: str = "", is_root: bool | str = False, **filters: str) -> list[dict]:
	"""Nodes of the desk's tree of stations: those under `parent`, or those under none.

	Args:
		doctype: as the desk's tree sends it.
		parent: the station whose lower ones are asked for.
		is_root: whether the tree's own root is meant.

	Returns:
		value (name), title and expandable of each, as far as the user may see them.
	"""
	above = "" if is_root in (True, "true", "True", "1") else parent
	stations = frappe.get_list(
		DOCTYPE,
		filters={"parent_station": above or ("is", "not set")},
		fields=["name as value", "station_name as title"],
		order_by="station_name",
		limit_page_length=0,
	)
	names = [row.value for row in stations]
	parents = set(
		frappe.get_list(
			DOCTYPE, filters={"parent_station": ("in", names)}, pluck="parent_station", limit_page_length=0
		)
	)
	return [{**row, "expandable": row.value in parents} for row in stations]

"""按年立册: one volume of each book for the days that have none, opened at once by who keeps the books."""

import frappe
from frappe.utils import getdate

from deputy_liaison import scope
from deputy_liaison.registers.year_of_volumes import keepers, open_volumes
from tests.base import LiaisonTestCase

VOLUME, STATION, PLACE = "Register Volume", "Liaison Station", "Jurisdiction"


class TestYearOfVolumes(LiaisonTestCase):
	def setUp(self) -> None:
		super().setUp()
		frappe.db.delete(VOLUME)
		self.year = getdate().year

	def opened(self, key: str, holder_type: str, holder: str, year: int | None = None, **wanted) -> dict:
		with self.as_user(key):
			return open_volumes(holder_type, holder, year or self.year, **wanted)

	def books(self, **filters) -> list[str]:
		rows = frappe.get_all(VOLUME, filters, ["definition.code", "from_date", "to_date", "workflow_state"])
		for row in rows:
			self.assertEqual(row.workflow_state, "Volume Open")
		return sorted((row.code, str(row.from_date)[5:], str(row.to_date)[5:]) for row in rows)

	def whole_year(self, *codes: str) -> list[tuple]:
		return sorted((code, "01-01", "12-31") for code in codes)

	def test_a_station_officer_opens_those_of_the_own_station(self):
		self.assertEqual(self.opened("officer", STATION, self.world.station), {"opened": 4, "books": 4})
		self.assertEqual(self.books(station=self.world.station), self.whole_year("R3", "R7", "R9", "R15"))
		self.assertEqual(frappe.db.count(VOLUME), 4)

	def test_a_clerk_opens_those_of_the_office_and_of_its_stations(self):
		self.opened("clerk", PLACE, self.world.town)
		self.assertEqual(
			self.books(station=("is", "not set")), self.whole_year("R3", "R6", "R7", "R9", "R13", "R15")
		)
		self.assertEqual(frappe.db.count(VOLUME), 6)
		stations = frappe.db.count(STATION, {"jurisdiction": ("in", scope.subtree(self.world.town))})
		done = self.opened("clerk", PLACE, self.world.town, with_stations=1)
		self.assertEqual(done, {"opened": 4 * stations, "books": 6 + 4 * stations})
		self.assertEqual(
			self.books(station=self.world.station_west), self.whole_year("R3", "R7", "R9", "R15")
		)

	def test_the_second_time_opens_nothing_and_a_part_of_the_year_the_rest(self):
		with self.as_user("officer"):
			frappe.get_doc(
				{
					"doctype": VOLUME,
					"definition": frappe.db.get_value("Register Definition", {"code": "R3"}),
					"station": self.world.station,
					"from_date": f"{self.year}-04-01",
					"to_date": f"{self.year}-06-30",
				}
			).insert()
		self.assertEqual(self.opened("officer", STATION, self.world.station)["opened"], 5)
		self.assertEqual(
			[book for book in self.books(station=self.world.station) if book[0] == "R3"],
			[("R3", "01-01", "03-31"), ("R3", "04-01", "06-30"), ("R3", "07-01", "12-31")],
		)
		self.assertEqual(self.opened("officer", STATION, self.world.station)["opened"], 0)

	def test_nobody_opens_those_of_others(self):
		for key, holder_type, holder in (
			("officer", STATION, self.world.station_west),
			("officer", PLACE, self.world.town),
			("clerk_b", PLACE, self.world.town),
			("clerk", PLACE, self.world.county),
			("chair", PLACE, self.world.town),
			("auditor", PLACE, self.world.town),
			("deputy", STATION, self.world.station),
			("clerk", "User", self.world.town),
			("nobody", STATION, self.world.station),
		):
			with self.subTest(key, holder=holder):
				with self.as_user(key):
					self.assertForbidden(open_volumes, holder_type, holder, self.year)
				self.assertEqual(frappe.db.count(VOLUME), 0)

	def test_those_of_a_merged_station_are_opened_for_its_last_year_and_not_later(self):
		ended = {
			"merged_into": self.world.station,
			"merged_on": f"{self.year - 1}-06-30",
			"valid_to": f"{self.year - 1}-06-29",
		}
		frappe.db.set_value(STATION, self.world.station_west, ended)
		frappe.clear_document_cache(STATION, self.world.station_west)
		self.addCleanup(frappe.clear_document_cache, STATION, self.world.station_west)
		self.opened("clerk", PLACE, self.world.town, self.year - 1, with_stations=1)
		self.assertEqual(len(self.books(station=self.world.station_west)), 4)
		frappe.db.delete(VOLUME)
		self.opened("clerk", PLACE, self.world.town, with_stations=1)
		self.assertEqual(self.books(station=self.world.station_west), [])
		self.assertEqual(len(self.books(station=self.world.station)), 4)
		with self.as_user("clerk"):
			self.assertRefuses("已并入", open_volumes, STATION, self.world.station_west, self.year)

	def test_what_is_no_year_is_refused(self):
		with self.as_user("officer"):
			for year in (1900, getdate().year + 1, "abc"):
				self.assertRefuses("请填写1954年至", open_volumes, STATION, self.world.station, year)

	def test_whose_they_may_be(self):
		for key, offices, station in (
			("officer", [], self.world.station),
			("clerk", [self.world.town], None),
			("county_officer", [self.world.county], None),
		):
			with self.subTest(key), self.as_user(key):
				self.assertEqual(keepers(), {"offices": offices, "station": station})
		for key in ("chair", "deputy", "nobody"):
			with self.subTest(key), self.as_user(key):
				self.assertForbidden(keepers)

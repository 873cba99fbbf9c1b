"""Funding of a year by station and source, and the county's budget against its minimum."""

import frappe
from frappe.utils import getdate

from deputy_liaison.liaison_network.report.funding_by_station.funding_by_station import execute
from tests.base import LiaisonTestCase

YEAR = getdate().year


class TestStationFunding(LiaisonTestCase):
	def setUp(self) -> None:
		super().setUp()
		frappe.db.delete("Station Funding")
		self.fund(
			"clerk", self.world.station, ("County Budget", 60000, 40000), ("Raised by Coordination", 8000, 0)
		)
		self.fund("clerk_b", self.world.station_b, ("County Budget", 39999, 0))

	def fund(self, key: str, station: str, *entries: tuple[str, float, float], year: int = YEAR) -> None:
		with self.as_user(key):
			doc = frappe.get_doc("Liaison Station", station)
			for source, amount, spent in entries:
				row = {"funding_year": year, "source": source, "amount": amount, "spent": spent}
				doc.append("funding", row)
			doc.save()

	def report(self, key: str, **filters) -> tuple[list[tuple], dict[str, tuple]]:
		with self.as_user(key):
			_columns, rows, _message, _chart, summary = execute(filters)
		shown = [(row["station_name"], row["source"], row["amount"]) for row in rows]
		return shown, {card["label"]: (card["value"], card.get("indicator")) for card in summary}

	def test_the_countys_budget_is_held_against_its_minimum(self):
		rows, summary = self.report("county_officer")
		self.assertEqual(
			rows,
			[
				("东村代表联络站", "县级财政预算", 60000),
				("东村代表联络站", "协调投入", 8000),
				("南村代表联络站", "县级财政预算", 39999),
			],
		)
		self.assertEqual(summary["金额（元）"], (107999, None))
		self.assertEqual(summary["县级财政预算"], (99999, "Red"))
		self.assertEqual(summary["全县每年最低经费（元）"], (100000, None))
		self.fund("clerk_b", self.world.station_b, ("County Budget", 1, 0))
		self.assertEqual(self.report("county_officer")[1]["县级财政预算"], (100000, "Green"))

	def test_a_township_and_a_station_see_their_own_and_no_minimum(self):
		for key in ("clerk", "officer", "presidium"):
			rows, summary = self.report(key)
			self.assertEqual({row[0] for row in rows}, {"东村代表联络站"}, key)
			self.assertEqual(list(summary), ["金额（元）", "已支出（元）"])
			self.assertEqual(summary["已支出（元）"], (40000, None))
		self.assertEqual(self.report("nobody")[0], [])

	def test_years_and_places_apart(self):
		self.fund("clerk", self.world.station, ("County Budget", 5000, 0), year=YEAR - 1)
		self.assertEqual(
			self.report("clerk", funding_year=YEAR - 1)[0], [("东村代表联络站", "县级财政预算", 5000)]
		)
		rows, summary = self.report("county_officer", jurisdiction=self.world.town_b)
		self.assertEqual([row[0] for row in rows], ["南村代表联络站"])
		self.assertNotIn("县级财政预算", summary)

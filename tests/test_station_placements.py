"""Deputies in stations: no overlap, several grid cells, and those without one placed in one go (S1-01 to S1-03)."""

from collections import Counter
from importlib import import_module

import frappe
from frappe.utils import add_days, today

from deputy_liaison.deputies.placement_wizard import Station, Unplaced, apply, proposals, propose
from deputy_liaison.state_machine import begin
from tests.base import LiaisonTestCase, make

PLACEMENT = "Station Placement"


class PlacementTestCase(LiaisonTestCase):
	"""甲镇 has the stations of 东村 and 西村."""

	def elected(self, name: str, place: str, **mandate) -> str:
		person = {"deputy_name": name, "gender": "Man", "jurisdiction": place}
		deputy = frappe.get_doc({"doctype": "Deputy", **person}).insert().name
		values = {
			"doctype": "Deputy Mandate",
			"deputy": deputy,
			"congress_level": "Township Level",
			**mandate,
		}
		begin(frappe.get_doc(values), "Confirm Mandate", "Mandate Active")
		return deputy

	def placement(self, deputy: str | None = None, **values) -> "frappe.model.document.Document":
		return frappe.get_doc(
			{
				"doctype": PLACEMENT,
				"deputy": deputy or self.world.deputy,
				"station": self.world.station_west,
				"from_date": today(),
				**values,
			}
		)

	def cell(self, name: str, place: str) -> str:
		return make("Grid Cell", grid_name=name, code=name, jurisdiction=place)


class TestPlacements(PlacementTestCase):
	def test_twice_in_one_station_at_a_time_is_refused(self):
		with self.as_user("clerk"):
			again = self.placement(station=self.world.station)
			self.assertRefuses("已进入该站", again.insert)
			first = frappe.get_doc(PLACEMENT, {"deputy": self.world.deputy})
			first.to_date = add_days(today(), -1)
			first.save()
			self.placement(station=self.world.station).insert()

	def test_a_second_station_is_allowed_and_the_later_one_is_shown(self):
		with self.as_user("clerk"):
			self.placement().insert()
		self.assertEqual(frappe.db.get_value("Deputy", self.world.deputy, "station"), self.world.station_west)

	def test_several_grid_cells_of_the_township(self):
		cells = [self.cell("西村第一网格", self.world.west), self.cell("西村第二网格", self.world.west)]
		rows = [{"grid_cell": cell} for cell in (*cells, cells[0])]
		with self.as_user("clerk"):
			placement = self.placement(grid_cells=rows).insert()
		self.assertEqual(
			(len(placement.grid_cells), placement.grid_cell_names), (2, "西村第一网格、西村第二网格")
		)
		foreign = [{"grid_cell": self.cell("南村第一网格", self.world.south)}]
		with self.as_user("clerk"):
			other = self.placement(self.world.deputy_west, station=self.world.station, grid_cells=foreign)
			self.assertRefuses("不在同一乡镇", other.insert)

	def test_the_one_grid_cell_of_old_is_kept(self):
		with self.as_user("clerk"):
			name = self.placement().insert().name
		cell = self.cell("西村第三网格", self.world.west)
		patch = import_module("deputy_liaison.patches.v0_2.several_grid_cells")
		patch.list_cells([(name, cell)])
		patch.list_cells([(name, cell)])
		placement = frappe.get_doc(PLACEMENT, name)
		self.assertEqual([row.grid_cell for row in placement.grid_cells], [cell])
		self.assertEqual(placement.grid_cell_names, "西村第三网格")

	def test_who_has_no_mandate_in_force_is_pointed_out(self):
		person = {"deputy_name": "未选", "gender": "Man", "jurisdiction": self.world.east}
		with self.as_user("clerk"):
			deputy = frappe.get_doc({"doctype": "Deputy", **person}).insert().name
			placement = self.placement(deputy, consent="Does Not Agree").insert()
		self.assertEqual(
			placement.warnings(),
			["未选目前没有在任的代表职务（待确认）。", "代表不同意此安排，请另选联络站。"],
		)

	def test_another_town_s_clerk_places_nobody_here(self):
		with self.as_user("clerk_b"):
			self.assertRefuses("岗位", self.placement().insert)


class TestWizard(PlacementTestCase):
	def rows(self, key: str = "clerk") -> dict[str, dict]:
		with self.as_user(key):
			return {row["deputy_name"]: row for row in proposals()["rows"]}

	def test_district_first_then_the_own_place(self):
		district = make(
			"Electoral District",
			district_name="西村选区",
			jurisdiction=self.world.west,
			congress_level="Township Level",
			seats=2,
		)
		self.elected("甲东", self.world.east, electoral_district=district)
		self.elected("乙东", self.world.east)
		self.elected("丙镇", self.world.town)
		rows = self.rows()
		self.assertEqual(
			[(rows[name]["station"], rows[name]["reason"]) for name in ("甲东", "乙东", "丙镇")],
			[
				(self.world.station_west, "所在选区的联络站"),
				(self.world.station, "代表所在村（社区）的联络站"),
				(rows["丙镇"]["station"], "本乡镇代表最少的联络站"),
			],
		)
		self.assertEqual(rows["甲东"]["district"], "西村选区")
		self.assertNotIn("李春华", rows)
		self.assertEqual(self.rows("clerk_b"), {})

	def test_placed_in_one_go_and_the_rest_stay_listed(self):
		first, second = self.elected("甲东", self.world.east), self.elected("乙东", self.world.east)
		chosen = [
			{
				"deputy": first,
				"station": self.world.station,
				"consent": "Agrees with a Remark",
				"consent_remark": "希望每月初一接待。",
			}
		]
		with self.as_user("clerk"):
			self.assertEqual(apply(chosen, today()), 1)
		self.assertEqual(set(self.rows()), {"乙东"})
		placed = frappe.get_doc(PLACEMENT, {"deputy": first})
		self.assertEqual(
			(placed.consent, placed.consent_remark), ("Agrees with a Remark", "希望每月初一接待。")
		)
		both = [{"deputy": one, "station": self.world.station} for one in (second, first)]
		with self.as_user("clerk"):
			self.assertRefuses("已经进站", apply, both, today())

	def test_nobody_places_beyond_the_own_township(self):
		deputy = self.elected("甲东", self.world.east)
		row = [{"deputy": deputy, "station": self.world.station}]
		for key in ("clerk_b", "officer", "chair", "auditor"):
			with self.as_user(key):
				self.assertRaises(frappe.PermissionError, apply, row, today())
		with self.as_user("clerk"):
			elsewhere = [{"deputy": deputy, "station": self.world.station_b}]
			self.assertRaises(frappe.PermissionError, apply, elsewhere, today())

	def test_without_a_mandate_or_a_station_nothing_is_proposed(self):
		person = {"deputy_name": "未选", "gender": "Man", "jurisdiction": self.world.east}
		frappe.get_doc({"doctype": "Deputy", **person}).insert()
		self.assertNotIn("未选", self.rows())
		for name in (self.world.station, self.world.station_west):
			frappe.db.set_value("Liaison Station", name, "status", "Closed Down")
		self.elected("甲东", self.world.east)
		self.assertEqual((self.rows()["甲东"]["station"], self.rows()["甲东"]["reason"]), ("", ""))

	def test_the_rule_by_itself(self):
		stations = [Station("A", "a", "t", 5), Station("B", "b", "t", 3), Station("C", "c", "u", 0)]
		people = [
			Unplaced("colleague", "t", "t", districts=("d",)),
			Unplaced("first", "t", "t"),
			Unplaced("second", "t", "t"),
			Unplaced("only", "u", "u"),
			Unplaced("none", "v", "v"),
		]
		found = propose(people, stations, {"d": Counter({"A": 2})})
		self.assertEqual(
			{deputy: station for deputy, (station, _reason) in found.items()},
			{"colleague": "A", "first": "B", "second": "B", "only": "C"},
		)

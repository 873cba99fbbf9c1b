"""How far the network reaches, township by township, and to each reader only the own ones."""

import frappe
from frappe.utils import add_days, today

from deputy_liaison.deputies.report.network_coverage.network_coverage import execute
from tests.base import LiaisonTestCase, make


class TestNetworkCoverage(LiaisonTestCase):
	def rows(self, key: str, **filters) -> dict[str, dict]:
		with self.as_user(key):
			return {row["township_name"]: row for row in execute(filters)[1]}

	def summary(self, key: str) -> dict:
		with self.as_user(key):
			return {card["label"]: card["value"] for card in execute()[4]}

	def test_figures_of_a_township(self):
		row = self.rows("clerk")["甲镇"]
		self.assertEqual(
			{
				field: row[field]
				for field in ("homes", "stations", "villages", "covered_villages", "unplaced")
			},
			{"homes": 0, "stations": 2, "villages": 2, "covered_villages": 2, "unplaced": 0},
		)
		self.assertEqual((row["deputies"], row["mandates"]), (2, 2))
		self.assertEqual(row["gaps"], "没有乡镇级代表之家")
		self.assertEqual((row["village_coverage_rate"], row["placement_rate"]), (100, 100))

	def test_a_home_a_bare_village_and_a_bare_cell(self):
		make(
			"Liaison Station",
			station_name="甲镇代表之家",
			short_name="甲家",
			station_type="Deputies Home",
			station_level="Township Level",
			jurisdiction=self.world.town,
		)
		make("Jurisdiction", jurisdiction_name="北村", level="Village", parent_jurisdiction=self.world.town)
		cells = [
			make("Grid Cell", grid_name=f"网格{n}", code=f"N{n}", jurisdiction=self.world.east)
			for n in (1, 2)
		]
		placement = frappe.get_doc("Station Placement", {"deputy": self.world.deputy})
		with self.as_user("clerk"):
			placement.append("grid_cells", {"grid_cell": cells[0]})
			placement.save()
		row = self.rows("chair")["甲镇"]
		self.assertEqual((row["homes"], row["cells"], row["covered_cells"]), (1, 2, 1))
		self.assertEqual(row["gaps"], "未建站的村（社区）：北村；1个网格没有代表")
		self.assertEqual(
			self.summary("chair"),
			{
				"阵地总数": 3,
				"已建代表之家的乡镇": "1 / 1",
				"已建站的村（社区）": "2 / 3",
				"有代表的网格": "1 / 2",
				"未进站代表": 0,
				"代表之家覆盖率": "100%",
				"村（社区）覆盖率": "66.67%",
				"进站率": "100%",
			},
		)

	def test_hosts_groups_and_kiosks(self):
		before = self.rows("clerk")["甲镇"]
		station = frappe.get_doc("Liaison Station", self.world.station)
		station.update({"host_type": "Village House", "wechat_group_name": "东村代表群"})
		for condition in ("Working Order", "Written Off"):
			row = {"asset_kind": "Touch Kiosk", "quantity": 1, "condition": condition}
			station.append("assets", row)
		west = frappe.get_doc("Liaison Station", self.world.station_west)
		west.host_type = "Enterprise or Institution"
		west.append("assets", {"asset_kind": "Touch Kiosk", "quantity": 1, "condition": "Written Off"})
		with self.as_user("clerk"):
			station.save()
			west.save()
		after = self.rows("clerk")["甲镇"]
		fields = ("in_villages", "in_communities", "in_enterprises", "wechat_groups", "kiosks")
		self.assertEqual([after[field] - before[field] for field in fields], [1, 0, 1, 1, 1])

	def test_a_deputy_without_a_station_is_counted(self):
		placement = frappe.get_doc("Station Placement", {"deputy": self.world.deputy})
		with self.as_user("clerk"):
			placement.to_date = add_days(today(), -1)
			placement.save()
		row = self.rows("county_officer")["甲镇"]
		self.assertEqual((row["unplaced"], row["placement_rate"]), (1, 50))
		self.assertIn("1名代表未进站", row["gaps"])

	def test_each_reader_sees_the_own_townships(self):
		self.assertLessEqual({"甲镇", "乙镇"}, set(self.rows("county_officer")))
		for key, seen in (
			("clerk", {"甲镇"}),
			("officer", {"甲镇"}),
			("clerk_b", {"乙镇"}),
			("nobody", set()),
		):
			self.assertEqual(set(self.rows(key)), seen, key)

	def test_of_nothing_there_is_no_rate(self):
		with self.as_user("nobody"):
			cards = {card["label"]: card["value"] for card in execute()[4]}
		self.assertEqual({cards[label] for label in ("代表之家覆盖率", "村（社区）覆盖率", "进站率")}, {"—"})

	def test_only_townships_with_gaps(self):
		self.assertEqual(set(self.rows("clerk", only_gaps=1)), {"甲镇"})
		make(
			"Liaison Station",
			station_name="甲镇代表之家",
			short_name="甲家",
			station_type="Deputies Home",
			station_level="Township Level",
			jurisdiction=self.world.town,
		)
		self.assertEqual(self.rows("clerk", only_gaps=1), {})

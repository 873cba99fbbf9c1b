"""Cards and charts of the workspaces say what the reports say, to each reader the own figures."""

import json

import frappe
from frappe.desk.desktop import get_desktop_page
from frappe.utils import add_days, getdate, today

from deputy_liaison.deputies import figures as coverage
from deputy_liaison.deputies.report.network_coverage import network_coverage
from deputy_liaison.liaison_network import figures
from deputy_liaison.liaison_network.report.funding_by_station import funding_by_station
from deputy_liaison.liaison_network.report.standard_gaps import standard_gaps
from tests import handlers
from tests.base import LiaisonTestCase, make

STATION = "Liaison Station"


class FiguresTestCase(LiaisonTestCase):
	def figure(self, key: str, method) -> str | int:
		"""As the desk asks for it."""
		return handlers.call(self.world.users[key], f"{method.__module__}.{method.__name__}", filters="{}")

	def summary(self, key: str, report) -> dict[str, str | int | float]:
		with self.as_user(key):
			return {card["label"]: card["value"] for card in report.execute()[4]}


class TestCoverageFigures(FiguresTestCase):
	CARDS = {
		"已建代表之家的乡镇": coverage.townships_with_a_home,
		"已建站的村（社区）": coverage.villages_with_a_station,
		"有代表的网格": coverage.grid_cells_with_a_deputy,
		"未进站代表": coverage.unplaced_deputies,
	}

	def setUp(self) -> None:
		super().setUp()
		make(
			STATION,
			station_name="甲镇人大代表之家",
			short_name="甲",
			station_type="Deputies Home",
			station_level="Township Level",
			jurisdiction=self.world.town,
		)
		make("Jurisdiction", jurisdiction_name="北村", level="Village", parent_jurisdiction=self.world.town_b)
		make("Grid Cell", grid_name="东村网格", code="D1", jurisdiction=self.world.east)

	def test_they_are_the_reports(self):
		for key in ("county_officer", "clerk", "clerk_b", "presidium", "admin"):
			told = self.summary(key, network_coverage)
			for label, method in self.CARDS.items():
				self.assertEqual(self.figure(key, method), told[label], (key, label))

	def test_a_clerks_figures_are_the_own_townships(self):
		found = {
			key: [self.figure(key, method) for method in self.CARDS.values()] for key in ("clerk", "clerk_b")
		}
		self.assertEqual(found["clerk"][:3], ["1 / 1", "2 / 2", "0 / 1"])
		self.assertEqual(found["clerk_b"][:3], ["0 / 1", "1 / 2", "0 / 0"])
		homes, villages = (self.figure("county_officer", method) for method in [*self.CARDS.values()][:2])
		self.assertTrue(homes.startswith("1 / "), homes)
		self.assertEqual(villages.split(" / ")[0], "3")

	def test_a_deputy_that_leaves_its_station_is_counted(self):
		before = {key: self.figure(key, coverage.unplaced_deputies) for key in ("clerk", "clerk_b")}
		make("Deputy", deputy_name="新代表", gender="Man", jurisdiction=self.world.town)
		deputy = frappe.db.get_value("Deputy", {"deputy_name": "新代表"})
		frappe.db.set_value("Deputy", deputy, "credential_status", "Active Credentials")
		after = {key: self.figure(key, coverage.unplaced_deputies) for key in before}
		self.assertEqual([after[key] - before[key] for key in before], [1, 0])


class TestStationFigures(FiguresTestCase):
	def setUp(self) -> None:
		super().setUp()
		frappe.db.delete("Station Funding")
		for key, station, amount in (
			("clerk", self.world.station, 60000),
			("clerk_b", self.world.station_b, 39999),
		):
			with self.as_user(key):
				doc = frappe.get_doc(STATION, station)
				row = {"funding_year": getdate().year, "source": "County Budget", "amount": amount}
				doc.append("funding", row)
				doc.save()

	def check(self, key: str, station: str, result: str) -> None:
		standard = standard_gaps.usual_standard()
		with self.as_user(key):
			check = frappe.get_doc(
				{
					"doctype": "Standard Check",
					"station": station,
					"standard": standard,
					"checked_on": today(),
					"checked_by": "检查组",
				}
			)
			check.insert()
			for row in check.items:
				row.update({"result": result, "gap": "尚未配备"})
			check.save()

	def test_funding_to_the_county_beside_its_minimum(self):
		self.assertEqual(self.figure("county_officer", figures.funding_of_this_year), "9.9999 / 10")
		self.assertEqual(self.figure("clerk", figures.funding_of_this_year), "6")
		self.assertEqual(self.figure("clerk_b", figures.funding_of_this_year), "3.9999")
		told = self.summary("county_officer", funding_by_station)
		self.assertEqual((told["县级财政预算"], told["全县每年最低经费（元）"]), (99999, 100000))

	def test_stations_and_the_standard(self):
		self.check("clerk", self.world.station, "Item Met")
		self.check("clerk_b", self.world.station_b, "Item Not Met")
		for key in ("county_officer", "clerk", "clerk_b", "presidium"):
			told = self.summary(key, standard_gaps)
			self.assertEqual(
				self.figure(key, figures.stations_meeting_the_standard),
				f"{told['达标']} / {told['在用联络站']}",
				key,
			)
			self.assertEqual(self.figure(key, figures.stations_with_gaps), told["有差距"], key)
		self.assertEqual(self.figure("clerk", figures.stations_with_gaps), 0)
		self.assertEqual(self.figure("clerk_b", figures.stations_with_gaps), 1)

	def test_overdue_findings(self):
		before = {
			key: self.figure(key, figures.findings_overdue) for key in ("county_officer", "clerk", "clerk_b")
		}
		with self.as_user("clerk"):
			frappe.get_doc(
				{
					"doctype": "Station Inspection",
					"station": self.world.station,
					"inspected_on": add_days(today(), -40),
					"inspectors": "镇人大",
					"findings": [
						{"item": "标牌", "finding": "标牌未挂", "due_date": add_days(today(), -3)},
						{"item": "制度", "finding": "制度未上墙", "due_date": add_days(today(), 3)},
					],
				}
			).insert()
		after = {key: self.figure(key, figures.findings_overdue) - was for key, was in before.items()}
		self.assertEqual(after, {"county_officer": 1, "clerk": 1, "clerk_b": 0})


class TestWhoIsAnswered(FiguresTestCase):
	def test_units_deputies_and_outsiders_are_refused(self):
		for key in ("water", "deputy", "nobody"):
			for method in (
				coverage.townships_with_a_home,
				coverage.unplaced_deputies,
				figures.funding_of_this_year,
				figures.stations_with_gaps,
				figures.findings_overdue,
			):
				with self.as_user(key), self.assertRaises(frappe.PermissionError, msg=(key, method)):
					method()

	def test_the_workspaces_show_them_to_their_readers(self):
		for key, workspace, cards, charts in (
			("county_officer", "County Work", 22, 5),
			("auditor", "County Work", 22, 5),
			("clerk", "Township Work", 19, 1),
			("presidium", "Presidium Work", 19, 1),
		):
			with self.as_user(key):
				page = get_desktop_page(json.dumps({"name": workspace, "title": workspace, "public": 1}))
			self.assertEqual(
				(len(page["number_cards"]["items"]), len(page["charts"]["items"])), (cards, charts), key
			)

	def test_every_card_names_a_method_and_every_chart_a_report_of_ours(self):
		modules = frappe.get_all("Module Def", filters={"app_name": "deputy_liaison"}, pluck="name")
		for name in frappe.get_all(
			"Number Card", {"module": ("in", modules), "type": "Custom"}, pluck="name"
		):
			method = frappe.get_attr(frappe.db.get_value("Number Card", name, "method"))
			self.assertIn(method, frappe.whitelisted, name)
		for report in frappe.get_all("Dashboard Chart", {"module": ("in", modules)}, pluck="report_name"):
			self.assertIn(frappe.db.get_value("Report", report, "module"), modules)

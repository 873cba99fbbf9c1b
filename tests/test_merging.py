"""A village, station, cell or unit goes on in another: the open moves, the closed stays, all of it or nothing."""

import frappe
from frappe.utils import add_days, getdate, today

from deputy_liaison.finding import search_link
from deputy_liaison.liaison_network import merging
from tests.base import LiaisonTestCase, make

STATION, TICKET, ORDER = "Liaison Station", "Opinion Ticket", "Dispatch Order"
DOCUMENT = "甲政发〔2026〕8号"


class MergingTestCase(LiaisonTestCase):
	def merge(self, doctype: str, name: str, successor: str, by: str = "admin", **changes) -> dict[str, int]:
		values = {"from_day": today(), "document": DOCUMENT, **changes}
		# the cache of documents knows nothing of the rollback: a merged one would stay so for the next test
		self.addCleanup(frappe.clear_document_cache, doctype, name)
		with self.as_user(by):
			return {row["label"]: row["count"] for row in merging.merge(doctype, name, successor, **values)}


class TestStations(MergingTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.closed = self.closed_ticket()
		self.open = self.registered_ticket()
		make("Reception Day", station=self.world.station, day=add_days(today(), 9))

	def closed_ticket(self) -> str:
		with self.as_user("officer"):
			visit = self.new_visit(
				matters=[
					{
						"content": "医保什么时候缴费？",
						"outcome": "Answered on the Spot",
						"answer": "十二月底前。",
					}
				]
			).insert()
		return visit.matters[0].ticket

	def test_the_open_goes_over_and_the_closed_stays(self):
		number = frappe.db.get_value(TICKET, self.open, "number")
		with self.as_user("admin"):
			told = {row["label"]: row["count"] for row in merging.what_moves(STATION, self.world.station)}
		moved = self.merge(STATION, self.world.station, self.world.station_west)
		self.assertEqual(moved, told)
		self.assertEqual((moved["意见单"], moved["代表接待日"], moved["进站安排"]), (1, 1, 1))
		self.assertEqual(
			frappe.db.get_value(TICKET, self.open, ["station", "number"]), (self.world.station_west, number)
		)
		self.assertEqual(frappe.db.get_value(TICKET, self.closed, "station"), self.world.station)
		old = frappe.get_doc(STATION, self.world.station)
		self.assertEqual(
			(old.merged_into, old.merger_document, old.status, old.valid_to),
			(self.world.station_west, DOCUMENT, "Closed Down", getdate(add_days(today(), -1))),
		)

	def test_people_work_on_at_the_successor(self):
		self.merge(STATION, self.world.station, self.world.station_west)
		with self.as_user("officer"):
			self.assertTrue(frappe.has_permission(TICKET, "read", self.open))
			visit = self.new_visit(self.world.station_west).insert()
		self.assertEqual(
			frappe.db.get_value("Constituent Visit", visit.name, "station"), self.world.station_west
		)
		self.assertEqual(frappe.db.get_value("Deputy", self.world.deputy, "station"), self.world.station_west)
		ended = frappe.get_all(
			"Station Placement", {"deputy": self.world.deputy, "station": self.world.station}, pluck="to_date"
		)
		self.assertEqual(ended, [getdate(add_days(today(), -1))])

	def test_a_post_that_began_on_the_day_of_the_merger_or_later_goes_over_as_a_whole(self):
		post = {"user": self.world.users["officer"], "post": "Station Liaison Officer"}
		began = frappe.db.get_value("Staff Post", post, "from_date")
		for day in (add_days(began, -5), began):
			with self.subTest(day):
				frappe.db.savepoint("merger")
				self.merge(STATION, self.world.station, self.world.station_west, from_day=str(day))
				moved = frappe.get_all(
					"Staff Post", post, ["station", "place", "from_date", "workflow_state"]
				)
				self.assertEqual(
					[tuple(one.values()) for one in moved],
					[(self.world.station_west, self.world.west, began, "Post Active")],
				)
				frappe.db.rollback(save_point="merger")

	def test_the_old_one_is_offered_and_taken_for_nothing_new(self):
		self.merge(STATION, self.world.station, self.world.station_west)
		with self.as_user("clerk"):
			found = search_link(STATION, "东村代表联络站") or frappe.response.pop("results", [])
			self.assertEqual(found, [])
		with self.as_user("clerk"):
			day = frappe.get_doc({"doctype": "Reception Day", "station": self.world.station, "day": today()})
			self.assertRefuses("</strong>已并入<strong>西村代表联络站", day.insert)

	def test_the_matter_and_the_station_say_so(self):
		self.merge(STATION, self.world.station, self.world.station_west)
		for doctype, name in ((TICKET, self.open), (STATION, self.world.station)):
			notes = frappe.get_all(
				"Handling Log", {"reference_doctype": doctype, "reference_name": name}, pluck="note"
			)
			self.assertTrue(
				any("东村代表联络站并入西村代表联络站" in (note or "") for note in notes), doctype
			)


class TestPlacesUnitsAndCells(MergingTestCase):
	def test_a_village_with_its_stations_and_cells(self):
		cell = make("Grid Cell", grid_name="东村网格", code="D1", jurisdiction=self.world.east)
		ticket = self.registered_ticket()
		self.merge("Jurisdiction", self.world.east, self.world.west)
		for doctype, name in (("Grid Cell", cell), (STATION, self.world.station), (TICKET, ticket)):
			self.assertEqual(frappe.db.get_value(doctype, name, "jurisdiction"), self.world.west, doctype)
		with self.as_user("clerk"):
			self.assertTrue(frappe.has_permission(TICKET, "read", ticket))

	def test_a_unit_renamed_by_a_reform_keeps_its_open_orders_and_account(self):
		ticket = self.dispatched_ticket()
		order = self.order_of(ticket)
		unit = make(
			"Responsible Unit",
			unit_name="甲镇农业农村和水务站",
			kind="Township Office",
			jurisdiction=self.world.town,
		)
		self.merge("Responsible Unit", self.world.unit_water, unit)
		self.assertEqual(frappe.db.get_value(ORDER, order, "responsible_unit"), unit)
		with self.as_user("water"):
			self.assertTrue(frappe.has_permission(ORDER, "read", order))
		self.reply(ticket)
		self.assertEqual(frappe.db.get_value(TICKET, ticket, "workflow_state"), "Ticket To Feed Back")

	def test_the_deputies_of_a_cell_go_on_in_the_successor(self):
		old, new, other = (
			make("Grid Cell", grid_name=f"东村{word}网格", code=code, jurisdiction=self.world.east)
			for word, code in (("一", "D1"), ("二", "D2"), ("三", "D3"))
		)
		running = frappe.get_doc("Station Placement", {"deputy": self.world.deputy})
		with self.as_user("clerk"):
			ended = frappe.get_doc(
				{
					"doctype": "Station Placement",
					"deputy": self.world.deputy,
					"station": self.world.station_west,
					"from_date": add_days(today(), -90),
					"to_date": add_days(today(), -60),
					"grid_cells": [{"grid_cell": old}],
				}
			).insert()
			for cell in (old, new, other):
				running.append("grid_cells", {"grid_cell": cell})
			running.save()
		self.assertEqual(self.merge("Grid Cell", old, new), {"进站安排": 1})
		following = frappe.get_doc(
			"Station Placement", {"deputy": self.world.deputy, "from_date": getdate(today())}
		)
		# the successor was among the deputy's cells already
		self.assertEqual({row.grid_cell for row in following.grid_cells}, {new, other})
		self.assertEqual(len(following.grid_cells), 2)
		running.reload()
		self.assertEqual(running.to_date, getdate(add_days(today(), -1)))
		self.assertEqual([row.grid_cell for row in running.grid_cells], [old, new, other])
		ended.reload()
		self.assertEqual([row.grid_cell for row in ended.grid_cells], [old])
		self.assertEqual(frappe.db.get_value("Grid Cell", old, "merged_into"), new)

	def test_groups_follow_the_station_and_those_that_have_ended_stay(self):
		values = {
			"tier": "Small Deputy Group",
			"jurisdiction": self.world.town,
			"station": self.world.station,
		}
		group = make("Deputy Group", group_name="东村小组", **values)
		past = frappe.get_doc(
			{"doctype": "Deputy Group", "group_name": "上届小组", "to_date": add_days(today(), -9), **values}
		).insert()
		self.assertEqual(self.merge(STATION, self.world.station, self.world.station_west)["代表小组"], 1)
		self.assertEqual(frappe.db.get_value("Deputy Group", group, "station"), self.world.station_west)
		self.assertEqual(frappe.db.get_value("Deputy Group", past.name, "station"), self.world.station)

	def test_an_electoral_district_goes_on_and_its_deputy_stays_of_the_old_one(self):
		values = {"congress_level": "Township Level", "jurisdiction": self.world.town, "seats": 1}
		old, new = (make("Electoral District", district_name=f"第{n}选区", **values) for n in "一二")
		mandate = frappe.db.get_value("Deputy Mandate", {"deputy": self.world.deputy})
		frappe.db.set_value("Deputy Mandate", mandate, "electoral_district", old)
		self.assertEqual(self.merge("Electoral District", old, new), {})
		self.assertEqual(frappe.db.get_value("Deputy Mandate", mandate, "electoral_district"), old)
		stored = frappe.get_doc("Electoral District", old)
		self.assertEqual(
			(stored.merged_into, stored.merger_document, stored.to_date),
			(new, DOCUMENT, getdate(add_days(today(), -1))),
		)
		self.assertRefuses("已经停用", self.merge, "Electoral District", old, new)

	def test_districts_of_two_levels_are_not_one(self):
		values = {"jurisdiction": self.world.town, "seats": 1}
		old = make("Electoral District", district_name="第一选区", congress_level="Township Level", **values)
		new = make("Electoral District", district_name="县第一选区", congress_level="County", **values)
		self.assertRefuses("不同级别", self.merge, "Electoral District", old, new)
		self.assertRefuses("岗位", self.merge, "Electoral District", old, new, by="clerk")

	def test_two_orders_of_one_matter_stand_against_it_and_nothing_moves(self):
		self.dispatched_ticket()
		self.assertRefuses(
			"请先处理", self.merge, "Responsible Unit", self.world.unit_water, self.world.unit_works
		)
		frappe.db.rollback(save_point="before_test")

	def test_what_cannot_be_one(self):
		east, west, south = self.world.east, self.world.west, self.world.south
		for text, name, successor, changes in (
			("请选择另一个", east, east, {}),
			("不在同一乡镇", east, south, {}),
			("只办理村（社区）的合并", self.world.town, self.world.town_b, {}),
			("并入依据", east, west, {"document": " "}),
			("并入日期", east, west, {"from_day": add_days(today(), 1)}),
		):
			self.assertRefuses(text, self.merge, "Jurisdiction", name, successor, **changes)
		self.merge("Jurisdiction", east, west)
		self.assertRefuses("已经停用", self.merge, "Jurisdiction", east, west)

	def test_the_administrator_alone_merges(self):
		for key in ("clerk", "chair", "county_officer", "county_approver", "officer", "nobody"):
			self.assertRefuses("岗位", self.merge, "Jurisdiction", self.world.east, self.world.west, by=key)
		self.assertRefuses("岗位", self.merge, "User", "Administrator", "Guest")

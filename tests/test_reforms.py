"""A station moves or closes, a unit is renamed or split: each one action of the administrator's, whole or not at all."""

import frappe
from frappe.utils import add_days, getdate, today

from deputy_liaison.liaison_network.reforms import (
	close_station,
	move_station,
	open_of_unit,
	rename_unit,
	split_unit,
)
from tests.base import LiaisonTestCase

STATION, UNIT, TICKET = "Liaison Station", "Responsible Unit", "Opinion Ticket"
DOCUMENT = "甲政发〔2026〕9号"


class TestMovingAStation(LiaisonTestCase):
	def move(self, by: str = "admin", **changes) -> dict:
		values = {"from_day": today(), "address": "西村文化楼二楼", "document": DOCUMENT, **changes}
		with self.as_user(by):
			return move_station(self.world.station, **values)

	def test_it_stands_at_the_new_place_and_its_history_says_so(self):
		ticket = self.registered_ticket()
		before = frappe.db.get_value(TICKET, ticket, ["jurisdiction", "number", "station"])
		frappe.db.set_value(STATION, self.world.station, "address", "东村小学")
		self.move(jurisdiction=self.world.west, latitude=25.15, longitude=102.07, cost=3000)
		station = frappe.get_doc(STATION, self.world.station)
		self.assertEqual(
			[station.get(key) for key in ("jurisdiction", "address", "latitude", "public_investment")],
			[self.world.west, "西村文化楼二楼", 25.15, 3000],
		)
		(event,) = station.history
		self.assertEqual((event.event_kind, event.event_on, event.cost), ("Station Moved", getdate(), 3000))
		self.assertEqual(event.note, f"由东村小学迁来，依据{DOCUMENT}")
		# what was registered before keeps its number and its place, and is worked on by the same people
		self.assertEqual(frappe.db.get_value(TICKET, ticket, ["jurisdiction", "number", "station"]), before)
		with self.as_user("officer"):
			self.assertTrue(frappe.has_permission(TICKET, "write", ticket))
			self.new_visit().insert()

	def test_the_old_coordinates_go_with_the_old_place(self):
		frappe.db.set_value(STATION, self.world.station, {"latitude": 25.1, "longitude": 102.1})
		self.move()
		self.assertFalse(frappe.db.get_value(STATION, self.world.station, "latitude"))

	def test_what_is_refused(self):
		for text, changes in (
			("属于另一个乡镇", {"jurisdiction": self.world.south}),
			("新地址", {"address": " "}),
			("调整依据", {"document": ""}),
			("迁址日期", {"from_day": add_days(today(), 1)}),
			("填反", {"latitude": 102.07, "longitude": 25.15}),
		):
			self.assertRefuses(text, self.move, **changes)
		self.assertFalse(frappe.db.exists("Station Event", {"parent": self.world.station}))
		frappe.db.set_value(STATION, self.world.station, "valid_to", today())
		self.assertRefuses("已经停用", self.move)

	def test_the_administrator_alone_moves_it(self):
		for key in ("clerk", "chair", "county_officer", "county_approver", "officer", "nobody"):
			self.assertRefuses("岗位", self.move, by=key)

	def test_saving_the_page_moves_no_station_with_records(self):
		for key in ("clerk", "county_officer", "admin"):
			with self.as_user(key):
				doc = frappe.get_doc(STATION, self.world.station)
				doc.jurisdiction = self.world.west
				self.assertRefuses("请点击“迁址”", doc.save)
		with self.as_user("clerk"):
			doc = frappe.get_doc(STATION, self.world.station)
			doc.reception_pattern = "每月20日"
			doc.save()


class TestClosingAStation(LiaisonTestCase):
	def close(self, by: str = "admin", **changes) -> list[dict]:
		values = {"name": self.world.station_west, "from_day": today(), "document": DOCUMENT, **changes}
		with self.as_user(by):
			return close_station(**values)

	def test_placements_and_posts_end_and_the_history_says_so(self):
		group = self.new_group([self.world.deputy_west], convener=self.world.deputy_west)
		frappe.db.set_value("Deputy Group", group, "station", self.world.station_west)
		self.assertEqual(
			{row["label"]: row["count"] for row in self.close()}, {"进站安排": 1, "岗位": 1, "代表小组": 1}
		)
		yesterday = getdate(add_days(today(), -1))
		station = frappe.get_doc(STATION, self.world.station_west)
		self.assertEqual((station.status, station.valid_to), ("Closed Down", yesterday))
		(event,) = station.history
		self.assertEqual(
			(event.event_kind, event.event_on, event.note), ("Station Closed", getdate(), DOCUMENT)
		)
		self.assertEqual(
			frappe.db.get_value("Station Placement", {"deputy": self.world.deputy_west}, "to_date"), yesterday
		)
		self.assertEqual(frappe.db.get_value("Deputy", self.world.deputy_west, "station"), None)
		self.assertEqual(
			frappe.db.get_value("Staff Post", {"station": self.world.station_west}, "to_date"), yesterday
		)
		self.assertEqual(frappe.db.get_value("Deputy Group", group, ("station", "to_date")), (None, None))

	def test_what_is_open_stands_against_it(self):
		with self.as_user("other_officer"):
			ticket = self.new_visit(station=self.world.station_west).insert().matters[0].ticket
			frappe.get_doc(
				{"doctype": "Reception Day", "station": self.world.station_west, "day": add_days(today(), 9)}
			).insert()
		self.assertRefuses("意见单：1、代表接待日：1", self.close)
		self.assertEqual(frappe.db.get_value(TICKET, ticket, "station"), self.world.station_west)
		self.assertFalse(frappe.db.get_value(STATION, self.world.station_west, "valid_to"))

	def test_what_is_closed_stays(self):
		with self.as_user("other_officer"):
			ticket = self.new_visit(station=self.world.station_west).insert().matters[0].ticket
		frappe.db.set_value(TICKET, ticket, "workflow_state", "Ticket Archived")
		self.close()
		self.assertEqual(frappe.db.get_value(TICKET, ticket, "station"), self.world.station_west)

	def test_what_is_refused(self):
		self.assertRefuses("调整依据", self.close, document=" ")
		self.assertRefuses("撤销日期", self.close, from_day=add_days(today(), 1))
		self.close()
		self.assertRefuses("已经停用", self.close)
		for key in ("clerk", "chair", "county_officer", "officer", "nobody"):
			self.assertRefuses("岗位", self.close, by=key)


class TestRenamingAUnit(LiaisonTestCase):
	def rename(self, by: str = "admin", **changes) -> str:
		values = {
			"name": self.world.unit_water,
			"new_name": "甲镇水利服务中心",
			"short_name": "水利中心",
			"from_day": today(),
			"document": DOCUMENT,
			**changes,
		}
		with self.as_user(by):
			return rename_unit(**values)

	def test_what_is_open_goes_on_under_the_new_name_and_the_closed_keeps_the_old(self):
		done, still = self.dispatched_ticket(), self.dispatched_ticket()
		closed = self.order_of(done)
		self.reply(done)
		new = self.rename()
		unit = frappe.get_doc(UNIT, new)
		self.assertEqual(
			[unit.get(key) for key in ("unit_name", "short_name", "kind", "jurisdiction", "valid_from")],
			["甲镇水利服务中心", "水利中心", "Township Office", self.world.town, getdate()],
		)
		self.assertEqual(frappe.db.get_value("Dispatch Order", self.order_of(still), "responsible_unit"), new)
		self.assertEqual(
			frappe.db.get_value("Dispatch Order", closed, "responsible_unit"), self.world.unit_water
		)
		self.assertEqual(
			frappe.db.get_value(UNIT, self.world.unit_water, ("merged_into", "merger_document")),
			(new, DOCUMENT),
		)
		self.assertEqual(
			frappe.db.get_value(
				"Handling Log", {"reference_name": self.order_of(still), "action": "Move by Merger"}, "note"
			),
			f"甲镇水务站自{today()}起更名为甲镇水利服务中心",
		)
		# the officer goes on under the new name
		self.reply(still)

	def test_what_is_refused(self):
		self.assertRefuses("新名称", self.rename, new_name=" ")
		self.assertRefuses("调整依据", self.rename, document="")
		self.assertRefuses("启用新名称日期", self.rename, from_day=add_days(today(), 1))
		self.assertRefuses("已经存在", self.rename, new_name="甲镇供电所")
		self.assertRefuses("已经存在", self.rename, new_name="甲镇水务站")
		for key in ("clerk", "chair", "county_officer", "water", "nobody"):
			self.assertRefuses("岗位", self.rename, by=key)


class TestSplittingAUnit(LiaisonTestCase):
	parts = ("甲镇水利站", "甲镇供水站")

	def split(self, by: str = "admin", **changes) -> list[dict]:
		values = {
			"name": self.world.unit_water,
			"parts": list(self.parts),
			"from_day": today(),
			"document": DOCUMENT,
			"chosen": {},
			**changes,
		}
		with self.as_user(by):
			return split_unit(**values)

	def unit(self, name: str) -> str:
		return frappe.db.get_value(UNIT, {"unit_name": name})

	def test_each_open_matter_goes_where_it_was_sent(self):
		first, second = self.dispatched_ticket(), self.dispatched_ticket()
		with self.as_user("admin"):
			keys = [row["key"] for row in open_of_unit(self.world.unit_water)]
		# a matter's order goes with it, so it is not asked for
		self.assertEqual(
			{key for key in keys if not key.startswith("Staff")}, {f"{TICKET}/{first}", f"{TICKET}/{second}"}
		)
		self.split(chosen={f"{TICKET}/{second}": self.parts[1]})
		for ticket, name in ((first, self.parts[0]), (second, self.parts[1])):
			unit = self.unit(name)
			self.assertEqual(frappe.db.get_value(TICKET, ticket, "lead_unit"), unit)
			self.assertEqual(
				frappe.db.get_value("Dispatch Order", self.order_of(ticket), "responsible_unit"), unit
			)
		# the account goes with the first, where nothing else was chosen
		self.assertTrue(frappe.db.get_value(UNIT, self.unit(self.parts[0]), "has_account"))
		self.assertFalse(frappe.db.get_value(UNIT, self.unit(self.parts[1]), "has_account"))
		self.assertEqual(
			frappe.db.get_value(
				"Handling Log", {"reference_name": self.world.unit_water, "action": "Merge Record"}, "note"
			),
			f"甲镇水务站拆分为甲镇水利站、甲镇供水站、{DOCUMENT}",
		)

	def test_a_unit_that_is_there_already_takes_its_part(self):
		works = "甲镇村镇建设办"
		key = f"{TICKET}/{self.dispatched_ticket()}"
		# it has an order of the same matter, so it cannot take the lead's as well
		self.assertRefuses("已有自己的一份", self.split, parts=[self.parts[0], works], chosen={key: works})

	def test_where_one_is_refused_nothing_is_kept(self):
		frappe.db.savepoint("request")
		self.assertRefuses("名单已有变化", self.split, chosen={"x": "甲镇别的站"})
		frappe.db.rollback(save_point="request")
		self.assertIsNone(self.unit(self.parts[0]))
		self.assertFalse(frappe.db.get_value(UNIT, self.world.unit_water, "valid_to"))

	def test_what_is_refused(self):
		for parts in ([], [self.parts[0]], [self.parts[0], " "], [self.parts[0], "甲镇水务站"]):
			self.assertRefuses("至少填写两个单位", self.split, parts=parts)
		self.assertRefuses("拆分日期", self.split, from_day=add_days(today(), 1))
		for key in ("clerk", "chair", "county_officer", "water", "nobody"):
			self.assertRefuses("岗位", self.split, by=key)

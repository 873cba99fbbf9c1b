"""A station moves to other rooms: one action of the administrator's, whole or not at all."""

import frappe
from frappe.utils import add_days, getdate, today

from deputy_liaison.liaison_network.reforms import move_station
from tests.base import LiaisonTestCase

STATION, TICKET = "Liaison Station", "Opinion Ticket"
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

"""A member of the presidium finds the stations that he or she guides, and the groups linked by him or her."""

import frappe
from frappe.utils import add_days, getdate, today

from deputy_liaison.deputies.report.my_stations.my_stations import execute
from tests.base import LiaisonTestCase, make

STATION = "Liaison Station"


class TestMyStations(LiaisonTestCase):
	def report(self, key: str) -> tuple[dict[str, dict], str]:
		with self.as_user(key):
			_columns, rows, message = execute()
		return {row["station_name"]: row for row in rows}, message or ""

	def name_guide(self, station: str, name: str, **values) -> None:
		with self.as_user("clerk"):
			doc = frappe.get_doc(STATION, station)
			doc.append("officeholders", {"office": "Guiding Presidium Member", "person_name": name, **values})
			doc.save()

	def test_a_post_at_the_station_makes_it_ones_own(self):
		with self.as_user("clerk"):
			doc = frappe.get_doc(STATION, self.world.station)
			doc.append("officeholders", {"office": "Station Head", "person_name": "李春华"})
			doc.append("officeholders", {"office": "Liaison Officer", "person_name": "王联络"})
			doc.save()
			for days, due in ((-40, -5), (-9, 5)):
				frappe.get_doc(
					{
						"doctype": "Station Inspection",
						"station": self.world.station,
						"inspected_on": add_days(today(), days),
						"inspectors": "镇人大",
						"findings": [{"item": "标牌", "finding": "未挂", "due_date": add_days(today(), due)}],
					}
				).insert()
		rows, _message = self.report("presidium")
		self.assertEqual(list(rows), ["东村代表联络站"])
		row = rows["东村代表联络站"]
		self.assertEqual(
			[row[key] for key in ("head", "officers", "gaps", "inspected_on", "open_findings")],
			["李春华", "王联络", "尚未检查", getdate(add_days(today(), -9)), 2],
		)

	def test_a_row_among_the_officeholders_makes_it_the_chairs_own(self):
		self.assertEqual(self.report("chair")[0], {})
		self.name_guide(self.world.station_west, "赵主席")
		self.name_guide(self.world.station, "赵主席", to_date=add_days(today(), -1))
		self.assertEqual(list(self.report("chair")[0]), ["西村代表联络站"])
		# another of the same name is another
		frappe.db.set_value(
			"Station Officeholder",
			{"person_name": "赵主席", "to_date": ("is", "not set")},
			"deputy",
			self.world.deputy,
		)
		self.assertEqual(self.report("chair")[0], {})

	def test_a_station_without_a_post_is_named_and_no_more(self):
		self.name_guide(self.world.station_west, "主席团员")
		rows, message = self.report("presidium")
		self.assertEqual(list(rows), ["东村代表联络站"])
		self.assertIn("您没有该站的岗位：西村代表联络站", message)

	def test_linked_groups(self):
		values = {"tier": "Small Deputy Group", "jurisdiction": self.world.town}
		make(
			"Deputy Group",
			group_name="东村小组",
			station=self.world.station,
			linking_member="张三、主席团员",
			**values,
		)
		make("Deputy Group", group_name="西村小组", linking_member="主席团员二", **values)
		rows, message = self.report("presidium")
		self.assertEqual(rows["东村代表联络站"]["groups"], "东村小组")
		self.assertEqual(message, "您联系的代表小组：东村小组")

	def test_it_is_the_presidiums_alone(self):
		for key, permitted in (("presidium", True), ("chair", True), ("clerk", False), ("officer", False)):
			with self.as_user(key):
				self.assertEqual(bool(frappe.get_doc("Report", "My Stations").is_permitted()), permitted, key)

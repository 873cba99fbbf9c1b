"""A station's premises, people, walls and history: what is refused, what is only told, who may edit."""

import frappe
from frappe.utils import add_days, getdate, today

from deputy_liaison.liaison_network.doctype.liaison_station.liaison_station import lower_stations
from deputy_liaison.side_doors import get_open_count
from tests.base import LiaisonTestCase

STATION = "Liaison Station"


class TestLiaisonStation(LiaisonTestCase):
	def station(self) -> "frappe.model.document.Document":
		return frappe.get_doc(STATION, self.world.station)

	def edit(self, key: str = "clerk", **values):
		"""Save the east station with these values as one of the people."""
		with self.as_user(key):
			doc = self.station()
			for field, value in values.items():
				if isinstance(value, list):
					doc.set(field, [])
					for row in value:
						doc.append(field, row)
				else:
					doc.set(field, value)
			return doc.save()

	def officers(self, *names: str) -> list[dict]:
		return [{"office": "Liaison Officer", "person_name": name} for name in names]

	def head(self, **values) -> dict:
		return {"office": "Station Head", "person_name": "李春华", "deputy": self.world.deputy, **values}

	# who

	def test_the_clerk_edits_the_own_township_and_nobody_below_does(self):
		saved = self.edit(reception_pattern="每月20日上午9时至11时", wechat_members=35)
		self.assertEqual(saved.wechat_members, 35)
		for key in ("clerk_b", "officer", "chair", "presidium", "auditor", "deputy"):
			with self.assertRaises(frappe.PermissionError, msg=key):
				self.edit(key, phone="0878-1234567")
		self.edit("county_officer", phone="0878-1234567")

	# what is told and what is refused about officeholders

	def said(self, **values) -> list[str]:
		frappe.clear_messages()
		doc = self.edit(**values)
		told = [text for message in frappe.message_log for text in frappe.parse_json(message)["message"]]
		self.assertEqual(told, doc.shortcomings())
		return doc.shortcomings()

	def test_a_complete_list_of_officeholders_says_nothing(self):
		rows = [
			self.head(),
			{"office": "Person in Charge", "person_name": "吴支书"},
			*self.officers("王联络", "田联络"),
		]
		self.assertEqual(self.said(officeholders=rows), [])
		self.assertEqual(frappe.message_log, [])

	def test_a_head_who_is_no_active_deputy_is_told_and_saved(self):
		frappe.db.set_value("Deputy", self.world.deputy, "credential_status", "Suspended Credentials")
		said = self.said(officeholders=[self.head(), *self.officers("王联络")])
		self.assertIn("站长李春华目前不是资格有效的代表。", said)
		self.assertEqual(self.station().officeholders[0].deputy, self.world.deputy)
		said = self.said(officeholders=[self.head(deputy=None), *self.officers("王联络")])
		self.assertIn("站长李春华：站长应由人大代表担任，请在该行选择代表。", said)

	def test_a_head_of_the_past_is_not_asked_for_today(self):
		said = self.said(officeholders=[self.head(to_date=add_days(today(), -1)), *self.officers("王联络")])
		self.assertIn("尚未登记站长。", said)

	def test_one_to_two_liaison_officers(self):
		too_many = "每站应有1至2名联络员，现登记3名。"
		self.assertIn(too_many, self.said(officeholders=self.officers("甲", "乙", "丙")))
		self.assertIn("每站应有1至2名联络员，现登记0名。", self.said(officeholders=[self.head()]))
		frappe.db.set_single_value("Liaison Settings", "most_liaison_officers", 3)
		frappe.clear_document_cache("Liaison Settings", "Liaison Settings")
		self.addCleanup(frappe.clear_document_cache, "Liaison Settings", "Liaison Settings")
		self.assertNotIn(too_many, self.said(officeholders=self.officers("甲", "乙", "丁")))

	def test_two_heads_at_once_are_refused_one_after_the_other_is_not(self):
		old = self.head(person_name="周前任", deputy=None, from_date="2024-01-01", to_date="2025-12-31")
		self.edit(officeholders=[old, self.head(from_date="2026-01-01")])
		self.assertRefuses(
			"同一时间只能有一人", self.edit, officeholders=[old, self.head(from_date="2025-12-31")]
		)
		self.assertEqual(self.station().holders("Station Head", getdate("2025-06-01")), ["周前任"])
		self.assertEqual(self.station().holders("Station Head", getdate("2026-06-01")), ["李春华"])

	def test_an_office_that_ends_before_it_begins_is_refused(self):
		row = self.head(from_date="2026-02-01", to_date="2026-01-31")
		self.assertRefuses("第1行", self.edit, officeholders=[row])

	# the tree

	def test_a_station_cannot_lie_under_itself(self):
		self.edit(parent_station=self.world.station_west)
		with self.as_user("clerk"):
			west = frappe.get_doc(STATION, self.world.station_west)
			west.parent_station = self.world.station
			self.assertRefuses("下设联络站之下", west.save)
		self.assertRefuses("下设联络站之下", self.edit, parent_station=self.world.station)

	def test_the_tree_shows_what_lies_under_what(self):
		self.edit(parent_station=self.world.station_west)
		with self.as_user("clerk"):
			roots = {row["value"]: row["expandable"] for row in lower_stations(STATION, "全部", True)}
			self.assertNotIn(self.world.station, roots)
			self.assertTrue(roots[self.world.station_west])
			below = lower_stations(STATION, self.world.station_west)
		self.assertEqual(
			[dict(row) for row in below],
			[{"value": self.world.station, "title": "东村代表联络站", "expandable": False}],
		)

	# premises, walls, money

	def test_a_place_outside_china_is_refused(self):
		self.edit(latitude=25.02, longitude=102.71)
		self.assertRefuses("填反", self.edit, latitude=102.71, longitude=25.02)
		self.assertRefuses("漏填", self.edit, latitude=25.02, longitude=0)

	def test_a_room_used_twice_at_once_is_told(self):
		use = {"room": "会议室", "weekday": "On Mondays", "used_by": "代表联络站"}
		other = {**use, "used_by": "老年协会"}
		times = {"from_time": "09:00:00", "to_time": "11:00:00"}
		later = {"from_time": "11:00:00", "to_time": "12:00:00"}
		clash = "会议室星期一：代表联络站与老年协会使用时间冲突。"
		self.assertNotIn(clash, self.edit(room_uses=[{**use, **times}, {**other, **later}]).shortcomings())
		self.assertIn(clash, self.edit(room_uses=[{**use, **times}, {**other, **times}]).shortcomings())
		backwards = {**use, "from_time": "11:00:00", "to_time": "09:00:00"}
		self.assertRefuses("结束时间", self.edit, room_uses=[backwards])

	def test_a_newer_display_takes_the_older_down(self):
		board = {"display_kind": "Rules on the Wall", "display_title": "代表述职制度"}
		other = {"display_kind": "Deputy Information", "display_title": "驻站代表", "posted_on": "2024-03-01"}
		rows = self.edit(
			wall_displays=[{**board, "posted_on": "2026-03-01"}, {**board, "posted_on": "2024-05-01"}, other]
		).wall_displays
		self.assertEqual([row.version for row in rows], [2, 1, 1])
		self.assertEqual([str(row.taken_down_on or "") for row in rows], ["", "2026-03-01", ""])

	def test_a_public_photo_is_refused(self):
		self.assertRefuses("私有", self.edit, photos=[{"photo": "/files/door.jpg"}])
		self.edit(photos=[{"photo": "/private/files/door.jpg"}])

	def test_the_investment_is_the_sum_of_its_events(self):
		saved = self.edit(
			history=[
				{"event_kind": "Station Founded", "event_on": "2021-03-01", "cost": 30000},
				{"event_kind": "Station Moved", "event_on": "2022-03-01"},
				{"event_kind": "Station Upgraded", "event_on": "2023-03-01", "cost": 65000},
			]
		)
		self.assertEqual(saved.public_investment, 95000)

	def test_a_year_that_is_none_is_refused(self):
		row = {"funding_year": 20226, "source": "County Budget", "amount": 5000}
		self.assertRefuses("20226", self.edit, funding=[row])
		self.edit(funding=[{**row, "funding_year": 2026}])

	# connections

	def test_connections_count_what_the_reader_may_see(self):
		self.registered_ticket()
		counts = {}
		for key in ("officer", "clerk", "officer_b"):
			with self.as_user(key):
				answer = get_open_count(STATION, self.world.station)["count"]
				rows = answer if isinstance(answer, list) else answer["external_links_found"]
				counts[key] = {row.get("name") or row["doctype"]: row["count"] for row in rows}
		self.assertGreaterEqual(counts["officer"]["Opinion Ticket"], 1)
		self.assertGreaterEqual(counts["clerk"]["Station Placement"], 1)
		self.assertEqual(counts["officer_b"]["Opinion Ticket"], 0)
		self.assertEqual(counts["officer_b"]["Constituent Visit"], 0)


class TestStationRules(LiaisonTestCase):
	def test_the_rules_of_the_plans_are_there(self):
		rows = frappe.get_all("Station Rule", {"jurisdiction": ("is", "not set")}, ["rule_set", "rule_text"])
		sets = {}
		for row in rows:
			sets[row.rule_set] = sets.get(row.rule_set, 0) + 1
			self.assertIn("一、", row.rule_text)
		self.assertEqual(
			sets,
			{
				"站室建设五项制度": 5,
				"联络站五项制度": 5,
				"代表之家四项制度": 4,
				"代表之家上墙五项制度": 5,
			},
		)

	def test_a_clerk_writes_rules_of_the_own_township_only(self):
		rule = {"doctype": "Station Rule", "rule_title": "接访值班制度"}
		with self.as_user("clerk"):
			frappe.get_doc({**rule, "jurisdiction": self.world.town}).insert()
			self.assertRefuses("岗位", frappe.get_doc({**rule, "jurisdiction": self.world.town_b}).insert)
			shipped = frappe.get_doc("Station Rule", {"rule_title": "代表述职制度"})
			shipped.rule_text = "改"
			with self.assertRaises(frappe.PermissionError):
				shipped.save()
		with self.as_user("county_officer"):
			shipped.reload()
			shipped.rule_text = "一、每届至少述职一次。"
			shipped.save()

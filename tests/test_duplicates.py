"""Earlier matters that may be the same are offered, the same first, and never beyond one's own list."""

import frappe
from frappe.utils import add_days, now_datetime

from deputy_liaison.opinions.deputy_work import earlier_matters
from deputy_liaison.opinions.duplicates import likely_earlier, likely_earlier_of
from tests.base import LiaisonTestCase

TICKET = "Opinion Ticket"
# what somebody writes down, the same matter told earlier by another, and near misses: same place, other matter
TOLD_TWICE = (
	(
		"三组水渠垮了一段,请修一修。",
		"三组的水渠塌了,浇不上地,希望赶紧修好。",
		("三组路灯坏了一半,晚上走路看不见。", "三组垃圾池没人清运,臭得很。", "二组自来水水压不够,请修一修。"),
	),
	(
		"人民路中段的路灯坏了好几盏,晚上一片漆黑。",
		"人民路路灯不亮有半个月了,天黑出门不安全。",
		("人民路中段下水道堵塞,下雨就积水。", "人民路有人占道摆摊,车子过不去。", "人民路上的公交站牌倒了。"),
	),
	(
		"村口到学校的路坑洼严重,孩子上学不好走,请修路。",
		"村里到小学的那条路坑坑洼洼,下雨天学生走不了,盼望修一修。",
		(
			"学校门口没有减速带,孩子过马路危险。",
			"村口的垃圾桶满了没人管。",
			"学校食堂的饭菜质量不好,孩子吃不饱。",
		),
	),
	(
		"翠湖小区化粪池长期外溢,臭味大,物业推诿不修。",
		"翠湖小区3号楼化粪池又漫出来了,物业不管。",
		("翠湖小区电梯经常坏,物业不修。", "翠湖小区没有停车位。", "翠湖小区物业收费不公开。"),
	),
	(
		"自来水发黄有异味,烧开了一层白垢,不敢喝。",
		"我们这里自来水是黄的,还有怪味,请查一查水质。",
		("自来水管爆裂,路面全是水。", "自来水水费收得不对,多收了两个月。"),
	),
	(
		"希望增加一趟到县城的公交车,老人看病不方便。",
		"到县城的公交班次太少,老人去医院看病等半天。",
		("老人看病报销手续太麻烦。", "县城公交司机态度不好。"),
	),
)
CANAL, CANAL_BEFORE = TOLD_TWICE[0][:2]


class DuplicatesTestCase(LiaisonTestCase):
	"""Registers matters, and asks what is like one."""

	def told(self, content: str, **values) -> str:
		return self.registered_ticket(matters=[{"content": content, "outcome": "To Be Handled"}], **values)

	def told_at(self, key: str, station: str, content: str, **values) -> str:
		matters = [{"content": content, "outcome": "To Be Handled"}]
		with self.as_user(key):
			return self.new_visit(station, matters=matters, **values).insert().matters[0].ticket

	def offered(self, content: str, key: str = "officer", station: str | None = None, **known) -> list[str]:
		with self.as_user(key):
			found = likely_earlier(content, station or self.world.station, **known)
		return [self.said(row) for row in found]

	def said(self, row: dict) -> str:
		return "".join(piece["text"] for piece in row["words"])


class TestWhatIsFound(DuplicatesTestCase):
	"""Real words of the work of stations."""

	def test_the_same_matter_comes_first_and_near_misses_after_it(self):
		for _typed, before, near in TOLD_TWICE:
			for content in (*near, before):
				self.told(content)
		for typed, before, near in TOLD_TWICE:
			found = self.offered(typed, village=self.world.east)
			self.assertEqual(found[0], before, typed)
			self.assertLess(len(set(found) & set(near)), len(near), f"{typed}: offers all that is near")

	def test_it_is_found_without_knowing_the_village_too(self):
		self.told(CANAL_BEFORE)
		self.assertEqual(self.offered(CANAL), [CANAL_BEFORE])

	def test_what_has_nothing_to_do_with_it_is_not_offered(self):
		for _typed, before, near in TOLD_TWICE[1:]:
			for content in (*near, before):
				self.told(content)
		self.assertEqual(
			self.offered("低保复核时收入怎么计算,材料交到哪里去办?", village=self.world.east), []
		)

	def test_width_and_punctuation_make_no_difference(self):
		self.told("３号楼电梯坏了两个月，物业一直不修！")
		self.assertEqual(
			self.offered("3号楼 电梯坏了两个月、物业一直不修"), ["３号楼电梯坏了两个月，物业一直不修！"]
		)

	def test_under_twelve_characters_nothing_is_asked(self):
		self.told("三组水渠垮了请修")
		before = self.offered("三组水渠垮了,请修!")
		self.assertEqual(before, [])

	def test_a_row_says_enough_to_judge(self):
		ticket = self.told(CANAL_BEFORE + "已经反映过两次。" * 20)
		self.propose(ticket)
		with self.as_user("officer"):
			row = likely_earlier(CANAL, self.world.station)[0]
		self.assertEqual(
			{key: row[key] for key in ("name", "state", "where", "handled_by")},
			{"name": ticket, "state": "待审批", "where": "东村", "handled_by": "甲镇水务站"},
		)
		self.assertRegex(row["number"], r"^意〔\d{4}〕第\d{3,}号$")
		self.assertEqual(row["day"], str(now_datetime().date()))
		self.assertEqual(len(self.said(row)), 121)
		self.assertTrue(self.said(row).endswith("…"))
		self.assertIn({"text": "水渠", "marked": True}, row["words"])
		self.assertNotIn("三组", [piece["text"] for piece in row["words"] if piece["marked"]])

	def test_closed_matters_of_a_year_count_and_older_ones_do_not(self):
		with self.as_user("officer"):
			spot = {"content": CANAL_BEFORE, "outcome": "Answered on the Spot", "answer": "已安排。"}
			closed = self.new_visit(matters=[spot]).insert().matters[0].ticket
		self.assertEqual(frappe.db.get_value(TICKET, closed, "workflow_state"), "Ticket Closed")
		self.assertEqual(self.offered(CANAL), [CANAL_BEFORE])
		frappe.db.set_value(TICKET, closed, "received_on", add_days(now_datetime(), -367))
		self.assertEqual(self.offered(CANAL), [])

	def test_what_was_merged_or_withdrawn_is_not_offered(self):
		ticket = self.told(CANAL_BEFORE)
		for state in ("Ticket Merged", "Ticket Withdrawn"):
			frappe.db.set_value(TICKET, ticket, "workflow_state", state)
			self.assertEqual(self.offered(CANAL), [], state)

	def test_no_more_than_the_setting_says_are_compared(self):
		for _number in range(4):
			self.told(CANAL_BEFORE)
		self.compare(3)
		self.assertEqual(self.offered(CANAL, village=self.world.east), [CANAL_BEFORE] * 3)

	def compare(self, most: int) -> None:
		frappe.db.set_single_value("Liaison Settings", "matters_compared", most)
		frappe.clear_document_cache("Liaison Settings", "Liaison Settings")
		self.addCleanup(frappe.clear_document_cache, "Liaison Settings", "Liaison Settings")

	def test_newer_ones_of_the_same_village_crowd_out_no_older_true_one(self):
		self.told(CANAL_BEFORE)
		for _number in range(3):
			self.told("三组路灯坏了一半,晚上走路看不见。")
		self.compare(3)
		self.assertEqual(self.offered(CANAL, village=self.world.east), [CANAL_BEFORE])

	def test_all_is_found_in_one_query(self):
		for _typed, before, near in TOLD_TWICE:
			for content in (*near, before):
				self.told(content)
		with self.as_user("officer"):
			likely_earlier(CANAL, self.world.station, self.world.east)
			with self.assertQueryCount(1):
				likely_earlier(CANAL, self.world.station, self.world.east)


class TestWithinScope(DuplicatesTestCase):
	"""What is not in one's list is not offered, whatever it says."""

	def setUp(self) -> None:
		super().setUp()
		self.east = self.told(CANAL_BEFORE)
		self.west = self.told_at("other_officer", self.world.station_west, "西站:" + CANAL_BEFORE)
		self.other = self.told_at("officer_b", self.world.station_b, "南站:" + CANAL_BEFORE, village=None)

	def of_ticket(self, key: str, ticket: str) -> set[str]:
		with self.as_user(key):
			return {row["name"] for row in likely_earlier_of(ticket)}

	def test_an_officer_is_offered_the_own_station_alone(self):
		self.assertEqual(self.offered(CANAL), [CANAL_BEFORE])
		self.assertEqual(
			self.offered(CANAL, "other_officer", self.world.station_west), ["西站:" + CANAL_BEFORE]
		)

	def test_naming_a_foreign_station_opens_nothing(self):
		self.assertEqual(self.offered(CANAL, station=self.world.station_b), [])
		self.assertEqual(self.offered(CANAL, "officer_b", self.world.station), [])
		self.assertEqual(self.offered(CANAL, station="no such station"), [])

	def test_a_clerk_is_offered_the_own_township_alone(self):
		mine = self.told(CANAL)
		self.assertEqual(self.of_ticket("clerk", mine), {self.east, self.west})

	def test_the_county_is_offered_the_matters_of_the_same_township(self):
		mine = self.told(CANAL)
		self.assertEqual(self.of_ticket("county_officer", mine), {self.east, self.west})

	def test_at_the_county_the_village_says_which_township(self):
		with self.as_user("county_officer"):
			found = likely_earlier(CANAL, village=self.world.east)
			self.assertEqual({row["name"] for row in found}, {self.east, self.west})
			found = likely_earlier(CANAL, village=self.world.south)
			self.assertEqual({row["name"] for row in found}, {self.other})

	def test_a_deputy_is_offered_what_he_or_she_received(self):
		mine = self.told(CANAL)
		of_another = {"receiving_deputies": [{"deputy": self.world.deputy_west}]}
		self.told_at("other_officer", self.world.station_west, CANAL_BEFORE, **of_another)
		# both visits of setUp were received by her
		self.assertEqual(self.of_ticket("deputy", mine), {self.east, self.west})

	def test_a_deputy_who_writes_one_down_is_offered_them_for_the_own_station(self):
		with self.as_user("deputy"):
			found = earlier_matters(CANAL, self.world.station, "东村")
			self.assertEqual({row["name"] for row in found}, {self.east, self.west})
			self.assertRefuses("您不在这个联络站", earlier_matters, CANAL, self.world.station_west)
		for key in ("officer", "water", "nobody"):
			with self.as_user(key):
				self.assertRefuses("代表", earlier_matters, CANAL, self.world.station)

	def test_who_may_not_read_the_ticket_is_refused(self):
		for key in ("clerk_b", "officer_b", "other_officer", "water", "nobody"):
			with self.as_user(key), self.assertRaises(frappe.PermissionError):
				likely_earlier_of(self.east)

	def test_who_records_no_visits_is_refused(self):
		for key in ("water", "deputy", "auditor", "nobody"):
			with self.as_user(key), self.assertRaises(frappe.PermissionError):
				likely_earlier(CANAL, self.world.station)

	def test_an_accusation_is_offered_to_nobody(self):
		mine = self.told(CANAL)
		for restriction in (1, 2):
			frappe.db.set_value(TICKET, self.east, "restriction", restriction)
			self.assertEqual(self.offered(CANAL_BEFORE), [CANAL])
			for key in ("clerk", "chair", "county_approver"):
				self.assertEqual(self.of_ticket(key, mine), {self.west}, key)

	def test_an_accusation_is_not_compared_either(self):
		frappe.db.set_value(TICKET, self.east, "restriction", 1)
		self.assertEqual(self.of_ticket("chair", self.east), set())

	def test_what_was_handed_in_past_the_station_is_not_the_stations(self):
		frappe.db.set_value(TICKET, self.east, "station", None)
		mine = self.told(CANAL)
		self.assertEqual(self.offered(CANAL_BEFORE), [CANAL])
		self.assertIn(self.east, self.of_ticket("clerk", mine))

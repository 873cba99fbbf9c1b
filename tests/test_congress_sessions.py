"""Districts, sessions with their roll, delegations and presidiums keep to the Organic and the Electoral Law."""

from importlib import import_module

import frappe
from frappe.utils import add_days, add_to_date, get_datetime, today

from deputy_liaison.deputies import legal
from deputy_liaison.deputies.doctype.congress_session.congress_session import call_roll, missed_by, roll
from deputy_liaison.deputies.doctype.delegation.delegation import take_in, without_delegation
from deputy_liaison.deputies.doctype.presidium_membership.presidium_membership import presidium_on
from deputy_liaison.deputies.own_congress import own_congress
from deputy_liaison.finding import search
from deputy_liaison.state_machine import begin
from tests.base import LiaisonTestCase, make

SESSION = "Congress Session"
NAMES = ("白一民", "白二民", "白三民", "白四民", "白五民")


class CongressTestCase(LiaisonTestCase):
	"""甲镇's congress of six deputies: 李春华 and five more."""

	def setUp(self) -> None:
		super().setUp()
		self.body = frappe.db.get_value("Congress Body", {"jurisdiction": self.world.town})
		self.term = frappe.db.get_value("Congress Term", {"congress_body": self.body})
		self.deputies = [self.world.deputy, *map(self.elected, NAMES)]

	def elected(self, name: str, **values) -> str:
		person = {"deputy_name": name, "gender": "Man", "jurisdiction": self.world.town}
		deputy = frappe.get_doc({"doctype": "Deputy", **person}).insert().name
		mandate = {
			"doctype": "Deputy Mandate",
			"deputy": deputy,
			"congress_level": "Township Level",
			**values,
		}
		begin(frappe.get_doc(mandate), "Confirm Mandate", "Mandate Active")
		return deputy

	def mandate_of(self, deputy: str) -> str:
		return frappe.db.get_value("Deputy Mandate", {"deputy": deputy})


class TestSessions(CongressTestCase):
	"""组织法 §14, 代表法 §62."""

	def session(self, number: int = 3, day: str | None = None, **values) -> "frappe.model.document.Document":
		day = day or add_days(today(), -2)
		return frappe.get_doc(
			{
				"doctype": SESSION,
				"congress_body": self.body,
				"session_number": number,
				"from_date": day,
				"to_date": add_days(day, 1),
				"bill_cut_off": f"{day} 18:00:00",
				"sittings": [
					{"sitting_kind": "Preparatory Meeting", "starts_at": f"{add_days(day, -1)} 15:00:00"},
					{"sitting_kind": "Opening Sitting", "starts_at": f"{day} 09:00:00"},
					{"sitting_kind": "Closing Sitting", "starts_at": f"{add_days(day, 1)} 15:00:00"},
				],
				**values,
			}
		)

	def called(self, **values) -> str:
		with self.as_user("clerk"):
			return self.session(**values).insert().name

	def roll_of(self, session: str, presences: list[str], sitting: int = 2, key: str = "clerk") -> list[dict]:
		begins = get_datetime(frappe.get_doc(SESSION, session).sitting(sitting).starts_at)
		rows = [
			{
				"deputy": deputy,
				"presence": presence,
				"leave_approved_by": "赵主席",
				"leave_approved_at": str(add_to_date(begins, days=-1)),
			}
			for deputy, presence in zip(self.deputies, presences, strict=False)
		]
		with self.as_user(key):
			return call_roll(session, sitting, rows)

	def test_the_clerk_s_own_congress_is_filled_in(self):
		for key, expected in (("clerk", self.body), ("officer", None), ("auditor", None)):
			with self.as_user(key):
				self.assertEqual(own_congress().get("name"), expected, key)
		county = frappe.db.get_value("Congress Body", {"jurisdiction": self.world.county})
		with self.as_user("county_officer"):
			self.assertEqual(own_congress()["name"], county)

	def test_its_title_and_term_follow_from_number_and_date(self):
		session = frappe.get_doc(SESSION, self.called())
		self.assertEqual((session.session_title, session.term), ("第十八届第三次会议", self.term))
		with self.as_user("clerk"):
			self.assertRefuses("已经录入", self.session().insert)

	def test_terms_and_sessions_are_told_apart_by_their_congress(self):
		self.called()
		with self.as_user("clerk"):
			for doctype in ("Congress Term", SESSION):
				rows = search(doctype, "第十八", "", 0, 20, {"congress_body": self.body})
				self.assertEqual([row[2] for row in rows], ["试验县甲镇人民代表大会主席团"], doctype)

	def test_two_thirds_of_all_open_it_and_one_less_does_not(self):
		session = self.called()
		counts = self.roll_of(session, ["Present"] * 3 + ["On Approved Leave", "Absent"])[1]
		self.assertEqual(
			[counts[key] for key in ("present", "on_leave", "absent", "total", "needed", "enough")],
			[3, 1, 1, 6, 4, False],
		)
		self.assertRefuses(
			"到会代表3人，代表总数6人，须有4人到会", self.act, "clerk", SESSION, session, "Open Session"
		)
		self.assertTrue(self.roll_of(session, ["Present"] * 4)[1]["enough"])
		self.act("clerk", SESSION, session, "Open Session")
		opened = frappe.get_doc(SESSION, session)
		self.assertEqual(
			(opened.workflow_state, opened.present_at_opening, opened.deputies_in_all),
			("Session Open", 4, 6),
		)

	def test_an_opening_entered_by_mistake_is_taken_back(self):
		session = self.called()
		self.roll_of(session, ["Present"] * 6)
		self.act("chair", SESSION, session, "Open Session")
		self.act("chair", SESSION, session, "Take Back Opening", note="点名有误。")
		again = frappe.get_doc(SESSION, session)
		self.assertEqual((again.workflow_state, again.opened_on), ("Session Called", None))

	def test_without_an_opening_sitting_nothing_opens(self):
		session = self.called(sittings=[])
		self.assertRefuses("录入<strong>开幕会", self.act, "clerk", SESSION, session, "Open Session")

	def test_a_suspended_deputy_counts_among_all_and_a_pending_one_does_not(self):
		self.act(
			"chair",
			"Deputy Mandate",
			self.mandate_of(self.deputies[5]),
			"Suspend Mandate",
			suspension_reason="Detained or on Trial",
			suspended_on=today(),
		)
		with self.as_user("clerk"):
			pending = {"deputy_name": "白六民", "gender": "Man", "jurisdiction": self.world.town}
			pending = frappe.get_doc({"doctype": "Deputy", **pending}).insert().name
			frappe.get_doc(
				{"doctype": "Deputy Mandate", "deputy": pending, "congress_level": "Township Level"}
			).insert()
			found = roll(self.called(), 2)
		self.assertEqual(found["needed"], 4)
		self.assertEqual({row["deputy"] for row in found["deputies"]}, set(self.deputies))

	def test_leave_is_approved_before_the_sitting(self):
		session = self.called()
		row = {"deputy": self.deputies[1], "presence": "On Approved Leave"}
		begins = get_datetime(frappe.get_doc(SESSION, session).sitting(2).starts_at)
		with self.as_user("clerk"):
			self.assertRefuses("准假人", call_roll, session, 2, [row])
			late = {"leave_approved_by": "赵主席", "leave_approved_at": str(add_to_date(begins, minutes=5))}
			self.assertRefuses("会前批准", call_roll, session, 2, [{**row, **late}])
			self.assertFalse(frappe.db.exists("Session Attendance", {"session": session}))

	def test_another_town_s_clerk_and_the_station_call_no_roll(self):
		session = self.called()
		for key in ("clerk_b", "officer", "chair"):
			with self.as_user(key):
				self.assertForbidden(call_roll, session, 2, [])
			self.assertRaises(frappe.PermissionError, self.roll_of, session, ["Present"], 2, key)

	def test_who_is_no_deputy_of_this_congress_is_not_in_its_roll(self):
		session = self.called()
		with self.as_user("clerk"):
			row = {"deputy": self.world.deputy_west, "presence": "Present"}
			self.assertRefuses("不是该人大的代表", call_roll, session, 2, [row])

	def test_after_the_close_the_roll_stays(self):
		session = self.called()
		self.roll_of(session, ["Present"] * 6)
		self.act("clerk", SESSION, session, "Open Session")
		self.act("clerk", SESSION, session, "Close Session", closed_on=add_days(today(), -1))
		self.assertRefuses("不能再改", self.roll_of, session, ["Absent"])

	def test_sittings_with_a_roll_stay_where_they_are(self):
		session = self.called()
		self.roll_of(session, ["Present"] * 6)
		with self.as_user("clerk"):
			doc = frappe.get_doc(SESSION, session)
			doc.sittings = doc.sittings[1:]
			self.assertRefuses("不能移动或删除", doc.save)
			doc.reload()
			doc.append(
				"sittings", {"sitting_kind": "Plenary Sitting", "starts_at": f"{doc.to_date} 09:00:00"}
			)
			doc.save()

	def test_one_session_missed_without_leave_warns_and_two_propose_the_end(self):
		deputy = self.deputies[4]
		mandate = frappe.get_doc("Deputy Mandate", self.mandate_of(deputy))
		absent = ["Present"] * 4 + ["Absent"]
		first = self.called(number=1, day=add_days(today(), -300))
		self.roll_of(first, ["Present"] * 4 + ["On Approved Leave"])
		self.assertEqual(mandate.warnings(), [])
		self.roll_of(first, absent)
		self.assertIn("白四民未经批准缺席第十八届第一次会议；", mandate.warnings()[0])
		self.roll_of(self.called(number=2, day=add_days(today(), -100)), absent)
		self.assertEqual(
			missed_by(deputy, self.body, self.term), ["第十八届第一次会议", "第十八届第二次会议"]
		)
		self.assertIn("请办理终止手续", mandate.warnings()[0])
		self.assertEqual(
			mandate.defaults_for("Terminate Mandate")["termination_reason"],
			"Two Sessions Missed without Leave",
		)

	def test_a_session_attended_in_part_is_not_missed(self):
		session = self.called()
		self.roll_of(session, ["Absent"])
		self.roll_of(session, ["Present"], sitting=3)
		self.assertEqual(missed_by(self.deputies[0], self.body, self.term), [])

	def test_dates_outside_the_session_are_refused(self):
		day = add_days(today(), -2)
		with self.as_user("clerk"):
			self.assertRefuses("议案截止时间", self.session(bill_cut_off=f"{today()} 09:00:00").insert)
			late = [{"sitting_kind": "Opening Sitting", "starts_at": f"{add_days(day, 5)} 09:00:00"}]
			self.assertRefuses("不在会期内", self.session(sittings=late).insert)
			self.assertRefuses("没有届次", self.session(day="2015-01-08").insert)

	def test_the_rules_by_themselves(self):
		self.assertEqual([legal.needed_to_open(total) for total in (98, 99, 100, 6, 1)], [66, 66, 67, 4, 1])
		for present, total, opens in ((65, 98, False), (66, 98, True), (66, 99, True), (0, 0, False)):
			self.assertEqual(legal.may_open(present, total), opens)
		self.assertEqual([legal.absence_consequence(times) for times in (0, 1, 2)], ["", "warn", "terminate"])
		self.assertEqual(
			legal.missed_sessions(
				{
					"一": ["Absent", "Absent"],
					"二": ["Absent", "Present"],
					"三": ["On Approved Leave"],
					"四": ["On Approved Leave", "Absent"],
				}
			),
			["一", "四"],
		)


class TestDistricts(LiaisonTestCase):
	"""选举法 §25 and §57."""

	def district(self, **values) -> "frappe.model.document.Document":
		return frappe.get_doc(
			{
				"doctype": "Electoral District",
				"district_name": "甲镇第五选区",
				"jurisdiction": self.world.east,
				"congress_level": "Township Level",
				"seats": 2,
				**values,
			}
		)

	def test_one_to_three_seats(self):
		with self.as_user("clerk"):
			for seats in (0, 4):
				self.assertRefuses("一名至三名", self.district(seats=seats).insert)
			for seats in (1, 2, 3):
				self.district(seats=seats, district_name=f"甲镇第{seats}选区").insert()

	def test_a_sub_district_elects_no_deputies_of_its_own(self):
		street = make(
			"Jurisdiction",
			jurisdiction_name="城南街道",
			level="Sub-district",
			parent_jurisdiction=self.world.county,
		)
		with self.as_user("admin"):
			self.assertRefuses("街道不选举", self.district(jurisdiction=street).insert)
			self.district(jurisdiction=street, congress_level="County").insert()

	def test_empty_seats_ask_for_a_by_election(self):
		with self.as_user("clerk"):
			district = self.district().insert()
		self.assertEqual(district.warnings(), ["有2个名额空缺（共2个），应当补选。"])
		person = {"deputy_name": "石新", "gender": "Man", "jurisdiction": self.world.east}
		deputy = frappe.get_doc({"doctype": "Deputy", **person}).insert().name
		mandate = {"deputy": deputy, "congress_level": "Township Level", "electoral_district": district.name}
		begin(frappe.get_doc({"doctype": "Deputy Mandate", **mandate}), "Confirm Mandate", "Mandate Active")
		self.assertEqual(district.warnings(), ["有1个名额空缺（共2个），应当补选。"])

	def test_districts_are_found_by_pinyin_and_older_ones_as_well(self):
		with self.as_user("clerk"):
			name = self.district().insert().name
		frappe.db.set_value("Electoral District", name, "search_key", None)
		import_module("deputy_liaison.patches.v0_2.districts_by_pinyin").execute()
		with self.as_user("clerk"):
			for typed in ("第五", "jiazhendiwu", "jzdwxq"):
				found = search("Electoral District", typed, "", 0, 20, None)
				self.assertEqual([row[0] for row in found], [name], typed)

	def test_a_district_that_was_abolished_elects_nobody(self):
		with self.as_user("clerk"):
			district = self.district(from_date="2010-01-01", to_date="2015-12-31").insert()
			person = {"deputy_name": "石旧", "gender": "Man", "jurisdiction": self.world.east}
			deputy = frappe.get_doc({"doctype": "Deputy", **person}).insert().name
			mandate = {
				"deputy": deputy,
				"congress_level": "Township Level",
				"electoral_district": district.name,
			}
			self.assertRefuses("已撤销", frappe.get_doc({"doctype": "Deputy Mandate", **mandate}).insert)

	def test_another_town_s_clerk_draws_no_districts_here(self):
		with self.as_user("clerk_b"):
			self.assertRefuses("岗位", self.district().insert)


class TestDelegationsAndPresidiums(CongressTestCase):
	"""代表法 §14, 组织法 §18 and §19."""

	def member(self, deputy: str, office: str = "Member", **values) -> "frappe.model.document.Document":
		offices = {
			"Chair": "Chair of the Presidium",
			"Vice": "Vice-chair of the Presidium",
			"Member": "Member of the Presidium",
		}
		return frappe.get_doc(
			{
				"doctype": "Presidium Membership",
				"congress_body": self.body,
				"deputy": deputy,
				"office": offices[office],
				"from_date": add_days(today(), -90),
				**values,
			}
		)

	def test_a_delegation_takes_in_the_deputies_of_its_term(self):
		with self.as_user("clerk"):
			delegation = frappe.get_doc(
				{
					"doctype": "Delegation",
					"delegation_name": "东片代表团",
					"congress_body": self.body,
					"term": self.term,
					"head": self.deputies[1],
				}
			).insert()
			free = without_delegation(delegation.name)
			self.assertEqual(len(free), 6)
			members = take_in(delegation.name, [row["name"] for row in free[:4]])
			self.assertEqual(len(members), 4)
			self.assertEqual(len(without_delegation(delegation.name)), 2)
			delegation.head = self.world.deputy_b
			self.assertRefuses("不是本届该人大的代表", delegation.save)
		with self.as_user("clerk_b"):
			self.assertRaises(frappe.PermissionError, take_in, delegation.name, [free[5]["name"]])

	def test_chair_and_vice_chairs_belong_to_the_presidium(self):
		with self.as_user("clerk"):
			for deputy, office in zip(self.deputies, ("Member", "Vice", "Chair", "Member"), strict=False):
				self.member(deputy, office).insert()
		members = presidium_on(self.body, frappe.utils.getdate())
		self.assertEqual(
			[(one.deputy_name, one.office) for one in members][:2],
			[("白二民", "Chair of the Presidium"), ("白一民", "Vice-chair of the Presidium")],
		)
		self.assertEqual(len(members), 4)

	def test_one_chair_and_two_vice_chairs_at_most(self):
		with self.as_user("clerk"):
			self.member(self.deputies[0], "Chair").insert()
			self.assertRefuses(
				"主席是李春华".replace("是", "是<strong>"), self.member(self.deputies[1], "Chair").insert
			)
			for deputy in self.deputies[1:3]:
				self.member(deputy, "Vice").insert()
			self.assertRefuses("一人至二人", self.member(self.deputies[3], "Vice").insert)
			self.assertRefuses("已是本主席团成员", self.member(self.deputies[0]).insert)

	def test_only_confirmed_deputies_of_the_congress_sit_in_it(self):
		with self.as_user("clerk"):
			self.assertRefuses("不是该人大已确认的代表", self.member(self.world.deputy_west).insert)

	def test_who_is_no_deputy_any_more_has_left(self):
		with self.as_user("clerk"):
			self.member(self.deputies[1]).insert()
		self.act(
			"chair",
			"Deputy Mandate",
			self.mandate_of(self.deputies[1]),
			"Terminate Mandate",
			termination_reason="Moved Away",
			terminated_on=add_days(today(), -1),
		)
		self.assertEqual(presidium_on(self.body, frappe.utils.getdate()), [])
		self.assertEqual(len(presidium_on(self.body, frappe.utils.getdate(add_days(today(), -5)))), 1)

	def test_a_sub_district_has_none(self):
		body = self.sub_district_body()
		with self.as_user("admin"):
			self.assertRefuses("街道没有主席团", self.member(self.deputies[0], congress_body=body).insert)
			term = {"doctype": "Congress Term", "congress_body": body, "term_number": 1, "from_date": today()}
			self.assertRefuses("街道不设", frappe.get_doc(term).insert)

	def test_a_small_presidium_is_pointed_out(self):
		with self.as_user("clerk"):
			member = self.member(self.deputies[0]).insert()
		self.assertEqual(member.warnings(), ["主席团现有1人，一般应为七人至十三人。"])
		self.assertEqual(
			[legal.presidium_size_is_unusual(size) for size in (6, 7, 13, 14)], [True, False, False, True]
		)

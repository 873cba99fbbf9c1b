"""Several mandates at once within the law, confirmed before they count, suspended, ended and taken up again."""

from importlib import import_module

import frappe
from frappe.utils import add_days, add_to_date, getdate, today

from deputy_liaison.deputies import standing
from deputy_liaison.deputies.legal import Area, conflict
from deputy_liaison.deputies.standing import Held
from tests.base import LiaisonTestCase, make

MANDATE = "Deputy Mandate"


class MandateTestCase(LiaisonTestCase):
	"""陈新民, entered by the clerk of 甲镇, without any mandate yet."""

	def setUp(self) -> None:
		super().setUp()
		with self.as_user("clerk"):
			self.deputy = self.new_person("陈新民")

	def new_person(self, name: str) -> str:
		person = {"deputy_name": name, "gender": "Man", "jurisdiction": self.world.east}
		return frappe.get_doc({"doctype": "Deputy", **person}).insert().name

	def mandate(self, **values) -> "frappe.model.document.Document":
		return frappe.get_doc(
			{"doctype": MANDATE, "deputy": self.deputy, "congress_level": "Township Level", **values}
		)

	def entered(self, key: str = "clerk", **values) -> str:
		with self.as_user(key):
			return self.mandate(**values).insert().name

	def confirmed(self, **values) -> str:
		name = self.entered(**values)
		level = frappe.db.get_value(MANDATE, name, "congress_level")
		self.act(
			"chair" if level == "Township Level" else "county_approver",
			MANDATE,
			name,
			"Confirm Mandate",
			confirmed_on=today(),
		)
		return name

	def state(self, name: str) -> str:
		return frappe.db.get_value(MANDATE, name, "workflow_state")

	def status(self) -> str:
		return frappe.db.get_value("Deputy", self.deputy, "credential_status")

	def district(self, seats: int = 1, level: str = "Township Level", place: str | None = None) -> str:
		with self.as_user("admin"):
			return make(
				"Electoral District",
				district_name=f"甲镇第九选区{level}",
				jurisdiction=place or self.world.east,
				congress_level=level,
				seats=seats,
			)


class TestConfirmation(MandateTestCase):
	"""选举法 §47: before it is confirmed a mandate counts nowhere."""

	def test_the_congress_the_term_and_its_first_day_are_found(self):
		mandate = frappe.get_doc(MANDATE, self.entered())
		body = frappe.db.get_value("Congress Body", {"jurisdiction": self.world.town})
		self.assertEqual(mandate.congress_body, body)
		self.assertEqual(frappe.db.get_value("Congress Term", mandate.term, "congress_body"), body)
		self.assertEqual(mandate.from_date, getdate(add_days(today(), -500)))
		self.assertEqual((mandate.workflow_state, mandate.confirmed_by), ("Mandate Pending", "Presidium"))

	def test_it_counts_only_once_the_chair_has_confirmed_it(self):
		name = self.entered()
		self.assertEqual(self.status(), "Pending Credentials")
		self.assertFalse(frappe.db.get_value("Deputy", self.deputy, "levels"))
		self.assertIn("尚未确认", frappe.get_doc(MANDATE, name).warnings()[0])
		self.act("chair", MANDATE, name, "Confirm Mandate", confirmed_on=today())
		self.assertEqual(self.status(), "Active Credentials")
		self.assertEqual(frappe.db.get_value("Deputy", self.deputy, "levels"), "镇")
		self.assertTrue(
			frappe.db.exists("Handling Log", {"reference_name": name, "action": "Confirm Mandate"})
		)

	def test_a_county_mandate_is_confirmed_by_the_standing_committee(self):
		name = self.entered("county_officer", congress_level="County")
		self.assertEqual(frappe.db.get_value(MANDATE, name, "confirmed_by"), "Standing Committee")
		for key in ("chair", "clerk", "county_officer", "admin"):
			self.assertRefuses(
				"县代表工委负责人", self.act, key, MANDATE, name, "Confirm Mandate", confirmed_on=today()
			)
		self.act("county_approver", MANDATE, name, "Confirm Mandate", confirmed_on=today())
		self.assertEqual(frappe.db.get_value("Deputy", self.deputy, "levels"), "县")

	def test_another_town_s_chair_confirms_nothing_here(self):
		name = self.entered()
		self.assertRefuses(
			"岗位", self.act, "chair_b", MANDATE, name, "Confirm Mandate", confirmed_on=today()
		)

	def test_who_entered_it_does_not_confirm_it(self):
		self.give_post("clerk", "Township Chair", jurisdiction=self.world.town)
		name = self.entered()
		self.assertRefuses(
			"不能确认", self.act, "clerk", MANDATE, name, "Confirm Mandate", confirmed_on=today()
		)
		self.act("vice", MANDATE, name, "Confirm Mandate", confirmed_on=today())

	def test_a_confirmation_is_not_dated_before_the_election_or_in_the_future(self):
		name = self.entered(elected_on=add_days(today(), -510))
		for day, says in ((add_days(today(), -520), "当选日期"), (add_days(today(), 1), "不能晚于今天")):
			self.assertRefuses(says, self.act, "chair", MANDATE, name, "Confirm Mandate", confirmed_on=day)

	def test_an_entry_says_nothing_of_confirmation_or_end(self):
		name = self.entered(confirmed_on=today(), termination_reason="Recalled", workflow_state="")
		mandate = frappe.get_doc(MANDATE, name)
		self.assertEqual((mandate.confirmed_on, mandate.termination_reason), (None, None))
		with self.as_user("clerk"):
			mandate.workflow_state = "Mandate Active"
			self.assertRefuses("办理按钮", mandate.save)

	def test_an_election_that_was_invalid_leaves_nothing(self):
		name = self.entered()
		self.act("chair", MANDATE, name, "Declare Election Invalid", note="选举程序违法。")
		self.assertEqual(self.status(), "Pending Credentials")
		self.entered()

	def test_the_standing_is_not_set_by_hand(self):
		with self.as_user("clerk"):
			deputy = frappe.get_doc("Deputy", self.deputy)
			deputy.credential_status = "Active Credentials"
			deputy.levels = "全国"
			deputy.save()
		self.assertEqual(self.status(), "Pending Credentials")
		self.assertFalse(frappe.db.get_value("Deputy", self.deputy, "levels"))


class TestSeveralMandates(MandateTestCase):
	"""选举法 §48."""

	def test_town_county_and_prefecture_on_one_line_go_together(self):
		self.confirmed()
		self.confirmed(congress_level="County")
		self.confirmed(
			congress_level="Prefecture",
			congress_body_text="云江市人民代表大会",
			holds_this_county=1,
			from_date=add_days(today(), -90),
		)
		self.assertEqual(frappe.db.get_value("Deputy", self.deputy, "levels"), "市、县、镇")

	def test_two_townships_are_refused_and_the_other_mandate_is_named(self):
		self.confirmed()
		body_b = frappe.db.get_value("Congress Body", {"jurisdiction": self.world.town_b})
		with self.as_user("admin"):
			second = self.mandate(congress_body=body_b, jurisdiction=self.world.town_b)
			self.assertRefuses("试验县甲镇人民代表大会</strong>的代表。任何人不得同时担任", second.insert)

	def test_a_pending_mandate_is_in_the_way_as_well(self):
		self.entered()
		with self.as_user("clerk"):
			foreign = self.mandate(
				congress_level="County", congress_body_text="邻县人民代表大会", from_date=today()
			)
			self.assertRefuses("选举法第四十八条", foreign.insert)

	def test_a_prefecture_that_does_not_hold_this_county_is_refused(self):
		self.confirmed()
		with self.as_user("clerk"):
			foreign = self.mandate(
				congress_level="Prefecture",
				congress_body_text="邻市人民代表大会",
				holds_this_county=0,
				from_date=today(),
			)
			self.assertRefuses("选举法第四十八条", foreign.insert)

	def test_the_same_congress_twice_is_refused(self):
		self.confirmed()
		with self.as_user("clerk"):
			self.assertRefuses("已经是", self.mandate().insert)

	def test_after_the_end_of_one_the_other_may_begin(self):
		first = self.confirmed()
		self.act(
			"chair",
			MANDATE,
			first,
			"Terminate Mandate",
			termination_reason="Moved Away",
			terminated_on=add_days(today(), -1),
		)
		body_b = frappe.db.get_value("Congress Body", {"jurisdiction": self.world.town_b})
		with self.as_user("admin"):
			self.mandate(congress_body=body_b, jurisdiction=self.world.town_b, from_date=today()).insert()

	def test_the_rule_by_itself(self):
		county = Area("County", "县", (1, 100))
		town, other_town = Area("Township Level", "甲", (2, 9)), Area("Township Level", "乙", (10, 19))
		city = Area("Prefecture", "本市")
		other_city = Area("Prefecture", "邻市", holds_county=False)
		other_county = Area("County", "邻县", holds_county=False)
		province = Area("Provincial", "本省")
		for one, other, verdict in (
			(county, town, ""),
			(town, other_town, "apart"),
			(county, county, "same"),
			(town, city, ""),
			(city, province, ""),
			(city, city, "same"),
			(town, other_city, "apart"),
			(county, other_county, "apart"),
			(city, other_city, "apart"),
			(province, other_county, ""),
			(other_city, other_county, ""),
		):
			with self.subTest(f"{one.title} {other.title}"):
				self.assertEqual((conflict(one, other), conflict(other, one)), (verdict, verdict))
		self.assertEqual(conflict(city, Area("Provincial", "邻省", holds_county=False)), "apart")

	def test_a_sub_district_has_no_mandates(self):
		street = make(
			"Jurisdiction",
			jurisdiction_name="城关街道",
			level="Sub-district",
			parent_jurisdiction=self.world.county,
		)
		with self.as_user("admin"):
			self.assertRefuses("街道", self.mandate(jurisdiction=street).insert)
			self.mandate(jurisdiction=street, congress_level="County").insert()


class TestTermsAndSeats(MandateTestCase):
	"""代表法 §2, 选举法 §25 and §57."""

	def test_a_mandate_lies_within_its_term(self):
		with self.as_user("clerk"):
			early = self.mandate(
				from_date=add_days(today(), -501), term=self.mandate().insert().term, deputy=self.world.deputy
			)
			early.deputy = self.new_person("何早")
			self.assertRefuses("任期内", early.insert)

	def test_a_by_election_needs_its_district_and_lasts_as_long_as_the_term(self):
		ends = add_to_date(today(), years=3)
		with self.as_user("admin"):
			body = frappe.db.get_value("Congress Body", {"jurisdiction": self.world.town})
			term = frappe.get_doc("Congress Term", {"congress_body": body})
			term.to_date = ends
			term.save()
		values = {"election_type": "By-election", "elected_on": add_days(today(), -20)}
		with self.as_user("clerk"):
			self.assertRefuses("选区", self.mandate(**values).insert)
			self.assertRefuses(
				"当选日期",
				self.mandate(election_type="By-election", electoral_district=self.district()).insert,
			)
			values["electoral_district"] = self.district()
			mandate = self.mandate(**values, to_date=add_to_date(today(), years=5)).insert()
			self.assertEqual(mandate.to_date, getdate(ends))
			self.assertEqual(getdate(mandate.from_date), getdate(values["elected_on"]))

	def test_a_district_elects_no_more_than_its_seats(self):
		district = self.district(seats=1)
		self.confirmed(electoral_district=district)
		with self.as_user("clerk"):
			second = self.mandate(electoral_district=district)
			second.deputy = self.new_person("何多")
			self.assertRefuses("1个名额已满,由陈新民担任".replace(",", "，"), second.insert)

	def test_a_district_of_another_level_or_town_is_refused(self):
		with self.as_user("clerk"):
			county_district = self.district(level="County")
			self.assertRefuses("不选举", self.mandate(electoral_district=county_district).insert)
		elsewhere = make(
			"Electoral District",
			district_name="乙镇第一选区",
			jurisdiction=self.world.south,
			congress_level="Township Level",
			seats=2,
		)
		with self.as_user("clerk"):
			self.assertRefuses("另一个乡镇", self.mandate(electoral_district=elsewhere).insert)

	def test_mandates_end_with_their_term_and_the_next_begins_then(self):
		name = self.confirmed()
		term = frappe.get_doc("Congress Term", frappe.db.get_value(MANDATE, name, "term"))
		begins = getdate(today())
		with self.as_user("admin"):
			following = frappe.get_doc(
				{
					"doctype": "Congress Term",
					"congress_body": term.congress_body,
					"term_number": 19,
					"from_date": begins,
				}
			)
			self.assertRefuses(f"第十八届</strong>的止期应为{add_days(begins, -1)}", following.insert)
			term.to_date = add_days(begins, -1)
			term.save()
			following.insert()
		self.assertEqual(frappe.db.get_value(MANDATE, name, "to_date"), getdate(term.to_date))
		self.assertEqual(self.status(), "Terminated Credentials")
		standing.follow_the_calendar()
		self.assertEqual(self.state(name), "Mandate Ended")
		with self.as_user("clerk"):
			again = self.mandate().insert()
		self.assertEqual((again.term, again.from_date), (following.name, begins))

	def test_the_end_of_a_term_stays_once_its_mandates_have_ended(self):
		name = self.confirmed()
		term = frappe.get_doc("Congress Term", frappe.db.get_value(MANDATE, name, "term"))
		with self.as_user("admin"):
			term.to_date = add_days(today(), -1)
			term.save()
			standing.follow_the_calendar()
			term.to_date = today()
			self.assertRefuses("不能再改", term.save)

	def test_a_term_lasts_five_years(self):
		body = frappe.db.get_value("Congress Body", {"jurisdiction": self.world.town_b})
		term = frappe.get_doc("Congress Term", {"congress_body": body})
		for years in (7, -1):
			term.to_date = add_to_date(term.from_date, years=years)
			with self.as_user("admin"):
				self.assertRefuses("任期五年", term.save)
			term.reload()
		with self.as_user("admin"):
			term.to_date = add_to_date(term.from_date, years=4, months=2)
			term.save()
			self.assertIn("不是五年", term.warnings()[0])
			term.to_date = add_days(add_to_date(term.from_date, years=5), -1)
			term.save()
			self.assertEqual(term.warnings(), [])

	def test_a_term_that_should_be_over_says_so(self):
		body = make(
			"Congress Body",
			body_name="试验县丁乡人民代表大会主席团",
			kind="Township Presidium",
			congress_level="Township Level",
			jurisdiction=make(
				"Jurisdiction",
				jurisdiction_name="丁乡",
				level="Township",
				parent_jurisdiction=self.world.county,
			),
		)
		values = {"doctype": "Congress Term", "congress_body": body, "term_number": 9}
		with self.as_user("admin"):
			term = frappe.get_doc({**values, "from_date": add_to_date(today(), years=-6)}).insert()
			self.assertIn("届满", term.warnings()[0])
			self.assertRefuses("已经录入", frappe.get_doc({**values, "from_date": today()}).insert)


class TestSuspensionAndTermination(MandateTestCase):
	"""代表法 §61 to §63."""

	def test_suspended_and_taken_up_again(self):
		name = self.confirmed()
		self.act(
			"chair",
			MANDATE,
			name,
			"Suspend Mandate",
			suspension_reason="Detained or on Trial",
			suspended_on=add_days(today(), -3),
		)
		self.assertEqual(self.status(), "Suspended Credentials")
		self.assertRefuses(
			"恢复日期", self.act, "chair", MANDATE, name, "Resume Mandate", resumed_on=add_days(today(), -4)
		)
		self.act("chair", MANDATE, name, "Resume Mandate", resumed_on=today())
		self.assertEqual(self.status(), "Active Credentials")

	def test_the_eight_reasons_of_the_law(self):
		options = frappe.get_meta(MANDATE).get_field("termination_reason").options.split("\n")
		self.assertEqual(len([one for one in options if one]), 8)
		name = self.confirmed()
		self.assertRefuses(
			"终止原因", self.act, "chair", MANDATE, name, "Terminate Mandate", terminated_on=today()
		)

	def test_terminated_ends_the_same_day_and_is_announced(self):
		name = self.confirmed()
		self.act(
			"chair",
			MANDATE,
			name,
			"Terminate Mandate",
			termination_reason="Resignation Accepted",
			terminated_on=add_days(today(), -1),
		)
		self.assertEqual(self.status(), "Terminated Credentials")
		mandate = frappe.get_doc(MANDATE, name)
		self.assertEqual(mandate.to_date, getdate(add_days(today(), -1)))
		self.assertIn("公告", mandate.warnings()[0])
		with self.as_user("clerk"):
			mandate.announced_on = today()
			mandate.save()
			self.assertEqual(mandate.warnings(), [])
			mandate.termination_reason = "Recalled"
			self.assertRefuses("不能修改", mandate.save)

	def test_a_termination_entered_by_mistake_is_taken_back_with_a_reason(self):
		name = self.confirmed()
		self.act(
			"chair", MANDATE, name, "Terminate Mandate", termination_reason="Deceased", terminated_on=today()
		)
		self.assertRefuses("理由", self.act, "chair", MANDATE, name, "Take Back Termination")
		self.act("chair", MANDATE, name, "Take Back Termination", note="同名误录。")
		mandate = frappe.get_doc(MANDATE, name)
		self.assertEqual((mandate.to_date, mandate.termination_reason), (None, None))
		self.assertEqual(self.status(), "Active Credentials")

	def test_a_reason_of_the_person_names_the_other_mandates(self):
		town = self.confirmed()
		self.confirmed(congress_level="County")
		self.act(
			"chair", MANDATE, town, "Terminate Mandate", termination_reason="Deceased", terminated_on=today()
		)
		self.assertIn(
			"试验县人民代表大会</strong>", str([frappe.parse_json(one) for one in frappe.message_log])
		)
		self.assertEqual(
			frappe.db.get_value("Deputy", self.deputy, "credential_status"), "Active Credentials"
		)

	def test_the_clerk_and_the_deputy_end_nothing(self):
		name = self.confirmed()
		values = {"termination_reason": "Recalled", "terminated_on": today()}
		self.assertRefuses("乡镇人大", self.act, "clerk", MANDATE, name, "Terminate Mandate", **values)
		self.assertRefuses("岗位", self.act, "deputy", MANDATE, name, "Terminate Mandate", **values)

	def test_in_office_the_clerk_corrects_the_certificate_but_not_the_dates(self):
		mandate = frappe.get_doc(MANDATE, self.confirmed())
		with self.as_user("clerk"):
			mandate.certificate_no = "甲镇18-007"
			mandate.save()
			mandate.from_date = today()
			self.assertRefuses("不能修改", mandate.save)


class TestStanding(MandateTestCase):
	"""One function says what a person is, from what the mandates say."""

	def test_by_state_and_date(self):
		day = getdate("2026-06-01")
		early, late = getdate("2022-01-01"), getdate("2026-07-01")

		def status(*mandates: Held) -> str:
			return standing.credential_status(mandates, day)

		active = Held("Mandate Active", "County", early)
		for expected, mandates in (
			("Pending Credentials", ()),
			("Active Credentials", (active,)),
			("Pending Credentials", (Held("Mandate Pending", "County", early),)),
			("Pending Credentials", (Held("Mandate Active", "County", late),)),
			("Suspended Credentials", (active, Held("Mandate Suspended", "Township Level", early))),
			("Terminated Credentials", (Held("Mandate Terminated", "County", early, getdate("2026-05-31")),)),
			("Terminated Credentials", (Held("Mandate Active", "County", early, getdate("2026-05-31")),)),
			("Active Credentials", (Held("Mandate Active", "County", early, day),)),
			("Pending Credentials", (Held("Mandate Invalid", "County", early),)),
		):
			with self.subTest(f"{expected} {mandates}"):
				self.assertEqual(status(*mandates), expected)

	def test_the_night_follows_the_calendar(self):
		name = self.confirmed()
		frappe.db.set_value(MANDATE, name, "to_date", add_days(today(), -1))
		standing.follow_the_calendar()
		self.assertEqual((self.state(name), self.status()), ("Mandate Ended", "Terminated Credentials"))

	def test_mandates_entered_before_there_were_states_stay_in_office(self):
		name = self.entered()
		frappe.db.set_value(MANDATE, name, {"workflow_state": None, "confirmed_by": None})
		import_module("deputy_liaison.patches.v0_2.mandates_in_office").execute()
		self.assertEqual((self.state(name), self.status()), ("Mandate Active", "Active Credentials"))
		self.assertEqual(frappe.db.get_value(MANDATE, name, "confirmed_by"), "Presidium")

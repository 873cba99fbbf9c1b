"""换届: one run closes the old term, takes in the elected, proposes from the old and leaves nothing behind."""

import frappe
from frappe.utils import add_days, getdate, today

from deputy_liaison.deputies.doctype.end_of_term import end_of_term
from tests import pdf_text
from tests.base import make
from tests.test_deputy_sheet import HEAD, person
from tests.test_excel_sheets import SheetsTestCase, workbook

RUN = "End of Term"
HEADINGS = (*HEAD, "选区")


class EndOfTermTestCase(SheetsTestCase):
	"""甲镇: 李春华 and 孟庆东 sit for 第一选区, both in 东站 and in its group; the new congress sits today."""

	kind = "ElectedSheet"

	def setUp(self) -> None:
		super().setUp()
		world = self.world
		self.body = frappe.db.get_value("Congress Body", {"jurisdiction": world.town})
		self.old_term = frappe.db.get_value("Congress Term", {"congress_body": self.body})
		# four and a half years of it are over
		frappe.db.set_value("Congress Term", self.old_term, "from_date", add_days(today(), -1700))
		with self.as_user("admin"):
			self.district = make(
				"Electoral District",
				district_name="甲镇第一选区",
				jurisdiction=world.east,
				congress_level="Township Level",
				seats=2,
			)
		self.left = world.add_deputy("孟庆东", world.station, "Township Level")
		frappe.db.set_value(
			"Deputy Mandate",
			{"deputy": ("in", [world.deputy, self.left])},
			"electoral_district",
			self.district,
		)
		begins = add_days(today(), -200)
		self.group = self.new_group([world.deputy, self.left], convener=self.left)
		with self.as_user("clerk"):
			for deputy, office in (
				(world.deputy, "Chair of the Presidium"),
				(self.left, "Member of the Presidium"),
			):
				make(
					"Presidium Membership",
					congress_body=self.body,
					deputy=deputy,
					office=office,
					from_date=begins,
				)

	def prepared(self, **values) -> str:
		with self.as_user("admin"):
			return (
				frappe.get_doc(
					{"doctype": RUN, "congress_body": self.body, "first_session_on": today(), **values}
				)
				.insert()
				.name
			)

	def begun(self) -> str:
		name = self.prepared()
		with self.as_user("admin"):
			end_of_term.begin_term(name)
		return name

	def elect(self, *rows: tuple, by: str = "clerk", **more) -> dict:
		return self.send(workbook(("当选代表名单",), HEADINGS, *rows, merged="A1:N1"), by=by, **more)

	def elected(self) -> str:
		"""A run with 李春华 again and 高新月 for the first time, both confirmed by the chair."""
		name = self.begun()
		self.elect(
			(*person("李春华", "1970.2"), "甲镇第一选区"), (*person("高新月", "1988.5"), "甲镇第一选区")
		)
		with self.as_user("chair"):
			refused = end_of_term.confirm(name, end_of_term.to_confirm(name), today())
		self.assertEqual(refused, [])
		return name

	def deputy(self, name: str) -> str:
		return frappe.db.get_value("Deputy", {"deputy_name": name})

	def steps(self, name: str, by: str = "clerk") -> dict:
		with self.as_user(by):
			return frappe.get_doc(RUN, name).steps()

	def counts(self, name: str, what: str, by: str = "clerk") -> dict[str, int]:
		return {one["label"]: one["count"] for one in self.steps(name, by)[what]}


class TestTerms(EndOfTermTestCase):
	def test_the_old_term_ends_the_day_before_and_its_mandates_with_it(self):
		name = self.begun()
		run = frappe.get_doc(RUN, name)
		old, new = (frappe.get_doc("Congress Term", term) for term in (run.former_term, run.new_term))
		self.assertEqual((old.term_title, old.to_date), ("第十八届", getdate(add_days(today(), -1))))
		self.assertEqual((new.term_title, new.from_date, new.to_date), ("第十九届", getdate(), None))
		self.assertEqual(
			frappe.get_all("Deputy Mandate", {"term": old.name}, pluck="workflow_state", distinct=True),
			["Mandate Ended"],
		)
		self.assertEqual(
			frappe.db.get_value("Deputy", self.left, "credential_status"), "Terminated Credentials"
		)
		self.assertEqual(run.stage, "Term Change Under Way")

	def test_the_run_says_what_ends_before_it_does(self):
		steps = self.steps(self.prepared(), by="admin")
		self.assertEqual(steps, {"begun": False, "may_begin": True, "former": 2})
		self.assertFalse(self.steps(frappe.get_last_doc(RUN).name, by="clerk")["may_begin"])

	def test_begun_twice_it_is_one_new_term(self):
		name = self.begun()
		with self.as_user("admin"):
			end_of_term.begin_term(name)
		self.assertEqual(frappe.db.count("Congress Term", {"congress_body": self.body}), 2)

	def test_before_the_first_session_the_old_deputies_stay_in_office(self):
		name = self.prepared(first_session_on=add_days(today(), 20))
		with self.as_user("admin"):
			end_of_term.begin_term(name)
		self.assertEqual(frappe.db.get_value("Deputy", self.left, "credential_status"), "Active Credentials")
		steps = self.steps(name)
		self.assertEqual((steps["session_held"], steps["left"], steps["joining"]), (False, [], []))

	def test_a_term_entered_by_hand_is_taken_up(self):
		with self.as_user("admin"):
			old = frappe.get_doc("Congress Term", self.old_term)
			old.to_date = add_days(today(), -1)
			old.save()
			new = make("Congress Term", congress_body=self.body, term_number=19, from_date=today())
			frappe.db.set_value("Congress Term", new, "from_date", today())
		name = self.begun()
		self.assertEqual(frappe.db.get_value(RUN, name, ("former_term", "new_term")), (self.old_term, new))

	def test_dates_that_are_none_of_a_term_are_refused(self):
		for day in (add_days(today(), -1700), add_days(today(), 900)):
			self.assertRefuses("新一届首次会议日期", self.prepared, first_session_on=day)

	def test_one_run_at_a_time(self):
		self.prepared()
		self.assertRefuses("换届尚未完成", self.prepared, error=frappe.DuplicateEntryError)

	def test_the_administrator_prepares_it_and_others_read(self):
		name = self.prepared()
		for key in ("clerk", "chair", "county_officer", "auditor"):
			with self.as_user(key):
				self.assertTrue(frappe.has_permission(RUN, "read", name), key)
				with self.assertRaises(frappe.PermissionError):
					end_of_term.begin_term(name)
		for key in ("officer", "water", "deputy", "nobody"):
			with self.as_user(key):
				self.assertFalse(frappe.has_permission(RUN, "read", name), key)

	def test_the_stage_is_not_set_by_hand(self):
		name = self.prepared()
		with self.as_user("admin"):
			run = frappe.get_doc(RUN, name)
			run.update({"stage": "Term Change Completed", "new_term": self.old_term, "completed_on": today()})
			run.save()
		self.assertEqual(
			frappe.db.get_value(RUN, name, ("stage", "new_term", "completed_on")),
			("Term Change Prepared", None, None),
		)

	def test_a_sub_district_has_none(self):
		self.assertRefuses("街道", self.prepared, congress_body=self.sub_district_body())


class TestTheElected(EndOfTermTestCase):
	def test_who_was_a_deputy_before_keeps_the_record_and_gets_a_new_mandate(self):
		name = self.begun()
		sheet = (
			(*person("李春华", "1970.2"), "甲镇第一选区"),
			(*person("高新月", "1988.5", level=None), "甲镇第一选区"),
		)
		state = self.elect(*sheet)
		self.assertEqual(state["faults"], [])
		self.assertEqual(self.outcomes(state), ["changed", "new"])
		self.assertIn("连任：镇", state["rows"][0]["changes"])
		self.assertIn("当选：镇", state["rows"][1]["changes"])
		new_term = frappe.db.get_value(RUN, name, "new_term")
		self.assertEqual(
			frappe.get_all(
				"Deputy Mandate",
				{"deputy": self.world.deputy},
				["term", "workflow_state", "from_date", "election_type"],
				order_by="from_date",
				as_list=True,
			)[-1],
			(new_term, "Mandate Pending", getdate(), "General Election"),
		)
		self.assertEqual(
			{
				key: self.steps(name)["elected"][key]
				for key in ("pending", "confirmed", "re_elected", "short")
			},
			{"pending": 2, "confirmed": 0, "re_elected": 1, "short": []},
		)
		# the same sheet again changes nothing
		self.assertEqual(self.outcomes(self.elect(*sheet)), ["same", "same"])
		self.assertEqual(frappe.db.count("Deputy Mandate", {"term": new_term}), 2)

	def test_a_district_that_is_short_is_named(self):
		name = self.begun()
		self.elect((*person("高新月", "1988.5"), "甲镇第一选区"))
		self.assertEqual(self.steps(name)["elected"]["short"], ["甲镇第一选区：应选2名，已登记1名"])

	def test_a_congress_whose_term_does_not_change_takes_nobody(self):
		self.begun()
		state = self.elect((*person("高新月", "1988.5", "县"), None))
		self.assertFalse(state["kept"])
		self.assertIn("县级人大没有正在进行的换届", state["faults"][0])

	def test_without_a_change_of_term_the_sheet_is_not_offered(self):
		self.prepared()
		self.assertRefuses("请选择", self.elect, person("高新月", "1988.5"))

	def test_the_chair_confirms_them_all_and_who_entered_them_does_not(self):
		name = self.begun()
		self.elect((*person("李春华", "1970.2"), None), (*person("高新月", "1988.5"), None))
		with self.as_user("clerk"):
			self.assertEqual(end_of_term.to_confirm(name), [])
			pending = frappe.get_all("Deputy Mandate", {"workflow_state": "Mandate Pending"}, pluck="name")
			refused = end_of_term.confirm(name, pending, today())
		self.assertEqual([one["deputy_name"] for one in refused], ["高新月", "李春华"])
		self.assertIn("乡镇人大主席", refused[0]["why"])
		with self.as_user("chair"):
			end_of_term.confirm(name, end_of_term.to_confirm(name)[:1], today(), "2026年第1号公告")
			# stopped in between, the rest is still there
			self.assertEqual(len(end_of_term.to_confirm(name)), 1)
			end_of_term.confirm(name, end_of_term.to_confirm(name), today())
			self.assertEqual(end_of_term.to_confirm(name), [])
		self.assertEqual(self.steps(name)["elected"]["confirmed"], 2)

	def test_a_mandate_of_another_term_is_not_confirmed_here(self):
		name = self.begun()
		other = frappe.db.get_value("Deputy Mandate", {"deputy": self.world.deputy_b})
		for mandate in (other, "no such mandate"):
			with self.as_user("chair"):
				self.assertRefuses("名单已有变化", end_of_term.confirm, name, [mandate], today())

	def test_one_that_is_refused_stops_no_other(self):
		name = self.begun()
		self.elect((*person("李春华", "1970.2"), None), (*person("高新月", "1988.5"), None), by="clerk")
		frappe.db.set_value(
			"Deputy Mandate", {"deputy": self.deputy("高新月")}, "elected_on", add_days(today(), 5)
		)
		with self.as_user("chair"):
			refused = end_of_term.confirm(name, end_of_term.to_confirm(name), today())
		self.assertEqual([one["deputy_name"] for one in refused], ["高新月"])
		self.assertIn("当选日期", refused[0]["why"])
		self.assertEqual(self.steps(name)["elected"]["confirmed"], 1)


class TestTakingOver(EndOfTermTestCase):
	def join(self, name: str, kind: str, by: str = "clerk", **choices) -> int:
		with self.as_user(by):
			rows = end_of_term.rows_to_join(name, kind)["rows"]
			return end_of_term.join(
				name, kind, {row["key"]: choices.get(row["who"], row["chosen"]) for row in rows}
			)

	def test_the_new_deputy_goes_where_the_district_s_deputies_were(self):
		name = self.elected()
		self.assertEqual(
			self.counts(name, "joining"), {"新一届主席团": 1, "新任代表进站": 1, "新任代表编组": 1}
		)
		with self.as_user("clerk"):
			(row,) = end_of_term.rows_to_join(name, "PlacementsOfNew")["rows"]
		self.assertEqual(
			(row["who"], row["title"], row["note"], row["chosen"]),
			("高新月", "甲镇第一选区", "本选区上届代表所在的联络站", self.world.station),
		)
		self.join(name, "PlacementsOfNew")
		self.join(name, "GroupSeatsOfNew")
		new = self.deputy("高新月")
		self.assertEqual(
			frappe.db.get_value("Deputy", new, ("station", "deputy_group")), (self.world.station, self.group)
		)
		self.assertEqual(frappe.db.get_value("Station Placement", {"deputy": new}, "from_date"), getdate())
		# who was elected again stays where he was
		self.assertEqual(
			frappe.db.get_value("Station Placement", {"deputy": self.world.deputy}, "to_date"), None
		)
		self.assertEqual(self.counts(name, "joining"), {"新一届主席团": 1})

	def test_another_station_may_be_chosen_but_none_outside_the_township(self):
		name = self.elected()
		self.assertRefuses("名单已有变化", self.join, name, "PlacementsOfNew", 高新月=self.world.station_b)
		self.join(name, "PlacementsOfNew", 高新月=self.world.station_west)
		self.assertEqual(
			frappe.db.get_value("Deputy", self.deputy("高新月"), "station"), self.world.station_west
		)

	def test_a_seat_in_the_presidium_is_taken_anew_or_ends(self):
		name = self.elected()
		self.join(name, "PresidiumAnew", 李春华="Member of the Presidium")
		seats = frappe.get_all(
			"Presidium Membership",
			{"deputy": self.world.deputy},
			["office", "from_date", "to_date"],
			order_by="from_date",
			as_list=True,
		)
		self.assertEqual(
			[tuple(seat) for seat in seats],
			[
				("Chair of the Presidium", getdate(add_days(today(), -200)), getdate(add_days(today(), -1))),
				("Member of the Presidium", getdate(), None),
			],
		)

	def test_delegations_are_made_again_with_those_of_their_districts(self):
		with self.as_user("clerk"):
			old = make(
				"Delegation",
				delegation_name="东片代表团",
				congress_body=self.body,
				term=self.old_term,
				head=self.world.deputy,
			)
			for name in frappe.get_all("Deputy Mandate", {"term": self.old_term}, pluck="name"):
				mandate = frappe.get_doc("Deputy Mandate", name)
				mandate.delegation = old
				mandate.save()
		name = self.elected()
		self.assertEqual(self.counts(name, "joining")["新一届代表团"], 1)
		self.join(name, "DelegationsAnew")
		new = frappe.get_doc("Delegation", {"term": frappe.db.get_value(RUN, name, "new_term")})
		self.assertEqual((new.delegation_name, new.head), ("东片代表团", self.world.deputy))
		self.assertEqual({one["deputy_name"] for one in new.members()}, {"李春华", "高新月"})
		self.assertNotIn("新一届代表团", self.counts(name, "joining"))
		# the old one stays as it was
		self.assertEqual(
			frappe.db.get_value("Delegation", old, ("term", "head")), (self.old_term, self.world.deputy)
		)

	def test_what_those_who_left_held_is_settled_list_by_list(self):
		name = self.elected()
		self.join(name, "PlacementsOfNew")
		self.assertEqual(
			self.counts(name, "left"),
			{
				"离任代表的进站安排": 1,
				"离任代表的小组成员身份": 1,
				"由离任代表担任的小组召集人": 1,
				"离任代表的主席团职务": 1,
			},
		)
		for kind in ("PlacementsLeft", "GroupSeatsLeft", "ConvenersLeft", "PresidiumSeatsLeft"):
			with self.as_user("clerk"):
				rows = end_of_term.rows_left(name, kind)["rows"]
				chosen = {row["key"]: row["choices"][0]["value"] if row["choices"] else "" for row in rows}
				self.assertEqual(end_of_term.settle_left(name, kind, chosen, today()), 1)
		self.assertEqual(self.steps(name)["left"], [])
		self.assertEqual(frappe.db.get_value("Deputy Group", self.group, "convener"), self.world.deputy)

	def test_another_township_s_clerk_sees_none_of_it(self):
		name = self.elected()
		steps = self.steps(name, by="clerk_b")
		self.assertEqual((steps["joining"], steps["left"]), ([], []))
		with self.as_user("clerk_b"):
			self.assertEqual(end_of_term.rows_left(name, "PlacementsLeft")["rows"], [])

	def test_it_is_completed_once_nothing_is_left(self):
		name = self.elected()
		with self.as_user("admin"):
			self.assertRefuses("离任代表的进站安排", end_of_term.complete, name)
		for kind in ("PlacementsLeft", "GroupSeatsLeft", "ConvenersLeft", "PresidiumSeatsLeft"):
			with self.as_user("clerk"):
				rows = end_of_term.rows_left(name, kind)["rows"]
				end_of_term.settle_left(name, kind, {row["key"]: "" for row in rows}, today())
		with self.as_user("clerk"), self.assertRaises(frappe.PermissionError):
			end_of_term.complete(name)
		with self.as_user("admin"):
			end_of_term.complete(name)
		self.assertEqual(
			frappe.db.get_value(RUN, name, ("stage", "completed_on")), ("Term Change Completed", getdate())
		)

	def test_open_matters_go_over_with_their_limits(self):
		ticket = self.dispatched_ticket()
		due = frappe.db.get_value("Opinion Ticket", ticket, "due_date")
		name = self.elected()
		self.assertEqual(self.steps(name)["open_work"], 1)
		self.assertEqual(frappe.db.get_value("Opinion Ticket", ticket, "due_date"), due)

	def test_every_step_is_in_the_record(self):
		name = self.elected()
		self.join(name, "PlacementsOfNew")
		self.assertEqual(
			[
				tuple(line)
				for line in frappe.get_all(
					"Handling Log",
					{"reference_name": name},
					["action", "person_name", "note"],
					order_by="creation",
					as_list=True,
				)
			],
			[
				(
					"Begin New Term",
					"管理员",
					f"第十八届到{add_days(today(), -1)}为止；第十九届从{today()}开始。",
				),
				("Take Over from the Old Term", "张专干", "新任代表进站：1"),
			],
		)

	def test_the_handover_list_prints(self):
		ticket = self.dispatched_ticket()
		frappe.db.set_value("Opinion Ticket", ticket, "subject", "水渠<script>alert(1)</script>")
		name = self.elected()
		with self.as_user("clerk"):
			page = frappe.get_print(RUN, name, print_format="Term Handover List")
		for words in ("换届移交清单", "第十八届", "第十九届", "2人", "未封存簿册", "监交人签名"):
			self.assertIn(words, page)
		self.assertNotIn("<script>alert(1)", page)
		self.assertIn("水渠&lt;script&gt;", page)
		printed = pdf_text.pages(pdf_text.pdf_of(page))
		self.assertEqual(len(printed), 1)
		self.assertIn("试验县甲镇人民代表大会主席团换届移交清单上届第十八届任期起止", printed[0])
		self.assertRegex(printed[0], r"任期起止\d+年\d+月\d+日至\d+年\d+月\d+日新一届第十九届首次会议")

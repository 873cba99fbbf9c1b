"""What a deputy who is out of office still holds: listed, handed on and ended by the clerk, all or nothing."""

import frappe
from frappe.utils import add_days, getdate, today

from deputy_liaison.deputies import leaving
from tests.base import LiaisonTestCase, make

DEPUTY = "Deputy"


class LeavingTestCase(LiaisonTestCase):
	"""李春华 of 甲镇 convenes a group, heads 东站, belongs to the presidium and receives voters."""

	def setUp(self) -> None:
		super().setUp()
		world = self.world
		self.colleague = world.add_deputy("孟庆东", world.station, "Township Level")
		self.group = self.new_group([world.deputy, self.colleague], convener=world.deputy)
		with self.as_user("clerk"):
			station = frappe.get_doc("Liaison Station", world.station)
			station.append(
				"officeholders",
				{
					"office": "Station Head",
					"deputy": world.deputy,
					"person_name": "李春华",
					"from_date": add_days(today(), -200),
				},
			)
			station.save()
			self.seat = make(
				"Presidium Membership",
				congress_body=frappe.db.get_value("Congress Body", {"jurisdiction": world.town}),
				deputy=world.deputy,
				office="Member of the Presidium",
				from_date=add_days(today(), -200),
			)
		with self.as_user("officer"):
			self.reception = (
				frappe.get_doc(
					{
						"doctype": "Reception Day",
						"station": world.station,
						"day": add_days(today(), 9),
						"deputies": [{"deputy": world.deputy}],
					}
				)
				.insert()
				.name
			)
		self.ticket = self.dispatched_ticket()
		self.last_day = getdate(add_days(today(), -1))

	def mandate_of(self, deputy: str) -> str:
		return frappe.db.get_value("Deputy Mandate", {"deputy": deputy, "congress_level": "Township Level"})

	def end_mandate(self, reason: str = "Moved Away") -> None:
		self.act(
			"chair",
			"Deputy Mandate",
			self.mandate_of(self.world.deputy),
			"Terminate Mandate",
			termination_reason=reason,
			terminated_on=self.last_day,
		)

	def lists(self, by: str = "clerk") -> dict[str, dict]:
		with self.as_user(by):
			return {one["kind"]: one for one in leaving.what_is_left(self.world.deputy)}

	def settle(self, successors: dict[str, str] | None = None, by: str = "clerk") -> int:
		chosen = {
			kind: {row["key"]: (successors or {}).get(kind, "") for row in found["rows"]}
			for kind, found in self.lists().items()
		}
		with self.as_user(by):
			return leaving.settle_what_is_left(self.world.deputy, chosen, today())


class TestWhatIsLeft(LeavingTestCase):
	def test_of_who_is_in_office_nothing_is_left(self):
		self.assertEqual(self.lists(), {})
		with self.as_user("clerk"):
			deputy = frappe.get_doc(DEPUTY, self.world.deputy)
			deputy.run_method("onload")
			self.assertEqual((deputy.get_onload("left"), deputy.get_onload("warnings")), ([], []))

	def test_all_that_the_deputy_held_is_listed_with_who_could_follow(self):
		self.end_mandate()
		lists = self.lists()
		self.assertEqual(
			[(found["label"], [row["title"] for row in found["rows"]]) for found in lists.values()],
			[
				("离任代表的进站安排", ["东村代表联络站"]),
				("离任代表的小组成员身份", ["东村代表小组"]),
				("由离任代表担任的小组召集人", ["东村代表小组"]),
				("由离任代表担任的站内职务", ["东村代表联络站 站长"]),
				("离任代表的主席团职务", ["试验县甲镇人民代表大会主席团 主席团成员"]),
				("离任代表的接待日", [f"{add_days(today(), 9)} 东村代表联络站"]),
				(
					"由离任代表联系的未办结意见",
					[
						"{number} {subject}".format(
							**frappe.db.get_value(
								"Opinion Ticket", self.ticket, ("number", "subject"), as_dict=True
							)
						)
					],
				),
				("离任代表的登录岗位", ["李春华 人大代表"]),
			],
		)
		self.assertEqual(
			[choice["label"] for choice in lists["StationOfficesLeft"]["rows"][0]["choices"]], ["孟庆东"]
		)

	def test_the_form_says_so(self):
		self.end_mandate()
		with self.as_user("clerk"):
			deputy = frappe.get_doc(DEPUTY, self.world.deputy)
			deputy.run_method("onload")
			self.assertTrue(any("离任代表的登录岗位：1" in said for said in deputy.get_onload("warnings")))

	def test_who_holds_another_mandate_leaves_nothing(self):
		with self.as_user("county_officer"):
			county = frappe.get_doc(
				{"doctype": "Deputy Mandate", "deputy": self.world.deputy, "congress_level": "County"}
			).insert()
		self.act("county_approver", "Deputy Mandate", county.name, "Confirm Mandate", confirmed_on=today())
		self.end_mandate()
		self.assertEqual(self.lists(), {})

	def test_others_may_not_ask(self):
		self.end_mandate()
		for key in ("chair", "officer", "clerk_b", "county_officer", "auditor"):
			with self.as_user(key), self.assertRaises(frappe.PermissionError, msg=key):
				leaving.what_is_left(self.world.deputy)


class TestSettling(LeavingTestCase):
	def successors(self) -> dict[str, str]:
		kinds = ("ConvenersLeft", "StationOfficesLeft", "ReceptionDaysLeft", "OpenTicketsLeft")
		return dict.fromkeys(kinds, self.colleague)

	def test_the_clerk_ends_it_all_and_names_who_follows(self):
		self.end_mandate()
		self.assertEqual(self.settle(self.successors()), 8)
		self.assertEqual(self.lists(), {})
		value = frappe.db.get_value
		world = self.world
		self.assertEqual(value("Station Placement", {"deputy": world.deputy}, "to_date"), self.last_day)
		self.assertEqual(value("Presidium Membership", self.seat, "to_date"), self.last_day)
		self.assertEqual(value("Deputy Group Member", {"deputy": world.deputy}, "to_date"), self.last_day)
		self.assertEqual(value("Deputy Group", self.group, "convener"), self.colleague)
		station = frappe.get_doc("Liaison Station", world.station)
		self.assertEqual(station.holders("Station Head", today()), ["孟庆东"])
		self.assertEqual(station.holders("Station Head", self.last_day), ["李春华"])
		self.assertEqual(
			[row.deputy for row in frappe.get_doc("Reception Day", self.reception).deputies],
			[self.colleague],
		)
		# who received the voter stays on the record
		self.assertEqual(
			[row.deputy for row in frappe.get_doc("Opinion Ticket", self.ticket).receiving_deputies],
			[world.deputy, self.colleague],
		)
		self.assertEqual(
			value(
				"Handling Log",
				{"reference_name": self.ticket, "action": "Hand to Another Deputy"},
				("note", "person_name"),
			),
			("由孟庆东接替李春华联系。", "张专干"),
		)

	def test_the_account_ends_with_it(self):
		self.end_mandate()
		user = self.world.users["deputy"]
		self.addCleanup(frappe.clear_cache, user=user)
		self.settle(self.successors())
		self.assertEqual(
			frappe.db.get_value("Staff Post", {"user": user, "post": "Deputy"}, "to_date"), self.last_day
		)
		self.assertNotIn("Deputy", frappe.get_roles(user))
		with self.as_user("deputy"):
			self.assertFalse(frappe.has_permission("Opinion Ticket", "read", self.ticket))

	def test_an_open_matter_is_left_to_nobody(self):
		self.end_mandate()
		self.assertRefuses("请选择今后负责联系的代表", self.settle)

	def test_where_one_refuses_nothing_is_kept(self):
		self.end_mandate()
		frappe.db.savepoint("request")
		self.assertRefuses("请选择今后负责联系的代表", self.settle)
		frappe.db.rollback(save_point="request")
		self.assertEqual(len(self.lists()), 8)

	def test_who_follows_is_one_of_those_offered(self):
		self.end_mandate()
		for stranger in (self.world.deputy_west, self.world.deputy_b, self.world.deputy):
			self.assertRefuses("名单已有变化", self.settle, {"StationOfficesLeft": stranger})

	def test_who_follows_begins_after_the_last_day_and_not_in_the_future(self):
		self.end_mandate()
		for day in (self.last_day, add_days(today(), 1)):
			chosen = {"PlacementsLeft": {self.lists()["PlacementsLeft"]["rows"][0]["key"]: ""}}
			with self.as_user("clerk"):
				self.assertRefuses(
					"接任日期", leaving.settle_what_is_left, self.world.deputy, chosen, str(day)
				)

	def test_another_township_s_clerk_is_refused(self):
		self.end_mandate()
		with self.assertRaises(frappe.PermissionError):
			self.settle(self.successors(), by="clerk_b")

	def test_a_closed_matter_keeps_its_deputy(self):
		frappe.db.set_value("Opinion Ticket", self.ticket, "workflow_state", "Ticket Archived")
		self.end_mandate()
		self.assertNotIn("OpenTicketsLeft", self.lists())

	def test_a_delegation_of_the_term_gets_another_head(self):
		body = frappe.db.get_value("Congress Body", {"jurisdiction": self.world.town})
		term = frappe.db.get_value("Congress Term", {"congress_body": body})
		with self.as_user("clerk"):
			delegation = make(
				"Delegation",
				delegation_name="东片代表团",
				congress_body=body,
				term=term,
				head=self.world.deputy,
			)
			mandate = frappe.get_doc("Deputy Mandate", self.mandate_of(self.colleague))
			mandate.delegation = delegation
			mandate.save()
		self.end_mandate()
		(row,) = self.lists()["DelegationHeadsLeft"]["rows"]
		self.assertEqual(row["title"], "东片代表团 团长")
		self.settle({**self.successors(), "DelegationHeadsLeft": self.colleague})
		self.assertEqual(frappe.db.get_value("Delegation", delegation, "head"), self.colleague)

"""重点督办, 重大疑难 and 重大紧急: marks beside a matter's own way, who makes them, who is told."""

import frappe
from frappe.utils import add_days, today

from deputy_liaison.opinions.emergency import known_of, report_emergency
from deputy_liaison.opinions.priority import name_helpers, set_priority
from tests.base import LiaisonTestCase

TICKET, ORDER, VISIT = "Opinion Ticket", "Dispatch Order", "Constituent Visit"
REASON = "反映集中,列入年度重点"


class TestPriority(LiaisonTestCase):
	def mark(self, ticket: str, key: str = "chair", is_priority: int = 1, reason: str = REASON) -> None:
		with self.as_user(key):
			set_priority(TICKET, ticket, is_priority, reason)

	def test_chair_and_county_approver_mark_the_ticket_and_its_open_orders(self):
		for key, by in (("chair", "赵主席"), ("county_approver", "县主任")):
			ticket = self.dispatched_ticket()
			self.mark(ticket, key)
			fields = ("is_priority", "priority_by", "priority_reason")
			self.assertEqual(frappe.db.get_value(TICKET, ticket, fields), (1, by, REASON))
			self.assertEqual(str(frappe.db.get_value(TICKET, ticket, "priority_on")), today())
			for role in ("Lead", "Supporting"):
				self.assertEqual(
					frappe.db.get_value(ORDER, self.order_of(ticket, role), fields), (1, by, REASON)
				)

	def test_others_may_not(self):
		ticket = self.dispatched_ticket()
		for key in (
			"clerk",
			"officer",
			"water",
			"presidium",
			"chair_b",
			"county_officer",
			"deputy",
			"nobody",
		):
			with self.subTest(key):
				self.assertRefuses("没有", self.mark, ticket, key)
		self.assertFalse(frappe.db.get_value(TICKET, ticket, "is_priority"))

	def test_a_later_order_takes_the_mark_over(self):
		ticket = self.registered_ticket()
		self.mark(ticket)
		self.propose(ticket)
		self.dispatch(ticket)
		self.assertEqual(
			frappe.db.get_value(ORDER, self.order_of(ticket), ("is_priority", "priority_reason")), (1, REASON)
		)

	def test_the_mark_is_taken_back_with_a_reason_and_both_are_logged(self):
		ticket = self.dispatched_ticket()
		self.mark(ticket)
		self.assertRefuses("已是此状态", self.mark, ticket)
		self.assertRefuses("理由", self.mark, ticket, is_priority=0, reason=" ")
		self.mark(ticket, is_priority=0, reason="已解决")
		self.assertFalse(frappe.db.get_value(ORDER, self.order_of(ticket), "is_priority"))
		log = frappe.get_all(
			"Handling Log",
			{"reference_name": ticket, "action": ("like", "%Priority%")},
			["action", "note"],
			order_by="creation",
		)
		self.assertEqual(
			[(line.action, line.note) for line in log],
			[("Mark as Priority", REASON), ("End Priority", "已解决")],
		)

	def test_what_is_over_or_of_another_kind_is_not_marked(self):
		ticket = self.dispatched_ticket()
		frappe.db.set_value(TICKET, ticket, "workflow_state", "Ticket Closed")
		self.assertRefuses("不能再标记", self.mark, ticket)
		with self.as_user("chair"):
			self.assertRefuses("不能列为重点督办", set_priority, "User", "Administrator", 1, "x")

	def test_nobody_sets_it_by_saving(self):
		ticket = self.registered_ticket()
		with self.as_user("clerk"):
			doc = frappe.get_doc(TICKET, ticket)
			doc.is_priority = 1
			self.assertRefuses("不能修改", doc.save)


class TestHelpers(LiaisonTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.ticket = self.dispatched_ticket()
		self.helper = self.world.add_deputy("孙助理", self.world.station_west, "Township Level")
		self.world.add_person("helper", "孙助理", "Deputy", deputy=self.helper)
		self.addCleanup(self.world.users.pop, "helper")

	def name(self, key: str = "clerk", deputies: list | None = None, reason: str = "多年未决") -> None:
		with self.as_user(key):
			name_helpers(self.ticket, [self.helper] if deputies is None else deputies, reason)

	def reads(self, key: str) -> bool:
		with self.as_user(key):
			return bool(frappe.has_permission(TICKET, "read", self.ticket))

	def test_helpers_read_the_ticket_while_they_help(self):
		self.assertFalse(self.reads("helper"))
		self.name()
		self.assertTrue(self.reads("helper"))
		self.assertEqual(frappe.db.get_value(TICKET, self.ticket, "is_difficult"), 1)
		self.name(deputies=[], reason="已办结")
		self.assertFalse(self.reads("helper"))
		self.assertFalse(frappe.db.get_value(TICKET, self.ticket, "is_difficult"))

	def test_receiving_deputies_stay(self):
		self.name()
		doc = frappe.get_doc(TICKET, self.ticket)
		self.assertEqual([row.deputy for row in doc.receiving_deputies], [self.world.deputy])
		self.assertEqual([row.deputy for row in doc.helping_deputies], [self.helper])

	def test_a_helper_does_not_tell_the_reporter(self):
		self.name()
		self.reply(self.ticket)
		self.assertRefuses(
			"接待",
			self.act,
			"helper",
			TICKET,
			self.ticket,
			"Feed Back Ticket",
			feedback_mode="By Telephone",
			feedback_on=today(),
		)

	def test_who_names_them(self):
		for key in ("officer", "water", "presidium", "clerk_b", "county_officer", "deputy", "nobody"):
			with self.subTest(key):
				self.assertForbidden(self.name, key)
		self.name("chair")

	def test_reason_and_deputies_are_checked(self):
		self.assertRefuses("理由", self.name, reason="")
		frappe.db.set_value("Deputy", self.helper, "credential_status", "Terminated Credentials")
		self.assertRefuses("在任代表", self.name)


class TestEmergency(LiaisonTestCase):
	SAID = ("东村三组渠首", "已拉警戒线,派人值守", "请水利部门连夜抢修")

	def setUp(self) -> None:
		super().setUp()
		self.ticket = self.registered_ticket()
		self.visit = frappe.db.get_value(TICKET, self.ticket, "visit")

	def report(self, key: str = "officer", doctype: str = VISIT, said: tuple = SAID) -> None:
		with self.as_user(key):
			report_emergency(doctype, self.visit if doctype == VISIT else self.ticket, *said)

	def told(self, visit: str) -> set[str]:
		return set(frappe.get_all("Notification Log", {"document_name": visit}, pluck="for_user"))

	def test_marks_the_matters_and_tells_the_chairs_of_today(self):
		frappe.db.set_value(
			"Staff Post", {"user": self.world.users["vice"]}, "to_date", add_days(today(), -1)
		)
		self.report()
		self.assertEqual(frappe.db.get_value(TICKET, self.ticket, "is_emergency"), 1)
		values = frappe.db.get_value(
			VISIT,
			self.visit,
			(
				"is_emergency",
				"emergency_place",
				"emergency_measures",
				"emergency_suggestion",
				"emergency_reported_by",
			),
		)
		self.assertEqual(values, (1, *self.SAID, "王联络"))
		self.assertEqual(self.told(self.visit), {self.world.users["chair"]})

	def test_from_the_ticket_too_and_again(self):
		self.report("clerk", TICKET)
		with self.as_user("clerk"):
			self.assertEqual(known_of(TICKET, self.ticket)["place"], self.SAID[0])
		self.report("clerk", TICKET, said=("渠首", "已疏散", "请支援"))
		self.assertEqual(frappe.db.get_value(VISIT, self.visit, "emergency_measures"), "已疏散")
		notes = frappe.get_all(
			"Handling Log", {"reference_name": self.visit, "action": "Report Emergency"}, pluck="note"
		)
		self.assertEqual(len(notes), 2)

	def test_others_may_not(self):
		for key in ("water", "presidium", "other_officer", "clerk_b", "auditor", "nobody"):
			with self.subTest(key):
				self.assertForbidden(self.report, key)
		self.assertEqual(self.told(self.visit), set())

	def test_what_is_missing_is_named(self):
		self.assertRefuses("已采取措施", self.report, said=("渠首", " ", "抢修"))

"""What a unit may ask for: its order back, more time, to pass it on; and several units on one matter."""

import frappe
from frappe.utils import add_days, getdate, now_datetime, today

from deputy_liaison.opinions import clock
from deputy_liaison.opinions.doctype.constituent_identity.constituent_identity import reveal_to_unit
from deputy_liaison.opinions.todays_work import acting_posts, work_of
from deputy_liaison.working_days import limit_end
from tests.base import full_reply
from tests.test_transition_tables import ORDER, TICKET, TransitionTables

REASON = "不属水务站职责。"


def told(user: str, order: str) -> list[str]:
	"""What stands on a person's desk about an order, newest first."""
	return frappe.get_all(
		"Notification Log",
		{"for_user": user, "document_name": order},
		pluck="subject",
		order_by="creation desc",
	)


class Requests(TransitionTables):
	def setUp(self) -> None:
		super().setUp()
		self.ticket = self.dispatched_ticket()
		self.order = self.order_of(self.ticket)

	def of(self, field: str, name: str | None = None):
		return frappe.db.get_value(ORDER, name or self.order, field)

	def issued_days_ago(self, days: int) -> None:
		issued = add_days(now_datetime(), -days)
		frappe.db.set_value(
			ORDER, self.order, {"issued_on": issued, "due_date": add_days(today(), 30 - days)}
		)

	def acknowledge(self) -> None:
		self.act("water", ORDER, self.order, "Acknowledge Order", acknowledged_by="水经办", handler="水经办")


class TestReturn(Requests):
	"""rules.md §2.4, §2.6: the clock stands while a return is asked for; granted, the new unit's runs anew."""

	def asked(self) -> None:
		self.act("water", ORDER, self.order, "Request Order Return", return_reason=REASON)

	def test_only_within_five_working_days_of_the_dispatch(self):
		self.issued_days_ago(30)
		self.assertRefuses("退办申请应在", self.asked)
		self.issued_days_ago(1)
		self.asked()
		self.assertEqual(self.of("workflow_state"), "Order Return Requested")

	def test_refused_the_days_of_waiting_are_added(self):
		due = self.of("due_date")
		self.asked()
		frappe.db.set_value(ORDER, self.order, "return_requested_on", add_days(now_datetime(), -4))
		self.act("chair", ORDER, self.order, "Refuse Order Return", return_decision="确属职责。")
		row = frappe.db.get_value(ORDER, self.order, ["workflow_state", "due_date", "paused_days"])
		self.assertEqual(row, ("Order Issued", getdate(add_days(due, 4)), 4))
		self.assertEqual(frappe.db.get_value(TICKET, self.ticket, "due_date"), getdate(add_days(due, 4)))

	def test_it_is_asked_for_once(self):
		self.asked()
		self.act("chair", ORDER, self.order, "Refuse Order Return", return_decision="确属职责。")
		self.assertRefuses("已交办", self.asked)

	def test_granted_another_unit_gets_its_own_order_with_its_full_limit(self):
		frappe.db.set_value(ORDER, self.order, "due_date", add_days(today(), 3))
		self.asked()
		self.act("chair", ORDER, self.order, "Grant Order Return", new_unit=self.world.unit_power)
		new = frappe.get_doc(
			ORDER, {"opinion_ticket": self.ticket, "responsible_unit": self.world.unit_power}
		)
		self.assertEqual(
			(new.workflow_state, new.unit_role, new.round, new.previous_order, str(new.due_date)),
			("Order Issued", "Lead", 1, self.order, add_days(today(), 30)),
		)
		self.assertEqual(self.of("workflow_state"), "Order Withdrawn")
		row = frappe.db.get_value(TICKET, self.ticket, ["workflow_state", "lead_unit"])
		self.assertEqual(row, ("Ticket In Handling", self.world.unit_power))

	def test_a_unit_that_has_an_order_already_gets_no_second_one(self):
		self.asked()
		grant = ("chair", ORDER, self.order, "Grant Order Return")
		self.assertRefuses("已有本件", self.act, *grant, new_unit=self.world.unit_works)
		self.assertRefuses("已有本件", self.act, *grant, new_unit=self.world.unit_water)

	def test_the_chair_hands_it_to_no_unit_of_others(self):
		self.asked()
		grant = ("chair", ORDER, self.order, "Grant Order Return")
		self.assertRefuses("上报县级", self.act, *grant, new_unit=self.bureau)
		self.assertRefuses("协调办理", self.act, *grant, new_unit=self.village_unit)
		self.assertEqual(self.of("workflow_state"), "Order Return Requested")

	def test_where_an_explanation_is_all_that_is_asked_for_the_new_limit_is_that_one(self):
		frappe.db.set_value(TICKET, self.ticket, "explanation_only", 1)
		self.asked()
		self.act("chair", ORDER, self.order, "Grant Order Return", new_unit=self.world.unit_power)
		new = {"opinion_ticket": self.ticket, "responsible_unit": self.world.unit_power}
		due = frappe.db.get_value(ORDER, new, "due_date")
		self.assertEqual(str(due), add_days(today(), 15))

	def test_after_the_new_units_answer_the_matter_moves_on(self):
		self.asked()
		self.act("chair", ORDER, self.order, "Grant Order Return", new_unit=self.world.unit_power)
		self.world.add_person("power", "电经办", "Responsible Unit Officer", unit=self.world.unit_power)
		new = frappe.db.get_value(
			ORDER, {"opinion_ticket": self.ticket, "responsible_unit": self.world.unit_power}
		)
		self.act("power", ORDER, new, "Acknowledge Order", acknowledged_by="电", handler="电")
		self.act("power", ORDER, new, "Reply to Order", **full_reply())
		self.assertEqual(frappe.db.get_value(TICKET, self.ticket, "workflow_state"), "Ticket To Feed Back")

	def test_who_asked_does_not_decide_and_no_person_of_the_unit_does(self):
		self.asked()
		self.give_post("water", "Township Chair", jurisdiction=self.world.town)
		self.assertRefuses(
			"申请人", self.act, "water", ORDER, self.order, "Refuse Order Return", return_decision="不。"
		)
		self.world.add_person("water2", "水站长", "Responsible Unit Officer", unit=self.world.unit_water)
		self.give_post("water2", "Township Chair", jurisdiction=self.world.town)
		self.assertRefuses(
			"本单位",
			self.act,
			"water2",
			ORDER,
			self.order,
			"Grant Order Return",
			new_unit=self.world.unit_power,
		)
		self.act("chair", ORDER, self.order, "Grant Order Return", new_unit=self.world.unit_power)

	def test_a_clerk_who_typed_the_request_in_does_not_decide_on_it_either(self):
		file = {"doctype": "File", "file_name": "slip.txt", "content": "回执", "is_private": 1}
		slip = frappe.get_doc(file).insert().file_url
		self.act(
			"clerk",
			ORDER,
			self.order,
			"Request Order Return",
			return_reason=REASON,
			on_behalf_signer="水站长",
			on_behalf_date=today(),
			on_behalf_scan=slip,
		)
		self.give_post("clerk", "Township Chair", jurisdiction=self.world.town)
		self.assertRefuses(
			"申请人", self.act, "clerk", ORDER, self.order, "Refuse Order Return", return_decision="不。"
		)
		self.act("chair", ORDER, self.order, "Refuse Order Return", return_decision="确属职责。")

	def test_the_unit_is_told_what_was_decided(self):
		self.asked()
		self.act("chair", ORDER, self.order, "Refuse Order Return", return_decision="确属职责。")
		self.assertIn("未同意退办", told(self.world.users["water"], self.order)[0])
		self.assertEqual(told(self.world.users["works"], self.order), [])


class TestExtension(Requests):
	def setUp(self) -> None:
		super().setUp()
		self.acknowledge()
		self.due = self.of("due_date")

	def ask(self, days: int) -> None:
		self.act(
			"water",
			ORDER,
			self.order,
			"Request Order Extension",
			extension_until=add_days(self.due, days),
			extension_reason="雨季后施工。",
		)

	def test_the_old_date_counts_until_it_is_granted(self):
		self.ask(20)
		self.assertEqual(self.of("due_date"), self.due)
		self.act(
			"chair",
			ORDER,
			self.order,
			"Grant Order Extension",
			extension_until=add_days(self.due, 15),
			extension_decision="同意延长15日。",
		)
		row = frappe.db.get_value(ORDER, self.order, ["workflow_state", "due_date", "extension_granted"])
		self.assertEqual(row, ("Order Acknowledged", getdate(add_days(self.due, 15)), 1))
		self.assertEqual(
			frappe.db.get_value(TICKET, self.ticket, "due_date"), getdate(add_days(self.due, 15))
		)

	def test_who_asked_does_not_decide(self):
		self.ask(10)
		self.give_post("water", "Township Chair", jurisdiction=self.world.town)
		grant = ("water", ORDER, self.order, "Grant Order Extension")
		self.assertRefuses("申请人", self.act, *grant, extension_until=add_days(self.due, 10))
		self.act("chair", ORDER, self.order, "Grant Order Extension", extension_until=add_days(self.due, 10))
		self.assertIn("同意延期", told(self.world.users["water"], self.order)[0])

	def test_at_most_thirty_days_and_only_once(self):
		self.assertRefuses("申请延至", self.ask, 31)
		self.assertRefuses("申请延至", self.ask, 0)
		self.ask(30)
		self.act("chair", ORDER, self.order, "Refuse Order Extension", extension_decision="请按期。")
		self.assertEqual(self.of("due_date"), self.due)
		self.assertRefuses("已签收", self.ask, 10)

	def test_after_the_due_date_it_is_too_late(self):
		frappe.db.set_value(ORDER, self.order, "due_date", add_days(today(), -1))
		self.due = add_days(today(), -1)
		self.assertRefuses("到期前", self.ask, 10)


class TestWithdrawnWhileAsked(Requests):
	def test_a_matter_that_ends_meanwhile_is_not_told_as_a_granted_return(self):
		self.act("water", ORDER, self.order, "Request Order Return", return_reason=REASON)
		basis = {"withdrawal_basis": "Reporter by Telephone"}
		self.act("clerk", TICKET, self.ticket, "Withdraw Ticket", "反映人称已解决。", **basis)
		self.assertIn("已撤销", told(self.world.users["water"], self.order)[0])
		self.assertNotIn("同意退办", told(self.world.users["water"], self.order)[0])


class TestPassingOn(Requests):
	def setUp(self) -> None:
		super().setUp()
		values = {"responsible_unit": self.office, "intermediary_unit": self.office}
		frappe.db.set_value(ORDER, self.order, values)

	def pass_on(self, unit: str) -> None:
		self.act("office", ORDER, self.order, "Pass On Order", acting_unit=unit)

	def test_the_limit_runs_on_and_both_units_see_the_order(self):
		due = self.of("due_date")
		self.pass_on(self.world.unit_water)
		row = frappe.db.get_value(ORDER, self.order, ["responsible_unit", "passed_on_from", "due_date"])
		self.assertEqual(row, (self.world.unit_water, self.office, due))
		self.assertTrue(self.sees("office", ORDER, self.order))
		self.assertTrue(self.sees("water", ORDER, self.order))

	def test_who_passed_it_on_does_not_act_on_it_any_more(self):
		self.pass_on(self.world.unit_water)
		taken = {"acknowledged_by": "水", "handler": "水"}
		self.assertRefuses("已分办", self.act, "office", ORDER, self.order, "Acknowledge Order", **taken)
		self.act("water", ORDER, self.order, "Acknowledge Order", **taken)

	def test_who_passed_it_on_alone_asks_to_give_it_back(self):
		self.pass_on(self.world.unit_water)
		asked = {"return_reason": REASON}
		self.assertRefuses("须经", self.act, "water", ORDER, self.order, "Request Order Return", **asked)
		self.act("office", ORDER, self.order, "Request Order Return", **asked)
		self.assertEqual(
			(self.of("workflow_state"), self.of("entered_on_behalf")), ("Order Return Requested", 0)
		)
		self.act("chair", ORDER, self.order, "Grant Order Return", new_unit=self.world.unit_power)
		# who asked is told, and who has the order
		for key in ("office", "water"):
			self.assertIn("同意退办", told(self.world.users[key], self.order)[0], key)
		self.assertEqual(
			frappe.db.get_value(TICKET, self.ticket, ["workflow_state", "lead_unit"]),
			("Ticket In Handling", self.world.unit_power),
		)

	def test_who_passed_it_on_opens_no_phone_number_any_more(self):
		visit = frappe.db.get_value(TICKET, self.ticket, "visit")
		frappe.db.set_value("Constituent Visit", visit, "may_be_contacted", 1)
		self.pass_on(self.world.unit_water)
		with self.as_user("office"):
			self.assertRefuses("岗位", reveal_to_unit, self.order, "约看现场")
		with self.as_user("water"):
			self.assertEqual(reveal_to_unit(self.order, "约看现场")["name"], "刘大爷")

	def test_once_and_to_the_own_line_alone(self):
		county_unit = frappe.get_doc(
			{
				"doctype": "Responsible Unit",
				"unit_name": "试验县水利局",
				"kind": "Bureau",
				"jurisdiction": self.world.county,
			}
		).insert()
		self.assertRefuses("本系统", self.pass_on, county_unit.name)
		self.pass_on(self.world.unit_water)
		self.assertRefuses("分办", self.pass_on, self.world.unit_power)

	def test_only_a_unit_that_may_be_an_intermediary_is_named(self):
		ticket = self.registered_ticket()
		self.assertRefuses("可以分办", self.propose, ticket, intermediary_unit=self.world.unit_water)
		self.propose(ticket, intermediary_unit=self.office)
		self.dispatch(ticket)
		self.assertEqual(self.of("responsible_unit", self.order_of(ticket)), self.office)


class TestOpinionOfTheSupportingUnit(Requests):
	def test_the_lead_unit_reads_it_and_is_told(self):
		opinion = self.order_of(self.ticket, "Supporting")
		self.act("works", ORDER, opinion, "Acknowledge Order", acknowledged_by="建", handler="建")
		given = {"reply_date": today(), "replied_by": "建主任", "reply": "管线图<b>附后</b>。"}
		self.act("works", ORDER, opinion, "Give Order Opinion", **given)
		with self.as_user("water"):
			order = frappe.get_doc(ORDER, self.order)
			order.run_method("onload")
		self.assertEqual(
			order.get_onload("opinions"),
			[{"unit_name": "甲镇村镇建设办", **given}],
		)
		self.assertIn("协办意见", told(self.world.users["water"], self.order)[0])
		with self.as_user("works"):
			own = frappe.get_doc(ORDER, opinion)
			own.run_method("onload")
		self.assertEqual(own.get_onload("opinions"), [])


class TestWithdrawnOrders(Requests):
	def test_each_unit_is_told_that_nothing_is_asked_any_more(self):
		self.act(
			"clerk",
			TICKET,
			self.ticket,
			"Withdraw Ticket",
			"反映人撤回。",
			withdrawal_basis="Reporter Signed",
		)
		for key, role in (("water", "Lead"), ("works", "Supporting")):
			order = self.order_of(self.ticket, role)
			self.assertEqual(self.of("workflow_state", order), "Order Withdrawn")
			self.assertIn("已撤销", told(self.world.users[key], order)[0])


class TestFirstSteps(Requests):
	"""签收 2 wd, 首次联系 5 wd, 分办 3 wd of the dispatch (rules.md §2.4), beside the limit of the reply."""

	def issued_on(self, day: str, **values) -> None:
		frappe.db.set_value(ORDER, self.order, {"issued_on": f"{day} 10:00:00", **values})

	def kept(self) -> str | None:
		return str(clock.step_due_of(frappe.get_doc(ORDER, self.order)))

	def test_by_hand_across_national_day_and_its_worked_saturday(self):
		# 2026: holiday 1 to 7 October, Saturday 10 October is worked
		self.issued_on("2026-09-29")
		self.assertEqual(self.kept(), "2026-10-08")
		self.issued_on(
			"2026-09-29", workflow_state="Order Acknowledged", acknowledged_on="2026-09-30 09:00:00"
		)
		self.assertEqual(self.kept(), "2026-10-12")
		self.issued_on("2026-09-29", first_contact_on="2026-10-09")
		self.assertEqual(self.kept(), "None")

	def test_an_intermediary_passes_on_in_three_days_and_the_acting_unit_signs_from_then(self):
		self.issued_on("2026-09-28", responsible_unit=self.office, intermediary_unit=self.office)
		self.assertEqual(self.kept(), "2026-10-08")
		self.issued_on(
			"2026-09-28",
			responsible_unit=self.world.unit_water,
			passed_on_from=self.office,
			passed_on_on="2026-09-30 10:00:00",
		)
		self.assertEqual(self.kept(), "2026-10-09")

	def test_it_is_kept_with_each_act(self):
		self.assertEqual(self.of("step_due"), limit_end(getdate(), "Acknowledge Order"))
		self.acknowledge()
		self.assertEqual(self.of("step_due"), limit_end(getdate(), "First Contact"))
		self.act(
			"water",
			ORDER,
			self.order,
			"Record First Contact",
			first_contact_on=today(),
			first_contact_with="Receiving Deputy",
			first_contact_mode="By Telephone",
		)
		self.assertIsNone(self.of("step_due"))

	def test_unsigned_past_its_day_the_unit_and_the_clerk_find_it_and_the_form_says_so(self):
		frappe.db.set_value(ORDER, self.order, "step_due", add_days(today(), -1))
		for key, task in (("water", "acknowledge"), ("clerk", "unsigned")):
			line = next(line for line in work_of(self.world.users[key]) if line["key"] == task)
			own = [record for record in line["records"] if record["name"] == self.order]
			self.assertEqual([record["colour"] for record in own], ["Red"], key)
			self.assertGreaterEqual(line["overdue"], 1)
		said = clock.said_of(frappe.get_doc(ORDER, self.order))
		self.assertEqual(said["colour"], "")
		self.assertEqual(said["step"]["colour"], "Red")
		self.assertIn("签收：应于", said["step"]["text"])
		# the reply itself is not late: nobody is told that it is
		self.assertNotIn("Township Clerk", acting_posts(frappe.get_doc(ORDER, self.order)))


class TestSeparateHandling(Requests):
	def test_the_matter_moves_with_the_last_of_the_leading_answers(self):
		ticket = self.registered_ticket()
		self.propose(ticket, supporting_units=[], separate_units=[{"unit": self.world.unit_works}])
		self.dispatch(ticket)
		for key, expected in (("water", "Ticket In Handling"), ("works", "Ticket To Feed Back")):
			unit = self.world.unit_water if key == "water" else self.world.unit_works
			order = frappe.db.get_value(ORDER, {"opinion_ticket": ticket, "responsible_unit": unit})
			self.act(key, ORDER, order, "Acknowledge Order", acknowledged_by="办", handler="办")
			self.act(key, ORDER, order, "Reply to Order", **full_reply())
			self.assertEqual(frappe.db.get_value(TICKET, ticket, "workflow_state"), expected)

	def test_more_time_for_one_of_them_is_none_for_the_others(self):
		ticket = self.registered_ticket()
		self.propose(ticket, supporting_units=[], separate_units=[{"unit": self.world.unit_works}])
		self.dispatch(ticket)
		due = frappe.db.get_value(TICKET, ticket, "due_date")
		order = frappe.db.get_value(
			ORDER, {"opinion_ticket": ticket, "responsible_unit": self.world.unit_works}
		)
		self.act("works", ORDER, order, "Acknowledge Order", acknowledged_by="办", handler="办")
		until = add_days(due, 10)
		asked = {"extension_until": until, "extension_reason": "等材料。"}
		self.act("works", ORDER, order, "Request Order Extension", **asked)
		self.act("chair", ORDER, order, "Grant Order Extension", extension_until=until)
		self.assertEqual(str(self.of("due_date", order)), str(until))
		self.assertEqual(frappe.db.get_value(TICKET, ticket, "due_date"), due)


class TestCallingTheReporter(Requests):
	def agreed(self, agreed: int) -> None:
		visit = frappe.db.get_value(TICKET, self.ticket, "visit")
		frappe.db.set_value("Constituent Visit", visit, "may_be_contacted", agreed)

	def test_the_unit_learns_name_and_phone_for_a_logged_reason(self):
		self.agreed(1)
		with self.as_user("water"):
			self.assertRefuses("理由", reveal_to_unit, self.order, "")
			found = reveal_to_unit(self.order, "约看现场")
		self.assertEqual(found, {"name": "刘大爷", "phone": "13812345678"})
		line = frappe.get_last_doc("Handling Log", {"reference_name": self.order})
		self.assertEqual((line.event, line.note), ("Disclosure", "约看现场"))

	def test_without_consent_after_the_answer_or_for_another_unit_it_is_refused(self):
		self.agreed(0)
		with self.as_user("water"):
			self.assertRefuses("未同意", reveal_to_unit, self.order, "约看现场")
		self.agreed(1)
		for key in ("village", "deputy", "county_officer"):
			with self.as_user(key):
				self.assertRefuses("岗位", reveal_to_unit, self.order, "约看现场")
		self.reply(self.ticket)
		with self.as_user("water"):
			self.assertRefuses("未同意", reveal_to_unit, self.order, "约看现场")

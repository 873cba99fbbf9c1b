"""Bad input gets a Chinese error that names the field and the fix, and nothing is written."""

import frappe
import frappe.client
from frappe.utils import add_days, add_to_date, now_datetime, today

from deputy_liaison.state_machine import act, apply_workflow
from tests.base import LiaisonTestCase, full_reply

TICKET = "Opinion Ticket"
ORDER = "Dispatch Order"


class TestVisitForm(LiaisonTestCase):
	"""What the front desk may type wrong."""

	def refuse(self, text: str, **values) -> None:
		before = (frappe.db.count("Constituent Visit"), frappe.db.count(TICKET))
		with self.as_user("officer"):
			self.assertRefuses(text, self.new_visit(**values).insert)
		self.assertEqual((frappe.db.count("Constituent Visit"), frappe.db.count(TICKET)), before)

	def test_visit_without_content(self):
		self.refuse("反映的问题与意见", matters=[])
		self.refuse("反映的问题与意见", matters=[{"content": "  ", "outcome": "To Be Handled"}])

	def test_second_matter_without_content_is_named(self):
		self.refuse(
			"事项2",
			matters=[
				{"content": "路灯坏了", "outcome": "To Be Handled"},
				{"content": "", "outcome": "Answered on the Spot", "answer": "已答复"},
			],
		)

	def test_spare_empty_row_is_dropped(self):
		with self.as_user("officer"):
			visit = self.new_visit(
				matters=[{"content": "路灯坏了", "outcome": "To Be Handled"}, {"content": ""}]
			).insert()
		self.assertEqual(len(visit.matters), 1)

	def test_phone_that_is_none(self):
		for phone in ("1381234567", "abc", "138123456789", "13812345x78"):
			self.refuse("反映人电话", reporter_phone=phone)

	def test_full_width_digits_and_hyphens_are_a_phone(self):
		with self.as_user("officer"):
			visit = self.new_visit(reporter_phone="138-1234 5678").insert()
		self.assertEqual(visit.reporter_phone, "138****5678")

	def test_future_visit(self):
		self.refuse("来访时间", visit_time=add_to_date(now_datetime(), hours=2))

	def test_matter_over_the_limit_says_how_long_it_is(self):
		self.refuse("2001", matters=[{"content": "字" * 2001, "outcome": "To Be Handled"}])

	def test_answered_on_the_spot_needs_its_answer(self):
		self.refuse("答复内容", matters=[{"content": "医保?", "outcome": "Answered on the Spot"}])

	def test_name_or_anonymous(self):
		self.refuse("反映人姓名", reporter_name="")

	def test_number_is_not_used_up_by_a_refused_visit(self):
		with self.as_user("officer"):
			first = self.new_visit().insert().number
		self.refuse("反映人电话", reporter_phone="12")
		with self.as_user("officer"):
			second = self.new_visit().insert().number
		self.assertEqual(int(second[-4:-1]) - int(first[-4:-1]), 1)


class TestProposalAndDispatch(LiaisonTestCase):
	"""What clerk and chair may get wrong."""

	def test_due_date_before_the_dispatch(self):
		self.assertRefuses("办理期限", self.propose, self.registered_ticket(), due_date=add_days(today(), -1))

	def test_due_date_that_is_none(self):
		self.assertRefuses("办理期限", self.propose, self.registered_ticket(), due_date="下个月")

	def test_without_a_lead_unit(self):
		self.assertRefuses("主办单位", self.propose, self.registered_ticket(), lead_unit="")

	def test_same_unit_twice(self):
		ticket = self.registered_ticket()
		same = [{"unit": self.world.unit_water}]
		self.assertRefuses("甲镇水务站", self.propose, ticket, supporting_units=same)
		twice = [{"unit": self.world.unit_works}, {"unit": self.world.unit_works}]
		self.assertRefuses("甲镇村镇建设办", self.propose, ticket, supporting_units=twice)

	def test_a_refused_action_leaves_no_trace(self):
		ticket = self.registered_ticket()
		lines = frappe.db.count("Handling Log", {"reference_name": ticket})
		self.assertRefuses("主办单位", self.propose, ticket, lead_unit="")
		self.assertEqual(frappe.db.get_value(TICKET, ticket, "workflow_state"), "Ticket Registered")
		self.assertEqual(frappe.db.count("Handling Log", {"reference_name": ticket}), lines)

	def test_values_that_the_action_does_not_ask_for(self):
		ticket = self.registered_ticket()
		self.assertRefuses("closed_on", self.propose, ticket, closed_on=today())


class TestReply(LiaisonTestCase):
	"""What a unit may get wrong."""

	def test_without_a_result_class(self):
		self.assertRefuses("办理结果类别", self.reply, self.dispatched_ticket(), result_class=None)

	def test_class_b_needs_explanation_plan_and_date(self):
		ticket = self.dispatched_ticket()
		planned = frappe.db.get_value("Result Class", {"code": "B"})
		self.assertRefuses("下步计划", self.reply, ticket, result_class=planned)

	def test_reply_before_the_dispatch_or_in_the_future(self):
		ticket = self.dispatched_ticket()
		self.assertRefuses("答复日期", self.reply, ticket, reply_date=add_days(today(), -1))
		order = self.order_of(ticket)
		self.assertRefuses(
			"答复日期",
			self.act,
			"water",
			ORDER,
			order,
			"Reply to Order",
			**full_reply(reply_date=add_days(today(), 1)),
		)


class TestStaleAndForeignWays(LiaisonTestCase):
	"""Two approvers at once, a stale page, a state set past the workflow, a deputy who dispatches."""

	def test_the_second_approver_is_told_what_happened(self):
		ticket = self.registered_ticket()
		self.propose(ticket)
		seen = str(frappe.db.get_value(TICKET, ticket, "modified"))
		self.dispatch(ticket, "chair")
		with self.as_user("vice"):
			self.assertRefuses("赵主席", act, TICKET, ticket, "Dispatch Ticket", seen, {"approval": "同意"})
		self.assertEqual(frappe.db.count(ORDER, {"opinion_ticket": ticket}), 2)

	def test_a_stale_page_is_refused_by_the_stock_way_too(self):
		ticket = self.registered_ticket()
		with self.as_user("chair"):
			page = frappe.get_doc(TICKET, ticket).as_dict()
		self.propose(ticket)
		with self.as_user("chair"):
			self.assertRefuses("刷新", apply_workflow, frappe.as_json(page), "Dispatch Ticket")

	def test_a_state_set_by_saving(self):
		ticket = self.registered_ticket()
		with self.as_user("clerk"):
			doc = frappe.get_doc(TICKET, ticket)
			doc.workflow_state = "Ticket Closed"
			self.assertRefuses("办理按钮", doc.save)
			self.assertRefuses(
				"办理按钮",
				frappe.client.set_value,
				TICKET,
				ticket,
				"workflow_state",
				"Ticket Pending Approval",
			)

	def test_the_proposal_is_not_changed_by_saving(self):
		ticket = self.registered_ticket()
		self.propose(ticket)
		with self.as_user("clerk"):
			self.assertRefuses(
				"主办单位", frappe.client.set_value, TICKET, ticket, "lead_unit", self.world.unit_works
			)

	def test_the_voters_words_stay(self):
		ticket = self.registered_ticket()
		with self.as_user("clerk"):
			self.assertRefuses("反映的问题与意见", frappe.client.set_value, TICKET, ticket, "content", "改写")

	def test_a_deputy_does_not_dispatch(self):
		ticket = self.registered_ticket()
		self.propose(ticket)
		self.assertRefuses("乡镇人大主席", self.dispatch, ticket, "deputy")

	def test_who_proposed_does_not_approve(self):
		ticket = self.registered_ticket()
		self.give_post("clerk", "Township Chair", jurisdiction=self.world.town)
		self.propose(ticket, "clerk")
		self.assertRefuses("拟办", self.dispatch, ticket, "clerk")
		self.dispatch(ticket, "chair")

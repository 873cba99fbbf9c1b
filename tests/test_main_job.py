"""The path of a voter's matter, by the real roles: front desk, clerk, chair, unit, officer, archive."""

import re

import frappe
from frappe.utils import add_days, now_datetime, today

from deputy_liaison.opinions.doctype.opinion_ticket.opinion_ticket import (
	CLASSES,
	SORTED,
	stages,
)
from tests.base import LiaisonTestCase, full_reply

TICKET = "Opinion Ticket"
ORDER = "Dispatch Order"


class TestVisitBecomesTickets(LiaisonTestCase):
	"""One visit with two matters: one answered on the spot, one to be handled."""

	def record(self):
		with self.as_user("officer"):
			return self.new_visit(
				matters=[
					{
						"content": "医保什么时候缴费?",
						"outcome": "Answered on the Spot",
						"answer": "每年9月至12月。",
						"rating": "Satisfied",
					},
					{"content": "三组水渠垮了一段。", "outcome": "To Be Handled"},
				]
			).insert()

	def test_numbers_follow_the_station_and_the_township(self):
		first, second = self.record(), self.record()
		year = now_datetime().year
		self.assertRegex(first.number, rf"^东接〔{year}〕第\d{{3}}号$")
		self.assertEqual(self.ordinal(second.number), self.ordinal(first.number) + 1)
		numbers = [
			number
			for visit in (first, second)
			for number in frappe.get_all(TICKET, {"visit": visit.name}, pluck="number", order_by="number")
		]
		start = self.ordinal(numbers[0])
		self.assertEqual(numbers, [f"意〔{year}〕第{start + i:03d}号" for i in range(4)])

	@staticmethod
	def ordinal(number: str) -> int:
		return int(re.search(r"第(\d+)号", number).group(1))

	def test_one_save_closes_what_was_answered_and_registers_the_rest(self):
		visit = self.record()
		rows = frappe.get_all(
			TICKET,
			{"visit": visit.name},
			["workflow_state", "content", "answer", "reporter_rating"],
			order_by="number",
		)
		self.assertEqual(rows[0].workflow_state, "Ticket Closed")
		self.assertEqual(rows[0].answer, "每年9月至12月。")
		self.assertEqual(rows[0].reporter_rating, "Satisfied")
		self.assertEqual(rows[1].workflow_state, "Ticket Registered")
		self.assertEqual(rows[1].content, "三组水渠垮了一段。")

	def test_dissatisfied_with_the_answer_on_the_spot_is_registered_for_handling(self):
		ticket = self.registered_ticket(
			matters=[
				{
					"content": "路灯坏了",
					"outcome": "Answered on the Spot",
					"answer": "已报修。",
					"rating": "Dissatisfied",
				}
			]
		)
		self.assertEqual(frappe.db.get_value(TICKET, ticket, "workflow_state"), "Ticket Registered")

	def test_the_words_lie_in_the_ticket_and_not_in_the_child_row(self):
		visit = self.record()
		rows = frappe.get_all("Visit Matter", {"parent": visit.name}, ["content", "answer"])
		self.assertEqual([(row.content, row.answer) for row in rows], [(None, None), (None, None)])


class TestDispatchAndReply(LiaisonTestCase):
	"""Clerk proposes, chair decides, units work, officer feeds back."""

	def state(self, doctype: str, name: str) -> str:
		return frappe.db.get_value(doctype, name, "workflow_state")

	def test_dispatch_issues_a_lead_and_a_supporting_order_with_numbers(self):
		ticket = self.dispatched_ticket()
		self.assertEqual(self.state(TICKET, ticket), "Ticket In Handling")
		orders = frappe.get_all(
			ORDER,
			{"opinion_ticket": ticket},
			["number", "unit_role", "responsible_unit", "round", "workflow_state", "due_date"],
			order_by="number",
		)
		self.assertEqual(
			[(o.unit_role, o.responsible_unit, o.round) for o in orders],
			[("Lead", self.world.unit_water, 1), ("Supporting", self.world.unit_works, 1)],
		)
		lead, supporting = (re.match(r"转〔(\d{4})〕第(\d{3})号$", o.number).groups() for o in orders)
		self.assertEqual(lead[0], str(now_datetime().year))
		self.assertEqual(int(supporting[1]), int(lead[1]) + 1)
		self.assertEqual({o.workflow_state for o in orders}, {"Order Issued"})
		self.assertEqual(str(orders[0].due_date), add_days(today(), 30))
		self.assertLess(orders[1].due_date, orders[0].due_date)

	def test_chair_returns_with_a_reason(self):
		ticket = self.registered_ticket()
		self.propose(ticket)
		self.assertRefuses("理由", self.act, "chair", TICKET, ticket, "Return Ticket to Clerk")
		self.act("chair", TICKET, ticket, "Return Ticket to Clerk", note="先核实是否属于村里管护。")
		self.assertEqual(self.state(TICKET, ticket), "Ticket Registered")
		note = frappe.db.get_value(
			"Handling Log", {"reference_name": ticket, "action": "Return Ticket to Clerk"}, "note"
		)
		self.assertEqual(note, "先核实是否属于村里管护。")

	def test_whole_path_to_the_archive(self):
		ticket = self.dispatched_ticket()
		order = self.order_of(ticket)
		self.reply(ticket)
		self.assertEqual(self.state(ORDER, order), "Order Replied")
		self.assertEqual(self.state(TICKET, ticket), "Ticket To Feed Back")
		self.act(
			"officer", TICKET, ticket, "Feed Back Ticket", feedback_mode="Face to Face", feedback_on=today()
		)
		self.assertEqual(self.state(ORDER, order), "Order Accepted")
		self.act(
			"officer",
			TICKET,
			ticket,
			"Rate Ticket Satisfied",
			reporter_rating="Basically Satisfied",
			rating_source="Telephone",
		)
		self.assertEqual(self.state(TICKET, ticket), "Ticket Closed")
		archive = {"archive_number": "0086-WS·2026-D10-RDB-0001", "retention": "D10"}
		self.assertRefuses("归档", self.act, "clerk", TICKET, ticket, "Archive Ticket", **archive)
		frappe.db.set_value(TICKET, ticket, "closed_on", add_days(now_datetime(), -61))
		self.act("clerk", TICKET, ticket, "Archive Ticket", **archive)
		self.assertEqual(self.state(TICKET, ticket), "Ticket Archived")
		states = frappe.get_all(
			"Handling Log",
			{"reference_name": ticket, "to_state": ("!=", "")},
			pluck="to_state",
			order_by="at asc, creation asc",
		)
		self.assertEqual(
			states,
			[
				"Ticket Registered",
				"Ticket Pending Approval",
				"Ticket In Handling",
				"Ticket To Feed Back",
				"Ticket Awaiting Rating",
				"Ticket Closed",
				"Ticket Archived",
			],
		)

	def test_form_learns_from_the_server_what_is_locked(self):
		ticket = self.registered_ticket()
		free, locked = dict.fromkeys(SORTED | CLASSES, 0), dict.fromkeys(SORTED | CLASSES, 1)
		self.assertEqual(self.locked(ticket, "clerk"), free)
		self.assertEqual(self.locked(ticket, "officer"), {**free, **dict.fromkeys(CLASSES, 1)})
		self.propose(ticket)
		self.assertEqual(self.locked(ticket, "clerk"), free)
		self.assertEqual(self.locked(ticket, "officer"), locked)
		self.dispatch(ticket)
		self.assertEqual(self.locked(ticket, "clerk"), locked)

	def locked(self, ticket: str, key: str) -> dict:
		with self.as_user(key):
			doc = frappe.get_doc(TICKET, ticket)
			doc.run_method("onload")
			return doc.get_onload("locked")

	def test_dissatisfied_begins_a_second_round_with_a_new_order(self):
		ticket = self.fed_back_ticket()
		first = self.order_of(ticket)
		self.assertRefuses("不能", self.act, "clerk", TICKET, ticket, "Rehandle Ticket")
		self.assertRefuses(
			"不满意原因",
			self.act,
			"officer",
			TICKET,
			ticket,
			"Rate Ticket Dissatisfied",
			rating_source="Signature",
		)
		self.act(
			"officer",
			TICKET,
			ticket,
			"Rate Ticket Dissatisfied",
			rating_source="Signature",
			rating_reason="只修了一半。",
		)
		self.act(
			"clerk",
			TICKET,
			ticket,
			"Rehandle Ticket",
			proposal="请全部修复。",
			due_date=add_days(today(), 20),
		)
		row = frappe.db.get_value(
			TICKET,
			ticket,
			["workflow_state", "round", "reporter_rating", "feedback_on", "feedback_by", "feedback_note"],
			as_dict=True,
		)
		self.assertEqual((row.pop("workflow_state"), row.pop("round")), ("Ticket In Handling", 2))
		self.assertEqual(set(row.values()), {None}, row)
		self.assertEqual(
			stages(frappe.get_doc(TICKET, ticket))[5]["by"], "", "stage 6 names the last round's"
		)
		second = self.order_of(ticket)
		order = frappe.db.get_value(
			ORDER, second, ["round", "previous_order", "workflow_state", "due_date"], as_dict=True
		)
		self.assertEqual((order.round, order.previous_order), (2, first))
		self.assertEqual(order.workflow_state, "Order Issued")
		self.assertEqual(str(order.due_date), add_days(today(), 20))

	def assertStrip(self, ticket: str, *expected: str) -> None:
		strip = stages(frappe.get_doc(TICKET, ticket))
		self.assertEqual([stage["status"] for stage in strip], list(expected))
		self.assertEqual(
			[stage["label"] for stage in strip], ["接待", "梳理", "分类", "送达", "督办", "反馈", "存档"]
		)

	def test_the_strip_stays_at_the_units_until_they_replied(self):
		ticket = self.dispatched_ticket()
		four = ["done"] * 4
		self.assertStrip(ticket, *four, "now", "open", "open")
		self.act(
			"water",
			ORDER,
			self.order_of(ticket),
			"Acknowledge Order",
			acknowledged_by="水经办",
			handler="水经办",
		)
		self.assertStrip(ticket, *four, "now", "open", "open")
		strip = stages(frappe.get_doc(TICKET, ticket))
		self.assertEqual([stage["by"] for stage in strip[2:5]], ["张专干", "赵主席", "水经办"])

	def test_the_strip_goes_on_with_the_reply_and_waits_for_the_rating(self):
		ticket = self.dispatched_ticket()
		self.reply(ticket)
		self.assertStrip(ticket, *["done"] * 5, "now", "open")
		self.assertStrip(self.fed_back_ticket(), *["done"] * 5, "now", "open")

	def test_second_dissatisfaction_goes_to_joint_review(self):
		ticket = self.fed_back_ticket()
		for handling_round in (1, 2):
			self.act(
				"officer",
				TICKET,
				ticket,
				"Rate Ticket Dissatisfied",
				rating_source="Signature",
				rating_reason="没解决。",
			)
			if handling_round == 1:
				self.act(
					"clerk",
					TICKET,
					ticket,
					"Rehandle Ticket",
					proposal="重办",
					due_date=add_days(today(), 20),
				)
				self.reply(ticket)
				self.act(
					"officer",
					TICKET,
					ticket,
					"Feed Back Ticket",
					feedback_mode="By Telephone",
					feedback_on=today(),
				)
		self.assertRefuses(
			"不能", self.act, "clerk", TICKET, ticket, "Rehandle Ticket", proposal="再办", due_date=today()
		)
		self.act("chair", TICKET, ticket, "Review Ticket Jointly", review_decision="主席团第五次会议研究。")
		self.assertStrip(ticket, *["done"] * 4, "now", "done", "open")
		self.act(
			"chair",
			TICKET,
			ticket,
			"Close Ticket with Explanation",
			note="受资金限制,明年实施。",
			feedback_mode="Face to Face",
			feedback_on=today(),
		)
		row = frappe.db.get_value(TICKET, ticket, ["workflow_state", "reporter_rating"], as_dict=True)
		self.assertEqual(row, {"workflow_state": "Ticket Closed", "reporter_rating": "Dissatisfied"})

	def test_clerk_enters_the_reply_of_a_unit_without_account_from_the_signed_slip(self):
		ticket = self.registered_ticket()
		self.propose(ticket, lead_unit=self.world.unit_power, supporting_units=[])
		self.dispatch(ticket)
		order = self.order_of(ticket)
		self.assertRefuses(
			"回执联扫描件",
			self.act,
			"clerk",
			ORDER,
			order,
			"Acknowledge Order",
			acknowledged_by="供电所所长",
			handler="老马",
		)
		slip = {
			"on_behalf_signer": "供电所所长",
			"on_behalf_date": today(),
			"on_behalf_scan": "/private/files/slip.pdf",
		}
		signed = {"acknowledged_by": "供电所所长", "handler": "老马", **slip}
		public = {**signed, "on_behalf_scan": "/files/slip.pdf"}
		self.assertRefuses("私有文件", self.act, "clerk", ORDER, order, "Acknowledge Order", **public)
		self.act("clerk", ORDER, order, "Acknowledge Order", **signed)
		self.act(
			"clerk",
			ORDER,
			order,
			"Reply to Order",
			**full_reply(replied_by="供电所所长", reply="已更换线路。", **slip),
		)
		self.assertEqual(frappe.db.get_value(ORDER, order, "entered_on_behalf"), 1)
		marks = frappe.get_all(
			"Handling Log", {"reference_name": order, "event": "Move by Person"}, pluck="entered_on_behalf"
		)
		self.assertEqual(marks, [1, 1])

	def test_contact_is_an_event_and_leaves_the_state(self):
		ticket = self.dispatched_ticket()
		order = self.order_of(ticket)
		self.act("water", ORDER, order, "Acknowledge Order", acknowledged_by="水经办", handler="水经办")
		self.act(
			"water",
			ORDER,
			order,
			"Record First Contact",
			first_contact_on=today(),
			first_contact_with="Receiving Deputy",
			first_contact_mode="Face to Face",
			first_contact_note="与李代表到现场看了水渠。",
		)
		row = frappe.db.get_value(
			ORDER, order, ["workflow_state", "first_contact_on", "first_contact_note"], as_dict=True
		)
		self.assertEqual(row.workflow_state, "Order Acknowledged")
		self.assertEqual(str(row.first_contact_on), today())

	def test_supporting_opinion_does_not_move_the_ticket(self):
		ticket = self.dispatched_ticket()
		order = self.order_of(ticket, "Supporting")
		self.act("works", ORDER, order, "Acknowledge Order", acknowledged_by="建经办", handler="建经办")
		self.act(
			"works",
			ORDER,
			order,
			"Give Order Opinion",
			reply_date=today(),
			replied_by="建经办",
			reply="同意配合。",
		)
		self.assertEqual(self.state(ORDER, order), "Order Replied")
		self.assertEqual(self.state(TICKET, ticket), "Ticket In Handling")

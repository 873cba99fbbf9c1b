"""What holds of a ticket's orders holds of a suggestion's: supervision, priority, promises."""

import frappe
from frappe.utils import add_days, today

from deputy_liaison.opinions.doctype.supervision_entry.supervision_entry import overview, supervise
from deputy_liaison.opinions.priority import set_priority
from tests.test_deputy_suggestion import SUGGESTION, HandledTestCase


class TestSupervisedSuggestion(HandledTestCase):
	def test_supervised_with_priority_and_promised(self):
		name = self.dispatched()
		order = self.order(name)
		with self.as_user("chair"):
			set_priority(SUGGESTION, name, 1, "列入年度重点")
			entry = supervise(order, "On-Site Check", "请抓紧办理。")
			listed = overview(SUGGESTION, name)
		self.assertEqual(self.value(name, "priority_reason"), "列入年度重点")
		self.assertEqual(frappe.db.get_value("Dispatch Order", order, "is_priority"), 1)
		self.assertEqual([row.number for row in listed["entries"]], [entry["number"]])
		due = add_days(today(), 90)
		self.replied(
			name,
			**{
				"result_class": frappe.db.get_value("Result Class", {"code": "B"}),
				"explanation": "资金年内到位。",
				"plan": "明年春灌前重修水渠。",
				"plan_due": due,
			},
		)
		state = frappe.db.get_value("Supervision Entry", entry["name"], "workflow_state")
		self.assertEqual(state, "Supervision Answered")
		promise = frappe.get_doc("Commitment", {"deputy_suggestion": name})
		self.assertEqual((promise.source_number, str(promise.due_date)), (self.value(name, "number"), due))
		self.assertFalse(promise.opinion_ticket)

	def test_what_the_county_handles_is_the_countys_to_supervise_with_priority(self):
		"""代表法 §52: the 主任会议 decides; so it is for a ticket that was handed up."""
		name = self.dispatched(**self.of_county())
		ticket = self.dispatched_ticket()
		frappe.db.set_value("Opinion Ticket", ticket, "handling_level", "County")
		for doctype, record in ((SUGGESTION, name), ("Opinion Ticket", ticket)):
			with self.as_user("chair"):
				self.assertRefuses("岗位", set_priority, doctype, record, 1, "列入年度重点")
			with self.as_user("county_approver"):
				set_priority(doctype, record, 1, "列入年度重点")
			self.assertEqual(frappe.db.get_value(doctype, record, "is_priority"), 1)

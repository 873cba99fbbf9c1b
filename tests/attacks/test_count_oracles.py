"""Counts as a yes/no oracle on rows and columns that one may not see."""

import json

import frappe

from tests.attacks.knocking import TICKET, VISIT, AttackTestCase


class TestCountOracles(AttackTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.ticket = self.registered_ticket()

	def test_get_count_counts_the_own_list(self):
		for filters in (
			{"name": self.ticket},
			[[TICKET, "name", "=", self.ticket]],
			json.dumps({"name": self.ticket}),
		):
			form = {"doctype": TICKET, "filters": filters}
			self.assertEqual(self.knock("clerk", "frappe.client.get_count", **form), 1)
			self.assertEqual(self.knock("clerk_b", "frappe.client.get_count", **form), 0)
			self.assertShut(self.knock, "nobody", "frappe.client.get_count", **form)
		whole = self.knock("county_officer", "frappe.client.get_count", doctype=TICKET)
		self.assertEqual(whole, frappe.db.count(TICKET))

	def test_nothing_is_guessed_about_identities_rows_and_companions(self):
		for form in (
			{"doctype": "Constituent Identity", "filters": {"source_doctype": VISIT}},
			{"doctype": "Visit Matter", "filters": {"content": ["like", "%水渠%"]}},
			{"doctype": "Version", "filters": {"data": ["like", "%水渠%"]}},
			{"doctype": "Comment", "filters": {"reference_name": self.ticket}},
			{"doctype": TICKET, "filters": [["Visit Matter", "content", "like", "%水渠%"]]},
			{"doctype": TICKET, "filters": [["Constituent Identity", "source_name", "like", "%"]]},
		):
			for key in ("officer_b", "clerk"):
				try:
					found = self.knock(key, "frappe.client.get_count", **form)
				except Exception:
					frappe.clear_messages()
					continue
				self.assertFalse(found, form)

	def test_other_doctypes_are_counted_as_ever(self):
		self.assertEqual(
			self.knock("clerk", "frappe.client.get_count", doctype="Language"), frappe.db.count("Language")
		)

	def test_counts_by_assignee_are_of_seen_records(self):
		with self.as_user("clerk"):
			frappe.get_doc(
				{
					"doctype": "ToDo",
					"reference_type": TICKET,
					"reference_name": self.ticket,
					"allocated_to": self.world.users["clerk2"],
					"assigned_by": self.world.users["clerk"],
					"description": "请看",
				}
			).insert()
		form = {
			"doctype": TICKET,
			"field": "assigned_to",
			"current_filters": json.dumps([[TICKET, "name", "=", self.ticket]]),
		}
		method = "frappe.desk.listview.get_group_by_count"
		self.assertEqual(
			self.knock("clerk", method, **form), [{"name": self.world.users["clerk2"], "count": 1}]
		)
		self.assertEqual(self.knock("clerk_b", method, **form), [])
		by_state = {**form, "field": "workflow_state"}
		self.assertEqual(self.knock("clerk", method, **by_state)[0]["count"], 1)
		self.assertEqual(self.knock("clerk_b", method, **by_state), [])
		self.assertShut(self.knock, "nobody", method, **form)

	def test_state_counts_are_of_seen_records(self):
		method = "frappe.workflow.doctype.workflow.workflow.get_workflow_state_count"
		form = {"doctype": TICKET, "workflow_state_field": "workflow_state", "states": json.dumps(["None"])}
		with self.as_user("clerk_b"):
			own = len(frappe.get_list(TICKET, limit_page_length=0))
		counted = sum(row["count"] for row in self.knock("clerk_b", method, **form))
		self.assertEqual(counted, own)
		self.assertIn(
			"Ticket Registered", [row["workflow_state"] for row in self.knock("clerk", method, **form)]
		)

	def test_the_desks_own_count_agrees(self):
		form = {
			"doctype": TICKET,
			"filters": json.dumps([[TICKET, "name", "=", self.ticket]]),
			"fields": "[]",
		}
		self.assertEqual(self.knock("clerk", "frappe.desk.reportview.get_count", **form), 1)
		self.assertEqual(self.knock("clerk_b", "frappe.desk.reportview.get_count", **form), 0)

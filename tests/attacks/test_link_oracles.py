"""Link fields and their helpers: what exists, how it is called, what stands beside it."""

import json

import frappe

from tests.attacks.knocking import ORDER, TICKET, VISIT, AttackTestCase


class TestLinkOracles(AttackTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.ticket = self.dispatched_ticket()

	def test_validate_link_answers_as_for_what_does_not_exist(self):
		method = "frappe.client.validate_link"
		form = {"doctype": TICKET, "docname": self.ticket, "fields": json.dumps(["subject"])}
		self.assertEqual(self.knock("clerk", method, "GET", **form)["name"], self.ticket)
		foreign = self.knock("clerk_b", method, "GET", **form)
		missing = self.knock("clerk_b", method, "GET", **{**form, "docname": "no-such-ticket"})
		self.assertEqual(dict(foreign), dict(missing))
		self.assertEqual(self.knock("clerk", method, doctype="Language", docname="zh")["name"], "zh")

	def test_titles_are_not_told(self):
		method = "frappe.desk.search.get_link_title"
		subject = frappe.db.get_value(TICKET, self.ticket, "subject")
		self.assertNotIn(subject, str(self.knock("clerk_b", method, doctype=TICKET, docname=self.ticket)))
		west = frappe.db.get_value("Deputy", self.world.deputy_west, "deputy_name")
		self.assertEqual(self.knock("clerk", method, doctype="Deputy", docname=self.world.deputy_west), west)
		self.assertNotEqual(
			self.knock("clerk_b", method, doctype="Deputy", docname=self.world.deputy_west), west
		)

	def found(self, key: str, method: str, **form) -> str:
		answer = self.knock(key, method, **form)
		return str(answer) + str(frappe.local.response)

	def test_searching_past_the_permissions_finds_nothing(self):
		subject = frappe.db.get_value(TICKET, self.ticket, "subject")
		visit = frappe.db.get_value(TICKET, self.ticket, "visit")
		order = self.order_of(self.ticket)
		for method in ("frappe.desk.search.search_link", "frappe.desk.search.search_widget"):
			for doctype, name in ((TICKET, self.ticket), (VISIT, visit), (ORDER, order)):
				for extra in ({}, {"ignore_user_permissions": 1}, {"filters": json.dumps({"name": name})}):
					form = {"doctype": doctype, "txt": "", "page_length": 50, **extra}
					self.assertIn(name, self.found("clerk", method, **form), form)
					self.assertNotIn(name, self.found("clerk_b", method, **form), form)
		self.assertIn(
			self.ticket, self.found("clerk", "frappe.desk.search.search_link", doctype=TICKET, txt=subject)
		)

	def test_a_query_named_by_the_caller_finds_nothing(self):
		for query in (
			"frappe.desk.search.search_widget",
			"deputy_liaison.finding.search",
			"frappe.client.get_list",
			"frappe.client.get_count",
		):
			form = {"doctype": TICKET, "txt": "", "query": query, "ignore_user_permissions": 1}
			try:
				found = self.found("clerk_b", "frappe.desk.search.search_link", **form)
			except Exception:
				frappe.clear_messages()
				continue
			self.assertNotIn(self.ticket, found)

	def test_the_next_record_is_not_asked_of_a_foreign_one(self):
		form = {"doctype": TICKET, "value": self.ticket, "prev": 0, "sort_field": "subject"}
		self.knock("clerk", "frappe.desk.form.utils.get_next", **form)
		self.assertShut(self.knock, "clerk_b", "frappe.desk.form.utils.get_next", **form)

	def test_linked_records_are_of_seen_records(self):
		form = {"doctype": "Responsible Unit", "docname": self.world.unit_water}
		method = "frappe.desk.form.linked_with.get"
		self.assertIn(self.order_of(self.ticket), str(self.knock("clerk", method, **form)))
		for key in ("clerk_b", "officer_b", "works"):
			self.assertNotIn(self.order_of(self.ticket), str(self.knock(key, method, **form)), key)
			self.assertNotIn(self.ticket, str(self.knock(key, method, **form)), key)

	def test_the_preview_shows_nothing(self):
		form = {"doctype": TICKET, "docname": self.ticket}
		subject = frappe.db.get_value(TICKET, self.ticket, "subject")
		self.assertNotIn(
			subject, str(self.knock("clerk_b", "frappe.desk.link_preview.get_preview_data", **form))
		)

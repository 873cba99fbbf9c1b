"""Lists asked with crafted fields, filters, order and groups."""

import json

import frappe

from tests.attacks.knocking import ORDER, TICKET, VISIT, AttackTestCase


class TestCraftedQueries(AttackTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.ticket = self.dispatched_ticket()
		self.visit = frappe.db.get_value(TICKET, self.ticket, "visit")

	def listed(self, key: str, **form) -> list:
		form = {"doctype": TICKET, "limit_page_length": 0, **form}
		return self.knock(key, "frappe.client.get_list", **form)

	def test_no_filter_reaches_a_foreign_row(self):
		self.assertIn(self.ticket, [row["name"] for row in self.listed("clerk")])
		crafted = [
			{"filters": {"name": self.ticket}},
			{"filters": [[TICKET, "name", "=", self.ticket]]},
			{"or_filters": [[TICKET, "name", "=", self.ticket], [TICKET, "name", "like", "%"]]},
			{"filters": {"name": ["like", "%"]}, "order_by": "creation desc"},
			{"fields": json.dumps(["name", "subject"]), "group_by": "name"},
			{"filters": [["Receiving Deputy", "deputy", "=", self.world.deputy]]},
			{"fields": ["*"], "order_by": "number asc"},
		]
		for form in crafted:
			for key in ("clerk_b", "officer_b", "other_officer"):
				self.assertNotIn(self.ticket, str(self.listed(key, **form)), form)

	def test_no_sql_slips_in(self):
		for form in (
			{"fields": ["name", "(select sealed from `tabConstituent Identity` limit 1) as x"]},
			{"fields": ["name from `tabOpinion Ticket` -- "]},
			{"order_by": "(select sleep(1))"},
			{"order_by": "name limit 1 union select name from `tabOpinion Ticket`"},
			{"group_by": "name union select sealed from `tabConstituent Identity`"},
			{"filters": {"name": ["in", "(select name from `tabOpinion Ticket`)"]}},
		):
			try:
				rows = self.listed("clerk_b", **form)
			except Exception:
				frappe.clear_messages()
				continue
			self.assertNotIn(self.ticket, str(rows), form)

	def test_the_identity_is_not_joined(self):
		for form in (
			{"fields": ["`tabConstituent Identity`.`sealed`"]},
			{"filters": [["Constituent Identity", "source_name", "=", self.visit]]},
			{"doctype": "Constituent Identity"},
		):
			self.assertShut(self.listed, "clerk", **form)
			self.assertShut(self.listed, "admin", **form)

	def test_a_unit_reads_nothing_more_of_the_ticket_by_a_joined_link(self):
		order = self.order_of(self.ticket)
		self.assertEqual([row["name"] for row in self.listed("water", doctype=ORDER)], [order])
		for field in ("opinion_ticket.content", "opinion_ticket.reporter", "opinion_ticket.feedback_note"):
			for form in (
				{"fields": ["name", field]},
				{"filters": {field: ["like", "%"]}},
				{"order_by": field},
			):
				try:
					rows = self.listed("water", doctype=ORDER, **form)
				except Exception:
					frappe.clear_messages()
					continue
				self.assertNotIn("feedback_note", str(rows))
				self.assertEqual({row["name"] for row in rows}, {order})

	def test_rest_lists_agree(self):
		path = f"resource/{TICKET}"
		self.assertIn(self.ticket, str(self.rest("clerk", "GET", path)))
		self.assertNotIn(self.ticket, str(self.rest("clerk_b", "GET", path)))
		self.assertShut(self.rest, "nobody", "GET", path)
		self.assertNotIn(self.visit, str(self.rest("officer_b", "GET", f"resource/{VISIT}")))

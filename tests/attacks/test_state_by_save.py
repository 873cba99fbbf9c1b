"""A state, or anything else of a record, set by a plain save instead of an action."""

import json

import frappe

from tests.attacks.knocking import TICKET, AttackTestCase

NEXT = "Ticket In Handling"


class TestStateBySave(AttackTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.ticket = self.registered_ticket()

	def stored(self) -> dict:
		return json.loads(frappe.get_doc(TICKET, self.ticket).as_json())

	def test_the_right_clerk_corrects_a_fact_by_the_same_calls(self):
		self.knock(
			"clerk",
			"frappe.client.set_value",
			doctype=TICKET,
			name=self.ticket,
			fieldname="place",
			value="渠边",
		)
		self.assertEqual(frappe.db.get_value(TICKET, self.ticket, "place"), "渠边")
		self.knock("clerk", "frappe.client.save", doc=json.dumps({**self.stored(), "place": "桥头"}))
		self.assertEqual(frappe.db.get_value(TICKET, self.ticket, "place"), "桥头")
		form = json.dumps([{"doctype": TICKET, "docname": self.ticket, "place": "村口"}])
		self.assertEqual(self.knock("clerk", "frappe.client.bulk_update", docs=form), {"failed_docs": []})

	def test_no_call_sets_the_state(self):
		for key in ("clerk", "chair", "officer"):
			self.assertShut(
				self.knock,
				key,
				"frappe.client.set_value",
				doctype=TICKET,
				name=self.ticket,
				fieldname="workflow_state",
				value=NEXT,
				telling="按钮",
			)
			self.assertShut(
				self.knock,
				key,
				"frappe.client.save",
				doc=json.dumps({**self.stored(), "workflow_state": NEXT}),
			)
			self.assertShut(self.rest, key, "PUT", f"resource/{TICKET}/{self.ticket}", workflow_state=NEXT)
			self.assertShut(
				self.knock,
				key,
				"frappe.desk.form.save.savedocs",
				doc=json.dumps({**self.stored(), "workflow_state": NEXT}),
				action="Save",
			)

	def test_bulk_update_and_bulk_edit_do_not_either(self):
		form = json.dumps([{"doctype": TICKET, "docname": self.ticket, "workflow_state": NEXT}])
		doc = frappe.get_doc(TICKET, self.ticket)
		self.assertUnchanged(doc, self.knock, "clerk", "frappe.client.bulk_update", docs=form)
		self.assertUnchanged(
			doc,
			self.knock,
			"clerk",
			"frappe.desk.doctype.bulk_update.bulk_update.submit_cancel_or_update_docs",
			doctype=TICKET,
			docnames=json.dumps([self.ticket]),
			action="update",
			data=json.dumps({"workflow_state": NEXT}),
		)

	def test_flags_sent_along_open_nothing(self):
		flags = {"ignore_permissions": 1, "ignore_validate": 1, "move": {"to_state": NEXT}}
		self.assertShut(
			self.knock,
			"clerk",
			"frappe.client.set_value",
			doctype=TICKET,
			name=self.ticket,
			fieldname=json.dumps({"flags": flags, "workflow_state": NEXT}),
		)
		self.assertShut(
			self.knock,
			"clerk",
			"frappe.client.save",
			doc=json.dumps({**self.stored(), "flags": flags, "workflow_state": NEXT}),
		)

	def test_a_foreign_clerk_changes_nothing(self):
		for key in ("clerk_b", "other_officer", "auditor", "admin", "nobody"):
			self.assertShut(
				self.knock,
				key,
				"frappe.client.set_value",
				doctype=TICKET,
				name=self.ticket,
				fieldname="place",
				value="x",
			)
			self.assertShut(self.rest, key, "PUT", f"resource/{TICKET}/{self.ticket}", place="x")

	def test_a_ticket_is_not_made_in_a_later_state(self):
		for key in ("clerk", "chair", "officer", "admin"):
			new = {**self.stored(), "name": None, "workflow_state": NEXT, "__islocal": 1}
			self.assertShut(self.knock, key, "frappe.client.insert", doc=json.dumps(new))
			self.assertShut(self.rest, key, "POST", f"resource/{TICKET}", **new)

	def test_the_place_of_a_record_is_not_moved(self):
		self.assertShut(
			self.knock,
			"clerk",
			"frappe.client.set_value",
			doctype=TICKET,
			name=self.ticket,
			fieldname="jurisdiction",
			value=self.world.south,
		)
		self.assertShut(
			self.knock,
			"clerk",
			"frappe.client.set_value",
			doctype=TICKET,
			name=self.ticket,
			fieldname="owner",
			value=self.world.users["clerk_b"],
		)

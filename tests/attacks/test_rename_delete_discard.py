"""Renaming, merging, deleting, discarding, submitting, cancelling and amending past the workflow."""

import json

import frappe

from tests.attacks.knocking import TICKET, VISIT, AttackTestCase


class TestRenameDeleteDiscard(AttackTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.ticket = self.registered_ticket()

	def run_doc_method(self, key: str, method: str, **args):
		return self.knock(
			key, "run_doc_method", dt=TICKET, dn=self.ticket, method=method, args=json.dumps(args)
		)

	def assertStillThere(self) -> None:
		self.assertTrue(frappe.db.exists(TICKET, self.ticket))

	def test_nobody_renames_or_merges(self):
		other = self.registered_ticket()
		for key in ("clerk", "officer", "chair", "auditor", "admin"):
			for name, merge in (("taken", 0), (other, 1)):
				self.assertShut(
					self.knock,
					key,
					"frappe.client.rename_doc",
					doctype=TICKET,
					old_name=self.ticket,
					new_name=name,
					merge=merge,
				)
				self.assertShut(
					self.knock,
					key,
					"frappe.model.rename_doc.update_document_title",
					doctype=TICKET,
					docname=self.ticket,
					name=name,
					merge=merge,
				)

	def test_nobody_renames_with_force_and_without_checks(self):
		other = self.registered_ticket()
		for key in ("clerk", "auditor"):
			self.assertShut(self.run_doc_method, key, "rename", name="taken", force=1)
			self.assertShut(self.run_doc_method, key, "rename", name="taken", force=1, validate_rename=0)
			self.assertShut(
				self.run_doc_method, key, "rename", name=other, merge=1, force=1, validate_rename=0
			)
		self.assertStillThere()

	def test_a_row_is_not_renamed_either(self):
		visit = frappe.get_doc(VISIT, frappe.db.get_value(TICKET, self.ticket, "visit"))
		self.assertShut(
			self.knock,
			"officer",
			"run_doc_method",
			dt="Visit Matter",
			dn=visit.matters[0].name,
			method="rename",
			args=json.dumps({"name": "taken", "force": 1, "validate_rename": 0}),
		)

	def test_nobody_deletes(self):
		for key in ("clerk", "chair", "officer", "admin", "clerk_b"):
			self.assertShut(self.knock, key, "frappe.client.delete", doctype=TICKET, name=self.ticket)
			self.assertShut(self.rest, key, "DELETE", f"resource/{TICKET}/{self.ticket}")
			self.assertUnchanged(
				frappe.get_doc(TICKET, self.ticket),
				self.knock,
				key,
				"frappe.desk.reportview.delete_items",
				doctype=TICKET,
				items=json.dumps([self.ticket]),
			)

	def test_a_numbered_record_is_not_deleted_by_the_site_administrator(self):
		frappe.set_user("Administrator")
		self.assertRefuses("编号", frappe.delete_doc, TICKET, self.ticket)

	def test_nobody_submits_cancels_amends_or_discards(self):
		stored = json.loads(frappe.get_doc(TICKET, self.ticket).as_json())
		for key in ("clerk", "chair", "officer"):
			self.assertShut(self.knock, key, "frappe.client.submit", doc=json.dumps(stored))
			self.assertShut(self.knock, key, "frappe.client.cancel", doctype=TICKET, name=self.ticket)
			self.assertShut(self.run_doc_method, key, "submit")
			self.assertShut(self.run_doc_method, key, "cancel")
			amended = {**stored, "name": None, "amended_from": self.ticket, "__islocal": 1}
			self.assertShut(self.knock, key, "frappe.client.insert", doc=json.dumps(amended))

	def test_frappe_16_discards_nothing(self):
		doc = frappe.get_doc(TICKET, self.ticket)
		if int(frappe.__version__.split(".")[0]) < 16:
			self.assertFalse(hasattr(doc, "discard"))
			return
		for key in ("clerk", "chair", "officer"):
			self.assertShut(
				self.knock, key, "frappe.desk.form.save.discard", doctype=TICKET, name=self.ticket
			)
			self.assertShut(self.run_doc_method, key, "discard")

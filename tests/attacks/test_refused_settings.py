"""Settings of the site that would walk past the posts: mails, role notifications, role profiles, imports."""

import csv
import io
import json

import frappe
from frappe.core.doctype.data_import.importer import Importer

from tests import handlers
from tests.attacks.knocking import TICKET, AttackTestCase


class TestRefusedSettings(AttackTestCase):
	def test_workflow_mails_are_refused_on_ours_only(self):
		name = frappe.db.get_value("Workflow", {"document_type": TICKET})
		workflow = frappe.get_doc("Workflow", name)
		workflow.send_email_alert = 1
		self.assertRefuses("邮件", workflow.save)
		other = frappe.copy_doc(workflow)
		other.update({"workflow_name": "试验流程", "document_type": "Note", "workflow_state_field": "title"})
		other.is_active = 0
		other.insert()

	def notification(self, doctype: str, **receiver) -> "frappe.model.document.Document":
		return frappe.get_doc(
			{
				"doctype": "Notification",
				"name": f"试验通知 {doctype}",
				"subject": "x",
				"document_type": doctype,
				"event": "New",
				"channel": "System Notification",
				"message": "x",
				"recipients": [receiver],
			}
		)

	def test_notifications_to_a_role_are_refused_on_ours_only(self):
		by_role = {"receiver_by_role": "Township Clerk"}
		self.assertRefuses("角色", self.notification(TICKET, **by_role).insert)
		self.notification(TICKET, receiver_by_document_field="owner").insert()
		self.notification("Note", **by_role).insert()

	def test_a_holder_of_a_post_gets_no_role_profile(self):
		profile = frappe.get_doc(
			{"doctype": "Role Profile", "role_profile": "试验配置", "roles": [{"role": "County Approver"}]}
		).insert()
		for key, refused in (("clerk", True), ("nobody", False)):
			user = frappe.get_doc("User", self.world.users[key])
			if user.meta.has_field("role_profiles"):
				user.append("role_profiles", {"role_profile": profile.name})
			else:
				user.role_profile_name = profile.name
			self.addCleanup(frappe.clear_cache, user=user.name)
			if refused:
				self.assertRefuses("岗位", user.save)
			else:
				user.save()

	def test_nobody_changes_the_rules_by_hand(self):
		for key in ("admin", "clerk", "county_approver"):
			for doctype in (
				"Workflow",
				"Notification",
				"Custom DocPerm",
				"Role",
				"DocShare",
				"Server Script",
			):
				self.assertShut(
					self.knock, key, "frappe.client.insert", doc={"doctype": doctype, "name": "x"}
				)
			role = {"role": "System Manager"}
			user = self.world.users[key]
			before = frappe.get_roles(user)
			try:
				self.rest(key, "PUT", f"resource/User/{user}", roles=[role])
			except Exception:
				frappe.clear_messages()
			frappe.clear_cache(user=user)
			self.assertEqual(sorted(frappe.get_roles(user)), sorted(before))


class TestDataImport(AttackTestCase):
	"""Rows brought in by a file instead of by the form."""

	def test_ours_are_not_imported_by_those_who_may_not(self):
		form = {"doctype": "Data Import", "reference_doctype": TICKET, "import_type": "Insert New Records"}
		for key in ("clerk", "officer", "admin"):
			self.assertShut(self.knock, key, "frappe.client.insert", doc=form)

	def imported(self, import_type: str, **values) -> str:
		"""Import one row, as only the site's administrator may; what the importer's log says of it."""
		frappe.set_user("Administrator")
		sheet = io.StringIO()
		csv.writer(sheet).writerows([values, values.values()])
		file = frappe.get_doc(
			{
				"doctype": "File",
				"file_name": f"{frappe.generate_hash(length=8)}.csv",
				"is_private": 1,
				"content": sheet.getvalue(),
			}
		).insert()
		self.addCleanup(file.delete_file_data_content)
		data_import = frappe.get_doc(
			{
				"doctype": "Data Import",
				"reference_doctype": TICKET,
				"import_type": import_type,
				"import_file": file.file_url,
			}
		).insert()
		with handlers.request("Administrator", "POST", "/api/method/import", {}):
			Importer(TICKET, data_import=data_import).import_data()
		self.addCleanup(frappe.flags.pop, "in_import", None)
		logged = frappe.get_all(
			"Data Import Log", {"data_import": data_import.name}, ["success", "messages", "exception"]
		)
		self.assertEqual([line.success for line in logged], [0], logged)
		return f"{logged[0].exception} {json.loads(logged[0].messages)}"

	def test_an_import_does_not_move_a_record(self):
		ticket = frappe.get_doc(TICKET, self.registered_ticket())
		said = self.imported("Update Existing Records", name=ticket.name, workflow_state="Ticket Closed")
		self.assertIn("按钮", said)
		self.assertEqual(frappe.db.get_value(TICKET, ticket.name, "workflow_state"), "Ticket Registered")

	def test_an_imported_row_is_not_born_in_a_later_state(self):
		source = frappe.get_doc(TICKET, self.registered_ticket())
		fields = ("station", "jurisdiction", "visit", "received_on", "subject", "content", "reporter")
		before = frappe.db.count(TICKET)
		said = self.imported(
			"Insert New Records",
			**{field: source.get(field) for field in fields},
			workflow_state="Ticket Closed",
		)
		self.assertIn("按钮", said)
		self.assertEqual(frappe.db.count(TICKET), before)

"""Settings of the site that would walk past the posts: mails, role notifications, role profiles, imports."""

import frappe

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

	def test_an_imported_row_keeps_to_the_first_state(self):
		source = frappe.get_doc(TICKET, self.registered_ticket())
		row = frappe.copy_doc(source)
		row.workflow_state = "Ticket Closed"
		# as the importer inserts its rows, which only the site's administrator may start
		frappe.set_user("Administrator")
		frappe.flags.in_import = True
		try:
			self.assertRefuses("按钮", row.insert)
		finally:
			frappe.flags.in_import = False

"""What a record leaves behind: versions, global search, broadcasts."""

import json
from unittest.mock import patch

import frappe

from deputy_liaison import companions, hooks
from tests.attacks.knocking import TICKET, VISIT, AttackTestCase


class TestTraces(AttackTestCase):
	def test_every_companion_is_wired(self):
		self.assertEqual(set(hooks.companions), set(companions.COLUMNS))
		for doctype, columns in companions.COLUMNS.items():
			self.assertLessEqual(set(columns), set(frappe.get_meta(doctype).get_valid_columns()), doctype)

	def test_versions_follow_their_record(self):
		deputy = frappe.get_doc("Deputy", self.world.deputy)
		with self.as_user("clerk"):
			deputy.employer_and_post = "甲镇中心小学教师"
			# in tests Frappe keeps no versions unless asked
			deputy.save(ignore_version=False)
		name = frappe.db.get_value("Version", {"ref_doctype": "Deputy", "docname": deputy.name})
		self.assertTrue(name)
		self.knock("clerk", "frappe.desk.form.load.get_docinfo", doctype="Deputy", name=deputy.name)
		self.assertIn(name, [row["name"] for row in frappe.local.response["docinfo"]["versions"]])
		for key in ("clerk_b", "water"):
			self.assertShut(
				self.knock, key, "frappe.desk.form.load.get_docinfo", doctype="Deputy", name=deputy.name
			)
			self.assertShut(self.knock, key, "frappe.client.get", doctype="Version", name=name)
		# who keeps the site has no post, and so no part in its cases
		form = {"doctype": "Version", "fields": ["name", "data"], "limit_page_length": 0}
		seen = self.knock("manager", "frappe.client.get_list", **form)
		self.assertNotIn(name, [row["name"] for row in seen])
		self.assertShut(self.knock, "manager", "frappe.client.get", doctype="Version", name=name)

	def test_the_global_search_knows_nothing_of_ours(self):
		self.registered_ticket()
		frappe.utils.global_search.sync_global_search()
		for doctype in frappe.get_hooks("scoped"):
			found = frappe.db.sql("select count(*) from `__global_search` where doctype = %s", doctype)
			self.assertEqual(found[0][0], 0, doctype)
		for key in ("clerk_b", "officer"):
			found = self.knock(key, "frappe.utils.global_search.search", text="水渠")
			self.assertNotIn("水渠", str(found))

	def test_changes_are_broadcast_to_the_open_page_only(self):
		rooms = []

		def publish(event=None, message=None, room=None, user=None, doctype=None, docname=None, **rest):
			rooms.append((event, room, doctype, docname))

		with patch("frappe.publish_realtime", publish), patch("frappe.realtime.publish_realtime", publish):
			ticket = self.registered_ticket()
			self.propose(ticket)
		ours = {TICKET, VISIT, "Handling Log"}
		told = [row for row in rooms if row[2] in ours or any(name in str(row[1]) for name in ours)]
		self.assertTrue(told)
		for event, room, doctype, docname in told:
			self.assertNotEqual(event, "list_update")
			self.assertTrue(docname or room, (event, doctype))

	def test_a_document_room_is_joined_by_readers_only(self):
		ticket = self.registered_ticket()
		method, form = "frappe.realtime.can_subscribe_doc", {"doctype": TICKET, "docname": ticket}
		if not hasattr(frappe.realtime, "can_subscribe_doc"):
			method, form = "frappe.realtime.has_permission", {"doctype": TICKET, "name": ticket}
		with patch("frappe.sessions.Session.get_session_record", create=True):
			self.assertTrue(self.knock("clerk", method, "GET", **form))
			self.assertShut(self.knock, "clerk_b", method, "GET", **form)


class TestLog(AttackTestCase):
	"""The handling log is neither edited nor deleted, Administrator's desk included."""

	def setUp(self) -> None:
		super().setUp()
		ticket = self.registered_ticket()
		self.line = frappe.get_doc("Handling Log", {"reference_name": ticket})
		self.world.users["site"] = "Administrator"
		self.addCleanup(self.world.users.pop, "site")

	def test_no_call_changes_a_line(self):
		name, stored = self.line.name, json.loads(self.line.as_json())
		for key in ("site", "admin", "auditor", "clerk", "manager"):
			for method, form in (
				(
					"frappe.client.set_value",
					{"doctype": "Handling Log", "name": name, "fieldname": "note", "value": "改"},
				),
				("frappe.client.save", {"doc": json.dumps({**stored, "note": "改"})}),
				(
					"frappe.desk.form.save.savedocs",
					{"doc": json.dumps({**stored, "note": "改"}), "action": "Save"},
				),
				("frappe.client.rename_doc", {"doctype": "Handling Log", "old_name": name, "new_name": "x"}),
				(
					"run_doc_method",
					{
						"dt": "Handling Log",
						"dn": name,
						"method": "rename",
						"args": json.dumps({"name": "x", "force": 1, "validate_rename": 0}),
					},
				),
			):
				self.assertShut(self.knock, key, method, **form)
			self.assertShut(self.rest, key, "PUT", f"resource/Handling Log/{name}", note="改")

	def test_no_call_deletes_a_line(self):
		name = self.line.name
		for key in ("site", "admin", "auditor", "clerk", "manager"):
			self.assertShut(self.knock, key, "frappe.client.delete", doctype="Handling Log", name=name)
			self.assertShut(self.rest, key, "DELETE", f"resource/Handling Log/{name}")
			items = {"doctype": "Handling Log", "items": json.dumps([name])}
			self.assertUnchanged(self.line, self.knock, key, "frappe.desk.reportview.delete_items", **items)

	def test_nobody_writes_a_line_by_hand(self):
		new = {**json.loads(self.line.as_json()), "name": None, "note": "假"}
		for key in ("admin", "auditor", "clerk", "chair"):
			self.assertShut(self.knock, key, "frappe.client.insert", doc=json.dumps(new))

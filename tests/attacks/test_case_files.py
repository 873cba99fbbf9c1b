"""Files of a case: guessed addresses, old owners, public uploads, changes after the archive."""

import base64

import frappe

from tests.attacks.knocking import ORDER, TICKET, VISIT, AttackTestCase

DOWNLOAD = "frappe.handler.download_file"


class TestCaseFiles(AttackTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.ticket = self.registered_ticket()
		self.visit = frappe.db.get_value(TICKET, self.ticket, "visit")
		# each test's own content, as Frappe stores the same content once
		self.content = f"现场照片 {frappe.generate_hash()}"

	def attach(self, key: str, doctype: str, name: str, **values) -> "frappe.model.document.Document":
		form = {
			"filename": f"{frappe.generate_hash(length=8)}.txt",
			"filedata": base64.b64encode(self.content.encode()).decode(),
			"decode_base64": 1,
			"doctype": doctype,
			"docname": name,
			"is_private": 0,
			**values,
		}
		file = self.knock(key, "frappe.client.attach_file", **form)
		self.addCleanup(file.delete_file_data_content)
		return file

	def test_an_upload_is_private_from_the_start(self):
		file = self.attach("officer", VISIT, self.visit)
		self.assertEqual(file.is_private, 1)
		self.assertTrue(file.file_url.startswith("/private/files/"), file.file_url)
		self.assertTrue(file.exists_on_disk())

	def test_it_does_not_become_public_later(self):
		file = self.attach("officer", VISIT, self.visit)
		for form in ({"is_private": 0}, {"is_private": 0, "file_url": file.file_url.replace("/private", "")}):
			try:
				self.rest("officer", "PUT", f"resource/File/{file.name}", **form)
			except Exception:
				frappe.clear_messages()
			self.assertEqual(
				frappe.db.get_value("File", file.name, ["is_private", "file_url"]), (1, file.file_url)
			)

	def test_it_is_read_by_who_reads_the_record(self):
		file = self.attach("officer", VISIT, self.visit)
		for key in ("officer", "clerk", "auditor"):
			self.knock(key, DOWNLOAD, "GET", file_url=file.file_url)
			self.assertIn(self.content, str(frappe.local.response.filecontent))
			self.assertTrue(self.knock(key, "frappe.client.get", doctype="File", name=file.name))
		for key in ("other_officer", "officer_b", "clerk_b", "water", "nobody"):
			self.assertShut(self.knock, key, DOWNLOAD, "GET", file_url=file.file_url)
			self.assertShut(self.knock, key, "frappe.client.get", doctype="File", name=file.name)
			self.assertShut(self.rest, key, "GET", f"resource/File/{file.name}")

	def test_the_browsers_address_is_guarded_too(self):
		from frappe.utils.response import download_private_file
		from werkzeug.exceptions import Forbidden

		file = self.attach("officer", VISIT, self.visit)
		for key in ("officer_b", "nobody"):
			with self.request(key, "GET", file.file_url, {}), self.assertRaises(Forbidden):
				download_private_file(file.file_url)
		with self.request("clerk", "GET", file.file_url, {}):
			self.assertEqual(download_private_file(file.file_url).status_code, 200)

	def test_its_owner_loses_it_with_the_post(self):
		file = self.attach("officer", VISIT, self.visit)
		self.addCleanup(frappe.clear_cache, user=self.world.users["officer"])
		frappe.db.set_value(
			"Staff Post", {"user": self.world.users["officer"]}, "to_date", frappe.utils.add_days(None, -1)
		)
		self.assertShut(self.knock, "officer", DOWNLOAD, "GET", file_url=file.file_url)
		self.assertShut(self.knock, "officer", "frappe.client.get", doctype="File", name=file.name)
		self.assertShut(self.knock, "officer", "frappe.client.delete", doctype="File", name=file.name)
		listed = self.knock("officer", "frappe.client.get_list", doctype="File", limit_page_length=0)
		self.assertNotIn(file.name, str(listed))

	def test_lists_show_files_of_seen_records(self):
		file = self.attach("officer", VISIT, self.visit)
		form = {"doctype": "File", "fields": ["name", "file_url"], "limit_page_length": 0}
		for key in ("officer", "clerk"):
			self.assertIn(file.name, str(self.knock(key, "frappe.client.get_list", **form)), key)
		for key in ("officer_b", "clerk_b", "other_officer", "water", "manager"):
			self.assertNotIn(file.name, str(self.knock(key, "frappe.client.get_list", **form)), key)

	def test_a_second_file_on_a_guessed_address_opens_nothing(self):
		file = self.attach("officer", VISIT, self.visit)
		for key in ("officer_b", "clerk_b", "nobody"):
			guess = {"doctype": "File", "file_name": "a.txt", "file_url": file.file_url, "is_private": 1}
			self.assertShut(self.knock, key, "frappe.client.insert", doc=guess)
			self.assertShut(self.rest, key, "POST", "resource/File", **guess)

	def test_an_own_file_is_not_pointed_at_a_guessed_address(self):
		file = self.attach("officer", VISIT, self.visit)
		self.content = f"别的 {frappe.generate_hash()}"
		own = self.knock(
			"officer_b",
			"frappe.client.insert",
			doc={
				"doctype": "File",
				"file_name": f"{frappe.generate_hash()}.txt",
				"content": self.content,
				"is_private": 1,
			},
		)
		try:
			self.rest("officer_b", "PUT", f"resource/File/{own['name']}", file_url=file.file_url)
		except Exception:
			frappe.clear_messages()
		self.assertShut(self.knock, "officer_b", DOWNLOAD, "GET", file_url=file.file_url)

	def test_a_foreign_file_is_not_moved_to_an_own_record(self):
		file = self.attach("officer", VISIT, self.visit)
		with self.as_user("officer_b"):
			own = self.new_visit(
				station=self.world.station_b,
				village=self.world.south,
				receiving_deputies=[{"deputy": self.world.deputy_b}],
			).insert()
		moved = {"attached_to_doctype": VISIT, "attached_to_name": own.name}
		self.assertShut(self.rest, "officer_b", "PUT", f"resource/File/{file.name}", **moved)
		stored = frappe.get_doc("File", file.name).as_dict(convert_dates_to_str=True)
		self.assertShut(self.knock, "officer_b", "frappe.client.save", doc={**stored, **moved})

	def test_nobody_attaches_to_what_one_may_not_write(self):
		for key in ("officer_b", "clerk_b", "water", "auditor", "nobody"):
			self.assertShut(self.attach, key, TICKET, self.ticket)
			upload = {
				"doctype": "File",
				"file_name": "a.txt",
				"content": self.content,
				"attached_to_doctype": TICKET,
				"attached_to_name": self.ticket,
			}
			self.assertShut(self.knock, key, "frappe.client.insert", doc=upload)

	def test_a_reader_does_not_delete_it(self):
		file = self.attach("officer", VISIT, self.visit)
		for key in ("auditor", "clerk", "officer_b"):
			self.assertShut(self.knock, key, "frappe.client.delete", doctype="File", name=file.name)
			self.assertShut(self.knock, key, "frappe.desk.form.utils.remove_attach", fid=file.name)
		self.knock("officer", "frappe.desk.form.utils.remove_attach", fid=file.name)
		self.assertFalse(frappe.db.exists("File", file.name))

	def test_the_archive_fixes_the_files(self):
		self.propose(self.ticket)
		self.dispatch(self.ticket)
		order = self.order_of(self.ticket)
		files = [
			("clerk", self.attach("clerk", TICKET, self.ticket)),
			("clerk", self.attach("clerk", ORDER, order)),
			("officer", self.attach("officer", VISIT, self.visit)),
		]
		frappe.db.set_value(TICKET, self.ticket, "workflow_state", "Ticket Archived")
		for key, file in files:
			self.assertShut(
				self.knock, key, "frappe.client.delete", doctype="File", name=file.name, telling="归档"
			)
			self.assertShut(self.rest, key, "PUT", f"resource/File/{file.name}", file_name="b.txt")
			self.assertShut(self.attach, key, file.attached_to_doctype, file.attached_to_name)
			frappe.set_user("Administrator")
			self.assertRefuses("归档", frappe.delete_doc, "File", file.name)
			self.assertRefuses("归档", frappe.get_doc("File", file.name).save)
			elsewhere = frappe.get_doc("File", file.name)
			elsewhere.update({"attached_to_doctype": VISIT, "attached_to_name": self.visit})
			self.assertRefuses("归档", elsewhere.save)
		self.knock("clerk", DOWNLOAD, "GET", file_url=files[0][1].file_url)

	def test_a_visits_files_stay_open_until_its_last_matter_is_archived(self):
		with self.as_user("officer"):
			matters = [
				{"content": content, "outcome": "To Be Handled"} for content in ("路灯不亮。", "水渠垮了。")
			]
			visit = self.new_visit(matters=matters).insert()
		frappe.db.set_value(TICKET, visit.matters[0].ticket, "workflow_state", "Ticket Archived")
		self.attach("officer", VISIT, visit.name)
		frappe.db.set_value(TICKET, visit.matters[1].ticket, "workflow_state", "Ticket Archived")
		self.assertShut(self.attach, "officer", VISIT, visit.name, telling="归档")

	def test_a_file_of_a_new_form_stays_its_owners(self):
		form = {
			"doctype": "File",
			"file_name": f"{frappe.generate_hash()}.txt",
			"content": self.content,
			"attached_to_doctype": VISIT,
			"attached_to_name": "new-constituent-visit-abcdefghij",
		}
		file = self.knock("officer", "frappe.client.insert", doc=form)
		self.assertEqual(file["is_private"], 1)
		self.knock("officer", DOWNLOAD, "GET", file_url=file["file_url"])
		self.assertShut(self.knock, "officer_b", DOWNLOAD, "GET", file_url=file["file_url"])

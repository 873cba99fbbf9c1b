"""A register volume from its opening to the archive: who may take each step, and what each one leaves behind."""

import json

import frappe
from frappe.utils import add_days, getdate, today

from deputy_liaison.case_files import has_permission
from deputy_liaison.registers import archive, open_work, opening, sealed_files, sealing, verifying
from deputy_liaison.registers.doctype.register_volume import register_volume
from tests import handlers, pdf_text
from tests.base import LiaisonTestCase

DOCTYPE = "Register Volume"
VISIT = "Constituent Visit"
TICKET = "Opinion Ticket"


class VolumeTestCase(LiaisonTestCase):
	"""Books of 东站, which begin empty: what other runs left on this site is put aside until the rollback."""

	def setUp(self) -> None:
		super().setUp()
		self.definition = frappe.db.get_value("Register Definition", {"code": "R3"})
		# kept by offices as well
		self.office_book = frappe.db.get_value("Register Definition", {"code": "R15"})
		self.year = getdate().year
		self.made: list[str] = []
		for doctype, column, value in (
			(VISIT, "station", self.world.station),
			(TICKET, "township", self.world.town),
			("Handwritten Number", "station", self.world.station),
			(DOCTYPE, "township", self.world.town),
			("Number Counter", "series", f"{VISIT} {self.world.station}"),
			("Number Counter", "series", f"{TICKET} {self.world.town}"),
			("Number Counter", "series", f"{DOCTYPE} {self.world.station}"),
			("Number Counter", "series", f"{DOCTYPE} {self.world.town}"),
		):
			frappe.db.delete(doctype, {column: value})

	def tearDown(self) -> None:
		# what was written to disk outlives the rollback
		for path in self.on_disk():
			path.unlink()
		super().tearDown()

	def on_disk(self) -> list:
		"""Files of the volumes that this test opened."""
		return [path for name in self.made for path in sealed_files.folder().glob(f"volume-{name}-*")]

	def record(self, **values) -> "frappe.model.document.Document":
		with self.as_user("officer"):
			return self.new_visit(**values).insert()

	def opened(self, key: str = "officer", **values) -> str:
		office = "station" in values and not values["station"]
		wanted = {
			"definition": self.office_book if office else self.definition,
			"station": self.world.station,
			"from_date": f"{self.year}-01-01",
			"to_date": today(),
			**values,
		}
		with self.as_user(key):
			name = frappe.get_doc({"doctype": DOCTYPE, **wanted}).insert().name
		self.made.append(name)
		return name

	def closed(self, key: str = "officer", **values) -> str:
		volume = self.opened(key, **values)
		self.act(key, DOCTYPE, volume, "Close Volume")
		return volume

	def sealed(self, key: str = "officer", **values) -> str:
		volume = self.closed(key, **values)
		self.act("chair", DOCTYPE, volume, "Seal Volume")
		return volume

	def archived(self, **values) -> str:
		volume = self.sealed(**values)
		proposed = {
			"archive_number": f"0086-WS·{self.year}-D10-RDB-{len(self.made):04d}",
			"retention": "D10",
		}
		self.act("clerk", DOCTYPE, volume, "Archive Volume", **proposed)
		return volume

	def past_retention(self) -> str:
		"""An archived volume of twelve years ago, listed by the nightly job."""
		past = self.year - 12
		volume = self.archived(from_date=f"{past}-01-01", to_date=f"{past}-12-31")
		archive.daily()
		return volume

	def doc(self, volume: str) -> "frappe.model.document.Document":
		return frappe.get_doc(DOCTYPE, volume)

	def state(self, volume: str) -> str:
		return frappe.db.get_value(DOCTYPE, volume, "workflow_state")

	def file(self, volume: str, edition: str, kind: str) -> sealed_files.SealedFile:
		return next(
			file
			for file in sealing.sealed_files(self.doc(volume))
			if (file.edition, file.kind) == (edition, kind)
		)

	def text(self, volume: str, edition: str) -> str:
		"""What the sealed paper says."""
		return "".join(pdf_text.pages(self.file(volume, edition, "pdf").content()))

	def differences(self, volume: str) -> str:
		return "\n".join(verifying.differences(self.doc(volume)))


class TestOpenVolume(VolumeTestCase):
	def test_officer_and_clerk_open_a_stations_book_others_do_not(self):
		for key in ("officer", "clerk"):
			volume = self.opened(key)
			doc = self.doc(volume)
			self.assertEqual((doc.workflow_state, doc.number), ("Volume Open", None))
			self.assertEqual(doc.holder_name, "东村代表联络站")
			self.assertIn("代表接待选民来访登记簿", doc.volume_title)
			frappe.db.delete(DOCTYPE, {"name": volume})
		for key in ("other_officer", "clerk_b", "chair", "auditor", "presidium", "nobody"):
			frappe.db.savepoint("refused")
			with self.assertRaises(frappe.PermissionError, msg=key):
				self.opened(key)
			frappe.db.rollback(save_point="refused")

	def test_without_a_station_it_is_the_book_of_the_own_office(self):
		doc = self.doc(self.opened("clerk", station=None))
		self.assertEqual((doc.jurisdiction, doc.level), (self.world.town, "Township Level"))
		self.assertEqual(doc.holder_name, "试验县甲镇人民代表大会主席团")
		county = self.doc(self.opened("county_officer", station=None))
		self.assertEqual((county.jurisdiction, county.level), (self.world.county, "County"))
		self.assertRefuses("联络站", self.opened, "officer", station=None)
		# visits past the stations are the office's own, suggestions never a station's
		visits = self.doc(self.opened("clerk", station=None, definition=self.definition))
		self.assertEqual((visits.jurisdiction, visits.station), (self.world.town, None))
		suggestions = frappe.db.get_value("Register Definition", {"code": "R13"})
		self.assertRefuses("请改选", self.opened, "clerk", definition=suggestions)

	def test_only_what_the_print_page_offers_is_opened(self):
		street = frappe.db.get_value("Congress Body", self.sub_district_body(), "jurisdiction")
		self.give_post("nobody", "Township Clerk", jurisdiction=street)
		self.opened("nobody", station=None)
		# a street has no congress, and so no suggestions
		suggestions = frappe.db.get_value("Register Definition", {"code": "R13"})
		self.assertRefuses("岗位", self.opened, "nobody", station=None, definition=suggestions)
		self.opened("clerk", station=None, definition=suggestions)

	def test_a_row_stands_in_one_volume_only(self):
		self.opened(from_date="2020-01-01", to_date="2020-06-30")
		self.assertRefuses("不重叠", self.opened, from_date="2020-06-30", to_date="2020-12-31")
		self.opened(from_date="2020-07-01", to_date="2020-12-31")
		self.opened("clerk", station=None, from_date="2020-01-01", to_date="2020-06-30")

	def test_a_reversed_period_is_refused(self):
		self.assertRefuses("颠倒", self.opened, from_date="2020-06-30", to_date="2020-01-01")

	def test_it_can_be_changed_until_it_is_handed_in(self):
		volume = self.opened()
		with self.as_user("officer"):
			doc = self.doc(volume)
			doc.from_date = f"{self.year - 1}-01-01"
			doc.save()
			self.assertIn(f"{self.year - 1}年1月1日", doc.volume_title)
		self.act("officer", DOCTYPE, volume, "Close Volume")
		with self.as_user("officer"):
			doc = self.doc(volume)
			doc.from_date = f"{self.year}-01-01"
			self.assertRefuses("不能修改", doc.save)

	def test_one_opened_by_mistake_is_deleted_by_its_keeper(self):
		volume = self.opened()
		for key in ("other_officer", "clerk_b", "chair", "county_officer", "admin", "auditor", "nobody"):
			with self.as_user(key):
				self.assertForbidden(frappe.delete_doc, DOCTYPE, volume)
		for key in ("officer", "clerk"):
			with self.as_user(key):
				frappe.delete_doc(DOCTYPE, volume)
			self.assertFalse(frappe.db.exists(DOCTYPE, volume))
			# its days are free again
			volume = self.opened()
		county = self.opened("county_officer", station=None)
		with self.as_user("clerk"):
			self.assertForbidden(frappe.delete_doc, DOCTYPE, county)
		with self.as_user("county_officer"):
			frappe.delete_doc(DOCTYPE, county)

	def test_one_that_was_handed_in_stays(self):
		volume = self.closed()
		with self.as_user("officer"):
			self.assertRefuses("不能删除", frappe.delete_doc, DOCTYPE, volume)
		self.act("chair", DOCTYPE, volume, "Return Volume", "请补齐")
		with self.as_user("officer"):
			self.assertRefuses("不能删除", frappe.delete_doc, DOCTYPE, volume)
		frappe.db.set_value(DOCTYPE, volume, {"number": None, "workflow_state": "Volume Closed"})
		with self.as_user("officer"):
			self.assertRefuses("未交册", frappe.delete_doc, DOCTYPE, volume)

	def test_who_keeps_the_books_of_two_offices_chooses(self):
		self.give_post("clerk", "Township Clerk", jurisdiction=self.world.town_b)
		towns = [self.world.town, self.world.town_b]
		with self.as_user("clerk"):
			self.assertEqual(register_volume.prefilled()["offices"], towns)
		for town in towns:
			volume = self.doc(self.opened("clerk", station=None, jurisdiction=town))
			self.assertEqual((volume.jurisdiction, volume.township), (town, town))
		with self.as_user("clerk"):
			volume.from_date, volume.jurisdiction = f"{self.year - 1}-01-01", self.world.county
			volume.to_date = f"{self.year - 1}-12-31"
			volume.save()
		self.assertEqual((volume.jurisdiction, volume.level), (self.world.town, "Township Level"))
		with self.as_user("clerk2"):
			self.assertEqual(register_volume.prefilled()["offices"], [])

	def test_the_period_must_be_over(self):
		volume = self.opened(to_date=add_days(today(), 1))
		self.assertRefuses("期满后再交册", self.act, "officer", DOCTYPE, volume, "Close Volume")


class TestWhoTakesEachStep(VolumeTestCase):
	def refused(self, volume: str, action: str, *keys: str, **values) -> None:
		before = self.state(volume)
		for key in keys:
			with self.assertRaises(frappe.PermissionError, msg=key):
				self.act(key, DOCTYPE, volume, action, "理由", **values)
			frappe.clear_messages()
		self.assertEqual(self.state(volume), before)

	def test_each_step_by_its_people_alone(self):
		volume = self.opened()
		self.refused(volume, "Close Volume", "other_officer", "clerk_b", "chair", "county_officer", "auditor")
		self.act("officer", DOCTYPE, volume, "Close Volume")
		self.refused(volume, "Seal Volume", "officer", "clerk", "chair_b", "county_approver", "admin")
		self.refused(volume, "Return Volume", "officer", "clerk", "chair_b")
		self.act("chair", DOCTYPE, volume, "Return Volume", "请补齐第3号")
		self.assertEqual(self.state(volume), "Volume Open")
		self.act("clerk", DOCTYPE, volume, "Close Volume")
		self.act("vice", DOCTYPE, volume, "Seal Volume")
		self.assertEqual(self.state(volume), "Volume Sealed")
		proposed = {"archive_number": "0086-WS·2026-D10-RDB-0001", "retention": "D10"}
		self.refused(volume, "Archive Volume", "officer", "chair", "clerk_b", "county_officer", **proposed)
		self.act("clerk2", DOCTYPE, volume, "Archive Volume", **proposed)
		self.assertEqual(self.state(volume), "Volume Archived")

	def test_the_county_closes_seals_and_files_its_own_book(self):
		volume = self.opened("county_officer", station=None)
		self.refused(volume, "Close Volume", "clerk", "chair", "county_approver")
		self.act("county_officer", DOCTYPE, volume, "Close Volume")
		self.refused(volume, "Seal Volume", "county_officer", "chair", "admin")
		self.act("county_approver", DOCTYPE, volume, "Seal Volume")
		self.assertEqual(self.differences(volume), "")

	def test_maker_and_sealer_are_two_persons(self):
		self.give_post("clerk", "Township Chair", jurisdiction=self.world.town)
		volume = self.closed("clerk")
		self.assertRefuses("制册人", self.act, "clerk", DOCTYPE, volume, "Seal Volume")
		self.act("chair", DOCTYPE, volume, "Seal Volume")
		doc = self.doc(volume)
		self.assertEqual((doc.made_by_name, doc.sealed_by_name), ("张专干", "赵主席"))

	def test_a_returned_volume_keeps_its_number(self):
		volume = self.closed()
		number = self.doc(volume).number
		self.act("chair", DOCTYPE, volume, "Return Volume", "请补齐")
		self.act("officer", DOCTYPE, volume, "Close Volume")
		self.assertEqual(self.doc(volume).number, number)
		self.assertEqual(number, f"东册〔{self.year}〕第001号")

	def test_others_see_the_volume_as_far_as_they_see_the_station(self):
		volume = self.sealed()
		for key, sees in (
			("officer", True),
			("chair", True),
			("county_officer", True),
			("auditor", True),
			("other_officer", False),
			("clerk_b", False),
			("water", False),
			("nobody", False),
		):
			with self.as_user(key):
				self.assertEqual(bool(frappe.has_permission(DOCTYPE, "read", volume)), sees, key)


class TestSealedIsClosedToEverybody(VolumeTestCase):
	def test_no_field_changes_by_a_save_whoever_saves(self):
		volume = self.sealed()
		for field, value in (
			("remark", "改"),
			("to_date", "2020-01-01"),
			("seal", ""),
			("manifest", ""),
			("workflow_state", "Volume Open"),
			("row_count", 99),
		):
			doc = self.doc(volume)
			doc.set(field, value)
			with self.assertRaises(frappe.ValidationError, msg=field):
				doc.save()
			frappe.clear_messages()
		self.assertEqual(self.differences(volume), "")

	def test_neither_volume_nor_files_are_deleted(self):
		volume = self.sealed()
		self.assertRefuses("不能删除", frappe.delete_doc, DOCTYPE, volume)
		for name in frappe.get_all("File", {"attached_to_name": volume}, pluck="name"):
			file = frappe.get_doc("File", name)
			self.assertRefuses("已归档", file.delete)
			file.file_url = "/private/files/other.pdf"
			self.assertRefuses("已归档", file.save)
		added = frappe.get_doc(
			{
				"doctype": "File",
				"file_name": "补.txt",
				"content": "补",
				"attached_to_doctype": DOCTYPE,
				"attached_to_name": volume,
			}
		)
		self.assertRefuses("已归档", added.insert)
		self.assertEqual(self.differences(volume), "")

	def test_no_door_of_the_framework_opens_it(self):
		volume = self.sealed()
		before = self.doc(volume).as_json()
		for user in (
			"Administrator",
			*(self.world.users[key] for key in ("clerk", "officer", "chair", "admin")),
		):
			for call, *args in (
				(handlers.rest, "PUT", f"resource/{DOCTYPE}/{volume}", {"remark": "改"}),
				(handlers.rest, "PUT", f"resource/{DOCTYPE}/{volume}", {"workflow_state": "Volume Open"}),
				(handlers.rest, "DELETE", f"resource/{DOCTYPE}/{volume}", {}),
				(handlers.call, "frappe.client.delete", {"doctype": DOCTYPE, "name": volume}),
				(
					handlers.call,
					"frappe.client.set_value",
					{"doctype": DOCTYPE, "name": volume, "fieldname": "row_count", "value": 9},
				),
				(
					handlers.call,
					"frappe.client.rename_doc",
					{"doctype": DOCTYPE, "old_name": volume, "new_name": "taken"},
				),
			):
				*path, form = args
				frappe.db.savepoint("knock")
				with self.assertRaises((frappe.PermissionError, frappe.ValidationError), msg=(user, path)):
					call(user, *path, **form)
				frappe.db.rollback(save_point="knock")
				frappe.clear_messages()
		self.assertEqual(self.doc(volume).as_json(), before)
		self.assertEqual(self.differences(volume), "")

	def test_the_live_ticket_goes_on(self):
		ticket = self.registered_ticket()
		volume = self.sealed()
		self.propose(ticket)
		self.dispatch(ticket)
		self.assertEqual(frappe.db.get_value(TICKET, ticket, "workflow_state"), "Ticket In Handling")
		self.assertEqual(self.differences(volume), "")


class TestOpeningTheEditions(VolumeTestCase):
	def opens(self, key: str, volume: str, edition: str, kind: str = "pdf") -> bytes:
		frappe.local.response = frappe._dict()
		with self.as_user(key):
			opening.edition(volume, edition, kind)
		return frappe.response.filecontent

	def test_the_full_edition_is_for_those_who_open_personal_data_and_logged(self):
		self.record()
		volume = self.sealed()
		for key in ("officer", "clerk", "chair"):
			self.assertIn("刘大爷", "".join(pdf_text.pages(self.opens(key, volume, "full"))), key)
		for key in ("auditor", "presidium", "county_officer", "county_approver", "admin"):
			self.assertRefuses("掩码本", self.opens, key, volume, "full")
			self.assertNotIn("刘大爷", "".join(pdf_text.pages(self.opens(key, volume, "masked"))), key)
		for key in ("other_officer", "clerk_b", "water"):
			self.assertRefuses("岗位", self.opens, key, volume, "masked")
		lines = frappe.get_all(
			"Handling Log",
			{"reference_name": volume, "event": "Disclosure"},
			["person_name", "action"],
			order_by="creation asc",
		)
		self.assertEqual([line.person_name for line in lines], ["王联络", "张专干", "赵主席"])

	def test_a_list_of_files_that_another_hand_made_opens_none_of_them(self):
		self.record()
		volume = self.sealed()
		file = next(
			one
			for one in sealing.sealed_files(self.doc(volume))
			if (one.edition, one.kind) == ("masked", "pdf")
		)
		forged = b"%PDF-1.7 forged"
		file.path.write_bytes(forged)
		said = json.loads(self.doc(volume).manifest)
		for one in said["files"]:
			if one["address"] == file.address:
				one.update({"digest": sealed_files.digest_of(forged), "size": len(forged)})
		frappe.db.set_value(DOCTYPE, volume, "manifest", json.dumps(said))
		self.assertRefuses("缺失或已被改动", self.opens, "officer", volume, "masked")

	def test_no_address_opens_the_full_edition(self):
		self.record()
		volume = self.sealed()
		for file in sealing.sealed_files(self.doc(volume)):
			record = frappe.get_doc("File", {"file_url": file.address})
			for key in ("officer", "chair", "auditor"):
				with self.as_user(key):
					self.assertEqual(record.is_downloadable(), file.edition == "masked", (key, file.title))
			with self.as_user("other_officer"):
				self.assertFalse(has_permission(record, "read"))

	def test_what_was_changed_is_not_given_out(self):
		volume = self.sealed()
		self.file(volume, "masked", "pdf").path.write_bytes(b"%PDF-")
		self.assertRefuses("已被改动", self.opens, "chair", volume, "masked")

	def test_unknown_editions_are_refused(self):
		volume = self.sealed()
		for edition, kind in (("none", "pdf"), ("full", "exe"), ("../full", "pdf")):
			self.assertRefuses("没有这种版本", self.opens, "chair", volume, edition, kind)


class TestArchive(VolumeTestCase):
	def test_the_clerk_files_it_under_the_proposed_number(self):
		volume = self.sealed()
		with self.as_user("clerk"):
			proposed = self.doc(volume).defaults_for("Archive Volume")
		self.assertEqual(
			proposed, {"retention": "D10", "archive_number": f"0086-WS·{self.year}-D10-RDB-0001"}
		)
		self.act("clerk", DOCTYPE, volume, "Archive Volume", **proposed)
		doc = self.doc(volume)
		self.assertEqual(str(doc.retention_until), f"{self.year + 10}-12-31")
		self.assertEqual(self.differences(volume), "")
		other = self.sealed("clerk", station=None)
		with self.as_user("clerk"):
			self.assertEqual(
				self.doc(other).defaults_for("Archive Volume")["archive_number"],
				f"0086-WS·{self.year}-D10-RDB-0002",
			)
		number = self.doc(volume).number
		self.assertRefuses(number, self.act, "clerk", DOCTYPE, other, "Archive Volume", **proposed)

	def test_its_number_says_its_retention(self):
		volume = self.sealed()
		filed = {"archive_number": f"0086-WS·{self.year}-D10-RDB-0001", "retention": "D30"}
		self.assertRefuses("保管期限", self.act, "clerk", DOCTYPE, volume, "Archive Volume", **filed)

	def test_a_broken_seal_is_not_filed(self):
		volume = self.sealed()
		self.file(volume, "full", "pdf").path.unlink()
		self.assertRefuses(
			"缺失",
			self.act,
			"clerk",
			DOCTYPE,
			volume,
			"Archive Volume",
			archive_number="0086-WS·2026-D10-RDB-0001",
			retention="D10",
		)
		self.assertEqual(self.state(volume), "Volume Sealed")

	def test_only_what_is_past_its_retention_is_listed(self):
		young, kept = self.archived(), self.past_retention_forever()
		archive.daily()
		for volume in (young, kept):
			self.assertIsNone(self.doc(volume).destruction_listed_on)
			with self.assertRaises(frappe.ValidationError):
				self.act("chair", DOCTYPE, volume, "Destroy Full Edition")
			frappe.clear_messages()
		past = self.past_retention()
		self.assertEqual(self.doc(past).destruction_listed_on, getdate())
		told = frappe.get_all("Notification Log", {"document_name": past}, pluck="for_user")
		self.assertIn(self.world.users["chair"], told)

	def past_retention_forever(self) -> str:
		volume = self.sealed("clerk", station=None, from_date="2000-01-01", to_date="2000-12-31")
		proposed = {"archive_number": "0086-WS·2000-Y-RDB-0001", "retention": "Y"}
		self.act("clerk", DOCTYPE, volume, "Archive Volume", **proposed)
		self.assertIsNone(self.doc(volume).retention_until)
		return volume

	def test_the_full_edition_ends_and_the_masked_one_stays(self):
		volume = self.past_retention()
		full = [file for file in sealing.sealed_files(self.doc(volume)) if file.edition == "full"]
		for key in ("clerk", "officer", "chair_b", "admin"):
			with self.assertRaises(frappe.PermissionError, msg=key):
				self.act(key, DOCTYPE, volume, "Destroy Full Edition")
			frappe.clear_messages()
		self.act("chair", DOCTYPE, volume, "Destroy Full Edition")
		doc = self.doc(volume)
		self.assertEqual(doc.workflow_state, "Volume Masked Only")
		self.assertEqual(doc.destroyed_by_name, "赵主席")
		for file in full:
			self.assertFalse(file.path.exists())
			self.assertIn(file.digest, doc.destroyed_digests)
			self.assertFalse(frappe.db.exists("File", {"file_url": file.address}))
		self.assertIn("代表接待选民来访登记簿", self.text(volume, "masked"))
		self.assertEqual(self.differences(volume), "")
		full[0].path.write_bytes(b"back again")
		self.assertIn("应已销毁", self.differences(volume))

	def test_a_destruction_that_was_interrupted_is_done_again(self):
		volume = self.past_retention()
		self.file(volume, "full", "json").path.unlink()
		self.act("chair", DOCTYPE, volume, "Destroy Full Edition")
		self.assertEqual(self.differences(volume), "")

	def test_without_the_list_nothing_is_destroyed(self):
		volume = self.past_retention()
		frappe.db.set_value(DOCTYPE, volume, "destruction_listed_on", None)
		self.assertRefuses("状态下进行", self.act, "chair", DOCTYPE, volume, "Destroy Full Edition")


class TestForm(VolumeTestCase):
	def test_an_unsealed_volume_hangs_on_the_posts_that_keep_it(self):
		volume = self.closed()
		for key, hangs in (("officer", True), ("clerk", True), ("chair", True), ("other_officer", False)):
			post = frappe.get_doc("Staff Post", {"user": self.world.users[key]})
			names = [row["name"] for row in open_work.of_post(post)]
			self.assertEqual(names, [volume] if hangs else [], key)
		self.act("chair", DOCTYPE, volume, "Seal Volume")
		self.assertEqual(
			open_work.of_post(frappe.get_doc("Staff Post", {"user": self.world.users["clerk"]})), []
		)

	def test_it_shows_files_corrections_and_losses(self):
		volume = self.sealed()
		with self.as_user("auditor"):
			shown = opening.overview(volume)
		self.assertEqual(len(shown["files"]), 6)
		self.assertEqual((shown["corrections"], shown["losses"]), ([], []))
		with self.as_user("other_officer"):
			self.assertRefuses("岗位", opening.overview, volume)

	def test_a_new_one_knows_the_own_station_and_a_year(self):
		from deputy_liaison.registers.doctype.register_volume.register_volume import prefilled

		with self.as_user("officer"):
			known = prefilled()
		self.assertEqual(known["station"], self.world.station)
		self.assertTrue(known["from_date"].endswith("-01-01"))
		with self.as_user("clerk"):
			self.assertIsNone(prefilled()["station"])

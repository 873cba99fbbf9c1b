"""After the sealing: corrections beside the old entry, statements of loss, and reprints of what was sealed."""

import frappe
from frappe.utils import getdate, today

from deputy_liaison.paper import day
from deputy_liaison.registers import corrections, opening, sealing, typesetting
from deputy_liaison.registers.doctype.loss_statement.loss_statement import reprint_mark
from deputy_liaison.registers.volume import TEMPLATE
from tests import pdf_text
from tests.test_register_volume import DOCTYPE, VolumeTestCase

CORRECTION, LOSS = "Volume Correction", "Loss Statement"


class TestCorrections(VolumeTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.visit = self.record()
		self.volume = self.sealed()

	def proposed(self, key: str = "officer", **values) -> str:
		wanted = {
			"volume": self.volume,
			"entry_number": self.visit.number,
			"entry_column": "来访人数",
			"correct_text": "2人",
			"reason": "漏记一人",
			**values,
		}
		with self.as_user(key):
			return frappe.get_doc({"doctype": CORRECTION, **wanted}).insert().name

	def confirmed(self, **values) -> str:
		name = self.proposed(**values)
		self.act("chair", CORRECTION, name, "Confirm Correction")
		return name

	def test_old_and_new_stand_side_by_side_and_the_volume_stays_as_it_was(self):
		name = self.confirmed()
		doc = frappe.get_doc(CORRECTION, name)
		volume = self.doc(self.volume)
		self.assertEqual((doc.sealed_text, doc.correct_text), ("1", "2人"))
		self.assertEqual(doc.number, f"{volume.number}更正第1号")
		self.assertEqual((doc.confirmed_by_name, doc.confirmed_on), ("赵主席", getdate()))
		self.assertEqual(self.differences(self.volume), "")
		with self.as_user("auditor"):
			shown = opening.overview(self.volume)["corrections"]
		self.assertEqual([(row.sealed_text, row.correct_text) for row in shown], [("1", "2人")])

	def test_the_page_of_corrections_says_both(self):
		self.confirmed()
		self.confirmed(entry_column="", correct_text="来访时间应为上午")
		page = typesetting.typeset(TEMPLATE, corrections.appendix(self.doc(self.volume)))
		text = "".join(pdf_text.pages(page))
		for words in (
			"代表接待选民来访登记簿更正附页",
			"第1号",
			"第2号",
			self.visit.number,
			"来访人数",
			"2人",
			"漏记一人",
			"来访时间应为上午",
			"王联络赵主席",
			today(),
		):
			self.assertIn(words, text)
		self.assertNotIn("刘大爷", text)

	def test_typed_text_prints_without_what_no_printer_can_set(self):
		name = self.proposed(correct_text="来访\u202e人数\x07为2人")
		# as one that was brought in from elsewhere may stand there
		frappe.db.set_value(CORRECTION, name, "reason", "漏记\u200b\x1b一人")
		self.act("chair", CORRECTION, name, "Confirm Correction")
		row = corrections.appendix(self.doc(self.volume))["rows"][0]
		self.assertEqual(row["cells"][5:7], ["来访人数为2人", "漏记一人"])

	def test_only_keepers_propose_and_another_person_confirms(self):
		for key in ("other_officer", "clerk_b", "auditor", "presidium"):
			with self.assertRaises(frappe.PermissionError, msg=key):
				self.proposed(key)
		name = self.proposed("clerk")
		for key in ("clerk", "officer", "chair_b", "county_approver"):
			with self.assertRaises(frappe.PermissionError, msg=key):
				self.act(key, CORRECTION, name, "Confirm Correction")
			frappe.clear_messages()
		self.give_post("clerk", "Township Chair", jurisdiction=self.world.town)
		self.assertRefuses("提出更正的人", self.act, "clerk", CORRECTION, name, "Confirm Correction")
		self.act("vice", CORRECTION, name, "Decline Correction", "原记载无误")
		self.assertEqual(corrections.confirmed(self.volume), [])

	def test_what_the_volume_does_not_hold_is_refused(self):
		self.assertRefuses("没有", self.proposed, entry_number="东接〔2026〕第999号")
		self.assertRefuses("更正栏目", self.proposed, entry_column="体重")
		self.assertRefuses(
			"尚未封存", self.proposed, volume=self.opened(to_date="2020-01-01", from_date="2020-01-01")
		)

	def test_an_entry_that_came_too_late_is_added_by_a_correction(self):
		late = self.record()
		name = self.confirmed(entry_number=late.number, entry_column="", correct_text="补登此条")
		self.assertEqual(frappe.db.get_value(CORRECTION, name, "sealed_text"), "（原册无此记载）")

	def test_phone_numbers_do_not_get_in(self):
		name = self.confirmed(correct_text="电话应为13912345678", reason="13812345678记错")
		doc = frappe.get_doc(CORRECTION, name)
		self.assertEqual((doc.correct_text, doc.reason), ("电话应为139****5678", "138****5678记错"))

	def test_it_names_no_voter_though_it_outlives_the_full_edition(self):
		name = self.confirmed(
			entry_column="备注",
			correct_text="刘大爷实住东村三组12号,联系13812345678",
			reason="刘大爷来站更正",
		)
		doc = frappe.get_doc(CORRECTION, name)
		self.assertEqual((doc.correct_text, doc.reason), ("刘*爷实住***,联系138****5678", "刘*爷来站更正"))
		self.assertEqual(self.differences(self.volume), "")

	def test_an_entry_that_a_correction_settled_holds_up_the_next_volume_no_more(self):
		frappe.db.set_value(DOCTYPE, self.volume, {"from_date": "2020-01-01", "to_date": today()})
		late, other = self.record(), self.record()
		missed = sealing.entered_later(self.doc(self.volume))[0].text
		self.assertIn(late.number, missed)
		self.proposed(entry_number=other.number, entry_column="", correct_text="补登此条")
		self.confirmed(entry_number=late.number, entry_column="", correct_text="补登此条")
		missed = sealing.entered_later(self.doc(self.volume))[0].text
		self.assertNotIn(late.number, missed)
		self.assertIn(other.number, missed)

	def test_a_confirmed_one_is_fixed_and_missed_when_it_is_gone(self):
		name = self.confirmed()
		doc = frappe.get_doc(CORRECTION, name)
		doc.correct_text = "3人"
		self.assertRefuses("不能修改", doc.save)
		self.assertRefuses("不能删除", frappe.delete_doc, CORRECTION, name)
		frappe.db.set_value(CORRECTION, name, "correct_text", "3人")
		self.assertIn("更正第1号”已被改动", self.differences(self.volume))
		frappe.db.set_value(CORRECTION, name, "correct_text", "2人")
		self.assertEqual(self.differences(self.volume), "")
		frappe.db.delete(CORRECTION, {"name": name})
		self.assertIn("缺少本册的更正记录", self.differences(self.volume))


class TestLoss(VolumeTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.record()
		self.volume = self.sealed()

	def reported(self, key: str = "officer", **values) -> str:
		wanted = {
			"lost_paper": DOCTYPE,
			"paper": self.volume,
			"lost_on": today(),
			"lost_by": "王联络",
			"circumstances": "搬办公室时遗失。",
			**values,
		}
		with self.as_user(key):
			return frappe.get_doc({"doctype": LOSS, **wanted}).insert().name

	def reprint(self, key: str, statement: str, edition: str = "full") -> str:
		frappe.local.response = frappe._dict()
		with self.as_user(key):
			opening.reprint(statement, edition)
		return "".join(pdf_text.pages(frappe.response.filecontent))

	def test_the_reprint_is_what_was_sealed_and_counts(self):
		sealed = self.text(self.volume, "full")
		self.record(reporter_name="周小妹")
		for count in (1, 2):
			statement = self.reported()
			self.assertRefuses("还没有批准", self.reprint, "officer", statement)
			self.act("chair", LOSS, statement, "Approve Reprint")
			doc = frappe.get_doc(LOSS, statement)
			self.assertEqual(doc.reprint_count, count)
			self.assertEqual(doc.mark(), f"补打第{count}次　{day(today())}")
			text = self.reprint("officer", statement)
			self.assertIn("刘大爷", text)
			self.assertNotIn("周小妹", text)
			for words in (self.doc(self.volume).number, "代表接待选民来访登记簿"):
				self.assertEqual(words in text, words in sealed)
		self.assertEqual(reprint_mark(DOCTYPE, self.volume), f"补打第2次　{day(today())}")
		self.assertEqual(self.differences(self.volume), "")
		self.assertTrue(
			frappe.db.exists(
				"Handling Log", {"reference_name": self.volume, "event": "Disclosure", "note": "补打第2次"}
			)
		)

	def test_who_may_print_it_again(self):
		statement = self.reported()
		self.act("chair", LOSS, statement, "Approve Reprint")
		self.assertRefuses("掩码本", self.reprint, "auditor", statement)
		self.assertIn("刘*爷", self.reprint("auditor", statement, "masked"))
		self.assertRefuses("岗位", self.reprint, "other_officer", statement, "masked")

	def test_a_full_edition_that_was_destroyed_is_not_offered_again(self):
		self.volume = self.past_retention()
		statement = self.reported()
		self.act("chair", LOSS, statement, "Approve Reprint")

		def offered() -> list[str]:
			doc = frappe.get_doc(LOSS, statement)
			doc.onload()
			return doc.get_onload().editions

		self.assertEqual(offered(), ["full", "masked"])
		self.act("chair", DOCTYPE, self.volume, "Destroy Full Edition")
		self.assertEqual(offered(), ["masked"])
		self.assertRefuses("已到期销毁", self.reprint, "officer", statement)
		self.assertIn("代表接待选民来访登记簿", self.reprint("officer", statement, "masked"))

	def test_another_person_decides(self):
		for key in ("other_officer", "clerk_b", "auditor"):
			with self.assertRaises(frappe.PermissionError, msg=key):
				self.reported(key)
			frappe.clear_messages()
		self.give_post("clerk", "Township Chair", jurisdiction=self.world.town)
		statement = self.reported("clerk")
		self.assertRefuses("报告遗失的人", self.act, "clerk", LOSS, statement, "Approve Reprint")
		for key in ("officer", "clerk2", "chair_b"):
			with self.assertRaises(frappe.PermissionError, msg=key):
				self.act(key, LOSS, statement, "Approve Reprint")
			frappe.clear_messages()
		self.act("chair", LOSS, statement, "Decline Reprint", "原件已找到")
		self.assertRefuses("还没有批准", self.reprint, "officer", statement)
		self.assertEqual(reprint_mark(DOCTYPE, self.volume), "")

	def test_what_was_changed_on_disk_is_not_printed_again(self):
		statement = self.reported()
		self.act("chair", LOSS, statement, "Approve Reprint")
		self.file(self.volume, "full", "json").path.write_bytes(b"{}")
		self.assertRefuses("已被改动", self.reprint, "officer", statement)

	def test_a_lost_slip_is_marked_too(self):
		ticket = self.dispatched_ticket()
		order = self.order_of(ticket)
		statement = self.reported("clerk", lost_paper="Dispatch Order", paper=order)
		self.assertEqual(
			frappe.db.get_value(LOSS, statement, "paper_number"),
			frappe.db.get_value("Dispatch Order", order, "number"),
		)
		self.assertNotIn("补打", self.slip(order))
		self.act("chair", LOSS, statement, "Approve Reprint")
		mark = f"补打第1次　{day(today())}"
		self.assertEqual(reprint_mark("Dispatch Order", order), mark)
		# in the head of each of the three parts, for the office and for the unit, whose are two
		self.assertEqual(self.slip(order).count(mark), 3)
		self.assertEqual(self.slip(order, "water").count(mark), 2)

	def slip(self, order: str, key: str = "clerk") -> str:
		with self.as_user(key):
			return frappe.get_print("Dispatch Order", order, "Opinion Referral Card")

	def test_an_unsealed_volume_or_a_day_to_come_is_refused(self):
		opened = self.opened(from_date="2020-01-01", to_date="2020-12-31")
		self.assertRefuses("尚未封存", self.reported, paper=opened)
		self.assertRefuses("不能晚于今天", self.reported, lost_on="2099-01-01")

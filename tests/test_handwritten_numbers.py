"""Numbers for handwriting: reserved without a gap, printed on blank forms, typed in later or declared void."""

import json
from unittest.mock import patch

import frappe
from frappe.utils import add_to_date, getdate, now_datetime

from deputy_liaison.registers import handwriting, typesetting
from deputy_liaison.registers.volume import TEMPLATE
from deputy_liaison.registers.voters import Reporters
from tests import pdf_text
from tests.test_register_volume import DOCTYPE, VISIT, VolumeTestCase

NUMBER = "Handwritten Number"


class TestHandwrittenNumbers(VolumeTestCase):
	def reserve(self, count: int = 3, key: str = "officer", station: str | None = None) -> dict:
		with self.as_user(key):
			return handwriting.reserve(station or self.world.station, count)

	def entered(self, name: str, **values) -> "frappe.model.document.Document":
		return self.record(handwritten_number=name, **values)

	def test_the_series_goes_on_behind_the_reserved_numbers(self):
		self.assertEqual(self.record().number, f"东接〔{self.year}〕第001号")
		reserved = self.reserve()
		self.assertEqual(
			(reserved["first"], reserved["last"], len(reserved["names"])),
			(f"东接〔{self.year}〕第002号", f"东接〔{self.year}〕第004号", 3),
		)
		self.assertEqual(self.record().number, f"东接〔{self.year}〕第005号")

	def test_what_is_typed_in_takes_the_number_of_its_form(self):
		names = self.reserve()["names"]
		visit = self.entered(names[1], visit_time=add_to_date(now_datetime(), hours=-1))
		self.assertEqual(visit.number, f"东接〔{self.year}〕第002号")
		number = frappe.get_doc(NUMBER, names[1])
		self.assertEqual(
			(number.workflow_state, number.record, number.entered_on),
			("Number Entered", visit.name, getdate()),
		)
		self.assertEqual(self.record().number, f"东接〔{self.year}〕第004号")

	def test_a_number_is_taken_once_and_for_its_own_book_and_year(self):
		names = self.reserve()["names"]
		self.entered(names[0])
		self.assertRefuses("已录入", self.entered, names[0])
		frappe.db.set_value(NUMBER, names[1], "year", self.year - 1)
		self.assertRefuses("年份不符", self.entered, names[1])
		with self.as_user("other_officer"):
			foreign = self.new_visit(
				station=self.world.station_west,
				receiving_deputies=[{"deputy": self.world.deputy_west}],
				handwritten_number=names[2],
			)
			self.assertRefuses("不是为本簿册", foreign.insert)

	def test_a_saved_visit_keeps_its_number(self):
		names = self.reserve()["names"]
		visit = self.record()
		with self.as_user("officer"):
			visit.reload()
			visit.handwritten_number = names[0]
			with self.assertRaises(frappe.ValidationError):
				visit.save()

	def test_keepers_of_the_book_reserve_others_do_not(self):
		self.reserve(1, "clerk")
		for key in ("other_officer", "clerk_b", "chair", "auditor", "presidium", "nobody"):
			self.assertRefuses("岗位", self.reserve, 1, key)
		for count in (0, -1, 51, "viele"):
			self.assertRefuses("请填1至50", self.reserve, count)

	def test_nobody_makes_or_changes_one_by_hand(self):
		name = self.reserve(1)["names"][0]
		with self.as_user("officer"):
			doc = frappe.get_doc(NUMBER, name)
			doc.number = "东接〔2026〕第999号"
			with self.assertRaises((frappe.PermissionError, frappe.ValidationError)):
				doc.save()
			frappe.clear_messages()
			with self.assertRaises(frappe.PermissionError):
				frappe.get_doc({"doctype": NUMBER, "number": "东接〔2026〕第999号"}).insert()

	def test_the_volume_waits_until_each_is_entered_or_void(self):
		names = self.reserve(2)["names"]
		volume = self.closed()
		findings = self.doc(volume).findings()
		self.assertEqual([finding.blocks for finding in findings], [True])
		self.assertIn(f"东接〔{self.year}〕第001号、东接〔{self.year}〕第002号", findings[0].text)
		self.assertRefuses("逐一录入或者作废", self.act, "chair", DOCTYPE, volume, "Seal Volume")
		self.assertRefuses("封存", self.act, "chair", DOCTYPE, volume, "Seal Volume", accept_findings=1)
		self.entered(names[0])
		self.assertRefuses("第002号", self.act, "chair", DOCTYPE, volume, "Seal Volume")
		self.assertRefuses("理由", self.act, "officer", NUMBER, names[1], "Void Number")
		for key in ("other_officer", "clerk_b", "chair", "auditor"):
			with self.assertRaises(frappe.PermissionError, msg=key):
				self.act(key, NUMBER, names[1], "Void Number", "写坏了")
			frappe.clear_messages()
		self.act("officer", NUMBER, names[1], "Void Number", "写坏了")
		self.assertRefuses("已作废", self.entered, names[1])
		self.act("chair", DOCTYPE, volume, "Seal Volume")
		notes = json.loads(self.file(volume, "masked", "json").content())["notes"]
		self.assertIn(f"作废编号:东接〔{self.year}〕第002号(写坏了)", notes)
		self.assertEqual(self.differences(volume), "")

	def test_what_was_reserved_after_the_period_does_not_hold_it_up(self):
		self.reserve(1)
		past = self.year - 1
		volume = self.closed(from_date=f"{past}-01-01", to_date=f"{past}-12-31")
		self.assertEqual(self.doc(volume).findings(), [])

	def test_blank_forms_bear_the_numbers_and_the_head_of_the_book(self):
		names = self.reserve(3)["names"]
		frappe.local.response = frappe._dict()
		with self.as_user("officer"):
			handwriting.blank_forms(names)
		text = "".join(pdf_text.pages(frappe.response.filecontent))
		for words in (
			"代表接待选民来访登记簿",
			"东村代表联络站",
			"手写登记用",
			"第001号",
			"第002号",
			"第003号",
		):
			self.assertIn(words, text)
		with self.as_user("other_officer"):
			self.assertRefuses("请选择", handwriting.blank_forms, names)

	def test_blank_rows_leave_room_to_write(self):
		numbers = [f"东接〔{self.year}〕第{i:03d}号" for i in range(1, 13)]
		with self.as_user("officer"):
			data = handwriting.blank_rows(self.world.station, numbers)
		pages = pdf_text.pages(typesetting.typeset(TEMPLATE, data))
		self.assertGreater(len(pages), 1)
		self.assertEqual(sum(page.count("东接〔") for page in pages) >= 12, True)

	def test_the_number_stands_in_its_column_whatever_that_is_called(self):
		with self.as_user("admin"):
			register = frappe.get_doc("Register Definition", self.definition)
			column = next(column for column in register.columns if "来访编号" in column.words())
			column.heading = "登记号"
			register.columns.append(register.columns.pop(register.columns.index(column)))
			for position, one in enumerate(register.columns, 1):
				one.idx = position
			register.save()
		number = f"东接〔{self.year}〕第001号"
		self.record()
		with (
			self.as_user("officer"),
			patch.object(Reporters, "of", side_effect=AssertionError("read")),
		):
			data = handwriting.blank_rows(self.world.station, [number])
		self.assertEqual(data["rows"][0]["cells"][-1], number)
		self.assertEqual(data["columns"][-1]["heading"], "登记号")
		with self.as_user("admin"):
			register = frappe.get_doc("Register Definition", self.definition)
			register.columns[-1].hide = 1
			register.index_by = ""
			register.save()
		with self.as_user("officer"):
			self.assertRefuses("没有“<strong>来访编号", handwriting.blank_rows, self.world.station, [number])

	def test_the_number_of_a_visit_taken_by_rest_is_still_checked(self):
		with self.as_user("officer"):
			self.assertRefuses("找不到手写登记编号", self.new_visit(handwritten_number="nosuch").insert)
		self.assertEqual(frappe.db.count(VISIT, {"station": self.world.station}), 0)

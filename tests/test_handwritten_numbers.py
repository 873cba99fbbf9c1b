"""Numbers for handwriting: reserved without a gap, printed on blank forms, typed in later or declared void."""

import json
from unittest.mock import patch

import frappe
from frappe.utils import add_days, add_to_date, getdate, now_datetime

from deputy_liaison import batch
from deputy_liaison.registers import handwriting, typesetting
from deputy_liaison.registers.volume import TEMPLATE
from deputy_liaison.registers.voters import Reporters
from deputy_liaison.state_machine import actions_of
from tests import pdf_text
from tests.test_register_volume import DOCTYPE, TICKET, VISIT, VolumeTestCase

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
		self.assertIn(f"作废编号：东接〔{self.year}〕第002号（写坏了）", notes)
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

	def test_every_page_of_blank_rows_says_what_personal_data_are_for(self):
		numbers = [f"东接〔{self.year}〕第{i:03d}号" for i in range(1, 13)]
		notice = "个人信息处理告知：仅用于办理您反映的事项。" * 8
		frappe.db.set_single_value("Liaison Settings", "personal_data_notice", notice)
		data = handwriting.blank_rows(self.world.station, numbers)
		pages = pdf_text.pages(typesetting.typeset(TEMPLATE, data))
		self.assertGreater(len(pages), 1)
		self.assertEqual([page.count(notice) for page in pages], [1] * len(pages))
		self.assertIn("".join(data["columns"][1]["heading"].split()), pages[-1])
		frappe.db.set_single_value("Liaison Settings", "personal_data_notice", "")
		data = handwriting.blank_rows(self.world.station, numbers)
		self.assertNotIn("告知", "".join(pdf_text.pages(typesetting.typeset(TEMPLATE, data))))

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


class TestSlips(VolumeTestCase):
	"""Slips of a day without a computer: numbered on paper, and taken over by the order that is typed in."""

	def setUp(self) -> None:
		super().setUp()
		frappe.db.delete(NUMBER)
		frappe.db.delete("Dispatch Order")
		frappe.db.delete("Number Counter", {"series": ("like", "Dispatch Order %")})

	def reserve(self, count: int = 2, key: str = "clerk", place: str | None = None) -> list[str]:
		with self.as_user(key):
			return handwriting.reserve_slips(place or self.world.town, count)["names"]

	def unit(self, name: str, kind: str, place: str) -> str:
		unit = {"doctype": "Responsible Unit", "unit_name": name, "kind": kind, "jurisdiction": place}
		return frappe.get_doc(unit).insert().name

	def slip(self, sequence: int, mark: str = "转") -> str:
		return f"{mark}〔{self.year}〕第{sequence:03d}号"

	def number_of(self, ticket: str, role: str = "Lead") -> str:
		return frappe.db.get_value("Dispatch Order", self.order_of(ticket, role), "number")

	def test_the_lead_order_takes_the_number_that_was_named_with_the_proposal(self):
		names = self.reserve()
		ticket = self.registered_ticket()
		self.propose(ticket, handwritten_slip=names[1])
		self.dispatch(ticket)
		self.assertEqual(self.number_of(ticket), self.slip(2))
		# the supporting unit's slip is the next of the series
		self.assertEqual(self.number_of(ticket, "Supporting"), self.slip(3))
		number = frappe.get_doc(NUMBER, names[1])
		self.assertEqual(
			(number.workflow_state, number.for_doctype, number.record),
			("Number Entered", "Dispatch Order", self.order_of(ticket)),
		)
		self.assertIsNone(frappe.db.get_value(TICKET, ticket, "handwritten_slip"))

	def test_a_village_and_a_second_round_take_one_too(self):
		names = self.reserve()
		ticket = self.registered_ticket()
		category = frappe.db.get_value("Opinion Category", {"category_name": "饮水水利"})
		village = {
			"category": category,
			"village_unit": self.unit("东村村民委员会", "Village Committee", self.world.east),
			"due_date": add_days(getdate(), 10),
			"proposal": "请村里先协调。",
		}
		self.act("clerk", TICKET, ticket, "Send Ticket to Village", handwritten_slip=names[0], **village)
		self.assertEqual(self.number_of(ticket), self.slip(1))
		again = self.fed_back_ticket()
		dissatisfied = {"rating_source": "Signature", "rating_reason": "没修好"}
		self.act("officer", TICKET, again, "Rate Ticket Dissatisfied", **dissatisfied)
		rehandled = {
			"due_date": add_days(getdate(), 20),
			"proposal": "请再修。",
			"handwritten_slip": names[1],
		}
		self.act("clerk", TICKET, again, "Rehandle Ticket", **rehandled)
		self.assertEqual(self.number_of(again), self.slip(2))

	def test_the_county_numbers_its_own(self):
		names = self.reserve(1, "county_officer", self.world.county)
		self.assertEqual(frappe.db.get_value(NUMBER, names[0], "number"), self.slip(1, "县转"))
		ticket = self.registered_ticket()
		self.propose(ticket, proposed_route="Escalate to County", authority_level="County", lead_unit=None)
		self.act("chair", TICKET, ticket, "Escalate Ticket", "超出镇级权限")
		unit = self.unit("县水利局", "Bureau", self.world.county)
		proposed = {"lead_unit": unit, "supporting_units": [], "handwritten_slip": names[0]}
		self.act(
			"county_officer",
			TICKET,
			ticket,
			"Propose Ticket at County",
			category=frappe.db.get_value(TICKET, ticket, "category"),
			authority_level="County",
			proposed_route="Dispatch to Unit",
			due_date=add_days(getdate(), 30),
			responsible_person="局长",
			proposal="请县水利局办理。",
			**proposed,
		)
		self.act("county_approver", TICKET, ticket, "Dispatch Ticket at County", approval="同意。")
		self.assertEqual(self.number_of(ticket), self.slip(1, "县转"))

	def test_it_is_asked_for_only_where_one_waits(self):
		ticket, other = self.registered_ticket(), self.registered_ticket()

		def asked() -> dict | None:
			with self.as_user("clerk"):
				(action,) = (one for one in actions_of(TICKET, ticket) if one["action"] == "Propose Ticket")
			fields = [one for one in action["fields"] if one["fieldname"] == "handwritten_slip"]
			return fields[0] if fields else None

		self.assertIsNone(asked())
		names = self.reserve()
		field = asked()
		self.assertEqual((field["reqd"], field["only_if"]), (0, ["proposed_route", "Dispatch to Unit"]))
		with self.as_user("clerk"):
			self.assertCountEqual(frappe.get_list(NUMBER, field["filters"], pluck="name"), names)
			# a slip is one matter's: many at once are proposed without
			(many,) = (
				one
				for one in batch.offered(TICKET, [ticket, other])["actions"]
				if one["action"] == "Propose Ticket"
			)
		self.assertNotIn("handwritten_slip", [one["fieldname"] for one in many["fields"]])
		for name in names:
			self.act("clerk", NUMBER, name, "Void Number", "写坏了")
		self.assertIsNone(asked())

	def test_a_number_of_another_place_kind_or_matter_is_refused(self):
		names = self.reserve()
		ticket, other = self.registered_ticket(), self.registered_ticket()
		with self.as_user("officer"):
			visit = handwriting.reserve(self.world.station, 1)["names"][0]
		(foreign,) = self.reserve(1, "clerk_b", self.world.town_b)
		for number in (visit, foreign):
			self.assertRefuses("为本地转办单预留", self.propose, ticket, handwritten_slip=number)
		self.propose(other, handwritten_slip=names[0])
		self.assertRefuses("已用于", self.propose, ticket, handwritten_slip=names[0])
		self.act("clerk", NUMBER, names[1], "Void Number", "写坏了")
		self.assertRefuses("为本地转办单预留", self.propose, ticket, handwritten_slip=names[1])
		# declared void meanwhile: the chair can't hand it over under a number that stands for nothing
		self.act("clerk", NUMBER, names[0], "Void Number", "写坏了")
		frappe.db.savepoint("refused")
		self.assertRefuses("已作废", self.dispatch, other)
		frappe.db.rollback(save_point="refused")
		# returned, the matter forgets the slip
		self.act("chair", TICKET, other, "Return Ticket to Clerk", "请改派")
		self.assertIsNone(frappe.db.get_value(TICKET, other, "handwritten_slip"))

	def test_the_office_reserves_for_itself_alone(self):
		for key, place in (
			("officer", self.world.town),
			("chair", self.world.town),
			("clerk_b", self.world.town),
			("clerk", self.world.county),
			("county_officer", self.world.town),
			("water", self.world.town),
			("nobody", self.world.town),
		):
			with self.subTest(key):
				self.assertRefuses("岗位", self.reserve, 1, key, place)
		self.assertRefuses("请填1至50", self.reserve, 51)
		with self.as_user("clerk"):
			books = handwriting.books()
		self.assertEqual((books["places"], books["keeps_stations"]), ([self.world.town], True))
		with self.as_user("officer"):
			books = handwriting.books()
		self.assertEqual((books["places"], books["station"]), ([], self.world.station))
		(county,) = self.reserve(1, "county_officer", self.world.county)
		(town,) = self.reserve(1)
		for key, name in (("clerk", county), ("county_officer", town), ("officer", town), ("chair", town)):
			with self.assertRaises(frappe.PermissionError, msg=key):
				self.act(key, NUMBER, name, "Void Number", "写坏了")
			frappe.clear_messages()
		self.act("county_officer", NUMBER, county, "Void Number", "写坏了")

	def test_the_book_of_slips_waits_for_them(self):
		names = self.reserve()
		definition = frappe.db.get_value("Register Definition", {"code": "R7"})
		volume = self.closed("clerk", station=None, definition=definition)
		(finding,) = (one for one in self.doc(volume).findings() if one.blocks)
		self.assertIn(f"{self.slip(1)}、{self.slip(2)}", finding.text)
		for name in names:
			self.act("clerk", NUMBER, name, "Void Number", "写坏了")
		self.act("chair", DOCTYPE, volume, "Seal Volume")
		notes = json.loads(self.file(volume, "masked", "json").content())["notes"]
		self.assertIn(f"作废编号：{self.slip(1)}（写坏了）、{self.slip(2)}（写坏了）", notes)

	def test_blank_slips_have_three_parts_under_one_number_each(self):
		names = self.reserve()
		frappe.local.response = frappe._dict()
		with self.as_user("clerk"):
			handwriting.blank_forms(names)
		text = "".join(pdf_text.pages(frappe.response.filecontent))
		for part in ("存根联", "交办联", "回执联"):
			self.assertEqual(text.replace("（", "(").count(f"({part}"), 2, part)
		for sequence in (1, 2):
			# in each part, and across both seams, of which one ends the first sheet and begins the second
			self.assertEqual(text.count(self.slip(sequence)), 6)
		for words in ("试验县甲镇人民代表大会主席团", "选民意见转办情况登记卡", "签收人、签收时间"):
			self.assertIn(words, text)
		with self.as_user("clerk_b"):
			self.assertRefuses("请选择", handwriting.blank_forms, names)

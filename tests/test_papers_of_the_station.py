"""The visit's page (R3), the archive's papers (P21), A3 sheets for the wall, and how the engine prints them all."""

import base64
import io
import re
import subprocess
from pathlib import Path
from unittest.mock import patch

import frappe
from frappe.utils import add_days, getdate, today
from pypdf import PdfReader

from deputy_liaison import print_engine
from deputy_liaison.deputies.print_format.deputies_on_the_wall.deputies_on_the_wall import (
	deputies_on_the_wall,
)
from deputy_liaison.registers.print_format.visit_record.visit_record import record_in_full
from deputy_liaison.registers.year_of_cases import archive_papers
from tests import pdf_text
from tests.base import make
from tests.books import stored
from tests.test_papers import HOSTILE, REPORTER, Papers

VISIT, TICKET, STATION, RULE = "Constituent Visit", "Opinion Ticket", "Liaison Station", "Station Rule"
BOOK = "Register Volume"
RECORD = "Visit Record"
NOTICE = "Station QR Notice"
DEPUTIES, RECEPTION, ON_WALL = "Deputies on the Wall", "Reception on the Wall", "Rule on the Wall"
PIXEL = base64.b64decode(
	"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def plain(html: str) -> str:
	"""What a page says, without tags and blanks."""
	return "".join(re.sub(r"<[^>]*>", "", re.sub(r"<style.*?</style>", "", html, flags=re.DOTALL)).split())


class TestVisitRecord(Papers):
	"""《代表接待选民记录表》: the row of the visit book on a page of its own."""

	def visit(self, **values) -> str:
		return frappe.db.get_value(TICKET, self.registered_ticket(**values), "visit")

	def test_what_it_says_in_order(self):
		name = self.visit(head_count=12, representatives="刘大爷、王小明")
		text = self.text(VISIT, name, RECORD, "officer")
		self.assertInOrder(
			text,
			"试验县甲镇人民代表大会主席团代表接待选民记录表",
			f"东村代表联络站编号：{frappe.db.get_value(VISIT, name, 'number')}",
			"来访时间",
			"来访方式平时来访来访人数12人",
			"反映人姓名刘*爷性别、年龄男67",
			"住址或单位东村***联系电话138****5678",
			"推选代表刘*爷、王*明",
			"反映人要求□要求保密□匿名",
			"接待代表李春华（镇）接待领导、联络员王联络",
			"反映问题与意见三组水渠垮了一段",
			"意见编号意〔",
			"代表处理建议当场处理受理登记处理去向",
			"办理结果在册待梳理反馈时间、方式满意度",
			"反映人签名签名：年月日接待代表签名签名：年月日",
			"个人信息处理告知",
		)
		self.assertEqual(len(self.pages(VISIT, name, RECORD)), 1)

	def test_the_page_masks_whoever_prints_it(self):
		name = self.visit()
		for key in ("officer", "clerk", "chair", "county_officer"):
			html = self.html(VISIT, name, RECORD, key)
			for full in REPORTER:
				self.assertNotIn(full, html)

	def test_the_words_name_nobody_either_but_on_the_record_in_full(self):
		says = "刘大爷（13812345678，东村三组12号）说：水渠垮了。"
		name = self.visit(
			matters=[{"content": says, "handling_suggestion": "请联系刘大爷"}], remark="刘大爷腿脚不便"
		)
		masked = ("刘*爷（138****5678，***）说：水渠垮了。", "请联系刘*爷", "备注刘*爷腿脚不便")
		for key in ("officer", "chair", "county_officer"):
			text = self.text(VISIT, name, RECORD, key)
			for words in masked:
				self.assertIn(words, text, key)
			for full in REPORTER:
				self.assertNotIn(full, text, key)
		with self.as_user("officer"):
			text = plain(record_in_full(name, "归档用"))
		for words in (says, "请联系刘大爷", "备注刘大爷腿脚不便"):
			self.assertIn(words, text)

	def test_full_values_come_by_the_logged_method_alone(self):
		name = self.visit()
		with self.as_user("officer"):
			self.assertRefuses("理由", record_in_full, name, " ")
			text = plain(record_in_full(name, "归档用"))
		for full in REPORTER:
			self.assertIn(full, text)
		line = frappe.get_last_doc("Handling Log", {"reference_name": name, "action": "Open Personal Data"})
		self.assertEqual((line.note, line.person_name), ("归档用", "王联络"))
		for key in ("water", "county_officer", "clerk_b", "other_officer", "nobody"):
			with self.subTest(key), self.as_user(key):
				self.assertForbidden(record_in_full, name, "好奇")

	def test_who_stays_anonymous_stays_so(self):
		name = self.visit(
			is_anonymous=1, reporter_name="", reporter_phone="", reporter_address="", reporter_age=0
		)
		with self.as_user("officer"):
			text = plain(record_in_full(name, "归档用"))
		self.assertIn("反映人姓名匿名", text)
		self.assertIn("☑匿名", text)

	def test_each_matter_has_its_boxes_and_what_was_passed_on_its_number_alone(self):
		name = self.visit(matters=[{"content": "路灯不亮。"}, {"content": "某站长收钱。"}])
		tickets = frappe.get_all(TICKET, {"visit": name}, pluck="name", order_by="number")
		self.act("clerk", TICKET, tickets[1], "Mark Ticket as Accusation")
		for key in ("clerk", "chair"):
			text = self.text(VISIT, name, RECORD, key)
			self.assertEqual(text.count("反映问题与意见"), 2)
			self.assertIn("①路灯不亮。", text)
			self.assertIn("②已按规定移送", text)
			self.assertNotIn("收钱", text)

	def test_a_visit_to_the_congress_s_office_itself_prints_as_well(self):
		with self.as_user("county_officer"):
			visit = self.new_visit(receiving_deputies=[], leader_on_duty="县主任", village=None)
			visit.station = None
			name = visit.insert().name
		text = self.text(VISIT, name, RECORD, "county_officer")
		self.assertIn("试验县人民代表大会常务委员会代表接待选民记录表", text)
		self.assertIn("三组水渠垮了一段", text)

	def test_hostile_words_and_other_readers(self):
		name = self.visit(matters=[{"content": HOSTILE}], remark=HOSTILE)
		self.assertHarmless(self.html(VISIT, name, RECORD))
		self.assertEqual(self.words(VISIT, name, RECORD).count("".join(HOSTILE.split())), 2)
		for key in ("water", "clerk_b", "other_officer", "nobody"):
			self.assertPrintRefused(key, VISIT, name, RECORD)


class TestArchivePapers(Papers):
	"""P21: 归档文件目录, 备考表, 归档章 and what is closed but not filed."""

	def setUp(self) -> None:
		super().setUp()
		self.body = frappe.db.get_value("Congress Body", {"jurisdiction": self.world.town})
		self.year = getdate().year - 1

	def closed(self, archive_number: str = "", retention: str = "D10", **values) -> str:
		"""A ticket that was closed in June of last year; filed, if it has an archive number."""
		ticket = self.registered_ticket(**values)
		self.act("clerk", TICKET, ticket, "Explain Ticket", answer="已说明办理条件。")
		self.act("clerk", TICKET, ticket, "Close Answered Ticket")
		frappe.db.set_value(TICKET, ticket, "closed_on", f"{self.year}-06-30 10:00:00")
		if archive_number:
			filed = {"archive_number": archive_number, "retention": retention}
			self.act("clerk", TICKET, ticket, "Archive Ticket", **filed)
		return ticket

	def printed(self, key: str = "clerk", **values) -> bytes:
		"""What the menu of the list gives."""
		with self.as_user(key):
			archive_papers(**{"congress_body": self.body, "year": self.year, **values})
		return frappe.response.filecontent

	def sheets(self, content: bytes) -> list[tuple[str, int, int]]:
		"""Line in the outline, width and height in millimetres of each page; each paper has one page here."""
		file = PdfReader(io.BytesIO(content))
		return [
			(
				line.title,
				round(float(page.mediabox.width) / 72 * 25.4),
				round(page.mediabox.height / 72 * 25.4),
			)
			for line, page in zip(file.outline, file.pages, strict=True)
		]

	def archived(self, item: int, retention: str = "D10") -> str:
		return f"0086-WS·{self.year}-{retention}-RDB-{item:04d}"

	def test_for_each_period_catalogue_reference_sheet_and_stamps_in_the_order_of_the_numbers(self):
		second = self.closed(self.archived(2))
		first = self.closed(self.archived(1), matters=[{"content": "路灯不亮。"}])
		long = self.closed(self.archived(1, "D30"), "D30")
		numbers = [frappe.db.get_value(TICKET, one, "number") for one in (first, second, long)]
		content = self.printed()
		self.assertEqual(
			frappe.response.filename, f"归档文件目录-试验县甲镇人民代表大会主席团-{self.year}年度.pdf"
		)
		self.assertEqual(
			self.sheets(content),
			[("归档文件目录", 297, 210), ("备考表", 210, 297), ("归档章", 297, 210)] * 2,
		)
		catalogue, reference, stamps, of_long, _reference, stamp_of_long = pdf_text.pages(content)
		self.assertInOrder(
			catalogue,
			"试验县甲镇人民代表大会主席团归档文件目录",
			f"甲镇{self.year}年度保管期限：10年（D10）共2件",
			"序号档号文号责任者题名日期密级页数备注",
			f"1{self.archived(1)}{numbers[0]}试验县甲镇人民代表大会主席团路灯不亮。{self.year}0630",
			f"2{self.archived(2)}{numbers[1]}试验县甲镇人民代表大会主席团三组水渠",
			f"{self.year}0630",
			"以下空白",
			"整理人：审核人：年月日",
			"第1页共1页",
		)
		self.assertInOrder(
			reference,
			"试验县甲镇人民代表大会主席团备考表",
			f"甲镇{self.year}年度保管期限：10年（D10）共2件",
			"项目内容盒内文件情况说明",
			f"本盒收{self.year}年度归档文件2件，{self.archived(1)}至{self.archived(2)}。",
			"整理人整理日期年月日检查人检查日期年月日",
		)
		self.assertInOrder(
			stamps,
			"试验县甲镇人民代表大会主席团归档章",
			f"甲镇{self.year}年度保管期限：10年（D10）共2件",
			"盖在（贴在）每件首页上端居中的空白处，没有页数的由整理人填写。",
			f"全宗号0086年度{self.year}件号0001机构（问题）RDB保管期限10年页数{numbers[0]}",
			f"全宗号0086年度{self.year}件号0002机构（问题）RDB保管期限10年页数{numbers[1]}",
		)
		self.assertIn("保管期限：30年（D30）共1件", of_long)
		self.assertIn(f"1{self.archived(1, 'D30')}{numbers[2]}", of_long)
		self.assertIn(f"件号0001机构（问题）RDB保管期限30年页数{numbers[2]}", stamp_of_long)

	def test_an_archive_number_stands_on_one_line_of_the_catalogue(self):
		numbers = [self.archived(1), self.archived(1, "D30"), self.archived(1, "Y")]
		for number, retention in zip(numbers, ("D10", "D30", "Y"), strict=True):
			self.closed(number, retention)
		# 备考表 says from which to which, the catalogue the number alone
		lines = [box[4] for box in pdf_text.boxes(self.printed()) if "至" not in box[4]]
		for number in numbers:
			with self.subTest(number):
				self.assertEqual(len([line for line in lines if number in line]), 1)

	def test_what_is_not_filed_is_listed_with_what_it_lacks(self):
		ready = self.closed()
		lacking = self.closed()
		frappe.db.set_value(TICKET, lacking, "answer", "")
		content = self.printed("chair")
		self.assertEqual(self.sheets(content), [("已办结未归档清单", 297, 210)])
		rows = [
			f"{position}意见单{frappe.db.get_value(TICKET, ticket, 'number')}"
			f"三组水渠垮了一段,请修一修。{self.year}年6月30日{lacks}"
			for position, (ticket, lacks) in enumerate(
				((ready, "材料齐全，尚未归档"), (lacking, self.label("answer"))), 1
			)
		]
		self.assertInOrder(
			pdf_text.pages(content)[0],
			"试验县甲镇人民代表大会主席团已办结未归档清单",
			f"甲镇{self.year}年度共2件",
			"序号类别编号题名办结日期缺少的材料",
			*rows,
			"以下空白",
			"整理人：审核人：年月日",
		)

	def test_suggestions_and_books_stand_beside_the_tickets(self):
		stored(
			"Deputy Suggestion",
			workflow_state="Suggestion Closed",
			number="建1号",
			suggestion_title="修渠建议",
			congress_body=self.body,
			handling_level="Township Level",
			jurisdiction=self.world.town,
			township=self.world.town,
			closed_on=f"{self.year}-06-30",
			closing_way="Explained After Review",
		)
		book = {
			"jurisdiction": self.world.town,
			"township": self.world.town,
			"from_date": f"{self.year}-01-01",
			"to_date": f"{self.year}-12-31",
		}
		filed = {
			"workflow_state": "Volume Archived",
			"archive_number": self.archived(1),
			"retention": "D10",
			"pages_full": 12,
		}
		stored(BOOK, number="册1号", volume_title="来访登记簿", **filed, **book)
		stored(BOOK, workflow_state="Volume Closed", number="册2号", volume_title="建议台账", **book)
		catalogue, _reference, stamps, unfiled = pdf_text.pages(self.printed())
		self.assertIn(
			f"1{self.archived(1)}册1号试验县甲镇人民代表大会主席团来访登记簿{self.year}123112见簿册",
			catalogue,
		)
		self.assertIn("保管期限10年页数12册1号", stamps)
		self.assertIn(f"代表建议建1号修渠建议{self.year}年6月30日会商决定", unfiled)
		self.assertIn(f"册2号建议台账{self.year}年12月31日尚未封存", unfiled)

	def label(self, field: str) -> str:
		return frappe._(frappe.get_meta(TICKET).get_label(field), lang="zh")

	def test_a_year_without_anything_is_said_and_what_is_no_year_is_refused(self):
		for year in (1999, 0, -1, 99999):
			with self.subTest(year):
				said = f"<strong>年度</strong>：<strong>{year}</strong>年没有办结的事项，请另选年度。"
				self.assertRefuses(said, self.printed, year=year)
		with self.assertRaises(frappe.exceptions.FrappeTypeError):
			self.printed(year="二〇二五")
		self.assertEqual(frappe.allowed_http_methods_for_whitelisted_func[archive_papers], ["POST"])

	def test_other_years_other_townships_and_accusations_are_not_in_it(self):
		self.closed(self.archived(1))
		secret = self.closed(matters=[{"content": "某站长收钱。"}])
		frappe.db.set_value(TICKET, secret, "restriction", 1)
		self.assertNotIn("收钱", "".join(pdf_text.pages(self.printed())))
		self.assertRefuses("请另选年度", self.printed, year=self.year - 1)
		for key in ("clerk_b", "chair_b", "officer", "water", "deputy", "nobody"):
			with self.subTest(key):
				self.assertRefuses("您没有此处的岗位权限", self.printed, key)

	def test_any_text_stands_as_typed(self):
		ticket = self.closed(self.archived(1))
		frappe.db.set_value(TICKET, ticket, "subject", HOSTILE)
		text = "".join(pdf_text.pages(self.printed()))
		self.assertIn("".join(HOSTILE.split())[:-1], text)
		for full in REPORTER:
			self.assertNotIn(full, text)


class TestWallSheets(Papers):
	"""制度上墙, 人大代表信息公示, 接待流程: A3."""

	def setUp(self) -> None:
		super().setUp()
		values = {"address": "东村12号", "reception_pattern": "每月10日上午", "phone": "0878-3120001"}
		frappe.db.set_value(STATION, self.world.station, values)

	def size(self, doctype: str, name: str, paper: str) -> tuple[int, int, int]:
		return pdf_text.size(pdf_text.pdf_of(self.html(doctype, name, paper)))

	def rule(self, text: str = "一、热情接待。\n二、如实登记。", **values) -> str:
		return make(RULE, **{"rule_title": "代表接待选民制度", "rule_text": text, "version": 1, **values})

	def test_a_rule_fills_one_sheet_in_its_own_words(self):
		name = self.rule(jurisdiction=self.world.town, adopted_on="2026-09-07")
		text = self.text(RULE, name, ON_WALL)
		self.assertIn("试验县甲镇人民代表大会主席团代表接待选民制度一、热情接待。二、如实登记。", text)
		self.assertIn("二、如实登记。试验县甲镇人民代表大会主席团2026年9月7日", text)
		self.assertEqual(self.size(RULE, name, ON_WALL), (1, 297, 420))

	def test_a_longer_rule_is_set_smaller_and_stays_on_one_sheet(self):
		for length in (140, 240, 390, 590, 890):
			name = self.rule("接待选民如实登记，" * (length // 9), version=length)
			with self.subTest(length):
				self.assertEqual(self.size(RULE, name, ON_WALL)[0], 1)

	def test_each_rule_that_is_shipped_fits(self):
		longest = max(frappe.get_all(RULE, ["name", "rule_text"]), key=lambda rule: len(rule.rule_text or ""))
		self.assertEqual(self.size(RULE, longest.name, ON_WALL)[0], 1)

	def test_deputies_with_faces_and_districts_and_no_own_number_without_consent(self):
		frappe.db.set_value("Deputy", self.world.deputy, "mobile", "13800000001")
		with self.as_user("clerk"):
			photo = frappe.get_doc(
				{
					"doctype": "File",
					"file_name": "zhaopian.png",
					"attached_to_doctype": "Deputy",
					"attached_to_name": self.world.deputy,
					"attached_to_field": "photo",
					"content": PIXEL,
					"is_private": 1,
				}
			).insert()
		frappe.db.set_value("Deputy", self.world.deputy, "photo", photo.file_url)
		html = self.html(STATION, self.world.station, DEPUTIES)
		text = self.text(STATION, self.world.station, DEPUTIES)
		for words in (
			"试验县甲镇人民代表大会主席团东村代表联络站人大代表信息公示",
			"李春华试验县甲镇人民代表大会代表",
			"接待时间：每月10日上午联络站电话：0878-3120001",
			"地址：东村12号",
		):
			self.assertIn(words, text)
		self.assertIn(f"data:image/png;base64,{base64.b64encode(PIXEL).decode()}", html)
		self.assertNotIn("13800000001", html)
		self.assertNotIn("周文海", html)
		frappe.db.set_value("Deputy", self.world.deputy, "phone_public", 1)
		self.assertIn("电话：13800000001", self.text(STATION, self.world.station, DEPUTIES))
		self.assertEqual(self.size(STATION, self.world.station, DEPUTIES), (1, 420, 297))

	def test_the_notice_with_the_code_is_one_upright_a4(self):
		text = self.text(STATION, self.world.station, NOTICE)
		self.assertInOrder(
			text,
			"试验县甲镇人民代表大会主席团有话找代表扫码说",
			"反映意见·查办理进度·评价答复·找我的代表",
			"联络站：东村代表联络站",
			"地址：东村12号",
			"接待时间：每月10日上午",
			"电话：0878-3120001",
		)
		self.assertEqual(self.size(STATION, self.world.station, NOTICE), (1, 210, 297))

	def test_who_left_the_station_is_off_the_wall(self):
		placement = frappe.db.get_value("Station Placement", {"deputy": self.world.deputy})
		frappe.db.set_value("Station Placement", placement, "to_date", add_days(today(), -1))
		self.assertNotIn("李春华", self.text(STATION, self.world.station, DEPUTIES))

	def test_who_is_suspended_or_left_office_is_off_the_wall(self):
		mandate = frappe.db.get_value("Deputy Mandate", {"deputy": self.world.deputy})
		for state in ("Mandate Suspended", "Mandate Terminated", "Mandate Ended", "Mandate Pending"):
			with self.subTest(state):
				frappe.db.set_value("Deputy Mandate", mandate, "workflow_state", state)
				text = self.text(STATION, self.world.station, DEPUTIES)
				self.assertNotIn("李春华", text)
				self.assertIn("本站尚未编入代表", text)

	def test_a_full_wall_asks_the_database_no_more_than_one_with_one_face(self):
		station = frappe.get_doc(STATION, self.world.station)

		def queries() -> int:
			with self.as_user("clerk"), patch.object(frappe.db, "sql", wraps=frappe.db.sql) as sql:
				deputies_on_the_wall(station)
			return sql.call_count

		queries()
		before = queries()
		for i in range(4):
			self.world.add_deputy(f"周代表{i}", self.world.station, "Township Level")
		self.assertEqual(queries(), before)
		self.assertIn("周代表3", self.text(STATION, self.world.station, DEPUTIES))

	def test_the_steps_have_the_limits_of_the_settings(self):
		text = self.text(STATION, self.world.station, RECEPTION)
		self.assertIn("代表接待选民工作流程接待登记", text)
		self.assertIn("5个工作日内▼签收办理", text)
		self.assertIn("主席审批，转交承办单位", text)
		settings = frappe.get_doc("Liaison Settings")
		for row in settings.time_limits:
			if (row.limit_key, row.congress_level) == ("Dispatch Ticket", "Township Level"):
				frappe.db.set_value("Time Limit", row.name, "days", 7)
		frappe.clear_document_cache("Liaison Settings", "Liaison Settings")
		self.addCleanup(frappe.clear_document_cache, "Liaison Settings", "Liaison Settings")
		self.assertIn("7个工作日内▼签收办理", self.text(STATION, self.world.station, RECEPTION))
		self.assertEqual(self.size(STATION, self.world.station, RECEPTION), (1, 297, 420))

	def test_in_a_street_the_working_committee_receives(self):
		body = self.sub_district_body()
		frappe.db.set_value("Congress Body", body, "chair_title", "工委主任")
		street = frappe.db.get_value("Congress Body", body, "jurisdiction")
		frappe.db.set_value(STATION, self.world.station, "jurisdiction", street)
		frappe.clear_document_cache(STATION, self.world.station)
		for paper in (DEPUTIES, RECEPTION):
			html = re.sub(r"<title>.*?</title>", "", frappe.get_print(STATION, self.world.station, paper))
			self.assertIn("试验县人大常委会城北街道工委", html)
			self.assertNotIn("主席团", html)
		self.assertIn("工委主任审批", html)

	def test_any_text_stands_as_typed(self):
		frappe.db.set_value(STATION, self.world.station, "address", HOSTILE)
		frappe.db.set_value("Deputy", self.world.deputy, "deputy_name", HOSTILE)
		for paper in (DEPUTIES, RECEPTION):
			self.assertHarmless(self.html(STATION, self.world.station, paper))
		self.assertHarmless(self.html(RULE, self.rule(HOSTILE), ON_WALL))


class TestPrintEngine(Papers):
	"""Sizes on paper are those of the templates, whichever build of the engine prints."""

	def test_a_page_is_enlarged_only_for_an_engine_that_shrinks(self):
		for said, scale in (
			("wkhtmltopdf 0.12.6", print_engine.SHRUNK),
			("wkhtmltopdf 0.12.6.1 (with patched qt)", print_engine.AS_SET),
		):
			print_engine._is_patched.cache_clear()
			self.addCleanup(print_engine._is_patched.cache_clear)
			answer = subprocess.CompletedProcess([], 0, said, "")
			with (
				patch.object(print_engine.shutil, "which", return_value="/usr/bin/wkhtmltopdf"),
				patch.object(print_engine.subprocess, "run", return_value=answer),
			):
				self.assertEqual(print_engine.print_scale(), scale)

	def test_the_margins_of_a_paper_are_set_once(self):
		"""The engine's options take the last rule of a margin: another one would move the page."""
		margin = re.compile(r"\.print-format[^{}]*\{[^}]*?margin-(?:top|right|bottom|left): *[\d.]+mm")
		for path in Path(frappe.get_app_path("deputy_liaison")).glob("*/print_format/*/*.html"):
			with self.subTest(path.stem):
				self.assertEqual(margin.findall(path.read_text(encoding="utf-8")), [])

	def test_no_paper_needs_what_the_engine_does_not_know(self):
		app = Path(frappe.get_app_path("deputy_liaison"))
		for path in (*app.glob("templates/papers/*.html"), *app.glob("*/print_format/*/*.html")):
			with self.subTest(path.stem):
				self.assertNotRegex(path.read_text(encoding="utf-8"), r"display: *(inline-)?(flex|grid)")

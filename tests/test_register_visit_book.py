"""R3 代表接待选民来访登记簿 on paper: every row, sums of the page, full and masked, any text as typed."""

import re
import unicodedata
from unittest.mock import patch

import frappe
from frappe.utils import add_days, getdate, now_datetime, today

from deputy_liaison.registers import completeness, print_out, typesetting, visit_rows, volume
from deputy_liaison.registers.row_source import STATION, Book
from tests import pdf_text
from tests.base import LiaisonTestCase, attempts

VISIT = "Constituent Visit"
DEFINITION = "Register Definition"
PLACE = "Jurisdiction"
SUMS = re.compile(r"本页接待(\d+)人次意见(\d+)件当场答复(\d+)件")


class VisitBook(LiaisonTestCase):
	"""Prints the book of 东站 for this year."""

	def setUp(self) -> None:
		super().setUp()
		self.definition = frappe.db.get_value(DEFINITION, {"code": "R3"})
		self.year = getdate().year
		self.begin_empty_books()

	def begin_empty_books(self) -> None:
		"""What other runs left on this site is put aside until the rollback, numbers included."""
		town = self.world.town
		for doctype, column, value in (
			(VISIT, "station", self.world.station),
			("Opinion Ticket", "township", town),
			("Number Counter", "series", f"Constituent Visit {self.world.station}"),
			("Number Counter", "series", f"Opinion Ticket {town}"),
			("Handling Log", "reference_name", self.world.station),
		):
			frappe.db.delete(doctype, {column: value})

	def book(self, key: str = "officer", station: str | None = None, outside: bool = False) -> bytes:
		with self.as_user(key):
			order = print_out.Order.checked(
				self.definition,
				STATION,
				station or self.world.station,
				f"{self.year}-01-01",
				f"{self.year}-12-31",
				outside,
			)
			return print_out.made(order, "pdf")

	def record(self, **values) -> "frappe.model.document.Document":
		with self.as_user("officer"):
			return self.new_visit(**values).insert()

	def clone(self, visit: "frappe.model.document.Document", count: int) -> None:
		"""`count` more visits like `visit`: numbers 101 …, head counts 1 to 5, one numbered matter each."""
		ticket = frappe.get_doc("Opinion Ticket", visit.matters[0].ticket)
		sources = {
			VISIT: visit,
			"Opinion Ticket": ticket,
			"Visit Matter": visit.matters[0],
		}
		fields = {
			doctype: [column for column in frappe.db.get_table_columns(doctype) if not column.startswith("_")]
			for doctype in sources
		}
		rows = {doctype: [] for doctype in sources}
		for i in range(101, 101 + count):
			changed = {
				VISIT: {
					"name": f"clone-visit-{i}",
					"number": f"东接〔{self.year}〕第{i:03d}号",
					"head_count": i % 5 + 1,
				},
				"Opinion Ticket": {
					"name": f"clone-ticket-{i}",
					"number": f"意〔{self.year}〕第9{i}号",
					"visit": f"clone-visit-{i}",
					"content": f"事项{i}号。" + "水渠要修。" * (i % 9),
				},
				"Visit Matter": {
					"name": f"clone-matter-{i}",
					"parent": f"clone-visit-{i}",
					"ticket": f"clone-ticket-{i}",
					"outcome": "Answered on the Spot" if i % 3 == 0 else "To Be Handled",
				},
			}
			for doctype, source in sources.items():
				values = {**source.as_dict(), **changed[doctype]}
				rows[doctype].append([values.get(field) for field in fields[doctype]])
		for doctype in sources:
			frappe.db.bulk_insert(doctype, fields[doctype], rows[doctype])


class TestWhatThePageSays(VisitBook):
	def test_titles_sub_header_headings_and_page_number(self):
		self.record()
		text = pdf_text.pages(self.book())[0]
		positions = [
			text.index(words)
			for words in (
				"试验县甲镇人民代表大会主席团",
				"代表接待选民来访登记簿",
				"东村代表联络站",
				f"{self.year}年度",
				f"编号：东接〔{self.year}〕第001号",
			)
		]
		self.assertEqual(positions, sorted(positions))
		self.assertIn("第1页共1页", text)
		for signature in ("填表人：", "审核人：", "站长（负责人）：", "接待代表签名：", "年月日", "以下空白"):
			self.assertIn(signature, text)

	def test_headings_stand_in_the_order_of_the_definition(self):
		definition = frappe.get_doc(DEFINITION, self.definition)
		headings = "".join("".join(column.heading.split()) for column in definition.columns)
		self.assertIn(headings, pdf_text.pages(self.book())[0])
		definition.columns[1].hide = 1
		definition.columns[2].heading = "来访群众"
		definition.save()
		self.assertIn("编号来访群众住址或单位", pdf_text.pages(self.book())[0])

	def test_a_visit_with_two_matters_is_one_row_with_both(self):
		visit = self.record(
			head_count=3,
			reporter_age=67,
			matters=[
				{
					"content": "医保什么时候缴费?",
					"outcome": "Answered on the Spot",
					"answer": "每年9月至12月。",
					"rating": "Satisfied",
				},
				{"content": "三组水渠垮了一段。", "handling_suggestion": "建议现场查看"},
			],
		)
		text = pdf_text.pages(self.book())[0]
		for words in (
			"①医保什么时候缴费?",
			"②三组水渠垮了一段。",
			"每年9月至12月。",
			"满意",
			"当场答复",
			"受理登记",
			"建议现场查看",
			"刘大爷",
			"男67",
			"13812345678",
			"东村三组12号",
			"李春华（镇）",
			"王联络",
			"平时来访",
			f"{getdate(visit.visit_time)}",
			"在册待梳理",
		):
			self.assertIn(words, text)
		self.assertEqual(SUMS.findall(text), [("3", "2", "1")])
		self.assertEqual(text.count("13812345678"), 1)

	def test_an_accusation_is_a_number_and_a_date_whoever_prints(self):
		visit = self.record(matters=[{"content": "村主任收了五万元。", "handling_suggestion": "速查"}])
		ticket = visit.matters[0].ticket
		self.act("clerk", "Opinion Ticket", ticket, "Mark Ticket as Accusation")
		number = frappe.db.get_value("Opinion Ticket", ticket, "number")
		for key, outside in (("officer", False), ("chair", False), ("officer", True)):
			text = pdf_text.pages(self.book(key, outside=outside))[0]
			for words in (visit.number, number, "已按规定移送", f"{getdate(visit.visit_time)}"):
				self.assertIn(words, text)
			for words in ("五万元", "速查", "刘大爷", "刘*爷", "13812345678", "李春华", "王联络"):
				self.assertNotIn(words, text)

	def test_route_result_and_feedback_of_a_handled_matter(self):
		self.act(
			"officer",
			"Opinion Ticket",
			self.fed_back_ticket(),
			"Rate Ticket Satisfied",
			reporter_rating="Basically Satisfied",
			rating_source="Telephone",
		)
		text = pdf_text.pages(self.book())[0]
		for words in ("主席团交办", "水渠已修复通水。", "A已经解决或基本解决", today(), "基本满意"):
			self.assertIn(words, text)

	def test_an_explained_matter_shows_its_answer(self):
		ticket = self.registered_ticket()
		self.act("clerk", "Opinion Ticket", ticket, "Explain Ticket", answer="属村民自建水渠。")
		text = pdf_text.pages(self.book())[0]
		self.assertIn("属村民自建水渠。", text)
		self.assertIn("解释说明", text)
		self.assertNotIn("受理登记", text)

	def test_where_a_matter_went_that_no_unit_handles(self):
		ticket = self.registered_ticket()
		petition = {"workflow_state": "Ticket Out of Scope", "out_of_scope_reason": "Petition Matter"}
		entrusted = {"workflow_state": "Ticket Entrusted", "entrusted_to": self.world.deputy_west}
		became = {"workflow_state": "Ticket Closed", "closing_way": "Became a Suggestion"}
		own_matter = {**petition, "out_of_scope_reason": "Private Matter"}
		for stored, said in (
			(petition, "引导信访或司法渠道\n不属本站受理范围（已告知渠道）"),
			(own_matter, "受理登记\n不属本站受理范围（已告知渠道）"),
			(
				{"workflow_state": "Ticket Closed", "closing_way": "Channel Named"},
				"不属本站受理范围（已告知渠道）",
			),
			(entrusted, "受理登记\n委托县级代表提出"),
			({**entrusted, "workflow_state": "Ticket Converted"}, "委托县级代表提出\n形成代表建议"),
			(became, "受理登记\n形成代表建议"),
		):
			with self.subTest(said):
				frappe.db.savepoint("one_way")
				frappe.db.set_value("Opinion Ticket", ticket, stored)
				number = frappe.db.get_value("Opinion Ticket", ticket, "number")
				self.assertIn(f"{said}\n{number}", self.cells()[11])
				frappe.db.rollback(save_point="one_way")

	def cells(self, outside: bool = False) -> list[str]:
		"""Cells of the only visit with one matter."""
		register = frappe.get_doc(DEFINITION, self.definition)
		holder = frappe.get_doc(STATION, self.world.station)
		with self.as_user("officer"):
			day = getdate()
			(row,) = volume.compose(register, holder, day, day, outside).data["rows"]
		return [
			part if cell is None else cell for cell, part in zip(row["cells"], row["parts"][0], strict=True)
		]

	def test_whom_several_people_chose_to_speak_for_them(self):
		self.record(head_count=12, representatives="王明、李小华")
		self.assertEqual(self.cells()[2], "刘大爷\n男 67\n王明\n李小华")
		self.assertEqual(self.cells(outside=True)[2], "刘*爷\n* *\n王*\n李*华")

	def test_attempts_and_the_consent_to_a_posting(self):
		ticket = self.registered_ticket()
		doc = frappe.get_doc("Opinion Ticket", ticket)
		for row in attempts():
			doc.append("feedback_attempts", row)
		for row in doc.feedback_attempts:
			row.db_insert()
		frappe.db.set_value(
			"Opinion Ticket", ticket, {"feedback_mode": "Posted Publicly", "posting_consent": "By Telephone"}
		)
		self.assertIn("公示\n未联系上3次", self.cells()[13])
		self.assertEqual(self.cells()[7], "同意公示")

	def test_a_deputys_levels_are_those_of_the_visits_day(self):
		self.record(visit_time=add_days(now_datetime(), -10))
		mandate = frappe.db.get_value("Deputy Mandate", {"deputy": self.world.deputy})
		for terminated, said in ((-5, "李春华（镇）"), (-10, "李春华"), (-15, "李春华")):
			left = add_days(today(), terminated)
			frappe.db.set_value(
				"Deputy Mandate",
				mandate,
				{"workflow_state": "Mandate Terminated", "terminated_on": left, "to_date": left},
			)
			with self.subTest(terminated):
				self.assertIn("东村三组12号13812345678", text := pdf_text.pages(self.book())[0])
				self.assertIn(said, text)
				self.assertEqual("李春华（镇）" in text, said == "李春华（镇）")

	def test_what_was_answered_on_the_spot_without_success_is_still_open(self):
		self.record(
			matters=[
				{
					"content": "路灯坏了",
					"outcome": "Answered on the Spot",
					"answer": "已报修。",
					"rating": "Dissatisfied",
				}
			]
		)
		self.assertIn("已报修。在册待梳理", pdf_text.pages(self.book())[0])

	def test_an_empty_register_prints_its_head_and_no_rows(self):
		text = pdf_text.pages(self.book())
		self.assertEqual(len(text), 1)
		self.assertIn("编号：无", text[0])
		self.assertIn("以下空白", text[0])
		self.assertEqual(SUMS.findall(text[0]), [("0", "0", "0")])

	def test_the_period_bounds_are_inclusive_and_named(self):
		self.record()
		with self.as_user("officer"):
			inside, outside = (
				print_out.made(
					print_out.Order.checked(self.definition, STATION, self.world.station, *period), "pdf"
				)
				for period in ((today(), today()), (add_days(today(), -9), add_days(today(), -1)))
			)
		now = now_datetime()
		self.assertIn(f"{now.year}年{now.month}月{now.day}日至", pdf_text.pages(inside)[0])
		self.assertIn("刘大爷", pdf_text.pages(inside)[0])
		self.assertNotIn("刘大爷", pdf_text.pages(outside)[0])


class TestPastTheStations(VisitBook):
	"""Visits to the office itself stand in the book of the township, or of the county."""

	def setUp(self) -> None:
		super().setUp()
		for place in (self.world.town, self.world.county):
			frappe.db.delete(VISIT, {"jurisdiction": place})
			frappe.db.delete("Number Counter", {"series": f"{VISIT} {place}"})

	def arrived(self, **values) -> "frappe.model.document.Document":
		"""What the public page registers for the township that the reporter chose."""
		visit = self.new_visit(**values)
		visit.station = None
		visit.flags.straight_to = self.world.town
		return visit.insert(ignore_permissions=True)

	def of_place(self, key: str, place: str, outside: bool = False) -> "volume.Edition":
		period = f"{self.year}-01-01", f"{self.year}-12-31"
		with self.as_user(key):
			return print_out.Order.checked(self.definition, PLACE, place, *period, outside).composed()

	def test_the_townships_book_holds_them_in_its_own_series(self):
		at_station = self.record()
		visits = [self.arrived(), self.arrived(place="政府大院")]
		edition = self.of_place("clerk", self.world.town)
		self.assertEqual([row["number"] for row in edition.data["rows"]], [visit.number for visit in visits])
		self.assertNotIn(at_station.number, str(edition.data))
		self.assertRegex(visits[0].number, rf"^甲镇?接〔{self.year}〕第001号$")
		self.assertEqual(edition.data["sub_head"]["left"], "甲镇")
		self.assertEqual(edition.data["rows"][1]["cells"][1].split("\n")[1], "政府大院")
		self.assertIn("刘大爷", str(edition.data))
		text = pdf_text.pages(self.book())[0]
		self.assertNotIn(visits[0].number, text)
		self.assertNotIn("刘大爷", str(self.of_place("county_officer", self.world.town).data))
		for key in ("officer", "clerk_b", "water", "nobody"):
			self.assertRefuses("您没有此处的岗位权限", self.of_place, key, self.world.town)

	def test_the_countys_book_holds_what_it_took_in(self):
		visit = self.new_visit()
		visit.station = None
		with self.as_user("county_officer"):
			visit.insert()
		self.arrived()
		edition = self.of_place("county_officer", self.world.county)
		self.assertEqual([row["number"] for row in edition.data["rows"]], [visit.number])
		self.assertRefuses("您没有此处的岗位权限", self.of_place, "clerk", self.world.county)

	def test_its_gaps_are_those_of_its_series(self):
		self.record()
		_first, lost, _third = self.arrived(), self.arrived(), self.arrived()
		frappe.db.delete(VISIT, {"name": lost.name})
		frappe.db.delete(VISIT, {"station": self.world.station})
		town = frappe.get_doc(PLACE, self.world.town)
		register = frappe.get_doc(DEFINITION, self.definition)
		checks = completeness.of(register, town, getdate(f"{self.year}-01-01"), getdate())
		self.assertEqual(
			[found.text for found in checks.findings()], [f"{self.year}年以下编号没有对应记录：2"]
		)


class TestManyPages(VisitBook):
	def test_three_hundred_rows_each_once_and_the_sums_of_each_page(self):
		self.clone(self.record(), 299)
		text = pdf_text.pages(self.book())
		self.assertGreater(len(text), 20)
		found = []
		for number, page in enumerate(text, 1):
			self.assertIn(f"第{number}页共{len(text)}页", page)
			self.assertIn("来访时间接待地点来访方式", page)
			here = [int(i) for i in re.findall(r"事项(\d+)号", page)]
			own = int(number == 1)  # the visit that was cloned: one person, one matter
			expected = (
				own + sum(i % 5 + 1 for i in here),
				own + len(here),
				sum(i % 3 == 0 for i in here),
			)
			self.assertEqual([tuple(map(int, sums)) for sums in SUMS.findall(page)], [expected])
			found += here
		self.assertEqual(found, list(range(101, 400)))
		self.assertEqual(sum("以下空白" in page for page in text[:-1]), 0)
		self.assertIn(f"编号：东接〔{self.year}〕第001号至第399号", text[0])

	def test_the_number_of_queries_does_not_grow_with_the_rows(self):
		visit = self.record(matters=[{"content": "一"}, {"content": "二"}])
		few = self.queries()
		self.clone(visit, 40)
		self.assertEqual(self.queries(), few)

	def queries(self) -> int:
		station = frappe.get_doc(STATION, self.world.station)
		first, last = getdate(f"{self.year}-01-01"), getdate(f"{self.year}-12-31")
		book = Book(station, frappe._dict(body_name="甲镇"), first, last)
		with self.as_user("officer"):
			visit_rows.read(book)  # metadata and posts are cached now
			with patch.object(frappe.db, "sql", wraps=frappe.db.sql) as sql:
				visit_rows.read(book)
		return sql.call_count

	def test_a_row_taller_than_a_page_runs_on_to_its_end(self):
		self.record(matters=[{"content": "很长的意见。" * 330 + "到此为止"}])
		self.clone(self.record(), 2)
		text = pdf_text.pages(self.book())
		self.assertGreater(len(text), 2)
		whole = "".join(text)
		self.assertIn("到此为止", whole)
		self.assertEqual(whole.count("很"), 330)
		self.assertEqual(sum(int(sums[1]) for sums in SUMS.findall(whole)), 4)

	def test_more_rows_than_one_print_holds_are_refused(self):
		self.clone(self.record(), 3)
		with patch.object(volume, "MOST_ROWS", 3):
			self.assertRefuses("请缩短起止时间", self.book)


class TestAnyTextPrintsAsTyped(VisitBook):
	def test_signs_of_typesetting_and_of_html(self):
		typed = "# $x$ \\ * @ref `a` \"b\" 'c' <b>粗</b> & &amp; //d /*e*/ _f_ = + - ~ [g](h) {i} #panic()"
		self.record(matters=[{"content": typed}], remark=typed)
		text = pdf_text.pages(self.book())[0]
		self.assertGreaterEqual(text.count("".join(typed.replace("&amp;", "&").split())), 1)

	def test_rare_characters_and_emoji(self):
		self.record(reporter_name="𠮷䶮", matters=[{"content": "𠮷野家门口😀路不平"}])
		text = pdf_text.pages(self.book())[0]
		self.assertIn("𠮷䶮", text)
		self.assertIn("𠮷野家门口😀路不平", text)

	def test_a_long_word_breaks_inside_its_cell(self):
		word = "https://example.invalid/" + "abcdefghij" * 30
		self.record(matters=[{"content": word}])
		book = self.book()
		self.assertIn(word, "".join(pdf_text.pages(book)).replace("以下空白", ""))
		self.assertLess(max(_width(line) for line in pdf_text.lines(book)), 260)

	def test_a_character_in_no_font_is_boxed_and_pointed_out(self):
		self.record(matters=[{"content": "字\U000323b0缺"}])
		content = self.book()
		self.assertIn("手工补写", pdf_text.pages(content)[0])
		self.assertNotIn(b"pdfaid", content)

	def test_invisible_signs_are_dropped(self):
		self.record(matters=[{"content": "前\x07\u202e后\ufeff\u200b尾"}])
		content = self.book()
		self.assertIn("前后尾", pdf_text.pages(content)[0])
		self.assertIn(b"pdfaid", content)

	def test_the_glyphs_are_of_embedded_chinese_fonts(self):
		self.record()
		fonts = pdf_text.fonts(self.book())
		self.assertTrue(all(embedded for _name, embedded in fonts), fonts)
		self.assertTrue(any(re.search(r"CJK|FangSong|SimSun", name) for name, _embedded in fonts), fonts)

	def test_without_a_chinese_font_nothing_is_printed(self):
		with patch.object(typesetting, "_font_families", return_value=frozenset({"DejaVu Sans"})):
			self.assertRefuses("没有可供打印的中文字体", self.book)


class TestWhoSeesWhat(VisitBook):
	FULL = ("刘大爷", "13812345678", "三组12号")
	MASKED = ("刘*爷", "138****5678", "东村***")

	def disclosures(self) -> list:
		return frappe.get_all(
			"Handling Log",
			{"event": "Disclosure", "reference_name": self.world.station},
			["person_name", "action", "note", "reference_doctype"],
		)

	def test_station_clerk_and_chair_print_in_full_and_each_print_is_logged_once(self):
		self.record()
		for key in ("officer", "clerk", "chair"):
			with self.subTest(key):
				text = pdf_text.pages(self.book(key))[0]
				for words in self.FULL:
					self.assertIn(words, text)
				self.assertIn("全本（内部使用）", text)
		logged = self.disclosures()
		self.assertEqual({line.person_name for line in logged}, {"王联络", "张专干", "赵主席"})
		self.assertEqual(len(logged), 3)
		self.assertIn("代表接待选民来访登记簿", logged[0].note)

	def test_county_and_auditor_print_masked_and_nothing_is_logged(self):
		self.record()
		for key in ("county_officer", "auditor"):
			with self.subTest(key):
				self.assertMasked(pdf_text.pages(self.book(key))[0])
		self.assertEqual(self.disclosures(), [])

	def test_for_outside_even_the_own_station_prints_masked(self):
		self.record(
			matters=[{"content": "甲" * 60, "handling_suggestion": "找刘大爷看看"}], remark="刘大爷常来"
		)
		text = pdf_text.pages(self.book("officer", outside=True))[0]
		self.assertMasked(text)
		self.assertIn("甲" * 38 + "……", text)
		self.assertNotIn("甲" * 39, text)  # the summary, not the words
		self.assertIn("刘*爷**", text)  # sex and age
		self.assertEqual(self.disclosures(), [])

	def test_for_outside_no_column_names_a_reporter_whatever_somebody_typed_there(self):
		self.record(
			place="刘大爷家(东村三组12号)",
			leader_on_duty="赵主席,联系13812345678",
			reporter_address="东村",
		)
		text = pdf_text.pages(self.book("officer", outside=True))[0]
		self.assertIn("刘*爷家", text)
		self.assertIn("138****5678", text)
		for words in ("刘大爷", "13812345678"):
			self.assertNotIn(words, text)
		# a village is no secret
		self.assertIn("东村代表联络站", text)
		self.assertIn("(东村三组", text)

	def test_for_outside_a_confidential_matter_is_not_told(self):
		self.record(keep_confidential=1, matters=[{"content": "邻居家违建"}])
		text = pdf_text.pages(self.book("officer", outside=True))[0]
		self.assertIn("反映人要求保密", text)
		self.assertNotIn("邻居家违建", text)
		self.assertIn("邻居家违建", pdf_text.pages(self.book("officer"))[0])

	def assertMasked(self, text: str) -> None:
		for words in self.MASKED:
			self.assertIn(words, text)
		for words in self.FULL:
			self.assertNotIn(words, text)
		self.assertIn("掩码本", text)

	def test_anonymous_visits_say_so(self):
		self.record(is_anonymous=1, reporter_name="", reporter_phone="", reporter_address="")
		self.assertIn("匿名", pdf_text.pages(self.book())[0].replace("保密匿名", ""))

	def test_who_holds_no_post_for_the_station_is_refused(self):
		self.record()
		for key in (
			"other_officer",
			"officer_b",
			"clerk_b",
			"chair_b",
			"water",
			"deputy",
			"presidium",
			"admin",
			"nobody",
		):
			with self.subTest(key):
				self.assertRefuses("您没有此处的岗位权限", self.book, key)

	def test_the_county_s_approver_looks_at_it_masked(self):
		self.record()
		text = "".join(pdf_text.pages(self.book("county_approver")))
		self.assertIn("刘*爷", text)
		self.assertNotIn("刘大爷", text)


def _width(line: str) -> int:
	return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in line)

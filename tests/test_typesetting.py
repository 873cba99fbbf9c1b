"""Volumes on paper: set in parts they read as in one piece, with the figures, numbers and marks of the whole."""

import io
import json
import re
import subprocess
from collections.abc import Iterator
from unittest.mock import patch

import frappe
from frappe.utils import getdate
from pypdf import PdfReader

from deputy_liaison.opinions.archive_catalogue import stamp
from deputy_liaison.registers import typesetting
from deputy_liaison.registers.typesetting import font_notice, setting, typeset
from deputy_liaison.registers.typesetting.setting import CELL_INSET, POINT, TEXT_WIDTH
from deputy_liaison.registers.volume import blank
from tests import pdf_text
from tests.base import LiaisonTestCase

TEMPLATE = "volume.typ"
SHIPPED = ("R3", "R6", "R7", "R9", "R13", "R15")
PAGE_FOOT = "本页接待{visitors}人次 意见{matters}件"
SUMS = re.compile(r"本页接待(\d+)人次意见(\d+)件")
NUMBER = re.compile(r"第(\d+)页共(\d+)页")
ROW = re.compile(r"事项(\d+)号")


def row(i: int, words: str = "", **more) -> dict:
	"""Row `i`: its matter, its head count 1 to 5, one matter, of varied height."""
	content = words or f"事项{i}号。" + "水渠要修。" * (i * 7 % 11)
	return {
		"cells": [str(i), None, ""],
		"parts": [[None, content, None]],
		"sums": {"visitors": i % 5 + 1, "matters": 1},
		**more,
	}


def volume(rows: list[dict], **more) -> dict:
	return {
		"title": "代表接待选民来访登记簿",
		"body": "试验县甲镇人民代表大会主席团",
		"place": "东村代表联络站",
		"period": "第十八届　2026年度",
		"numbers": "编号：东接〔2026〕第001号",
		"edition": "全本（内部使用）",
		"orientation": "Landscape",
		"cell_size": 9,
		"page_foot": PAGE_FOOT,
		"signatures": ["填表人：", "审核人：", "　年　月　日"],
		"columns": [
			{"heading": "编号", "width": 2, "align": "Centred", "of_part": False},
			{"heading": "反映问题与意见", "width": 6, "align": "Left", "of_part": True},
			{"heading": "备注", "width": 2, "align": "Left", "of_part": False},
		],
		"rows": rows,
		"sums": {"visitors": 0, "matters": 0},
		**more,
	}


class TypesettingTestCase(LiaisonTestCase):
	def set(self, rows: list[dict], **more) -> bytes:
		return typeset(TEMPLATE, volume(rows, **more))

	def text(self, rows: list[dict], **more) -> list[str]:
		return pdf_text.pages(self.set(rows, **more))

	def in_parts_of(self, rows: int):
		return patch.object(setting, "PART_ROWS", rows)

	def assertNumbered(self, pages: list[str]) -> None:
		"""第 1 页 共 N 页 to 第 N 页 共 N 页, once on each page."""
		self.assertEqual(
			[NUMBER.findall(page) for page in pages],
			[[(str(number), str(len(pages)))] for number in range(1, len(pages) + 1)],
		)


class TestNothingIsCut(TypesettingTestCase):
	"""A text may make a row taller than a page, however few signs it has."""

	def assertWhole(self, text: str, data: dict) -> None:
		"""Its signs, which stand nowhere else, come one after the other."""
		pages = pdf_text.pages(typeset(TEMPLATE, data))
		found = "".join(sign for page in pages for sign in page if sign in set(text))
		self.assertEqual(found, "".join(text.split()))
		self.assertNumbered(pages)

	def books(self) -> Iterator[tuple[str, dict, int]]:
		"""Of each shipped book its code, its data without rows, and its narrowest column."""
		holder = frappe.get_doc("Jurisdiction", self.world.town)
		period = getdate("2026-01-01"), getdate("2026-12-31")
		for code in SHIPPED:
			data = blank(frappe.get_doc("Register Definition", {"code": code}), holder, *period)
			widths = [column["width"] for column in data["columns"]]
			yield code, data, widths.index(min(widths))

	@staticmethod
	def row_of(data: dict, texts: dict[int, str]) -> dict:
		"""One row with these texts by column, in two parts where the book has parts."""
		of_part = [column["of_part"] for column in data["columns"]]
		cells = [None if is_part else texts.get(i, "") for i, is_part in enumerate(of_part)]
		first, second = (
			[given.get(i, "") if is_part else None for i, is_part in enumerate(of_part)]
			for given in (texts, {})
		)
		return {"cells": cells, "parts": [first, second] if any(of_part) else [], "sums": {}}

	def foreign_signs(self, data: dict) -> str:
		used = set(json.dumps(data, ensure_ascii=False))
		return "".join(chr(code) for code in range(0x7300, 0x7500) if chr(code) not in used)

	def test_no_line_of_a_heading_breaks(self):
		for code, data, _narrowest in self.books():
			whole = sum(column["width"] for column in data["columns"])
			for column in data["columns"]:
				width = TEXT_WIDTH[data["orientation"]] * column["width"] / whole
				room = (width - CELL_INSET) / (data["cell_size"] * POINT)
				for line in column["heading"].split("\n"):
					with self.subTest(code, line=line):
						self.assertLessEqual(self.signs_of(line), room)

	@staticmethod
	def signs_of(line: str) -> float:
		"""How many signs wide a line is set: a bracket at its edge takes half of one, and so do Latin signs."""
		inner = line.removeprefix("（").removesuffix("）")
		return (len(line) - len(inner)) / 2 + sum(0.5 if sign.isascii() else 1 for sign in inner)

	def test_headings_stand_on_paper_line_by_line(self):
		for code, data, _narrowest in self.books():
			found = [box[4] for box in pdf_text.boxes(typeset(TEMPLATE, {**data, "rows": []}))]
			for column in data["columns"]:
				for line in column["heading"].split("\n"):
					with self.subTest(code, line=line):
						self.assertTrue(any(line in one for one in found))

	def test_six_people_of_the_ledger_stand_on_a_page(self):
		data = next(data for code, data, _narrowest in self.books() if code == "R9")
		headings = ["".join(column["heading"].split()) for column in data["columns"]]
		texts = {
			"姓名": "李春华",
			"职业构成职称": "村（社区）干部\n农艺师",
			"工作单位及职务": "上河村党总支书记、村委会主任",
			"选区（选举单位）": "第十二选区",
			"代表小组联络站": "青川镇第一代表小组\n上河村人大代表联络站",
			"网格任职类别": "上河村第一网格\n主席团成员",
			"通讯地址电子邮箱": "上河村三组8号",
		}
		person = self.row_of(data, {headings.index(heading): text for heading, text in texts.items()})
		person = {**person, "parts": person["parts"][:1]}
		pages = pdf_text.pages(typeset(TEMPLATE, {**data, "rows": [person] * 30}))
		self.assertGreaterEqual(pages[1].count("李春华"), 6)

	def test_their_punctuation_is_full_width(self):
		for code, data, _narrowest in self.books():
			with self.subTest(code):
				self.assertNotRegex(
					"\n".join(self.texts_of(data)), r"[\u4e00-\u9fff][,:;()]|[,:;()][\u4e00-\u9fff]"
				)

	@staticmethod
	def texts_of(data: dict) -> list[str]:
		"""What a book says whatever its rows are."""
		return [
			*(data[key] for key in ("title", "body", "period", "numbers", "page_foot", "total_foot")),
			*data["sub_head"].values(),
			*data["signatures"],
			*(column["heading"] for column in data["columns"]),
		]

	def test_a_note_of_a_hundred_signs_in_the_narrowest_column_of_each_book(self):
		for code, data, narrowest in self.books():
			with self.subTest(code):
				note = self.foreign_signs(data)[:103]
				self.assertWhole(note, {**data, "rows": [self.row_of(data, {narrowest: note})]})

	def test_a_text_of_sixty_short_lines_in_each_book(self):
		for code, data, _narrowest in self.books():
			for position in (0, len(data["columns"]) - 1, *self.first_of_part(data)):
				with self.subTest(f"{code} {position}"):
					text = "\n".join(self.foreign_signs(data)[:60])
					rows = [self.row_of(data, {}), self.row_of(data, {position: text}), self.row_of(data, {})]
					self.assertWhole(text, {**data, "rows": rows})

	@staticmethod
	def first_of_part(data: dict) -> list[int]:
		return [i for i, column in enumerate(data["columns"]) if column["of_part"]][:1]

	def test_a_note_behind_the_last_entry_that_is_longer_than_a_page(self):
		numbers = [f"意〔2026〕第{i:04d}号" for i in range(2500)]
		note = f"未办结2500件，结转下册：{'、'.join(numbers)}"
		for cover in (None, {}):
			pages = self.text([row(i) for i in range(3)], seal_note=note, cover=cover)
			whole = re.sub(
				r"本页接待0人次意见0件填表人：审核人：年月日第\d+页共\d+页|代表接待选民来访登记簿",
				"",
				"".join(pages),
			)
			for number in (numbers[0], numbers[1200], numbers[-1]):
				self.assertEqual(whole.count(number), 1 if cover is None else 2, number)

	def test_a_row_that_fits_a_page_only_without_the_heading_of_its_group(self):
		for count in range(20, 34):
			lines = self.foreign_signs({})[:count]
			tall = row(1, words="\n".join(lines), group="接待代表：李春华")
			self.assertWhole(lines, volume([row(0, group="接待代表：李春华"), tall]))


class TestALongVolume(TypesettingTestCase):
	def test_2500_rows_in_parts_read_as_in_one_piece(self):
		rows = [row(i) for i in range(2500)]
		with self.in_parts_of(400):
			parts = self.text(rows)
		with self.in_parts_of(2500):
			self.assertEqual(self.text(rows), parts)

	def test_every_row_once_with_page_numbers_and_sums_of_the_page_over_parts(self):
		told = []
		with self.in_parts_of(400):
			content = typeset(
				TEMPLATE,
				volume([row(i) for i in range(2500)], total_foot="本册合计{visitors}人次{matters}件"),
				progress=lambda done, total: told.append((done, total)),
			)
		pages = pdf_text.pages(content)
		self.assertNumbered(pages)
		found = []
		for page in pages:
			here = [int(i) for i in ROW.findall(page)]
			expected = (sum(i % 5 + 1 for i in here), len(here))
			self.assertEqual([tuple(map(int, sums)) for sums in SUMS.findall(page)], [expected])
			self.assertIn("编号反映问题与意见备注", page)
			self.assertIn("填表人：审核人：年月日", page)
			found += here
		self.assertEqual(found, list(range(2500)))
		self.assertEqual(["本册合计7500人次2500件" in page for page in pages].index(True), len(pages) - 1)
		self.assertEqual([len(page) > 0 and "以下空白" in page for page in pages[:-1]].count(True), 0)
		self.assertEqual(told[-1], (2500, 2500))
		self.assertEqual([done for done, _total in told], sorted({done for done, _total in told}))
		self.assertGreater(len(told), 5)

	def test_ten_thousand_rows_are_all_there_with_their_sums(self):
		rows = [row(i, words=f"事项{i}号。") for i in range(10_000)]
		content = self.set(rows, total_foot="本册合计{visitors}人次{matters}件")
		pages = pdf_text.pages(content)
		self.assertEqual(len(PdfReader(io.BytesIO(content)).pages), len(pages))
		self.assertNumbered(pages)
		self.assertEqual([int(i) for page in pages for i in ROW.findall(page)], list(range(10_000)))
		self.assertIn("事项0号。", pages[0])
		self.assertIn("事项9999号。", pages[-1])
		of_pages = [tuple(map(int, found)) for page in pages for found in SUMS.findall(page)]
		self.assertEqual(len(of_pages), len(pages))
		self.assertEqual([sum(figure) for figure in zip(*of_pages, strict=True)], [30_000, 10_000])
		self.assertIn("本册合计30000人次10000件", pages[-1])

	def test_no_page_in_the_middle_is_left_short(self):
		rows = [row(i, words=f"事项{i}号。") for i in range(1000)]
		with self.in_parts_of(150):
			pages = self.text(rows)
		counts = [len(ROW.findall(page)) for page in pages[1:-1]]
		self.assertEqual(len(set(counts)), 1, counts)

	def test_the_parts_share_their_fonts(self):
		with self.in_parts_of(100):
			reader = PdfReader(io.BytesIO(self.set([row(i) for i in range(600)])))
		files = {
			font["/DescendantFonts"][0].get_object()["/FontDescriptor"].raw_get("/FontFile3").idnum
			for page in reader.pages
			for font in (ref.get_object() for ref in page["/Resources"]["/Font"].values())
		}
		# cells, table head, title
		self.assertLessEqual(len(files), 3)

	def test_rows_taller_than_pages_run_on_over_parts(self):
		rows = [row(i, words=f"事项{i}号。" + "很长的意见。" * 400 + f"到此{i}止") for i in range(6)]
		with self.in_parts_of(2):
			pages = self.text(rows)
		self.assertNumbered(pages)
		whole = "".join(pages)
		self.assertEqual([int(i) for i in ROW.findall(whole)], list(range(6)))
		self.assertEqual(re.findall(r"到此(\d)止", whole), list("012345"))
		self.assertEqual(sum(int(sums[1]) for sums in SUMS.findall(whole)), 6)

	def test_much_text_makes_shorter_parts(self):
		told = []
		with patch.object(setting, "PART_CHARACTERS", 3000):
			typeset(TEMPLATE, volume([row(i) for i in range(300)]), lambda done, _total: told.append(done))
		self.assertGreater(len(told), 3)

	def test_many_cells_make_shorter_parts(self):
		rows, told = [row(i) for i in range(300)], []
		cells = sum(len(one["cells"]) * max(1, len(one["parts"])) for one in rows)
		with patch.object(setting, "PART_CELLS", cells // 3):
			typeset(TEMPLATE, volume(rows), lambda done, _total: told.append(done))
		self.assertGreater(len(told), 3)


class TestWhatStandsOnce(TypesettingTestCase):
	def test_an_empty_register_has_its_head_and_foot(self):
		pages = self.text([], total_foot="本册合计{matters}件")
		self.assertEqual(len(pages), 1)
		self.assertNumbered(pages)
		for words in ("试验县甲镇人民代表大会主席团", "代表接待选民来访登记簿", "以下空白", "本册合计0件"):
			self.assertIn(words, pages[0])
		self.assertEqual(SUMS.findall(pages[0]), [("0", "0")])

	def test_one_row(self):
		pages = self.text([row(3)])
		self.assertEqual(len(pages), 1)
		self.assertEqual(ROW.findall(pages[0]), ["3"])
		self.assertEqual(SUMS.findall(pages[0]), [("4", "1")])

	def test_the_sub_head_can_be_given(self):
		page = self.text([row(1)], sub_head={"left": "李春华", "centre": "甲镇代表", "right": "2026年"})[0]
		self.assertIn("李春华甲镇代表2026年", page)
		self.assertNotIn("东村代表联络站", page)

	def test_a_reprint_says_so_on_every_page(self):
		pages = self.text([row(i) for i in range(60)], reprint="补打第1次　2026年5月1日")
		self.assertGreater(len(pages), 1)
		for page in pages:
			self.assertEqual(page.count("补打第1次2026年5月1日"), 1)

	def test_code_and_seal_note_stand_at_the_end(self):
		pages = self.text(
			[row(i) for i in range(60)],
			verification={"code": "AB12-CD34", "text": "凭码核验。"},
			seal_note="本册已封存。",
		)
		for words in ("核验码：AB12-CD34", "凭码核验。", "本册已封存。"):
			self.assertIn(words, pages[-1])
			self.assertNotIn(words, "".join(pages[:-1]))

	def test_the_seal_line_is_there_when_asked_for(self):
		rows = [row(i) for i in range(60)]
		self.assertTrue(all("骑缝章" in page for page in self.text(rows, binding=True)))
		self.assertNotIn("骑缝章", "".join(self.text(rows)))


class TestCoverAndIndex(TypesettingTestCase):
	COVER = {
		"volume_number": "第3册",
		"archive_number": "",
		"retention": "30年",
		"sealed_on": "2026年12月31日",
		"maker": "王联络",
		"checker": "张专干",
	}

	def test_the_index_names_the_page_of_each_row(self):
		rows = [row(i) for i in range(700)]
		index = [{"label": f"第{i}条", "row": i} for i in range(0, 700, 35)]
		with self.in_parts_of(200):
			pages = self.text(rows, cover=self.COVER, index=index)
		table = pages[2:]
		self.assertNumbered(table)
		self.assertEqual(NUMBER.findall("".join(pages[:2])), [])
		self.assertIn("目录", pages[1])
		listed = dict(re.findall(r"第(\d+)条\.*(\d+)", re.sub(r"(?<=条)[^第]*?\.{5,}", "", pages[1])))
		self.assertEqual(len(listed), len(index))
		for i, page in listed.items():
			self.assertIn(f"事项{i}号。", table[int(page) - 1])

	def test_a_long_index_set_in_parts_is_the_same_as_in_one_piece(self):
		rows = [row(i) for i in range(180)]
		index = [{"label": f"第{i}条" + "，很长的事由" * (i % 13), "row": i} for i in range(180)]
		whole = self.text(rows, cover=self.COVER, index=index)
		for entries in (50, 90, 179):
			with self.subTest(entries), patch.object(setting, "INDEX_ENTRIES", entries):
				self.assertEqual(self.text(rows, cover=self.COVER, index=index), whole)
		self.assertEqual(sum("目录" in page for page in whole), 1)
		self.assertGreater(["事项0号。" in page for page in whole].index(True), 6)

	def test_the_cover_says_what_the_volume_is_and_how_many_pages_it_has(self):
		pages = self.text(
			[row(i) for i in range(60)],
			cover={**self.COVER, "stamp": stamp({"fonds": "0086", "year": 2026}, "D30")},
			verification={"code": "AB12-CD34", "text": "凭码核验。"},
			seal_note="本册已封存。",
		)
		for words in (
			"全宗号0086年度2026件号机构（问题）保管期限30年页数",
			"试验县甲镇人民代表大会主席团",
			"代表接待选民来访登记簿",
			"东村代表联络站",
			"第十八届2026年度",
			"第3册",
			"档号",
			"30年",
			"2026年12月31日",
			"王联络",
			"张专干",
			f"正文页数共{len(pages) - 1}页",
			"AB12-CD34",
			"本册已封存。",
		):
			self.assertIn(words, pages[0])
		self.assertNotIn("编号范围", pages[0])
		self.assertNotIn("AB12-CD34", pages[-1])
		self.assertNumbered(pages[1:])


def words_with_places(content: bytes, *options: str) -> str:
	"""Each word with where it stands, in points from the upper left."""
	command = ["pdftotext", "-bbox", *options, "-", "-"]
	return subprocess.run(command, input=content, capture_output=True, check=True).stdout.decode()


class TestGroups(TypesettingTestCase):
	def test_a_group_heading_stands_with_a_row_and_again_on_the_next_page(self):
		rows = [row(i, group=f"第{i // 23}次活动") for i in range(460)]
		with self.in_parts_of(100):
			pages = self.text(rows)
		with self.in_parts_of(1000):
			self.assertEqual(self.text(rows), pages)
		for page in pages:
			marks = re.findall(r"第(\d+)次活动|事项(\d+)号", page)
			self.assertTrue(marks[0][0], "a page of a group begins with its heading")
			self.assertTrue(marks[-1][1], "no heading is the last on its page")
			group = None
			for heading, i in marks:
				if heading:
					group = int(heading)
				else:
					self.assertEqual(int(i) // 23, group)
		found = [int(i) for i in ROW.findall("".join(pages))]
		self.assertEqual(found, list(range(460)))


class TestTheArchiveMarks(TypesettingTestCase):
	def test_the_joined_file_is_marked_and_described_as_one(self):
		with self.in_parts_of(60):
			content = self.set([row(i) for i in range(300)], cover={}, index=[{"label": "一", "row": 0}])
		reader = PdfReader(io.BytesIO(content))
		root = reader.trailer["/Root"]
		xmp = root["/Metadata"].get_data().decode()
		self.assertIn("<pdfaid:part>2</pdfaid:part>", xmp)
		self.assertIn("<pdfaid:conformance>B</pdfaid:conformance>", xmp)
		self.assertIn(f"<xmpTPg:NPages>{len(reader.pages)}</xmpTPg:NPages>", xmp)
		self.assertEqual(xmp.count("<pdf:Producer>"), 1)
		self.assertIn(f"<pdf:Producer>{reader.metadata['/Producer']}</pdf:Producer>", xmp)
		self.assertEqual(root["/OutputIntents"][0].get_object()["/S"], "/GTS_PDFA1")
		self.assertEqual(root["/Lang"], "zh-CN")
		self.assertEqual(len(reader.trailer["/ID"]), 2)
		self.assertEqual(reader.metadata.title, "代表接待选民来访登记簿")
		self.assertEqual(reader.metadata.author, "试验县甲镇人民代表大会主席团")
		self.assertTrue(all(embedded for _name, embedded in pdf_text.fonts(content)))

	def test_every_page_is_of_the_size_asked_for(self):
		for orientation, size in (("Landscape", (842, 595)), ("Portrait", (595, 842))):
			content = self.set([row(i) for i in range(40)], orientation=orientation, cover={})
			for page in PdfReader(io.BytesIO(content)).pages:
				self.assertEqual(tuple(round(float(side)) for side in page.mediabox[2:]), size)


class TestTextIsData(TypesettingTestCase):
	TYPED = (
		"# $x$ \\ * @ref `a` \"b\" 'c' <b>粗</b> & //d /*e*/ _f_ = + - ~ [g](h) {i} #panic() #sys.inputs",
		'<script>alert(1)</script><img src=x onerror="x">',
		"https://example.invalid/" + "abcdefghij" * 30,
		"𠮷野家门口路不平,䶮先生",
		"路灯😀坏了",
		"#{visitors} {matters}",
		"شارع",
	)

	def test_whatever_is_in_a_cell_prints_as_typed(self):
		rows = [row(i, words=words) for i, words in enumerate(self.TYPED[:-1])]
		content = self.set(rows)
		whole = "".join(pdf_text.pages(content))
		for words in self.TYPED[:-1]:
			self.assertIn("".join(words.split()), whole)
		self.assertIn(b"pdfaid", content)

	def test_whatever_is_around_the_table_prints_as_typed(self):
		for words in (self.TYPED[0], *self.TYPED[3:6]):
			with self.subTest(words):
				pages = self.text(
					[row(0, group=words)],
					place=words,
					page_foot=words.replace("{", "(").replace("}", ")"),
					signatures=[words],
					seal_note=words,
					verification={"code": words, "text": words},
					index=[{"label": words, "row": 0}],
					sub_head={"left": "甲", "centre": "乙", "right": "丙"},
				)
				typed = "".join(words.split())
				self.assertIn(typed, pages[0])
				self.assertGreaterEqual(pages[1].count(typed), 2)

	def test_a_long_word_breaks_in_its_cell_and_in_the_index(self):
		word = self.TYPED[2]
		content = self.set([row(0, words=word)], index=[{"label": word, "row": 0}])
		for page in pdf_text.pages(content):
			self.assertIn(word, page)
		rights = re.findall(r'xMax="([\d.]+)"[^>]*>[^<]*abcdefghij', words_with_places(content))
		# the right margin begins 20 mm before the edge
		self.assertLess(max(map(float, rights)), (297 - 20) / 25.4 * 72 + 1)

	def test_a_sign_that_turns_the_reading_direction_spoils_nothing(self):
		whole = "".join(self.text([row(0, words="左\u200f\u202e右 شارع\u202c尾"), row(1)]))
		self.assertEqual(SUMS.findall(whole), [("3", "2")])
		self.assertEqual(ROW.findall(whole), ["1"])
		self.assertIn("左", whole)
		self.assertIn("尾", whole)

	def test_a_character_in_no_font_takes_the_mark_and_is_pointed_out_at_the_end(self):
		rows = [row(i) for i in range(300)]
		rows[250] = row(250, words="事项250号。字\U000323b0缺")
		with self.in_parts_of(100):
			content = self.set(rows)
		pages = pdf_text.pages(content)
		self.assertNotIn(b"pdfaid", content)
		self.assertIn("手工补写", pages[-1])
		self.assertEqual([int(i) for i in ROW.findall("".join(pages))], list(range(300)))


class TestFonts(TypesettingTestCase):
	def notice_with(self, *families: str) -> str | None:
		with patch.object(typesetting, "_font_families", return_value=frozenset(families)):
			return font_notice()

	def test_substitutes_are_named(self):
		notice = self.notice_with("Noto Serif CJK SC", "Noto Sans CJK SC")
		for words in ("仿宋", "宋体", "黑体", "思源宋体", "思源黑体"):
			self.assertIn(words, notice)

	def test_a_server_with_simsun_alone_prints_in_it_and_says_so(self):
		notice = self.notice_with("SimSun")
		self.assertIn("缺少字体仿宋、黑体", notice)
		self.assertIn("以宋体代替", notice)
		with patch.object(typesetting, "_font_families", return_value=frozenset({"SimSun"})):
			self.assertEqual(typesetting._fonts()["cells"], ["SimSun"])
		both = frozenset({"SimSun", "Noto Serif CJK SC"})
		with patch.object(typesetting, "_font_families", return_value=both):
			self.assertEqual(typesetting._fonts()["cells"][0], "Noto Serif CJK SC")

	def test_only_what_is_lacking_is_named(self):
		notice = self.notice_with("FangSong", "SimSun", "Noto Sans CJK SC", "Noto Serif CJK SC")
		self.assertIn("缺少字体黑体", notice)
		self.assertNotIn("仿宋", notice)

	def test_nothing_is_said_where_all_are_there(self):
		self.assertIsNone(self.notice_with("FangSong", "SimSun", "SimHei", "Noto Serif CJK SC"))

	def test_without_a_chinese_font_that_is_said_and_nothing_is_printed(self):
		self.assertIn("没有可供打印的中文字体", self.notice_with("DejaVu Sans"))
		with patch.object(typesetting, "_font_families", return_value=frozenset({"DejaVu Sans"})):
			self.assertRefuses("没有可供打印的中文字体", self.set, [row(0)])


class TestTheProcess(TypesettingTestCase):
	def test_a_fault_of_the_template_is_told(self):
		with self.assertRaisesRegex(RuntimeError, "typesetting failed: expected"):
			self.set([row(0)], body=7)

	def test_a_press_that_dies_is_told(self):
		nowhere = patch.object(setting, "PRESS", setting.FOLDER / "nowhere.py")
		with nowhere, self.assertRaisesRegex(RuntimeError, "typesetting ended"):
			self.set([row(0)])

	def test_a_stop_by_who_waits_stops_the_press(self):
		presses = []

		class Watched(subprocess.Popen):
			def __init__(self, *args, **kwargs) -> None:
				super().__init__(*args, **kwargs)
				presses.append(self)

		def stop(done: int, total: int) -> None:
			raise KeyboardInterrupt

		watching = patch.object(subprocess, "Popen", Watched)
		with self.in_parts_of(50), watching, self.assertRaises(KeyboardInterrupt):
			typeset(TEMPLATE, volume([row(i) for i in range(500)]), stop)
		self.assertEqual([press.poll() is None for press in presses], [False])

"""A register is data: a county arranges it, is told what is wrong with a definition, and can go back."""

from importlib import import_module
from unittest.mock import patch

import frappe

from deputy_liaison.patches.v0_3 import (
	columns_of_the_visit_book,
	full_width_in_books,
	numbers_of_suggestion_books,
	widths_of_books,
)
from deputy_liaison.registers import volume
from deputy_liaison.registers.doctype.register_definition import register_definition
from deputy_liaison.setup.shipped import shipped
from tests import pdf_text
from tests.base import LiaisonTestCase
from tests.books import DEFINITION, STATION, BookChecks, copies

SHIPPED = ("R3", "R6", "R7", "R9", "R13", "R15")
HALF_WIDTH = str.maketrans("，：；（）", ",:;()")


class DefinitionTestCase(BookChecks, LiaisonTestCase):
	"""The visit register of 东站, with one visit of two matters."""

	code = "R3"
	holder_type = STATION

	def setUp(self) -> None:
		super().setUp()
		for doctype in ("Constituent Visit", "Opinion Ticket"):
			frappe.db.delete(doctype)
		for code in SHIPPED:
			register_definition.restore(frappe.db.get_value(DEFINITION, {"code": code}))
		with self.as_user("officer"):
			self.visit = self.new_visit(
				matters=[
					{"content": "水渠垮了", "outcome": "To Be Handled"},
					{"content": "路灯坏了", "outcome": "To Be Handled"},
				]
			).insert()

	def saved(self, change) -> "frappe.model.document.Document":
		"""The definition after the administrator changed it."""
		with self.as_user("admin"):
			register = self.register
			change(register)
			return register.save()

	def composed(self):
		return self.edition("officer", self.world.station)


class TestWhatACountyArranges(DefinitionTestCase):
	def test_columns_are_renamed_reordered_added_and_hidden(self):
		def change(register) -> None:
			register.register_title = "来访接待登记簿"
			register.columns[2].heading = "来访群众"
			register.columns[1].hide = 1
			register.columns.insert(0, register.columns.pop(3))
			register.append(
				"columns",
				{"heading": "办理\n联络员", "source_field": "联络员", "width": 12, "align": "Centred"},
			)
			for position, column in enumerate(register.columns, 1):
				column.idx = position

		self.saved(change)
		edition = self.composed()
		headings = ["".join(column["heading"].split()) for column in edition.data["columns"]]
		self.assertEqual(headings[:3], ["住址或单位联系电话", "编号", "来访群众"])
		self.assertEqual(headings[-1], "办理联络员")
		self.assertNotIn("来访时间接待地点来访方式", headings)
		self.assertEqual(self.row_of(edition, self.visit.number)["办理联络员"], "王联络")
		pages = pdf_text.pages(self.printed("officer", self.world.station))
		self.assertIn("来访接待登记簿", pages[0])
		self.assertIn("".join(headings), pages[0])

	def test_formats_of_days_and_numbers(self):
		for shown, wanted in (
			("{0.year}年{0.month}月{0.day}日", "2026年9月7日"),
			("{0:%Y-%m-%d}", "2026-09-07"),
			("{0:%Y-%m}", "2026-09"),
			("{0.year}年{0.month}月", "2026年9月"),
			("{0:%Y-%m-%d %H:%M}", None),
		):
			with self.subTest(wanted):
				self.saved(
					lambda register, wanted=wanted: register.columns[1].update({"value_format": wanted})
				)
				cell = self.composed().data["rows"][0]["cells"][1]
				self.assertEqual(cell.split("\n")[0], shown.format(self.visit.visit_time))
		for shown, wanted in (("12 000", "36 000"), ("12000.00", "36000.00"), ("12000", None)):
			frappe.db.set_value("Constituent Visit", self.visit.name, "head_count", 12000)
			with self.subTest(wanted):
				self.saved(
					lambda register, wanted=wanted: register.columns[4].update({"value_format": wanted})
				)
				self.assertEqual(self.composed().data["rows"][0]["cells"][4], shown)

	def test_rows_are_grouped_and_numbered_by_group(self):
		copies(
			"Constituent Visit",
			self.visit.name,
			[
				{"number": f"东接〔{self.year}〕第{i:03d}号", "channel": channel}
				for i, channel in ((901, "Phone Call"), (902, "Walk-in Visit"), (903, "Phone Call"))
			],
		)

		def change(register) -> None:
			register.group_by = "来访方式"
			register.columns[0].source_field = "序号、来访编号"

		self.saved(change)
		data = self.composed().data
		groups = [row["group"] for row in data["rows"]]
		self.assertEqual(groups, sorted(groups))
		self.assertEqual(len(set(groups)), 2)
		self.assertTrue(groups[0].startswith("来访方式："))
		numbers = [row["cells"][0].split("\n")[0] for row in data["rows"]]
		self.assertEqual(numbers, ["1", "2", "3", "4"])
		self.saved(lambda register: register.update({"numbering": "By Group"}))
		data = self.composed().data
		self.assertEqual([row["cells"][0].split("\n")[0] for row in data["rows"]], ["1", "2", "1", "2"])
		self.assertSheet(self.composed(), self.printed("officer", self.world.station, "xlsx"))

	def test_the_heading_of_a_group_is_masked_with_its_column(self):
		frappe.db.set_value("Constituent Visit", self.visit.name, "remark", "家住东村三组12号")
		for group, full, masked in (
			("住址", "住址：东村三组12号", "住址：东村***"),
			("性别", "性别：男", "性别：*"),
			("备注", "备注：家住东村三组12号", "备注：—"),
		):
			self.saved(lambda register, group=group: register.update({"group_by": group}))
			for outside, heading in ((False, full), (True, masked)):
				with self.subTest(group, outside=outside):
					edition = self.edition("officer", self.world.station, outside=outside)
					self.assertEqual(edition.data["rows"][0]["group"], heading)
					self.assertPrinted(edition, "officer", self.world.station, outside=outside)

	def test_heads_and_feet_are_filled_in(self):
		def change(register) -> None:
			register.head_left = "{机关}　{单位}"
			register.head_centre = ""
			register.head_right = "共{件数}次"
			register.total_foot = "全年{意见件数}件，{编号}"

		self.saved(change)
		data = self.composed().data
		self.assertEqual(
			data["sub_head"],
			{"left": "试验县甲镇人民代表大会主席团　东村代表联络站", "centre": "", "right": "共1次"},
		)
		self.assertEqual(data["total_foot"], f"全年2件，编号：{self.visit.number}")
		self.assertEqual(data["page_foot"], "本页接待{visitors}人次　意见{matters}件　当场答复{answered}件")
		self.saved(lambda register: register.update({"total_foot": ""}))
		self.assertIsNone(self.composed().data["total_foot"])

	def test_the_head_of_the_suggestion_books_changes_where_it_was_the_shipped_one(self):
		heads = {"R6": "共{件数}件", "R13": "本年{件数}件", "R9": "共{件数}人"}
		for code, head in heads.items():
			frappe.db.set_value(DEFINITION, {"code": code}, "head_right", head)
		numbers_of_suggestion_books.execute()
		found = {code: frappe.db.get_value(DEFINITION, {"code": code}, "head_right") for code in heads}
		self.assertEqual(found, {**heads, "R6": "{编号}"})

	def test_the_columns_of_the_visit_book_change_where_they_were_the_shipped_ones(self):
		before, own = ("保密\n匿名", "保密匿名"), ("来访人", "反映人姓名, 性别年龄")
		shown = self.register.columns
		for column, (heading, contents) in ((shown[7], before), (shown[2], own)):
			column.db_set({"heading": heading, "source_field": contents})
		columns_of_the_visit_book.execute()
		shown = self.register.columns
		self.assertEqual(
			(shown[7].heading, shown[7].source_field), ("保密\n匿名\n同意\n公示", "保密匿名, 同意公示")
		)
		self.assertEqual((shown[2].heading, shown[2].source_field), own)

	def test_half_width_marks_change_where_they_were_the_shipped_ones(self):
		own = "填表人:\n主席:"
		visits, opinions, slips = (frappe.get_doc(DEFINITION, {"code": code}) for code in ("R3", "R15", "R7"))
		for register in (visits, slips):
			for field in ("total_foot", "signature_line"):
				register.db_set(field, register.get(field).translate(HALF_WIDTH))
			for column in register.columns:
				column.db_set("heading", column.heading.translate(HALF_WIDTH))
		opinions.db_set({"signature_line": own, "group_by": "村(社区)"})
		opinions.columns[0].db_set({"heading": "内容(摘要)", "source_field": "意见摘要, 村(社区)"})
		full_width_in_books.execute()
		self.assertEqual([self.differs(code) for code in ("R3", "R7")], [False, False])
		opinions.reload()
		self.assertEqual((opinions.signature_line, opinions.group_by), (own, "村（社区）"))
		column = opinions.columns[0]
		self.assertEqual((column.heading, column.source_field), ("内容(摘要)", "意见摘要, 村（社区）"))

	def test_widths_change_where_they_were_the_shipped_ones(self):
		for code, (before, _now) in widths_of_books.WIDTHS.items():
			for column, width in zip(self.columns_of(code), before.split(), strict=True):
				column.db_set("width", float(width))
		for column, said in zip(self.columns_of("R9")[14:16], widths_of_books.COLUMNS, strict=True):
			column.db_set(dict(zip(("heading", "source_field"), said, strict=True)))
		own = self.columns_of("R3")[5]
		own.db_set("width", 50)
		widths_of_books.execute()
		self.assertEqual([column.width for column in self.columns_of("R3")[4:6]], [7.5, 50])
		self.assertFalse(self.differs("R9"))
		own.db_set("width", 38.4)
		widths_of_books.execute()
		self.assertFalse(self.differs("R3"))

	def test_a_ledger_whose_columns_are_the_county_s_keeps_what_they_hold(self):
		before, _now = widths_of_books.WIDTHS["R9"]
		for column, width in zip(self.columns_of("R9"), before.split(), strict=True):
			column.db_set("width", float(width))
		station, office = self.columns_of("R9")[14:16]
		station.db_set({"heading": "联络站", "source_field": "联络站"})
		office.db_set({"heading": "任职类别", "source_field": "任职类别"})
		widths_of_books.execute()
		said = [(column.heading, column.source_field) for column in self.columns_of("R9")[14:16]]
		self.assertEqual(said, [("联络站", "联络站"), ("任职类别", "任职类别")])

	@staticmethod
	def columns_of(code: str) -> list["frappe.model.document.Document"]:
		return frappe.get_doc(DEFINITION, {"code": code}).columns

	@staticmethod
	def differs(code: str) -> bool:
		register = frappe.get_doc(DEFINITION, {"code": code})
		register.run_method("onload")
		return register.get_onload("differs_from_shipped")

	def test_a_county_makes_a_register_of_its_own(self):
		with self.as_user("admin"):
			own = frappe.get_doc(
				{
					"doctype": DEFINITION,
					"code": "X1",
					"register_title": "来访电话登记簿",
					"row_source": "Constituent Visit",
					"orientation": "Portrait",
					"columns": [
						{"heading": "序号", "source_field": "序号", "width": 10},
						{"heading": "电话", "source_field": "联系电话", "width": 40},
					],
				}
			).insert()
			self.assertRefuses("没有可恢复的出厂样式", register_definition.restore, own.name)
		self.code = "X1"
		data = self.composed().data
		self.assertEqual(data["rows"][0]["cells"], ["1", "13812345678"])
		self.assertEqual(data["sub_head"]["left"], "东村代表联络站")
		self.assertIn("来访电话登记簿", pdf_text.pages(self.printed("officer", self.world.station))[0])
		self.assertSheet(self.composed(), self.printed("officer", self.world.station, "xlsx"))


class TestWhatIsRefused(DefinitionTestCase):
	def assertNotSaved(self, change, *said: str) -> None:
		for words in said:
			self.assertRefuses(words, self.saved, change)

	def test_the_reason_names_the_column(self):
		for said, field, value in (
			("没有“取值”手机号码", "source_field", "手机号码"),
			("请选择填写内容", "source_field", " , "),
			("来访编号每行只填一次", "source_field", "来访编号, 反映内容"),
			("栏宽须大于0", "width", 0),
			("格式2026-09与填写内容不符", "value_format", "2026-09"),
		):
			with self.subTest(said):
				self.assertNotSaved(
					lambda register, field=field, value=value: register.columns[0].set(field, value), "栏目“"
				)
				self.assertNotSaved(
					lambda register, field=field, value=value: register.columns[0].set(field, value), "编号"
				)

	def test_feet_heads_groups_and_index_name_what_there_is(self):
		for label, field, value in (
			("页脚", "page_foot", "本页{批次}件"),
			("册尾", "total_foot", "{办复率}"),
			("表头左", "head_left", "{接待人次}"),
			("分组依据", "group_by", "反映内容"),
			("目录所列", "index_by", "档号"),
			("字号", "cell_size", 30),
		):
			with self.subTest(label):
				self.assertNotSaved(
					lambda register, field=field, value=value: register.set(field, value), label
				)

	def test_what_no_sheet_has_room_for(self):
		def narrow(register) -> None:
			register.columns[4].width = 4

		def many(register) -> None:
			for _i in range(9):
				register.append("columns", {"heading": "备", "source_field": "备注", "width": 20})

		self.assertNotSaved(narrow, "来访 人数", "纸面宽度只有4.1毫米，至少须5毫米")
		self.assertNotSaved(many, "显示25栏；一页最多容纳24栏")

	def test_one_column_at_least_is_shown(self):
		def hide(register) -> None:
			for column in register.columns:
				column.hide = 1

		self.assertNotSaved(hide, "至少要有一个显示的栏目")

	def test_hostile_words_are_shown_and_not_run(self):
		self.assertNotSaved(
			lambda register: register.columns[0].set("source_field", "<img src=x onerror=alert(1)>"),
			"&lt;img",
		)

	def test_only_the_administrator_changes_a_register(self):
		for key in ("clerk", "chair", "county_officer", "officer", "auditor"):
			with self.subTest(key), self.as_user(key):
				self.assertRaises(frappe.PermissionError, self.register.save)
				self.assertRaises(frappe.PermissionError, register_definition.restore, self.register.name)


class TestGoingBack(DefinitionTestCase):
	def test_back_to_the_shipped_one_with_its_history(self):
		def change(register) -> None:
			register.register_title = "自定名称"
			register.group_by = "来访方式"
			register.head_right = ""
			register.index_by = ""
			register.set("columns", register.columns[3:5])

		self.saved(change)
		register = self.register
		register.onload()
		self.assertTrue(register.get_onload("differs_from_shipped"))
		# Frappe keeps no history in tests
		with self.as_user("admin"), patch.dict(frappe.flags, in_test=False):
			register_definition.restore(register.name)
		register = self.register
		register.onload()
		self.assertFalse(register.get_onload("differs_from_shipped"))
		record = register_definition.shipped_register("R3")
		self.assertEqual(register.register_title, record["register_title"])
		self.assertFalse(register.group_by)
		self.assertEqual(
			[(column.heading, column.source_field) for column in register.columns],
			[(column["heading"], column["source_field"]) for column in record["columns"]],
		)
		kept = frappe.get_all("Version", {"docname": register.name}, pluck="data", order_by="creation desc")
		self.assertIn("自定名称", frappe.parse_json(kept[0])["changed"][0])

	def test_all_shipped_registers_are_in_place_and_unchanged(self):
		self.assertEqual(
			[one["code"] for one in shipped("catalogue", "register_definition.json")], [*SHIPPED]
		)
		for self.code in SHIPPED:
			register = self.register
			register.onload()
			self.assertFalse(register.get_onload("differs_from_shipped"), self.code)
			register.save()

	def test_going_back_is_a_post(self):
		methods = frappe.allowed_http_methods_for_whitelisted_func
		self.assertEqual(methods[register_definition.restore], ["POST"])

	def test_the_desk_is_told_the_words_to_choose_from(self):
		with self.as_user("admin"):
			words = register_definition.vocabulary("Deputy Suggestion")
		self.assertEqual(words["values"][:3], ["序号", "建议编号", "标题"])
		self.assertIn("办复率", words["rates"])
		self.assertEqual(words["heads"], [*volume.HEAD_WORDS])
		with self.as_user("admin"):
			self.assertRefuses("可选：选民来访", register_definition.vocabulary, "User")
		with self.as_user("nobody"):
			self.assertRefuses("您没有", register_definition.vocabulary, "Deputy")

	def test_definitions_of_an_earlier_release_get_the_words(self):
		register = self.register
		first, second, third = (column.name for column in register.columns[:3])
		for column, names in (
			(first, "number"),
			(second, "visit_time, feedback"),
			(third, "reporter_name, reporter_gender reporter_age"),
		):
			frappe.db.set_value("Register Column", column, "source_field", names)
		frappe.db.set_value(DEFINITION, register.name, {"page_foot": "{visitors}人次", "head_left": None})
		import_module("deputy_liaison.patches.v0_3.words_of_registers").execute()
		register = self.register
		self.assertEqual(
			[column.source_field for column in register.columns[:3]],
			["来访编号", "来访时间, 反馈日期, 反馈方式", "反映人姓名, 性别年龄"],
		)
		self.assertEqual((register.page_foot, register.head_left), ("{接待人次}人次", "{单位}"))

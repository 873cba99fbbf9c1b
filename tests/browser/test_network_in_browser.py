"""The network in the browser: a township's sheet goes in by its own clerk, a station goes on in another."""

import io

import frappe
import openpyxl
from playwright.sync_api import Locator, Page, expect

from tests.base import make
from tests.browser import desk
from tests.browser.base import JOB_SECONDS, PHONE
from tests.browser.town import TownTestCase

HEAD = ("序号", "姓名", "性别", "出生年月", "代表层级", "联络站", "备用")


class NetworkTestCase(TownTestCase):
	"""In 丙镇, with people and stations of this run alone."""

	def sheet(self, *rows: tuple) -> dict:
		"""A file as the browser uploads it."""
		book = openpyxl.Workbook()
		for row in (("丙镇人大代表基本信息台账",), HEAD, *rows, ("合计",)):
			book.active.append(row)
		stream = io.BytesIO()
		book.save(stream)
		kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
		return {"name": "台账.xlsx", "mimeType": kind, "buffer": stream.getvalue()}

	def send(self, page: Page, *rows: tuple) -> None:
		page.locator("input[type=file][accept='.xlsx']").set_input_files(self.sheet(*rows))
		expect(page.locator(".excel-sheets-result table")).to_be_visible(timeout=JOB_SECONDS * 1000)

	def station(self, name: str, short_name: str) -> str:
		"""A station of the township's village without anything in it."""
		frappe.db.rollback()
		made = make(
			"Liaison Station",
			station_name=name,
			short_name=short_name,
			station_type="Deputy Liaison Room",
			station_level="Village Level",
			jurisdiction=self.town.village,
		)
		frappe.db.commit()
		return made


class TestSheetOfDeputies(NetworkTestCase):
	def opened(self, **context) -> Page:
		page = self.page_of("town_clerk", **context)
		self.open(page, "excel-sheets")
		page.locator("select[data-fieldname=kind]").select_option("DeputySheet")
		# the columns of what was chosen
		expect(page.locator(".page-container:visible")).to_contain_text("姓名*")
		return page

	def test_faults_first_then_a_question_then_taken_over(self):
		name = f"陈{chinese(self.mark)}"
		page = self.opened()
		# the own township is the only one, and stands there
		expect(page.locator("select[data-fieldname=township] option:checked")).to_have_text("丙镇")
		self.send(page, (1, name, "女", "1988.13", "镇", "", "x"))
		alert = page.locator(".excel-sheets-result .alert-warning")
		expect(alert).to_contain_text("第3行，出生年月：1988.13不是日期")
		self.shot(page, "excel-sheet-fault")
		rows = (
			(1, name, "女", 1988.5, "镇", "东川村代表联络站", "x"),
			(2, name, "女", None, "县", None, None),
		)
		self.send(page, *rows)
		expect(page.locator(".excel-sheets-result")).to_contain_text("不认识、未导入的列：备用")
		page.locator(".excel-sheets-result td select").select_option(label="与第3行是同一人")
		self.shot(page, "excel-sheet-question")
		page.locator(".page-head:visible .primary-action").click()
		expect(page.locator(".excel-sheets-result")).to_contain_text("检查无误", timeout=JOB_SECONDS * 1000)
		self.assertFalse(self.found(name))
		page.get_by_role("button", name="确认导入").click()
		expect(page.locator(".excel-sheets-result")).to_contain_text("导入完成", timeout=JOB_SECONDS * 1000)
		self.shot(page, "excel-sheet-taken-over")
		self.assertEqual(self.found(name), ["County", "Township Level"])
		self.assertEqual(self.english_words(page.locator(".excel-sheets-result").inner_text()), [])

	def test_on_a_phone(self):
		page = self.opened(viewport=PHONE)
		self.send(page, (1, f"王{chinese(self.mark)}", "男", "1985.13", "镇", "", ""))
		self.assertFits(page)
		self.shot(page, "excel-sheet-phone")

	@staticmethod
	def found(name: str) -> list[str]:
		"""Levels of the mandates of the deputy of that name."""
		frappe.db.rollback()
		deputy = frappe.db.get_value("Deputy", {"deputy_name": name})
		return frappe.get_all(
			"Deputy Mandate", {"deputy": deputy or ""}, pluck="congress_level", order_by="congress_level"
		)


class TestMerging(NetworkTestCase):
	def test_a_station_goes_on_in_another(self):
		old, new = (self.station(f"{word}{self.mark}站", f"{word}{self.mark}") for word in ("旧", "新"))
		page = self.page_of("admin")
		self.open(page, f"liaison-station/{old}")
		page.get_by_role("button", name="并入……").click()
		dialog = desk.opened(page, "并入")
		expect(dialog).to_contain_text("没有需要转移的未结事项")
		desk.choose(dialog, "successor", f"新{self.mark}", f"新{self.mark}站")
		desk.fill(dialog, document="丙政发〔2026〕8号")
		self.shot(page, "dialog-merge")
		desk.press(dialog)
		expect(dialog).to_be_hidden()
		expect(page.locator(".page-head:visible .indicator-pill").first).to_contain_text("撤销")
		self.assertEqual(self.stored("Liaison Station", old, ["merged_into"]).merged_into, new)


class TestReforms(NetworkTestCase):
	"""By the administrator, each from the form of what is reformed."""

	def setUp(self) -> None:
		super().setUp()
		# the walk for English meets these names
		self.word = chinese(self.mark)

	def begin(self, doctype: str, name: str, button: str) -> tuple[Page, Locator]:
		page = self.page_of("admin")
		self.open(page, f"{frappe.scrub(doctype).replace('_', '-')}/{name}")
		page.get_by_role("button", name=f"{button} …").click()
		return page, desk.opened(page, button)

	def unit(self) -> str:
		frappe.db.rollback()
		made = make(
			"Responsible Unit",
			unit_name=f"旧{self.word}站",
			kind="Township Office",
			jurisdiction=self.town.name,
		)
		frappe.db.commit()
		return made

	def test_a_unit_gets_another_name(self):
		old = self.unit()
		page, dialog = self.begin("Responsible Unit", old, "更名")
		desk.fill(dialog, new_name=f"新{self.word}中心", document="丙政发〔2026〕8号")
		self.shot(page, "dialog-rename-unit")
		desk.press(dialog)
		page.wait_for_function("name => cur_frm?.doc?.unit_name === name", arg=f"新{self.word}中心")
		self.assertEqual(
			self.stored("Responsible Unit", old, ["merged_into"]).merged_into,
			page.evaluate("cur_frm.docname"),
		)

	def test_a_unit_is_split(self):
		old = self.unit()
		page, dialog = self.begin("Responsible Unit", old, "拆分")
		desk.fill(dialog, parts=f"东{self.word}站\n西{self.word}站", document="丙政发〔2026〕8号")
		desk.press(dialog)
		second = page.locator(desk.OPEN_DIALOG, has_text="没有需要转移的未结事项")
		expect(second).to_be_visible()
		page.wait_for_timeout(350)
		desk.press(second)
		expect(page.get_by_role("button", name="拆分 …")).to_have_count(0)
		for name in (f"东{self.word}站", f"西{self.word}站"):
			self.assertTrue(self.stored("Responsible Unit", {"unit_name": name}, ["name"]), name)

	def test_a_station_is_closed(self):
		station = self.station(f"撤{self.word}站", f"撤{self.word}")
		page, dialog = self.begin("Liaison Station", station, "撤销")
		expect(dialog).to_contain_text("该站已没有关联事项")
		desk.fill(dialog, document="丙政发〔2026〕8号")
		self.shot(page, "dialog-close-station")
		desk.press(dialog)
		expect(page.locator(".page-head:visible .indicator-pill").first).to_contain_text("撤销")
		self.assertEqual(self.stored("Liaison Station", station, ["status"]).status, "Closed Down")


def chinese(mark: str) -> str:
	"""The run's mark as a given name."""
	return "".join("一二三四五六七八九十"["bcdefghkmn".index(letter)] for letter in mark)

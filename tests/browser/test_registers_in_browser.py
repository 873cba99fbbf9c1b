"""The registers in the browser: the administrator arranges one, a clerk chooses among the books, on a phone too."""

import frappe
from frappe.utils import add_days, getdate, today
from playwright.sync_api import expect

from deputy_liaison.registers.doctype.register_definition.register_definition import restore
from tests.browser import desk
from tests.browser.base import PHONE
from tests.browser.town import ORDER, TownTestCase

DEFINITION = "Register Definition"


class TestRegistersInBrowser(TownTestCase):
	def definition(self, code: str) -> str:
		return frappe.db.get_value(DEFINITION, {"code": code})

	def as_shipped(self, name: str) -> None:
		"""The other tests' book, wherever this test stopped."""
		frappe.db.rollback()
		restore(name)
		frappe.db.commit()

	def test_the_administrator_arranges_a_register_and_goes_back(self):
		name = self.definition("R13")
		self.addCleanup(self.as_shipped, name)
		page = self.page_of("admin")
		self.open(page, f"register-definition/{name}")
		desk.settle(page)
		row = page.locator(".grid-body .grid-row").nth(1)
		row.locator(".static-area").nth(1).click()
		held = row.locator("[data-fieldname=source_field] input")
		held.fill("建议编号, 提出")
		page.wait_for_timeout(800)
		expect(page.locator(".awesomplete li:visible", has_text="提出日期")).to_be_visible()
		self.shot(page, "register-definition")
		page.locator(".awesomplete li:visible", has_text="提出日期").first.click()
		held.blur()
		page.locator("button.primary-action:visible").first.click()
		desk.settle(page)
		frappe.db.rollback()
		column = frappe.get_all("Register Column", {"parent": name, "idx": 2}, pluck="source_field")
		self.assertEqual(column, ["建议编号, 提出日期"])
		page.locator("button:visible", has_text="恢复为出厂样式").first.click()
		page.locator(".modal.show .btn-modal-primary").click()
		desk.settle(page)
		frappe.db.rollback()
		column = frappe.get_all("Register Column", {"parent": name, "idx": 2}, pluck="source_field")
		self.assertEqual(column, ["建议编号"])

	def test_a_clerk_chooses_among_the_books_on_a_phone(self):
		page = self.page_of("town_clerk", viewport=PHONE)
		self.open(page, "print-registers")
		desk.settle(page)
		select = page.locator("select[data-fieldname=definition]")
		select.select_option(label="R6 代表建议办理登记簿")
		desk.settle(page)
		expect(desk.field(page, "place")).to_have_value("丙镇")
		expect(page.locator("[data-fieldname=station]:visible")).to_have_count(0)
		select.select_option(label="R15 选民建议、批评、意见和问题反馈簿")
		desk.settle(page)
		kind = page.locator("select[data-fieldname=holder_type]")
		expect(kind).to_be_visible()
		kind.select_option(label="乡镇（街道）或县人大机关")
		desk.settle(page)
		expect(desk.field(page, "place")).to_have_value("丙镇")
		self.shot(page, "print-registers-phone")
		wide = page.evaluate("document.documentElement.scrollWidth")
		self.assertLessEqual(wide, PHONE["width"])

	def test_a_clerk_prints_the_year_in_one_action(self):
		page = self.page_of("town_clerk")
		self.open(page, "print-registers")
		desk.settle(page)
		page.locator("select[data-fieldname=definition]").select_option(label="R6 代表建议办理登记簿")
		desk.settle(page)
		page.get_by_role("button", name="打印全年簿册").click()
		dialog = page.locator(".modal.show")
		expect(dialog).to_contain_text("“丙镇”的全部簿册合为一个文件")
		expect(dialog.locator("select[data-fieldname=year]")).to_have_value(str(getdate().year))
		self.shot(page, "print-registers-year")
		dialog.locator(".btn-modal-primary").click()
		told = page.locator(".print-registers-run")
		expect(told).to_contain_text(f"{getdate().year}年度簿册 丙镇")
		expect(told.get_by_role("status")).to_be_visible()

	def test_a_clerk_prints_a_card_for_each_slip_of_the_office(self):
		self.town.dispatched("三组水渠垮了一段。", self.town.water)
		page = self.page_of("town_clerk")
		self.open(page, "print-registers")
		desk.settle(page)
		page.locator("select[data-fieldname=definition]").select_option(
			label="R7 选民意见转办情况登记卡（逐件打印）"
		)
		desk.settle(page)
		kind = page.locator("select[data-fieldname=holder_type]")
		kind.select_option(label="一位代表")
		expect(page.locator("[data-fieldname=deputy]:visible").first).to_be_visible()
		# cards are papers: no sheet, no year, and masked anyway
		for words in ("下载Excel表格", "打印全年簿册"):
			expect(page.get_by_role("button", name=words)).to_be_hidden()
		expect(page.locator("[data-fieldname=outside]:visible")).to_have_count(0)
		kind.select_option(label="乡镇（街道）或县人大机关")
		desk.settle(page)
		expect(desk.field(page, "place")).to_have_value("丙镇")
		# of this week alone, so that the cards of other tests need no time
		desk.field(page, "from_date").fill(add_days(today(), -1))
		desk.field(page, "from_date").press("Tab")
		page.locator(".print-registers-buttons").get_by_role("button", name="预览").click()
		told = page.locator(".print-registers-run")
		expect(told).to_contain_text("选民意见转办情况登记卡 丙镇")
		expect(told.get_by_role("status")).to_be_visible()
		self.shot(page, "print-registers-cards")
		# stock may tell of a change after the button was pressed; what was asked for stays
		page.evaluate("cur_page.page.print_registers.form.get_field('from_date').df.change()")
		desk.settle(page)
		expect(told).to_be_visible()
		# another period takes it away
		desk.field(page, "from_date").fill(add_days(today(), -2))
		desk.field(page, "from_date").press("Tab")
		expect(told).to_be_hidden()

	def test_a_clerk_names_the_slip_that_was_written_by_hand(self):
		# imported late: the print engine opens a log of the site, which these tests connect to later
		from deputy_liaison.registers import handwriting

		frappe.set_user(self.town.users["town_clerk"])
		handwriting.reserve_slips(self.town.name, 1)
		frappe.set_user("Administrator")  # as the other tests of this class prepare their records
		frappe.db.commit()
		number = frappe.get_last_doc("Handwritten Number", {"for_doctype": ORDER}).number
		page = self.page_of("town_clerk")
		self.open(page, f"opinion-ticket/{self.registered()}")
		dialog = desk.begin(page, "分类拟办")
		desk.field(dialog, "handwritten_slip").click()
		offered = dialog.locator("[data-fieldname=handwritten_slip] .awesomplete ul")
		expect(offered).to_contain_text(number)
		self.assertEqual(self.english_words(self.drawn_text(offered)), [])

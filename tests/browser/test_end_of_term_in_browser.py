"""换届 in the browser: administrator, clerk and chair take a township from one term to the next."""

import io

import frappe
import openpyxl
from frappe.utils import add_days, today
from playwright.sync_api import Page, expect

from tests.base import make
from tests.browser import desk
from tests.browser.base import JOB_SECONDS, PHONE
from tests.browser.test_network_in_browser import chinese
from tests.browser.town import TownTestCase

HEAD = ("序号", "姓名", "性别", "出生年月", "代表层级", "选区")


class TestChangeOfTerm(TownTestCase):
	"""A township of this run alone, with one station and two deputies of the old term."""

	def setUp(self) -> None:
		super().setUp()
		frappe.set_user("Administrator")
		word = chinese(self.mark)
		self.place = make(
			"Jurisdiction", jurisdiction_name=f"{word}镇", level="Town", parent_jurisdiction=self.world.county
		)
		self.village = make(
			"Jurisdiction", jurisdiction_name=f"{word}村", level="Village", parent_jurisdiction=self.place
		)
		self.body = make(
			"Congress Body",
			body_name=f"试验县{word}镇人民代表大会主席团",
			kind="Township Presidium",
			congress_level="Township Level",
			jurisdiction=self.place,
			chair_title="主席",
			meeting_title="主席团会议",
			fonds_number="0089",
		)
		make("Congress Term", congress_body=self.body, term_number=18, from_date=add_days(today(), -1700))
		self.station = make(
			"Liaison Station",
			station_name=f"{word}村代表联络站",
			short_name=word,
			station_type="Deputy Liaison Station",
			station_level="Village Level",
			jurisdiction=self.village,
		)
		self.district = make(
			"Electoral District",
			district_name=f"{word}镇第一选区",
			jurisdiction=self.village,
			congress_level="Township Level",
			seats=2,
		)
		self.again, self.leaves, self.new = (f"{sign}{word}" for sign in "连离新")
		for name in (self.again, self.leaves):
			deputy = self.world.add_deputy(name, self.station, "Township Level")
			frappe.db.set_value("Deputy Mandate", {"deputy": deputy}, "electoral_district", self.district)
		for key, name, post in (
			("term_clerk", "钟专干", "Township Clerk"),
			("term_chair", "任主席", "Township Chair"),
		):
			self.world.add_person(key, name, post, jurisdiction=self.place)
		frappe.db.commit()

	def sheet(self) -> dict:
		book = openpyxl.Workbook()
		for row in (
			("当选代表名单",),
			HEAD,
			(1, self.again, "女", "1970.2", "镇", f"{chinese(self.mark)}镇第一选区"),
			(2, self.new, "男", "1988.5", "镇", f"{chinese(self.mark)}镇第一选区"),
		):
			book.active.append(row)
		stream = io.BytesIO()
		book.save(stream)
		kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
		return {"name": "当选.xlsx", "mimeType": kind, "buffer": stream.getvalue()}

	def step(self, page: Page, title: str):
		return page.locator(".liaison-steps > li", has=page.locator("strong", has_text=title))

	def begun_by_administrator(self) -> str:
		page = self.page_of("admin")
		self.open(page, "end-of-term/new")
		page.wait_for_function("cur_frm?.doctype === 'End of Term'")
		page.evaluate("body => cur_frm.set_value('congress_body', body)", self.body)
		page.evaluate("cur_frm.set_value('first_session_on', frappe.datetime.get_today())")
		desk.settle(page)
		page.locator(".page-head:visible .primary-action:visible").click()
		expect(self.step(page, "结束上届")).to_contain_text("2名代表的任期同时结束")
		self.shot(page, "end-of-term-prepared")
		self.step(page, "结束上届").get_by_role("button", name="开始新一届").click()
		page.locator(".modal.show .btn-primary:visible").click()
		expect(self.step(page, "结束上届")).to_contain_text("第十八届 → 第十九届")
		return page.evaluate("cur_frm.docname")

	def open_list(self, page: Page, step: str, label: str):
		line = self.step(page, step).locator(".liaison-step-list", has_text=label)
		line.get_by_role("button").click()
		return desk.opened(page, label)

	def test_from_the_old_term_to_the_new(self):
		name = self.begun_by_administrator()
		self.clerk_takes_in_the_elected(name)
		self.chair_confirms(name)
		clerk = self.page_of("term_clerk")
		self.open(clerk, f"end-of-term/{name}")
		self.clerk_takes_over(clerk)
		self.clerk_settles(clerk)
		self.assertEqual(self.english_words(clerk.locator(".liaison-steps").inner_text()), [])
		admin = self.page_of("admin")
		self.open(admin, f"end-of-term/{name}")
		self.step(admin, "移交").get_by_role("button", name="完成换届").click()
		expect(self.step(admin, "移交").locator(".liaison-step-done")).to_be_visible()
		self.shot(admin, "end-of-term-completed")
		self.assertEqual(self.stored("End of Term", name, ["stage"]).stage, "Term Change Completed")
		self.assertEqual(self.stored("Deputy", {"deputy_name": self.new}, ["station"]).station, self.station)
		self.assertIsNone(self.stored("Deputy", {"deputy_name": self.leaves}, ["station"]).station)

	def clerk_takes_in_the_elected(self, name: str) -> None:
		page = self.page_of("term_clerk")
		self.open(page, f"end-of-term/{name}")
		self.step(page, "录入当选代表").get_by_role("button", name="当选代表名单").click()
		kind = page.locator("select[data-fieldname=kind]:visible")
		expect(kind.locator("option:checked")).to_have_text("当选代表名单")
		page.locator("select[data-fieldname=township]:visible").select_option(label=f"{chinese(self.mark)}镇")
		desk.settle(page)
		page.locator("input[type=file][accept='.xlsx']").set_input_files(self.sheet())
		result = page.locator(".excel-sheets-result")
		expect(result).to_contain_text("连任：镇", timeout=JOB_SECONDS * 1000)
		self.shot(page, "end-of-term-elected")
		page.get_by_role("button", name="确认导入").click()
		expect(result).to_contain_text("导入完成", timeout=JOB_SECONDS * 1000)

	def chair_confirms(self, name: str) -> None:
		page = self.page_of("term_chair", viewport=PHONE)
		self.open(page, f"end-of-term/{name}")
		self.assertFits(page)
		self.step(page, "确认代表资格").get_by_role("button", name="确认2名").click()
		dialog = desk.opened(page, "确认代表资格")
		self.shot(page, "end-of-term-confirm-phone")
		dialog.locator(".btn-primary:visible").click()
		expect(self.step(page, "确认代表资格")).to_contain_text("已确认2名，未确认0名")

	def clerk_takes_over(self, page: Page) -> None:
		dialog = self.open_list(page, "从上届延续", "新任代表进站")
		expect(dialog).to_contain_text("本选区上届代表所在的联络站")
		self.shot(page, "end-of-term-placements")
		dialog.locator(".btn-primary:visible").click()
		expect(self.step(page, "从上届延续")).to_contain_text("没有待确认的建议")

	def clerk_settles(self, page: Page) -> None:
		dialog = self.open_list(page, "了结离任代表的事项", "离任代表的进站安排")
		expect(dialog.locator(".liaison-ticked-row")).to_have_count(1)
		expect(dialog).to_contain_text(self.leaves)
		dialog.locator(".btn-primary:visible").click()
		expect(self.step(page, "了结离任代表的事项")).to_contain_text("没有遗留事项")


class TestLeavingInMidTerm(TestChangeOfTerm):
	"""A deputy of the same township moves away: the clerk settles it from the deputy's own form."""

	test_from_the_old_term_to_the_new = None

	def test_the_deputy_s_form_lists_it_and_ends_it(self):
		deputy = frappe.db.get_value("Deputy", {"deputy_name": self.leaves})
		mandate = frappe.db.get_value("Deputy Mandate", {"deputy": deputy})
		self.prepare(
			"term_chair",
			"Deputy Mandate",
			mandate,
			"Terminate Mandate",
			termination_reason="Moved Away",
			terminated_on=today(),
		)
		frappe.db.commit()
		page = self.page_of("term_clerk")
		self.open(page, f"deputy/{deputy}")
		expect(page.locator(".form-message:visible")).to_contain_text("离任代表的进站安排：1")
		page.locator(".page-head:visible .custom-actions .btn", has_text="办理离任事项").click()
		dialog = desk.opened(page, "离任事项")
		# the last day in office is today
		expect(desk.field(dialog, "day")).to_have_value(add_days(today(), 1))
		self.shot(page, "leaving-in-mid-term")
		self.assertEqual(self.english_words(dialog.locator(".liaison-ticked-row").inner_text()), [])
		dialog.locator(".btn-primary:visible").click()
		expect(
			page.locator(".page-head:visible .custom-actions .btn", has_text="办理离任事项")
		).to_have_count(0)
		placement = self.stored("Station Placement", {"deputy": deputy}, ["to_date"])
		self.assertEqual(str(placement.to_date), today())

"""Limits on the screen: own work of the day, colours in lists and forms, the text for the WeChat group."""

import frappe
from frappe.utils import add_days, today
from playwright.sync_api import Page, expect

from tests.browser.base import PHONE, BrowserTestCase
from tests.browser.town import Town, marker

TICKET, ORDER = "Opinion Ticket", "Dispatch Order"

expect.set_options(timeout=30_000)


class TodaysWorkInBrowser(BrowserTestCase):
	"""One matter of 丙镇 late at the clerk's, one order of its water office due in three days."""

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.town = Town.of(cls.world)
		cls.mark = marker()
		cls.late = cls.town.registered(f"巷口路灯不亮({cls.mark})")
		frappe.db.set_value(TICKET, cls.late, "state_due", add_days(today(), -3))
		frappe.db.commit()
		handed_over = cls.town.dispatched(f"水渠垮了一段({cls.mark})", cls.town.water, days=3)
		cls.order = frappe.db.get_value(ORDER, {"opinion_ticket": handed_over})
		# what waits is its signature: that is due on the same day as the reply
		frappe.db.set_value(ORDER, cls.order, "step_due", add_days(today(), 3))
		frappe.db.commit()

	def number(self, doctype: str, name: str) -> str:
		return self.stored(doctype, name, ["number"]).number

	def without_clipboard(self, page: Page) -> None:
		"""As on a plain http address in the office's network, where scripts have no clipboard."""
		page.add_init_script(
			"""Object.defineProperty(window, "isSecureContext", { value: false });
			document.addEventListener("copy", () => { window.copied = document.activeElement.value; });"""
		)

	def test_the_clerk_sees_what_is_late_and_copies_the_text(self) -> None:
		page = self.page_of("town_clerk")
		self.without_clipboard(page)
		self.open(page, "todays-work")
		work = page.locator(".liaison-todays-work")
		line = work.locator("li", has_text=self.number(TICKET, self.late))
		expect(line.locator(".liaison-overdue")).to_contain_text(add_days(today(), -3))
		self.shot(page, "todays-work")
		self.assertEqual(self.english_words(self.drawn_text(page.locator("body"))), [])
		page.get_by_role("button", name="一键复制").click()
		expect(page.get_by_text("已复制")).to_be_visible()
		copied = page.evaluate("window.copied")
		self.assertIn(self.number(TICKET, self.late), copied)
		self.assertNotIn("刘大爷", copied)
		self.assertNotIn("路灯", copied)
		line.locator("a").click()
		expect(page.get_by_text("本环节期限").first).to_be_visible()
		expect(page.get_by_text("已超期3天")).to_be_visible()
		self.shot(page, "late-ticket")

	def test_the_unit_sees_it_on_a_phone(self) -> None:
		page = self.page_of("town_water", PHONE)
		self.open(page, "todays-work")
		line = page.locator(".liaison-todays-work li", has_text=self.number(ORDER, self.order))
		expect(line.locator(".liaison-due-soon")).to_contain_text(add_days(today(), 3))
		self.assertLessEqual(page.evaluate("document.documentElement.scrollWidth"), PHONE["width"])
		self.shot(page, "todays-work-phone")
		line.locator("a").click()
		expect(page.get_by_text("还剩3天")).to_be_visible()
		self.shot(page, "order-phone")

	def test_lists_show_the_colour_that_the_form_says(self) -> None:
		page = self.page_of("town_clerk")
		self.open(page, f"opinion-ticket?name={self.late}")
		expect(page.locator(".list-row .liaison-overdue")).to_have_attribute("title", "已超期3天")
		self.shot(page, "late-in-list")

	def test_the_settings_say_which_year_is_not_known(self) -> None:
		page = self.page_of("admin")
		self.open(page, "liaison-settings")
		expect(page.get_by_text("工作日调整").first).to_be_visible()
		self.shot(page, "settings-limits")
		self.assertEqual(self.english_words(self.drawn_text(page.locator(".layout-main:visible").first)), [])

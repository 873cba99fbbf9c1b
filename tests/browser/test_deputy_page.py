"""A deputy logs in on the login page and arrives at the own page, which fits a phone."""

import re

import frappe
from playwright.sync_api import Page, Route, expect

from tests.base import PASSWORD
from tests.browser.base import PHONE
from tests.browser.town import TICKET, VISIT, TownTestCase


class TestDeputyPage(TownTestCase):
	"""With the town's deputy, who has no desk."""

	def test_login_leads_to_the_own_page_and_log_out_back(self):
		ticket = self.stored(TICKET, self.registered(), ["number", "subject"])
		context = self.browser.new_context(viewport=PHONE, locale="zh-CN", timezone_id="Asia/Shanghai")
		self.contexts.append(context)
		page = context.new_page()
		page.goto(f"{self.url}/login")
		page.fill("#login_email", self.world.users["town_deputy"])
		page.fill("#login_password", PASSWORD)
		page.keyboard.press("Enter")
		page.wait_for_url(f"{self.url}/deputy")
		expect(page.locator("h1")).to_have_text("我接待的选民意见")
		row = page.locator(".deputy-page li", has_text=ticket.number)
		expect(row).to_contain_text(ticket.subject)
		expect(row).to_contain_text("在册待梳理")
		self.assertFits(page)
		# what voters said bears the marks of earlier runs
		page.evaluate("document.querySelectorAll('.deputy-ticket-subject').forEach((one) => one.remove())")
		self.assertEqual(self.english_words(page.locator("body").inner_text()), [])
		self.shot(page, "deputy-page-phone")
		# the desk is not theirs; its one button leads back here
		page.goto(f"{self.url}/app")
		page.get_by_role("link", name="登录").click()
		page.wait_for_url(f"{self.url}/deputy")
		page.get_by_role("button", name="退出登录").click()
		page.wait_for_url(f"{self.url}/login")
		page.goto(f"{self.url}/deputy")
		page.wait_for_url(f"{self.url}/login?redirect-to=/deputy")


class TestDeputyRegistersOnPhone(TownTestCase):
	"""What a voter said on a visit, written down on the doorstep."""

	def form(self, query: str = "?opinion=new") -> Page:
		page = self.page_of("town_deputy", PHONE)
		page.goto(f"{self.url}/deputy{query}")
		return page

	def press(self, page: Page) -> None:
		page.get_by_role("button", name="保存并登记").click()

	def count(self) -> int:
		frappe.db.rollback()
		return frappe.db.count(TICKET, {"content": ("like", f"%{self.mark}%")})

	def test_what_may_be_the_same_is_offered_while_it_is_written(self):
		before = self.stored(TICKET, self.registered(), ["name", "number"])
		page = self.form()
		content = page.get_by_label("反映的问题与意见")
		offer = page.locator("#deputy-earlier")
		expect(offer).to_be_hidden()
		content.fill(self.matter)
		page.get_by_label("反映人姓名").click()
		expect(offer).to_contain_text("可能重复的意见")
		card = offer.locator(".deputy-card", has_text=before.number)
		expect(card.locator("mark").first).to_be_visible()
		self.assertTrue(card.get_attribute("href").endswith(before.name))
		self.whole_screen(page, "deputy-earlier-phone")
		# a line that breaks takes nothing away and says nothing
		page.route("**/*earlier_matters", lambda route: route.abort())
		content.fill(f"{self.matter}请尽快")
		page.get_by_label("反映人姓名").click()
		expect(offer).to_be_hidden()
		expect(content).to_have_value(f"{self.matter}请尽快")
		self.complaints = [one for one in self.complaints if "Failed to load resource" not in one]

	def whole_screen(self, page: Page, name: str) -> None:
		self.assertFits(page)
		text = page.locator("body").inner_text().replace(self.mark, "")
		self.assertEqual(self.english_words(text), [])
		page.screenshot(path=self.artifacts / f"{name}.png", full_page=True)

	def test_from_the_list_to_the_number_and_the_officers_list(self):
		page = self.form("")
		page.get_by_role("link", name="登记选民意见").click()
		expect(page.locator("h1")).to_have_text("登记选民意见")
		expect(page.locator(".deputy-notice")).to_contain_text("个人信息处理告知")
		said = page.locator(".deputy-said")
		self.press(page)
		expect(said).to_have_text("请填写：反映的问题与意见")
		page.get_by_label("反映的问题与意见").fill(self.matter)
		page.get_by_label("村（社区）").select_option("东川村")
		page.get_by_label("反映人电话").fill("12345")
		self.press(page)
		expect(said).to_contain_text("反映人姓名")
		page.get_by_label("反映人姓名").fill("刘大爷")
		self.press(page)
		expect(said).to_contain_text("反映人电话")
		self.whole_screen(page, "deputy-opinion-phone")
		# nothing typed is lost, not even by a reload
		page.reload()
		expect(page.get_by_label("反映的问题与意见")).to_have_value(self.matter)
		expect(page.get_by_label("村（社区）")).to_have_value("东川村")
		page.get_by_label("反映人电话").fill("13812345678")
		page.locator("summary").click()
		page.get_by_label("代表处理建议").fill("建议春耕前修复。")
		self.complaints.clear()
		self.assertEqual(self.count(), 0)
		self.press(page)
		done = page.locator(".deputy-done")
		expect(done).to_have_text(re.compile("^已登记，编号意〔[0-9]{4}〕第[0-9]+号。"))
		row = page.locator(".deputy-card", has_text=self.mark)
		expect(row).to_have_count(1)
		self.whole_screen(page, "deputy-registered-phone")
		self.assertEqual(self.count(), 1)
		ticket = self.stored(TICKET, {"content": self.matter}, ["number", "visit", "reporter"])
		self.assertIn(ticket.number, done.inner_text())
		self.assertEqual(ticket.reporter, "刘*爷")
		self.assertEqual(self.stored(VISIT, ticket.visit, ["channel"]).channel, "Home Visit")
		# sent is not kept
		page.goto(f"{self.url}/deputy?opinion=new")
		expect(page.get_by_label("反映的问题与意见")).to_have_value("")
		officer = self.page_of("town_officer")
		self.open(officer, self.ticket_list())
		expect(officer.locator(".list-row", has_text=self.mark)).to_be_visible()
		self.open(officer, f"constituent-visit/{ticket.visit}")
		expect(officer.locator("body")).to_contain_text(ticket.number)

	def test_a_broken_line_loses_nothing_and_a_second_press_makes_no_second_one(self):
		page = self.form()
		page.get_by_label("反映的问题与意见").fill(self.matter)
		page.get_by_text("匿名", exact=True).click()
		expect(page.get_by_label("反映人姓名")).to_be_hidden()

		def cut(route: Route) -> None:
			# the server has it, its answer gets lost on the way
			route.fetch()
			route.abort()

		page.route("**/api/method/*register_opinion", cut)
		self.press(page)
		said = page.locator(".deputy-said")
		expect(said).to_have_text("未能发送，您填写的内容已保留，请重试。")
		self.complaints.clear()
		page.unroute("**/api/method/*register_opinion")
		button = page.get_by_role("button", name="保存并登记")
		button.dblclick()
		expect(page.locator(".deputy-done")).to_be_visible()
		expect(page.locator(".deputy-card", has_text=self.mark)).to_have_count(1)
		self.assertEqual(self.count(), 1)

	def test_who_logs_out_leaves_no_voters_name_on_the_phone(self):
		page = self.form()
		page.get_by_label("反映人姓名").fill("刘大爷")
		kept = "JSON.stringify(localStorage).includes('刘大爷')"
		self.assertTrue(page.evaluate(kept))
		page.get_by_role("button", name="退出登录").click()
		page.wait_for_url(f"{self.url}/login")
		self.assertFalse(page.evaluate(kept))

	def test_whose_login_ended_is_told_so(self):
		page = self.form()
		page.get_by_label("反映的问题与意见").fill(self.matter)
		page.context.clear_cookies()
		self.press(page)
		expect(page.locator(".deputy-said")).to_contain_text("请重新登录")
		self.complaints.clear()
		self.assertEqual(self.count(), 0)

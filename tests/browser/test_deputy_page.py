"""A deputy logs in on the login page and arrives at the own page, which fits a phone."""

from playwright.sync_api import expect

from tests.base import PASSWORD
from tests.browser.base import PHONE
from tests.browser.town import TICKET, TownTestCase


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

"""The scoring page as its people use it: a station's officer at the desk, the chair on a phone."""

import frappe
from playwright.sync_api import Page, expect

from deputy_liaison.liaison_network.doctype.station_assessment.station_assessment import open_round
from tests.browser import desk
from tests.browser.base import PHONE
from tests.browser.town import TownTestCase

ASSESSMENT = "Station Assessment"


class TestScoreStations(TownTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.scheme = frappe.get_doc("Assessment Scheme", {"disabled": 0})
		used = set(frappe.get_all(ASSESSMENT, pluck="assessment_year"))
		# what earlier runs committed is past its self-score
		self.year = next(year for year in range(2001, 2027) if year not in used)
		frappe.set_user(self.world.users["county_officer"])
		open_round(self.year, self.scheme.name)
		frappe.db.commit()
		frappe.set_user("Administrator")
		self.assessment = frappe.db.get_value(
			ASSESSMENT, {"station": self.town.station, "assessment_year": self.year}
		)

	def choose_round(self, page: Page) -> None:
		self.open(page, "score-stations")
		desk.settle(page)
		page.locator('.page-form [data-fieldname="assessment_year"] select').select_option(str(self.year))
		desk.settle(page)

	def assessed(self) -> frappe._dict:
		return self.stored(ASSESSMENT, self.assessment, ["workflow_state", "self_total", "review_total"])

	def hand_on(self, page: Page, action: str) -> None:
		page.locator(".page-head:visible .primary-action:visible", has_text=action).click()
		desk.press(desk.opened(page, "确认"))
		expect(page.locator(".score-notes .alert-success")).to_contain_text(f"{action}：已办理1个站。")

	def test_from_the_stations_desk_to_the_chairs_phone(self):
		page = self.page_of("town_officer")
		self.choose_round(page)
		cells = page.locator(".score-grid input.score-input")
		expect(cells).to_have_count(23)
		cells.nth(0).fill("9")
		cells.nth(0).blur()
		expect(page.locator(".score-grid td.score-fault")).to_have_attribute("title", "9不在0至3分之间。")
		for position, criterion in enumerate(self.scheme.criteria):
			cells.nth(position).fill(f"{criterion.points:g}")
			cells.nth(position).press("Enter")
			cells.nth(position).blur()
			desk.settle(page)
		expect(page.locator(".score-grid td.score-fault")).to_have_count(0)
		expect(page.locator(".score-grid td.score-total")).to_have_text("100")
		self.hand_on(page, "提交自评")
		self.assertEqual(self.assessed().workflow_state, "Assessment Self-Scored")

		page = self.page_of("town_chair", viewport=PHONE)
		self.choose_round(page)
		page.locator(".score-card", has_text="东川村代表联络站").click()
		expect(page.locator(".score-item")).to_have_count(23)
		item = page.locator(".score-item").nth(4)
		self.assertIn("自评分 3", item.inner_text())
		item.locator(".score-input").fill("2")
		item.locator(".score-input").blur()
		expect(page.locator(".score-unsaid")).to_have_count(1)
		item.locator(".score-reason").fill("标牌不统一")
		item.locator(".score-reason").blur()
		expect(page.locator(".score-unsaid")).to_have_count(0)
		expect(page.locator(".score-sum")).to_have_text("总分 99")
		self.assertFits(page)
		self.hand_on(page, "镇级复评")
		self.assertEqual(
			self.assessed(),
			{
				"workflow_state": "Assessment Reviewed",
				"self_total": 100,
				"review_total": 99,
			},
		)

"""A deputy writes, hands in, signs for and rates a suggestion on the phone; another signs it with her."""

import frappe
from frappe.utils import add_days, today
from playwright.sync_api import Page, expect

from deputy_liaison.scope import forget_posts
from tests.base import full_reply
from tests.browser.base import PHONE
from tests.browser.town import ORDER, TownTestCase

SUGGESTION = "Deputy Suggestion"
SCAN = "/private/files/scan.pdf"


class TestSuggestionOnPhone(TownTestCase):
	"""李春华 leads, 白一民 signs with her; both are deputies of 丙镇."""

	def setUp(self) -> None:
		super().setUp()
		frappe.db.rollback()
		frappe.set_user("Administrator")
		self.second = self.world.add_deputy("白一民", self.town.station, "Township Level")
		self.world.add_person("town_second", "白一民", "Deputy", deputy=self.second)
		frappe.db.commit()
		forget_posts()
		self.title = f"关于修复水渠的建议{self.mark}"

	def phone(self, key: str, query: str = "?list=suggestions") -> Page:
		page = self.page_of(key, PHONE)
		page.goto(f"{self.url}/deputy{query}")
		return page

	def open_it(self, page: Page) -> None:
		page.goto(f"{self.url}/deputy?list=suggestions")
		page.locator(".deputy-card", has_text=self.title).click()
		expect(page.locator("h2")).to_have_text(self.title)

	@staticmethod
	def unfold(page: Page, action: str) -> None:
		"""Show the form of an action; the only one there is shown already."""
		action_of = page.locator(".deputy-action", has=page.locator("summary", has_text=action))
		if action_of.get_attribute("open") is None:
			action_of.locator("summary").click()

	def whole_screen(self, page: Page, name: str) -> None:
		self.assertFits(page)
		text = page.locator("body").inner_text().replace(self.mark, "")
		self.assertEqual(self.english_words(text), [])
		page.screenshot(path=self.artifacts / f"{name}.png", full_page=True)

	def write(self, page: Page) -> None:
		page.get_by_role("link", name="写建议").click()
		page.locator("[name=suggestion_title]").fill(self.title)
		page.locator("[name=reasons]").fill("三组水渠垮塌，无法灌溉。")
		page.locator("[name=proposals]").fill("请于春耕前修复。")
		page.locator("#deputy-find").fill("白一")
		page.locator("label[data-find=白一民]").click()

	def test_what_is_typed_before_the_script_is_there_outlives_a_reload_too(self):
		page = self.phone("town_deputy")
		page.get_by_role("link", name="写建议").click()
		page.locator("[name=reasons]").wait_for()
		address = page.url
		# a slow line: the script comes after the first words
		page.route("**/frappe-web*.js", lambda route: (page.wait_for_timeout(3_000), route.continue_()))
		page.goto(address, wait_until="commit")
		page.locator("[name=reasons]").fill("三组水渠垮塌，无法灌溉。")
		page.wait_for_load_state("networkidle")
		page.unroute("**/frappe-web*.js")
		page.reload()
		expect(page.locator("[name=reasons]")).to_have_value("三组水渠垮塌，无法灌溉。")

	def test_what_is_typed_outlives_a_reload_and_is_handed_in_by_both(self):
		page = self.phone("town_deputy")
		self.write(page)
		page.reload()
		expect(page.locator("[name=reasons]")).to_have_value("三组水渠垮塌，无法灌溉。")
		expect(page.locator(f"[name=cosigner][value='{self.second}']")).to_be_checked()
		self.whole_screen(page, "deputy-paper-phone")
		page.get_by_role("button", name="保存，下一步提交").click()
		expect(page.locator("h2")).to_have_text(self.title)
		expect(page.locator(".deputy-signers")).to_contain_text("尚未确认")
		self.unfold(page, "提交建议")
		page.get_by_role("button", name="提交建议").click()
		expect(page.locator(".deputy-said:visible")).to_contain_text("白一民")
		self.complaints.clear()
		other = self.phone("town_second")
		self.open_it(other)
		self.unfold(other, "确认联名")
		other.get_by_role("button", name="确认联名").click()
		expect(other.locator(".deputy-signers")).to_contain_text("系统确认")
		self.open_it(page)
		self.unfold(page, "提交建议")
		page.get_by_role("button", name="提交建议").click()
		expect(page.locator(".indicator-pill").first).to_have_text("已提交")
		self.whole_screen(page, "deputy-suggestion-phone")
		# sent is not kept: a new paper begins empty
		page.goto(f"{self.url}/deputy?paper=new")
		expect(page.locator("[name=reasons]")).to_have_value("")

	def handed_in(self) -> str:
		"""A suggestion that was handed in and accepted."""
		frappe.db.rollback()
		frappe.set_user(self.world.users["town_deputy"])
		body = frappe.db.get_value("Congress Body", {"jurisdiction": self.town.name})
		paper = {
			"doctype": SUGGESTION,
			"congress_body": body,
			"occasion": "Between Sessions",
			"lead_deputy": self.town.deputy,
			"suggestion_title": self.title,
			"reasons": "三组水渠垮塌。",
			"proposals": "请修复。",
		}
		name = frappe.get_doc(paper).insert().name
		frappe.db.commit()
		frappe.set_user("Administrator")
		self.prepare("town_deputy", SUGGESTION, name, "Submit Suggestion")
		self.prepare("town_clerk", SUGGESTION, name, "Accept Suggestion")
		return name

	def test_returned_it_says_why_and_is_new_once(self):
		name = self.handed_in()
		note = "请分开写，一事一议；另请写明涉及的村组和户数，便于承办单位核实。"
		self.prepare("town_clerk", SUGGESTION, name, "Return Suggestion to Deputy", note)
		page = self.phone("town_deputy")
		card = page.locator(".deputy-card", has_text=self.title)
		expect(card.locator(".deputy-new")).to_contain_text("退回修改，理由见本人页面。")
		self.whole_screen(page, "deputy-news-phone")
		with page.expect_response("**/*note_seen"):
			card.click()
		expect(page.locator(".deputy-reason")).to_contain_text(note)
		expect(page.locator(".deputy-news li")).to_have_count(2)
		page.locator("summary", has_text="办理经过").click()
		self.whole_screen(page, "deputy-returned-phone")
		page.goto(f"{self.url}/deputy?list=suggestions")
		expect(card).to_be_visible()
		expect(card.locator(".deputy-new")).to_have_count(0)

	def replied(self) -> str:
		"""A suggestion whose reply waits for its deputy."""
		name = self.handed_in()
		step = self.prepare
		step(
			"town_clerk",
			SUGGESTION,
			name,
			"File Suggestion",
			category=frappe.db.get_value("Opinion Category", {"category_name": "饮水水利"}),
			lead_unit=self.town.water,
			responsible_person="站长",
			publicity="Whole Text",
			proposal="拟请水务站主办。",
		)
		step(
			"town_chair",
			SUGGESTION,
			name,
			"Dispatch Suggestion",
			due_date=add_days(today(), 30),
			approval="同意。",
		)
		order = frappe.db.get_value(ORDER, {"deputy_suggestion": name})
		step("town_water", ORDER, order, "Acknowledge Order", acknowledged_by="水经办", handler="水经办")
		frappe.set_user(self.world.users["town_water"])
		for stage in ("After the Dispatch", "During the Handling", "Before the Reply"):
			frappe.get_doc(
				{
					"doctype": "Handling Meeting",
					"dispatch_order": order,
					"meeting_stage": stage,
					"met_on": today(),
					"participants": "李春华",
					"outcome": "商定方案。",
				}
			).insert()
		frappe.db.commit()
		frappe.set_user("Administrator")
		letter = full_reply(
			reply_number="丙水〔2026〕3号", signed_by="站长", reply_scan=SCAN, sent_to_signers=1
		)
		step("town_water", ORDER, order, "Reply to Order", **letter)
		return name

	def test_signs_for_the_reply_and_rates_it_with_a_reason(self):
		name = self.replied()
		page = self.phone("town_deputy")
		card = page.locator(".deputy-card", has_text=self.title)
		expect(card).to_contain_text("已答复，请签收")
		card.click()
		expect(page.locator(".deputy-reply").first).to_contain_text("水渠已修复通水。")
		self.unfold(page, "签收答复")
		page.get_by_role("button", name="签收答复").click()
		expect(page.locator(".indicator-pill").first).to_have_text("待评价")
		self.unfold(page, "评价：不满意")
		page.locator("form[data-act='Rate Suggestion Dissatisfied'] textarea").fill("水渠仍然漏水。")
		self.whole_screen(page, "deputy-rating-phone")
		page.get_by_role("button", name="评价：不满意").click()
		expect(page.locator("dd", has_text="不满意")).to_be_visible()
		rated = self.stored(SUGGESTION, name, ["result_rating", "rating_reason", "rating_source"])
		self.assertEqual(tuple(rated.values()), ("Dissatisfied", "水渠仍然漏水。", "In This System"))

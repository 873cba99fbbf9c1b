"""Many tickets at once from the list in real Chromium: the clerk proposes, the chair approves, one is refused."""

import re

import frappe
from playwright.sync_api import Locator, Page, expect

from deputy_liaison import batch
from tests.browser import desk
from tests.browser.base import JOB_SECONDS, PHONE
from tests.browser.town import TICKET, TownTestCase

COUNT = 25
MERGE = "合并到其他意见"
OWN_MATTER = "拟办人不能审批自己拟办的意见单"


class TestBatch(TownTestCase):
	"""25 tickets of the town's station."""

	def setUp(self) -> None:
		super().setUp()
		self.tickets = [self.registered() for _number in range(COUNT)]

	def select_all(self, page: Page) -> None:
		"""The list of this test's tickets, all of its rows ticked."""
		self.open(page, f'opinion-ticket?subject=["like","%25{self.mark}%25"]')
		page.locator(".list-paging-area:visible .btn-paging[data-value='100']").click()
		rows = page.locator(".frappe-list:visible .list-row-container:has(.list-row)")
		expect(rows).to_have_count(COUNT)
		desk.settle(page)
		# a list that is drawn once more in the meantime has no row ticked
		ticked = page.locator(".frappe-list:visible .list-row-checkbox:checked")
		for _try in range(5):
			page.locator(".list-header-subject:visible .list-check-all").click()
			desk.settle(page)
			if ticked.count() == COUNT:
				break
		expect(ticked).to_have_count(COUNT)

	def begin(self, page: Page) -> None:
		page.locator(".page-actions:visible .actions-btn-group button").first.click()
		shown = page.locator(".actions-btn-group .dropdown-menu:visible .menu-item-label:visible")
		texts = [text.strip() for text in shown.all_inner_texts()]
		self.assertIn("批量办理", texts)
		for stock in ("分类拟办", "审批并交办"):
			self.assertNotIn(stock, texts)
		shown.filter(has_text="批量办理").click()

	def finished(self, page: Page, title: str) -> Locator:
		"""The window of the run, once all rows were gone through."""
		window = desk.opened(page, title)
		expect(window.locator(".liaison-table-wrap table")).to_be_visible(timeout=JOB_SECONDS * 1000)
		return window

	def results(self, window: Locator) -> list[list[str]]:
		return [
			row.locator("td").all_inner_texts()
			for row in window.locator(".liaison-table-wrap tbody tr").all()
		]

	def propose_all(self) -> None:
		page = self.page_of("town_clerk")
		self.select_all(page)
		self.begin(page)
		dialog = desk.opened(page, f"分类拟办：{COUNT}件")
		desk.choose(dialog, "category", "ys", "饮水水利")
		desk.choose(dialog, "lead_unit", "swz", "丙镇水务站")
		desk.fill(dialog, responsible_person="水务站站长", proposal="请水务站现场查看后修复。")
		self.shot(page, "batch-propose")
		self.assertEqual(self.english_words(self.drawn_text(dialog)), [])
		desk.press(dialog)
		window = self.finished(page, "分类拟办")
		self.assertIn(f"共{COUNT}件，办成{COUNT}件，未办成0件", window.inner_text())
		self.shot(page, "batch-proposed")

	def test_the_clerk_proposes_and_the_chair_approves_with_one_refused(self):
		# the chair has stood in as clerk for one of them
		own = self.tickets[7]
		self.propose_all()
		self.prepare("town_chair", TICKET, own, "Return Ticket to Clerk", "请核对单位。")
		again = {"lead_unit": self.town.water, "proposal": "请水务站现场查看后修复。"}
		proposal = self.ticket(own)
		self.prepare(
			"town_both",
			TICKET,
			own,
			"Propose Ticket",
			**again,
			category=proposal.category,
			authority_level="Township Level",
			proposed_route="Dispatch to Unit",
			due_date=str(proposal.due_date),
			responsible_person="水务站站长",
		)
		page = self.page_of("town_both")
		self.select_all(page)
		self.begin(page)
		choice = desk.opened(page, "批量办理")
		self.shot(page, "batch-actions")
		choice.get_by_role("button", name="审批并交办").click()
		dialog = desk.opened(page, f"审批并交办：{COUNT}件")
		self.shot(page, "batch-approve")
		desk.press(dialog)
		window = self.finished(page, "审批并交办")
		self.assertIn(f"共{COUNT}件，办成{COUNT - 1}件，未办成1件", window.inner_text())
		results = self.results(window)
		self.assertEqual(len(results), COUNT)
		self.assertEqual(results[0][0], proposal.number)
		self.assertIn(OWN_MATTER, results[0][2])
		self.assertEqual({result[2] for result in results[1:]}, {"完成"})
		self.assertEqual(self.english_words(window.inner_text()), [])
		self.shot(page, "batch-approved")
		frappe.db.rollback()
		states = frappe.get_all(TICKET, {"name": ("in", self.tickets)}, ["name", "workflow_state"])
		self.assertEqual({one.name for one in states if one.workflow_state != "Ticket In Handling"}, {own})
		# the result's first row leads to the ticket that was refused
		window.locator("tbody tr a").first.click()
		page.wait_for_function("name => cur_frm?.docname === name", arg=own)

	def test_the_result_is_found_again_and_fits_a_phone(self):
		frappe.db.rollback()
		frappe.set_user(self.world.users["town_clerk"])
		try:
			rows = [
				{"name": one.name, "modified": str(one.modified)}
				for one in frappe.get_all(TICKET, {"name": ("in", self.tickets[:3])}, ["name", "modified"])
			]
			# nothing filled in: all three are refused with what is missing
			batch.start(TICKET, "Propose Ticket", rows)
			frappe.db.commit()
		finally:
			frappe.set_user("Administrator")
		page = self.page_of("town_clerk", viewport=PHONE)
		self.open(page, self.ticket_list())
		runs = desk.open_from_menu(page, "我的批量办理")
		runs.get_by_role("button", name="分类拟办").first.click()
		window = desk.opened(page, "分类拟办")
		self.assertIn("共3件，办成0件，未办成3件", window.inner_text())
		self.assertIn("请填写", self.results(window)[0][2])
		self.assertFits(page)
		self.shot(page, "batch-result-phone")


class TestEarlierMatters(TownTestCase):
	"""What may be the same matter, beside the one at hand."""

	def test_the_officer_sees_it_under_the_matter_while_typing(self):
		self.registered()
		page = self.page_of("town_officer")
		self.open(page, "constituent-visit/new")
		page.wait_for_function("cur_frm?.doc?.station && cur_frm.matter_entry")
		desk.settle(page)
		entry = page.locator(".matter-block textarea[data-fieldname='content']").first
		entry.click()
		entry.press_sequentially(f"三组的水渠{self.mark}塌了,浇不上地,请修好。", delay=20)
		entry.press("Tab")
		offer = page.locator(".liaison-earlier:visible")
		expect(offer).to_contain_text("可能重复的意见")
		expect(offer).to_contain_text("在册待梳理")
		self.assertIn("水渠", offer.locator("mark").all_inner_texts())
		self.assertIn(f"三组的水渠{self.mark}塌了", entry.input_value())
		self.shot(page, "earlier-while-typing")
		self.assertFits(page)

	def test_a_look_up_that_fails_says_nothing_and_loses_nothing(self):
		page = self.page_of("town_officer")
		page.route("**/api/method/deputy_liaison.opinions.duplicates.*", lambda route: route.abort())
		self.open(page, "constituent-visit/new")
		page.wait_for_function("cur_frm?.doc?.station && cur_frm.matter_entry")
		desk.settle(page)
		entry = page.locator(".matter-block textarea[data-fieldname='content']").first
		entry.fill(self.matter)
		entry.press("Tab")
		page.wait_for_timeout(1500)
		self.assertEqual(entry.input_value(), self.matter)
		expect(page.locator(desk.MESSAGE)).to_have_count(0)
		self.complaints = [one for one in self.complaints if "Failed to load resource" not in one]

	def test_the_clerk_sees_it_on_the_ticket(self):
		before, now = self.registered(), self.registered()
		page = self.page_of("town_clerk")
		self.open(page, f"opinion-ticket/{now}")
		offer = page.locator(".liaison-earlier:visible")
		expect(offer).to_contain_text("可能重复的意见")
		self.shot(page, "earlier-on-ticket")
		offer.get_by_role("button", name=self.ticket(before).number).click()
		dialog = desk.opened(page, MERGE)
		self.assertEqual(
			page.evaluate("cur_dialog.get_value('main_ticket')"), before, "the other ticket is filled in"
		)
		self.assertEqual(desk.field(dialog, "main_ticket").input_value(), self.ticket(before).number)
		self.shot(page, "earlier-merge")
		dialog.get_by_role("button", name="取消").click()
		expect(dialog).to_be_hidden()
		link = offer.get_by_role("link", name=self.ticket(before).number)
		# beside this page, where something may be half written
		expect(link).to_have_attribute("target", "_blank")
		expect(link).to_have_attribute("href", re.compile(before))

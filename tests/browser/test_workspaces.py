"""After login each role stands before its own work; a card's figure is what its list holds."""

import re

import frappe
from frappe.desk.doctype.number_card.number_card import get_result
from frappe.utils import add_days, today
from playwright.sync_api import Page, expect

from deputy_liaison.opinions.priority import set_priority
from deputy_liaison.scope import forget_posts
from tests.base import PASSWORD
from tests.browser.base import PHONE, BrowserTestCase
from tests.browser.town import Town, marker
from tests.test_own_work_first import all_filters

CARDS = {
	"town_officer": {
		"待反馈": "Tickets To Feed Back",
		"已反馈待评价": "Tickets Awaiting Rating",
		"已答复待告知": "Answers To Be Told",
		"本月来访": "Visits This Month",
	},
	"town_clerk": {
		"在册待梳理": "Tickets To Triage",
		"不满意待重办": "Tickets To Rehandle",
		"办理中已超期": "Tickets Overdue",
		"已办结待归档": "Tickets To Archive",
		"重点督办件": "Priority Items",
		"待回复督办": "Supervisions to Answer",
		"逾期承诺事项": "Promises Overdue",
		"建议待受理审查": "Suggestions To Review",
		"建议办理中": "Suggestions in Handling",
		"建议已超期": "Suggestions Overdue",
	},
	"town_chair": {
		"待审批": "Tickets To Approve",
		"不满意待会商": "Tickets To Review Jointly",
		"会商研究": "Tickets in Joint Review",
		"办理中已超期": "Tickets Overdue",
		"重点督办件": "Priority Items",
		"待回复督办": "Supervisions to Answer",
		"逾期承诺事项": "Promises Overdue",
		"建议待交办": "Suggestions To Dispatch",
		"建议办理中": "Suggestions in Handling",
		"建议已超期": "Suggestions Overdue",
	},
	"town_water": {
		"待签收": "Orders To Acknowledge",
		"签收办理中": "Orders in Handling",
		"7日内到期": "Orders Due Within 7 Days",
		"已超期": "Orders Overdue",
		"待回复督办": "Supervisions to Answer",
		"逾期承诺事项": "Promises Overdue",
		"代表建议办理中": "Orders for Suggestions",
	},
	"admin": {
		"30日内到期的岗位": "Posts Ending Within 30 Days",
		"无账号的单位": "Units Without Account",
		"在用联络站": "Stations in Operation",
		"在任代表": "Deputies in Office",
	},
	"county_officer": {
		"待审批": "Tickets To Approve",
		"办理中": "Tickets in Handling",
		"办理中已超期": "Tickets Overdue",
		"不满意": "Dissatisfied Tickets",
		"重点督办件": "Priority Items",
		"逾期承诺事项": "Promises Overdue",
		"县级建议待受理审查": "County Suggestions To Review",
		"县级建议办理中": "County Suggestions in Handling",
		"县级建议已超期": "County Suggestions Overdue",
	},
}
# cards below the shortcuts, made by reports; each opens its own
RATES = dict.fromkeys(("本月办复率", "本月按期办复率", "本月落实率", "本月综合满意率"), "handling-rates")
FIGURES = {
	"town_officer": {label: RATES[label] for label in ("本月办复率", "本月综合满意率")},
	"town_water": {label: RATES[label] for label in ("本月办复率", "本月按期办复率", "本月综合满意率")},
	"town_clerk": {
		"已建站的村（社区）": "network-coverage",
		"未进站代表": "network-coverage",
		"有差距的联络站": "standard-gaps",
		"逾期未整改问题": "overdue-findings",
		**RATES,
		"本年见面率（代表建议）": "suggestion-rates",
	},
}
FIGURES["town_chair"] = FIGURES["town_clerk"]
FIGURES["county_officer"] = {
	"已建代表之家的乡镇": "network-coverage",
	"有代表的网格": "network-coverage",
	"本年县级预算（万元）": "funding-by-station",
	"达标联络站": "standard-gaps",
	**FIGURES["town_clerk"],
}
TITLES = {
	"town_officer": ("station-work", "联络站工作"),
	"town_clerk": ("township-work", "乡镇工作"),
	"town_chair": ("presidium-work", "主席团工作"),
	"town_water": ("unit-work", "承办工作"),
	"admin": ("liaison-administration", "系统管理"),
	"county_officer": ("county-work", "县级工作"),
}


# the machines that run this are busy
expect.set_options(timeout=20_000)


class Workspaces(BrowserTestCase):
	"""Three matters of 丙镇 stand at the clerk's, at the chair's, and overdue at the water office's."""

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.town = Town.of(cls.world)
		cls.mark = marker()
		cls.town.registered(f"巷口路灯不亮({cls.mark})")
		cls.town.proposed(f"水渠垮了一段({cls.mark})", cls.town.water)
		overdue = cls.town.dispatched(f"井盖松动({cls.mark})", cls.town.water)
		frappe.set_user(cls.world.users["town_chair"])
		forget_posts()
		set_priority("Opinion Ticket", overdue, 1, "群众反映强烈。")
		frappe.set_user("Administrator")
		late = add_days(today(), -3)
		frappe.db.set_value("Opinion Ticket", overdue, {"due_date": late, "state_due": late})
		order = frappe.db.get_value("Dispatch Order", {"opinion_ticket": overdue})
		frappe.db.set_value("Dispatch Order", order, {"due_date": late, "state_due": late})
		frappe.db.commit()

	def figure(self, key: str, card_name: str) -> int:
		"""What the server counts for the person."""
		frappe.db.rollback()
		frappe.set_user(self.world.users[key])
		forget_posts()
		card = frappe.get_doc("Number Card", card_name)
		count = get_result(card.as_json(), all_filters(card))
		frappe.set_user("Administrator")
		return int(count)

	def go_home(self, page: Page, key: str) -> None:
		page.goto(f"{self.url}/app")
		page.wait_for_url(f"**/{TITLES[key][0]}")
		expect(page.locator(".number-widget-box .number")).to_have_count(
			len(CARDS[key]) + len(FIGURES.get(key, ()))
		)
		page.wait_for_load_state("networkidle")
		if page.locator(".dashboard-widget-box").count():
			# a chart that is drawn after its page was left has no width, and stock's script complains
			page.wait_for_timeout(1500)

	def test_login_leads_to_the_own_workspace(self):
		page = self.browser.new_context(locale="zh-CN").new_page()
		self.contexts.append(page.context)
		page.goto(f"{self.url}/login")
		page.locator("#login_email").fill("test_town_clerk")
		page.locator("#login_password").fill(PASSWORD)
		page.locator(".form-login .btn-login").click()
		page.wait_for_url("**/township-work")
		expect(page.locator("#page-Workspaces")).to_contain_text("在册待梳理")

	def test_each_role_sees_its_own_cards_and_nothing_else(self):
		for key, cards in CARDS.items():
			with self.subTest(key):
				page = self.page_of(key)
				self.go_home(page, key)
				title = TITLES[key][1]
				expect(
					page.locator(".page-head:visible .title-text, .workspace-title:visible").first
				).to_have_text(title)
				# not what else a sidebar begins with, such as the app's own name
				labels = page.locator(
					".standard-sidebar-section .standard-sidebar-item:visible .sidebar-item-label"
				)
				self.assertEqual([label.strip() for label in labels.all_text_contents()], [title])
				figures = {
					box.locator(".widget-title").inner_text(): box.locator(".number").inner_text()
					for box in page.locator(".number-widget-box").all()
				}
				shown = {label: int(figure) for label, figure in figures.items() if label in cards}
				self.assertEqual({*figures} - {*cards}, {*FIGURES.get(key, ())})
				self.assertEqual(shown, {label: self.figure(key, name) for label, name in cards.items()})
				self.assertEqual(self.english_words(page.locator(".page-container:visible").inner_text()), [])
				self.shot(page, f"workspace-{key}")
				page.context.close()

	def test_a_card_opens_the_list_that_it_counted(self):
		for key, names in (
			("town_officer", ("本月来访", "待反馈")),
			("town_clerk", ("在册待梳理", "办理中已超期")),
			("town_chair", ("待审批",)),
			("town_water", ("待签收", "7日内到期", "已超期")),
			("admin", ("在用联络站",)),
		):
			page = self.page_of(key)
			for label in names:
				with self.subTest(f"{key}: {label}"):
					self.go_home(page, key)
					box = page.locator(".number-widget-box", has_text=re.compile(rf"^\s*{label}"))
					figure = int(box.locator(".number").inner_text())
					box.locator(".number").click()
					page.locator(".frappe-list:visible .result:visible, .no-result:visible").first.wait_for()
					page.wait_for_load_state("networkidle")
					self.assertEqual(figure, self.figure(key, CARDS[key][label]))
					figure = self.assertCounts(page, key, CARDS[key][label])
					rows = page.locator(".frappe-list:visible .list-row-container:has(.list-row):visible")
					expect(rows).to_have_count(min(figure, 20))
			page.context.close()

	def test_a_card_opens_the_whole_of_what_it_counted_whatever_was_looked_for_before(self):
		page = self.page_of("town_clerk")
		self.go_home(page, "town_clerk")
		# what a list was narrowed to is remembered
		for before in ({"station": self.town.station}, {"station": self.town.station, "subject": self.mark}):
			page.evaluate(
				"before => { frappe.route_options = before; frappe.set_route('List', 'Opinion Ticket'); }",
				before,
			)
			expect(page.locator(".frappe-list:visible .list-row").first).to_be_visible()
			page.wait_for_load_state("networkidle")
			page.wait_for_timeout(2_000)
			self.go_home(page, "town_clerk")
			page.locator(".number-widget-box", has_text="在册待梳理").locator(".number").click()
			page.locator(".frappe-list:visible .list-row").first.wait_for()
			page.wait_for_load_state("networkidle")
			asked = "cur_list.get_filters_for_args().map(([, field, how, value]) => [field, how, value].join(' ')).join()"
			# a title that comes late brings its filter back, and that is taken away again
			page.wait_for_timeout(2_000)
			page.wait_for_function(f"{asked} === 'workflow_state = Ticket Registered'", timeout=10_000)

	def assertCounts(self, page: Page, key: str, card_name: str) -> int:
		"""The open list counts what the server does for its card, at one and the same time; that figure."""
		for _try in range(3):
			figure = self.figure(key, card_name)
			if not figure:
				return figure
			# counted anew, which a list of stock's does not within three seconds
			page.wait_for_timeout(3_200)
			with page.expect_response(re.compile("reportview.get_count")):
				page.evaluate("cur_list.refresh()")
			page.wait_for_load_state("networkidle")
			# a job of an earlier test may have moved a record meanwhile
			if figure == self.figure(key, card_name):
				break
		expect(page.locator(".list-count:visible")).to_contain_text(re.compile(rf"(?<!\d){figure}$"))
		return figure

	def test_a_figure_of_a_report_opens_it(self):
		page = self.page_of("county_officer")
		for label, report in [*FIGURES["county_officer"].items()][1:4]:
			with self.subTest(label):
				self.go_home(page, "county_officer")
				expect(page.locator(".dashboard-widget-box svg.frappe-chart").first).to_be_visible()
				page.locator(".number-widget-box", has_text=label).locator(".number").click()
				page.wait_for_url(re.compile(report.replace("-", "(-|%20| )"), re.IGNORECASE))
				page.wait_for_selector(".query-report:visible, .page-form:visible")
				page.wait_for_load_state("networkidle")

	def test_the_countys_charts_are_drawn_or_say_that_they_are_empty(self):
		page = self.page_of("county_officer")
		self.go_home(page, "county_officer")
		charts = page.locator(".dashboard-widget-box")
		expect(charts).to_have_count(5)
		for number in range(5):
			body = charts.nth(number).locator(".widget-body")
			expect(
				body.locator("svg.frappe-chart:visible, .chart-loading-state:visible").first
			).to_be_visible()
			self.assertEqual(self.english_words(charts.nth(number).inner_text()), [])
		expect(charts.first).to_contain_text("丙镇")
		self.shot(page, "workspace-county-charts")

	def test_a_plain_link_opens_the_whole_list(self):
		page = self.page_of("town_water")
		self.go_home(page, "town_water")
		page.locator(".number-widget-box", has_text="7日内到期").locator(".number").click()
		expect(page.locator(".filter-selector .filter-button:visible")).to_have_text(re.compile("2"))
		page.go_back()
		page.locator(".shortcut-widget-box", has_text="交办单").click()
		row = page.locator(".frappe-list:visible .list-row", has_text=self.mark)
		expect(row.first).to_be_visible()
		expect(page.locator(".filter-selector .filter-button:visible")).not_to_have_text(re.compile(r"\d"))

	def test_a_visit_is_one_click_away(self):
		page = self.page_of("town_officer")
		self.go_home(page, "town_officer")
		page.locator(".shortcut-widget-box", has_text="登记来访").click()
		page.wait_for_url("**/constituent-visit/new*")
		page.wait_for_function("window.cur_frm?.doctype === 'Constituent Visit' && cur_frm.is_new()")

	def test_lists_say_what_is_late(self):
		page = self.page_of("town_water")
		self.go_home(page, "town_water")
		page.locator(".shortcut-widget-box", has_text="交办单").click()
		row = (
			page.locator(".frappe-list:visible .list-row", has_text=self.mark)
			.filter(has_text="井盖松动")
			.first
		)
		expect(row).to_contain_text("【重点督办】井盖松动")
		expect(row.locator(".liaison-overdue")).to_have_text(re.compile(r"\d{4}-\d\d-\d\d"))
		expect(row.locator(".indicator-pill").first).to_have_text(re.compile("已交办"))
		expect(page.locator("#navbar-breadcrumbs")).to_contain_text("承办工作")
		self.shot(page, "list-orders")

	def test_a_phone_shows_the_state_in_words(self):
		page = self.page_of("town_water", viewport=PHONE)
		self.go_home(page, "town_water")
		page.locator(".shortcut-widget-box", has_text="交办单").click()
		row = page.locator(".frappe-list:visible .list-row", has_text=self.mark).first
		# of two columns with a state the last one stands
		expect(row.locator(".indicator-pill:visible").first).to_be_visible()
		wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
		self.assertLessEqual(wide, 0)
		self.shot(page, "list-orders-phone")

	def test_search_leads_to_own_lists_alone(self):
		page = self.page_of("town_clerk")
		self.go_home(page, "town_clerk")
		search = page.locator("#navbar-search:visible, .navbar-modal-search:visible").first
		offered = page.locator(".awesomplete li:visible")
		search.fill("意见单")
		expect(offered.filter(has_text="意见单").first).to_be_visible()
		search.fill("文件")
		page.wait_for_timeout(600)
		# the framework's own list of files is not among them
		self.assertEqual([text for text in offered.all_inner_texts() if "列表" in text], ["政策文件列表"])

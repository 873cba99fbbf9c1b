"""A voter at a phone, without an account: scan, hand in, look up, rate, find a deputy; and the desk behind it."""

import re

import frappe
from playwright.sync_api import Page, expect

from tests.browser import desk
from tests.browser.base import DESKTOP, PHONE
from tests.browser.town import TICKET, VISIT, TownTestCase
from tests.voters import jpeg

HOSTILE = (
	"<script>window.hacked=1</script>",
	"<img src=x onerror=window.hacked=1>",
	"<img src=x onerror=window.hacked=1 alt=水渠垮了一段很长很长很长很长很长很长>",
	'"><svg onload=window.hacked=1>{{ 1+1 }}',
	"=1+1\u202e路灯💧",
)
# all that comes over the line with the first page, in bytes before compression
HEAVIEST = 40_000


class TestPublicPage(TownTestCase):
	"""With the town's station; counters begin at zero."""

	def setUp(self) -> None:
		super().setUp()
		for key in frappe.cache.scan_iter(match="*liaison_public_count*"):
			frappe.cache.delete(key)
		frappe.db.rollback()
		frappe.db.set_value(
			"Liaison Station",
			self.town.station,
			{
				"phone": "0878-7654321",
				"address": "东川村1号",
				"reception_pattern": "每月20日上午9点到11点",
				"public_page": 1,
			},
		)
		frappe.db.commit()
		self.code = frappe.db.get_value("Liaison Station", self.town.station, "public_code")
		self.address = f"{self.url}/station/{self.code}"

	def voter(self, viewport: dict | None = None) -> Page:
		"""A page of nobody in particular."""
		context = self.browser.new_context(
			viewport=viewport or PHONE,
			# a browser set to English gets the pages in Chinese all the same
			locale="en-US",
			timezone_id="Asia/Shanghai",
			has_touch=viewport is None,
		)
		self.contexts.append(context)
		context.set_default_timeout(30_000)
		page = context.new_page()
		page.on("console", self._hear)
		page.on("pageerror", lambda error: self.complaints.append(str(error)))
		return page

	def look(self, page: Page, name: str) -> None:
		"""Keep a picture, whole; the page fits and has no English."""
		self.assertFits(page)
		words = page.evaluate(
			"[...document.querySelectorAll('body *:not(script)')].flatMap((one) => [...one.childNodes])"
			".filter((one) => one.nodeType === 3 && one.parentElement.checkVisibility())"
			".map((one) => one.textContent).join(' ')"
		)
		codes = re.compile(r"\b[2-9A-HJ-NP-Z]{5}-[2-9A-HJ-NP-Z]{5}\b")
		text = codes.sub(" ", words).replace(self.mark, " ")
		self.assertEqual(re.findall(r"[A-Za-z]{2,}", text), [])
		if page.locator("input[type=file]").count():
			# a browser names its own button in its own language
			self.assertEqual(
				page.locator("input[type=file]").evaluate("one => getComputedStyle(one).opacity"), "0"
			)
		page.screenshot(path=self.artifacts / f"{name}.png", full_page=True)

	def refused(self) -> None:
		"""A refusal is an answer with a status of its own, which the console notes."""
		self.complaints = [one for one in self.complaints if "Failed to load resource" not in one]

	def hand_in(self, page: Page, words: str) -> str:
		"""Fill in the form's first field, hand in; the look-up code."""
		page.goto(f"{self.address}/opinion")
		page.get_by_label("您要反映什么").fill(words)
		page.wait_for_timeout(2100)
		page.get_by_role("button", name="交上去").click()
		code = page.locator("#handed-in [data-of=code]")
		expect(code).to_have_text(re.compile(r"^[2-9A-Z]{5}-[2-9A-Z]{5}$"))
		return code.inner_text()

	def test_from_the_notice_to_the_rating(self):
		page = self.voter()
		page.goto(self.address)
		expect(page.locator("h1")).to_have_text("东川村代表联络站")
		expect(page.locator("body")).to_contain_text("每月20日上午9点到11点")
		self.look(page, "voter-station-phone")
		page.get_by_role("link", name="我要反映意见").click()
		expect(page.locator("body")).to_contain_text("12388")
		expect(page.locator("body")).to_contain_text("个人信息处理告知")
		self.look(page, "voter-opinion-phone")
		weight = page.evaluate(
			"['navigation', 'resource'].flatMap((kind) => performance.getEntriesByType(kind))"
			".reduce((sum, one) => sum + one.decodedBodySize, 0)"
		)
		self.assertTrue(10_000 < weight < HEAVIEST, weight)

		page.get_by_label("您要反映什么").fill(self.matter)
		page.get_by_label("哪个村").select_option("东川村")
		page.get_by_label("怎么称呼您").fill("王大爷")
		page.get_by_label("电话", exact=True).fill("13812345678")
		page.reload()
		# a reload keeps what was typed
		expect(page.get_by_label("您要反映什么")).to_have_value(self.matter)
		expect(page.get_by_label("怎么称呼您")).to_have_value("王大爷")
		page.locator("#photos").set_input_files(
			[{"name": "路灯.jpg", "mimeType": "image/jpeg", "buffer": jpeg(2400, 1800)}]
		)
		page.wait_for_timeout(2100)
		page.get_by_role("button", name="交上去").click()
		place = page.locator("#handed-in [data-of=code]")
		expect(place).to_have_text(re.compile("^[2-9A-Z]{5}-[2-9A-Z]{5}$"))
		code = place.inner_text()
		self.look(page, "voter-handed-in-phone")

		ticket = self.registered_by_code(page)
		page.goto(f"{self.url}/progress#{code}")
		state = page.locator("#progress [data-of=state]")
		expect(state).to_have_text("已登记，正在梳理。")
		self.assertEqual(page.url, f"{self.url}/progress")
		self.look(page, "voter-progress-phone")
		self.bring_to_rating(ticket.name)
		page.get_by_role("button", name="查询").click()
		expect(page.locator(".answers")).to_contain_text("水渠已修复通水。")
		self.look(page, "voter-rate-phone")
		page.get_by_label("不满意", exact=True).check()
		page.get_by_role("button", name="交评价").click()
		expect(page.locator("#rate .problem")).to_have_text("请写明哪里不满意，好再办。")
		page.get_by_label("满意", exact=True).check()
		page.wait_for_timeout(2100)
		page.get_by_role("button", name="交评价").click()
		expect(page.locator("[data-rated]")).to_contain_text("满意")
		self.look(page, "voter-rated-phone")
		rated = self.ticket(ticket.name)
		self.assertEqual((rated.workflow_state, rated.rating_source), ("Ticket Closed", "Code Scan"))

	def registered_by_code(self, page: Page) -> frappe._dict:
		"""The ticket of what was handed in, looked at in the database; its photo opens to no guest."""
		ticket = self.stored(TICKET, {"content": self.matter}, ["name", "visit", "station", "reporter"])
		self.assertEqual((ticket.station, ticket.reporter), (self.town.station, "王*爷"))
		self.assertEqual(self.stored(VISIT, ticket.visit, ["channel"]).channel, "QR Code")
		photo = self.stored("File", {"attached_to_name": ticket.name}, ["file_url", "is_private"])
		self.assertTrue(photo.is_private)
		answer = page.context.request.get(f"{self.url}{photo.file_url}")
		self.assertIn(answer.status, (403, 404))
		return ticket

	def bring_to_rating(self, ticket: str) -> None:
		"""Dispatched, answered and fed back at the desk."""
		from frappe.utils import add_days, today

		from tests.base import full_reply

		self.prepare(
			"town_clerk",
			TICKET,
			ticket,
			"Propose Ticket",
			category=frappe.db.get_value("Opinion Category", {"category_name": "饮水水利"}),
			authority_level="Township Level",
			proposed_route="Dispatch to Unit",
			lead_unit=self.town.water,
			supporting_units=[],
			due_date=add_days(today(), 30),
			responsible_person="站长",
			proposal="请现场查看后修复。",
		)
		self.prepare("town_chair", TICKET, ticket, "Dispatch Ticket", approval="同意。")
		order = self.orders(ticket)[0].name
		self.prepare(
			"town_water",
			"Dispatch Order",
			order,
			"Acknowledge Order",
			acknowledged_by="水经办",
			handler="水经办",
		)
		self.prepare("town_water", "Dispatch Order", order, "Reply to Order", **full_reply())
		self.prepare(
			"town_officer",
			TICKET,
			ticket,
			"Feed Back Ticket",
			feedback_mode="By Telephone",
			feedback_on=today(),
			feedback_note="",
		)

	def test_refusals_keep_what_was_written(self):
		page = self.voter()
		page.goto(f"{self.address}/opinion")
		page.get_by_role("button", name="交上去").click()
		problem = page.locator("#opinion .problem")
		expect(problem).to_have_text("请写下您要反映什么。")
		words = "水" * 10_000
		page.get_by_label("您要反映什么").fill(words)
		expect(page.locator("#content-count")).to_contain_text("已写10000字")
		page.wait_for_timeout(2100)
		page.get_by_role("button", name="交上去").click()
		expect(problem).to_contain_text("您写了10000字，最多2000字")
		expect(page.get_by_label("您要反映什么")).to_have_value(words)
		page.get_by_label("您要反映什么").fill("路灯坏了")
		page.get_by_label("电话", exact=True).fill("13812345678")
		page.get_by_role("button", name="交上去").click()
		expect(problem).to_contain_text("请同时写怎么称呼您")
		self.look(page, "voter-refused-phone")
		page.goto(f"{self.url}/progress")
		page.get_by_label("查询码").fill("AAAAA-AAAAA")
		page.get_by_role("button", name="查询").click()
		expect(page.locator("#look-up .problem")).to_contain_text("没有查到")
		self.refused()

	def test_an_old_form_is_renewed_without_a_word(self):
		page = self.voter()
		page.goto(f"{self.address}/opinion")
		page.evaluate("document.querySelector('[name=form_token]').value = '1-A-B'")
		page.get_by_label("您要反映什么").fill(self.matter)
		page.get_by_role("button", name="交上去").click()
		expect(page.locator("#handed-in")).to_be_visible()
		self.refused()

	def test_straight_to_the_township(self):
		page = self.voter()
		page.goto(f"{self.address}/opinion")
		page.get_by_label("您要反映什么").fill(self.matter)
		page.get_by_label("直接交试验县丙镇人民代表大会主席团").check()
		page.wait_for_timeout(2100)
		page.get_by_role("button", name="交上去").click()
		expect(page.locator("#handed-in")).to_contain_text("丙镇")
		ticket = self.stored(TICKET, {"content": self.matter}, ["name", "station", "township"])
		self.assertEqual((ticket.station, ticket.township), (None, self.town.name))
		clerk = self.page_of("town_clerk")
		self.open(clerk, f"opinion-ticket/{ticket.name}")
		expect(clerk.locator(".form-layout")).to_contain_text(self.mark)

	def test_find_a_deputy(self):
		page = self.voter()
		page.goto(f"{self.address}/deputies")
		page.get_by_label("或者写地名").fill("东川村三组")
		page.get_by_role("button", name="查找").click()
		expect(page.locator("article h4").first).to_contain_text("李春华")
		self.look(page, "voter-deputies-phone")
		page.get_by_label("或者写地名").fill("<img src=x onerror=window.hacked=1>")
		page.get_by_role("button", name="查找").click()
		expect(page.locator("body")).to_contain_text("没有找到")
		self.assertIsNone(page.evaluate("window.hacked || null"))

	def test_on_a_wide_screen(self):
		page = self.voter(DESKTOP)
		for path, name in (("", "station"), ("/opinion", "opinion"), ("/deputies?where=东川村", "deputies")):
			page.goto(f"{self.address}{path}")
			self.look(page, f"voter-{name}-wide")

	def test_switched_off_it_tells_times_and_telephone(self):
		frappe.db.set_value("Liaison Station", self.town.station, "public_page", 0)
		frappe.db.commit()
		page = self.voter()
		page.goto(self.address)
		expect(page.locator("body")).to_contain_text("0878-7654321")
		expect(page.locator("body")).to_contain_text("没有开通")
		self.assertEqual(page.locator("form, nav").count(), 0)
		self.look(page, "voter-off-phone")
		page.goto(f"{self.url}/station/ABCDEFGH")
		expect(page.locator("body")).to_contain_text("没有找到这个联络站")
		self.look(page, "voter-unknown-phone")
		self.refused()

	def test_hostile_text_is_harmless_on_the_desk(self):
		voter = self.voter()
		for text in HOSTILE:
			self.hand_in(voter, f"{self.mark}{text}")
			self.assertIsNone(voter.evaluate("window.hacked || null"))
		frappe.db.rollback()
		tickets = frappe.get_all(
			TICKET, {"content": ("like", f"%{self.mark}%")}, ["name", "visit", "subject"]
		)
		self.assertEqual(len(tickets), len(HOSTILE))
		desk_page = self.page_of("town_officer")
		for route in (
			*(f"opinion-ticket/{ticket.name}" for ticket in tickets),
			f"constituent-visit/{tickets[0].visit}",
			self.ticket_list(),
			f"print/{TICKET}/{tickets[1].name}",
		):
			# the print page asks on and on for its picture, so it is never idle for the browser
			desk_page.goto(f"{self.url}/app/{route}")
			desk_page.wait_for_selector(".page-container:visible .page-head:visible")
			desk.settle(desk_page)
			self.assertIsNone(desk_page.evaluate("window.hacked || null"), route)
		self.open(desk_page, f"opinion-ticket/{tickets[1].name}")
		expect(desk_page.locator(".form-layout")).to_contain_text("＜")
		self.shot(desk_page, "hostile-ticket")

	def test_officer_gives_a_slip_and_switches_the_page(self):
		ticket = self.registered()
		page = self.page_of("town_officer")
		self.open(page, f"opinion-ticket/{ticket}")
		page.get_by_role("button", name="发给查询码").click()
		desk.opened(page, "查询码")
		slip = page.frame_locator(".modal.show iframe")
		expect(slip.locator(".code")).to_have_text(re.compile("^[2-9A-Z]{5}-[2-9A-Z]{5}$"))
		self.shot(page, "look-up-slip")
		self.assertTrue(self.stored(TICKET, ticket, ["code_hash"]).code_hash)
		self.open(page, f"liaison-station/{self.town.station}")
		desk.settle(page)
		self.shot(page, "station-switch")
		page.get_by_role("button", name="扫码页（群众用）").click()
		page.get_by_role("link", name="关闭扫码页").click()
		page.locator(".modal.show .btn-primary").click()
		desk.settle(page)
		self.assertEqual(self.stored("Liaison Station", self.town.station, ["public_page"]).public_page, 0)

	def test_notice_is_one_page_with_a_code_that_a_camera_reads(self):
		page = self.page_of("town_clerk")
		answer = page.context.request.get(
			f"{self.url}/api/method/frappe.utils.print_format.download_pdf",
			params={
				"doctype": "Liaison Station",
				"name": self.town.station,
				"format": "Station QR Notice",
				"no_letterhead": 1,
				"_lang": "zh",
			},
		)
		self.assertEqual(answer.status, 200)
		(self.artifacts / "station-notice.pdf").write_bytes(answer.body())
		from tests import pdf_text

		(text,) = pdf_text.pages(answer.body())
		for words in ("有话找代表", "东川村代表联络站", self.code, "12388", "个人信息处理告知"):
			self.assertIn(words, text)

"""A voter at a phone, without an account: scan, hand in, look up, rate, find a deputy; and the desk behind it."""

import json
import re
from contextlib import contextmanager

import frappe
from frappe.utils import add_days, today
from playwright.sync_api import Page, expect

from deputy_liaison.opinions import deputy_work
from deputy_liaison.opinions.doctype.supervision_entry.supervision_entry import supervise
from deputy_liaison.scope import forget_posts
from tests.base import forget_suggestions, forget_tickets, full_reply
from tests.browser import desk
from tests.browser.base import DESKTOP, PHONE
from tests.browser.town import TICKET, VISIT, TownTestCase
from tests.voters import jpeg

HOSTILE = (
	"<script>window.hacked=1</script>",
	"<img src=x onerror=window.hacked=1>",
	"<img src=x onerror=window.hacked=1 alt=水渠垮了一段很长很长很长很长很长很长>",
	# the desk's own templates, as Frappe renders them in the browser
	'"><svg onload=window.hacked=1>{{ window.hacked=1 }}{% window.hacked=1 %}',
	"' onfocus=window.hacked=1 autofocus x='",
	"&lt;script&gt;window.hacked=1&lt;/script&gt;&lt;img src=x onerror=window.hacked=1&gt;",
	"=1+1\u202e路灯💧",
)
# what somebody at a desk may type, which no one cleans but Frappe itself
TYPED = "".join(HOSTILE)
# makes one matter of them all, so that each is offered as an earlier one of the others
ALIKE = "三组的水渠塌了，浇不上地。"
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

	def hand_in(self, page: Page, words: str, **more: str) -> str:
		"""Fill in the form's first field, and others by their names; hand in; the look-up code."""
		page.goto(f"{self.address}/opinion")
		page.get_by_label("您要反映什么").fill(words)
		for name, text in more.items():
			page.locator(f"#{name}").fill(text)
		page.wait_for_timeout(2100)
		page.get_by_role("button", name="交上去").click()
		code = page.locator("#handed-in [data-of=code]")
		expect(code).to_have_text(re.compile(r"^[2-9A-Z]{5}-[2-9A-Z]{5}$"))
		return code.inner_text()

	def test_from_the_notice_to_the_rating(self):
		page = self.voter()
		# as in WeChat on an older telephone
		page.add_init_script("delete Element.prototype.replaceChildren; delete Object.fromEntries")
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

	def bring_to_rating(self, ticket: str, words: str = "请现场查看后修复。", **reply: str) -> None:
		"""Dispatched, answered and fed back at the desk, in the offices' `words`."""
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
			proposal=words,
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
		self.prepare("town_water", "Dispatch Order", order, "Reply to Order", **full_reply(**reply))
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
		expect(page.locator("article h4", has_text="李春华")).to_be_visible()
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

	def test_while_it_is_worked_on_the_page_waits_and_says_no_untruth(self):
		page = self.voter()
		answers = [(425, "正在处理，请稍后再按一次。"), (425, "正在处理，请稍后再按一次。")]

		def answer(route) -> None:
			if not answers:
				route.continue_()
				return
			status, words = answers.pop(0)
			told = json.dumps({"_server_messages": json.dumps([json.dumps({"message": words})])})
			route.fulfill(status=status, content_type="application/json", body=told)

		page.route("**/*hand_in.hand_in", answer)
		self.hand_in(page, self.matter)
		self.assertEqual(answers, [])
		# and if it does not end, it says so; a fault of the server is none of the line
		page.goto(f"{self.address}/opinion")
		problem = page.locator("#opinion .problem")
		for status, times, words in ((425, 4, "正在处理，请稍后再按一次。"), (500, 1, "网站出了故障")):
			answers += [(status, "正在处理，请稍后再按一次。")] * times
			page.get_by_label("您要反映什么").fill(self.matter)
			page.get_by_role("button", name="交上去").click()
			expect(problem).to_contain_text(words)
			self.assertEqual(answers, [])
		expect(page.get_by_label("您要反映什么")).to_have_value(self.matter)
		self.refused()

	@contextmanager
	def acting(self, key: str):
		"""As one of the people, without the browser; committed."""
		frappe.db.rollback()
		frappe.set_user(self.town.users[key])
		forget_posts()
		try:
			yield
			frappe.db.commit()
		finally:
			frappe.set_user("Administrator")

	def assertNothingRan(self, page: Page, where: str) -> None:
		"""No script of the texts ran in the page or a frame of it, and none waits in an attribute."""
		for frame in page.frames:
			self.assertIsNone(frame.evaluate("window.hacked || null"), where)
			waiting = frame.evaluate(
				"""() => [...document.querySelectorAll("*")].filter((one) => [...one.attributes].some(
					({ name, value }) => name.startsWith("on") && value.includes("hacked")
				)).map((one) => one.outerHTML.slice(0, 200))"""
			)
			self.assertEqual(waiting, [], where)

	def walk(self, key: str, *routes: str) -> Page:
		"""Look at pages of the desk as one of the people."""
		page = self.page_of(key)
		for route in routes:
			# the print page asks on and on for its picture, so it is never idle for the browser
			page.goto(f"{self.url}/app/{route}")
			page.wait_for_selector(".page-container:visible .page-head:visible")
			desk.settle(page)
			self.assertNothingRan(page, f"{key} {route}")
			self.assertEqual(self.complaints, [], f"{key} {route}")
			# what a page trips over while it is being left, half drawn, is nobody's
			page.goto("about:blank")
			self.complaints.clear()
		return page

	def handed_in_hostile(self) -> tuple[list[frappe._dict], list[str]]:
		"""A ticket of each text with its look-up code, in their order; forgotten when the test ends."""
		self.addCleanup(self.forget_handed_in)
		page = self.voter()
		codes = []
		for text in HOSTILE:
			words = f"{self.mark}{text}{ALIKE}"
			# the matter names the reporter nowhere: there it would be masked
			more = {"place": text, "reporter_name": f"{text[:59]}某", "reporter_address": f"{text}号"}
			codes.append(self.hand_in(page, words, **more))
			self.assertNothingRan(page, text)
		frappe.db.rollback()
		found = frappe.get_all(
			TICKET,
			{"content": ("like", f"%{self.mark}%")},
			["name", "visit", "subject"],
			order_by="received_on, number",
		)
		self.assertEqual(len(found), len(HOSTILE))
		return found, codes

	def forget_handed_in(self) -> None:
		"""Leave nothing of this test on the screens that others read."""
		frappe.db.rollback()
		mine = ("like", f"%{self.mark}%")
		forget_suggestions(frappe.get_all("Deputy Suggestion", {"suggestion_title": mine}, pluck="name"))
		forget_tickets(frappe.get_all(TICKET, {"content": mine}, pluck="name"))

	def test_hostile_text_is_harmless_on_the_desk(self):
		tickets, codes = self.handed_in_hostile()
		voter = self.voter()
		voter.goto(f"{self.url}/progress#{codes[0]}")
		voter.locator("summary").click()
		voter.get_by_label("为什么撤回").fill(HOSTILE[1])
		voter.wait_for_timeout(2100)
		voter.get_by_role("button", name="申请撤回").click()
		expect(voter.locator("[data-wished]")).to_be_visible()
		page = self.walk(
			"town_clerk",
			*(f"opinion-ticket/{ticket.name}" for ticket in tickets),
			*(f"constituent-visit/{ticket.visit}" for ticket in tickets[:3]),
			self.ticket_list(),
			f"opinion-ticket/view/report?station={self.town.station}",
			f"constituent-visit?station={self.town.station}",
			f"print/{TICKET}/{tickets[1].name}",
			"todays-work",
		)
		self.open(page, "todays-work")
		expect(page.locator(".page-container:visible")).to_contain_text("＜script＞")
		self.open(page, f"opinion-ticket/{tickets[0].name}")
		expect(page.locator(".form-layout")).to_contain_text("＜img")
		earlier = page.locator("[data-fieldname=earlier_html]:visible")
		expect(earlier).to_contain_text("＜")
		earlier.scroll_into_view_if_needed()
		self.assertNothingRan(page, "earlier ones")
		self.shot(page, "hostile-ticket")

	def test_hostile_text_is_harmless_on_the_way(self):
		(_first, ticket, *_others), (_code, code, *_codes) = self.handed_in_hostile()
		promise = {
			"result_class": frappe.db.get_value("Result Class", {"code": "B"}),
			"reply": TYPED,
			"explanation": TYPED,
			"plan": TYPED,
			"plan_due": add_days(today(), 40),
		}
		self.bring_to_rating(ticket.name, TYPED, **promise)
		order = self.orders(ticket.name)[0].name
		voter = self.voter()
		voter.goto(f"{self.url}/progress#{code}")
		# what the unit wrote stands there as it was typed
		expect(voter.locator(".answers")).to_contain_text("路灯💧")
		self.assertNothingRan(voter, "the reply at the voter's")
		voter.screenshot(path=self.artifacts / "voter-hostile-reply-phone.png", full_page=True)
		voter.get_by_label("不满意", exact=True).check()
		voter.locator("#rate-reason").fill(TYPED)
		voter.wait_for_timeout(2100)
		voter.get_by_role("button", name="交评价").click()
		expect(voter.locator("[data-rated]")).to_contain_text("不满意")
		frappe.db.rollback()
		commitment = frappe.db.get_value("Commitment", {"dispatch_order": order})
		# of the second round, which is open
		again = {"due_date": add_days(today(), 20), "proposal": TYPED}
		self.prepare("town_clerk", TICKET, ticket.name, "Rehandle Ticket", **again)
		second = self.orders(ticket.name)[-1].name
		with self.acting("town_chair"):
			slip = supervise(second, "Supervision Slip", TYPED)["name"]
		self.walk(
			"town_chair",
			f"opinion-ticket/{ticket.name}",
			f"supervision-entry/{slip}",
			"supervision-entry",
			f"commitment/{commitment}",
			"commitment",
			f"print/Supervision Entry/{slip}",
			"query-report/Course of Tickets",
			"query-report/Commitment Ledger",
		)
		page = self.walk(
			"town_water",
			f"dispatch-order/{order}",
			f"dispatch-order/{second}",
			"dispatch-order",
			f"dispatch-order/view/report?opinion_ticket={ticket.name}",
			f"print/Dispatch Order/{second}",
			"todays-work",
		)
		self.open(page, f"dispatch-order/{second}")
		expect(page.locator(".form-layout")).to_contain_text("＜img")
		self.shot(page, "hostile-order")

	def test_hostile_text_is_harmless_in_a_suggestion(self):
		tickets, _codes = self.handed_in_hostile()
		ticket = tickets[1].name
		frappe.get_doc(
			{
				"doctype": "Receiving Deputy",
				"parent": ticket,
				"parenttype": TICKET,
				"parentfield": "receiving_deputies",
				"deputy": self.town.deputy,
			}
		).db_insert()
		frappe.db.commit()
		paper = {
			"congress_body": frappe.db.get_value("Congress Body", {"jurisdiction": self.town.name}),
			"suggestion_title": f"{self.mark}{HOSTILE[1]}",
			"reasons": TYPED,
			"proposals": TYPED,
		}
		with self.acting("town_deputy"):
			name = deputy_work.save_draft(paper, ticket=ticket)
		phone = self.page_of("town_deputy", PHONE)
		for query in ("", f"?ticket={ticket}", f"?paper={name}", f"?suggestion={name}", "?list=suggestions"):
			phone.goto(f"{self.url}/deputy{query}")
			expect(phone.locator("main")).to_be_visible()
			self.assertNothingRan(phone, f"/deputy{query}")
		phone.goto(f"{self.url}/deputy?opinion=new")
		self.assertNothingRan(phone, "/deputy?opinion=new")
		self.prepare("town_deputy", "Deputy Suggestion", name, "Submit Suggestion")
		page = self.walk(
			"town_clerk",
			f"deputy-suggestion/{name}",
			"deputy-suggestion",
			f"print/Deputy Suggestion/{name}",
			"todays-work",
		)
		self.open(page, f"deputy-suggestion/{name}")
		expect(page.locator(".form-layout")).to_contain_text(self.mark)
		self.shot(page, "hostile-suggestion")

	def test_what_a_desk_typed_of_its_station_is_harmless_at_the_voters(self):
		kept = self.stored(
			"Liaison Station", self.town.station, ["address", "phone", "reception_pattern", "station_name"]
		)
		hostile = {
			"address": f"{HOSTILE[0]}{HOSTILE[3]}",
			"phone": HOSTILE[1][:30],
			"reception_pattern": f"{HOSTILE[1]}{HOSTILE[4]}",
		}
		frappe.db.set_value("Liaison Station", self.town.station, hostile)
		frappe.db.set_value("Jurisdiction", self.town.village, "jurisdiction_name", HOSTILE[3])
		frappe.db.commit()

		def put_back() -> None:
			frappe.db.rollback()
			frappe.db.set_value("Liaison Station", self.town.station, kept)
			frappe.db.set_value("Jurisdiction", self.town.village, "jurisdiction_name", "东川村")
			frappe.db.commit()

		self.addCleanup(put_back)
		page = self.voter()
		for on in (1, 0):
			frappe.db.set_value("Liaison Station", self.town.station, "public_page", on)
			frappe.db.commit()
			for path in ("", "/opinion", "/deputies", "/progress"):
				page.goto(f"{self.address}{path}")
				expect(page.locator("h1")).to_have_text("东川村代表联络站")
				self.assertNothingRan(page, f"{path} {on}")

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

"""Posts, accounts and personal data in the browser: handed over, acted for, brought on line, found, cleared."""

import io

import frappe
import openpyxl
from frappe.utils import add_days, add_to_date, now_datetime, today
from playwright.sync_api import Page, expect

from deputy_liaison.opinions.doctype.anonymisation_proposal.anonymisation_proposal import propose
from tests.browser import desk
from tests.browser.base import PHONE
from tests.browser.town import TICKET, VISIT, TownTestCase

POST = "Staff Post"


class PostsTestCase(TownTestCase):
	def newcomer(self, name: str, post: str = "", **place: str) -> str:
		"""A person of this run alone, with a post if one is given; the key to log in with."""
		frappe.db.rollback()
		key = f"{name}_{self.mark}"
		full_name = {"leaver": "吴离任", "next": "何接任", "vice": "冯副职"}[name]
		if post:
			self.world.add_person(key, full_name, post, **place)
		else:
			self.world.add_user(key, full_name)
		frappe.db.commit()
		return key

	def post_of(self, key: str) -> frappe._dict:
		"""The person's post as stored."""
		return self.stored(POST, {"user": self.world.users[key]}, "*")

	def pick_person(self, page: Page, dialog, name: str, key: str, full_name: str) -> None:
		"""Choose somebody whose namesakes other runs have made: by the own user name."""
		desk.choose(dialog, name, f"test_{key}", full_name)


class TestHandOver(PostsTestCase):
	"""A post passes to the next person with the list of what is open."""

	def test_begun_by_the_administrator_and_confirmed_by_the_next_one(self):
		leaver = self.newcomer("leaver", "Station Liaison Officer", station=self.town.station)
		following = self.newcomer("next")
		number = self.ticket(self.registered()).number
		post = self.post_of(leaver).name

		page = self.page_of("admin")
		self.open(page, f"staff-post/{post}")
		open_work = desk.table(page, "open_work_html")
		self.assertIn(number, [row["编号"] for row in open_work])
		self.shot(page, "post-open-work")
		dialog = desk.begin(page, "开始移交")
		# so that the next one's post has begun
		desk.fill(dialog, to_date=add_days(today(), -1))
		self.pick_person(page, dialog, "successor", following, "何接任")
		self.pick_person(page, dialog, "witness", "town_chair", "赵主席")
		self.shot(page, "dialog-hand-over")
		desk.confirm(page, dialog, "开始移交")
		self.assertEqual(desk.state(page), "移交中")

		receiver = self.page_of(following, viewport=PHONE)
		self.open(receiver, f"staff-post/{post}")
		self.assertEqual(desk.actions(receiver), ["移交完成"])
		self.assertFits(receiver)
		self.shot(receiver, "phone-hand-over")
		dialog = desk.begin(receiver, "移交完成")
		desk.confirm(receiver, dialog, "移交完成")
		self.assertEqual(self.post_of(leaver).workflow_state, "Post Handed Over")
		successor = self.post_of(following)
		self.assertEqual((successor.post, successor.station), ("Station Liaison Officer", self.town.station))

		paper = self.page_of("admin")
		paper.goto(
			f"{self.url}/printview?doctype={POST}&name={post}&format=Post Handover List&no_letterhead=1"
		)
		text = paper.locator(".print-format").inner_text()
		for words in ("工作移交清单", "吴离任", "何接任", "赵主席", number):
			self.assertIn(words, text)
		self.shot(paper, "paper-hand-over")
		# the stock page around it looks for a footer and an icon that are not there
		paper.wait_for_timeout(1000)
		self.complaints.clear()


class TestActingPost(PostsTestCase):
	"""The chair lets somebody act for a while."""

	def test_given_once_and_shown(self):
		vice = self.newcomer("vice", "Presidium Member", station=self.town.station)
		page = self.page_of("town_chair")
		self.open(page, "staff-post")
		dialog = desk.open_dialog(page, "授予代行岗位")
		self.pick_person(page, dialog, "user", vice, "冯副职")
		desk.fill(dialog, post="乡镇人大专干", reason="专干外出培训", to_date=add_days(today(), 20))
		self.shot(page, "dialog-acting-post")
		desk.press(dialog)
		expect(dialog).to_be_hidden()
		frappe.db.rollback()
		acting = frappe.get_all(
			POST,
			{"user": self.world.users[vice], "is_acting": 1},
			["post", "jurisdiction", "acting_reason", "to_date"],
		)
		self.assertEqual(len(acting), 1)
		self.assertEqual(
			(acting[0].post, acting[0].jurisdiction, acting[0].acting_reason, str(acting[0].to_date)),
			("Township Clerk", self.town.name, "专干外出培训", add_days(today(), 20)),
		)

	def test_too_long_is_refused_and_the_dialog_keeps_what_was_typed(self):
		vice = self.newcomer("vice", "Presidium Member", station=self.town.station)
		page = self.page_of("town_chair")
		self.open(page, "staff-post")
		dialog = desk.open_dialog(page, "授予代行岗位")
		self.pick_person(page, dialog, "user", vice, "冯副职")
		desk.fill(dialog, reason="专干外出培训", to_date=add_days(today(), 120))
		desk.press(dialog)
		self.assertIn("代行最长90天", self.refusal(page))
		expect(desk.field(dialog, "reason")).to_have_value("专干外出培训")


class TestNewTownship(PostsTestCase):
	"""A township on line from one spreadsheet, with slips for people without e-mail."""

	def sheet(self, page: Page, **changes: list) -> bytes:
		"""The template filled in for a township of this run."""
		answer = page.context.request.get(
			f"{self.url}/api/method/deputy_liaison.liaison_network.onboarding.template"
		)
		book = openpyxl.load_workbook(io.BytesIO(answer.body()))
		rows = {
			"乡镇": [[f"戊{self.mark}镇", "镇"]],
			"村和社区": [["上坪村", "村"]],
			"联络站": [[f"上坪{self.mark}联络站", f"上{self.mark}", "代表联络站", "上坪村"]],
			"承办单位": [["戊镇水务站", "站所"]],
			"岗位": [
				["戊专干", f"zg{self.mark}", "乡镇人大专干", ""],
				["戊联络", f"ll{self.mark}", "联络员", f"上坪{self.mark}联络站"],
			],
			**changes,
		}
		for title, lines in rows.items():
			for number, line in enumerate(lines, 2):
				for column, text in enumerate(line, 1):
					book[title].cell(number, column, text)
		stream = io.BytesIO()
		book.save(stream)
		return stream.getvalue()

	def upload(self, page: Page, content: bytes) -> None:
		kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
		page.locator("input[type=file][accept='.xlsx']").set_input_files(
			{"name": "开通乡镇.xlsx", "mimeType": kind, "buffer": content}
		)
		expect(page.locator(".bring-on-line-faults .alert")).to_be_visible()

	def test_from_a_spreadsheet_with_a_bad_cell_to_people_who_log_in(self):
		page = self.page_of("admin")
		self.open(page, "bring-on-line")
		expect(desk.field(page, "name")).to_be_visible()
		self.shot(page, "bring-on-line-empty")
		self.upload(page, self.sheet(page, 村和社区=[["上坪村", "乡"]]))
		self.assertIn("村和社区，第2行，级别：乡不是以下之一：村、社区", page.locator(".alert").inner_text())
		self.shot(page, "bring-on-line-fault")
		self.upload(page, self.sheet(page))
		expect(page.locator(".alert")).to_contain_text("检查无误")
		self.shot(page, "bring-on-line-filled")
		page.locator(".page-head:visible .primary-action").click()
		slips = page.locator(f"{desk.OPEN_DIALOG} iframe").content_frame
		expect(slips.locator("body")).to_contain_text(f"zg{self.mark}")
		self.shot(page, "account-slips")
		texts = slips.locator("section").all_inner_texts()
		self.assertEqual(len(texts), 2)
		self.assertIn("联络员", texts[1])
		page.locator(desk.OPEN_DIALOG).get_by_role("button", name="关闭").last.click()
		self.assertIn("1个村", page.locator(".alert").inner_text())

		password = slips_password(texts[1])
		officer = self.page_of(f"ll{self.mark}", viewport=PHONE, password=password)
		self.open(officer, "constituent-visit/new")
		desk.settle(officer)
		station = frappe.db.get_value("Liaison Station", {"station_name": f"上坪{self.mark}联络站"})
		self.assertEqual(officer.evaluate("cur_frm.doc.station"), station)


def slips_password(text: str) -> str:
	"""The password that stands on a slip."""
	return next(word for word in text.split() if word.count("-") == 2 and len(word) == 14)


class TestPersonalData(PostsTestCase):
	"""A voter is found by phone, and forgotten when the time has come."""

	def test_earlier_visits_are_found_by_phone(self):
		phone = f"139{''.join(str(ord(letter) % 10) for letter in self.mark)}42"
		ticket = self.registered(reporter_phone=phone)
		number = frappe.db.get_value(VISIT, self.ticket(ticket).visit, "number")
		page = self.page_of("town_officer")
		self.open(page, "constituent-visit")
		dialog = desk.open_dialog(page, "按电话查找")
		# as it is read out and typed: in groups
		desk.fill(dialog, phone=f"{phone[:3]} {phone[3:7]}-{phone[7:]}")
		desk.press(dialog)
		found = page.locator(desk.MESSAGE)
		expect(found).to_contain_text(number)
		expect(found).to_contain_text("刘*爷")
		self.assertNotIn(phone, page.content())
		self.shot(page, "found-by-phone")

	def test_the_approver_agrees_to_the_clearing(self):
		ticket = self.registered()
		visit = self.ticket(ticket).visit
		frappe.db.set_value(
			TICKET,
			ticket,
			{"workflow_state": "Ticket Archived", "archived_on": add_to_date(now_datetime(), years=-11)},
		)
		proposal = propose()
		frappe.db.commit()
		page = self.page_of("county_approver")
		self.open(page, f"anonymisation-proposal/{proposal}")
		self.shot(page, "anonymisation-proposal")
		dialog = desk.begin(page, "同意清除")
		desk.confirm(page, dialog, "同意清除")
		self.assertIn(desk.state(page), ("已同意，清除中", "已清除"))
		# the worker may have the framework's own jobs before it
		for _second in range(120):
			if (
				self.stored("Anonymisation Proposal", proposal, ["workflow_state"]).workflow_state
				== "Anonymised"
			):
				break
			page.wait_for_timeout(1000)
		self.assertIsNone(self.stored(VISIT, visit, ["reporter_name"]).reporter_name)
		self.assertFalse(frappe.db.exists("Constituent Identity", {"source_name": visit}))

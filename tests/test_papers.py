"""P20 告知单, P24 紧急情况报告单, P6 退办、延期申请单: what they say, masked, escaped, on A4."""

import re
from html import unescape

import frappe
from frappe.utils import add_days, getdate, today

from deputy_liaison.opinions.doctype.supervision_entry.supervision_entry import supervise
from deputy_liaison.opinions.emergency import report_emergency
from tests import pdf_text
from tests.base import LiaisonTestCase

TICKET, ORDER, VISIT = "Opinion Ticket", "Dispatch Order", "Constituent Visit"
NOTICE = "Notice of the Right Channel"
# name, phone and address of who came, which no paper shows in full
REPORTER = ("刘大爷", "13812345678", "三组12号")
HOSTILE = "<b>粗</b> <script>alert(1)</script> & {{ doc.name }} 😀"


class Papers(LiaisonTestCase):
	def html(self, doctype: str, name: str, paper: str, key: str = "clerk") -> str:
		with self.as_user(key):
			return frappe.get_print(doctype, name, paper)

	def text(self, doctype: str, name: str, paper: str, key: str = "clerk") -> str:
		html = re.sub(r"<style.*?</style>", "", self.html(doctype, name, paper, key), flags=re.DOTALL)
		return "".join(unescape(re.sub(r"<[^>]*>", "", html)).split())

	def pages(self, doctype: str, name: str, paper: str) -> list[str]:
		return pdf_text.pages(pdf_text.pdf_of(self.html(doctype, name, paper)))

	def boxes(self, doctype: str, name: str, paper: str) -> list[tuple]:
		"""Lines of the paper: left, top, right and bottom edge in points, and what stands there."""
		return pdf_text.boxes(pdf_text.pdf_of(self.html(doctype, name, paper)))

	def day(self, value=None) -> str:
		value = getdate(value)
		return f"{value.year}年{value.month}月{value.day}日"

	def assertInOrder(self, text: str, *words: str) -> None:
		"""Each of the words stands behind the one before."""
		at = 0
		for word in words:
			found = text.find(word, at)
			self.assertGreaterEqual(found, 0, f"{word} does not stand behind what comes before it in: {text}")
			at = found + len(word)

	def assertHarmless(self, html: str) -> None:
		self.assertNotIn("<script>alert", html)
		self.assertNotIn("<b>粗", html)
		for full in REPORTER:
			self.assertNotIn(full, html)


class TestNotice(Papers):
	def out_of_scope(self, **values) -> str:
		ticket = self.registered_ticket(**values)
		channel = {
			"out_of_scope_reason": "Petition Matter",
			"channel_office": "县信访局",
			"channel_address": "人民路8号",
			"channel_phone": "0878-1234567",
		}
		category = frappe.db.get_value("Opinion Category", {"category_name": "饮水水利"})
		self.act(
			"clerk",
			TICKET,
			ticket,
			"Propose Ticket",
			category=category,
			authority_level="County",
			proposed_route="Name the Right Channel",
			proposal="属信访事项。",
			**channel,
		)
		self.act("chair", TICKET, ticket, "Name Ticket Channel", **channel)
		return ticket

	def test_whose_matter_it_is_and_where(self):
		ticket = self.out_of_scope()
		self.act(
			"clerk",
			TICKET,
			ticket,
			"Close Out of Scope Ticket",
			notice_given_on=today(),
			notice_way="Sent by Post",
		)
		text = self.text(TICKET, ticket, NOTICE)
		for words in (
			"试验县甲镇人民代表大会主席团告知单刘*爷：",
			f"编号：{frappe.db.get_value(TICKET, ticket, 'number')}",
			"属于信访事项，不属本站受理范围",
			"反映事项三组水渠垮了一段",
			"有权处理的机关（单位）县信访局",
			"地址人民路8号",
			"电话0878-1234567",
			f"告知日期{self.day()}告知方式",
			"《信访工作条例》第二十三条",
			"签收（□当场□邮寄）",
		):
			self.assertIn(words, text)
		self.assertEqual(len(self.pages(TICKET, ticket, NOTICE)), 1)

	def test_hostile_words_stand_as_typed_and_the_reporter_is_masked(self):
		ticket = self.out_of_scope(matters=[{"content": HOSTILE, "outcome": "To Be Handled"}])
		self.assertHarmless(self.html(TICKET, ticket, NOTICE))
		self.assertIn("".join(HOSTILE.split()), self.text(TICKET, ticket, NOTICE))

	def test_there_is_none_before_it_is_decided(self):
		self.assertIn("不能打印告知单", self.text(TICKET, self.registered_ticket(), NOTICE))

	def test_of_an_accusation_only_authority_and_date(self):
		ticket = self.registered_ticket(matters=[{"content": "某站长收钱。", "outcome": "To Be Handled"}])
		self.act("clerk", TICKET, ticket, "Mark Ticket as Accusation")
		receipt = frappe.get_doc(
			{"doctype": "File", "file_name": "receipt.txt", "content": "收到", "is_private": 1}
		).insert()
		self.act(
			"chair",
			TICKET,
			ticket,
			"Close Forwarded Ticket",
			receiving_authority="县纪委监委",
			forwarded_on=today(),
			forward_receipt=receipt.file_url,
			notice_given_on=today(),
			notice_way="Handed Over",
		)
		text = self.text(TICKET, ticket, NOTICE, "chair")
		self.assertIn("接收机关县纪委监委", text)
		self.assertIn(f"移送日期{self.day()}", text)
		for secret in ("收钱", "站长", "反映事项三"):
			self.assertNotIn(secret, text)
		for key in ("clerk", "officer", "county_officer"):
			with self.subTest(key):
				self.assertPrintRefused(key, TICKET, ticket, NOTICE)


class TestEmergencyReport(Papers):
	PAPERS = ((VISIT, "Emergency Report"), (TICKET, "Emergency Report of Ticket"))

	def reported(self, said: tuple = ("渠首", "已值守", "请抢修"), **visit) -> dict[str, str]:
		ticket = self.registered_ticket(head_count=12, **visit)
		visit = frappe.db.get_value(TICKET, ticket, "visit")
		with self.as_user("officer"):
			report_emergency(VISIT, visit, *said)
		return {VISIT: visit, TICKET: ticket}

	def test_what_it_says_of_visit_and_ticket(self):
		names = self.reported()
		for doctype, paper in self.PAPERS:
			text = self.text(doctype, names[doctype], paper)
			for words in (
				"试验县甲镇人民代表大会主席团紧急情况报告单",
				"报：中共甲镇委员会、甲镇人民政府",
				"来访人数12人",
				"地点渠首",
				"三组水渠垮了一段",
				"已采取的措施已值守",
				"处置建议请抢修",
				"报告人王联络报告时间",
				"主席签批",
				"送：有关主管部门、信访工作联席会议办公室",
			):
				with self.subTest(f"{paper}: {words}"):
					self.assertIn(words, text)
			self.assertEqual(len(self.pages(doctype, names[doctype], paper)), 1)

	def test_masked_and_harmless(self):
		names = self.reported((HOSTILE, HOSTILE, HOSTILE), matters=[{"content": HOSTILE}])
		for doctype, paper in self.PAPERS:
			self.assertHarmless(self.html(doctype, names[doctype], paper))
			self.assertEqual(self.text(doctype, names[doctype], paper).count("".join(HOSTILE.split())), 4)

	def test_an_accusation_among_the_matters_is_not_told(self):
		names = self.reported()
		self.act("clerk", TICKET, names[TICKET], "Mark Ticket as Accusation")
		self.assertNotIn("水渠", self.text(VISIT, names[VISIT], "Emergency Report"))

	def test_others_do_not_print_it(self):
		names = self.reported()
		for key in ("water", "other_officer", "clerk_b"):
			self.assertPrintRefused(key, VISIT, names[VISIT], "Emergency Report")


class TestRequests(Papers):
	def test_return(self):
		order = self.order_of(self.dispatched_ticket())
		self.act("water", ORDER, order, "Request Order Return", return_reason=f"属交通部门。{HOSTILE}")
		text = self.text(ORDER, order, "Order Return Request", "water")
		for words in (
			"甲镇水务站退办（调整承办单位）申请单试验县甲镇人民代表大会主席团：",
			f"交办编号：{frappe.db.get_value(ORDER, order, 'number')}",
			f"申请日期{self.day()}",
			"申请理由属交通部门。",
			"主席审批意见审批人",
		):
			self.assertIn(words, text)
		self.assertHarmless(self.html(ORDER, order, "Order Return Request"))
		self.act("chair", ORDER, order, "Refuse Order Return", return_decision="属你站职责。")
		self.assertRegex(
			self.text(ORDER, order, "Order Return Request"),
			rf"不同意属你站职责。审批人、日期赵主席{self.day()}\d\d:\d\d系统确认[0-9a-f]{{8}}",
		)

	def test_extension(self):
		order = self.order_of(self.dispatched_ticket())
		self.act("water", ORDER, order, "Acknowledge Order", acknowledged_by="水经办", handler="水经办")
		until = add_days(frappe.db.get_value(ORDER, order, "due_date"), 10)
		self.act(
			"water",
			ORDER,
			order,
			"Request Order Extension",
			extension_until=str(until),
			extension_reason="等材料。",
		)
		self.act("chair", ORDER, order, "Grant Order Extension", extension_until=str(until))
		text = self.text(ORDER, order, "Order Extension Request")
		for words in (
			"延期办理申请单",
			f"申请延期至{self.day(until)}",
			"申请理由等材料。",
			"主席审批意见同意",
			f"审批人、日期赵主席{self.day()}",
			"系统确认",
		):
			self.assertIn(words, text)
		self.assertEqual(len(self.pages(ORDER, order, "Order Extension Request")), 1)

	def test_others_do_not_print_them(self):
		order = self.order_of(self.dispatched_ticket())
		for key in ("works", "clerk_b", "nobody"):
			self.assertPrintRefused(key, ORDER, order, "Order Return Request")


class TestReferralCard(Papers):
	def test_the_card_lists_how_the_unit_was_supervised(self):
		order = self.order_of(self.dispatched_ticket())
		with self.as_user("chair"):
			supervise(order, "Telephone Reminder", "请抓紧。")
			supervise(order, "Supervision Slip", "请抓紧。")
		text = self.text(ORDER, order, "Opinion Referral Card")
		self.assertIn(f"督办记录2次：{self.day()}电话督办、{self.day()}督办单", text)

	def test_a_village_slip_has_no_box_nine(self):
		village = (
			frappe.get_doc(
				{
					"doctype": "Responsible Unit",
					"unit_name": "东村村民委员会",
					"kind": "Village Committee",
					"jurisdiction": self.world.east,
				}
			)
			.insert()
			.name
		)
		ticket = self.registered_ticket()
		self.act(
			"clerk",
			TICKET,
			ticket,
			"Send Ticket to Village",
			category=frappe.db.get_value("Opinion Category", {"category_name": "饮水水利"}),
			village_unit=village,
			due_date=add_days(today(), 10),
			proposal="请村里先行协调。",
		)
		text = self.text(ORDER, self.order_of(ticket), "Opinion Referral Card")
		self.assertIn("选民意见协调办理单（存根联）".replace("（", "(").replace("）", ")"), text)
		self.assertIn("协调办理联", text)
		self.assertNotIn("交办联", text)
		self.assertNotIn("审批意见", text)

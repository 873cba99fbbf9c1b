"""P20 告知单, P24 紧急情况报告单, P6 退办、延期申请单: what they say, masked, escaped, on A4."""

import re
from html import unescape

import frappe
from frappe.utils import add_days, getdate, today
from frappe.utils.pdf import cleanup, prepare_options

from deputy_liaison.liaison_network.accounts import slips
from deputy_liaison.opinions.doctype.supervision_entry.supervision_entry import supervise
from deputy_liaison.opinions.emergency import report_emergency
from deputy_liaison.opinions.notices_in_full import notice_in_full
from tests import pdf_text
from tests.base import LiaisonTestCase, make

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
		"""What stands on the pages that the site's engine prints, without blanks."""
		return "".join(self.pages(doctype, name, paper, key))

	def words(self, doctype: str, name: str, paper: str, key: str = "clerk") -> str:
		"""What the page says before it is printed, without tags and blanks: signs that a font lacks as well."""
		html = re.sub(r"<style.*?</style>", "", self.html(doctype, name, paper, key), flags=re.DOTALL)
		return "".join(unescape(re.sub(r"<[^>]*>", "", html)).split())

	def pages(self, doctype: str, name: str, paper: str, key: str = "clerk") -> list[str]:
		return pdf_text.pages(pdf_text.pdf_of(self.html(doctype, name, paper, key)))

	def boxes(self, doctype: str, name: str, paper: str) -> list[tuple]:
		"""Lines of the paper: left, top, right and bottom edge in points, and what stands there."""
		return pdf_text.boxes(pdf_text.pdf_of(self.html(doctype, name, paper)))

	def day(self, value=None) -> str:
		value = getdate(value)
		return f"{value.year}年{value.month}月{value.day}日"

	def assertEscaped(self, html: str) -> None:
		self.assertNotIn("<script>alert", html)
		self.assertNotIn("<b>粗", html)

	def assertHarmless(self, html: str) -> None:
		self.assertEscaped(html)
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
		self.assertIn("".join(HOSTILE.split()), self.words(TICKET, ticket, NOTICE))

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

	def test_in_full_it_names_whom_it_is_for(self):
		ticket = self.out_of_scope(matters=[{"content": HOSTILE, "outcome": "To Be Handled"}])
		with self.as_user("clerk"):
			html = notice_in_full(ticket, "邮寄")
		self.assertEscaped(html)
		text = "".join(pdf_text.pages(pdf_text.pdf_of(html)))
		self.assertIn("试验县甲镇人民代表大会主席团告知单刘大爷：", text)
		self.assertIn("有权处理的机关（单位）县信访局", text)
		for other in REPORTER[1:]:
			self.assertNotIn(other, html)

	def test_in_full_of_an_accusation_the_chair_alone_tells_and_never_what(self):
		ticket = self.registered_ticket(matters=[{"content": "某站长收钱。", "outcome": "To Be Handled"}])
		self.act("clerk", TICKET, ticket, "Mark Ticket as Accusation")
		with self.as_user("chair"):
			self.assertRefuses("尚无可告知的内容", notice_in_full, ticket, "邮寄")
		frappe.db.set_value(TICKET, ticket, {"receiving_authority": "县纪委监委", "forwarded_on": today()})
		with self.as_user("chair"):
			html = notice_in_full(ticket, "邮寄")
		self.assertIn("刘大爷：", html)
		self.assertIn("县纪委监委", html)
		self.assertNotIn("收钱", html)
		for key in ("clerk", "officer", "county_officer", "county_approver"):
			with self.subTest(key), self.as_user(key):
				self.assertForbidden(notice_in_full, ticket, "邮寄")

	def test_where_the_township_is_shut_out_the_county_tells(self):
		ticket = self.registered_ticket(matters=[{"content": "某站长收钱。", "outcome": "To Be Handled"}])
		self.act("clerk", TICKET, ticket, "Mark Ticket as Accusation", names_own_leaders=1)
		frappe.db.set_value(TICKET, ticket, {"receiving_authority": "县纪委监委", "forwarded_on": today()})
		text = self.text(TICKET, ticket, NOTICE, "county_approver")
		self.assertTrue(text.startswith("试验县人民代表大会常务委员会告知单"), text)
		self.assertIn("试验县人民代表大会常务委员会（盖章）", text)
		self.assertNotIn("主席团", text)

	def test_of_a_matter_of_the_county_s_own_the_county_tells(self):
		ticket = self.out_of_scope()
		frappe.db.set_value(TICKET, ticket, "handling_level", "County")
		text = self.text(TICKET, ticket, NOTICE, "county_officer")
		self.assertIn("试验县人民代表大会常务委员会告知单", text)
		self.assertNotIn("主席团", text)

	def test_its_columns_stand_in_line_and_what_belongs_together_on_one_line(self):
		lines = self.boxes(TICKET, self.out_of_scope(), NOTICE)
		said = [text for *_edges, text in lines]
		self.assertIn("签收（□当场□邮寄）：", said)
		self.assertIn("（单位）", said)
		label = next(line for line in lines if "告知方式" in line[4])
		# the third of four columns: 28 mm of margin and half of the width of 162 mm
		self.assertGreater(label[0] * 25.4 / 72, 28 + 81)


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
			self.assertEqual(self.words(doctype, names[doctype], paper).count("".join(HOSTILE.split())), 4)

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
		self.assertEqual(len(self.pages(ORDER, order, "Order Return Request")), 1)
		self.assertRegex(
			self.text(ORDER, order, "Order Return Request"),
			rf"不同意属你站职责。审批人、日期赵主席{self.day()}\d\d:\d\d系统确认[0-9a-f]{{8}}",
		)

	def test_extension(self):
		order = self.order_of(self.dispatched_ticket())
		self.act("water", ORDER, order, "Acknowledge Order", acknowledged_by="水经办", handler="水经办")
		due = frappe.db.get_value(ORDER, order, "due_date")
		until = add_days(due, 10)
		self.act(
			"water",
			ORDER,
			order,
			"Request Order Extension",
			extension_until=str(until),
			extension_reason="等材料。",
		)
		granted = add_days(due, 7)
		self.act("chair", ORDER, order, "Grant Order Extension", extension_until=str(granted))
		text = self.text(ORDER, order, "Order Extension Request")
		for words in (
			"延期办理申请单",
			f"原办理期限{self.day(due)}",
			f"申请延期至{self.day(until)}",
			"申请理由等材料。",
			f"主席审批意见同意延至{self.day(granted)}",
			f"审批人、日期赵主席{self.day()}",
			"系统确认",
		):
			self.assertIn(words, text)
		self.assertEqual(len(self.pages(ORDER, order, "Order Extension Request")), 1)

	def test_what_the_unit_asked_itself_is_not_marked_by_what_was_typed_in_before(self):
		order = self.order_of(self.dispatched_ticket())
		slip = {
			"on_behalf_signer": "水站长",
			"on_behalf_date": today(),
			"on_behalf_scan": "/private/files/scan.pdf",
		}
		done = {"acknowledged_by": "水站长", "handler": "水经办"}
		self.act("clerk", ORDER, order, "Acknowledge Order", **done, **slip)
		self.act("water", ORDER, order, "Request Order Return", return_reason="属交通部门。")
		self.assertNotIn("代录", self.text(ORDER, order, "Order Return Request"))
		self.assertIn("承办单位负责人签名：", self.text(ORDER, order, "Face-to-Face Reply"))
		typed_in = self.order_of(self.dispatched_ticket())
		self.act("clerk", ORDER, typed_in, "Request Order Return", return_reason="属交通部门。", **slip)
		self.assertIn(
			f"代录：据水站长{self.day()}签署的申请", self.text(ORDER, typed_in, "Order Return Request")
		)

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

	def order_to_village(self) -> str:
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
		return self.order_of(ticket)

	def test_a_village_slip_has_no_box_nine(self):
		pages = self.pages(ORDER, self.order_to_village(), "Opinion Referral Card")
		self.assertEqual(len(pages), 2)
		text = "".join(pages)
		self.assertIn("选民意见协调办理单（存根联）", text)
		self.assertIn("协调办理联", text)
		self.assertNotIn("交办联", text)
		self.assertNotIn("审批意见", text)
		self.assertEqual(text.count("协调单位东村村民委员会"), 3)

	def test_no_paper_of_a_village_s_order_speaks_of_an_order(self):
		order = self.order_to_village()
		with self.as_user("chair"):
			entry = supervise(order, "Supervision Slip", "请抓紧。")["name"]
		answered = {"reply_date": today(), "replied_by": "村主任", "reply": "已协调。"}
		slip = {
			"on_behalf_signer": "村主任",
			"on_behalf_date": today(),
			"on_behalf_scan": "/private/files/scan.pdf",
		}
		self.act("clerk", ORDER, order, "Report Village Result", **answered, **slip)
		number = frappe.db.get_value(ORDER, order, "number")
		for doctype, name, paper, words in (
			(ORDER, order, "Opinion Referral Card", "商请机关（盖章）"),
			(ORDER, order, "Dispatch Letter", f"《选民意见协调办理单》（{number}）"),
			(ORDER, order, "Reply Letter", f"你们{number}送来协调办理的选民意见"),
			(ORDER, order, "Face-to-Face Reply", f"协调办理编号：{number}"),
			(ORDER, order, "Inquiry on Handling", f"协调办理编号：{number}"),
			(ORDER, order, "Order Return Request", f"协调办理编号：{number}"),
			(ORDER, order, "Order Extension Request", f"送达日期{self.day()}"),
			("Supervision Entry", entry, "Supervision Slip", f"协调办理编号{number}送达日期{self.day()}"),
		):
			with self.subTest(paper):
				text = self.text(doctype, name, paper)
				self.assertIn(words, text)
				self.assertNotIn("交办", text)

	def test_a_village_that_was_given_an_ordinary_order_is_asked_as_well(self):
		order = self.order_of(self.dispatched_ticket())
		frappe.db.set_value("Responsible Unit", self.world.unit_water, "kind", "Village Committee")
		self.addCleanup(frappe.clear_document_cache, "Responsible Unit", self.world.unit_water)
		frappe.clear_document_cache("Responsible Unit", self.world.unit_water)
		for paper in ("Opinion Referral Card", "Dispatch Letter"):
			text = self.text(ORDER, order, paper)
			self.assertIn("协调办理", text)
			self.assertNotIn("交办", text)


class TestInAStreet(Papers):
	"""城北街道 has a working committee, and no congress, presidium or chair of one."""

	def setUp(self) -> None:
		super().setUp()
		self.body = self.sub_district_body()
		frappe.db.set_value("Congress Body", self.body, "chair_title", "主任")
		self.street = frappe.db.get_value("Congress Body", self.body, "jurisdiction")

	def text_of(self, doctype: str, name: str, paper: str) -> str:
		# read as the site's administrator: no one of the small county has a post in the street
		return "".join(pdf_text.pages(pdf_text.pdf_of(frappe.get_print(doctype, name, paper))))

	def assertOfStreet(self, text: str, *words: str) -> None:
		for one in ("试验县人大常委会城北街道工委", *words):
			self.assertIn(one, text)
		for other in ("主席", "乡镇"):
			self.assertNotIn(other, text)

	def moved(self, doctype: str, name: str) -> None:
		fields = [
			field for field in ("jurisdiction", "township") if frappe.get_meta(doctype).has_field(field)
		]
		frappe.db.set_value(doctype, name, dict.fromkeys(fields, self.street))

	def test_slip_supervision_notice_and_emergency(self):
		ticket = self.registered_ticket()
		self.propose(ticket)
		self.act("chair", TICKET, ticket, "Dispatch Ticket", approval="同意。")
		order = self.order_of(ticket)
		with self.as_user("chair"):
			entry = supervise(order, "Supervision Slip", "请抓紧。")["name"]
		visit = frappe.db.get_value(TICKET, ticket, "visit")
		for doctype, name in ((TICKET, ticket), (ORDER, order), ("Supervision Entry", entry), (VISIT, visit)):
			self.moved(doctype, name)
		frappe.db.set_value(TICKET, ticket, "out_of_scope_reason", "Petition Matter")
		frappe.db.set_value("User", self.world.users["chair"], "full_name", "赵某")
		frappe.db.set_value("Supervision Entry", entry, "supervisor", "赵某")
		self.assertOfStreet(
			self.text_of(ORDER, order, "Opinion Referral Card"), "人大机关拟办意见", "主任审批意见"
		)
		self.assertOfStreet(
			self.text_of("Supervision Entry", entry, "Supervision Slip"), "督办人赵某（人大街道工委主任）"
		)
		self.assertOfStreet(self.text_of(TICKET, ticket, NOTICE), "告知单")
		self.assertOfStreet(
			self.text_of(VISIT, visit, "Emergency Report"),
			"主任签批",
			"中共城北街道工作委员会、城北街道办事处",
		)

	def test_hand_over_and_account(self):
		for post, title in (("Township Chair", "人大街道工委主任"), ("Township Clerk", "人大街道工委专干")):
			name = make(
				"Staff Post",
				user=self.world.users["nobody"],
				post=post,
				jurisdiction=self.street,
				from_date="2026-09-07",
			)
			self.addCleanup(frappe.clear_cache, user=self.world.users["nobody"])
			text = self.text_of("Staff Post", name, "Post Handover List")
			self.assertInOrder(
				text,
				"试验县人大常委会城北街道工委工作移交清单",
				f"岗位{title}所在单位试验县人大常委会城北街道工委",
				"任职起止2026年9月7日至今",
			)
			self.assertNotIn("乡镇", text)
			self.assertIn(
				f"{title}，城北街道，2026年9月7日起", slips([(self.world.users["nobody"], "geheim")])
			)


class TestHandOver(Papers):
	"""P26 工作移交清单."""

	PAPER = "Post Handover List"

	def post(self, key: str) -> str:
		return frappe.db.get_value("Staff Post", {"user": self.world.users[key]})

	def test_body_office_and_open_matters(self):
		ticket = self.dispatched_ticket()
		number, due = frappe.db.get_value(TICKET, ticket, ("number", "state_due"))
		text = self.text("Staff Post", self.post("clerk"), self.PAPER, "admin")
		self.assertInOrder(
			text,
			"试验县甲镇人民代表大会主席团工作移交清单",
			"岗位乡镇人大专干所在单位试验县甲镇人民代表大会主席团",
			f"任职起止{self.day(add_days(today(), -30))}至今",
			"移交人张专干接交人",
			"序号类别编号事由状态办理期限",
			f"1意见单{number}",
			self.day(due),
			"未报告活动",
			"移交人签名接交人签名监交人签名",
		)
		self.assertEqual(len(self.pages("Staff Post", self.post("clerk"), self.PAPER, "admin")), 1)
		text = self.text("Staff Post", self.post("officer"), self.PAPER, "admin")
		self.assertIn("试验县甲镇人民代表大会主席团工作移交清单岗位联络员所在单位东村代表联络站", text)

	def test_all_its_lines_are_of_one_thickness(self):
		content = pdf_text.pdf_of(self.html("Staff Post", self.post("clerk"), self.PAPER, "admin"))
		# beside the texts of the first column, which are centred
		thick = pdf_text.rules(content, 29.2)
		self.assertGreater(len(thick), 10)
		self.assertLess(max(thick), 1.5 * min(thick), thick)

	def test_its_pages_are_numbered(self):
		html = self.html("Staff Post", self.post("clerk"), self.PAPER, "admin")
		_html, options = prepare_options(html, {})
		self.addCleanup(cleanup, options)
		with open(options["footer-html"], encoding="utf-8") as footer:
			self.assertIn('第<span class="page"></span>页　共<span class="topage"></span>页', footer.read())

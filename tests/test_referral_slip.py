"""R7 选民意见转办情况登记卡: three parts, one number, masked, escaped, filled from order, ticket and visit."""

import re
import subprocess
from html import unescape

import frappe
from frappe.utils import add_days, getdate, today

from tests import pdf_text
from tests.base import LiaisonTestCase

FORMAT = "Opinion Referral Card"
ORDER = "Dispatch Order"
PARTS = ("存根联", "交办联", "回执联")
POINTS_TO_MM = 25.4 / 72
# Frappe 16 says that there is no such order


class Slip(LiaisonTestCase):
	"""Prints orders of the water station."""

	def html(self, order: str, key: str = "clerk") -> str:
		with self.as_user(key):
			return frappe.get_print(ORDER, order, FORMAT)

	def text(self, order: str, key: str = "clerk") -> str:
		"""What stands on the printed slip, without blanks."""
		return "".join(pdf_text.pages(pdf_text.pdf_of(self.html(order, key))))

	def words(self, order: str, key: str = "clerk") -> str:
		"""What the slip says before it is printed, without tags and blanks: signs that a font lacks as well."""
		html = re.sub(r"<style.*?</style>", "", self.html(order, key), flags=re.DOTALL)
		return "".join(unescape(re.sub(r"<[^>]*>", "", html)).split())


class TestThreeParts(Slip):
	def test_each_part_once_and_the_number_on_all_and_across_both_seams(self):
		order = self.order_of(self.dispatched_ticket())
		text = self.text(order)
		number = frappe.db.get_value(ORDER, order, "number")
		positions = [text.index(f"选民意见转办情况登记卡（{part}）") for part in PARTS]
		self.assertEqual(positions, sorted(positions))
		for start, end in zip(positions, [*positions[1:], len(text)], strict=True):
			self.assertIn(f"编号：{number}", text[start:end])
		# below the counterfoil, at the head of the sheet for the unit, and between its two parts
		self.assertEqual(text.count(f"骑缝编号{number}（骑缝盖章）"), 3)
		self.assertEqual(text.count(number), 6)

	def test_boxes_are_filled_from_order_ticket_and_visit(self):
		ticket = self.dispatched_ticket()
		text = self.text(self.order_of(ticket))
		ticket = frappe.get_doc("Opinion Ticket", ticket)
		due = ticket.due_date
		for words in (
			"试验县甲镇人民代表大会主席团",
			f"意见编号{ticket.number}",
			f"来访登记{frappe.db.get_value('Constituent Visit', ticket.visit, 'number')}",
			"反映人刘*爷",
			"接待代表李春华",
			"意见摘要三组水渠垮了一段",
			"诉求类别饮水水利",
			"紧急程度正常",
			f"办理期限{due.year}年{due.month}月{due.day}日",
			"乡镇人大拟办意见请水务站现场查看后修复。张专干",
			"主席（主席团）审批意见同意,请抓紧办理。赵主席",
			"系统确认",
			"承办单位主办：甲镇水务站协办：甲镇村镇建设办",
			"转办方式平台",
		):
			self.assertIn(words, text)

	def test_what_the_unit_did_and_what_came_of_it(self):
		ticket = self.fed_back_ticket()
		self.act(
			"officer",
			"Opinion Ticket",
			ticket,
			"Rate Ticket Satisfied",
			reporter_rating="Satisfied",
			rating_source="Telephone",
		)
		text = self.text(self.order_of(ticket))
		now = getdate()
		day = f"{now.year}年{now.month}月{now.day}日"
		self.assertEqual(text.count("办理情况"), 2)
		for words in (
			f"签收时间水经办{day}",
			f"答复人、形式{day}水务站站长书面",
			"结果类别A已经解决或基本解决",
			"水渠已修复通水。",
			f"方式、反馈人{day}电话王联络",
			"评价来源满意电话",
			f"档号{day}",
		):
			self.assertIn(words, text)

	def test_a_supporting_unit_reads_that_it_supports(self):
		text = self.text(self.order_of(self.dispatched_ticket(), "Supporting"))
		self.assertIn("甲镇村镇建设办：", text)
		self.assertIn("转交你单位协办，", text)

	def test_boxes_without_a_value_stay_empty_for_the_pen(self):
		text = self.text(self.order_of(self.dispatched_ticket()))
		self.assertIn("签收人、签收时间责任人、联系电话", text)
		self.assertIn("□据本联代录", text)
		self.assertNotIn("None", text)

	def test_entry_on_behalf_is_marked_with_signer_and_date(self):
		ticket = self.dispatched_ticket()
		scan = frappe.get_doc(
			{"doctype": "File", "file_name": "slip.txt", "content": "回执", "is_private": 1}
		).insert()
		self.act(
			"clerk",
			ORDER,
			self.order_of(ticket),
			"Acknowledge Order",
			acknowledged_by="水站长",
			handler="水经办",
			on_behalf_signer="水站长",
			on_behalf_date=today(),
			on_behalf_scan=scan.file_url,
		)
		now = getdate()
		self.assertIn(
			f"代录：据水站长{now.year}年{now.month}月{now.day}日签署的回执联",
			self.text(self.order_of(ticket)),
		)

	def test_a_second_round_is_a_new_slip_that_names_the_first(self):
		ticket = self.fed_back_ticket()
		first = self.order_of(ticket)
		self.act(
			"officer",
			"Opinion Ticket",
			ticket,
			"Rate Ticket Dissatisfied",
			rating_source="Signature",
			rating_reason="只修了一半",
		)
		self.act(
			"clerk",
			"Opinion Ticket",
			ticket,
			"Rehandle Ticket",
			proposal="请修完另一半。",
			due_date=frappe.utils.add_days(today(), 20),
		)
		second = self.order_of(ticket)
		numbers = [frappe.db.get_value(ORDER, order, "number") for order in (first, second)]
		self.assertNotEqual(*numbers)
		text = self.text(second)
		self.assertEqual(text.count(f"骑缝编号{numbers[1]}"), 3)
		self.assertIn(f"只修了一半第2轮，前次{numbers[0]}", text)
		self.assertIn(f"已重新转办{numbers[1]}", self.text(first))

	def test_a_village_is_asked_to_coordinate(self):
		ticket = self.registered_ticket()
		village = frappe.get_doc(
			{
				"doctype": "Responsible Unit",
				"unit_name": "东村村民委员会",
				"kind": "Village Committee",
				"jurisdiction": self.world.town,
			}
		).insert()
		self.act(
			"clerk",
			"Opinion Ticket",
			ticket,
			"Send Ticket to Village",
			category=frappe.db.get_value("Opinion Category", {"category_name": "饮水水利"}),
			village_unit=village.name,
			due_date=add_days(today(), 10),
			proposal="请村里先行协调。",
		)
		text = self.text(self.order_of(ticket))
		self.assertIn("选民意见协调办理单（协调办理联）", text)
		self.assertNotIn("交办联", text)
		self.assertNotIn("审批意见", text)
		self.assertIn("送你村（社区）协调办理", text)


class TestNothingLeaks(Slip):
	def test_the_reporter_is_masked_for_everybody(self):
		order = self.order_of(self.dispatched_ticket())
		for key in ("clerk", "chair", "officer", "county_officer", "water"):
			html = self.html(order, key)
			for full in ("刘大爷", "13812345678", "三组12号"):
				self.assertNotIn(full, html)

	def test_a_unit_prints_its_own_two_parts(self):
		ticket = self.fed_back_ticket()
		text = self.text(self.order_of(ticket), "water")
		self.assertNotIn("存根联", text)
		self.assertIn("交办联", text)
		self.assertIn("回执联", text)
		self.assertNotIn("满意度", text)

	def test_others_are_refused(self):
		order = self.order_of(self.dispatched_ticket())
		for key in ("works", "clerk_b", "other_officer", "nobody"):
			with self.subTest(key), self.as_user(key):
				self.assertFalse(frappe.has_permission(ORDER, "print", order))
		for key in ("water", "clerk"):
			with self.subTest(key), self.as_user(key):
				self.assertTrue(frappe.has_permission(ORDER, "print", order))

	def test_any_text_stands_as_typed_and_never_as_html_or_jinja(self):
		typed = '<b>粗</b> <script>alert(1)</script> & "x" {{ doc.name }} {% raw %} 𠮷 䶮 😀'
		ticket = self.registered_ticket(matters=[{"content": typed}])
		self.propose(ticket, proposal=typed)
		self.dispatch(ticket)
		html = self.html(self.order_of(ticket))
		self.assertNotIn("<script>alert", html)
		self.assertNotIn("<b>粗", html)
		self.assertGreaterEqual(
			self.words(self.order_of(ticket)).count("".join(typed.split())), 3
		)  # matter, proposal on both upper parts


class TestAsPdf(Slip):
	def test_the_counterfoil_on_one_a4_page_and_the_unit_s_parts_on_the_other_with_embedded_fonts(self):
		ticket = self.fed_back_ticket()
		order = self.order_of(ticket)
		content = pdf_text.pdf_of(self.html(order))
		pages = pdf_text.pages(content)
		number = frappe.db.get_value(ORDER, order, "number")
		self.assertEqual(
			[[part for part in PARTS if f"（{part}）" in page] for page in pages],
			[["存根联"], ["交办联", "回执联"]],
		)
		self.assertEqual([page.count(f"骑缝编号{number}（骑缝盖章）") for page in pages], [1, 2])
		self.assertEqual([page.count(number) for page in pages], [2, 4])
		fonts = pdf_text.fonts(content)
		self.assertTrue(all(embedded for _name, embedded in fonts), fonts)
		self.assertTrue(any(re.search(r"CJK|FangSong|SimSun", name) for name, _embedded in fonts), fonts)
		size = subprocess.run(["pdfinfo", "-"], input=content, capture_output=True, check=True).stdout
		self.assertIn(b"A4", size)

	def test_the_unit_s_own_print_is_one_page_with_room_for_the_binding_and_the_pen(self):
		order = self.order_of(self.dispatched_ticket())
		content = pdf_text.pdf_of(self.html(order, "water"))
		self.assertEqual(len(pdf_text.pages(content)), 1)
		boxes = pdf_text.boxes(content)
		self.assertGreater(min(box[0] for box in boxes) * POINTS_TO_MM, 27.5)
		self.assertGreater(min(box[3] - box[1] for box in boxes), 8.5)

	def test_its_punctuation_is_full_width(self):
		ticket = self.registered_ticket(
			matters=[{"content": "三组水渠垮了一段。", "outcome": "To Be Handled"}]
		)
		self.propose(ticket)
		self.act("chair", "Opinion Ticket", ticket, "Dispatch Ticket", approval="同意。")
		self.assertNotRegex(
			self.text(self.order_of(ticket)).split("选民意见转办情况登记卡", 1)[1], r"[\u4e00-\u9fff][,:;()]"
		)

	def test_a_long_matter_flows_on_without_loss(self):
		ticket = self.registered_ticket(matters=[{"content": "很长的意见。" * 330 + "到此为止"}])
		self.propose(ticket)
		self.dispatch(ticket)
		content = pdf_text.pdf_of(self.html(self.order_of(ticket)))
		text = "".join(pdf_text.pages(content))
		self.assertIn("到此为止", text)
		self.assertGreaterEqual(text.count("很"), 330)

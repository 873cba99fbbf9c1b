"""督办: who may remind a unit of an order, the slip and its number, the unit's answer, the system's reminders."""

import re
from html import unescape

import frappe
from frappe.utils import add_days, getdate, today

from deputy_liaison.opinions.doctype.supervision_entry.supervision_entry import overview, remind, supervise
from tests import pdf_text
from tests.base import LiaisonTestCase

ENTRY = "Supervision Entry"
ORDER = "Dispatch Order"
WORDS = "请三日内派人到现场查看,并书面回复。"


class Supervision(LiaisonTestCase):
	"""An order of the water station, in handling."""

	def setUp(self) -> None:
		super().setUp()
		self.ticket = self.dispatched_ticket()
		self.order = self.order_of(self.ticket)

	def supervise(self, key: str = "chair", order: str | None = None, **values) -> str:
		with self.as_user(key):
			made = supervise(order or self.order, **{"way": "Supervision Slip", "words": WORDS, **values})
		return made["name"]

	def entry(self, name: str) -> frappe._dict:
		return frappe.db.get_value(ENTRY, name, "*", as_dict=True)

	def answer(self, name: str, key: str = "water", **values) -> dict:
		return self.act(
			key,
			ENTRY,
			name,
			"Answer Supervision",
			**{"answered_on": today(), "answered_by": "水站长", "answer": "已派人查看。", **values},
		)

	def scan(self) -> str:
		file = {"doctype": "File", "file_name": "slip.txt", "content": "回执", "is_private": 1}
		return frappe.get_doc(file).insert().file_url


class TestWhoSupervises(Supervision):
	def test_chair_presidium_and_county_approver_may(self):
		for times, (key, post) in enumerate(
			(
				("chair", "Township Chair"),
				("presidium", "Presidium Member"),
				("county_approver", "County Approver"),
			),
			1,
		):
			with self.subTest(key):
				entry = self.entry(self.supervise(key))
				self.assertEqual((entry.times, entry.supervisor_post), (times, post))
		self.assertEqual(frappe.db.get_value(ORDER, self.order, "times_supervised"), 3)

	def test_others_may_not(self):
		for key in ("clerk", "officer", "water", "works", "chair_b", "auditor", "admin", "nobody", "deputy"):
			with self.subTest(key):
				self.assertRefuses("没有", self.supervise, key)
		self.assertFalse(frappe.db.exists(ENTRY, {"dispatch_order": self.order}))

	def test_the_county_officer_supervises_orders_of_the_county_alone(self):
		self.assertRefuses("没有", self.supervise, "county_officer")
		frappe.db.set_value(ORDER, self.order, "handling_level", "County")
		entry = self.entry(self.supervise("county_officer"))
		self.assertEqual(entry.handling_level, "County")

	def test_a_person_of_the_unit_does_not_supervise_it(self):
		self.give_post("presidium", "Responsible Unit Officer", unit=self.world.unit_water)
		self.assertRefuses("不能督办本单位", self.supervise, "presidium")

	def test_a_closed_order_is_not_supervised(self):
		frappe.db.set_value(ORDER, self.order, "workflow_state", "Order Accepted")
		self.assertRefuses("不需要再督办", self.supervise)

	def test_what_is_missing_or_out_of_range_is_named(self):
		for text, values in (
			("督办要求", {"words": "  "}),
			("督办方式", {"way": "System Reminder"}),
			("不能晚于今天", {"supervised_on": add_days(today(), 1)}),
			("早于交办", {"supervised_on": add_days(today(), -1)}),
			("回复期限", {"reply_due": add_days(today(), -1)}),
			("2026-05-20", {"supervised_on": "昨天"}),
		):
			with self.subTest(text):
				self.assertRefuses(text, self.supervise, **values)

	def test_the_number_counts_by_township_and_the_unit_is_told(self):
		first, second = (self.entry(self.supervise()) for _time in range(2))
		year = getdate().year
		number = int(re.search(r"第(\d+)号", first.number).group(1))
		self.assertEqual(first.number, f"督〔{year}〕第{number:03d}号")
		self.assertEqual(second.number, f"督〔{year}〕第{number + 1:03d}号")
		self.assertEqual(
			frappe.get_all("Notification Log", {"document_name": first.name}, pluck="for_user"),
			[self.world.users["water"]],
		)

	def test_the_act_stands_in_the_record_of_the_order(self):
		self.supervise()
		log = frappe.get_last_doc("Handling Log", {"reference_name": self.order, "action": "Supervise Order"})
		self.assertEqual(
			(log.person_name, log.post, log.event), ("赵主席", "Township Chair", "Handling Event")
		)
		self.assertIn(WORDS, log.note)


class TestTheAnswer(Supervision):
	def test_the_unit_answers_its_own(self):
		name = self.supervise()
		self.answer(name)
		entry = self.entry(name)
		self.assertEqual((entry.workflow_state, entry.answer), ("Supervision Answered", "已派人查看。"))
		self.assertFalse(entry.entered_on_behalf)
		self.assertRefuses("不能", self.answer, name)

	def test_the_clerk_types_in_what_the_slip_says_with_its_scan(self):
		name = self.supervise()
		self.assertRefuses("回执联", self.answer, name, "clerk")
		self.answer(
			name,
			"clerk",
			on_behalf_signer="水站长",
			on_behalf_date=today(),
			on_behalf_scan=self.scan(),
		)
		self.assertTrue(self.entry(name).entered_on_behalf)
		log = frappe.get_last_doc("Handling Log", {"reference_name": name, "action": "Answer Supervision"})
		self.assertTrue(log.entered_on_behalf)

	def test_others_may_not_answer(self):
		name = self.supervise()
		for key in ("works", "chair", "officer", "clerk_b", "county_officer", "presidium", "nobody"):
			with self.subTest(key):
				self.assertForbidden(self.answer, name, key)
				self.assertEqual(self.entry(name).workflow_state, "Supervision Awaiting Answer")

	def test_days_of_the_answer(self):
		name = self.supervise()
		self.assertRefuses("不能晚于今天", self.answer, name, answered_on=add_days(today(), 1))
		self.assertRefuses("早于督办", self.answer, name, answered_on=add_days(today(), -1))

	def test_the_reply_to_the_order_settles_it(self):
		name = self.supervise()
		self.reply(self.ticket)
		self.assertEqual(self.entry(name).workflow_state, "Supervision Answered")
		log = frappe.get_last_doc("Handling Log", {"reference_name": name})
		self.assertEqual((log.rule, log.event), ("S1", "System Move"))

	def test_the_withdrawal_of_the_order_ends_it(self):
		name = self.supervise()
		order = frappe.get_doc(ORDER, self.order)
		order.flags.move = frappe.get_attr("deputy_liaison.state_machine.Move")(
			"L8", "Order Withdrawn", rule="L8"
		)
		order.workflow_state = "Order Withdrawn"
		order.save()
		self.assertEqual(self.entry(name).workflow_state, "Supervision Dropped")


class TestAppendOnly(Supervision):
	def test_nothing_is_changed_or_deleted(self):
		name = self.supervise()
		for key in ("chair", "clerk", "water", "presidium"):
			with self.subTest(key), self.as_user(key):
				doc = frappe.get_doc(ENTRY, name)
				doc.words = "改写"
				self.assertForbidden(doc.save)
				self.assertForbidden(frappe.delete_doc, ENTRY, name)
		doc = frappe.get_doc(ENTRY, name)
		doc.words = "改写"
		self.assertRefuses("不能修改", doc.save)
		self.assertRefuses("不能删除", frappe.delete_doc, ENTRY, name)
		self.assertEqual(self.entry(name).words, WORDS)

	def test_nobody_inserts_one_past_the_method(self):
		for key in ("chair", "presidium", "water"):
			doc = {"doctype": ENTRY, "dispatch_order": self.order, "way": "Supervision Slip", "words": "x"}
			with self.subTest(key), self.as_user(key):
				self.assertForbidden(frappe.get_doc(doc).insert)


class TestWhoReads(Supervision):
	def test_unit_and_station_read_their_own(self):
		name = self.supervise()
		for key, may in (
			("water", True),
			("officer", True),
			("presidium", True),
			("clerk", True),
			("auditor", True),
			("works", False),
			("other_officer", False),
			("clerk_b", False),
			("nobody", False),
		):
			with self.subTest(key), self.as_user(key):
				self.assertEqual(frappe.has_permission(ENTRY, "read", name), may)
				found = frappe.has_permission(ENTRY) and frappe.get_list(ENTRY, {"name": name}, pluck="name")
				self.assertEqual(bool(found), may)

	def test_the_form_of_order_and_ticket_lists_them(self):
		self.supervise()
		with self.as_user("chair"):
			of_ticket = overview("Opinion Ticket", self.ticket)
		self.assertEqual([row.words for row in of_ticket["entries"]], [WORDS])
		# lead and supporting unit
		self.assertEqual(len(of_ticket["orders"]), 2)
		with self.as_user("water"):
			of_order = overview(ORDER, self.order)
			self.assertEqual((len(of_order["entries"]), of_order["orders"]), (1, []))
			self.assertForbidden(overview, "Opinion Ticket", self.ticket)
			self.assertForbidden(overview, ORDER, self.order_of(self.ticket, "Supporting"))
			self.assertRefuses("没有督办", overview, "User", "Administrator")


class TestSystemReminds(Supervision):
	def test_once_for_each_colour(self):
		made = [remind(self.order, colour) for colour in ("Yellow", "Yellow", "Orange", "Red", "Red")]
		self.assertEqual([bool(name) for name in made], [True, False, True, True, False])
		rows = frappe.get_all(
			ENTRY, {"dispatch_order": self.order}, ["times", "colour", "way", "number"], order_by="times"
		)
		self.assertEqual([row.times for row in rows], [1, 2, 3])
		self.assertEqual({row.way for row in rows}, {"System Reminder"})
		self.assertEqual({row.number for row in rows}, {None})
		self.assertEqual(frappe.db.get_value(ORDER, self.order, "times_supervised"), 3)

	def test_counts_go_on_from_people_to_system(self):
		self.supervise()
		self.assertEqual(self.entry(remind(self.order, "Red")).times, 2)

	def test_a_replied_order_is_not_reminded(self):
		self.reply(self.ticket)
		self.assertIsNone(remind(self.order, "Red"))

	def test_what_it_says_follows_the_due_date(self):
		due = getdate(frappe.db.get_value(ORDER, self.order, "due_date"))
		self.assertIn(f"请于{due}前答复", self.entry(remind(self.order, "Yellow")).words)
		frappe.db.set_value(ORDER, self.order, "due_date", add_days(today(), -1))
		self.assertIn("现已逾期", self.entry(remind(self.order, "Red")).words)


class TestSlip(Supervision):
	def html(self, name: str, key: str = "chair") -> str:
		with self.as_user(key):
			return frappe.get_print(ENTRY, name, "Supervision Slip")

	def text(self, name: str, key: str = "chair") -> str:
		"""What stands on the printed slip, without blanks."""
		return "".join(pdf_text.pages(pdf_text.pdf_of(self.html(name, key))))

	def words(self, name: str, key: str = "chair") -> str:
		"""What the slip says before it is printed, without tags and blanks."""
		html = re.sub(r"<style.*?</style>", "", self.html(name, key), flags=re.DOTALL)
		return "".join(unescape(re.sub(r"<[^>]*>", "", html)).split())

	def test_two_parts_with_one_number(self):
		name = self.supervise("presidium")
		entry, text = self.entry(name), self.text(name)
		day = getdate()
		due = getdate(entry.reply_due)
		for words in (
			"试验县甲镇人民代表大会主席团督办单（督办联）甲镇水务站：",
			f"于{due.year}年{due.month}月{due.day}日前将回执联盖章退回",
			f"交办编号{frappe.db.get_value(ORDER, self.order, 'number')}",
			"签收情况尚未签收",
			"督办次数第1次督办方式督办单",
			f"督办要求{WORDS}",
			f"督办人主席团员（主席团成员）{day.year}年{day.month}月{day.day}日",
			f"（盖章）{day.year}年{day.month}月{day.day}日",
			"督办单（回执联）",
			f"骑缝编号{entry.number}",
			"单位负责人：",
		):
			self.assertIn(words, text)
		self.assertRegex(text, r"（主席团成员）[^（]*系统确认[0-9a-f]{8}")
		self.assertEqual(text.count(entry.number), 3)

	def test_a_county_slip_is_the_standing_committees(self):
		self.assertIn(
			"试验县人民代表大会常务委员会督办单",
			self.text(self.supervise("county_approver"), "county_approver"),
		)

	def test_any_text_stands_as_typed(self):
		typed = "<b>粗</b> <script>alert(1)</script> & {{ doc.name }} \u202e反 😀"
		name = self.supervise(words=typed)
		html = self.html(name)
		self.assertNotIn("<script>alert", html)
		self.assertNotIn("<b>粗", html)
		self.assertIn("".join(typed.split()), self.words(name))

	def test_others_do_not_print_it(self):
		name = self.supervise()
		for key in ("works", "clerk_b", "nobody"):
			with self.subTest(key):
				self.assertPrintRefused(key, ENTRY, name, "Supervision Slip")
		self.assertIn("回执联", self.text(name, "water"))

	def test_one_a4_page(self):
		pages = pdf_text.pages(pdf_text.pdf_of(self.html(self.supervise())))
		self.assertEqual(len(pages), 1)
		self.assertIn("督办联", pages[0])
		self.assertIn("回执联", pages[0])

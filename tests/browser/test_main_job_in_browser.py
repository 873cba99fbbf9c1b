"""The main job in real Chromium, each step by the real role: front desk, clerk, chair, unit, archive, print."""

import re
from pathlib import Path

import frappe
from frappe.utils import add_days, get_datetime, getdate, now_datetime, today
from playwright.sync_api import Locator, Page, expect

from tests import pdf_text
from tests.browser import desk
from tests.browser.base import PHONE
from tests.browser.town import ORDER, TICKET, VISIT, TownTestCase

# Milliseconds between two keys: faster than anybody types, so nothing may depend on a pause.
PACE = 40
# What stands for "under a minute": who types slowly makes 140 strokes a minute, and a Chinese character
# costs two with any input method.
STROKES = 140


WHAT_A_CLERK_MAY = [
	"分类拟办",
	"解释答复",
	"村（社区）协调办理",
	"委托县级代表提出",
	"合并到其他意见",
	"拆分",
	"标记检举控告",
	"撤回",
]


class Keyboard:
	"""Types like a person who has no mouse, and counts the strokes."""

	def __init__(self, page: Page) -> None:
		self.page = page
		self.strokes = 0

	def type(self, text: str) -> None:
		"""Type a text; counts two strokes for each character that is no plain key."""
		self.strokes += sum(1 if sign.isascii() else 2 for sign in text)
		self.page.keyboard.type(text, delay=PACE)

	def press(self, *keys: str) -> None:
		"""Press keys one after the other."""
		for key in keys:
			self.strokes += 1
			self.page.keyboard.press(key, delay=PACE)

	def choose(self, typed: str, shown: str) -> None:
		"""Find a record by what is typed, and take the first that the list offers."""
		self.type(typed)
		offered = self.page.locator("[role=listbox]:visible > *")
		expect(offered.first).to_contain_text(shown)
		self.press("Enter")
		expect(offered).to_have_count(0)

	def stands_in(self, field: str) -> None:
		"""Wait until the cursor stands in `field`."""
		self.page.wait_for_function(
			"field => document.activeElement?.dataset.fieldname === field"
			" || !!document.activeElement?.closest(`[data-fieldname='${field}']`)",
			arg=field,
		)


class TestFrontDesk(TownTestCase):
	"""One visit, two matters, no mouse."""

	def setUp(self) -> None:
		super().setUp()
		self.page = self.page_of("town_officer")
		self.saves = 0
		self.page.on("request", self.count_save)

	def count_save(self, request) -> None:
		self.saves += "savedocs" in request.url

	def reporter(self, keys: Keyboard) -> None:
		"""From the reporter's name to the first matter's field."""
		keys.stands_in("reporter_name")
		keys.type("刘大爷")
		keys.press("Tab", "ArrowDown", "Tab")
		keys.stands_in("reporter_age")
		keys.type("67")
		keys.press("Tab")
		keys.type("13812345678")
		keys.press("Tab")
		keys.stands_in("village")
		keys.choose("dc", "东川村")
		keys.press("Tab")
		keys.stands_in("reporter_address")
		keys.type("三组12号")
		keys.press("Tab")
		keys.stands_in("head_count")
		keys.press("Tab")

	def two_matters(self, keys: Keyboard) -> None:
		"""One answered on the spot, one to be handled; saved with Ctrl+S."""
		keys.stands_in("content")
		keys.type(f"医保{self.mark}什么时候缴费?")
		keys.press("Tab")
		keys.stands_in("category")
		keys.choose("yb", "医保")
		keys.press("Tab")
		keys.stands_in("outcome")
		keys.press("ArrowDown", "Tab")
		keys.stands_in("answer")
		keys.type("每年九月至十二月。")
		keys.press("Tab")
		keys.stands_in("rating")
		keys.press("ArrowDown", "Tab", "Enter")
		keys.stands_in("content")
		keys.type(self.matter)
		self.shot(self.page, "visit-typed")
		keys.press("Control+s")
		self.page.wait_for_function("cur_frm && !cur_frm.is_new()")
		desk.settle(self.page)

	def test_two_matters_by_keyboard_alone_with_one_save(self):
		page = self.page
		self.open(page, "constituent-visit/new")
		keys = Keyboard(page)
		keys.stands_in("receiving_deputies")
		self.assertIn("东川村代表联络站", desk.field(page, "station").input_value())
		prefilled = get_datetime(page.evaluate("cur_frm.doc.visit_time"))
		self.assertLess(abs((now_datetime() - prefilled).total_seconds()), 180)
		self.assertEqual(page.evaluate("cur_frm.doc.place"), "东川村代表联络站")
		self.assertEqual(page.evaluate("cur_frm.doc.officer_name"), "王联络")
		self.assertIn("个人信息处理告知", page.locator(".form-message:visible").inner_text())
		self.shot(page, "visit-empty")
		keys.choose("lch", "李春华")
		keys.press("Tab", "Tab")
		self.reporter(keys)
		self.two_matters(keys)
		self.assertEqual(self.saves, 1)
		self.assertLess(keys.strokes, STROKES)
		self.registered_visit(page, "Walk-in Visit")
		rows = desk.table(page, "tickets_html")
		self.assertEqual([row["办理状态"] for row in rows], ["已办结", "在册待梳理"])
		self.assertEqual([row["事由"] for row in rows], [f"医保{self.mark}什么时候缴费?", self.matter])
		self.shot(page, "visit-registered")

	def registered_visit(self, page: Page, channel: str) -> None:
		"""What the database holds after the save."""
		visit = self.stored(VISIT, page.evaluate("cur_frm.docname"), "*")
		self.assertRegex(visit.number, rf"^川接〔{visit.visit_time.year}〕第\d{{3,}}号$")
		self.assertEqual((visit.channel, visit.village), (channel, self.town.village))
		self.assertEqual((visit.reporter_name, visit.reporter_phone), ("刘*爷", "138****5678"))
		self.assertEqual((visit.reporter_gender, visit.reporter_age), ("Man", 67))
		tickets = frappe.get_all(
			TICKET,
			{"visit": visit.name},
			["number", "workflow_state", "content", "answer", "reporter_rating", "category.category_name"],
			order_by="number",
		)
		ordinals = [int(re.search(r"^意〔\d{4}〕第(\d+)号$", one.number).group(1)) for one in tickets]
		self.assertEqual(ordinals[1] - ordinals[0], 1)
		self.assertEqual([one.workflow_state for one in tickets], ["Ticket Closed", "Ticket Registered"])
		self.assertEqual([one.answer for one in tickets], ["每年九月至十二月。", ""])
		self.assertEqual((tickets[0].reporter_rating, tickets[0].category_name), ("Satisfied", "医保"))
		self.assertEqual(tickets[1].content, self.matter)
		deputies = frappe.get_all("Receiving Deputy", {"parent": visit.name}, pluck="deputy")
		self.assertEqual(deputies, [self.town.deputy])

	def test_on_a_reception_day_its_deputies_and_leader_stand_there_already(self):
		day = frappe.get_doc(
			{
				"doctype": "Reception Day",
				"station": self.town.station,
				"day": today(),
				"leader_on_duty": "镇党委副书记周明",
				"deputies": [{"deputy": self.town.deputy}],
			}
		).insert()
		frappe.db.commit()
		self.addCleanup(self.remove, day)
		page = self.page
		self.open(page, "constituent-visit/new")
		keys = Keyboard(page)
		keys.stands_in("reporter_name")
		self.assertEqual(desk.field(page, "channel").locator("option:checked").inner_text(), "接待日来访")
		self.assertIn(today(), desk.field(page, "reception_day").input_value())
		self.assertEqual(desk.field(page, "leader_on_duty").input_value(), "镇党委副书记周明")
		self.assertIn("李春华", desk.box(page, "receiving_deputies").inner_text())
		self.shot(page, "visit-reception-day")
		self.reporter(keys)
		self.two_matters(keys)
		self.assertEqual(self.saves, 1)
		self.assertLess(keys.strokes, STROKES)
		self.registered_visit(page, "Reception Day Visit")
		self.assertEqual(
			self.stored(VISIT, page.evaluate("cur_frm.docname"), ["reception_day", "leader_on_duty"]),
			{"reception_day": day.name, "leader_on_duty": "镇党委副书记周明"},
		)

	def remove(self, day) -> None:
		"""The reception day would be prefilled in the other tests too; its visits keep what they took."""
		frappe.db.rollback()
		frappe.db.set_value(VISIT, {"reception_day": day.name}, "reception_day", None)
		frappe.delete_doc("Reception Day", day.name, force=True)
		frappe.db.commit()

	def test_on_a_phone(self):
		page = self.page_of("town_officer", PHONE)
		self.open(page, "constituent-visit/new")
		Keyboard(page).stands_in("receiving_deputies")
		self.shot(page, "phone-visit-empty")
		self.assertFits(page)
		desk.fill(page, reporter_name="刘大爷", reporter_phone="13812345678")
		desk.choose(page, "village", "dc", "东川村")
		desk.fill(page, content=self.matter)
		self.shot(page, "phone-visit-typed")
		page.locator(".page-head:visible .primary-action:visible").click()
		page.wait_for_function("cur_frm && !cur_frm.is_new()")
		desk.settle(page)
		self.assertEqual(desk.table(page, "tickets_html")[0]["办理状态"], "在册待梳理")
		self.shot(page, "phone-visit-registered")
		self.assertFits(page)


class TestWholePath(TownTestCase):
	"""From the front desk to the archive, over a return, a dissatisfied voter and a second round."""

	def test_from_registration_to_the_archive(self):
		name = self.name = self.registered()
		self.officer, self.clerk, self.chair, self.water = (
			self.page_of(f"town_{key}") for key in ("officer", "clerk", "chair", "water")
		)
		self.clerk_proposes()
		self.chair_returns()
		self.clerk_proposes_again()
		self.chair_approves()
		first = self.unit_handles()
		self.officer_feeds_back_and_hears_no()
		second = self.clerk_begins_a_second_round(first)
		self.unit_replies(second, "主管网已换,通水正常。")
		self.officer_feeds_back_and_hears_yes()
		self.clerk_archives()
		moves = frappe.get_all(
			"Handling Log",
			{"reference_name": name, "to_state": ("!=", "")},
			["action", "person_name"],
			order_by="at asc, creation asc",
		)
		self.assertEqual(
			[(move.action, move.person_name) for move in moves],
			[
				("Register Ticket", "王联络"),
				("Propose Ticket", "张专干"),
				("Return Ticket to Clerk", "赵主席"),
				("Propose Ticket", "张专干"),
				("Dispatch Ticket", "赵主席"),
				("L3", "水经办"),
				("Feed Back Ticket", "王联络"),
				("Rate Ticket Dissatisfied", "王联络"),
				("Rehandle Ticket", "张专干"),
				("L3", "水经办"),
				("Feed Back Ticket", "王联络"),
				("Rate Ticket Satisfied", "王联络"),
				("Archive Ticket", "张专干"),
			],
		)

	def reopen(self, page: Page, doctype: str = TICKET, name: str = "") -> None:
		"""Open the record anew, as somebody who comes back to it."""
		self.open(page, f"{doctype.lower().replace(' ', '-')}/{name or self.name}")
		page.wait_for_function("name => cur_frm?.docname === name", arg=name or self.name)
		desk.settle(page)

	def assertStages(self, page: Page, *expected: tuple[str, str]) -> None:
		"""Person and status of the seven stages; a stage that is done bears today's date."""
		found = desk.stages(page)
		labels = ["① 接待", "② 梳理", "③ 分类", "④ 送达", "⑤ 督办", "⑥ 反馈", "⑦ 存档"]
		self.assertEqual([label for label, _day, _person, _status in found], labels)
		self.assertEqual([(person, status) for _label, _day, person, status in found], list(expected))
		for label, day, _person, status in found:
			self.assertEqual(day, today() if status == "done" else "", label)

	def clerk_proposes(self) -> None:
		page = self.clerk
		self.open(page, self.ticket_list())
		self.shot(page, "ticket-list")
		desk.open_from_list(page, self.mark)
		self.assertEqual(desk.state(page), "在册待梳理")
		self.assertStages(
			page,
			("王联络", "done"),
			("王联络", "done"),
			("", "now"),
			("", "open"),
			("", "open"),
			("", "open"),
			("", "open"),
		)
		self.shot(page, "ticket-registered")
		self.assertEqual(desk.actions(page), WHAT_A_CLERK_MAY)
		dialog = desk.begin(page, "分类拟办")
		self.assertEqual(desk.field(dialog, "due_date").input_value(), add_days(today(), 30))
		desk.choose(dialog, "category", "yssl", "饮水水利")
		desk.choose(dialog, "lead_unit", "sw", "丙镇水务站")
		desk.choose(dialog, "supporting_units", "czj", "丙镇村镇建设办")
		desk.fill(dialog, responsible_person="水务站站长", proposal="请水务站现场查看后修复。")
		self.shot(page, "dialog-propose")
		desk.confirm(page, dialog, "分类拟办")
		self.assertEqual(desk.state(page), "待审批")
		# who proposed does not decide
		self.assertEqual(desk.actions(page), ["标记检举控告", "撤回"])
		ticket = self.ticket(self.name)
		self.assertEqual(ticket.workflow_state, "Ticket Pending Approval")
		self.assertEqual((ticket.lead_unit, ticket.responsible_person), (self.town.water, "水务站站长"))
		self.assertEqual(str(ticket.due_date), add_days(today(), 30))
		self.assertEqual(
			frappe.get_all("Supporting Unit", {"parent": self.name}, pluck="unit"), [self.town.works]
		)

	def chair_returns(self) -> None:
		page = self.chair
		self.open(page, self.ticket_list())
		desk.open_from_list(page, self.mark)
		self.assertEqual(desk.actions(page), ["审批并交办", "退回重拟", "标记检举控告"])
		self.assertIn("请水务站现场查看后修复。", page.locator(".form-layout:visible").first.inner_text())
		self.shot(page, "ticket-to-approve")
		dialog = desk.begin(page, "退回重拟")
		desk.press(dialog)
		self.assertIn("理由", self.refusal(page))
		expect(dialog).to_be_visible()
		desk.fill(dialog, __note="先核实是否属于村里管护。")
		self.shot(page, "dialog-return")
		desk.confirm(page, dialog, "退回重拟")
		self.assertEqual(desk.state(page), "在册待梳理")
		self.assertEqual(self.ticket(self.name).proposed_by, None)

	def clerk_proposes_again(self) -> None:
		page = self.clerk
		self.reopen(page)
		self.assertIn("先核实是否属于村里管护。", [row["说明"] for row in desk.table(page, "log_html")])
		dialog = desk.begin(page, "分类拟办")
		# what was proposed the first time stands there to be corrected
		self.assertEqual(desk.field(dialog, "lead_unit").input_value(), "丙镇水务站")
		desk.fill(dialog, proposal="经核实属镇管渠道,请水务站修复。")
		desk.confirm(page, dialog, "分类拟办")

	def chair_approves(self) -> None:
		page = self.chair
		self.reopen(page)
		dialog = desk.begin(page, "审批并交办")
		desk.fill(dialog, approval="同意,请抓紧办理。")
		self.shot(page, "dialog-approve")
		desk.confirm(page, dialog, "审批并交办")
		self.assertEqual(desk.state(page), "办理中")
		self.assertStages(
			page,
			("王联络", "done"),
			("王联络", "done"),
			("张专干", "done"),
			("赵主席", "done"),
			("", "now"),
			("", "open"),
			("", "open"),
		)
		lead, supporting = self.orders(self.name)
		self.assertEqual((lead.unit_role, supporting.unit_role), ("Lead", "Supporting"))
		rows = desk.table(page, "orders_html")
		self.assertEqual([row["编号"] for row in rows], [lead.number, supporting.number])
		for row, unit, role in zip(rows, ("丙镇水务站", "丙镇村镇建设办"), ("主办", "协办"), strict=True):
			self.assertRegex(row["编号"], rf"^转〔{getdate().year}〕第\d{{3,}}号$")
			self.assertEqual(row["承办单位"], f"{unit}({role})")
			self.assertEqual((row["办理轮次"], row["交办状态"]), ("1", "已交办"))
		self.assertEqual(rows[0]["办理期限"], add_days(today(), 30))
		self.shot(page, "ticket-dispatched")

	def unit_handles(self) -> str:
		"""Acknowledges, contacts the deputy, and replies; forgets the result class first."""
		page = self.water
		lead = self.orders(self.name)[0]
		self.open(page, f"dispatch-order?opinion_ticket={self.name}")
		rows = page.locator(".frappe-list .list-row:visible", has_text=self.mark)
		expect(rows).to_have_count(1)  # the supporting unit's order is not theirs
		self.shot(page, "order-list")
		self.assertEqual(self.seen_by("town_works", lead.name), 403)
		desk.open_from_list(page, self.mark)
		self.assertEqual((page.evaluate("cur_frm.docname"), desk.state(page)), (lead.name, "已交办"))
		self.assertIn("，还剩30天。", page.locator(".form-message:visible").inner_text())
		self.assertIn(
			"经核实属镇管渠道,请水务站修复。", page.locator(".form-layout:visible").first.inner_text()
		)
		self.shot(page, "order-issued")
		self.assertEqual(desk.actions(page), ["签收", "申请退办"])
		dialog = desk.begin(page, "签收")
		self.assertEqual(desk.field(dialog, "acknowledged_by").input_value(), "水经办")
		desk.fill(dialog, handler_phone="0855-1234567")
		desk.confirm(page, dialog, "签收")
		self.assertEqual(desk.state(page), "已签收办理中")
		self.assertEqual(desk.actions(page), ["登记首次联系", "答复", "申请退办", "申请延期"])
		dialog = desk.begin(page, "登记首次联系")
		desk.fill(dialog, first_contact_note="与李代表到现场看了水渠。")
		self.shot(page, "dialog-contact")
		desk.confirm(page, dialog, "登记首次联系")
		self.assertEqual(desk.state(page), "已签收办理中")
		dialog = desk.begin(page, "答复")
		desk.fill(dialog, replied_by="水务站站长", reply="水渠已修复通水。")
		desk.press(dialog)
		self.assertIn("办理结果类别", self.refusal(page))
		expect(dialog).to_be_visible()
		self.assertEqual(desk.field(dialog, "reply").input_value(), "水渠已修复通水。")
		self.assertEqual(desk.field(dialog, "replied_by").input_value(), "水务站站长")
		self.assertEqual(
			self.stored(ORDER, lead.name, ["workflow_state"]).workflow_state, "Order Acknowledged"
		)
		self.shot(page, "dialog-reply-incomplete")
		self.send_reply(dialog)
		stored = self.stored(ORDER, lead.name, "*")
		self.assertEqual((stored.acknowledged_by, stored.handler_phone), ("水经办", "0855-1234567"))
		self.assertEqual(
			(stored.first_contact_with, str(stored.first_contact_on)), ("Receiving Deputy", today())
		)
		self.assertEqual((stored.reply, stored.replied_by), ("水渠已修复通水。", "水务站站长"))
		self.assertEqual(frappe.db.get_value("Result Class", stored.result_class, "code"), "A")
		return lead.number

	def seen_by(self, key: str, order: str) -> int:
		"""The status with which the server answers somebody who asks for the order's data."""
		answer = self.page_of(key).context.request.get(f"{self.url}/api/resource/Dispatch Order/{order}")
		return answer.status

	def send_reply(self, dialog: Locator) -> None:
		desk.choose(dialog, "result_class", "A", "A 已经解决或基本解决")
		desk.confirm(self.water, dialog, "答复")
		self.assertEqual(desk.state(self.water), "已答复")
		self.assertEqual(desk.actions(self.water), [])
		self.shot(self.water, "order-replied")

	def unit_replies(self, number: str, reply: str) -> None:
		"""Acknowledges and replies at once."""
		page = self.water
		order = self.stored(ORDER, {"number": number, "opinion_ticket": self.name}, ["name"]).name
		self.reopen(page, ORDER, order)
		desk.confirm(page, desk.begin(page, "签收"), "签收")
		dialog = desk.begin(page, "答复")
		desk.fill(dialog, reply=reply)
		self.send_reply(dialog)

	def feed_back(self, mode: str) -> Page:
		page = self.officer
		self.reopen(page)
		self.assertEqual(desk.state(page), "待反馈")
		self.assertEqual(desk.actions(page), ["反馈反映人", "公示或无法联系办结"])
		dialog = desk.begin(page, "反馈反映人")
		desk.fill(dialog, feedback_mode=mode)
		self.shot(page, "dialog-feed-back")
		desk.confirm(page, dialog, "反馈反映人")
		self.assertEqual(desk.state(page), "已反馈待评价")
		self.assertEqual(desk.actions(page), ["满意/基本满意", "不满意"])
		return page

	def officer_feeds_back_and_hears_no(self) -> None:
		page = self.feed_back("当面")
		dialog = desk.begin(page, "不满意")
		desk.press(dialog)
		self.assertIn("不满意原因", self.refusal(page))
		desk.fill(dialog, rating_reason="只修了一半,水还是过不来。")
		self.shot(page, "dialog-dissatisfied")
		desk.confirm(page, dialog, "不满意")
		self.assertEqual(desk.actions(page), [])
		ticket = self.ticket(self.name)
		self.assertEqual(
			(ticket.workflow_state, ticket.reporter_rating), ("Ticket Awaiting Rating", "Dissatisfied")
		)

	def clerk_begins_a_second_round(self, first: str) -> str:
		"""A new order with a new number that names the one before; its number."""
		page = self.clerk
		self.reopen(page)
		self.assertEqual(desk.actions(page), ["重新办理"])
		dialog = desk.begin(page, "重新办理")
		self.assertEqual(desk.field(dialog, "due_date").input_value(), add_days(today(), 30))
		desk.fill(dialog, proposal="请水务站把剩下的一段修完。")
		self.shot(page, "dialog-rehandle")
		desk.confirm(page, dialog, "重新办理")
		self.assertEqual(desk.state(page), "办理中")
		rows = [row for row in desk.table(page, "orders_html") if row["办理轮次"] == "2"]
		self.assertEqual(
			[(row["承办单位"], row["交办状态"]) for row in rows],
			[("丙镇水务站(主办)", "已交办"), ("丙镇村镇建设办(协办)", "已交办")],
		)
		self.shot(page, "ticket-second-round")
		second = next(one for one in self.orders(self.name) if one.number == rows[0]["编号"])
		self.assertEqual((second.round, second.responsible_unit), (2, self.town.water))
		self.assertNotEqual(second.number, first)
		self.reopen(page, ORDER, second.name)
		expect(desk.box(page, "previous_order")).to_contain_text(first)
		self.shot(page, "order-second-round")
		ticket = self.ticket(self.name)
		self.assertEqual((ticket.round, ticket.reporter_rating), (2, None))
		return second.number

	def officer_feeds_back_and_hears_yes(self) -> None:
		page = self.feed_back("电话")
		dialog = desk.begin(page, "满意/基本满意")
		desk.confirm(page, dialog, "满意/基本满意")
		self.assertEqual(desk.state(page), "已办结")
		ticket = self.ticket(self.name)
		self.assertEqual((ticket.workflow_state, ticket.reporter_rating), ("Ticket Closed", "Satisfied"))
		self.assertEqual(getdate(ticket.closed_on), getdate())

	def clerk_archives(self) -> None:
		page = self.clerk
		self.reopen(page)
		dialog = desk.begin(page, "归档")
		number = desk.field(dialog, "archive_number").input_value()
		self.assertRegex(number, rf"^0087-WS·{getdate().year}-D10-RDB-\d{{4}}$")
		desk.press(dialog)
		self.assertIn(f"反映人在{add_days(today(), 60)}（含当天）前可要求重新受理", self.refusal(page))
		expect(dialog).to_be_visible()
		dialog.get_by_role("button", name="取消").click()
		expect(dialog).to_be_hidden()
		# time passes
		frappe.db.set_value(TICKET, self.name, "closed_on", add_days(now_datetime(), -61))
		frappe.db.commit()
		self.reopen(page)
		dialog = desk.begin(page, "归档")
		number = desk.field(dialog, "archive_number").input_value()
		self.shot(page, "dialog-archive")
		desk.confirm(page, dialog, "归档")
		self.assertEqual((desk.state(page), desk.actions(page)), ("已归档", []))
		self.assertStages(
			page,
			("王联络", "done"),
			("王联络", "done"),
			("张专干", "done"),
			("赵主席", "done"),
			("水经办", "done"),
			("王联络", "done"),
			("张专干", "done"),
		)
		self.shot(page, "ticket-archived")
		ticket = self.ticket(self.name)
		self.assertEqual((ticket.workflow_state, ticket.archive_number), ("Ticket Archived", number))


class TestUnitWithoutAccount(TownTestCase):
	"""The clerk types in the signed return slip of the electricity office."""

	def test_reply_is_entered_from_the_slip_and_marked(self):
		name = self.dispatched(self.town.power)
		(order,) = self.orders(name)
		page = self.page_of("town_clerk")
		self.open(page, f"dispatch-order/{order.name}")
		dialog = desk.begin(page, "签收")
		self.assertEqual(desk.field(dialog, "acknowledged_by").input_value(), "")
		desk.fill(dialog, acknowledged_by="供电所所长", handler="老马")
		self.from_slip(page, dialog)
		self.shot(page, "dialog-on-behalf")
		desk.confirm(page, dialog, "签收")
		dialog = desk.begin(page, "答复")
		desk.choose(dialog, "result_class", "A", "A 已经解决或基本解决")
		desk.fill(dialog, replied_by="供电所所长", reply="已更换线路。")
		# the slip is the one that was entered before
		self.assertEqual(desk.field(dialog, "on_behalf_signer").input_value(), "供电所所长")
		expect(desk.box(dialog, "on_behalf_scan")).to_contain_text(self.mark)
		desk.confirm(page, dialog, "答复")
		self.shot(page, "order-on-behalf")
		stored = self.stored(ORDER, order.name, "*")
		self.assertEqual((stored.workflow_state, stored.entered_on_behalf), ("Order Replied", 1))
		self.assertEqual((stored.on_behalf_signer, str(stored.on_behalf_date)), ("供电所所长", today()))
		self.open(page, f"opinion-ticket/{name}")
		marked = {row["操作"]: row["岗位"] for row in desk.table(page, "log_html")}
		self.assertEqual(marked["签收"], "乡镇人大专干 · 代录")
		self.assertEqual(marked["答复"], "乡镇人大专干 · 代录")
		self.assertEqual(marked["审批并交办"], "乡镇人大主席")
		self.shot(page, "ticket-on-behalf")
		# the scan is read by who may read the order, and by nobody else
		for key, status in (("town_chair", 200), ("town_works", 403)):
			answer = self.page_of(key).context.request.get(self.url + stored.on_behalf_scan)
			self.assertEqual(answer.status, status, key)

	def from_slip(self, page: Page, dialog: Locator) -> None:
		"""Who signed the slip, when, and its scan."""
		desk.fill(dialog, on_behalf_signer="供电所所长", on_behalf_date=today())
		scan = desk.box(dialog, "on_behalf_scan")
		scan.locator(".btn-attach").click()
		uploader = page.locator(".modal.show:has(.file-uploader)")
		uploader.locator("input[type=file]").first.set_input_files(
			{"name": f"回执联{self.mark}.png", "mimeType": "image/png", "buffer": page.screenshot()}
		)
		uploader.locator(".btn-modal-primary:visible, .modal-footer .btn-primary:visible").first.click()
		expect(uploader).to_be_hidden()
		expect(scan).to_contain_text(self.mark)


class TestOnPaper(TownTestCase):
	"""The visit register and the referral card as they come out of the browser."""

	def printed(self, page: Page) -> bytes:
		"""The register as the download button gives it."""
		with page.expect_download() as download:
			page.locator("button:visible", has_text="下载PDF").click()
		self.assertIn("东川村代表联络站-代表接待选民来访登记簿", download.value.suggested_filename)
		return Path(download.value.path()).read_bytes()

	def test_visit_register_of_the_station_and_the_period(self):
		ticket = self.ticket(self.registered())
		visit = self.stored(VISIT, ticket.visit, ["number"])
		page = self.page_of("town_officer")
		self.open(page, "print-registers")
		expect(desk.field(page, "station")).to_have_value("东川村代表联络站")
		desk.fill(page, from_date=today(), to_date=today())
		page.locator("button:visible", has_text="预览").click()
		expect(page.locator(".print-registers-paper iframe")).to_be_visible()
		self.shot(page, "print-registers")
		full = self.printed(page)
		text = pdf_text.pages(full)
		self.assertIn("试验县丙镇人民代表大会主席团", text[0])
		self.assertIn("代表接待选民来访登记簿", text[0])
		for number, leaf in enumerate(text, 1):
			self.assertIn(f"第{number}页共{len(text)}页", leaf)
		whole = "".join(text)
		for words in (
			visit.number,
			self.matter,
			"13812345678",
			"东川村三组12号",
			"李春华",
			"全本（内部使用）",
		):
			self.assertIn(words, whole)
		self.assertIn("刘大爷", whole)
		desk.box(page, "outside").locator("input[data-fieldname]").check()
		outside = "".join(pdf_text.pages(self.printed(page)))
		for words in (visit.number, "刘*爷", "138****5678", "掩码本"):
			self.assertIn(words, outside)
		for words in ("刘大爷", "13812345678", "三组12号"):
			self.assertNotIn(words, outside)

	def test_referral_card_as_page_and_as_pdf(self):
		name = self.dispatched(self.town.water, self.town.works)
		lead, _supporting = self.orders(name)
		# the unit prints the two parts that are its own
		for key, parts in (("town_clerk", 3), ("town_water", 2)):
			page = self.page_of(key)
			about = f"doctype=Dispatch+Order&name={lead.name}&format=Opinion+Referral+Card&no_letterhead=1&_lang=zh"
			page.goto(f"{self.url}/printview?{about}")
			page.wait_for_selector(".slip")
			self.shot(page, f"referral-card-{key}")
			self.check_card("".join(page.locator(".print-format").inner_text().split()), lead.number, parts)
			answer = page.context.request.get(
				f"{self.url}/api/method/frappe.utils.print_format.download_pdf?{about}"
			)
			self.assertEqual((answer.status, answer.headers["content-type"]), (200, "application/pdf"))
			content = answer.body()
			(self.artifacts / f"referral-card-{key}.pdf").write_bytes(content)
			leaves = pdf_text.pages(content)
			# the counterfoil has a page of its own
			self.assertEqual(len(leaves), parts - 1)
			self.check_card("".join(leaves), lead.number, parts)
			self.assertTrue(any("CJK" in font or "Fang" in font for font, _in in pdf_text.fonts(content)))
			# a script of Frappe's own page looks for what only its standard paper has, and for an icon
			self.complaints.clear()

	def check_card(self, text: str, number: str, parts: int) -> None:
		"""What stands on every card; the number on each part and across each seam."""
		self.assertEqual(text.count("选民意见转办情况登记卡"), parts)
		self.assertGreaterEqual(text.count("".join(number.split())), 3)
		for words in ("丙镇水务站", self.matter, "刘*爷", "请现场查看后修复。", "赵主席", "回执联"):
			self.assertIn(words, text)
		self.assertNotIn("刘大爷", text)


class TestOnAPhone(TownTestCase):
	"""Ticket, order and lists on a phone: nothing wider than the screen."""

	def test_ticket_order_and_lists(self):
		name = self.dispatched(self.town.water, self.town.works)
		lead, _supporting = self.orders(name)
		for key, route, shot in (
			("town_clerk", self.ticket_list(), "phone-ticket-list"),
			("town_clerk", f"opinion-ticket/{name}", "phone-ticket"),
			("town_water", f"dispatch-order?responsible_unit={self.town.water}", "phone-order-list"),
			("town_water", f"dispatch-order/{lead.name}", "phone-order"),
		):
			with self.subTest(shot):
				page = self.page_of(key, PHONE)
				self.open(page, route)
				desk.settle(page)
				self.shot(page, shot)
				self.assertFits(page)
				if shot == "phone-order":
					# not hidden in the menu, and under the thumb
					self.assertEqual(desk.actions(page), ["签收", "申请退办"])
					foot = page.locator(".custom-actions .btn-primary:visible").bounding_box()
					self.assertGreater(foot["y"] + foot["height"], PHONE["height"] - 60)
					marks = page.locator(".control-label.reqd:visible").evaluate_all(
						"labels => labels.map((label) => getComputedStyle(label, '::after').content)"
					)
					self.assertEqual(set(marks), {"none"}, "a red mark at what can't be filled in")

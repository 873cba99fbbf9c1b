"""Bad input in real Chromium: a red message in Chinese that names field and fix, and nothing typed is lost."""

import frappe
from frappe.utils import add_to_date, now_datetime
from playwright.sync_api import Page, expect

from tests.browser import desk
from tests.browser.town import ORDER, TICKET, TownTestCase


class TestVisitForm(TownTestCase):
	"""A visit that is refused stands on the screen as it was typed, and is saved once it is put right."""

	def setUp(self) -> None:
		super().setUp()
		page = self.page = self.page_of("town_officer")
		self.open(page, "constituent-visit/new")
		expect(desk.field(page, "receiving_deputies")).to_be_focused()
		self.typed = {
			"reporter_name": f"刘{self.mark}",
			"reporter_phone": "13812345678",
			"reporter_address": "三组12号",
			"content": self.matter,
			"handling_suggestion": "建议现场查看。",
		}

	def save(self) -> None:
		self.page.keyboard.press("Control+s")

	def refused(self, *said: str, **typed: str) -> None:
		"""Fill in the form with `typed` as its fault; the message says all of `said`; all stands as typed."""
		page = self.page
		values = {**self.typed, **typed}
		desk.fill(page, **values)
		self.save()
		expect(page.locator(f"{desk.MESSAGE} .indicator.red")).to_be_visible()
		self.shot(page, f"bad-visit-{next(iter(typed))}")
		text = self.refusal(page)
		for words in said:
			self.assertIn(words, text)
		self.assertEqual(self.english_words(text.replace(values["reporter_phone"], "")), [])
		for name, value in values.items():
			self.assertEqual(desk.field(page, name).input_value(), value, name)
		self.assertEqual(self.saved(), 0)

	def saved(self) -> int:
		"""How many tickets there are with the words of this test."""
		frappe.db.rollback()
		return frappe.db.count(TICKET, {"content": ("like", f"%{self.mark}%")})

	def put_right(self, **typed: str) -> None:
		"""With the fault corrected, the same form is saved with everything else as it was typed."""
		page = self.page
		desk.fill(page, **typed)
		self.save()
		page.wait_for_function("cur_frm && !cur_frm.is_new()")
		desk.settle(page)
		self.assertEqual(self.saved(), 1)
		(row,) = desk.table(page, "tickets_html")
		self.assertEqual(row["办理状态"], "在册待梳理")
		ticket = self.stored(TICKET, {"number": row["编号"], "station": self.town.station}, "*")
		self.assertEqual(ticket.handling_suggestion, "建议现场查看。")

	def test_without_content(self):
		self.refused("请填写“反映的问题与意见”", "记下反映人所说的内容", content="")
		self.put_right(content=self.matter)

	def test_phone_that_is_none(self):
		self.refused(
			"反映人电话", "“1381234567”不是有效的电话号码", "11位手机号码", reporter_phone="1381234567"
		)
		self.put_right(reporter_phone="13812345678")

	def test_visit_in_the_future(self):
		tomorrow = add_to_date(now_datetime(), days=1).strftime("%Y-%m-%d %H:%M")
		before = desk.field(self.page, "visit_time").input_value()
		self.refused("“来访时间”不能晚于现在", "请填写实际来访时间", visit_time=tomorrow)
		self.put_right(visit_time=before)

	def test_matter_over_the_limit(self):
		long = self.matter + "字" * (2001 - len(self.matter))
		self.refused("事项1有2001字", "最多2000字", "请缩短或拆成几个事项", content=long)
		self.put_right(content=long[:2000])

	def test_name_missing(self):
		self.refused("请填写“反映人姓名”，或勾选“匿名”", reporter_name="")
		self.put_right(reporter_name="刘大爷")


class TestDecision(TownTestCase):
	"""Two approvers, one ticket; and one person with both posts."""

	def opened(self, key: str) -> Page:
		page = self.page_of(key)
		self.open(page, f"opinion-ticket/{self.name}")
		page.wait_for_function("name => cur_frm?.docname === name", arg=self.name)
		self.assertEqual(desk.actions(page)[:3], ["审批并交办", "退回重拟", "标记检举控告"])
		return page

	def test_the_second_approver_is_told_who_did_what(self):
		self.name = self.proposed(self.town.water, self.town.works)
		chair, vice = self.opened("town_chair"), self.opened("town_vice")
		desk.confirm(chair, desk.begin(chair, "审批并交办"), "审批并交办")
		dialog = desk.begin(vice, "审批并交办")
		desk.fill(dialog, approval="同意,请两周内办结。")
		desk.press(dialog)
		expect(vice.locator(desk.MESSAGE)).to_contain_text("本页已不是最新")
		self.shot(vice, "stale-page")
		said = self.refusal(vice)
		self.assertRegex(said, r"赵主席已于\d{4}-\d\d-\d\d \d\d:\d\d完成“审批并交办”")
		self.assertIn("请刷新页面后再看", said)
		expect(dialog).to_be_visible()
		self.assertEqual(desk.field(dialog, "approval").input_value(), "同意,请两周内办结。")
		self.dispatched_once("town_chair")
		vice.reload()
		vice.wait_for_function("name => cur_frm?.docname === name", arg=self.name)
		self.assertEqual((desk.actions(vice), desk.state(vice)), ([], "办理中"))

	def dispatched_once(self, by: str) -> None:
		orders = self.orders(self.name)
		self.assertEqual([order.unit_role for order in orders], ["Lead", "Supporting"])
		ticket = self.ticket(self.name)
		self.assertEqual((ticket.round, ticket.approved_by), (1, self.world.users[by]))
		moves = {"reference_name": self.name, "action": "Dispatch Ticket"}
		self.assertEqual(frappe.db.count("Handling Log", moves), 1)

	def test_who_proposed_is_not_offered_the_decision(self):
		self.name = self.proposed(self.town.water, by="town_both")
		page = self.page_of("town_both")
		self.open(page, f"opinion-ticket/{self.name}")
		self.assertEqual((desk.state(page), desk.actions(page)), ("待审批", ["标记检举控告", "撤回"]))
		self.opened("town_chair")
		others = self.name = self.proposed(self.town.water)
		self.assertEqual(self.opened("town_both").evaluate("cur_frm.docname"), others)

	def test_a_double_click_dispatches_once(self):
		self.name = self.proposed(self.town.water, self.town.works)
		page = self.opened("town_chair")
		dialog = desk.begin(page, "审批并交办")
		dialog.locator(".modal-footer .btn-primary:visible").first.dblclick()
		expect(dialog).to_be_hidden()
		desk.settle(page)
		self.assertEqual(desk.state(page), "办理中")
		self.dispatched_once("town_chair")


class TestReply(TownTestCase):
	"""What a unit may type wrong stays in the dialog."""

	def test_class_b_without_its_plan(self):
		name = self.dispatched(self.town.water)
		(order,) = self.orders(name)
		self.prepare(
			"town_water", ORDER, order.name, "Acknowledge Order", acknowledged_by="水经办", handler="水经办"
		)
		page = self.page_of("town_water")
		self.open(page, f"dispatch-order/{order.name}")
		dialog = desk.begin(page, "答复")
		desk.choose(dialog, "result_class", "B", "B 正在解决或已列入计划")
		desk.fill(dialog, reply="明年春天施工。")
		desk.press(dialog)
		said = self.refusal(page)
		for words in ("说明解释", "下步计划", "计划完成时限"):
			self.assertIn(words, said)
		expect(dialog).to_be_visible()
		self.assertEqual(desk.field(dialog, "result_class").input_value(), "B 正在解决或已列入计划")
		self.assertEqual(desk.field(dialog, "reply").input_value(), "明年春天施工。")
		desk.fill(dialog, explanation="资金已列入明年预算。", plan="三月开工。", plan_due="2027-04-30")
		desk.confirm(page, dialog, "答复")
		self.assertEqual(desk.state(page), "已答复")


class TestNoDesk(TownTestCase):
	"""A deputy works outside the desk."""

	def test_a_deputy_is_led_away_from_the_desk(self):
		page = self.page_of("town_deputy")
		for route in ("app", "app/opinion-ticket"):
			page.goto(f"{self.url}/{route}")
			page.wait_for_load_state("networkidle")
			self.shot(page, f"deputy-at-{route.replace('/', '-')}")
			self.assertEqual(page.locator(".desk-page, .frappe-list, #body.full-width").count(), 0)
			self.assertEqual(self.english_words(page.locator("body").inner_text()), [], page.url)
			self.complaints.clear()

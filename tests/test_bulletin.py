"""通报: drafted from the data, struck out with a reason, signed by another, frozen, numbered, issued."""

import re
from html import unescape

import frappe
from frappe.desk.query_report import run
from frappe.utils import add_days, getdate, today

from deputy_liaison.duties.bulletin import OF_SUGGESTIONS, RATES, figures_of, units_to_name
from deputy_liaison.duties.doctype.performance_bulletin.performance_bulletin import prefilled
from deputy_liaison.opinions.doctype.supervision_entry.supervision_entry import remind, supervise
from tests import pdf_text
from tests.base import LiaisonTestCase

DOCTYPE = "Performance Bulletin"
ORDER = "Dispatch Order"


class Bulletins(LiaisonTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.body = frappe.db.get_value("Congress Body", {"jurisdiction": self.world.town})
		frappe.db.set_value("Congress Body", self.body, "office_code", "甲人主席团")
		frappe.clear_document_cache("Congress Body", self.body)
		self.addCleanup(frappe.clear_document_cache, "Congress Body", self.body)

	def reminded_order(self, times: int = 3) -> str:
		"""An order of the water station that is two days overdue, reminded of so often."""
		order = self.order_of(self.dispatched_ticket())
		for _time in range(times):
			with self.as_user("chair"):
				supervise(order, "Telephone Reminder", "请抓紧。")
		late = add_days(today(), -2)
		frappe.db.set_value(ORDER, order, {"due_date": late, "state_due": late})
		return order

	def draft(self, key: str = "clerk", **values) -> str:
		bulletin = {
			"doctype": DOCTYPE,
			"bulletin_title": "代表履职情况通报",
			"congress_body": self.body,
			"from_date": add_days(today(), -20),
			"to_date": today(),
			**values,
		}
		with self.as_user(key):
			return frappe.get_doc(bulletin).insert().name

	def save(self, name: str, key: str = "clerk", **values) -> None:
		with self.as_user(key):
			doc = frappe.get_doc(DOCTYPE, name)
			doc.update(values)
			doc.save()

	def sign(self, name: str, key: str = "chair") -> dict:
		return self.act(key, DOCTYPE, name, "Sign Bulletin")

	def issue(self, name: str, key: str = "clerk", **values) -> dict:
		return self.act(key, DOCTYPE, name, "Issue Bulletin", **{"issued_on": today(), **values})

	def html(self, name: str, key: str = "clerk") -> str:
		with self.as_user(key):
			return frappe.get_print(DOCTYPE, name, "Performance Bulletin Letter")

	def text(self, name: str, key: str = "clerk") -> str:
		html = re.sub(r"<style.*?</style>", "", self.html(name, key), flags=re.DOTALL)
		return "".join(unescape(re.sub(r"<[^>]*>", "", html)).split())


class TestUnitsProposed(Bulletins):
	def units(self, **changes) -> list[dict]:
		period = {"begins": add_days(today(), -20), "ends": today(), **changes}
		rows = units_to_name(self.world.town, "Township Level", **period)
		return [row for row in rows if row["unit"] == self.world.unit_water]

	def test_three_reminders_of_one_order_propose_its_unit(self):
		self.reminded_order(2)
		self.assertEqual(self.units(), [])
		self.reminded_order(3)
		expected = {"unit": self.world.unit_water, "orders_overdue": 1, "reminders": 3}
		self.assertEqual(self.units(), [expected])
		self.reminded_order(4)
		self.assertEqual(self.units(), [{**expected, "orders_overdue": 2, "reminders": 7}])

	def test_no_order_is_overdue_while_its_return_waits_for_the_chair(self):
		order = self.reminded_order()
		waiting = {"workflow_state": "Order Return Requested", "state_due": add_days(today(), -1)}
		frappe.db.set_value(ORDER, order, waiting)
		self.assertEqual([row["orders_overdue"] for row in self.units()], [0])

	def test_reminders_of_the_system_count(self):
		order = self.order_of(self.dispatched_ticket())
		for colour in ("Yellow", "Orange", "Red"):
			remind(order, colour)
		self.assertEqual(self.units()[0]["reminders"], 3)

	def test_the_count_is_a_setting(self):
		self.reminded_order(2)
		for least, found in ((2, 1), (0, 0)):
			frappe.db.set_single_value("Liaison Settings", "reminders_before_bulletin", least)
			self.addCleanup(frappe.clear_document_cache, "Liaison Settings", "Liaison Settings")
			frappe.clear_document_cache("Liaison Settings", "Liaison Settings")
			self.assertEqual(len(self.units()), found, least)

	def test_what_was_answered_in_time_or_withdrawn_is_no_omission(self):
		order = self.reminded_order()
		due = frappe.db.get_value(ORDER, order, "due_date")
		for values, found in (
			({"reply_date": due}, 0),
			({"reply_date": add_days(due, 1)}, 1),
			({"reply_date": None, "workflow_state": "Order Withdrawn"}, 0),
		):
			frappe.db.set_value(ORDER, order, values)
			self.assertEqual(len(self.units()), found, values)

	def test_another_period_township_or_level_does_not_name_it(self):
		self.reminded_order()
		self.assertEqual(self.units(begins=add_days(today(), 1), ends=add_days(today(), 9)), [])
		self.assertEqual(self.units(begins=add_days(today(), -40), ends=add_days(today(), -30)), [])
		for place, level in ((self.world.town_b, "Township Level"), (self.world.county, "County")):
			rows = units_to_name(place, level, add_days(today(), -20), today())
			self.assertFalse([row for row in rows if row["unit"] == self.world.unit_water])


class TestDraft(Bulletins):
	def of_town(self, *days: str) -> dict:
		"""The figures that the town's clerk gets, who drafts."""
		with self.as_user("clerk"):
			return figures_of(self.world.town, "Township Level", *days)

	def test_figures_by_hand(self):
		day = "2020-03-05"
		before = self.of_town(day, day)
		counted = ("visits", "visitors", "tickets", "orders", "replied", "overdue")
		counted += ("suggestions", "suggestions_replied")
		self.assertEqual(before, {**dict.fromkeys(counted, 0), **dict.fromkeys(RATES, "—")})
		first, second = self.dispatched_ticket(), self.dispatched_ticket()
		self.reply(second)
		for ticket in (first, second):
			visit = frappe.db.get_value("Opinion Ticket", ticket, "visit")
			frappe.db.set_value(
				"Constituent Visit", visit, {"visit_time": f"{day} 23:50:00", "head_count": 4}
			)
			dates = {"received_on": f"{day} 23:50:00", "first_order_on": f"{day} 00:00:00"}
			dates |= {"due_date": "2020-04-05"}
			if frappe.db.get_value("Opinion Ticket", ticket, "workflow_state") == "Ticket In Handling":
				dates["state_due"] = "2020-04-05"
			frappe.db.set_value("Opinion Ticket", ticket, dates)
		expected = {
			**before,
			**{"visits": 2, "visitors": 8, "tickets": 2, "orders": 2, "replied": 1, "overdue": 1},
			"reply_rate": "50%（1/2）",
			"delivery_rate": "100%（1/1）",
		}
		self.assertEqual(self.of_town(day, day), expected)
		# a second round, and an order for a suggestion, are no further cases
		again = frappe.get_doc(ORDER, self.order_of(first))
		again.update({"name": frappe.generate_hash(length=10), "round": 2, "issued_on": f"{day} 01:00:00"})
		again.db_insert()
		of_suggestion = {"opinion_ticket": None, "name": frappe.generate_hash(length=10)}
		again.update(of_suggestion)
		again.db_insert()
		self.assertEqual(self.of_town(day, day), expected)
		with self.as_user("clerk"):
			days = {"from_date": day, "to_date": day}
			whole = run("Handling Rates", filters={"by": "township", **days})["result"][-1]
		for field, figure in (("orders", "handled"), ("replied", "replied"), ("overdue", "overdue")):
			self.assertEqual(expected[field], whole[figure], field)
		self.assertEqual(whole["fractions"]["reply_rate"], "1 / 2")
		with self.as_user("county_officer"):
			of_county = figures_of(self.world.county, "County", day, day)
		self.assertEqual((of_county["visits"], of_county["orders"]), (2, 0))

	def test_the_rates_of_suggestions_by_hand(self):
		row = {
			"doctype": "Deputy Suggestion",
			"township": self.world.town,
			"jurisdiction": self.world.town,
			"handling_level": "Township Level",
			"lead_deputy": self.world.deputy,
			"approved_on": "2020-03-05 10:00:00",
			"round": 1,
		}
		for state, replied in (("Suggestion Replied", "2020-03-20"), ("Suggestion In Handling", None)):
			doc = frappe.get_doc({**row, "workflow_state": state, "replied_on": replied})
			doc.name = frappe.generate_hash(length=10)
			doc.db_insert()
		found = self.of_town("2020-03-01", "2020-03-31")
		self.assertEqual(
			{field: found[field] for field in ("suggestions", "suggestions_replied", *OF_SUGGESTIONS)},
			{
				"suggestions": 2,
				"suggestions_replied": 1,
				"suggestion_reply_rate": "50%（1/2）",
				"meeting_rate": "0%（0/1）",
				"suggestion_delivery_rate": "—",
			},
		)

	def test_the_first_sentence_follows_the_figures(self):
		name = self.draft()
		added = "全镇形势平稳。"
		self.save(name, overall=frappe.db.get_value(DOCTYPE, name, "overall") + added)
		before = frappe.get_doc(DOCTYPE, name)
		self.dispatched_ticket()
		self.save(name)
		after = frappe.get_doc(DOCTYPE, name)
		self.assertEqual(after.tickets, before.tickets + 1)
		self.assertIn(f"登记意见{after.tickets}件", after.overall)
		self.assertTrue(after.overall.endswith(added))

	def test_the_form_knows_the_body_and_last_month(self):
		with self.as_user("clerk"):
			known = prefilled()
		self.assertEqual(known["congress_body"], self.body)
		self.assertEqual(known["from_date"][-2:], "01")
		self.assertLess(known["to_date"], today())

	def test_drafted_with_units_and_a_first_sentence(self):
		self.reminded_order()
		doc = frappe.get_doc(DOCTYPE, self.draft())
		self.assertEqual(doc.workflow_state, "Bulletin Draft")
		self.assertIn(self.world.unit_water, [row.unit for row in doc.units])
		self.assertIn("共接待来访", doc.overall)
		self.assertEqual(doc.township, self.world.town)

	def test_a_unit_is_struck_out_with_a_reason_alone(self):
		self.reminded_order()
		name = self.draft()
		units = [{**row.as_dict(), "struck_out": 1} for row in frappe.get_doc(DOCTYPE, name).units]
		self.assertRefuses("不列入", self.save, name, units=units)
		self.save(name, units=[{**row, "strike_reason": "汛期抢险,已说明"} for row in units])
		self.save(name, next_steps="请抓紧。")
		self.assertEqual(
			[(row.struck_out, row.strike_reason) for row in frappe.get_doc(DOCTYPE, name).units],
			[(1, "汛期抢险,已说明")] * len(units),
		)

	def test_no_unit_is_added_by_hand(self):
		name = self.draft()
		self.save(name, units=[{"unit": self.world.unit_power, "reminders": 9}])
		self.assertNotIn(self.world.unit_power, [row.unit for row in frappe.get_doc(DOCTYPE, name).units])

	def test_praise_is_for_own_level_deputies(self):
		name = self.draft()
		praise = lambda deputy: [{"deputy": deputy, "praise": "接待选民最多。"}]  # noqa: E731
		for foreign in (self.world.deputy_west, self.world.deputy_b):
			self.assertRefuses("不是本级", self.save, name, praised=praise(foreign))
		self.assertRefuses("重复", self.save, name, praised=praise(self.world.deputy) * 2)
		self.save(name, praised=praise(self.world.deputy))

	def test_a_name_in_the_text_is_pointed_out(self):
		frappe.clear_messages()
		self.save(self.draft(), overall="李春华未参加活动。")
		self.assertIn("李春华", str([frappe.parse_json(said) for said in frappe.message_log]))

	def test_who_drafts(self):
		county = frappe.db.get_value("Congress Body", {"kind": "County Standing Committee"})
		for key, body in (
			("chair", self.body),
			("water", self.body),
			("officer", self.body),
			("clerk_b", self.body),
			("county_officer", self.body),
			("clerk", county),
			("nobody", self.body),
		):
			with self.subTest(key):
				self.assertForbidden(self.draft, key, congress_body=body)
		self.assertEqual(
			frappe.db.get_value(DOCTYPE, self.draft("county_officer", congress_body=county), "level"),
			"County",
		)


class TestSignAndIssue(Bulletins):
	def test_draft_sign_issue(self):
		self.reminded_order()
		name = self.draft()
		for key in ("clerk", "clerk2", "chair_b", "county_approver", "water"):
			with self.subTest(key):
				self.assertForbidden(self.sign, name, key)
		self.assertRefuses("不能在“<strong>通报草稿", self.issue, name)
		self.sign(name)
		self.assertRefuses("早于签发", self.issue, name, issued_on=add_days(today(), -1))
		self.assertForbidden(self.issue, name, "chair")
		self.issue(name)
		doc = frappe.get_doc(DOCTYPE, name)
		self.assertRegex(doc.number, rf"^甲人主席团〔{getdate().year}〕\d+号$")
		self.assertEqual((doc.workflow_state, doc.signed_by), ("Bulletin Issued", "赵主席"))
		told = frappe.get_all("Notification Log", {"subject": ("like", f"{doc.number}%")}, pluck="for_user")
		self.assertEqual(told, [self.world.users["water"]])

	def test_who_drafted_does_not_sign(self):
		name = self.draft()
		self.give_post("clerk", "Township Chair", jurisdiction=self.world.town)
		self.assertRefuses("不能签发", self.sign, name, "clerk")

	def test_a_period_that_goes_on_is_not_signed(self):
		self.assertRefuses("期满后", self.sign, self.draft(to_date=add_days(today(), 1)))

	def test_signed_is_frozen(self):
		self.reminded_order()
		name = self.draft()
		self.sign(name)
		before = frappe.get_doc(DOCTYPE, name)
		self.assertRefuses("不能修改", self.save, name, overall="改写")
		self.assertRefuses("不能修改", self.save, name, units=[])
		self.assertRefuses("不能删除", frappe.delete_doc, DOCTYPE, name)
		self.reminded_order()
		self.issue(name)
		after = frappe.get_doc(DOCTYPE, name)
		for field in ("visits", "tickets", "orders", "overdue", *RATES):
			self.assertEqual(after.get(field), before.get(field))
		self.assertEqual([row.reminders for row in after.units], [row.reminders for row in before.units])

	def test_without_office_code_there_is_no_number(self):
		frappe.db.set_value("Congress Body", self.body, "office_code", "")
		frappe.clear_document_cache("Congress Body", self.body)
		name = self.draft()
		self.sign(name)
		self.assertRefuses("发文字号", self.issue, name)

	def test_units_see_nothing_of_it(self):
		self.reminded_order()
		name = self.draft()
		for _step in (self.sign, self.issue):
			for key in ("water", "works", "officer", "presidium", "clerk_b", "nobody", "deputy"):
				with self.subTest(key), self.as_user(key):
					self.assertFalse(frappe.has_permission(DOCTYPE, "read", name))
			self.assertFalse(
				frappe.get_all(
					"Notification Log", {"for_user": self.world.users["water"], "subject": ("like", "%通报%")}
				)
			)
			if _step == self.sign:
				_step(name)


class TestLetter(Bulletins):
	def test_what_the_letter_says(self):
		self.reminded_order()
		name = self.draft(
			praised=[{"deputy": self.world.deputy, "praise": "全年接待选民十二次。"}],
			next_steps="请各承办单位按期答复。",
		)
		self.assertIn("草稿，未经签发", self.text(name))
		self.sign(name)
		self.issue(name)
		text = self.text(name)
		day = getdate()
		for words in (
			"试验县甲镇人民代表大会主席团",
			frappe.db.get_value(DOCTYPE, name, "number"),
			"代表履职情况通报一、总体情况",
			"群众意见建议办复率{reply_rate}，落实率{delivery_rate}。".format(
				**frappe.get_doc(DOCTYPE, name).as_dict()
			),
			"二、提出表扬的代表李春华：全年接待选民十二次。",
			"三、经多次督办仍未按期答复的承办单位",
			"甲镇水务站13",
			"四、下步要求请各承办单位按期答复。",
			f"（盖章）签发人：赵主席{day.year}年{day.month}月{day.day}日",
		):
			self.assertIn(words, text)
		self.assertNotIn("草稿", text)

	def test_who_is_struck_out_is_not_named(self):
		self.reminded_order()
		name = self.draft()
		rows = frappe.get_doc(DOCTYPE, name).units
		self.save(name, units=[{**row.as_dict(), "struck_out": 1, "strike_reason": "抢险"} for row in rows])
		text = self.text(name)
		self.assertNotIn("甲镇水务站", text)
		self.assertNotIn("抢险", text)

	def test_any_text_stands_as_typed(self):
		typed = "<b>粗</b> <script>alert(1)</script> & {{ doc.name }} 😀"
		name = self.draft(overall=typed, next_steps=typed)
		html = self.html(name)
		self.assertNotIn("<script>alert", html)
		self.assertNotIn("<b>粗", html)
		self.assertEqual(self.text(name).count("".join(typed.split())), 2)

	def test_a4_pdf(self):
		name = self.draft()
		pages = pdf_text.pages(pdf_text.pdf_of(self.html(name)))
		self.assertEqual(len(pages), 1)
		self.assertIn("一、总体情况", pages[0])

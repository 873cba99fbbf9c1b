"""Own work of the day, the digest, and what is told at once: to the right persons, without personal data."""

from datetime import date
from unittest.mock import patch

import frappe
from frappe.utils import add_days, today

from deputy_liaison.opinions import clock, digest, notices
from deputy_liaison.opinions.public_page.progress import note_withdrawal_wish
from deputy_liaison.opinions.todays_work import acting_posts, mine, work_of
from tests.base import LiaisonTestCase
from tests.test_deputy_suggestion import SuggestionTestCase as SuggestionBase

TICKET, ORDER, LOG = clock.TICKET, clock.ORDER, "Notification Log"
# of the visit that every test records
PERSONAL = ("刘大爷", "13812345678", "5678", "三组水渠", "东村三组")


class DigestTestCase(LiaisonTestCase):
	def work(self, key: str) -> dict[str, int]:
		"""Kind of work → how many records wait for one of the people."""
		frappe.local.deputy_liaison_scope = None
		with self.as_user(key):
			return {line["key"]: line["count"] for line in work_of(self.world.users[key])}

	def digests(self, key: str) -> list:
		return frappe.get_all(
			LOG,
			{"for_user": self.world.users[key], "document_type": ("is", "not set")},
			["name", "subject", "email_content"],
		)

	def told(self, key: str, name: str) -> list[str]:
		return frappe.get_all(
			LOG, {"for_user": self.world.users[key], "document_name": name}, pluck="subject"
		)


class OwnWorkTest(DigestTestCase):
	def assertWaits(self, before: dict, **expected: dict) -> None:
		"""What waits for each person more than `before`."""
		for key, work in before.items():
			now = self.work(key)
			more = {kind: now[kind] - work.get(kind, 0) for kind in now if now[kind] != work.get(kind, 0)}
			self.assertEqual(more, expected.get(key, {}), key)

	def people(self) -> dict[str, dict]:
		keys = ("officer", "other_officer", "clerk", "clerk_b", "chair", "vice", "chair_b", "water", "works")
		keys += ("deputy", "county_officer", "county_approver", "admin", "auditor", "presidium", "nobody")
		return {key: self.work(key) for key in keys}

	def test_a_matter_waits_for_one_after_the_other(self) -> None:
		before = self.people()
		ticket = self.registered_ticket()
		self.assertWaits(before, clerk={"triage": 1})
		self.propose(ticket)
		self.assertWaits(before, chair={"approve": 1}, vice={"approve": 1})
		self.dispatch(ticket)
		self.assertWaits(before, water={"acknowledge": 1}, works={"acknowledge": 1})
		self.reply(ticket)
		self.assertWaits(before, works={"acknowledge": 1}, officer={"feed_back": 1}, deputy={"feed_back": 1})
		self.act(
			"officer", TICKET, ticket, "Feed Back Ticket", feedback_mode="By Telephone", feedback_on=today()
		)
		self.assertWaits(before, officer={"rate": 1})
		self.act(
			"officer",
			TICKET,
			ticket,
			"Rate Ticket Dissatisfied",
			rating_source="Telephone",
			rating_reason="没修好。",
		)
		self.assertWaits(before, clerk={"send_back": 1})

	def test_nobody_decides_on_an_own_proposal(self) -> None:
		self.give_post("clerk", "Township Chair", jurisdiction=self.world.town)
		before = self.work("clerk").get("approve", 0)
		ticket = self.registered_ticket()
		self.propose(ticket)
		self.assertEqual(self.work("clerk").get("approve", 0), before)
		self.assertEqual(self.work("vice")["approve"], self.work("chair")["approve"])

	def test_what_is_handed_up_waits_for_the_county(self) -> None:
		before = self.people()
		ticket = self.registered_ticket()
		self.propose(ticket, proposed_route="Escalate to County")
		self.act("chair", TICKET, ticket, "Escalate Ticket", note="超出镇级职责")
		self.assertWaits(before, county_officer={"propose": 1})

	def test_requests_wait_for_the_chair(self) -> None:
		before = self.people()
		ticket = self.dispatched_ticket()
		order = self.order_of(ticket)
		self.act("water", ORDER, order, "Request Order Return", return_reason="不属本站职责。")
		self.assertWaits(before, works={"acknowledge": 1}, chair={"requests": 1}, vice={"requests": 1})

	def test_of_units_without_account_the_clerk_enters(self) -> None:
		before = self.people()
		ticket = self.registered_ticket()
		self.propose(ticket, lead_unit=self.world.unit_power, supporting_units=[])
		self.dispatch(ticket)
		self.assertWaits(before, clerk={"on_behalf": 1})

	def test_an_accusation_waits_for_the_chair_alone(self) -> None:
		before = self.people()
		ticket = self.registered_ticket()
		self.act("clerk", TICKET, ticket, "Mark Ticket as Accusation")
		self.assertWaits(before, chair={"restricted": 1}, vice={"restricted": 1})
		with self.as_user("chair"):
			self.assertNotIn("限本人办理", mine()["text"])

	def test_an_accusation_of_own_leaders_waits_for_the_county_alone(self) -> None:
		before = self.people()
		ticket = self.registered_ticket()
		self.act("clerk", TICKET, ticket, "Mark Ticket as Accusation", names_own_leaders=1)
		self.assertWaits(before, county_approver={"restricted": 1})

	def test_what_is_late_comes_first_and_is_counted(self) -> None:
		first, second = self.registered_ticket(), self.registered_ticket()
		frappe.db.set_value(TICKET, second, "state_due", add_days(today(), -2))
		frappe.db.set_value(TICKET, first, "state_due", add_days(today(), 30))
		with self.as_user("clerk"):
			line = next(line for line in mine()["work"] if line["key"] == "triage")
		self.assertGreaterEqual(line["overdue"], 1)
		names = [record["name"] for record in line["records"]]
		self.assertLess(names.index(second), names.index(first))
		record = line["records"][names.index(second)]
		self.assertEqual((record["colour"], record["due"]), ("Red", add_days(today(), -2)))

	def test_the_archive_of_last_year_waits_in_january(self) -> None:
		ticket = self.fed_back_ticket()
		self.act(
			"officer",
			TICKET,
			ticket,
			"Rate Ticket Satisfied",
			reporter_rating="Satisfied",
			rating_source="Telephone",
		)
		frappe.db.set_value(TICKET, ticket, "closed_on", "2026-11-20 10:00:00")
		with patch("deputy_liaison.opinions.todays_work.getdate", return_value=date(2027, 1, 8)):
			self.assertEqual(self.work("clerk")["archive"], 1)
			self.assertNotIn("archive", self.work("clerk_b"))
		self.assertNotIn("archive", self.work("clerk"))

	def test_an_accusation_to_archive_is_in_no_text_for_the_group(self) -> None:
		ticket = self.registered_ticket()
		closed = {"workflow_state": "Ticket Closed", "closed_on": "2026-11-20 10:00:00", "restriction": 1}
		frappe.db.set_value(TICKET, ticket, closed)
		with patch("deputy_liaison.opinions.todays_work.getdate", return_value=date(2027, 1, 8)):
			self.assertNotIn("archive", self.work("clerk"))
			self.assertEqual(self.work("chair")["archive_restricted"], 1)
			with self.as_user("chair"):
				shown = mine()
		labels = {line["key"]: line["label"] for line in shown["work"]}
		self.assertEqual(labels["archive_restricted"], "上年度待归档（限阅）")
		self.assertNotIn("上年度待归档", shown["text"])

	def test_who_asks_by_code_to_withdraw_a_merged_matter_is_seen_by_the_clerk(self) -> None:
		main, other = self.registered_ticket(), self.registered_ticket()
		self.act("clerk", TICKET, other, "Merge Ticket", main_ticket=main)
		before = self.people()
		note_withdrawal_wish(other, "已修好。")
		self.assertWaits(before, clerk={"withdraw_merged": 1})
		self.assertNotIn("Township Clerk", acting_posts(frappe.get_doc(TICKET, other)))
		# once it is answered there is nothing to withdraw
		self.act("clerk", TICKET, main, "Explain Ticket", answer="属政策规定。")
		self.assertNotIn("withdraw_merged", self.work("clerk"))


class SuggestionWorkTest(SuggestionBase):
	def waits(self, key: str) -> dict[str, str]:
		"""Kind of work → first record, of what waits for one of the people about suggestions."""
		frappe.local.deputy_liaison_scope = None
		return {
			line["key"]: line["records"][0]["name"]
			for line in work_of(self.world.users[key])
			if line["doctype"] == "Deputy Suggestion"
		}

	def test_a_suggestion_waits_for_clerk_then_chair(self) -> None:
		name = self.submitted()
		self.assertEqual(self.waits("clerk"), {"accept_suggestion": name})
		self.do("clerk", name, "Accept Suggestion")
		self.assertEqual(self.waits("clerk"), {"review_suggestion": name})
		self.do("clerk", name, "File Suggestion", **self.filing())
		self.assertEqual(self.waits("clerk"), {})
		self.assertEqual(self.waits("chair"), {"dispatch_suggestion": name})
		for key in ("clerk_b", "chair_b", "county_officer", "county_approver", "deputy", "second"):
			self.assertEqual(self.waits(key), {}, key)


class DigestTest(DigestTestCase):
	def test_one_a_day_and_none_where_nothing_waits(self) -> None:
		self.registered_ticket()
		clerk = self.world.users["clerk"]
		self.assertTrue(digest.send(clerk))
		self.assertFalse(digest.send(clerk))
		self.assertEqual(len(self.digests("clerk")), 1)
		for key in ("presidium", "auditor", "nobody"):
			self.assertFalse(digest.send(self.world.users[key]), key)
			self.assertEqual(self.digests(key), [])

	def test_it_says_kinds_and_numbers_but_neither_person_nor_matter(self) -> None:
		ticket = self.registered_ticket()
		frappe.db.set_value(TICKET, ticket, "state_due", add_days(today(), -2))
		digest.send(self.world.users["clerk"])
		said = self.digests("clerk")[0]
		self.assertIn("待梳理", said.subject)
		self.assertIn("已超期", said.subject)
		self.assertIn(frappe.db.get_value(TICKET, ticket, "number"), said.email_content)
		for word in PERSONAL:
			self.assertNotIn(word, said.subject + said.email_content)

	def test_the_administrator_is_told_of_a_year_without_decree(self) -> None:
		warning = "系统还没有2027年的放假安排。"
		with patch("deputy_liaison.opinions.todays_work.calendar_warnings", return_value=[warning]):
			self.assertTrue(digest.send(self.world.users["admin"]))
		self.assertIn(warning, self.digests("admin")[0].email_content)

	def test_on_days_off_nobody_gets_one(self) -> None:
		with patch("deputy_liaison.opinions.digest.getdate", return_value=date(2026, 10, 1)):
			self.assertEqual(digest.receivers(), [])
		# the posts began a month before the tests' own day
		self.assertNotEqual(self.receivers_on_a_working_day(), [])

	def test_who_holds_no_post_today_gets_none(self) -> None:
		receivers = digest.receivers() or self.receivers_on_a_working_day()
		self.assertIn(self.world.users["clerk"], receivers)
		self.assertNotIn(self.world.users["nobody"], receivers)
		frappe.db.set_value(
			"Staff Post", {"user": self.world.users["clerk2"]}, "to_date", add_days(today(), -1)
		)
		frappe.db.set_value("User", self.world.users["clerk_b"], "enabled", 0)
		receivers = self.receivers_on_a_working_day()
		self.assertNotIn(self.world.users["clerk2"], receivers)
		self.assertNotIn(self.world.users["clerk_b"], receivers)

	@staticmethod
	def receivers_on_a_working_day() -> list[str]:
		with patch("deputy_liaison.opinions.digest.is_working_day", return_value=True):
			return digest.receivers()

	def test_mail_goes_to_real_addresses_only_and_only_if_switched_on(self) -> None:
		clerk = self.world.users["clerk"]
		for address, on, expected in (
			("zhang@xian.gov.cn", 0, None),
			("zhang@xian.gov.cn", 1, "zhang@xian.gov.cn"),
			("u1@accounts.invalid", 1, None),
			("u1@test-liaison.invalid", 1, None),
			("", 1, None),
		):
			with self.subTest(address=address, on=on):
				frappe.db.set_value("User", clerk, "email", address)
				frappe.db.set_single_value("Liaison Settings", "send_digest_mail", on)
				self.assertEqual(digest.mail_address(clerk), expected)


class ToldAtOnceTest(DigestTestCase):
	def test_a_request_is_told_to_the_chairs_of_that_township(self) -> None:
		order = self.order_of(self.dispatched_ticket())
		self.act("water", ORDER, order, "Request Order Return", return_reason="不属本站职责。")
		for key in ("chair", "vice"):
			self.assertEqual(len(self.told(key, order)), 1)
			self.assertIn("甲镇水务站申请退办", self.told(key, order)[0])
		for key in ("chair_b", "county_approver", "clerk", "water", "works"):
			self.assertEqual(self.told(key, order), [], key)

	def test_an_extension_is_told_with_its_day(self) -> None:
		order = self.order_of(self.dispatched_ticket())
		until = add_days(frappe.db.get_value(ORDER, order, "due_date"), 10)
		self.act("water", ORDER, order, "Acknowledge Order", acknowledged_by="水经办", handler="水经办")
		self.act(
			"water",
			ORDER,
			order,
			"Request Order Extension",
			extension_until=until,
			extension_reason="雨季停工。",
		)
		self.assertIn(str(until), self.told("chair", order)[0])

	def test_an_emergency_is_told_to_chair_and_clerk(self) -> None:
		ticket = self.registered_ticket(is_emergency=1)
		for key in ("chair", "vice", "clerk"):
			self.assertTrue(any("重大紧急" in text for text in self.told(key, ticket)), key)
		for key in ("chair_b", "clerk_b", "water", "deputy"):
			self.assertEqual(self.told(key, ticket), [], key)

	def test_no_notice_names_person_or_matter(self) -> None:
		ticket = self.registered_ticket(is_emergency=1)
		order = self.order_of(self.dispatched_ticket())
		self.act("water", ORDER, order, "Request Order Return", return_reason="不属本站职责。")
		said = frappe.get_all(LOG, {"document_name": ("in", [ticket, order])}, pluck="subject")
		self.assertTrue(said)
		for word in PERSONAL:
			self.assertNotIn(word, "".join(said))


class GroupTextTest(DigestTestCase):
	def text(self, key: str, doctype: str, name: str) -> str:
		with self.as_user(key):
			return notices.group_text(doctype, name)

	def test_it_says_number_unit_and_limit_without_personal_data(self) -> None:
		ticket = self.dispatched_ticket()
		order = self.order_of(ticket)
		text = self.text("water", ORDER, order)
		for word in (frappe.db.get_value(ORDER, order, "number"), "甲镇水务站", "还剩30天", "已交办"):
			self.assertIn(word, text)
		both = text + self.text("clerk", TICKET, ticket)
		for word in PERSONAL:
			self.assertNotIn(word, both)

	def test_who_may_not_read_it_copies_nothing(self) -> None:
		order = self.order_of(self.dispatched_ticket())
		for key in ("clerk_b", "officer_b", "nobody"):
			with self.subTest(key), self.assertRaises(frappe.PermissionError):
				self.text(key, ORDER, order)

	def test_an_accusation_is_copied_by_nobody(self) -> None:
		ticket = self.registered_ticket()
		self.act("clerk", TICKET, ticket, "Mark Ticket as Accusation")
		with self.assertRaises(frappe.PermissionError):
			self.text("chair", TICKET, ticket)

	def test_the_days_text_names_what_presses(self) -> None:
		ticket = self.registered_ticket()
		frappe.db.set_value(TICKET, ticket, "state_due", add_days(today(), -2))
		with self.as_user("clerk"):
			text = mine()["text"]
		self.assertIn("待梳理", text)
		self.assertIn(frappe.db.get_value(TICKET, ticket, "number"), text)
		for word in PERSONAL:
			self.assertNotIn(word, text)

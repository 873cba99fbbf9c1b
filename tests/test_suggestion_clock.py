"""Suggestions on the one clock: due with their orders and sessions, reminded once, late to whom they stand."""

from unittest.mock import patch

import frappe
from frappe.utils import add_days, getdate, today

from deputy_liaison.opinions import clock, deputy_work, digest, nightly
from deputy_liaison.opinions.todays_work import mine
from deputy_liaison.working_days import limit_end
from tests.test_deputy_suggestion import SESSION, SUGGESTION, HandledTestCase
from tests.test_own_work_first import all_filters

TICKET = clock.TICKET


class SuggestionClockTestCase(HandledTestCase):
	def due(self, name: str, doctype: str = SUGGESTION):
		return frappe.db.get_value(doctype, name, "state_due")

	def be_due(self, name: str, days: int) -> None:
		frappe.db.set_value(SUGGESTION, name, "state_due", add_days(today(), days), update_modified=False)

	def night(self) -> "frappe.model.document.Document":
		with patch.object(digest, "receivers", return_value=[]):
			return frappe.get_doc("Nightly Run", nightly.run())

	def told(self, key: str, name: str) -> list[str]:
		"""What this person was told of its being late; of its course the signers hear besides."""
		return [subject for subject in self.heard(key, name) if "超期" in subject]

	def of_course(self, key: str, name: str) -> list[str]:
		"""What this person was told of it besides."""
		return [subject for subject in self.heard(key, name) if "超期" not in subject]

	def heard(self, key: str, name: str) -> list[str]:
		found = {"for_user": self.world.users[key], "document_name": name}
		return frappe.get_all("Notification Log", found, pluck="subject", order_by="creation")


class TestDueWithOrders(SuggestionClockTestCase):
	def test_dispatched_it_is_due_with_its_order_and_a_return_stops_it(self):
		name = self.dispatched()
		order, due = self.order(name), getdate(add_days(today(), 60))
		self.assertEqual(self.due(name), due)
		self.act("water", clock.ORDER, order, "Request Order Return", return_reason="不属本站职责。")
		self.assertIsNone(self.due(name))
		frappe.db.set_value(clock.ORDER, order, "return_requested_on", add_days(today(), -4))
		self.act("chair", clock.ORDER, order, "Refuse Order Return", return_decision="属你站职责。")
		self.assertEqual(self.due(name), getdate(add_days(due, 4)))

	def test_a_granted_extension_is_its_own(self):
		name = self.dispatched()
		order = self.acknowledged(name)
		until = getdate(add_days(today(), 70))
		asked = {"extension_until": until, "extension_reason": "雨季停工。"}
		self.act("water", clock.ORDER, order, "Request Order Extension", **asked)
		self.assertEqual(self.due(name), getdate(add_days(today(), 60)))
		self.act("chair", clock.ORDER, order, "Grant Order Extension", extension_until=until)
		self.assertEqual(self.due(name), until)

	def test_of_separate_units_the_first_open_order_counts(self):
		name = self.accepted()
		apart = self.filing(supporting_units=[], separate_units=[{"unit": self.world.unit_works}])
		self.do("clerk", name, "File Suggestion", **apart)
		self.do("chair", name, "Dispatch Suggestion", **self.approval(name))
		of_water = {"deputy_suggestion": name, "responsible_unit": self.world.unit_water}
		order = frappe.db.get_value(clock.ORDER, of_water)
		done = {"acknowledged_by": "水经办", "handler": "水经办"}
		self.act("water", clock.ORDER, order, "Acknowledge Order", **done)
		until = getdate(add_days(today(), 70))
		asked = {"extension_until": until, "extension_reason": "雨季停工。"}
		self.act("water", clock.ORDER, order, "Request Order Extension", **asked)
		self.act("chair", clock.ORDER, order, "Grant Order Extension", extension_until=until)
		self.assertEqual(self.due(name), getdate(add_days(today(), 60)))

	def test_a_second_round_has_a_limit_of_its_own(self):
		name = self.signed_for()
		self.assertEqual(self.due(name), limit_end(getdate(), "Rate Suggestion"))
		self.do("deputy", name, "Rate Suggestion Dissatisfied", **self.dissatisfied())
		self.assertEqual(self.due(name), limit_end(getdate(), "File Suggestion"))
		again = {"due_date": add_days(today(), 20), "proposal": "请重新修复。"}
		self.do("clerk", name, "Rehandle Suggestion", **again)
		self.assertEqual(self.due(name), getdate(add_days(today(), 20)))

	def test_closed_it_is_due_no_more(self):
		name = self.signed_for()
		self.do("deputy", name, "Rate Suggestion Satisfied", **self.satisfied())
		self.assertIsNone(self.due(name))

	def test_a_session_takes_its_suggestions_limits_with_it(self):
		session = self.session()
		fresh = self.submitted(occasion="In Session", congress_session=session)
		filed = self.filed(occasion="In Session", congress_session=session)
		self.assertEqual(self.due(fresh), getdate(add_days(today(), 1)))
		self.assertEqual(self.due(filed), limit_end(add_days(today(), 1), "Dispatch Session Suggestions"))
		with self.as_user("clerk"):
			doc = frappe.get_doc(SESSION, session)
			doc.to_date = add_days(today(), 3)
			doc.save()
		self.assertEqual(self.due(fresh), getdate(add_days(today(), 3)))
		self.assertEqual(self.due(filed), limit_end(add_days(today(), 3), "Dispatch Session Suggestions"))

	def test_nobody_types_in_a_limit(self):
		name = self.dispatched()
		due = self.due(name)
		with self.as_user("clerk"):
			doc = frappe.get_doc(SUGGESTION, name)
			doc.update({"leader_took_part": 1, "leader_names": "王副镇长", "state_due": "2030-01-01"})
			doc.save()
		self.assertEqual(self.due(name), due)

	def test_the_columns_are_found_again_and_only_what_differs_is_written(self):
		names = {name: self.due(name) for name in (self.accepted(), self.filed(), self.dispatched())}
		for name in names:
			frappe.db.set_value(SUGGESTION, name, {"state_due": None, "state_since": None})
		clock.keep_again(SUGGESTION)
		self.assertEqual({name: self.due(name) for name in names}, names)
		with patch.object(frappe.db, "set_value") as written:
			clock.keep_again(SUGGESTION)
		written.assert_not_called()


class TestReminded(SuggestionClockTestCase):
	def test_each_colour_is_noted_once_and_red_is_told_to_whom_it_stands(self):
		name = self.submitted()
		for days, colour in ((8, None), (7, "Yellow"), (0, "Orange"), (-1, "Red")):
			self.be_due(name, days)
			self.night()
			self.assertEqual(self.value(name, "last_reminder") or None, colour)
			self.assertEqual(self.night().reminded or 0, 0)
		for key, lines in (("clerk", 1), ("clerk2", 1), ("clerk_b", 0), ("chair", 0), ("deputy", 0)):
			self.assertEqual(len(self.told(key, name)), lines, key)
			self.assertEqual(self.of_course(key, name), [], key)
		self.assertEqual(
			self.told("clerk", name)[0],
			f"{today()}提交的代表建议已超期：期限为{add_days(today(), -1)}。",
		)

	def test_a_move_begins_the_colours_anew(self):
		name = self.submitted()
		self.be_due(name, -1)
		self.night()
		self.do("clerk", name, "Accept Suggestion")
		self.assertFalse(self.value(name, "last_reminder"))

	def test_a_late_reply_is_the_units_and_what_it_is_to_rate_the_raters_alone(self):
		name = self.drafted(cosigners=[{"deputy": self.second}])
		self.do("second", name, "Confirm Cosigning")
		self.do("deputy", name, "Submit Suggestion")
		self.do("clerk", name, "Accept Suggestion")
		self.do("clerk", name, "File Suggestion", **self.filing())
		self.do("chair", name, "Dispatch Suggestion", **self.approval(name))
		self.be_due(name, -1)
		self.night()
		for key in ("clerk", "chair", "deputy", "second"):
			self.assertEqual(self.told(key, name), [], key)
		self.replied(name)
		self.be_due(name, -1)
		self.night()
		self.assertEqual(len(self.told("deputy", name)), 1)
		self.assertEqual(self.told("second", name), [])
		number = self.value(name, "number")
		course = [
			f"{today()}提交的代表建议已受理，正在审查。",
			f"{number}已交办，承办单位：甲镇水务站。",
			f"{number}已答复，请在本人页面查看。",
		]
		for key, words in (("deputy", course), ("second", course), ("clerk", []), ("chair", [])):
			self.assertEqual(self.of_course(key, name), words, key)

	def test_the_days_work_says_what_is_late(self):
		late, fresh = self.submitted(), self.filed()
		self.be_due(late, -2)
		self.be_due(fresh, 30)
		for key, kind, name, overdue in (
			("clerk", "accept_suggestion", late, 1),
			("chair", "dispatch_suggestion", fresh, 0),
		):
			with self.as_user(key):
				work = mine()
			line = next(line for line in work["work"] if line["key"] == kind)
			self.assertEqual((line["overdue"], line["records"][0]["name"]), (overdue, name))
			named = f"{today()}提交的代表建议，期限{add_days(today(), -2)}" in work["text"]
			self.assertEqual(named, bool(overdue))

	def test_who_rates_after_the_lead_has_it_among_the_days_work(self):
		name = self.signed_for()
		doc = frappe.get_doc(SUGGESTION, name)
		doc.append("cosigners", {"deputy": self.second})
		doc.cosigners[0].db_insert()
		doc.db_set("rating_deputy", self.second)
		for key, waits in (("second", True), ("deputy", False)):
			with self.as_user(key):
				kinds = {line["key"] for line in mine()["work"]}
			self.assertEqual("rate_suggestion" in kinds, waits, key)


class TestConvertedTicket(SuggestionClockTestCase):
	"""The suggestion carries the clock on; from its answer on the reporter is to be told (rules.md §2.2, TC→T11)."""

	def converted(self) -> tuple[str, str]:
		ticket = self.registered_ticket()
		with self.as_user("deputy"):
			name = deputy_work.save_draft(
				{
					"congress_body": self.body,
					"suggestion_title": "关于修复水渠的建议",
					"reasons": "多户反映。",
					"proposals": "请修复。",
				},
				ticket=ticket,
			)
		self.do("deputy", name, "Submit Suggestion")
		return ticket, name

	def handled(self, name: str) -> str:
		self.do("clerk", name, "Accept Suggestion")
		self.do("clerk", name, "File Suggestion", **self.filing())
		self.do("chair", name, "Dispatch Suggestion", **self.approval(name))
		return self.replied(name)

	def work(self, key: str) -> set[str]:
		with self.as_user(key):
			return {record["name"] for line in mine()["work"] for record in line["records"]}

	def test_it_is_due_to_nobody_until_the_suggestion_is_answered(self):
		ticket, name = self.converted()
		self.assertIsNone(self.due(ticket, TICKET))
		self.assertNotIn(ticket, self.work("officer"))
		self.handled(name)
		self.assertEqual(self.due(ticket, TICKET), limit_end(getdate(), "Close Converted Ticket"))
		for key in ("officer", "deputy"):
			self.assertIn(ticket, self.work(key))
		self.assertNotIn(ticket, self.work("clerk"))
		told = {"feedback_mode": "By Telephone", "feedback_on": today()}
		self.act("officer", TICKET, ticket, "Close Converted Ticket", **told)
		self.assertIsNone(self.due(ticket, TICKET))

	def test_sent_back_for_a_second_round_it_waits_again(self):
		ticket, name = self.converted()
		self.signed_for_after(self.handled(name))
		self.do("deputy", name, "Rate Suggestion Dissatisfied", **self.dissatisfied())
		again = {"due_date": add_days(today(), 20), "proposal": "请重新修复。"}
		self.do("clerk", name, "Rehandle Suggestion", **again)
		self.assertIsNone(self.due(ticket, TICKET))

	def signed_for_after(self, name: str) -> None:
		self.do("deputy", name, "Sign for Reply", reply_received_on=today())

	def test_a_withdrawn_suggestion_is_told_too(self):
		ticket, name = self.converted()
		self.do("deputy", name, "Withdraw Suggestion", note="问题已解决。")
		self.assertEqual(self.due(ticket, TICKET), limit_end(getdate(), "Close Converted Ticket"))

	def test_merged_it_waits_for_the_main_suggestion(self):
		ticket, name = self.converted()
		main = self.accepted()
		self.do("clerk", name, "Accept Suggestion")
		self.do("clerk", name, "Merge Suggestion", main_suggestion=main)
		self.assertIsNone(self.due(ticket, TICKET))
		self.do("clerk", main, "File Suggestion", **self.filing())
		self.do("chair", main, "Dispatch Suggestion", **self.approval(main))
		self.replied(main)
		self.assertEqual(self.due(ticket, TICKET), limit_end(getdate(), "Close Converted Ticket"))

	def test_merged_on_it_waits_for_the_last(self):
		ticket, name = self.converted()
		second, last = self.accepted(), self.accepted()
		self.do("clerk", name, "Accept Suggestion")
		self.do("clerk", name, "Merge Suggestion", main_suggestion=second)
		self.do("clerk", second, "Merge Suggestion", main_suggestion=last)
		self.do("clerk", last, "File Suggestion", **self.filing())
		self.do("chair", last, "Dispatch Suggestion", **self.approval(last))
		self.assertIsNone(self.due(ticket, TICKET))
		self.replied(last)
		self.assertEqual(self.due(ticket, TICKET), limit_end(getdate(), "Close Converted Ticket"))

	def test_merged_into_what_has_been_withdrawn_it_goes_on_by_itself(self):
		ticket, name = self.converted()
		main = self.accepted()
		self.do("clerk", name, "Accept Suggestion")
		self.do("clerk", name, "Merge Suggestion", main_suggestion=main)
		self.do("deputy", main, "Withdraw Suggestion", note="问题已解决。")
		self.assertIsNone(self.due(ticket, TICKET))

	def test_behind_a_bill_on_the_agenda_there_is_something_to_tell(self):
		ticket, name = self.converted()
		frappe.db.set_value(SUGGESTION, name, "paper_kind", "Bill of Deputies")
		decided = {"bill_decision": "主席团第一次会议", "bill_decided_on": today()}
		self.do("clerk", name, "Put Bill on Agenda", **decided)
		self.assertEqual(self.due(ticket, TICKET), limit_end(getdate(), "Close Converted Ticket"))
		told = {"feedback_mode": "By Telephone", "feedback_on": today()}
		self.act("officer", TICKET, ticket, "Close Converted Ticket", **told)


class TestNumberCards(SuggestionClockTestCase):
	"""A workspace's card counts the person's own; its list holds as many."""

	CARDS = (
		("clerk", "Suggestions To Review"),
		("clerk", "Suggestions in Handling"),
		("clerk", "Suggestions Overdue"),
		("chair", "Suggestions To Dispatch"),
		("clerk_b", "Suggestions To Review"),
		("county_officer", "County Suggestions To Review"),
		("water", "Orders for Suggestions"),
	)

	def figures(self) -> list[int]:
		found = []
		for key, name in self.CARDS:
			card = frappe.get_doc("Number Card", name)
			with self.as_user(key):
				found.append(len(frappe.get_list(card.document_type, filters=all_filters(card), limit=0)))
		return found

	def assertMore(self, before: list[int], *expected: int) -> None:
		self.assertEqual([now - was for now, was in zip(self.figures(), before, strict=True)], list(expected))

	def test_a_suggestion_passes_from_card_to_card(self):
		before = self.figures()
		name = self.submitted()
		self.assertMore(before, 1, 0, 0, 0, 0, 0, 0)
		self.be_due(name, -1)
		self.assertMore(before, 1, 0, 1, 0, 0, 0, 0)
		self.do("clerk", name, "Accept Suggestion")
		self.do("clerk", name, "File Suggestion", **self.filing())
		self.assertMore(before, 0, 0, 0, 1, 0, 0, 0)
		self.do("chair", name, "Dispatch Suggestion", **self.approval(name))
		self.assertMore(before, 0, 1, 0, 0, 0, 0, 1)
		self.replied(name)
		self.assertMore(before, 0, 0, 0, 0, 0, 0, 0)

	def test_the_countys_stand_at_the_countys_officer(self):
		before = self.figures()
		self.submitted(**self.of_county())
		self.assertMore(before, 0, 0, 0, 0, 0, 1, 0)

"""The one clock: hand-computed days across Spring Festival and National Day 2026, colours, stops."""

from datetime import date

import frappe
from frappe.utils import add_days, getdate, now_datetime, today

from deputy_liaison.opinions import clock
from deputy_liaison.working_days import add_working_days
from tests.base import LiaisonTestCase

# state, what the ticket holds, last day of its limit. Computed by hand from the decree of 2026:
# 春节 15–23 Feb off, Sat 14 and Sat 28 Feb worked; 清明 4–6 Apr; 劳动节 1–5 May off, Sat 9 May worked;
# 中秋 25–27 Sep off; 国庆 1–7 Oct off, Sun 20 Sep and Sat 10 Oct worked.
BY_HAND = [
	# three working days: 12, 13 and the Saturday of make-up
	("Ticket Registered", {"state_since": "2026-02-11 09:00:00"}, "2026-02-14"),
	# Saturday the 14th, then over the feast: 24, 25
	("Ticket Registered", {"state_since": "2026-02-13 17:30:00"}, "2026-02-25"),
	# registered on a day of the feast: 24, 25, 26
	("Ticket Registered", {"state_since": "2026-02-18 10:00:00"}, "2026-02-26"),
	# Sunday 20 September is worked: 20, 21, 22
	("Ticket Registered", {"state_since": "2026-09-18 16:00:00"}, "2026-09-22"),
	# five working days: 13, 14, 24, 25, 26 February
	("Ticket Pending Approval", {"state_since": "2026-02-12 08:00:00"}, "2026-02-26"),
	# 25, 26, 27, Saturday 28 February, 2 March
	("Ticket Pending Approval", {"state_since": "2026-02-24 08:00:00"}, "2026-03-02"),
	# handed up to the county on 26 February: 27, 28 February, 2, 3, 4 March
	(
		"Ticket Pending Approval",
		{
			"state_since": "2026-02-24 08:00:00",
			"escalated_on": "2026-02-26 11:00:00",
			"handling_level": "County",
		},
		"2026-03-04",
	),
	# 29, 30 September, 8, 9, Saturday 10 October
	("Ticket To Feed Back", {"state_since": "2026-09-28 15:00:00"}, "2026-10-10"),
	# 28, 29, 30 September, 8, 9 October: the Mid-Autumn days are off
	("Ticket To Feed Back", {"state_since": "2026-09-24 15:00:00"}, "2026-10-09"),
	("Ticket Answered", {"state_since": "2026-04-30 15:00:00"}, "2026-05-11"),
	# twenty: ten until 13 February, 14, 24 to 27, 28, 2 to 5 March
	("Ticket Awaiting Rating", {"state_since": "2026-01-30 09:00:00"}, "2026-03-05"),
	# reminded on Friday 6 March: five more, 9 to 13
	(
		"Ticket Awaiting Rating",
		{"state_since": "2026-01-30 09:00:00", "rating_reminded_on": "2026-03-06"},
		"2026-03-13",
	),
	# dissatisfied on 12 February: the clerk sends it back within three, 13, 14, 24
	(
		"Ticket Awaiting Rating",
		{
			"state_since": "2026-01-30 09:00:00",
			"rated_on": "2026-02-12 10:00:00",
			"reporter_rating": "Dissatisfied",
			"round": 1,
		},
		"2026-02-24",
	),
	# dissatisfied again on 10 September: the chair convenes within twenty, the last of them 14 October
	(
		"Ticket Awaiting Rating",
		{
			"state_since": "2026-09-01 09:00:00",
			"rated_on": "2026-09-10 10:00:00",
			"reporter_rating": "Dissatisfied",
			"round": 2,
			"approved_on": "2026-08-01 09:00:00",
		},
		"2026-10-14",
	),
	# answered without a unit in both rounds: the clerk proposes one within three, 11, 14, 15
	(
		"Ticket Awaiting Rating",
		{
			"state_since": "2026-09-01 09:00:00",
			"rated_on": "2026-09-10 10:00:00",
			"reporter_rating": "Dissatisfied",
			"round": 2,
		},
		"2026-09-15",
	),
	("Ticket Joint Review", {"state_since": "2026-09-10 09:00:00"}, "2026-10-14"),
	# fifteen calendar days of the receipt, not of the decision (信访工作条例 §23)
	(
		"Ticket Out of Scope",
		{"received_on": "2026-02-10 09:00:00", "state_since": "2026-02-20 09:00:00"},
		"2026-02-25",
	),
	("Ticket Accusation Forwarded", {"state_since": "2026-02-12 09:00:00"}, "2026-02-26"),
	# ten: 29, 30 April, 6 to 8, Saturday 9, 11 to 14 May
	("Ticket Entrusted", {"state_since": "2026-04-28 09:00:00"}, "2026-05-14"),
	# no limit runs where nobody is to act
	("Ticket Draft", {"state_since": "2026-02-12 09:00:00"}, None),
	("Ticket Closed", {"state_since": "2026-02-12 09:00:00"}, None),
	("Ticket Archived", {"state_since": "2026-02-12 09:00:00"}, None),
	("Ticket Withdrawn", {"state_since": "2026-02-12 09:00:00"}, None),
	("Ticket Merged", {"state_since": "2026-02-12 09:00:00"}, None),
]
# state, what the suggestion holds, last day of its limit
SUGGESTIONS_BY_HAND = [
	# seven calendar days (浙江办理条例 §10)
	("Suggestion Submitted", {"handed_in_on": "2026-02-12"}, "2026-02-19"),
	# five working days: 13, Saturday 14, 24, 25, 26 February
	("Suggestion Under Review", {"accepted_on": "2026-02-12"}, "2026-02-26"),
	("Suggestion Awaiting Dispatch", {"accepted_on": "2026-02-12"}, "2026-02-26"),
	("Suggestion Replied", {"replied_on": "2026-09-28"}, "2026-10-10"),
	# twenty: ten until 13 February, 14, 24 to 27, 28, 2 to 5 March
	("Suggestion Awaiting Rating", {"reply_received_on": "2026-01-30"}, "2026-03-05"),
	(
		"Suggestion Awaiting Rating",
		{"reply_received_on": "2026-01-30", "rating_reminded_on": "2026-03-06"},
		"2026-03-13",
	),
	# dissatisfied on 12 February: sent back within five, the second time the chair convenes within twenty
	(
		"Suggestion Awaiting Rating",
		{"rated_on": "2026-02-12 10:00:00", "result_rating": "Dissatisfied", "round": 1},
		"2026-02-26",
	),
	(
		"Suggestion Awaiting Rating",
		{"rated_on": "2026-09-10 10:00:00", "result_rating": "Dissatisfied", "round": 2},
		"2026-10-14",
	),
	("Suggestion Joint Review", {"state_since": "2026-09-10 09:00:00"}, "2026-10-14"),
	# with the deputy, or at the end of the way, no limit runs
	("Suggestion Draft", {"handed_in_on": "2026-02-12"}, None),
	("Suggestion Returned to Deputy", {"handed_in_on": "2026-02-12"}, None),
	("Suggestion Closed", {"accepted_on": "2026-02-12", "rated_on": "2026-03-05"}, None),
	("Suggestion Archived", {"accepted_on": "2026-02-12"}, None),
	("Suggestion Set Aside", {"accepted_on": "2026-02-12"}, None),
]
# due, colour on the day with yellow 7 and orange 0 days before
COLOURS = [
	("2026-03-10", "2026-03-02", ""),
	("2026-03-10", "2026-03-03", "Yellow"),
	("2026-03-10", "2026-03-09", "Yellow"),
	("2026-03-10", "2026-03-10", "Orange"),
	("2026-03-10", "2026-03-11", "Red"),
	("2026-03-10", "2027-03-11", "Red"),
	(None, "2026-03-11", ""),
]
# due, asked for the return, refused, due then
STOPS = [
	("2026-03-10", "2026-02-12", "2026-02-26", "2026-03-24"),
	("2026-03-10", "2026-02-12", "2026-02-12", "2026-03-10"),
	# over by two days when it stopped, over by two days when it goes on
	("2026-03-10", "2026-03-12", "2026-03-20", "2026-03-18"),
]


def day(text: str | None) -> date | None:
	return date.fromisoformat(text) if text else None


class PureClockTest(LiaisonTestCase):
	def test_every_state_by_hand(self) -> None:
		for state, held, expected in BY_HAND:
			with self.subTest(state=state, **held):
				ticket = frappe._dict(doctype=clock.TICKET, workflow_state=state, **held)
				self.assertEqual(clock.due_of(ticket), day(expected))

	def test_every_state_of_a_suggestion_by_hand(self) -> None:
		for state, held, expected in SUGGESTIONS_BY_HAND:
			with self.subTest(state=state, **held):
				suggestion = frappe._dict(doctype=clock.SUGGESTION, workflow_state=state, **held)
				self.assertEqual(clock.due_of(suggestion), day(expected))

	def test_colours(self) -> None:
		for due, on, expected in COLOURS:
			with self.subTest(due=due, on=on):
				self.assertEqual(clock.colour(day(due), day(on)), expected)
		self.assertEqual(clock.colour(date(2026, 3, 10), date(2026, 3, 8), 5, 2), "Orange")

	def test_days_of_a_refused_return_are_added(self) -> None:
		for due, stopped, resumed, expected in STOPS:
			with self.subTest(due=due, stopped=stopped):
				self.assertEqual(clock.after_stop(day(due), day(stopped), day(resumed)), day(expected))

	def test_an_order_runs_but_while_its_return_is_asked_for(self) -> None:
		for state, expected in (
			("Order Issued", "2026-03-10"),
			("Order Acknowledged", "2026-03-10"),
			# asked for is not granted: the old day counts
			("Order Extension Requested", "2026-03-10"),
			# ten working days for the approver: 13, 14, 24 to 28 February, 2 to 4 March
			("Order Return Requested", "2026-03-04"),
			("Order Replied", None),
			("Order Accepted", None),
			("Order Withdrawn", None),
		):
			with self.subTest(state=state):
				order = frappe._dict(
					doctype=clock.ORDER,
					workflow_state=state,
					due_date="2026-03-10",
					return_requested_on="2026-02-12 16:00:00",
				)
				self.assertEqual(clock.due_of(order), day(expected))

	def test_a_ticket_with_several_lead_orders_is_due_with_the_first_that_runs(self) -> None:
		order = lambda state, due: frappe._dict(workflow_state=state, due_date=due)  # noqa: E731
		orders = [
			order("Order Replied", "2026-03-01"),
			order("Order Return Requested", "2026-03-05"),
			order("Order Acknowledged", "2026-03-20"),
			order("Order Issued", "2026-03-10"),
		]
		self.assertEqual(clock.first_due(orders), date(2026, 3, 10))
		self.assertIsNone(clock.first_due(orders[:2]))


class KeptColumnsTest(LiaisonTestCase):
	def kept(self, doctype: str, name: str) -> tuple:
		return frappe.db.get_value(doctype, name, ("state_due", "state_since", "last_reminder"))

	def test_columns_follow_every_move_of_the_main_job(self) -> None:
		ticket = self.registered_ticket()
		due, since, _reminder = self.kept(clock.TICKET, ticket)
		self.assertEqual(due, add_working_days(getdate(), 3))
		self.assertLess((now_datetime() - since).total_seconds(), 60)

		self.propose(ticket)
		self.assertEqual(self.kept(clock.TICKET, ticket)[0], add_working_days(getdate(), 5))

		self.dispatch(ticket)
		order = self.order_of(ticket)
		self.assertEqual(self.kept(clock.TICKET, ticket)[0], getdate(add_days(today(), 30)))
		self.assertEqual(self.kept(clock.ORDER, order)[0], getdate(add_days(today(), 30)))

		self.reply(ticket)
		self.assertIsNone(self.kept(clock.ORDER, order)[0])
		self.assertEqual(self.kept(clock.TICKET, ticket)[0], add_working_days(getdate(), 5))

	def test_signing_for_an_order_restarts_nothing(self) -> None:
		ticket = self.dispatched_ticket()
		order = self.order_of(ticket)
		frappe.db.set_value(clock.ORDER, order, "last_reminder", "Yellow")
		due = self.kept(clock.ORDER, order)[0]
		self.act("water", clock.ORDER, order, "Acknowledge Order", acknowledged_by="水经办", handler="水经办")
		self.assertEqual(self.kept(clock.ORDER, order)[0], due)
		self.assertEqual(self.kept(clock.ORDER, order)[2], "Yellow")

	def test_a_return_stops_the_ticket_and_its_refusal_adds_the_days(self) -> None:
		ticket = self.dispatched_ticket()
		order = self.order_of(ticket)
		due = self.kept(clock.ORDER, order)[0]
		self.act("water", clock.ORDER, order, "Request Order Return", return_reason="不属本站职责。")
		self.assertEqual(self.kept(clock.ORDER, order)[0], add_working_days(getdate(), 10))
		self.assertIsNone(self.kept(clock.TICKET, ticket)[0])
		frappe.db.set_value(clock.ORDER, order, "return_requested_on", add_days(now_datetime(), -4))
		self.act("chair", clock.ORDER, order, "Refuse Order Return", return_decision="属你站职责。")
		self.assertEqual(self.kept(clock.ORDER, order)[0], getdate(add_days(due, 4)))
		self.assertEqual(self.kept(clock.TICKET, ticket)[0], getdate(add_days(due, 4)))

	def test_a_granted_return_gives_the_new_unit_its_own_full_limit(self) -> None:
		ticket = self.dispatched_ticket()
		order = self.order_of(ticket)
		self.act("water", clock.ORDER, order, "Request Order Return", return_reason="不属本站职责。")
		self.act("chair", clock.ORDER, order, "Grant Order Return", new_unit=self.world.unit_power)
		self.assertIsNone(self.kept(clock.ORDER, order)[0])
		self.assertEqual(self.kept(clock.TICKET, ticket)[0], getdate(add_days(today(), 30)))

	def test_a_granted_extension_counts_from_the_grant_on(self) -> None:
		ticket = self.dispatched_ticket()
		order = self.order_of(ticket)
		due = self.kept(clock.ORDER, order)[0]
		until = getdate(add_days(due, 10))
		self.act("water", clock.ORDER, order, "Acknowledge Order", acknowledged_by="水经办", handler="水经办")
		self.act(
			"water",
			clock.ORDER,
			order,
			"Request Order Extension",
			extension_until=until,
			extension_reason="雨季停工。",
		)
		self.assertEqual(self.kept(clock.TICKET, ticket)[0], due)
		self.act("chair", clock.ORDER, order, "Grant Order Extension", extension_until=until)
		self.assertEqual(self.kept(clock.ORDER, order)[0], until)
		self.assertEqual(self.kept(clock.TICKET, ticket)[0], until)

	def test_a_new_round_has_a_limit_of_its_own(self) -> None:
		ticket = self.fed_back_ticket()
		self.act(
			"officer",
			clock.TICKET,
			ticket,
			"Rate Ticket Dissatisfied",
			rating_source="Telephone",
			rating_reason="没修好。",
		)
		self.assertEqual(self.kept(clock.TICKET, ticket)[0], add_working_days(getdate(), 3))
		self.act(
			"clerk",
			clock.TICKET,
			ticket,
			"Rehandle Ticket",
			due_date=add_days(today(), 30),
			proposal="请重新办理。",
		)
		self.assertEqual(self.kept(clock.TICKET, ticket)[0], getdate(add_days(today(), 30)))

	def test_what_the_app_keeps_makes_no_open_page_stale(self) -> None:
		ticket = self.registered_ticket()
		with self.as_user("clerk"):
			page = frappe.get_doc(clock.TICKET, ticket)
			frappe.db.set_value(clock.TICKET, ticket, "last_reminder", "Yellow", update_modified=False)
			page.place = "三组渠口"
			page.save()
		self.assertEqual(self.kept(clock.TICKET, ticket)[2], "Yellow")

	def test_a_mere_explanation_is_due_sooner(self) -> None:
		"""rules.md §2.4: 15 days, with the day that the dialog proposes standing at 30."""
		for asked, only, due in ((30, 1, 15), (10, 1, 10), (30, 0, 30)):
			ticket = self.registered_ticket()
			self.propose(ticket, explanation_only=only, due_date=add_days(today(), asked))
			self.dispatch(ticket)
			self.assertEqual(
				str(frappe.db.get_value("Dispatch Order", self.order_of(ticket), "due_date")),
				add_days(today(), due),
			)

	def test_nobody_types_in_a_limit(self) -> None:
		ticket = self.registered_ticket()
		due = self.kept(clock.TICKET, ticket)[0]
		with self.as_user("clerk"):
			page = frappe.get_doc(clock.TICKET, ticket)
			page.state_due = "2030-01-01"
			page.save()
		self.assertEqual(self.kept(clock.TICKET, ticket)[0], due)

	def test_without_its_row_in_the_settings_no_limit_runs(self) -> None:
		self.addCleanup(frappe.clear_document_cache, "Liaison Settings", "Liaison Settings")
		with self.as_user("admin"):
			settings = frappe.get_doc("Liaison Settings")
			settings.time_limits = [row for row in settings.time_limits if row.limit_key != "Propose Ticket"]
			settings.save()
		self.assertIsNone(self.kept(clock.TICKET, self.registered_ticket())[0])

	def test_columns_are_found_again_from_the_log(self) -> None:
		ticket = self.dispatched_ticket()
		order = self.order_of(ticket)
		before = {
			name: self.kept(doctype, name) for doctype, name in ((clock.TICKET, ticket), (clock.ORDER, order))
		}
		for doctype, name in ((clock.TICKET, ticket), (clock.ORDER, order)):
			frappe.db.set_value(doctype, name, {"state_since": None, "state_due": None})
		for doctype in (clock.ORDER, clock.TICKET):
			clock.keep_again(doctype)
		for doctype, name in ((clock.TICKET, ticket), (clock.ORDER, order)):
			due, since, _reminder = self.kept(doctype, name)
			self.assertEqual(due, before[name][0])
			self.assertLess(abs((since - before[name][1]).total_seconds()), 5)

	def test_a_form_says_what_the_clock_says(self) -> None:
		order = frappe.get_doc(clock.ORDER, self.order_of(self.dispatched_ticket()))
		for left, colour, text in (
			(30, "", "还剩30天"),
			(7, "Yellow", "还剩7天"),
			(0, "Orange", "今天"),
			(-3, "Red", "已超期3天"),
		):
			order.state_due = add_days(today(), left)
			said = clock.said_of(order)
			self.assertEqual(said["colour"], colour)
			self.assertIn(text, said["text"])

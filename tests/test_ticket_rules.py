"""What the rules ask of a ticket beside its table: no dead end, nothing stale, nobody judging the own work."""

import frappe
from frappe.utils import add_days, getdate, now_datetime, today

from deputy_liaison.opinions.priority import name_helpers
from deputy_liaison.opinions.public_page.progress import note_withdrawal_wish
from deputy_liaison.opinions.todays_work import acting_posts
from deputy_liaison.scope import forget_posts
from deputy_liaison.setup import workflows
from deputy_liaison.working_days import limit_end
from tests.base import make
from tests.test_ticket_side_ways import SideWays
from tests.test_transition_tables import ORDER, TICKET

CANAL = "三组水渠垮了一段,请修一修。"


class Rules(SideWays):
	def explained(self, ticket: str, key: str = "clerk") -> None:
		self.act(key, TICKET, ticket, "Explain Ticket", answer="属政策规定。")

	def rated(self, ticket: str, satisfied: bool, key: str = "officer") -> None:
		if satisfied:
			values = {"reporter_rating": "Satisfied", "rating_source": "Telephone"}
			self.act(key, TICKET, ticket, "Rate Ticket Satisfied", **values)
		else:
			values = {"rating_reason": "没有解决。", "rating_source": "Telephone"}
			self.act(key, TICKET, ticket, "Rate Ticket Dissatisfied", **values)

	def explained_and_dissatisfied(self, ticket: str) -> None:
		self.explained(ticket)
		self.act("officer", TICKET, ticket, "Ask Ticket Rating", **self.told())
		self.rated(ticket, satisfied=False)

	def straight(self) -> str:
		"""A matter that was handed in past the stations, straight to the township."""
		visit = self.new_visit(receiving_deputies=[], channel="QR Code", village=None)
		visit.station = None
		visit.flags.straight_to = self.world.town
		return visit.insert(ignore_permissions=True).matters[0].ticket


class TestRounds(Rules):
	"""rules.md §2.2: what no unit handled is proposed, what one did is sent back, then reviewed."""

	def test_explained_again_after_a_reopening_it_is_proposed_as_no_unit_had_it(self):
		ticket = self.registered_ticket()
		self.explained(ticket)
		self.act("officer", TICKET, ticket, "Close Answered Ticket")
		self.act("clerk", TICKET, ticket, "Reopen Ticket", reopen_reason="又来反映。")
		self.assertEqual(self.field(ticket, "round"), 1)
		self.explained_and_dissatisfied(ticket)
		self.assertIn(ticket, self.work("clerk")["propose_again"])
		self.assertNotIn(ticket, self.work("clerk").get("send_back", []))
		again = {"due_date": add_days(today(), 20), "proposal": "请办理。"}
		self.assertRefuses("不能在", self.act, "clerk", TICKET, ticket, "Rehandle Ticket", **again)
		self.propose(ticket)
		self.dispatch(ticket)
		order = frappe.get_doc(ORDER, self.order_of(ticket))
		self.assertEqual((order.round, order.responsible_unit), (1, self.world.unit_water))

	def test_a_reopened_ticket_forgets_its_proposal_and_no_stale_unit_gets_an_order(self):
		ticket = self.fed_back_ticket()
		self.rated(ticket, satisfied=True)
		self.act("clerk", TICKET, ticket, "Reopen Ticket", reopen_reason="又垮了。")
		doc = frappe.get_doc(TICKET, ticket)
		self.assertEqual(
			(doc.approved_on, doc.supporting_units, doc.due_date, doc.proposal, doc.responsible_person),
			(None, [], None, None, None),
		)
		self.explained_and_dissatisfied(ticket)
		self.assertEqual(self.field(ticket, "round"), 2)
		# a joint review needs a unit that failed twice; this round had none
		decision = {"review_decision": "会商。"}
		self.assertRefuses("不能在", self.act, "chair", TICKET, ticket, "Review Ticket Jointly", **decision)
		self.assertNotIn(ticket, self.work("chair").get("convene", []))
		self.propose(ticket, lead_unit=self.world.unit_power, supporting_units=[])
		self.dispatch(ticket)
		units = frappe.get_all(ORDER, {"opinion_ticket": ticket, "round": 2}, pluck="responsible_unit")
		self.assertEqual(units, [self.world.unit_power])

	def test_a_rating_on_the_spot_is_no_rating_of_the_next_answer(self):
		answered = {"content": CANAL, "outcome": "Answered on the Spot", "answer": "下周去看。"}
		ticket = self.registered_ticket(matters=[{**answered, "rating": "Dissatisfied"}])
		self.assertEqual(self.state(ticket), "Ticket Registered")
		notes = frappe.get_all("Handling Log", {"reference_name": ticket}, pluck="note")
		self.assertIn("不满意", notes)
		self.explained(ticket)
		self.assertIsNone(self.field(ticket, "reporter_rating"))
		self.act("officer", TICKET, ticket, "Ask Ticket Rating", **self.told())
		self.assertEqual(self.field(ticket, "state_due"), limit_end(getdate(), "Rate Ticket"))
		self.rated(ticket, satisfied=True)
		self.assertEqual(self.field(ticket, "closing_way"), "Rated by Reporter")

	def test_after_a_review_the_chair_explains_it_to_the_reporter(self):
		ticket = self.fed_back_ticket()
		frappe.db.set_value(TICKET, ticket, {"round": 2})
		self.rated(ticket, satisfied=False)
		self.act("chair", TICKET, ticket, "Review Ticket Jointly", review_decision="资金下年度落实。")
		close = ("chair", TICKET, ticket, "Close Ticket with Explanation", "已当面说明。")
		self.assertRefuses("反馈日期", self.act, *close, feedback_mode="Face to Face", feedback_on="")
		self.act(*close, feedback_mode="Face to Face", feedback_on=today())
		row = frappe.db.get_value(TICKET, ticket, ["feedback_by", "feedback_mode", "closing_way"])
		self.assertEqual(row, ("赵主席", "Face to Face", "Explained After Review"))


class TestPastTheStations(Rules):
	"""What came straight to the township has no officer: its office tells, asks and closes."""

	def test_each_step_is_the_clerks_of_today(self):
		ticket = self.straight()
		self.explained(ticket)
		self.assertIn(ticket, self.work("clerk")["tell"])
		self.act("clerk", TICKET, ticket, "Ask Ticket Rating", **self.told())
		self.assertIn(ticket, self.work("clerk")["rate"])
		replied = self.straight()
		self.propose(replied)
		self.dispatch(replied)
		self.reply(replied)
		self.assertIn(replied, self.work("clerk")["feed_back"])
		# who is told when it is overdue
		self.assertIn("Township Clerk", acting_posts(frappe.get_doc(TICKET, replied)))
		for key in ("officer", "clerk_b", "county_officer"):
			mine = {name for names in self.work(key).values() for name in names}
			self.assertFalse(mine & {ticket, replied}, key)

	def test_what_has_a_station_is_not_the_clerks_to_tell(self):
		ticket = self.dispatched_ticket()
		self.reply(ticket)
		self.assertIn(ticket, self.work("officer")["feed_back"])
		self.assertNotIn(ticket, self.work("clerk").get("feed_back", []))
		self.assertNotIn("Township Clerk", acting_posts(frappe.get_doc(TICKET, ticket)))

	def test_entrusted_and_taken_up_it_is_closed_by_the_clerk(self):
		ticket = self.straight()
		entrust = {"entrusted_to": self.county_deputy, "note": "县级事权。"}
		self.act("clerk", TICKET, ticket, "Entrust Ticket", **entrust)
		self.suggestion_from(ticket, self.county_deputy)
		self.act("county_deputy", TICKET, ticket, "Take Up Ticket")
		self.assertIn(ticket, self.work("clerk")["tell_converted"])
		for key in ("county_deputy", "officer", "clerk_b", "county_officer", "chair"):
			with self.assertRaises(frappe.PermissionError, msg=key):
				self.act(key, TICKET, ticket, "Close Converted Ticket", **self.told())
		self.act("clerk", TICKET, ticket, "Close Converted Ticket", **self.told())
		self.assertEqual(self.field(ticket, "closing_way"), "Became a Suggestion")


class TestWhoMayNot(Rules):
	"""permissions.md, rule 2: persons are compared, over the whole life of the case."""

	def second_account(self, key: str, deputy: str, **post) -> None:
		"""Another account of a deputy, with a post of a unit."""
		self.world.add_person(key, "李春华", "Deputy", deputy=deputy)
		self.world.add_person(key, "李春华", "Responsible Unit Officer", **post)
		self.addCleanup(self.world.users.pop, key)
		forget_posts()

	def refuses_feedback(self, text: str, ticket: str, key: str) -> None:
		self.assertRefuses(text, self.act, key, TICKET, ticket, "Feed Back Ticket", **self.told())

	def test_a_person_of_the_unit_by_another_account_does_not_feed_back(self):
		ticket = self.dispatched_ticket()
		self.reply(ticket)
		self.second_account("deputy_again", self.world.deputy, unit=self.world.unit_water)
		self.refuses_feedback("承办单位的人员", ticket, "deputy")
		self.act("officer", TICKET, ticket, "Feed Back Ticket", **self.told())

	def test_a_person_of_another_matters_unit_feeds_back_and_enters_the_rating(self):
		other = self.registered_ticket()
		self.propose(other, lead_unit=self.world.unit_power)
		self.dispatch(other)
		self.give_post("officer", "Responsible Unit Officer", unit=self.world.unit_power)
		ticket = self.fed_back_ticket()
		rated = {"reporter_rating": "Satisfied", "rating_source": "Signature"}
		self.act("officer", TICKET, ticket, "Rate Ticket Satisfied", **rated)
		self.assertEqual(frappe.db.get_value(TICKET, ticket, "workflow_state"), "Ticket Closed")

	def test_a_person_of_the_unit_that_passed_the_order_on_does_not_feed_back(self):
		ticket = self.registered_ticket()
		self.propose(ticket, lead_unit=None, intermediary_unit=self.office, supporting_units=[])
		self.dispatch(ticket)
		order = self.order_of(ticket)
		self.act("office", ORDER, order, "Pass On Order", acting_unit=self.world.unit_water)
		self.assertEqual(self.field(ticket, "lead_unit"), self.world.unit_water)
		self.reply(ticket)
		self.give_post("officer", "Responsible Unit Officer", unit=self.office)
		self.refuses_feedback("承办单位的人员", ticket, "officer")

	def test_who_explained_does_not_enter_the_rating(self):
		ticket = self.straight()
		self.explained(ticket)
		self.act("clerk", TICKET, ticket, "Ask Ticket Rating", **self.told())
		self.assertRefuses("答复该事项的人", self.rated, ticket, True, "clerk")
		self.rated(ticket, satisfied=True, key="clerk2")
		self.assertEqual(self.state(ticket), "Ticket Closed")

	def test_a_helping_deputy_does_not_tell_whatever_else_he_or_she_is(self):
		ticket = self.dispatched_ticket()
		self.world.add_person("helper", "周文海", "Deputy", deputy=self.world.deputy_west)
		self.addCleanup(self.world.users.pop, "helper")
		self.give_post("helper", "Presidium Member", station=self.world.station)
		with self.as_user("clerk"):
			name_helpers(ticket, [self.world.deputy_west], "多年未决")
		self.reply(ticket)
		self.assertTrue(self.sees("helper", TICKET, ticket))
		self.refuses_feedback("接待", ticket, "helper")
		self.act("deputy", TICKET, ticket, "Feed Back Ticket", **self.told())

	def test_who_is_officer_as_well_tells_as_officer(self):
		ticket = self.dispatched_ticket()
		self.reply(ticket)
		self.give_post("officer", "Deputy", deputy=self.world.deputy_west)
		self.act("officer", TICKET, ticket, "Feed Back Ticket", **self.told())
		line = frappe.get_last_doc("Handling Log", {"reference_name": ticket, "action": "Feed Back Ticket"})
		self.assertEqual(line.post, "Station Liaison Officer")


class TestFacts(Rules):
	"""The station says what it knows; the clerk classifies; what was changed stays in the record."""

	def save(self, key: str, ticket: str, **values) -> None:
		with self.as_user(key):
			doc = frappe.get_doc(TICKET, ticket)
			doc.update(values)
			doc.save()

	def test_the_officer_sorts_and_does_not_classify(self):
		ticket = self.registered_ticket()
		self.save("officer", ticket, place="三组渠首", station_proposal="建议水务站办理。")
		for values in ({"category": self.category}, {"nature": "Problem"}, {"urgency": "Urgent Matter"}):
			self.assertRefuses("不能修改", self.save, "officer", ticket, **values)
		self.save("clerk", ticket, category=self.category, nature="Problem", urgency="Urgent Matter")
		self.assertEqual(self.field(ticket, "place"), "三组渠首")
		self.assertEqual(self.field(ticket, "category"), self.category)

	def test_once_proposed_the_clerk_alone_corrects(self):
		ticket = self.registered_ticket()
		self.propose(ticket)
		for key in ("officer", "chair"):
			self.assertRefuses("不能修改", self.save, key, ticket, subject="改一改")
		self.save("clerk", ticket, subject="三组水渠垮塌")

	def test_what_lies_with_the_county_the_township_does_not_change(self):
		ticket = self.registered_ticket()
		self.route(ticket, "Escalate to County")
		self.act("chair", TICKET, ticket, "Escalate Ticket", note="涉及县级公路。")
		self.assertRefuses("不能修改", self.save, "clerk", ticket, urgency="Urgent Matter")

	def test_each_correction_says_who_and_what(self):
		ticket = self.registered_ticket()
		self.save("clerk", ticket, category=self.category, urgency="Urgent Matter")
		line = frappe.get_last_doc("Handling Log", {"reference_name": ticket})
		self.assertEqual((line.action, line.person_name), ("Correct Facts", "张专干"))
		self.assertEqual(line.note, "意见类别：— → 饮水水利\n紧急程度：正常 → 紧急")
		lines = frappe.db.count("Handling Log", {"reference_name": ticket})
		self.save("clerk", ticket, urgency="Urgent Matter")
		self.assertEqual(frappe.db.count("Handling Log", {"reference_name": ticket}), lines)

	def test_a_deputy_writes_on_no_ticket(self):
		ticket = self.registered_ticket()
		with self.assertRaises(frappe.PermissionError):
			self.save("deputy", ticket, place="三组渠首")

	def test_nobody_names_helpers_by_saving(self):
		ticket = self.registered_ticket()
		for key in ("officer", "clerk", "chair"):
			for values in (
				{"is_difficult": 1},
				{"helping_deputies": [{"deputy": self.world.deputy_b}]},
			):
				self.assertRefuses("不能修改", self.save, key, ticket, **values)
		self.assertFalse(self.sees("deputy_b", TICKET, ticket))


class TestDispatch(Rules):
	"""The chair orders units of the township alone (permissions.md), and by a day."""

	def refused_units(self) -> dict[str, str]:
		ended = make(
			"Responsible Unit",
			unit_name="甲镇原农技站",
			kind="Township Office",
			jurisdiction=self.world.town,
			valid_to=add_days(today(), -1),
		)
		foreign = frappe.db.get_value("Responsible Unit", {"unit_name": "乙镇水务站"})
		return {"不是本": self.bureau, "乙镇": foreign, "协调办理": self.village_unit, "停用": ended}

	def test_no_unit_of_another_place_none_that_ended_and_no_village_is_proposed(self):
		ticket = self.registered_ticket()
		for text, unit in self.refused_units().items():
			self.assertRefuses(text, self.propose, ticket, lead_unit=unit)
			self.assertRefuses(text, self.propose, ticket, supporting_units=[{"unit": unit}])
		self.propose(ticket)

	def test_nor_dispatched_to(self):
		ticket = self.registered_ticket()
		self.propose(ticket, supporting_units=[])
		for text, unit in self.refused_units().items():
			frappe.db.set_value(TICKET, ticket, "lead_unit", unit)
			self.assertRefuses(text, self.dispatch, ticket)
		frappe.db.set_value(TICKET, ticket, "lead_unit", self.world.unit_water)
		self.dispatch(ticket)

	def test_a_dispatch_has_a_day(self):
		ticket = self.registered_ticket()
		self.propose(ticket)
		emptied = {"approval": "同意。", "due_date": ""}
		self.assertRefuses("办理期限", self.act, "chair", TICKET, ticket, "Dispatch Ticket", **emptied)
		self.assertEqual(self.state(ticket), "Ticket Pending Approval")
		self.dispatch(ticket)

	def test_the_chair_gives_an_explanation_no_more_days_than_the_rules(self):
		ticket = self.registered_ticket()
		self.propose(ticket, explanation_only=1)
		later = {"approval": "同意。", "due_date": add_days(today(), 100)}
		self.act("chair", TICKET, ticket, "Dispatch Ticket", **later)
		due = limit_end(getdate(), "Reply with Explanation")
		self.assertEqual(self.field(self.order_of(ticket), "due_date", ORDER), due)


class TestWithdrawalByCode(Rules):
	def test_the_wish_waits_for_the_clerk_and_is_asked_before_it_is_carried_out(self):
		ticket = self.dispatched_ticket()
		by_code = {"withdrawal_basis": "Reporter by Code", "note": "反映人不再要求。"}
		self.assertRefuses("扫码", self.act, "clerk", TICKET, ticket, "Withdraw Ticket", **by_code)
		self.assertNotIn("withdraw", self.work("clerk"))
		self.assertNotIn("Township Clerk", acting_posts(frappe.get_doc(TICKET, ticket)))
		note_withdrawal_wish(ticket, "已自行解决")
		self.assertEqual(self.work("clerk")["withdraw"], [ticket])
		for key in ("officer", "clerk_b", "county_officer", "chair"):
			self.assertNotIn("withdraw", self.work(key))
		self.act("clerk", TICKET, ticket, "Withdraw Ticket", **by_code)
		self.assertNotIn("withdraw", self.work("clerk"))

	def test_a_wish_of_before_is_void_once_the_matter_is_taken_up_again(self):
		ticket = self.registered_ticket()
		note_withdrawal_wish(ticket, "再等等")
		self.explained(ticket)
		self.act("officer", TICKET, ticket, "Close Answered Ticket")
		self.act("clerk", TICKET, ticket, "Reopen Ticket", reopen_reason="又来反映。")
		self.assertIsNone(self.field(ticket, "withdrawal_wished_on"))


class TestReceiver(Rules):
	def test_an_officer_who_is_alone_records_who_comes_however_they_come(self):
		"""The receiving deputy may be missing: nothing that a voter says is lost for want of one."""
		for channel in ("Walk-in Visit", "Home Visit", "Phone Call", "Letter", "Deputy Letter Box"):
			self.assertTrue(self.registered_ticket(channel=channel, receiving_deputies=[]))


class TestArchiveNumber(Rules):
	def closed(self) -> str:
		ticket = self.registered_ticket()
		self.explained(ticket)
		self.act("officer", TICKET, ticket, "Close Answered Ticket")
		frappe.db.set_value(TICKET, ticket, "closed_on", add_days(now_datetime(), -90))
		return ticket

	def archive(self, ticket: str, number: str, retention: str = "D10") -> None:
		values = {"archive_number": number, "retention": retention}
		self.act("clerk", TICKET, ticket, "Archive Ticket", **values)

	def test_no_two_tickets_have_one_number(self):
		first, second = self.closed(), self.closed()
		self.archive(first, "0086-WS·2026-D10-RDB-0777")
		self.assertRefuses("档号", self.archive, second, "0086-WS·2026-D10-RDB-0777")
		self.archive(second, "0086-WS·2026-D10-RDB-0778")

	def test_number_and_retention_say_the_same(self):
		ticket = self.closed()
		self.assertRefuses("保管期限", self.archive, ticket, "0086-WS·2026-D10-RDB-0779", "D30")
		self.archive(ticket, "0086-WS·2026-D30-RDB-0779", "D30")


class TestSeeder(Rules):
	"""The table of an existing site follows the shipped one, unless the county has changed it."""

	NAME = "Opinion Ticket Handling"
	KEY = "deputy_liaison_shipped_opinion_ticket_handling"

	def older(self, adjusted: bool) -> None:
		"""The site as it was with a table that lacked the newest row."""
		stored = frappe.get_doc("Workflow", self.NAME)
		stored.transitions = stored.transitions[:-1]
		stored.save()
		shipped = stored.as_dict()
		if adjusted:
			stored.transitions = stored.transitions[:-1]
			stored.save()
		frappe.db.set_global(self.KEY, workflows._digest(shipped))

	def rows(self) -> int:
		return frappe.db.count("Workflow Transition", {"parent": self.NAME})

	def test_an_untouched_table_gets_the_new_rows(self):
		shipped = self.rows()
		self.older(adjusted=False)
		self.assertEqual(self.rows(), shipped - 1)
		workflows.seed_workflows()
		self.assertEqual(self.rows(), shipped)

	def test_what_the_county_adjusted_stays(self):
		shipped = self.rows()
		self.older(adjusted=True)
		workflows.seed_workflows()
		self.assertEqual(self.rows(), shipped - 2)

	def tearDown(self) -> None:
		super().tearDown()
		# Frappe keeps globals and workflows outside the database
		frappe.cache.hdel("defaults", "__global")
		frappe.clear_document_cache("Workflow", self.NAME)
		frappe.clear_cache(doctype=TICKET)

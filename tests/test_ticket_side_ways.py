"""Where a matter may go besides a dispatch: accusation, merging, splitting, village, county, channel, withdrawal, reopening."""

import frappe
from frappe.utils import add_days, getdate, now_datetime, today

from deputy_liaison import side_doors
from deputy_liaison.opinions import archiving, deputy_work
from deputy_liaison.opinions.accusations import open_accusation
from deputy_liaison.opinions.doctype.anonymisation_proposal import anonymisation_proposal
from deputy_liaison.opinions.doctype.supervision_entry.supervision_entry import supervise
from deputy_liaison.opinions.emergency import report_emergency
from deputy_liaison.opinions.merged_tickets import answers_to_tell
from deputy_liaison.opinions.todays_work import work_of
from deputy_liaison.patches.v0_3 import words_of_accusations
from deputy_liaison.working_days import limit_end
from tests.base import attempts, make
from tests.test_transition_tables import ORDER, TICKET, TransitionTables

WORDS = "村主任张某某收了沙场老板五万元。"


class SideWays(TransitionTables):
	def field(self, name: str, field: str, doctype: str = TICKET):
		return frappe.db.get_value(doctype, name, field)

	def state(self, name: str) -> str:
		return self.field(name, "workflow_state")

	def work(self, key: str) -> dict[str, list[str]]:
		"""What waits for a person today: kind → the names of the records."""
		return {
			line["key"]: [record["name"] for record in line["records"]]
			for line in work_of(self.world.users[key], 999)
		}

	def told(self, **values) -> dict:
		return {"feedback_mode": "By Telephone", "feedback_on": today(), **values}

	def route(self, ticket: str, route: str, **values) -> None:
		self.propose(ticket, proposed_route=route, **values)


class TestAccusation(SideWays):
	"""信访工作条例 §30: what accuses somebody never reaches those whom it concerns (permissions.md, rule 5)."""

	def accusation(self, **values) -> str:
		ticket = self.registered_ticket(matters=[{"content": WORDS, "outcome": "To Be Handled"}])
		self.act("clerk", TICKET, ticket, "Mark Ticket as Accusation", **values)
		return ticket

	def sees(self, key: str, doctype: str, name: str) -> bool:
		with self.as_user(key):
			if not frappe.has_permission(doctype, "read"):
				return False
			listed = bool(frappe.get_list(doctype, {"name": name}))
			opened = frappe.has_permission(doctype, "read", name)
		self.assertEqual(listed, bool(opened), key)
		return listed

	def test_only_chair_and_county_approver_see_it(self):
		ticket = self.accusation()
		seeing = [key for key in self.world.users if self.sees(key, TICKET, ticket)]
		self.assertEqual(sorted(seeing), ["chair", "county_approver", "vice"])

	def test_where_it_names_the_own_leaders_the_county_alone(self):
		ticket = self.accusation(names_own_leaders=1)
		seeing = [key for key in self.world.users if self.sees(key, TICKET, ticket)]
		self.assertEqual(seeing, ["county_approver"])

	def test_its_words_leave_the_ticket_and_everything_that_copied_them(self):
		ticket = self.registered_ticket(matters=[{"content": WORDS, "outcome": "To Be Handled"}])
		self.propose(ticket, proposal=f"建议核实：{WORDS}")
		self.act("chair", TICKET, ticket, "Return Ticket to Clerk", note=f"此件涉及{WORDS}")
		self.act("clerk", TICKET, ticket, "Mark Ticket as Accusation")
		row = frappe.db.get_value(TICKET, ticket, "*", as_dict=True)
		self.assertEqual(row.subject, "已按规定移送")
		self.assertNotIn("五万元", str(row))
		self.assertFalse(frappe.db.exists("Version", {"docname": ticket}))
		for line in frappe.get_all("Handling Log", {"reference_name": ticket}, pluck="name"):
			seeing = {key for key in self.world.users if self.sees(key, "Handling Log", line)}
			self.assertLessEqual(seeing, {"chair", "vice", "county_approver"})

	def test_what_reporter_and_offices_said_later_is_sealed_as_well(self):
		ticket = self.registered_ticket(matters=[{"content": WORDS, "outcome": "To Be Handled"}])
		said = ("withdrawal_wish", "rating_reason", "feedback_note", "review_decision", "reopen_reason")
		said += ("deputy_rating_note",)
		frappe.db.set_value(TICKET, ticket, dict.fromkeys(said, WORDS))
		self.act("clerk", TICKET, ticket, "Mark Ticket as Accusation")
		self.assertNotIn("五万元", str(frappe.db.get_value(TICKET, ticket, "*", as_dict=True)))
		with self.as_user("chair"):
			opened = open_accusation(ticket, "研究移送")
		self.assertEqual({opened[field] for field in said}, {WORDS})

	def test_each_opening_of_the_words_is_logged_with_its_reason(self):
		ticket = self.accusation()
		with self.as_user("chair"):
			self.assertRefuses("理由", open_accusation, ticket, " ")
			self.assertEqual(open_accusation(ticket, "研究移送")["content"], WORDS)
		line = frappe.get_last_doc("Handling Log", {"reference_name": ticket})
		self.assertEqual((line.event, line.note, line.person_name), ("Disclosure", "研究移送", "赵主席"))
		for key in ("clerk", "officer", "chair_b", "county_officer", "admin"):
			with self.as_user(key):
				self.assertRefuses("岗位", open_accusation, ticket, "看看")

	def test_what_was_marked_by_an_earlier_version_is_hidden_as_wholly(self):
		ticket, other = self.registered_ticket(), self.registered_ticket()
		self.act("clerk", TICKET, other, "Merge Ticket", main_ticket=ticket)
		self.act("clerk", TICKET, ticket, "Mark Ticket as Accusation")
		with self.as_user("chair"):
			before = open_accusation(ticket, "研究移送")
		# as it was left: a place and an opinion that nobody moved, a follower that stayed open
		frappe.db.set_value(TICKET, ticket, {"place": "沙场", "station_proposal": "请查张某某。"})
		frappe.db.set_value(TICKET, other, {"restriction": 0, "content": WORDS})
		words_of_accusations.execute()
		for name in (ticket, other):
			row = frappe.db.get_value(TICKET, name, "*", as_dict=True)
			self.assertEqual(
				(row.restriction, row.subject, row.content, row.place, row.station_proposal),
				(1, "已按规定移送", None, None, None),
			)
		with self.as_user("chair"):
			opened = open_accusation(ticket, "研究移送")
		self.assertEqual((opened["place"], opened["station_proposal"]), ("沙场", "请查张某某。"))
		self.assertEqual((opened["subject"], opened["content"]), (before["subject"], before["content"]))
		words_of_accusations.execute()
		with self.as_user("chair"):
			self.assertEqual(open_accusation(ticket, "研究移送"), opened)

	def test_it_is_never_forwarded_to_whom_it_accuses(self):
		ticket = self.accusation(accused_unit=self.world.unit_water)
		# nor under a longer or shorter name
		for name in ("甲镇水务站", "试验县甲镇水务站", "水务站"):
			self.assertRefuses("被检举控告的单位", self.forward, ticket, receiving_authority=name)
		self.forward(ticket, receiving_authority="试验县纪委监委驻甲镇水务站纪检组")
		self.assertEqual(self.state(ticket), "Ticket Closed")
		self.assertEqual(self.field(ticket, "closing_way"), "Accusation Passed On")
		self.assertFalse(self.sees("clerk", TICKET, ticket))

	def test_nor_to_a_unit_of_discipline_that_is_itself_accused(self):
		of_discipline = make(
			"Responsible Unit",
			unit_name="甲镇纪检监察办",
			kind="Township Office",
			jurisdiction=self.world.town,
		)
		ticket = self.accusation(accused_unit=of_discipline)
		self.assertRefuses("被检举控告的单位", self.forward, ticket, receiving_authority="甲镇纪检监察办")
		self.forward(ticket)
		self.assertEqual(self.state(ticket), "Ticket Closed")

	def forward(self, ticket: str, key: str = "chair", **values) -> None:
		self.act(
			key,
			TICKET,
			ticket,
			"Close Forwarded Ticket",
			**{
				"receiving_authority": "试验县纪委监委",
				"forwarded_on": today(),
				"forward_receipt": self.scan,
				"notice_given_on": today(),
				"notice_way": "Handed Over",
				**values,
			},
		)

	def test_its_reporter_is_told_where_it_went(self):
		ticket = self.accusation()
		self.assertRefuses("告知日期", self.forward, ticket, notice_given_on="")
		self.forward(ticket)
		row = frappe.db.get_value(TICKET, ticket, ["notice_given_on", "notice_way"])
		self.assertEqual(row, (getdate(), "Handed Over"))

	def test_the_chair_who_finds_the_own_leaders_named_gives_it_out_of_hand(self):
		ticket = self.accusation()
		self.assertRefuses("理由", self.act, "chair", TICKET, ticket, "Restrict Ticket to County")
		self.act("chair", TICKET, ticket, "Restrict Ticket to County", note="涉及镇领导。")
		self.assertEqual(
			[key for key in self.world.users if self.sees(key, TICKET, ticket)], ["county_approver"]
		)
		for line in frappe.get_all("Handling Log", {"reference_name": ticket}, pluck="name"):
			self.assertFalse(self.sees("chair", "Handling Log", line))
		with self.as_user("chair"):
			self.assertRefuses("岗位", open_accusation, ticket, "看看")
		with self.as_user("county_approver"):
			self.assertEqual(open_accusation(ticket, "研究移送")["content"], WORDS)
		told = frappe.get_all("Notification Log", {"document_name": ticket}, pluck="for_user")
		self.assertEqual(told, [self.world.users["county_approver"]])

	def test_closed_it_is_archived_by_who_decided_and_its_visit_anonymised(self):
		for leaders, decider, others in (
			(0, "chair", ("clerk", "county_officer", "officer")),
			(1, "county_approver", ("chair", "clerk", "county_officer", "officer")),
		):
			ticket = self.accusation(names_own_leaders=leaders)
			self.forward(ticket, decider)
			frappe.db.set_value(TICKET, ticket, "closed_on", add_days(now_datetime(), -400))
			number = {"archive_number": f"0086-WS·2026-D10-RDB-000{leaders}", "retention": "D10"}
			for key in others:
				with self.assertRaises(frappe.PermissionError, msg=key):
					self.act(key, TICKET, ticket, "Archive Ticket", **number)
			self.act(decider, TICKET, ticket, "Archive Ticket", **number)
			self.assertEqual(self.state(ticket), "Ticket Archived")
			self.assertIn(self.field(ticket, "visit"), anonymisation_proposal.due(getdate()))

	def test_what_was_merged_into_it_is_hidden_with_it_and_its_reporter_told_by_the_chair(self):
		words = [{"content": WORDS, "outcome": "To Be Handled"}]
		main, other = self.registered_ticket(matters=words), self.registered_ticket(matters=words)
		self.act("clerk", TICKET, other, "Merge Ticket", main_ticket=main)
		self.act("clerk", TICKET, main, "Mark Ticket as Accusation")
		for ticket in (main, other):
			seeing = [key for key in self.world.users if self.sees(key, TICKET, ticket)]
			self.assertEqual(sorted(seeing), ["chair", "county_approver", "vice"])
			self.assertNotIn("五万元", str(frappe.db.get_value(TICKET, ticket, "*", as_dict=True)))
		with self.as_user("chair"):
			self.assertEqual(open_accusation(other, "研究移送")["content"], WORDS)
		self.assertRefuses(
			"还没有", self.act, "chair", TICKET, other, "Feed Back Merged Ticket", **self.told()
		)
		self.forward(main)
		self.assertIn(other, self.work("chair")["tell_restricted"])
		self.assertNotIn(other, self.work("officer").get("tell_merged", []))
		with self.assertRaises(frappe.PermissionError):
			self.act("officer", TICKET, other, "Feed Back Merged Ticket", **self.told())
		self.act("chair", TICKET, other, "Feed Back Merged Ticket", **self.told())
		self.assertNotIn("tell_restricted", self.work("chair"))

	def test_what_was_urgently_reported_of_it_leaves_the_log_of_the_visit(self):
		ticket = self.registered_ticket(matters=[{"content": WORDS, "outcome": "To Be Handled"}])
		visit = self.field(ticket, "visit")
		with self.as_user("officer"):
			report_emergency("Constituent Visit", visit, "沙场", WORDS, "请核实")
		line = frappe.get_last_doc("Handling Log", {"reference_name": visit}).name
		self.assertTrue(self.sees("clerk", "Handling Log", line))
		self.act("clerk", TICKET, ticket, "Mark Ticket as Accusation")
		seeing = [key for key in self.world.users if self.sees(key, "Handling Log", line)]
		self.assertEqual(sorted(seeing), ["chair", "county_approver", "vice"])

	def test_what_units_were_asked_and_said_in_an_earlier_round_is_taken_back(self):
		ticket = self.dispatched_ticket()
		order = self.order_of(ticket)
		with self.as_user("chair"):
			entry = supervise(order, "Telephone Reminder", f"请查明：{WORDS}")["name"]
		with self.as_user("water"):
			meeting = frappe.get_doc(
				{
					"doctype": "Handling Meeting",
					"dispatch_order": order,
					"meeting_stage": "During the Handling",
					"met_on": today(),
					"meeting_mode": "On the Site",
					"participants": "张某某",
					"outcome": WORDS,
				}
			).insert()
		self.reply(
			ticket,
			result_class=frappe.db.get_value("Result Class", {"code": "B"}),
			reply=f"经查：{WORDS}",
			explanation=WORDS,
			plan=WORDS,
			plan_due=add_days(today(), 30),
		)
		self.act("officer", TICKET, ticket, "Feed Back Ticket", **self.told())
		rated = {"reporter_rating": "Satisfied", "rating_source": "Telephone"}
		self.act("officer", TICKET, ticket, "Rate Ticket Satisfied", **rated)
		self.act("clerk", TICKET, ticket, "Reopen Ticket", reopen_reason="另有新情况。")
		self.act("clerk", TICKET, ticket, "Mark Ticket as Accusation")
		promise = frappe.db.get_value("Commitment", {"dispatch_order": order})
		records = {
			ORDER: order,
			"Supervision Entry": entry,
			"Handling Meeting": meeting.name,
			"Commitment": promise,
		}
		for doctype, name in records.items():
			row = frappe.db.get_value(doctype, name, "*", as_dict=True)
			self.assertNotIn("五万元", str(row), doctype)
			self.assertEqual(row.subject, "已按规定移送", doctype)
			self.assertFalse(frappe.db.exists("Notification Log", {"document_name": name}), doctype)
			self.assertFalse(frappe.db.exists("Version", {"docname": name}), doctype)
			for line in frappe.get_all("Handling Log", {"reference_name": name}, pluck="name"):
				seeing = {key for key in self.world.users if self.sees(key, "Handling Log", line)}
				self.assertLessEqual(seeing, {"chair", "vice", "county_approver"})
		with self.as_user("chair"):
			self.assertIn(f"经查：{WORDS}", open_accusation(ticket, "研究移送")["orders"])


class TestMergeAndSplit(SideWays):
	def test_every_reporter_of_a_merged_matter_gets_the_answer(self):
		main, other = self.registered_ticket(), self.registered_ticket()
		self.act("clerk", TICKET, other, "Merge Ticket", main_ticket=main)
		self.assertEqual(self.state(other), "Ticket Merged")
		told = {"feedback_mode": "By Telephone", "feedback_on": today()}
		self.assertRefuses("还没有", self.act, "officer", TICKET, other, "Feed Back Merged Ticket", **told)
		self.propose(main)
		self.dispatch(main)
		self.reply(main)
		self.act("officer", TICKET, main, "Feed Back Ticket", **told)
		self.act(
			"officer",
			TICKET,
			main,
			"Rate Ticket Satisfied",
			reporter_rating="Satisfied",
			rating_source="Telephone",
		)
		frappe.db.set_value(TICKET, main, "closed_on", add_days(now_datetime(), -61))
		archive = {"archive_number": "0086-WS·2026-D10-RDB-0002", "retention": "D10"}
		number = self.field(other, "number")
		self.assertRefuses(number, self.act, "clerk", TICKET, main, "Archive Ticket", **archive)
		# the answer is the main matter's unit's: nobody of it tells it, here as there
		self.give_post("officer", "Responsible Unit Officer", unit=self.world.unit_water)
		feed_back = (self.act, "officer", TICKET, other, "Feed Back Merged Ticket")
		self.assertRefuses("承办单位的人员", *feed_back, **told)
		self.world.add_person("officer2", "钱联络", "Station Liaison Officer", station=self.world.station)
		self.addCleanup(self.world.users.pop, "officer2")
		self.act("officer2", TICKET, other, "Feed Back Merged Ticket", **told)
		self.act("clerk", TICKET, main, "Archive Ticket", **archive)
		self.assertEqual(self.state(main), "Ticket Archived")

	def test_merged_into_itself_a_closed_one_or_another_township_is_refused(self):
		ticket, closed = self.registered_ticket(), self.registered_ticket()
		frappe.db.set_value(TICKET, closed, "workflow_state", "Ticket Closed")
		self.assertRefuses(
			"不能是本件", self.act, "clerk", TICKET, ticket, "Merge Ticket", main_ticket=ticket
		)
		self.assertRefuses("尚未办结", self.act, "clerk", TICKET, ticket, "Merge Ticket", main_ticket=closed)
		with self.as_user("officer_b"):
			visit = self.new_visit(
				station=self.world.station_b, receiving_deputies=[], channel="Letter", village=None
			)
			elsewhere = visit.insert().matters[0].ticket
		self.assertRefuses("岗位", self.act, "clerk", TICKET, ticket, "Merge Ticket", main_ticket=elsewhere)

	def test_what_was_merged_into_a_merged_one_follows_it(self):
		first, second, main = (self.registered_ticket() for _count in range(3))
		self.act("clerk", TICKET, first, "Merge Ticket", main_ticket=second)
		self.act("clerk", TICKET, second, "Merge Ticket", main_ticket=main)
		self.assertEqual(self.field(first, "main_ticket"), main)

	def answered(self, main: str, **reply) -> None:
		self.propose(main)
		self.dispatch(main)
		self.reply(main, **reply)

	def at_west(self) -> str:
		"""The same matter, brought to another station of the township."""
		with self.as_user("other_officer"):
			return self.new_visit(self.world.station_west, village=self.world.west).insert().matters[0].ticket

	def merged(self, other: str) -> str:
		main = self.registered_ticket()
		self.act("clerk", TICKET, other, "Merge Ticket", main_ticket=main)
		return main

	def test_a_new_round_is_told_to_every_reporter_anew(self):
		other = self.registered_ticket()
		main = self.merged(other)
		self.answered(main)
		tell = ("officer", TICKET, other, "Feed Back Merged Ticket")
		self.act(*tell, **self.told(feedback_note="已说明。"))
		self.act("officer", TICKET, main, "Feed Back Ticket", **self.told())
		reason = {"rating_source": "Telephone", "rating_reason": "又垮了。"}
		self.act("officer", TICKET, main, "Rate Ticket Dissatisfied", **reason)
		again = {"due_date": add_days(today(), 20), "proposal": "请重新办理。"}
		self.act("clerk", TICKET, main, "Rehandle Ticket", **again)
		self.assertEqual(frappe.db.get_value(TICKET, other, ["feedback_on", "feedback_mode"]), (None, None))
		# what was told of the first answer stays in the record
		note = frappe.get_last_doc("Handling Log", {"reference_name": other}).note
		self.assertEqual(note, f"{today()}已告知：电话\n已说明。")
		self.assertRefuses("还没有", self.act, *tell, **self.told())
		self.reply(main)
		self.act(*tell, **self.told())
		self.assertEqual(self.field(other, "feedback_on"), getdate())

	def test_whose_reporter_cannot_be_reached_keeps_nothing_from_the_archive(self):
		other = self.registered_ticket()
		main = self.merged(other)
		self.answered(main)
		tell = ("officer", TICKET, other, "Feed Back Merged Ticket")
		gone = self.told(feedback_mode="Could Not Be Reached")
		self.assertRefuses("联系", self.act, *tell, **gone)
		self.assertRefuses("次联系", self.act, *tell, **gone, feedback_attempts=attempts()[:2])
		self.act(*tell, **gone, feedback_attempts=attempts())
		self.assertEqual(self.field(other, "feedback_on"), getdate())
		self.assertEqual(archiving.missing_papers(frappe.get_doc(TICKET, main)), [])
		note = frappe.get_last_doc("Handling Log", {"reference_name": other}).note
		self.assertEqual(note.splitlines()[0], "无法联系")
		self.assertEqual(note.count("无人接听"), 3)
		# the next answer is tried anew
		self.act("officer", TICKET, main, "Feed Back Ticket", **self.told())
		reason = {"rating_source": "Telephone", "rating_reason": "又垮了。"}
		self.act("officer", TICKET, main, "Rate Ticket Dissatisfied", **reason)
		again = {"due_date": add_days(today(), 20), "proposal": "请重新办理。"}
		self.act("clerk", TICKET, main, "Rehandle Ticket", **again)
		self.assertEqual(frappe.get_doc(TICKET, other).feedback_attempts, [])

	def test_on_the_deputys_page_only_who_was_told_is_entered(self):
		other = self.registered_ticket()
		main = self.merged(other)
		self.answered(main)
		with self.as_user("deputy"):
			(action,) = [
				one
				for one in deputy_work.offered(TICKET, other)
				if one["action"] == "Feed Back Merged Ticket"
			]
		modes = next(field["choices"] for field in action["fields"] if field["fieldname"] == "feedback_mode")
		self.assertIn("By Telephone", [one["value"] for one in modes])
		self.assertNotIn("Could Not Be Reached", [one["value"] for one in modes])

	def test_a_reopened_matter_is_told_to_every_reporter_anew(self):
		other = self.registered_ticket()
		main = self.merged(other)
		self.act("clerk", TICKET, main, "Explain Ticket", answer="属政策规定。")
		self.act("officer", TICKET, other, "Feed Back Merged Ticket", **self.told())
		self.act("officer", TICKET, main, "Close Answered Ticket")
		self.act("clerk", TICKET, main, "Reopen Ticket", reopen_reason="政策变了。")
		self.assertEqual(frappe.db.get_value(TICKET, other, ["feedback_on", "state_due"]), (None, None))

	def test_from_the_answer_on_its_limit_runs_and_it_waits_for_its_own_station(self):
		other = self.at_west()
		main = self.merged(other)
		self.assertIsNone(self.field(other, "state_due"))
		self.assertNotIn("tell_merged", self.work("other_officer"))
		self.answered(main)
		due = limit_end(getdate(), "Feed Back Ticket")
		self.assertEqual(self.field(other, "state_due"), due)
		self.assertEqual(self.work("other_officer")["tell_merged"], [other])
		self.assertNotIn("tell_merged", self.work("officer"))
		self.act("other_officer", TICKET, other, "Feed Back Merged Ticket", **self.told())
		self.assertIsNone(self.field(other, "state_due"))
		self.assertNotIn("tell_merged", self.work("other_officer"))

	def test_merged_into_what_is_answered_it_is_to_be_told_at_once(self):
		main, other = self.registered_ticket(), self.registered_ticket()
		self.answered(main)
		self.act("clerk", TICKET, other, "Merge Ticket", main_ticket=main)
		self.assertEqual(self.field(other, "state_due"), limit_end(getdate(), "Feed Back Ticket"))

	def test_its_own_station_reads_the_answer_and_nothing_else_of_the_main_ticket(self):
		other = self.at_west()
		main = self.merged(other)
		self.answered(main, reply="水渠已修复，请放心用水。")
		with self.as_user("other_officer"):
			self.assertFalse(frappe.has_permission(TICKET, "read", main))
			doc = frappe.get_doc(TICKET, other)
			doc.run_method("onload")
			(answer,) = doc.get_onload("answers")
		self.assertEqual(
			answer,
			{
				"by": "甲镇水务站",
				"on": today(),
				"text": "水渠已修复，请放心用水。",
				"result": frappe.db.get_value("Result Class", {"code": "A"}, "result_label"),
			},
		)

	def test_what_was_explained_after_a_review_is_told_by_every_station(self):
		other = self.at_west()
		main = self.merged(other)
		self.answered(main, reply="下年度修。")
		self.act("officer", TICKET, main, "Feed Back Ticket", **self.told())
		frappe.db.set_value(TICKET, main, {"round": 2})
		reason = {"rating_source": "Telephone", "rating_reason": "等不及。"}
		self.act("officer", TICKET, main, "Rate Ticket Dissatisfied", **reason)
		self.act("chair", TICKET, main, "Review Ticket Jointly", review_decision="资金下年度落实。")
		told = {"feedback_mode": "Face to Face", "feedback_on": today()}
		self.act("chair", TICKET, main, "Close Ticket with Explanation", "已当面说明。", **told)
		with self.as_user("other_officer"):
			answers = answers_to_tell(frappe.get_doc(TICKET, other))
		self.assertEqual(
			[(answer["by"], answer["text"].splitlines()[-1]) for answer in answers],
			[("会商决定", "资金下年度落实。"), ("会商后的说明", "已当面说明。")],
		)

	def test_a_station_is_shown_no_matter_of_another_one(self):
		other = self.at_west()
		main = self.merged(other)
		for key, shown in (("officer", []), ("clerk", [other])):
			with self.as_user(key):
				doc = frappe.get_doc(TICKET, main)
				doc.run_method("onload")
				self.assertEqual([row.name for row in doc.get_onload("merged")], shown, key)
		for key, title in (("other_officer", "number"), ("clerk", "subject")):
			with self.as_user(key):
				frappe.local.response = frappe._dict({"docs": []})
				side_doors.getdoc(TICKET, other)
				titles = frappe.local.response["_link_titles"]
			self.assertEqual(titles[f"{TICKET}::{main}"], self.field(main, title), key)

	def test_the_archive_names_to_a_station_no_number_of_another_one(self):
		other = self.at_west()
		main = self.merged(other)
		self.act("clerk", TICKET, main, "Explain Ticket", answer="属政策规定。")
		self.act("officer", TICKET, main, "Close Answered Ticket")
		number = self.field(other, "number")
		for key, said in (("officer", False), ("clerk", True)):
			with self.as_user(key):
				doc = frappe.get_doc(TICKET, main)
				doc.run_method("onload")
				missing = doc.get_onload("missing_papers")
			self.assertEqual(any(number in line for line in missing), said, key)
			self.assertEqual(len(missing), 1)

	def test_a_split_matter_is_a_ticket_of_its_own_with_its_own_number(self):
		ticket = self.registered_ticket()
		self.act("clerk", TICKET, ticket, "Split Ticket", split_matter="另外，村口路灯不亮。")
		new = frappe.get_last_doc(TICKET, {"split_from": ticket})
		self.assertEqual(new.content, "另外，村口路灯不亮。")
		self.assertEqual(new.visit, self.field(ticket, "visit"))
		self.assertEqual(new.workflow_state, "Ticket Registered")
		self.assertNotEqual(new.number, self.field(ticket, "number"))
		self.assertEqual(self.field(ticket, "split_matter"), None)
		notes = frappe.get_all("Handling Log", {"reference_name": ticket}, pluck="note")
		self.assertIn(f"已拆分为{new.number}。", notes)

	def test_a_main_ticket_is_withdrawn_only_when_all_its_reporters_ask(self):
		main, other = self.registered_ticket(), self.registered_ticket()
		self.act("clerk", TICKET, other, "Merge Ticket", main_ticket=main)
		asked = {"withdrawal_basis": "Reporter Signed"}
		self.assertRefuses(
			"全部反映人", self.act, "clerk", TICKET, main, "Withdraw Ticket", note="已解决", **asked
		)
		self.act("clerk", TICKET, main, "Withdraw Ticket", note="已解决", all_reporters_ask=1, **asked)
		self.assertEqual(self.state(main), "Ticket Withdrawn")


class TestVillage(SideWays):
	def sent(self, **values) -> str:
		ticket = self.registered_ticket()
		self.act(
			"clerk",
			TICKET,
			ticket,
			"Send Ticket to Village",
			**{
				"category": self.category,
				"village_unit": self.village_unit,
				"due_date": str(limit_end(getdate(), "Send Ticket to Village")),
				"proposal": "请村里先协调。",
				**values,
			},
		)
		return ticket

	def order(self, ticket: str) -> str:
		return frappe.db.get_value(ORDER, {"opinion_ticket": ticket, "order_kind": "Village Coordination"})

	def test_a_village_is_asked_without_an_approval(self):
		ticket = self.sent()
		order = frappe.get_doc(ORDER, self.order(ticket))
		self.assertEqual(
			(order.responsible_unit, order.approval, order.round, str(order.due_date)),
			(self.village_unit, None, 0, str(limit_end(getdate(), "Send Ticket to Village"))),
		)
		self.assertIsNone(self.field(ticket, "approved_on"))

	def test_only_a_committee_of_this_township_is_asked(self):
		self.assertRefuses("村（居）委会", self.sent, village_unit=self.world.unit_water)

	def test_its_result_is_fed_back_and_accepted(self):
		ticket = self.sent()
		self.act(
			"village",
			ORDER,
			self.order(ticket),
			"Report Village Result",
			reply_date=today(),
			replied_by="村主任",
			reply="已组织清淤。",
		)
		self.assertEqual(self.state(ticket), "Ticket To Feed Back")
		self.act(
			"officer", TICKET, ticket, "Feed Back Ticket", feedback_mode="Face to Face", feedback_on=today()
		)
		self.assertEqual(self.field(self.order(ticket), "workflow_state", ORDER), "Order Accepted")

	def test_given_up_it_is_dispatched_as_usual_and_the_village_not_asked_again(self):
		ticket = self.sent()
		self.act(
			"village", ORDER, self.order(ticket), "Give Up Village Order", withdrawal_reason="村里无资金。"
		)
		self.assertEqual(self.state(ticket), "Ticket Registered")
		self.assertRefuses(
			"已协调过",
			self.act,
			"clerk",
			TICKET,
			ticket,
			"Send Ticket to Village",
			category=self.category,
			village_unit=self.village_unit,
			due_date=today(),
			proposal="再协调一次。",
		)
		self.propose(ticket)
		self.dispatch(ticket)
		self.assertEqual(self.field(ticket, "round"), 1)
		self.assertEqual(self.state(ticket), "Ticket In Handling")

	def test_dissatisfied_with_the_village_it_is_proposed_for_a_dispatch(self):
		ticket = self.sent()
		self.act(
			"village",
			ORDER,
			self.order(ticket),
			"Report Village Result",
			reply_date=today(),
			replied_by="村主任",
			reply="已组织清淤。",
		)
		told = {"feedback_mode": "By Telephone", "feedback_on": today()}
		self.act("officer", TICKET, ticket, "Feed Back Ticket", **told)
		reason = {"rating_source": "Telephone", "rating_reason": "没有清干净。"}
		self.act("officer", TICKET, ticket, "Rate Ticket Dissatisfied", **reason)
		self.propose(ticket)
		self.dispatch(ticket)
		self.assertEqual((self.field(ticket, "round"), self.field(ticket, "reporter_rating")), (1, None))


class TestCounty(SideWays):
	def escalated(self) -> str:
		ticket = self.registered_ticket()
		self.route(ticket, "Escalate to County")
		self.act("chair", TICKET, ticket, "Escalate Ticket", note="涉及县级公路。")
		return ticket

	def at_county(self, ticket: str, key: str = "county_officer", **values) -> None:
		self.act(
			key,
			TICKET,
			ticket,
			"Propose Ticket at County",
			**{
				"category": self.category,
				"authority_level": "County",
				"proposed_route": "Dispatch to Unit",
				"lead_unit": self.bureau,
				"supporting_units": [],
				"due_date": add_days(today(), 30),
				"responsible_person": "局长",
				"proposal": "请县水利局办理。",
				**values,
			},
		)

	def test_the_county_decides_and_the_station_feeds_back(self):
		ticket = self.escalated()
		self.assertEqual(self.field(ticket, "handling_level"), "County")
		self.at_county(ticket)
		with self.assertRaises(frappe.PermissionError):
			self.act("chair", TICKET, ticket, "Dispatch Ticket at County", approval="同意。")
		self.act("county_approver", TICKET, ticket, "Dispatch Ticket at County", approval="同意。")
		order = frappe.get_doc(ORDER, self.order_of(ticket))
		self.assertRegex(order.number, rf"^县转〔{now_datetime().year}〕第\d{{3}}号$")
		self.assertEqual(order.handling_level, "County")
		self.reply(ticket, "bureau")
		self.act(
			"officer", TICKET, ticket, "Feed Back Ticket", feedback_mode="By Telephone", feedback_on=today()
		)
		self.assertEqual(self.state(ticket), "Ticket Awaiting Rating")

	def test_the_township_takes_no_part_in_what_lies_with_the_county(self):
		ticket = self.escalated()
		for key, action in (("clerk", "Withdraw Ticket"), ("chair", "Dispatch Ticket")):
			with self.assertRaises((frappe.PermissionError, frappe.ValidationError)):
				self.act(key, TICKET, ticket, action, note="不办了", approval="同意。")

	def test_a_wrong_proposal_is_made_anew_before_it_is_decided(self):
		ticket = self.escalated()
		self.at_county(ticket)
		self.at_county(ticket, proposal="改由县水利局牵头。")
		self.assertEqual(self.field(ticket, "proposal"), "改由县水利局牵头。")

	def test_the_county_orders_its_own_units_and_the_townships_government(self):
		ticket = self.escalated()
		for unit, why in (
			(self.world.unit_water, "是乡镇单位，请选择县级单位"),
			(self.village_unit, "不能作为交办单位"),
		):
			self.assertRefuses(why, self.at_county, ticket, lead_unit=unit)
		self.at_county(ticket, lead_unit=self.office)
		self.act("county_approver", TICKET, ticket, "Dispatch Ticket at County", approval="同意。")
		self.assertEqual(self.field(self.order_of(ticket), "responsible_unit", ORDER), self.office)

	def test_returned_it_is_the_townships_again(self):
		ticket = self.escalated()
		self.assertRefuses("理由", self.act, "county_approver", TICKET, ticket, "Return Ticket to Township")
		self.act("county_approver", TICKET, ticket, "Return Ticket to Township", note="属镇级职责。")
		row = frappe.db.get_value(
			TICKET, ticket, ["handling_level", "escalated_on", "workflow_state", "proposed_by"]
		)
		self.assertEqual(row, ("Township Level", None, "Ticket Registered", None))

	def test_who_proposed_at_the_county_does_not_approve_there(self):
		self.give_post("county_officer", "County Approver", jurisdiction=self.world.county)
		ticket = self.escalated()
		self.at_county(ticket)
		self.assertRefuses(
			"其他人",
			self.act,
			"county_officer",
			TICKET,
			ticket,
			"Dispatch Ticket at County",
			approval="同意。",
		)


class TestCountyIntake(SideWays):
	"""What the county's own office hears is registered there and handled by the county."""

	def taken_in(self, key: str = "county_officer", **values):
		with self.as_user(key):
			visit = self.new_visit(receiving_deputies=[], village=None, channel="Letter", **values)
			visit.station = values.get("station")
			return visit.insert()

	def test_a_letter_to_the_county_is_the_countys_matter(self):
		visit = self.taken_in()
		self.assertEqual((visit.station, visit.jurisdiction), (None, self.world.county))
		ticket = frappe.get_doc(TICKET, visit.matters[0].ticket)
		self.assertEqual((ticket.handling_level, ticket.workflow_state), ("County", "Ticket Registered"))
		for key, seeing in (("county_officer", True), ("officer", False), ("clerk", False), ("chair", False)):
			self.assertEqual(self.sees(key, TICKET, ticket.name), seeing, key)

	def test_it_goes_its_whole_way_at_the_county(self):
		ticket = self.taken_in().matters[0].ticket
		self.propose(ticket, "county_officer", lead_unit=self.bureau, supporting_units=[])
		self.act("county_approver", TICKET, ticket, "Dispatch Ticket at County", approval="同意。")
		self.reply(ticket, "bureau")
		told = {"feedback_mode": "In Writing", "feedback_on": today()}
		self.act("county_officer", TICKET, ticket, "Feed Back Ticket", **told)
		self.assertEqual(self.state(ticket), "Ticket Awaiting Rating")

	def test_an_urgent_report_reaches_who_decides_at_the_county(self):
		visit = self.taken_in()
		with self.as_user("county_officer"):
			report_emergency("Constituent Visit", visit.name, "县城沿河路", "已拉警戒线", "请即处置")
		told = frappe.get_all("Notification Log", {"document_name": visit.name}, pluck="for_user")
		self.assertEqual(told, [self.world.users["county_approver"]])

	def test_the_countys_office_is_reminded_of_what_is_to_be_told(self):
		ticket = self.taken_in().matters[0].ticket
		self.act("county_officer", TICKET, ticket, "Explain Ticket", answer="属政策规定。")
		self.assertIn(ticket, self.work("county_officer")["tell"])
		self.act("county_officer", TICKET, ticket, "Ask Ticket Rating", **self.told())
		self.assertIn(ticket, self.work("county_officer")["rate"])
		for key in ("clerk", "officer"):
			self.assertFalse([kind for kind, names in self.work(key).items() if ticket in names], key)

	def test_the_county_records_nothing_in_a_stations_name_and_changes_no_visit_of_one(self):
		self.assertRefuses("岗位", self.taken_in, station=self.world.station)
		with self.as_user("officer"):
			visit = self.new_visit().insert()
		with self.as_user("county_officer"):
			self.assertFalse(frappe.has_permission("Constituent Visit", "write", visit.name))

	def test_a_clerk_takes_nothing_in_past_the_stations(self):
		with self.assertRaises(frappe.PermissionError):
			self.taken_in("clerk")


class TestChannel(SideWays):
	def named(self, **values) -> str:
		ticket = self.registered_ticket()
		self.route(
			ticket,
			"Name the Right Channel",
			**{
				"lead_unit": None,
				"due_date": None,
				"responsible_person": None,
				"out_of_scope_reason": "Petition Matter",
				"channel_office": "试验县信访局",
				"channel_phone": "0878-1234567",
				**values,
			},
		)
		self.act(
			"chair",
			TICKET,
			ticket,
			"Name Ticket Channel",
			out_of_scope_reason=values.get("out_of_scope_reason", "Petition Matter"),
			channel_office="试验县信访局",
		)
		return ticket

	def test_the_office_in_charge_must_be_named(self):
		ticket = self.registered_ticket()
		self.assertRefuses(
			"有权处理的机关",
			self.route,
			ticket,
			"Name the Right Channel",
			out_of_scope_reason="Petition Matter",
		)

	def test_a_petition_is_answered_in_writing(self):
		ticket = self.named()
		told = {"notice_given_on": today()}
		self.assertRefuses(
			"书面",
			self.act,
			"clerk",
			TICKET,
			ticket,
			"Close Out of Scope Ticket",
			notice_way="Told by Telephone",
			**told,
		)
		self.act("clerk", TICKET, ticket, "Close Out of Scope Ticket", notice_way="Handed Over", **told)
		self.assertEqual(self.field(ticket, "closing_way"), "Channel Named")

	def test_where_it_belonged_is_forgotten_when_it_goes_another_way(self):
		channel = ("out_of_scope_reason", "channel_office", "channel_phone")
		returned = self.registered_ticket()
		self.route(
			returned,
			"Name the Right Channel",
			out_of_scope_reason="Petition Matter",
			channel_office="试验县信访局",
		)
		self.act("chair", TICKET, returned, "Return Ticket to Clerk", note="属镇级职责。")
		self.propose(returned)
		self.dispatch(returned)
		reopened = self.named()
		told = {"notice_given_on": today(), "notice_way": "Handed Over"}
		self.act("clerk", TICKET, reopened, "Close Out of Scope Ticket", **told)
		self.act("clerk", TICKET, reopened, "Reopen Ticket", reopen_reason="实为镇级职责。")
		for ticket in (returned, reopened):
			self.assertEqual(frappe.db.get_value(TICKET, ticket, channel), (None, None, None))
		self.assertEqual(
			frappe.db.get_value(TICKET, reopened, ["notice_given_on", "notice_way"]), (None, None)
		)
		# where the reporter was sent stays in the record
		notes = frappe.get_all("Handling Log", {"reference_name": reopened}, pluck="note")
		self.assertIn("信访事项：试验县信访局", notes)

	def test_no_order_is_issued(self):
		self.assertFalse(frappe.db.exists(ORDER, {"opinion_ticket": self.named()}))


class TestClosingWithoutRating(SideWays):
	def replied_ticket(self) -> str:
		ticket = self.dispatched_ticket()
		self.reply(ticket)
		return ticket

	def test_out_of_reach_means_three_attempts_on_two_days(self):
		ticket = self.replied_ticket()
		close = ("officer", TICKET, ticket, "Close Unrated Ticket")
		one_day = [{"tried_on": today(), "tried_by": "By Telephone"} for _count in range(3)]
		unreached = {"feedback_mode": "Could Not Be Reached"}
		self.assertRefuses("至少登记3次", self.act, *close, feedback_attempts=one_day, **unreached)
		self.act(*close, feedback_attempts=attempts(), **unreached)
		row = frappe.db.get_value(TICKET, ticket, ["workflow_state", "closing_way", "reporter_rating"])
		self.assertEqual(row, ("Ticket Closed", "Could Not Be Reached", None))
		self.assertEqual(self.field(self.order_of(ticket), "workflow_state", ORDER), "Order Accepted")

	@staticmethod
	def attempts() -> list[dict]:
		return [{"tried_on": add_days(today(), -days), "tried_by": "By Telephone"} for days in (2, 1, 1)]

	def test_a_known_reporters_answer_is_posted_only_with_recorded_consent(self):
		ticket = self.replied_ticket()
		posted = {
			"feedback_mode": "Posted Publicly",
			"posted_at": "东村公示栏",
			"posted_from": today(),
			"posted_to": add_days(today(), 7),
			"posting_photo": self.scan,
		}
		close = ("officer", TICKET, ticket, "Close Unrated Ticket")
		self.assertRefuses("未经同意", self.act, *close, **posted)
		self.act(*close, posting_consent="By Signature", **posted)
		self.assertEqual(self.field(ticket, "closing_way"), "Posted Publicly")

	def test_orders_still_open_are_withdrawn_with_the_answer(self):
		ticket = self.dispatched_ticket()
		self.reply(ticket)
		supporting = self.order_of(ticket, "Supporting")
		self.act(
			"officer", TICKET, ticket, "Feed Back Ticket", feedback_mode="By Telephone", feedback_on=today()
		)
		row = frappe.db.get_value(ORDER, supporting, ["workflow_state", "withdrawal_reason"])
		self.assertEqual(row, ("Order Withdrawn", "该事项已答复反馈。"))


class TestWithdrawAndReopen(SideWays):
	def test_withdrawn_in_handling_its_orders_end_with_the_reason(self):
		ticket = self.dispatched_ticket()
		self.act(
			"clerk",
			TICKET,
			ticket,
			"Withdraw Ticket",
			withdrawal_basis="Reporter by Telephone",
			note="反映人称已自行解决。",
		)
		orders = frappe.get_all(
			ORDER, {"opinion_ticket": ticket}, ["workflow_state", "withdrawal_reason"], as_list=True
		)
		self.assertEqual(set(orders), {("Order Withdrawn", "反映人称已自行解决。")})

	def test_after_the_reply_nothing_is_withdrawn(self):
		ticket = self.dispatched_ticket()
		self.reply(ticket)
		self.assertRefuses(
			"待反馈",
			self.act,
			"clerk",
			TICKET,
			ticket,
			"Withdraw Ticket",
			withdrawal_basis="Reporter Signed",
			note="x",
		)

	def test_reopened_within_the_window_it_is_the_same_ticket_in_a_new_round(self):
		ticket = self.fed_back_ticket()
		self.act(
			"officer",
			TICKET,
			ticket,
			"Rate Ticket Satisfied",
			reporter_rating="Satisfied",
			rating_source="Telephone",
		)
		number = self.field(ticket, "number")
		self.act("clerk", TICKET, ticket, "Reopen Ticket", reopen_reason="水渠又垮了。")
		row = frappe.db.get_value(
			TICKET, ticket, ["number", "round", "closed_on", "reporter_rating", "proposed_by"]
		)
		self.assertEqual(row, (number, 2, None, None, None))
		self.propose(ticket)
		self.dispatch(ticket)
		self.assertEqual(self.field(ticket, "round"), 2)
		before = self.field(self.order_of(ticket), "previous_order", ORDER)
		self.assertEqual(self.field(before, "round", ORDER), 1)

	def test_after_the_window_it_is_registered_anew(self):
		ticket = self.registered_ticket()
		closed = {"workflow_state": "Ticket Closed", "closed_on": add_days(now_datetime(), -61)}
		frappe.db.set_value(TICKET, ticket, closed)
		self.assertRefuses(
			"重新登记", self.act, "clerk", TICKET, ticket, "Reopen Ticket", reopen_reason="又垮了。"
		)


class TestEntrusted(SideWays):
	def test_only_a_county_deputy_of_this_township_is_asked(self):
		ticket = self.registered_ticket()
		self.assertRefuses(
			"县人大代表",
			self.act,
			"clerk",
			TICKET,
			ticket,
			"Entrust Ticket",
			entrusted_to=self.world.deputy,
			note="县级事权。",
		)
		self.act(
			"clerk",
			TICKET,
			ticket,
			"Entrust Ticket",
			entrusted_to=self.county_deputy,
			note="县级事权。",
		)
		self.assertEqual(self.state(ticket), "Ticket Entrusted")

	def test_the_deputy_sees_it_and_another_one_does_not_answer_for_him(self):
		ticket = self.registered_ticket()
		entrust = {"entrusted_to": self.county_deputy, "note": "县级事权。"}
		self.act("clerk", TICKET, ticket, "Entrust Ticket", **entrust)
		self.assertTrue(self.sees("county_deputy", TICKET, ticket))
		self.assertRefuses("本人", self.act, "deputy", TICKET, ticket, "Decline Ticket", note="不接受。")
		self.act("county_deputy", TICKET, ticket, "Decline Ticket", note="不属县级事权。")
		self.assertEqual(self.field(ticket, "entrusted_to"), None)

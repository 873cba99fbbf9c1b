"""Voters' names and phones: found hashed, masked in error logs, emptied after their retention and an approval."""

import json

import frappe
from frappe.utils import add_to_date, getdate, now_datetime

from deputy_liaison.masking import plain_phone
from deputy_liaison.opinions.deputy_work import paper_of
from deputy_liaison.opinions.doctype.anonymisation_proposal.anonymisation_proposal import (
	GONE,
	carry_out,
	due,
	propose,
)
from deputy_liaison.opinions.doctype.constituent_identity.constituent_identity import find_by_phone, reveal
from tests.base import LiaisonTestCase

IDENTITY = "Constituent Identity"
PROPOSAL = "Anonymisation Proposal"
PHONE = "13700001111"


class PersonalDataTestCase(LiaisonTestCase):
	def visit(self, key: str = "officer", station: str | None = None, **values) -> str:
		with self.as_user(key):
			return self.new_visit(station, **{"reporter_phone": PHONE, **values}).insert().name

	def tickets_of(self, visit: str) -> list[str]:
		return frappe.get_all("Opinion Ticket", {"visit": visit}, pluck="name")


class TestWordsForOthers(PersonalDataTestCase):
	"""What is taken from a voter's words for lists, units and the congress names nobody."""

	SAYS = "刘大爷（13700001111，东村三组12号）说：水渠垮了。"
	TOLD = "刘*爷（137****1111，***）说：水渠垮了。"

	def ticket(self, content: str = SAYS) -> str:
		visit = self.visit(matters=[{"content": content, "outcome": "To Be Handled"}])
		return self.tickets_of(visit)[0]

	def test_the_summary_of_a_matter(self):
		ticket = frappe.get_doc("Opinion Ticket", self.ticket())
		self.assertEqual((ticket.subject, ticket.content), (self.TOLD, self.SAYS))

	def test_a_long_one_says_that_it_goes_on(self):
		for words, subject in (("水" * 40, "水" * 40), ("水" * 41, "水" * 38 + "……")):
			self.assertEqual(frappe.db.get_value("Opinion Ticket", self.ticket(words), "subject"), subject)

	def test_the_summary_of_what_is_split_off(self):
		ticket = self.ticket("水渠垮了。")
		self.act("clerk", "Opinion Ticket", ticket, "Split Ticket", split_matter=self.SAYS)
		part = frappe.db.get_value("Opinion Ticket", {"split_from": ticket}, ["subject", "content"])
		self.assertEqual(part, (self.TOLD, self.SAYS))

	def test_the_matter_that_a_unit_reads(self):
		ticket = self.ticket()
		self.propose(ticket)
		self.dispatch(ticket)
		order = self.order_of(ticket)
		with self.as_user("water"):
			doc = frappe.get_list("Dispatch Order", {"name": order}, ["subject", "matter"])[0]
		self.assertEqual((doc.subject, doc.matter), (self.TOLD, self.TOLD))

	def test_the_draft_of_a_suggestion(self):
		ticket = self.ticket()
		with self.as_user("deputy"):
			paper = paper_of("new", frozenset({self.world.deputy}), ticket)
		self.assertEqual((paper.suggestion_title, paper.reasons), (self.TOLD, self.TOLD))


class TestFindByPhone(PersonalDataTestCase):
	def find(self, key: str, phone: str = PHONE) -> list[str]:
		with self.as_user(key):
			return [row["name"] for row in find_by_phone(phone)]

	def test_the_station_and_the_township_find_their_own(self):
		east = self.visit()
		west = self.visit(
			"other_officer",
			self.world.station_west,
			village=self.world.west,
			receiving_deputies=[{"deputy": self.world.deputy_west}],
		)
		self.assertEqual(self.find("officer"), [east])
		self.assertEqual(self.find("other_officer"), [west])
		self.assertEqual(set(self.find("clerk")), {east, west})
		self.assertEqual(self.find("clerk_b"), [])

	def test_however_the_number_is_written(self):
		visit = self.visit(reporter_phone="137 0000-1111")
		for phone in ("13700001111", "137-0000-1111", "１３７００００１１１１"):
			self.assertEqual(self.find("officer", phone), [visit])
		self.assertEqual(self.find("officer", "13700001112"), [])
		self.assertEqual(plain_phone("0871－123 45"), "087112345")

	def test_who_opens_no_personal_data_searches_none(self):
		self.visit()
		for key in ("county_officer", "auditor", "admin", "water", "deputy", "presidium", "nobody"):
			with self.subTest(key):
				self.assertRefuses("没有", self.find, key)

	def test_the_number_itself_lies_nowhere(self):
		name = frappe.db.get_value(IDENTITY, {"source_name": self.visit()})
		stored = frappe.db.get_value(IDENTITY, name, "*", as_dict=True)
		self.assertNotIn(PHONE, json.dumps(stored, default=str))
		self.assertEqual(len(stored.phone_hash), 64)


class TestErrorLog(PersonalDataTestCase):
	def log(self, text: str, **form: object) -> str:
		before = frappe.local.form_dict
		frappe.local.form_dict = frappe._dict(form)
		try:
			return frappe.get_doc({"doctype": "Error Log", "method": "save", "error": text}).insert().error
		finally:
			frappe.local.form_dict = before

	def test_what_the_form_sent_is_masked(self):
		doc = json.dumps({"reporter_name": "欧阳小明", "reporter_phone": "0871-1234567", "subject": "路灯"})
		error = self.log("doc = {'reporter_name': '欧阳小明', 'phone': '0871-1234567'} 路灯", doc=doc)
		self.assertEqual(error, "doc = {'reporter_name': '欧**明', 'phone': '**********67'} 路灯")

	def test_written_as_json_escapes_too(self):
		docs = json.dumps([{"reporter_name": "欧阳小明"}])
		self.assertNotIn("\\u6b27\\u9633", self.log(f"args = {docs}", docs=docs))

	def test_any_mobile_number_is_masked(self):
		self.assertEqual(self.log("call(13812345678, 20261122)"), "call(138****5678, 20261122)")


class TestRetention(PersonalDataTestCase):
	def archived(self, years: int = 11, **values) -> str:
		visit = self.visit(**values)
		for ticket in self.tickets_of(visit):
			frappe.db.set_value(
				"Opinion Ticket",
				ticket,
				{
					"workflow_state": "Ticket Archived",
					"archived_on": add_to_date(now_datetime(), years=-years),
				},
			)
		return visit

	def decide(self, name: str, action: str, key: str = "county_approver", note: str = "") -> None:
		self.act(key, PROPOSAL, name, action, note=note)

	def test_only_what_is_past_its_retention_is_proposed(self):
		old, young = self.archived(), self.archived(years=9)
		open_one = self.visit()
		cut_off = getdate(add_to_date(getdate(), years=-10))
		self.assertEqual([name for name in due(cut_off) if name in (old, young, open_one)], [old])

	def test_a_visit_with_one_open_matter_stays(self):
		visit = self.archived(
			matters=[
				{"content": "路灯不亮。", "outcome": "To Be Handled"},
				{"content": "水渠垮了。", "outcome": "To Be Handled"},
			]
		)
		frappe.db.set_value("Opinion Ticket", self.tickets_of(visit)[0], "workflow_state", "Ticket Closed")
		self.assertNotIn(visit, due(getdate()))

	def test_proposing_changes_nothing_and_happens_once(self):
		visit = self.archived()
		proposal = propose()
		self.assertEqual(frappe.db.get_value(PROPOSAL, proposal, "workflow_state"), "Anonymisation Proposed")
		self.assertIsNone(propose())
		carry_out(proposal)
		self.assertTrue(frappe.db.exists(IDENTITY, {"source_name": visit}))

	def test_after_the_approval_nothing_tells_who_it_was(self):
		visit = self.archived()
		ticket = self.tickets_of(visit)[0]
		frappe.db.set_value("Opinion Ticket", ticket, "workflow_state", "Ticket Registered")
		self.propose(ticket, supporting_units=[])
		self.dispatch(ticket)
		frappe.db.set_value("Opinion Ticket", ticket, "workflow_state", "Ticket Archived")
		with self.as_user("officer"):
			reveal("Constituent Visit", visit, "回访刘大爷")
			doc = frappe.get_doc("Constituent Visit", visit)
			doc.update({"reporter_name": "刘二爷"}).save()
		identity = frappe.db.get_value(IDENTITY, {"source_name": visit})
		proposal = propose()
		self.decide(proposal, "Approve Anonymisation")
		carry_out(proposal)
		self.assertFalse(frappe.db.exists(IDENTITY, identity))
		self.assertFalse(frappe.db.exists("Deleted Document", {"deleted_name": identity}))
		self.assertFalse(frappe.db.exists("Version", {"docname": visit}))
		left = frappe.db.get_value(
			"Constituent Visit",
			visit,
			["reporter_name", "reporter_phone", "reporter_address", "number"],
			as_dict=True,
		)
		self.assertEqual((left.reporter_name, left.reporter_phone, left.reporter_address), (None, None, None))
		self.assertTrue(left.number)
		self.assertEqual(frappe.get_all("Opinion Ticket", {"visit": visit}, pluck="reporter"), [None])
		self.assertEqual(
			frappe.get_all("Dispatch Order", {"opinion_ticket": ticket}, pluck="reporter"), [None]
		)
		notes = frappe.get_all("Handling Log", {"reference_name": visit, "event": "Disclosure"}, pluck="note")
		self.assertEqual(notes, [GONE])
		done = frappe.get_doc(PROPOSAL, proposal)
		self.assertEqual((done.workflow_state, done.decided_by, done.done_count), ("Anonymised", "县主任", 1))
		log = frappe.get_all(
			"Handling Log", {"reference_name": proposal}, ["action", "rule"], order_by="at, creation"
		)
		self.assertEqual(
			[(line.action, line.rule) for line in log],
			[("Propose Anonymisation", "R1"), ("Approve Anonymisation", ""), ("R1", "R1")],
		)

	def test_what_was_interrupted_goes_on(self):
		visit = self.archived()
		proposal = propose()
		self.decide(proposal, "Approve Anonymisation")
		frappe.db.set_value(PROPOSAL, proposal, "done_count", 3)
		carry_out(proposal)
		self.assertEqual(frappe.db.get_value(PROPOSAL, proposal, "done_count"), 4)
		self.assertFalse(frappe.db.exists(IDENTITY, {"source_name": visit}))
		carry_out(proposal)
		self.assertEqual(frappe.db.get_value(PROPOSAL, proposal, "done_count"), 4)

	def test_declined_with_a_reason_it_stays(self):
		visit = self.archived()
		proposal = propose()
		self.assertRefuses("理由", self.decide, proposal, "Decline Anonymisation")
		self.decide(proposal, "Decline Anonymisation", note="涉诉,续存")
		carry_out(proposal)
		self.assertTrue(frappe.db.exists(IDENTITY, {"source_name": visit}))

	def test_who_may_not_decide(self):
		self.archived()
		proposal = propose()
		for key in ("admin", "county_officer", "chair", "clerk", "auditor"):
			with self.subTest(key), self.assertRaises(frappe.PermissionError):
				self.decide(proposal, "Approve Anonymisation", key=key)

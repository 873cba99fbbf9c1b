"""Every row of the table of states (rules.md §3a): who may take it goes through, two others are refused."""

import frappe
from frappe.utils import add_days, now_datetime, today

from tests.base import make
from tests.test_deputy_suggestion import SCAN, SUGGESTION, HandledTestCase

SLIP = {"return_slip_on": today(), "return_slip_scan": SCAN}
DUE = {"due_date": add_days(today(), 20)}
DECISION = {"bill_decision": "主席团决定", "bill_decided_on": today()}
RATED = {"attitude_rating": "Dissatisfied", "result_rating": "Dissatisfied", "round": 1}


class TestTable(HandledTestCase):
	"""The record is put into each row's first state; what led there is tested in test_deputy_suggestion."""

	# state, action, state after, by whom, refused to; what is set before, what is filled in, note
	TOWN = (
		("Draft", "Submit Suggestion", "Submitted", "deputy", "second chair", {}, {}, ""),
		(
			"Draft",
			"Submit Suggestion",
			"Submitted",
			"clerk",
			"second clerk_b",
			{"on_paper": 1, "paper_scan": SCAN},
			{},
			"",
		),
		("Draft", "Drop Suggestion Draft", "Withdrawn", "deputy", "second clerk", {}, {}, ""),
		(
			"Submitted",
			"Take In for Delegation",
			"Received by Delegation",
			"clerk",
			"deputy chair",
			{"occasion": "In Session"},
			{},
			"",
		),
		(
			"Received by Delegation",
			"Pass Suggestion to Secretariat",
			"Under Review",
			"clerk",
			"deputy chair clerk_b",
			{"occasion": "In Session"},
			{},
			"",
		),
		(
			"Submitted",
			"Accept Suggestion",
			"Under Review",
			"clerk",
			"deputy chair clerk_b county_officer",
			{},
			{},
			"",
		),
		(
			"Under Review",
			"Return Suggestion to Deputy",
			"Returned to Deputy",
			"clerk",
			"deputy chair",
			{},
			{},
			"请修改。",
		),
		("Returned to Deputy", "Submit Suggestion Again", "Submitted", "deputy", "second clerk", {}, {}, ""),
		(
			"Submitted",
			"Turn Bill into Suggestion",
			"Under Review",
			"clerk",
			"deputy chair",
			{"paper_kind": "Bill of Deputies"},
			{"origin": "3", **DECISION},
			"",
		),
		(
			"Received by Delegation",
			"Turn Bill into Suggestion",
			"Under Review",
			"clerk",
			"deputy chair",
			{"paper_kind": "Bill of Deputies"},
			{"origin": "3", **DECISION},
			"",
		),
		(
			"Submitted",
			"Put Bill on Agenda",
			"Bill on the Agenda",
			"clerk",
			"deputy chair",
			{"paper_kind": "Bill of Deputies"},
			DECISION,
			"",
		),
		(
			"Under Review",
			"Propose Setting Aside",
			"Under Review",
			"clerk",
			"deputy chair",
			{},
			{"set_aside_reason": "Empty or Vague"},
			"空泛。",
		),
		(
			"Under Review",
			"Set Suggestion Aside",
			"Set Aside",
			"chair",
			"clerk deputy chair_b",
			{"set_aside_reason": "Empty or Vague"},
			{},
			"",
		),
		(
			"Under Review",
			"Keep Suggestion",
			"Under Review",
			"chair",
			"clerk deputy",
			{"set_aside_reason": "Empty or Vague"},
			{},
			"具体。",
		),
		(
			"Under Review",
			"File Suggestion",
			"Awaiting Dispatch",
			"clerk",
			"deputy chair county_officer",
			{},
			"filing",
			"",
		),
		("Under Review", "Merge Suggestion", "Merged", "clerk", "deputy chair", {}, "main", ""),
		("Awaiting Dispatch", "Merge Suggestion", "Merged", "clerk", "deputy chair", {}, "main", ""),
		(
			"Awaiting Dispatch",
			"Dispatch at Meeting",
			"In Handling",
			"chair",
			"clerk deputy county_approver",
			{"occasion": "In Session"},
			{"dispatch_meeting_on": today(), "approval": "同意。", **DUE},
			"",
		),
		(
			"Awaiting Dispatch",
			"Dispatch Suggestion",
			"In Handling",
			"chair",
			"clerk deputy chair_b county_approver",
			{},
			{"approval": "同意。", **DUE},
			"",
		),
		(
			"Awaiting Dispatch",
			"Return Suggestion to Review",
			"Under Review",
			"chair",
			"clerk deputy",
			{},
			{},
			"单位不对。",
		),
		(
			"Replied",
			"Sign for Reply",
			"Awaiting Rating",
			"deputy",
			"second chair water",
			{},
			{"reply_received_on": today()},
			"",
		),
		(
			"Replied",
			"Sign for Reply",
			"Awaiting Rating",
			"clerk",
			"chair clerk_b",
			{},
			{"reply_received_on": today(), "delivery_proof": SCAN},
			"",
		),
		(
			"Awaiting Rating",
			"Rate Suggestion Satisfied",
			"Closed",
			"deputy",
			"second chair water",
			{},
			{"attitude_rating": "Satisfied", "result_rating": "Satisfied"},
			"",
		),
		(
			"Awaiting Rating",
			"Rate Suggestion Satisfied",
			"Closed",
			"clerk",
			"chair clerk_b",
			{},
			{"attitude_rating": "Satisfied", "result_rating": "Basically Satisfied", **SLIP},
			"",
		),
		(
			"Awaiting Rating",
			"Rate Suggestion Dissatisfied",
			"Awaiting Rating",
			"deputy",
			"second chair",
			{},
			{"attitude_rating": "Dissatisfied", "rating_reason": "没修好。"},
			"",
		),
		(
			"Awaiting Rating",
			"Rehandle Suggestion",
			"In Handling",
			"clerk",
			"deputy chair",
			RATED,
			{"proposal": "重办。", **DUE},
			"",
		),
		(
			"Awaiting Rating",
			"Review Suggestion Jointly",
			"Joint Review",
			"chair",
			"deputy clerk",
			{**RATED, "round": 2},
			{"review_decision": "会商。"},
			"",
		),
		(
			"Joint Review",
			"Rehandle Suggestion After Review",
			"In Handling",
			"chair",
			"deputy clerk",
			{**RATED, "round": 2},
			DUE,
			"",
		),
		(
			"Joint Review",
			"Close Suggestion with Explanation",
			"Closed",
			"chair",
			"deputy clerk",
			{**RATED, "round": 2},
			{},
			"已说明。",
		),
		("Submitted", "Withdraw Suggestion", "Withdrawn", "deputy", "second chair", {}, {}, "撤回。"),
		(
			"Received by Delegation",
			"Withdraw Suggestion",
			"Withdrawn",
			"deputy",
			"second chair",
			{},
			{},
			"撤回。",
		),
		("Under Review", "Withdraw Suggestion", "Withdrawn", "deputy", "second chair", {}, {}, "撤回。"),
		(
			"Returned to Deputy",
			"Withdraw Suggestion",
			"Withdrawn",
			"deputy",
			"second chair",
			{},
			{},
			"撤回。",
		),
		("Awaiting Dispatch", "Withdraw Suggestion", "Withdrawn", "deputy", "second chair", {}, {}, "撤回。"),
		("In Handling", "Withdraw Suggestion", "Withdrawn", "deputy", "second chair water", {}, {}, "撤回。"),
		(
			"In Handling",
			"Withdraw Suggestion",
			"Withdrawn",
			"clerk",
			"chair clerk_b",
			{},
			{"withdrawal_paper": SCAN},
			"撤回。",
		),
		(
			"Closed",
			"Archive Suggestion",
			"Archived",
			"clerk",
			"deputy chair",
			{"closed_on": now_datetime()},
			{"archive_number": "1", "retention": "D30"},
			"",
		),
	)
	# the county's own people in the place of the township's
	AT_COUNTY = {"deputy": "county_deputy", "clerk": "county_officer", "chair": "county_approver"}
	COUNTY_STRANGERS = ("clerk", "chair")

	def meet_as(self, body: str) -> None:
		"""A session of this congress, with a delegation."""
		self.session_of = self.session(body)
		term = frappe.db.get_value("Congress Term", {"congress_body": body})
		self.delegation_of = make("Delegation", congress_body=body, term=term, delegation_name="第一代表团")

	def started(self, county: bool) -> str:
		key = "county_deputy" if county else "deputy"
		return self.drafted(key, **(self.of_county() if county else {}))

	def test_every_row_in_the_township(self):
		self.meet_as(self.body)
		for row in self.TOWN:
			with self.subTest(f"{row[0]} · {row[1]} · {row[3]}"):
				self.check(self.started(county=False), row, row[3], row[4].split())

	def test_every_row_at_the_county(self):
		self.meet_as(self.county_body)
		intake = ("Take In for Delegation", "Pass Suggestion to Secretariat")
		for row in self.TOWN:
			allowed = self.AT_COUNTY[row[3]]
			# the delegation's clerk is the township's
			refused = ("deputy", "chair") if row[1] in intake else ("deputy", *self.COUNTY_STRANGERS)
			with self.subTest(f"{row[0]} · {row[1]} · {allowed}"):
				self.check(self.started(county=True), row, allowed, refused)

	def check(self, name: str, row: tuple, allowed: str, refused: list[str]) -> None:
		state, action, after, _by, _refused, before, values, note = row
		world = self.world
		frappe.db.savepoint("row")
		lead = self.value(name, "lead_deputy")
		frappe.db.set_value(
			SUGGESTION,
			name,
			{
				"workflow_state": f"Suggestion {state}",
				"handed_in_on": today(),
				"accepted_on": today(),
				"rating_deputy": lead,
				"replied_on": today(),
				"rating_due": today(),
				"lead_unit": world.unit_water,
				"responsible_person": "站长",
				"due_date": add_days(today(), 30),
				"delegation": self.delegation_of if before.get("occasion") else None,
				"congress_session": self.session_of if before.get("occasion") else None,
				**before,
			},
		)
		if values == "filing":
			values = self.filing()
		elif values == "main":
			body = self.value(name, "congress_body")
			other = {"congress_body": body, "lead_deputy": lead}
			main = self.drafted(self.people(name)["lead"], **other)
			frappe.db.set_value(SUGGESTION, main, "workflow_state", "Suggestion Awaiting Dispatch")
			values = {"main_suggestion": main}
		for key in refused:
			with self.assertRaises(frappe.PermissionError, msg=key):
				self.do(key, name, action, note or None, **values)
			frappe.clear_messages()
		self.do(allowed, name, action, note or None, **values)
		expected = after if after.startswith("Bill") else f"Suggestion {after}"
		self.assertEqual(self.state(name), expected)
		frappe.db.rollback(save_point="row")

	def test_the_table_holds_every_row_of_the_workflow(self):
		workflow = frappe.get_doc("Workflow", "Deputy Suggestion Handling")
		shipped = {(row.state, row.action) for row in workflow.transitions}
		tested = {(f"Suggestion {row[0]}", row[1]) for row in self.TOWN}
		# these have tests of their own: who signs with others, and the bill's second way
		apart = {
			(state, action)
			for state in ("Suggestion Draft", "Suggestion Returned to Deputy")
			for action in ("Confirm Cosigning", "Decline Cosigning")
		} | {("Suggestion Received by Delegation", "Put Bill on Agenda")}
		self.assertEqual(shipped - tested - apart, set())

"""Every row of the suggestion's table: who may go that way does, everybody else is refused.

The table is transcribed here by hand from rules.md §3a, as those of the ticket and its orders are in
test_transition_tables.
"""

import frappe
from frappe.utils import add_days, now_datetime, today

from deputy_liaison.opinions.doctype.deputy_suggestion.deputy_suggestion import DeputySuggestion
from tests.base import make
from tests.test_deputy_suggestion import SCAN, SUGGESTION, HandledTestCase
from tests.test_transition_tables import (
	CHAIRS,
	CLERK,
	CLERKS,
	COUNTY_OFFICER,
	DEPUTY,
	STATES,
	Row,
	TransitionTables,
	given,
	rows_of,
)

# who led or signed it, and the clerk who enters what came on paper
LEAD = ((DEPUTY,), *CLERKS)
HANDING_IN = (
	(DEPUTY, "written here"),
	*given(CLERKS, "on paper"),
	# in session the delegation takes in the county's too: its clerk is the township's
	(CLERK, "county", "in session", "on paper"),
)
DELEGATION = ((CLERK,), (COUNTY_OFFICER, "county"))
SECRETARIAT = given(CLERKS, "kept")
DECIDED = given(CHAIRS, "to be set aside")
# rules.md §3a: from, action, to, who
TABLE = (
	("D0", "Submit Suggestion", "D1", HANDING_IN),
	("D4", "Submit Suggestion Again", "D1", HANDING_IN),
	*((state, "Confirm Cosigning", state, ((DEPUTY,),)) for state in ("D0", "D4")),
	*((state, "Decline Cosigning", state, ((DEPUTY,),)) for state in ("D0", "D4")),
	# what was never handed in is withdrawn without a reason
	("D0", "Drop Suggestion Draft", "DW", ((DEPUTY,), *given(CLERKS, "on paper"))),
	("D1", "Take In for Delegation", "D2", given(DELEGATION, "in session", "by a delegation")),
	("D2", "Pass Suggestion to Secretariat", "D3", given(DELEGATION, "no bill")),
	("D1", "Accept Suggestion", "D3", given(CLERKS, "by no delegation", "no bill")),
	*((state, "Turn Bill into Suggestion", "D3", given(CLERKS, "a bill")) for state in ("D1", "D2")),
	*((state, "Put Bill on Agenda", "DB", given(CLERKS, "a bill")) for state in ("D1", "D2")),
	("D3", "Return Suggestion to Deputy", "D4", SECRETARIAT),
	("D3", "Propose Setting Aside", "D3", SECRETARIAT),
	("D3", "Set Suggestion Aside", "DS", DECIDED),
	("D3", "Keep Suggestion", "D3", DECIDED),
	("D3", "File Suggestion", "D5", SECRETARIAT),
	("D3", "Merge Suggestion", "DM", SECRETARIAT),
	("D5", "Merge Suggestion", "DM", CLERKS),
	("D5", "Dispatch at Meeting", "D6", given(CHAIRS, "in session")),
	("D5", "Dispatch Suggestion", "D6", given(CHAIRS, "between sessions")),
	# as a ticket's proposal (§2.2, T5→T1)
	("D5", "Return Suggestion to Review", "D3", CHAIRS),
	("D8", "Sign for Reply", "D9", LEAD),
	("D9", "Rate Suggestion Satisfied", "D10", given(LEAD, "not rated")),
	("D9", "Rate Suggestion Dissatisfied", "D9", given(LEAD, "not rated")),
	("D9", "Rehandle Suggestion", "D6", given(CLERKS, "rated dissatisfied", "the first time")),
	("D9", "Review Suggestion Jointly", "D9b", given(CHAIRS, "rated dissatisfied", "again")),
	("D9b", "Rehandle Suggestion After Review", "D6", CHAIRS),
	("D9b", "Close Suggestion with Explanation", "D10", CHAIRS),
	*((state, "Withdraw Suggestion", "DW", LEAD) for state in ("D1", "D2", "D3", "D4", "D5", "D6")),
	("D10", "Archive Suggestion", "D11", CLERKS),
)
# moves by system: from, to, rule
RULES = {
	("D6", "D8", "L3"),
	("DM", "D3", "Main Suggestion Ended"),
	("D9", "D10", "Close Suggestion Unrated"),
	("D9", "D10", "Close Suggestion of Who Left"),
}
DUE = {"due_date": add_days(today(), 20)}
DECISION = {"bill_decision": "主席团决定", "bill_decided_on": today()}
SLIP = {"return_slip_on": today(), "return_slip_scan": SCAN}
COSIGNING = ("Confirm Cosigning", "Decline Cosigning")


class TestSuggestionTable(TransitionTables, HandledTestCase):
	"""The record is put into each row's first state; what led there is tested in test_deputy_suggestion."""

	at_county = False

	def test_the_workflow_is_that_of_the_rules(self):
		self.assertShipped("deputy_suggestion.json", TABLE)
		self.assertEqual({row.action for row in rows_of(TABLE)}, set(DeputySuggestion.asks))

	def test_the_rules_are_those_of_the_table(self):
		declared = {
			(source, target, rule)
			for (source, target), rules in DeputySuggestion.system_moves.items()
			for rule in rules
		}
		self.assertEqual(declared, {(STATES[one], STATES[other], rule) for one, other, rule in RULES})

	def test_every_row(self):
		self.walk(TABLE, SUGGESTION, self.suggestion_at, self.values)

	def test_what_names_no_level_holds_of_the_countys_too(self):
		"""The lead deputy's own steps, and those of the delegation's clerk, who is the township's."""
		self.at_county = True
		self.walk(TABLE, SUGGESTION, self.suggestion_at, self.values, self.names_no_level)

	@staticmethod
	def names_no_level(row: Row) -> bool:
		return not {"town", "county"} & set(row.when)

	def actor(self, row: Row) -> str:
		if row.allowed != DEPUTY:
			return super().actor(row)
		if row.action in COSIGNING:
			return "county_second" if self.is_countys(row) else "second"
		return "county_deputy" if self.is_countys(row) else "deputy"

	def refused(self, row: Row, may: set[str]) -> list[str]:
		# the other level's deputies; of its own, who leads doesn't co-sign, and a co-signer takes no other step
		own = {"county_deputy", "county_second"} if self.is_countys(row) else {"deputy", "second"}
		deputies = {"deputy", "second", "deputy_b"} | own
		mine = {self.actor(row)} if DEPUTY not in may or row.allowed == DEPUTY else own
		return sorted({*super().refused(row, may), *deputies} - mine)

	def is_countys(self, row: Row) -> bool:
		return self.at_county or "county" in row.when

	def stock(self, row: Row) -> None:
		of_county = self.is_countys(row)
		for make_one in (self.county_one, self.county_main) if of_county else (self.township_one, self.main):
			self.once(make_one)
		self.once(self.county_session if of_county else self.township_session)

	def township_one(self) -> str:
		return self.drafted(cosigners=[{"deputy": self.second}])

	def county_one(self) -> str:
		signer = self.world.add_deputy("郑二民", self.world.station_west, "County")
		self.world.add_person("county_second", "郑二民", "Deputy", deputy=signer)
		return self.drafted("county_deputy", **self.of_county(cosigners=[{"deputy": signer}]))

	def main(self) -> str:
		return self.waiting(self.drafted())

	def county_main(self) -> str:
		return self.waiting(self.drafted("county_deputy", **self.of_county()))

	@staticmethod
	def waiting(name: str) -> str:
		frappe.db.set_value(SUGGESTION, name, "workflow_state", "Suggestion Awaiting Dispatch")
		return name

	def township_session(self) -> dict:
		return self.met(self.body)

	def county_session(self) -> dict:
		return self.met(self.county_body)

	def met(self, body: str) -> dict:
		"""A session of this congress, with a delegation."""
		term = frappe.db.get_value("Congress Term", {"congress_body": body})
		delegation = make("Delegation", congress_body=body, term=term, delegation_name="第一代表团")
		return {"congress_session": self.session(body), "delegation": delegation}

	def suggestion_at(self, row: Row) -> str:
		"""A suggestion in the row's state, with what its condition asks for."""
		of_county = self.is_countys(row)
		name = self.once(self.county_one if of_county else self.township_one)
		values = {
			"workflow_state": row.state,
			"handed_in_on": today(),
			"accepted_on": today(),
			"rating_deputy": self.value(name, "lead_deputy"),
			"replied_on": today(),
			"rating_due": today(),
			"lead_unit": self.bureau if of_county else self.world.unit_water,
			"responsible_person": "站长",
			"due_date": add_days(today(), 30),
			"round": 1,
			"closed_on": now_datetime() if row.state == STATES["D10"] else None,
			"paper_scan": SCAN if "on paper" in row.when else None,
			**row.values,
		}
		if row.state == STATES["D9b"]:
			values.update(result_rating="Dissatisfied", round=2)
		if values.get("occasion") or row.state == STATES["D2"]:
			met = self.once(self.county_session if of_county else self.township_session)
			values.update(occasion="In Session", **met)
		frappe.db.set_value(SUGGESTION, name, values)
		if row.action not in COSIGNING:
			signed = {"confirmed_on": now_datetime(), "confirmed_how": "In This System"}
			frappe.db.set_value("Suggestion Cosigner", {"parent": name}, signed)
		return name

	def values(self, row: Row) -> tuple[dict, str]:
		"""What the action's dialog is filled in with, and its reason."""
		by_clerk = row.allowed != DEPUTY
		main = self.once(self.county_main if self.is_countys(row) else self.main)
		rated = {"cosigners_asked": 1, **(SLIP if by_clerk else {})}
		of_action = {
			"Turn Bill into Suggestion": ({"origin": "3", **DECISION}, ""),
			"Put Bill on Agenda": (DECISION, ""),
			"Return Suggestion to Deputy": ({}, "请修改。"),
			"Propose Setting Aside": ({"set_aside_reason": "Empty or Vague"}, "空泛。"),
			"Keep Suggestion": ({}, "具体。"),
			"File Suggestion": (self.filing(self.is_countys(row)), ""),
			"Merge Suggestion": ({"main_suggestion": main}, ""),
			"Dispatch at Meeting": ({"dispatch_meeting_on": today(), "approval": "同意。", **DUE}, ""),
			"Dispatch Suggestion": ({"approval": "同意。", **DUE}, ""),
			"Return Suggestion to Review": ({}, "单位不对。"),
			"Sign for Reply": (
				{"reply_received_on": today(), **({"delivery_proof": SCAN} if by_clerk else {})},
				"",
			),
			"Rate Suggestion Satisfied": (
				{"attitude_rating": "Satisfied", "result_rating": "Satisfied", **rated},
				"",
			),
			"Rate Suggestion Dissatisfied": (
				{"attitude_rating": "Dissatisfied", "rating_reason": "没修好。", **rated},
				"",
			),
			"Rehandle Suggestion": ({"proposal": "重办。", **DUE}, ""),
			"Review Suggestion Jointly": ({"review_decision": "会商。"}, ""),
			"Rehandle Suggestion After Review": (DUE, ""),
			"Close Suggestion with Explanation": ({}, "已说明。"),
			"Archive Suggestion": ({"archive_number": "1", "retention": "D30"}, ""),
			"Withdraw Suggestion": ({"withdrawal_paper": SCAN} if by_clerk else {}, "撤回。"),
		}
		return of_action.get(row.action, ({}, ""))

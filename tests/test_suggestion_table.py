"""Every row of the suggestion's shipped table (rules.md §3a): its role goes that way, others are refused."""

import frappe
from frappe.utils import add_days, now_datetime, today

from deputy_liaison.opinions.doctype.deputy_suggestion.deputy_suggestion import DeputySuggestion
from deputy_liaison.setup.shipped import shipped
from tests.base import make
from tests.test_deputy_suggestion import SCAN, SUGGESTION, HandledTestCase, SuggestionTestCase
from tests.test_transition_tables import TransitionTables

COUNTY = "doc.handling_level == 'County'"
BILL = "doc.paper_kind == 'Bill of Deputies'"
# part of a row's condition → what a suggestion needs to meet it
MEETS = {
	"doc.handling_level == 'Township Level'": {},
	COUNTY: {},
	"doc.on_paper": {"on_paper": 1, "paper_scan": SCAN},
	"not doc.on_paper": {},
	"doc.occasion == 'In Session'": {"occasion": "In Session"},
	"doc.occasion == 'Between Sessions'": {},
	"doc.delegation": {},
	"(doc.occasion == 'Between Sessions' or not doc.delegation)": {},
	"doc.paper_kind == 'Suggestion of Deputies'": {},
	BILL: {"paper_kind": "Bill of Deputies", "occasion": "In Session"},
	"not doc.set_aside_reason": {},
	"doc.set_aside_reason": {"set_aside_reason": "Empty or Vague"},
	"not doc.result_rating": {},
	"doc.result_rating == 'Dissatisfied'": {"result_rating": "Dissatisfied"},
	"doc.round < 2": {},
	"doc.round >= 2": {"round": 2},
}
# role → who holds it for the township's suggestion, the same role elsewhere, another role there
PEOPLE = {
	"Deputy": ("deputy", "deputy_b", "county_deputy", "presidium", "chair"),
	"Township Clerk": ("clerk", "clerk_b", "chair", "presidium", "water"),
	"County Deputy Affairs Officer": ("county_officer", "clerk", "clerk_b", "county_approver", "auditor"),
	"Township Chair": ("chair", "chair_b", "clerk", "county_approver", "presidium"),
	"County Approver": ("county_approver", "chair", "county_officer", "admin"),
}
CLERKS = ("Township Clerk", "County Deputy Affairs Officer")
DUE = {"due_date": add_days(today(), 20)}
DECISION = {"bill_decision": "主席团决定", "bill_decided_on": today()}
SLIP = {"return_slip_on": today(), "return_slip_scan": SCAN}
COSIGNING = ("Confirm Cosigning", "Decline Cosigning")


class TestSuggestionTable(TransitionTables, HandledTestCase):
	"""The record is put into each row's first state; what led there is tested in test_deputy_suggestion."""

	at_county = False

	def test_every_row(self):
		walked = self.walk_all()
		self.assertEqual(walked, set(DeputySuggestion.asks))

	def test_what_names_no_level_holds_of_the_countys_too(self):
		"""The lead deputy's own steps, and those of the delegation's clerk, who is the township's."""
		self.at_county = True
		walked = self.walk_all()
		self.assertIn("Take In for Delegation", walked)

	def rows(self) -> list[dict]:
		rows = shipped("workflow", "deputy_suggestion.json")["transitions"]
		if not self.at_county:
			return rows
		return [row for row in rows if "doc.handling_level" not in row["condition"]]

	def walk_all(self) -> set[str]:
		"""Take each shipped row by its role, after others were refused; the actions walked."""
		rows = self.rows()
		for row in rows:
			allowed = {
				other["allowed"]
				for other in rows
				if (other["state"], other["action"]) == (row["state"], row["action"])
			}
			actor, *others = self.people(row)
			self.stock(row)
			with self.subTest(state=row["state"], action=row["action"], role=row["allowed"]), self.undone():
				name = self.suggestion_at(row)
				values, note = self.values(row)
				for other in others:
					if self.role_of(other) in allowed and self.sees(other, SUGGESTION, name):
						continue
					with self.assertRaises(frappe.PermissionError, msg=other):
						self.act(other, SUGGESTION, name, row["action"], note, **values)
				self.act(actor, SUGGESTION, name, row["action"], note, **values)
				self.assertEqual(self.value(name, "workflow_state"), row["next_state"])
				self.assertEqual(self.last_line(name), row["action"])
		return {row["action"] for row in rows}

	def role_of(self, key: str) -> str:
		return frappe.db.get_value("Staff Post", {"user": self.world.users[key]}, "post")

	def people(self, of: dict | str):
		"""Who takes a row, and who may not; or who is who of a suggestion."""
		if isinstance(of, str):
			return SuggestionTestCase.people(self, of)
		if of["action"] in COSIGNING:
			return ("county_second" if self.at_county else "second"), "deputy_b", "presidium", "clerk_b"
		actor, *others = PEOPLE[of["allowed"]]
		if self.at_county and of["allowed"] == "Deputy":
			return "county_deputy", "deputy", "deputy_b", "presidium", "chair"
		if of["allowed"] == "Deputy" and of["action"] != "Confirm Cosigning":
			others = ["second", *others]
		if "In Session" in of["condition"] and COUNTY in of["condition"]:
			others = [one for one in others if one != "clerk"]
		return actor, *others

	def sees(self, key: str, doctype: str, name: str) -> bool:
		"""A co-signer sees it, holds the role too, and is refused all the same."""
		return key != "second" and super().sees(key, doctype, name)

	def is_countys(self, row: dict) -> bool:
		return self.at_county or COUNTY in row["condition"]

	def stock(self, row: dict) -> None:
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

	def suggestion_at(self, row: dict) -> str:
		"""A suggestion in the row's state, with what its condition asks for."""
		of_county = self.is_countys(row)
		name = self.once(self.county_one if of_county else self.township_one)
		values = {
			"workflow_state": row["state"],
			"handed_in_on": today(),
			"accepted_on": today(),
			"rating_deputy": self.value(name, "lead_deputy"),
			"replied_on": today(),
			"rating_due": today(),
			"lead_unit": self.world.unit_water,
			"responsible_person": "站长",
			"due_date": add_days(today(), 30),
			"round": 1,
			"closed_on": now_datetime() if row["state"] == "Suggestion Closed" else None,
		}
		for part in filter(None, row["condition"].split(" and ")):
			values.update(MEETS[part])
		if row["state"] == "Suggestion Joint Review":
			values.update(result_rating="Dissatisfied", round=2)
		if (
			values.get("occasion")
			or "Delegation" in row["state"]
			or row["action"] == "Take In for Delegation"
		):
			met = self.once(self.county_session if of_county else self.township_session)
			values.update(occasion="In Session", **met)
		frappe.db.set_value(SUGGESTION, name, values)
		if row["action"] not in COSIGNING:
			signed = {"confirmed_on": now_datetime(), "confirmed_how": "In This System"}
			frappe.db.set_value("Suggestion Cosigner", {"parent": name}, signed)
		return name

	def values(self, row: dict) -> tuple[dict, str]:
		"""What the action's dialog is filled in with, and its reason."""
		by_clerk = row["allowed"] in CLERKS
		main = self.once(self.county_main if self.is_countys(row) else self.main)
		rated = {"cosigners_asked": 1, **(SLIP if by_clerk else {})}
		of_action = {
			"Turn Bill into Suggestion": ({"origin": "3", **DECISION}, ""),
			"Put Bill on Agenda": (DECISION, ""),
			"Return Suggestion to Deputy": ({}, "请修改。"),
			"Propose Setting Aside": ({"set_aside_reason": "Empty or Vague"}, "空泛。"),
			"Keep Suggestion": ({}, "具体。"),
			"File Suggestion": (self.filing(), ""),
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
		return of_action.get(row["action"], ({}, ""))

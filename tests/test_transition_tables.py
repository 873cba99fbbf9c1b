"""Every row of the tables of ticket, order and promise: who may go that way does, everybody else is refused.

The tables are transcribed here by hand from rules.md §2.2 and §2.4: a row that the shipped workflow has
besides, lacks, or gives to somebody else fails. What a row's guards want beyond role and condition stands in
the test files of the single capabilities.
"""

from contextlib import contextmanager

import frappe
from frappe.utils import add_days, now_datetime, today

from deputy_liaison.opinions.doctype.commitment.commitment import Commitment
from deputy_liaison.opinions.doctype.dispatch_order.dispatch_order import DispatchOrder
from deputy_liaison.opinions.doctype.opinion_ticket.opinion_ticket import OpinionTicket
from deputy_liaison.setup.shipped import shipped
from deputy_liaison.state_machine import internal_move
from tests.base import LiaisonTestCase, attempts, full_reply, make

TICKET, ORDER, PROMISE = "Opinion Ticket", "Dispatch Order", "Commitment"
OFFICER, CLERK, CHAIR, DEPUTY, UNIT = (
	"Station Liaison Officer",
	"Township Clerk",
	"Township Chair",
	"Deputy",
	"Responsible Unit Officer",
)
COUNTY_OFFICER, APPROVER = "County Deputy Affairs Officer", "County Approver"
# the states by the numbers that the rules give them (rules.md §2.1, §2.3, §3a)
STATES = {
	"T0": "Ticket Draft",
	"T1": "Ticket Registered",
	"T2": "Ticket Answered",
	"T3": "Ticket Out of Scope",
	"T4": "Ticket Accusation Forwarded",
	"T5": "Ticket Pending Approval",
	"T6": "Ticket In Handling",
	"T7": "Ticket Village Coordination",
	"T8": "Ticket To Feed Back",
	"T9": "Ticket Awaiting Rating",
	"T10": "Ticket Joint Review",
	"T11": "Ticket Closed",
	"T12": "Ticket Archived",
	"TE": "Ticket Entrusted",
	"TC": "Ticket Converted",
	"TM": "Ticket Merged",
	"TW": "Ticket Withdrawn",
	"O1": "Order Issued",
	"O2": "Order Acknowledged",
	"O3": "Order Return Requested",
	"O4": "Order Extension Requested",
	"O5": "Order Replied",
	"O6": "Order Accepted",
	"O7": "Order Withdrawn",
	"D0": "Suggestion Draft",
	"D1": "Suggestion Submitted",
	"D2": "Suggestion Received by Delegation",
	"D3": "Suggestion Under Review",
	"D4": "Suggestion Returned to Deputy",
	"D5": "Suggestion Awaiting Dispatch",
	"D6": "Suggestion In Handling",
	"D8": "Suggestion Replied",
	"D9": "Suggestion Awaiting Rating",
	"D9b": "Suggestion Joint Review",
	"D10": "Suggestion Closed",
	"D11": "Suggestion Archived",
	"DM": "Suggestion Merged",
	"DW": "Suggestion Withdrawn",
	"DS": "Suggestion Set Aside",
	"DB": "Bill on the Agenda",
	"open": "Commitment Open",
	"reported": "Commitment Reported",
	"fulfilled": "Commitment Fulfilled",
}
# what a row asks of the record: as the workflow writes it, what a record holds to meet it, whether it does
WHEN = {
	"town": (
		"doc.handling_level == 'Township Level'",
		{},
		lambda doc: doc.handling_level == "Township Level",
	),
	"county": (
		"doc.handling_level == 'County'",
		{"handling_level": "County"},
		lambda doc: doc.handling_level == "County",
	),
	"no station": ("not doc.station", {"station": None}, lambda doc: not doc.station),
	"to a unit": (
		"doc.proposed_route == 'Dispatch to Unit'",
		{"proposed_route": "Dispatch to Unit"},
		lambda doc: doc.proposed_route == "Dispatch to Unit",
	),
	"to the county": (
		"doc.proposed_route == 'Escalate to County'",
		{"proposed_route": "Escalate to County"},
		lambda doc: doc.proposed_route == "Escalate to County",
	),
	"to a channel": (
		"doc.proposed_route == 'Name the Right Channel'",
		{"proposed_route": "Name the Right Channel"},
		lambda doc: doc.proposed_route == "Name the Right Channel",
	),
	"escalated": ("doc.escalated_on", {"escalated_on": now_datetime()}, lambda doc: doc.escalated_on),
	"of its own": ("not doc.escalated_on", {"escalated_on": None}, lambda doc: not doc.escalated_on),
	"untold": ("not doc.feedback_on", {"feedback_on": None}, lambda doc: not doc.feedback_on),
	"open to all": ("not doc.restriction", {"restriction": 0}, lambda doc: not doc.restriction),
	"restricted": ("doc.restriction", {"restriction": 2}, lambda doc: doc.restriction),
	"the chair's": ("doc.restriction == 1", {"restriction": 1}, lambda doc: doc.restriction == 1),
	"content": (
		"doc.reporter_rating != 'Dissatisfied'",
		{"reporter_rating": None},
		lambda doc: doc.reporter_rating != "Dissatisfied",
	),
	"dissatisfied": (
		"doc.reporter_rating == 'Dissatisfied'",
		{"reporter_rating": "Dissatisfied"},
		lambda doc: doc.reporter_rating == "Dissatisfied",
	),
	"by a unit": ("doc.approved_on", {"approved_on": now_datetime()}, lambda doc: doc.approved_on),
	"by no unit": ("not doc.approved_on", {"approved_on": None}, lambda doc: not doc.approved_on),
	"once": ("doc.round == 1", {"round": 1}, lambda doc: doc.round == 1),
	"again": ("doc.round >= 2", {"round": 2}, lambda doc: doc.round >= 2),
	"handling": (
		"doc.order_kind == 'Handling Order'",
		{},
		lambda doc: doc.order_kind == "Handling Order",
	),
	"village": (
		"doc.order_kind == 'Village Coordination'",
		{"order_kind": "Village Coordination"},
		lambda doc: doc.order_kind == "Village Coordination",
	),
	"lead": ("doc.unit_role == 'Lead'", {}, lambda doc: doc.unit_role == "Lead"),
	"supporting": ("doc.unit_role == 'Supporting'", {}, lambda doc: doc.unit_role == "Supporting"),
	"with intermediary": ("doc.intermediary_unit", {}, lambda doc: doc.intermediary_unit),
	"at the intermediary": (
		"doc.intermediary_unit == doc.responsible_unit",
		{},
		lambda doc: doc.intermediary_unit == doc.responsible_unit,
	),
	"not contacted": ("not doc.first_contact_on", {}, lambda doc: not doc.first_contact_on),
	"not returned": ("not doc.return_requested_on", {}, lambda doc: not doc.return_requested_on),
	"not extended": ("not doc.extension_requested_on", {}, lambda doc: not doc.extension_requested_on),
	"signed for": (
		"doc.acknowledged_on",
		{"acknowledged_on": now_datetime()},
		lambda doc: doc.acknowledged_on,
	),
	"not signed for": ("not doc.acknowledged_on", {}, lambda doc: not doc.acknowledged_on),
	"on paper": ("doc.on_paper", {"on_paper": 1}, lambda doc: doc.on_paper),
	"written here": ("not doc.on_paper", {}, lambda doc: not doc.on_paper),
	"in session": (
		"doc.occasion == 'In Session'",
		{"occasion": "In Session"},
		lambda doc: doc.occasion == "In Session",
	),
	"between sessions": (
		"doc.occasion == 'Between Sessions'",
		{},
		lambda doc: doc.occasion == "Between Sessions",
	),
	"by a delegation": ("doc.delegation", {}, lambda doc: doc.delegation),
	"by no delegation": (
		"(doc.occasion == 'Between Sessions' or not doc.delegation)",
		{},
		lambda doc: doc.occasion == "Between Sessions" or not doc.delegation,
	),
	"no bill": (
		"doc.paper_kind == 'Suggestion of Deputies'",
		{},
		lambda doc: doc.paper_kind == "Suggestion of Deputies",
	),
	"a bill": (
		"doc.paper_kind == 'Bill of Deputies'",
		{"paper_kind": "Bill of Deputies", "occasion": "In Session"},
		lambda doc: doc.paper_kind == "Bill of Deputies",
	),
	"kept": ("not doc.set_aside_reason", {}, lambda doc: not doc.set_aside_reason),
	"to be set aside": (
		"doc.set_aside_reason",
		{"set_aside_reason": "Empty or Vague"},
		lambda doc: doc.set_aside_reason,
	),
	"not rated": ("not doc.result_rating", {}, lambda doc: not doc.result_rating),
	"rated dissatisfied": (
		"doc.result_rating == 'Dissatisfied'",
		{"result_rating": "Dissatisfied"},
		lambda doc: doc.result_rating == "Dissatisfied",
	),
	"the first time": ("doc.round < 2", {}, lambda doc: doc.round < 2),
}


def given(who: tuple[tuple[str, ...], ...], *when: str) -> tuple[tuple[str, ...], ...]:
	"""The same actors, each with more that is asked of the record."""
	return tuple((*actor, *when) for actor in who)


# role, then what is asked of the record; the county's own stand for the township's (rules.md §2, actors)
CLERKS = ((CLERK, "town"), (COUNTY_OFFICER, "county"))
CHAIRS = ((CHAIR, "town"), (APPROVER, "county"))
# what came past the stations is told by the office itself
STATION = ((OFFICER,), *given(CLERKS, "no station"))
UNITS = ((UNIT,), *CLERKS)
MARKING = (*CLERKS, *CHAIRS)
# rules.md §2.2: from, action, to, who
TICKET_TABLE = (
	("T0", "Register Ticket", "T1", ((OFFICER,), (DEPUTY,), (COUNTY_OFFICER,))),
	("T1", "Explain Ticket", "T2", CLERKS),
	("T2", "Ask Ticket Rating", "T9", STATION),
	("T2", "Close Answered Ticket", "T11", ((OFFICER,), *CLERKS)),
	("T1", "Mark Ticket as Accusation", "T4", MARKING),
	("T5", "Mark Ticket as Accusation", "T4", MARKING),
	# read in full it may name the township's own leaders (§2.2, the county's approver alone)
	("T4", "Restrict Ticket to County", "T4", ((CHAIR, "the chair's"), (APPROVER, "the chair's"))),
	("T4", "Close Forwarded Ticket", "T11", ((CHAIR, "the chair's"), (APPROVER,))),
	("T1", "Merge Ticket", "TM", CLERKS),
	("T1", "Split Ticket", "T1", CLERKS),
	("T1", "Send Ticket to Village", "T7", ((CLERK, "town"),)),
	("T1", "Convert Ticket", "TC", ((DEPUTY,),)),
	("T1", "Entrust Ticket", "TE", ((CLERK, "town"),)),
	("TE", "Take Up Ticket", "TC", ((DEPUTY,),)),
	("TE", "Decline Ticket", "T1", ((DEPUTY,),)),
	("TC", "Close Converted Ticket", "T11", (*STATION, (DEPUTY,))),
	("T1", "Propose Ticket", "T5", CLERKS),
	("T5", "Return Ticket to Clerk", "T1", ((CHAIR, "town"), (APPROVER, "county", "of its own"))),
	("T5", "Name Ticket Channel", "T3", given(CHAIRS, "to a channel")),
	("T3", "Close Out of Scope Ticket", "T11", CLERKS),
	("T5", "Escalate Ticket", "T5", ((CHAIR, "town", "to the county"),)),
	("T5", "Propose Ticket at County", "T5", ((COUNTY_OFFICER, "county"),)),
	("T5", "Return Ticket to Township", "T1", ((APPROVER, "county", "escalated"),)),
	("T5", "Dispatch Ticket", "T6", ((CHAIR, "town", "to a unit"),)),
	("T5", "Dispatch Ticket at County", "T6", ((APPROVER, "county", "to a unit"),)),
	("T8", "Feed Back Ticket", "T9", (*STATION, (DEPUTY,))),
	(
		"TM",
		"Feed Back Merged Ticket",
		"TM",
		(
			*given((*STATION, (DEPUTY,)), "untold"),
			(CHAIR, "the chair's", "untold"),
			(APPROVER, "restricted", "untold"),
		),
	),
	("T8", "Close Unrated Ticket", "T11", STATION),
	("T9", "Rate Ticket Satisfied", "T11", given(STATION, "content")),
	("T9", "Rate Ticket Dissatisfied", "T9", given(STATION, "content")),
	# what no unit handled in this round is proposed for the first time
	("T9", "Propose Ticket", "T5", given(CLERKS, "dissatisfied", "by no unit")),
	("T9", "Rehandle Ticket", "T6", given(CLERKS, "dissatisfied", "by a unit", "once")),
	("T9", "Review Ticket Jointly", "T10", given(CHAIRS, "dissatisfied", "by a unit", "again")),
	("T10", "Rehandle Ticket After Review", "T6", CHAIRS),
	("T10", "Close Ticket with Explanation", "T11", CHAIRS),
	*((state, "Withdraw Ticket", "TW", CLERKS) for state in ("T1", "T5", "T6", "T7")),
	("T11", "Reopen Ticket", "T1", given(CLERKS, "open to all")),
	("T11", "Archive Ticket", "T12", (*CLERKS, (CHAIR, "the chair's"), (APPROVER, "restricted"))),
)
# moves by system or voter code: from, to, rule
TICKET_RULES = {
	("T2", "T11", "Close Ticket on the Spot"),
	("T2", "T1", "Reopen Answered Ticket"),
	("T6", "T8", "L3"),
	("T7", "T8", "L5"),
	("T7", "T1", "L5"),
	("T9", "T11", "Close Ticket Unrated"),
	("T9", "T11", "Rate Ticket Satisfied"),
	("T9", "T9", "Rate Ticket Dissatisfied"),
	("TE", "T1", "Take Up Limit"),
}
# rules.md §2.4
ORDER_TABLE = (
	("O1", "Pass On Order", "O1", ((UNIT, "with intermediary", "at the intermediary"),)),
	("O1", "Request Order Return", "O3", given(UNITS, "handling", "not returned")),
	("O2", "Request Order Return", "O3", given(UNITS, "handling", "not returned")),
	("O3", "Grant Order Return", "O7", CHAIRS),
	("O3", "Refuse Order Return", "O1", given(CHAIRS, "not signed for")),
	("O3", "Refuse Order Return", "O2", given(CHAIRS, "signed for")),
	("O1", "Acknowledge Order", "O2", given(UNITS, "handling")),
	("O2", "Request Order Extension", "O4", given(UNITS, "not extended")),
	("O4", "Grant Order Extension", "O2", CHAIRS),
	("O4", "Refuse Order Extension", "O2", CHAIRS),
	("O2", "Record First Contact", "O2", given(UNITS, "not contacted")),
	("O2", "Reply to Order", "O5", given(UNITS, "lead")),
	("O2", "Give Order Opinion", "O5", given(UNITS, "supporting")),
	("O1", "Report Village Result", "O5", given(UNITS, "village")),
	("O1", "Give Up Village Order", "O7", given(UNITS, "village")),
)
ORDER_RULES = {("O5", "O6", "L6"), *((state, "O7", "L8") for state in ("O1", "O2", "O3", "O4"))}
CHECKING = ((CLERK, "town"), (OFFICER, "town"), (COUNTY_OFFICER, "county"))
PROMISE_TABLE = (
	("open", "Record Commitment Progress", "open", UNITS),
	("open", "Report Commitment Fulfilled", "reported", UNITS),
	("reported", "Confirm Commitment", "fulfilled", CHECKING),
	("reported", "Return Commitment", "open", CHECKING),
)
# role → the person of the test county who holds it where the record lies
HERE = {
	OFFICER: "officer",
	CLERK: "clerk",
	CHAIR: "chair",
	COUNTY_OFFICER: "county_officer",
	APPROVER: "county_approver",
	DEPUTY: "deputy",
	UNIT: "water",
	"Presidium Member": "presidium",
	"Oversight Auditor": "auditor",
	"Liaison Administrator": "admin",
}
# those who hold the role that may, but elsewhere
ELSEWHERE = {
	OFFICER: "other_officer",
	CLERK: "clerk_b",
	CHAIR: "chair_b",
	DEPUTY: "deputy_b",
	UNIT: "elsewhere",
}
SLIP = ("on_behalf_signer", "on_behalf_date", "on_behalf_scan")


class Row(frappe._dict):
	"""One row of a table for one role: state, action, next_state, allowed, when."""

	@property
	def condition(self) -> frozenset[str]:
		return frozenset(WHEN[part][0] for part in self.when)

	@property
	def values(self) -> dict:
		"""What a record holds that meets the row."""
		return {field: value for part in self.when for field, value in WHEN[part][1].items()}

	def fits(self, doc) -> bool:
		return all(WHEN[part][2](doc) for part in self.when)


def rows_of(table: tuple) -> list[Row]:
	"""The rows that the workflow writes, one a role."""
	return [
		Row(state=STATES[state], action=action, next_state=STATES[to], allowed=role, when=when)
		for state, action, to, who in table
		for role, *when in who
	]


class TransitionTables(LiaisonTestCase):
	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		world = cls.world
		cls.village_unit = make(
			"Responsible Unit", unit_name="东村村民委员会", kind="Village Committee", jurisdiction=world.east
		)
		cls.office = make(
			"Responsible Unit",
			unit_name="甲镇人民政府",
			kind="Government Office",
			jurisdiction=world.town,
			may_be_intermediary=1,
		)
		cls.county_deputy = world.add_deputy("郑县代", world.station, "County")
		for key, name, place in (
			("deputy_b", "吴南生", {"deputy": world.deputy_b}),
			("county_deputy", "郑县代", {"deputy": cls.county_deputy}),
		):
			world.add_person(key, name, "Deputy", **place)
		cls.bureau = make(
			"Responsible Unit", unit_name="试验县水利局", kind="Bureau", jurisdiction=world.county
		)
		unit_b = make(
			"Responsible Unit", unit_name="乙镇水务站", kind="Township Office", jurisdiction=world.town_b
		)
		world.add_person("bureau", "局经办", "Responsible Unit Officer", unit=cls.bureau)
		world.add_person("elsewhere", "乙镇经办", "Responsible Unit Officer", unit=unit_b)
		world.add_person("village", "村文书", "Responsible Unit Officer", unit=cls.village_unit)
		world.add_person("office", "政府办", "Responsible Unit Officer", unit=cls.office)

	def setUp(self) -> None:
		super().setUp()
		self.category = frappe.db.get_value("Opinion Category", {"category_name": "饮水水利"})
		self.scan = self.uploaded()

	def uploaded(self) -> str:
		"""A private file, as a scan."""
		return (
			frappe.get_doc({"doctype": "File", "file_name": "扫描.txt", "content": "已签字", "is_private": 1})
			.insert()
			.file_url
		)

	@contextmanager
	def undone(self):
		"""What happens inside is rolled back, so that the rows don't meet."""
		frappe.db.savepoint("row")
		try:
			yield
		finally:
			frappe.set_user("Administrator")
			frappe.db.rollback(save_point="row")
			frappe.clear_messages()

	def assertShipped(self, file: str, table: tuple) -> None:
		"""The workflow has these rows, each once, and no others."""
		stored = [
			(
				row["state"],
				row["action"],
				row["next_state"],
				row["allowed"],
				frozenset(filter(None, row["condition"].split(" and "))),
			)
			for row in shipped("workflow", file)["transitions"]
		]
		ruled = [
			(row.state, row.action, row.next_state, row.allowed, row.condition) for row in rows_of(table)
		]
		self.assertEqual(set(stored) - set(ruled), set(), "the workflow allows what the rules don't")
		self.assertEqual(set(ruled) - set(stored), set(), "the workflow lacks what the rules allow")
		self.assertEqual(len(stored), len(ruled))

	def walk(self, table: tuple, doctype: str, prepare, values_of, chosen=lambda row: True) -> None:
		"""Take each row by its role, after everybody else was refused, those on the spot first of all."""
		rows = rows_of(table)
		for row in filter(chosen, rows):
			self.stock(row)
			with self.subTest(state=row.state, action=row.action, role=row.allowed), self.undone():
				name = prepare(row)
				values, note = values_of(row)
				doc = frappe.get_doc(doctype, name)
				may = {
					other.allowed
					for other in rows
					if (other.state, other.action) == (row.state, row.action) and other.fits(doc)
				}
				refused = self.refused(row, may)
				self.assertGreaterEqual(len(refused), 6)
				for other in refused:
					with self.assertRaises(frappe.PermissionError, msg=other):
						self.act(other, doctype, name, row.action, note, **values)
				self.act(self.actor(row), doctype, name, row.action, note, **values)
				self.assertEqual(frappe.db.get_value(doctype, name, "workflow_state"), row.next_state)
				self.assertEqual(self.last_line(name), row.action)

	def refused(self, row: Row, may: set[str]) -> list[str]:
		"""Everybody of the place who holds another role, and who holds the role that may elsewhere."""
		near = [key for role, key in HERE.items() if role not in may]
		return near + [ELSEWHERE[role] for role in may if role in ELSEWHERE]

	def stock(self, row: Row) -> None:
		"""Make what the row starts from, before the point to which each row is undone: once for all rows."""

	def once(self, make_one) -> str:
		"""The record that `make_one` makes on its first call."""
		made = self.__dict__.setdefault("made", {})
		if make_one.__name__ not in made:
			made[make_one.__name__] = make_one()
		return made[make_one.__name__]

	def actor(self, row: Row) -> str:
		return HERE[row.allowed]

	def sees(self, key: str, doctype: str, name: str) -> bool:
		with self.as_user(key):
			return bool(frappe.get_list(doctype, {"name": name}))

	def suggestion_from(self, ticket: str, deputy: str) -> None:
		"""A suggestion that was handed in with this ticket as its source, and answered."""
		paper = {
			"doctype": "Deputy Suggestion",
			"congress_body": frappe.db.get_value("Deputy Mandate", {"deputy": deputy}, "congress_body"),
			"lead_deputy": deputy,
			"suggestion_title": "关于修复水渠的建议",
			"reasons": "多户反映。",
			"proposals": "请修复。",
			"source_cases": [{"ticket": ticket}],
		}
		name = frappe.get_doc(paper).insert().name
		answered = {"workflow_state": "Suggestion Replied", "replied_on": today()}
		frappe.db.set_value("Deputy Suggestion", name, answered)

	@staticmethod
	def last_line(name: str) -> str:
		return frappe.get_all(
			"Handling Log",
			{"reference_name": name, "event": "Move by Person"},
			pluck="action",
			order_by="creation desc",
			limit=1,
		)[0]


class TestTicketTable(TransitionTables):
	"""rules.md §2.2."""

	def test_the_workflow_is_that_of_the_rules(self):
		self.assertShipped("opinion_ticket.json", TICKET_TABLE)

	def test_every_action_asks_for_what_it_needs(self):
		actions = {row.action for row in rows_of(TICKET_TABLE)}
		self.assertEqual(set(OpinionTicket.asks), actions - {"Register Ticket"})

	def test_every_row(self):
		by_action = tuple(row for row in TICKET_TABLE if row[0] != "T0")
		self.walk(by_action, TICKET, self.ticket_at, self.values)

	def test_who_receives_a_matter_registers_it_with_the_visit(self):
		"""T0→T1 is one save of the visit; nobody else makes one."""
		for key, values in (
			("officer", {}),
			("county_officer", {"receiving_deputies": [], "village": None, "channel": "Letter"}),
		):
			with self.subTest(key), self.undone(), self.as_user(key):
				visit = self.new_visit(**values)
				visit.station = None if key == "county_officer" else visit.station
				ticket = visit.insert().matters[0].ticket
				self.assertEqual(frappe.db.get_value(TICKET, ticket, "workflow_state"), STATES["T1"])
				line = frappe.get_last_doc("Handling Log", {"reference_name": ticket})
				self.assertEqual((line.action, line.to_state), ("Register Ticket", STATES["T1"]))
		for key in ("clerk", "chair", "county_approver", "water", "presidium", "auditor", "other_officer"):
			with self.subTest(key), self.as_user(key):
				self.assertRaises(frappe.PermissionError, self.new_visit().insert)
		for key in HERE.values():
			with self.subTest(key), self.as_user(key):
				draft = {"doctype": TICKET, "subject": "手工登记", "jurisdiction": self.world.east}
				# a ticket is made by its visit alone, whatever state a client writes into it
				for state in (None, STATES["T0"], STATES["T1"]):
					with self.assertRaises((frappe.PermissionError, frappe.ValidationError)):
						frappe.get_doc({**draft, "workflow_state": state}).insert()

	def actor(self, row: Row) -> str:
		if row.state == STATES["TE"]:
			return "county_deputy"
		return super().actor(row)

	def refused(self, row: Row, may: set[str]) -> list[str]:
		# the deputy who received the matter is not the one to whom it was entrusted
		own = ["deputy"] if row.state == STATES["TE"] else []
		return super().refused(row, may) + own

	def stock(self, row: Row) -> None:
		self.once(self.way_to(row.state))
		self.once(self.replied)
		self.once(self.another)

	def way_to(self, state: str):
		return {
			"Ticket Village Coordination": self.sent_to_village,
			"Ticket In Handling": self.dispatched_ticket,
			"Ticket To Feed Back": self.replied,
			"Ticket Awaiting Rating": self.fed_back_ticket,
			"Ticket Joint Review": self.fed_back_ticket,
			"Ticket Pending Approval": self.proposed,
		}.get(state, self.registered_ticket)

	def ticket_at(self, row: Row) -> str:
		"""A ticket in the row's state, with what its condition asks for."""
		state = row.state
		ticket = self.once(self.way_to(state))
		values = {"workflow_state": state, **row.values}
		if "county" in row.when:
			values["lead_unit"] = self.bureau
			frappe.db.delete("Supporting Unit", {"parent": ticket})
		if state == "Ticket Accusation Forwarded":
			values.setdefault("restriction", 2 if row.allowed == APPROVER else 1)
		if state == "Ticket Merged":
			values["main_ticket"] = self.once(self.replied)
		if state == "Ticket Entrusted":
			values["entrusted_to"] = self.county_deputy
		if state == "Ticket Out of Scope":
			values["out_of_scope_reason"] = "Private Matter"
		if state == "Ticket Closed":
			days = -90 if row.action == "Archive Ticket" else -3
			values["closed_on"] = add_days(now_datetime(), days)
		frappe.db.set_value(TICKET, ticket, values)
		if row.action in ("Convert Ticket", "Take Up Ticket", "Close Converted Ticket"):
			entrusted = row.action == "Take Up Ticket"
			self.suggestion_from(ticket, self.county_deputy if entrusted else self.world.deputy)
		return ticket

	def proposed(self) -> str:
		ticket = self.registered_ticket()
		self.propose(ticket)
		return ticket

	def replied(self) -> str:
		ticket = self.dispatched_ticket()
		self.reply(ticket)
		return ticket

	def sent_to_village(self) -> str:
		ticket = self.registered_ticket()
		values, note = self.values(Row(action="Send Ticket to Village"))
		self.act("clerk", TICKET, ticket, "Send Ticket to Village", note, **values)
		return ticket

	def values(self, row: Row) -> tuple[dict, str]:
		"""What the action's dialog is filled in with, and its reason."""
		proposal = {
			"category": self.category,
			"authority_level": "Township Level",
			"proposed_route": "Dispatch to Unit",
			"lead_unit": self.bureau if "county" in row.get("when", ()) else self.world.unit_water,
			"due_date": add_days(today(), 20),
			"responsible_person": "水务站站长",
			"proposal": "请现场查看。",
		}
		channel = {"out_of_scope_reason": "Private Matter", "channel_office": "甲镇司法所"}
		told = {"feedback_mode": "By Telephone", "feedback_on": today()}
		due = {"due_date": add_days(today(), 20)}
		of_action = {
			"Propose Ticket": (proposal, ""),
			"Propose Ticket at County": (proposal, ""),
			"Explain Ticket": ({"answer": "属政策规定。", "policy_basis": "国发〔2025〕1号"}, ""),
			"Return Ticket to Clerk": ({}, "请核实。"),
			"Return Ticket to Township": ({}, "属镇级职责。"),
			"Escalate Ticket": ({}, "超出镇级职责。"),
			"Dispatch Ticket": ({"approval": "同意。"}, ""),
			"Dispatch Ticket at County": ({"approval": "同意。"}, ""),
			"Name Ticket Channel": (channel, ""),
			"Close Out of Scope Ticket": (
				{"notice_given_on": today(), "notice_way": "Told by Telephone"},
				"",
			),
			"Mark Ticket as Accusation": ({"names_own_leaders": 0}, ""),
			"Restrict Ticket to County": ({}, "涉及镇领导。"),
			"Close Forwarded Ticket": (
				{
					"receiving_authority": "试验县纪委监委",
					"forwarded_on": today(),
					"forward_receipt": self.scan,
					"notice_given_on": today(),
					"notice_way": "Handed Over",
				},
				"",
			),
			"Merge Ticket": ({"main_ticket": self.once(self.another)}, ""),
			"Split Ticket": ({"split_matter": "另有一盏路灯坏了。"}, ""),
			"Send Ticket to Village": (
				{
					"category": self.category,
					"village_unit": self.village_unit,
					"proposal": "请村里先协调。",
					**due,
				},
				"",
			),
			"Entrust Ticket": ({"entrusted_to": self.county_deputy}, "涉及县级事权。"),
			"Decline Ticket": ({}, "已另有代表提出。"),
			"Close Converted Ticket": (told, ""),
			"Feed Back Ticket": (told, ""),
			"Feed Back Merged Ticket": (told, ""),
			"Ask Ticket Rating": (told, ""),
			"Close Unrated Ticket": (
				{"feedback_mode": "Could Not Be Reached", "feedback_attempts": attempts()},
				"",
			),
			"Rate Ticket Satisfied": (
				{"reporter_rating": "Satisfied", "rating_source": "Telephone"},
				"",
			),
			"Rate Ticket Dissatisfied": (
				{"rating_source": "Telephone", "rating_reason": "没有修好。"},
				"",
			),
			"Rehandle Ticket": ({**due, "proposal": "请重新办理。"}, ""),
			"Review Ticket Jointly": ({"review_decision": "请县水利局专家现场会商。"}, ""),
			"Rehandle Ticket After Review": (due, ""),
			"Close Ticket with Explanation": (told, "资金下年度落实,已向反映人说明。"),
			"Withdraw Ticket": ({"withdrawal_basis": "Reporter by Telephone"}, "反映人称已解决。"),
			"Reopen Ticket": ({"reopen_reason": "水渠又垮了。"}, ""),
			"Archive Ticket": (
				{"archive_number": "0086-WS·2026-D10-RDB-0001", "retention": "D10"},
				"",
			),
		}
		return of_action.get(row.action, ({}, ""))

	def another(self) -> str:
		return self.registered_ticket()


class TestOrderTable(TransitionTables):
	"""rules.md §2.4."""

	def test_the_workflow_is_that_of_the_rules(self):
		self.assertShipped("dispatch_order.json", ORDER_TABLE)
		self.assertEqual({row.action for row in rows_of(ORDER_TABLE)}, set(DispatchOrder.asks))

	def test_every_row(self):
		self.walk(ORDER_TABLE, ORDER, self.order_at, self.values)

	def unit(self, row: Row) -> str:
		"""Whose order it is."""
		if "village" in row.when:
			return "village"
		if row.action == "Pass On Order":
			return "office"
		return "works" if "supporting" in row.when else "water"

	def actor(self, row: Row) -> str:
		return self.unit(row) if row.allowed == UNIT else super().actor(row)

	def refused(self, row: Row, may: set[str]) -> list[str]:
		# another unit's officers, though they may have an order on the same matter
		others = {"water", "works", "village", "office"} - {self.unit(row)}
		return sorted({*super().refused(row, may), *others})

	def stock(self, row: Row) -> None:
		self.once(self.dispatched_ticket)

	def order_at(self, row: Row) -> str:
		state = row.state
		ticket = self.once(self.dispatched_ticket)
		order = self.order_of(ticket, "Supporting" if "supporting" in row.when else "Lead")
		values = {"workflow_state": state, **row.values}
		if "village" in row.when:
			values["responsible_unit"] = self.village_unit
			frappe.db.set_value(TICKET, ticket, "workflow_state", "Ticket Village Coordination")
		if row.action == "Pass On Order":
			values.update(intermediary_unit=self.office, responsible_unit=self.office)
		if state in ("Order Acknowledged", "Order Extension Requested") or (
			row.next_state == "Order Acknowledged" and row.action == "Refuse Order Return"
		):
			values["acknowledged_on"] = now_datetime()
		if state == "Order Return Requested":
			values.update(return_requested_on=add_days(now_datetime(), -3), return_reason="不属本单位职责。")
		if state == "Order Extension Requested":
			values.update(extension_requested_on=now_datetime(), extension_until=add_days(today(), 40))
		frappe.db.set_value(ORDER, order, values)
		return order

	def new_unit(self, row: Row) -> str:
		return self.bureau if "county" in row.when else self.world.unit_power

	def values(self, row: Row) -> tuple[dict, str]:
		reply = {"reply_date": today(), "replied_by": "站长", "reply": "已办理。"}
		of_action = {
			"Acknowledge Order": {"acknowledged_by": "水经办", "handler": "水经办"},
			"Pass On Order": {"acting_unit": self.world.unit_power},
			"Record First Contact": {
				"first_contact_on": today(),
				"first_contact_with": "Receiving Deputy",
				"first_contact_mode": "By Telephone",
			},
			"Reply to Order": full_reply(),
			"Give Order Opinion": reply,
			"Request Order Return": {"return_reason": "不属本单位职责。"},
			"Grant Order Return": {"new_unit": self.new_unit(row)},
			"Refuse Order Return": {"return_decision": "确属职责,请办理。"},
			"Request Order Extension": {
				"extension_until": add_days(today(), 45),
				"extension_reason": "需雨季后施工。",
			},
			"Grant Order Extension": {"extension_until": add_days(today(), 45)},
			"Refuse Order Extension": {"extension_decision": "请按期办结。"},
			"Report Village Result": reply,
			"Give Up Village Order": {"withdrawal_reason": "村里无力解决。"},
		}[row.action]
		if row.allowed in (CLERK, COUNTY_OFFICER):
			of_action = {**of_action, **dict(zip(SLIP, ("王站长", today(), self.scan), strict=True))}
		return of_action, ""


class TestPromiseTable(TransitionTables):
	"""What a unit promised with its reply (rules.md §2.4, 跟踪落实)."""

	def test_the_workflow_is_that_of_the_rules(self):
		self.assertShipped("commitment.json", PROMISE_TABLE)
		self.assertEqual({row.action for row in rows_of(PROMISE_TABLE)}, set(Commitment.asks))

	def test_every_row(self):
		self.walk(PROMISE_TABLE, PROMISE, self.promise_at, self.values)

	def stock(self, row: Row) -> None:
		self.once(self.promised)

	def promised(self) -> str:
		ticket = self.dispatched_ticket()
		self.reply(
			ticket,
			result_class=frappe.db.get_value("Result Class", {"code": "B"}),
			explanation="资金年内到位。",
			plan="明年春灌前重修水渠。",
			plan_due=add_days(today(), 40),
		)
		return frappe.db.get_value(PROMISE, {"dispatch_order": self.order_of(ticket)})

	def promise_at(self, row: Row) -> str:
		name = self.once(self.promised)
		values = {"workflow_state": row.state, **row.values}
		if row.state == STATES["reported"]:
			values.update(
				fulfilled_on=today(),
				second_reply="已通水。",
				second_replied_by="站长",
				reported_by=self.world.users["water"],
			)
		frappe.db.set_value(PROMISE, name, values)
		return name

	def values(self, row: Row) -> tuple[dict, str]:
		values, note = {
			"Record Commitment Progress": (
				{"latest_progress_on": today(), "latest_progress": "已招标。"},
				"",
			),
			"Report Commitment Fulfilled": (
				{"fulfilled_on": today(), "second_replied_by": "站长", "second_reply": "已通水。"},
				"",
			),
			"Confirm Commitment": ({"check_note": "已现场查看。"}, ""),
			"Return Commitment": ({}, "尚未通水。"),
		}[row.action]
		if row.allowed in (CLERK, COUNTY_OFFICER) and row.state == STATES["open"]:
			values = {**values, **dict(zip(SLIP, ("王站长", today(), self.scan), strict=True))}
		return values, note


class TestSystemMoves(TransitionTables):
	"""The app's own moves go where their rule leads and nowhere else, and are nobody's to make."""

	def test_the_rules_are_those_of_the_tables(self):
		for controller, ruled in ((OpinionTicket, TICKET_RULES), (DispatchOrder, ORDER_RULES)):
			declared = {
				(source, target, rule)
				for (source, target), rules in controller.system_moves.items()
				for rule in rules
			}
			self.assertEqual(declared, {(STATES[one], STATES[other], rule) for one, other, rule in ruled})

	def test_no_person_makes_a_move_of_the_system(self):
		"""A rule that is also somebody's action is nobody else's; any other is no action that could be asked for."""
		self.assertNotIn(internal_move, frappe.whitelisted)
		actions = {row.action for row in rows_of(TICKET_TABLE)}
		ratings = {(STATES[source], rule) for source, _target, rule in TICKET_RULES if rule in actions}
		self.assertEqual(
			{rule for _state, rule in ratings}, {"Rate Ticket Satisfied", "Rate Ticket Dissatisfied"}
		)
		ticket = self.fed_back_ticket()
		for state, rule in ratings:
			rated = {
				"reporter_rating": "Satisfied",
				"rating_source": "Telephone",
				"rating_reason": "没有修好。",
			}
			for key in [*HERE.values(), "nobody"]:
				if key == "officer":
					continue  # the rating that the officer enters is a row of the table
				with self.subTest(rule=rule, key=key), self.undone():
					with self.assertRaises(frappe.PermissionError):
						self.act(key, TICKET, ticket, rule, **rated)
					self.assertEqual(frappe.db.get_value(TICKET, ticket, "workflow_state"), state)

	def test_each_rule_moves_and_is_logged_by_its_name(self):
		ticket = self.dispatched_ticket()
		for doctype, controller in ((TICKET, OpinionTicket), (ORDER, DispatchOrder)):
			for (source, target), rules in controller.system_moves.items():
				for rule in rules:
					with self.subTest(rule=rule, source=source), self.undone():
						name = ticket if doctype == TICKET else self.order_of(ticket)
						rated = {"reporter_rating": "Satisfied"} if rule == "Rate Ticket Satisfied" else {}
						frappe.db.set_value(doctype, name, {"workflow_state": source, **rated})
						internal_move(doctype, name, target, rule, "检验")
						line = frappe.get_last_doc("Handling Log", {"reference_name": name, "rule": rule})
						self.assertEqual(
							(line.event, line.from_state, line.to_state, line.note),
							("System Move", source, target, "检验"),
						)

	def test_a_rule_leads_from_nowhere_else(self):
		ticket = self.registered_ticket()
		self.assertRefuses("L3", internal_move, TICKET, ticket, "Ticket To Feed Back", "L3")
		self.assertEqual(frappe.db.get_value(TICKET, ticket, "workflow_state"), "Ticket Registered")

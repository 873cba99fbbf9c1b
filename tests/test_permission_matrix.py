"""Who may do what where is what docs/permission-matrix.md says, measured as each role.

After an intended change, ``DEPUTY_LIAISON_WRITE_MATRIX=1 ./dev test python -k test_permission_matrix`` writes
the page anew: read its difference before it is committed.
"""

import os

import frappe
from frappe.utils import add_days, today

from deputy_liaison.liaison_network.doctype.station_assessment.station_assessment import open_round
from deputy_liaison.liaison_network.station_scores import enter
from deputy_liaison.opinions.doctype.commitment.commitment import follow_reply
from deputy_liaison.opinions.doctype.supervision_entry.supervision_entry import supervise
from deputy_liaison.registers import handwriting
from deputy_liaison.state_machine import begin
from tests import permission_matrix as matrix
from tests.base import LiaisonTestCase, make

STATES = {
	"Opinion Ticket": [
		"Ticket Registered",
		"Ticket Pending Approval",
		"Ticket In Handling",
		"Ticket To Feed Back",
		"Ticket Awaiting Rating",
		"Ticket Joint Review",
		"Ticket Closed",
	],
	"Dispatch Order": ["Order Issued", "Order Acknowledged", "Order Replied"],
	"Staff Post": ["Post Active"],
	"Congress Session": ["Session Called", "Session Open"],
	"Deputy Mandate": ["Mandate Pending", "Mandate Active", "Mandate Suspended", "Mandate Terminated"],
	"Station Assessment": [
		"Assessment Open",
		"Assessment Self-Scored",
		"Assessment Reviewed",
		"Assessment Scored",
		"Assessment Published",
	],
	"Anonymisation Proposal": ["Anonymisation Proposed"],
	"Supervision Entry": ["Supervision Awaiting Answer"],
	"Commitment": ["Commitment Open", "Commitment Reported"],
	"Performance Bulletin": ["Bulletin Draft", "Bulletin Signed"],
	"Register Volume": ["Volume Open", "Volume Closed", "Volume Sealed", "Volume Archived"],
	"Volume Correction": ["Correction Proposed"],
	"Loss Statement": ["Loss Reported"],
	"Handwritten Number": ["Number Reserved"],
	"Deputy Suggestion": [
		f"Suggestion {state}"
		for state in (
			"Draft",
			"Submitted",
			"Received by Delegation",
			"Under Review",
			"Returned to Deputy",
			"Awaiting Dispatch",
			"In Handling",
			"Replied",
			"Awaiting Rating",
			"Joint Review",
			"Closed",
		)
	],
}


class TestPermissionMatrix(LiaisonTestCase):
	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.users = {role: cls.world.users[key] for role, key in matrix.ROLES.items()}
		for user in cls.users.values():
			# roles that an earlier test gave and rolled back may still stand in the cache
			frappe.clear_cache(user=user)

	def ticket(self, station: str, village: str, deputy: str, officer: str) -> str:
		with self.as_user(officer):
			visit = self.new_visit(station, village=village, receiving_deputies=[{"deputy": deputy}])
			return visit.insert().matters[0].ticket

	def tickets(self) -> dict[str, str]:
		world = self.world
		unit_b = make(
			"Responsible Unit", unit_name="乙镇水务站", kind="Township Office", jurisdiction=world.town_b
		)
		tickets = {}
		for place, station, village, deputy, officer, clerk, chair, unit in (
			("own", world.station, world.east, world.deputy, "officer", "clerk", "chair", world.unit_water),
			(
				"sibling",
				world.station_west,
				world.west,
				world.deputy_west,
				"other_officer",
				"clerk",
				"chair",
				world.unit_works,
			),
			(
				"other",
				world.station_b,
				world.south,
				world.deputy_b,
				"officer_b",
				"clerk_b",
				"chair_b",
				unit_b,
			),
		):
			tickets[place] = self.ticket(station, village, deputy, officer)
			self.propose(tickets[place], key=clerk, lead_unit=unit, supporting_units=[])
			self.dispatch(tickets[place], key=chair)
		self.units = {"own": world.unit_water, "sibling": world.unit_works, "other": unit_b}
		return tickets

	def supervised(self, ticket: str) -> str:
		"""A supervision of the ticket's unit that waits for its answer."""
		with self.as_user("county_approver"):
			return supervise(self.order_of(ticket), "Supervision Slip", "请抓紧。")["name"]

	def promised(self, ticket: str) -> str:
		"""What a unit promised with its reply: the reply itself is left out, the matrix needs open orders."""
		order = frappe.get_doc("Dispatch Order", self.order_of(ticket))
		order.update(
			{
				"result_class": frappe.db.get_value("Result Class", {"code": "B"}),
				"plan": "年内完成。",
				"plan_due": add_days(today(), 60),
				"reply_date": today(),
			}
		)
		return follow_reply(order)

	def bulletin(self, body: str, clerk: str) -> str:
		bulletin = {"doctype": "Performance Bulletin", "bulletin_title": "通报", "congress_body": body}
		with self.as_user(clerk):
			return frappe.get_doc({**bulletin, "from_date": today(), "to_date": today()}).insert().name

	def books(self, holders: dict[str, str]) -> dict[str, dict[str, str]]:
		"""A volume of each station and office, with what hangs on sealed ones, written as it stands after that."""
		made = {doctype: {} for doctype in ("Register Volume", "Volume Correction", "Loss Statement")}
		made["Handwritten Number"] = {}
		for place, key in holders.items():
			station = frappe.db.get_value("Staff Post", {"user": self.world.users[key]}, "station")
			# visits are written down at stations alone
			definition = frappe.db.get_value("Register Definition", {"code": "R3" if station else "R15"})
			with self.as_user(key):
				period = {"from_date": today(), "to_date": today()}
				volume = frappe.get_doc(
					{"doctype": "Register Volume", "definition": definition, "station": station, **period}
				).insert()
				if station:
					made["Handwritten Number"][place] = handwriting.reserve(station, 1)["names"][0]
			made["Register Volume"][place] = volume.name
			# an archived one is destroyed only from a list
			volume.db_set("destruction_listed_on", today())
			where = {field: volume.get(field) for field in ("station", "jurisdiction", "township", "level")}
			for doctype, values in (
				("Volume Correction", {"volume": volume.name, "workflow_state": "Correction Proposed"}),
				(
					"Loss Statement",
					{
						"lost_paper": "Register Volume",
						"paper": volume.name,
						"workflow_state": "Loss Reported",
					},
				),
			):
				doc = frappe.get_doc({"doctype": doctype, **where, **values})
				doc.name = frappe.generate_hash(length=10)
				# who may reach it is measured, not how it comes about
				doc.db_insert()
				made[doctype][place] = doc.name
		return made

	def records(self) -> dict[str, dict[str, str]]:
		world = self.world
		tickets = self.tickets()
		stations = {"own": world.station, "sibling": world.station_west, "other": world.station_b}
		villages = {"own": world.east, "sibling": world.west, "other": world.south}
		towns = {"township": world.town, "other": world.town_b}
		deputies = {"own": world.deputy, "sibling": world.deputy_west, "other": world.deputy_b}
		holders = {"own": "officer", "sibling": "other_officer", "township": "clerk", "other": "officer_b"}

		def each(places: dict[str, str], doctype: str, field: str) -> dict[str, str]:
			return {
				place: name
				for place, value in places.items()
				if (name := frappe.db.get_value(doctype, {field: value}))
			}

		bodies = each(towns, "Congress Body", "jurisdiction")
		for place, name in villages.items():
			make("Deputy Group", group_name=f"{place}小组", tier="Small Deputy Group", jurisdiction=name)
			make("Grid Cell", grid_name=f"{place}网格", code=f"{place}-01", jurisdiction=name)
			make(
				"Electoral District",
				district_name=f"{place}选区",
				jurisdiction=name,
				congress_level="Township Level",
			)
		standard = frappe.db.get_value("Station Standard", {"standard_name": "五有"})
		self.congresses(bodies, {"township": world.deputy, "other": world.deputy_b})
		for town in towns.values():
			make("Policy Document", document_title="实施方案", jurisdiction=town)
			campaign = {"campaign_name": "集中创建", "jurisdiction": town}
			make("Station Campaign", **campaign, from_date="2026-03-01", to_date="2026-03-31")
		for station in stations.values():
			make("Reception Day", station=station, day=add_days(today(), 20))
			make("Standard Check", station=station, standard=standard)
			make("Station Inspection", station=station, inspectors="主席团")
			make("Opening Balance", station=station, until_year=2025, figures_from="历年台账", visitors=600)
		begin(
			frappe.get_doc(
				{"doctype": "Anonymisation Proposal", "proposal_title": "1件", "cut_off": today()}
			),
			"Propose Anonymisation",
			"Anonymisation Proposed",
			rule="R1",
		)
		make("Nightly Run", started_on=f"{today()} 02:00:00")
		with self.as_user("county_officer"):
			open_round(2026, frappe.db.get_value("Assessment Scheme", {}))
		for place, holder in (("own", "officer"), ("sibling", "other_officer"), ("other", "officer_b")):
			assessment = frappe.db.get_value("Station Assessment", {"station": stations[place]})
			with self.as_user(holder):
				enter([{"assessment": assessment, "criterion_no": 1, "score": 3}])
		first = {
			doctype: {"own": frappe.get_all(doctype, pluck="name", limit=1)[0]}
			for doctype in (
				"Anonymisation Proposal",
				"Assessment Scheme",
				"Nightly Run",
				"Number Counter",
				"Opinion Category",
				"Register Definition",
				"Result Class",
				"Station Rule",
				"Station Standard",
			)
		}
		return {
			"Jurisdiction": {**villages, "township": world.town},
			"Congress Body": bodies,
			"Congress Term": each(bodies, "Congress Term", "congress_body"),
			"End of Term": each(bodies, "End of Term", "congress_body"),
			"Electoral District": each(villages, "Electoral District", "jurisdiction"),
			"Grid Cell": each(villages, "Grid Cell", "jurisdiction"),
			"Liaison Station": stations,
			"Responsible Unit": self.units,
			"Staff Post": {
				place: frappe.db.get_value("Staff Post", {"user": world.users[key]})
				for place, key in holders.items()
			},
			**first,
			"Deputy": deputies,
			"Deputy Group": each(villages, "Deputy Group", "jurisdiction"),
			"Congress Session": each(bodies, "Congress Session", "congress_body"),
			"Session Attendance": each(deputies, "Session Attendance", "deputy"),
			"Delegation": each(bodies, "Delegation", "congress_body"),
			"Presidium Membership": each(deputies, "Presidium Membership", "deputy"),
			"Deputy Mandate": each(deputies, "Deputy Mandate", "deputy"),
			"Station Placement": each(deputies, "Station Placement", "deputy"),
			"Reception Day": each(stations, "Reception Day", "station"),
			"Standard Check": each(stations, "Standard Check", "station"),
			"Station Assessment": each(stations, "Station Assessment", "station"),
			"Station Inspection": each(stations, "Station Inspection", "station"),
			"Station Campaign": each(towns, "Station Campaign", "jurisdiction"),
			"Policy Document": each(towns, "Policy Document", "jurisdiction"),
			"Opening Balance": each(stations, "Opening Balance", "station"),
			"Assessment Score": each(stations, "Assessment Score", "station"),
			"Constituent Visit": {
				place: frappe.db.get_value("Opinion Ticket", ticket, "visit")
				for place, ticket in tickets.items()
			},
			"Batch Run": {
				"own": make(
					"Batch Run",
					maker=world.users["clerk"],
					for_doctype="Opinion Ticket",
					action="Propose Ticket",
					asked="{}",
					results="{}",
				)
			},
			**self.books({**holders, "county": "county_officer"}),
			"Register Print": {
				"own": make(
					"Register Print",
					maker=world.users["clerk"],
					definition=frappe.db.get_value("Register Definition", {"code": "R3"}),
					holder_type="Liaison Station",
					holder=world.station,
				)
			},
			"Constituent Identity": {
				place: frappe.db.get_value(
					"Constituent Identity",
					{"source_name": frappe.db.get_value("Opinion Ticket", ticket, "visit")},
				)
				for place, ticket in tickets.items()
			},
			"Opinion Ticket": tickets,
			"Deputy Suggestion": self.suggestions(deputies),
			"Handling Meeting": {
				place: self.meeting(self.order_of(ticket)) for place, ticket in tickets.items()
			},
			"Dispatch Order": {place: self.order_of(ticket) for place, ticket in tickets.items()},
			"Supervision Entry": {place: self.supervised(ticket) for place, ticket in tickets.items()},
			"Commitment": {place: self.promised(ticket) for place, ticket in tickets.items()},
			"Performance Bulletin": {
				place: self.bulletin(body, "clerk" if place == "township" else "clerk_b")
				for place, body in bodies.items()
			},
			"Handling Log": {
				place: frappe.db.get_value("Handling Log", {"reference_name": ticket})
				for place, ticket in tickets.items()
			},
		}

	@staticmethod
	def suggestions(deputies: dict[str, str]) -> dict[str, str]:
		"""Of 甲镇's deputy to its congress, of the one in the same township to the county's, of 乙镇's."""
		made = {}
		for place, deputy in deputies.items():
			body = frappe.db.get_value("Deputy Mandate", {"deputy": deputy}, "congress_body")
			words = {"suggestion_title": f"{place}建议", "reasons": "事由", "proposals": "建议"}
			made[place] = make("Deputy Suggestion", congress_body=body, lead_deputy=deputy, **words)
			# what its dispatch writes: who signs for the reply and rates it
			frappe.db.set_value("Deputy Suggestion", made[place], "rating_deputy", deputy)
		return made

	@staticmethod
	def meeting(order: str) -> str:
		slip = {"on_behalf_signer": "站长", "on_behalf_scan": "/private/files/scan.pdf"}
		said = {"participants": "代表", "outcome": "已商定", "meeting_stage": "After the Dispatch"}
		return make(
			"Handling Meeting", dispatch_order=order, met_on=today(), on_behalf_date=today(), **slip, **said
		)

	def congresses(self, bodies: dict[str, str], deputies: dict[str, str]) -> None:
		"""A session with one line of its roll, a delegation and a presidium to each congress."""
		day = add_days(today(), -60)
		for place, body in bodies.items():
			term = frappe.db.get_value("Congress Term", {"congress_body": body})
			sitting = {"sitting_kind": "Opening Sitting", "starts_at": f"{day} 09:00:00"}
			session = make(
				"Congress Session", congress_body=body, session_number=1, from_date=day, to_date=day
			)
			if not frappe.db.exists("Session Sitting", {"parent": session}):
				doc = frappe.get_doc("Congress Session", session)
				doc.extend("sittings", [sitting, {**sitting, "sitting_kind": "Closing Sitting"}])
				doc.save()
			make("Session Attendance", session=session, sitting=1, deputy=deputies[place], presence="Present")
			make("Delegation", congress_body=body, term=term, delegation_name="第一代表团")
			run = make("End of Term", congress_body=body, first_session_on=today())
			# a second one is made only after the first
			frappe.db.set_value("End of Term", run, "stage", "Term Change Completed")
			make(
				"Presidium Membership",
				congress_body=body,
				deputy=deputies[place],
				office="Member of the Presidium",
				from_date=day,
			)

	def test_the_page_says_what_is(self):
		records = self.records()
		self.assertEqual(
			set(records), set(frappe.get_hooks("scoped")), "a scoped DocType has no record in the matrix"
		)
		table = matrix.measured(records, self.users)
		actions = {
			doctype: matrix.offered(doctype, records[doctype], self.users, states)
			for doctype, states in STATES.items()
		}
		self.check_rules(table)
		now = matrix.page(table, actions)
		if os.environ.get("DEPUTY_LIAISON_WRITE_MATRIX"):
			matrix.PAGE.write_text(now, encoding="utf-8")
		self.maxDiff = None
		self.assertMultiLineEqual(matrix.PAGE.read_text(encoding="utf-8"), now)

	def check_rules(self, table: dict[tuple[str, str], str]) -> None:
		"""What permissions.md says of every DocType, whatever the page was written from."""
		for (doctype, role), cell in table.items():
			with self.subTest(f"{doctype} / {role}"):
				self.assertNotIn("share", cell)
				self.assertNotIn("delete", cell)
				if role == "no post" or doctype in ("Constituent Identity", "Batch Run"):
					self.assertEqual(cell, "–")
				if role == "Oversight Auditor":
					self.assertNotRegex(cell, "create|write")
				if doctype == "Handling Log":
					self.assertNotRegex(cell, "create|write")
		for role in (
			"Township Clerk",
			"Township Chair",
			"Station Liaison Officer",
			"Responsible Unit Officer",
		):
			for doctype in ("Constituent Visit", "Opinion Ticket", "Dispatch Order", "Handling Log"):
				with self.subTest(f"{doctype} / {role}: another township"):
					self.assertNotRegex(table[doctype, role], r"(^|, )\w+ \w*x")
		for role in ("Station Liaison Officer", "Presidium Member", "Deputy"):
			for doctype in ("Constituent Visit", "Opinion Ticket"):
				with self.subTest(f"{doctype} / {role}: another station"):
					self.assertNotRegex(table[doctype, role], r"(^|, )\w+ \w*s")

"""Every row of the shipped tables of ticket and order: who may go that way does, two others are refused.

The tables are rules.md §2.2 and §2.4 as `fixtures/workflow` ships them; what a row's guards want beyond
the role stands in the test files of the single capabilities.
"""

from contextlib import contextmanager

import frappe
from frappe.utils import add_days, now_datetime, today

from deputy_liaison.opinions.doctype.dispatch_order.dispatch_order import DispatchOrder
from deputy_liaison.opinions.doctype.opinion_ticket.opinion_ticket import OpinionTicket
from deputy_liaison.setup.shipped import shipped
from deputy_liaison.state_machine import internal_move
from tests.base import LiaisonTestCase, full_reply, make

TICKET, ORDER = "Opinion Ticket", "Dispatch Order"
COUNTY = "doc.handling_level == 'County'"
# role → the person of the test county who holds it where the record lies, the same role elsewhere, another role there
PEOPLE = {
	"Station Liaison Officer": ("officer", "other_officer", "presidium"),
	"Township Clerk": ("clerk", "clerk_b", "presidium"),
	"Township Chair": ("chair", "chair_b", "clerk"),
	"County Deputy Affairs Officer": ("county_officer", "clerk_b", "auditor"),
	"County Approver": ("county_approver", "admin", "county_officer"),
	"Deputy": ("deputy", "deputy_b", "presidium"),
	"Responsible Unit Officer": ("water", "works", "officer"),
}
# what a ticket needs to meet one part of a row's condition
MEETS = {
	"doc.handling_level == 'Township Level'": {},
	COUNTY: {"handling_level": "County"},
	"doc.proposed_route == 'Dispatch to Unit'": {"proposed_route": "Dispatch to Unit"},
	"doc.proposed_route == 'Escalate to County'": {"proposed_route": "Escalate to County"},
	"doc.proposed_route == 'Name the Right Channel'": {"proposed_route": "Name the Right Channel"},
	"not doc.proposed_route": {"proposed_route": ""},
	"not doc.station": {"station": None},
	"doc.escalated_on": {"escalated_on": now_datetime()},
	"not doc.escalated_on": {},
	"not doc.feedback_on": {},
	"not doc.restriction": {},
	"doc.restriction == 1": {"restriction": 1},
	"doc.reporter_rating != 'Dissatisfied'": {},
	"doc.reporter_rating == 'Dissatisfied'": {"reporter_rating": "Dissatisfied"},
	"doc.round == 1": {},
	"doc.round >= 2": {"round": 2},
	"not doc.round": {"round": 0},
}
SLIP = ("on_behalf_signer", "on_behalf_date", "on_behalf_scan")


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

	def rows(self, file: str) -> list[dict]:
		return shipped("workflow", file)["transitions"]

	def walk(self, file: str, prepare, values_of) -> set[str]:
		"""Take each row of the table by its role, after two others were refused; the actions walked."""
		rows = self.rows(file)
		doctype = shipped("workflow", file)["document_type"]
		for row in rows:
			if row["state"] == "Ticket Draft":
				continue
			allowed = {
				other["allowed"]
				for other in rows
				if (other["state"], other["action"]) == (row["state"], row["action"])
			}
			actor, *others = self.people(row)
			self.stock(row)
			with self.subTest(state=row["state"], action=row["action"], role=row["allowed"]), self.undone():
				name = prepare(row)
				values, note = values_of(row)
				for other in others:
					if self.role_of(other) in allowed and self.sees(other, doctype, name):
						continue
					with self.assertRaises(frappe.PermissionError, msg=other):
						self.act(other, doctype, name, row["action"], note, **values)
				self.act(actor, doctype, name, row["action"], note, **values)
				self.assertEqual(frappe.db.get_value(doctype, name, "workflow_state"), row["next_state"])
				self.assertEqual(self.last_line(name), row["action"])
		return {row["action"] for row in rows}

	def stock(self, row: dict) -> None:
		"""Make what the row starts from, before the point to which each row is undone: once for all rows."""

	def once(self, make_one) -> str:
		"""The record that `make_one` makes on its first call."""
		made = self.__dict__.setdefault("made", {})
		if make_one.__name__ not in made:
			made[make_one.__name__] = make_one()
		return made[make_one.__name__]

	def people(self, row: dict) -> tuple[str, ...]:
		return PEOPLE[row["allowed"]]

	def role_of(self, key: str) -> str:
		return frappe.db.get_value("Staff Post", {"user": self.world.users[key]}, "post")

	def sees(self, key: str, doctype: str, name: str) -> bool:
		with self.as_user(key):
			return bool(frappe.get_list(doctype, {"name": name}))

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

	def test_every_row(self):
		walked = self.walk("opinion_ticket.json", self.ticket_at, self.values)
		self.assertEqual(walked - {"Register Ticket"}, set(OpinionTicket.asks) & walked)
		self.assertEqual(set(OpinionTicket.asks) - walked, set())

	def people(self, row: dict) -> tuple[str, ...]:
		if row["action"] in ("Decline Ticket", "Take Up Ticket"):
			return "county_deputy", "deputy", "clerk"
		return super().people(row)

	def stock(self, row: dict) -> None:
		self.once(self.way_to(row["state"]))
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

	def ticket_at(self, row: dict) -> str:
		"""A ticket in the row's state, with what its condition asks for."""
		state, condition = row["state"], row["condition"]
		ticket = self.once(self.way_to(state))
		values = {"workflow_state": state}
		for part in filter(None, condition.split(" and ")):
			values.update(MEETS[part])
		if state == "Ticket Accusation Forwarded":
			values["restriction"] = 2 if row["allowed"] == "County Approver" else 1
		if state == "Ticket Merged":
			values["main_ticket"] = self.once(self.replied)
		if state == "Ticket Entrusted":
			values["entrusted_to"] = self.county_deputy
		if state == "Ticket Out of Scope":
			values["out_of_scope_reason"] = "Private Matter"
		if state == "Ticket Closed":
			days = -90 if row["action"] == "Archive Ticket" else -3
			values["closed_on"] = add_days(now_datetime(), days)
		frappe.db.set_value(TICKET, ticket, values)
		if row["action"] in ("Convert Ticket", "Take Up Ticket", "Close Converted Ticket"):
			entrusted = row["action"] == "Take Up Ticket"
			self.suggestion_from(ticket, self.county_deputy if entrusted else self.world.deputy)
		return ticket

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
		values, note = self.values({"action": "Send Ticket to Village"})
		self.act("clerk", TICKET, ticket, "Send Ticket to Village", note, **values)
		return ticket

	def values(self, row: dict) -> tuple[dict, str]:
		"""What the action's dialog is filled in with, and its reason."""
		proposal = {
			"category": self.category,
			"authority_level": "Township Level",
			"proposed_route": "Dispatch to Unit",
			"lead_unit": self.world.unit_water,
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
			"Close Forwarded Ticket": (
				{
					"receiving_authority": "试验县纪委监委",
					"forwarded_on": today(),
					"forward_receipt": self.scan,
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
				{"feedback_mode": "Could Not Be Reached", "feedback_attempts": self.attempts()},
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
			"Close Ticket with Explanation": ({}, "资金下年度落实,已向反映人说明。"),
			"Withdraw Ticket": ({"withdrawal_basis": "Reporter by Telephone"}, "反映人称已解决。"),
			"Reopen Ticket": ({"reopen_reason": "水渠又垮了。"}, ""),
			"Archive Ticket": (
				{"archive_number": "0086-WS·2026-D10-RDB-0001", "retention": "D10"},
				"",
			),
		}
		return of_action.get(row["action"], ({}, ""))

	def another(self) -> str:
		return self.registered_ticket()

	@staticmethod
	def attempts() -> list[dict]:
		return [
			{"tried_on": add_days(today(), -days), "tried_by": "By Telephone", "outcome": "无人接听"}
			for days in (2, 1, 1)
		]


class TestOrderTable(TransitionTables):
	"""rules.md §2.4."""

	def test_every_row(self):
		walked = self.walk("dispatch_order.json", self.order_at, self.values)
		self.assertEqual(walked, set(DispatchOrder.asks))

	def people(self, row: dict) -> tuple[str, ...]:
		if row["allowed"] == "Responsible Unit Officer":
			if "Village Coordination" in row["condition"]:
				return "village", "water", "officer"
			if row["action"] == "Pass On Order":
				return "office", "water", "clerk"
			if "Supporting" in row["condition"]:
				return "works", "water", "officer"
		return super().people(row)

	def stock(self, row: dict) -> None:
		self.once(self.dispatched_ticket)

	def order_at(self, row: dict) -> str:
		state, condition = row["state"], row["condition"]
		ticket = self.once(self.dispatched_ticket)
		order = self.order_of(ticket, "Supporting" if "'Supporting'" in condition else "Lead")
		values = {"workflow_state": state}
		if COUNTY in condition:
			values["handling_level"] = "County"
		if "Village Coordination" in condition:
			values.update(order_kind="Village Coordination", responsible_unit=self.village_unit)
			frappe.db.set_value(TICKET, ticket, "workflow_state", "Ticket Village Coordination")
		if row["action"] == "Pass On Order":
			values.update(intermediary_unit=self.office, responsible_unit=self.office)
		if state in ("Order Acknowledged", "Order Extension Requested") or (
			row["next_state"] == "Order Acknowledged" and row["action"] == "Refuse Order Return"
		):
			values["acknowledged_on"] = now_datetime()
		if state == "Order Return Requested":
			values.update(return_requested_on=add_days(now_datetime(), -3), return_reason="不属本单位职责。")
		if state == "Order Extension Requested":
			values.update(extension_requested_on=now_datetime(), extension_until=add_days(today(), 40))
		frappe.db.set_value(ORDER, order, values)
		return order

	def values(self, row: dict) -> tuple[dict, str]:
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
			"Grant Order Return": {"new_unit": self.world.unit_power},
			"Refuse Order Return": {"return_decision": "确属职责,请办理。"},
			"Request Order Extension": {
				"extension_until": add_days(today(), 45),
				"extension_reason": "需雨季后施工。",
			},
			"Grant Order Extension": {"extension_until": add_days(today(), 45)},
			"Refuse Order Extension": {"extension_decision": "请按期办结。"},
			"Report Village Result": reply,
			"Give Up Village Order": {"withdrawal_reason": "村里无力解决。"},
		}[row["action"]]
		if row["allowed"] in ("Township Clerk", "County Deputy Affairs Officer"):
			of_action = {**of_action, **dict(zip(SLIP, ("王站长", today(), self.scan), strict=True))}
		return of_action, ""


class TestSystemMoves(TransitionTables):
	"""The app's own moves go where their rule leads and nowhere else."""

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

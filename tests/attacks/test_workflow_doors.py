"""Workflow actions by stock names, lists of open actions, links in mails, bulk approval, kanban."""

import json

import frappe

from tests.attacks.knocking import ORDER, TICKET, AttackTestCase

ALIAS = "frappe.workflow.doctype.workflow_action.workflow_action.apply_workflow"
OWN = "frappe.model.workflow.apply_workflow"


class TestWorkflowDoors(AttackTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.ticket = self.registered_ticket()
		self.propose(self.ticket)

	def page(self, **values) -> str:
		return json.dumps({**json.loads(frappe.get_doc(TICKET, self.ticket).as_json()), **values})

	def test_the_chair_dispatches_by_the_desks_own_call(self):
		page = self.page(__act={"values": {"approval": "同意"}})
		self.knock("chair", OWN, doc=page, action="Dispatch Ticket")
		self.assertEqual(frappe.db.get_value(TICKET, self.ticket, "workflow_state"), "Ticket In Handling")

	def test_the_same_under_another_name_moves_nothing(self):
		for key in ("chair", "vice", "clerk", "chair_b"):
			for method in (ALIAS, "frappe.workflow.doctype.workflow_action.workflow_action.apply_action"):
				form = {
					"doc": self.page(__act={"values": {"approval": "同意"}}),
					"action": "Dispatch Ticket",
					"doctype": TICKET,
					"docname": self.ticket,
					"current_state": "Ticket Pending Approval",
				}
				doc = frappe.get_doc(TICKET, self.ticket)
				self.assertUnchanged(doc, self.knock, key, method, **form)

	def test_outsiders_and_the_wrong_role_move_nothing(self):
		for key in ("chair_b", "clerk", "officer", "county_approver", "admin", "nobody"):
			page = self.page(__act={"values": {"approval": "同意"}})
			self.assertShut(self.knock, key, OWN, doc=page, action="Dispatch Ticket")
			form = {"docnames": json.dumps([self.ticket]), "doctype": TICKET, "action": "Dispatch Ticket"}
			doc = frappe.get_doc(TICKET, self.ticket)
			self.assertUnchanged(doc, self.knock, key, "frappe.model.workflow.bulk_workflow_approval", **form)

	def test_a_mails_link_needs_its_signature(self):
		form = {
			"doctype": TICKET,
			"docname": self.ticket,
			"user": self.world.users["chair"],
			"action": "Dispatch Ticket",
		}
		doc = frappe.get_doc(TICKET, self.ticket)
		method = "frappe.workflow.doctype.workflow_action.workflow_action.confirm_action"
		try:
			self.knock("nobody", method, "GET", **form)
		except Exception:
			frappe.clear_messages()
		self.assertEqual(frappe.get_doc(TICKET, self.ticket).as_json(), doc.as_json())

	def test_possible_actions_are_not_told_to_outsiders(self):
		method = "frappe.model.workflow.get_transitions"
		actions = [row["action"] for row in self.knock("chair", method, doc=self.page())]
		self.assertIn("Dispatch Ticket", actions)
		self.assertShut(self.knock, "chair_b", method, doc=self.page())

	def test_open_actions_are_listed_for_seen_records_only(self):
		name = (
			frappe.db.get_value("Workflow Action", {"reference_name": self.ticket, "status": "Open"}, "name")
			or frappe.get_doc(
				{
					"doctype": "Workflow Action",
					"reference_doctype": TICKET,
					"reference_name": self.ticket,
					"workflow_state": "Ticket Pending Approval",
					"status": "Open",
					"permitted_roles": [{"role": "Township Chair"}],
				}
			)
			.insert(ignore_permissions=True)
			.name
		)
		form = {"doctype": "Workflow Action", "limit_page_length": 0}
		self.assertIn(name, str(self.knock("chair", "frappe.client.get_list", **form)))
		self.assertNotIn(name, str(self.knock("chair_b", "frappe.client.get_list", **form)))
		read = {"doctype": "Workflow Action", "name": name}
		self.assertEqual(self.knock("chair", "frappe.client.get", **read)["name"], name)
		self.assertShut(self.knock, "chair_b", "frappe.client.get", **read)
		self.assertShut(self.knock, "chair_b", "frappe.client.delete", **read)

	def test_a_kanban_board_moves_nothing(self):
		frappe.set_user("Administrator")
		board = frappe.get_doc(
			{
				"doctype": "Kanban Board",
				"kanban_board_name": "试验看板",
				"reference_doctype": TICKET,
				"field_name": "workflow_state",
				"columns": [
					{"column_name": "Ticket Pending Approval", "order": json.dumps([self.ticket])},
					{"column_name": "Ticket Closed"},
				],
			}
		).insert()
		doc = frappe.get_doc(TICKET, self.ticket)
		for key in ("chair", "clerk"):
			self.assertUnchanged(
				doc,
				self.knock,
				key,
				"frappe.desk.doctype.kanban_board.kanban_board.update_order_for_single_card",
				board_name=board.name,
				docname=self.ticket,
				from_colname="Ticket Pending Approval",
				to_colname="Ticket Closed",
				old_index=0,
				new_index=0,
			)

	def test_an_order_is_not_replied_to_by_its_neighbour(self):
		self.dispatch(self.ticket)
		order = frappe.get_doc(ORDER, self.order_of(self.ticket))
		form = {
			"doctype": ORDER,
			"name": order.name,
			"action": "Acknowledge Order",
			"modified": str(order.modified),
		}
		for key in ("works", "clerk_b", "officer", "chair"):
			self.assertShut(
				self.knock,
				key,
				"deputy_liaison.state_machine.act",
				**form,
				values={"acknowledged_by": "x", "handler": "x"},
			)

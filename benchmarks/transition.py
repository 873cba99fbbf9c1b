"""One guarded transition of an Opinion Ticket against a bare one of Frappe's own Workflow.

The bare side is a DocType with the same fields, permissions and Workflow rows and no controller of ours,
moved by Frappe's `apply_workflow`. Ours fills what the action asks for, checks post, scope and person, and
writes the Handling Log; Frappe's own checks the role and writes a Comment.
"""

import frappe
from frappe.model import workflow as stock
from frappe.utils import add_days, today

from benchmarks.measuring import act_as_owner, compare, request, say_versions
from deputy_liaison.demo.accounts import user_of
from deputy_liaison.opinions.doctype.opinion_ticket.opinion_ticket import REGISTERED
from deputy_liaison.state_machine import act, begin

BARE = "Bare Ticket"
OURS = "Opinion Ticket"
ROUNDS = 150
# performance.md
GOAL = 1.5


def main() -> None:
	"""Propose and return each ticket once, both ways in turn."""
	clerk, chair = user_of("zhuangan"), user_of("zhuxi")
	_drop_bare()
	_make_bare()
	try:
		pairs = _tickets(ROUNDS)
		values = _proposal()
		times: dict[tuple[str, str], list[float]] = {}
		for bare, ours in pairs:
			for user, action, asked, note in (
				(clerk, "Propose Ticket", values, ""),
				(chair, "Return Ticket to Clerk", None, "请写明办理时限。"),
			):
				seen = frappe.get_doc(BARE, bare).as_dict()
				times.setdefault((action, "stock"), []).append(
					request(user, lambda seen=seen, action=action: stock.apply_workflow(seen, action))
				)
				modified = str(frappe.db.get_value(OURS, ours, "modified"))
				times.setdefault((action, "ours"), []).append(
					request(
						user,
						lambda name=ours, action=action, modified=modified, asked=asked, note=note: act(
							OURS, name, action, modified, asked, note
						),
					)
				)
		say_versions()
		print(f"{frappe.db.count(OURS)} tickets, {frappe.db.count('Handling Log')} lines of the log")
		for action in ("Propose Ticket", "Return Ticket to Clerk"):
			compare(action, times[action, "stock"], times[action, "ours"], GOAL)
	finally:
		_drop_bare()


def _make_bare() -> None:
	"""The same fields, permissions and Workflow rows without our controller."""
	meta = frappe.get_meta(OURS)
	kept = ("fieldname", "fieldtype", "label", "options", "reqd", "search_index", "in_list_view")
	frappe.get_doc(
		{
			"doctype": "DocType",
			"name": BARE,
			"module": "Custom",
			"custom": 1,
			"autoname": "hash",
			"track_changes": meta.track_changes,
			"fields": [{key: df.get(key) for key in kept} for df in frappe.get_doc("DocType", OURS).fields],
			"permissions": [
				{"role": row.role, "read": row.read, "write": row.write, "create": row.create}
				for row in meta.permissions
			],
		}
	).insert()
	workflow = frappe.get_doc("Workflow", frappe.db.get_value("Workflow", {"document_type": OURS}))
	copy = frappe.copy_doc(workflow)
	copy.update({"workflow_name": BARE, "document_type": BARE})
	copy.insert()
	frappe.db.commit()


def _drop_bare() -> None:
	act_as_owner()
	for doctype in ("Workflow", "DocType"):
		frappe.delete_doc(doctype, BARE, ignore_missing=True, force=True)
	frappe.db.commit()


def _tickets(count: int) -> list[tuple[str, str]]:
	"""Pairs of a bare ticket and one of ours, alike."""
	model = frappe.get_all(OURS, {"station": ("!=", "")}, order_by="creation asc", limit=1, pluck="name")[0]
	pairs = []
	for _number in range(count):
		ours = frappe.copy_doc(frappe.get_doc(OURS, model))
		for field in ("number", "round", "closed_on", "reporter_rating"):
			ours.set(field, ours.meta.get_field(field).default)
		begin(ours, "Register Ticket", REGISTERED)
		values = {**ours.as_dict(no_nulls=True, no_default_fields=True), "doctype": BARE}
		del values["workflow_state"]
		bare = frappe.get_doc(values).insert()
		bare.db_set("workflow_state", REGISTERED)
		pairs.append((bare.name, ours.name))
	frappe.db.commit()
	return pairs


def _units(count: int) -> list[str]:
	"""Units of the demo's town: its chair orders no others."""
	offices = {"kind": "Township Office"}
	return frappe.get_all("Responsible Unit", offices, limit=count, pluck="name", order_by="creation asc")


def _proposal() -> dict:
	"""What the clerk's proposal asks for."""
	units = _units(2)
	return {
		"category": frappe.get_all("Opinion Category", limit=1, pluck="name")[0],
		"authority_level": "Township Level",
		"proposed_route": "Dispatch to Unit",
		"lead_unit": units[0],
		"supporting_units": [{"unit": units[1]}],
		"due_date": add_days(today(), 30),
		"responsible_person": "站长",
		"proposal": "请现场查看后修复。",
	}

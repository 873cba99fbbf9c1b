"""Workflows are inserted if missing and updated only while they still equal what was shipped last.

A county may adjust a workflow in the desk. Frappe's own fixtures would overwrite that at every
migrate; here the hash of the last shipped version tells an untouched workflow from an adjusted one.
States and actions are shared with other apps: they are inserted only if missing.
"""

import hashlib
import json

import frappe
from frappe import _

from deputy_liaison.setup.shipped import shipped

FILES = (
	"opinion_ticket.json",
	"dispatch_order.json",
	"supervision_entry.json",
	"commitment.json",
	"performance_bulletin.json",
	"staff_post.json",
	"anonymisation.json",
	"deputy_mandate.json",
	"congress_session.json",
	"station_assessment.json",
	"deputy_suggestion.json",
	"register_volume.json",
	"handwritten_number.json",
	"volume_correction.json",
	"loss_statement.json",
)
STATE_KEYS = ("state", "doc_status", "allow_edit", "is_optional_state")
TRANSITION_KEYS = ("state", "action", "next_state", "allowed", "allow_self_approval", "condition")
HEAD_KEYS = ("document_type", "is_active", "override_status", "send_email_alert", "workflow_state_field")


def seed_workflows() -> None:
	"""Insert or update the shipped workflows with their states and actions."""
	for name in ("states.json", "actions.json"):
		for record in shipped("workflow", name):
			if not frappe.db.exists(record["doctype"], record["name"]):
				frappe.get_doc(record).insert(ignore_permissions=True)  # install and migrate: no user acts
	for name in FILES:
		_seed(shipped("workflow", name))


def _seed(record: dict) -> None:
	fresh = _digest(record)
	key = f"deputy_liaison_shipped_{frappe.scrub(record['name'])}"
	if not frappe.db.exists("Workflow", record["name"]):
		frappe.get_doc(record).insert(ignore_permissions=True)  # install and migrate: no user acts
	elif (last := frappe.db.get_global(key)) == fresh:
		return
	else:
		stored = frappe.get_doc("Workflow", record["name"])
		if last and _digest(stored.as_dict()) != last:
			print(_("Workflow {0} was adjusted on this site and is kept as it is.").format(record["name"]))
			return
		stored.update(record)
		stored.save(ignore_permissions=True)  # install and migrate: no user acts
	frappe.db.set_global(key, fresh)


def _digest(record: dict) -> str:
	"""Hash of what matters in a workflow, the same for the shipped file and the stored record."""

	def row(source: dict, keys: tuple[str, ...]) -> list:
		return [str(source.get(key) or "") for key in keys]

	content = [
		row(record, HEAD_KEYS),
		[row(state, STATE_KEYS) for state in record["states"]],
		[row(transition, TRANSITION_KEYS) for transition in record["transitions"]],
	]
	return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()


def shipped_names() -> tuple[list[str], list[str], list[str]]:
	"""Names of the shipped workflows, states and actions."""
	return (
		[shipped("workflow", name)["name"] for name in FILES],
		[record["name"] for record in shipped("workflow", "states.json")],
		[record["name"] for record in shipped("workflow", "actions.json")],
	)

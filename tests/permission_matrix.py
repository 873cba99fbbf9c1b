"""Measures who may do what where, by the whitelisted methods that the desk and REST clients call.

Every answer comes from the request handler as the user in question, on real records of four places,
and is rolled back. ``docs/permission-matrix.md`` holds what was measured; the test compares.
"""

import json
from collections.abc import Callable
from pathlib import Path

import frappe
from frappe import client, share
from frappe.desk import reportview
from frappe.utils import add_days, today
from frappe.www.printview import get_html_and_style

from deputy_liaison.scope import forget_posts
from deputy_liaison.state_machine import act, actions_of
from tests.base import make

PAGE = Path(__file__).resolve().parents[1] / "docs" / "permission-matrix.md"
# post → key of the small county's person who holds it, for 东村 and its station where it is bound to one
ROLES = {
	"Liaison Administrator": "admin",
	"County Deputy Affairs Officer": "county_officer",
	"County Approver": "county_approver",
	"Township Clerk": "clerk",
	"Township Chair": "chair",
	"Presidium Member": "presidium",
	"Station Liaison Officer": "officer",
	"Deputy": "deputy",
	"Responsible Unit Officer": "water",
	"Oversight Auditor": "auditor",
	"no post": "nobody",
}
# own station and unit; another of the same township; the township itself; another township
PLACES = {"own": "o", "sibling": "s", "township": "t", "other": "x"}
OPERATIONS = ("list", "read", "create", "write", "delete", "print", "report", "export", "import", "share")


def call(user: str, method: Callable, /, **arguments) -> object:
	"""What the method answers to this user, or False where it refuses; nothing of it stays."""
	frappe.db.savepoint("matrix")
	frappe.set_user(user)
	forget_posts()
	frappe.clear_messages()
	frappe.local.response = frappe._dict(docs=[])
	frappe.local.form_dict = frappe._dict(arguments)
	try:
		return method(**arguments)
	except (frappe.PermissionError, frappe.DoesNotExistError):
		return False
	except frappe.ValidationError:
		# refused by a rule of the DocType for everybody alike: no right either
		return False
	finally:
		frappe.set_user("Administrator")
		frappe.db.rollback(save_point="matrix")
		forget_posts()


def may(user: str, operation: str, doctype: str, name: str) -> bool:
	"""Whether the user gets what the operation is about, for this record."""
	return bool(globals()[f"_{operation}"](user, doctype, name))


def _list(user: str, doctype: str, name: str) -> bool:
	rows = call(user, client.get_list, doctype=doctype, filters={"name": name}, fields=["name"])
	return bool(rows) and rows[0]["name"] == name


def _read(user: str, doctype: str, name: str) -> bool:
	return call(user, client.get, doctype=doctype, name=name)


def _create(user: str, doctype: str, name: str) -> bool:
	copy = frappe.copy_doc(frappe.get_doc(doctype, name))
	for field, change in FRESH.get(doctype, {}).items():
		copy.set(field, change() if callable(change) else change)
	return call(user, client.insert, doc=copy.as_dict(no_nulls=True))


def _write(user: str, doctype: str, name: str) -> bool:
	return call(user, client.save, doc=frappe.get_doc(doctype, name).as_dict())


def _delete(user: str, doctype: str, name: str) -> bool:
	return call(user, _deleted, doctype=doctype, name=name)


def _deleted(doctype: str, name: str) -> bool:
	client.delete(doctype, name)
	return True


def _print(user: str, doctype: str, name: str) -> bool:
	return call(user, get_html_and_style, doc=doctype, name=name, print_format=_plain_format(doctype))


def _plain_format(doctype: str) -> str:
	"""A Print Format of one word: what is measured is who may print, hundreds of times."""
	values = {"doc_type": doctype, "custom_format": 1, "print_format_type": "Jinja", "html": "{{ doc.name }}"}
	return make("Print Format", name=f"Plain {doctype}", standard="No", **values)


def _report(user: str, doctype: str, name: str) -> bool:
	return _permitted(user, doctype, name, "report")


def _import(user: str, doctype: str, name: str) -> bool:
	return _permitted(user, doctype, name, "import")


def _permitted(user: str, doctype: str, name: str, perm_type: str) -> bool:
	answer = call(user, client.has_permission, doctype=doctype, docname=name, perm_type=perm_type)
	return bool(answer) and bool(answer["has_permission"])


def _export(user: str, doctype: str, name: str) -> bool:
	return call(
		user,
		_exported,
		doctype=doctype,
		fields=json.dumps([f"`tab{doctype}`.`name`"]),
		filters=json.dumps([[doctype, "name", "=", name]]),
		file_format_type="CSV",
		title=doctype,
	)


def _exported(**arguments: str) -> bool:
	reportview.export_query()
	content = frappe.response.get("result") or frappe.response.get("filecontent") or ""
	content = content.decode() if isinstance(content, bytes) else str(content)
	wanted = json.loads(arguments["filters"])[0][3]
	return wanted in content


def _share(user: str, doctype: str, name: str) -> bool:
	return call(user, share.add, doctype=doctype, name=name, user="nobody@test-liaison.invalid", read=1)


# what makes a copy of a record a new one of its own
FRESH: dict[str, dict] = {
	"Congress Term": {"term_number": 99},
	"Grid Cell": {"code": "99"},
	"Liaison Station": {"short_name": "新", "station_name": "新站"},
	"Jurisdiction": {"jurisdiction_name": "新村"},
	"Responsible Unit": {"unit_name": "新单位"},
	"Reception Day": {"day": lambda: add_days(today(), 40)},
	"Result Class": {"code": "Z"},
	"Opinion Category": {"category_name": "新类"},
	"Constituent Visit": {
		"matters": lambda: [{"content": "路灯不亮。", "outcome": "To Be Handled"}],
		"reporter_name": "刘大爷",
		"reporter_phone": "13812345678",
	},
	"Staff Post": {"user": "nobody@test-liaison.invalid"},
}


def measured(records: dict[str, dict[str, str]], users: dict[str, str]) -> dict[tuple[str, str], str]:
	"""(DocType, role) → what the role may, e.g. ``list os· read os·``.

	Args:
		records: DocType → place → name of a record there.
		users: role → user.
	"""
	table = {}
	for doctype, by_place in records.items():
		for role, user in users.items():
			cells = []
			for operation in OPERATIONS:
				where = "".join(
					letter
					for place, letter in PLACES.items()
					if place in by_place and may(user, operation, doctype, by_place[place])
				)
				if where:
					cells.append(f"{operation} {where}")
			table[doctype, role] = ", ".join(cells) or "–"
	return table


def offered(doctype: str, by_place: dict[str, str], users: dict[str, str], states: list[str]) -> dict:
	"""(state, action) → role → places where the action is offered; what is not offered is refused too.

	Raises:
		AssertionError: an action that is not offered was carried out all the same.
	"""
	table: dict[tuple[str, str], dict[str, str]] = {}
	actions = sorted(
		set(
			frappe.get_all(
				"Workflow Transition",
				{
					"parenttype": "Workflow",
					"parent": frappe.db.get_value("Workflow", {"document_type": doctype, "is_active": 1}),
				},
				pluck="action",
			)
		)
	)
	for place, name in by_place.items():
		for state in states:
			frappe.db.savepoint("state")
			frappe.db.set_value(doctype, name, "workflow_state", state)
			for role, user in users.items():
				rows = call(user, actions_of, doctype=doctype, name=name) or []
				given = {row["action"] for row in rows}
				for action in given:
					table.setdefault((state, action), {}).setdefault(role, "")
					table[state, action][role] += PLACES[place]
				# what is refused at the own and at a foreign place is refused between them
				refused = set(actions) - given if place in ("own", "other") else ()
				for action in refused:
					modified = str(frappe.db.get_value(doctype, name, "modified"))
					done = call(user, act, doctype=doctype, name=name, action=action, modified=modified)
					assert not done, f"{role} did {action} on {place} {doctype} in {state}"
			frappe.db.rollback(save_point="state")
	return table


def page(table: dict, actions: dict[str, dict]) -> str:
	"""The documentation page of what was measured."""
	lines = [
		"# Who may do what where",
		"",
		"Measured by `tests/test_permission_matrix.py`, which calls what the desk and REST clients call as each",
		"user, and fails when this page says something else. Letters are places: **o** own station or unit,",
		"**s** another of the same township, **t** the township itself, **x** another township (for county roles",
		"all of it is their own). A person without a post is in every table, and may nothing.",
		"",
	]
	doctypes = list(dict.fromkeys(doctype for doctype, _role in table))
	for doctype in doctypes:
		lines += [f"## {doctype}", "", "| role | may |", "|---|---|"]
		lines += [f"| {role} | {table[doctype, role]} |" for role in ROLES]
		lines.append("")
	for doctype, rows in actions.items():
		lines += [f"## Actions on {doctype}", "", "| state | action | by (where) |", "|---|---|---|"]
		for (state, action), roles in sorted(rows.items()):
			by = ", ".join(f"{role} ({roles[role]})" for role in ROLES if role in roles)
			lines.append(f"| {state} | {action} | {by} |")
		lines.append("")
	return "\n".join(lines).rstrip() + "\n"

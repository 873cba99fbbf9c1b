"""Measures who may do what where, through the REST API and the methods that the desk calls.

Every answer comes from Frappe's request handlers as the user in question, on real records of four places,
and is rolled back. ``docs/permission-matrix.md`` holds what was measured; the test compares.
"""

import json
from collections.abc import Callable
from pathlib import Path

import frappe
from frappe.utils import add_days, today

from deputy_liaison.scope import forget_posts
from tests import handlers
from tests.base import make

PAGE = Path(__file__).resolve().parents[1] / "docs" / "permission-matrix.md"
ACT = "deputy_liaison.state_machine.act"
OFFERED = "deputy_liaison.state_machine.actions_of"
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
# own station and unit; another of the same township; the township itself; the county itself; another township
PLACES = {"own": "o", "sibling": "s", "township": "t", "county": "c", "other": "x"}
OPERATIONS = ("list", "read", "create", "write", "delete", "print", "report", "export", "import", "share")


def answer(ask: Callable, user: str, /, *args, **form) -> object:
	"""What the handler answers to this user, or False where it refuses; nothing of it stays."""
	frappe.db.savepoint("matrix")
	try:
		return ask(user, *args, **form)
	except (frappe.PermissionError, frappe.DoesNotExistError):
		return False
	except frappe.ValidationError:
		# refused by a rule of the DocType for everybody alike: no right either
		return False
	finally:
		frappe.db.rollback(save_point="matrix")
		forget_posts()


def may(user: str, operation: str, doctype: str, name: str) -> bool:
	"""Whether the user gets what the operation is about, for this record."""
	return bool(globals()[f"_{operation}"](user, doctype, name))


def _list(user: str, doctype: str, name: str) -> bool:
	form = {"filters": json.dumps([["name", "=", name]]), "fields": json.dumps(["name"])}
	found = answer(handlers.rest, user, "GET", f"resource/{doctype}", **form)
	return bool(found) and [row["name"] for row in found["data"]] == [name]


def _read(user: str, doctype: str, name: str) -> bool:
	return answer(handlers.rest, user, "GET", f"resource/{doctype}/{name}")


def _create(user: str, doctype: str, name: str) -> bool:
	copy = frappe.copy_doc(frappe.get_doc(doctype, name))
	for field, change in FRESH.get(doctype, {}).items():
		copy.set(field, change() if callable(change) else change)
	values = frappe.parse_json(frappe.as_json(copy.as_dict(no_nulls=True)))
	return answer(handlers.rest, user, "POST", f"resource/{doctype}", **values)


def _write(user: str, doctype: str, name: str) -> bool:
	return answer(handlers.rest, user, "PUT", f"resource/{doctype}/{name}")


def _delete(user: str, doctype: str, name: str) -> bool:
	return answer(handlers.rest, user, "DELETE", f"resource/{doctype}/{name}")


def _print(user: str, doctype: str, name: str) -> bool:
	form = {"doc": doctype, "name": name, "print_format": _plain_format(doctype)}
	return answer(handlers.call, user, "frappe.www.printview.get_html_and_style", **form)


def _plain_format(doctype: str) -> str:
	"""A Print Format of one word: what is measured is who may print, hundreds of times."""
	values = {"doc_type": doctype, "custom_format": 1, "print_format_type": "Jinja", "html": "{{ doc.name }}"}
	return make("Print Format", name=f"Plain {doctype}", standard="No", **values)


def _report(user: str, doctype: str, name: str) -> bool:
	return _permitted(user, doctype, name, "report")


def _import(user: str, doctype: str, name: str) -> bool:
	return _permitted(user, doctype, name, "import")


def _permitted(user: str, doctype: str, name: str, perm_type: str) -> bool:
	form = {"doctype": doctype, "docname": name, "perm_type": perm_type}
	told = answer(handlers.call, user, "frappe.client.has_permission", **form)
	return bool(told) and bool(told["has_permission"])


def _export(user: str, doctype: str, name: str) -> bool:
	told = answer(
		handlers.call,
		user,
		"frappe.desk.reportview.export_query",
		doctype=doctype,
		fields=json.dumps([f"`tab{doctype}`.`name`"]),
		filters=json.dumps([[doctype, "name", "=", name]]),
		file_format_type="CSV",
		title=doctype,
	)
	content = (told or {}).get("result") or (told or {}).get("filecontent") or ""
	return name in (content.decode() if isinstance(content, bytes) else str(content))


def _share(user: str, doctype: str, name: str) -> bool:
	form = {"doctype": doctype, "name": name, "user": "nobody@test-liaison.invalid", "read": 1}
	return answer(handlers.call, user, "frappe.share.add", **form)


# what makes a copy of a record a new one of its own
FRESH: dict[str, dict] = {
	"Congress Session": {"session_number": 2, "workflow_state": None},
	"Session Attendance": {"sitting": 2},
	"Deputy Group": {"group_name": "新小组", "lft": 0, "rgt": 0, "members": list},
	"Station Placement": {
		"from_date": lambda: add_days(today(), -390),
		"to_date": lambda: add_days(today(), -380),
	},
	"Presidium Membership": {
		"from_date": lambda: add_days(today(), -90),
		"to_date": lambda: add_days(today(), -80),
	},
	"Congress Term": {"term_number": 99, "from_date": lambda: add_days(today(), 9)},
	"Deputy Mandate": {
		"workflow_state": None,
		"deputy": lambda: make(
			"Deputy",
			deputy_name="新代表",
			gender="Man",
			jurisdiction=frappe.db.get_value("Jurisdiction", {"jurisdiction_name": "甲镇"}),
		),
	},
	"Assessment Scheme": {"scheme_name": "新办法"},
	"Grid Cell": {"code": "99"},
	"Liaison Station": {"short_name": "新", "station_name": "新站"},
	"Jurisdiction": {"jurisdiction_name": "新村"},
	"Responsible Unit": {"unit_name": "新单位"},
	"Opening Balance": {"station": None},
	"Reception Day": {"day": lambda: add_days(today(), 40)},
	"Result Class": {"code": "Z"},
	"Opinion Category": {"category_name": "新类"},
	"Constituent Visit": {
		"matters": lambda: [{"content": "路灯不亮。", "outcome": "To Be Handled"}],
		"reporter_name": "刘大爷",
		"reporter_phone": "13812345678",
	},
	"Deputy Suggestion": {
		"on_paper": 1,
		"handed_in_on": today,
		"paper_scan": "/private/files/scan.pdf",
		"cosigners": list,
	},
	"Station Rule": {"rule_title": "新制度"},
	"Station Standard": {"standard_name": "新标准"},
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
	workflow = frappe.db.get_value("Workflow", {"document_type": doctype, "is_active": 1})
	rows = frappe.get_all(
		"Workflow Transition",
		{"parenttype": "Workflow", "parent": workflow},
		["state", "action", "allowed"],
	)
	entitled = {(row.allowed, row.action) for row in rows}
	for place, name in by_place.items():
		for position, state in enumerate(states):
			frappe.db.savepoint("state")
			frappe.db.set_value(doctype, name, "workflow_state", state)
			for role, user in users.items():
				offers = answer(handlers.call, user, OFFERED, doctype=doctype, name=name) or []
				given = {row["action"] for row in offers}
				for action in given:
					table.setdefault((state, action), {}).setdefault(role, "")
					table[state, action][role] += PLACES[place]
				# what is refused at the own and at a foreign place is refused between them; an action that
				# leaves another state is tried by those who may take it there, in two of the other states
				tried = (
					{row.action for row in rows if row.state == state} if place in ("own", "other") else set()
				)
				if place == "own":
					elsewhere = sorted({row.action for row in rows if (role, row.action) in entitled} - tried)
					turns = {position % len(states), (position + 1) % len(states)}
					tried |= {action for turn, action in enumerate(elsewhere) if turn % len(states) in turns}
				for action in tried - given:
					modified = str(frappe.db.get_value(doctype, name, "modified"))
					form = {"doctype": doctype, "name": name, "action": action, "modified": modified}
					done = answer(handlers.call, user, ACT, **form)
					assert not done, f"{role} did {action} on {place} {doctype} in {state}"
			frappe.db.rollback(save_point="state")
	return table


def page(table: dict, actions: dict[str, dict]) -> str:
	"""The documentation page of what was measured."""
	lines = [
		"# Who may do what where",
		"",
		"Measured by `tests/test_permission_matrix.py`, which asks the REST API and what the desk calls as each",
		"user, and fails when this page says something else. Letters are places: **o** own station or unit,",
		"**s** another of the same township, **t** the township itself, **c** the county itself, **x** another",
		"township (for county roles all of it is their own). A person without a post is in every table, and may",
		"nothing.",
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

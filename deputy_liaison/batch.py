"""One action on many records: each by itself as a single one (state_machine.py), with one list of what came of it.

What is filled in is asked once; a record keeps what it holds already where nothing is said for it. A run stands
in a Batch Run, written with the records of each chunk in one transaction: so a worker that is killed leaves what
was done done, and taking the run up again does the rest, nothing twice and nothing missing.
"""

import json

import frappe
from frappe import _
from frappe.model import workflow as stock
from frappe.model.base_document import get_controller
from frappe.utils import cstr, now_datetime, strip_html

from deputy_liaison import scope
from deputy_liaison.paper import LANGUAGE
from deputy_liaison.state_machine import STATE, act_with, described, link_of

RUN = "Batch Run"
UNDER_WAY = "Batch Under Way"
STOPPED = "Batch Stopped"
FINISHED = "Batch Finished"
MOST = 2000
# more than these go on in the background
AT_ONCE = 20
# a killed worker loses no more than this many, which are then done again; numbers are locked no longer
CHUNK = 20
TRIES = 3
SAVEPOINT = "batch_row"
# without a sign of life for this long, a run may be taken up again
SILENT_SECONDS = 45
SHOWN_RUNS = 10


@frappe.whitelist(methods=["POST"])
def offered(doctype: str, names: str | list) -> dict:
	"""The actions that can be taken on several of these records at once.

	Args:
		doctype: a DocType of ours with actions for many.
		names: the records that were selected (JSON or list); those out of scope are left out.

	Returns:
		rows: name, number, title, modified; actions: action, names (of the rows that stand where it is
		possible), note, fields (asked once), per_row (names of those that may differ), values (row → theirs),
		titles (DocType → name → title of what those link to).
	"""
	actions = _actions(doctype)
	records = _seen(doctype, _names(names))
	return {
		"rows": [_named(doctype, record) for record in records],
		"actions": [
			described
			for action, per_row in actions.items()
			if (described := _offered(doctype, action, per_row, records))
		],
	}


@frappe.whitelist(methods=["POST"])
def start(
	doctype: str,
	action: str,
	rows: str | list,
	values: str | dict | None = None,
	note: str | None = None,
) -> str:
	"""Take `action` on many records as the session's user; the name of the run.

	Args:
		doctype: a DocType of ours with actions for many.
		action: one of them.
		rows: name, modified (as the user saw it) and, where they differ, values (JSON or list).
		values: what is filled in for all of them (JSON or dict).
		note: the reason or remark for all of them.

	A run of the same rows and action that was stopped or killed is taken up instead of begun anew.

	Raises:
		frappe.PermissionError: the user may not read such records at all.
		frappe.ValidationError: the action isn't one for many, or the rows are none or too many.
	"""
	if not frappe.has_permission(doctype, "read"):
		frappe.throw(_("No permission for {0}").format(_(doctype)), frappe.PermissionError)
	if action not in _actions(doctype):
		frappe.throw(_("{0} is not done for many at once.").format(frappe.bold(_(action))))
	wanted = {
		cstr(row["name"]): {
			"name": cstr(row["name"]),
			"modified": cstr(row.get("modified")),
			"values": _dict_of(row.get("values")),
		}
		for row in frappe.parse_json(rows) or []
		if isinstance(row, dict) and row.get("name")
	}
	if not wanted:
		frappe.throw(_("Select at least one row of the list."))
	if len(wanted) > MOST:
		frappe.throw(
			_("At most {0} rows can be handled at once; {1} are selected.").format(MOST, len(wanted))
		)
	asked = {"rows": [*wanted.values()], "values": _dict_of(values), "note": (note or "").strip()}
	run = _unfinished(doctype, action, asked) or _begun(doctype, action, asked)
	_go_on(run, doctype, action, len(wanted))
	return run


def _dict_of(values: str | dict | None) -> dict:
	parsed = frappe.parse_json(values)
	return parsed if isinstance(parsed, dict) else {}


@frappe.whitelist(methods=["POST"])
def resume(run: str) -> None:
	"""Take up an own run that was stopped, or whose worker died, where it stands.

	Raises:
		frappe.PermissionError: there is no such run of the user's.
	"""
	doc = _own(run)
	if doc.stage != FINISHED:
		doc.db_set("stage", UNDER_WAY)
		_go_on(run, doc.for_doctype, doc.action, doc.total)


@frappe.whitelist(methods=["POST"])
def stop(run: str) -> None:
	"""Stop an own run after the rows under way; the others stay as they are.

	Raises:
		frappe.PermissionError: there is no such run of the user's.
	"""
	doc = _own(run, for_update=True)
	if doc.stage == UNDER_WAY:
		doc.db_set("stage", STOPPED)


@frappe.whitelist(methods=["GET", "POST"])
def progress(run: str) -> dict:
	"""How far an own run is: action, stage, total, done, refused, silent (no sign of life), rows (at its end).

	Raises:
		frappe.PermissionError: there is no such run of the user's.
	"""
	doc = _own(run)
	silent = (now_datetime() - doc.modified).total_seconds() > SILENT_SECONDS
	return {
		"run": doc.name,
		"doctype": doc.for_doctype,
		"action": doc.action,
		"stage": doc.stage,
		"total": doc.total,
		"done": doc.done,
		"refused": doc.refused,
		"silent": doc.stage == UNDER_WAY and silent,
		"rows": _result_rows(doc) if doc.stage != UNDER_WAY or silent else [],
	}


@frappe.whitelist(methods=["GET", "POST"])
def own_runs() -> list[dict]:
	"""The user's latest runs, newest first."""
	return frappe.get_all(
		RUN,
		{"maker": frappe.session.user},
		["name", "for_doctype", "action", "stage", "total", "done", "refused", "creation"],
		order_by="creation desc",
		limit=SHOWN_RUNS,
	)


@frappe.whitelist(methods=["POST"])
def bulk_workflow_approval(docnames: str, doctype: str, action: str) -> str | None:
	"""Override of the stock method: what is done for many of ours is a run; all else is refused or stock's.

	Returns:
		The name of the run, for records of ours.
	"""
	if not getattr(get_controller(doctype), "asks", None):
		return stock.bulk_workflow_approval(docnames, doctype, action)
	records = _seen(doctype, _names(docnames))
	return start(doctype, action, [{"name": one.name, "modified": str(one.modified)} for one in records])


@frappe.whitelist(methods=["GET", "POST"])
def get_common_transition_actions(docs: str | list, doctype: str) -> list[str]:
	"""Override of the stock method: the list of ours has one item of its own, which asks what is to be filled in."""
	if getattr(get_controller(doctype), "asks", None):
		return []
	return stock.get_common_transition_actions(docs, doctype)


def carry_out(run: str) -> None:
	"""Do the rows of a run that are not done yet, chunk by chunk, as the session's user.

	Started by `start` and `resume` alone. A second worker on the same run waits for the first one's chunk.
	"""
	# a worker speaks English by itself
	frappe.local.lang = LANGUAGE
	_commit()
	tries = 0
	while True:
		try:
			goes_on = _chunk(run)
		except frappe.QueryDeadlockError:
			# the whole chunk is undone with its results; what it met will be over in a moment
			frappe.db.rollback()
			tries += 1
			if tries == TRIES:
				raise
			continue
		_commit()
		if not goes_on:
			return
		tries = 0
		# a post that ended meanwhile grants nothing any more
		scope.forget_posts()


def _commit() -> None:
	if not frappe.flags.in_test:
		frappe.db.commit()  # nosemgrep: each chunk stands for itself, so that a killed run can be taken up


def _chunk(run: str) -> bool:
	"""The next rows of the run; whether there may be more."""
	doc = frappe.get_doc(RUN, run, for_update=True)
	asked, results = json.loads(doc.asked), json.loads(doc.results)
	rows = [row for row in asked["rows"] if row["name"] not in results]
	rows = rows[: 1 if _is_slow(doc.for_doctype, doc.action) else CHUNK]
	if doc.stage != UNDER_WAY:
		return False
	if not rows:
		doc.db_set({"stage": FINISHED, "ended_on": now_datetime()})
		_tell(doc)
		return False
	for row in rows:
		results[row["name"]] = _one(doc, asked, row)
	whys = list(results.values())
	doc.db_set(
		{
			"results": json.dumps(results, ensure_ascii=False),
			"done": whys.count(""),
			"refused": len(whys) - whys.count(""),
		}
	)
	_tell(doc)
	return True


def _one(doc, asked: dict, row: dict) -> str:
	"""Do one row by itself: "" where it is done, else why it is not, in words."""
	frappe.db.savepoint(SAVEPOINT)
	try:
		act_with(
			doc.for_doctype,
			row["name"],
			doc.action,
			row["modified"],
			lambda record: _filled_in(record, doc.action, asked["values"], row["values"]),
			asked["note"],
		)
		return ""
	except frappe.QueryDeadlockError:
		# the database has undone the savepoint as well
		raise
	except Exception as error:  # whatever is wrong with one stops only that one
		frappe.db.rollback(save_point=SAVEPOINT)
		return why_not(error, f"Batch {doc.name}")
	finally:
		# what a controller says on the screen belongs to its row, or to nobody
		frappe.clear_messages()


def undo(save_point: str) -> None:
	"""Take back what was done since a save point."""
	try:
		frappe.db.rollback(save_point=save_point)
	except frappe.db.OperationalError:
		# a deadlock has taken back everything already, and with it the point
		frappe.db.rollback()


def why_not(error: Exception, title: str) -> str:
	"""Why one of many was not done, in words; what no rule foresaw stands in the error log under `title`."""
	if isinstance(error, frappe.DoesNotExistError):
		return _("You hold no post for this place. Ask the liaison administrator for a post.")
	if isinstance(error, frappe.ValidationError | frappe.PermissionError):
		return strip_html(cstr(error)) or _("Not possible.")
	frappe.log_error(title=title)
	return _("An error of the system; the administrator finds it in the error log. Try this one by itself.")


def _filled_in(record, action: str, common: dict, own: dict) -> dict:
	"""What the action's dialog would send for this record: its own, else the common, else what it is prefilled with."""
	defaults = record.defaults_for(action)
	filled = {}
	for key in record.ask_for(action).names:
		for given in (own.get(key), common.get(key), defaults.get(key), record.get(key)):
			if given not in (None, "", []):
				filled[key] = _plain(record, key, given)
				break
	return filled


def _plain(record, key: str, value: object) -> object:
	"""Rows of a table by what they link to, as the dialog sends them."""
	df = record.meta.get_field(key)
	if df.fieldtype not in frappe.model.table_fields:
		return value
	link = link_of(df.options)
	return [{link: row if isinstance(row, str) else row.get(link)} for row in value]


def _tell(doc) -> None:
	"""Progress for the maker's own screens; the page asks by itself as well, where the line carries no such news."""
	frappe.publish_realtime(
		"liaison_batch",
		{"run": doc.name, "done": doc.done, "refused": doc.refused, "total": doc.total, "stage": doc.stage},
		user=doc.maker,
		after_commit=True,
	)


def _is_slow(doctype: str, action: str) -> bool:
	return action in get_controller(doctype).slow


def _go_on(run: str, doctype: str, action: str, rows: int) -> None:
	if rows <= AT_ONCE and not _is_slow(doctype, action):
		carry_out(run)
		return
	frappe.enqueue(
		"deputy_liaison.batch.carry_out",
		queue="long",
		timeout=3600,
		enqueue_after_commit=True,
		run=run,
	)


def _begun(doctype: str, action: str, asked: dict) -> str:
	doc = frappe.get_doc(
		{
			"doctype": RUN,
			"maker": frappe.session.user,
			"for_doctype": doctype,
			"action": action,
			"stage": UNDER_WAY,
			"total": len(asked["rows"]),
			"asked": _as_json(asked),
			"results": "{}",
		}
	)
	# no role writes runs; `start` checked that the maker reads such records
	doc.insert(ignore_permissions=True)  # the maker was checked in `start`, each row is in `carry_out`
	return doc.name


def _unfinished(doctype: str, action: str, asked: dict) -> str | None:
	"""An own run that has not ended, of the same rows with the same words; what they were seen as may be older."""

	def said(one: dict) -> tuple:
		return one["values"], one["note"], {row["name"]: row["values"] for row in one["rows"]}

	filters = {
		"maker": frappe.session.user,
		"for_doctype": doctype,
		"action": action,
		"total": len(asked["rows"]),
		"stage": ("!=", FINISHED),
	}
	for run in frappe.get_all(RUN, filters, ["name", "asked"]):
		if said(json.loads(run.asked)) == said(frappe.parse_json(_as_json(asked))):
			frappe.db.set_value(RUN, run.name, "stage", UNDER_WAY)
			return run.name
	return None


def _as_json(asked: dict) -> str:
	return json.dumps(asked, ensure_ascii=False, default=str)


def _own(run: str, for_update: bool = False):
	found = frappe.db.get_value(RUN, {"name": cstr(run), "maker": frappe.session.user})
	if not found:
		scope.refuse_out_of_scope()
	return frappe.get_doc(RUN, found, for_update=for_update)


def _result_rows(doc) -> list[dict]:
	"""The list at the end: those that were not done first, then the others, both in the order of the list."""
	results = json.loads(doc.results)
	names = [row["name"] for row in json.loads(doc.asked)["rows"]]
	known = {one.name: _named(doc.for_doctype, one) for one in _seen(doc.for_doctype, names)}
	rows = [
		{
			**known.get(name, {"name": "", "number": "—", "title": _("Out of your reach")}),
			"why": results.get(name, _("Not begun.")),
		}
		for name in names
	]
	return sorted(rows, key=lambda row: not row["why"])


def _actions(doctype: str) -> dict[str, tuple[str, ...]]:
	"""Action → fields that may differ from row to row, as the controller declares them."""
	actions = getattr(get_controller(doctype), "batch", None)
	if not actions:
		frappe.throw(_("{0} are handled one by one.").format(frappe.bold(_(doctype))))
	return actions


def _names(names: str | list) -> list[str]:
	return list(dict.fromkeys(cstr(name) for name in frappe.parse_json(names)))[:MOST]


def _seen(doctype: str, names: list[str]) -> list[frappe._dict]:
	"""The records as the user's own list shows them, in the order of `names`."""
	if not frappe.has_permission(doctype):
		return []
	found = {
		one.name: one
		for one in frappe.get_list(
			doctype, filters={"name": ("in", names or [""])}, fields=["*"], limit_page_length=0
		)
	}
	return [found[name] for name in names if name in found]


def _named(doctype: str, record: frappe._dict) -> dict:
	return {
		"name": record.name,
		"number": record.get("number") or "",
		"title": record.get(frappe.get_meta(doctype).title_field or "name") or "",
		"modified": str(record.modified),
	}


def _offered(doctype: str, action: str, per_row: tuple[str, ...], records: list[frappe._dict]) -> dict | None:
	"""What the list's dialog asks for the action, or None where it is possible on none of the records."""
	possible, transition = _possible(doctype, action, records)
	if not possible:
		return None
	first = frappe.get_doc(doctype, possible[0].name)
	asked = described(first, transition)
	# what is offered to one record by filters is not for many
	fields = [field for field in asked["fields"] if field["fieldtype"] != "Attach" and not field["filters"]]
	if any(field["reqd"] for field in asked["fields"] if field["fieldtype"] == "Attach"):
		# a paper belongs to one record
		return None
	per_row = tuple(field["fieldname"] for field in fields if field["fieldname"] in per_row)
	prefilled = first.defaults_for(action)
	for field in fields:
		key = field["fieldname"]
		if key in per_row:
			# each row's own stays, unless something is said for all
			field.update(reqd=0, due=0, default="")
		elif key not in prefilled:
			field["default"] = _alike(field, possible)
	return {
		"action": action,
		"names": [record.name for record in possible],
		"note": asked["note"],
		"per_row": per_row,
		"fields": fields,
		"values": {record.name: {key: cstr(record.get(key)) for key in per_row} for record in possible},
		"titles": {
			field["options"]: _titles(
				field["options"], {record.get(field["fieldname"]) for record in possible}
			)
			for field in fields
			if field["fieldname"] in per_row and field["fieldtype"] == "Link"
		},
	}


def _titles(doctype: str, names: set[str]) -> dict[str, str]:
	"""Name → title of what the rows link to, as far as the user may see it."""
	title = frappe.get_meta(doctype).get_title_field()
	names.discard(None)
	found = frappe.get_list(
		doctype, filters={"name": ("in", [*names] or [""])}, fields=["name", title], limit=0
	)
	return {one.name: one[title] for one in found}


def _alike(field: dict, records: list[frappe._dict]) -> str:
	"""What all records hold in a field, if it is the same; rows of tables stay each record's own."""
	if field["fieldtype"] in frappe.model.table_fields:
		return ""
	held = {cstr(record.get(field["fieldname"])) for record in records}
	return held.pop() if len(held) == 1 else ""


def _possible(
	doctype: str, action: str, records: list[frappe._dict]
) -> tuple[list[frappe._dict], object | None]:
	"""The records that stand where the user may take the action, and the Workflow's row of the first of them.

	Rules about persons speak when it is done.
	"""
	rows = [row for row in stock.get_workflow(doctype).transitions if row.action == action]
	roles = {role: set() for role in dict.fromkeys(row.allowed for row in rows)}
	ways = {}
	for record in records:
		doc = frappe.get_doc({"doctype": doctype, **record})
		for row in rows:
			if record.get(STATE) == row.state and stock.is_transition_condition_satisfied(row, doc):
				roles[row.allowed].add(record.name)
				ways.setdefault((record.name, row.allowed), row)
	within: dict[str, object] = {}
	for role, names in roles.items():
		for name in scope.covered(None, doctype, list(names), {role}):
			within.setdefault(name, ways[name, role])
	possible = [record for record in records if record.name in within]
	return possible, within[possible[0].name] if possible else None

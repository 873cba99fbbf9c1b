"""One way through the states: the action of a Workflow record, checked on the server.

The rows of the Workflow that the desk shows decide who may take which action where; the county may
change them there. On top come scope (the post that grants the role must cover the record), person
rules and guards of the controller, a reason where one is due, and the version of the page that was
seen. System moves run through ``internal_move`` alone. Every move is written to the Handling Log.
"""

import copy
import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import frappe
from frappe import _
from frappe.model import workflow as stock
from frappe.model.base_document import get_controller
from frappe.utils import format_datetime, get_datetime, getdate, now_datetime

from deputy_liaison import scope
from deputy_liaison.persons import display_name

if TYPE_CHECKING:
	from frappe.core.doctype.docfield.docfield import DocField

	from deputy_liaison.document import LiaisonDocument

STATE = "workflow_state"
LOG = "Handling Log"


@dataclass(frozen=True)
class Ask:
	"""What an action asks of its actor.

	Args:
		fields: what is filled in with it, in the dialog's order; a ``*`` at the end marks what must be.
		note: "" no note, "optional", or "required" (a reason).
		only_if: field → (other field of the dialog, value): asked for, and due, only with that choice.
		choices: Select field → those of its options that this action leaves.
		filters: Link field → what is offered for it; what is sent is checked by the record.
	"""

	fields: tuple[str, ...] = ()
	note: str = ""
	only_if: dict[str, tuple[str, str]] = field(default_factory=dict)
	choices: dict[str, tuple[str, ...]] = field(default_factory=dict)
	filters: dict[str, dict[str, str]] = field(default_factory=dict)

	@property
	def names(self) -> tuple[str, ...]:
		return tuple(field.rstrip("*") for field in self.fields)

	@property
	def required(self) -> tuple[str, ...]:
		return tuple(field[:-1] for field in self.fields if field.endswith("*"))

	def also(self, *fields: str) -> "Ask":
		"""The same with more fields at its end."""
		return replace(self, fields=self.fields + fields)

	def is_due(self, key: str, doc: "LiaisonDocument") -> bool:
		"""Whether `key` is asked for with what was chosen so far."""
		other, value = self.only_if.get(key, (None, None))
		return not other or doc.get(other) == value


@dataclass
class Move:
	"""One move under way; only this module makes them, so no client can pretend one."""

	action: str
	to_state: str
	note: str = ""
	rule: str = ""
	post: scope.Post | None = None
	values: dict = field(default_factory=dict)


@frappe.whitelist(methods=["POST"])
def act(
	doctype: str,
	name: str,
	action: str,
	modified: str,
	values: str | dict | None = None,
	note: str | None = None,
) -> dict:
	"""Take `action` on a record as the session's user.

	Args:
		doctype: a DocType of ours with actions.
		name: the record.
		action: English name of the action, as in the Workflow record.
		modified: the record's `modified` as the user saw it; a stale page is refused.
		values: what the action asks for, by field name (JSON or dict); anything else is refused.
		note: the reason, where the action wants one.

	Returns:
		The record as it stands afterwards; empty where the action took it out of the user's sight.

	Raises:
		frappe.PermissionError: no post of the user's grants this here.
		frappe.TimestampMismatchError: somebody was faster; the message says who did what.
		frappe.ValidationError: not possible in this state, or something is missing; the message says what.
	"""
	doc = act_with(
		doctype, name, action, modified, lambda doc: frappe.parse_json(values) or {}, (note or "").strip()
	)
	return doc.as_dict() if scope.covers(None, doctype, name) else {}


def act_with(
	doctype: str,
	name: str,
	action: str,
	modified: str,
	asked: Callable[["LiaisonDocument"], dict],
	note: str,
) -> "LiaisonDocument":
	"""`act`, where what is filled in is known only with the record, as in a batch.

	Args:
		asked: the record → what the action asks for, by field name; the others as in `act`.

	Returns:
		The record as it stands afterwards.
	"""
	if not getattr(get_controller(doctype), "asks", None):
		frappe.throw(_("{0} has no actions.").format(_(doctype)))
	if not scope.covers(None, doctype, name):
		scope.refuse_out_of_scope()
	doc = _locked(doctype, name)
	_refuse_stale(doc, modified)
	move = _permitted_move(doc, action)
	_fill(doc, move, asked(doc), note)
	_carry_out(doc, move)
	return doc


def internal_move(
	doctype: str, name: str, to_state: str, rule: str, note: str = "", values: dict | None = None
) -> None:
	"""Move a record by a rule of the app itself (rules.md §2.5), never by a person.

	Args:
		doctype: its DocType.
		name: the record.
		to_state: the state it goes to.
		rule: the rule's id, e.g. "L3"; the controller's `system_moves` must name it for this move.
		note: what the log shall say.
		values: what the caller has checked and fills in with the move, by field name.

	Raises:
		frappe.ValidationError: the rule doesn't lead from where the record stands to `to_state`.
	"""
	doc = _locked(doctype, name)
	if rule not in doc.system_moves.get((doc.get(STATE), to_state), ()):
		frappe.throw(
			_("Rule {0} does not lead from {1} to {2}.").format(rule, _(doc.get(STATE)), _(to_state)),
			stock.WorkflowTransitionError,
		)
	doc.update(values or {})
	_carry_out(doc, Move(action=rule, to_state=to_state, rule=rule, note=note, values=values or {}))


def begin(doc: "LiaisonDocument", action: str, to_state: str, note: str = "", rule: str = "") -> None:
	"""Insert a new record in `to_state`, where its source document has checked who may do so."""
	move = Move(action=action, to_state=to_state, note=note, rule=rule)
	doc.set(STATE, to_state)
	doc.entered(None)
	doc.flags.move = move
	# the source document's own save was checked for the session's user
	doc.insert(ignore_permissions=True)
	write_log(doc, action, to_state=to_state, note=note, rule=rule)


def _locked(doctype: str, name: str) -> "LiaisonDocument":
	"""The record, locked until the transaction ends; with what it held, so that its save needn't read it again."""
	doc = frappe.get_doc(doctype, name, for_update=True)
	doc.flags.as_locked = copy.deepcopy(doc)
	return doc


def _refuse_stale(doc: "LiaisonDocument", modified: str) -> None:
	if get_datetime(modified) == get_datetime(doc.modified):
		return
	log = frappe.qb.DocType(LOG)
	last = (
		frappe.qb.from_(log)
		.select(log.action, log.person_name, log.at)
		.where((log.reference_doctype == doc.doctype) & (log.reference_name == doc.name))
		.orderby(log.at, log.creation, order=frappe.qb.desc)
		.limit(1)
		# what the faster one wrote is younger than what this transaction sees
		.for_update()
		.run(as_dict=True)
	)
	happened = (
		_("{0} did {1} at {2}.").format(
			last[0].person_name, _(last[0].action), format_datetime(last[0].at, "yyyy-MM-dd HH:mm")
		)
		if last
		else _("Somebody else saved it.")
	)
	frappe.throw(
		_("This page is out of date: {0} Reload it and look again.").format(happened),
		frappe.TimestampMismatchError,
		title=_("Page Out of Date"),
	)


def _rows_of(doc: "LiaisonDocument", action: str | None = None) -> list:
	"""Rows of the active Workflow that leave the record's state and whose condition holds, or those of `action`."""
	workflow = stock.get_workflow(doc.doctype)
	return [
		row
		for row in workflow.transitions
		if row.state == doc.get(STATE)
		and action in (None, row.action)
		and stock.is_transition_condition_satisfied(row, doc)
	]


def roles_for(doc: "LiaisonDocument", action: str) -> set[str]:
	"""The roles that may take `action` on the record as it stands, as far as the Workflow says."""
	return {row.allowed for row in _rows_of(doc, action)}


def _permitted_move(doc: "LiaisonDocument", action: str) -> Move:
	rows = _rows_of(doc, action)
	if not rows:
		frappe.throw(
			_("{0} is not possible in the state {1}.").format(
				frappe.bold(_(action)), frappe.bold(_(doc.get(STATE)))
			),
			stock.WorkflowTransitionError,
		)
	for row in rows:
		if held := scope.acting_posts(None, doc.doctype, doc.name, row.allowed):
			if reason := doc.why_not(action, frappe.session.user):
				frappe.throw(reason, frappe.PermissionError)
			return Move(action=action, to_state=row.next_state, post=held[0])
	frappe.throw(
		_("{0} is for: {1}.").format(
			frappe.bold(_(action)), _(", ").join(dict.fromkeys(_(row.allowed) for row in rows))
		),
		frappe.PermissionError,
	)


def _fill(doc: "LiaisonDocument", move: Move, values: dict, note: str) -> None:
	ask = doc.ask_for(move.action)
	if foreign := [key for key in values if key not in ask.names]:
		frappe.throw(_("{0} cannot be set with {1}.").format(", ".join(foreign), _(move.action)))
	# what others hang on comes first; what is not asked for with that choice stays as it was
	controlling = {other for other, _value in ask.only_if.values()}
	for key, value in sorted(values.items(), key=lambda item: item[0] not in controlling):
		if not ask.is_due(key, doc):
			continue
		df = doc.meta.get_field(key)
		if value and value not in ask.choices.get(key, (value,)):
			frappe.throw(
				_("{0}: choose one of: {1}.").format(
					frappe.bold(_(df.label)), _(", ").join(_(choice) for choice in ask.choices[key])
				)
			)
		if df.fieldtype == "Attach" and value and not value.startswith("/private/files/"):
			frappe.throw(_("{0}: upload the file as a private one.").format(frappe.bold(_(df.label))))
		if df.fieldtype in frappe.model.table_fields:
			doc.set(key, [])
			columns = frappe.get_meta(df.options)
			for row in value or []:
				# a dialog's grid numbers and names its rows itself
				values_of_row = row if isinstance(row, dict) else {link_of(df.options): row}
				doc.append(
					key, {name: text for name, text in values_of_row.items() if columns.has_field(name)}
				)
		elif df.fieldtype in ("Date", "Datetime") and value:
			doc.set(key, as_date(df, value))
		else:
			doc.set(key, value.strip() if isinstance(value, str) else value)
	missing = [
		_(doc.meta.get_label(key)) for key in ask.required if ask.is_due(key, doc) and not doc.get(key)
	]
	if ask.note == "required" and not note:
		missing.append(_("Reason"))
	if missing:
		frappe.throw(
			_("Please fill in: {0}").format(frappe.bold(_(", ").join(missing))),
			frappe.MandatoryError,
			title=_("Something Is Missing"),
		)
	move.note = note
	move.values = values


def as_date(df: "DocField", value: str) -> datetime.date | datetime.datetime:
	"""What a person wrote into a field of date or date and time.

	Raises:
		frappe.ValidationError: it is none; the message names the field.
	"""
	try:
		return getdate(value) if df.fieldtype == "Date" else get_datetime(value)
	except Exception:  # the parsers of both Frappe versions raise several unrelated classes
		frappe.throw(
			_("{0}: {1} is not a date. Write it as 2026-05-20.").format(
				_(df.label), frappe.utils.escape_html(value)
			)
		)


def link_of(child: str) -> str:
	"""The column of a table's rows that holds what they link to."""
	return next(df.fieldname for df in frappe.get_meta(child).fields if df.fieldtype == "Link")


def _carry_out(doc: "LiaisonDocument", move: Move) -> None:
	from_state = doc.get(STATE)
	step = frappe.scrub(move.action)
	doc.flags.move = move
	if before := getattr(doc, f"on_{step}", None):
		before(move)
	doc.set(STATE, move.to_state)
	doc.entered(from_state)
	# a system move was caused by a checked act of a person on another record; an action of a person was
	# checked against the Workflow's rows, the scope and the person when the move was made
	doc.save(ignore_permissions=True if move.rule or doc.moved_without_write else None)
	doc.flags.move = None
	write_log(doc, move.action, from_state, move.to_state, note=move.note, rule=move.rule, post=move.post)
	if after := getattr(doc, f"after_{step}", None):
		after(move)


def write_log(
	doc: "LiaisonDocument",
	action: str,
	from_state: str = "",
	to_state: str = "",
	*,
	note: str = "",
	rule: str = "",
	post: scope.Post | None = None,
	event: str | None = None,
	entered_on_behalf: bool = False,
) -> None:
	"""Append one line to the Handling Log: who, by which post, from where to where, why, after how long."""
	at = now_datetime()
	since = frappe.db.get_value(
		LOG,
		{"reference_doctype": doc.doctype, "reference_name": doc.name, "to_state": ("!=", "")},
		"at",
		order_by="at desc, creation desc",
	)
	line = frappe.get_doc(
		{
			"doctype": LOG,
			"owner": frappe.session.user,
			"at": at,
			"reference_doctype": doc.doctype,
			"reference_name": doc.name,
			"event": event or ("System Move" if rule else "Move by Person"),
			"action": action,
			"from_state": from_state,
			"to_state": to_state,
			"rule": rule,
			"user": frappe.session.user,
			"person_name": display_name(frappe.session.user),
			"post": post.post if post else "",
			"is_acting": post.is_acting if post else 0,
			"entered_on_behalf": entered_on_behalf or bool(doc.flags.entered_on_behalf),
			"seconds_in_state": (at - get_datetime(since)).total_seconds() if since and from_state else 0,
			"jurisdiction": doc.get(doc.scope.jurisdiction) if doc.scope.jurisdiction else None,
			"station": doc.get("station"),
			"restriction": doc.get(doc.scope.restriction) if doc.scope.restriction else 0,
			"note": note,
		}
	)
	# nobody may write the log by hand, and what its line says comes from the record: nothing is left to check
	line.township = scope.township_of(line.jurisdiction)
	line.db_insert()


def say_whose_turn_it_is(doc: "LiaisonDocument") -> None:
	"""Keep Frappe's Workflow Action of a record that an action moved: done in the old state, open in the new one.

	Frappe's own hook finds it there and leaves it at that. By itself Frappe 15 would ask for each holder of each
	next role whether he or she may read the record: a second a move in a county of hundreds of people, for an
	e-mail that is never sent (alerts.py).
	"""
	workflow = stock.get_workflow(doc.doctype)
	table = frappe.qb.DocType("Workflow Action")
	frappe.qb.update(table).set(table.status, "Completed").set(table.completed_by, frappe.session.user).where(
		(table.reference_name == doc.name)
		& (table.reference_doctype == doc.doctype)
		& (table.status == "Open")
	).run()
	roles = dict.fromkeys(row.allowed for row in workflow.transitions if row.state == doc.get(STATE))
	if not roles:
		return
	waiting = frappe.get_doc(
		{
			"doctype": "Workflow Action",
			"owner": frappe.session.user,
			"reference_doctype": doc.doctype,
			"reference_name": doc.name,
			"workflow_state": doc.get(STATE),
			"status": "Open",
			"permitted_roles": [{"role": role} for role in roles],
		}
	)
	# a record of the framework's about a move that was checked, made of the Workflow's own words
	waiting.db_insert()
	waiting.set_parent_in_children()
	for row in waiting.permitted_roles:
		row.db_insert()


@frappe.whitelist(methods=["GET", "POST"])
def actions_of(doctype: str, name: str) -> list[dict]:
	"""The actions that the user may take now, each with the fields its dialog asks for.

	Returns:
		One dict per action: action, next_state, note, fields (dialog fields with defaults).
	"""
	doc = frappe.get_doc(doctype, name)
	doc.check_permission("read")
	return [described(doc, row) for row in _permitted_rows(doc)]


def _permitted_rows(doc: "LiaisonDocument") -> list:
	rows: dict[str, object] = {}
	for row in _rows_of(doc):
		if (
			row.action not in rows
			and scope.acting_posts(None, doc.doctype, doc.name, row.allowed)
			and not doc.why_not(row.action, frappe.session.user)
		):
			rows[row.action] = row
	return list(rows.values())


def permitted_among(doctype: str, names: Iterable[str], action: str) -> list[str]:
	"""Those of the records `names` on which the session's user may take `action` now, in their order.

	Asks for each role once, so that a list of hundreds is judged as fast as it is read.
	"""
	docs = [frappe.get_doc(doctype, name) for name in names]
	by_role = defaultdict(set)
	for doc in docs:
		for row in _rows_of(doc, action):
			by_role[row.allowed].add(doc.name)
	covered: set[str] = set()
	for role, found in by_role.items():
		covered |= scope.covered(None, doctype, list(found), {role})
	return [doc.name for doc in docs if doc.name in covered and not doc.why_not(action, frappe.session.user)]


def described(doc: "LiaisonDocument", row) -> dict:
	ask = doc.ask_for(row.action)
	defaults = doc.defaults_for(row.action)
	fields = []
	for key in ask.names:
		df = doc.meta.get_field(key)
		current = doc.get(key)
		if df.fieldtype == "Table MultiSelect":
			link = link_of(df.options)
			current = [{link: child.get(link)} for child in current]
		elif df.fieldtype == "Table":
			current = [child.as_dict(no_default_fields=True) for child in current]
		fields.append(
			{
				"fieldname": key,
				"fieldtype": "Link" if df.fieldtype == "Dynamic Link" else df.fieldtype,
				"label": df.label,
				"options": _options_of(doc, df, ask),
				"description": df.description,
				"filters": ask.filters.get(key),
				"reqd": int(key in ask.required and key not in ask.only_if),
				**_conditions_of(ask, key),
				**_columns_of(df),
				"default": defaults.get(key, current),
			}
		)
	return {"action": row.action, "next_state": row.next_state, "note": ask.note, "fields": fields}


def _columns_of(df) -> dict:
	"""The columns of a table that the dialog asks for."""
	if df.fieldtype != "Table":
		return {}
	keys = ("fieldname", "fieldtype", "label", "options", "reqd", "in_list_view", "columns", "default")
	return {
		"fields": [{key: column.get(key) for key in keys} for column in frappe.get_meta(df.options).fields]
	}


def _options_of(doc: "LiaisonDocument", df, ask: Ask) -> str | None:
	if df.fieldname in ask.choices:
		return "\n".join(ask.choices[df.fieldname])
	return doc.get(df.options) if df.fieldtype == "Dynamic Link" else df.options


def _conditions_of(ask: Ask, key: str) -> dict:
	"""For the dialog: with which choice a field is shown, and whether it must be filled in then."""
	if key not in ask.only_if:
		return {}
	return {"only_if": list(ask.only_if[key]), "due": int(key in ask.required)}


@frappe.whitelist(methods=["GET", "POST"])
def get_transitions(
	doc: str | dict, workflow: str | None = None, raise_exception: bool = False
) -> list[dict]:
	"""Override of the stock method: on our DocTypes only what this person may do on this record."""
	seen = frappe.parse_json(doc)
	if not getattr(get_controller(seen.get("doctype")), "asks", None):
		return stock.get_transitions(seen, raise_exception=raise_exception)
	stored = frappe.get_doc(seen["doctype"], seen["name"])
	stored.check_permission("read")
	return [row.as_dict() for row in _permitted_rows(stored)]


@frappe.whitelist(methods=["POST"])
def apply_workflow(doc: str | dict, action: str) -> dict:
	"""Override of the stock method: takes the note, the values and the version of the page with it.

	The desk sends its copy of the document; `__act` in it holds what the action's dialog asked for.
	"""
	seen = frappe.parse_json(doc)
	if not getattr(get_controller(seen.get("doctype")), "asks", None):
		return stock.apply_workflow(seen, action)
	asked = seen.get("__act") or {}
	return act(
		seen["doctype"],
		seen["name"],
		action,
		seen.get("modified") or "",
		asked.get("values"),
		asked.get("note"),
	)

"""Merging (并入): a place, station, grid cell, electoral district or unit goes on in another one.

What is open moves to the successor; what is closed, sealed or numbered keeps the old name. Modules above
say what of theirs moves by the hook `moved_by_merging`.
"""

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import add_days, cstr, getdate

from deputy_liaison import scope
from deputy_liaison.state_machine import write_log

MERGED_BY = "Liaison Administrator"
VALID = {"valid_to": ("is", "not set")}
MERGEABLE_LEVELS = frozenset({"Village", "Community"})
PLACE, STATION, CELL, UNIT = "Jurisdiction", "Liaison Station", "Grid Cell", "Responsible Unit"


@dataclass(frozen=True)
class Moved:
	"""Records that go over to the successor.

	Args:
		merged: DocType of what is merged.
		doctype: DocType of what moves.
		field: its column that names what is merged.
		open: column → condition of what still runs, or what gives one on the day; the rest stays as it was.
		running: it may have ended by its to_date; then it stays as it was.
		dated: it has from_date and to_date: the old one ends the day before, another begins.
		rows: its table in whose rows the column stands; else the column is its own.
		moved_by_actions: a record with states: only the column changes, and its log says so.
		follows: its column that names what it belongs to: where that goes over as well, they go together.
	"""

	merged: str
	doctype: str
	field: str
	open: dict = field(default_factory=dict)
	running: bool = False
	dated: bool = False
	rows: str = ""
	moved_by_actions: bool = False
	follows: str = ""

	def names(self, name: str) -> list[str]:
		"""What moves when `name` is merged, in the order of entry."""
		holder = frappe.get_meta(self.doctype).get_options(self.rows) if self.rows else self.doctype
		filters = [[holder, self.field, "=", name]]
		for column, condition in self.open.items():
			filters.append([self.doctype, column, *(condition() if callable(condition) else condition)])
		running = [[self.doctype, "to_date", "is", "not set"], [self.doctype, "to_date", ">=", getdate()]]
		return frappe.get_all(
			self.doctype,
			filters=filters,
			or_filters=running if self.dated or self.running else None,
			pluck="name",
			order_by="creation",
			distinct=True,
		)

	def point(self, doc: Document, name: str, successor: str) -> None:
		"""Let the unsaved `doc` name the successor where it names what is merged."""
		for holder in doc.get(self.rows) if self.rows else [doc]:
			if holder.get(self.field) == name:
				holder.set(self.field, successor)


MOVED = (
	Moved(PLACE, STATION, "jurisdiction", VALID),
	Moved(PLACE, CELL, "jurisdiction", VALID),
	Moved(PLACE, UNIT, "jurisdiction", VALID),
	Moved(STATION, STATION, "parent_station", VALID),
	Moved(STATION, "Staff Post", "station", {"workflow_state": ("=", "Post Active")}, dated=True),
	Moved(UNIT, "Staff Post", "unit", {"workflow_state": ("=", "Post Active")}, dated=True),
)


def moved_with(doctype: str) -> Iterator[Moved]:
	"""What goes over when a record of `doctype` ends, of all modules."""
	for path in frappe.get_hooks("moved_by_merging"):
		yield from (moved for moved in frappe.get_attr(path) if moved.merged == doctype)


def mergeable() -> set[str]:
	"""DocTypes whose records can be merged: those that have a place for the successor."""
	return {
		doctype for doctype in frappe.get_hooks("scoped") if frappe.get_meta(doctype).has_field("merged_into")
	}


@frappe.whitelist(methods=["GET", "POST"])
def what_moves(doctype: str, name: str) -> list[dict]:
	"""What would go over to a successor: label and count, without what is none.

	Raises:
		frappe.PermissionError: the user is no Liaison Administrator.
	"""
	record(doctype, name)
	return [
		{"label": _(moved.doctype), "count": count}
		for moved in moved_with(doctype)
		if (count := len(moved.names(name)))
	]


@frappe.whitelist(methods=["POST"])
def merge(doctype: str, name: str, successor: str, from_day: str, document: str) -> list[dict]:
	"""Merge a record into its successor, all of it or nothing.

	Args:
		doctype: of both.
		name: what ends.
		successor: what goes on.
		from_day: first day on which the successor stands for it; not in the future.
		document: what it was decided by.

	Returns:
		What moved: label and count.

	Raises:
		frappe.PermissionError: the user is no Liaison Administrator.
		frappe.ValidationError: the two cannot be one, or something open stands against it.
	"""
	old, new = record(doctype, name), record(doctype, successor)
	day = getdate(from_day)
	_check(old, new, day, cstr(document).strip())
	said = _("{0} merged into {1}").format(old.get_title(), new.get_title())
	told = carry_over(old, lambda _moved, _name: new, day, said)
	close(old, new, day, cstr(document).strip(), said)
	return told


def carry_over(
	old: Document, successor_of: Callable[[Moved, str], Document], day: datetime.date, said: str
) -> list[dict]:
	"""Let everything open go over from `old`, whose right to be reformed was checked by `record`.

	Args:
		old: what ends.
		successor_of: gives the successor of one record of a kind.
		day: the successors' first day.
		said: what the log of each record says.

	Returns:
		What moved: label and count.
	"""
	told = []
	for moved in moved_with(old.doctype):
		names = moved.names(old.name)
		for name in names:
			_move(moved, name, old, successor_of(moved, name), day, said)
		if names:
			told.append({"label": _(moved.doctype), "count": len(names)})
	return told


def record(doctype: str, name: str) -> Document:
	"""The record that is to be reformed, locked until the end of the request.

	Raises:
		frappe.PermissionError: it is of no such kind, or the user is no Liaison Administrator.
	"""
	if doctype not in mergeable() or not any(post.post == MERGED_BY for post in scope.posts()):
		scope.refuse_out_of_scope()
	doc = frappe.get_doc(doctype, name, for_update=True)
	doc.check_permission("write")
	return doc


def _check(old: Document, new: Document, day, document: str) -> None:
	if old.name == new.name:
		frappe.throw(_("{0}: choose another one.").format(frappe.bold(_("Merged Into"))))
	for doc in (old, new):
		if has_ended(doc):
			frappe.throw(_("{0} has ended already.").format(frappe.bold(doc.get_title())))
	if not document:
		frappe.throw(
			_("Please fill in: {0}").format(frappe.bold(_("Merger Document"))), frappe.MandatoryError
		)
	if day > getdate():
		frappe.throw(_("{0} must not be in the future.").format(frappe.bold(_("Merged From"))))
	if old.doctype == PLACE and not {old.level, new.level} <= MERGEABLE_LEVELS:
		frappe.throw(_("Only villages and communities are merged here."))
	if old.get("congress_level") != new.get("congress_level"):
		frappe.throw(
			_("{0} and {1} elect deputies of different levels, so one cannot go on in the other.").format(
				frappe.bold(old.get_title()), frappe.bold(new.get_title())
			)
		)
	if _township(old) != _township(new):
		frappe.throw(
			_("{0} and {1} do not lie in one township, so one cannot go on in the other.").format(
				frappe.bold(old.get_title()), frappe.bold(new.get_title())
			)
		)


def _end(doc: Document) -> str:
	"""The column that says until when it stands."""
	return "valid_to" if doc.meta.has_field("valid_to") else "to_date"


def has_ended(doc: Document) -> bool:
	"""Whether it stands for nothing new any more."""
	# an election ends districts on a day that is known before
	return bool(
		doc.merged_into or doc.get("valid_to") or (doc.get("to_date") and getdate(doc.to_date) < getdate())
	)


def _township(doc: Document) -> str | None:
	return scope.township_of(doc.name if doc.doctype == PLACE else doc.jurisdiction)


def _move(moved: Moved, name: str, old: Document, new: Document, day: datetime.date, said: str) -> None:
	try:
		if moved.moved_by_actions:
			# the administrator was checked in `record`; saving the page changes no such record
			frappe.db.set_value(moved.doctype, name, moved.field, new.name)
			write_log(
				frappe.get_doc(moved.doctype, name), "Move by Merger", event="Handling Event", note=said
			)
		elif moved.dated:
			_begin_anew(moved, frappe.get_doc(moved.doctype, name), old.name, new.name, day)
		else:
			doc = frappe.get_doc(moved.doctype, name)
			moved.point(doc, old.name, new.name)
			save(doc)
	except Exception as fault:
		# database errors alone have a number to look at
		if not fault.args or not frappe.db.is_duplicate_entry(fault):
			raise
		frappe.throw(
			_("{0} {1} cannot go over: {2} has one of its own. Settle it first.").format(
				_(moved.doctype),
				frappe.bold(frappe.get_doc(moved.doctype, name).get_title()),
				frappe.bold(new.get_title()),
			)
		)


def _begin_anew(moved: Moved, running: Document, name: str, successor: str, day) -> None:
	"""End it the day before and begin the same with the successor; what has not begun yet only changes."""
	if getdate(running.from_date) >= day:
		column = running.meta.get_field(moved.field)
		if column and column.set_only_once:
			# stock lets nobody change it by saving; who merges was checked in `record`
			frappe.db.set_value(moved.doctype, running.name, moved.field, successor)
			running.reload()
		moved.point(running, name, successor)
		save(running)
		return
	following = frappe.copy_doc(running)
	moved.point(following, name, successor)
	following.from_date = day
	running.to_date = add_days(day, -1)
	save(running)
	save(following)


def save(doc: Document) -> None:
	"""Save what a reform changes, whoever may write it by hand."""
	doc.flags.by_reform = True
	# what goes over is not the administrator's to write by hand; who merges was checked in `record`
	doc.save(ignore_permissions=True)


def close(old: Document, new: Document, day: datetime.date, document: str, said: str) -> None:
	"""End `old` the day before its successor stands for it, and write down why."""
	old.reload()
	old.merged_into, old.merged_on, old.merger_document = new.name, day, document
	last = add_days(day, -1)
	old.set(_end(old), max(getdate(old.get("valid_from") or old.get("from_date") or last), last))
	if old.meta.has_field("status"):
		old.status = "Closed Down"
	old.save()
	write_log(old, "Merge Record", event="Handling Event", note=said + _(", ") + document)

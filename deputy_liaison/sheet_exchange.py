"""Excel in and out: a sheet is checked by a trial run, taken over whole or not at all, and written back alike.

A module's sheet says what its rows mean (`hooks.sheets`). The trial run writes every row with the user's own
permissions and takes all of it back, so that whatever a controller refuses is found before anything is kept.
Sending the same sheet again updates what it made; an empty cell erases nothing.
"""

import time
from abc import ABC, abstractmethod
from collections.abc import Callable

import frappe
from frappe import _
from frappe.utils import cint, cstr

from deputy_liaison import spreadsheets
from deputy_liaison.scope import refuse_out_of_scope, subtree, townships_in_reach
from deputy_liaison.spreadsheets import Column, Row

KEPT_SECONDS = 3600
SAVEPOINT = "sheet_row"
WHOLE = "sheet"


class ExcelSheet(ABC):
	"""One kind of sheet for one township. Subclasses say what the columns are and how a row is written.

	Class attributes:
		doctype: what a row makes; who may create it may send the sheet.
		title: English source of the sheet's name.
		columns: in order; the first is what a row is called by.
	"""

	doctype: str
	title: str
	columns: tuple[Column, ...]

	def __init__(self, township: str) -> None:
		self.township = township
		self.places = subtree(township)

	@classmethod
	def is_offered(cls) -> bool:
		"""Whether there is an occasion for this sheet at all."""
		return True

	@abstractmethod
	def find(self, rows: list[Row], answers: dict[int, str]) -> None:
		"""Set `record` of the rows that are known already, or `question` where only a person can tell.

		Args:
			rows: without faults.
			answers: row number → the record chosen for it, or "" for a new one.
		"""

	@abstractmethod
	def write(self, row: Row) -> str | None:
		"""Insert or update what the row says, by the user's own permission.

		Returns:
			The record's name.
		"""

	@abstractmethod
	def stored(self) -> list[dict]:
		"""The township's records as rows of the sheet, as far as the user may see them."""

	def names_within(self, doctype: str, title: str) -> dict[str, str]:
		"""Title → name of a DocType's records within the township."""
		found = frappe.get_all(
			doctype, {"jurisdiction": ("in", self.places)}, ["name", f"{title} as title"], order_by="creation"
		)
		return {one.title: one.name for one in found}

	def villages(self) -> dict[str, str]:
		"""Name → place, of the township's villages and communities and of itself."""
		found = frappe.get_all("Jurisdiction", {"name": ("in", self.places)}, ["name", "jurisdiction_name"])
		return {one.jurisdiction_name: one.name for one in found}


def save(doctype: str, record: str | None, values: dict, row: Row, columns: tuple[Column, ...]) -> str:
	"""Insert a record or change what differs, noting the changed headings in the row; its name."""
	if not record:
		row.outcome = row.outcome or "new"
		return frappe.get_doc({"doctype": doctype, **values}).insert().name
	doc = frappe.get_doc(doctype, record)
	headings = {column.field: column.heading for column in columns}
	changed = [
		field
		for field, value in values.items()
		if spreadsheets.plain(doc.get(field)) != spreadsheets.plain(value)
	]
	if changed:
		row.changes += [headings.get(field) or _(doc.meta.get_label(field)) for field in changed]
		doc.update({field: values[field] for field in changed})
		doc.save()
	return record


def kinds() -> dict[str, type[ExcelSheet]]:
	"""Key → sheet, of all modules."""
	return {path.rsplit(".", 1)[1]: frappe.get_attr(path) for path in frappe.get_hooks("sheets")}


def _kind(key: str, ptype: str) -> type[ExcelSheet]:
	found = kinds().get(key)
	if not found or not found.is_offered():
		frappe.throw(_("Choose what the sheet holds."))
	if not frappe.has_permission(found.doctype, ptype):
		refuse_out_of_scope()
	return found


def _township(name: str) -> str:
	"""The township as sent, if it is one within the user's posts."""
	if name not in {township.name for township in townships_in_reach()}:
		frappe.throw(_("Choose the township that the sheet is of."))
	return name


@frappe.whitelist(methods=["GET", "POST"])
def offered() -> dict:
	"""What the page asks for, as far as the user may send or fetch it.

	Returns:
		kinds: key, title, whether it may be sent, its headings; townships: name and jurisdiction_name.
	"""
	return {
		"kinds": [
			{
				"key": key,
				"title": _(kind.title),
				"may_send": bool(frappe.has_permission(kind.doctype, "create")),
				"headings": [column.heading + ("*" if column.required else "") for column in kind.columns],
			}
			for key, kind in kinds().items()
			if kind.is_offered()
			if frappe.has_permission(kind.doctype, "export") or frappe.has_permission(kind.doctype, "create")
		],
		"townships": townships_in_reach(),
	}


@frappe.whitelist(methods=["GET"])
def fetch(kind: str, township: str, empty: int = 0) -> None:
	"""Answer with the sheet, filled in with the township's records, or empty as a form to fill in.

	Raises:
		frappe.PermissionError: the user may not export such records.
	"""
	empty = cint(empty)
	found = _kind(kind, "create" if empty else "export")
	sheet = found(_township(township))
	content = spreadsheets.write(_(found.title), found.columns, [] if empty else sheet.stored())
	frappe.response.filename = f"{_(found.title)}.xlsx"
	frappe.response.filecontent = content
	frappe.response.type = "binary"


@frappe.whitelist(methods=["POST"])
def send(kind: str, township: str, keep: int = 0, answers: str = "{}") -> str:
	"""Start the trial run of the uploaded sheet (form field `file`), or with `keep` the real one.

	Nothing of the file is stored. A real run that meets a fault keeps nothing and says what the trial says.

	Args:
		kind: the sheet's key.
		township: where its rows belong.
		keep: 1 to take the sheet over.
		answers: JSON, row number → the record chosen for it, or "" for a new one.

	Returns:
		The run, for `progress`.

	Raises:
		frappe.PermissionError: the user may not create such records.
		frappe.ValidationError: no spreadsheet of this kind.
	"""
	found = _kind(kind, "create")
	_township(township)
	upload = frappe.request.files.get("file")
	if not upload:
		frappe.throw(_("Choose the filled-in spreadsheet."))
	read = spreadsheets.read(upload.stream.read(spreadsheets.MOST_BYTES + 1), found.columns)
	run = frappe.generate_hash(length=20)
	_say(run, done=0, of=len(read.rows))
	frappe.enqueue(
		"deputy_liaison.sheet_exchange.carry_out",
		queue="long",
		timeout=3600,
		now=bool(frappe.flags.in_test),
		run=run,
		kind=kind,
		township=township,
		rows=read.rows,
		notes=read.notes,
		keep=bool(cint(keep)),
		answers={cint(row): cstr(record) for row, record in frappe.parse_json(answers or "{}").items()},
	)
	return run


@frappe.whitelist(methods=["GET", "POST"])
def progress(run: str) -> dict:
	"""How far a run of one's own is: done, of; once it has ended also rows, notes, faults and kept."""
	state = frappe.cache.get_value(_key(cstr(run)), expires=True)
	if not state:
		frappe.throw(_("This run is over an hour old or not yours. Send the sheet again."))
	return state


def _say(run: str, **state) -> None:
	"""What `progress` answers; an hour later it is forgotten."""
	frappe.cache.set_value(_key(run), state, expires_in_sec=KEPT_SECONDS)


def _key(run: str) -> str:
	return f"sheet_run|{frappe.session.user}|{run}"


def carry_out(
	run: str, kind: str, township: str, rows: list[Row], notes: list[str], keep: bool, answers: dict[int, str]
) -> None:
	"""Write all rows, as the user who sent them, and keep them if that was asked and no row has a fault.

	Started by `send` alone, as a job.
	"""
	told = time.monotonic()

	def tell(done: int) -> None:
		nonlocal told
		if time.monotonic() - told > 1:
			told = time.monotonic()
			_say(run, done=done, of=len(rows))

	try:
		frappe.db.savepoint(WHOLE)
		kept = write_rows(kinds()[kind](township), rows, answers, tell) and keep
		if not kept:
			frappe.db.rollback(save_point=WHOLE)
	except Exception:
		_say(run, done=0, of=len(rows), failed=True)
		raise
	_say(
		run,
		done=len(rows),
		of=len(rows),
		ended=True,
		kept=kept,
		notes=notes,
		faults=[fault for row in rows for fault in row.faults],
		rows=[_shown(row, kinds()[kind]) for row in rows],
	)


def _shown(row: Row, kind: type[ExcelSheet]) -> dict:
	return {
		"number": row.number,
		"title": row.values.get(kind.columns[0].field, ""),
		"outcome": "fault" if row.faults else "question" if row.question else row.outcome,
		"question": row.question,
		"changes": row.changes,
	}


def write_rows(
	sheet: ExcelSheet, rows: list[Row], answers: dict[int, str], tell: Callable[[int], None]
) -> bool:
	"""Write each row that can be written, noting faults and questions in the others.

	Returns:
		Whether every row was written.
	"""
	sheet.find([row for row in rows if not row.faults], answers)
	for done, row in enumerate(rows):
		if not row.faults and not row.question:
			_write(sheet, row)
		tell(done + 1)
	return not any(row.faults or row.question for row in rows)


def _write(sheet: ExcelSheet, row: Row) -> None:
	frappe.db.savepoint(SAVEPOINT)
	known = row.record
	try:
		row.record = sheet.write(row)
	except frappe.PermissionError:
		_undo(row)
		row.note(None, _("You hold no post for this place. Ask the liaison administrator for a post."))
	except (frappe.ValidationError, frappe.DuplicateEntryError) as fault:
		_undo(row)
		row.note(None, frappe.utils.strip_html(cstr(fault)))
	else:
		row.outcome = "new" if not known else "changed" if row.changes else "same"
	finally:
		# what a controller says on the screen belongs to its row, or to nobody
		frappe.clear_messages()


def _undo(row: Row) -> None:
	frappe.db.rollback(save_point=SAVEPOINT)
	row.changes.clear()

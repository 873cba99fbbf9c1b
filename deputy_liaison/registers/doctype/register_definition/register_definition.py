from collections.abc import Collection, Iterable

import frappe
from frappe import _
from frappe.utils import escape_html

from deputy_liaison.document import LiaisonDocument
from deputy_liaison.registers.cells import FORMATS
from deputy_liaison.registers.row_source import TEXT, RowSource
from deputy_liaison.registers.row_sources import ROW_SOURCES
from deputy_liaison.registers.typesetting.setting import TEXT_WIDTH
from deputy_liaison.registers.volume import HEAD_WORDS, TOKEN
from deputy_liaison.scope import Scope
from deputy_liaison.setup.shipped import shipped

HEADS = ("head_left", "head_centre", "head_right")
# smaller is not read by people over fifty, larger leaves no room for words
CELL_SIZES = (7, 14)
# more columns are not read, and in a narrower one, mm, no sign has room
MOST_COLUMNS, NARROWEST = 24, 5
OF_COLUMN = ("heading", "source_field", "width", "align", "value_format", "hide")


class RegisterDefinition(LiaisonDocument):
	"""A register as data: its columns in order, its heads and feet, how its rows are grouped and numbered."""

	scope = Scope(open=True)

	def onload(self) -> None:
		super().onload()
		if self.row_source:
			self.set_onload("vocabulary", vocabulary(self.row_source))
		record = shipped_register(self.code)
		self.set_onload("differs_from_shipped", bool(record) and _facts(self) != _facts(record))

	def validate(self) -> None:
		if self.row_source not in ROW_SOURCES:
			self._refuse_word("row_source", [self.row_source or ""], map(_, ROW_SOURCES))
		source = ROW_SOURCES[self.row_source]
		self._check_columns(source)
		self._check_size()
		self._check_group(source)
		self._check_index(source)
		heads = [*HEAD_WORDS]
		figures = [*source.sums.values()]
		for field in HEADS:
			self._check_tokens(field, heads)
		self._check_tokens("page_foot", figures)
		self._check_tokens("total_foot", [*figures, *source.rates.values(), *heads])

	def shown_columns(self) -> list:
		"""The columns that are printed, in order."""
		return [column for column in self.columns if not column.hide]

	def signatures(self) -> list[str]:
		"""What is written at the foot for signing, from left to right."""
		return [line.strip() for line in (self.signature_line or "").splitlines() if line.strip()]

	def index_column(self) -> int | None:
		"""Position of the shown column by which an index of the volume names its rows."""
		return self.position_of(self.index_by)

	def position_of(self, word: str | None) -> int | None:
		"""Position of the first shown column that holds the row value of this name."""
		for position, column in enumerate(self.shown_columns()):
			if word in column.words():
				return position
		return None

	def _check_columns(self, source: RowSource) -> None:
		if not self.shown_columns():
			frappe.throw(_("A register needs at least one column that is shown."))
		for column in self.columns:
			self._check_column(column, source)
		self._check_room()

	def _check_room(self) -> None:
		"""Refuse what no sheet has room for."""
		shown = self.shown_columns()
		if len(shown) > MOST_COLUMNS:
			frappe.throw(
				_("{0} columns are shown; at most {1} fit on a page. Hide some of them.").format(
					len(shown), MOST_COLUMNS
				)
			)
		whole = sum(column.width for column in shown)
		for column in shown:
			width = TEXT_WIDTH[self.orientation or "Landscape"] * column.width / whole
			if width < NARROWEST:
				frappe.throw(
					_(
						"{0} would be {1} mm wide on paper; at least {2} mm are needed. Give it a greater width."
					).format(_where(column), f"{width:.1f}", NARROWEST)
				)

	def _check_column(self, column, source: RowSource) -> None:
		where = _where(column)
		words = column.words()
		if unknown := [word for word in words if not source.name_of(word)]:
			frappe.throw(
				_("{0}: there is no row value {1}. Choose from: {2}").format(
					where, frappe.bold(escape_html("、".join(unknown))), "、".join(source.words())
				)
			)
		if not words:
			frappe.throw(
				_("{0}: say what it holds. Choose from: {1}").format(where, "、".join(source.words()))
			)
		# as the desk's list writes them
		column.source_field = ", ".join(words)
		values = [source.all_values[name] for name in column.names(source)]
		if len({value.of_part for value in values}) > 1:
			once = [value.word for value in values if not value.of_part]
			frappe.throw(
				_(
					"{0}: {1} stands once in a row, the rest for each of its parts. Give it a column of its own."
				).format(where, frappe.bold("、".join(once)))
			)
		if (column.width or 0) <= 0:
			frappe.throw(_("{0}: the width must be greater than 0.").format(where))
		self._check_format(column, where, {value.kind for value in values})

	def _check_format(self, column, where: str, kinds: set[str]) -> None:
		if not column.value_format:
			return
		known = FORMATS.get(column.value_format)
		others = kinds - {TEXT}
		if not known or not others or not others <= known.kinds:
			frappe.throw(
				_("{0}: the format {1} does not fit what it holds. Leave the format empty.").format(
					where, frappe.bold(escape_html(column.value_format))
				)
			)

	def _check_size(self) -> None:
		smallest, largest = CELL_SIZES
		if self.cell_size and not smallest <= self.cell_size <= largest:
			frappe.throw(
				_("{0}: choose a size from {1} to {2}.").format(
					frappe.bold(_("Cell Font Size (pt)")), smallest, largest
				)
			)

	def _check_group(self, source: RowSource) -> None:
		once = [value.word for value in source.values.values() if not value.of_part]
		if self.group_by and self.group_by not in once:
			self._refuse_word("group_by", [self.group_by], once)

	def _check_index(self, source: RowSource) -> None:
		if self.index_by and self.index_column() is None:
			shown = dict.fromkeys(word for column in self.shown_columns() for word in column.words())
			self._refuse_word("index_by", [self.index_by], shown)

	def _check_tokens(self, field: str, words: Collection[str]) -> None:
		unknown = [word for word in TOKEN.findall(self.get(field) or "") if word not in words]
		if unknown:
			self._refuse_word(field, (f"{{{word}}}" for word in unknown), (f"{{{word}}}" for word in words))

	def _refuse_word(self, field: str, words: Iterable[str], choices: Iterable[str]) -> None:
		frappe.throw(
			_("{0}: there is no {1}. Choose from: {2}").format(
				frappe.bold(_(self.meta.get_label(field))),
				frappe.bold(escape_html("、".join(words))),
				"、".join(choices),
			)
		)


def _where(column) -> str:
	return _("Column {0}").format(frappe.bold(escape_html(" ".join((column.heading or "").split()))))


@frappe.whitelist(methods=["GET", "POST"])
def vocabulary(row_source: str) -> dict[str, list[str]]:
	"""The words by which a definition names what its rows have.

	Args:
		row_source: DocType that a row is made of.

	Returns:
		values (of the row), parts (of its parts), figures, rates, heads.

	Raises:
		frappe.PermissionError: the user may not read definitions.
		frappe.ValidationError: there is no such source.
	"""
	frappe.has_permission("Register Definition", "read", throw=True)
	source = ROW_SOURCES.get(row_source)
	if not source:
		frappe.throw(
			_("{0}: there is no {1}. Choose from: {2}").format(
				frappe.bold(_("Row Source")),
				frappe.bold(escape_html(row_source)),
				"、".join(map(_, ROW_SOURCES)),
			)
		)
	return {
		"values": [value.word for value in source.all_values.values() if not value.of_part],
		"parts": [value.word for value in source.all_values.values() if value.of_part],
		"figures": [*source.sums.values()],
		"rates": [*source.rates.values()],
		"heads": [*HEAD_WORDS],
	}


@frappe.whitelist(methods=["POST"])
def restore(definition: str) -> None:
	"""Make a register again as the app ships it; what the county made of it stays in its history.

	Args:
		definition: a Register Definition that the user may change.

	Raises:
		frappe.PermissionError: the user may not change it.
		frappe.ValidationError: the county made it itself.
	"""
	doc = frappe.get_doc("Register Definition", definition, for_update=True)
	doc.check_permission("write")
	record = shipped_register(doc.code)
	if not record:
		frappe.throw(
			_("{0} is a register of your own: there is no shipped one to go back to.").format(
				frappe.bold(escape_html(doc.register_title))
			)
		)
	for df in doc.meta.get("fields"):
		if df.fieldtype not in frappe.model.no_value_fields and df.fieldname != "code":
			doc.set(df.fieldname, record.get(df.fieldname, df.default))
	doc.set("columns", [])
	for column in record["columns"]:
		doc.append("columns", column)
	doc.save()


def shipped_register(code: str | None) -> dict | None:
	"""The definition of this code that the app ships."""
	for record in shipped("catalogue", "register_definition.json"):
		if record["code"] == code:
			return record
	return None


def _facts(register) -> tuple:
	"""All that a definition says, to tell whether two say the same."""
	meta = frappe.get_meta("Register Definition")
	own = [
		str(register.get(df.fieldname) or df.default or "").strip()
		for df in meta.get("fields")
		if df.fieldtype not in frappe.model.no_value_fields
		and df.fieldtype not in frappe.model.table_fields
		and df.fieldtype != "Float"
	]
	columns = [
		tuple(
			float(row.get(field) or 0) if field == "width" else str(row.get(field) or "").strip()
			for field in OF_COLUMN
		)
		for row in register.get("columns")
	]
	return (*own, float(register.get("cell_size") or 0), *columns)

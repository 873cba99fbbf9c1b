"""Excel sheets as townships keep them: found by their headings, read cell by cell, written back the same way.

Knows files and cells only; what the rows mean is said by the sheets of each module (`sheet_exchange.py`).
"""

import datetime
import io
import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import frappe
import openpyxl
from frappe import _
from frappe.utils import cstr
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import from_excel
from openpyxl.worksheet.datavalidation import DataValidation

MOST_ROWS = 3000
MOST_BYTES = 10 * 1024 * 1024
# title and notes above the headings
HEADINGS_WITHIN = 12
SERIALS = range(10_000, 80_000)  # 1927 to 2119 as Excel counts days
YEARS = range(1900, 2101)
COUNTING = frozenset({"序号", "No"})


class BadCell(ValueError):
	"""A cell that cannot be read; says what to write instead."""


def plain(value) -> str:
	"""Text without full-width digits, line breaks and doubled spaces; a whole number without its point."""
	if isinstance(value, float) and value.is_integer():
		value = int(value)
	return " ".join(unicodedata.normalize("NFKC", cstr(value)).split())


def text(cell: Cell) -> str:
	"""The cell's words."""
	return plain(cell.value)


def closed_up(cell: Cell) -> str:
	"""Names and numbers, which people space out for looks: `李　华` → `李华`."""
	return plain(cell.value).replace(" ", "")


def number(cell: Cell) -> float | None:
	"""A number, with or without thousands separators.

	Raises:
		BadCell: anything else.
	"""
	words = closed_up(cell).replace(",", "")
	if not words:
		return None
	try:
		return float(words)
	except ValueError:
		raise BadCell(_("{0} is no number.").format(words)) from None


def day(cell: Cell) -> datetime.date | None:
	"""A day or a month, which stands for its first day: 1988.5, 1988年5月, 198805, 1988-05-01, a date of Excel's.

	Raises:
		BadCell: no date, or one that can be read in two ways.
	"""
	value = cell.value
	if isinstance(value, datetime.datetime):
		return value.date()
	if isinstance(value, datetime.date):
		return value
	if isinstance(value, float) and not value.is_integer():
		return _month_typed_as_number(value, cstr(cell.number_format))
	if isinstance(value, int | float) and int(value) in SERIALS:
		return from_excel(int(value)).date()
	words = closed_up(cell)
	if not words:
		return None
	found = re.fullmatch(r"(\d{4})(\d{2})(\d{2})?", words) or re.fullmatch(
		r"(\d{4})\D+(\d{1,2})(?:\D+(\d{1,2}))?\D?", words
	)
	if not found:
		raise BadCell(_("{0} is no date. Write it like 1988-05-01 or 1988-05.").format(words))
	return _date(words, *(int(part or 1) for part in found.groups()))


def _month_typed_as_number(value: float, number_format: str) -> datetime.date:
	"""1988.5 typed as a number. 1988.1 may have been 1988.10: Excel drops the zero unless told to show it."""
	year, hundredths = int(value), round((value - int(value)) * 100)
	words = f"{value:.2f}".rstrip("0")
	if hundredths % 10 or "0.00" in number_format:
		return _date(f"{value:.2f}", year, hundredths)
	if hundredths == 10:
		raise BadCell(
			_("{0} may be January or October. Write {1} or {2}.").format(words, f"{year}-01", f"{year}-10")
		)
	return _date(words, year, hundredths // 10)


def _date(words: str, year: int, month: int, day_of_month: int = 1) -> datetime.date:
	try:
		found = datetime.date(year, month, day_of_month)
	except ValueError:
		found = None
	if not found or year not in YEARS:
		raise BadCell(_("{0} is no date. Write it like 1988-05-01 or 1988-05.").format(words))
	return found


@dataclass(frozen=True)
class Column:
	"""One column of a sheet.

	Args:
		field: what the sheet's rows call it.
		label: English source of its heading.
		read: turns the cell into the value; raises BadCell.
		required: whether every row must fill it in.
		aliases: other headings that townships give it, in Chinese.
		options_of: DocType and Select field whose options it may hold; the sheet shows them in Chinese.
		synonyms: other Chinese words that are written for an option, with the option meant.
		shown: turns the value into what is written, where that is not the value itself.
		width: of the written column, in characters.
	"""

	field: str
	label: str
	read: Callable[[Cell], object] = text
	required: bool = False
	aliases: tuple[str, ...] = ()
	options_of: tuple[str, str] | None = None
	synonyms: dict[str, str] = field(default_factory=dict, hash=False)
	shown: Callable[[object], object] | None = field(default=None, hash=False)
	width: int = 14

	@property
	def heading(self) -> str:
		"""What stands over it, in the reader's language."""
		return _(self.label)

	@property
	def choices(self) -> tuple[str, ...]:
		"""Stored words that it may hold, none for free text."""
		if not self.options_of:
			return ()
		doctype, field = self.options_of
		return tuple(filter(None, frappe.get_meta(doctype).get_options(field).split("\n")))

	def value(self, cell: Cell):
		"""The cell's value, a choice as its stored word.

		Raises:
			BadCell: the cell cannot be read, or holds what is no choice.
		"""
		found = self.read(cell)
		if not self.options_of or not found:
			return found
		if found in self.synonyms:
			return self.synonyms[found]
		for choice in self.choices:
			if found in (choice, plain(_(choice))):
				return choice
		known = _(", ").join(_(choice) for choice in self.choices)
		raise BadCell(_("{0} is not one of: {1}").format(found, known))

	def cell(self, value):
		"""What is written for `value`."""
		if value in (None, ""):
			return None
		if self.shown:
			return self.shown(value)
		if isinstance(value, datetime.date):
			return value.isoformat()
		return _(value) if self.options_of else value


@dataclass
class Row:
	"""One row of a sheet: where it stood, what it holds, what is wrong with it and what will become of it."""

	number: int
	values: dict
	faults: list[str] = field(default_factory=list)
	record: str | None = None
	question: dict | None = None
	outcome: str | None = None
	changes: list[str] = field(default_factory=list)

	def note(self, column: Column | None, message: str) -> None:
		"""Say what is wrong, by row and heading as the reader finds it in the sheet."""
		if column:
			self.faults.append(_("Row {0}, {1}: {2}").format(self.number, column.heading, message))
		else:
			self.faults.append(_("Row {0}: {1}").format(self.number, message))


@dataclass
class Sheet:
	"""What was read: rows, and what was left out, said in words."""

	rows: list[Row]
	notes: list[str]


def read(content: bytes, columns: tuple[Column, ...]) -> Sheet:
	"""Read the first sheet that has the headings, wherever its title rows end.

	Args:
		content: an .xlsx file.
		columns: what is looked for; the first is what a row is called by, and rows without it are left out.

	Raises:
		frappe.ValidationError: no Excel file, headings missing, or too many rows.
	"""
	if len(content) > MOST_BYTES:
		frappe.throw(_("The file is larger than {0} MB.").format(MOST_BYTES // 1024**2))
	try:
		book = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
	except Exception:  # openpyxl raises what zip, XML and its own readers raise
		frappe.throw(_("This is no Excel file (.xlsx). Save it in Excel as .xlsx and choose it again."))
	for sheet in book.worksheets:
		if head := _head(sheet, columns):
			return _rows(sheet, *head, columns)
	needed = _(", ").join(column.heading for column in columns if column.required)
	frappe.throw(_("No row of headings was found. These columns are needed: {0}").format(needed))


def _head(sheet, columns: tuple[Column, ...]) -> tuple[int, dict[int, Column], list[str]] | None:
	"""The row of headings: its number, the columns found in it and the headings that nobody knows."""
	known = {_bare(word): column for column in columns for word in (column.heading, *column.aliases)}
	for cells in sheet.iter_rows(max_row=HEADINGS_WITHIN):
		headings = {cell.column: _bare(cell.value) for cell in cells if _bare(cell.value)}
		found: dict[int, Column] = {}
		for position, heading in headings.items():
			if known.get(heading) and known[heading] not in found.values():
				found[position] = known[heading]
		if all(column in found.values() for column in columns if column.required):
			strange = [
				heading
				for position, heading in headings.items()
				if position not in found and heading not in COUNTING
			]
			return cells[0].row, found, strange
	return None


def _bare(value) -> str:
	"""A heading without what is there for looks: spaces, line breaks, stars, brackets' contents."""
	return re.sub(r"\(.*?\)|[\s*:]", "", unicodedata.normalize("NFKC", cstr(value)))


def _rows(
	sheet, head: int, found: dict[int, Column], strange: list[str], columns: tuple[Column, ...]
) -> Sheet:
	rows, notes = [], []
	if strange:
		notes.append(_("Not imported, as unknown: {0}").format(_(", ").join(strange)))
	title = columns[0]
	for cells in sheet.iter_rows(min_row=head + 1):
		named = {found[cell.column]: cell for cell in cells if cell.column in found}
		filled = [cell for cell in cells if plain(cell.value)]
		if not filled:
			continue
		if not plain(named[title].value):
			# what stands below a table: sums, who filled it in
			notes.append(
				_("Row {0} has no {1} and was left out: {2}").format(
					cells[0].row, title.heading, plain(filled[0].value)[:20]
				)
			)
			continue
		rows.append(_row(cells[0].row, named))
		if len(rows) > MOST_ROWS:
			frappe.throw(_("A sheet holds {0} rows at most.").format(MOST_ROWS))
	return Sheet(rows, notes)


def _row(position: int, named: dict[Column, Cell]) -> Row:
	row = Row(position, {})
	for column, cell in named.items():
		try:
			value = column.value(cell)
		except BadCell as fault:
			row.note(column, str(fault))
			continue
		if column.required and value in (None, "", ()):
			row.note(column, _("is empty."))
		elif isinstance(value, str) and len(value) > 140:
			row.note(column, _("is longer than 140 characters."))
		elif value not in (None, "", ()):
			row.values[column.field] = value
	return row


def write(title: str, columns: tuple[Column, ...], rows: Iterable[dict]) -> bytes:
	"""A sheet with the same headings, so that what was written can be read again.

	Args:
		title: of the sheet, over the headings.
		columns: in order.
		rows: values by field.
	"""
	book = openpyxl.Workbook()
	sheet = book.active
	sheet.title = title[:31]
	sheet.append([title])
	sheet.merge_cells(start_row=1, end_row=1, start_column=1, end_column=len(columns) + 1)
	sheet["A1"].font = Font(bold=True, size=16)
	sheet["A1"].alignment = Alignment(horizontal="center")
	sheet.append([_("Serial No."), *(column.heading for column in columns)])
	for count, row in enumerate(rows, 1):
		sheet.append([count, *(column.cell(row.get(column.field)) for column in columns)])
	_dress(sheet, columns)
	stream = io.BytesIO()
	book.save(stream)
	return stream.getvalue()


def _dress(sheet, columns: tuple[Column, ...]) -> None:
	line = Side(style="thin")
	for cells in sheet.iter_rows(min_row=2):
		for cell in cells:
			cell.border = Border(left=line, right=line, top=line, bottom=line)
			cell.alignment = Alignment(wrap_text=True, vertical="center")
			cell.font = Font(bold=cell.row == 2)
			if isinstance(cell.value, str):
				# what people typed stays words, a formula among it as well
				cell.data_type = "s"
				cell.number_format = "@"
	for position, column in enumerate(columns, 2):
		letter = get_column_letter(position)
		sheet.column_dimensions[letter].width = column.width
		words = ",".join(_(choice) for choice in column.choices)
		# Excel takes a list of 255 characters at most
		if words and len(words) < 250:
			rule = DataValidation(type="list", formula1=f'"{words}"', allow_blank=True)
			rule.add(f"{letter}3:{letter}{MOST_ROWS}")
			sheet.add_data_validation(rule)
	sheet.column_dimensions["A"].width = 6
	sheet.freeze_panes = "C3"

"""A register volume as a spreadsheet: the columns, headings, masks and feet of the print, from the same data.

Written row by row, so that a volume of a hundred thousand rows needs no more memory than its data. Every text is
a text, never a formula, whoever typed it.
"""

import io
import math

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.styles.cell_style import StyleArray
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.worksheet.cell_range import CellRange

from deputy_liaison.registers.cells import is_number
from deputy_liaison.registers.typesetting.setting import POINT, TEXT_WIDTH

# the width of one sign of a sheet's measure, in mm
SIGN = 1.85
INCH = 25.4
MARGINS = {"left": 28, "right": 20, "top": 25, "bottom": 20}
A4 = "9"
THIN = Side(style="thin")
BOX = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
ALIGN = {
	"Centred": Alignment(horizontal="center", vertical="center", wrap_text=True),
	"Left Aligned": Alignment(horizontal="left", vertical="center", wrap_text=True),
}
CENTRE, LEFT = ALIGN["Centred"], ALIGN["Left Aligned"]
RIGHT = Alignment(horizontal="right", vertical="center", wrap_text=True)
BODY, TITLE = Font(name="宋体", size=15, bold=True), Font(name="宋体", size=20, bold=True)
HEAD, PLAIN = Font(name="黑体", size=10.5), Font(name="仿宋", size=10.5)
# of a longer text a sheet keeps nothing, or calls the file damaged; it counts as Windows does
CELL_UNITS = 32_767
CUT = "……（超出Excel单元格字数，全文见PDF）"
# of a sheet's name these are forbidden, and all beyond the thirty-first sign
FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\", " "))


def workbook(data: dict) -> bytes:
	"""The volume as XLSX.

	Args:
		data: what `volume.compose` returns, for a sealed volume with its marks (`sealing.marks`).
	"""
	book = Workbook(write_only=True)
	sheet = book.create_sheet(data["title"].translate(FORBIDDEN)[:31])
	_Sheet(sheet, data).write()
	stream = io.BytesIO()
	book.save(stream)
	return stream.getvalue()


class _Sheet:
	"""One volume while it is written, row after row."""

	def __init__(self, sheet: WriteOnlyWorksheet, data: dict) -> None:
		self.sheet = sheet
		self.data = data
		self.columns = data["columns"]
		self.count = 0
		self.font = Font(name="仿宋", size=data["cell_size"])
		# looking the parts of a style up for each cell would take longer than all the rest
		self.styles: dict[tuple, StyleArray] = {}

	def write(self) -> None:
		data = self.data
		self._lay_out()
		self._line(data["body"], BODY, CENTRE)
		self._line(data["title"], TITLE, CENTRE)
		self._sub_head()
		self._add([self._cell(column["heading"], HEAD, CENTRE, BOX) for column in self.columns])
		self.sheet.print_title_rows = f"{self.count}:{self.count}"
		group = None
		for row in data["rows"]:
			if row.get("group") not in (None, group):
				group = row["group"]
				self._line(group, HEAD, LEFT, BOX)
			self._row(row)
		if data["total_foot"]:
			self._line(data["total_foot"], PLAIN, LEFT, BOX)
		self._line("　　　　".join(data["signatures"]), PLAIN, LEFT)
		self._marks()

	def _marks(self) -> None:
		"""What the paper of a sealed volume says on its cover and behind its last entry."""
		data = self.data
		if cover := data.get("cover"):
			code = data["verification"]["code"]
			words = f"册号：{cover['volume_number']}　封存日期：{cover['sealed_on']}　核验码：{code}"
			self._line(words, PLAIN, LEFT)
		for note in filter(None, data.get("seal_note", "").split("\n")):
			self._line(note, PLAIN, LEFT)

	def _lay_out(self) -> None:
		sheet, data = self.sheet, self.data
		whole = sum(column["width"] for column in self.columns)
		for position, column in enumerate(self.columns, 1):
			width = TEXT_WIDTH[data["orientation"]] * column["width"] / whole / SIGN
			sheet.column_dimensions[get_column_letter(position)].width = width
		sheet.freeze_panes = "A5"
		sheet.sheet_properties.pageSetUpPr.fitToPage = True
		sheet.page_setup.fitToHeight = 0
		sheet.page_setup.orientation = data["orientation"].lower()
		sheet.page_setup.paperSize = A4
		for side, width in MARGINS.items():
			setattr(sheet.page_margins, side, width / INCH)
		sheet.HeaderFooter.oddFooter.center.text = "第 &P 页 共 &N 页"

	def _sub_head(self) -> None:
		"""The line of the heads; the edition stands with the right one, as nobody reads a stamp in a sheet."""
		head = self.data["sub_head"]
		right = "　".join(filter(None, (head["right"], self.data["edition"])))
		count = len(self.columns)
		if count < 3:
			self._line("　".join(filter(None, (head["left"], head["centre"], right))), PLAIN, CENTRE)
			return
		third = count // 3
		begins = {0: (head["left"], LEFT), third: (head["centre"], CENTRE), count - third: (right, RIGHT)}
		self._add([self._cell(*self._of(begins, position)) for position in range(count)])
		for first, last in ((1, third), (third + 1, count - third), (count - third + 1, count)):
			self._merge(self.count, first, self.count, last)

	@staticmethod
	def _of(begins: dict[int, tuple], position: int) -> tuple:
		text, alignment = begins.get(position, (None, CENTRE))
		return text, PLAIN, alignment

	def _row(self, row: dict) -> None:
		"""One line of the sheet for each part; what stands once is merged over them."""
		first = self.count + 1
		for part in range(max(1, len(row["parts"]))):
			cells = []
			for position, column in enumerate(self.columns):
				text = None
				if column["of_part"] and row["parts"]:
					text = row["parts"][part][position]
				elif not column["of_part"] and part == 0:
					text = row["cells"][position]
				cells.append(self._cell(text, self.font, ALIGN[column["align"]], BOX, column["number"]))
			self._add(cells)
		if self.count > first:
			for position, column in enumerate(self.columns, 1):
				if not column["of_part"]:
					self._merge(first, position, self.count, position)

	def _line(self, text: str, font: Font, alignment: Alignment, border: Border | None = None) -> None:
		"""One text over the whole width; spreadsheets find the height of merged cells by no means."""
		signs = TEXT_WIDTH[self.data["orientation"]] / (font.size * POINT)
		height = max(1, math.ceil(len(text) / signs)) * font.size * 1.5
		self.sheet.row_dimensions[self.count + 1].height = height
		self._add(
			[
				self._cell(text if position == 0 else None, font, alignment, border)
				for position in range(len(self.columns))
			]
		)
		self._merge(self.count, 1, self.count, len(self.columns))

	def _add(self, cells: list[WriteOnlyCell]) -> None:
		self.sheet.append(cells)
		self.count += 1

	def _merge(self, first_row: int, first: int, last_row: int, last: int) -> None:
		if (first_row, first) != (last_row, last):
			# none overlaps with another: `MultiCellRange.add` would compare it with every one before
			self.sheet.merged_cells.ranges.add(
				CellRange(min_col=first, min_row=first_row, max_col=last, max_row=last_row)
			)

	def _cell(
		self,
		text: str | None,
		font: Font,
		alignment: Alignment,
		border: Border | None = None,
		counted: bool = False,
	) -> WriteOnlyCell:
		text = _fitting(text or "")
		counts = bool(text) and counted and is_number(text)
		if counts:
			cell = WriteOnlyCell(self.sheet, float(text) if "." in text else int(text))
		else:
			cell = WriteOnlyCell(self.sheet, text or None)
		if text and not counts:
			# what begins with = is a text all the same
			cell.data_type = "s"
		key = (id(font), id(alignment), id(border), counts)
		if key not in self.styles:
			cell.font, cell.alignment = font, alignment
			if border:
				cell.border = border
			if not counts:
				# so it stays when somebody edits the cell
				cell.number_format = "@"
				cell.quotePrefix = True
			self.styles[key] = cell._style
		cell._style = self.styles[key]
		return cell


def _fitting(text: str) -> str:
	"""The text, or as much of it as a cell holds, which then says so."""
	units = text.encode("utf-16-le")
	if len(units) <= 2 * CELL_UNITS:
		return text
	return units[: 2 * (CELL_UNITS - len(CUT))].decode("utf-16-le", "ignore") + CUT

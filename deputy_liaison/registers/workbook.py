"""A register volume as an Excel sheet: the same columns and cells as on paper."""

import io

import openpyxl
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font


def workbook(data: dict) -> bytes:
	"""The sheet of `data`, as `volume.compose` makes it; a row with several matters takes one line each."""
	book = openpyxl.Workbook(write_only=True)
	sheet = book.create_sheet("Sheet1")
	bold, wrapped = Font(bold=True), Alignment(wrap_text=True, vertical="top")

	def line(texts: list[str], **style: Font | Alignment) -> list[WriteOnlyCell]:
		cells = []
		for text in texts:
			cell = WriteOnlyCell(sheet, text)
			# what begins like a formula is a voter's text all the same
			cell.data_type = "s"
			for name, value in style.items():
				setattr(cell, name, value)
			cells.append(cell)
		return cells

	sheet.append(line([data["body"]], font=bold))
	sheet.append(line([data["title"]], font=bold))
	sheet.append(line([data["place"], data["period"], data["numbers"], data["edition"]]))
	sheet.append(line([column["heading"] for column in data["columns"]], font=bold, alignment=wrapped))
	for row in data["rows"]:
		for part in row["parts"] or [[None] * len(data["columns"])]:
			texts = [whole or of_part or "" for whole, of_part in zip(row["cells"], part, strict=True)]
			sheet.append(line(texts, alignment=wrapped))
	stream = io.BytesIO()
	book.save(stream)
	return stream.getvalue()

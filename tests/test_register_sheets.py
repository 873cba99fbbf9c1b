"""Books as spreadsheets of any length: many merged cells, and texts longer than a cell."""

import io
import time

import openpyxl

from deputy_liaison.registers.workbook import CELL_UNITS, CUT, workbook
from tests.base import LiaisonTestCase
from tests.test_typesetting import volume


class TestSheets(LiaisonTestCase):
	def sheet(self, rows: list[dict]):
		columns = [
			{"heading": "编号", "width": 2, "align": "Centred", "of_part": False, "number": False},
			{"heading": "反映内容", "width": 6, "align": "Left Aligned", "of_part": True, "number": False},
			*(
				{"heading": f"栏{i}", "width": 2, "align": "Centred", "of_part": False, "number": False}
				for i in range(8)
			),
		]
		head = {"left": "东村代表联络站", "centre": "2026年度", "right": "编号：无"}
		data = volume(rows, columns=columns, sub_head=head, total_foot="")
		return openpyxl.load_workbook(io.BytesIO(workbook(data))).active

	@staticmethod
	def row(number: int, *matters: str) -> dict:
		empty = [None] * 8
		return {
			"cells": [str(number), None, *[""] * 8],
			"parts": [[None, matter, *empty] for matter in matters],
			"sums": {},
		}

	def test_thousands_of_rows_with_several_matters_take_seconds(self):
		begun = time.monotonic()
		sheet = self.sheet([self.row(i, "水渠", "路灯") for i in range(2000)])
		self.assertLess(time.monotonic() - begun, 40)
		merged = {str(cells) for cells in sheet.merged_cells.ranges}
		# nine columns of each row, the title's lines and the foot's
		self.assertEqual(len([one for one in merged if one.startswith("A") and ":A" in one]), 2000)
		self.assertIn("A5:A6", merged)
		self.assertIn("J4003:J4004", merged)
		self.assertEqual(
			(sheet["A4003"].value, sheet["B4003"].value, sheet["B4004"].value), ("1999", "水渠", "路灯")
		)

	def test_a_text_longer_than_a_cell_says_that_it_goes_on(self):
		fits = "水" * CELL_UNITS
		too_long = "路" * (CELL_UNITS + 1)
		# a sign of two units is not cut into halves
		rare = "𠮷" * CELL_UNITS
		sheet = self.sheet([self.row(1, fits), self.row(2, too_long), self.row(3, rare)])
		self.assertEqual(sheet["B5"].value, fits)
		self.assertEqual(sheet["B6"].value, "路" * (CELL_UNITS - len(CUT)) + CUT)
		self.assertEqual(sheet["B7"].value, "𠮷" * ((CELL_UNITS - len(CUT)) // 2) + CUT)

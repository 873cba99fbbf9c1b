"""What holds for every printed book: paper and spreadsheet say what its rows say, column by column."""

import io
import re
from unittest.mock import patch

import frappe
import openpyxl
from frappe.utils import getdate

from deputy_liaison.registers import print_out, volume
from deputy_liaison.registers.row_source import Book
from deputy_liaison.registers.row_sources import ROW_SOURCES
from deputy_liaison.registers.volume import TOKEN, Edition
from tests import pdf_text

DEFINITION = "Register Definition"
STATION, PLACE = "Liaison Station", "Jurisdiction"
HOSTILE = "# $x$ \\ * @ref `a` \"b\" 'c' <b>粗</b> & //d /*e*/ _f_ = [g](h) {i} #panic() 𠮷䶮😀"
LONG_WORD = "https://example.invalid/" + "abcdefghij" * 12


class BookChecks:
	"""Mixed into a test case of the small county: the books of one register, for this year."""

	code = ""
	holder_type = PLACE

	@property
	def year(self) -> int:
		return getdate().year

	@property
	def register(self) -> "frappe.model.document.Document":
		return frappe.get_doc(DEFINITION, {"code": self.code})

	def asked(self, holder: str, **changes) -> dict:
		"""What the page asks for."""
		return {
			"definition": frappe.db.get_value(DEFINITION, {"code": self.code}),
			"holder_type": self.holder_type,
			"holder": holder,
			"from_date": f"{self.year}-01-01",
			"to_date": f"{self.year}-12-31",
			**changes,
		}

	def edition(self, key: str, holder: str, sealed: bool = False, **changes) -> Edition:
		"""The book as one of the people may print it."""
		with self.as_user(key):
			order = print_out.Order.checked(**self.asked(holder, **changes))
			return volume.compose(
				order.register, order.holder, order.first, order.last, order.outside, sealed=sealed
			)

	def printed(self, key: str, holder: str, file_format: str = "pdf", **changes) -> bytes:
		with self.as_user(key):
			return print_out.made(print_out.Order.checked(**self.asked(holder, **changes)), file_format)

	def row_of(self, edition: Edition, text: str) -> dict[str, str]:
		"""The first row with a cell that holds `text`, by its columns' headings."""
		headings = [_plain(column["heading"]) for column in edition.data["columns"]]
		for row in edition.data["rows"]:
			parts = row["parts"] or [[None] * len(headings)]
			cells = [
				cell if cell is not None else "|".join(filter(None, (part[i] for part in parts)))
				for i, cell in enumerate(row["cells"])
			]
			if any(text in cell for cell in cells):
				return dict(zip(headings, cells, strict=True))
		raise AssertionError(f"no row with {text}")

	def assertPrinted(self, edition: Edition, key: str, holder: str, **changes) -> list[str]:
		"""Paper and sheet of an edition: titles, headings, each cell with its lines in order, the rows in theirs,
		page numbers, and the figures of each page and of the book; the paper's pages.
		"""
		pages = pdf_text.pages(self.printed(key, holder, **changes))
		data = edition.data
		first = pages[0]
		positions = [first.index(_plain(data["body"])), first.index(_plain(data["title"]))]
		self.assertEqual(positions, sorted(positions))
		headings = "".join(_plain(column["heading"]) for column in data["columns"])
		for number, page in enumerate(pages, 1):
			self.assertIn(headings, page)
			self.assertIn(f"第{number}页共{len(pages)}页", page)
		whole = "".join(pages)
		row_at = whole.index(headings)
		for row in data["rows"]:
			if row["number"]:
				row_at = _found(whole, [row["number"]], row_at)
			for cells in (row["cells"], *row["parts"]):
				for cell in filter(None, cells):
					# a cell that goes on to another page is not in one piece
					self.assertTrue(_plain(cell) in whole or _found(whole, cell.split("\n")) > 0, cell)
		self.assertFeet(data, pages)
		self.assertSheet(edition, self.printed(key, holder, "xlsx", **changes))
		return pages

	def assertFeet(self, data: dict, pages: list[str]) -> None:
		"""The book's figures stand once, on the last page; those of the pages make them up."""
		if data["total_foot"]:
			foot = _plain(data["total_foot"])
			self.assertEqual([foot in page for page in pages], [False] * (len(pages) - 1) + [True], foot)
		# between the words stand the names of the figures
		parts = TOKEN.split(data["page_foot"])
		names = parts[1::2]
		said = re.compile(
			"".join(r"(\d+)" if i % 2 else re.escape(_plain(part)) for i, part in enumerate(parts))
		)
		if names:
			figures = [tuple(map(int, said.search(page).groups())) for page in pages]
			expected = [sum(row["sums"].get(name, 0) for row in data["rows"]) for name in names]
			self.assertEqual([sum(of_page) for of_page in zip(*figures, strict=True)], expected)

	def assertSheet(self, edition: Edition, content: bytes) -> None:
		"""The spreadsheet holds the very cells of the paper, and no formula."""
		data = edition.data
		sheet = openpyxl.load_workbook(io.BytesIO(content)).active
		rows = list(sheet.iter_rows())
		self.assertEqual((rows[0][0].value or "", rows[1][0].value), (data["body"], data["title"]))
		self.assertEqual([cell.value for cell in rows[3]], [column["heading"] for column in data["columns"]])
		self.assertEqual(sheet.print_title_rows, "$4:$4")
		found = [[_text(cell) for cell in row] for row in rows[4:]]
		expected = []
		group = None
		for row in data["rows"]:
			if row.get("group") not in (None, group):
				group = row["group"]
				expected.append([group] + [""] * (len(data["columns"]) - 1))
			for part in range(max(1, len(row["parts"]))):
				expected.append(
					[
						(row["parts"][part][i] if row["parts"] else "")
						if column["of_part"]
						else (row["cells"][i] if part == 0 else "")
						for i, column in enumerate(data["columns"])
					]
				)
		self.assertEqual(found[: len(expected)], [[text or "" for text in row] for row in expected])
		if data["total_foot"]:
			self.assertEqual(found[len(expected)][0], data["total_foot"])
		self.assertFalse([cell for row in rows for cell in row if cell.data_type == "f"])

	def queries_of(self, key: str, holder: str) -> int:
		"""How many queries the rows of the book take, once metadata and posts are cached."""
		source = ROW_SOURCES[self.register.row_source]
		with self.as_user(key):
			order = print_out.Order.checked(**self.asked(holder))
			book = Book(order.holder, print_out.body_of(order.holder), order.first, order.last)
			source.read(book)
			with patch.object(frappe.db, "sql", wraps=frappe.db.sql) as sql:
				source.read(book)
		return sql.call_count

	def assertRefusedTo(self, keys: tuple[str, ...], holder: str) -> None:
		for key in keys:
			with self.subTest(key):
				self.assertRefuses("您没有此处的岗位权限", self.printed, key, holder)


def stored(doctype: str, **values) -> str:
	"""A row as the machine leaves it, written past the controllers."""
	doc = frappe.get_doc({"doctype": doctype, **values})
	doc.name = frappe.generate_hash(length=12)
	doc.db_insert()
	return doc.name


def copies(doctype: str, source: str, changes: list[dict]) -> list[str]:
	"""Copies of a stored record's row, each with its changes; their names."""
	fields = [column for column in frappe.db.get_table_columns(doctype) if not column.startswith("_")]
	values = frappe.db.get_value(doctype, source, "*", as_dict=True)
	rows = [{**values, "name": frappe.generate_hash(length=12), **one} for one in changes]
	frappe.db.bulk_insert(doctype, fields, [[row.get(field) for field in fields] for row in rows])
	return [row["name"] for row in rows]


def _found(whole: str, lines: list[str], begin: int = 0) -> int:
	"""Where the last of these lines ends that follow each other from `begin` on."""
	for line in map(_plain, lines):
		begin = whole.index(line, begin) + len(line)
	return begin


def _plain(text: str) -> str:
	return "".join(text.split())


def _text(cell) -> str:
	return "" if cell.value is None else str(cell.value)

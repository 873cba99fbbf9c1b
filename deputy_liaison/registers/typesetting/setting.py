"""A volume set in parts and put together, and sheets that hold no table.

Each part is set in a process of its own, so that memory stays that of one part however long the book is. A
part ends where a page ends: what stands on its last page begins the next part. What needs the whole book (page
numbers with their total, sums of a page, cover, 目录) is set at the end and laid over or before the table.
"""

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from itertools import accumulate
from pathlib import Path

from deputy_liaison.registers.typesetting.joining import LEFT_OUT, Book

FOLDER = Path(__file__).parent
PRESS = FOLDER / "press.py"
FRAME, FRONT = "frame.typ", "front.typ"
# marks the file for the archive; it is not a validated conformance
STANDARD = "a-2b"
GLYPH_MISSING = "could not be displayed"
# what is set in one process: about 400 MB; a row takes as many cells as it has columns, for each of its parts
PART_ROWS = 1800
PART_CELLS = 12_000
PART_CHARACTERS = 300_000
FRAMES = 2000
INDEX_ENTRIES = 2000
# the page on which each row or entry of the 目录 begins, and whether it stands there whole
PLACES = "query(<row>).map(row => (row.location().page(), row.value))"

# mm between the margins of style.typ
TEXT_WIDTH = {"Landscape": 249, "Portrait": 162}
# what volume.typ keeps free on both sides of a cell, mm; and a point in mm
CELL_INSET, POINT = 1.4, 0.353
# a row with more lines than this may be taller than a page, whatever its size: the template then measures it
LONG_ROW = 15
# a superset of what volume.typ lets break anywhere: the rule costs each part some time
LONG_WORD = re.compile("[^\\s\u4e00-\u9fff]{12,}")

OPTIONAL = {
	"glyph_missing": False,
	"reprint": "",
	"total_foot": "",
	"sub_head": None,
	"cover": None,
	"index": [],
	"binding": False,
	"verification": None,
	"seal_note": "",
	"notice": "",
}


@dataclass(frozen=True)
class _Part:
	"""Rows that were set together.

	Args:
		content: PDF.
		pages: how many of its pages belong to the part; none for all.
		pages_of_rows: the page on which each row of the part begins, from 1.
		is_last: whether no row is left.
	"""

	content: bytes
	pages: int | None
	pages_of_rows: list[int]
	is_last: bool


class _Document:
	"""What is set with one template.

	Args:
		template: file of this folder.
		data: what it takes; title and body name the document.
		fonts: of each stack those that the server has.
	"""

	def __init__(self, template: str, data: dict, fonts: dict[str, list[str]]) -> None:
		self.template = template
		self.data = {**OPTIONAL, **data, "fonts": fonts}
		self.data["characters"] = _characters(self.data, data.get("rows", []))
		self.moment = int(time.time())
		self.standards = [STANDARD]
		self.book = Book()

	def _set(self, template: str, ask: str | None, **more) -> tuple[bytes, object]:
		"""Set one document; its PDF, and the answer to `ask`."""
		order = {
			"template": str(FOLDER / template),
			"root": str(FOLDER),
			"standards": self.standards,
			"moment": self.moment,
			"ask": ask,
		}
		reply, content = self.press.set(order, {**self.data, **more})
		if "error" not in reply:
			return content, reply["answer"]
		if GLYPH_MISSING not in reply["error"] or not self.standards:
			raise RuntimeError(f"typesetting failed: {reply['error']}")
		# A character is in none of the fonts. PDF/A forbids its empty box, an office can complete it by hand:
		# so without the mark, and with a line that says so.
		self.standards = []
		self.data["glyph_missing"] = True
		return self._set(template, ask, **more)


class Sheets(_Document):
	"""Sheets that their template sets in one piece."""

	def set(self) -> bytes:
		with _Press() as self.press:
			self.book.add(self._set(self.template, None)[0])
		return self.book.to_bytes()


class Volume(_Document):
	"""One volume while it is set."""

	def __init__(self, template: str, data: dict, fonts: dict[str, list[str]]) -> None:
		super().__init__(template, data, fonts)
		self.rows = self.data.pop("rows")
		self.signs_of_lines = _signs_of_lines(data)
		head = data.get("sub_head") or {}
		self.data["sub_head"] = {
			side: head.get(side, data[key] if not head else "")
			for side, key in (("left", "place"), ("centre", "period"), ("right", "numbers"))
		}
		self.data["total"] = _filled(self.data["total_foot"] or "", self._sums(self.rows))
		# the page on which each row begins, from 1
		self.page_of_row: list[int] = []

	def set(self, progress: Callable[[int, int], None]) -> bytes:
		# One document is set while the one before is put into the book. Whatever fails, the press is stopped
		# first, so that nothing waits for it.
		with ThreadPoolExecutor(max_workers=1) as ahead, _Press() as self.press:
			self._table(ahead, progress)
			self._frames(ahead)
			if self.data["cover"] is not None or self.data["index"]:
				self._front()
		return self.book.to_bytes()

	def _table(self, ahead: ThreadPoolExecutor, progress: Callable[[int, int], None]) -> None:
		coming = ahead.submit(self._part, 0, 0)
		while coming:
			part: _Part = coming.result()
			begin = len(self.book)
			end = len(self.page_of_row) + len(part.pages_of_rows)
			coming = None if part.is_last else ahead.submit(self._part, end, begin + part.pages)
			self.page_of_row += [begin + page for page in part.pages_of_rows]
			self.book.add(part.content, part.pages)
			progress(end, len(self.rows))

	def _part(self, begin: int, pages_before: int) -> "_Part":
		"""Set rows from position `begin` on, as many as fill whole pages, or all that are left."""
		rows = self._next_rows(begin)
		while True:
			is_last = begin + len(rows) == len(self.rows)
			content, places = self._set(
				self.template,
				PLACES,
				rows=[{**row, "long": self._is_long(row)} for row in rows],
				first_page=pages_before + 1,
				is_last=is_last,
				long_words=any(LONG_WORD.search(cell) for row in rows for cell in _cells(row)),
			)
			kept, pages = (len(rows), None) if is_last else _whole_pages(places)
			if kept or is_last:
				return _Part(content, pages, [page - LEFT_OUT for page, _whole in places[:kept]], is_last)
			# no page of these begins with a row: all taller than pages, one upon the other
			rows = self.rows[begin : begin + 2 * len(rows)]

	def _is_long(self, row: dict) -> bool:
		"""Whether a row may be taller than a page; one that is not surely takes no more than `LONG_ROW` lines."""
		return max(self._lines(row["cells"]), sum(map(self._lines, row["parts"]))) > LONG_ROW

	def _lines(self, cells: list[str | None]) -> int:
		"""At most so many lines has the tallest of these cells."""
		return max(
			(
				text.count("\n") + 1 + len(text) // signs
				for text, signs in zip(cells, self.signs_of_lines, strict=True)
				if text
			),
			default=0,
		)

	def _next_rows(self, begin: int) -> list[dict]:
		rows = self.rows[begin : begin + PART_ROWS]
		lengths = accumulate(sum(map(len, _cells(row))) for row in rows)
		cells = accumulate(len(self.signs_of_lines) * max(1, len(row["parts"])) for row in rows)
		fitting = (
			length <= PART_CHARACTERS and count <= PART_CELLS
			for length, count in zip(lengths, cells, strict=True)
		)
		return rows[: max(1, sum(fitting))]

	def _frames(self, ahead: ThreadPoolExecutor) -> None:
		sums = [dict(self.data["sums"]) for _page in range(len(self.book))]
		for row, page in zip(self.rows, self.page_of_row, strict=True):
			_add(sums[page - 1], row["sums"])
		feet = [_filled(self.data["page_foot"], of_page) for of_page in sums]
		begins = range(0, len(feet), FRAMES)
		for begin, content in zip(begins, ahead.map(partial(self._frame, feet), begins), strict=True):
			self.book.lay_over(content, begin)

	def _frame(self, feet: list[str], begin: int) -> bytes:
		return self._set(
			FRAME, None, feet=feet[begin : begin + FRAMES], first_page=begin + 1, pages=len(feet)
		)[0]

	def _front(self) -> None:
		index = [
			{"label": entry["label"], "page": self.page_of_row[entry["row"]]} for entry in self.data["index"]
		]
		begin, pages_before, pages = 0, 0, len(self.book)
		while begin < max(1, len(index)):
			entries = index[begin : begin + INDEX_ENTRIES]
			cover = self.data["cover"] if begin == 0 else None
			content, places = self._set(
				FRONT, PLACES, index=entries, goes_on=begin > 0, cover=cover, pages=pages
			)
			is_last = begin + len(entries) == len(index)
			kept, count = (max(1, len(entries)), None) if is_last else _whole_pages(places)
			pages_before += self.book.insert(content, pages_before, count)
			begin += kept

	def _sums(self, rows: list[dict]) -> dict:
		sums = dict(self.data["sums"])
		for row in rows:
			_add(sums, row["sums"])
		return sums


class _Press:
	"""The process that sets documents in processes of its own (`press.py`)."""

	def __enter__(self) -> "_Press":
		self._complaints = tempfile.TemporaryFile()
		self._process = subprocess.Popen(
			[sys.executable, str(PRESS)],
			stdin=subprocess.PIPE,
			stdout=subprocess.PIPE,
			stderr=self._complaints,
			start_new_session=True,
		)
		return self

	def __exit__(self, *_error) -> None:
		# with what it is setting just now
		if self._process.poll() is None:
			os.killpg(self._process.pid, signal.SIGKILL)
		self._process.communicate()
		self._complaints.close()

	def set(self, order: dict, data: dict) -> tuple[dict, bytes]:
		"""Set one document; the reply and the PDF, see `press.py`."""
		text = json.dumps(data, ensure_ascii=False).encode()
		line = b""
		with suppress(BrokenPipeError):  # it has ended: what it wrote says why
			self._process.stdin.write(json.dumps({**order, "length": len(text)}).encode() + b"\n" + text)
			self._process.stdin.flush()
			line = self._process.stdout.readline()
		if not line:
			self._process.wait()
			self._complaints.seek(0)
			raise RuntimeError(f"typesetting ended: {self._complaints.read().decode(errors='replace')}")
		reply = json.loads(line)
		return reply, self._process.stdout.read(reply["length"])


def _whole_pages(places: list) -> tuple[int, int]:
	"""How many rows fill whole pages, and how many pages: up to the last page that begins with a row.

	Args:
		places: page and whether it stands there whole, for each row.
	"""
	for i in range(len(places) - 1, 0, -1):
		page, before = places[i][0], places[i - 1]
		if page > before[0] and before[1]:
			return i, page - 1 - LEFT_OUT
	return 0, 0


def _signs_of_lines(data: dict) -> list[int]:
	"""How many signs a line of each column holds at least: one less than fit, as no line begins with a full stop."""
	whole = sum(column["width"] for column in data["columns"])
	sign = data["cell_size"] * POINT
	widths = (TEXT_WIDTH[data["orientation"]] * column["width"] / whole for column in data["columns"])
	return [max(1, int((width - CELL_INSET) / sign) - 1) for width in widths]


def _filled(words: str, sums: dict) -> str:
	for key, value in sums.items():
		words = words.replace(f"{{{key}}}", str(value))
	return words


def _add(sums: dict, more: dict) -> None:
	for key, value in more.items():
		sums[key] += value


def _cells(row: dict) -> Iterator[str]:
	for cells in (row["cells"], *row["parts"]):
		yield from filter(None, cells)


def _characters(data: dict, rows: list[dict]) -> str:
	"""Every character of the volume once: of its texts and of the templates' own words."""
	used = set(json.dumps({**data, "fonts": None, "rows": None}, ensure_ascii=False))
	used.update(*(template.read_text() for template in FOLDER.glob("*.typ")))
	for row in rows:
		used.update(*_cells(row))
	return "".join(sorted(used))

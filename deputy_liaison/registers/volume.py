"""A register volume as data: a definition × a holder × a period, ready for paper or sheet.

`typesetting/volume.typ` sets what `compose` returns, `workbook.py` writes the same to a spreadsheet.
"""

import datetime
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import frappe
from frappe import _
from frappe.model.document import Document

from deputy_liaison.deputies.doctype.congress_term.congress_term import term_title_on
from deputy_liaison.paper import day
from deputy_liaison.registers import completeness
from deputy_liaison.registers.cells import printable, written
from deputy_liaison.registers.holders import body_of
from deputy_liaison.registers.row_source import NUMBER, ROW_NUMBER, Book, Row, RowSource
from deputy_liaison.registers.row_sources import ROW_SOURCES

TEMPLATE = "volume.typ"
MOST_ROWS = 100_000
FULL_EDITION = "全本（内部使用）"
MASKED_EDITION = "掩码本"
DIGITS = re.compile(r"\d+")
TOKEN = re.compile(r"{([^{}]*)}")
# what was sealed by an earlier version has the half-width colon
NUMBERS_SAID = re.compile("^编号[：:]")
# what the heads and the foot of the volume may say besides figures
HOLDER, BODY, PERIOD, NUMBERS, COUNT = "单位", "机关", "届次年度", "编号", "件数"
HEAD_WORDS = (HOLDER, BODY, PERIOD, NUMBERS, COUNT)


@dataclass(frozen=True)
class Edition:
	"""A register over a period, ready for paper or sheet.

	Args:
		data: what the template takes (see `compose`).
		full: whether it holds what only the office may see, e.g. full values of voters.
		count: number of its rows.
	"""

	data: dict
	full: bool
	count: int


def compose(
	register: Document,
	holder: Document,
	first: datetime.date,
	last: datetime.date,
	outside: bool = False,
	sealed: bool = False,
) -> Edition:
	"""The rows of a register over a period, as its definition orders them.

	The data of the edition, all texts ready to be set:
	title, body, place, period: the title's two lines; whose book it is; term and year.
	numbers: the range of its numbers. edition: full or masked, empty without rows.
	sub_head: left, centre and right of the line below the title.
	orientation, cell_size (pt).
	columns: heading, width (mm, shares of the text's width), align, of_part, number (whether it is counted).
	rows: cells (text by column, null where the column is of a part), parts (the same for each part), sums,
	record (its name), number, unfinished, and in a grouped book group: the
	heading line that stands before the first row of each group.
	sums: the figures at naught. page_foot: text in which {figure} stands for the sum of the page's rows.
	total_foot: text with the volume's sums, once after the last row; null for none.
	signatures: from left to right. index_column: the column that names a row in an index; null for none.

	Args:
		register: a Register Definition.
		holder: the Liaison Station or Jurisdiction whose book it is; the caller has checked that the user may
			print it.
		first: first day of the period.
		last: last day, inclusive.
		outside: for outside the office: it is masked for everybody.
		sealed: a snapshot for the archive: an open matter says 未办结 and not where it stands today.

	Raises:
		frappe.ValidationError: the period holds more rows than one volume can.
	"""
	source = ROW_SOURCES[register.row_source]
	book = Book(holder, body_of(holder), first, last, outside, sealed)
	rows, full = source.read(book)
	if len(rows) > MOST_ROWS:
		frappe.throw(
			_("This period has {0} rows; at most {1} fit into one print. Choose a shorter period.").format(
				len(rows), MOST_ROWS
			)
		)
	data = _data(register, source, book, rows, full)
	if not full:
		completeness.of(register, holder, first, last).mask_free_text(data)
	return Edition(data, full, len(rows))


def blank(register: Document, holder: Document, first: datetime.date, last: datetime.date) -> dict:
	"""The data of a book without rows, for what is written by hand; arguments as in `compose`."""
	book = Book(holder, body_of(holder), first, last, outside=True)
	return _data(register, ROW_SOURCES[register.row_source], book, [], full=False)


def _data(register: Document, source: RowSource, book: Book, rows: list[Row], full: bool) -> dict:
	groups = _grouped(register, source, rows, masked=not full)
	period, numbers = _period(book), _number_range([row.number for row in rows if row.number])
	words = {
		HOLDER: book.holder.get_title(),
		BODY: book.body.body_name or "",
		PERIOD: period,
		NUMBERS: numbers,
		COUNT: str(len(rows)),
	}
	return {
		"title": register.register_title,
		"body": book.body.body_name or "",
		"place": book.holder.get_title(),
		"period": period,
		"numbers": numbers,
		"sub_head": {
			side: _filled(register.get(f"head_{side}"), words) for side in ("left", "centre", "right")
		},
		"edition": "" if not rows else FULL_EDITION if full else MASKED_EDITION,
		"orientation": register.orientation,
		"cell_size": register.cell_size or 9,
		"page_foot": _with_names(register.page_foot, source.sums),
		"total_foot": _total_foot(register, source, rows, words),
		"signatures": register.signatures(),
		"index_column": register.index_column(),
		**_table(register, source, rows, groups, masked=not full),
	}


def _grouped(register: Document, source: RowSource, rows: list[Row], masked: bool) -> list[str]:
	"""Order the rows by group and number them; the heading of each row's group, none where there are no groups."""
	headings = []
	if register.group_by:
		name = source.name_of(register.group_by)
		kind = source.all_values[name].kind
		heading = {
			id(row): printable(row.masks[name])
			if masked and name in row.masks
			else written(row.values.get(name), kind)
			for row in rows
		}
		# what has no group comes last
		rows.sort(key=lambda row: (not heading[id(row)], heading[id(row)]))
		headings = [f"{register.group_by}：{heading[id(row)] or '—'}" for row in rows]
	count, group = 0, None
	for position, row in enumerate(rows):
		if headings and headings[position] != group:
			group = headings[position]
			count = count if register.numbering != "By Group" else 0
		count += 1
		row.values[ROW_NUMBER] = count
	return headings


def _period(book: Book) -> str:
	"""`第十八届 2026年度`; both terms where the period goes over a change of term."""
	first, last, body = book.first, book.last, book.body.name
	terms = dict.fromkeys(filter(None, (term_title_on(body, first), term_title_on(body, last))))
	whole_year = first == first.replace(month=1, day=1) and last == first.replace(month=12, day=31)
	days = f"{first.year}年度" if whole_year else f"{day(first)}至{day(last)}"
	return "　".join(filter(None, ("、".join(terms), days)))


def _number_range(numbers: list[str]) -> str:
	"""`编号：北街接〔2026〕第001号至第300号`, the second in full where the year changes.

	Numbers of several series have no range: `共12件`.
	"""
	if not numbers:
		return "编号：无"
	first, last = numbers[0], numbers[-1]
	if first == last:
		return f"编号：{first}"
	if len({DIGITS.sub("", number) for number in numbers}) > 1:
		return f"共{len(numbers)}件"
	series, sequence = last.rpartition("第")[::2]
	return f"编号：{first}至{f'第{sequence}' if first.startswith(series) else last}"


def numbers_alone(data: dict) -> str:
	"""The range of a book's numbers without the word before it."""
	return NUMBERS_SAID.sub("", data["numbers"])


def _filled(text: str | None, words: Mapping[str, object]) -> str:
	"""`text` with each {word} replaced; what is unknown stays as it is."""
	return TOKEN.sub(lambda token: str(words.get(token[1], token[0])), text or "").strip()


def _with_names(text: str | None, sums: Mapping[str, str]) -> str:
	"""`text` with the figures by the names that the rows' sums have."""
	return _filled(text, {word: f"{{{name}}}" for name, word in sums.items()})


def _total_foot(
	register: Document, source: RowSource, rows: list[Row], words: Mapping[str, str]
) -> str | None:
	total = Counter(dict.fromkeys(source.sums, 0))
	for row in rows:
		total.update(row.sums)
	figures = {word: total[name] for name, word in source.sums.items()}
	return _filled(register.total_foot, {**words, **source.rates_of(total), **figures}) or None


def _table(register: Document, source: RowSource, rows: list[Row], groups: list[str], masked: bool) -> dict:
	"""Columns and cells: one text per cell."""
	known = source.all_values
	columns = [(column, column.names(source)) for column in register.shown_columns()]
	of_part = [known[names[0]].of_part for _column, names in columns]

	def cells(values: dict, masks: dict[str, str], part: bool) -> list[str | None]:
		return [
			_cell(column, names, known, values, masks if masked else {}) if is_part == part else None
			for (column, names), is_part in zip(columns, of_part, strict=True)
		]

	printed_rows = []
	for position, row in enumerate(rows):
		whole = cells(row.values, row.masks, False)
		parts = [cells(values, masks, True) for values, masks in row.parts]
		printed_rows.append(
			{
				"cells": whole,
				"parts": parts,
				"sums": {name: row.sums[name] for name in source.sums if row.sums.get(name)},
				"record": row.record,
				"number": row.number,
				"unfinished": row.unfinished,
				**({"group": printable(groups[position])} if groups else {}),
			}
		)
	return {
		"columns": [
			{
				"heading": column.heading,
				"width": column.width,
				"align": column.align,
				"of_part": is_part,
				"number": all(known[name].kind == NUMBER for name in names),
			}
			for (column, names), is_part in zip(columns, of_part, strict=True)
		],
		"rows": printed_rows,
		"sums": dict.fromkeys(source.sums, 0),
	}


def _cell(column: Document, names: list[str], known: Mapping, values: dict, masks: dict[str, str]) -> str:
	texts = (
		printable(masks[name])
		if name in masks
		else written(values.get(name), known[name].kind, column.value_format)
		for name in names
	)
	return "\n".join(filter(None, texts))

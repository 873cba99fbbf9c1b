"""All books of one keeper and year as one paper: a list of them, and then each that has an entry."""

import io

from pypdf import PdfWriter

from deputy_liaison.registers import completeness
from deputy_liaison.registers.cells import printable
from deputy_liaison.registers.print_out import Order
from deputy_liaison.registers.sealing import page_count
from deputy_liaison.registers.typesetting import typeset
from deputy_liaison.registers.volume import TEMPLATE, Edition

EMPTY = "本年无记载"
COMPLETE = "未发现缺项"
# heading, width, alignment
COLUMNS = (
	("序号", 10, "Centred"),
	("簿册名称", 46, "Left Aligned"),
	("编号范围", 40, "Centred"),
	("件数", 12, "Centred"),
	("页数", 12, "Centred"),
	("缺项", 42, "Left Aligned"),
)


def joined(orders: list[Order], editions: list[Edition], papers: list[bytes | None]) -> bytes:
	"""One PDF, whose outline leads to each book.

	Args:
		orders: what was asked for, one a book.
		editions: the rows of each.
		papers: the PDF of each; none for a book without an entry.
	"""
	pages = [page_count(paper) if paper else 0 for paper in papers]
	writer = PdfWriter()
	listed = typeset(TEMPLATE, _list(orders, editions, pages))
	writer.append(io.BytesIO(listed), outline_item="目录")
	for edition, paper in zip(editions, papers, strict=True):
		if paper:
			writer.append(io.BytesIO(paper), outline_item=edition.data["title"])
	stream = io.BytesIO()
	writer.write(stream)
	return stream.getvalue()


def _number_range(edition: Edition) -> str:
	"""From which number to which; people have none."""
	numbered = any(row["number"] for row in edition.data["rows"])
	return edition.data["numbers"].removeprefix("编号:") if numbered else "—"


def _list(orders: list[Order], editions: list[Edition], pages: list[int]) -> dict:
	"""What the template takes for the list of the books, and of what each lacks."""
	data = editions[0].data
	year = f"{orders[0].first.year}年度"
	rows = []
	for position, (order, edition, count) in enumerate(zip(orders, editions, pages, strict=True), 1):
		checks = completeness.of(order.register, order.holder, order.first, order.last)
		lacking = "\n".join(printable(finding.text) for finding in checks.findings())
		cells = [
			str(position),
			edition.data["title"],
			_number_range(edition) if edition.count else EMPTY,
			str(edition.count),
			str(count),
			lacking or COMPLETE,
		]
		rows.append({"cells": cells, "parts": [], "sums": {}, "long": True})
	return {
		**data,
		"title": f"{year}簿册目录",
		"sub_head": {
			"left": data["place"],
			"centre": year,
			"right": f"共{sum(map(bool, pages))}册{sum(pages)}页",
		},
		"edition": "",
		"orientation": "Portrait",
		"cell_size": 10.5,
		"page_foot": "",
		"total_foot": "",
		"signatures": ["整理人:", "审核人:", "年　　月　　日"],
		"index_column": None,
		"columns": [
			{"heading": heading, "width": width, "align": align, "of_part": False, "number": False}
			for heading, width, align in COLUMNS
		],
		"rows": rows,
		"sums": {},
	}

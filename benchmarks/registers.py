"""A register of 10,000 rows as PDF: ours against the bare engine and against Frappe's own prints; then the growth.

The bare engine is Typst with one plain table of the same rows, columns, font and paper: repeated head, 第 X 页 共 Y 页
and the PDF/A mark, in one piece; no sums of the page, no signatures, nothing kept apart. A user of plain Frappe has
two ways: the PDF of a list report, which is one HTML table through wkhtmltopdf and is measured with the same rows;
and the list's bulk print, one paper per document, measured with a few documents and reckoned up. Sealing writes each
edition as data, paper and sheet: one edition is measured beside the rest.
Memory is what the call and all its processes take on top of what the process held before.
"""

import json
import random
import subprocess
import sys
from collections.abc import Callable

import frappe
from frappe.utils import escape_html
from frappe.utils.pdf import get_pdf
from frappe.utils.print_format import download_multi_pdf

from benchmarks.measuring import Run, act_as_owner, compare, say_versions, summary
from deputy_liaison.registers.sealing import canonical
from deputy_liaison.registers.typesetting import typeset
from deputy_liaison.registers.workbook import workbook

ROWS = 10_000
GROWTH = (1_000, 3_000, 10_000, 30_000, 100_000)
ROUNDS = 3
BULK_DOCUMENTS = 10
VISIT = "Constituent Visit"
# performance.md
GOAL = 1.3
GOAL_MB = 500

COLUMNS = (
	("编号", 9, "Centred"),
	("来访时间\n接待地点\n来访方式", 11, "Left Aligned"),
	("反映人\n性别 年龄", 8, "Left Aligned"),
	("住址或单位\n联系电话", 11, "Left Aligned"),
	("人数", 4, "Centred"),
	("反映问题与意见\n(保持原话原意)", 24, "Left Aligned"),
	("问题类别", 8, "Left Aligned"),
	("处理建议", 12, "Left Aligned"),
	("办理结果", 13, "Left Aligned"),
	("备注", 6, "Left Aligned"),
)
OF_PART = range(5, 9)
# the first level of GB 2312
CHARACTERS = [bytes((high, low)).decode("gb2312") for high in range(0xB0, 0xD7) for low in range(0xA1, 0xFF)]
BARE = """
#let volume = json(bytes(sys.inputs.data))
#set page(
  width: 297mm, height: 210mm, margin: (left: 28mm, right: 20mm, top: 25mm, bottom: 34mm),
  footer: context align(center)[第 #counter(page).get().first() 页 共 #counter(page).final().first() 页],
)
#set text(font: "Noto Serif CJK SC", size: 9pt, lang: "zh", region: "cn")
#set par(leading: 0.42em, spacing: 0.42em)
#let cells = ()
#for row in volume.rows {
  for (p, part) in row.parts.enumerate() {
    for (i, cell) in part.enumerate() {
      cells.push(if cell != none { cell } else if p == 0 { row.cells.at(i) } else { "" })
    }
  }
}
#table(
  columns: volume.columns.map(column => column.width * 1fr),
  inset: (x: 0.7mm, y: 1.4mm),
  table.header(..volume.columns.map(column => column.heading)),
  ..cells,
)
"""
BARE_PRESS = """
import sys, typst
source, _null, data = sys.stdin.buffer.read().partition(bytes(1))
content = typst.compile(source, sys_inputs={"data": data.decode()}, pdf_standards=["a-2b"], pdf_tags=False)
sys.stdout.buffer.write(content)
"""


def main() -> None:
	"""Measure 10,000 rows each way in turn, then ours alone from 1,000 to 100,000."""
	act_as_owner()
	say_versions()
	data = _volume(ROWS)
	ways = {
		"ours": lambda: typeset("volume.typ", data),
		"bare engine": lambda: bare(data),
		"report as PDF": lambda: _report(data),
		"sealed edition": lambda: _edition(data),
	}
	runs: dict[str, list[Run]] = {way: [] for way in ways}
	for _round in range(ROUNDS):
		for way, call in ways.items():
			runs[way].append(Run(call))
	for way in ways:
		print(f"{ROWS} rows, {way}: {summary(runs[way])}")
	for way in ("bare engine", "report as PDF"):
		for measure in ("elapsed", "processor"):
			compare(
				f"{ROWS} rows against {way}, {measure}",
				[getattr(run, measure) for run in runs[way]],
				[getattr(run, measure) for run in runs["ours"]],
				GOAL,
			)
	most = max(run.megabytes for run in runs["ours"])
	print(f"memory {most:.0f} MB, {'within' if most <= GOAL_MB else 'MISSES'} the goal of {GOAL_MB} MB")
	visits = frappe.get_all(VISIT, pluck="name", limit=BULK_DOCUMENTS, order_by="creation asc")
	bulk = Run(lambda: _bulk_print(visits))
	print(
		f"bulk print of {len(visits)} documents: {summary([bulk])}, "
		f"for {ROWS} that would be {bulk.elapsed / len(visits) * ROWS / 60_000:.0f} minutes"
	)
	for rows in GROWTH:
		data = _volume(rows)
		run = Run(lambda data=data: typeset("volume.typ", data))
		print(f"growth, {rows} rows: {summary([run])}, {run.processor / rows:.2f} ms of processor a row")


def bare(data: dict) -> bytes:
	"""The rows as one plain table, by the engine itself."""
	text = BARE.encode() + bytes(1) + json.dumps(data, ensure_ascii=False).encode()
	command = [sys.executable, "-c", BARE_PRESS]
	return subprocess.run(command, input=text, capture_output=True, check=True).stdout


def _report(data: dict) -> bytes:
	"""One HTML table, as the desk makes it of a list report, through Frappe's own PDF."""

	def line(tag: str, cells: list[str]) -> str:
		inner = "".join(
			f"<{tag}>{escape_html(cell or '').replace(chr(10), '<br>')}</{tag}>" for cell in cells
		)
		return f"<tr>{inner}</tr>"

	lines = [
		line("td", [words or whole for words, whole in zip(part, row["cells"], strict=True)])
		for row in data["rows"]
		for part in row["parts"]
	]
	head = line("th", [column["heading"] for column in data["columns"]])
	table = (
		f"<table class='table table-bordered'><thead>{head}</thead><tbody>{''.join(lines)}</tbody></table>"
	)
	return get_pdf(f"<html><body><h2>{data['title']}</h2>{table}</body></html>", {"orientation": "Landscape"})


def _edition(data: dict) -> bytes:
	"""What sealing writes of one edition: the rows as they are signed, the paper and the sheet."""
	return canonical(data) + typeset("volume.typ", data) + workbook(data)


def _bulk_print(names: list[str]) -> bytes:
	download_multi_pdf(VISIT, json.dumps(names), format="Standard")
	return frappe.local.response.filecontent


def words_of(chance: random.Random) -> Callable[[int, int], str]:
	"""A function that makes words of so many characters at least and at most, from 2,800."""
	characters = list(CHARACTERS)
	chance.shuffle(characters)

	def words(least: int, most: int) -> str:
		return "".join(
			"," if i % 12 == 11 else characters[int(chance.paretovariate(0.35)) % 2800]
			for i in range(chance.randint(least, most))
		)

	return words


def _volume(count: int) -> dict:
	"""Visits as the book of the front desk holds them; one in ten with two matters, words from 2,800 characters."""
	words = words_of(random.Random(6))

	def matter() -> list[str | None]:
		return [None] * 5 + [words(20, 80), "农业农村", words(0, 16), words(4, 20), None]

	rows = []
	for i in range(count):
		matters = [matter() for _matter in range(1 + (i % 10 == 3))]
		cells = [f"北街接〔2026〕\n第{i + 1:03d}号", "2026-04-20\n北街社区站\n接待日来访", "王某某\n男 67"]
		cells += ["北街社区三组\n13812345678", str(i % 5 + 1), None, None, None, None, ""]
		sums = {"visitors": i % 5 + 1, "matters": len(matters)}
		rows.append({"cells": cells, "parts": matters, "sums": sums})
	place, period, numbers = (
		"北街社区代表联络站",
		"第十八届　2026年度",
		f"编号：北街接〔2026〕第001号至第{count}号",
	)
	return {
		"title": "代表接待选民来访登记簿",
		"body": "云岭县青川镇人民代表大会主席团",
		"place": place,
		"period": period,
		"numbers": numbers,
		"sub_head": {"left": place, "centre": period, "right": numbers},
		"edition": "全本（内部使用）",
		"orientation": "Landscape",
		"cell_size": 9,
		"total_foot": "",
		"page_foot": "本页接待{visitors}人次 意见{matters}件",
		"signatures": ["填表人：", "审核人：", "站长（负责人）：", "　　　　年　月　日"],
		"columns": [
			{"heading": heading, "width": width, "align": align, "of_part": i in OF_PART, "number": False}
			for i, (heading, width, align) in enumerate(COLUMNS)
		],
		"rows": rows,
		"sums": {"visitors": 0, "matters": 0},
	}

"""The cases that a place's archive holds of a year: 归档文件目录, their papers, 备考表, and what is not filed.

The papers stand in the order of the archive numbers; the first sheet of each case bears its 归档章.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass, field

import frappe
from frappe.model.document import Document
from frappe.utils.pdf import get_pdf
from pypdf import PageObject, PdfReader, PdfWriter

from deputy_liaison.opinions import archive_catalogue, case_papers
from deputy_liaison.paper import zh
from deputy_liaison.registers.cells import printable
from deputy_liaison.registers.plain_list import plain_list
from deputy_liaison.registers.printed_papers import on_paper
from deputy_liaison.registers.row_source import JURISDICTION
from deputy_liaison.registers.sealed_files import DOCTYPE as VOLUME
from deputy_liaison.registers.typesetting import typeset
from deputy_liaison.registers.volume import TEMPLATE

STAMPS = "deputy_liaison/templates/papers/stamps.html"
SIGNATURES = ("整理人:", "审核人:", "年　　月　　日")
OF_THE_ARCHIVE = (
	("序号", 10, "Centred"),
	("档号", 46, "Centred"),
	("文号", 36, "Centred"),
	("责任者", 36, "Centred"),
	("题名", 62, "Left Aligned"),
	("日期", 20, "Centred"),
	("密级", 9, "Centred"),
	("页数", 10, "Centred"),
	("备注", 20, "Left Aligned"),
)
OF_THE_UNFILED = (
	("序号", 12, "Centred"),
	("类别", 26, "Centred"),
	("编号", 48, "Centred"),
	("题名", 78, "Left Aligned"),
	("办结日期", 32, "Centred"),
	("缺少的材料", 53, "Left Aligned"),
)
OF_THE_BOX = (("项　目", 34, "Centred"), ("内　容", 128, "Left Aligned"))


@dataclass
class Case:
	"""One number of the archive, and its papers once they were printed.

	Args:
		row: its line in the catalogue (`archive_catalogue.archive_of`).
		papers: PDF of each.
		remarks: what the catalogue says beside it.
	"""

	row: dict
	papers: list[bytes] = field(default_factory=list)
	remarks: list[str] = field(default_factory=list)

	@property
	def pages(self) -> int:
		return sum(len(PdfReader(io.BytesIO(paper)).pages) for paper in self.papers)

	def print(self) -> None:
		"""Print its papers as the session's user; what can't be printed is remarked, and stops no other."""
		doctype, name = self.row["doctype"], self.row["name"]
		papers = case_papers.papers_of(doctype, name)
		for paper in papers:
			try:
				self.papers.append(on_paper(paper))
			except Exception:  # whatever is wrong with one
				frappe.log_error(title=f"{paper.layout} {paper.name}")
				self.remarks.append(f"{zh(paper.layout)}未能打印")
		if scans := case_papers.scans_of(papers, doctype, name):
			self.remarks.append(f"另附扫描件{scans}件")


@dataclass
class Box:
	"""What the archive keeps for one retention period: volumes of books, and cases."""

	retention: str
	period: str
	cases: list[Case]

	def papers(self, data: dict, year: int) -> Iterator[tuple[str, bytes]]:
		"""Catalogue, cases and 备考表, each with its line in the outline."""
		said = f"保管期限:{self.period}({self.retention})　共{len(self.cases)}件"
		kept = {"centre": f"{year}年度", "signatures": SIGNATURES}
		rows = [_line(position, case) for position, case in enumerate(self.cases, 1)]
		catalogue = plain_list(data, "归档文件目录", said, OF_THE_ARCHIVE, rows, across=True, **kept)
		yield catalogue["title"], typeset(TEMPLATE, catalogue)
		printed = [case for case in self.cases if case.papers]
		for case, sheet in zip(printed, _stamps(printed), strict=True):
			yield case.row["archive_number"], _stamped(case, sheet)
		kept["signatures"] = ()
		box = plain_list(data, "备考表", said, OF_THE_BOX, self._said_of_box(year), **kept)
		yield box["title"], typeset(TEMPLATE, box)

	def _said_of_box(self, year: int) -> list[tuple[str, str]]:
		numbers = [case.row["archive_number"] for case in self.cases]
		remarked = [
			f"{case.row['archive_number']}:{'、'.join(case.remarks)}" for case in self.cases if case.remarks
		]
		said = [
			f"本盒收{year}年度归档文件{len(numbers)}件,{numbers[0]}至{numbers[-1]}。",
			*(printable(line) for line in remarked),
		]
		by_hand = "　　　　年　　月　　日"
		return [
			# with room for what the clerk adds by hand
			("盒内文件\n情况说明", "\n".join([*said, *[""] * 6])),
			("整理人", "\n"),
			("整理日期", by_hand),
			("检查人", "\n"),
			("检查日期", by_hand),
		]


@dataclass
class Archive:
	"""What a place's archive holds of a year, and what is closed and not filed."""

	year: int
	boxes: list[Box]
	unfiled: list[dict]

	def cases(self) -> list[Case]:
		"""What has papers of its own: a volume is printed with the books."""
		return [case for box in self.boxes for case in box.cases if case.row["doctype"] != VOLUME]

	def papers(self, data: dict) -> Iterator[tuple[str, bytes]]:
		"""All sheets in order, each with its line in the outline.

		Args:
			data: of a book of the place, for their heads.
		"""
		for box in self.boxes:
			yield from box.papers(data, self.year)
		if self.unfiled:
			rows = [
				(
					str(position),
					row["kind"],
					row["number"],
					printable(row["title"]),
					row["closed_on"],
					row["lacks"],
				)
				for position, row in enumerate(self.unfiled, 1)
			]
			unfiled = plain_list(
				data,
				"已办结未归档清单",
				f"共{len(rows)}件",
				OF_THE_UNFILED,
				rows,
				centre=f"{self.year}年度",
				signatures=SIGNATURES,
				across=True,
			)
			yield unfiled["title"], typeset(TEMPLATE, unfiled)


def archive_of(holder: Document, year: int) -> Archive:
	"""The archive of a place, for who may see it; of others, and of a station, nothing."""
	body = frappe.db.get_value("Congress Body", {"jurisdiction": holder.name})
	if holder.doctype != JURISDICTION or not body or not archive_catalogue.may_see(body):
		return Archive(year, [], [])
	archive = archive_catalogue.archive_of(frappe.get_cached_doc("Congress Body", body), year)
	boxes = [
		Box(one["retention"], one["period"], [_case(row) for row in one["rows"]])
		for one in archive["volumes"]
	]
	return Archive(year, boxes, archive["unfiled"])


def _case(row: dict) -> Case:
	return Case(row, remarks=["见簿册"] if row["doctype"] == VOLUME else [])


def _line(position: int, case: Case) -> tuple[str, ...]:
	row = case.row
	return (
		str(position),
		row["archive_number"],
		row["number"],
		row["author"],
		printable(row["title"]),
		row["date"],
		"",
		str(case.pages or ""),
		"\n".join(case.remarks),
	)


def _stamps(cases: list[Case]) -> list[PageObject]:
	"""Of each case a sheet that bears nothing but its stamp."""
	if not cases:
		return []
	stamps = [(*case.row["stamp"][:-1], ("页　数", str(case.pages))) for case in cases]
	return list(PdfReader(io.BytesIO(get_pdf(frappe.render_template(STAMPS, {"stamps": stamps})))).pages)


def _stamped(case: Case, sheet: PageObject) -> bytes:
	"""The case's papers one behind the other, the stamp on the first sheet of them."""
	first, *others = (page for paper in case.papers for page in PdfReader(io.BytesIO(paper)).pages)
	# the stamp lies below: the engine paints the text's area white, and the margin above it not
	sheet.merge_page(first)
	writer = PdfWriter()
	for page in (sheet, *others):
		writer.add_page(page)
	file = io.BytesIO()
	writer.write(file)
	return file.getvalue()

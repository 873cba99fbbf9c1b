"""P21: what a place's archive holds of a year: 归档文件目录, papers of the cases, 备考表, and what is not filed.

The papers stand in the order of the archive numbers; the first sheet of each case bears its 归档章. Without the
papers the stamps stand on sheets of their own, to be pasted on.
"""

import datetime
import io
from collections.abc import Iterator
from dataclasses import dataclass, field

import frappe
from frappe import _
from frappe.model.document import Document
from pypdf import PageObject, PdfReader, PdfWriter

from deputy_liaison import scope
from deputy_liaison.opinions import archive_catalogue, case_papers
from deputy_liaison.paper import zh
from deputy_liaison.registers import corrections, sealing
from deputy_liaison.registers.cells import printable
from deputy_liaison.registers.plain_list import plain_list
from deputy_liaison.registers.print_out import send
from deputy_liaison.registers.printed_papers import bound, on_paper
from deputy_liaison.registers.row_source import JURISDICTION
from deputy_liaison.registers.sealed_files import DOCTYPE as VOLUME
from deputy_liaison.registers.sealed_files import MASKED
from deputy_liaison.registers.typesetting import typeset, typeset_sheets
from deputy_liaison.registers.volume import TEMPLATE
from deputy_liaison.registers.volume_states import MASKED_ONLY

CATALOGUE, STAMPS = "归档文件目录", "归档章"
# one to a sheet, to be laid over a case; all on sheets of their own
STAMPS_OVER, STAMPS_TO_PASTE = "stamps.typ", "stamps_to_paste.typ"
ADVICE = "盖在（贴在）每件首页上端居中的空白处，没有页数的由整理人填写。"
SIGNATURES = ("整理人：", "审核人：", "年　　月　　日")
# shares of 249 mm, the text's width: an archive number stands on one line
OF_THE_ARCHIVE = (
	("序号", 9, "Centred"),
	("档号", 54, "Centred"),
	("文号", 38, "Centred"),
	("责任者", 34, "Centred"),
	("题名", 58, "Left Aligned"),
	("日期", 18, "Centred"),
	("密级", 9, "Centred"),
	("页数", 9, "Centred"),
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
		pages_of_volume: of a volume, whose papers are printed with the books.
	"""

	row: dict
	papers: list[bytes] = field(default_factory=list)
	remarks: list[str] = field(default_factory=list)
	pages_of_volume: int = 0

	@property
	def pages(self) -> int:
		return self.pages_of_volume + sum(map(sealing.page_count, self.papers))

	@property
	def stamp(self) -> list[tuple[str, str]]:
		"""Its 归档章; the pages are left to the pen where they are not known."""
		return [*self.row["stamp"][:-1], ("页　数", str(self.pages or ""))]

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

	def papers(self, head: dict, year: int) -> Iterator[tuple[str, bytes]]:
		"""Catalogue, cases and 备考表, each with its line in the outline."""
		kept = {"centre": f"{year}年度", "signatures": SIGNATURES}
		rows = [_line(position, case) for position, case in enumerate(self.cases, 1)]
		catalogue = plain_list(head, CATALOGUE, self._said, OF_THE_ARCHIVE, rows, across=True, **kept)
		yield catalogue["title"], typeset(TEMPLATE, catalogue)
		printed = [case for case in self.cases if case.papers]
		for case, sheet in zip(printed, _stamps(printed), strict=True):
			yield case.row["archive_number"], _stamped(case, sheet)
		kept["signatures"] = ()
		box = plain_list(head, "备考表", self._said, OF_THE_BOX, self._said_of_box(year), **kept)
		yield box["title"], typeset(TEMPLATE, box)

	def stamps(self, head: dict, year: int) -> bytes:
		"""The stamps of all its cases on sheets, each over its number."""
		sub_head = {"left": head["place"], "centre": f"{year}年度", "right": self._said}
		stamps = [(case.stamp, case.row["number"]) for case in self.cases]
		sheets = {"title": STAMPS, "sub_head": sub_head, "edition": "", "advice": ADVICE, "stamps": stamps}
		return typeset_sheets(STAMPS_TO_PASTE, {**head, **sheets})

	@property
	def _said(self) -> str:
		return f"保管期限：{self.period}（{self.retention}）　共{len(self.cases)}件"

	def _said_of_box(self, year: int) -> list[tuple[str, str]]:
		numbers = [case.row["archive_number"] for case in self.cases]
		remarked = [
			f"{case.row['archive_number']}：{'、'.join(case.remarks)}" for case in self.cases if case.remarks
		]
		said = [
			f"本盒收{year}年度归档文件{len(numbers)}件，",
			f"{numbers[0]}至{numbers[-1]}。",
			*(printable(line) for line in remarked),
		]
		by_hand = "　　　　年　　月　　日"
		return [
			# with room for what the clerk adds by hand
			("盒内文件\n情况说明", "\n".join([*said, *[""] * 5])),
			("整理人", "\n"),
			("整理日期", by_hand),
			("检查人", "\n"),
			("检查日期", by_hand),
		]


@dataclass
class Archive:
	"""What a place's archive holds of a year, and what is closed and not filed.

	Args:
		year: which one.
		head: body and place, for the head of each list.
		boxes: one a retention period.
		unfiled: as `archive_catalogue.archive_of` has them.
	"""

	year: int
	head: dict = field(default_factory=dict)
	boxes: list[Box] = field(default_factory=list)
	unfiled: list[dict] = field(default_factory=list)

	def cases(self) -> list[Case]:
		"""What has papers of its own: a volume is printed with the books."""
		return [case for box in self.boxes for case in box.cases if case.row["doctype"] != VOLUME]

	def papers(self, with_stamps: bool = False) -> Iterator[tuple[str, bytes]]:
		"""All sheets in order, each with its line in the outline.

		Args:
			with_stamps: whether the stamps of each box follow it, to be pasted on.
		"""
		for box in self.boxes:
			yield from box.papers(self.head, self.year)
			if with_stamps:
				yield STAMPS, box.stamps(self.head, self.year)
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
				self.head,
				"已办结未归档清单",
				f"共{len(rows)}件",
				OF_THE_UNFILED,
				rows,
				centre=f"{self.year}年度",
				signatures=SIGNATURES,
				across=True,
			)
			yield unfiled["title"], typeset(TEMPLATE, unfiled)


@frappe.whitelist(methods=["POST"])
def archive_papers(congress_body: str, year: int) -> None:
	"""Answer with what begins a year's archive as a PDF: for each retention period catalogue, 备考表 and stamps.

	What is closed but not archived is listed at its end, with what it lacks.

	Args:
		congress_body: whose archive it is.
		year: in which the cases were closed; the archive number carries the same.

	Raises:
		frappe.PermissionError: the caller holds no post that files or checks this body's archive.
		frappe.ValidationError: nothing was closed in that year.
	"""
	if not archive_catalogue.may_see(congress_body):
		scope.refuse_out_of_scope()
	body = frappe.get_cached_doc("Congress Body", congress_body)
	known = datetime.MINYEAR <= year <= datetime.MAXYEAR
	archive = _archive(body, year) if known else Archive(year)
	if not archive.boxes and not archive.unfiled:
		frappe.throw(
			_("{0}: nothing was closed in {1}. Choose another year.").format(
				frappe.bold(_("Year")), frappe.bold(year)
			)
		)
	name = f"{CATALOGUE}-{body.short_name or body.body_name}-{year}年度.pdf"
	send(bound(archive.papers(with_stamps=True)), name, "pdf")


def archive_of(holder: Document, year: int) -> Archive:
	"""The archive of a place, for who may see it; of others, and of a station, nothing."""
	body = frappe.db.get_value("Congress Body", {"jurisdiction": holder.name})
	if holder.doctype != JURISDICTION or not body or not archive_catalogue.may_see(body):
		return Archive(year)
	return _archive(frappe.get_cached_doc("Congress Body", body), year)


def _archive(body: Document, year: int) -> Archive:
	found = archive_catalogue.archive_of(body, year)
	place = frappe.get_cached_doc(JURISDICTION, body.jurisdiction).get_title()
	boxes = [
		Box(one["retention"], one["period"], [_case(row) for row in one["rows"]]) for one in found["volumes"]
	]
	return Archive(year, {"body": body.body_name, "place": place}, boxes, found["unfiled"])


def _case(row: dict) -> Case:
	if row["doctype"] != VOLUME:
		return Case(row)
	return Case(row, remarks=["见簿册"], pages_of_volume=_pages_of(frappe.get_doc(VOLUME, row["name"])))


def _pages_of(volume: Document) -> int:
	"""Numbered pages of the edition that is kept and of its confirmed corrections; none where it is gone."""
	pages = volume.pages_masked if volume.workflow_state == MASKED_ONLY else volume.pages_full
	if not corrections.confirmed(volume.name):
		return pages
	# their head is that of the sealed rows: without these the archivist counts
	if sealing.sealed_rows(volume, MASKED) is None:
		return 0
	return pages + sealing.page_count(typeset(TEMPLATE, corrections.appendix(volume)))


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
	sheets = {"title": STAMPS, "body": "", "stamps": [case.stamp for case in cases]}
	return list(PdfReader(io.BytesIO(typeset_sheets(STAMPS_OVER, sheets))).pages)


def _stamped(case: Case, sheet: PageObject) -> bytes:
	"""The case's papers one behind the other, the stamp on the first sheet of them."""
	first, *others = (page for paper in case.papers for page in PdfReader(io.BytesIO(paper)).pages)
	stamped = PageObject.create_blank_page(width=first.mediabox.width, height=first.mediabox.height)
	# the stamp lies below: the engine paints the text's area white, and the margin above it not; neither is merged
	# into the other, since pypdf before 3.18 glues an operator to the last one of a page that takes another
	for layer in (sheet, first):
		stamped.merge_page(layer)
	writer = PdfWriter()
	for page in (stamped, *others):
		writer.add_page(page)
	file = io.BytesIO()
	writer.write(file)
	return file.getvalue()

"""《代表建议办理情况报告》 (P22): the yearly report to the congress, its figures and its Word draft.

The figures are filled in; what the year meant is for the office to write. 代表法 §51, 组织法 §42.
"""

import datetime
import io
from collections import Counter
from dataclasses import dataclass, field, replace

import frappe
from frappe import _
from frappe.utils import getdate

from deputy_liaison import scope, shares
from deputy_liaison.opinions import suggestion_counts
from deputy_liaison.opinions.doctype.deputy_suggestion.deputy_suggestion import DOCTYPE
from deputy_liaison.opinions.rate_counts import Asked
from deputy_liaison.opinions.rate_tables import SUGGESTION_RATES, names_of, rates_of
from deputy_liaison.opinions.suggestion_states import (
	IN_SESSION,
	MERGED,
	ON_AGENDA,
	SET_ASIDE,
	WITHDRAWN,
	WRITING,
)
from deputy_liaison.paper import as_typed, day

NOTHING = "—"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
# code of a result class → the figure that counts it
RESULTS = {"A": "solved", "B": "planned", "C": "not_solvable_yet", "D": "for_reference"}


@dataclass
class Figures:
	"""What the report of one congress and year says.

	Args:
		received: how many were handed in in the year, by occasion, origin, and what was set apart.
		counts: of those dispatched in the year, the counts of `suggestion_counts`.
		rates: key of a rate → percentage in words, `—` for an empty base.
		classes: category → how many were dispatched.
		units: name of a unit and its counts; two units may have one name.
		results: code of a result class → how many.
		priorities, promises: rows of the two lists.
	"""

	body: str
	chair_title: str
	year: int
	received: Counter = field(default_factory=Counter)
	counts: dict[str, int] = field(default_factory=dict)
	rates: dict[str, str] = field(default_factory=dict)
	classes: Counter = field(default_factory=Counter)
	units: list[tuple[str, dict[str, int]]] = field(default_factory=list)
	results: dict[str, int] = field(default_factory=dict)
	priorities: list[tuple[str, ...]] = field(default_factory=list)
	promises: list[tuple[str, ...]] = field(default_factory=list)


def figures(congress_body: str, year: int) -> Figures:
	"""Counts and rates of a congress's suggestions in a year, those of Suggestion Rates in the same days.

	What came in is counted by the day on which it was handed in, what became of it by that of its dispatch.

	Args:
		congress_body: a Congress Body; who asks was checked by the caller.
		year: the year of both days.
	"""
	body = frappe.db.get_value("Congress Body", congress_body, ("body_name", "chair_title"), as_dict=True)
	asked = Asked(datetime.date(year, 1, 1), datetime.date(year, 12, 31), congress_body=congress_body)
	counts = suggestion_counts.total(asked)
	told = Figures(body.body_name, body.chair_title or "负责人", year, _received(asked), counts)
	told.rates = {key: shares.as_text(rate) for key, rate in rates_of(counts, SUGGESTION_RATES).items()}
	told.results = {code: counts[figure] for code, figure in RESULTS.items() if counts[figure]}
	if without := counts["replied"] - sum(told.results.values()):
		told.results[NOTHING] = without
	by_unit = suggestion_counts.counts(replace(asked, by="unit"))
	units = names_of("unit", set(by_unit))
	told.units = [(units[unit], row) for unit, row in by_unit.items() if row["handled"]]
	for category, row in suggestion_counts.counts(replace(asked, by="category"), ("handled",)).items():
		told.classes[_root(category)] += row["handled"]
	told.priorities = _priorities(asked)
	told.promises = _promises(congress_body, year)
	return told


def _received(asked: Asked) -> Counter:
	"""What was handed in in the year; what is still being written, or went back to its deputy, was not."""
	received = Counter()
	for row in frappe.get_all(
		DOCTYPE,
		{
			"congress_body": asked.congress_body,
			"handed_in_on": ("between", (asked.from_date, asked.to_date)),
			"workflow_state": ("not in", WRITING),
		},
		["occasion", "origin", "workflow_state"],
	):
		received["all"] += 1
		received["in_session" if row.occasion == IN_SESSION else "between"] += 1
		received["from_bills"] += bool(row.origin)
		if row.workflow_state in suggestion_counts.LEFT_OUT:
			received[row.workflow_state] += 1
	return received


def _priorities(asked: Asked) -> list[tuple[str, ...]]:
	"""The suggestions under key supervision among those dispatched in the year."""
	rows = suggestion_counts.Suggestions(asked)
	suggestion = rows.suggestion
	found = (
		suggestion_counts.of_figure("handled", rows)
		.where(suggestion.is_priority == 1)
		.select(
			suggestion.number,
			suggestion.suggestion_title,
			suggestion.lead_unit.as_("unit"),
			suggestion.workflow_state,
		)
		.orderby(suggestion.number)
		.run(as_dict=True)
	)
	units = names_of("unit", {row.unit for row in found if row.unit})
	return [
		(row.number or "", as_typed(row.suggestion_title), units.get(row.unit, ""), _(row.workflow_state))
		for row in found
	]


def _root(category: str) -> str:
	"""The name of the main category that a category belongs to."""
	if category == suggestion_counts.OF_NONE:
		return "未分类"
	found = frappe.get_cached_doc("Opinion Category", category)
	if found.parent_category:
		return frappe.get_cached_value("Opinion Category", found.parent_category, "category_name")
	return found.category_name


def _promises(congress_body: str, year: int) -> list[tuple[str, ...]]:
	"""What units promised with their replies, of this year and of the one before, and how it stands."""
	orders = frappe.qb.DocType("Dispatch Order")
	suggestions = frappe.qb.DocType(DOCTYPE)
	promises = frappe.qb.DocType("Commitment")
	units = frappe.qb.DocType("Responsible Unit")
	rows = (
		frappe.qb.from_(promises)
		.inner_join(orders)
		.on(orders.name == promises.dispatch_order)
		.inner_join(suggestions)
		.on(suggestions.name == orders.deputy_suggestion)
		.inner_join(units)
		.on(units.name == promises.responsible_unit)
		.select(
			suggestions.number, promises.plan, units.unit_name, promises.due_date, promises.workflow_state
		)
		.where(suggestions.congress_body == congress_body)
		.where(promises.committed_on[f"{year - 1}-01-01" : f"{year}-12-31"])
		.orderby(promises.due_date)
		.run()
	)
	return [
		(number or "", as_typed(plan), unit, day(due), _(state)) for number, plan, unit, due, state in rows
	]


@frappe.whitelist(methods=["GET", "POST"])
def word_draft(congress_body: str, year: int | str) -> None:
	"""The report of a congress and year as a Word file, for who works in that congress's office.

	Raises:
		frappe.PermissionError: the user holds no post in that office, nor in the county's.
	"""
	refuse_outsider(congress_body)
	told = figures(congress_body, int(year))
	frappe.local.response.update(
		{
			"type": "binary",
			"filename": f"{told.body}{told.year}年代表建议办理情况报告.docx",
			"filecontent": _written(told),
			"content_type": WORD,
		}
	)


def refuse_outsider(congress_body: str) -> None:
	"""The report is the office's own: its clerk's and chair's, and the county's."""
	place = frappe.db.get_value("Congress Body", congress_body, "jurisdiction")
	for post in scope.posts():
		if post.post in scope.COUNTY_ROLES or (
			post.post in scope.TOWNSHIP_ROLES and place and post.jurisdiction == place
		):
			return
	scope.refuse_out_of_scope()


def _written(told: Figures) -> bytes:
	paper = Paper()
	paper.title(told.body)
	paper.title(f"{told.year}年代表建议办理情况报告")
	paper.text("（草稿：数字由系统填入，文字部分由起草人补充，经签发后印发。）")
	received, counts, share = told.received, told.counts, told.rates
	paper.heading("一、基本情况")
	paper.text(
		f"{told.year}年共收到代表建议{received['all']}件，其中会议期间{received['in_session']}件、"
		f"闭会期间{received['between']}件，议案转建议{received['from_bills']}件。"
		f"并案{received[MERGED]}件，撤回{received[WITHDRAWN]}件，不作为建议处理{received[SET_ASIDE]}件，"
		f"列入会议议程的议案{received[ON_AGENDA]}件。"
		f"{told.year}年交办{counts['handled']}件（按交办日期统计，含上年收到、本年交办的），以下均以此为基数。"
	)
	paper.table(("类别", "交办件数"), told.classes.most_common())
	paper.heading("二、办理情况")
	paper.text(
		f"已答复{counts['replied']}件，办复率{share['reply_rate']}，按期办复率{share['on_time_rate']}；"
		f"见面率{share['meeting_rate']}，三见面率{share['three_meetings_rate']}，"
		f"三个参与率{share['participation_rate']}；"
		f"解决率{share['resolution_rate']}，落实率{share['delivery_rate']}。"
	)
	paper.text(
		f"代表已评价{counts['rated']}件：满意{counts['satisfied']}件，基本满意"
		f"{counts['basically_satisfied']}件，不满意{counts['dissatisfied']}件；"
		f"满意率{share['satisfaction_rate']}，综合满意率{share['overall_satisfaction_rate']}，"
		f"重办率{share['rehandling_rate']}。未评价{counts['unrated']}件，不计入满意率。"
	)
	paper.table(("结果类别", "件数"), sorted(told.results.items()))
	paper.table(
		("承办单位", "主办件数", "已答复", "按期答复", "满意和基本满意"),
		[
			(
				unit,
				one["handled"],
				one["replied"],
				one["replied_in_time"],
				one["satisfied"] + one["basically_satisfied"],
			)
			for unit, one in sorted(told.units, key=lambda item: -item[1]["handled"])
		],
	)
	paper.heading("三、重点督办建议")
	paper.table(("建议编号", "标题", "主办单位", "办理情况"), told.priorities)
	paper.heading("四、承诺事项（本年和上年）")
	paper.table(("建议编号", "承诺事项", "责任单位", "完成时限", "落实情况"), told.promises)
	paper.heading("五、存在的问题")
	paper.text("（由起草人填写）")
	paper.heading("六、下一步打算")
	paper.text("（由起草人填写）")
	paper.signature(f"{told.chair_title}：　　　　　　", day(getdate()))
	return paper.content()


class Paper:
	"""A Word file in the type of an official letter (registers.md §0)."""

	def __init__(self) -> None:
		from docx import Document
		from docx.shared import Mm

		self.document = Document()
		page = self.document.sections[0]
		page.page_width, page.page_height = Mm(210), Mm(297)
		page.top_margin, page.bottom_margin = Mm(37), Mm(35)
		page.left_margin, page.right_margin = Mm(28), Mm(26)

	def title(self, text: str) -> None:
		self._line(text, "方正小标宋简体", 22, center=True)

	def heading(self, text: str) -> None:
		self._line(text, "黑体", 16, indent=True)

	def text(self, text: str) -> None:
		self._line(text, "仿宋", 16, indent=True)

	def signature(self, *lines: str) -> None:
		from docx.enum.text import WD_ALIGN_PARAGRAPH

		for text in ("", *lines):
			self._line(text, "仿宋", 16).alignment = WD_ALIGN_PARAGRAPH.RIGHT

	def table(self, head: tuple[str, ...], rows: list[tuple]) -> None:
		table = self.document.add_table(rows=1, cols=len(head))
		table.style = "Table Grid"
		for cell, text in zip(table.rows[0].cells, head, strict=True):
			self._fill(cell, text, "黑体")
		for row in rows or [("无", *[""] * (len(head) - 1))]:
			for cell, text in zip(table.add_row().cells, row, strict=True):
				self._fill(cell, str(text), "仿宋")

	def content(self) -> bytes:
		file = io.BytesIO()
		self.document.save(file)
		return file.getvalue()

	def _fill(self, cell, text: str, font: str) -> None:
		self._run(cell.paragraphs[0], text, font, 12)

	def _line(self, text: str, font: str, size: int, center: bool = False, indent: bool = False):
		from docx.enum.text import WD_ALIGN_PARAGRAPH
		from docx.shared import Pt

		line = self.document.add_paragraph()
		line.paragraph_format.line_spacing = Pt(28)
		line.paragraph_format.space_after = Pt(0)
		if indent:
			line.paragraph_format.first_line_indent = Pt(2 * size)
		if center:
			line.alignment = WD_ALIGN_PARAGRAPH.CENTER
		self._run(line, text, font, size)
		return line

	@staticmethod
	def _run(line, text: str, font: str, size: int) -> None:
		from docx.oxml.ns import qn
		from docx.shared import Pt

		run = line.add_run(_printable(text))
		run.font.size = Pt(size)
		run.font.name = font
		run._element.rPr.rFonts.set(qn("w:eastAsia"), font)


def _printable(text: str) -> str:
	"""A Word file is XML: it takes no control signs."""
	return "".join(sign for sign in text if sign >= " " or sign in "\t\n")

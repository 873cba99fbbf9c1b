"""《代表建议办理情况报告》 (P22): the yearly report to the congress, its figures and its Word draft.

The figures are filled in; what the year meant is for the office to write. 代表法 §51, 组织法 §42.
"""

import io
from collections import Counter
from dataclasses import dataclass, field

import frappe
from frappe import _
from frappe.utils import getdate

from deputy_liaison import scope
from deputy_liaison.opinions import rates
from deputy_liaison.opinions.doctype.deputy_suggestion.deputy_suggestion import DOCTYPE
from deputy_liaison.opinions.doctype.handling_meeting.handling_meeting import IN_PERSON, STAGES
from deputy_liaison.opinions.suggestion_states import MERGED, SET_ASIDE, WITHDRAWN
from deputy_liaison.paper import as_typed, day

# outside every base (rules.md §5); they are told apart in the report
OUTSIDE = (MERGED, WITHDRAWN, SET_ASIDE)
SESSION = "In Session"
NOTHING = "—"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass
class Figures:
	"""What the report of one congress and year says.

	Args:
		numbers: key → how many.
		rates: key → percentage in words, `—` for an empty base.
		classes: category → how many.
		units: unit → dict of asked, replied, on_time, satisfied.
		results: result class → how many.
		priorities, promises: rows of the two lists.
	"""

	body: str
	chair_title: str
	year: int
	numbers: Counter = field(default_factory=Counter)
	rates: dict[str, str] = field(default_factory=dict)
	classes: Counter = field(default_factory=Counter)
	units: dict[str, Counter] = field(default_factory=dict)
	results: Counter = field(default_factory=Counter)
	priorities: list[tuple[str, ...]] = field(default_factory=list)
	promises: list[tuple[str, ...]] = field(default_factory=list)


# the report's rates by the formulas' keys (rates.py)
RATES = {
	"reply": "reply_rate",
	"on_time": "on_time_rate",
	"meeting": "meeting_rate",
	"three_meetings": "three_meetings_rate",
	"participation": "participation_rate",
	"solved": "resolution_rate",
	"satisfied": "satisfaction_rate",
	"overall": "overall_satisfaction_rate",
	"rehandled": "rehandling_rate",
}


def _rates(numbers: Counter, solved: int) -> dict[str, str]:
	"""The rates in words, by the formulas that every report shares; `—` for an empty base."""
	counts = Counter(
		replied=numbers["replied"],
		handled=numbers["dispatched"],
		replied_in_time=numbers["on_time"],
		answerable=numbers["due"],
		met=numbers["met"],
		met_thrice=numbers["met_three_times"],
		three_took_part=numbers["all_took_part"],
		solved=solved,
		rated=numbers["rated"],
		satisfied=numbers["satisfied"],
		basically_satisfied=numbers["basically_satisfied"],
		rehandled=numbers["rehandled"],
		rated_once=numbers["rated_once"],
		# nothing is answered on the spot
		answered_rated=0,
		answered_satisfied=0,
		answered_basically_satisfied=0,
	)
	return {key: rates.as_text(rates.RATES[name].of(counts)) for key, name in RATES.items()}


def figures(congress_body: str, year: int) -> Figures:
	"""Counts and rates of the suggestions that were handed in to a congress in a year.

	Args:
		congress_body: a Congress Body; who asks was checked by the caller.
		year: by the day on which a suggestion was handed in.
	"""
	body = frappe.db.get_value("Congress Body", congress_body, ("body_name", "chair_title"), as_dict=True)
	told = Figures(body.body_name, body.chair_title or "负责人", year)
	suggestions = _suggestions(congress_body, year)
	orders = _orders([row.name for row in suggestions])
	met = _meetings([row.name for row in suggestions])
	for row in suggestions:
		_count(told, row, orders.get(row.name, []), met.get(row.name, []))
	told.rates = _rates(told.numbers, told.results["A"])
	told.promises = _promises(congress_body, year)
	return told


def _suggestions(congress_body: str, year: int) -> list[frappe._dict]:
	return frappe.get_all(
		DOCTYPE,
		{
			"congress_body": congress_body,
			"handed_in_on": ("between", (f"{year}-01-01", f"{year}-12-31")),
			"workflow_state": ("not in", ("Suggestion Draft", "Suggestion Returned to Deputy")),
		},
		[
			"name",
			"number",
			"suggestion_title",
			"occasion",
			"workflow_state",
			"origin",
			"round",
			"replied_on",
			"due_date",
			"is_priority",
			"result_rating",
			"closing_way",
			"leader_took_part",
			"department_took_part",
			"congress_took_part",
			"category.category_name",
			"category.parent_category",
			"lead_unit.unit_name",
		],
		order_by="occasion desc, number",
	)


def _orders(suggestions: list[str]) -> dict[str, list[frappe._dict]]:
	found: dict[str, list[frappe._dict]] = {}
	for order in frappe.get_all(
		"Dispatch Order",
		{
			"deputy_suggestion": ("in", suggestions or [""]),
			"unit_role": "Lead",
			"workflow_state": ("!=", "Order Withdrawn"),
		},
		[
			"deputy_suggestion",
			"responsible_unit.unit_name",
			"round",
			"due_date",
			"reply_date",
			"result_class.code",
		],
		order_by="round",
	):
		found.setdefault(order.deputy_suggestion, []).append(order)
	return found


def _meetings(suggestions: list[str]) -> dict[str, list[frappe._dict]]:
	found: dict[str, list[frappe._dict]] = {}
	for meeting in frappe.get_all(
		"Handling Meeting",
		{"deputy_suggestion": ("in", suggestions or [""])},
		["deputy_suggestion", "meeting_stage", "meeting_mode"],
	):
		found.setdefault(meeting.deputy_suggestion, []).append(meeting)
	return found


def _count(told: Figures, row: frappe._dict, orders: list, meetings: list) -> None:
	numbers = told.numbers
	numbers["all"] += 1
	numbers["in_session" if row.occasion == SESSION else "between"] += 1
	numbers["from_bills"] += bool(row.origin)
	if row.workflow_state in OUTSIDE:
		numbers[row.workflow_state] += 1
		return
	told.classes[_root(row) or "未分类"] += 1
	if row.is_priority:
		told.priorities.append(
			(row.number or "", as_typed(row.suggestion_title), row.unit_name or "", _(row.workflow_state))
		)
	if not orders:
		return
	numbers["dispatched"] += 1
	# a new round is the same case: what is asked for now counts, as in every other report
	current = [order for order in orders if order.round == orders[-1].round]
	for order in current:
		_count_unit(told, order, row)
	# of several units that handle it separately the last reply counts
	replied = all(order.reply_date for order in current)
	numbers["replied"] += replied
	in_time = replied and all(order.reply_date <= order.due_date for order in current)
	numbers["on_time"] += in_time
	numbers["due"] += in_time or any(order.due_date <= getdate() for order in current)
	numbers["rehandled"] += (row.round or 0) >= 2
	numbers["rated_once"] += bool(row.result_rating) or (row.round or 0) >= 2
	if not replied:
		return
	told.results[orders[-1].code or NOTHING] += 1
	numbers["met"] += any(meeting.meeting_mode in IN_PERSON for meeting in meetings)
	numbers["met_three_times"] += set(STAGES) <= {meeting.meeting_stage for meeting in meetings}
	numbers["all_took_part"] += bool(
		row.leader_took_part and row.department_took_part and row.congress_took_part
	)
	if row.result_rating:
		numbers["rated"] += 1
		numbers[frappe.scrub(row.result_rating)] += 1
	elif row.closing_way:
		numbers["unrated"] += 1


def _count_unit(told: Figures, order: frappe._dict, row: frappe._dict) -> None:
	unit = told.units.setdefault(order.unit_name, Counter())
	unit["asked"] += 1
	unit["replied"] += bool(order.reply_date)
	unit["on_time"] += bool(order.reply_date and order.reply_date <= order.due_date)
	unit["satisfied"] += row.result_rating in ("Satisfied", "Basically Satisfied")


def _root(row: frappe._dict) -> str | None:
	if row.parent_category:
		return frappe.get_cached_value("Opinion Category", row.parent_category, "category_name")
	return row.category_name


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
	numbers, rates = told.numbers, told.rates
	paper.heading("一、基本情况")
	paper.text(
		f"{told.year}年共收到代表建议{numbers['all']}件，其中会议期间{numbers['in_session']}件、"
		f"闭会期间{numbers['between']}件，议案转建议{numbers['from_bills']}件。并案{numbers[MERGED]}件，"
		f"撤回{numbers[WITHDRAWN]}件，不作为建议处理{numbers[SET_ASIDE]}件；交办{numbers['dispatched']}件。"
	)
	paper.table(("类别", "件数"), told.classes.most_common())
	paper.heading("二、办理情况")
	paper.text(
		f"已答复{numbers['replied']}件，办复率{rates['reply']}，按期办复率{rates['on_time']}；"
		f"见面率{rates['meeting']}，三见面率{rates['three_meetings']}，三个参与率{rates['participation']}；"
		f"解决率{rates['solved']}。"
	)
	paper.text(
		f"代表已评价{numbers['rated']}件：满意{numbers['satisfied']}件，基本满意"
		f"{numbers['basically_satisfied']}件，不满意{numbers['dissatisfied']}件；满意率{rates['satisfied']}，"
		f"综合满意率{rates['overall']}，重办率{rates['rehandled']}。未评价{numbers['unrated']}件，不计入满意率。"
	)
	paper.table(("结果类别", "件数"), sorted(told.results.items()))
	paper.table(
		("承办单位", "主办件数", "已答复", "按期答复", "满意和基本满意"),
		[
			(unit, one["asked"], one["replied"], one["on_time"], one["satisfied"])
			for unit, one in sorted(told.units.items(), key=lambda item: -item[1]["asked"])
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

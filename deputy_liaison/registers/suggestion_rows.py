"""Rows of the books of deputies' suggestions (R6 and R13): one row is one suggestion of a congress.

The books are the congress's own; voters are named in them only where a deputy took over their words, and masked
outside the office. What a deputy wants kept to its title is told to nobody outside it.
"""

from collections import defaultdict
from dataclasses import dataclass

import frappe
from frappe.utils import cint

from deputy_liaison.opinions import suggestion_counts
from deputy_liaison.opinions.clock import days_over
from deputy_liaison.opinions.suggestion_states import FINAL, IN_SESSION, MERGED, WRITING
from deputy_liaison.paper import zh
from deputy_liaison.registers.row_source import (
	DAY,
	JURISDICTION,
	NUMBER,
	Book,
	Row,
	RowSource,
	Value,
	by_number,
	lines,
	titles,
)

SUGGESTION = "Deputy Suggestion"
PRINTING_ROLES = frozenset(
	{
		"Township Clerk",
		"Township Chair",
		"County Deputy Affairs Officer",
		"County Approver",
		"Oversight Auditor",
	}
)
VALUES = {
	"number": Value("建议编号"),
	"title": Value("标题"),
	"handed_in_on": Value("提出日期", DAY),
	"occasion": Value("届次会次"),
	"paper_kind": Value("文种"),
	"lead_deputy": Value("领衔代表"),
	"cosigners": Value("联名代表"),
	"cosigner_count": Value("附议人数", NUMBER),
	"delegation": Value("代表团"),
	"reasons": Value("事由"),
	"proposals": Value("具体建议"),
	"category": Value("类别"),
	"publicity": Value("公开意见"),
	"lead_units": Value("主办单位"),
	"supporting_units": Value("协办单位"),
	"intermediary_unit": Value("分办单位"),
	"units": Value("承办单位"),
	"dispatched_on": Value("交办日期", DAY),
	"dispatch_way": Value("交办方式"),
	"due_date": Value("办理期限", DAY),
	"replied_on": Value("答复日期", DAY),
	"days_over": Value("超期天数", NUMBER),
	"result": Value("结果类别"),
	"meetings": Value("见面次数", NUMBER),
	"attitude": Value("对办理态度"),
	"rating": Value("满意度"),
	"state": Value("办理情况"),
	"notes": Value("备注事项"),
	"closed_on": Value("办结日期", DAY),
	"archive_number": Value("档号"),
}
# by the conditions of all reports (suggestion_counts.py)
FIGURES = {
	"handled": "交办件数",
	"replied": "答复件数",
	"replied_in_time": "按期答复件数",
	"answerable": "到期应答复件数",
	"overdue": "超期件数",
	"met": "见面件数",
	"met_thrice": "三见面件数",
	"three_took_part": "三个参与件数",
	"solved": "解决件数",
	"planned": "列入计划件数",
	"rated": "评价件数",
	"satisfied": "满意件数",
	"basically_satisfied": "基本满意件数",
	"closed": "办结件数",
	"rehandled": "重办件数",
	"rated_once": "曾评价件数",
}
SUMS = {"all": "建议件数", "in_session": "会议建议件数", "between": "闭会建议件数", **FIGURES}
RATES = {
	"reply_rate": "办复率",
	"on_time_rate": "按期办复率",
	"meeting_rate": "见面率",
	"three_meetings_rate": "三见面率",
	"participation_rate": "三个参与率",
	"resolution_rate": "解决率",
	"satisfaction_rate": "满意率",
	"overall_satisfaction_rate": "综合满意率",
	"closing_rate": "办结率",
	"rehandling_rate": "重办率",
}


def filters(book: Book) -> list[list]:
	"""What was handed in to the congress in the period; a draft is its deputy's own."""
	return [
		["congress_body", "=", book.body.name or ""],
		["workflow_state", "not in", WRITING],
		*book.within("handed_in_on"),
	]


def read(book: Book) -> tuple[list[Row], bool]:
	"""The suggestions of a congress in a period: those of its sessions by session, then those between them.

	Returns:
		The rows, and whether they hold what a deputy keeps to the office.
	"""
	suggestions = frappe.get_list(
		SUGGESTION,
		filters=filters(book),
		fields=[
			"name",
			"number",
			"suggestion_title",
			"handed_in_on",
			"occasion",
			"congress_session",
			"paper_kind",
			"lead_deputy",
			"delegation",
			"reasons",
			"proposals",
			"category",
			"publicity",
			"lead_unit",
			"intermediary_unit",
			"approved_on",
			"dispatch_way",
			"due_date",
			"replied_on",
			"attitude_rating",
			"result_rating",
			"closing_way",
			"workflow_state",
			"is_priority",
			"repeated_for",
			"round",
			"main_suggestion",
			"origin",
			"closed_on",
			"archive_number",
		],
		limit_page_length=0,
	)
	known = _Known.of(suggestions, book)
	suggestions.sort(key=known.place)
	return [known.row(suggestion) for suggestion in suggestions], bool(suggestions) and not book.outside


@dataclass
class _Known:
	"""What was read for all rows at once: a row asks the database for nothing."""

	book: Book
	sessions: dict[str, frappe._dict]
	deputies: dict[str, str]
	cosigners: dict[str, list[str]]
	delegations: dict[str, str]
	categories: dict[str, str]
	units: dict[str, str]
	units_of: dict[str, dict[str, list[str]]]
	results: dict[str, str]
	figures: dict[str, dict]
	merged_into: dict[str, str]

	@classmethod
	def of(cls, suggestions: list[frappe._dict], book: Book) -> "_Known":
		names = [one.name for one in suggestions]
		cosigners = _rows_of(names, "Suggestion Cosigner", "deputy", {"confirmed_on": ("is", "set")})
		units_of = _rows_of(names, "Supporting Unit", "unit")
		signed, asked = defaultdict(list), defaultdict(lambda: defaultdict(list))
		for row in cosigners:
			signed[row.parent].append(row.deputy)
		for row in units_of:
			asked[row.parent][row.parentfield].append(row.unit)
		units = {row.unit for row in units_of}
		for one in suggestions:
			units |= {one.lead_unit, one.intermediary_unit}
		return cls(
			book=book,
			sessions=_sessions(suggestions),
			deputies=titles(
				"Deputy",
				"deputy_name",
				(*(one.lead_deputy for one in suggestions), *(row.deputy for row in cosigners)),
			),
			cosigners=signed,
			delegations=titles("Delegation", "delegation_name", (one.delegation for one in suggestions)),
			categories=titles("Opinion Category", "category_name", (one.category for one in suggestions)),
			units=titles("Responsible Unit", "unit_name", units),
			units_of=asked,
			results=dict(frappe.get_all("Result Class", fields=["code", "result_label"], as_list=True)),
			figures=suggestion_counts.figures_of(names),
			merged_into=titles(SUGGESTION, "number", (one.main_suggestion for one in suggestions)),
		)

	def place(self, suggestion: frappe._dict) -> tuple:
		"""Where it stands in the book; what has no number yet comes last."""
		session = self.sessions.get(suggestion.congress_session)
		return (
			not suggestion.number,
			suggestion.occasion != IN_SESSION,
			str(session.from_date) if session else "",
			by_number(suggestion.number),
			str(suggestion.handed_in_on),
		)

	def row(self, suggestion: frappe._dict) -> Row:
		session = self.sessions.get(suggestion.congress_session)
		figures = self.figures.get(suggestion.name, {})
		is_open = suggestion.workflow_state not in FINAL
		units = self.units_of.get(suggestion.name, {})
		lead = self._units([suggestion.lead_unit, *units.get("separate_units", ())])
		supporting = self._units(units.get("supporting_units", ()))
		cosigners = self.cosigners.get(suggestion.name, [])
		late = figures.get("overdue") or suggestion.replied_on
		values = {
			"number": suggestion.number or "",
			"title": suggestion.suggestion_title,
			"handed_in_on": suggestion.handed_in_on,
			"occasion": session.session_title if session else "闭会期间",
			"paper_kind": zh(suggestion.paper_kind),
			"lead_deputy": self.deputies.get(suggestion.lead_deputy, ""),
			"cosigners": "、".join(self.deputies.get(deputy, "") for deputy in cosigners),
			"cosigner_count": len(cosigners),
			"delegation": self.delegations.get(suggestion.delegation, ""),
			"reasons": suggestion.reasons,
			"proposals": suggestion.proposals,
			"category": self.categories.get(suggestion.category, ""),
			"publicity": zh(suggestion.publicity),
			"lead_units": lead,
			"supporting_units": supporting,
			"intermediary_unit": self.units.get(suggestion.intermediary_unit, ""),
			"units": lines(lead, f"协办：{supporting}" if supporting else ""),
			"dispatched_on": suggestion.approved_on,
			"dispatch_way": zh(suggestion.dispatch_way),
			"due_date": suggestion.due_date,
			"replied_on": suggestion.replied_on,
			"days_over": (days_over(suggestion.due_date, suggestion.replied_on) if late else 0) or "",
			"result": self.results.get(figures.get("code"), "") if figures.get("replied") else "",
			"meetings": cint(figures.get("stages")) or "",
			"attitude": zh(suggestion.attitude_rating),
			"rating": zh(suggestion.result_rating) or self._unrated(suggestion),
			"state": self.book.where_it_stands(suggestion.workflow_state, is_open),
			"notes": self._notes(suggestion),
			"closed_on": suggestion.closed_on,
			"archive_number": suggestion.archive_number,
		}
		# the deputy decides whether the text is made public (registers.md R6)
		only_title = {"reasons": "（仅公开标题）", "proposals": ""}
		return Row(
			record=suggestion.name,
			number=suggestion.number or "",
			values=values,
			masks=only_title if suggestion.publicity == "Title Only" else {},
			sums={
				"all": 1,
				"in_session": int(suggestion.occasion == IN_SESSION),
				"between": int(suggestion.occasion != IN_SESSION),
				**{name: figures.get(name, 0) for name in FIGURES},
			},
			unfinished=is_open,
		)

	def _units(self, names: list[str | None]) -> str:
		return "、".join(filter(None, (self.units.get(name) for name in names)))

	@staticmethod
	def _unrated(suggestion: frappe._dict) -> str:
		"""Why a suggestion that is closed has no rating."""
		if suggestion.closing_way in suggestion_counts.OUT_OF_BASE:
			return zh(suggestion.closing_way)
		return ""

	def _notes(self, suggestion: frappe._dict) -> str:
		main = self.merged_into.get(suggestion.main_suggestion)
		return lines(
			"重点督办" if suggestion.is_priority else "",
			zh(suggestion.repeated_for),
			f"第{suggestion.round}轮办理" if (suggestion.round or 0) > 1 else "",
			f"议案转建议：{suggestion.origin}" if suggestion.origin else "",
			f"并入{main}" if main and suggestion.workflow_state == MERGED else "",
		)


def _rows_of(names: list[str], child: str, column: str, also: dict | None = None) -> list[frappe._dict]:
	"""Rows of a table of suggestions that the user reads, in order."""
	if not names:
		return []
	return frappe.get_all(
		child,
		{"parenttype": SUGGESTION, "parent": ("in", names), **(also or {})},
		["parent", "parentfield", column],
		order_by="parent asc, idx asc",
	)


def _sessions(suggestions: list[frappe._dict]) -> dict[str, frappe._dict]:
	wanted = sorted({one.congress_session for one in suggestions if one.congress_session})
	if not wanted:
		return {}
	rows = frappe.get_all(
		"Congress Session", {"name": ("in", wanted)}, ["name", "session_title", "from_date"]
	)
	return {row.name: row for row in rows}


SOURCE = RowSource(
	doctype=SUGGESTION,
	holders=(JURISDICTION,),
	printing_roles=PRINTING_ROLES,
	values=VALUES,
	sums=SUMS,
	rates=RATES,
	not_asked=suggestion_counts.NOT_ASKED,
	filters=filters,
	read=read,
	needs_congress=True,
	is_logged=False,
)

"""Rows of the feedback book (R15): one row is one opinion of a voter and what was answered.

Accusations are left out, whoever prints. The reporter is told as in the visit register (`voters.py`).
"""

from collections.abc import Mapping
from dataclasses import dataclass

import frappe

from deputy_liaison.opinions import rate_counts
from deputy_liaison.opinions.ticket_states import MERGED, TICKET_ENDED
from deputy_liaison.paper import zh
from deputy_liaison.registers.answers import Answer, answers_to, attempts_at, told_by
from deputy_liaison.registers.row_source import (
	DAY,
	JURISDICTION,
	NUMBER,
	STATION,
	Book,
	Row,
	RowSource,
	Value,
	by_number,
	lines,
	titles,
)
from deputy_liaison.registers.visit_rows import PRINTING_ROLES, rating_of, urgency_of
from deputy_liaison.registers.voters import CONFIDENTIAL, Reporters, visits_of

TICKET = "Opinion Ticket"
VALUES = {
	"number": Value("意见编号"),
	"received_on": Value("收到日期", DAY),
	"nature": Value("性质"),
	"reporter": Value("反映人"),
	"subject": Value("意见摘要"),
	"content": Value("反映内容"),
	"category": Value("问题类别"),
	"urgency": Value("紧急程度"),
	"station": Value("联络站"),
	"village": Value("村（社区）"),
	"visit_number": Value("来访编号"),
	"receiver": Value("受理人"),
	"units": Value("送达单位"),
	"delivered_on": Value("送达日期", DAY),
	"due_date": Value("承诺时限", DAY),
	"reply": Value("答复内容"),
	"result": Value("结果类别"),
	"state": Value("办理情况"),
	"feedback_on": Value("反馈日期", DAY),
	"feedback_mode": Value("反馈方式"),
	"feedback_attempts": Value("无法联系次数", NUMBER),
	"rating": Value("反映人评价"),
	"deputy_rating": Value("接待代表评价"),
	"closed_on": Value("办结日期", DAY),
	"archive_number": Value("档号"),
}
ANSWERED_WITHOUT_UNIT = ("Answered on the Spot", "Answer Explained")
# by the conditions of all reports (rate_counts.py)
FIGURES = {
	"handled": "交办件数",
	"replied": "答复件数",
	"answered": "当场答复件数",
	"overdue": "超期件数",
	"fed_back": "反馈件数",
	"answered_fed_back": "当场答复反馈件数",
	"posted": "公示件数",
	"unreachable": "无法联系件数",
	"rated": "评价件数",
	"answered_rated": "当场答复评价件数",
	"satisfied": "满意件数",
	"answered_satisfied": "当场答复满意件数",
	"basically_satisfied": "基本满意件数",
	"answered_basically_satisfied": "当场答复基本满意件数",
	"dissatisfied": "不满意件数",
	"closed": "办结件数",
}
SUMS = {"received": "收到件数", **FIGURES}
RATES = {
	"reply_rate": "办复率",
	"feedback_rate": "反馈率",
	"satisfaction_rate": "满意率",
	"overall_satisfaction_rate": "综合满意率",
	"closing_rate": "办结率",
}


def filters(book: Book) -> list[list]:
	"""The opinions that the station, or the township, received in the period; no accusation."""
	kept_by = ["station" if book.of_station else "township", "=", book.holder.name]
	return [kept_by, ["restriction", "=", 0], *book.within("received_on")]


def read(book: Book) -> tuple[list[Row], bool]:
	"""The opinions of a station or township in a period, by number.

	Returns:
		The rows, and whether they hold full names of the reporters.
	"""
	tickets = frappe.get_list(
		TICKET,
		filters=filters(book),
		fields=[
			"name",
			"number",
			"received_on",
			"nature",
			"reporter",
			"visit",
			"subject",
			"content",
			"category",
			"urgency",
			"is_difficult",
			"station",
			"village",
			"village_unit",
			"due_date",
			"answer",
			"round",
			"workflow_state",
			"feedback_on",
			"feedback_mode",
			"reporter_rating",
			"rating_source",
			"deputy_rating",
			"closed_on",
			"closing_way",
			"archive_number",
			"main_ticket",
		],
		limit_page_length=0,
	)
	tickets.sort(key=lambda ticket: by_number(ticket.number))
	visits = visits_of([ticket.visit for ticket in tickets])
	reporters = Reporters.of(list(visits), book.outside)
	names = [ticket.name for ticket in tickets]
	known = _Known(
		book=book,
		visits=visits,
		reporters=reporters,
		categories=titles("Opinion Category", "category_name", (ticket.category for ticket in tickets)),
		stations=titles(STATION, "station_name", (ticket.station for ticket in tickets)),
		villages=titles(JURISDICTION, "jurisdiction_name", (ticket.village for ticket in tickets)),
		answers=answers_to(tickets),
		attempts=attempts_at(names),
		figures=rate_counts.figures_of(names, by_county=book.body.kind == "County Standing Committee"),
		merged_into=titles(TICKET, "number", (ticket.main_ticket for ticket in tickets)),
	)
	return [known.row(ticket) for ticket in tickets], reporters.full and bool(tickets)


@dataclass
class _Known:
	"""What was read for all rows at once: a row asks the database for nothing."""

	book: Book
	visits: dict[str, frappe._dict]
	reporters: Reporters
	categories: dict[str, str]
	stations: dict[str, str]
	villages: dict[str, str]
	answers: dict[str, Answer]
	attempts: Mapping[str, int]
	figures: dict[str, dict[str, int]]
	merged_into: dict[str, str]

	def row(self, ticket: frappe._dict) -> Row:
		visit = self.visits.get(ticket.visit) or frappe._dict(reporter_name=ticket.reporter)
		answer = self.answers.get(ticket.name) or Answer()
		is_open = ticket.workflow_state not in TICKET_ENDED
		state = self.book.where_it_stands(ticket.workflow_state, is_open)
		attempts = self.attempts.get(ticket.name, 0)
		values = {
			"number": ticket.number,
			"received_on": ticket.received_on,
			"nature": zh(ticket.nature),
			"reporter": self.reporters.name(visit),
			"subject": ticket.subject,
			"content": ticket.content,
			"category": self.categories.get(ticket.category, ""),
			"urgency": lines("重大疑难" if ticket.is_difficult else "", urgency_of(ticket)),
			"station": self.stations.get(ticket.station, ""),
			"village": self.villages.get(ticket.village, ""),
			"visit_number": visit.number,
			"receiver": visit.officer_name,
			"units": answer.units,
			"delivered_on": answer.issued_on,
			"due_date": ticket.due_date if answer.units else None,
			"reply": answer.reply or ticket.answer,
			"result": self._result(ticket, answer),
			"state": lines(state, self._merged(ticket)),
			"feedback_on": ticket.feedback_on,
			"feedback_mode": told_by(ticket.feedback_mode, attempts),
			"feedback_attempts": attempts or "",
			"rating": rating_of(ticket),
			"deputy_rating": zh(ticket.deputy_rating),
			"closed_on": ticket.closed_on,
			"archive_number": ticket.archive_number,
		}
		# free text for outside: the summary and the result, not the words (rules.md §11)
		summary = CONFIDENTIAL if visit.keep_confidential else ticket.subject or ""
		masks = {"subject": summary, "content": summary, "reply": ""}
		return Row(
			record=ticket.name,
			number=ticket.number or "",
			values=values,
			masks=masks,
			sums={"received": 1, **self.figures.get(ticket.name, {})},
			unfinished=is_open,
		)

	def _result(self, ticket: frappe._dict, answer: Answer) -> str:
		"""The result class, or how it was answered without one; of an open matter where it stands."""
		is_open = ticket.workflow_state not in TICKET_ENDED
		answered = ticket.closing_way if ticket.closing_way in ANSWERED_WITHOUT_UNIT else None
		told = answer.result or zh(answered)
		if told and not (self.book.sealed and is_open):
			return told
		return lines(told, self.book.where_it_stands(ticket.workflow_state, is_open))

	def _merged(self, ticket: frappe._dict) -> str:
		main = self.merged_into.get(ticket.main_ticket) if ticket.workflow_state == MERGED else None
		return f"并入{main}" if main else ""


SOURCE = RowSource(
	doctype=TICKET,
	holders=(STATION, JURISDICTION),
	printing_roles=PRINTING_ROLES,
	values=VALUES,
	sums=SUMS,
	rates=RATES,
	filters=filters,
	read=read,
)

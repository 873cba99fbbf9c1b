"""Rows of the book of handed-over opinions (R7): one row is one Dispatch Order of a voter's opinion.

The township's book holds the slips of its own series, the county's those of the county's; a station's book
what became of the opinions that it took in. Slips of deputies' suggestions share the numbers, not the book.
"""

from dataclasses import dataclass

import frappe

from deputy_liaison import masking
from deputy_liaison.opinions.clock import days_over
from deputy_liaison.opinions.handling_summary import COUNTY
from deputy_liaison.opinions.ticket_states import ACCEPTED, ORDER_OPEN, REPLIED, TICKET_ENDED
from deputy_liaison.paper import joined, zh
from deputy_liaison.registers.row_source import (
	DAY,
	FORWARDED,
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

ORDER, TICKET = "Dispatch Order", "Opinion Ticket"
VALUES = {
	"number": Value("转办编号"),
	"kind": Value("转办类型"),
	"ticket_number": Value("意见编号"),
	"visit_number": Value("来访编号"),
	"reporter": Value("反映人"),
	"reported_on": Value("反映日期", DAY),
	"received_on": Value("受理日期", DAY),
	"deputies": Value("接待代表"),
	"subject": Value("意见摘要"),
	"matter": Value("反映内容"),
	"category": Value("诉求类别"),
	"urgency": Value("紧急程度"),
	"proposal": Value("拟办意见"),
	"approval": Value("审批意见"),
	"unit": Value("承办单位"),
	"unit_role": Value("主办协办"),
	"intermediary_unit": Value("分办单位"),
	"issued_on": Value("转办日期", DAY),
	"dispatch_mode": Value("转办方式"),
	"due_date": Value("办理期限", DAY),
	"acknowledged_by": Value("签收人"),
	"acknowledged_on": Value("签收日期", DAY),
	"handler": Value("承办人"),
	"handler_phone": Value("承办人电话"),
	"first_contact": Value("首次联系"),
	"reply": Value("办理情况"),
	"result": Value("结果类别"),
	"reply_date": Value("答复日期", DAY),
	"reply_form": Value("答复形式"),
	"days_over": Value("超期天数", NUMBER),
	"times_supervised": Value("督办次数", NUMBER),
	"feedback_on": Value("反馈日期", DAY),
	"feedback_mode": Value("反馈方式"),
	"rating": Value("反映人满意度"),
	"deputy_rating": Value("接待代表意见"),
	"closed_on": Value("办结日期", DAY),
	"archive_number": Value("档号"),
	"state": Value("交办状态"),
	"notes": Value("备注事项"),
}
SUMS = {
	"orders": "转办件数",
	"lead_orders": "主办件数",
	"acknowledged": "签收件数",
	"replied": "答复件数",
	"replied_in_time": "按期答复件数",
	"replied_late": "逾期答复件数",
	"overdue": "超期未答复件数",
}


def of_holder(book: Book) -> list[list]:
	"""The slips of voters' opinions of one book, whenever they were issued."""
	found = [["opinion_ticket", "is", "set"]]
	if book.of_station:
		return [["station", "=", book.holder.name], *found]
	if book.holder.level == COUNTY:
		return [["handling_level", "=", COUNTY], *found]
	return [["township", "=", book.holder.name], ["handling_level", "!=", COUNTY], *found]


def filters(book: Book) -> list[list]:
	"""The slips of voters' opinions that were issued in the period, of one book."""
	return [*of_holder(book), *book.within("issued_on")]


def read(book: Book) -> tuple[list[Row], bool]:
	"""The slips of a book in a period, by number.

	Returns:
		The rows, and whether they hold full names of the reporters.
	"""
	orders = frappe.get_list(
		ORDER,
		filters=filters(book),
		fields=[
			"name",
			"number",
			"opinion_ticket",
			"order_kind",
			"reporter",
			"deputies",
			"subject",
			"matter",
			"category",
			"urgency",
			"proposal",
			"approval",
			"responsible_unit",
			"unit_role",
			"intermediary_unit",
			"passed_on_from",
			"issued_on",
			"dispatch_mode",
			"due_date",
			"state_due",
			"acknowledged_by",
			"acknowledged_on",
			"handler",
			"handler_phone",
			"first_contact_on",
			"first_contact_mode",
			"reply",
			"explanation",
			"result_class",
			"reply_date",
			"reply_form",
			"times_supervised",
			"round",
			"previous_order",
			"workflow_state",
			"withdrawal_reason",
			"entered_on_behalf",
		],
		limit_page_length=0,
	)
	orders.sort(key=lambda order: by_number(order.number))
	tickets = _tickets([order.opinion_ticket for order in orders])
	visits = visits_of([ticket.visit for ticket in tickets.values()])
	reporters = Reporters.of(list(visits), book.outside)
	units = {
		unit for one in orders for unit in (one.responsible_unit, one.intermediary_unit, one.passed_on_from)
	}
	known = _Known(
		book=book,
		tickets=tickets,
		visits=visits,
		reporters=reporters,
		categories=titles("Opinion Category", "category_name", (order.category for order in orders)),
		units=titles("Responsible Unit", "unit_name", units),
		results=titles("Result Class", "result_label", (order.result_class for order in orders)),
		earlier=titles(ORDER, "number", (order.previous_order for order in orders)),
	)
	return [known.row(order) for order in orders], reporters.full and bool(orders)


def _tickets(names: list[str]) -> dict[str, frappe._dict]:
	"""The orders' tickets within the user's scope; an accusation is read by nobody's book."""
	if not names:
		return {}
	rows = frappe.get_list(
		TICKET,
		filters=[["name", "in", sorted(set(names))], ["restriction", "=", 0]],
		fields=[
			"name",
			"number",
			"visit",
			"received_on",
			"round",
			"workflow_state",
			"feedback_on",
			"feedback_mode",
			"reporter_rating",
			"rating_source",
			"deputy_rating",
			"closed_on",
			"archive_number",
		],
		limit_page_length=0,
	)
	return {row.name: row for row in rows}


@dataclass
class _Known:
	"""What was read for all rows at once: a row asks the database for nothing."""

	book: Book
	tickets: dict[str, frappe._dict]
	visits: dict[str, frappe._dict]
	reporters: Reporters
	categories: dict[str, str]
	units: dict[str, str]
	results: dict[str, str]
	earlier: dict[str, str]

	def row(self, order: frappe._dict) -> Row:
		ticket = self.tickets.get(order.opinion_ticket)
		if not ticket:
			return self._forwarded(order)
		visit = self.visits.get(ticket.visit) or frappe._dict(reporter_name=order.reporter)
		# of an earlier round the slip tells what the unit did; what came of the matter stands with the last one
		told = ticket if order.round == ticket.round else frappe._dict()
		is_still_open = is_open(order, ticket)
		subject = CONFIDENTIAL if visit.keep_confidential else order.subject or ""
		values = {
			"number": order.number,
			"kind": zh(order.order_kind),
			"ticket_number": ticket.number,
			"visit_number": visit.number,
			"reporter": self.reporters.name(visit),
			"reported_on": visit.visit_time,
			"received_on": ticket.received_on,
			"deputies": order.deputies,
			"subject": order.subject,
			"matter": order.matter,
			"category": self.categories.get(order.category, ""),
			"urgency": urgency_of(order),
			"proposal": order.proposal,
			"approval": order.approval,
			"unit": self.units.get(order.responsible_unit, ""),
			"unit_role": "主办" if order.unit_role == "Lead" else "协办",
			"intermediary_unit": self.units.get(order.passed_on_from or order.intermediary_unit, ""),
			"issued_on": order.issued_on,
			"dispatch_mode": zh(order.dispatch_mode),
			"due_date": order.due_date,
			"acknowledged_by": f"{order.acknowledged_by or ''}{'（代录）' if order.entered_on_behalf else ''}",
			"acknowledged_on": order.acknowledged_on,
			"handler": order.handler,
			"handler_phone": order.handler_phone,
			"first_contact": joined(
				str(order.first_contact_on) if order.first_contact_on else "", zh(order.first_contact_mode)
			),
			"reply": lines(order.reply, order.explanation),
			"result": self.results.get(order.result_class, ""),
			"reply_date": order.reply_date,
			"reply_form": zh(order.reply_form),
			"days_over": self._days_over(order) or "",
			"times_supervised": order.times_supervised or "",
			"feedback_on": told.feedback_on,
			"feedback_mode": zh(told.feedback_mode),
			"rating": rating_of(told),
			"deputy_rating": zh(told.deputy_rating),
			"closed_on": told.closed_on,
			"archive_number": told.archive_number,
			"state": self.book.where_it_stands(order.workflow_state, is_still_open),
			"notes": self._notes(order),
		}
		masks = {
			"subject": subject,
			"matter": subject,
			"proposal": "",
			"reply": values["result"],
			"handler_phone": masking.mask_phone(order.handler_phone),
		}
		return Row(
			record=order.name,
			number=order.number,
			values=values,
			masks=masks,
			sums=self._sums(order),
			unfinished=is_still_open,
		)

	def _forwarded(self, order: frappe._dict) -> Row:
		"""The matter turned out to be an accusation: its slip keeps number and day (permissions.md, rule 5)."""
		values = dict.fromkeys(VALUES, "")
		values.update(number=order.number, issued_on=order.issued_on, subject=FORWARDED, matter=FORWARDED)
		return Row(record=order.name, number=order.number, values=values, sums={"orders": 1})

	@staticmethod
	def _is_overdue(order: frappe._dict) -> bool:
		"""Not answered and past its day, by the one clock."""
		return bool(order.state_due) and days_over(order.state_due) > 0

	def _days_over(self, order: frappe._dict) -> int:
		if order.reply_date or self._is_overdue(order):
			return days_over(order.due_date, order.reply_date)
		return 0

	def _notes(self, order: frappe._dict) -> str:
		earlier = self.earlier.get(order.previous_order)
		return lines(
			f"第{order.round}轮，前次{earlier}" if (order.round or 0) > 1 and earlier else "",
			order.withdrawal_reason,
		)

	def _sums(self, order: frappe._dict) -> dict[str, int]:
		late = bool(order.reply_date) and days_over(order.due_date, order.reply_date) > 0
		return {
			"orders": 1,
			"lead_orders": int(order.unit_role == "Lead"),
			"acknowledged": int(bool(order.acknowledged_on)),
			"replied": int(bool(order.reply_date)),
			"replied_in_time": int(bool(order.reply_date) and not late),
			"replied_late": int(late),
			"overdue": int(not order.reply_date and self._is_overdue(order)),
		}


def is_open(order: frappe._dict, ticket: frappe._dict) -> bool:
	"""Whether the unit owes its answer, or the answer's matter isn't at its end.

	Args:
		order: workflow_state and round of a Dispatch Order.
		ticket: the same of its Opinion Ticket.
	"""
	if order.workflow_state in (*ORDER_OPEN, REPLIED):
		return True
	return (
		order.workflow_state == ACCEPTED
		and order.round == ticket.round
		and ticket.workflow_state not in TICKET_ENDED
	)


SOURCE = RowSource(
	doctype=ORDER,
	holders=(STATION, JURISDICTION),
	printing_roles=PRINTING_ROLES,
	values=VALUES,
	sums=SUMS,
	filters=filters,
	read=read,
)

"""Rows of the visit register (R3): one row is one visit, with one or more matters inside it.

A station's book holds the visits to the station, an office's those that came to it past the stations.

Rows come through ``frappe.get_list``, so a print holds what its user may see. Full names, phones and
addresses are read for users whose posts cover every visit of the print, and never for outside.
"""

import datetime
from collections import defaultdict
from dataclasses import dataclass

import frappe
from frappe.utils import getdate

from deputy_liaison import masking, scope
from deputy_liaison.deputies import standing
from deputy_liaison.opinions.ticket_states import (
	ANSWERED,
	ARCHIVED,
	CLOSED,
	CONVERTED,
	ENTRUSTED,
	OUT_OF_SCOPE,
	TICKET_ENDED,
	VILLAGE,
)
from deputy_liaison.paper import joined, zh
from deputy_liaison.registers.answers import answers_to, attempts_at, told_by
from deputy_liaison.registers.row_source import (
	DAY,
	FORWARDED,
	JURISDICTION,
	MOMENT,
	NUMBER,
	STATION,
	UNFINISHED,
	Book,
	Row,
	RowSource,
	Value,
	by_number,
	lines,
	titles,
)
from deputy_liaison.registers.voters import CONFIDENTIAL, VISIT, Reporters

TICKET = "Opinion Ticket"
# who keeps, checks or inspects a station's books
PRINTING_ROLES = frozenset(
	{
		"Station Liaison Officer",
		"Township Clerk",
		"Township Chair",
		"County Deputy Affairs Officer",
		# seals the county's own, and looks at them before
		"County Approver",
		"Oversight Auditor",
	}
)
VALUES = {
	"number": Value("来访编号"),
	"visit_time": Value("来访时间", MOMENT),
	"place": Value("接待地点"),
	"channel": Value("来访方式"),
	"reporter_name": Value("反映人姓名"),
	"reporter_gender": Value("性别"),
	"reporter_age": Value("年龄", NUMBER),
	"gender_and_age": Value("性别年龄"),
	"reporter_address": Value("住址"),
	"reporter_phone": Value("联系电话"),
	"head_count": Value("来访人数", NUMBER),
	"representatives": Value("推选代表"),
	"confidential": Value("保密匿名"),
	"posting_consent": Value("同意公示"),
	"deputies": Value("接待代表"),
	"leader_on_duty": Value("接待领导"),
	"officer_name": Value("联络员"),
	"remark": Value("备注"),
	"content": Value("反映内容", of_part=True),
	"category": Value("问题类别", of_part=True),
	"urgency": Value("紧急程度", of_part=True),
	"handling_suggestion": Value("代表处理建议", of_part=True),
	"on_the_spot": Value("当场处理", of_part=True),
	"route": Value("处理去向", of_part=True),
	"ticket_number": Value("意见编号", of_part=True),
	"result": Value("办理结果", of_part=True),
	"feedback_on": Value("反馈日期", DAY, of_part=True),
	"feedback_mode": Value("反馈方式", of_part=True),
	"rating": Value("满意度", of_part=True),
}
PARTS = tuple(name for name, value in VALUES.items() if value.of_part)
SUMS = {"visitors": "接待人次", "matters": "意见件数", "answered": "当场答复件数"}

DONE = frozenset({CLOSED, ARCHIVED})
CIRCLED_ONE = 0x2460
LEVELS = {"National": "全国", "Provincial": "省", "Prefecture": "市", "County": "县"}
TOWNSHIP_LEVELS = {"Town": "镇", "Township": "乡"}


# whom a matter is told to belong to, instead of the congress
COURTS_AND_PETITIONS = ("Petition Matter", "Litigation, Arbitration or Review")


def of_holder(book: Book) -> list[list]:
	"""The visits of a station; of a place those that came to its office past the stations."""
	if book.of_station:
		return [["station", "=", book.holder.name]]
	return [["jurisdiction", "=", book.holder.name], ["station", "is", "not set"]]


def filters(book: Book) -> list[list]:
	"""The visits of the holder in the period."""
	return [*of_holder(book), *book.within("visit_time")]


def read(book: Book) -> tuple[list[Row], bool]:
	"""The visits of a station or office in a period, by number.

	Returns:
		The rows, and whether they hold full values of the reporters.
	"""
	visits = frappe.get_list(
		VISIT,
		filters=filters(book),
		fields=[
			"name",
			"number",
			"visit_time",
			"place",
			"channel",
			"reporter_name",
			"reporter_gender",
			"reporter_age",
			"reporter_phone",
			"reporter_address",
			"village",
			"head_count",
			"representatives",
			"keep_confidential",
			"is_anonymous",
			"leader_on_duty",
			"officer_name",
			"remark",
		],
		limit_page_length=0,
	)
	visits.sort(key=lambda visit: by_number(visit.number))
	names = [visit.name for visit in visits]
	reporters = Reporters.of(names, book.outside)
	known = _Known(
		book=book,
		reporters=reporters,
		villages=titles("Jurisdiction", "jurisdiction_name", (visit.village for visit in visits)),
		deputies=_deputies_of(names, book),
		matters=_matters_of(names),
	)
	return [known.row(visit) for visit in visits], reporters.full and bool(visits)


def _deputies_of(names: list[str], book: Book) -> dict[str, list[tuple[str, list[frappe._dict]]]]:
	"""By visit, its deputies in order: name and mandates. Deputies are public figures."""
	if not names:
		return {}
	chosen = frappe.get_all(
		"Receiving Deputy",
		filters={"parenttype": VISIT, "parent": ("in", names)},
		fields=["parent", "deputy"],
		order_by="parent asc, idx asc",
	)
	people = titles("Deputy", "deputy_name", (row.deputy for row in chosen))
	mandates = defaultdict(list)
	if people:
		place = book.holder.jurisdiction if book.of_station else book.holder.name
		town = frappe.get_cached_value("Jurisdiction", scope.township_of(place), "level")
		levels = {**LEVELS, "Township Level": TOWNSHIP_LEVELS.get(town, "乡镇")}
		for held in frappe.get_all(
			"Deputy Mandate",
			filters={"deputy": ("in", list(people))},
			fields=["deputy", "congress_level", *standing.DATED],
			order_by="from_date asc",
		):
			held.level = levels[held.congress_level]
			mandates[held.deputy].append(held)
	by_visit = defaultdict(list)
	for row in chosen:
		by_visit[row.parent].append((people.get(row.deputy, ""), mandates[row.deputy]))
	return by_visit


def _matters_of(names: list[str]) -> dict[str, list[frappe._dict]]:
	"""By visit, its matters in order: outcome, ticket and the lead order of the ticket's round."""
	if not names:
		return {}
	matters = frappe.get_all(
		"Visit Matter",
		filters={"parenttype": VISIT, "parent": ("in", names)},
		fields=["parent", "ticket", "outcome"],
		order_by="parent asc, idx asc",
	)
	tickets = frappe.get_list(
		TICKET,
		filters={"visit": ("in", names)},
		fields=[
			"name",
			"number",
			"subject",
			"content",
			"category",
			"urgency",
			"is_difficult",
			"handling_suggestion",
			"handling_level",
			"workflow_state",
			"answer",
			"round",
			"closing_way",
			"out_of_scope_reason",
			"entrusted_to",
			"feedback_mode",
			"feedback_on",
			"posting_consent",
			"reporter_rating",
			"rating_source",
		],
		limit_page_length=0,
	)
	forwarded = _forwarded(names)
	tickets = [ticket for ticket in tickets if ticket.name not in forwarded]
	answers = answers_to(tickets)
	attempts = attempts_at([ticket.name for ticket in tickets])
	categories = titles("Opinion Category", "category_name", (ticket.category for ticket in tickets))
	by_name = forwarded
	for ticket in tickets:
		ticket.category = categories.get(ticket.category, "")
		ticket.units = answers.get(ticket.name)
		ticket.attempts = attempts.get(ticket.name, 0)
		by_name[ticket.name] = ticket
	by_visit = defaultdict(list)
	for matter in matters:
		matter.ticket = by_name.get(matter.ticket, frappe._dict())
		by_visit[matter.parent].append(matter)
	return by_visit


def _forwarded(visits: list[str]) -> dict[str, frappe._dict]:
	"""Accusations among the visits' matters, whoever prints: a book tells their numbers alone."""
	rows = frappe.get_all(TICKET, {"visit": ("in", visits), "restriction": (">", 0)}, ["name", "number"])
	return {row.name: frappe._dict(row, is_forwarded=True) for row in rows}


@dataclass
class _Known:
	"""What was read for all rows at once: a row asks the database for nothing."""

	book: Book
	reporters: Reporters
	villages: dict[str, str]
	deputies: dict[str, list]
	matters: dict[str, list[frappe._dict]]

	def row(self, visit: frappe._dict) -> Row:
		identity = self.reporters.identities.get(visit.name, {})
		matters = self.matters.get(visit.name, [])
		marks = [_circled(i) if len(matters) > 1 else "" for i in range(len(matters))]
		village = self.villages.get(visit.village, "")
		gender, age = zh(visit.reporter_gender), visit.reporter_age or ""
		values = {
			"number": visit.number,
			"visit_time": visit.visit_time,
			"place": self._place(visit),
			"channel": zh(visit.channel),
			"reporter_name": self.reporters.name(visit),
			"reporter_gender": gender,
			"reporter_age": age,
			"gender_and_age": joined(gender, str(age)),
			"reporter_address": _address(village, identity.get("address", visit.reporter_address) or ""),
			"reporter_phone": identity.get("phone", visit.reporter_phone) or "",
			"head_count": visit.head_count or "",
			"representatives": lines(
				*masking.names_in(identity.get("representatives", visit.representatives))
			),
			"confidential": lines(
				"保密" if visit.keep_confidential else "", "匿名" if visit.is_anonymous else ""
			),
			"posting_consent": lines(
				*(
					f"{mark}同意公示"
					for mark, matter in zip(marks, matters, strict=True)
					if matter.ticket.posting_consent
				)
			),
			"deputies": lines(
				*(
					_deputy(name, mandates, getdate(visit.visit_time))
					for name, mandates in self.deputies.get(visit.name, ())
				)
			),
			"leader_on_duty": visit.leader_on_duty or "",
			"officer_name": visit.officer_name or "",
			"remark": visit.remark or "",
		}
		masks = {
			"reporter_gender": "*" if gender else "",
			"reporter_age": "*" if age else "",
			"gender_and_age": joined("*" if gender else "", "*" if age else ""),
			"reporter_address": _address(village, masking.mask_address(visit.reporter_address)),
			"representatives": lines(*map(masking.mask_name, masking.names_in(visit.representatives))),
			"remark": "",
		}
		if matters and all(matter.ticket.is_forwarded for matter in matters):
			kept = ("number", "visit_time")
			values = {key: value if key in kept else "" for key, value in values.items()}
			masks = dict.fromkeys(masks, "")
		return Row(
			record=visit.name,
			number=visit.number,
			values=values,
			masks=masks,
			parts=[
				self._matter(matter, mark, visit.keep_confidential)
				for mark, matter in zip(marks, matters, strict=True)
			],
			sums={
				"visitors": visit.head_count or 0,
				"matters": len(matters),
				"answered": sum(_is_answered(matter) for matter in matters),
			},
			unfinished=any(_is_open(matter.ticket) for matter in matters),
		)

	def _place(self, visit: frappe._dict) -> str:
		if self.book.of_station and visit.place == self.book.holder.station_name:
			return "本站"
		return visit.place or ""

	def _matter(
		self, matter: frappe._dict, mark: str, confidential: int
	) -> tuple[dict[str, object], dict[str, str]]:
		ticket = matter.ticket
		if ticket.is_forwarded:
			values = dict.fromkeys(PARTS, "")
			values.update(content=f"{mark}{FORWARDED}", route=FORWARDED, ticket_number=ticket.number or "")
			return values, dict(values)
		outcome, result = self._result(matter)
		values = {
			"content": f"{mark}{ticket.content or ''}",
			"category": ticket.category or "",
			"urgency": lines("重大疑难" if ticket.is_difficult else "", urgency_of(ticket)),
			"handling_suggestion": ticket.handling_suggestion or "",
			"on_the_spot": _on_the_spot(matter),
			"route": self._route(ticket),
			"ticket_number": ticket.number or "",
			"result": result,
			"feedback_on": ticket.feedback_on,
			"feedback_mode": told_by(ticket.feedback_mode, ticket.attempts),
			"rating": rating_of(ticket),
		}
		# free text for outside: the summary and the result, not the words (rules.md §11)
		masks = {
			"content": f"{mark}{CONFIDENTIAL if confidential else ticket.subject or ''}",
			"handling_suggestion": "",
			"result": outcome,
		}
		return values, masks

	def _result(self, matter: frappe._dict) -> tuple[str, str]:
		"""How the matter stands in short, and with the words of the answer."""
		ticket, answer = matter.ticket, matter.ticket.units
		state = self.book.where_it_stands(ticket.workflow_state, _is_open(ticket))
		if _is_answered(matter) and not answer:
			return "当场答复", lines(ticket.answer, "" if ticket.workflow_state in DONE else state)
		handled_by = f"（{answer.units}）" if answer and answer.units else ""
		if not answer or not answer.result:
			outcome = f"{state}{handled_by}"
			return outcome, lines(outcome, (answer and answer.reply) or ticket.answer)
		# a class is an answer, and no end: an archived book says so
		still_open = UNFINISHED if self.book.sealed and _is_open(ticket) else ""
		return lines(answer.result, still_open), lines(answer.result, answer.reply, still_open)

	def _route(self, ticket: frappe._dict) -> str:
		"""Where the matter went, empty while that is undecided (R3, column 18)."""
		answer = ticket.units
		if _is_out_of_scope(ticket):
			return "不属本站受理范围（已告知渠道）" if self.book.of_station else "不属受理范围（已告知渠道）"
		converted = ticket.workflow_state == CONVERTED or ticket.closing_way == "Became a Suggestion"
		if converted or ticket.workflow_state == ENTRUSTED:
			entrusted = "委托县级代表提出" if ticket.entrusted_to else ""
			return lines(entrusted, "形成代表建议" if converted else "")
		if ticket.workflow_state == VILLAGE or (answer and answer.of_village):
			return "村（社区）协调办理"
		if not answer:
			return ""
		if ticket.handling_level == "County":
			return "上报县人大常委会"
		return f"{self.book.body.short_name or self.book.body.body_name}交办"


def urgency_of(matter: frappe._dict) -> str:
	"""How urgent a ticket or order is; empty for the usual."""
	return "" if matter.urgency == "Normal Urgency" else zh(matter.urgency)


def rating_of(ticket: frappe._dict) -> str:
	"""The reporter's rating, and how it was given."""
	return lines(
		zh(ticket.reporter_rating), f"（{zh(ticket.rating_source)}）" if ticket.rating_source else ""
	)


def _circled(index: int) -> str:
	return chr(CIRCLED_ONE + index) if index < 20 else f"（{index + 1}）"


def _address(village: str, address: str) -> str:
	"""Village and what was written below it, which often begins with the village again."""
	return address if address.startswith(village) else f"{village}{address}"


def _deputy(name: str, mandates: list[frappe._dict], day: datetime.date) -> str:
	"""`李春华（县、镇）`: with the levels whose mandate the deputy held on the day."""
	levels = dict.fromkeys(one.level for one in mandates if standing.is_held_on(one, day))
	return f"{name}（{'、'.join(levels)}）" if levels else name


def _is_answered(matter: frappe._dict) -> bool:
	return matter.outcome == "Answered on the Spot"


def _is_out_of_scope(ticket: frappe._dict) -> bool:
	return ticket.workflow_state == OUT_OF_SCOPE or ticket.closing_way == "Channel Named"


def _on_the_spot(matter: frappe._dict) -> str:
	"""What was done with the matter without handing it to anybody (R3, column 17)."""
	if _is_answered(matter):
		return "当场答复"
	if matter.ticket.workflow_state == ANSWERED or matter.ticket.closing_way == "Answer Explained":
		return "解释说明"
	if _is_out_of_scope(matter.ticket) and matter.ticket.out_of_scope_reason in COURTS_AND_PETITIONS:
		return "引导信访或司法渠道"
	return "受理登记"


def _is_open(ticket: frappe._dict) -> bool:
	return bool(ticket.workflow_state) and ticket.workflow_state not in TICKET_ENDED


SOURCE = RowSource(
	doctype=VISIT,
	holders=(STATION, JURISDICTION),
	printing_roles=PRINTING_ROLES,
	values=VALUES,
	sums=SUMS,
	filters=filters,
	read=read,
)

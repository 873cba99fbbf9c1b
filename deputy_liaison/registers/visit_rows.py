"""Rows of the visit register (R3): one row is one visit, with one or more matters inside it.

Rows come through ``frappe.get_list``, so a print holds what its user may see. Full names, phones and
addresses are read for users whose posts cover every visit of the print, and never for outside.
"""

import datetime
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import add_days, format_datetime, formatdate, getdate
from pypika.terms import PseudoColumn, ValueWrapper

from deputy_liaison import masking, scope
from deputy_liaison.opinions.doctype.constituent_identity.constituent_identity import (
	REVEALING_ROLES,
	read_many,
)
from deputy_liaison.opinions.ticket_states import TICKET_ENDED
from deputy_liaison.paper import zh

VISIT = "Constituent Visit"
TICKET = "Opinion Ticket"
# who keeps, checks or inspects a station's books
PRINTING_ROLES = frozenset(
	{
		"Station Liaison Officer",
		"Township Clerk",
		"Township Chair",
		"County Deputy Affairs Officer",
		"Oversight Auditor",
	}
)
ROW_VALUES = frozenset(
	{
		"number",
		"visit_time",
		"place",
		"channel",
		"reporter_name",
		"reporter_gender",
		"reporter_age",
		"reporter_address",
		"reporter_phone",
		"head_count",
		"confidential",
		"deputies",
		"leader_on_duty",
		"officer_name",
		"remark",
	}
)
PART_VALUES = frozenset(
	{
		"content",
		"category",
		"urgency",
		"handling_suggestion",
		"on_the_spot",
		"route",
		"ticket_number",
		"result",
		"feedback",
		"rating",
	}
)
SUMS = ("visitors", "matters", "answered")

FORWARDED = "已按规定移送"
DONE = frozenset({"Ticket Closed", "Ticket Archived"})
CIRCLED_ONE = 0x2460
LEVELS = {"National": "全国", "Provincial": "省", "Prefecture": "市", "County": "县"}
TOWNSHIP_LEVELS = {"Town": "镇", "Township": "乡"}


def labels() -> dict[str, str]:
	"""Row values and figures by the words of the screen."""
	return {
		"number": _("Number"),
		"visit_time": _("Visit Time"),
		"place": _("Place"),
		"channel": _("Visit Channel"),
		"reporter_name": _("Reporter Name"),
		"reporter_gender": _("Gender"),
		"reporter_age": _("Age"),
		"reporter_address": _("Address"),
		"reporter_phone": _("Phone"),
		"head_count": _("Head Count"),
		"confidential": _("Confidential or Anonymous"),
		"deputies": _("Receiving Deputies"),
		"leader_on_duty": _("Leader on Duty"),
		"officer_name": _("Liaison Officer"),
		"remark": _("Remark"),
		"content": _("Matter"),
		"category": _("Opinion Category"),
		"urgency": _("Urgency"),
		"handling_suggestion": _("Deputy's Handling Suggestion"),
		"on_the_spot": _("Answered on the Spot"),
		"route": _("Where It Went"),
		"ticket_number": _("Ticket Number"),
		"result": _("Result"),
		"feedback": _("Feedback Date and Mode"),
		"rating": _("Reporter's Rating"),
		"visitors": _("Visitors on the Page"),
		"matters": _("Matters on the Page"),
		"answered": _("Answered on the Spot on the Page"),
	}


@dataclass
class Row:
	"""One visit as printed.

	Args:
		number: its number, by which the book is ordered.
		values: row value → text, once for the visit.
		masks: what stands instead in a masked column of the masked edition.
		parts: for each matter the same two: values and masks.
		sums: what the visit adds to the figures of its page.
		unfinished: whether one of its matters is still open.
	"""

	number: str
	values: dict[str, str]
	masks: dict[str, str]
	parts: list[tuple[dict[str, str], dict[str, str]]]
	sums: dict[str, int]
	unfinished: bool = False


def printable_stations(station: str | None = None) -> list[str]:
	"""Stations whose books the user's posts cover: the visit list's own criterion, run on the stations.

	Args:
		station: look at this one only.
	"""
	stations, places = frappe.qb.DocType("Liaison Station"), frappe.qb.DocType("Jurisdiction")
	as_visits = (
		frappe.qb.from_(stations)
		.inner_join(places)
		.on(places.name == stations.jurisdiction)
		.select(
			stations.name.as_("station"), stations.jurisdiction, places.township, ValueWrapper("").as_("name")
		)
	)
	if station:
		as_visits = as_visits.where(stations.name == station)
	visits = as_visits.as_(f"tab{VISIT}")
	query = frappe.qb.from_(visits).select(visits.station)
	if condition := scope.criterion(None, VISIT, PRINTING_ROLES):
		query = query.where(PseudoColumn(f"({condition})"))
	return query.run(pluck=True)


def read(
	station: Document,
	body: frappe._dict,
	from_date: datetime.date,
	to_date: datetime.date,
	outside: bool,
	sealed: bool = False,
) -> tuple[list[Row], bool]:
	"""The visits of a station in a period, by number.

	Args:
		station: a Liaison Station that the user may print.
		body: names of the congress body that the station belongs to.
		from_date: first day.
		to_date: last day, inclusive.
		outside: for outside the office; never with full values.
		sealed: an open matter says 未办结 and not where it stands today.

	Returns:
		The rows, and whether they hold full values of the reporters.
	"""
	visits = frappe.get_list(
		VISIT,
		filters=[
			*_kept_by(station),
			["visit_time", ">=", str(from_date)],
			["visit_time", "<", str(add_days(to_date, 1))],
		],
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
			"keep_confidential",
			"is_anonymous",
			"leader_on_duty",
			"officer_name",
			"remark",
		],
		limit_page_length=0,
	)
	visits.sort(key=lambda visit: [int(digits) for digits in re.findall(r"\d+", visit.number)])
	names = [visit.name for visit in visits]
	full = bool(names) and not outside and _may_reveal(names)
	known = _Known(
		station=station,
		body=body,
		identities=read_many(VISIT, names) if full else {},
		villages=_titles("Jurisdiction", "jurisdiction_name", (visit.village for visit in visits)),
		deputies=_deputies_of(names, station),
		matters=_matters_of(names),
		sealed=sealed,
	)
	return [known.row(visit) for visit in visits], full


def _kept_by(holder: Document) -> list[list]:
	"""A station's visits, or those that came straight to an office."""
	if holder.doctype == "Liaison Station":
		return [["station", "=", holder.name]]
	return [["jurisdiction", "=", holder.name], ["station", "is", "not set"]]


def _may_reveal(names: list[str]) -> bool:
	"""Whether posts that open personal data cover every one of the visits; an edition is never mixed."""
	condition = scope.criterion(None, VISIT, REVEALING_ROLES)
	if condition in ("", scope.DENY):
		return not condition
	table = frappe.qb.DocType(VISIT)
	covered = frappe.qb.from_(table).select(table.name).where(table.name.isin(names))
	return len(covered.where(PseudoColumn(f"({condition})")).run()) == len(names)


def _titles(doctype: str, field: str, names: Iterable[str | None]) -> dict[str, str]:
	"""Titles of places and categories, which everybody may read."""
	wanted = sorted({name for name in names if name})
	if not wanted:
		return {}
	return dict(frappe.get_all(doctype, {"name": ("in", wanted)}, ["name", field], as_list=True))


def _deputies_of(names: list[str], station: Document) -> dict[str, list[tuple[str, list[tuple]]]]:
	"""By visit, its deputies in order: name and mandates (level, from, to). Deputies are public figures."""
	if not names:
		return {}
	chosen = frappe.get_all(
		"Receiving Deputy",
		filters={"parenttype": VISIT, "parent": ("in", names)},
		fields=["parent", "deputy"],
		order_by="parent asc, idx asc",
	)
	people = _titles("Deputy", "deputy_name", (row.deputy for row in chosen))
	mandates = defaultdict(list)
	if people:
		place = station.jurisdiction if station.doctype == "Liaison Station" else station.name
		town = frappe.get_cached_value("Jurisdiction", scope.township_of(place), "level")
		levels = {**LEVELS, "Township Level": TOWNSHIP_LEVELS.get(town, "乡镇")}
		for held in frappe.get_all(
			"Deputy Mandate",
			filters={
				"deputy": ("in", list(people)),
				"workflow_state": ("not in", ("Mandate Pending", "Mandate Invalid")),
			},
			fields=["deputy", "congress_level", "from_date", "to_date"],
			order_by="from_date asc",
		):
			mandates[held.deputy].append((levels[held.congress_level], held.from_date, held.to_date))
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
			"township",
			"feedback_mode",
			"feedback_on",
			"reporter_rating",
			"rating_source",
		],
		limit_page_length=0,
	)
	forwarded = _forwarded(names)
	tickets = [ticket for ticket in tickets if ticket.name not in forwarded]
	orders = {}
	if tickets:
		# an order's reply belongs to its ticket: who sees the one sees the other
		for order in frappe.get_all(
			"Dispatch Order",
			filters={"opinion_ticket": ("in", [ticket.name for ticket in tickets]), "unit_role": "Lead"},
			fields=[
				"opinion_ticket",
				"round",
				"reply",
				"result_class.result_label",
				"responsible_unit.unit_name",
				"responsible_unit.kind as unit_kind",
			],
		):
			orders[order.opinion_ticket, order.round] = order
	categories = _titles("Opinion Category", "category_name", (ticket.category for ticket in tickets))
	by_name = forwarded
	for ticket in tickets:
		ticket.category = categories.get(ticket.category, "")
		ticket.order = orders.get((ticket.name, ticket.round), frappe._dict())
		by_name[ticket.name] = ticket
	by_visit = defaultdict(list)
	for matter in matters:
		matter.ticket = by_name.get(matter.ticket, frappe._dict(order=frappe._dict()))
		by_visit[matter.parent].append(matter)
	return by_visit


def _forwarded(visits: list[str]) -> dict[str, frappe._dict]:
	"""Accusations among the visits' matters, whoever prints: a book tells their numbers alone."""
	rows = frappe.get_all(TICKET, {"visit": ("in", visits), "restriction": (">", 0)}, ["name", "number"])
	return {row.name: frappe._dict(row, is_forwarded=True, order=frappe._dict()) for row in rows}


@dataclass
class _Known:
	"""What was read for all rows at once: a row asks the database for nothing."""

	station: Document
	body: frappe._dict
	identities: dict[str, dict]
	villages: dict[str, str]
	deputies: dict[str, list]
	matters: dict[str, list[frappe._dict]]
	sealed: bool

	def row(self, visit: frappe._dict) -> Row:
		identity = self.identities.get(visit.name, {})
		village = self.villages.get(visit.village, "")
		age = str(visit.reporter_age) if visit.reporter_age else ""
		gender = zh(visit.reporter_gender)
		values = {
			"number": visit.number,
			"visit_time": format_datetime(visit.visit_time, "yyyy-MM-dd HH:mm"),
			"place": "本站" if visit.place == self.station.get_title() else visit.place or "",
			"channel": zh(visit.channel),
			"reporter_name": "匿名"
			if visit.is_anonymous
			else identity.get("name", visit.reporter_name) or "",
			"reporter_gender": gender,
			"reporter_age": age,
			"reporter_address": _address(village, identity.get("address", visit.reporter_address) or ""),
			"reporter_phone": identity.get("phone", visit.reporter_phone) or "",
			"head_count": str(visit.head_count or ""),
			"confidential": "\n".join(
				word
				for word, holds in (("保密", visit.keep_confidential), ("匿名", visit.is_anonymous))
				if holds
			),
			"deputies": "\n".join(
				_deputy(name, mandates, getdate(visit.visit_time))
				for name, mandates in self.deputies.get(visit.name, ())
			),
			"leader_on_duty": visit.leader_on_duty or "",
			"officer_name": visit.officer_name or "",
			"remark": visit.remark or "",
		}
		masks = {
			"reporter_gender": "*" if gender else "",
			"reporter_age": "*" if age else "",
			"reporter_address": _address(village, masking.mask_address(visit.reporter_address)),
			"remark": "",
		}
		matters = self.matters.get(visit.name, [])
		if matters and all(matter.ticket.is_forwarded for matter in matters):
			kept = ("number", "visit_time")
			values = {key: value if key in kept else "" for key, value in values.items()}
			masks = dict.fromkeys(masks, "")
		return Row(
			number=visit.number,
			values=values,
			masks=masks,
			parts=[
				self._matter(matter, _circled(i) if len(matters) > 1 else "", visit.keep_confidential)
				for i, matter in enumerate(matters)
			],
			sums={
				"visitors": visit.head_count or 0,
				"matters": len(matters),
				"answered": sum(_is_answered(matter) for matter in matters),
			},
			unfinished=any(_is_open(matter.ticket) for matter in matters),
		)

	def _matter(
		self, matter: frappe._dict, mark: str, confidential: int
	) -> tuple[dict[str, str], dict[str, str]]:
		ticket = matter.ticket
		if ticket.is_forwarded:
			values = dict.fromkeys(PART_VALUES, "")
			values.update(content=f"{mark}{FORWARDED}", route=FORWARDED, ticket_number=ticket.number or "")
			return values, dict(values)
		outcome, result = _result(matter, self.sealed)
		values = {
			"content": f"{mark}{ticket.content or ''}",
			"category": ticket.category or "",
			"urgency": "\n".join(
				word
				for word, holds in (
					("重大疑难", ticket.is_difficult),
					(zh(ticket.urgency), ticket.urgency not in (None, "", "Normal Urgency")),
				)
				if holds
			),
			"handling_suggestion": ticket.handling_suggestion or "",
			"on_the_spot": "当场答复" if _is_answered(matter) else "受理登记",
			"route": _route(ticket, self.body),
			"ticket_number": ticket.number or "",
			"result": result,
			"feedback": "\n".join(
				filter(
					None,
					(
						formatdate(ticket.feedback_on, "yyyy-MM-dd") if ticket.feedback_on else "",
						zh(ticket.feedback_mode),
					),
				)
			),
			"rating": "\n".join(
				filter(
					None,
					(
						zh(ticket.reporter_rating),
						f"({zh(ticket.rating_source)})" if ticket.rating_source else "",
					),
				)
			),
		}
		# free text for outside: the summary and the result, not the words (rules.md §11)
		masks = {
			"content": f"{mark}{'反映人要求保密' if confidential else ticket.subject or ''}",
			"handling_suggestion": "",
			"result": outcome,
		}
		return values, masks


def _circled(index: int) -> str:
	return chr(CIRCLED_ONE + index) if index < 20 else f"({index + 1})"


def _address(village: str, address: str) -> str:
	"""Village and what was written below it, which often begins with the village again."""
	return address if address.startswith(village) else f"{village}{address}"


def _deputy(name: str, mandates: list[tuple], day: datetime.date) -> str:
	"""`李春华(县、镇)`: with the levels whose mandate the deputy held on the day."""
	levels = dict.fromkeys(
		level for level, start, end in mandates if start <= day and (not end or day <= end)
	)
	return f"{name}({'、'.join(levels)})" if levels else name


def _is_answered(matter: frappe._dict) -> bool:
	return matter.outcome == "Answered on the Spot"


def _is_open(ticket: frappe._dict) -> bool:
	"""Whether a matter goes on; of an accusation a book doesn't say so."""
	return bool(ticket.workflow_state) and ticket.workflow_state not in TICKET_ENDED


def _result(matter: frappe._dict, sealed: bool) -> tuple[str, str]:
	"""How the matter stands in short, and with the words of the answer."""
	ticket = matter.ticket
	state = "未办结" if sealed and _is_open(ticket) else zh(ticket.workflow_state)
	if _is_answered(matter) and not ticket.order:
		still_open = "" if ticket.workflow_state in DONE else state
		return "当场答复", "\n".join(filter(None, (ticket.answer, still_open)))
	handled_by = f"({ticket.order.unit_name})" if ticket.order.unit_name else ""
	outcome = ticket.order.result_label or f"{state}{handled_by}"
	still_open = state if ticket.order.result_label and sealed and _is_open(ticket) else ""
	return outcome, "\n".join(filter(None, (outcome, still_open, ticket.order.reply or ticket.answer)))


def _route(ticket: frappe._dict, body: frappe._dict) -> str:
	"""Where the matter went, empty while that is undecided (R3, column 18)."""
	if (
		ticket.workflow_state == "Ticket Village Coordination"
		or ticket.order.unit_kind == "Village Committee"
	):
		return "村(社区)协调办理"
	if not ticket.order:
		return ""
	if ticket.handling_level == "County":
		return "上报县人大常委会"
	return f"{body.short_name or body.body_name}交办"

"""The counts of the deputies' suggestions for the rates of rules.md §5; the formulas are those of `rates.py`.

A suggestion is counted once, at the body that dispatched it and in the period of its dispatch. What was merged,
withdrawn or set aside has no order that stands.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace

import frappe
from frappe.query_builder import Case, DocType
from frappe.query_builder.functions import Coalesce, Count, Max, Sum
from frappe.utils import getdate
from pypika.queries import QueryBuilder
from pypika.terms import PseudoColumn, Term

from deputy_liaison import scope
from deputy_liaison.opinions.handling_summary import COUNTY
from deputy_liaison.opinions.rate_counts import (
	COMMITMENTS,
	OF_COUNTY,
	OF_NONE,
	RATINGS,
	Asked,
	Reader,
	month_of,
	stands,
	summed,
	within,
)

SUGGESTION, ORDER, MEETING, COMMITMENT = (
	"Deputy Suggestion",
	"Dispatch Order",
	"Handling Meeting",
	"Commitment",
)
GROUPS = ("township", "unit", "deputy", "category", "month")
LEFT_OUT = ("Suggestion Merged", "Suggestion Withdrawn", "Suggestion Set Aside", "Bill on the Agenda")
CLOSED = ("Suggestion Closed", "Suggestion Archived")
EXPLAINED_AFTER_REVIEW = "Explained After Review"
# rated by nobody: the deputy left office, or sent nothing back after the reminder
OUT_OF_BASE = ("No Rating Returned", "Deputy Left Office, Not Rated")
# a talk by telephone or message is contact, but no meeting
FACE_TO_FACE = ("Face to Face", "On the Site", "At a Discussion")
STAGES = ("After the Dispatch", "During the Handling", "Before the Reply")


class Suggestions:
	"""Tables and bounds of one query over the suggestions within the reader's scope."""

	def __init__(self, asked: Asked, reader: Reader | None = None) -> None:
		self.asked = asked
		self.reader = reader or Reader.of_session(SUGGESTION)
		self.suggestion = DocType(SUGGESTION)
		self.lead = DocType(ORDER)
		self.met = _meetings()
		self.answer = _answers()
		self.by_orders = asked.by == "unit" or bool(asked.unit) or self.reader.doctype == ORDER

	@property
	def dispatched_by_county(self) -> Term:
		return self.suggestion.handling_level == COUNTY

	def dispatched(self) -> QueryBuilder:
		"""The suggestions dispatched in the period: N of rules.md §5."""
		suggestion, asked = self.suggestion, self.asked
		query = self.joined().where(
			within(suggestion.approved_on, asked) & suggestion.workflow_state.notin(LEFT_OUT)
		)
		if asked.township or not self.reader.whole_county:
			query = query.where(~self.dispatched_by_county)
		for column, value in (
			(suggestion.township, asked.township),
			(suggestion.category, asked.category),
			(self.lead.responsible_unit, asked.unit),
		):
			if value:
				query = query.where(column == value)
		if asked.key:
			query = query.where(self.group() == asked.key)
		if self.reader.condition:
			# the criterion's own text, made of escaped literals
			query = query.where(PseudoColumn(f"({self.reader.condition})"))
		return query

	def joined(self) -> QueryBuilder:
		"""The suggestions with their meetings and answers, and with the lead orders where units are asked for."""
		suggestion, lead = self.suggestion, self.lead
		query = (
			frappe.qb.from_(suggestion)
			.left_join(self.met)
			.on(self.met.deputy_suggestion == suggestion.name)
			.left_join(self.answer)
			.on(
				(self.answer.deputy_suggestion == suggestion.name)
				& (self.answer.of_round == suggestion.round)
			)
		)
		if self.by_orders:
			query = query.left_join(lead).on(
				(lead.deputy_suggestion == suggestion.name) & stands(lead) & (lead.round == suggestion.round)
			)
		return query

	def group(self) -> Term:
		"""What the rows of the table stand for."""
		suggestion = self.suggestion
		match self.asked.by:
			case "month":
				return month_of(suggestion.approved_on, "%Y-%m")
			case "township":
				return Case().when(self.dispatched_by_county, OF_COUNTY).else_(suggestion.township)
			case "unit":
				return Coalesce(self.lead.responsible_unit, OF_NONE)
			case "deputy":
				return suggestion.lead_deputy
			case "category":
				return Coalesce(suggestion.category, OF_NONE)
		raise ValueError(self.asked.by)


def _meetings() -> QueryBuilder:
	"""Suggestion → how often it was talked over face to face, and at how many of the three stages."""
	meeting = DocType(MEETING)
	return (
		frappe.qb.from_(meeting)
		.select(
			meeting.deputy_suggestion,
			Sum(Case().when(meeting.meeting_mode.isin(FACE_TO_FACE), 1).else_(0)).as_("face_to_face"),
			Count(meeting.meeting_stage).distinct().as_("stages"),
		)
		.where(meeting.deputy_suggestion.notnull())
		.groupby(meeting.deputy_suggestion)
		.as_("met")
	)


def _answers() -> QueryBuilder:
	"""Suggestion and round → code of the lead units' result; of several the least."""
	lead, result = DocType(ORDER), DocType("Result Class")
	return (
		frappe.qb.from_(lead)
		.inner_join(result)
		.on(result.name == lead.result_class)
		.select(lead.deputy_suggestion, lead.round.as_("of_round"), Max(result.code).as_("code"))
		.where(stands(lead) & lead.deputy_suggestion.notnull())
		.groupby(lead.deputy_suggestion, lead.round)
		.as_("answer")
	)


def _replied(rows: Suggestions) -> Term:
	return rows.suggestion.replied_on.notnull()


def _explained(rows: Suggestions) -> Term:
	return Coalesce(rows.suggestion.closing_way, "") == EXPLAINED_AFTER_REVIEW


def _as_rated(rating: str) -> Callable[[Suggestions], Term]:
	return lambda rows: (rows.suggestion.result_rating == rating) & ~_explained(rows)


def _rated(rows: Suggestions) -> Term:
	"""By the lead deputy, or who stepped in; who left office or sent nothing back rated nothing."""
	way = Coalesce(rows.suggestion.closing_way, "")
	return (rows.suggestion.result_rating.isin(RATINGS) & way.notin(OUT_OF_BASE)) | _explained(rows)


FIGURES: dict[str, Callable[[Suggestions], Term] | None] = {
	"handled": None,
	"replied": _replied,
	"replied_in_time": lambda rows: rows.suggestion.replied_on <= rows.suggestion.due_date,
	"answerable": lambda rows: (rows.suggestion.due_date <= getdate()) | _replied(rows),
	"overdue": lambda rows: (rows.suggestion.due_date < getdate()) & rows.suggestion.replied_on.isnull(),
	"met": lambda rows: _replied(rows) & (rows.met.face_to_face > 0),
	"met_thrice": lambda rows: _replied(rows) & (rows.met.stages >= len(STAGES)),
	"three_took_part": lambda rows: (
		_replied(rows)
		& (rows.suggestion.leader_took_part == 1)
		& (rows.suggestion.department_took_part == 1)
		& (rows.suggestion.congress_took_part == 1)
	),
	"solved": lambda rows: _replied(rows) & (rows.answer.code == "A"),
	"planned": lambda rows: _replied(rows) & (rows.answer.code == "B"),
	"rated": _rated,
	"satisfied": _as_rated("Satisfied"),
	"basically_satisfied": _as_rated("Basically Satisfied"),
	"closed": lambda rows: rows.suggestion.workflow_state.isin(CLOSED),
	"rehandled": lambda rows: rows.suggestion.round >= 2,
	"rated_once": lambda rows: _rated(rows) | (rows.suggestion.round >= 2),
}
# of suggestions nothing is answered without an order, nothing is posted, and who rates is told by the reply
NOT_ASKED = ("answered_rated", "answered_satisfied", "answered_basically_satisfied")


def nothing() -> dict[str, int]:
	"""Counts of a group without suggestions."""
	return dict.fromkeys((*FIGURES, *NOT_ASKED, *COMMITMENTS), 0)


def total(asked: Asked) -> dict[str, int]:
	"""The counts of all suggestions together; one with two lead units is one."""
	return counts(replace(asked, by=None, key=None)).get(None) or nothing()


def counts(asked: Asked) -> dict[str | None, dict[str, int]]:
	"""Group → its counts, by one query and one for the commitments."""
	rows = Suggestions(asked)
	found: defaultdict[str | None, dict[str, int]] = defaultdict(nothing)
	if rows.reader.condition == scope.DENY:
		return found
	made = DocType(COMMITMENT)
	order = DocType(ORDER).as_("of_promise")
	promised = (
		rows.dispatched()
		.inner_join(order)
		.on(order.deputy_suggestion == rows.suggestion.name)
		.inner_join(made)
		.on(made.dispatch_order == order.name)
	)
	if rows.by_orders:
		promised = promised.where(order.name == rows.lead.name)
	commitments = {name: lambda _rows, told=told: told(made) for name, told in COMMITMENTS.items()}
	for query, figures in (
		(rows.dispatched(), FIGURES),
		(promised, commitments),
	):
		for row in summed(query, figures, rows, rows.group):
			found[row.pop("group_key", None)].update({name: int(value or 0) for name, value in row.items()})
	return found


def of_figure(figure: str, rows: Suggestions) -> QueryBuilder:
	"""The suggestions that `counts` counts under `figure`, to be selected from.

	Raises:
		KeyError: no such figure.
	"""
	condition = FIGURES[figure]
	return rows.dispatched().where(condition(rows)) if condition else rows.dispatched()


def figures_of(suggestions: list[str]) -> dict[str, dict]:
	"""Suggestion → 1 for each figure under which the reports count it, whenever it was dispatched; else 0.

	Args:
		suggestions: names of suggestions that the caller has found within the user's scope.

	Returns:
		The figures, with them face_to_face (times it was talked over so) and code (of its result, or None).
	"""
	if not suggestions:
		return {}
	rows = Suggestions(Asked(getdate(), getdate()), Reader(SUGGESTION, "", True))
	suggestion = rows.suggestion
	dispatched = suggestion.approved_on.notnull() & suggestion.workflow_state.notin(LEFT_OUT)
	figures = {name: dispatched & told(rows) if told else dispatched for name, told in FIGURES.items()}
	found = (
		rows.joined()
		.select(
			suggestion.name,
			rows.met.face_to_face,
			rows.answer.code,
			*(Case().when(condition, 1).else_(0).as_(name) for name, condition in figures.items()),
		)
		.where(suggestion.name.isin(suggestions))
		.run(as_dict=True)
	)
	return {row.pop("name"): row for row in found}

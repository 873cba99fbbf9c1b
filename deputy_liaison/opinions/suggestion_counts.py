"""The counts of the deputies' suggestions for the rates of rules.md §5; the formulas are those of `rates.py`.

A suggestion is counted once, at the body that dispatched it and in the period of its dispatch. What was merged,
withdrawn or set aside has no order that stands.
"""

from collections import defaultdict
from collections.abc import Callable, Collection
from dataclasses import replace
from functools import cached_property

import frappe
from frappe.query_builder import Case, DocType
from frappe.query_builder.functions import Coalesce, Count, Max
from frappe.utils import getdate
from pypika.queries import QueryBuilder
from pypika.terms import Field, PseudoColumn, Term

from deputy_liaison import scope
from deputy_liaison.opinions import suggestion_states as states
from deputy_liaison.opinions.clock import RUNNING, WITH_UNITS
from deputy_liaison.opinions.doctype.handling_meeting.handling_meeting import IN_PERSON, STAGES
from deputy_liaison.opinions.handling_summary import COUNTY
from deputy_liaison.opinions.rate_counts import (
	COMMITMENT,
	COMMITMENTS,
	EXPLAINED_AFTER_REVIEW,
	OF_COUNTY,
	OF_NONE,
	ORDER,
	RATINGS,
	Asked,
	Behind,
	Reader,
	base_of,
	month_of,
	promises_of,
	result_classes,
	stands,
	summed,
	within,
)
from deputy_liaison.shares import Rate

SUGGESTION, MEETING = "Deputy Suggestion", "Handling Meeting"
GROUPS = ("township", "unit", "deputy", "category", "month")
LEFT_OUT = (states.MERGED, states.WITHDRAWN, states.SET_ASIDE, states.ON_AGENDA)
CLOSED = (states.CLOSED, states.ARCHIVED)
# rated by nobody: the deputy left office, or sent nothing back after the reminder
OUT_OF_BASE = ("No Rating Returned", "Deputy Left Office, Not Rated")


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
	def replied_on(self) -> Field:
		"""By units each unit's own day, and so its own limit and result: with several none answers for another."""
		return self.lead.reply_date if self.by_orders else self.suggestion.replied_on

	@property
	def due_date(self) -> Field:
		return self.lead.due_date if self.by_orders else self.suggestion.due_date

	@cached_property
	def results(self) -> dict[str, list[str]]:
		"""Code → the result classes that carry it."""
		return result_classes()

	@property
	def dispatched_by_county(self) -> Term:
		return self.suggestion.handling_level == COUNTY

	def dispatched(self) -> QueryBuilder:
		"""The suggestions dispatched in the period: N of rules.md §5."""
		return self._of_dispatched(self.joined())

	def promised(self, made: DocType) -> QueryBuilder:
		"""The commitments of these suggestions; by orders each is its own order's, of whichever round."""
		suggestion, lead = self.suggestion, self.lead
		query = frappe.qb.from_(suggestion).inner_join(made).on(made.deputy_suggestion == suggestion.name)
		if self.by_orders:
			query = query.inner_join(lead).on(lead.name == made.dispatch_order)
		return self._of_dispatched(query)

	def _of_dispatched(self, query: QueryBuilder) -> QueryBuilder:
		suggestion, asked = self.suggestion, self.asked
		query = query.where(within(suggestion.approved_on, asked) & suggestion.workflow_state.notin(LEFT_OUT))
		if asked.township or not self.reader.whole_county:
			query = query.where(~self.dispatched_by_county)
		return self.bounded(query)

	def bounded(self, query: QueryBuilder) -> QueryBuilder:
		"""Those of the places that were asked for, within the reader's scope."""
		suggestion, asked = self.suggestion, self.asked
		for column, value in (
			(suggestion.township, asked.township),
			(suggestion.category, asked.category),
			(suggestion.congress_body, asked.congress_body),
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
	"""Suggestion → at how many of the three stages it was talked over face to face.

	A talk by telephone or message is contact, but no meeting.
	"""
	meeting = DocType(MEETING)
	return (
		frappe.qb.from_(meeting)
		.select(
			meeting.deputy_suggestion,
			Count(meeting.meeting_stage).distinct().as_("stages"),
		)
		.where(meeting.deputy_suggestion.notnull() & meeting.meeting_mode.isin(IN_PERSON))
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
	return rows.replied_on.notnull()


def _overdue(rows: Suggestions) -> Term:
	"""With a unit past its day, by the one clock, which stands while a return is asked for (rules.md §2.6)."""
	if rows.by_orders:
		return (rows.lead.state_due < getdate()) & rows.lead.workflow_state.isin(RUNNING)
	suggestion = rows.suggestion
	return (suggestion.state_due < getdate()) & suggestion.workflow_state.isin(WITH_UNITS[SUGGESTION])


def _with_result(code: str) -> Callable[[Suggestions], Term]:
	def condition(rows: Suggestions) -> Term:
		own = rows.lead.result_class.isin(rows.results[code] or [""])
		return _replied(rows) & (own if rows.by_orders else rows.answer.code == code)

	return condition


def _met(stages: int) -> Callable[[Suggestions], Term]:
	return lambda rows: _replied(rows) & (rows.met.stages >= stages)


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
	"replied_in_time": lambda rows: rows.replied_on <= rows.due_date,
	"answerable": lambda rows: (rows.due_date <= getdate()) | _replied(rows),
	"overdue": _overdue,
	"met": _met(1),
	"met_thrice": _met(len(STAGES)),
	"three_took_part": lambda rows: (
		_replied(rows)
		& (rows.suggestion.leader_took_part == 1)
		& (rows.suggestion.department_took_part == 1)
		& (rows.suggestion.congress_took_part == 1)
	),
	"solved": _with_result("A"),
	"planned": _with_result("B"),
	"not_solvable_yet": _with_result("C"),
	"for_reference": _with_result("D"),
	"rated": _rated,
	"satisfied": _as_rated("Satisfied"),
	"basically_satisfied": _as_rated("Basically Satisfied"),
	"dissatisfied": lambda rows: (rows.suggestion.result_rating == "Dissatisfied") | _explained(rows),
	"unrated": lambda rows: Coalesce(rows.suggestion.closing_way, "").isin(OUT_OF_BASE),
	"closed": lambda rows: rows.suggestion.workflow_state.isin(CLOSED),
	"rehandled": lambda rows: rows.suggestion.round >= 2,
	"rated_once": lambda rows: _rated(rows) | (rows.suggestion.round >= 2),
}
# of suggestions nothing is answered without an order, nothing is posted, and who rates is told by the reply
NOT_ASKED = ("answered_rated", "answered_satisfied", "answered_basically_satisfied")


def nothing(figures: Collection[str] | None = None) -> dict[str, int]:
	"""Counts of a group without suggestions; of all figures, or of these."""
	return dict.fromkeys(figures or (*FIGURES, *NOT_ASKED, *COMMITMENTS), 0)


def total(asked: Asked, figures: Collection[str] | None = None) -> dict[str, int]:
	"""The counts of all suggestions together; one with two lead units is one."""
	return counts(replace(asked, by=None, key=None), figures).get(None) or nothing(figures)


def with_total(asked: Asked) -> tuple[dict[str, dict[str, int]], dict[str, int]]:
	"""The counts of each group, and of all suggestions together: their sum, where each is in one group."""
	found = counts(asked)
	if asked.by == "unit":
		return found, total(asked)
	return found, {name: sum(row[name] for row in found.values()) for name in nothing()}


def counts(asked: Asked, figures: Collection[str] | None = None) -> dict[str | None, dict[str, int]]:
	"""Group → its counts, by one query and one for the commitments.

	Args:
		asked: which suggestions, and by what.
		figures: only these; what none of them needs is not asked of the database.
	"""
	rows = Suggestions(asked)
	found: defaultdict[str | None, dict[str, int]] = defaultdict(lambda: nothing(figures))
	if rows.reader.condition == scope.DENY:
		return found
	wanted, made = nothing(figures), DocType(COMMITMENT)
	for told, base in (
		(FIGURES, rows.dispatched),
		(promises_of(made), lambda: rows.promised(made)),
	):
		asked_for = {name: condition for name, condition in told.items() if name in wanted}
		for row in summed(base(), asked_for, rows, rows.group) if asked_for else ():
			found[row.pop("group_key", None)].update({name: int(value or 0) for name, value in row.items()})
	return found


def of_figure(figure: str, rows: Suggestions) -> QueryBuilder:
	"""The suggestions that `counts` counts under `figure`, to be selected from.

	Raises:
		KeyError: no such figure.
	"""
	condition = FIGURES[figure]
	return rows.dispatched().where(condition(rows)) if condition else rows.dispatched()


def behind_figure(figure: str, rows: Suggestions) -> list[Behind]:
	"""The rows that `counts` counts under `figure`.

	Raises:
		KeyError: no such figure.
	"""
	if figure in COMMITMENTS:
		made = DocType(COMMITMENT)
		return [Behind(rows.promised(made).where(COMMITMENTS[figure](made)), made=made)]
	return [Behind(of_figure(figure, rows))]


def behind_rate(rate: Rate, rows: Suggestions) -> list[Behind]:
	"""The rows of a rate's base, each with whether it is in the numerator; at most one of each kind of row."""
	made = DocType(COMMITMENT)
	found = (
		base_of(rate, FIGURES, rows.dispatched, rows),
		base_of(rate, promises_of(made), lambda: rows.promised(made), rows, made),
	)
	return [one for one in found if one]


def figures_of(suggestions: list[str]) -> dict[str, dict]:
	"""Suggestion → 1 for each figure under which the reports count it, whenever it was dispatched; else 0.

	Args:
		suggestions: names of suggestions that the caller has found within the user's scope.

	Returns:
		The figures, with them stages (at how many of the three it was talked over face to face) and code (of its result, or None).
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
			rows.met.stages,
			rows.answer.code,
			*(Case().when(condition, 1).else_(0).as_(name) for name, condition in figures.items()),
		)
		.where(suggestion.name.isin(suggestions))
		.run(as_dict=True)
	)
	return {row.pop("name"): row for row in found}

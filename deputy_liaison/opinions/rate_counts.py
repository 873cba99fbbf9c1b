"""The counts that the rates of rules.md §5 are made of: grouped SQL over columns, within the reader's scope.

Each count is one named condition. Reports, cards and charts sum them up; the list behind a figure filters by
the same condition, so that all say the same. Two bases: the cases for which an order was issued in the period
(`HANDLED`), and the matters received in it (`RECEIVED`), some of which were answered without an order.
"""

import datetime
from collections import defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from functools import cached_property

import frappe
from frappe.query_builder import Case, CustomFunction, DocType
from frappe.query_builder.functions import Coalesce, Count, Sum
from frappe.utils import add_days, getdate
from pypika.queries import QueryBuilder, Table
from pypika.terms import Field, PseudoColumn, Term

from deputy_liaison import scope
from deputy_liaison.opinions.clock import RUNNING, WITH_UNITS
from deputy_liaison.opinions.doctype.commitment.commitment import FULFILLED, SUPERSEDED
from deputy_liaison.opinions.handling_summary import COUNTY
from deputy_liaison.opinions.rates import Rate
from deputy_liaison.opinions.ticket_states import (
	ACCUSATION,
	ANSWERED,
	ARCHIVED,
	AWAITING_RATING,
	CLOSED,
	CONVERTED,
	ENTRUSTED,
	MERGED,
	ORDER_WITHDRAWN,
	OUT_OF_SCOPE,
	WITHDRAWN,
)

TICKET, ORDER, COMMITMENT = "Opinion Ticket", "Dispatch Order", "Commitment"
GROUPS = ("township", "station", "unit", "deputy", "category", "month")
# a case of several deputies or lead units stands in several rows
OF_SEVERAL = ("deputy", "unit")
# keys of two rows: what the county dispatched stands beside townships, stations and deputies; what has none
OF_COUNTY, OF_NONE = "county", "none"

# withdrawn, merged, out of scope and forwarded cases count nowhere; entrusted and converted ones as a suggestion
LEFT_OUT_STATES = (WITHDRAWN, MERGED, OUT_OF_SCOPE, ACCUSATION, ENTRUSTED, CONVERTED)
LEFT_OUT_WAYS = ("Channel Named", "Accusation Passed On", "Became a Suggestion")
CLOSED_STATES = (CLOSED, ARCHIVED)
ANSWERED_STATES = (ANSWERED, AWAITING_RATING, *CLOSED_STATES)
EXPLAINED_AFTER_REVIEW = "Explained After Review"
POSTED, UNREACHABLE = "Posted Publicly", "Could Not Be Reached"
RATINGS = ("Satisfied", "Basically Satisfied", "Dissatisfied")

month_of = CustomFunction("date_format", ["day", "format"])


@dataclass(frozen=True)
class Asked:
	"""Which cases are counted, and by what.

	Args:
		from_date: first day of the period.
		to_date: its last day.
		by: one of `GROUPS`; None: all together.
		key: of the groups only this one.
		township: only what this township received and dispatched itself.
		station: only matters of this station, dispatched by its township.
		unit: only cases that this unit handles.
		category: only matters of this category.
		congress_body: only suggestions to this congress; of tickets nothing is asked by it.
	"""

	from_date: datetime.date
	to_date: datetime.date
	by: str | None = None
	key: str | None = None
	township: str | None = None
	station: str | None = None
	unit: str | None = None
	category: str | None = None
	congress_body: str | None = None


@dataclass(frozen=True)
class Reader:
	"""What the session's user counts.

	Args:
		doctype: whose criterion bounds the cases: tickets, or orders for the officer of a unit.
		condition: that criterion; empty: everything.
		whole_county: whether cases that the county dispatched are counted with the rest.
	"""

	doctype: str
	condition: str
	whole_county: bool

	@classmethod
	def of_session(cls, doctype: str = TICKET) -> "Reader":
		"""County posts count all; those of a township or station what the township dispatched; a unit its orders."""
		posts = scope.posts()
		held = {post.post for post in posts}
		if frappe.session.user == "Administrator" or held & scope.COUNTY_ROLES:
			return cls(doctype, scope.criterion(None, doctype), True)
		if scope.UNIT_ROLE in held and not held & (scope.TOWNSHIP_ROLES | scope.STATION_ROLES):
			# who passed an order on reads it still; it counts for the unit that acts on it
			acting = ", ".join(frappe.db.escape(post.unit) for post in posts if post.unit)
			condition = scope.criterion(None, ORDER, {scope.UNIT_ROLE})
			return cls(ORDER, f"({condition}) and `tab{ORDER}`.`responsible_unit` in ({acting})", True)
		return cls(doctype, scope.criterion(None, doctype), False)


class Cases:
	"""Tables, columns and bounds of one query. The lead orders are joined only where units are asked for."""

	def __init__(self, asked: Asked, reader: Reader | None = None) -> None:
		self.asked = asked
		self.reader = reader or Reader.of_session()
		self.ticket = DocType(TICKET)
		self.lead = DocType(ORDER)
		self.receiving = DocType("Receiving Deputy")
		self.by_orders = asked.by == "unit" or bool(asked.unit) or self.reader.doctype == ORDER

	@property
	def replied_on(self) -> Field:
		return self.lead.reply_date if self.by_orders else self.ticket.replied_on

	@property
	def due_date(self) -> Field:
		return self.lead.due_date if self.by_orders else self.ticket.due_date

	@property
	def result_class(self) -> Field:
		return self.lead.result_class if self.by_orders else self.ticket.result_class

	@property
	def dispatched_by_county(self) -> Term:
		return Coalesce(self.ticket.handling_level, "") == COUNTY

	@property
	def counts_as_handled(self) -> Term:
		"""Whether a case with an order enters the rates (rules.md §5)."""
		ticket = self.ticket
		return (
			ticket.workflow_state.notin(LEFT_OUT_STATES)
			& Coalesce(ticket.closing_way, "").notin(LEFT_OUT_WAYS)
			& (ticket.restriction == 0)
		)

	@cached_property
	def results(self) -> dict[str, list[str]]:
		"""Code → the result classes that carry it."""
		return result_classes()

	def handled(self) -> QueryBuilder:
		"""The cases for which an order was first issued in the period: N of rules.md §5."""
		return self._of_handled(self._joined(deputies_of=~self.dispatched_by_county))

	def promised(self, made: DocType) -> QueryBuilder:
		"""The commitments of the handled cases; by orders each is its own order's, of whichever round."""
		if not self.by_orders:
			return self.handled().inner_join(made).on(made.opinion_ticket == self.ticket.name)
		query = frappe.qb.from_(self.ticket).inner_join(made).on(made.opinion_ticket == self.ticket.name)
		query = query.inner_join(self.lead).on(self.lead.name == made.dispatch_order)
		return self._of_handled(self._with_deputies(query, ~self.dispatched_by_county))

	def _of_handled(self, query: QueryBuilder) -> QueryBuilder:
		ticket, asked = self.ticket, self.asked
		query = query.where(within(ticket.first_order_on, asked) & self.counts_as_handled)
		if asked.township or asked.station or not self.reader.whole_county:
			query = query.where(~self.dispatched_by_county)
		return self._bounded(query, self.group_of_handled)

	def received(self) -> QueryBuilder:
		"""The matters received in the period, by whichever way they went on; accusations are told to nobody."""
		query = self._joined().where(
			within(self.ticket.received_on, self.asked) & (self.ticket.restriction == 0)
		)
		return self._bounded(query, self.group_of_received)

	def _joined(self, deputies_of: Term | None = None) -> QueryBuilder:
		ticket, lead = self.ticket, self.lead
		query = frappe.qb.from_(ticket)
		if self.by_orders:
			later = DocType(ORDER).as_("later_order")
			query = (
				query.left_join(lead)
				.on((lead.opinion_ticket == ticket.name) & stands(lead))
				.left_join(later)
				.on((later.opinion_ticket == ticket.name) & stands(later) & (later.round > lead.round))
				.where(later.name.isnull())
			)
		return self._with_deputies(query, deputies_of)

	def _with_deputies(self, query: QueryBuilder, deputies_of: Term | None) -> QueryBuilder:
		if self.asked.by != "deputy":
			return query
		receiving = self.receiving
		# the same rows hold the deputies who help
		received = (receiving.parenttype == TICKET) & (receiving.parentfield == "receiving_deputies")
		of_ticket = (receiving.parent == self.ticket.name) & received
		return query.left_join(receiving).on(of_ticket & deputies_of if deputies_of else of_ticket)

	def _bounded(self, query: QueryBuilder, group: Callable[[], Term]) -> QueryBuilder:
		for column, value in (
			(self.ticket.township, self.asked.township),
			(self.ticket.station, self.asked.station),
			(self.ticket.category, self.asked.category),
			(self.lead.responsible_unit, self.asked.unit),
		):
			if value:
				query = query.where(column == value)
		if self.asked.key:
			query = query.where(group() == self.asked.key)
		if self.reader.condition:
			# the criterion's own text, made of escaped literals
			query = query.where(PseudoColumn(f"({self.reader.condition})"))
		return query

	def group_of_handled(self) -> Term:
		"""The row of a case; what the county dispatched isn't a township's, a station's or a deputy's."""
		if self.asked.by in ("township", "station", "deputy"):
			return Case().when(self.dispatched_by_county, OF_COUNTY).else_(self.group_of_received())
		if self.asked.by == "month":
			return month_of(self.ticket.first_order_on, "%Y-%m")
		return self.group_of_received()

	def group_of_received(self) -> Term:
		"""The row of a matter."""
		if self.asked.by == "month":
			return month_of(self.ticket.received_on, "%Y-%m")
		if self.asked.by == "township":
			# what the county's office took in itself is no township's
			of_none = Case().when(self.dispatched_by_county, OF_COUNTY).else_(OF_NONE)
			return Coalesce(self.ticket.township, of_none)
		column = {
			"station": self.ticket.station,
			"category": self.ticket.category,
			"deputy": self.receiving.deputy,
			"unit": self.lead.responsible_unit,
		}[self.asked.by]
		return Coalesce(column, OF_NONE)


def result_classes() -> dict[str, list[str]]:
	"""Code → the result classes that carry it."""
	result = DocType("Result Class")
	found = defaultdict(list)
	# a list would read the whole description of the DocType for these two columns
	for name, code in frappe.qb.from_(result).select(result.name, result.code).run():
		found[code].append(name)
	return found


def within(column: Field, asked: Asked) -> Term:
	"""Whether the day or time lies in the period."""
	return (column >= asked.from_date) & (column < add_days(asked.to_date, 1))


def stands(order: DocType) -> Term:
	"""Whether it is an order of a lead unit that wasn't taken back."""
	return (order.unit_role == "Lead") & (order.workflow_state != ORDER_WITHDRAWN)


def _rated(cases: Cases) -> Term:
	return cases.ticket.reporter_rating.isin(RATINGS) | _explained(cases)


def _explained(cases: Cases) -> Term:
	"""Closed with an explanation after the joint review: still counted as dissatisfied."""
	return Coalesce(cases.ticket.closing_way, "") == EXPLAINED_AFTER_REVIEW


def _as_rated(rating: str) -> Callable[[Cases], Term]:
	return lambda cases: (cases.ticket.reporter_rating == rating) & ~_explained(cases)


def _with_result(code: str) -> Callable[[Cases], Term]:
	return lambda cases: cases.replied_on.notnull() & cases.result_class.isin(cases.results[code] or [""])


def _overdue(cases: Cases) -> Term:
	"""With a unit past its day, by the one clock, which stands while a return is asked for (rules.md §2.6)."""
	if cases.by_orders:
		return (cases.lead.state_due < getdate()) & cases.lead.workflow_state.isin(RUNNING)
	return (cases.ticket.state_due < getdate()) & cases.ticket.workflow_state.isin(WITH_UNITS[TICKET])


def _fed_back(cases: Cases) -> Term:
	mode = Coalesce(cases.ticket.feedback_mode, "")
	return cases.replied_on.notnull() & mode.notin(("", POSTED, UNREACHABLE))


def _not_told(mode: str) -> Callable[[Cases], Term]:
	"""Taken off the base of 反馈率, so it must be in it: answered."""
	return lambda cases: cases.replied_on.notnull() & (cases.ticket.feedback_mode == mode)


# name → what a case must be like to be counted under it; of the cases with an order
HANDLED: dict[str, Callable[[Cases], Term] | None] = {
	"handled": None,
	"replied": lambda cases: cases.replied_on.notnull(),
	"replied_in_time": lambda cases: cases.replied_on <= cases.due_date,
	"answerable": lambda cases: (cases.due_date <= getdate()) | cases.replied_on.notnull(),
	"overdue": _overdue,
	"solved": _with_result("A"),
	"planned": _with_result("B"),
	"rated": _rated,
	"satisfied": _as_rated("Satisfied"),
	"basically_satisfied": _as_rated("Basically Satisfied"),
	"dissatisfied": lambda cases: (cases.ticket.reporter_rating == "Dissatisfied") | _explained(cases),
	"fed_back": _fed_back,
	"posted": _not_told(POSTED),
	"unreachable": _not_told(UNREACHABLE),
	"closed": lambda cases: cases.ticket.workflow_state.isin(CLOSED_STATES),
	"rehandled": lambda cases: cases.ticket.round >= 2,
	# told apart from the reporter's, and in no rate (rules.md §5)
	"deputy_rated": lambda cases: cases.ticket.deputy_rating.isin(RATINGS),
	"deputy_satisfied": lambda cases: cases.ticket.deputy_rating.isin(RATINGS[:2]),
	"rated_once": lambda cases: _rated(cases) | (cases.ticket.round >= 2),
}


def _answered(cases: Cases) -> Term:
	"""Answered by the station or the office itself, no order issued."""
	ticket = cases.ticket
	return (
		ticket.first_order_on.isnull()
		& (Coalesce(ticket.answer, "") != "")
		& ticket.workflow_state.isin(ANSWERED_STATES)
		& Coalesce(ticket.closing_way, "").notin(LEFT_OUT_WAYS)
	)


def _in_state(state: str, way: str | None = None) -> Callable[[Cases], Term]:
	"""Now in `state`, or closed from it in this `way`."""

	def condition(cases: Cases) -> Term:
		here = cases.ticket.workflow_state == state
		return here | (cases.ticket.closing_way == way) if way else here

	return condition


ANSWERED_BY_OFFICE, IN_OFFICE = "answered", "in_office"
# which way a received matter went: the first that fits; all of them together are what was received
WAYS: dict[str, Callable[[Cases], Term]] = {
	"withdrawn": _in_state(WITHDRAWN),
	"merged": _in_state(MERGED),
	"channel_named": _in_state(OUT_OF_SCOPE, "Channel Named"),
	"converted": _in_state(CONVERTED, "Became a Suggestion"),
	"entrusted": _in_state(ENTRUSTED),
	# what the county's office took in itself was never a township's to hand up
	"escalated": lambda cases: cases.ticket.escalated_on.notnull(),
	ANSWERED_BY_OFFICE: _answered,
	"coordinated": lambda cases: (
		cases.ticket.first_order_on.notnull() & (Coalesce(cases.ticket.lead_unit, "") == "")
	),
	"dispatched": lambda cases: cases.ticket.first_order_on.notnull(),
}
# what else an answered matter must be like to be counted under it; the way it went is the base of all four
ANSWERS: dict[str, Callable[[Cases], Term]] = {
	"answered_fed_back": lambda cases: cases.ticket.workflow_state != ANSWERED,
	"answered_rated": _rated,
	"answered_satisfied": _as_rated("Satisfied"),
	"answered_basically_satisfied": _as_rated("Basically Satisfied"),
}


def _went(way: str, also: Callable[[Cases], Term] | None = None) -> Callable[[Cases], Term]:
	return lambda cases: (way_of(cases) == way) & also(cases) if also else way_of(cases) == way


RECEIVED: dict[str, Callable[[Cases], Term] | None] = {
	"received": None,
	**{way: _went(way) for way in (*WAYS, IN_OFFICE)},
	**{name: _went(ANSWERED_BY_OFFICE, also) for name, also in ANSWERS.items()},
}


def way_of(cases: Cases) -> Term:
	"""The way that a received matter went, as a text of `WAYS`; what was not decided yet is in the office."""
	case = Case()
	for way, condition in WAYS.items():
		case = case.when(condition(cases), way)
	return case.else_(IN_OFFICE)


# of the commitments that replies to the handled cases made (rules.md §2.4); they are counted by themselves
COMMITMENTS: dict[str, Callable[[DocType], Term]] = {
	"commitments_due": lambda made: (
		(made.workflow_state != SUPERSEDED)
		& ((made.due_date <= getdate()) | (made.workflow_state == FULFILLED))
	),
	"commitments_fulfilled": lambda made: (
		(made.workflow_state == FULFILLED) & (made.fulfilled_on <= made.due_date)
	),
}


def promises_of(made: DocType) -> dict[str, Callable[[object], Term]]:
	"""`COMMITMENTS` of this table, to be counted like the figures of cases."""
	return {name: lambda _cases, told=told: told(made) for name, told in COMMITMENTS.items()}


def nothing(figures: Collection[str] | None = None) -> dict[str, int]:
	"""Counts of a group without cases; of all figures, or of these."""
	return dict.fromkeys(figures or (*HANDLED, *RECEIVED, *COMMITMENTS), 0)


def total(asked: Asked, figures: Collection[str] | None = None) -> dict[str, int]:
	"""The counts of all cases together; a case of two deputies or two lead units is one."""
	return counts(replace(asked, by=None, key=None), figures).get(None) or nothing(figures)


def with_total(asked: Asked) -> tuple[dict[str, dict[str, int]], dict[str, int]]:
	"""The counts of each group, and of all cases together: their sum, where each case is in one group."""
	found = counts(asked)
	if asked.by in OF_SEVERAL:
		return found, total(asked)
	return found, {name: sum(row[name] for row in found.values()) for name in nothing()}


def counts(asked: Asked, figures: Collection[str] | None = None) -> dict[str | None, dict[str, int]]:
	"""Group → its counts. A unit's officer counts the own orders and nothing of what was received.

	Args:
		asked: which cases, and by what.
		figures: only these; what none of them needs is not asked of the database.
	"""
	cases = Cases(asked)
	found: defaultdict[str | None, dict[str, int]] = defaultdict(lambda: nothing(figures))
	if cases.reader.condition == scope.DENY:
		return found
	wanted = nothing(figures)
	if handled := {name: condition for name, condition in HANDLED.items() if name in wanted}:
		_take(found, summed(cases.handled(), handled, cases, cases.group_of_handled))
	made = DocType(COMMITMENT)
	if promises := {name: condition for name, condition in promises_of(made).items() if name in wanted}:
		_take(found, summed(cases.promised(made), promises, cases, cases.group_of_handled))
	ways = {name for name in RECEIVED if name in wanted}
	if ways and not cases.by_orders:
		_take_ways(found, cases, ways)
	return found


def _take(found: dict[str | None, dict[str, int]], rows: list[dict]) -> None:
	for row in rows:
		found[row.pop("group_key", None)].update({name: int(value or 0) for name, value in row.items()})


def _take_ways(found: dict[str | None, dict[str, int]], cases: Cases, wanted: set[str]) -> None:
	"""One pass over what was received, by the way that it went; of these figures alone."""
	answers = {name: condition for name, condition in ANSWERS.items() if name in wanted}
	query = cases.received()
	if wanted <= {ANSWERED_BY_OFFICE, *ANSWERS}:
		query = query.where(_answered(cases))
	query = query.select(way_of(cases).as_("way")).groupby(PseudoColumn("way"))
	for row in summed(query, {"received": None, **answers}, cases, cases.group_of_received):
		of_group, way = found[row.pop("group_key", None)], row.pop("way")
		told = {"received": row["received"], way: row["received"]}
		if way == ANSWERED_BY_OFFICE:
			told |= {name: row[name] for name in answers}
		for name, value in told.items():
			if name in wanted:
				of_group[name] += int(value or 0)


def summed(
	query: QueryBuilder, figures: dict[str, Callable | None], cases: Cases, group: Callable[[], Term]
) -> list[dict]:
	"""The figures of the query's rows, by the group that `cases` was asked for as `group_key`."""
	query = query.select(*(_counted(condition, cases).as_(name) for name, condition in figures.items()))
	if cases.asked.by:
		query = query.select(group().as_("group_key")).groupby(PseudoColumn("group_key"))
	return query.run(as_dict=True)


def _counted(condition: Callable[[Cases], Term] | None, cases: Cases) -> Term:
	return Sum(Case().when(condition(cases), 1).else_(0)) if condition else Count("*")


def of_figure(figure: str, cases: Cases) -> QueryBuilder:
	"""The cases that `counts` counts under `figure`, to be selected from.

	Raises:
		KeyError: no such figure.
	"""
	base, conditions = (cases.handled(), HANDLED) if figure in HANDLED else (cases.received(), RECEIVED)
	condition = conditions[figure]
	return base.where(condition(cases)) if condition else base


@dataclass(frozen=True)
class Behind:
	"""Rows behind a figure or a rate, to be selected from.

	Args:
		query: the rows of the base.
		counted: 1 for a row that is in the numerator, else 0; None where there is no numerator.
		made: the commitments' table, where the rows are commitments.
	"""

	query: QueryBuilder
	counted: Term | None = None
	made: Table | None = None


def behind_figure(figure: str, cases: Cases) -> list[Behind]:
	"""The rows that `counts` counts under `figure`.

	Raises:
		KeyError: no such figure.
	"""
	if figure in COMMITMENTS:
		made = DocType(COMMITMENT)
		return [Behind(cases.promised(made).where(COMMITMENTS[figure](made)), made=made)]
	if figure in RECEIVED and cases.by_orders:
		return []
	return [Behind(of_figure(figure, cases))]


def behind_rate(rate: Rate, cases: Cases) -> list[Behind]:
	"""The rows of a rate's base, each with whether it is in the numerator; at most one of each kind of row."""
	made = DocType(COMMITMENT)
	found = [
		base_of(rate, HANDLED, cases.handled, cases),
		base_of(rate, promises_of(made), lambda: cases.promised(made), cases, made),
	]
	if not cases.by_orders:
		found.append(base_of(rate, RECEIVED, cases.received, cases))
	return [one for one in found if one]


def base_of(
	rate: Rate,
	figures: dict[str, Callable | None],
	base: Callable[[], QueryBuilder],
	cases: object,
	made: Table | None = None,
) -> Behind | None:
	"""That part of a rate's base which these figures count; None where they count nothing of it."""
	whole, less, part = (
		[figures[name] for name in names if name in figures] for names in (rate.whole, rate.less, rate.part)
	)
	if not whole:
		return None
	query = base()
	if None not in whole:
		query = query.where(_any_of(whole, cases) == 1)
	if less:
		query = query.where(_any_of(less, cases) == 0)
	return Behind(query, _any_of(part, cases), made)


def _any_of(conditions: list[Callable], cases: object) -> Term:
	"""1 where one of them holds, else 0, also where it holds an empty column."""
	case = Case()
	for condition in conditions:
		case = case.when(condition(cases), 1)
	return case.else_(0)


def figures_of(tickets: list[str], by_county: bool = False) -> dict[str, dict[str, int]]:
	"""Ticket → 1 for each figure under which the reports count it by itself, whenever it was dispatched; else 0.

	Args:
		tickets: names of tickets that the caller has found within the user's scope.
		by_county: of the cases with an order those that the county dispatched; else those of the township.
	"""
	if not tickets:
		return {}
	cases = Cases(Asked(getdate(), getdate()), Reader(TICKET, "", True))
	ticket = cases.ticket
	of_level = cases.dispatched_by_county if by_county else ~cases.dispatched_by_county
	handled = ticket.first_order_on.notnull() & cases.counts_as_handled & of_level
	conditions = {
		**{name: handled & told(cases) if told else handled for name, told in HANDLED.items()},
		# what was handed up is answered by nobody here, and an accusation is told to nobody
		**{
			name: (ticket.restriction == 0) & RECEIVED[name](cases) for name in (ANSWERED_BY_OFFICE, *ANSWERS)
		},
	}
	rows = (
		frappe.qb.from_(ticket)
		.select(
			ticket.name,
			*(Case().when(condition, 1).else_(0).as_(name) for name, condition in conditions.items()),
		)
		.where(ticket.name.isin(tickets))
		.run(as_dict=True)
	)
	return {row.pop("name"): row for row in rows}

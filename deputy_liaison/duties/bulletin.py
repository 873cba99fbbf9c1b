"""What a bulletin is drawn up from: figures of a body's period, and units that were reminded too often."""

import datetime
from dataclasses import replace
from types import ModuleType

import frappe
from frappe.query_builder.functions import Count, Max, Sum
from frappe.utils import cint, getdate
from pypika import Case

from deputy_liaison import shares
from deputy_liaison.opinions import rate_counts, suggestion_counts
from deputy_liaison.opinions.clock import RUNNING
from deputy_liaison.opinions.handling_summary import COUNTY
from deputy_liaison.opinions.rate_counts import OF_COUNTY, Asked, within
from deputy_liaison.opinions.rate_tables import rate_of, rates_of

ENTRY = "Supervision Entry"
ORDER = "Dispatch Order"
# an order that was withdrawn, or went back to be given to another unit, is nobody's omission
DEAD = ("Order Withdrawn",)
# field of the bulletin → key of the rate: the three of seed S4-24; meetings are asked of suggestions alone
OF_CASES = {"reply_rate": "reply_rate", "delivery_rate": "delivery_rate"}
OF_SUGGESTIONS = {
	"suggestion_reply_rate": "reply_rate",
	"meeting_rate": "meeting_rate",
	"suggestion_delivery_rate": "delivery_rate",
}
RATES = (*OF_CASES, *OF_SUGGESTIONS)


def figures_of(place: str, level: str, begins: datetime.date, ends: datetime.date) -> dict[str, int | str]:
	"""Figures of the bulletin of the body at `place`: those of the reports on the same days (rules.md §5).

	Args:
		place: jurisdiction of the body; the county counts what its townships received as well.
		level: "Township Level" or "County"; a case counts at the body that dispatched it.
		begins: first day.
		ends: last day.

	Returns:
		visits, visitors, tickets (matters received), orders (cases dispatched), replied and overdue (of these,
		today); suggestions (dispatched), suggestions_replied; and the rates of `RATES`, in words.
	"""
	period = Asked(getdate(begins), getdate(ends), township=None if level == COUNTY else place)
	visits, visitors = _visits(period)
	cases, suggestions = (_of_body(counted, period, level) for counted in (rate_counts, suggestion_counts))
	return {
		"visits": visits,
		"visitors": visitors,
		"tickets": rate_counts.total(period, ("received",))["received"],
		"orders": cases["handled"],
		"replied": cases["replied"],
		"overdue": cases["overdue"],
		"suggestions": suggestions["handled"],
		"suggestions_replied": suggestions["replied"],
		**{field: _in_words(key, cases) for field, key in OF_CASES.items()},
		**{field: _in_words(key, suggestions) for field, key in OF_SUGGESTIONS.items()},
	}


def _visits(period: Asked) -> tuple[int, int]:
	visit = frappe.qb.DocType("Constituent Visit")
	query = frappe.qb.from_(visit).select(Count("*"), Sum(visit.head_count))
	query = query.where(within(visit.visit_time, period))
	if period.township:
		query = query.where(visit.township == period.township)
	visits, visitors = query.run()[0]
	return visits, cint(visitors)


def _of_body(counted: ModuleType, period: Asked, level: str) -> dict[str, int]:
	"""Counts of what this body dispatched itself: the row of the report by township."""
	if level != COUNTY:
		return counted.total(period)
	rows = counted.counts(replace(period, by="township", key=OF_COUNTY))
	return rows.get(OF_COUNTY) or counted.nothing()


def _in_words(key: str, counts: dict[str, int]) -> str:
	"""“90%（9/10）”, a dash for an empty base."""
	rate = rates_of(counts, (key,))[key]
	part, whole = rate_of(key).fraction(counts)
	return shares.as_text(rate) if rate is None else f"{shares.as_text(rate)}（{part}/{whole}）"


def units_to_name(place: str, level: str, begins: datetime.date, ends: datetime.date) -> list[dict]:
	"""Units proposed for the bulletin: an order of theirs was supervised as often as the settings say.

	Only orders count that this body issued, of which the unit was reminded in the period, and that were
	not answered in time.

	Args:
		place: jurisdiction of the body.
		level: "Township Level" or "County".
		begins: first day.
		ends: last day.

	Returns:
		unit, orders_overdue (of those reminded of), reminders; who was reminded most often comes first.
	"""
	least = cint(frappe.get_cached_doc("Liaison Settings").reminders_before_bulletin)
	if not least:
		return []
	begins, ends = getdate(begins), getdate(ends)
	entry = frappe.qb.DocType(ENTRY)
	order = frappe.qb.DocType(ORDER)
	# by the one clock, which stands while a return is asked for (rules.md §2.6)
	past = (order.state_due < getdate()) & order.workflow_state.isin(RUNNING)
	late = Case().when((order.reply_date > order.due_date) | past, 1).else_(0)
	query = (
		frappe.qb.from_(entry)
		.inner_join(order)
		.on(order.name == entry.dispatch_order)
		.select(order.responsible_unit, Max(late), Count(entry.name))
		.where((order.handling_level == level) & (entry.supervised_on <= ends))
		.where(order.workflow_state.notin(DEAD))
		.where(order.reply_date.isnull() | (order.reply_date > order.due_date))
		.groupby(order.name, order.responsible_unit)
		.having((Count(entry.name) >= least) & (Max(entry.supervised_on) >= begins))
	)
	if level != COUNTY:
		query = query.where(order.township == place)
	units: dict[str, dict] = {}
	for unit, is_late, reminders in query.run():
		row = units.setdefault(unit, {"unit": unit, "orders_overdue": 0, "reminders": 0})
		row["orders_overdue"] += cint(is_late)
		row["reminders"] += reminders
	return sorted(units.values(), key=lambda row: (-row["reminders"], -row["orders_overdue"], row["unit"]))

"""What reports, cards and charts share: which cases a reader asks for, and the rates as they are shown."""

from collections.abc import Mapping

import frappe
from frappe import _
from frappe.utils import flt

from deputy_liaison import scope
from deputy_liaison.opinions import rates
from deputy_liaison.opinions.periods import period_of
from deputy_liaison.opinions.rate_counts import GROUPS, OF_COUNTY, OF_NONE, Asked

DEFAULT_TARGET = 100
# of tickets; three meetings and three participations are asked of suggestions alone
TICKET_RATES = (
	"reply_rate",
	"on_time_rate",
	"delivery_rate",
	"resolution_rate",
	"overall_satisfaction_rate",
	"satisfaction_rate",
	"feedback_rate",
	"closing_rate",
	"rehandling_rate",
)
# DocType whose records the groups of a table are, and the field that names them
NAMED_BY = {
	"township": ("Jurisdiction", "jurisdiction_name"),
	"station": ("Liaison Station", "station_name"),
	"unit": ("Responsible Unit", "unit_name"),
	"deputy": ("Deputy", "deputy_name"),
	"category": ("Opinion Category", "category_name"),
}


def asked_of(filters: Mapping | None) -> Asked:
	"""What the filters of a report ask for.

	Raises:
		frappe.ValidationError: a period that cannot be, or an unknown grouping.
	"""
	filters = frappe._dict(filters or {})
	from_date, to_date = period_of(filters)
	if filters.by and filters.by not in GROUPS:
		frappe.throw(_("{0} is no grouping. Choose one of the list.").format(frappe.bold(filters.by)))
	return Asked(
		from_date,
		to_date,
		by=filters.by or None,
		key=filters.key or None,
		**{field: filters.get(field) or None for field in ("township", "station", "unit", "category")},
	)


def rates_of(counts: Mapping[str, int], keys: tuple[str, ...] = TICKET_RATES) -> dict[str, float | None]:
	"""Key → rate in per cent, None for an empty base, by the county's formula of 落实率."""
	formula = frappe.get_cached_doc("Liaison Settings").delivery_formula or rates.BY_COMMITMENTS
	return {key: rates.rate(key, formula).of(counts) for key in keys}


def fractions_of(counts: Mapping[str, int], keys: tuple[str, ...] = TICKET_RATES) -> dict[str, str]:
	"""Key → “numerator / base”, as it stands beside a rate."""
	formula = frappe.get_cached_doc("Liaison Settings").delivery_formula or rates.BY_COMMITMENTS
	found = {key: rates.rate(key, formula) for key in keys}
	return {
		key: "{} / {}".format(*rate.fraction(counts)) for key, rate in found.items() if rate.is_known(counts)
	}


def target() -> float:
	"""What the three rates of seed S4-24 shall reach, in per cent."""
	set_one = frappe.get_cached_doc("Liaison Settings").rate_target
	return DEFAULT_TARGET if set_one is None else flt(set_one)


def verdict(found: Mapping[str, float | None]) -> str:
	"""Which of the three rates miss the target, in words; empty where none of them has a base."""
	if missed := rates.below(found, target()):
		return _("Below target: {0}").format("、".join(rates.label(key) for key in missed))
	return _("On Target") if any(found.get(key) is not None for key in rates.TARGETED) else ""


def names_of(by: str, keys: set[str]) -> dict[str, str]:
	"""Group → its name on the table; groups come from counts within the reader's scope."""
	named = {OF_COUNTY: _("Dispatched by the County"), OF_NONE: _("Not Filled In")}
	if by in NAMED_BY:
		doctype, field = NAMED_BY[by]
		named |= dict(
			frappe.get_all(doctype, {"name": ("in", [*keys] or [""])}, ["name", field], as_list=True)
		)
	return {key: named.get(key) or key for key in keys}


def township_of_reader() -> str | None:
	"""The one township that the reader works in, None for the county and for who works in several."""
	own = scope.townships_in_reach()
	return own[0].name if len(own) == 1 else None

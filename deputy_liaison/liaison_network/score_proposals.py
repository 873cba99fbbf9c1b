"""Scores that follow from what is registered of a station, with the figures behind them (rules.md §8).

A proposal stands beside what people enter; it decides nothing. Each source is one pure function from
the station's facts to points taken off and the figures; the facts of many stations are read at once.
"""

import datetime
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

import frappe
from frappe import _
from frappe.utils import fmt_money, getdate

from deputy_liaison.liaison_network.doctype.liaison_station.liaison_station import ACTIVE, HEAD

STATION = "Liaison Station"
NEEDED_ASSETS = ("Desks and Chairs", "Desktop Computer", "Office Printer", "Filing Cabinet")
NEEDED_DISPLAYS = ("Deputy Information", "Rules on the Wall", "Reception Arrangements")


@dataclass(frozen=True)
class Proposal:
	"""A proposed score, and in words what it follows from."""

	score: float
	figures: str


@dataclass
class Facts:
	"""What is registered of one station as of `day`.

	Args:
		day: today, or the last day of a year gone by.
		heads: name and credential status (None: no deputy) of each head on that day.
		assets: kinds that are in working order.
		displays: kind → when the newest display that hangs was put up.
		funding: amount and amount spent of each entry of the year.
		inspections: how often the township's presidium looked at it in the year.
	"""

	day: datetime.date
	premises_use: str = ""
	floor_area: float = 0
	heads: list[tuple[str, str | None]] = field(default_factory=list)
	assets: set[str] = field(default_factory=set)
	displays: dict[str, datetime.date] = field(default_factory=dict)
	funding: list[tuple[float, float]] = field(default_factory=list)
	inspections: int = 0


def facts_of(stations: list[str], year: int) -> dict[str, Facts]:
	"""Facts of each of the stations, one query to each kind of fact.

	Args:
		stations: names; who asks was checked for them.
		year: the assessment's year.
	"""
	day = min(getdate(), datetime.date(year, 12, 31))
	facts = {
		row.name: Facts(day, row.premises_use or "", row.floor_area or 0)
		for row in frappe.get_all(
			STATION, {"name": ("in", stations or [""])}, ["name", "premises_use", "floor_area"]
		)
	}
	for row in _held(stations, day):
		facts[row.parent].heads.append((row.person_name, row.credential_status))
	for row in _rows("Station Asset", stations, ["asset_kind"], condition="Working Order"):
		facts[row.parent].assets.add(row.asset_kind)
	for row in _rows("Wall Display", stations, ["display_kind", "posted_on", "taken_down_on"]):
		if row.posted_on <= day and (not row.taken_down_on or row.taken_down_on > day):
			displays = facts[row.parent].displays
			displays[row.display_kind] = max(row.posted_on, displays.get(row.display_kind, row.posted_on))
	for row in _rows("Station Funding", stations, ["amount", "spent"], funding_year=year):
		facts[row.parent].funding.append((row.amount or 0, row.spent or 0))
	for station in frappe.get_all(
		"Station Inspection",
		filters={
			"station": ("in", stations or [""]),
			"inspection_level": "Presidium Inspection",
			"inspected_on": ("between", (datetime.date(year, 1, 1), day)),
		},
		pluck="station",
	):
		facts[station].inspections += 1
	return facts


def _rows(child: str, stations: list[str], fields: list[str], **filters) -> list:
	return frappe.get_all(
		child,
		filters={"parenttype": STATION, "parent": ("in", stations or [""]), **filters},
		fields=["parent", *fields],
		order_by="parent, idx",
	)


def _held(stations: list[str], day: datetime.date) -> list:
	"""Heads on `day` with the credential status of the deputy behind them."""
	holder = frappe.qb.DocType("Station Officeholder")
	deputy = frappe.qb.DocType("Deputy")
	return (
		frappe.qb.from_(holder)
		.left_join(deputy)
		.on(deputy.name == holder.deputy)
		.select(holder.parent, holder.person_name, deputy.credential_status)
		.where((holder.parenttype == STATION) & holder.parent.isin(stations or [""]))
		.where(holder.office == HEAD)
		.where(holder.from_date.isnull() | (holder.from_date <= day))
		.where(holder.to_date.isnull() | (holder.to_date >= day))
		.orderby(holder.idx)
		.run(as_dict=True)
	)


def propose(criterion, facts: Facts) -> Proposal | None:
	"""The proposal for one row of a scheme, or None where it has no automatic source.

	Args:
		criterion: points, auto_source and auto_threshold.
		facts: of the station.
	"""
	source = SOURCES.get(criterion.auto_source or "")
	if not source:
		return None
	lost, figures = source(facts, criterion.auto_threshold or 0)
	score = 0.0 if lost is None else max(0.0, criterion.points - lost)
	return Proposal(round(score, 2), figures)


# each answers the points taken off, or None where nothing is left, and the figures


def _head(facts: Facts, threshold: float) -> tuple[float | None, str]:
	if not facts.heads:
		return None, _("No head is registered.")
	said = []
	for name, status in facts.heads:
		said.append(_("{0}: {1}").format(name, _(status) if status else _("not entered as a deputy")))
	active = any(status == ACTIVE for _name, status in facts.heads)
	return (0 if active else 1), _(";").join(said)


def _inspections(facts: Facts, threshold: float) -> tuple[float | None, str]:
	missing = max(threshold - facts.inspections, 0)
	return 1.5 * missing, _("{0} inspections this year; at least {1}").format(
		facts.inspections, f"{threshold:g}"
	)


def _premises(facts: Facts, threshold: float) -> tuple[float | None, str]:
	if not facts.premises_use and not facts.floor_area:
		return None, _("No premises are registered.")
	figures = _("{0}, {1} m2; at least {2} m2").format(
		_(facts.premises_use) if facts.premises_use else _("use not entered"),
		f"{facts.floor_area:g}",
		f"{threshold:g}",
	)
	return (1 if facts.floor_area < threshold else 0), figures


def _assets(facts: Facts, threshold: float) -> tuple[float | None, str]:
	missing = [kind for kind in NEEDED_ASSETS if kind not in facts.assets]
	return 0.5 * len(missing), _there_and_missing(NEEDED_ASSETS, missing)


def _displays(facts: Facts, threshold: float) -> tuple[float | None, str]:
	missing = [kind for kind in NEEDED_DISPLAYS if kind not in facts.displays]
	figures = _there_and_missing(NEEDED_DISPLAYS, missing)
	old = [
		kind
		for kind in NEEDED_DISPLAYS
		if kind in facts.displays and threshold and (facts.day - facts.displays[kind]).days > threshold
	]
	if old:
		names = _(", ").join(_(kind) for kind in old)
		figures += _("; not renewed for more than {0} days: {1}").format(f"{threshold:g}", names)
	return 1.5 * len(missing) + (1 if old else 0), figures


def _funding(facts: Facts, threshold: float) -> tuple[float | None, str]:
	amount = sum(amount for amount, _spent in facts.funding)
	if not amount:
		return None, _("No funding of the year is registered.")
	spent = sum(spent for _amount, spent in facts.funding)
	return 0, _("{0} entries, {1} yuan, {2} yuan spent").format(
		len(facts.funding), fmt_money(amount, 0), fmt_money(spent, 0)
	)


def _there_and_missing(needed: tuple[str, ...], missing: list[str]) -> str:
	there = [_(kind) for kind in needed if kind not in missing]
	said = [_("There: {0}").format(_(", ").join(there))] if there else []
	if missing:
		said.append(_("Missing: {0}").format(_(", ").join(_(kind) for kind in missing)))
	return _(";").join(said)


SOURCES: dict[str, Callable[[Facts, float], tuple[float | None, str]]] = {
	"Station Head Is a Deputy": _head,
	"Inspections of the Year": _inspections,
	"Premises and Floor Area": _premises,
	"Assets in Working Order": _assets,
	"Three Displays on the Wall": _displays,
	"Funding of the Year": _funding,
}


def proposals(criteria: list, stations: list[str], year: int) -> dict[str, dict[int, Proposal]]:
	"""Station → number of the criterion → its proposal."""
	found: dict[str, dict[int, Proposal]] = defaultdict(dict)
	for station, facts in facts_of(stations, year).items():
		for criterion in criteria:
			if proposal := propose(criterion, facts):
				found[station][criterion.criterion_no] = proposal
	return found

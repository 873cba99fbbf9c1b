"""What a deputy is today: status, levels, station and group, from the records that say so. Written here alone.

The deputy's record holds it as plain columns, so that lists filter by it. It changes with the records
and with the calendar: a nightly job follows terms that begin and end.
"""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

import frappe
from frappe.utils import getdate

from deputy_liaison.deputies.legal import LEVELS
from deputy_liaison.state_machine import internal_move

PENDING = "Mandate Pending"
ACTIVE = "Mandate Active"
SUSPENDED = "Mandate Suspended"
TERMINATED = "Mandate Terminated"
ENDED = "Mandate Ended"
INVALID = "Mandate Invalid"
# confirmed and not ended: the seat is taken, and the person counts among all deputies
HELD = (ACTIVE, SUSPENDED)
END_RULE = "T1"
# what `state_on` asks for
DATED = ("workflow_state", "from_date", "to_date", "terminated_on", "suspended_on", "resumed_on")

SHORT_LEVELS = dict(zip(LEVELS, ("全国", "省", "市", "县", "镇"), strict=True))


@dataclass(frozen=True)
class Held:
	"""As much of a mandate as standing needs."""

	state: str
	congress_level: str
	from_date: datetime.date
	to_date: datetime.date | None = None

	def covers(self, day: datetime.date) -> bool:
		"""Whether `day` lies within the mandate's dates."""
		return self.from_date <= day and not self.is_over(day)

	def is_over(self, day: datetime.date) -> bool:
		"""Whether the mandate ended before `day`."""
		return self.to_date is not None and self.to_date < day


def state_on(mandate: frappe._dict, day: datetime.date) -> str:
	"""The state of a mandate as it was on `day`, by its dates: what happened afterwards doesn't count.

	Args:
		mandate: workflow_state, to_date, terminated_on, suspended_on and resumed_on of a Deputy Mandate.
		day: a day that is over, or today.
	"""
	state = mandate.workflow_state
	if state in (PENDING, INVALID):
		return state
	if mandate.terminated_on and mandate.terminated_on <= day:
		return TERMINATED
	if mandate.to_date and mandate.to_date < day:
		return TERMINATED if state == TERMINATED else ENDED
	if not (mandate.terminated_on or mandate.to_date) and state in (TERMINATED, ENDED):
		# brought in from elsewhere without the day
		return state
	suspended = mandate.suspended_on <= day if mandate.suspended_on else state == SUSPENDED
	resumed = bool(mandate.resumed_on) and mandate.resumed_on <= day
	return SUSPENDED if suspended and not resumed else ACTIVE


def is_held_on(mandate: frappe._dict, day: datetime.date) -> bool:
	"""Whether a mandate, as in `state_on` and with its from_date, was confirmed and in force on `day`."""
	begun = not mandate.from_date or mandate.from_date <= day
	return begun and state_on(mandate, day) in HELD


def credential_status(mandates: Iterable[Held], day: datetime.date) -> str:
	"""A person's credential status on `day`.

	The reasons of a suspension (代表法 §61) concern the person, so one suspended mandate suspends. A mandate
	that is not confirmed, or whose first session is yet to come, counts nowhere.
	"""
	known = [mandate for mandate in mandates if mandate.state != INVALID]
	now = {mandate.state for mandate in known if mandate.state in HELD and mandate.covers(day)}
	if now:
		return "Suspended Credentials" if SUSPENDED in now else "Active Credentials"
	if not known or any(mandate.state in (PENDING, *HELD) and not mandate.is_over(day) for mandate in known):
		return "Pending Credentials"
	return "Terminated Credentials"


def in_office(deputies: Collection[str], day: datetime.date) -> frozenset[str]:
	"""Those of the deputies whose credentials are active on `day`, whatever the night's job has written."""
	held = mandates_of(deputies)
	return frozenset(
		deputy for deputy in deputies if credential_status(held[deputy], day) == "Active Credentials"
	)


def levels(mandates: Iterable[Held], day: datetime.date) -> str:
	"""Levels of the confirmed mandates on `day`, highest first: `县、镇`."""
	held = {mandate.congress_level for mandate in mandates if mandate.state in HELD and mandate.covers(day)}
	return "、".join(short for level, short in SHORT_LEVELS.items() if level in held)


def refresh(deputies: Collection[str] | None = None) -> None:
	"""Write into the deputies' records what follows for today.

	Args:
		deputies: names of Deputy records; None for all.
	"""
	if deputies is not None and not deputies:
		return
	today = getdate()
	mandates = mandates_of(deputies)
	# the placement that began last
	stations = dict(placements(deputies, today))
	groups = groups_of(deputies, today)
	people = frappe.qb.DocType("Deputy")
	query = frappe.qb.from_(people).select(
		people.name, people.credential_status, people.levels, people.station, people.deputy_group
	)
	if deputies is not None:
		query = query.where(people.name.isin(list(deputies) or [""]))
	for person in query.run(as_dict=True):
		held = mandates[person.name]
		follows = {
			"credential_status": credential_status(held, today),
			"levels": levels(held, today),
			"station": stations.get(person.name),
			"deputy_group": groups.get(person.name),
		}
		changed = {
			field: value for field, value in follows.items() if (value or None) != (person[field] or None)
		}
		if changed:
			frappe.db.set_value("Deputy", person.name, changed, update_modified=False)


def mandates_of(deputies: Collection[str] | None) -> dict[str, list[Held]]:
	table = frappe.qb.DocType("Deputy Mandate")
	query = frappe.qb.from_(table).select(
		table.deputy, table.workflow_state, table.congress_level, table.from_date, table.to_date
	)
	if deputies is not None:
		query = query.where(table.deputy.isin(list(deputies) or [""]))
	found = defaultdict(list)
	for deputy, *mandate in query.run():
		found[deputy].append(Held(*mandate))
	return found


def placements(deputies: Collection[str] | None, day: datetime.date) -> list[tuple[str, str]]:
	"""Deputy and station of each placement that holds on `day`, in the order in which they began.

	Args:
		deputies: names of Deputy records; None for all.
		day: the day.
	"""
	table = frappe.qb.DocType("Station Placement")
	query = (
		frappe.qb.from_(table)
		.select(table.deputy, table.station)
		.where(table.from_date <= day)
		.where(table.to_date.isnull() | (table.to_date >= day))
		.orderby(table.from_date, table.creation)
	)
	if deputies is not None:
		query = query.where(table.deputy.isin(list(deputies) or [""]))
	return list(query.run())


def groups_of(deputies: Collection[str] | None, day: datetime.date) -> dict[str, str]:
	"""Deputy → the group that he or she belongs to on `day`."""
	table = frappe.qb.DocType("Deputy Group Member")
	query = (
		frappe.qb.from_(table)
		.select(table.deputy, table.parent)
		.where((table.parenttype == "Deputy Group") & (table.from_date <= day))
		.where(table.to_date.isnull() | (table.to_date >= day))
		.orderby(table.from_date)
	)
	if deputies is not None:
		query = query.where(table.deputy.isin(list(deputies) or [""]))
	return dict(query.run())


def follow_the_calendar() -> None:
	"""Nightly: mandates whose last day is over end, and every record says what holds today."""
	_end_what_is_over()
	refresh()


def end_what_is_over(term: str) -> None:
	"""End the mandates of a term whose last day is over, without waiting for the night."""
	_end_what_is_over(term)
	refresh(frappe.get_all("Deputy Mandate", {"term": term}, pluck="deputy"))


def _end_what_is_over(term: str | None = None) -> None:
	table = frappe.qb.DocType("Deputy Mandate")
	over = (
		frappe.qb.from_(table)
		.select(table.name)
		.where(table.workflow_state.isin(HELD) & (table.to_date < getdate()))
	)
	if term:
		over = over.where(table.term == term)
	for name in over.run(pluck=True):
		internal_move("Deputy Mandate", name, ENDED, END_RULE)

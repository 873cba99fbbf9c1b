"""Leaving office: what a deputy still holds when the last mandate is over, settled list by list.

Each kind of thing says by the hook `left_by_deputies` how it is found and how it is settled. A mandate that
ended in mid-term (代表法 §62) and a whole term that ended (换届) are settled alike.
"""

import datetime
from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property

import frappe
from frappe import _
from frappe.utils import add_days, getdate

from deputy_liaison import scope
from deputy_liaison.deputies import standing
from deputy_liaison.deputies.standing import Held

RULES = "left_by_deputies"


@dataclass(frozen=True)
class Left:
	"""One thing that a deputy still holds.

	Args:
		deputy: who holds it.
		name: the record.
		title: what it is called.
		row: name of the row in the record, where it is one of several.
		choices: deputies who could follow, likeliest first; none where it simply ends.
	"""

	deputy: str
	name: str
	title: str
	row: str = ""
	choices: tuple[str, ...] = ()

	@property
	def key(self) -> str:
		return "/".join((self.name, self.row, self.deputy))


class Leaving(ABC):
	"""One kind of what is left.

	Class attributes:
		doctype: of the record that is changed.
		label: English source of the list's name.
		has_successor: whether somebody else may take it over.

	Args:
		gone: who left → the last day as a deputy.
	"""

	doctype: str
	label: str
	has_successor = False

	def __init__(self, gone: dict[str, datetime.date]) -> None:
		self.gone = gone
		self._placed: dict[str, tuple[str, ...]] = {}

	@abstractmethod
	def find(self) -> list[Left]:
		"""What those who left still hold, whoever asks; asked only if somebody left."""

	@cached_property
	def found(self) -> list[Left]:
		"""What those who left still hold, if anybody left."""
		return self.find() if self.gone else []

	@abstractmethod
	def settle(self, left: Left, successor: str | None, begins: datetime.date) -> None:
		"""End it with the last day, and let the successor follow from `begins` on, by the user's own rights."""

	def placed_in(self, station: str) -> tuple[str, ...]:
		"""Deputies in office who work in the station today, by name; asked once for each station."""
		if station not in self._placed:
			self._placed[station] = _in_office({"station": station})
		return self._placed[station]

	def outlasts(self, deputy: str, begin: datetime.date | None, end: datetime.date | None) -> bool:
		"""Whether what began on `begin` and has `end` as its last day goes on past the deputy's last one."""
		ends = self.gone[deputy]
		return end is None or end > max(ends, begin or ends)

	def last_day(self, left: Left, begin=None) -> datetime.date:
		"""The last day of a thing that began on `begin`: never before it began."""
		ends = self.gone[left.deputy]
		return max(ends, getdate(begin)) if begin else ends

	@cached_property
	def reach(self) -> frozenset[str]:
		"""Names of the found records that the user may change."""
		names = list({left.name for left in self.found})
		return frozenset(scope.covered(None, self.doctype, names, scope.roles_with(self.doctype, "write")))


class Dated(Leaving):
	"""Records of their own that have a last day: it is set."""

	def settle(self, left: Left, successor: str | None, begins: datetime.date) -> None:
		record = frappe.get_doc(self.doctype, left.name)
		record.to_date = self.last_day(left, record.from_date)
		record.save()


def gone(deputies: Collection[str]) -> dict[str, datetime.date]:
	"""Those of `deputies` who hold no mandate any more and none to come → their last day as deputies."""
	if not deputies:
		return {}
	today = getdate()
	last: dict[str, datetime.date] = {}
	for deputy, held in standing.mandates_of(deputies).items():
		known = [mandate for mandate in held if mandate.state != standing.INVALID]
		if known and not any(_runs(mandate, today) for mandate in known):
			last[deputy] = max(mandate.to_date or mandate.from_date for mandate in known)
	return last


def _runs(mandate: Held, today: datetime.date) -> bool:
	return mandate.state in (standing.PENDING, *standing.HELD) and not mandate.is_over(today)


def kinds() -> dict[str, type[Leaving]]:
	"""Key → rule, of all modules."""
	return {path.rsplit(".", 1)[1]: frappe.get_attr(path) for path in frappe.get_hooks(RULES)}


def lists_of(deputies: Collection[str]) -> list[dict]:
	"""How much those of `deputies` who are out of office still hold, by kind; kinds without any are left out.

	Returns:
		kind, label, count, and how many of these the user may settle.
	"""
	left_office = gone(deputies)
	held = {key: rule(left_office) for key, rule in kinds().items()}
	return [
		{
			"kind": key,
			"label": _(rule.label),
			"count": len(rule.found),
			"own": sum(left.name in rule.reach for left in rule.found),
		}
		for key, rule in held.items()
		if rule.found
	]


def rows_of(deputies: Collection[str], kind: str) -> dict:
	"""The list of one kind, as far as the user may settle it.

	Returns:
		label, has_successor, and rows: key, who, title, ends, choices (value, label).
	"""
	rule = _kind(kind)(gone(deputies))
	found = [left for left in rule.found if left.name in rule.reach]
	names = _names({one for left in found for one in (left.deputy, *left.choices)})
	return {
		"label": _(rule.label),
		"has_successor": rule.has_successor,
		"rows": [
			{
				"key": left.key,
				"who": names[left.deputy],
				"title": left.title,
				"ends": str(rule.gone[left.deputy]),
				"choices": [{"value": one, "label": names[one]} for one in left.choices],
			}
			for left in found
		],
	}


def settle(deputies: Collection[str], kind: str, chosen: dict[str, str], begins: str) -> int:
	"""Settle what was chosen from one list, all of it or nothing.

	Args:
		deputies: who is asked about; what those in office hold is left alone.
		kind: key of the list.
		chosen: key of a row → the deputy who follows, or "".
		begins: first day of those who follow; after the last day of those who left and not in the future.

	Returns:
		How many things were settled.

	Raises:
		frappe.PermissionError: the user may not change one of the records.
		frappe.ValidationError: the list has changed by now, or a day or a successor does not fit.
	"""
	rule = _kind(kind)(gone(deputies))
	found = {left.key: left for left in rule.found}
	if not chosen:
		frappe.throw(_("Choose at least one row."))
	for key, successor in chosen.items():
		left = found.get(key)
		if not left or (successor and successor not in left.choices):
			frappe.throw(_("The list has changed by now. Open it again."), title=_("Nothing Was Changed"))
		rule.settle(left, successor or None, _first_day(rule.gone[left.deputy], begins))
	return len(chosen)


def _first_day(last_day: datetime.date, begins: str) -> datetime.date:
	day, earliest = getdate(begins), add_days(last_day, 1)
	if not earliest <= day <= max(getdate(), earliest):
		frappe.throw(
			_("{0} must lie between {1}, the day after the last day in office, and today.").format(
				frappe.bold(_("Successor From")), earliest
			)
		)
	return day


def _kind(key: str) -> type[Leaving]:
	rule = kinds().get(key)
	if not rule:
		frappe.throw(_("Choose a list."))
	return rule


def _names(deputies: Iterable[str]) -> dict[str, str]:
	return dict(
		frappe.get_all("Deputy", {"name": ("in", list(deputies))}, ["name", "deputy_name"], as_list=True)
	)


def in_office(deputies: Collection[str]) -> tuple[str, ...]:
	"""Those of `deputies` who are in office today, by name."""
	return _in_office({"name": ("in", list(deputies))})


def _in_office(filters: dict) -> tuple[str, ...]:
	filters["credential_status"] = "Active Credentials"
	return tuple(frappe.get_all("Deputy", filters, pluck="name", order_by="deputy_name"))


@frappe.whitelist(methods=["GET", "POST"])
def what_is_left(deputy: str) -> list[dict]:
	"""The lists of what one deputy who is out of office still holds, each with its rows.

	Raises:
		frappe.PermissionError: the user may not change this deputy.
	"""
	frappe.get_doc("Deputy", deputy).check_permission("write")
	return [{**found, **rows_of([deputy], found["kind"])} for found in lists_of([deputy])]


@frappe.whitelist(methods=["POST"])
def settle_what_is_left(deputy: str, chosen: str | dict, begins: str) -> int:
	"""Settle what one deputy left, of all kinds at once, all of it or nothing.

	Args:
		deputy: who left.
		chosen: kind → row key → successor or "" (JSON or dict).
		begins: first day of those who follow.

	Returns:
		How many things were settled.

	Raises:
		frappe.PermissionError: the user may not change this deputy or one of the records.
	"""
	frappe.get_doc("Deputy", deputy).check_permission("write")
	return sum(
		settle([deputy], kind, rows, begins) for kind, rows in frappe.parse_json(chosen).items() if rows
	)

"""Taking office: what a new term proposes from the old one, confirmed list by list (换届)."""

from abc import ABC, abstractmethod
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

import frappe
from frappe import _
from frappe.query_builder import Query
from frappe.utils import getdate

from deputy_liaison import scope
from deputy_liaison.deputies import placement_wizard, standing
from deputy_liaison.deputies.doctype.presidium_membership.presidium_membership import OFFICES

if TYPE_CHECKING:
	from deputy_liaison.deputies.doctype.end_of_term.end_of_term import EndofTerm

SMALL = "Small Deputy Group"


class Joining(ABC):
	"""One list of proposals for a new term.

	Class attributes:
		label: English source of the list's name.
		choice: English source of what is chosen in each row.
		no_choice: English source of choosing nothing.
		must_choose: whether a row without a choice is left as it is.

	Args:
		run: the End of Term whose new term has begun.
	"""

	label: str
	choice: str
	no_choice: str
	must_choose = True

	def __init__(self, run: "EndofTerm") -> None:
		self.run = run
		self.begins = getdate(run.first_session_on)

	@abstractmethod
	def rows(self) -> list[dict]:
		"""What the user may confirm: key, who, title, note, choices (value, label), chosen."""

	@abstractmethod
	def apply(self, chosen: dict[str, str]) -> None:
		"""Do what was confirmed, by the user's own rights.

		Args:
			chosen: key of a row → value of its choice, or "".
		"""

	def confirmed(self) -> dict[str, frappe._dict]:
		"""Deputy → confirmed mandate of the new term (deputy_name, electoral_district, jurisdiction)."""
		rows = frappe.get_all(
			"Deputy Mandate",
			{"term": self.run.new_term, "workflow_state": ("in", standing.HELD)},
			["deputy", "name", "deputy_name", "electoral_district", "jurisdiction"],
			order_by="deputy_name",
		)
		return {row.deputy: row for row in rows}

	def of_predecessors(self, held: Query) -> dict[str, str]:
		"""Electoral district → what most of its deputies of the old term had.

		Args:
			held: query of (deputy, what).
		"""
		held = held.as_("held")
		mandates = frappe.qb.DocType("Deputy Mandate")
		found: dict[str, Counter] = defaultdict(Counter)
		for district, what in (
			frappe.qb.from_(mandates)
			.inner_join(held)
			.on(held.deputy == mandates.deputy)
			.select(mandates.electoral_district, held.what)
			.where((mandates.term == self.run.former_term) & mandates.electoral_district.isnotnull())
			.run()
		):
			found[district][what] += 1
		return {district: counted.most_common(1)[0][0] for district, counted in found.items()}


class DelegationsAnew(Joining):
	"""Delegations of the old term, made again with who belongs to them by district or place."""

	label = "Delegations of the New Term"
	choice = "Head of the Delegation"
	no_choice = "No head yet"
	must_choose = False

	def rows(self) -> list[dict]:
		if not frappe.has_permission("Delegation", "create"):
			return []
		there = frappe.get_all("Delegation", {"term": self.run.new_term}, pluck="delegation_name")
		heads = self.confirmed()
		members = self._members()
		return [
			{
				"key": old.name,
				"who": old.delegation_name,
				"title": _("{0} deputies").format(len(members[old.name])),
				"choices": [
					{"value": one, "label": heads[one].deputy_name}
					for one in heads
					if heads[one].name in members[old.name]
				],
				"chosen": old.head if old.head in heads else "",
			}
			for old in frappe.get_all(
				"Delegation",
				{"term": self.run.former_term, "delegation_name": ("not in", there)},
				["name", "delegation_name", "head"],
				order_by="delegation_name",
			)
		]

	def _members(self) -> dict[str, list[str]]:
		"""Old delegation → mandates of the new term that belong there: by person, else district, else place."""
		by_person: dict[str, str] = {}
		by_place: dict[str, Counter] = defaultdict(Counter)
		for old in frappe.get_all(
			"Deputy Mandate",
			{"term": self.run.former_term, "delegation": ("is", "set")},
			["deputy", "delegation", "electoral_district", "jurisdiction"],
		):
			by_person[old.deputy] = old.delegation
			for place in (old.electoral_district, old.jurisdiction):
				by_place[place][old.delegation] += 1
		found = defaultdict(list)
		for new in frappe.get_all(
			"Deputy Mandate",
			{
				"term": self.run.new_term,
				"delegation": ("is", "not set"),
				"workflow_state": ("in", (standing.PENDING, *standing.HELD)),
			},
			["name", "deputy", "electoral_district", "jurisdiction"],
			order_by="deputy_name",
		):
			places = (by_place[place] for place in (new.electoral_district, new.jurisdiction) if place)
			near = next((counted.most_common(1)[0][0] for counted in places if counted), None)
			if delegation := by_person.get(new.deputy) or near:
				found[delegation].append(new.name)
		return found

	def apply(self, chosen: dict[str, str]) -> None:
		members = self._members()
		for old, head in chosen.items():
			delegation = frappe.get_doc(
				{
					"doctype": "Delegation",
					"delegation_name": frappe.db.get_value("Delegation", old, "delegation_name"),
					"congress_body": self.run.congress_body,
					"term": self.run.new_term,
					"head": head or None,
				}
			).insert()
			for name in members[old]:
				mandate = frappe.get_doc("Deputy Mandate", name)
				mandate.delegation = delegation.name
				mandate.save()


class PresidiumAnew(Joining):
	"""Seats of the old presidium whose holders are deputies again: who was elected anew goes on."""

	label = "Presidium of the New Term"
	choice = "Presidium Office"
	no_choice = "Not in the presidium any more"
	must_choose = False

	def rows(self) -> list[dict]:
		again = self.confirmed()
		return [
			{
				"key": seat.name,
				"who": seat.deputy_name,
				"title": _(seat.office),
				"choices": [{"value": office, "label": _(office)} for office in OFFICES],
				"chosen": seat.office,
			}
			for seat in frappe.get_list(
				"Presidium Membership",
				filters={
					"congress_body": self.run.congress_body,
					"from_date": ("<", self.begins),
					"deputy": ("in", list(again)),
				},
				or_filters=[["to_date", "is", "not set"], ["to_date", ">=", self.begins]],
				fields=["name", "deputy_name", "office"],
				order_by="deputy_name",
				limit=0,
			)
		]

	def apply(self, chosen: dict[str, str]) -> None:
		old = [frappe.get_doc("Presidium Membership", name) for name in chosen]
		for seat in old:
			seat.to_date = self.run.last_day
			seat.save()
		for seat in old:
			if office := chosen[seat.name]:
				following = frappe.copy_doc(seat)
				following.update({"office": office, "from_date": self.begins, "to_date": None})
				following.insert()


class PlacementsOfNew(Joining):
	"""Stations for those who have none: the predecessor's, else what the placing page proposes."""

	label = "Placements of the New Deputies"
	choice = "Proposed Station"
	no_choice = "—"

	def rows(self) -> list[dict]:
		if not frappe.has_permission(placement_wizard.DOCTYPE, "create"):
			return []
		proposed = placement_wizard.proposals()
		new = self.confirmed()
		before = self.of_predecessors(self._placements())
		return [
			{
				"key": row["deputy"],
				"who": row["deputy_name"],
				"title": row["district"] or row["place"],
				"note": self._note(before.get(new[row["deputy"]].electoral_district), row),
				"choices": stations,
				"chosen": self._station(before.get(new[row["deputy"]].electoral_district), stations, row),
			}
			for row in proposed["rows"]
			if row["deputy"] in new
			and (stations := [one for one in proposed["stations"] if one["township"] == row["township"]])
		]

	@staticmethod
	def _station(before: str | None, stations: list[dict], row: dict) -> str:
		return before if before in {one["value"] for one in stations} else row["station"]

	@staticmethod
	def _note(before: str | None, row: dict) -> str:
		return _("Station of the district's former deputies") if before else row["reason"]

	def _placements(self) -> Query:
		table = frappe.qb.DocType("Station Placement")
		return _on(table, self.run.last_day).select(table.deputy, table.station.as_("what"))

	def apply(self, chosen: dict[str, str]) -> None:
		placement_wizard.apply(
			[{"deputy": deputy, "station": station} for deputy, station in chosen.items()], str(self.begins)
		)


class GroupSeatsOfNew(Joining):
	"""Groups for those who belong to none: the one of the district's former deputies."""

	label = "Groups of the New Deputies"
	choice = "Deputy Group"
	no_choice = "—"

	def rows(self) -> list[dict]:
		groups = frappe.get_list(
			"Deputy Group",
			filters={"tier": SMALL},
			or_filters=[["to_date", "is", "not set"], ["to_date", ">=", self.begins]],
			fields=["name", "group_name"],
			order_by="lft",
			limit=0,
		)
		own = scope.covered(
			None, "Deputy Group", [group.name for group in groups], scope.roles_with("Deputy Group", "write")
		)
		choices = [{"value": group.name, "label": group.group_name} for group in groups if group.name in own]
		before = self.of_predecessors(self._members())
		new = self.confirmed()
		waiting = frappe.get_list(
			"Deputy",
			filters={"name": ("in", list(new)), "deputy_group": ("is", "not set")},
			fields=["name", "deputy_name", "jurisdiction"],
			order_by="deputy_name",
			limit=0,
		)
		districts = dict(frappe.get_all("Electoral District", fields=["name", "district_name"], as_list=True))
		return [
			{
				"key": person.name,
				"who": person.deputy_name,
				"title": districts.get(new[person.name].electoral_district, ""),
				"choices": choices,
				"chosen": self._group(before.get(new[person.name].electoral_district), choices),
			}
			for person in waiting
			if choices
		]

	@staticmethod
	def _group(before: str | None, choices: list[dict]) -> str:
		return before if before in {one["value"] for one in choices} else ""

	def _members(self) -> Query:
		table = frappe.qb.DocType("Deputy Group Member")
		return (
			_on(table, self.run.last_day)
			.select(table.deputy, table.parent.as_("what"))
			.where(table.parenttype == "Deputy Group")
		)

	def apply(self, chosen: dict[str, str]) -> None:
		by_group = defaultdict(list)
		for deputy, group in chosen.items():
			by_group[group].append(deputy)
		for name, deputies in by_group.items():
			group = frappe.get_doc("Deputy Group", name)
			group.extend("members", [{"deputy": one, "from_date": self.begins} for one in deputies])
			group.save()


def _on(table, day) -> Query:
	"""Rows of a table with from_date and to_date that hold on `day`."""
	return (
		frappe.qb.from_(table)
		.where(table.from_date <= day)
		.where(table.to_date.isnull() | (table.to_date >= day))
	)


LISTS: dict[str, type[Joining]] = {
	rule.__name__: rule for rule in (DelegationsAnew, PresidiumAnew, PlacementsOfNew, GroupSeatsOfNew)
}

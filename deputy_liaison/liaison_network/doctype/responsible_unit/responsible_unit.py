from collections.abc import Iterable

import frappe
from frappe import _
from frappe.utils import formatdate, getdate

from deputy_liaison import scope as scopes
from deputy_liaison.document import LiaisonDocument
from deputy_liaison.finding import search_key
from deputy_liaison.scope import Scope

COUNTY = "County"
# self-governing: the township asks it and orders it nothing (村民委员会组织法 §5)
VILLAGE_COMMITTEE = "Village Committee"
# a township's government takes the county's orders and passes them on in its own line
GOVERNMENT = "Government Office"


class ResponsibleUnit(LiaisonDocument):
	"""A unit that is handed matters to handle (承办单位)."""

	scope = Scope(jurisdiction="jurisdiction", open=True)

	def validate(self) -> None:
		self.search_key = search_key(self.unit_name, self.short_name)


def refuse_units_of_others(units: Iterable[str | None], level: str, township: str) -> None:
	"""The chair orders units of the township, the county's approver those of the county (permissions.md).

	Args:
		units: names of the units that are to get an order; None is left out.
		level: "Township Level" or "County": who dispatches.
		township: the township of the matter.

	Raises:
		frappe.ValidationError: a unit belongs elsewhere, has ended, or is a village's committee; the message
			names it and says what to do.
	"""
	places = None if level == COUNTY else scopes.subtree(township)
	for name in dict.fromkeys(filter(None, units)):
		unit = frappe.get_cached_doc("Responsible Unit", name)
		refuse_ended(unit)
		if unit.kind == VILLAGE_COMMITTEE:
			frappe.throw(
				_(
					"{0} is ordered nothing: a voter's matter is sent to the village for coordination instead."
				).format(frappe.bold(unit.unit_name))
			)
		if places is None and not _is_of_county(unit):
			frappe.throw(
				_(
					"{0} is a unit of a township. Choose a unit of the county, or the township's government."
				).format(frappe.bold(unit.unit_name))
			)
		if places is not None and unit.jurisdiction not in places:
			frappe.throw(
				_(
					"{0} is no unit of this township. Choose one of its own, or hand a voter's matter up to the county."
				).format(frappe.bold(unit.unit_name))
			)


def _is_of_county(unit: ResponsibleUnit) -> bool:
	level = frappe.get_cached_value("Jurisdiction", unit.jurisdiction, "level")
	return level == COUNTY or unit.kind == GOVERNMENT


def refuse_ended(unit: ResponsibleUnit) -> None:
	"""Refuse a unit whose last day is over; what was merged names its successor."""
	if not unit.valid_to or getdate(unit.valid_to) >= getdate():
		return
	frappe.throw(
		_("{0} ended on {1}. Choose the unit that handles its matters now.").format(
			frappe.bold(unit.unit_name), formatdate(unit.valid_to, "yyyy-MM-dd")
		)
	)

import frappe
from frappe import _
from frappe.utils import getdate

from deputy_liaison.deputies import legal, standing
from deputy_liaison.document import LiaisonDocument
from deputy_liaison.finding import search_key
from deputy_liaison.scope import Scope, township_of


class ElectoralDistrict(LiaisonDocument):
	"""An electoral district (选区) of county or township deputies, with one to three seats (选举法 §25)."""

	scope = Scope(jurisdiction="jurisdiction", open=True)

	def onload(self) -> None:
		super().onload()
		self.set_onload("warnings", self.warnings())

	def validate(self) -> None:
		self.district_name = "".join((self.district_name or "").split())
		self.search_key = search_key(self.district_name)
		if not legal.seats_are_lawful(self.seats):
			frappe.throw(
				_("{0}: a district elects one to three deputies (Electoral Law, article 25).").format(
					frappe.bold(_("Seats"))
				)
			)
		level = frappe.get_cached_value("Jurisdiction", township_of(self.jurisdiction), "level")
		if self.congress_level == "Township Level" and not legal.has_congress(level):
			frappe.throw(
				_("A sub-district elects no deputies of its own. Choose the level {0}.").format(
					frappe.bold(_("County"))
				)
			)
		if self.from_date and self.to_date and getdate(self.to_date) < getdate(self.from_date):
			frappe.throw(
				_("{0} must not be before {1}.").format(
					frappe.bold(_("To Date")), frappe.bold(_("From Date"))
				)
			)
		self._refuse_fewer_seats_than_held()

	def _refuse_fewer_seats_than_held(self) -> None:
		if self.is_new():
			return
		held = len(self.held_today())
		if self.seats < held:
			frappe.throw(
				_("{0} deputies of this district are in office: {1} cannot be less.").format(
					held, frappe.bold(_("Seats"))
				)
			)

	def held_today(self) -> list[str]:
		"""Names of the deputies who hold a seat of the district today."""
		mandates = frappe.qb.DocType("Deputy Mandate")
		today = getdate()
		return (
			frappe.qb.from_(mandates)
			.select(mandates.deputy_name)
			.where((mandates.electoral_district == self.name) & mandates.workflow_state.isin(standing.HELD))
			.where(mandates.from_date <= today)
			.where(mandates.to_date.isnull() | (mandates.to_date >= today))
			.orderby(mandates.from_date)
			.run(pluck=True)
		)

	def warnings(self) -> list[str]:
		"""Seats that stand empty: the district elects again (选举法 §57)."""
		if self.to_date and getdate(self.to_date) < getdate():
			return []
		empty = self.seats - len(self.held_today())
		return (
			[_("{0} of {1} seats are empty: a by-election is due.").format(empty, self.seats)]
			if empty > 0
			else []
		)

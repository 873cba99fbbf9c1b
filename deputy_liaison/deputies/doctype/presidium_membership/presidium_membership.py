import datetime

import frappe
from frappe import _
from frappe.utils import getdate

from deputy_liaison.deputies import legal, standing
from deputy_liaison.document import LiaisonDocument
from deputy_liaison.scope import Scope

CHAIR = "Chair of the Presidium"
VICE_CHAIR = "Vice-chair of the Presidium"
OFFICES = (CHAIR, VICE_CHAIR, "Member of the Presidium")


class PresidiumMembership(LiaisonDocument):
	"""A deputy's seat in a township presidium; chair and vice-chairs belong to it (组织法 §19)."""

	scope = Scope(jurisdiction="jurisdiction", deputy="deputy", station_sees_township=True)

	def onload(self) -> None:
		super().onload()
		self.set_onload("warnings", self.warnings())

	def validate(self) -> None:
		body = frappe.db.get_value(
			"Congress Body", self.congress_body, ("kind", "jurisdiction"), as_dict=True
		)
		if body.kind != "Township Presidium":
			frappe.throw(
				_("Only the congress of a township has a standing presidium. A sub-district has none.")
			)
		self.jurisdiction = body.jurisdiction
		self.deputy_name = frappe.db.get_value("Deputy", self.deputy, "deputy_name")
		if self.to_date and getdate(self.to_date) < getdate(self.from_date):
			frappe.throw(
				_("{0} must not be before {1}.").format(
					frappe.bold(_("To Date")), frappe.bold(_("From Date"))
				)
			)
		self._check_mandate()
		self._check_others()

	def _check_mandate(self) -> None:
		begin = getdate(self.from_date)
		for one in frappe.get_all(
			"Deputy Mandate",
			{
				"deputy": self.deputy,
				"congress_body": self.congress_body,
				"workflow_state": ("not in", (standing.PENDING, standing.INVALID)),
			},
			["from_date", "to_date"],
		):
			if legal.overlap(begin, begin, one.from_date, one.to_date):
				return
		frappe.throw(
			_(
				"{0} is no confirmed deputy of this congress on {1}: the presidium is elected from its deputies."
			).format(frappe.bold(self.deputy_name), begin)
		)

	def _check_others(self) -> None:
		days = (getdate(self.from_date), getdate(self.to_date) if self.to_date else None)
		others = [
			one
			for one in frappe.get_all(
				"Presidium Membership",
				{"congress_body": self.congress_body, "name": ("!=", self.name)},
				["deputy", "deputy_name", "office", "from_date", "to_date"],
			)
			if legal.overlap(*days, one.from_date, one.to_date)
		]
		if any(one.deputy == self.deputy for one in others):
			frappe.throw(
				_("{0} belongs to this presidium in that time already. End that membership first.").format(
					frappe.bold(self.deputy_name)
				)
			)
		chair = next((one.deputy_name for one in others if one.office == CHAIR), None)
		if self.office == CHAIR and chair:
			frappe.throw(
				_("{0} is the chair in that time. A presidium has one chair.").format(frappe.bold(chair))
			)
		vice_chairs = [one.deputy_name for one in others if one.office == VICE_CHAIR]
		if self.office == VICE_CHAIR and legal.too_many_vice_chairs(len(vice_chairs) + 1):
			frappe.throw(
				_("A township has one or two vice-chairs (Organic Law). In that time these are: {0}.").format(
					frappe.bold(_(", ").join(vice_chairs))
				)
			)

	def warnings(self) -> list[str]:
		"""A presidium of unusual size, by the provincial rules."""
		size = len(presidium_on(self.congress_body, getdate()))
		if legal.presidium_size_is_unusual(size):
			return [_("The presidium has {0} members today. Local rules ask for 7 to 13.").format(size)]
		return []


def presidium_on(congress_body: str, day: datetime.date) -> list[frappe._dict]:
	"""The members of a presidium on `day` (deputy, deputy_name, office): the base of its quorum.

	Who is no deputy of the congress any more has left the presidium as well, whatever its dates say.
	"""
	members = frappe.qb.DocType("Presidium Membership")
	mandates = frappe.qb.DocType("Deputy Mandate")
	rows = (
		frappe.qb.from_(members)
		.inner_join(mandates)
		.on((mandates.deputy == members.deputy) & (mandates.congress_body == members.congress_body))
		.select(members.deputy, members.deputy_name, members.office)
		.distinct()
		.where((members.congress_body == congress_body) & (members.from_date <= day))
		.where(members.to_date.isnull() | (members.to_date >= day))
		.where(mandates.workflow_state.notin((standing.PENDING, standing.INVALID)))
		.where(mandates.from_date <= day)
		.where(mandates.to_date.isnull() | (mandates.to_date >= day))
		.orderby(members.deputy_name)
		.run(as_dict=True)
	)
	rank = (CHAIR, VICE_CHAIR)
	return sorted(rows, key=lambda row: rank.index(row.office) if row.office in rank else len(rank))

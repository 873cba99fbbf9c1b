import frappe
from frappe import _
from frappe.utils import getdate

from deputy_liaison.document import LiaisonDocument
from deputy_liaison.scope import Scope


class StationPlacement(LiaisonDocument):
	"""A deputy works in a station, from when to when (进站, seed S1-01)."""

	scope = Scope(jurisdiction="jurisdiction", station="station", deputy="deputy")

	def validate(self) -> None:
		self.jurisdiction = frappe.db.get_value("Liaison Station", self.station, "jurisdiction")
		if self.to_date and getdate(self.to_date) < getdate(self.from_date):
			frappe.throw(
				_("{0} must not be before {1}.").format(
					frappe.bold(_("To Date")), frappe.bold(_("From Date"))
				)
			)

	def on_update(self) -> None:
		super().on_update()
		set_station(self.deputy)

	def after_delete(self) -> None:
		set_station(self.deputy)


def set_station(deputy: str) -> None:
	"""Write the station of the current placement into the deputy's record."""
	today = getdate()
	placements = frappe.qb.DocType("Station Placement")
	current = (
		frappe.qb.from_(placements)
		.select(placements.station)
		.where((placements.deputy == deputy) & (placements.from_date <= today))
		.where(placements.to_date.isnull() | (placements.to_date >= today))
		.orderby(placements.from_date, order=frappe.qb.desc)
		.limit(1)
		.run(pluck=True)
	)
	station = current[0] if current else None
	frappe.db.set_value("Deputy", deputy, "station", station, update_modified=False)

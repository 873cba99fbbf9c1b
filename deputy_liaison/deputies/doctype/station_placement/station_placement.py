import frappe
from frappe import _
from frappe.utils import getdate

from deputy_liaison.deputies import standing
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
		before = self.get_doc_before_save()
		standing.refresh({self.deputy, before.deputy if before else self.deputy})

	def after_delete(self) -> None:
		standing.refresh([self.deputy])

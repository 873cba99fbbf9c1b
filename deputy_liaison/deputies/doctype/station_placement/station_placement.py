import frappe
from frappe import _
from frappe.utils import getdate

from deputy_liaison.deputies import legal, standing
from deputy_liaison.document import LiaisonDocument
from deputy_liaison.scope import Scope, township_of


class StationPlacement(LiaisonDocument):
	"""A deputy works in a station, from when to when, and looks after its grid cells (进站, S1-01, S1-03)."""

	scope = Scope(jurisdiction="jurisdiction", station="station", deputy="deputy")

	def onload(self) -> None:
		super().onload()
		self.set_onload("warnings", self.warnings())

	def validate(self) -> None:
		self.jurisdiction = frappe.db.get_value("Liaison Station", self.station, "jurisdiction")
		self.deputy_name = frappe.db.get_value("Deputy", self.deputy, "deputy_name")
		if self.to_date and getdate(self.to_date) < getdate(self.from_date):
			frappe.throw(
				_("{0} must not be before {1}.").format(
					frappe.bold(_("To Date")), frappe.bold(_("From Date"))
				)
			)
		self._refuse_overlap()
		self._check_grid_cells()

	def _refuse_overlap(self) -> None:
		days = getdate(self.from_date), getdate(self.to_date) if self.to_date else None
		for other in frappe.get_all(
			"Station Placement",
			{"deputy": self.deputy, "station": self.station, "name": ("!=", self.name)},
			["from_date", "to_date"],
		):
			if legal.overlap(*days, other.from_date, other.to_date):
				frappe.throw(
					_("{0} works in this station from {1} to {2} already. Choose other dates.").format(
						frappe.bold(self.deputy_name), other.from_date, other.to_date or "…"
					)
				)

	def _check_grid_cells(self) -> None:
		cells = frappe.get_all(
			"Grid Cell",
			{"name": ("in", [row.grid_cell for row in self.grid_cells])},
			["name", "grid_name", "jurisdiction"],
			order_by="code",
		)
		township = township_of(self.jurisdiction)
		for cell in cells:
			if township_of(cell.jurisdiction) != township:
				frappe.throw(
					_("{0} lies in another township than the station. Choose another grid cell.").format(
						frappe.bold(cell.grid_name)
					)
				)
		chosen = dict.fromkeys(row.grid_cell for row in self.grid_cells)
		if len(chosen) < len(self.grid_cells):
			self.set("grid_cells", [{"grid_cell": cell} for cell in chosen])
		self.grid_cell_names = _(", ").join(cell.grid_name for cell in cells)[:255]

	def on_update(self) -> None:
		super().on_update()
		before = self.get_doc_before_save()
		standing.refresh({self.deputy, before.deputy if before else self.deputy})

	def after_delete(self) -> None:
		standing.refresh([self.deputy])

	def warnings(self) -> list[str]:
		"""A placement in force of a person who is no deputy in office, or who doesn't agree to it."""
		found = []
		today = getdate()
		if self.to_date and getdate(self.to_date) < today:
			return found
		status = frappe.db.get_value("Deputy", self.deputy, "credential_status")
		if status != "Active Credentials":
			found.append(_("{0} has no mandate in force today ({1}).").format(self.deputy_name, _(status)))
		if self.consent == "Does Not Agree":
			found.append(_("The deputy does not agree to this placement. Look for another station."))
		return found

import frappe
from frappe import _
from frappe.utils import getdate

from deputy_liaison.document import LiaisonDocument
from deputy_liaison.scope import Scope

DOCTYPE = "Opening Balance"
FIGURES = (
	"visitors",
	"opinions",
	"opinions_solved",
	"services",
	"outreach",
	"activities",
	"aid_amount",
	"invested",
)


class OpeningBalance(LiaisonDocument):
	"""What a station or a place had done before this app counted (历年累计数, seed S4-18).

	Added to figures of all years together, never to a rate (rules.md §12).
	"""

	scope = Scope(jurisdiction="jurisdiction", station="station")

	def validate(self) -> None:
		if self.station:
			self.jurisdiction, title = frappe.db.get_value(
				"Liaison Station", self.station, ["jurisdiction", "station_name"]
			)
		elif self.jurisdiction:
			title = frappe.db.get_value("Jurisdiction", self.jurisdiction, "full_name")
		else:
			frappe.throw(
				_("Please fill in: {0}").format(frappe.bold(_(" / ").join((_("Jurisdiction"), _("Station")))))
			)
		self.subject = _("{0}, until {1}", lang="zh").format(title, self.until_year)
		self._check_year()
		self._check_figures()
		self._refuse_second(title)

	def _check_year(self) -> None:
		last = getdate().year - 1
		if not 1954 <= (self.until_year or 0) <= last:
			frappe.throw(
				_("{0}: earlier years end with {1} at the latest.").format(
					frappe.bold(_("Until the End of")), frappe.bold(last)
				)
			)

	def _check_figures(self) -> None:
		if not any(self.get(figure) for figure in FIGURES):
			frappe.throw(_("Enter one figure at least."))
		if (self.opinions_solved or 0) > (self.opinions or 0):
			frappe.throw(
				_("{0} must not be more than {1}.").format(
					frappe.bold(_("Opinions Solved")), frappe.bold(_("Opinions Collected"))
				)
			)

	def _refuse_second(self, title: str) -> None:
		"""Two balances of one station or place would count the same years twice."""
		place = {"station": self.station} if self.station else {"jurisdiction": self.jurisdiction}
		if frappe.db.exists(DOCTYPE, {"station": ("is", "not set"), **place, "name": ("!=", self.name)}):
			frappe.throw(
				_("{0} has its balance already. Change that one.").format(frappe.bold(title)),
				frappe.DuplicateEntryError,
			)

import frappe
from frappe import _

from deputy_liaison.document import LiaisonDocument
from deputy_liaison.scope import Scope


class HandlingLog(LiaisonDocument):
	"""Append-only: every move and every disclosure of personal data, who, when, by which post, why."""

	scope = Scope(
		jurisdiction="jurisdiction", township="township", station="station", restriction="restriction"
	)

	def validate(self) -> None:
		if not self.is_new():
			frappe.throw(_("The handling log cannot be changed."), frappe.PermissionError)

	def on_trash(self) -> None:
		frappe.throw(_("The handling log cannot be changed."), frappe.PermissionError)


def on_doctype_update() -> None:
	"""Lines are read by their record, and as a whole, newest first."""
	frappe.db.add_index("Handling Log", ["at"])
	frappe.db.add_index("Handling Log", ["township", "at"])
	frappe.db.add_index("Handling Log", ["reference_doctype", "reference_name", "at"])

import frappe
from frappe import _

from deputy_liaison.document import LiaisonDocument
from deputy_liaison.scope import Scope

DOCTYPE = "Assessment Score"


class AssessmentScore(LiaisonDocument):
	"""The scores that one criterion of an assessment got, with reasons and the proposal from the data.

	Written by `station_scores.enter` alone, which checks stage, role and person.
	"""

	scope = Scope(jurisdiction="jurisdiction", township="township", station="station")

	def validate(self) -> None:
		if not self.flags.entered:
			frappe.throw(
				_("Scores are entered in the score sheet of the assessment, not here."),
				frappe.PermissionError,
			)

	def on_trash(self) -> None:
		frappe.throw(_("Assessments and their scores are not deleted."), frappe.PermissionError)


def on_doctype_update() -> None:
	"""One row to a criterion, whoever is faster."""
	frappe.db.add_unique(DOCTYPE, ["assessment", "criterion_no"])

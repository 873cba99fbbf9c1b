import frappe
from frappe import _

from deputy_liaison.document import LiaisonDocument
from deputy_liaison.scope import Scope

JUDGED_BY = ("excellent_from", "good_from", "qualified_from")
OF_A_CRITERION = (
	"criterion_no",
	"module",
	"criterion",
	"points",
	"deduction_rule",
	"evidence",
	"auto_source",
	"auto_threshold",
)


class AssessmentScheme(LiaisonDocument):
	"""Criteria with their points, and the bounds of the grades (rules.md §8; seed S0-08: 23 criteria, 100 points).

	Once a round is judged by a scheme it stays as it is; a changed one is a new record.
	"""

	scope = Scope(open=True)

	def validate(self) -> None:
		numbers = [row.criterion_no for row in self.criteria]
		for number in numbers:
			if numbers.count(number) > 1:
				frappe.throw(_("Criterion number {0} stands here twice.").format(frappe.bold(number)))
		self.total_points = sum(row.points for row in self.criteria)
		if not self.total_points >= self.excellent_from > self.good_from > self.qualified_from >= 0:
			frappe.throw(
				_(
					"The bounds of the grades must fall from {0} to {1}, below the total of {2} points."
				).format(
					frappe.bold(_("Excellent From")),
					frappe.bold(_("Qualified From")),
					f"{self.total_points:g}",
				)
			)
		self._refuse_change_in_use()

	def _refuse_change_in_use(self) -> None:
		before = self.get_doc_before_save()
		if not before or not frappe.db.exists("Station Assessment", {"scheme": self.name}):
			return
		if _judged(before) != _judged(self):
			frappe.throw(
				_(
					"Stations are assessed by {0}, so its criteria and bounds stay. Duplicate it and change the copy."
				).format(frappe.bold(self.scheme_name))
			)


def _judged(scheme: AssessmentScheme) -> list:
	rows = [
		[row.get(field) or None for field in OF_A_CRITERION]
		for row in sorted(scheme.criteria, key=lambda row: row.criterion_no)
	]
	return [float(scheme.get(bound)) for bound in JUDGED_BY] + rows

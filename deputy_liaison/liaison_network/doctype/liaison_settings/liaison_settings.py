import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import formatdate, getdate

from deputy_liaison.liaison_network import outlines
from deputy_liaison.scope import Scope
from deputy_liaison.working_days import calendar_warnings


class LiaisonSettings(Document):
	"""What a county tunes: time limits with their legal basis, reminders, working days, lengths, the notice."""

	scope = Scope(open=True)

	def onload(self) -> None:
		self.set_onload("warnings", calendar_warnings())

	def validate(self) -> None:
		if self.township_outlines and self.has_value_changed("township_outlines"):
			outlines.check(self.township_outlines)
		self._refuse_limit_twice()
		self._refuse_day_twice()
		if (self.orange_days or 0) > (self.yellow_days or 0):
			frappe.throw(
				_("{0} must not be more than {1}: yellow comes first.").format(
					*(frappe.bold(_(self.meta.get_label(field))) for field in ("orange_days", "yellow_days"))
				)
			)

	def _refuse_limit_twice(self) -> None:
		seen = set()
		for row in self.time_limits:
			if (row.limit_key, row.congress_level) in seen:
				frappe.throw(
					_("{0}, row {1}: {2} ({3}) stands here twice. Keep one of the two rows.").format(
						frappe.bold(_("Time Limits")),
						row.idx,
						frappe.bold(_(row.limit_key)),
						_(row.congress_level),
					)
				)
			seen.add((row.limit_key, row.congress_level))

	def _refuse_day_twice(self) -> None:
		seen = set()
		for row in self.working_day_overrides:
			if getdate(row.day) in seen:
				frappe.throw(
					_("{0}, row {1}: {2} stands here twice. Keep one of the two rows.").format(
						frappe.bold(_("Days Set by the County")),
						row.idx,
						frappe.bold(formatdate(row.day, "yyyy-MM-dd")),
					)
				)
			seen.add(getdate(row.day))

import frappe
from frappe import _
from frappe.utils import getdate

from deputy_liaison.document import LiaisonDocument
from deputy_liaison.scope import Scope

SHORT_LEVELS = {
	"National": "全国",
	"Provincial": "省",
	"Prefecture": "市",
	"County": "县",
	"Township Level": "镇",
}


class DeputyMandate(LiaisonDocument):
	"""One mandate of a person at one level and term; a person may hold several at once."""

	scope = Scope(jurisdiction="jurisdiction", deputy="deputy", station_sees_township=True)

	def validate(self) -> None:
		if self.congress_level == "Township Level":
			level = frappe.get_cached_value("Jurisdiction", self.jurisdiction, "level")
			if level == "Sub-district":
				frappe.throw(
					_("A sub-district has no congress of its own: no township mandate is possible there.")
				)

	def on_update(self) -> None:
		super().on_update()
		set_levels(self.deputy)

	def after_delete(self) -> None:
		set_levels(self.deputy)


def set_levels(deputy: str) -> None:
	"""Write the levels of the mandates in force into the deputy's record, highest first."""
	today = getdate()
	mandates = frappe.qb.DocType("Deputy Mandate")
	held = (
		frappe.qb.from_(mandates)
		.select(mandates.congress_level)
		.distinct()
		.where((mandates.deputy == deputy) & (mandates.from_date <= today))
		.where(mandates.to_date.isnull() | (mandates.to_date >= today))
		.run(pluck=True)
	)
	text = "、".join(short for level, short in SHORT_LEVELS.items() if level in held)
	frappe.db.set_value("Deputy", deputy, "levels", text, update_modified=False)

"""What a deputy leaves in the room of duties (hook `left_by_deputies`)."""

import datetime

import frappe
from frappe.utils import getdate

from deputy_liaison.deputies.leaving import Leaving, Left


class ReceptionDaysLeft(Leaving):
	"""Reception days to come: another deputy of the station receives on that day."""

	doctype = "Reception Day"
	label = "Reception Days of Those Who Left"
	has_successor = True

	def find(self) -> list[Left]:
		days = frappe.qb.DocType(self.doctype)
		receiving = frappe.qb.DocType("Receiving Deputy")
		rows = (
			frappe.qb.from_(receiving)
			.inner_join(days)
			.on(days.name == receiving.parent)
			.select(receiving.deputy, days.name, days.day_title, days.station)
			.where((receiving.parenttype == self.doctype) & receiving.deputy.isin(list(self.gone)))
			.where(days.day >= getdate())
			.orderby(days.day, days.day_title)
			.run(as_dict=True)
		)
		return [
			Left(row.deputy, row.name, row.day_title, choices=self.placed_in(row.station)) for row in rows
		]

	def settle(self, left: Left, successor: str | None, begins: datetime.date) -> None:
		reception = frappe.get_doc(self.doctype, left.name)
		staying = [row.deputy for row in reception.deputies if row.deputy != left.deputy]
		if successor and successor not in staying:
			staying.append(successor)
		reception.set("deputies", [{"deputy": deputy} for deputy in staying])
		reception.save()

"""What a deputy leaves among the voters' matters (hook `left_by_deputies`)."""

import datetime

import frappe
from frappe import _

from deputy_liaison.deputies.leaving import Leaving, Left
from deputy_liaison.opinions.open_work import ENDED
from deputy_liaison.state_machine import write_log

TICKET = "Opinion Ticket"


class OpenTicketsLeft(Leaving):
	"""Open matters that no deputy in office looks after any more: another deputy of the station does.

	Limits and units stay as they are, and who received the voter stays on the record.
	"""

	doctype = TICKET
	label = "Open Matters of Those Who Left"
	has_successor = True

	def find(self) -> list[Left]:
		tickets = frappe.qb.DocType(TICKET)
		receiving = frappe.qb.DocType("Receiving Deputy")
		rows = (
			frappe.qb.from_(receiving)
			.inner_join(tickets)
			.on(tickets.name == receiving.parent)
			.select(receiving.deputy, tickets.name, tickets.number, tickets.subject, tickets.station)
			.where((receiving.parenttype == TICKET) & (receiving.parentfield == "receiving_deputies"))
			.where(receiving.deputy.isin(list(self.gone)))
			.where(tickets.workflow_state.notin(ENDED[TICKET]))
			.orderby(tickets.received_on)
			.run(as_dict=True)
		)
		looked_after = self._looked_after({row.name for row in rows})
		return [
			Left(row.deputy, row.name, f"{row.number} {row.subject}", choices=self.placed_in(row.station))
			for row in rows
			if row.name not in looked_after
		]

	@staticmethod
	def _looked_after(tickets: set[str]) -> set[str]:
		if not tickets:
			return set()
		receiving = frappe.qb.DocType("Receiving Deputy")
		people = frappe.qb.DocType("Deputy")
		return set(
			frappe.qb.from_(receiving)
			.inner_join(people)
			.on(people.name == receiving.deputy)
			.select(receiving.parent)
			.where((receiving.parenttype == TICKET) & (receiving.parentfield == "receiving_deputies"))
			.where(receiving.parent.isin(list(tickets)))
			.where(people.credential_status == "Active Credentials")
			.run(pluck=True)
		)

	def settle(self, left: Left, successor: str | None, begins: datetime.date) -> None:
		if not successor:
			frappe.throw(
				_("{0}: choose the deputy who looks after it from now on.").format(frappe.bold(left.title))
			)
		ticket = frappe.get_doc(TICKET, left.name)
		ticket.check_permission("write")
		ticket.append("receiving_deputies", {"deputy": successor})
		# a ticket is changed by its actions alone; who may write it was checked above
		ticket.receiving_deputies[-1].db_insert()
		write_log(
			ticket,
			"Hand to Another Deputy",
			event="Handling Event",
			note=_("{0} looks after it in place of {1}.").format(
				*(frappe.db.get_value("Deputy", one, "deputy_name") for one in (successor, left.deputy))
			),
		)

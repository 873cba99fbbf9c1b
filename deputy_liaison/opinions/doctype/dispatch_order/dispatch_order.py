import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import getdate, now_datetime

from deputy_liaison import scope as scopes
from deputy_liaison.document import LiaisonDocument
from deputy_liaison.numbering import formatted, next_number
from deputy_liaison.opinions.doctype.commitment.commitment import follow_reply
from deputy_liaison.opinions.doctype.supervision_entry.supervision_entry import settle
from deputy_liaison.persons import display_name
from deputy_liaison.scope import UNIT_ROLE, Scope
from deputy_liaison.state_machine import Ask, Move, begin, internal_move
from deputy_liaison.working_days import limit_end

ISSUED = "Order Issued"
ACKNOWLEDGED = "Order Acknowledged"
REPLIED = "Order Replied"
# what is taken over from the signed return slip when nobody of the unit enters it
SLIP = ("on_behalf_signer*", "on_behalf_date*", "on_behalf_scan*")


class DispatchOrder(LiaisonDocument):
	"""What one unit is asked to handle, and what it did (rules.md §2.3, §2.4)."""

	scope = Scope(
		jurisdiction="jurisdiction", township="township", station="station", unit="responsible_unit"
	)
	asks = {
		"Acknowledge Order": Ask(("acknowledged_by*", "handler*", "handler_phone")),
		"Record First Contact": Ask(
			("first_contact_on*", "first_contact_with*", "first_contact_mode*", "first_contact_note")
		),
		"Reply to Order": Ask(
			(
				"result_class*",
				"reply_form*",
				"reply_date*",
				"replied_by*",
				"reply*",
				"explanation",
				"plan",
				"plan_due",
			)
		),
		"Give Order Opinion": Ask(("reply_date*", "replied_by*", "reply*")),
	}
	system_moves = {(REPLIED, "Order Accepted"): frozenset({"L6"})}

	def before_insert(self) -> None:
		year = getdate(self.issued_on).year
		township = scopes.township_of(self.jurisdiction)
		self.number = formatted("转", year, next_number(f"Dispatch Order {township}", year))

	def on_update(self) -> None:
		super().on_update()
		settle(self)

	def is_archived(self) -> bool:
		return (
			bool(self.opinion_ticket) and frappe.get_doc("Opinion Ticket", self.opinion_ticket).is_archived()
		)

	def _is_of_unit(self) -> bool:
		return any(post.post == UNIT_ROLE and post.unit == self.responsible_unit for post in scopes.posts())

	def ask_for(self, action: str) -> Ask:
		ask = super().ask_for(action)
		return ask if self._is_of_unit() else ask.also(*SLIP)

	def defaults_for(self, action: str) -> dict:
		today = str(getdate())
		myself = display_name(frappe.session.user) if self._is_of_unit() else ""
		return {
			"Acknowledge Order": {"acknowledged_by": myself, "handler": self.handler or myself},
			"Record First Contact": {
				"first_contact_on": today,
				"first_contact_with": "Receiving Deputy",
				"first_contact_mode": "Face to Face",
			},
			"Reply to Order": {"reply_date": today, "reply_form": "In Writing", "replied_by": myself},
			"Give Order Opinion": {"reply_date": today, "replied_by": myself},
		}.get(action, {})

	def on_acknowledge_order(self, move: Move) -> None:
		self._note_entry_on_behalf()
		self.acknowledged_on = now_datetime()

	def on_record_first_contact(self, move: Move) -> None:
		self._note_entry_on_behalf()
		self._refuse_outside_handling("first_contact_on")

	def on_reply_to_order(self, move: Move) -> None:
		self._note_entry_on_behalf()
		self._refuse_outside_handling("reply_date")
		self._check_result()
		self.reply_user = frappe.session.user

	def after_reply_to_order(self, move: Move) -> None:
		internal_move("Opinion Ticket", self.opinion_ticket, "Ticket To Feed Back", "L3")
		follow_reply(self)

	def on_give_order_opinion(self, move: Move) -> None:
		self._note_entry_on_behalf()
		self._refuse_outside_handling("reply_date")
		self.reply_user = frappe.session.user

	def _check_result(self) -> None:
		result = frappe.get_cached_doc("Result Class", self.result_class)
		needed = []
		if result.needs_explanation and not self.explanation:
			needed.append("explanation")
		if result.needs_plan:
			needed += [field for field in ("plan", "plan_due") if not self.get(field)]
		if needed:
			labels = _(", ").join(_(self.meta.get_label(field)) for field in needed)
			frappe.throw(
				_("A reply of class {0} needs: {1}").format(
					frappe.bold(result.result_label), frappe.bold(labels)
				),
				frappe.MandatoryError,
			)

	def _refuse_outside_handling(self, field: str) -> None:
		"""A day of handling lies between the dispatch and today."""
		day = getdate(self.get(field))
		label = frappe.bold(_(self.meta.get_label(field)))
		if day > getdate():
			frappe.throw(_("{0} lies in the future.").format(label))
		if day < getdate(self.issued_on):
			frappe.throw(_("{0} lies before the dispatch.").format(label))

	def _note_entry_on_behalf(self) -> None:
		"""Nobody of the unit acts: the clerk types in the signed slip, marked 代录 (permissions.md)."""
		if self._is_of_unit():
			return
		self._refuse_outside_handling("on_behalf_date")
		self.entered_on_behalf = 1
		self.flags.entered_on_behalf = True


def issue_orders(ticket: Document) -> None:
	"""Rule L1 and L7: one lead order and one for each supporting unit, in the ticket's current round.

	Args:
		ticket: the Opinion Ticket, just approved; the move on it was checked for the user.
	"""
	previous = frappe.db.get_value(
		"Dispatch Order", {"opinion_ticket": ticket.name, "unit_role": "Lead"}, "name", order_by="round desc"
	)
	deputies = _deputy_names(ticket)
	roles = [("Lead", ticket.lead_unit), *(("Supporting", row.unit) for row in ticket.supporting_units)]
	for role, unit in roles:
		order = frappe.new_doc("Dispatch Order")
		order.update(
			{
				"opinion_ticket": ticket.name,
				"jurisdiction": ticket.jurisdiction,
				"station": ticket.station,
				"unit_role": role,
				"responsible_unit": unit,
				"round": ticket.round,
				"previous_order": previous if role == "Lead" else None,
				"subject": ticket.subject,
				"matter": ticket.content,
				"category": ticket.category,
				"urgency": ticket.urgency,
				"reporter": ticket.reporter,
				"deputies": deputies,
				"proposal": ticket.proposal,
				"approval": ticket.approval,
				"responsible_person": ticket.responsible_person,
				"due_date": _due(ticket, role),
				"issued_on": now_datetime(),
			}
		)
		begin(order, "Issue Order", ISSUED, rule="L1" if ticket.round == 1 else "L7")


def _due(ticket: Document, role: str):
	"""A supporting unit's opinion is due earlier, and never after the lead unit's reply."""
	due = getdate(ticket.due_date)
	return due if role == "Lead" else min(due, limit_end(getdate(), "Give Order Opinion"))


def _deputy_names(ticket: Document) -> str:
	deputies = [row.deputy for row in ticket.receiving_deputies]
	if not deputies:
		return ""
	return "、".join(frappe.get_all("Deputy", filters={"name": ("in", deputies)}, pluck="deputy_name"))


def orders_of(ticket: str) -> list[frappe._dict]:
	"""The orders of a ticket, for who may read the ticket."""
	orders = frappe.get_all(
		"Dispatch Order",
		filters={"opinion_ticket": ticket},
		fields=[
			"name",
			"number",
			"unit_role",
			"responsible_unit",
			"responsible_unit.unit_name",
			"round",
			"workflow_state",
			"due_date",
			"acknowledged_on",
			"acknowledged_by",
			"reply_date",
			"result_class",
			"result_class.result_label",
			"reply",
			"entered_on_behalf",
		],
		order_by="round asc, number asc",
	)
	for order in orders:
		order.state_label = _(order.workflow_state)
		order.role_label = _(order.unit_role)
	return orders


def on_doctype_update() -> None:
	"""Scope × state × date; and one lead order to a round of a ticket."""
	frappe.db.add_index("Dispatch Order", ["responsible_unit", "workflow_state", "due_date"])
	# the whole list, newest first; Frappe 16 makes this one itself, under this name
	frappe.db.add_index("Dispatch Order", ["creation"], "creation")
	frappe.db.add_index("Dispatch Order", ["workflow_state", "creation"])
	frappe.db.add_index("Dispatch Order", ["township", "creation"])
	frappe.db.add_index("Dispatch Order", ["township", "workflow_state", "creation"])
	frappe.db.add_unique("Dispatch Order", ["opinion_ticket", "round", "responsible_unit"])

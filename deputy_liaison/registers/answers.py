"""What was answered to a ticket in its present round, and how that was told: for the books that tell of the ticket,
not of its orders.
"""

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import frappe

from deputy_liaison.liaison_network.doctype.responsible_unit.responsible_unit import VILLAGE_COMMITTEE
from deputy_liaison.opinions.ticket_states import ORDER_WITHDRAWN
from deputy_liaison.paper import zh
from deputy_liaison.registers.row_source import lines

ORDER, TICKET = "Dispatch Order", "Opinion Ticket"


@dataclass(frozen=True)
class Answer:
	"""The lead orders of one round together.

	Args:
		units: names of the units that handle it.
		of_village: whether a village coordinates it.
		issued_on: when it was first handed over.
		reply: what was answered; of several units with their names.
		result: the result class in words; of several the least.
	"""

	units: str = ""
	of_village: bool = False
	issued_on: datetime.datetime | None = None
	reply: str = ""
	result: str = ""


def answers_to(tickets: Iterable[frappe._dict]) -> dict[str, Answer]:
	"""Ticket → what its units answered; empty for none.

	Args:
		tickets: name and round of tickets that the user reads: an order's reply belongs to its ticket, so who
			sees the one sees the other.
	"""
	rounds = {ticket.name: ticket.round for ticket in tickets}
	if not rounds:
		return {}
	by_ticket = defaultdict(list)
	for order in frappe.get_all(
		ORDER,
		filters={
			"opinion_ticket": ("in", list(rounds)),
			"unit_role": "Lead",
			"workflow_state": ("!=", ORDER_WITHDRAWN),
		},
		fields=[
			"opinion_ticket",
			"round",
			"creation",
			"issued_on",
			"reply",
			"result_class.code",
			"result_class.result_label",
			"responsible_unit.unit_name",
			"responsible_unit.kind as unit_kind",
		],
	):
		if order.round == rounds[order.opinion_ticket]:
			by_ticket[order.opinion_ticket].append(order)
	return {ticket: _together(orders) for ticket, orders in by_ticket.items()}


def attempts_at(tickets: list[str]) -> Mapping[str, int]:
	"""Ticket → how often its reporter was sought in vain."""
	if not tickets:
		return {}
	return Counter(
		frappe.get_all("Feedback Attempt", {"parenttype": TICKET, "parent": ("in", tickets)}, pluck="parent")
	)


def told_by(mode: str | None, attempts: int) -> str:
	"""How the reporter was told, or how often he or she was sought in vain."""
	return lines(zh(mode), f"未联系上{attempts}次" if attempts else "")


def _together(orders: list[frappe._dict]) -> Answer:
	orders = sorted(orders, key=lambda order: order.creation)
	replied = [order for order in orders if order.reply]
	least = max(orders, key=lambda order: order.code or "")
	return Answer(
		units="、".join(dict.fromkeys(order.unit_name or "" for order in orders)),
		of_village=any(order.unit_kind == VILLAGE_COMMITTEE for order in orders),
		issued_on=min((order.issued_on for order in orders if order.issued_on), default=None),
		reply=lines(
			*(f"{order.unit_name}：{order.reply}" if len(orders) > 1 else order.reply for order in replied)
		),
		result=least.result_label or "",
	)

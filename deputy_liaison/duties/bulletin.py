"""What a bulletin is drawn up from: figures of a body's period, and units that were reminded too often."""

import datetime

import frappe
from frappe.query_builder.functions import Count, Max, Sum
from frappe.utils import cint, getdate
from pypika import Case

ENTRY = "Supervision Entry"
ORDER = "Dispatch Order"
# an order that was withdrawn, or went back to be given to another unit, is nobody's omission
DEAD = ("Order Withdrawn",)


def figures_of(place: str, level: str, begins: datetime.date, ends: datetime.date) -> dict[str, int]:
	"""Figures of the bulletin of the body at `place`.

	Args:
		place: jurisdiction of the body; the county counts its townships as well.
		level: "Township Level" or "County"; orders count at the body that issued them (rules.md §5).
		begins: first day.
		ends: last day.

	Returns:
		visits, visitors, tickets, orders, replied (of these orders), overdue (of these orders, today).
	"""
	begins, ends = getdate(begins), getdate(ends)
	visit = frappe.qb.DocType("Constituent Visit")
	ticket = frappe.qb.DocType("Opinion Ticket")
	order = frappe.qb.DocType(ORDER)
	visits, visitors = _one(
		frappe.qb.from_(visit).select(Count(visit.name), Sum(visit.head_count)),
		visit,
		visit.visit_time,
		place,
		level,
		begins,
		ends,
	)
	(tickets,) = _one(
		frappe.qb.from_(ticket).select(Count(ticket.name)),
		ticket,
		ticket.received_on,
		place,
		level,
		begins,
		ends,
	)
	late = order.reply_date.isnull() & (order.due_date < getdate())
	orders, replied, overdue = _one(
		frappe.qb.from_(order)
		.select(
			Count(order.name),
			Sum(Case().when(order.reply_date.isnotnull(), 1).else_(0)),
			Sum(Case().when(late, 1).else_(0)),
		)
		.where((order.handling_level == level) & (order.unit_role == "Lead"))
		.where(order.workflow_state.notin(DEAD)),
		order,
		order.issued_on,
		place,
		level,
		begins,
		ends,
	)
	return {
		"visits": visits,
		"visitors": visitors,
		"tickets": tickets,
		"orders": orders,
		"replied": replied,
		"overdue": overdue,
	}


def _one(query, table, column, place: str, level: str, begins, ends) -> list[int]:
	query = query.where(column[f"{begins} 00:00:00" : f"{ends} 23:59:59"])
	if level != "County":
		query = query.where(table.township == place)
	return [cint(value) for value in query.run()[0]]


def units_to_name(place: str, level: str, begins: datetime.date, ends: datetime.date) -> list[dict]:
	"""Units proposed for the bulletin: an order of theirs was supervised as often as the settings say.

	Only orders count that this body issued, of which the unit was reminded in the period, and that were
	not answered in time.

	Args:
		place: jurisdiction of the body.
		level: "Township Level" or "County".
		begins: first day.
		ends: last day.

	Returns:
		unit, orders_overdue (of those reminded of), reminders; who was reminded most often comes first.
	"""
	least = cint(frappe.get_cached_doc("Liaison Settings").reminders_before_bulletin)
	if not least:
		return []
	begins, ends = getdate(begins), getdate(ends)
	entry = frappe.qb.DocType(ENTRY)
	order = frappe.qb.DocType(ORDER)
	query = (
		frappe.qb.from_(entry)
		.inner_join(order)
		.on(order.name == entry.dispatch_order)
		.select(order.responsible_unit, order.due_date, Count(entry.name))
		.where((order.handling_level == level) & (entry.supervised_on <= ends))
		.where(order.workflow_state.notin(DEAD))
		.where(order.reply_date.isnull() | (order.reply_date > order.due_date))
		.groupby(order.name, order.responsible_unit, order.due_date)
		.having((Count(entry.name) >= least) & (Max(entry.supervised_on) >= begins))
	)
	if level != "County":
		query = query.where(order.township == place)
	units: dict[str, dict] = {}
	for unit, due, reminders in query.run():
		row = units.setdefault(unit, {"unit": unit, "orders_overdue": 0, "reminders": 0})
		row["orders_overdue"] += getdate(due) < getdate()
		row["reminders"] += reminders
	return sorted(units.values(), key=lambda row: (-row["reminders"], -row["orders_overdue"], row["unit"]))

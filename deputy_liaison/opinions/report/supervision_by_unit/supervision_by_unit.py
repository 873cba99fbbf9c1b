import frappe
from frappe import _
from frappe.query_builder.functions import Count, Max, Sum
from frappe.utils import getdate
from pypika import Case
from pypika.terms import PseudoColumn

from deputy_liaison import scope
from deputy_liaison.opinions.doctype.supervision_entry.supervision_entry import (
	ANSWERED,
	AWAITING,
	DOCTYPE,
	SYSTEM,
)
from deputy_liaison.opinions.rate_tables import MOST_BARS, bars


def execute(filters: dict | None = None) -> tuple:
	"""How often each unit was reminded, and what it answered, within the reader's posts.

	Args:
		filters: from_date and to_date (days of supervision, both inclusive), jurisdiction.
	"""
	filters = frappe._dict(filters or {})
	condition = scope.criterion(None, DOCTYPE)
	if condition == scope.DENY:
		return columns(), []
	entry = frappe.qb.DocType(DOCTYPE)
	unit = frappe.qb.DocType("Responsible Unit")

	def counted(which):
		return Sum(Case().when(which, 1).else_(0))

	awaiting = entry.workflow_state == AWAITING
	query = (
		frappe.qb.from_(entry)
		.inner_join(unit)
		.on(unit.name == entry.responsible_unit)
		.select(
			unit.name.as_("unit"),
			unit.unit_name,
			Count(entry.dispatch_order).distinct().as_("orders"),
			counted(entry.way != SYSTEM).as_("by_people"),
			counted(entry.way == SYSTEM).as_("by_system"),
			counted(entry.workflow_state == ANSWERED).as_("answered"),
			counted(awaiting).as_("awaiting"),
			counted(awaiting & (entry.reply_due < getdate())).as_("late"),
			Max(entry.times).as_("most_times"),
		)
		.groupby(unit.name, unit.unit_name)
		.orderby(unit.unit_name)
	)
	if filters.from_date:
		query = query.where(entry.supervised_on >= getdate(filters.from_date))
	if filters.to_date:
		query = query.where(entry.supervised_on <= getdate(filters.to_date))
	if filters.jurisdiction:
		query = query.where(entry.jurisdiction.isin(scope.subtree(filters.jurisdiction) or ("",)))
	if condition:
		# the criterion's own text, made of escaped literals; it takes no condition after it
		query = query.where(PseudoColumn(f"({condition})"))
	rows = query.run(as_dict=True)
	return columns(), rows, None, _chart(rows)


def _chart(rows: list[dict]) -> dict:
	"""How often the units reminded most were reminded, by people and by the system, stacked."""
	drawn = sorted(rows, key=lambda row: -(row.by_people + row.by_system))[:MOST_BARS]
	parts = {
		_("Supervised by People"): [int(row.by_people) for row in drawn],
		_("Reminded by the System"): [int(row.by_system) for row in drawn],
	}
	return bars([row.unit_name for row in drawn], parts, ["#0b6bcb", "#7c8591"], stacked=True)


def columns() -> list[dict]:
	"""The report's columns; the unit opens its entries (supervision_by_unit.js)."""
	counts = (
		("orders", _("Orders Supervised")),
		("by_people", _("Supervised by People")),
		("by_system", _("Reminded by the System")),
		("answered", _("Supervision Answered")),
		("awaiting", _("Supervision Awaiting Answer")),
		("late", _("Answers Late")),
	)
	return [
		{"fieldname": "unit_name", "label": _("Responsible Unit"), "fieldtype": "Data", "width": 240},
		*({"fieldname": field, "label": label, "fieldtype": "Int", "width": 130} for field, label in counts),
		{
			"fieldname": "most_times",
			"label": _("Most Often for One Order"),
			# no number to add up
			"fieldtype": "Data",
			"align": "right",
			"width": 150,
		},
	]

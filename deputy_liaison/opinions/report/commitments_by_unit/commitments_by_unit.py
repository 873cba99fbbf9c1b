from collections import defaultdict

import frappe
from frappe import _
from frappe.utils import cint, getdate

from deputy_liaison.opinions.doctype.commitment.commitment import FULFILLED
from deputy_liaison.opinions.report.commitment_ledger.commitment_ledger import is_overdue, promises


def execute(filters: dict | None = None) -> tuple[list[dict], list[dict]]:
	"""What the promises of each unit came to: the report that is asked for in the fourth quarter (重庆 §28).

	Args:
		filters: year (this year by default), jurisdiction.
	"""
	filters = frappe._dict(filters or {})
	year = cint(filters.year) or getdate().year
	units: dict[str, list] = defaultdict(list)
	for row in promises(year, {"jurisdiction": filters.jurisdiction}):
		units[row.unit_name].append(row)
	return columns(), [_summed(name, rows) for name, rows in sorted(units.items())]


def _summed(unit: str, rows: list) -> dict:
	today = getdate()
	fulfilled = [row for row in rows if row.workflow_state == FULFILLED]
	in_time = sum(row.fulfilled_on <= row.due_date for row in fulfilled)
	overdue = sum(is_overdue(row, today) for row in rows)
	# what is due by today, or was done before it was
	base = len(fulfilled) + overdue
	return {
		"unit": rows[0].responsible_unit,
		"unit_name": unit,
		"promised": sum(not row.carried_over for row in rows),
		"carried": sum(row.carried_over for row in rows),
		"in_time": in_time,
		"late": len(fulfilled) - in_time,
		"open": len(rows) - len(fulfilled),
		"overdue": overdue,
		"rate": f"{in_time / base:.1%}" if base else "—",
	}


def columns() -> list[dict]:
	"""The report's columns; the unit opens its promises (commitments_by_unit.js)."""
	counts = (
		("promised", _("Promised This Year")),
		("carried", _("Carried Over")),
		("in_time", _("Fulfilled in Time")),
		("late", _("Fulfilled Late")),
		("open", _("Still Being Fulfilled")),
		("overdue", _("Overdue Promise")),
	)
	return [
		{"fieldname": "unit_name", "label": _("Responsible Unit"), "fieldtype": "Data", "width": 240},
		*({"fieldname": field, "label": label, "fieldtype": "Int", "width": 120} for field, label in counts),
		{
			"fieldname": "rate",
			"label": _("Fulfilled in Time, of Those Due"),
			"fieldtype": "Data",
			"width": 150,
		},
	]

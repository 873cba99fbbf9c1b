from collections import defaultdict

import frappe
from frappe import _
from frappe.utils import cint, getdate

from deputy_liaison import shares
from deputy_liaison.opinions import rates
from deputy_liaison.opinions.doctype.commitment.commitment import FULFILLED
from deputy_liaison.opinions.rate_counts import COMMITMENTS
from deputy_liaison.opinions.rate_tables import MOST_BARS, bars
from deputy_liaison.opinions.report.commitment_ledger.commitment_ledger import is_overdue, promises


def execute(filters: dict | None = None) -> tuple:
	"""What the promises of each unit came to: the report that is asked for in the fourth quarter (重庆 §28).

	Args:
		filters: year (this year by default), jurisdiction.
	"""
	filters = frappe._dict(filters or {})
	year = cint(filters.year) or getdate().year
	units: dict[str, list] = defaultdict(list)
	for row in promises(year, {"jurisdiction": filters.jurisdiction}):
		# two units may have one name
		units[row.responsible_unit].append(row)
	summed = sorted(map(_summed, units.values()), key=lambda row: row["unit_name"])
	return columns(), summed, None, _chart(summed)


def _summed(rows: list[dict]) -> dict:
	today = getdate()
	fulfilled = [row for row in rows if row.workflow_state == FULFILLED]
	counts = {name: sum(row[name] for row in rows) for name in COMMITMENTS}
	in_time = counts["commitments_fulfilled"]
	return {
		"unit": rows[0].responsible_unit,
		"unit_name": rows[0].unit_name,
		"promised": sum(not row.carried_over for row in rows),
		"carried": sum(row.carried_over for row in rows),
		"in_time": in_time,
		"late": len(fulfilled) - in_time,
		"open": len(rows) - len(fulfilled),
		"overdue": sum(is_overdue(row, today) for row in rows),
		"rate": shares.as_text(rates.KEPT_PROMISES.of(counts)),
	}


def _chart(rows: list[dict]) -> dict:
	"""What became of the promises of the units that have most of them, stacked."""
	drawn = sorted(rows, key=lambda row: -(row["promised"] + row["carried"]))[:MOST_BARS]
	parts = {
		_("Fulfilled in Time"): [row["in_time"] for row in drawn],
		_("Fulfilled Late"): [row["late"] for row in drawn],
		_("Overdue Promise"): [row["overdue"] for row in drawn],
		_("Not Due Yet"): [row["open"] - row["overdue"] for row in drawn],
	}
	colors = ["#2e8b57", "#d9822b", "#c62828", "#7c8591"]
	return bars([row["unit_name"] for row in drawn], parts, colors, stacked=True)


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

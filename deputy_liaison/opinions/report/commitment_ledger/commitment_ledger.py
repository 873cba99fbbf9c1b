from collections import Counter

import frappe
from frappe import _
from frappe.utils import cint, getdate
from pypika import Case
from pypika.terms import PseudoColumn

from deputy_liaison import scope
from deputy_liaison.opinions.doctype.commitment.commitment import DOCTYPE, FULFILLED, UNFINISHED
from deputy_liaison.opinions.rate_counts import COMMITMENTS
from deputy_liaison.opinions.rate_tables import bars


def execute(filters: dict | None = None) -> tuple:
	"""承诺事项台账 (P10): what was promised in a year, and what earlier years left open at its beginning.

	Args:
		filters: year (this year by default), responsible_unit, still_open (those alone), jurisdiction.
	"""
	filters = frappe._dict(filters or {})
	rows = promises(cint(filters.year) or getdate().year, filters)
	today = getdate()
	for row in rows:
		row.state = _("Overdue Promise") if is_overdue(row, today) else _(row.workflow_state)
		row.carried = _("Carried Over") if row.carried_over else ""
	return columns(), rows, None, _chart(rows)


def _chart(rows: list[frappe._dict]) -> dict:
	"""How many promises stand how."""
	found = dict(Counter(row.state for row in rows).most_common())
	return bars([*found], {_("Promises"): [*found.values()]}, ["#0b6bcb"])


def promises(year: int, filters: dict | None = None) -> list[frappe._dict]:
	"""The promises that `year` has to follow, within the reader's posts, the earliest due first.

	Args:
		year: promises made in it, and those of earlier years that were not fulfilled before it began.
		filters: as of `execute`.

	Returns:
		Rows; carried_over tells those of earlier years, commitments_due and commitments_fulfilled what 落实率
		counts of each.
	"""
	filters = frappe._dict(filters or {})
	condition = scope.criterion(None, DOCTYPE)
	if condition == scope.DENY:
		return []
	begins, ends = getdate(f"{year}-01-01"), getdate(f"{year}-12-31")
	promise = frappe.qb.DocType(DOCTYPE)
	unit = frappe.qb.DocType("Responsible Unit")
	query = (
		frappe.qb.from_(promise)
		.inner_join(unit)
		.on(unit.name == promise.responsible_unit)
		.select(
			promise.name,
			promise.source_number,
			promise.subject,
			promise.plan,
			promise.responsible_unit,
			unit.unit_name,
			promise.committed_on,
			promise.due_date,
			promise.latest_progress_on,
			promise.latest_progress,
			promise.second_reply,
			promise.fulfilled_on,
			promise.workflow_state,
			*(Case().when(told(promise), 1).else_(0).as_(name) for name, told in COMMITMENTS.items()),
		)
		# what a later reply took over is followed there
		.where(promise.workflow_state.isin((*UNFINISHED, FULFILLED)))
		.where(promise.committed_on <= ends)
		.where(
			(promise.committed_on >= begins)
			| promise.workflow_state.isin(UNFINISHED)
			| (promise.fulfilled_on >= begins)
		)
		.orderby(promise.due_date, promise.source_number)
	)
	if filters.responsible_unit:
		query = query.where(promise.responsible_unit == filters.responsible_unit)
	if filters.jurisdiction:
		query = query.where(promise.jurisdiction.isin(scope.subtree(filters.jurisdiction) or ("",)))
	if cint(filters.still_open):
		query = query.where(promise.workflow_state.isin(UNFINISHED))
	if condition:
		# the criterion's own text, made of escaped literals; it takes no condition after it
		query = query.where(PseudoColumn(f"({condition})"))
	rows = query.run(as_dict=True)
	for row in rows:
		row.carried_over = row.committed_on < begins
	return rows


def is_overdue(promise: dict, day) -> bool:
	"""Whether a promise was still open on the day after its last one, as seen on `day`."""
	return promise["workflow_state"] in UNFINISHED and promise["due_date"] < day


def columns() -> list[dict]:
	"""The ledger's columns (registers.md P10); the matter opens its commitment (commitment_ledger.js)."""
	return [
		{
			"fieldname": "source_number",
			"label": _("Ticket or Suggestion No."),
			"fieldtype": "Data",
			"width": 160,
		},
		{"fieldname": "subject", "label": _("Ticket Subject"), "fieldtype": "Data", "width": 220},
		{"fieldname": "plan", "label": _("What Was Promised"), "fieldtype": "Data", "width": 240},
		{"fieldname": "unit_name", "label": _("Responsible Unit"), "fieldtype": "Data", "width": 160},
		{"fieldname": "committed_on", "label": _("Promised On"), "fieldtype": "Date", "width": 110},
		{"fieldname": "due_date", "label": _("Promised Until"), "fieldtype": "Date", "width": 110},
		{"fieldname": "state", "label": _("Commitment State"), "fieldtype": "Data", "width": 100},
		{"fieldname": "carried", "label": _("From Earlier Years"), "fieldtype": "Data", "width": 110},
		{"fieldname": "latest_progress", "label": _("Latest Progress"), "fieldtype": "Data", "width": 220},
		{
			"fieldname": "latest_progress_on",
			"label": _("Progress Told On"),
			"fieldtype": "Date",
			"width": 110,
		},
		{"fieldname": "second_reply", "label": _("What Was Done"), "fieldtype": "Data", "width": 220},
		{"fieldname": "fulfilled_on", "label": _("Fulfilled On"), "fieldtype": "Date", "width": 110},
	]

import frappe
from frappe import _

from deputy_liaison import scope
from deputy_liaison.opinions import rate_counts, rates
from deputy_liaison.opinions.rate_counts import Behind, Cases, Reader
from deputy_liaison.opinions.rate_tables import (
	DAY,
	TEXT,
	TICKET_RATES,
	add_names,
	asked_of,
	counted_column,
	listed,
	message_of,
	of_promise,
	rate_of,
)


def execute(filters: dict | None = None) -> tuple:
	"""Exactly the cases that a report or card counted, by the same condition.

	Of a rate those of its base, each with whether it is in the numerator, those that are not first.

	Args:
		filters: figure (a name of `rate_counts`, or the key of a rate), and what was asked for with it: by,
			key, period, places.

	Returns:
		columns, rows, a message that says what was counted.

	Raises:
		frappe.ValidationError: no such figure, or a file of more lines than it may have.
	"""
	filters = frappe._dict(filters or {})
	figure = filters.figure or "handled"
	titles = labels() | {key: rates.label(key) for key in TICKET_RATES}
	if figure not in titles:
		frappe.throw(_("{0} is no figure. Open it from a report.").format(frappe.bold(figure)))
	asked = asked_of(filters)
	reader = Reader.of_session()
	if reader.condition == scope.DENY:
		return columns(), [], None
	cases = Cases(asked, reader)
	if figure in TICKET_RATES:
		behind = rate_counts.behind_rate(rate_of(figure), cases)
	else:
		behind = rate_counts.behind_figure(figure, cases)
	rows = _rows(behind, cases)
	return counted_column(rows) + columns(), rows, message_of(titles[figure], asked, behind, rows)


def labels() -> dict[str, str]:
	"""Figure → its name on the screen."""
	return {
		"handled": _("Cases Dispatched"),
		"replied": _("Cases Answered"),
		"replied_in_time": _("Answered in Time"),
		"answerable": _("Due or Answered"),
		"overdue": _("Overdue Unanswered"),
		"solved": _("Solved (A)"),
		"planned": _("Planned (B)"),
		"rated": _("Rated Cases"),
		"satisfied": _("Satisfied"),
		"basically_satisfied": _("Basically Satisfied"),
		"dissatisfied": _("Dissatisfied"),
		"deputy_rated": _("Rated by the Receiving Deputy"),
		"deputy_satisfied": _("Satisfied or Basically Satisfied (Deputy)"),
		"fed_back": _("Told to the Reporter"),
		"posted": _("Posted Publicly"),
		"unreachable": _("Could Not Be Reached"),
		"closed": _("Cases Closed"),
		"rehandled": _("Handled Anew"),
		"rated_once": _("Rated at Least Once"),
		"commitments_due": _("Promises Due"),
		"commitments_fulfilled": _("Promises Kept in Time"),
		"received": _("Matters Received"),
		"answered": _("Answered Without Dispatch"),
		"answered_fed_back": _("Of These Told to the Reporter"),
		"answered_rated": _("Of These Rated"),
		"answered_satisfied": _("Of These Satisfied"),
		"answered_basically_satisfied": _("Of These Basically Satisfied"),
		"coordinated": _("Coordinated by Villages"),
		"dispatched": _("Dispatched to Units"),
		"escalated": _("Reported to the County"),
		"entrusted": _("Entrusted to County Deputies"),
		"converted": _("Became Suggestions"),
		"channel_named": _("Right Channel Named"),
		"merged": _("Merged Into Others"),
		"withdrawn": _("Withdrawn by Reporters"),
		"in_office": _("Not Decided Yet"),
	}


def columns() -> list[dict]:
	"""The report's columns; the number opens the record (cases_behind_a_figure.js)."""
	return [
		{"fieldname": "number", "label": _("Number"), **TEXT, "width": 170},
		{"fieldname": "subject", "label": _("Ticket Subject"), **TEXT, "width": 280},
		{"fieldname": "township_name", "label": _("Own Township"), **TEXT, "width": 110},
		{"fieldname": "station_name", "label": _("Liaison Station"), **TEXT, "width": 170},
		{"fieldname": "unit_name", "label": _("Responsible Unit"), **TEXT, "width": 150},
		{"fieldname": "category_name", "label": _("Opinion Category"), **TEXT, "width": 100},
		{"fieldname": "received_on", "label": _("Received On"), **DAY, "width": 105},
		{
			"fieldname": "first_order_on",
			"label": _("First Order Issued On"),
			**DAY,
			"width": 105,
		},
		{"fieldname": "due_date", "label": _("Due Date"), **DAY, "width": 105},
		{"fieldname": "replied_on", "label": _("Reply Given On"), **DAY, "width": 105},
		{"fieldname": "result_label", "label": _("Result Class"), **TEXT, "width": 150},
		{"fieldname": "reporter_rating", "label": _("Reporter's Rating"), **TEXT, "width": 100},
		{"fieldname": "workflow_state", "label": _("Ticket State"), **TEXT, "width": 120},
	]


def _rows(behind: list[Behind], cases: Cases) -> list[dict]:
	of_case = rate_counts.ORDER if cases.reader.doctype == rate_counts.ORDER else rate_counts.TICKET
	rows = listed(
		behind,
		lambda one: of_promise(one.made, _of_ticket(cases)) if one.made else _of_case(cases),
		(cases.ticket.received_on, cases.ticket.name),
	)
	add_names(rows, "township", "station", "unit", "category")
	results = dict(frappe.get_all("Result Class", fields=["name", "result_label"], as_list=True))
	for row in rows:
		row.doctype = row.doctype or of_case
		row.result_label = results.get(row.result_class, "")
		row.reporter_rating = _(row.reporter_rating) if row.reporter_rating else ""
		row.workflow_state = _(row.workflow_state)
		if "counted" in row:
			row.counted_text = _("Yes") if row.counted else _("No")
	return rows


def _of_case(cases: Cases) -> tuple:
	ticket = cases.ticket
	record = cases.lead if cases.reader.doctype == rate_counts.ORDER else ticket
	return (
		record.name,
		record.number,
		*_of_ticket(cases),
		(cases.lead.responsible_unit if cases.by_orders else ticket.lead_unit).as_("unit"),
		cases.due_date.as_("due_date"),
		cases.replied_on.as_("replied_on"),
		cases.result_class.as_("result_class"),
		ticket.workflow_state,
	)


def _of_ticket(cases: Cases) -> tuple:
	ticket = cases.ticket
	return (
		ticket.subject,
		ticket.township,
		ticket.station,
		ticket.category,
		ticket.received_on,
		ticket.first_order_on,
		ticket.reporter_rating,
	)

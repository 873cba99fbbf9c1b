import frappe
from frappe import _

from deputy_liaison import scope
from deputy_liaison.opinions import rate_counts
from deputy_liaison.opinions.rate_counts import Cases, Reader
from deputy_liaison.opinions.rate_tables import DAY, TEXT, asked_of, names_of
from deputy_liaison.opinions.words import harmless

MOST_ROWS = 5000


def execute(filters: dict | None = None) -> tuple:
	"""Exactly the cases that a report or card counted, by the same condition.

	Args:
		filters: figure (a name of `rate_counts`), and what was asked for with it: by, key, period, places.

	Returns:
		columns, rows, a message that says what was counted.

	Raises:
		frappe.ValidationError: no such figure.
	"""
	filters = frappe._dict(filters or {})
	figure = filters.figure or "handled"
	if figure not in labels():
		frappe.throw(_("{0} is no figure. Open it from a report.").format(frappe.bold(figure)))
	asked = asked_of(filters)
	reader = Reader.of_session()
	if reader.condition == scope.DENY:
		return columns(), [], None
	rows = _rows(figure, asked, reader)
	message = _("{0}, from {1} to {2}: {3}").format(
		_told(figure, asked), asked.from_date, asked.to_date, len(rows)
	)
	if len(rows) == MOST_ROWS:
		message = _("Only the first {0} are shown. Choose a shorter period.").format(MOST_ROWS)
	return columns(), rows, message


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
		"fed_back": _("Told to the Reporter"),
		"posted": _("Posted Publicly"),
		"unreachable": _("Could Not Be Reached"),
		"closed": _("Cases Closed"),
		"rehandled": _("Handled Anew"),
		"rated_once": _("Rated at Least Once"),
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


def _rows(figure: str, asked: rate_counts.Asked, reader: Reader) -> list[dict]:
	cases = Cases(asked, reader)
	ticket, record = cases.ticket, cases.lead if reader.doctype == rate_counts.ORDER else cases.ticket
	rows = (
		rate_counts.of_figure(figure, cases)
		.select(
			record.name,
			record.number,
			ticket.subject,
			ticket.township,
			ticket.station,
			(cases.lead.responsible_unit if cases.by_orders else ticket.lead_unit).as_("unit"),
			ticket.category,
			ticket.received_on,
			ticket.first_order_on,
			cases.due_date.as_("due_date"),
			cases.replied_on.as_("replied_on"),
			cases.result_class.as_("result_class"),
			ticket.reporter_rating,
			ticket.workflow_state,
		)
		.orderby(ticket.received_on, ticket.name)
		.limit(MOST_ROWS)
		.run(as_dict=True)
	)
	named = {
		by: names_of(by, {row[by] for row in rows if row[by]})
		for by in ("township", "station", "unit", "category")
	}
	results = dict(frappe.get_all("Result Class", fields=["name", "result_label"], as_list=True))
	return [
		{
			**row,
			"doctype": reader.doctype,
			"subject": harmless(row.subject),
			**{f"{by}_name": names.get(row[by], "") for by, names in named.items()},
			"result_label": results.get(row.result_class, ""),
			"reporter_rating": _(row.reporter_rating) if row.reporter_rating else "",
			"workflow_state": _(row.workflow_state),
		}
		for row in rows
	]


def _told(figure: str, asked: rate_counts.Asked) -> str:
	told = [labels()[figure]]
	if asked.by and asked.key:
		told.append(names_of(asked.by, {asked.key})[asked.key])
	for by in ("township", "station", "unit", "category"):
		if value := getattr(asked, by):
			told.append(names_of(by, {value})[value])
	return frappe.utils.escape_html(" · ".join(dict.fromkeys(told)))

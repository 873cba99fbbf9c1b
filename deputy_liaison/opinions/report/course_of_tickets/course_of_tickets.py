import frappe
from frappe import _

from deputy_liaison import scope
from deputy_liaison.opinions import courses, rate_counts
from deputy_liaison.opinions import ticket_states as states
from deputy_liaison.opinions.rate_counts import Cases, Reader
from deputy_liaison.opinions.rate_tables import DAY, TEXT, add_names, asked_of, check_length, most_rows

TICKET, ORDER = "Opinion Ticket", "Dispatch Order"
# in the order in which a matter passes through them (rules.md §2.1, §2.3); of orders what the lead unit did
STATES = (
	(TICKET, states.REGISTERED),
	(TICKET, states.ANSWERED),
	(TICKET, states.OUT_OF_SCOPE),
	(TICKET, states.ENTRUSTED),
	(TICKET, states.CONVERTED),
	(TICKET, states.MERGED),
	(TICKET, states.WITHDRAWN),
	(TICKET, states.PENDING),
	(TICKET, states.VILLAGE),
	(TICKET, states.IN_HANDLING),
	(ORDER, states.ISSUED),
	(ORDER, states.ACKNOWLEDGED),
	(ORDER, states.RETURN_REQUESTED),
	(ORDER, states.EXTENSION_REQUESTED),
	(ORDER, states.REPLIED),
	(TICKET, states.TO_FEED_BACK),
	(TICKET, states.AWAITING_RATING),
	(TICKET, states.JOINT_REVIEW),
	(TICKET, states.CLOSED),
	(TICKET, states.ARCHIVED),
)


def execute(filters: dict | None = None) -> tuple:
	"""One line to each matter received in the period, with the day and the person of every state it came to.

	Made to be exported (peers.md A2 no. 6). A state that was come to several times shows each of them.

	Args:
		filters: period or from_date and to_date, township, station, unit, category.

	Returns:
		columns (states that none came to are left out), rows, message.
	"""
	asked = asked_of(filters)
	reader = Reader.of_session()
	if reader.condition == scope.DENY or reader.doctype != TICKET:
		return columns(()), [], None
	rows = _tickets(Cases(asked, reader))
	message = check_length(rows)
	found = courses.reached(TICKET, "opinion_ticket", [row.name for row in rows])
	return columns(courses.add_courses(rows, found, STATES)), rows, message


def columns(shown: tuple[tuple[str, str], ...]) -> list[dict]:
	"""The report's columns; the number opens the ticket (course_of_tickets.js)."""
	return [
		{"fieldname": "number", "label": _("Ticket Number"), **TEXT, "width": 170},
		{"fieldname": "subject", "label": _("Ticket Subject"), **TEXT, "width": 260},
		{"fieldname": "township_name", "label": _("Own Township"), **TEXT, "width": 110},
		{"fieldname": "station_name", "label": _("Liaison Station"), **TEXT, "width": 170},
		{"fieldname": "category_name", "label": _("Opinion Category"), **TEXT, "width": 100},
		{"fieldname": "unit_name", "label": _("Lead Unit"), **TEXT, "width": 150},
		{"fieldname": "received_on", "label": _("Received On"), **DAY, "width": 105},
		{"fieldname": "due_date", "label": _("Due Date"), **DAY, "width": 105},
		{"fieldname": "round", "label": _("Handling Round"), "fieldtype": "Int", "width": 80},
		{"fieldname": "result_label", "label": _("Result Class"), **TEXT, "width": 150},
		{"fieldname": "reporter_rating", "label": _("Reporter's Rating"), **TEXT, "width": 100},
		{"fieldname": "workflow_state", "label": _("Ticket State"), **TEXT, "width": 120},
		*courses.columns_of(shown),
	]


def _tickets(cases: Cases) -> list[frappe._dict]:
	ticket = cases.ticket
	rows = (
		rate_counts.of_figure("received", cases)
		.select(
			ticket.name,
			ticket.number,
			ticket.subject,
			ticket.township,
			ticket.station,
			ticket.category,
			ticket.lead_unit.as_("unit"),
			ticket.received_on,
			ticket.due_date,
			ticket.round,
			ticket.result_class,
			ticket.reporter_rating,
			ticket.workflow_state,
		)
		.orderby(ticket.received_on, ticket.name)
		.limit(most_rows() + 1)
		.run(as_dict=True)
	)
	results = dict(frappe.get_all("Result Class", fields=["name", "result_label"], as_list=True))
	add_names(rows, "township", "station", "unit", "category")
	for row in rows:
		row.result_label = results.get(row.result_class, "")
		row.reporter_rating = _(row.reporter_rating) if row.reporter_rating else ""
		row.workflow_state = _(row.workflow_state)
	return rows

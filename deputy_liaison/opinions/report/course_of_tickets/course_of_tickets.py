from collections import defaultdict

import frappe
from frappe import _
from frappe.query_builder import DocType
from frappe.utils import format_datetime

from deputy_liaison import scope
from deputy_liaison.opinions import rate_counts
from deputy_liaison.opinions import ticket_states as states
from deputy_liaison.opinions.rate_counts import Cases, Reader
from deputy_liaison.opinions.rate_tables import DAY, TEXT, asked_of, names_of
from deputy_liaison.opinions.words import harmless

TICKET, ORDER = "Opinion Ticket", "Dispatch Order"
MOST_ROWS = 5000
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

	Made to be exported (peers.md A2 no. 6). A state that was reached several times shows the last one.

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
	reached = _reached([row.name for row in rows])
	seen = {state for of_ticket in reached.values() for state in of_ticket}
	shown = tuple(pair for pair in STATES if pair in seen)
	for row in rows:
		for state in shown:
			at, person = reached[row.name].get(state, (None, ""))
			row[f"{_column(state)}_at"] = format_datetime(at, "yyyy-MM-dd HH:mm") if at else ""
			row[f"{_column(state)}_by"] = person
	message = None
	if len(rows) == MOST_ROWS:
		message = _("Only the first {0} are shown. Choose a shorter period.").format(MOST_ROWS)
	return columns(shown), rows, message


def columns(shown: tuple[tuple[str, str], ...]) -> list[dict]:
	"""The report's columns; the number opens the ticket (course_of_tickets.js)."""
	told = [
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
	]
	for state in shown:
		name = _(state[1])
		told += [
			{"fieldname": f"{_column(state)}_at", "label": name, **TEXT, "width": 140},
			{
				"fieldname": f"{_column(state)}_by",
				"label": _("{0}: By Whom").format(name),
				**TEXT,
				"width": 150,
			},
		]
	return told


def _column(state: tuple[str, str]) -> str:
	return frappe.scrub(state[1])


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
		.limit(MOST_ROWS)
		.run(as_dict=True)
	)
	results = dict(frappe.get_all("Result Class", fields=["name", "result_label"], as_list=True))
	named = {
		by: names_of(by, {row[by] for row in rows if row[by]})
		for by in ("township", "station", "unit", "category")
	}
	for row in rows:
		row |= {f"{by}_name": names.get(row[by], "") for by, names in named.items()}
		row.subject = harmless(row.subject)
		row.result_label = results.get(row.result_class, "")
		row.reporter_rating = _(row.reporter_rating) if row.reporter_rating else ""
		row.workflow_state = _(row.workflow_state)
	return rows


def _reached(tickets: list[str]) -> defaultdict[str, dict[tuple[str, str], tuple]]:
	"""Ticket → state → when it was reached last and by whom; the tickets are within the reader's scope."""
	reached = defaultdict(dict)
	if not tickets:
		return reached
	log, order = DocType("Handling Log"), DocType(ORDER)
	own = (
		frappe.qb.from_(log)
		.select(log.reference_name.as_("ticket"), *_line(log))
		.where((log.reference_doctype == TICKET) & log.reference_name.isin(tickets))
	)
	of_orders = (
		frappe.qb.from_(order)
		.inner_join(log)
		.on((log.reference_doctype == ORDER) & (log.reference_name == order.name))
		.select(order.opinion_ticket.as_("ticket"), *_line(log))
		.where(order.opinion_ticket.isin(tickets) & (order.unit_role == "Lead"))
	)
	for query in (own, of_orders):
		for line in query.where(log.to_state != "").orderby(log.at, log.creation).run(as_dict=True):
			person = harmless(line.person_name)
			if line.post:
				person = f"{person}（{_(line.post)}）"
			reached[line.ticket][(line.reference_doctype, line.to_state)] = (line.at, person)
	return reached


def _line(log: DocType) -> tuple:
	return (log.reference_doctype, log.to_state, log.at, log.person_name, log.post)

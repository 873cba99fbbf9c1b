"""Monthly rates, ranking and dashboard at 1,000,000 tickets, against the bare SQL of the same figures.

The bare statement sums the same columns over the same month with no builder, no scope and no names. Each call is a
request of its own, as the county and as a township's clerk. The rows lie in 20 townships and 300 stations, over
five years; each has a lead order where one was issued.
"""

import datetime
from dataclasses import replace

import frappe
from frappe.desk.query_report import run
from frappe.utils import add_months, get_first_day, get_last_day, getdate
from pypika.terms import PseudoColumn

from benchmarks.measuring import compare, request, say_versions
from deputy_liaison.demo.accounts import user_of
from deputy_liaison.opinions import figures, rate_counts
from deputy_liaison.opinions.rate_counts import Asked

TICKET, ORDER = "Opinion Ticket", "Dispatch Order"
# as many as the sequence in `_fill` has
ROWS = 1_000_000
TOWNSHIPS, STATIONS, UNITS = 20, 300, 60
YEARS = 5
ROUNDS = 15
# performance.md
GOAL = 1.2

HANDLED = (
	"count(*)",
	"sum(replied_on is not null)",
	"sum(replied_on <= due_date)",
	"sum(due_date <= curdate() or replied_on is not null)",
	"sum(state_due < curdate() and workflow_state in ('Ticket In Handling', 'Ticket Village Coordination'))",
	"sum(replied_on is not null and result_class in {solved})",
	"sum(replied_on is not null and result_class in {planned})",
	"sum(reporter_rating in ('Satisfied', 'Basically Satisfied', 'Dissatisfied'))",
	"sum(reporter_rating = 'Satisfied')",
	"sum(reporter_rating = 'Basically Satisfied')",
	"sum(reporter_rating = 'Dissatisfied')",
	"sum(replied_on is not null and feedback_mode not in ('', 'Posted Publicly', 'Could Not Be Reached'))",
	"sum(feedback_mode = 'Posted Publicly')",
	"sum(feedback_mode = 'Could Not Be Reached')",
	"sum(workflow_state in ('Ticket Closed', 'Ticket Archived'))",
	"sum(round >= 2)",
)
HANDLED_WHERE = """
	workflow_state not in ('Ticket Withdrawn', 'Ticket Merged', 'Ticket Out of Scope',
		'Ticket Accusation Forwarded', 'Ticket Entrusted', 'Ticket Converted')
	and ifnull(closing_way, '') not in ('Channel Named', 'Accusation Passed On', 'Became a Suggestion')
	and restriction = 0
"""
RECEIVED = (
	"workflow_state",
	"count(*)",
	"sum(first_order_on is null and ifnull(answer, '') != '')",
	"sum(first_order_on is null and ifnull(answer, '') != '' and reporter_rating = 'Satisfied')",
)


def main() -> None:
	"""Fill up, measure each question both ways in turn, and take the rows away."""
	say_versions()
	first = get_first_day(add_months(getdate(), -2))
	month = Asked(first, get_last_day(first))
	year = Asked(datetime.date(first.year - 1, 1, 1), datetime.date(first.year - 1, 12, 31))
	try:
		_fill()
		print(f"{frappe.db.count(TICKET)} tickets, {frappe.db.count(ORDER)} orders")
		for who, user in (("county", user_of("xianganbu")), ("clerk", user_of("zhuangan"))):
			town = _town() if who == "clerk" else None
			for title, asked in (
				("monthly rates", month),
				("ranking of the month by township", replace(month, by="township")),
				("ranking of the month by station", replace(month, by="station")),
				("ranking of a year by station", replace(year, by="station")),
			):
				ours, bare, statements = [], [], _statements(asked, town)
				for _round in range(ROUNDS):
					bare.append(request(user, lambda statements=statements: _bare(statements)))
					ours.append(request(user, lambda asked=asked: rate_counts.counts(asked)))
				compare(f"{title}, {who}", bare, ours, GOAL)
			_dashboard(who, user, town)
	finally:
		_take_away()


def _dashboard(who: str, user: str, town: str | None) -> None:
	"""The report's cards, chart and table together; and the four cards of the workspace, each by itself."""
	today = getdate()
	now = Asked(get_first_day(today), get_last_day(today), "township")
	report, cards, bare, statements = [], [], [], _statements(now, town)
	for _round in range(ROUNDS):
		bare.append(request(user, lambda: _bare(statements)))
		report.append(
			request(user, lambda: run("Handling Rates", {"by": "township", "period": "This Month"}))
		)
		cards.append(
			request(
				user,
				lambda: [
					figure()
					for figure in (
						figures.reply_rate,
						figures.on_time_rate,
						figures.delivery_rate,
						figures.overall_satisfaction_rate,
					)
				],
			)
		)
	compare(f"dashboard (report with cards and chart), {who}", bare, report, GOAL)
	compare(f"the workspace's four cards one after the other, {who}", bare, cards, GOAL)


def _statements(asked: Asked, town: str | None) -> list[str]:
	"""The same sums, written by hand; their text is made before anything is measured."""
	tickets = frappe.qb.DocType(TICKET)
	results = dict(frappe.get_all("Result Class", fields=["code", "name"], as_list=True))
	words = {"solved": f"('{results['A']}')", "planned": f"('{results['B']}')"}
	end = asked.to_date + datetime.timedelta(days=1)
	handled, received = (
		frappe.qb.from_(tickets)
		.select(*map(PseudoColumn, columns))
		.where((day >= asked.from_date) & (day < end) & PseudoColumn(f"({condition})"))
		for columns, day, condition in (
			([column.format(**words) for column in HANDLED], tickets.first_order_on, HANDLED_WHERE),
			(RECEIVED, tickets.received_on, "restriction = 0"),
		)
	)
	queries = [handled, received.groupby(tickets.workflow_state)]
	if town:
		own = (tickets.township == town) & (tickets.handling_level != "County")
		queries = [query.where(own) for query in queries]
	if asked.by:
		group = tickets[asked.by]
		queries = [query.groupby(group).select(group) for query in queries]
	return [query.get_sql() for query in queries]


def _bare(statements: list[str]) -> None:
	for statement in statements:
		frappe.db.sql(statement)


def _town() -> str:
	return frappe.db.get_value("Jurisdiction", {"jurisdiction_name": "青川镇"})


def _fill() -> None:
	"""Rows made by the server itself, as the two machines leave them."""
	frappe.set_user("Administrator")  # the site is there for measuring, and whoever runs it owns it
	results = dict(frappe.get_all("Result Class", fields=["code", "name"], as_list=True))
	minutes = YEARS * 365 * 24 * 60 // ROWS + 1
	frappe.db.sql(
		"""
		insert into `tabOpinion Ticket`
			(name, creation, modified, owner, modified_by, docstatus, number, township, jurisdiction, station,
			category, subject, content, answer, handling_level, workflow_state, received_on, first_order_on,
			due_date, replied_on, result_class, feedback_mode, reporter_rating, closing_way, round, state_due)
		select
			concat('measured-', seq), at, at, 'Administrator', 'Administrator', 0,
			concat('测〔2026〕第', seq, '号'), place, place, concat('measured-station-', mod(seq, %(stations)s)),
			concat('measured-category-', mod(seq, 14)), '三组水渠垮了一段，请修一修。',
			'三组水渠垮了一段，请修一修。', if(spot, '已当场说明。', null),
			if(mod(seq, 40) = 3, 'County', 'Township Level'),
			if(spot or replied, 'Ticket Closed', if(mod(seq, 50) = 7, 'Ticket Withdrawn', 'Ticket In Handling')),
			at, if(spot, null, at + interval 2 day), if(spot, null, date(at + interval 32 day)),
			if(spot or not replied, null, date(at + interval (5 + mod(seq, 40)) day)),
			if(spot or not replied, null, elt(1 + mod(seq, 4), %(a)s, %(b)s, %(c)s, %(a)s)),
			if(replied, elt(1 + mod(seq, 12), 'Posted Publicly', 'Could Not Be Reached', 'By Telephone',
				'By Telephone', 'By Telephone', 'By Telephone', 'By Telephone', 'By Telephone',
				'By Telephone', 'By Telephone', 'By Telephone', 'By Telephone'), null),
			if(replied and mod(seq, 12) > 2, elt(1 + mod(seq, 5), 'Satisfied', 'Satisfied', 'Satisfied',
				'Basically Satisfied', 'Dissatisfied'), null),
			if(spot, 'Answered on the Spot', if(replied, 'Rated by Reporter', null)),
			1 + (mod(seq, 23) = 5), if(spot or replied, null, date(at + interval 32 day))
		from (
			select seq, now() - interval (%(rows)s - seq) * %(minutes)s minute as at, mod(seq, 6) = 1 as spot,
				mod(seq, 20) != 7 and %(rows)s - seq > 20000 as replied,
				if(mod(seq, %(townships)s) = 0, %(town)s, concat('measured-town-', mod(seq, %(townships)s))) as place
			from seq_1_to_1000000
		) made
		""",
		{
			"town": _town(),
			"rows": ROWS,
			"minutes": minutes,
			"townships": TOWNSHIPS,
			"stations": STATIONS,
			**{code.lower(): results[code] for code in ("A", "B", "C")},
		},
	)
	frappe.db.sql(
		"""
		insert into `tabDispatch Order`
			(name, creation, modified, owner, modified_by, docstatus, opinion_ticket, township, jurisdiction,
			station, unit_role, order_kind, handling_level, responsible_unit, issued_on, due_date, reply_date,
			result_class, workflow_state, round)
		select name, creation, modified, owner, modified_by, 0, name, township, jurisdiction, station, 'Lead',
			'Handling Order', handling_level, concat('measured-unit-', mod(substr(name, 10), %(units)s)),
			first_order_on, due_date, replied_on, result_class,
			if(replied_on is null, 'Order Acknowledged', 'Order Accepted'), round
		from `tabOpinion Ticket` where name like 'measured-%%' and first_order_on is not null
		""",
		{"units": UNITS},
	)
	frappe.db.commit()
	frappe.db.sql("analyze table `tabOpinion Ticket`")
	frappe.db.sql("analyze table `tabDispatch Order`")


def _take_away() -> None:
	frappe.set_user("Administrator")  # the site is there for measuring, and whoever runs it owns it
	frappe.db.delete(ORDER, {"name": ("like", "measured-%")})
	frappe.db.delete(TICKET, {"name": ("like", "measured-%")})
	frappe.db.commit()

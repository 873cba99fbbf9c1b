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

from benchmarks.measuring import compare, request, say_versions
from deputy_liaison.demo.accounts import user_of
from deputy_liaison.opinions import figures, rate_counts
from deputy_liaison.opinions.rate_counts import Asked

TICKET, ORDER = "Opinion Ticket", "Dispatch Order"
ROWS = 1_000_000
TOWNSHIPS, STATIONS, UNITS = 20, 300, 60
YEARS = 5
ROUNDS = 15
# performance.md
GOAL = 1.2

HANDLED = """
	select {group} count(*), sum(replied_on is not null), sum(replied_on <= due_date),
		sum(due_date <= curdate() or replied_on is not null), sum(due_date < curdate() and replied_on is null),
		sum(replied_on is not null and result_class in ({solved})),
		sum(replied_on is not null and result_class in ({planned})),
		sum(reporter_rating in ('Satisfied', 'Basically Satisfied', 'Dissatisfied')),
		sum(reporter_rating = 'Satisfied'), sum(reporter_rating = 'Basically Satisfied'),
		sum(reporter_rating = 'Dissatisfied'),
		sum(replied_on is not null and feedback_mode not in ('', 'Posted Publicly', 'Could Not Be Reached')),
		sum(feedback_mode = 'Posted Publicly'), sum(feedback_mode = 'Could Not Be Reached'),
		sum(workflow_state in ('Ticket Closed', 'Ticket Archived')), sum(round >= 2)
	from `tabOpinion Ticket`
	where first_order_on >= %(from_date)s and first_order_on < %(until)s {place}
		and workflow_state not in ('Ticket Withdrawn', 'Ticket Merged', 'Ticket Out of Scope',
			'Ticket Accusation Forwarded', 'Ticket Entrusted', 'Ticket Converted')
		and ifnull(closing_way, '') not in ('Channel Named', 'Accusation Passed On', 'Became a Suggestion')
		and restriction = 0
	{grouped}
"""
RECEIVED = """
	select {group} workflow_state, count(*), sum(first_order_on is null and ifnull(answer, '') != ''),
		sum(first_order_on is null and ifnull(answer, '') != '' and reporter_rating = 'Satisfied')
	from `tabOpinion Ticket`
	where received_on >= %(from_date)s and received_on < %(until)s {place} and restriction = 0
	group by {columns} workflow_state
"""


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
				ours, bare = [], []
				for _round in range(ROUNDS):
					bare.append(request(user, lambda asked=asked, town=town: _bare(asked, town)))
					ours.append(request(user, lambda asked=asked: rate_counts.counts(asked)))
				compare(f"{title}, {who}", bare, ours, GOAL)
			_dashboard(who, user, town)
	finally:
		_take_away()


def _dashboard(who: str, user: str, town: str | None) -> None:
	"""The report's cards, chart and table together; and the four cards of the workspace, each by itself."""
	today = getdate()
	now = Asked(get_first_day(today), get_last_day(today), "township")
	report, cards, bare = [], [], []
	for _round in range(ROUNDS):
		bare.append(request(user, lambda: _bare(now, town)))
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


def _bare(asked: Asked, town: str | None) -> None:
	"""The same sums, written by hand."""
	results = dict(frappe.db.sql("select code, name from `tabResult Class`"))
	words = {
		"group": f"{asked.by}," if asked.by else "",
		"grouped": f"group by {asked.by}" if asked.by else "",
		"columns": f"{asked.by}," if asked.by else "",
		"place": "and township = %(town)s and handling_level != 'County'" if town else "",
		"solved": frappe.db.escape(results["A"]),
		"planned": frappe.db.escape(results["B"]),
	}
	values = {
		"from_date": asked.from_date,
		"until": asked.to_date + datetime.timedelta(days=1),
		"town": town,
	}
	for statement in (HANDLED, RECEIVED):
		frappe.db.sql(statement.format(**words), values)


def _town() -> str:
	return frappe.db.get_value("Jurisdiction", {"jurisdiction_name": "青川镇"})


def _fill() -> None:
	"""Rows made by the server itself, as the two machines leave them."""
	frappe.set_user("Administrator")  # the site is there for measuring, and whoever runs it owns it
	results = dict(frappe.get_all("Result Class", fields=["code", "name"], as_list=True))
	minutes = YEARS * 365 * 24 * 60 // ROWS + 1
	frappe.db.sql(
		f"""
		insert into `tab{TICKET}`
			(name, creation, modified, owner, modified_by, docstatus, number, township, jurisdiction, station,
			category, subject, content, answer, handling_level, workflow_state, received_on, first_order_on,
			due_date, replied_on, result_class, feedback_mode, reporter_rating, closing_way, round)
		select
			concat('measured-', seq), at, at, 'Administrator', 'Administrator', 0,
			concat('测〔2026〕第', seq, '号'), place, place, concat('measured-station-', mod(seq, {STATIONS})),
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
			1 + (mod(seq, 23) = 5)
		from (
			select seq, now() - interval ({ROWS} - seq) * {minutes} minute as at, mod(seq, 6) = 1 as spot,
				mod(seq, 20) != 7 and {ROWS} - seq > 20000 as replied,
				if(mod(seq, {TOWNSHIPS}) = 0, %(town)s, concat('measured-town-', mod(seq, {TOWNSHIPS}))) as place
			from seq_1_to_{ROWS}
		) made
		""",
		{"town": _town(), **{code.lower(): results[code] for code in ("A", "B", "C")}},
	)
	frappe.db.sql(
		f"""
		insert into `tab{ORDER}`
			(name, creation, modified, owner, modified_by, docstatus, opinion_ticket, township, jurisdiction,
			station, unit_role, order_kind, handling_level, responsible_unit, issued_on, due_date, reply_date,
			result_class, workflow_state, round)
		select name, creation, modified, owner, modified_by, 0, name, township, jurisdiction, station, 'Lead',
			'Handling Order', handling_level, concat('measured-unit-', mod(substr(name, 10), {UNITS})),
			first_order_on, due_date, replied_on, result_class,
			if(replied_on is null, 'Order Acknowledged', 'Order Accepted'), round
		from `tab{TICKET}` where name like 'measured-%%' and first_order_on is not null
		""",
		{},
	)
	frappe.db.commit()
	for doctype in (TICKET, ORDER):
		frappe.db.sql(f"analyze table `tab{doctype}`")


def _take_away() -> None:
	frappe.set_user("Administrator")  # the site is there for measuring, and whoever runs it owns it
	frappe.db.delete(ORDER, {"name": ("like", "measured-%")})
	frappe.db.delete(TICKET, {"name": ("like", "measured-%")})
	frappe.db.commit()

"""Monthly rates, ranking and dashboard at 1,000,000 tickets, against the bare SQL of the same figures.

The bare side is written by hand: every figure of the three bases (cases with an order, promises, matters received)
in one statement each, with no builder, no scope and no names. Before anything is measured, its results are
compared with ours, figure by figure. Each call is a request of its own, as the county and as a township's clerk.
The rows lie in 20 townships and 300 stations, over five years; each has a lead order where one was issued, one
receiving deputy, and a promise where the reply was of class B or C.
"""

import datetime
from dataclasses import replace

import frappe
from frappe.desk.query_report import run
from frappe.utils import add_days, add_months, get_first_day, get_last_day, getdate

from benchmarks.measuring import act_as_owner, compare, request, say_versions
from deputy_liaison.demo.accounts import user_of
from deputy_liaison.opinions import figures, rate_counts
from deputy_liaison.opinions.rate_counts import Asked

TICKET, ORDER, COMMITMENT, DEPUTY = "Opinion Ticket", "Dispatch Order", "Commitment", "Receiving Deputy"
# as many as the sequence in `_fill` has
ROWS = 1_000_000
TOWNSHIPS, STATIONS, UNITS, DEPUTIES, CATEGORIES = 20, 300, 60, 500, 14
YEARS = 5
ROUNDS, ROUNDS_OF_YEAR = 9, 3
# performance.md
GOAL = 1.2
# text, and the values bound to it
Statement = tuple[str, dict]

RATINGS = "('Satisfied', 'Basically Satisfied', 'Dissatisfied')"
EXPLAINED = "ifnull(t.closing_way, '') = 'Explained After Review'"
RATED = f"(t.reporter_rating in {RATINGS} or {EXPLAINED})"
LEFT_OUT = "('Channel Named', 'Accusation Passed On', 'Became a Suggestion')"
HANDLED = {
	"handled": "1",
	"replied": "{replied} is not null",
	"replied_in_time": "{replied} <= {due}",
	"answerable": "{due} <= {today} or {replied} is not null",
	"overdue": "{overdue}",
	"solved": "{replied} is not null and {result} = {A}",
	"planned": "{replied} is not null and {result} = {B}",
	"rated": RATED,
	"satisfied": f"t.reporter_rating = 'Satisfied' and not {EXPLAINED}",
	"basically_satisfied": f"t.reporter_rating = 'Basically Satisfied' and not {EXPLAINED}",
	"dissatisfied": f"t.reporter_rating = 'Dissatisfied' or {EXPLAINED}",
	"fed_back": "{replied} is not null and t.feedback_mode not in "
	"('', 'Posted Publicly', 'Could Not Be Reached')",
	"posted": "{replied} is not null and t.feedback_mode = 'Posted Publicly'",
	"unreachable": "{replied} is not null and t.feedback_mode = 'Could Not Be Reached'",
	"closed": "t.workflow_state in ('Ticket Closed', 'Ticket Archived')",
	"rehandled": "t.round >= 2",
	"deputy_rated": f"t.deputy_rating in {RATINGS}",
	"deputy_satisfied": "t.deputy_rating in ('Satisfied', 'Basically Satisfied')",
	"rated_once": f"{RATED} or t.round >= 2",
}
HANDLED_WHERE = f"""
	t.first_order_on >= {{begins}} and t.first_order_on < {{ends}}
	and t.workflow_state not in ('Ticket Withdrawn', 'Ticket Merged', 'Ticket Out of Scope',
		'Ticket Accusation Forwarded', 'Ticket Entrusted', 'Ticket Converted')
	and ifnull(t.closing_way, '') not in {LEFT_OUT} and t.restriction = 0
"""
PROMISED = {
	"commitments_due": "c.workflow_state <> 'Commitment Superseded' "
	"and (c.due_date <= {today} or c.workflow_state = 'Commitment Fulfilled')",
	"commitments_fulfilled": "c.workflow_state = 'Commitment Fulfilled' and c.fulfilled_on <= c.due_date",
}
WAY = f"""
	case
		when t.workflow_state = 'Ticket Withdrawn' then 'withdrawn'
		when t.workflow_state = 'Ticket Merged' then 'merged'
		when t.workflow_state = 'Ticket Out of Scope' or t.closing_way = 'Channel Named' then 'channel_named'
		when t.workflow_state = 'Ticket Converted' or t.closing_way = 'Became a Suggestion' then 'converted'
		when t.workflow_state = 'Ticket Entrusted' then 'entrusted'
		when t.escalated_on is not null then 'escalated'
		when t.first_order_on is null and ifnull(t.answer, '') <> '' and t.workflow_state in ('Ticket Answered',
			'Ticket Awaiting Rating', 'Ticket Closed', 'Ticket Archived')
			and ifnull(t.closing_way, '') not in {LEFT_OUT} then 'answered'
		when t.first_order_on is not null and ifnull(t.lead_unit, '') = '' then 'coordinated'
		when t.first_order_on is not null then 'dispatched'
		else 'in_office'
	end
"""
ANSWERS = {
	"answered_fed_back": "t.workflow_state <> 'Ticket Answered'",
	"answered_rated": RATED,
	"answered_satisfied": f"t.reporter_rating = 'Satisfied' and not {EXPLAINED}",
	"answered_basically_satisfied": f"t.reporter_rating = 'Basically Satisfied' and not {EXPLAINED}",
}
OF_TICKET = {
	"replied": "t.replied_on",
	"due": "t.due_date",
	"result": "t.result_class",
	"overdue": "t.state_due < {today} "
	"and t.workflow_state in ('Ticket In Handling', 'Ticket Village Coordination')",
}
OF_ORDER = {
	"replied": "o.reply_date",
	"due": "o.due_date",
	"result": "o.result_class",
	"overdue": "o.state_due < {today} and o.workflow_state in "
	"('Order Issued', 'Order Acknowledged', 'Order Extension Requested')",
}
STANDS = "{0}.opinion_ticket = t.name and {0}.unit_role = 'Lead' and {0}.workflow_state <> 'Order Withdrawn'"
# the order of the latest round
LEAD = f"""
	left join `tabDispatch Order` o on {STANDS.format("o")}
	left join `tabDispatch Order` later on {STANDS.format("later")} and later.round > o.round
"""
DEPUTIES_OF = """
	left join `tabReceiving Deputy` d on d.parent = t.name and d.parenttype = 'Opinion Ticket'
		and d.parentfield = 'receiving_deputies'
"""
BY_COUNTY = "ifnull(t.handling_level, '') = 'County'"
GROUP = {
	"township": "ifnull(t.township, 'none')",
	"station": "ifnull(t.station, 'none')",
	"category": "ifnull(t.category, 'none')",
	"unit": "ifnull(o.responsible_unit, 'none')",
	"deputy": "ifnull(d.deputy, 'none')",
}


def main() -> None:
	"""Fill up, compare the results, measure each question both ways in turn, and take the rows away."""
	say_versions()
	first = get_first_day(add_months(getdate(), -2))
	month = Asked(first, get_last_day(first))
	year = Asked(datetime.date(first.year - 1, 1, 1), datetime.date(first.year - 1, 12, 31))
	try:
		_take_away()
		_fill()
		made = (f"{frappe.db.count(doctype)} of {doctype}" for doctype in (TICKET, ORDER, COMMITMENT, DEPUTY))
		print(", ".join(made))
		for who, user in (("county", user_of("xianganbu")), ("clerk", user_of("zhuangan"))):
			town = _town() if who == "clerk" else None
			for title, asked in (
				("monthly rates", month),
				*((f"ranking of the month by {by}", replace(month, by=by)) for by in GROUP),
				("ranking of a year by station", replace(year, by="station")),
			):
				statements = _statements(asked, town)
				_same(title, user, asked, statements)
				ours, bare = [], []
				for _round in range(ROUNDS_OF_YEAR if asked.from_date == year.from_date else ROUNDS):
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
	one_by_one = (
		figures.reply_rate,
		figures.on_time_rate,
		figures.delivery_rate,
		figures.overall_satisfaction_rate,
	)
	shown = {"by": "township", "period": "This Month"}
	for _round in range(ROUNDS):
		bare.append(request(user, lambda: _bare(statements)))
		report.append(request(user, lambda: run("Handling Rates", shown)))
		cards.append(request(user, lambda: [figure() for figure in one_by_one]))
	compare(f"dashboard (report with cards and chart), {who}", bare, report, GOAL)
	compare(f"the workspace's four cards one after the other, {who}", bare, cards, GOAL)


def _same(title: str, user: str, asked: Asked, statements: dict[str, Statement]) -> None:
	"""Both sides count the same under every figure of every group."""
	found = {}
	request(user, lambda: found.update(ours=rate_counts.counts(asked), bare=_told(statements)))
	theirs = {group: {**rate_counts.nothing(), **row} for group, row in found["bare"].items()}
	ours = {group: row for group, row in found["ours"].items() if any(row.values())}
	differing = [
		(group, figure, row[figure], theirs.get(group, {}).get(figure))
		for group, row in ours.items()
		for figure in row
		if row[figure] != theirs.get(group, {}).get(figure)
	]
	assert ours.keys() == theirs.keys() and not differing, f"{title}: the two sides differ: {differing[:20]}"
	print(f"{title}: {sum(map(len, ours.values()))} figures of {len(ours)} groups are the same on both sides")


def _told(statements: dict[str, Statement]) -> dict[str | None, dict[str, int]]:
	found: dict[str | None, dict[str, int]] = {}
	for base, statement in statements.items():
		for row in frappe.db.sql(*statement, as_dict=True):
			of_group = found.setdefault(row.pop("group_key", None), {})
			if base != "received":
				of_group.update({figure: int(value or 0) for figure, value in row.items()})
				continue
			way, received = row.pop("way"), int(row.pop("received"))
			of_group["received"] = of_group.get("received", 0) + received
			of_group[way] = received
			if way == "answered":
				of_group.update({figure: int(value or 0) for figure, value in row.items()})
	return {group: row for group, row in found.items() if any(row.values())}


def _statements(asked: Asked, town: str | None) -> dict[str, Statement]:
	"""The same sums, written by hand; their text is made before anything is measured, of no value from outside."""
	results = dict(frappe.get_all("Result Class", fields=["code", "name"], as_list=True))
	by_orders = asked.by == "unit"
	values = {
		"A": results["A"],
		"B": results["B"],
		# the site's day, which is not the database's everywhere
		"today": getdate(),
		"begins": asked.from_date,
		"ends": add_days(asked.to_date, 1),
		"town": town,
	}
	# where each value stands in the text
	words = {name: f"%({name})s" for name in values}
	own = " and t.township = {town}" if town else ""
	dispatched_here = f" and not {BY_COUNTY}" if town else ""
	deputies = DEPUTIES_OF if asked.by == "deputy" else ""
	# no deputy's, station's or township's is what the county dispatched
	deputies_of_handled = deputies and f"{deputies} and not {BY_COUNTY}"
	group, of_handled = GROUP.get(asked.by), GROUP.get(asked.by)
	if asked.by in ("township", "station", "deputy"):
		of_handled = f"case when {BY_COUNTY} then 'county' else {group} end"
	of_received = group
	if asked.by == "township":
		of_received = f"ifnull(t.township, case when {BY_COUNTY} then 'county' else 'none' end)"
	lead = LEAD if by_orders else ""
	latest = " and later.name is null" if by_orders else ""
	promise = "join `tabCommitment` c on c.opinion_ticket = t.name"
	if by_orders:
		promise += " join `tabDispatch Order` o on o.name = c.dispatch_order"
	where = HANDLED_WHERE + own + dispatched_here
	of_case = OF_ORDER if by_orders else OF_TICKET
	words |= {name: condition.format(**words) for name, condition in of_case.items()}
	statements = {
		"handled": _summed(HANDLED, of_handled, lead + deputies_of_handled, where + latest),
		"promised": _summed(PROMISED, of_handled, promise + deputies_of_handled, where),
	}
	if not by_orders:
		within = "t.received_on >= {begins} and t.received_on < {ends} and t.restriction = 0" + own
		columns = {"received": "1", **ANSWERS}
		statements["received"] = _summed(columns, of_received, deputies, within, f"{WAY} as way")
	return {base: (statement.format(**words), values) for base, statement in statements.items()}


def _summed(columns: dict[str, str], group: str | None, join: str, where: str, way: str = "") -> str:
	told = [f"sum({condition}) as {figure}" for figure, condition in columns.items()]
	keys = [f"{group} as group_key"] if group else []
	keys += [way] if way else []
	names = [key.rsplit(" as ", 1)[1] for key in keys]
	grouped = f"group by {', '.join(names)}" if names else ""
	return f"select {', '.join(keys + told)} from `tabOpinion Ticket` t {join} where {where} {grouped}"


def _bare(statements: dict[str, Statement]) -> None:
	for statement in statements.values():
		frappe.db.sql(*statement)


def _town() -> str:
	return frappe.db.get_value("Jurisdiction", {"jurisdiction_name": "青川镇"})


def _fill() -> None:
	"""Rows made by the server itself, as the two machines leave them."""
	act_as_owner()
	results = dict(frappe.get_all("Result Class", fields=["code", "name"], as_list=True))
	minutes = YEARS * 365 * 24 * 60 // ROWS + 1
	frappe.db.sql(
		"""
		insert into `tabOpinion Ticket`
			(name, creation, modified, owner, modified_by, docstatus, number, township, jurisdiction, station,
			category, subject, content, answer, handling_level, workflow_state, received_on, first_order_on,
			due_date, replied_on, result_class, feedback_mode, reporter_rating, closing_way, round, state_due,
			escalated_on, lead_unit)
		select
			concat('measured-', seq), at, at, 'Administrator', 'Administrator', 0,
			concat('测〔2026〕第', seq, '号'), place, place, concat('measured-station-', mod(seq, %(stations)s)),
			concat('measured-category-', mod(seq, %(categories)s)), '三组水渠垮了一段，请修一修。',
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
			if(spot, 'Answered on the Spot', if(replied, if(mod(seq, 101) = 9, 'Explained After Review',
				'Rated by Reporter'), null)),
			1 + (mod(seq, 23) = 5), if(spot or replied, null, date(at + interval 32 day)),
			if(mod(seq, 40) = 3 and mod(seq, 3) > 0, at + interval 1 day, null),
			if(spot or mod(seq, 31) = 4, null, concat('measured-unit-', mod(seq, %(units)s)))
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
			"categories": CATEGORIES,
			"units": UNITS,
			**{code.lower(): results[code] for code in ("A", "B", "C")},
		},
	)
	frappe.db.sql(
		"""
		insert into `tabDispatch Order`
			(name, creation, modified, owner, modified_by, docstatus, opinion_ticket, township, jurisdiction,
			station, unit_role, order_kind, handling_level, responsible_unit, issued_on, due_date, reply_date,
			result_class, workflow_state, round, state_due)
		select name, creation, modified, owner, modified_by, 0, name, township, jurisdiction, station, 'Lead',
			'Handling Order', handling_level, concat('measured-unit-', mod(substr(name, 10), %(units)s)),
			first_order_on, due_date, replied_on, result_class,
			if(replied_on is null, 'Order Acknowledged', 'Order Accepted'), round,
			if(replied_on is null, due_date, null)
		from `tabOpinion Ticket` where name like 'measured-%%' and first_order_on is not null
		""",
		{"units": UNITS},
	)
	frappe.db.sql(
		"""
		insert into `tabCommitment`
			(name, creation, modified, owner, modified_by, docstatus, opinion_ticket, dispatch_order, township,
			jurisdiction, station, responsible_unit, result_class, committed_on, due_date, fulfilled_on,
			workflow_state)
		select name, creation, modified, owner, modified_by, 0, opinion_ticket, name, township, jurisdiction,
			station, responsible_unit, result_class, reply_date, reply_date + interval 60 day,
			if(mod(substr(name, 10), 3) > 0, reply_date + interval (20 + mod(substr(name, 10), 60)) day, null),
			elt(1 + mod(substr(name, 10), 3), 'Commitment Open', 'Commitment Fulfilled', 'Commitment Fulfilled')
		from `tabDispatch Order` where name like 'measured-%%' and result_class in (%(b)s, %(c)s)
		""",
		{code.lower(): results[code] for code in ("B", "C")},
	)
	frappe.db.sql(
		"""
		insert into `tabReceiving Deputy`
			(name, creation, modified, owner, modified_by, docstatus, idx, parent, parenttype, parentfield, deputy)
		select name, creation, modified, owner, modified_by, 0, 1, name, 'Opinion Ticket', 'receiving_deputies',
			concat('measured-deputy-', mod(substr(name, 10), %(deputies)s))
		from `tabOpinion Ticket` where name like 'measured-%%'
		""",
		{"deputies": DEPUTIES},
	)
	frappe.db.commit()
	frappe.db.sql(
		"analyze table `tabOpinion Ticket`, `tabDispatch Order`, `tabCommitment`, `tabReceiving Deputy`"
	)


def _take_away() -> None:
	act_as_owner()
	for doctype in (DEPUTY, COMMITMENT, ORDER, TICKET):
		frappe.db.delete(doctype, {"name": ("like", "measured-%")})
		frappe.db.commit()

"""The ticket list at 10,000, 100,000 and 1,000,000 rows: a township clerk and a county officer against Administrator.

One page of 20 by the desk's own call, with its columns and its default order, newest first; each call is a
request of its own. The rows lie in 300 stations of 20 townships; the clerk's township is the demo's.
"""

import json
from statistics import median

import frappe
from frappe.desk import reportview

from benchmarks.measuring import act_as_owner, again, compare, request, say_versions
from deputy_liaison.demo.accounts import user_of
from deputy_liaison.scope import subtree

OURS = "Opinion Ticket"
SIZES = (10_000, 100_000, 1_000_000)
ROUNDS = 40
# of the rows, the clerk's township has one in this many
TOWNSHIPS = 20
STATIONS = 300
# performance.md
GOAL = 1.3
BOUND_MS = 10
COLUMNS = ("name", "number", "subject", "station", "lead_unit", "due_date", "workflow_state", "creation")


def main() -> None:
	"""Fill up to each size and measure there; the rows are taken away at the end."""
	people = {
		"Administrator": "Administrator",
		"clerk": user_of("zhuangan"),
		"county": user_of("xianganbu"),
	}
	pages = {"newest": [], "in handling": [[OURS, "workflow_state", "=", "Ticket In Handling"]]}
	smallest: dict[tuple[str, str], float] = {}
	say_versions()
	try:
		for size in SIZES:
			_fill_up_to(size)
			print(f"\n{frappe.db.count(OURS)} tickets, {len(subtree(_town()))} places in the clerk's scope")
			for page, filters in pages.items():
				times = {who: [] for who in people}
				warm = []
				for _round in range(ROUNDS):
					for who, user in people.items():
						times[who].append(request(user, lambda filters=filters: _list(filters)))
						if who == "county":
							warm.append(again(lambda filters=filters: _list(filters)))
				for who in ("clerk", "county"):
					compare(f"{page}, {who}", times["Administrator"], times[who], GOAL)
					now = median(times[who])
					first = smallest.setdefault((page, who), now)
					print(f"{page}, {who}: {now / first:.2f} times that of {SIZES[0]} rows")
				print(
					f"{page}: county {median(warm):.1f} ms without the request's start (bound {BOUND_MS} ms)"
				)
	finally:
		_take_away()


def _list(filters: list) -> object:
	frappe.local.form_dict = frappe._dict(
		doctype=OURS,
		fields=json.dumps([f"`tab{OURS}`.`{column}`" for column in COLUMNS]),
		filters=json.dumps(filters),
		order_by=f"`tab{OURS}`.`creation` desc",
		start=0,
		page_length=20,
		view="List",
		with_comment_count=0,
	)
	rows = reportview.get()
	assert len(rows["values"]) == 20
	return rows


def _town() -> str:
	return frappe.db.get_value("Jurisdiction", {"jurisdiction_name": "青川镇"})


def _fill_up_to(size: int) -> None:
	"""Rows made by the server itself; what they hold is what a list asks for."""
	act_as_owner()
	there = frappe.db.count(OURS)
	places = subtree(_town())
	own = "elt(1 + mod(seq div {}, {}), {})".format(
		TOWNSHIPS, len(places), ", ".join(frappe.db.escape(place) for place in places)
	)
	frappe.db.sql(
		f"""
		insert into `tab{OURS}`
			(name, creation, modified, owner, modified_by, docstatus, number, township, jurisdiction, station,
			subject, content, workflow_state, due_date, received_on, round)
		select
			concat('measured-', seq), now() - interval ({size} - seq) minute, now(), 'Administrator',
			'Administrator', 0, concat('测〔2026〕第', seq, '号'),
			if(mod(seq, {TOWNSHIPS}) = 0, %(town)s, concat('measured-town-', mod(seq, {TOWNSHIPS}))),
			if(mod(seq, {TOWNSHIPS}) = 0, {own}, concat('measured-place-', mod(seq, {STATIONS}))),
			concat('measured-station-', mod(seq, {STATIONS})), '三组水渠垮了一段，请修一修。',
			'三组水渠垮了一段，请修一修。',
			elt(1 + mod(seq div {TOWNSHIPS}, 4), 'Ticket Registered', 'Ticket In Handling', 'Ticket Closed', 'Ticket Archived'),
			current_date + interval mod(seq, 60) day, now() - interval ({size} - seq) minute, 1
		from seq_{there + 1}_to_{size}
		""",
		{"town": _town()},
	)
	frappe.db.commit()
	frappe.db.sql("analyze table `tabOpinion Ticket`")


def _take_away() -> None:
	act_as_owner()
	frappe.db.delete(OURS, {"name": ("like", "measured-%")})
	frappe.db.commit()

"""What the lists of courses share: which states a matter came to, on which days, and whose steps they were."""

from collections import defaultdict

import frappe
from frappe import _
from frappe.query_builder import DocType
from frappe.utils import format_datetime

from deputy_liaison.opinions.rate_tables import TEXT

ORDER = "Dispatch Order"
# names to one question to the log
AT_ONCE = 2000
# several arrivals in a state stand in one cell, in their order
BETWEEN = "；"

# DocType and state
State = tuple[str, str]


def reached(doctype: str, link: str, names: list[str]) -> dict[str, dict[State, list[tuple[str, str]]]]:
	"""Matter → state → when it was come to and by whom, each time; of orders what the lead units did.

	Args:
		doctype: of the matters.
		link: the order's column that names its matter.
		names: the matters, all within the reader's scope.
	"""
	found: defaultdict[str, dict[State, list]] = defaultdict(lambda: defaultdict(list))
	for begin in range(0, len(names), AT_ONCE):
		some = names[begin : begin + AT_ONCE]
		log, order = DocType("Handling Log"), DocType(ORDER)
		line = (log.reference_doctype, log.to_state, log.at, log.person_name, log.post)
		own = (
			frappe.qb.from_(log)
			.select(log.reference_name.as_("matter"), *line)
			.where((log.reference_doctype == doctype) & log.reference_name.isin(some))
		)
		of_orders = (
			frappe.qb.from_(order)
			.inner_join(log)
			.on((log.reference_doctype == ORDER) & (log.reference_name == order.name))
			.select(order[link].as_("matter"), *line)
			.where(order[link].isin(some) & (order.unit_role == "Lead"))
		)
		for query in (own, of_orders):
			for one in query.where(log.to_state != "").orderby(log.at, log.creation).run(as_dict=True):
				person = one.person_name or ""
				if one.post:
					person = f"{person}（{_(one.post)}）"
				at = format_datetime(one.at, "yyyy-MM-dd HH:mm")
				found[one.matter][(one.reference_doctype, one.to_state)].append((at, person))
	return found


def add_courses(
	rows: list[dict], found: dict[str, dict[State, list[tuple[str, str]]]], states: tuple[State, ...]
) -> tuple[State, ...]:
	"""Write into each row when and by whom each state was come to; the states that any came to, in order."""
	shown = tuple(state for state in states if any(state in of_one for of_one in found.values()))
	for row in rows:
		for state in shown:
			arrivals = found[row.name].get(state, ()) if row.name in found else ()
			row[f"{_column(state)}_at"] = BETWEEN.join(at for at, _person in arrivals)
			row[f"{_column(state)}_by"] = BETWEEN.join(person for _at, person in arrivals)
	return shown


def columns_of(shown: tuple[State, ...]) -> list[dict]:
	"""Two columns to each state: when, and by whom."""
	told = []
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


def _column(state: State) -> str:
	return frappe.scrub(state[1])

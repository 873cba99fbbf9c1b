"""What reports, cards and charts share: which cases a reader asks for, and the rates as they are shown."""

from collections.abc import Callable, Mapping

import frappe
from frappe import _
from frappe.query_builder import DocType
from frappe.query_builder.functions import Count, Sum
from frappe.utils import cint, flt
from pypika.terms import PseudoColumn, ValueWrapper

from deputy_liaison import shares
from deputy_liaison.opinions import rates
from deputy_liaison.opinions.periods import period_of
from deputy_liaison.opinions.rate_counts import COMMITMENT, GROUPS, OF_COUNTY, OF_NONE, Asked, Behind

DEFAULT_TARGET = 100
ON_CHARTS = ("reply_rate", "overall_satisfaction_rate")
# more bars than this cannot be told apart
MOST_BARS = 20
# of a list on a screen; more than a person reads
MOST_ROWS = 5000
# of a file; more would be no file to work with
MOST_EXPORTED = 20_000
COUNT = {"fieldtype": "Int", "width": 90}
# stock aligns a column by the first row's value, and takes an empty one for a number
TEXT, DAY = ({"fieldtype": fieldtype, "align": "left"} for fieldtype in ("Data", "Date"))
# of tickets; three meetings and three participations are asked of suggestions alone
TICKET_RATES = (
	"reply_rate",
	"on_time_rate",
	"delivery_rate",
	"resolution_rate",
	"overall_satisfaction_rate",
	"satisfaction_rate",
	"feedback_rate",
	"closing_rate",
	"rehandling_rate",
)
# of suggestions, those of seed S4-24 first; what is fed back and posted is a voter's matter
SUGGESTION_RATES = (
	"reply_rate",
	"meeting_rate",
	"delivery_rate",
	"on_time_rate",
	"three_meetings_rate",
	"participation_rate",
	"resolution_rate",
	"overall_satisfaction_rate",
	"satisfaction_rate",
	"closing_rate",
	"rehandling_rate",
)
# DocType whose records the groups of a table are, and the field that names them
NAMED_BY = {
	"township": ("Jurisdiction", "jurisdiction_name"),
	"station": ("Liaison Station", "station_name"),
	"unit": ("Responsible Unit", "unit_name"),
	"deputy": ("Deputy", "deputy_name"),
	"category": ("Opinion Category", "category_name"),
}


def asked_of(filters: Mapping | None) -> Asked:
	"""What the filters of a report ask for.

	Raises:
		frappe.ValidationError: a period that cannot be, or an unknown grouping.
	"""
	filters = frappe._dict(filters or {})
	from_date, to_date = period_of(filters)
	if filters.by and filters.by not in GROUPS:
		frappe.throw(_("{0} is no grouping. Choose one of the list.").format(frappe.bold(filters.by)))
	return Asked(
		from_date,
		to_date,
		by=filters.by or None,
		# of no grouping there is no group
		key=(filters.by and filters.key) or None,
		**{field: filters.get(field) or None for field in ("township", "station", "unit", "category")},
	)


def rates_of(counts: Mapping[str, int], keys: tuple[str, ...] = TICKET_RATES) -> dict[str, float | None]:
	"""Key → rate in per cent, None for an empty base, by the county's formula of 落实率."""
	return {key: rate_of(key).of(counts) for key in keys}


def fractions_of(counts: Mapping[str, int], keys: tuple[str, ...] = TICKET_RATES) -> dict[str, str]:
	"""Key → “numerator / base”, as it stands beside a rate."""
	found = {key: rate_of(key) for key in keys}
	return {
		key: "{} / {}".format(*rate.fraction(counts)) for key, rate in found.items() if rate.is_known(counts)
	}


def rate_of(key: str) -> shares.Rate:
	"""The rate, 落实率 by the formula that the county chose."""
	chosen = frappe.get_cached_doc("Liaison Settings").delivery_formula
	return rates.rate(key, chosen or rates.BY_COMMITMENTS)


def needed_for(keys: tuple[str, ...]) -> tuple[str, ...]:
	"""The counts that these rates are made of, and those by which they miss the target."""
	names = [name for key in keys for name in rate_of(key).counts]
	return tuple(dict.fromkeys((*names, "handled", "replied", "overdue")))


def target() -> float:
	"""What the three rates of seed S4-24 shall reach, in per cent."""
	set_one = frappe.get_cached_doc("Liaison Settings").rate_target
	return DEFAULT_TARGET if set_one is None else flt(set_one)


def missed(counts: Mapping[str, int], keys: tuple[str, ...]) -> list[str]:
	"""Which of the three rates miss the target.

	As long as nothing is overdue, what is still being handled misses nothing: else the month that has just begun
	would be red.
	"""
	found = rates.below(rates_of(counts, keys), target())
	if counts["overdue"] or counts["replied"] == counts["handled"]:
		return found
	return [key for key in found if "handled" not in rate_of(key).whole]


def verdict(counts: Mapping[str, int], keys: tuple[str, ...]) -> str:
	"""What is to be said of the three rates, in words; empty where none of them has a base."""
	found = rates_of(counts, keys)
	if late := missed(counts, keys):
		return _("Below target: {0}").format("、".join(rates.label(key) for key in late))
	if rates.below(found, target()):
		return _("In Handling, All in Time")
	return _("On Target") if any(found.get(key) is not None for key in rates.TARGETED) else ""


def names_of(by: str, keys: set[str]) -> dict[str, str]:
	"""Group → its name on the table; groups come from counts within the reader's scope."""
	named = {OF_COUNTY: _("Dispatched by the County"), OF_NONE: _("Not Filled In")}
	if by in NAMED_BY:
		doctype, field = NAMED_BY[by]
		named |= dict(
			frappe.get_all(doctype, {"name": ("in", [*keys] or [""])}, ["name", field], as_list=True)
		)
	return {key: named.get(key) or key for key in keys}


def add_names(rows: list[dict], *by: str) -> None:
	"""Write into each row how the groups that it names are called: `unit_name` beside `unit`."""
	named = {one: names_of(one, {row[one] for row in rows if row[one]}) for one in by}
	for row in rows:
		row.update({f"{one}_name": names.get(row[one], "") for one, names in named.items()})


def most_rows() -> int:
	"""How many lines are made: a screen's, or a file's."""
	return MOST_EXPORTED if frappe.flags.exports_report else MOST_ROWS


def check_length(rows: list[dict]) -> str | None:
	"""What a screen says of a list that is cut. A file is never cut: nobody would see it there.

	Args:
		rows: one more than `most_rows` where there are more; on a screen cut to those.

	Raises:
		frappe.ValidationError: a file of more lines than it may have.
	"""
	if len(rows) <= most_rows():
		return None
	if frappe.flags.exports_report:
		frappe.throw(
			_("These are more than {0} lines. Choose a shorter period, or one township.").format(
				MOST_EXPORTED
			)
		)
	del rows[MOST_ROWS:]
	return _("Only the first {0} are shown; the exported file has them all, up to {1}.").format(
		MOST_ROWS, MOST_EXPORTED
	)


def listed(behind: list[Behind], columns: Callable[[Behind], tuple], order: tuple) -> list[dict]:
	"""The rows behind a figure or rate; of a rate first those that are missing in its numerator.

	Args:
		behind: what `rate_counts` or `suggestion_counts` says of it.
		columns: what is shown of a row, by the kind of row.
		order: columns to sort by.

	Returns:
		One more than `most_rows` where there are more; `counted` is 1 or 0 in those of a rate.
	"""
	rows, most = [], most_rows() + 1
	for one in behind:
		query = one.query.select(*columns(one))
		if one.counted is not None:
			query = query.select(one.counted.as_("counted")).orderby(PseudoColumn("counted"))
		rows += query.orderby(*order).limit(most).run(as_dict=True)
	return sorted(rows, key=lambda row: row.get("counted") or 0)[:most]


def of_promise(made: DocType, shared: tuple) -> tuple:
	"""What is shown of a promise behind a figure: its own unit, days and state beside its matter's columns.

	Args:
		made: the commitments' table.
		shared: the columns that the rows of the matter itself have, too.
	"""
	return (
		made.name,
		made.source_number.as_("number"),
		ValueWrapper(COMMITMENT).as_("doctype"),
		*shared,
		made.responsible_unit.as_("unit"),
		made.due_date,
		made.fulfilled_on.as_("replied_on"),
		made.result_class,
		made.workflow_state,
	)


def message_of(title: str, asked: Asked, behind: list[Behind], rows: list[dict]) -> str:
	"""What a list behind a figure or rate says above: what was counted, in which days, how many.

	Args:
		title: of the figure or rate.
		asked: what was asked for with it.
		behind: what `rate_counts` or `suggestion_counts` says of it.
		rows: as `listed` made them; on a screen cut to what is shown there.

	Raises:
		frappe.ValidationError: a file of more lines than it may have.
	"""
	cut = check_length(rows)
	told = [title]
	if asked.by and asked.key:
		told.append(names_of(asked.by, {asked.key})[asked.key])
	for by in NAMED_BY:
		if value := getattr(asked, by, None):
			told.append(names_of(by, {value})[value])
	what = (" · ".join(dict.fromkeys(told)), asked.from_date, asked.to_date)
	if rows and "counted" in rows[0]:
		# of a list that is cut, the rest is counted where it lies
		whole, part = _sizes(behind) if cut else (len(rows), sum(row["counted"] for row in rows))
		text = _("{0}, from {1} to {2}: {3} of {4} are in the numerator").format(*what, part, whole)
	else:
		text = _("{0}, from {1} to {2}: {3}").format(*what, _sizes(behind)[0] if cut else len(rows))
	text = frappe.utils.escape_html(text)
	return f"{text}<br>{cut}" if cut else text


def _sizes(behind: list[Behind]) -> tuple[int, int]:
	"""How many rows are behind a figure or rate, and how many of them are in the numerator."""
	sizes = [
		one.query.select(Count("*"), Sum(0 if one.counted is None else one.counted)).run()[0]
		for one in behind
	]
	return sum(whole for whole, _part in sizes), sum(cint(part) for _whole, part in sizes)


def counted_column(rows: list[dict]) -> list[dict]:
	"""The column that says whether a row is in a rate's numerator; none for a plain figure."""
	if not rows or "counted" not in rows[0]:
		return []
	return [{"fieldname": "counted_text", "label": _("In the Numerator"), **TEXT, "width": 90}]


def heading(by: str) -> str:
	"""Head of the column that says what the rows stand for."""
	return {
		"township": _("Own Township"),
		"station": _("Liaison Station"),
		"unit": _("Responsible Unit"),
		"deputy": _("Receiving Deputy"),
		"category": _("Opinion Category"),
		"month": _("Month of Dispatch"),
	}[by]


def rate_columns(keys: tuple[str, ...]) -> list[dict]:
	"""One column to a rate."""
	return [
		{
			"fieldname": key,
			"label": f"{rates.label(key)}（%）",
			"fieldtype": "Float",
			"precision": 2,
			"width": 135,
		}
		for key in keys
	]


def row_of(counts: Mapping[str, int], figures: tuple[str, ...], keys: tuple[str, ...]) -> dict:
	"""Counts, rates and verdict as they stand in one row."""
	found = rates_of(counts, keys)
	return {
		**{figure: counts[figure] for figure in figures},
		**{key: shares.shown(value) for key, value in found.items()},
		"fractions": fractions_of(counts, keys),
		"missed": missed(counts, keys),
		"verdict": verdict(counts, keys),
	}


def rank(row: Mapping) -> tuple:
	"""Sorts best first; what has no case comes last."""
	return (
		not row["handled"],
		*(-row[key] if row[key] != shares.EMPTY else 1 for key in ON_CHARTS),
		-row["handled"],
		row["label"],
	)


def chart_of(rows: list[dict], keys: tuple[str, ...] = ON_CHARTS) -> dict:
	"""These rates of the first rows with cases, as bars: a line has no place for an empty base."""
	drawn = [row for row in rows if row["handled"]][:MOST_BARS]
	return bars(
		[row["label"] for row in drawn],
		{rates.label(key): [row[key] if row[key] != shares.EMPTY else None for row in drawn] for key in keys},
		["#0b6bcb", "#d9822b", "#2e8b57"],
	)


def bars(
	labels: list[str], datasets: dict[str, list[float | None]], colors: list[str], stacked: bool = False
) -> dict:
	"""A report's chart of bars, an empty one where there is nothing to draw.

	Args:
		labels: of the bars, or groups of bars.
		datasets: name → a value to each label.
		colors: one to each dataset.
		stacked: whether the datasets are parts of one bar.
	"""
	if not labels:
		return {"type": "bar", "data": {}}
	return {
		"type": "bar",
		"data": {
			"labels": labels,
			"datasets": [{"name": name, "values": values} for name, values in datasets.items()],
		},
		"barOptions": {"stacked": int(stacked)},
		"colors": colors,
		"height": 240 if stacked else 200,
	}


def summary_of(counts: Mapping[str, int], keys: tuple[str, ...]) -> list[dict]:
	"""Cards above a table: these rates, and what is overdue."""
	found = rates_of(counts, keys)
	late = missed(counts, keys)
	return [
		*(_card(key, found[key], key in late) for key in keys),
		{
			"label": _("Overdue Unanswered"),
			"value": counts["overdue"],
			"datatype": "Int",
			"indicator": "Red" if counts["overdue"] else "Green",
		},
	]


def _card(key: str, value: float | None, is_missed: bool) -> dict:
	card = {"label": rates.label(key), "value": shares.as_text(value)}
	if is_missed:
		return {**card, "value": _("{0} below target").format(card["value"]), "indicator": "Red"}
	return card

"""A register volume on paper: a definition × a station × a period, typeset as one PDF."""

import datetime
import re
from dataclasses import dataclass

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, getdate

from deputy_liaison import scope
from deputy_liaison.deputies.doctype.congress_term.congress_term import term_title_on
from deputy_liaison.paper import as_typed, day
from deputy_liaison.registers.row_sources import ROW_SOURCES
from deputy_liaison.registers.typesetting import typeset
from deputy_liaison.state_machine import write_log

TEMPLATE = "volume.typ"
# about 300 pages, 10 seconds: a year of a busy station fits in
MOST_ROWS = 1000
# a row with more characters than this may be taller than a page: the template then measures it
LONG_ROW = 300
FULL_EDITION = "全本(内部使用)"
MASKED_EDITION = "掩码本"
# what no font shows or what turns the reading direction of the text after it; joiners of emoji stay
UNPRINTABLE = re.compile(
	r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufffe\uffff]"
)


@frappe.whitelist(methods=["POST"])
def pdf(
	definition: str, station: str, from_date: str, to_date: str, outside: bool | int | str = False
) -> None:
	"""Answer with the volume as a PDF file.

	POST, because a print with full values of voters is written to the Handling Log.

	Args:
		definition: a Register Definition.
		station: a Liaison Station that the user's posts cover.
		from_date: first day of the period.
		to_date: last day, inclusive.
		outside: for outside the office: masked columns are masked for everybody.

	Raises:
		frappe.PermissionError: the user's posts don't cover the station.
		frappe.ValidationError: the period is none, or holds more rows than one print can.
	"""
	content = printed(definition, station, from_date, to_date, bool(cint(outside)))
	code = frappe.db.get_value("Register Definition", definition, "code")
	frappe.response.filename = f"{code}-{getdate(from_date)}-{getdate(to_date)}.pdf"
	frappe.response.filecontent = content
	frappe.response.type = "pdf"


def printed(definition: str, station: str, from_date: str, to_date: str, outside: bool = False) -> bytes:
	"""The volume as PDF, for the session's user; arguments and errors as in `pdf`."""
	register, place = _permitted(definition, station)
	first, last = _period(from_date, to_date)
	edition = compose(register, place, first, last, outside)
	content = typeset(TEMPLATE, edition.data)
	if edition.full:
		write_log(
			place,
			"Print Full Register",
			event="Disclosure",
			note=_("{0}, {1} to {2}, {3} rows").format(register.register_title, first, last, edition.count),
		)
	return content


@dataclass(frozen=True)
class Edition:
	"""A register over a period, ready for paper or sheet.

	Args:
		data: what the template takes (`typesetting/volume.typ`).
		full: whether it holds full values of voters.
		count: number of its rows.
	"""

	data: dict
	full: bool
	count: int


def compose(
	register: Document,
	holder: Document,
	first: datetime.date,
	last: datetime.date,
	outside: bool = False,
	sealed: bool = False,
) -> Edition:
	"""The rows of a register over a period, as its definition orders them.

	Args:
		register: a Register Definition.
		holder: whose book it is; the caller has checked that the user may print it.
		first: first day of the period.
		last: last day, inclusive.
		outside: for outside the office: masked columns are masked for everybody.
		sealed: a snapshot for the archive: an open matter says 未办结 and not where it stands today.

	Raises:
		frappe.ValidationError: the period holds more rows than one print can.
	"""
	body = _body_of(holder)
	rows, full = ROW_SOURCES[register.row_source].read(holder, body, first, last, outside, sealed)
	if len(rows) > MOST_ROWS:
		frappe.throw(
			_("This period has {0} rows; at most {1} fit into one print. Choose a shorter period.").format(
				len(rows), MOST_ROWS
			)
		)
	data = {
		"title": register.register_title,
		"body": body.body_name or "",
		"place": holder.get_title(),
		"period": _heading_of_period(body.name, first, last),
		"numbers": _number_range([row.number for row in rows]),
		"edition": "" if not rows else FULL_EDITION if full else MASKED_EDITION,
		"orientation": register.orientation,
		"cell_size": register.cell_size or 9,
		"page_foot": register.page_foot or "",
		"signatures": register.signatures(),
		**_table(register, rows, masked=not full),
	}
	return Edition(data, full, len(rows))


@frappe.whitelist(methods=["GET", "POST"])
def choices() -> dict:
	"""What the print page begins with: the first register, the user's own station, this year.

	Returns:
		definition, station, from_date, to_date; stations: the names to choose from.
	"""
	frappe.has_permission("Register Definition", "read", throw=True)
	registers = frappe.get_list("Register Definition", fields=["name", "row_source"], order_by="code asc")
	stations = ROW_SOURCES[registers[0].row_source].printable_stations() if registers else []
	own = [post.station for post in scope.posts() if post.station in stations]
	year = getdate().year
	return {
		"definition": registers[0].name if registers else None,
		"station": own[0] if own else stations[0] if len(stations) == 1 else None,
		"from_date": f"{year}-01-01",
		"to_date": f"{year}-12-31",
		"stations": stations,
	}


def _permitted(definition: str, station: str) -> tuple[Document, Document]:
	"""The register and the station, if the user's posts let him or her print the one of the other."""
	if not definition or not frappe.db.exists("Register Definition", definition):
		frappe.throw(_("Choose a register."), frappe.MandatoryError)
	if not station:
		frappe.throw(_("Choose a station."), frappe.MandatoryError)
	register = frappe.get_doc("Register Definition", definition)
	if not ROW_SOURCES[register.row_source].printable_stations(station):
		scope.refuse_out_of_scope()
	register.check_permission("read")
	place = frappe.get_doc("Liaison Station", station)
	place.check_permission("read")
	return register, place


def _period(from_date: str, to_date: str) -> tuple[datetime.date, datetime.date]:
	period = []
	for label, value in ((_("From Date"), from_date), (_("To Date"), to_date)):
		try:
			date = getdate(value) if value else None
		except Exception:  # the parsers of both Frappe versions raise several unrelated classes
			date = None
		if not date:
			frappe.throw(_("{0} is not a date. Write it as 2026-05-20.").format(frappe.bold(label)))
		period.append(date)
	first, last = period
	if first > last:
		frappe.throw(
			_("The period is reversed: {0} lies after {1}.").format(frappe.bold(first), frappe.bold(last))
		)
	return first, last


def _body_of(holder: Document) -> frappe._dict:
	"""The congress body whose office the holder is or belongs to; its names are public."""
	place = holder.jurisdiction if holder.doctype == "Liaison Station" else holder.name
	return (
		frappe.db.get_value(
			"Congress Body",
			{"jurisdiction": scope.township_of(place)},
			["name", "body_name", "short_name"],
			as_dict=True,
		)
		or frappe._dict()
	)


def _heading_of_period(body: str | None, first: datetime.date, last: datetime.date) -> str:
	"""`第十八届 2026年度`; both terms where the period goes over a change of term."""
	terms = dict.fromkeys(filter(None, (term_title_on(body, first), term_title_on(body, last))))
	whole_year = first == first.replace(month=1, day=1) and last == first.replace(month=12, day=31)
	days = f"{first.year}年度" if whole_year else f"{day(first)}至{day(last)}"
	return "　".join(filter(None, ("、".join(terms), days)))


def _number_range(numbers: list[str]) -> str:
	"""`编号:北街接〔2026〕第001号至第300号`, the second in full where the year changes."""
	if not numbers:
		return "编号:无"
	first, last = numbers[0], numbers[-1]
	if first == last:
		return f"编号:{first}"
	series, sequence = last.rpartition("第")[::2]
	return f"编号:{first}至{f'第{sequence}' if first.startswith(series) else last}"


def _table(register: Document, rows: list, masked: bool) -> dict:
	"""Columns and cells for the template: one text per cell."""
	source = ROW_SOURCES[register.row_source]
	columns = register.shown_columns()
	of_part = [column.lines()[0][0] in source.PART_VALUES for column in columns]

	def cells(values: dict[str, str], masks: dict[str, str], part: bool) -> list[str | None]:
		return [
			_cell(column, values, masks if masked and column.masked else {}) if is_part == part else None
			for column, is_part in zip(columns, of_part, strict=True)
		]

	printed_rows = []
	for row in rows:
		whole = cells(row.values, row.masks, False)
		parts = [cells(values, masks, True) for values, masks in row.parts]
		longest = sum(max(map(len, filter(None, part)), default=0) for part in (whole, *parts))
		printed_rows.append(
			{
				"cells": whole,
				"parts": parts,
				"sums": row.sums,
				"long": longest > LONG_ROW,
				"number": row.number,
				"unfinished": row.unfinished,
			}
		)
	return {
		"columns": [
			{
				"heading": column.heading,
				"width": column.width,
				"align": column.align,
				"of_part": is_part,
			}
			for column, is_part in zip(columns, of_part, strict=True)
		],
		"rows": printed_rows,
		"sums": dict.fromkeys(source.SUMS, 0),
	}


def _cell(column: Document, values: dict[str, str], masks: dict[str, str]) -> str:
	lines = (
		" ".join(filter(None, (masks.get(name, values[name]) for name in line))) for line in column.lines()
	)
	return _printable("\n".join(filter(None, lines)))


def _printable(text: str) -> str:
	text = as_typed(text)
	return UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")).strip()

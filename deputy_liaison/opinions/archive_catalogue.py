"""P21: what a year's archive holds of one congress body, and the stamp of each (DA/T 22-2015).

`registers/year_of_cases.py` prints it.
"""

import re
from collections.abc import Callable, Container
from itertools import groupby

import frappe
from frappe.model.document import Document
from frappe.utils import cint, getdate

from deputy_liaison import scope
from deputy_liaison.archive_numbers import RETENTIONS
from deputy_liaison.opinions import archiving, suggestion_archiving, suggestion_states, ticket_states
from deputy_liaison.paper import as_typed, day, zh

TICKET, SUGGESTION = "Opinion Ticket", "Deputy Suggestion"
ARCHIVISTS = frozenset(
	{
		"Township Clerk",
		"Township Chair",
		"County Deputy Affairs Officer",
		"County Approver",
		"Oversight Auditor",
	}
)
# 全宗号-门类·年度-保管期限-机构-件号 (registers.md §0)
NUMBER = re.compile(
	r"^(?P<fonds>[^-]+)-(?P<kind>[^·]+)·(?P<year>\d{4})-(?P<retention>[^-]+)-(?P<office>[^-]+)-(?P<item>\d+)$"
)


def may_see(congress_body: str) -> bool:
	"""Whether the session's user holds a post that files or checks this body's archive."""
	return scope.covers(None, "Congress Body", congress_body, ARCHIVISTS)


def archive_of(body: Document, year: int) -> dict:
	"""What a year's archive holds, as far as the user's posts reach.

	Returns:
		volumes: for each retention period its code, words and rows in the order of their
		numbers; unfiled: what is closed and not filed, with what each lacks.
	"""
	cases = [
		case for found in frappe.get_hooks("archive_cases") for case in frappe.get_attr(found)(body, year)
	]
	filed = sorted((case for case in cases if case.is_filed), key=lambda case: case.sort_key)
	return {
		"volumes": [
			{
				"retention": retention,
				"period": RETENTIONS.get(retention, retention),
				"rows": _rows(list(group), body),
			}
			for retention, group in groupby(filed, key=lambda case: case.retention)
		],
		"unfiled": [_unfiled(case) for case in cases if not case.is_filed],
	}


def cases_of(
	doctype: str,
	fields: tuple[str, str],
	filed_in: Container[str],
	missing: Callable[[list[str]], dict[str, list[str]]],
	filters: dict,
) -> list[frappe._dict]:
	"""The reader's records that belong to a year's archive, filed or not; what the hook `archive_cases` gives.

	Args:
		doctype: what is filed, with `archive_number`, `retention` and `number`.
		fields: of its title, and of the day on which it ended.
		filed_in: the states of what is filed.
		missing: names → what each of them lacks, asked for those that are not filed.
		filters: of the archive and the year.
	"""
	cases = frappe.get_list(
		doctype,
		filters=filters,
		fields=[
			"name",
			"number",
			"archive_number",
			"retention",
			"workflow_state",
			f"{fields[0]} as title",
			f"{fields[1]} as closed_on",
		],
		order_by=f"{fields[1]} asc, number asc",
		limit_page_length=0,
	)
	lacks = missing([case.name for case in cases if case.workflow_state not in filed_in])
	for case in cases:
		case.doctype = doctype
		case.is_filed = case.workflow_state in filed_in
		case.lacks = lacks.get(case.name, [])
		case.parts = parts_of(case.archive_number)
		case.retention = case.retention or case.parts.get("retention") or ""
		case.sort_key = (case.retention, cint(case.parts.get("item")), case.archive_number or "")
	return cases


def within(year: int) -> tuple[str, tuple[str, str]]:
	"""The filter of days and moments that lie in a year."""
	return ("between", (f"{year}-01-01", f"{year}-12-31"))


def tickets(body: Document, year: int) -> list[frappe._dict]:
	"""Voters' matters are filed by the township that took them in; an accusation is not among them."""
	return cases_of(
		TICKET,
		("subject", "closed_on"),
		(ticket_states.ARCHIVED,),
		archiving.missing_of_names,
		{
			"township": body.jurisdiction,
			"restriction": 0,
			"workflow_state": ("in", (ticket_states.CLOSED, ticket_states.ARCHIVED)),
			"closed_on": within(year),
		},
	)


def suggestions(body: Document, year: int) -> list[frappe._dict]:
	"""Suggestions are filed by the congress to which they were handed in."""
	return cases_of(
		SUGGESTION,
		("suggestion_title", "closed_on"),
		(suggestion_states.ARCHIVED,),
		suggestion_archiving.missing_of_names,
		{
			"congress_body": body.name,
			"workflow_state": ("in", (suggestion_states.CLOSED, suggestion_states.ARCHIVED)),
			"closed_on": within(year),
		},
	)


def _rows(cases: list[frappe._dict], body: frappe._dict) -> list[dict]:
	return [
		{
			"doctype": case.doctype,
			"name": case.name,
			"archive_number": case.archive_number,
			"number": case.number,
			"author": body.short_name or body.body_name,
			"title": as_typed(case.title),
			"date": getdate(case.closed_on).strftime("%Y%m%d"),
			"stamp": stamp(
				{
					"fonds": body.fonds_number or "",
					"year": getdate(case.closed_on).year,
					**case.parts,
				},
				case.retention,
			),
		}
		for case in cases
	]


def parts_of(archive_number: str | None) -> dict[str, str]:
	"""fonds, kind, year, retention, office and item of an archive number; empty for one of another make."""
	parts = NUMBER.match(archive_number or "")
	return parts.groupdict() if parts else {}


def stamp(parts: dict, retention: str, pages: int | str = "") -> tuple[tuple[str, str], ...]:
	"""归档章, box by box: what stands in it, and the value, empty for the pen (DA/T 22).

	Args:
		parts: what the archive number says (`parts_of`).
		retention: archive code.
		pages: how many, where they are known.
	"""
	return (
		("全宗号", parts.get("fonds", "")),
		("年　度", str(parts.get("year", ""))),
		("件　号", parts.get("item", "")),
		("机构（问题）", parts.get("office", "")),
		("保管期限", RETENTIONS.get(retention, retention)),
		("页　数", str(pages)),
	)


def _unfiled(case: frappe._dict) -> dict[str, str]:
	"""A closed case that is not in the catalogue, and what it lacks."""
	return {
		"kind": zh(case.doctype),
		"number": case.number,
		"title": as_typed(case.title),
		"closed_on": day(case.closed_on),
		"lacks": "、".join(case.lacks) or "材料齐全，尚未归档",
	}

"""P21: what a year's archive begins with: 归档文件目录, 归档章 and 备考表 of one congress body (DA/T 22-2015)."""

import re
from itertools import groupby

import frappe
from frappe import _
from frappe.utils import cint, getdate

from deputy_liaison import scope
from deputy_liaison.opinions import suggestion_states, ticket_states
from deputy_liaison.opinions.archiving import missing_papers
from deputy_liaison.paper import as_typed, day, zh

TICKET, SUGGESTION = "Opinion Ticket", "Deputy Suggestion"
PAGE = "deputy_liaison/templates/papers/archive_catalogue.html"
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
PERIODS = {"Y": "永久", "D30": "30年", "D10": "10年"}


@frappe.whitelist(methods=["GET", "POST"])
def archive_papers(congress_body: str, year: int) -> str:
	"""Catalogue, reference sheet and stamps of what was closed in a year, for each retention period.

	Args:
		congress_body: whose archive it is.
		year: in which the cases were closed; the archive number carries the same.

	Returns:
		An HTML page to print. What is closed but not archived is listed at its end, with what it lacks.

	Raises:
		frappe.PermissionError: the caller holds no post that files or checks this body's archive.
		frappe.ValidationError: nothing was closed in that year.
	"""
	if not scope.covers(None, "Congress Body", congress_body, ARCHIVISTS):
		scope.refuse_out_of_scope()
	year = cint(year)
	body = frappe.get_cached_doc("Congress Body", congress_body)
	cases = [*_tickets(body, year), *_suggestions(body, year)]
	if not cases:
		frappe.throw(
			_("{0}: nothing was closed in {1}. Choose another year.").format(
				frappe.bold(_("Year")), frappe.bold(year)
			)
		)
	filed = sorted((case for case in cases if case.is_filed), key=lambda case: case.sort_key)
	volumes = [
		{
			"retention": retention,
			"period": PERIODS.get(retention, retention),
			"rows": _rows(list(group), body),
		}
		for retention, group in groupby(filed, key=lambda case: case.retention)
	]
	return frappe.render_template(
		PAGE,
		{
			"body": body.body_name,
			"year": year,
			"volumes": volumes,
			"unfiled": [_unfiled(case) for case in cases if not case.is_filed],
			"today": day(getdate()),
		},
	)


def _closed_in(doctype: str, year: int, states: tuple[str, str], title: str, **filters) -> list[frappe._dict]:
	"""The reader's cases that were closed in the year, filed or not: an accusation is not among them."""
	cases = frappe.get_list(
		doctype,
		filters={
			**filters,
			"workflow_state": ("in", states),
			"closed_on": ("between", (f"{year}-01-01", f"{year}-12-31")),
		},
		fields=[
			"name",
			"number",
			f"{title} as title",
			"closed_on",
			"archive_number",
			"retention",
			"workflow_state",
		],
		limit_page_length=0,
	)
	for case in cases:
		case.doctype = doctype
		case.is_filed = case.workflow_state == states[1]
		parts = NUMBER.match(case.archive_number or "")
		case.parts = parts.groupdict() if parts else {}
		case.retention = case.retention or case.parts.get("retention") or ""
		case.sort_key = (case.retention, cint(case.parts.get("item")), case.archive_number or "")
	return cases


def _tickets(body: frappe._dict, year: int) -> list[frappe._dict]:
	"""Voters' matters are filed by the township that took them in."""
	return _closed_in(
		TICKET,
		year,
		(ticket_states.CLOSED, ticket_states.ARCHIVED),
		"subject",
		township=body.jurisdiction,
		restriction=0,
	)


def _suggestions(body: frappe._dict, year: int) -> list[frappe._dict]:
	return _closed_in(
		SUGGESTION,
		year,
		(suggestion_states.CLOSED, suggestion_states.ARCHIVED),
		"suggestion_title",
		congress_body=body.name,
	)


def _rows(cases: list[frappe._dict], body: frappe._dict) -> list[dict]:
	return [
		{
			"archive_number": case.archive_number,
			"number": case.number,
			"author": body.short_name or body.body_name,
			"title": as_typed(case.title),
			"date": getdate(case.closed_on).strftime("%Y%m%d"),
			"stamp": (
				("全宗号", case.parts.get("fonds") or body.fonds_number or ""),
				("年　度", case.parts.get("year") or getdate(case.closed_on).year),
				("件　号", case.parts.get("item") or ""),
				("机构（问题）", case.parts.get("office") or ""),
				("保管期限", PERIODS.get(case.retention, case.retention)),
				("页　数", ""),
			),
		}
		for case in cases
	]


def _unfiled(case: frappe._dict) -> dict[str, str]:
	"""A closed case that is not in the catalogue, and what it lacks."""
	if case.doctype == TICKET:
		lacks = missing_papers(frappe.get_doc(TICKET, case.name))
	else:
		lacks = [_("Sealed reply letter of {0}").format(number) for number in _without_letter(case.name)]
	return {
		"kind": zh(case.doctype),
		"number": case.number,
		"title": as_typed(case.title),
		"closed_on": day(case.closed_on),
		"lacks": "、".join(lacks) or "材料齐全，尚未归档",
	}


def _without_letter(suggestion: str) -> list[str]:
	"""Numbers of a suggestion's orders whose sealed letter is not kept."""
	return frappe.get_all(
		"Dispatch Order",
		{
			"deputy_suggestion": suggestion,
			"unit_role": "Lead",
			"workflow_state": ticket_states.ACCEPTED,
			"reply_scan": ("is", "not set"),
		},
		pluck="number",
	)

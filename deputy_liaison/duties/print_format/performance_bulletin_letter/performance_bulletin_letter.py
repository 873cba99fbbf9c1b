"""Values of the bulletin as it is printed (P13), an official letter, for its template."""

import frappe
from frappe.model.document import Document

from deputy_liaison.paper import as_typed, day, stored

DRAFT = "Bulletin Draft"


def bulletin_letter(bulletin: Document) -> frappe._dict:
	"""What the letter says; the template's method (hook `jinja`).

	Args:
		bulletin: a Performance Bulletin that the user may read.

	Returns:
		Texts, praise (deputy, text) and units (unit, orders, reminders) without those struck out.

	Raises:
		frappe.PermissionError: the user may not read it.
	"""
	bulletin = stored("Performance Bulletin", bulletin)
	body = frappe.get_cached_doc("Congress Body", bulletin.congress_body)
	named = [row for row in bulletin.units if not row.struck_out]
	units = _names("Responsible Unit", "unit_name", [row.unit for row in named])
	deputies = _names("Deputy", "deputy_name", [row.deputy for row in bulletin.praised])
	return frappe._dict(
		body=body.body_name,
		chair=body.chair_title or "负责人",
		draft=bulletin.workflow_state == DRAFT,
		number=bulletin.number or "",
		title=as_typed(bulletin.bulletin_title),
		paragraphs=_paragraphs(bulletin.overall) + _rates(bulletin),
		praise=[(deputies[row.deputy], as_typed(row.praise)) for row in bulletin.praised],
		units=[(units[row.unit], row.orders_overdue, row.reminders) for row in named],
		next_steps=_paragraphs(bulletin.next_steps),
		signed_by=bulletin.signed_by or "",
		issued_on=day(bulletin.issued_on or bulletin.signed_on) or "　　　　年　　月　　日",
		as_of=day(bulletin.drawn_up_on),
	)


def _rates(bulletin: Document) -> list[str]:
	"""The three rates in two sentences; none in a bulletin that was signed before it had them."""
	if not bulletin.reply_rate:
		return []
	texts = [f"群众意见建议办复率{bulletin.reply_rate}，落实率{bulletin.delivery_rate}。"]
	if bulletin.suggestions:
		texts.append(
			f"代表建议交办{bulletin.suggestions}件，已答复{bulletin.suggestions_replied}件；"
			f"办复率{bulletin.suggestion_reply_rate}，见面率{bulletin.meeting_rate}，"
			f"落实率{bulletin.suggestion_delivery_rate}。"
		)
	return texts


def _names(doctype: str, title: str, names: list[str]) -> dict[str, str]:
	return dict(frappe.get_all(doctype, {"name": ("in", names or [""])}, ["name", title], as_list=True))


def _paragraphs(text: str | None) -> list[str]:
	return [line.strip() for line in as_typed(text).splitlines() if line.strip()]

"""Values of the 办理情况征询意见表 (P9), for its template: what is thought of one reply."""

import frappe
from frappe.model.document import Document
from frappe.utils import cint

from deputy_liaison.box_sheet import RATINGS, SIGNED_BY_HAND, block, not_yet, row, sheet, ticks
from deputy_liaison.opinions.order_papers import OrderFacts, facts_of, reply_text, result_of
from deputy_liaison.paper import day, joined, zh

TITLE = "办理情况征询意见表"


def inquiry_on_handling(order: Document) -> frappe._dict:
	"""What the sheet says; the template's method (hook `jinja`).

	A unit prints it empty and hands it over with its reply. What was answered is filled in for who may read
	the matter itself.

	Args:
		order: a Dispatch Order that the user may read.

	Returns:
		A sheet (`box_sheet.sheet`).

	Raises:
		frappe.PermissionError: the user may not read the order.
	"""
	facts = facts_of(order)
	order = facts.order
	if not order.reply_date:
		return not_yet(facts.body.body_name, TITLE, f"{order.number}尚未答复，不能征询意见。")
	said = _said(facts)
	return sheet(
		body=facts.body.body_name,
		title=TITLE,
		left=f"{facts.number_label}：{facts.source.number or ''}",
		right=f"{facts.words['number']}：{order.number}",
		intro=[_request(facts)],
		blocks=[
			block(
				row(("事　　项", order.subject)),
				row(
					("征询对象", joined("领衔代表" if facts.of_suggestion else "反映人", _asked(facts))),
					(facts.words["role_of_unit"], facts.unit),
				),
				row(("答复文号", order.reply_number), ("答复日期", day(order.reply_date))),
				row(("答复方式", zh(order.reply_form)), ("结果类别", result_of(order))),
				row(("答复要点", reply_text(order)), tall=True),
				row(("对办理态度", ticks(RATINGS, said.attitude))),
				row(("对办理结果", ticks(RATINGS, said.result))),
				row(("具体意见", said.reason), tall=True),
				row(("签名、日期", said.signed or SIGNED_BY_HAND)),
			),
		],
		foot=[f"本表填好后退回{facts.body.body_name}。不满意的请写明原因，以便交有关单位重新办理。"],
	)


def _request(facts: OrderFacts) -> str:
	due = facts.source.get("rating_due") if facts.whole else None
	until = f"请于{day(due)}前" if due else "请"
	return f"您{'领衔提出' if facts.of_suggestion else '反映'}的下列事项，{facts.words['role_of_unit']}已经答复。{until}对办理态度和办理结果提出意见。"


def _asked(facts: OrderFacts) -> str:
	if not facts.of_suggestion:
		return facts.raised_by
	return frappe.db.get_value("Deputy", facts.source.lead_deputy, "deputy_name")


def _said(facts: OrderFacts) -> frappe._dict:
	"""What was answered of this round, empty where it is not known or not for the user."""
	source = facts.source
	said = frappe._dict(attitude="", result="", reason="", signed="")
	if not facts.whole or cint(source.round) != cint(facts.order.round) or not source.rated_on:
		return said
	said.reason = source.rating_reason
	if not facts.of_suggestion:
		said.result = source.reporter_rating
		said.signed = joined(day(source.rated_on), zh(source.rating_source))
		return said
	rater = frappe.db.get_value("Deputy", source.rating_deputy, "deputy_name")
	on_paper = f"代录：据{day(source.return_slip_on)}回执" if source.return_slip_on else ""
	said.update(
		attitude=source.attitude_rating,
		result=source.result_rating,
		signed=joined(rater, day(source.rated_on), on_paper or zh(source.rating_source)),
	)
	return said

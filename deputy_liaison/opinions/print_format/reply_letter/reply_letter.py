"""Values of the 答复函 with its 回执 (P7), for its template."""

import frappe
from frappe.model.document import Document

from deputy_liaison.box_sheet import RATINGS, SIGNED_BY_HAND, block, not_yet, row, sheet, ticks
from deputy_liaison.opinions.order_papers import OrderFacts, facts_of, result_of
from deputy_liaison.paper import as_typed, day


def reply_letter(order: Document) -> frappe._dict:
	"""What the unit's letter says, and the slip that comes back; the template's method (hook `jinja`).

	A suggestion is always answered by letter, a voter's matter only if it was answered in writing.

	Args:
		order: a Dispatch Order that the user may read.

	Returns:
		A letter (`templates/papers/letter.html`) with the `slip` to a suggestion, a sheet; or, where there is no
		letter, as `instead` the sheet that says why.

	Raises:
		frappe.PermissionError: the user may not read the order.
	"""
	facts = facts_of(order)
	order = facts.order
	if not order.reply_date or order.reply_form == "Oral":
		why = "已口头答复，没有答复函。" if order.reply_date else "尚未答复，不能打印答复函。"
		return frappe._dict(instead=not_yet(facts.unit, "答　复　函", f"{order.number}{why}"))
	texts = {
		"draft": "",
		"body": facts.unit,
		"sender": facts.unit,
		"number": order.reply_number,
		"signed_by": order.signed_by or order.replied_by,
		"title": f"关于{facts.source.number or ''}{facts.kind}的答复",
		"addressee": _addressee(facts),
		"date": day(order.reply_date),
		"contact": "，".join(filter(None, (order.handler, order.handler_phone))),
		"copies": "、".join(_copies(facts)),
	}
	letter = frappe._dict({key: as_typed(text) for key, text in texts.items()})
	letter.paragraphs = _paragraphs(facts)
	letter.enclosures = ["回执"] if facts.of_suggestion else []
	# what the reporter thinks of it is asked by who tells the answer, not by the unit
	letter.slip = _slip(facts) if facts.of_suggestion else None
	return letter


def _addressee(facts: OrderFacts) -> str:
	"""The deputies who signed; of a voter's matter the body that asked, which tells the reporter."""
	return f"{facts.raised_by}代表" if facts.of_suggestion else facts.body.body_name


def _copies(facts: OrderFacts) -> list[str]:
	copies = [facts.body.body_name] if facts.of_suggestion else []
	unit = facts.order.passed_on_from or facts.order.intermediary_unit
	if unit and unit != facts.order.responsible_unit:
		copies.append(frappe.get_cached_value("Responsible Unit", unit, "unit_name"))
	return copies


def _paragraphs(facts: OrderFacts) -> list[str]:
	order = facts.order
	number = facts.source.number or order.number
	if facts.of_suggestion:
		opening = f"您提出的《{order.subject}》（{number}）收悉。现答复如下："
		thanks = "感谢您对我们工作的关心和支持。请您填写回执，对办理态度和办理结果提出意见。"
	else:
		opening = f"你们{order.number}{facts.words['given']}选民意见“{(order.subject or '').rstrip('。.')}”（{number}）收悉。现答复如下："
		thanks = ""
	promised = f"以上事项承诺于{day(order.plan_due)}前完成，" if order.plan_due else ""
	# a typed text keeps its paragraphs
	typed = "\n".join(
		filter(
			None,
			(
				opening,
				order.reply,
				order.explanation,
				order.plan,
				f"{promised}办理结果类别：{result_of(order)}。",
				thanks,
			),
		)
	)
	return [line.strip() for line in as_typed(typed).splitlines() if line.strip()]


def _slip(facts: OrderFacts) -> frappe._dict:
	"""The 回执: empty, for the pen."""
	order = facts.order
	return sheet(
		body=f"{facts.kind}办理情况",
		title="回　　执",
		left=f"{facts.body.body_name}：",
		right=f"{facts.number_label}：{facts.source.number or ''}",
		blocks=[
			block(
				row(("事　　项", order.subject)),
				row(("承办单位", facts.unit), (facts.words["number"], order.number)),
				row(("答复文号", order.reply_number), ("答复日期", day(order.reply_date))),
				row(("收到答复\n日　　期", "　　　年　　月　　日"), ("结果类别", result_of(order))),
				row(("对办理态度", ticks(RATINGS, None))),
				row(("对办理结果", ticks(RATINGS, None))),
				row(("意　　见", ""), tall=True),
				row(("代表签名", SIGNED_BY_HAND)),
			),
		],
		foot=["填好后请退回人大机关。人大机关据本回执录入的，注明代录并留存扫描件。"],
	)

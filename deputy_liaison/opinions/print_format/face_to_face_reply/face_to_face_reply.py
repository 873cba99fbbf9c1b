"""Values of the 当面答复记录 (P8), for its template: one reply told face to face, beside the letter (P7)."""

import frappe
from frappe.model.document import Document

from deputy_liaison.box_sheet import SEALED_BY_HAND, SIGNED_BY_HAND, block, row, sheet
from deputy_liaison.opinions.doctype.handling_meeting.handling_meeting import IN_PERSON
from deputy_liaison.opinions.order_papers import facts_of, reply_text, result_of, typed_in
from deputy_liaison.paper import day, zh

TITLE = "当面答复记录"
ANSWERING = ("Reply to Order", "Give Order Opinion", "Report Village Result")


def face_to_face_reply(order: Document) -> frappe._dict:
	"""What the record says; the template's method (hook `jinja`).

	The meeting before the reply is printed where it was entered; else the paper is filled in by hand and
	entered afterwards.

	Args:
		order: a Dispatch Order that the user may read.

	Returns:
		A sheet (`box_sheet.sheet`).

	Raises:
		frappe.PermissionError: the user may not read the order.
	"""
	facts = facts_of(order)
	order, met = facts.order, _meeting(order.name)
	told = "代表" if facts.of_suggestion else "反映人"
	return sheet(
		body=facts.unit,
		title=TITLE,
		left=f"{facts.number_label}：{facts.source.number or ''}",
		right=f"{facts.words['number']}：{order.number}",
		blocks=[
			block(
				row(("事　　项", order.subject)),
				row((told, facts.raised_by), (facts.words["role_of_unit"], facts.unit)),
				row(("答复时间", day(met.met_on) or "　　　年　　月　　日　　时"), ("答复地点", "")),
				row(("答复方式", zh(met.meeting_mode)), ("结果类别", result_of(order))),
				row(("参 加 人", met.participants)),
				row(("答复要点", reply_text(order) or met.outcome), tall=True),
				row((f"{told}\n签署意见", f"\n\n{SIGNED_BY_HAND}"), tall=True),
				row(
					(
						f"{facts.words['role_of_unit']}\n负责人",
						typed_in(order, ANSWERING, "回执联") or SEALED_BY_HAND,
					)
				),
				row(("记 录 人", SIGNED_BY_HAND)),
			),
		],
		foot=[
			f"本记录一式三份，代表（反映人）、{facts.words['role_of_unit']}、人大机关各存一份；代表建议另附书面答复函。"
		],
	)


def _meeting(order: str) -> frappe._dict:
	"""The latest meeting in person before the reply, empty for none."""
	met = frappe.get_all(
		"Handling Meeting",
		{"dispatch_order": order, "meeting_stage": "Before the Reply", "meeting_mode": ("in", IN_PERSON)},
		["met_on", "meeting_mode", "participants", "outcome"],
		order_by="met_on desc, creation desc",
		limit=1,
	)
	return met[0] if met else frappe._dict()

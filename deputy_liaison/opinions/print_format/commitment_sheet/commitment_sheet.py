"""Values of the 承诺事项台账 (P10), for its template: one promise of a unit, from the reply to its proof."""

import frappe
from frappe.model.document import Document

from deputy_liaison.box_sheet import SEALED_BY_HAND, SIGNED_BY_HAND, block, grid, row, sheet
from deputy_liaison.confirmations import confirmed
from deputy_liaison.opinions.order_papers import issuing_body, words_of
from deputy_liaison.paper import day, joined, stored, zh

TITLE = "承诺事项台账"
# lines for progress told by telephone or on paper
LINES_FOR_PROGRESS = 3


def commitment_sheet(commitment: Document) -> frappe._dict:
	"""What the sheet says; the template's method (hook `jinja`).

	Args:
		commitment: a Commitment that the user may read.

	Returns:
		A sheet (`box_sheet.sheet`).

	Raises:
		frappe.PermissionError: the user may not read it.
	"""
	doc = stored("Commitment", commitment)
	# the promise names its order and matter; it was checked above
	order = frappe.get_doc("Dispatch Order", doc.dispatch_order)
	of_suggestion = bool(doc.deputy_suggestion)
	result = frappe.get_cached_value("Result Class", doc.result_class, "result_label")
	fulfilled = joined(day(doc.fulfilled_on), doc.second_replied_by)
	return sheet(
		body=issuing_body(order, order.source()).body_name,
		title=TITLE,
		left=f"{'建议编号' if of_suggestion else '意见编号'}：{doc.source_number or ''}",
		right=f"{words_of(order)['number']}：{order.number}",
		blocks=[
			block(
				row(("承诺事项", doc.subject)),
				row(("责任单位", _unit(doc)), ("责 任 人", order.responsible_person)),
				row(("结果类别", result), ("承诺日期", day(doc.committed_on))),
				row(("承诺内容", doc.plan), tall=True),
				row(("原因说明", doc.explanation)),
				row(("完成时限", day(doc.due_date)), ("目前状态", zh(doc.workflow_state))),
			),
			grid(("序号", "日期", "进展情况", "填报人"), (9, 23, 44, 24), _progress(doc)),
			block(
				row(("落实情况\n（再次答复）", doc.second_reply), tall=True),
				row(("落实日期、\n答复人", fulfilled or SEALED_BY_HAND)),
				row(
					("核实情况", joined(doc.check_note, _checked(doc)) if doc.checked_by else SIGNED_BY_HAND)
				),
			),
		],
		foot=["填表人：　　　　　　　审核人：　　　　　　　（盖章）　　　　年　　月　　日"],
	)


def _checked(doc: Document) -> str:
	"""Who found the promise kept, confirmed in the app."""
	line = frappe.get_all(
		"Handling Log",
		{"reference_doctype": doc.doctype, "reference_name": doc.name, "action": "Confirm Commitment"},
		["user", "at", "is_acting"],
		order_by="at desc",
		limit=1,
	)
	if not line:
		return joined(doc.checked_by, day(doc.checked_on))
	return confirmed(doc, line[0].user, line[0].at, line[0].is_acting)


def _unit(doc: Document) -> str:
	return frappe.get_cached_value("Responsible Unit", doc.responsible_unit, "unit_name")


def _progress(doc: Document) -> list[tuple[str, ...]]:
	lines = [
		(
			str(number),
			day(entry.progress_on),
			entry.progress,
			joined(entry.entered_by, "（代录）" if entry.entered_on_behalf else ""),
		)
		for number, entry in enumerate(doc.progress_entries, 1)
	]
	return [*lines, *[("",) * 4] * max(0, LINES_FOR_PROGRESS - len(lines))]

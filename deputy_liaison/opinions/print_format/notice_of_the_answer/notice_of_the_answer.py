"""Values of the 答复告知书, for its template: the reporter is told what came of the matter."""

import frappe
from frappe.model.document import Document
from frappe.utils import cint

from deputy_liaison import scope
from deputy_liaison.box_sheet import RATINGS, block, not_yet, row, sheet, ticks
from deputy_liaison.opinions.voters_in_text import Words, masker_of
from deputy_liaison.paper import day, stored, zh

TITLE = "答复告知书"
TICKET = "Opinion Ticket"


def notice_of_the_answer(ticket: Document) -> frappe._dict:
	"""What the notice says; the template's method (hook `jinja`).

	The reporter stays masked, and nobody else is named: neither other reporters of the same matter, nor
	deputies, nor persons of the unit.

	Args:
		ticket: an Opinion Ticket that the user may read; of a merged one the main ticket's answer is told.

	Returns:
		A sheet (`box_sheet.sheet`).

	Raises:
		frappe.PermissionError: the user may not read the ticket.
	"""
	ticket = stored(TICKET, ticket)
	return notice_to(ticket.reporter, ticket, masker_of([ticket.visit]))


def notice_to(reporter: str | None, ticket: Document, words: Words) -> frappe._dict:
	"""The notice with this name at its head; the caller checked what the user may read.

	Args:
		reporter: as it is to stand there, masked or in full.
		ticket: the stored Opinion Ticket.
		words: how what was typed freely is told, to others than the reporter with masks.
	"""
	body = frappe.db.get_value(
		"Congress Body", {"jurisdiction": scope.township_of(ticket.jurisdiction)}, "body_name"
	)
	if ticket.restriction or ticket.out_of_scope_reason:
		return not_yet(body, TITLE, "本件另用《告知单》告知。")
	answers = answers_of(ticket)
	if not answers:
		return not_yet(body, TITLE, "本件尚未答复，不能打印答复告知书。")
	phone = frappe.db.get_value("Liaison Station", ticket.station, "phone") if ticket.station else ""
	return sheet(
		body=body,
		title=TITLE,
		left=f"{reporter or '反映人'}：",
		right=f"编号：{ticket.number}",
		intro=[f"您于{day(ticket.received_on)}反映的下列事项已经答复，现将结果告知如下。"],
		blocks=[
			block(
				row(("反映事项", words(ticket.content)), tall=True),
				*[line for answer in answers for line in _rows_of(answer, words)],
				row(("告知方式", zh(ticket.feedback_mode)), ("告知日期", day(ticket.feedback_on))),
				row(("您的评价", ticks(RATINGS, ticket.reporter_rating))),
				row(("不满意的\n原　　因", words(ticket.rating_reason))),
				row(("签名、日期", "　　　　　　　　　　　　　年　　月　　日")),
			),
		],
		foot=[f"对答复有疑问的，请向联络站了解{f'，电话{phone}' if phone else ''}。您的个人信息依法保密。"],
		stamp=[f"{body}（盖章）", day(ticket.feedback_on) or "　　　　年　　月　　日"],
	)


def answers_of(ticket: Document) -> list[frappe._dict]:
	"""The answers of the ticket's round: of units their names, of persons none."""
	main = ticket
	if ticket.main_ticket and frappe.has_permission(TICKET, "read", doc=ticket.main_ticket):
		main = frappe.get_doc(TICKET, ticket.main_ticket)
	if main.answer:
		return [frappe._dict(text=main.answer)]
	orders = frappe.get_all(
		"Dispatch Order",
		{
			"opinion_ticket": main.name,
			"unit_role": "Lead",
			"round": cint(main.round),
			"reply_date": ("is", "set"),
		},
		[
			"responsible_unit.unit_name",
			"reply_date",
			"reply as text",
			"explanation",
			"plan",
			"plan_due",
			"result_class.result_label",
		],
		order_by="`tabDispatch Order`.number",
	)
	return [order for order in orders if order.text]


def _rows_of(answer: frappe._dict, words: Words) -> list[dict]:
	rows = []
	if answer.unit_name:
		rows.append(row(("承办单位", answer.unit_name), ("答复日期", day(answer.reply_date))))
		rows.append(row(("办理结果", answer.result_label)))
	told = "\n".join(filter(None, (answer.text, answer.explanation)))
	rows.append(row(("答复内容", words(told)), tall=True))
	if answer.plan:
		rows.append(row(("后续安排", words(answer.plan)), ("完成时限", day(answer.plan_due))))
	return rows

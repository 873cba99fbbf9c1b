"""Values of the 交办函 (P5), the official letter with which a matter goes to its unit, for its template."""

import frappe
from frappe.model.document import Document

from deputy_liaison.opinions.order_papers import OrderFacts, facts_of
from deputy_liaison.paper import as_typed, day


def dispatch_letter(order: Document) -> frappe._dict:
	"""What the letter says; the template's method (hook `jinja`).

	It has a number once one was taken for it (`dispatch_letters.number_letter`); printing takes none.

	Args:
		order: a Dispatch Order that the user may read.

	Returns:
		A letter (`templates/papers/letter.html`).

	Raises:
		frappe.PermissionError: the user may not read the order.
	"""
	facts = facts_of(order)
	order = facts.order
	number = order.letter_number or ""
	texts = {
		"draft": "" if number else "未编发函号，不得发出",
		"body": facts.body.body_name,
		"sender": facts.body.body_name,
		"number": number,
		"title": f"关于{'商请协调办理' if facts.village else '交办'}{facts.source.number or ''}{facts.kind}的函",
		"addressee": facts.unit,
		"date": day(order.letter_on),
		"signed_by": "",
		"contact": "",
		"copies": _intermediary(order),
	}
	letter = frappe._dict({key: as_typed(text) for key, text in texts.items()})
	letter.paragraphs = [as_typed(text) for text in _paragraphs(facts)]
	letter.enclosures = [f"《{facts.slip_title}》（{order.number}）"]
	return letter


def _paragraphs(facts: OrderFacts) -> list[str]:
	order = facts.order
	# a letter that went out keeps its day, whatever was granted afterwards
	due = day(order.letter_due or order.due_date)
	# in the middle of a sentence
	subject = (order.subject or "").rstrip("。.")
	if facts.of_suggestion:
		raised = f"{facts.raised_by}代表提出的《{subject}》（{facts.source.number or ''}）"
		basis = "依照《中华人民共和国全国人民代表大会和地方各级人民代表大会代表法》，"
	else:
		raised = f"选民反映的“{subject}”（{facts.source.number or ''}）"
		basis = ""
	if facts.village:
		return [
			f"现将{raised}送你村（社区），请协调办理。",
			f"请于{due}前将协调办理情况书面告知我们。属于村（居）民自治范围以外的，请及时说明。",
		]
	role = "主办" if order.unit_role == "Lead" else "协办，并请将协办意见送主办单位"
	first = f"{basis}现将{raised}交由你单位{role}。"
	if order.approval:
		first += f"{facts.body.chair_title or '负责人'}批示：{order.approval}"
	asked = (
		"办理中请主动与领衔代表见面沟通，答复函由单位负责人签发、加盖公章后分送各提出代表，并附回执。"
		if facts.of_suggestion
		else "办理情况请书面答复，并将回执联盖章退回，由联络站向反映人反馈。"
	)
	return [
		first,
		f"请明确责任人，于{due}前办结。{asked}",
		"认为不属于本单位职责的，请自收到本函之日起在规定期限内书面说明理由并退回，不得自行转送。",
	]


def _intermediary(order: Document) -> str:
	unit = order.passed_on_from or order.intermediary_unit
	if not unit or unit == order.responsible_unit:
		return ""
	return frappe.get_cached_value("Responsible Unit", unit, "unit_name")

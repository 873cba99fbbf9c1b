"""Values of the 代表建议办理登记卡 (R6), for its template: one card to a suggestion, block by block."""

import frappe
from frappe.model.document import Document

from deputy_liaison.opinions.doctype.dispatch_order.dispatch_order import orders_of
from deputy_liaison.opinions.doctype.handling_meeting.handling_meeting import meetings_of
from deputy_liaison.paper import as_typed, day, zh

LETTER = ("reply_number", "signed_by", "explanation", "plan", "plan_due", "handler", "responsible_person")


def suggestion_card(suggestion: Document) -> frappe._dict:
	"""What the card says; the template's method (hook `jinja`).

	Args:
		suggestion: a Deputy Suggestion that the user may read.

	Returns:
		body, number, occasion, chair, and the blocks with their rows of one or two boxes (label, text).

	Raises:
		frappe.PermissionError: the user may not read it.
	"""
	# the desk prints what a client sends: the stored one counts
	doc = frappe.get_doc("Deputy Suggestion", suggestion.name)
	doc.check_permission("read")
	body = frappe.db.get_value("Congress Body", doc.congress_body, ("body_name", "chair_title"), as_dict=True)
	session = frappe.db.get_value("Congress Session", doc.congress_session, "session_title")
	orders = orders_of(doc.name, "deputy_suggestion")
	blocks = [
		("提出", _raised(doc)),
		("内容", _content(doc)),
		("受理交办", _dispatch(doc)),
		("办理", _handling(doc, orders)),
		("答复", _replies(orders)),
		("评价", _rating(doc)),
		("归档", [_two("办结日期", day(doc.closed_on), "档号", doc.archive_number)]),
	]
	return frappe._dict(
		body=body.body_name,
		chair=body.chair_title or "负责人",
		number=doc.number,
		occasion=session or "闭会期间",
		blocks=[{"name": name, "rows": rows} for name, rows in blocks],
	)


def _two(first: str, text: str | None, second: str, other: str | None) -> dict:
	return {"boxes": [(first, as_typed(text)), (second, as_typed(other))]}


def _one(label: str, text: str | None, tall: bool = False) -> dict:
	return {"boxes": [(label, as_typed(text))], "tall": tall}


def _raised(doc: Document) -> list[dict]:
	lead = frappe.db.get_value(
		"Deputy", doc.lead_deputy, ("deputy_name", "mobile", "postal_address"), as_dict=True
	)
	mandate = (
		frappe.db.get_value(
			"Deputy Mandate",
			{"deputy": doc.lead_deputy, "congress_body": doc.congress_body},
			("certificate_no", "electoral_district.district_name", "delegation.delegation_name"),
			as_dict=True,
		)
		or frappe._dict()
	)
	signers = frappe.get_all(
		"Deputy", {"name": ("in", [row.deputy for row in doc.cosigners] or [""])}, pluck="deputy_name"
	)
	cases = frappe.get_all(
		"Opinion Ticket", {"name": ("in", [row.ticket for row in doc.source_cases] or [""])}, pluck="number"
	)
	return [
		_two("领衔代表", lead.deputy_name, "代表证号", mandate.certificate_no),
		_two("代表团", mandate.delegation_name, "选区", mandate.district_name),
		_two("联系电话", lead.mobile, "通讯地址", lead.postal_address),
		_one("联名代表", "、".join(signers)),
		_two("来源", _joined(zh(doc.raised_from), *cases, doc.origin), "提出日期", day(doc.handed_in_on)),
		_two("公开意见", zh(doc.publicity), "多年多次提出", zh(doc.repeated_for)),
		_two("希望加强沟通", _mark(doc.wants_contact), "仅供参考不需\n书面答复", _mark(doc.for_reference)),
	]


def _content(doc: Document) -> list[dict]:
	return [
		_one("标题", doc.suggestion_title),
		_one("事由", doc.reasons, tall=True),
		_one("具体建议", doc.proposals, tall=True),
	]


def _dispatch(doc: Document) -> list[dict]:
	category = frappe.db.get_value("Opinion Category", doc.category, "category_name")
	return [
		_two("受理人、日期", _joined(doc.accepter, day(doc.accepted_on)), "审查分类", category),
		_one("拟办意见", _joined(doc.proposal, doc.proposer, day(doc.proposed_on))),
		_one("批示", _joined(doc.approval, doc.approver, day(doc.approved_on))),
		_two("主办单位", _unit(doc.lead_unit), "协办单位", _units(doc.supporting_units)),
		_two("分别办理单位", _units(doc.separate_units), "分办单位", _unit(doc.intermediary_unit)),
		_two(
			"交办方式、日期",
			_joined(zh(doc.dispatch_way), day(doc.approved_on)),
			"办理期限",
			day(doc.due_date),
		),
		_two("重点督办", _mark(doc.is_priority), "责任人", doc.responsible_person),
	]


def _handling(doc: Document, orders: list[frappe._dict]) -> list[dict]:
	signed = [
		_joined(order.unit_name, order.acknowledged_by, day(order.acknowledged_on))
		for order in orders
		if order.acknowledged_on
	]
	meetings = [
		_joined(row.stage_label, day(row.met_on), row.mode_label, row.participants)
		for row in meetings_of("deputy_suggestion", doc.name)
	]
	return [
		_one("签收", "\n".join(signed)),
		_one("三见面", "\n".join(meetings)),
		_two(
			"领导参与",
			_joined(_mark(doc.leader_took_part), doc.leader_names),
			"部门参与",
			_joined(_mark(doc.department_took_part), doc.department_names),
		),
		_one("人大参与", _joined(_mark(doc.congress_took_part), doc.congress_names)),
	]


def _replies(orders: list[frappe._dict]) -> list[dict]:
	replied = [order for order in orders if order.reply_date and order.unit_role == "Lead"]
	letters = {
		row.name: row
		for row in frappe.get_all(
			"Dispatch Order", {"name": ("in", [order.name for order in replied] or [""])}, ["name", *LETTER]
		)
	}
	rows = []
	for order in replied:
		letter = letters[order.name]
		rows += [
			_two(
				"答复文号、日期",
				_joined(letter.reply_number, day(order.reply_date)),
				"签发人、结果类别",
				_joined(letter.signed_by, order.result_label),
			),
			_one("答复内容", _joined(order.reply, letter.explanation)),
		]
		if letter.plan:
			rows.append(_two("承诺事项", letter.plan, "承诺完成时限", day(letter.plan_due)))
	return rows or [_one("答复", "", tall=True)]


def _rating(doc: Document) -> list[dict]:
	rater = frappe.db.get_value("Deputy", doc.rating_deputy, "deputy_name")
	return [
		_two(
			"代表签收日期",
			day(doc.reply_received_on),
			"评价代表、来源",
			_joined(rater, zh(doc.rating_source)),
		),
		_two("对办理态度", zh(doc.attitude_rating), "对办理结果", zh(doc.result_rating or doc.closing_way)),
		_one("意见", doc.rating_reason),
		_two("回执日期", day(doc.return_slip_on or doc.rated_on), "办理轮次", str(doc.round or "")),
	]


def _unit(name: str | None) -> str:
	return (frappe.get_cached_value("Responsible Unit", name, "unit_name") or "") if name else ""


def _units(rows: list) -> str:
	return "、".join(_unit(row.unit) for row in rows)


def _mark(ticked: int | None) -> str:
	return "是" if ticked else "否"


def _joined(*texts: str | None) -> str:
	return " ".join(filter(None, texts))

"""Values of the 代表建议办理登记卡 (R6), for its template: one card to a suggestion, block by block."""

import frappe
from frappe.model.document import Document
from frappe.utils import cint, getdate

from deputy_liaison.box_sheet import block, row, sheet, tick
from deputy_liaison.confirmations import confirmed
from deputy_liaison.deputies.doctype.congress_term.congress_term import term_title_on
from deputy_liaison.opinions.doctype.dispatch_order.dispatch_order import orders_of
from deputy_liaison.opinions.doctype.handling_meeting.handling_meeting import meetings_of
from deputy_liaison.opinions.order_papers import decision_on, typed_in
from deputy_liaison.opinions.print_format.suggestion_sheet.suggestion_sheet import deputy_on
from deputy_liaison.paper import day, joined, stored, zh

# what of an order stands on the card beside what `orders_of` tells
OF_ORDER = (
	"name",
	"handler",
	"handler_phone",
	"reply_number",
	"reply_form",
	"reply_scan",
	"signed_by",
	"explanation",
	"plan",
	"plan_due",
	"dispatch_method",
	"handling_method",
	"supervision_method",
	"return_requested_on",
	"return_reason",
	"return_decision",
	"extension_requested_on",
	"extension_reason",
	"extension_until",
	"extension_asked_until",
	"extension_decision",
	"on_behalf_signer",
	"on_behalf_date",
)
PROPOSING = ("File Suggestion",)
APPROVING = ("Dispatch Suggestion", "Dispatch at Meeting")
# of a unit, and what its requests came to: the action that grants and the one that refuses
ACKNOWLEDGING = ("Acknowledge Order",)
REPLYING = ("Reply to Order",)
DECIDING_RETURN = ("Grant Order Return", "Refuse Order Return")
DECIDING_EXTENSION = ("Grant Order Extension", "Refuse Order Extension")
RATINGS = {"Rate Suggestion Satisfied": "", "Rate Suggestion Dissatisfied": "Dissatisfied"}
REHANDLING = ("Rehandle Suggestion", "Rehandle Suggestion After Review")


def suggestion_card(suggestion: Document) -> frappe._dict:
	"""What the card says; the template's method (hook `jinja`).

	Args:
		suggestion: a Deputy Suggestion that the user may read.

	Returns:
		A sheet (`box_sheet.sheet`) of nine blocks.

	Raises:
		frappe.PermissionError: the user may not read it.
	"""
	doc = stored("Deputy Suggestion", suggestion)
	body = frappe.db.get_value(
		"Congress Body", doc.congress_body, ("body_name", "chair_title", "congress_level"), as_dict=True
	)
	session = frappe.db.get_value(
		"Congress Session", doc.congress_session, ("session_title", "session_number"), as_dict=True
	)
	orders, said = _orders(doc), _rated_before(doc)
	blocks = [
		("编号", _numbered(doc, body, session)),
		("提出", _raised(doc)),
		("内容", _content(doc)),
		("受理交办", _dispatch(doc, orders)),
		("办理", _handling(doc, orders)),
		("答复", _replies(doc, orders)),
		("评价", _rating(doc, said)),
		("再办理", _rounds(doc, orders, said)),
		("跟踪归档", _followed(doc)),
	]
	return sheet(
		body=body.body_name,
		title="代表建议办理登记卡",
		left=session.session_title if session else "闭会期间",
		right=f"编号：{doc.number or '　　　　　　'}",
		blocks=[block(*rows, name=name) for name, rows in blocks],
		foot=[
			f"填表人：　　　　　　审核人：　　　　　　{body.chair_title or '负责人'}（盖章）：　　　　　　　年　月　日"
		],
	)


def _orders(doc: Document) -> list[frappe._dict]:
	orders = orders_of(doc.name, "deputy_suggestion")
	more = {
		one.name: one
		for one in frappe.get_all(
			"Dispatch Order", {"name": ("in", [order.name for order in orders] or [""])}, OF_ORDER
		)
	}
	for order in orders:
		order.update(more[order.name])
	return orders


def _numbered(doc: Document, body: frappe._dict, session: frappe._dict | None) -> list[dict]:
	on = getdate(doc.handed_in_on)
	return [
		row(
			("届次", term_title_on(doc.congress_body, on)),
			("会议次数", f"第{session.session_number}次会议" if session else "闭会期间"),
		),
		row(
			("层级", zh(body.congress_level)),
			("类别", "议案转建议" if doc.bill_decision else "建议"),
		),
		row(("审查分类", frappe.db.get_value("Opinion Category", doc.category, "category_name"))),
	]


def _raised(doc: Document) -> list[dict]:
	lead = deputy_on(doc.lead_deputy, doc.congress_body, getdate(doc.handed_in_on))
	signers = frappe.get_all(
		"Deputy", {"name": ("in", [one.deputy for one in doc.cosigners] or [""])}, pluck="deputy_name"
	)
	cases = frappe.get_all(
		"Opinion Ticket", {"name": ("in", [one.ticket for one in doc.source_cases] or [""])}, pluck="number"
	)
	return [
		row(("标题", doc.suggestion_title)),
		row(("领衔代表", lead.deputy_name), ("代表证号", lead.certificate_no)),
		row(("代表团", lead.delegation_name), ("选区", lead.district_name)),
		row(("联系电话", lead.mobile), ("通讯地址、\n邮编", lead.postal_address)),
		row(("联名（附议）\n代表", "、".join(signers))),
		row(("来源", joined(zh(doc.raised_from), *cases, doc.origin)), ("提出日期", day(doc.handed_in_on))),
		row(("公开意见", zh(doc.publicity)), ("多年多次提出", zh(doc.repeated_for))),
		row(
			("希望加强沟通", _mark(doc.wants_contact)),
			("仅供参考不需\n书面答复", _mark(doc.for_reference)),
		),
	]


def _content(doc: Document) -> list[dict]:
	return [
		row(("事由", doc.reasons), tall=True),
		row(("具体建议", doc.proposals), tall=True),
		row(("附件", tick("有（附后）", doc.attachment or doc.paper_scan))),
	]


def _dispatch(doc: Document, orders: list[frappe._dict]) -> list[dict]:
	first = next((order for order in orders if order.unit_role == "Lead"), frappe._dict())
	return [
		row(("受理人、\n受理日期", joined(doc.accepter, day(doc.accepted_on)))),
		row(
			(
				"拟办意见",
				_decided(doc, doc.proposal, doc.proposed_by, doc.proposed_on, PROPOSING),
			)
		),
		row(
			(
				"主席（主席团）\n批示" if doc.handling_level == "Township Level" else "批示",
				_decided(doc, doc.approval, doc.approved_by, doc.approved_on, APPROVING),
			)
		),
		row(("主办单位", _unit(doc.lead_unit)), ("协办（会办）\n单位", _units(doc.supporting_units))),
		row(
			("分别办理单位", _units(doc.separate_units)), ("分办单位\n（转交）", _unit(doc.intermediary_unit))
		),
		row(("交办方式", zh(doc.dispatch_way)), ("交办日期", day(first.issued_on))),
		row(("办理期限", day(doc.due_date)), ("重点督办", _mark(doc.is_priority))),
	]


def _decided(doc: Document, text: str, user: str, at, actions: tuple[str, ...]) -> str:
	"""What was proposed or decided, and who confirmed it by which kind of post."""
	acting = frappe.db.get_value(
		"Handling Log",
		{"reference_doctype": doc.doctype, "reference_name": doc.name, "action": ("in", actions)},
		"is_acting",
		order_by="at desc",
	)
	return "\n".join(filter(None, (text, confirmed(doc, user, at, acting))))


def _handling(doc: Document, orders: list[frappe._dict]) -> list[dict]:
	signed = [
		joined(
			order.unit_name,
			order.acknowledged_by,
			day(order.acknowledged_on),
			typed_in(order, ACKNOWLEDGING, "回执联"),
		)
		for order in orders
		if order.acknowledged_on
	]
	handlers = [
		joined(order.unit_name, order.handler, order.handler_phone) for order in orders if order.handler
	]
	meetings = [
		joined(
			f"{'①②③'[position] if position < 3 else ''}{met.stage_label}",
			day(met.met_on),
			met.mode_label,
			met.participants,
			"（代录）" if met.entered_on_behalf else "",
		)
		for position, met in enumerate(meetings_of("deputy_suggestion", doc.name))
	]
	return [
		row(("签收人、\n日期", "\n".join(signed))),
		row(
			("退办（调整）\n申请", "\n".join(_return(order) for order in orders if order.return_requested_on))
		),
		row(("延期申请", "\n".join(_extension(order) for order in orders if order.extension_requested_on))),
		row(("承办责任人", "\n".join(handlers)), ("分管领导", doc.responsible_person)),
		row(("三见面", "\n".join(meetings))),
		row(
			(
				"三个参与",
				"\n".join(
					(
						joined(tick("领导参与", doc.leader_took_part), doc.leader_names),
						joined(tick("部门参与", doc.department_took_part), doc.department_names),
						joined(tick("人大参与", doc.congress_took_part), doc.congress_names),
					)
				),
			)
		),
		row(("三个创新", "\n".join(_innovations(orders)))),
	]


def _return(order: frappe._dict) -> str:
	granted, decider = decision_on(order.name, DECIDING_RETURN)
	verdict = {True: "同意调整", False: "不同意调整"}.get(granted)
	return joined(
		order.unit_name,
		f"{day(order.return_requested_on)}申请：{order.return_reason}",
		verdict,
		order.return_decision,
		decider,
	)


def _extension(order: frappe._dict) -> str:
	granted, decider = decision_on(order.name, DECIDING_EXTENSION)
	verdict = {True: f"同意延至{day(order.extension_until)}", False: "不同意延期"}.get(granted)
	asked = day(order.extension_asked_until or order.extension_until)
	return joined(
		order.unit_name,
		f"{day(order.extension_requested_on)}申请延至{asked}：{order.extension_reason}",
		verdict,
		order.extension_decision,
		decider,
	)


def _innovations(orders: list[frappe._dict]) -> list[str]:
	"""交办做法、办理方式、督办方式, as far as they were noted (seed S4-23)."""
	kinds = (
		("交办做法", "dispatch_method"),
		("办理方式", "handling_method"),
		("督办方式", "supervision_method"),
	)
	return [
		f"{label}：{'；'.join(dict.fromkeys(order[field] for order in orders if order[field]))}"
		for label, field in kinds
	]


def _replies(doc: Document, orders: list[frappe._dict]) -> list[dict]:
	rows, several = [], len([order for order in orders if order.unit_role == "Lead"]) > 1
	for order in orders:
		if not order.reply_date or order.unit_role != "Lead":
			continue
		if several:
			rows.append(row(("承办单位", order.unit_name), ("第几次办理", f"第{cint(order.round) or 1}次")))
		rows += [
			row(("答复文号", order.reply_number), ("答复日期", day(order.reply_date))),
			row(("签发人", order.signed_by), ("盖章答复\n扫描件", "有" if order.reply_scan else "无")),
			row(("答复方式", zh(order.reply_form)), ("结果类别", order.result_label)),
			row(("答复内容", joined(order.reply, order.explanation, typed_in(order, REPLYING, "回执联")))),
			row(("承诺事项", order.plan), ("承诺完成时限", day(order.plan_due))),
		]
	return [*(rows or [row(("答复", ""), tall=True)]), row(("是否公开", zh(doc.publicity)))]


def _rating(doc: Document, said: dict[int, frappe._dict]) -> list[dict]:
	"""What was thought of the first reply: of a round that is over, as far as the log keeps it."""
	first = _rated_now(doc) if cint(doc.round) <= 1 else said.get(1, frappe._dict())
	return [
		row(("代表签收日期", day(first.received_on)), ("评价代表", first.rater)),
		row(("对办理态度", zh(first.attitude)), ("对办理结果", zh(first.result))),
		row(("意见", first.reason)),
		row(("评价来源", zh(first.source)), ("回执日期", day(first.on))),
	]


def _rated_now(doc: Document) -> frappe._dict:
	"""The rating of the round that is under way, as it is stored."""
	rater = frappe.db.get_value("Deputy", doc.rating_deputy, "deputy_name")
	followed = bool(doc.rating_deputy) and doc.rating_deputy != doc.lead_deputy
	return frappe._dict(
		received_on=doc.reply_received_on,
		rater=joined(rater, "（接续联名）" if followed else ""),
		attitude=doc.attitude_rating,
		result=doc.result_rating or (doc.closing_way if not doc.rated_on else ""),
		reason=doc.rating_reason,
		source=doc.rating_source,
		on=doc.return_slip_on or doc.rated_on,
	)


def _rated_before(doc: Document) -> dict[int, frappe._dict]:
	"""Round → its rating by the log: a new round empties what the suggestion stores (`OF_THE_ROUND`)."""
	said, current = {}, 1
	for line in frappe.get_all(
		"Handling Log",
		{
			"reference_doctype": doc.doctype,
			"reference_name": doc.name,
			"action": ("in", (*RATINGS, *REHANDLING)),
		},
		["action", "note", "at", "person_name", "entered_on_behalf"],
		order_by="at asc, creation asc",
	):
		if line.action in REHANDLING:
			current += 1
			continue
		said[current] = frappe._dict(
			rater="" if line.entered_on_behalf else line.person_name,
			result=RATINGS[line.action],
			# what was thought of result and manner, and why, in one
			reason=line.note,
			source="Paper Slip" if line.entered_on_behalf else "In This System",
			on=line.at,
		)
	return said


def _rounds(doc: Document, orders: list[frappe._dict], said: dict[int, frappe._dict]) -> list[dict]:
	"""Each handling anew: when it was handed over, until when, the second reply and what was thought of it."""
	rows = []
	anew = [order for order in orders if order.unit_role == "Lead" and cint(order.round) > 1]
	several = len({order.responsible_unit for order in anew}) > 1
	for order in anew:
		if several:
			rows.append(row(("承办单位", order.unit_name), ("第几次办理", f"第{order.round}次")))
		rows += [
			row(("交重新办理\n日期", day(order.issued_on)), ("期限", day(order.due_date))),
			row(("再答复日期", day(order.reply_date)), ("再评价", _rating_anew(doc, order, said))),
		]
	return rows or [row(("交重新办理\n日期", ""), ("期限", "")), row(("再答复日期", ""), ("再评价", ""))]


def _rating_anew(doc: Document, order: frappe._dict, said: dict[int, frappe._dict]) -> str:
	if cint(order.round) != cint(doc.round):
		return said.get(cint(order.round), frappe._dict()).reason or ""
	now = _rated_now(doc)
	attitude = f"（办理态度：{zh(now.attitude)}）" if now.attitude else ""
	return joined(f"{zh(now.result)}{attitude}", now.reason)


def _followed(doc: Document) -> list[dict]:
	promises = frappe.get_all(
		"Commitment",
		{"deputy_suggestion": doc.name},
		["plan", "due_date", "workflow_state", "fulfilled_on"],
		order_by="committed_on asc, creation asc",
	)
	kept = [
		joined(
			promise.plan,
			f"（时限{day(promise.due_date)}）",
			zh(promise.workflow_state),
			day(promise.fulfilled_on),
		)
		for promise in promises
	]
	return [
		row(("B、C类承诺\n落实情况", "\n".join(kept))),
		row(("办结日期", day(doc.closed_on)), ("档号", doc.archive_number)),
	]


def _unit(name: str | None) -> str:
	return (frappe.get_cached_value("Responsible Unit", name, "unit_name") or "") if name else ""


def _units(rows: list) -> str:
	return "、".join(_unit(row.unit) for row in rows)


def _mark(ticked: int | None) -> str:
	return "是" if ticked else "否"

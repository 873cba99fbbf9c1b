"""Values of the three-part slip 选民意见转办情况登记卡 (R7), for its template."""

import frappe
from frappe.model.document import Document
from frappe.utils import cint, get_datetime

from deputy_liaison.confirmations import confirmed
from deputy_liaison.opinions.order_papers import ORDERED, SLIP_OF_OPINION, facts_of, result_of
from deputy_liaison.opinions.voters_in_text import masker_of
from deputy_liaison.paper import as_typed, day, joined, zh

# what the boxes are called, by what the order stands for
WORDS = {
	"Opinion Ticket": {
		"visit": "来访登记",
		"reporter": "反映人",
		"reported_on": "反映日期",
		"deputies": "接待代表",
		"subject": "意见摘要",
		"matter": "反映问题\n与意见",
		"category": "诉求类别",
		"suggestion": "联络站\n建议",
		"opinion": "接待代表\n意见",
	},
	"Deputy Suggestion": {
		"visit": "届次会次",
		"reporter": "领衔代表",
		"reported_on": "提出日期",
		"deputies": "提出代表",
		"subject": "建议标题",
		"matter": "事由与\n具体建议",
		"category": "建议类别",
		"suggestion": "公开意见",
		"opinion": "代表意见",
	},
}
# where a voter may be named in words
FREE_TEXT = ("subject", "matter", "suggestion", "proposal", "approval", "reply", "feedback", "dissatisfied")
PROPOSING = ("Propose Ticket", "Propose Ticket at County", "File Suggestion")
APPROVING = ("Dispatch Ticket", "Dispatch Ticket at County", "Dispatch Suggestion", "Dispatch at Meeting")


def referral_card(order: Document) -> frappe._dict:
	"""What the slip of one Dispatch Order says; the template's method (hook `jinja`).

	The counterfoil tells the whole life of the matter: it is for who may read the ticket. A unit prints
	the two parts that are its own, with what its order shows. The reporter stays masked on all three, in
	words as well.

	Args:
		order: a Dispatch Order that the user may read.

	Returns:
		Texts by box, empty where the paper is filled in by hand.

	Raises:
		frappe.PermissionError: the user may not read the order.
	"""
	facts = facts_of(order)
	order, ticket = facts.order, facts.source
	card = frappe._dict(
		order=order.name,
		whole=facts.whole,
		village=facts.village,
		number=order.number,
		words={**WORDS[ticket.doctype], "what": facts.kind, **facts.words, "number": facts.number_label},
		title=facts.slip_title,
		unit=facts.unit,
		due_date=day(order.due_date),
	)
	card.update(_heading(facts.body))
	card.update(_matter_of_suggestion(order, ticket) if facts.of_suggestion else _matter(order, ticket))
	card.update(_decision(order, ticket))
	card.update(_handling(order))
	if facts.whole:
		card.update(_outcome_of_suggestion(order, ticket) if facts.of_suggestion else _outcome(order, ticket))
	if not facts.of_suggestion:
		words = masker_of([ticket.visit])
		card.update({box: words(card[box]) for box in FREE_TEXT if box in card})
	return frappe._dict(
		{key: as_typed(value) if isinstance(value, str) else value for key, value in card.items()}
	)


def blank_card(number: str, body: Document) -> frappe._dict:
	"""A slip for handwriting, under a number that was reserved for it.

	Args:
		number: of the slip.
		body: the congress body that hands the matter over.
	"""
	return frappe._dict(
		whole=True,
		number=number,
		words={**WORDS["Opinion Ticket"], "what": "选民意见", **ORDERED, "number": "意见编号"},
		title=SLIP_OF_OPINION,
		unit="　" * 12,
		role="主办",
		due_date="　　年　月　日",
		**_heading(body),
	)


def _heading(body: frappe._dict | Document) -> dict:
	chair = body.chair_title or "负责人"
	# the presidium decides through its chair; a working committee and a standing committee have a director
	return {
		"body": body.body_name,
		"chair": f"{chair}\n（主席团）" if body.kind == "Township Presidium" else chair,
		"office": "乡镇人大" if body.kind == "Township Presidium" else "人大机关",
	}


def _matter(order: Document, ticket: Document) -> dict:
	visit = frappe.db.get_value("Constituent Visit", ticket.visit, ["number", "visit_time"], as_dict=True)
	category = frappe.db.get_value("Opinion Category", order.category or ticket.category, "category_name")
	return {
		"ticket_number": ticket.number,
		"visit_number": visit.number if visit else "",
		"reporter": ticket.reporter or "",
		"reported_on": day(visit.visit_time if visit else None),
		"received_on": day(ticket.received_on),
		"deputies": order.deputies or "",
		"subject": order.subject or "",
		"matter": order.matter or "",
		"category": category or "",
		"urgency": zh(order.urgency),
	}


def _matter_of_suggestion(order: Document, suggestion: Document) -> dict:
	session = frappe.db.get_value("Congress Session", suggestion.congress_session, "session_title")
	category = frappe.db.get_value("Opinion Category", suggestion.category, "category_name")
	return {
		"ticket_number": suggestion.number,
		"visit_number": session or "闭会期间",
		"reporter": frappe.db.get_value("Deputy", suggestion.lead_deputy, "deputy_name"),
		"reported_on": day(suggestion.handed_in_on),
		"received_on": day(suggestion.accepted_on),
		"deputies": order.deputies or "",
		"subject": order.subject or "",
		"matter": order.matter or "",
		"category": category or "",
		"urgency": zh(order.urgency),
	}


def _decision(order: Document, ticket: Document) -> dict:
	units = [f"主办：{_unit_name(ticket.lead_unit)}"] if ticket.lead_unit else []
	supporting = [_unit_name(row.unit) for row in ticket.supporting_units]
	if supporting:
		units.append(f"协办：{'、'.join(supporting)}")
	acting = {
		"proposed" if line.action in PROPOSING else "approved": line.is_acting
		for line in frappe.get_all(
			"Handling Log",
			filters={
				"reference_doctype": ticket.doctype,
				"reference_name": ticket.name,
				"action": ("in", PROPOSING + APPROVING),
			},
			fields=["action", "is_acting"],
			order_by="at asc",
		)
	}
	return {
		"suggestion": ticket.get("handling_suggestion") or zh(ticket.get("publicity")),
		"proposal": order.proposal or "",
		"proposed": confirmed(ticket, ticket.proposed_by, ticket.proposed_on, acting.get("proposed")),
		"approval": order.approval or "",
		"approved": confirmed(ticket, ticket.approved_by, ticket.approved_on, acting.get("approved")),
		"role": "主办" if order.unit_role == "Lead" else "协办",
		"units": " ".join(units),
		"mode": zh(order.dispatch_mode),
		"method": order.dispatch_method or "",
		"intermediary": _unit_name(order.passed_on_from or order.intermediary_unit),
		"issued_on": f"{day(order.issued_on)} {get_datetime(order.issued_on):%H:%M}",
	}


def _handling(order: Document) -> dict:
	"""What the unit fills in on the return slip, or has entered already."""
	entered = ""
	if order.entered_on_behalf:
		entered = f"代录：据{order.on_behalf_signer or ''}{day(order.on_behalf_date)}签署的回执联"
	return {
		"acknowledged": joined(order.acknowledged_by, day(order.acknowledged_on)),
		"handler": joined(order.handler, order.handler_phone),
		"first_contact": joined(
			day(order.first_contact_on),
			zh(order.first_contact_with),
			zh(order.first_contact_mode),
			order.first_contact_note,
		),
		"reply": "\n".join(filter(None, (order.reply, order.explanation, order.plan, order.handling_method))),
		"plan_due": day(order.plan_due),
		"result": result_of(order),
		"replied": joined(day(order.reply_date), order.replied_by, zh(order.reply_form)),
		"entered_on_behalf": entered,
	}


def _outcome(order: Document, ticket: Document) -> dict:
	"""What came of it; of a slip of an earlier round only that it was handed over anew."""
	current = cint(order.round) == cint(ticket.round)
	again = []
	if order.previous_order:
		earlier = frappe.db.get_value("Dispatch Order", order.previous_order, "number")
		again.append(f"第{order.round}轮，前次{earlier}")
	if not current:
		later = frappe.db.get_value(
			"Dispatch Order",
			{"opinion_ticket": ticket.name, "unit_role": "Lead", "round": cint(order.round) + 1},
			"number",
		)
		again.append(f"已重新转办{later or ''}")
	return {
		"feedback": _feedback(ticket) if current else "",
		"supervision": _supervision(order),
		"deputy_rating": joined(zh(ticket.deputy_rating), ticket.deputy_rating_note) if current else "",
		"rating": joined(zh(ticket.reporter_rating), zh(ticket.rating_source)) if current else "",
		"dissatisfied": joined(
			ticket.rating_reason if current and ticket.rating_reason else _complaint(order, ticket), *again
		),
		"closed": joined(day(ticket.closed_on), ticket.archive_number),
	}


def _feedback(ticket: Document) -> str:
	"""When and how the reporter was told, with where it hung or how often nobody was reached."""
	posted = joined(
		ticket.posted_at, day(ticket.posted_from), f"至{day(ticket.posted_to)}" if ticket.posted_to else ""
	)
	tried = f"联系{len(ticket.feedback_attempts)}次" if ticket.feedback_attempts else ""
	return joined(
		day(ticket.feedback_on),
		zh(ticket.feedback_mode),
		posted,
		tried,
		ticket.feedback_by,
		ticket.feedback_note,
	)


def _complaint(order: Document, ticket: Document) -> str:
	"""Why the reporter was dissatisfied with this round, or else with the one that led to it."""
	notes = frappe.get_all(
		"Handling Log",
		filters={
			"reference_doctype": ticket.doctype,
			"reference_name": ticket.name,
			"action": "Rate Ticket Dissatisfied",
		},
		fields=["at", "note"],
		order_by="at asc",
	)
	before = [line.note for line in notes if line.at <= order.creation]
	after = [line.note for line in notes if line.at > order.creation]
	return next(iter(after + before[-1:]), "")


def _supervision(order: Document) -> str:
	"""`2次：2026年9月7日电话督办、2026年9月9日督办单`, and the new way of supervising, if one was noted."""
	entries = frappe.get_all(
		"Supervision Entry",
		filters={"dispatch_order": order.name},
		fields=["supervised_on", "way"],
		order_by="supervised_on asc, times asc",
	)
	days = "、".join(f"{day(entry.supervised_on)}{zh(entry.way)}" for entry in entries)
	return joined(f"{len(entries)}次：{days}" if entries else "", order.supervision_method)


def _outcome_of_suggestion(order: Document, suggestion: Document) -> dict:
	"""What came of it in this round; of an earlier one only what stands on its own slip."""
	supervision = {"supervision": _supervision(order)}
	if cint(order.round) != cint(suggestion.round):
		return supervision
	return {
		**supervision,
		"feedback": joined("代表签收", day(suggestion.reply_received_on))
		if suggestion.reply_received_on
		else "",
		"rating": joined(zh(suggestion.result_rating), zh(suggestion.rating_source)),
		"dissatisfied": suggestion.rating_reason if suggestion.result_rating == "Dissatisfied" else "",
		"closed": joined(day(suggestion.closed_on), suggestion.archive_number),
	}


def _unit_name(unit: str | None) -> str:
	return (frappe.get_cached_value("Responsible Unit", unit, "unit_name") or "") if unit else ""

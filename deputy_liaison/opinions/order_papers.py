"""What the papers of a Dispatch Order have in common: whose order it is, and of which matter."""

from dataclasses import dataclass

import frappe
from frappe.model.document import Document

from deputy_liaison.confirmations import confirmed
from deputy_liaison.opinions.doctype.supervision_entry.supervision_entry import issuing_place
from deputy_liaison.paper import as_typed, day, stored

ORDER, SUGGESTION = "Dispatch Order", "Deputy Suggestion"
SLIP_OF_OPINION = "选民意见转办情况登记卡"
COORDINATION, VILLAGE = "Village Coordination", "Village Committee"
# a village is self-governing: it is asked and not ordered, and no paper of it says otherwise
ORDERED = {
	"slip": "交办单",
	"part": "交办联",
	"number": "交办编号",
	"issued_on": "交办日期",
	"issuer": "交办机关",
	"method": "交办做法",
	"given_at": "转办时间",
	"given_by": "转办方式",
	"given": "交办的",
	"role_of_unit": "承办单位",
}
ASKED = {
	"slip": "协调办理单",
	"part": "协调办理联",
	"number": "协调办理编号",
	"issued_on": "送达日期",
	"issuer": "商请机关",
	"method": "协调做法",
	"given_at": "送达时间",
	"given_by": "送达方式",
	"given": "送来协调办理的",
	"role_of_unit": "协调单位",
}
BODY = ("name", "body_name", "short_name", "chair_title", "kind", "office_code")


@dataclass(frozen=True)
class OrderFacts:
	"""An order as its papers name it.

	Args:
		order: as stored.
		source: its ticket or suggestion; restricted texts of it are for who may read it (`whole`).
		body: names of the congress body that issued the order.
		unit: name of the unit that acts.
		whole: whether the user may read the source.
	"""

	order: Document
	source: Document
	body: frappe._dict
	unit: str
	whole: bool

	@property
	def of_suggestion(self) -> bool:
		return self.source.doctype == SUGGESTION

	@property
	def kind(self) -> str:
		"""What it is called in a sentence."""
		return "代表建议" if self.of_suggestion else "选民意见"

	@property
	def number_label(self) -> str:
		return "建议编号" if self.of_suggestion else "意见编号"

	@property
	def raised_by(self) -> str:
		"""The deputies who signed, or the reporter under the mask."""
		return (self.order.deputies if self.of_suggestion else self.order.reporter) or ""

	@property
	def village(self) -> bool:
		"""Whether a village is asked to coordinate, whatever kind its order is of."""
		return is_of_village(self.order)

	@property
	def words(self) -> dict[str, str]:
		"""What its papers call the order: `words_of`."""
		return words_of(self.order)

	@property
	def slip_title(self) -> str:
		"""What the slip that goes with the letter is called (R7)."""
		if self.village or self.of_suggestion:
			return f"{self.kind}{self.words['slip']}"
		return SLIP_OF_OPINION


def facts_of(order: Document) -> OrderFacts:
	"""The stored order of a paper, checked for the user.

	Raises:
		frappe.PermissionError: the user may not read the order.
	"""
	order = stored(ORDER, order)
	# the unit is told of the matter what stands on its order; the order was checked above
	source = order.source()
	return OrderFacts(
		order=order,
		source=source,
		body=issuing_body(order, source),
		unit=frappe.get_cached_value("Responsible Unit", order.responsible_unit, "unit_name"),
		whole=bool(frappe.has_permission(source.doctype, "read", doc=source)),
	)


def is_of_village(order: Document) -> bool:
	"""Whether an order asks a village committee to coordinate."""
	if order.order_kind == COORDINATION:
		return True
	return frappe.get_cached_value("Responsible Unit", order.responsible_unit, "kind") == VILLAGE


def words_of(order: Document) -> dict[str, str]:
	"""What the papers of an order call it and what was done with it."""
	return ASKED if is_of_village(order) else ORDERED


def decision_on(order: str, moves: tuple[str, str]) -> tuple[bool | None, str]:
	"""What was decided on a request of a unit, and the confirmation of who decided.

	Args:
		order: name of the Dispatch Order.
		moves: the actions that grant and that refuse it.

	Returns:
		Whether it was granted, None where nobody decided yet; and `confirmations.confirmed`.
	"""
	line = _last_line(order, moves)
	if not line:
		return None, ""
	decided_on = frappe._dict(doctype=ORDER, name=order)
	return line.action == moves[0], confirmed(decided_on, line.user, line.at, line.is_acting)


def typed_in(order: frappe._dict | Document, moves: tuple[str, ...], paper: str) -> str:
	"""`代录：据水站长2026年9月7日签署的回执联`, where nobody of the unit took the last of these actions.

	The order keeps the signer of what was typed in last; of what was typed in before only that it was.

	Args:
		order: with name, on_behalf_signer and on_behalf_date.
		moves: the actions of the unit that the paper tells of.
		paper: what was typed in.
	"""
	line = _last_line(order.name, moves)
	if not line or not line.entered_on_behalf:
		return ""
	if line.name == _last_line(order.name, entered_on_behalf=1).name:
		return f"代录：据{order.on_behalf_signer or ''}{day(order.on_behalf_date)}签署的{paper}"
	return f"代录：{line.person_name}{day(line.at)}据{paper}录入"


def _last_line(order: str, moves: tuple[str, ...] = (), **values) -> frappe._dict | None:
	"""The order's last line in the log, of these actions and values if any are named."""
	if moves:
		values["action"] = ("in", moves)
	lines = frappe.get_all(
		"Handling Log",
		filters={"reference_doctype": ORDER, "reference_name": order, **values},
		fields=["name", "action", "user", "person_name", "at", "is_acting", "entered_on_behalf"],
		order_by="at desc, creation desc",
		limit=1,
	)
	return lines[0] if lines else None


def issuing_body(order: Document, source: Document) -> frappe._dict:
	"""The congress body whose order it is: the suggestion's own, or that of the order's level."""
	which = source.get("congress_body") or {"jurisdiction": issuing_place(order)}
	return frappe.db.get_value("Congress Body", which, BODY, as_dict=True) or frappe._dict.fromkeys(BODY, "")


def result_of(order: Document) -> str:
	"""`A已经解决或基本解决`, empty before the reply."""
	if not order.result_class:
		return ""
	return frappe.get_cached_value("Result Class", order.result_class, "result_label") or ""


def reply_text(order: Document) -> str:
	"""The reply with what class B, C and D ask for beside it, a paragraph each."""
	return as_typed("\n".join(filter(None, (order.reply, order.explanation, order.plan))))

"""What the papers of a Dispatch Order have in common: whose order it is, and of which matter."""

from dataclasses import dataclass

import frappe
from frappe.model.document import Document

from deputy_liaison.opinions.doctype.supervision_entry.supervision_entry import issuing_place
from deputy_liaison.paper import as_typed, day

SUGGESTION = "Deputy Suggestion"
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
	def on_behalf(self) -> str:
		"""`代录：据水站长2026年9月7日签署的回执联`, where nobody of the unit entered what it did."""
		if not self.order.entered_on_behalf:
			return ""
		return f"代录：据{self.order.on_behalf_signer or ''}{day(self.order.on_behalf_date)}签署的回执联"


def facts_of(order: Document) -> OrderFacts:
	"""The stored order of a paper, checked for the user.

	Raises:
		frappe.PermissionError: the user may not read the order.
	"""
	# the desk prints what a client sends: the stored order tells which matter it is of
	order = frappe.get_doc("Dispatch Order", order.name)
	order.check_permission("read")
	# the unit is told of the matter what stands on its order; the order was checked above
	source = order.source()
	return OrderFacts(
		order=order,
		source=source,
		body=issuing_body(order, source),
		unit=frappe.get_cached_value("Responsible Unit", order.responsible_unit, "unit_name"),
		whole=bool(frappe.has_permission(source.doctype, "read", doc=source)),
	)


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

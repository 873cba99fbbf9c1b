import frappe

from deputy_liaison.document import LiaisonDocument
from deputy_liaison.scope import Scope

DIGITS = "〇一二三四五六七八九"


class CongressTerm(LiaisonDocument):
	"""One term (届) of a congress body."""

	scope = Scope(open=True)

	def validate(self) -> None:
		self.term_title = f"第{chinese_ordinal(self.term_number)}届"


def chinese_ordinal(number: int) -> str:
	"""`18` → `十八`; for 1 to 99."""
	tens, ones = divmod(number, 10)
	head = "" if not tens else "十" if tens == 1 else f"{DIGITS[tens]}十"
	return head + (DIGITS[ones] if ones or not tens else "")


def term_title_on(congress_body: str | None, day) -> str:
	"""Title of the term that `congress_body` was in on `day`, empty if none is recorded."""
	terms = frappe.qb.DocType("Congress Term")
	found = (
		frappe.qb.from_(terms)
		.select(terms.term_title)
		.where((terms.congress_body == congress_body) & (terms.from_date <= day))
		.where(terms.to_date.isnull() | (terms.to_date >= day))
		.orderby(terms.from_date, order=frappe.qb.desc)
		.limit(1)
		.run(pluck=True)
	)
	return found[0] if found else ""

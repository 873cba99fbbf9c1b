import datetime

import frappe
from frappe import _
from frappe.utils import add_days, getdate

from deputy_liaison.deputies import legal, standing
from deputy_liaison.document import LiaisonDocument
from deputy_liaison.scope import Scope

DIGITS = "〇一二三四五六七八九"


class CongressTerm(LiaisonDocument):
	"""One term (届) of a congress, from its first session to the next one's (代表法 §2)."""

	scope = Scope(open=True)

	def onload(self) -> None:
		super().onload()
		self.set_onload("warnings", self.warnings())

	def validate(self) -> None:
		self.term_title = f"第{chinese_ordinal(self.term_number)}届"
		self._check_body()
		self._check_dates()
		self._check_neighbours()

	def _check_body(self) -> None:
		place = frappe.db.get_value("Congress Body", self.congress_body, "jurisdiction")
		if not legal.has_congress(frappe.get_cached_value("Jurisdiction", place, "level")):
			frappe.throw(_("A sub-district has no congress of its own, so no terms and no deputies."))

	def _check_dates(self) -> None:
		if self.to_date and legal.term_is_impossible(getdate(self.from_date), getdate(self.to_date)):
			frappe.throw(
				_("{0}: a term lasts five years. {1} to {2} cannot be one: please check the dates.").format(
					frappe.bold(self.term_title), self.from_date, self.to_date
				)
			)

	def _check_neighbours(self) -> None:
		"""Terms follow each other without a gap, in the order of their numbers."""
		others = frappe.get_all(
			"Congress Term",
			{"congress_body": self.congress_body, "name": ("!=", self.name)},
			["term_number", "term_title", "from_date", "to_date"],
		)
		for other in others:
			if other.term_number == self.term_number:
				frappe.throw(
					_("{0} is entered already.").format(frappe.bold(self.term_title)),
					frappe.DuplicateEntryError,
				)
			if other.term_number == self.term_number - 1:
				self._refuse_gap(other, self)
			elif other.term_number == self.term_number + 1:
				self._refuse_gap(self, other)
			elif (other.term_number < self.term_number) != (other.from_date < getdate(self.from_date)):
				frappe.throw(
					_("{0} and {1}: the dates run against the order of the numbers.").format(
						frappe.bold(other.term_title), frappe.bold(self.term_title)
					)
				)

	def _refuse_gap(self, former, following) -> None:
		ends = add_days(getdate(following.from_date), -1)
		if not former.to_date or getdate(former.to_date) != ends:
			frappe.throw(
				_(
					"A term ends where the next begins: {0} must end on {1}, the day before {2} begins."
				).format(frappe.bold(former.term_title), ends, frappe.bold(following.term_title))
			)

	def on_update(self) -> None:
		super().on_update()
		if self.has_value_changed("to_date"):
			self._end_mandates()

	def _end_mandates(self) -> None:
		"""The term's mandates end with it; those that ended before, by a termination, keep their day."""
		mandates = frappe.qb.DocType("Deputy Mandate")
		open_states = (standing.PENDING, *standing.HELD)
		if frappe.db.exists("Deputy Mandate", {"term": self.name, "workflow_state": standing.ENDED}):
			frappe.throw(
				_("The mandates of {0} have ended with it: its end is not changed any more.").format(
					frappe.bold(self.term_title)
				)
			)
		of_term = (mandates.term == self.name) & mandates.workflow_state.isin(open_states)
		if self.to_date and frappe.db.exists(
			"Deputy Mandate",
			{"term": self.name, "workflow_state": ("in", open_states), "from_date": (">", self.to_date)},
		):
			frappe.throw(
				_("Some mandates of {0} begin after {1}. Please check the end of the term.").format(
					frappe.bold(self.term_title), self.to_date
				)
			)
		frappe.qb.update(mandates).set(mandates.to_date, self.to_date or None).where(of_term).run()
		standing.refresh(
			frappe.qb.from_(mandates).select(mandates.deputy).distinct().where(of_term).run(pluck=True)
		)

	def warnings(self) -> list[str]:
		"""What is lawful only for a reason: a term much shorter or longer than five years (代表法 §2)."""
		begin, end = getdate(self.from_date), getdate(self.to_date) if self.to_date else None
		if end and legal.term_is_unusual(begin, end):
			return [_("This term does not last five years, as the Deputies Law says.")]
		if legal.term_is_over_due(begin, end, getdate()):
			return [
				_("The five years of this term were over on {0}. Enter its end and the next term.").format(
					legal.term_end_due(begin)
				)
			]
		return []


def chinese_ordinal(number: int) -> str:
	"""`18` → `十八`; for 1 to 99."""
	tens, ones = divmod(number, 10)
	head = "" if not tens else "十" if tens == 1 else f"{DIGITS[tens]}十"
	return head + (DIGITS[ones] if ones or not tens else "")


def term_on(congress_body: str | None, day: datetime.date) -> frappe._dict | None:
	"""The term that `congress_body` was in on `day` (name, term_title, from_date, to_date), or None."""
	terms = frappe.qb.DocType("Congress Term")
	found = (
		frappe.qb.from_(terms)
		.select(terms.name, terms.term_title, terms.from_date, terms.to_date)
		.where((terms.congress_body == congress_body) & (terms.from_date <= day))
		.where(terms.to_date.isnull() | (terms.to_date >= day))
		.orderby(terms.from_date, order=frappe.qb.desc)
		.limit(1)
		.run(as_dict=True)
	)
	return found[0] if found else None


def term_title_on(congress_body: str | None, day) -> str:
	"""Title of the term that `congress_body` was in on `day`, empty if none is recorded."""
	term = term_on(congress_body, day)
	return term.term_title if term else ""

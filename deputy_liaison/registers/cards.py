"""Cards: a paper for each record of a keeper and a period, one behind the other in one file.

What a book lists in a row, a card tells on a sheet of its own. Reporters stay masked on all of them.
"""

import datetime
from dataclasses import dataclass

import frappe
from frappe import _
from frappe.model.document import Document

from deputy_liaison import scope
from deputy_liaison.link_filters import among
from deputy_liaison.opinions.case_papers import Paper
from deputy_liaison.paper import zh
from deputy_liaison.registers.holders import body_of, called, printable
from deputy_liaison.registers.row_source import Book, RowSource, by_number
from deputy_liaison.registers.row_sources import ROW_SOURCES

DEPUTY = "Deputy"
VISIT, ORDER, SUGGESTION = "Constituent Visit", "Dispatch Order", "Deputy Suggestion"
# Print Format → code, and what it prints from
CARDS = {
	"Visit Record": ("R3", VISIT),
	"Suggestion Handling Card": ("R6", SUGGESTION),
	"Opinion Referral Card": ("R7", ORDER),
}
# about half an hour of printing
MOST_CARDS = 2000


@dataclass(frozen=True)
class CardOrder:
	"""Cards as they were asked for, by a user who may print them.

	Args:
		layout: the Print Format, one of `CARDS`.
		holder: whose they are: a station, a place, or a deputy.
		first: first day of the period.
		last: last day, inclusive.
	"""

	layout: str
	holder: Document
	first: datetime.date
	last: datetime.date

	# the reporters stay masked, whoever prints
	outside = True

	@classmethod
	def checked(
		cls, layout: str, holder_type: str, holder: str, first: datetime.date, last: datetime.date
	) -> "CardOrder":
		"""What a client asks for, if the session's user may have it.

		Raises:
			frappe.PermissionError: the user's posts don't cover the holder, or print no such cards.
			frappe.ValidationError: there are no such cards, of such a holder.
		"""
		if layout not in CARDS:
			frappe.throw(_("Choose a register."), frappe.MandatoryError)
		if holder_type not in holder_types(layout):
			frappe.throw(
				_("{0} is not kept by {1}. Choose another keeper: {2}.").format(
					frappe.bold(zh(layout)),
					called(holder_type),
					_(", ").join(map(called, holder_types(layout))),
				)
			)
		if not holder:
			frappe.throw(_("Choose whose cards are printed."), frappe.MandatoryError)
		if not prints(layout):
			scope.refuse_out_of_scope()
		if holder_type == DEPUTY:
			if not scope.covers(None, DEPUTY, holder):
				scope.refuse_out_of_scope()
		elif not printable(source_of(layout), holder_type, holder):
			scope.refuse_out_of_scope()
		keeper = frappe.get_doc(holder_type, holder)
		keeper.check_permission("read")
		return cls(layout, keeper, first, last)

	def papers(self) -> list[tuple[str, Paper]]:
		"""Number and paper of each record of the period that the user sees, in the order of the numbers.

		Raises:
			frappe.ValidationError: there is none, or there are more than one file takes.
		"""
		source = source_of(self.layout)
		book = Book(self.holder, frappe._dict(), self.first, self.last, outside=True)
		if self.holder.doctype == DEPUTY:
			filters = self._of_deputy(book)
		else:
			book = Book(self.holder, body_of(self.holder), self.first, self.last, outside=True)
			filters = source.filters(book)
		found = frappe.get_list(
			source.doctype, filters=filters, fields=["name", "number"], limit_page_length=MOST_CARDS + 1
		)
		if not found:
			frappe.throw(
				_("{0} has none from {1} to {2}. Choose another period.").format(
					frappe.bold(zh(self.layout)), self.first, self.last
				)
			)
		if len(found) > MOST_CARDS:
			frappe.throw(
				_("These are more than {0} cards. Choose a shorter period.").format(frappe.bold(MOST_CARDS))
			)
		found.sort(key=lambda row: by_number(row.number))
		return [(row.number or "", Paper(source.doctype, row.name, self.layout)) for row in found]

	def _of_deputy(self, book: Book) -> list[list]:
		"""What the deputy raised, received, or saw handed over: filters within what the user sees anyway."""
		deputy, doctype = self.holder.name, source_of(self.layout).doctype
		if doctype == SUGGESTION:
			signed = frappe.get_all("Suggestion Cosigner", {"deputy": deputy}, pluck="parent")
			led = frappe.get_all(SUGGESTION, {"lead_deputy": deputy}, pluck="name")
			return [["name", *among({*signed, *led})], *book.within("handed_in_on")]
		if doctype == VISIT:
			return [["name", *among(_received(VISIT, deputy))], *book.within("visit_time")]
		return [["opinion_ticket", *among(_received("Opinion Ticket", deputy))], *book.within("issued_on")]


def _received(doctype: str, deputy: str) -> list[str]:
	return frappe.get_all("Receiving Deputy", {"parenttype": doctype, "deputy": deputy}, pluck="parent")


def source_of(layout: str) -> RowSource:
	"""Where the cards' records come from: the same as the rows of the book."""
	return ROW_SOURCES[CARDS[layout][1]]


def holder_types(layout: str) -> tuple[str, ...]:
	"""DocTypes of those whose cards these may be."""
	return (*source_of(layout).holders, DEPUTY)


def prints(layout: str) -> bool:
	"""Whether a post of the session's user prints such cards at all: who inspects the books may not print records."""
	source = source_of(layout)
	if not frappe.has_permission(source.doctype, "print"):
		return False
	return scope.criterion(None, source.doctype, source.printing_roles) != scope.DENY

"""The number of a 交办函 (P5): taken once, by who sends the letter out; printing takes none."""

import frappe
from frappe import _
from frappe.utils import getdate

from deputy_liaison import scope as scopes
from deputy_liaison.numbering import letter_number
from deputy_liaison.opinions.order_papers import issuing_body
from deputy_liaison.opinions.ticket_states import ORDER_WITHDRAWN
from deputy_liaison.scope import APPROVER_OF, CLERK_OF
from deputy_liaison.state_machine import write_log

DOCTYPE = "Dispatch Order"


def sends_letter(order: str, level: str | None) -> bool:
	"""Whether the user belongs to the office that sends an order's letter: that of its level."""
	return scopes.covers(None, DOCTYPE, order, {CLERK_OF.get(level), APPROVER_OF.get(level)})


@frappe.whitelist(methods=["POST"])
def number_letter(order: str, letter_on: str | None = None) -> str:
	"""Give the order's letter the next number of its congress body's letters.

	Args:
		order: a Dispatch Order of the caller's level.
		letter_on: the day that stands on the letter, today if not given.

	Returns:
		The number, as it stands on the letter.

	Raises:
		frappe.PermissionError: the caller holds no post that sends this letter.
		frappe.ValidationError: it has a number, was withdrawn or archived, or the day is wrong.
	"""
	if not sends_letter(order, frappe.db.get_value(DOCTYPE, order, "handling_level")):
		scopes.refuse_out_of_scope()
	doc = frappe.get_doc(DOCTYPE, order, for_update=True)
	if doc.letter_number:
		frappe.throw(
			_("The letter of {0} has its number already: {1}.").format(
				frappe.bold(doc.number), frappe.bold(doc.letter_number)
			)
		)
	if doc.workflow_state == ORDER_WITHDRAWN or doc.is_archived():
		frappe.throw(
			_("{0} was withdrawn or is archived: no letter goes out for it any more.").format(
				frappe.bold(doc.number)
			)
		)
	on = getdate(letter_on)
	_check_day(on, doc.issued_on)
	number = letter_number(issuing_body(doc, doc.source()).name, on.year)
	# the post was checked above; orders have no field that a person edits
	doc.db_set({"letter_number": number, "letter_on": on, "letter_due": doc.due_date}, notify=True)
	write_log(doc, "Number the Letter", note=number, event="Handling Event")
	return number


def _check_day(on, issued_on) -> None:
	label = frappe.bold(_("Letter Issued On"))
	if on > getdate():
		frappe.throw(_("{0} lies in the future.").format(label))
	if on < getdate(issued_on):
		frappe.throw(_("{0} lies before the dispatch.").format(label))

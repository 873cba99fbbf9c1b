"""The notice to a reporter with the full name at its head, to hand over or to post: a letter names whom it is for.

Every other print of it is masked. Opening the name is logged with a reason, as on the visit itself.
"""

import frappe
from frappe import _
from frappe.model.document import Document

from deputy_liaison.box_sheet import PAGE_IN_FULL, SHEET
from deputy_liaison.opinions.doctype.constituent_identity.constituent_identity import REVEALING_ROLES, reveal
from deputy_liaison.opinions.print_format.notice_of_the_answer import notice_of_the_answer as answer
from deputy_liaison.opinions.print_format.notice_of_the_right_channel import (
	notice_of_the_right_channel as channel,
)
from deputy_liaison.opinions.voters_in_text import verbatim

TICKET = "Opinion Ticket"
CHANNEL_PAPER = (
	"deputy_liaison/opinions/print_format/notice_of_the_right_channel/notice_of_the_right_channel.html"
)


def is_offered(ticket: Document) -> bool:
	"""Whether the ticket's form shows the button; what may be opened is decided when it is pressed."""
	return bool(ticket.visit) and not REVEALING_ROLES.isdisjoint(frappe.get_roles()) and _has_news(ticket)


@frappe.whitelist(methods=["POST"])
def notice_in_full(ticket: str, reason: str) -> str:
	"""The 《告知单》 of what was sent elsewhere, else the 答复告知书, addressed by the full name; logged.

	Who stays anonymous stays so.

	Args:
		ticket: an Opinion Ticket whose visit the caller's station or township keeps.
		reason: why the name is opened.

	Returns:
		HTML to print.

	Raises:
		frappe.PermissionError: the caller may not read the ticket, or not open its visit's personal data.
		frappe.ValidationError: there is nothing to tell yet, nobody to tell it, or no reason is given.
	"""
	doc = frappe.get_doc(TICKET, ticket)
	doc.check_permission("read")
	if not doc.visit:
		frappe.throw(
			_("No reporter is registered of this matter, so there is nobody to address a notice to.")
		)
	if not _has_news(doc):
		frappe.throw(
			_("There is nothing to tell yet: print the notice once the matter is answered or sent elsewhere.")
		)
	reporter = reveal("Constituent Visit", doc.visit, reason).get("name") or doc.reporter
	if _is_sent_elsewhere(doc):
		paper = {
			"title": "告知单",
			"paper": CHANNEL_PAPER,
			"notice": channel.notice_to(reporter, doc, verbatim),
		}
	else:
		paper = {"title": answer.TITLE, "paper": SHEET, "sheet": answer.notice_to(reporter, doc, verbatim)}
	return frappe.render_template(PAGE_IN_FULL, paper)


def _is_sent_elsewhere(ticket: Document) -> bool:
	return bool(ticket.restriction or ticket.out_of_scope_reason)


def _has_news(ticket: Document) -> bool:
	return channel.is_decided(ticket) if _is_sent_elsewhere(ticket) else bool(answer.answers_of(ticket))

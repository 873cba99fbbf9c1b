"""Stock alerts that tell of our records past the posts of those who get them."""

import frappe
from frappe import _
from frappe.model.document import Document

from deputy_liaison.companions import is_ours


def refuse_mail(workflow: Document, method: str | None = None) -> None:
	"""Hook `validate` of Workflow: its mails carry a link that acts without logging in."""
	if workflow.send_email_alert and is_ours(workflow.document_type):
		frappe.throw(
			_("Workflow mails are not sent for {0}: their link acts without logging in. Untick {1}.").format(
				frappe.bold(_(workflow.document_type)), frappe.bold(_("Send Email Alert"))
			)
		)


def refuse_role_receivers(notification: Document, method: str | None = None) -> None:
	"""Hook `validate` of Notification: a role has holders all over the county, whatever their posts."""
	if is_ours(notification.document_type) and any(row.receiver_by_role for row in notification.recipients):
		frappe.throw(
			_("A notification about {0} names persons, not a role: a role is held in every place.").format(
				frappe.bold(_(notification.document_type))
			)
		)

"""Values of the 督办单 (P11), for its template."""

import frappe
from frappe.model.document import Document

from deputy_liaison.confirmations import confirmation
from deputy_liaison.liaison_network.post_titles import post_title
from deputy_liaison.opinions.doctype.supervision_entry.supervision_entry import SYSTEM, issuing_place
from deputy_liaison.opinions.order_papers import words_of
from deputy_liaison.paper import as_typed, day, joined, stored, zh


def supervision_slip(entry: Document) -> frappe._dict:
	"""What the slip of one Supervision Entry says; the template's method (hook `jinja`).

	Args:
		entry: a Supervision Entry that the user may read.

	Returns:
		Texts by box, empty where the paper is filled in by hand.

	Raises:
		frappe.PermissionError: the user may not read the entry.
	"""
	entry = stored("Supervision Entry", entry)
	# the entry shows its unit what stands on the slip; it was checked above
	order = frappe.get_doc("Dispatch Order", entry.dispatch_order)
	unit = frappe.db.get_value("Responsible Unit", entry.responsible_unit, "unit_name")
	slip = {
		"number": entry.number or "",
		"body": frappe.db.get_value("Congress Body", {"jurisdiction": issuing_place(entry)}, "body_name")
		or "",
		"unit": unit or "",
		"words": words_of(order),
		"order_number": order.number,
		"subject": entry.subject or "",
		"issued_on": day(order.issued_on),
		"order_due": day(entry.order_due),
		"acknowledged": "、".join(filter(None, (order.acknowledged_by, day(order.acknowledged_on)))),
		"times": entry.times,
		"way": zh(entry.colour or entry.way) if entry.way == SYSTEM else zh(entry.way),
		"required": entry.words or "",
		"reply_due": day(entry.reply_due),
		"supervisor": _supervisor(entry),
		"supervised_on": day(entry.supervised_on),
		"answer": entry.answer or "",
		"answered": " ".join(filter(None, (entry.answered_by, day(entry.answered_on)))),
		"on_behalf": f"代录：据{entry.on_behalf_signer}{day(entry.on_behalf_date)}签署的回执联"
		if entry.entered_on_behalf
		else "",
	}
	return frappe._dict(
		{key: as_typed(value) if isinstance(value, str) else value for key, value in slip.items()}
	)


def _supervisor(entry: Document) -> str:
	"""Who supervised by which post, confirmed in the app; this system by its name alone."""
	post = post_title(entry.supervisor_post, entry.jurisdiction)
	holder = f"{entry.supervisor or ''}{f'（{post}）' if post else ''}"
	return joined(holder, confirmation(entry, entry.supervisor_user, entry.creation))

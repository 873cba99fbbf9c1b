"""Desk notices to the holders of a post, wherever they are told of something at once."""

from collections.abc import Iterable

import frappe
from frappe.utils import getdate

from deputy_liaison.scope import UNIT_ROLE


def holders(post: str, **place: str) -> list[str]:
	"""Accounts that hold `post` today, in the one place named (jurisdiction, station or unit)."""
	((column, value),) = place.items()
	today = getdate()
	posts = frappe.qb.DocType("Staff Post")
	users = frappe.qb.DocType("User")
	return (
		frappe.qb.from_(posts)
		.inner_join(users)
		.on((users.name == posts.user) & (users.enabled == 1))
		.select(posts.user)
		.distinct()
		.where((posts.post == post) & (posts[column] == value) & (posts.from_date <= today))
		.where(posts.to_date.isnull() | (posts.to_date >= today))
		.run(pluck=True)
	)


def officers_or_clerks(unit: str, township: str | None) -> list[str]:
	"""Who looks after a unit's orders: its own officers, or the township's clerks where it has no account."""
	return holders(UNIT_ROLE, unit=unit) or (
		holders("Township Clerk", jurisdiction=township) if township else []
	)


def tell(users: Iterable[str], subject: str, doctype: str | None = None, name: str | None = None) -> None:
	"""One line on the desk of each, with a link to the record if one is named; nobody is told of own acts."""
	for user in dict.fromkeys(users):
		if user == frappe.session.user:
			continue
		notice = frappe.get_doc(
			{
				"doctype": "Notification Log",
				"type": "Alert",
				"for_user": user,
				"from_user": frappe.session.user,
				"document_type": doctype,
				"document_name": name,
				"subject": subject,
			}
		)
		# who is told follows from the posts; what is told of was checked by the act that tells
		notice.insert(ignore_permissions=True)

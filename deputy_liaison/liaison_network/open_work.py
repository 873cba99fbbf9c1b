"""What hangs on a post when it ends: open matters, dates, books (model.md, Ending a post).

Modules above know the matters; each adds its part by the hook `open_work`.
"""

import frappe
from frappe import _

from deputy_liaison import scope
from deputy_liaison.scope import Post


def open_work(post: "frappe.model.document.Document") -> list[dict]:
	"""What is open within a post's scope.

	Args:
		post: a Staff Post, also one that has ended.

	Returns:
		One dict per matter: doctype, name, kind, number, subject, state, due_date; earliest limit first.
	"""
	as_held = Post(
		name=post.name,
		post=post.post,
		jurisdiction=post.jurisdiction,
		station=post.station,
		unit=post.unit,
		deputy=post.deputy,
		is_acting=post.is_acting,
	)
	return _gathered(as_held)


def open_work_within(post: str, jurisdiction: str) -> list[dict]:
	"""What would be open for whoever holds `post` in a place; the same dicts as `open_work`."""
	return _gathered(
		Post(
			name="",
			post=post,
			jurisdiction=jurisdiction,
			station=None,
			unit=None,
			deputy=None,
			is_acting=False,
		)
	)


def _gathered(post: Post) -> list[dict]:
	rows = []
	for method in frappe.get_hooks("open_work"):
		rows += frappe.get_attr(method)(post)
	return sorted(rows, key=lambda row: str(row["due_date"] or "9999"))


def tell_chairs(post: "frappe.model.document.Document") -> None:
	"""Put the list of a post without successor before the township's chairs, on the desk and nowhere else."""
	township = scope.township_of(post.place)
	today = frappe.utils.getdate()
	chairs = frappe.get_all(
		"Staff Post",
		filters=[
			["post", "=", "Township Chair"],
			["jurisdiction", "=", township],
			["user", "!=", post.user],
			["from_date", "<=", today],
		],
		or_filters=[["to_date", "is", "not set"], ["to_date", ">=", today]],
		pluck="user",
		distinct=True,
	)
	for chair in chairs:
		notice = frappe.get_doc(
			{
				"doctype": "Notification Log",
				"type": "Alert",
				"for_user": chair,
				"from_user": frappe.session.user,
				"document_type": post.doctype,
				"document_name": post.name,
				"subject": _("{0} ({1}) ends without a successor: look at what is open.").format(
					post.holder_name, _(post.post)
				),
			}
		)
		# that the post ends was decided by a checked act (Staff Post), or by its last day
		notice.insert(ignore_permissions=True)

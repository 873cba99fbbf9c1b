"""Values of 《工作移交清单》 (P26), for its template."""

import frappe
from frappe import _
from frappe.model.document import Document

from deputy_liaison.liaison_network.open_work import open_work
from deputy_liaison.paper import as_typed, day, zh
from deputy_liaison.persons import display_name

# what nobody can count for the holder: filled in by hand
BY_HAND = ("未封存簿册", "未报告活动", "档案盒数", "资产", "印章")


def handover_list(post: Document) -> frappe._dict:
	"""What the list says of a post that ends; the template's method (hook `jinja`).

	Args:
		post: a Staff Post that the user may read.

	Raises:
		frappe.PermissionError: the user may not read the post.
	"""
	post.check_permission("read")
	rows = [
		{
			"kind": zh(row["doctype"]),
			"number": row["number"],
			"subject": as_typed(row["subject"]),
			"state": row["state"],
			"due": day(row["due_date"]),
		}
		for row in open_work(post)
	]
	return frappe._dict(
		post=zh(post.post),
		place=post.place_title(),
		period=_("{0} to {1}", lang="zh").format(day(post.from_date), day(post.to_date) or "—"),
		acting=bool(post.is_acting),
		holder=display_name(post.user),
		successor=display_name(post.successor) or _("No successor: the chair takes over", lang="zh"),
		witness=display_name(post.witness),
		rows=rows,
		by_hand=BY_HAND,
		handed_over_on=day(post.handed_over_on),
	)

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
	acting = _("(acting)", lang="zh") if post.is_acting else ""
	return frappe._dict(
		title="工作移交清单",
		facts=(
			(("岗位", f"{zh(post.post)}{acting}"), ("所在单位", post.place_title())),
			(("任职起止", _("{0} to {1}", lang="zh").format(day(post.from_date), day(post.to_date) or "—")),),
			(
				("移交人", display_name(post.user)),
				(
					"接交人",
					display_name(post.successor) or _("No successor: the chair takes over", lang="zh"),
				),
			),
			(("监交人", display_name(post.witness)), ("移交完成时间", day(post.handed_over_on))),
		),
		rows=handover_rows(open_work(post)),
		by_hand=BY_HAND,
	)


def handover_rows(matters: list[dict]) -> list[dict]:
	"""Open matters (`open_work`) as the list prints them: kind, number, subject, state, due."""
	return [
		{
			"kind": zh(row["doctype"]),
			"number": row["number"],
			"subject": as_typed(row["subject"]),
			"state": row["state"],
			"due": day(row["due_date"]),
		}
		for row in matters
	]

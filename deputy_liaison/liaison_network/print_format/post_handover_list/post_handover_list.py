"""Values of 《工作移交清单》 (P26), for its template."""

import frappe
from frappe import _
from frappe.model.document import Document

from deputy_liaison import scope
from deputy_liaison.box_sheet import block, grid, row, sheet
from deputy_liaison.liaison_network.open_work import open_work
from deputy_liaison.liaison_network.post_titles import post_title
from deputy_liaison.paper import day, stored, zh
from deputy_liaison.persons import display_name

# what nobody can count for the holder: filled in by hand
BY_HAND = ("未报告活动", "档案盒数", "资产", "印章")


def handover_list(post: Document) -> frappe._dict:
	"""What the list says of a post that ends; the template's method (hook `jinja`).

	Args:
		post: a Staff Post that the user may read.

	Raises:
		frappe.PermissionError: the user may not read the post.
	"""
	post = stored("Staff Post", post)
	acting = _("(acting)", lang="zh") if post.is_acting else ""
	body = _body(post)
	return handover_sheet(
		body,
		"工作移交清单",
		(
			(("岗位", f"{post_title(post.post, post.place)}{acting}"), ("所在单位", _office(post, body))),
			(("任职起止", f"{day(post.from_date)}至{day(post.to_date) or '今'}"),),
			(
				("移交人", display_name(post.user)),
				(
					"接交人",
					display_name(post.successor) or _("No successor: the chair takes over", lang="zh"),
				),
			),
			(("监交人", display_name(post.witness)), ("移交完成时间", day(post.handed_over_on))),
		),
		open_work(post),
	)


def _body(post: Document) -> str:
	"""The congress body that the post belongs to, or that its station or unit belongs to."""
	place = scope.township_of(post.place) or frappe.db.get_value("Jurisdiction", {"level": "County"})
	return frappe.db.get_value("Congress Body", {"jurisdiction": place}, "body_name") or ""


def _office(post: Document, body: str) -> str:
	"""Where its holder works: a post bound to a place is one of the place's congress body."""
	return body if post.jurisdiction and body else post.place_title()


def handover_sheet(
	body: str,
	title: str,
	facts: tuple,
	matters: list[dict],
	by_hand: tuple[str, ...] = BY_HAND,
	unseen: int = 0,
) -> frappe._dict:
	"""The list: what is known of the hand-over, the open matters, and lines for the pen.

	Args:
		body: the congress body whose paper it is.
		title: of the paper.
		facts: lines of one or two boxes, each a label and its text.
		matters: open matters (`open_work`).
		by_hand: what is left to the pen.
		unseen: how many further matters are open that are not for who prints.

	Returns:
		A sheet (`box_sheet.sheet`).
	"""
	lines = [
		(
			str(position),
			zh(one["doctype"]),
			one["number"],
			one["subject"],
			one["state"],
			day(one["due_date"]),
		)
		for position, one in enumerate(matters, 1)
	]
	return sheet(
		body=body,
		title=title,
		blocks=[
			block(*(row(*boxes) for boxes in facts)),
			*_open_matters(lines, unseen),
			block(*(row((item, "")) for item in by_hand)),
			grid(
				("", "移交人签名", "接交人签名", "监交人签名"),
				(16, 28, 28, 28),
				(("签　名\n\n", "", "", ""), ("日　期", "", "", "")),
			),
		],
	)


def _open_matters(lines: list[tuple[str, ...]], unseen: int) -> list[dict]:
	blocks = []
	if lines:
		heads = ("序号", "类别", "编号", "事由", "状态", "办理期限")
		blocks.append(grid(heads, (8, 11, 25, 25, 16, 15), lines))
	if unseen:
		blocks.append(block(row(("其他事项", f"另有{unseen}件未办结事项不在您的查看范围内。"))))
	return blocks or [block(row(("未办结事项", "没有未办结事项。")))]

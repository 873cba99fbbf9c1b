"""Values of the 代表建议、批评和意见专用纸 (P4), for its template."""

import frappe
from frappe.model.document import Document
from frappe.utils import getdate

from deputy_liaison.box_sheet import SIGNED_BY_HAND, block, grid, row, sheet, tick, ticks
from deputy_liaison.confirmations import confirmed
from deputy_liaison.deputies.standing import ENDED, HELD, TERMINATED
from deputy_liaison.opinions.doctype.deputy_suggestion.deputy_suggestion import mandate_in
from deputy_liaison.paper import day, joined, stored, zh

TITLE = "代表建议、批评和意见专用纸"
GROUNDS = (
	"Survey or Study",
	"Visits to Voters",
	"Receiving Voters",
	"Opinion of a Voter",
	"Entrusted by Others",
	"A Bill",
	"Other Grounds",
)
REPEATED = ("Two Years Running", "Three Years Running", "More Than Three Years")
IN_APP = "In This System"
SUBMITTING = ("Submit Suggestion", "Submit Suggestion Again")
# lines for deputies who sign by hand, where fewer have signed in the app
LINES_FOR_SIGNERS = 3
# who signed was in office then, whatever came afterwards
HELD_THEN = (*HELD, TERMINATED, ENDED)
WHO = ("name", "deputy_name", "employer_and_post", "mobile", "postal_address", "email")


def suggestion_sheet(suggestion: Document) -> frappe._dict:
	"""What the paper says; the template's method (hook `jinja`). A draft prints as well, to be signed.

	Args:
		suggestion: a Deputy Suggestion that the user may read.

	Returns:
		A sheet (`box_sheet.sheet`).

	Raises:
		frappe.PermissionError: the user may not read it.
	"""
	doc = stored("Deputy Suggestion", suggestion)
	on = getdate(doc.handed_in_on)
	lead = deputy_on(doc.lead_deputy, doc.congress_body, on)
	session = frappe.db.get_value("Congress Session", doc.congress_session, "session_title")
	return sheet(
		body=frappe.db.get_value("Congress Body", doc.congress_body, "body_name"),
		title=TITLE,
		left=session or "闭会期间",
		right=f"编号：{doc.number or '　　　　　　　　　　'}",
		blocks=[
			block(
				row(("标　　题", doc.suggestion_title)),
				row(("领衔代表", lead.deputy_name), ("代表证号", lead.certificate_no)),
				row(("代 表 团", lead.delegation_name), ("选　　区", lead.district_name)),
				row(("单位及职务", lead.employer_and_post), ("联系电话", lead.mobile)),
				row(("通讯地址", lead.postal_address), ("电子邮箱", lead.email)),
				row(("形成方式", ticks(GROUNDS, doc.raised_from))),
				row(("多年多次\n提　　出", ticks(REPEATED, doc.repeated_for))),
				row(("公开意见", ticks(("Whole Text", "Title Only"), doc.publicity))),
				row(
					(
						"办理要求",
						"　".join(
							(
								tick("希望承办单位加强沟通", doc.wants_contact),
								tick("仅供参考，不需书面答复", doc.for_reference),
							)
						),
					)
				),
				row(("事　　由", doc.reasons), tall=True),
				row(("具体工作\n建　　议", doc.proposals), tall=True),
				row(("附　　件", tick("有（附后）", doc.attachment)), ("提出日期", day(doc.handed_in_on))),
				row(("领衔代表\n签　　名", _submitted(doc) or SIGNED_BY_HAND)),
			),
			grid(
				("序号", "联名（附议）代表", "代表证号", "代表团、选区", "签名"),
				(8, 21, 16, 23, 32),
				_signers(doc, on),
			),
			block(row(("受理人", doc.accepter), ("受理日期", day(doc.accepted_on)))),
		],
		foot=["一事一纸，字迹清楚；涉及检举控告、正在诉讼的案件和代表个人事项的，请向有关机关提出。"],
	)


def deputy_on(deputy: str, congress_body: str, on) -> frappe._dict:
	"""A deputy as the paper describes him or her, by the mandate held on that day."""
	person = frappe.db.get_value("Deputy", deputy, WHO, as_dict=True)
	mandate = mandate_in(deputy, congress_body, on, HELD_THEN)
	described = (
		frappe.db.get_value(
			"Deputy Mandate",
			mandate.name,
			("certificate_no", "electoral_district.district_name", "delegation.delegation_name"),
			as_dict=True,
		)
		if mandate
		else frappe._dict()
	)
	person.update({key: described.get(key) for key in ("certificate_no", "district_name", "delegation_name")})
	return person


def _signers(doc: Document, on) -> list[tuple[str, ...]]:
	lines = []
	for number, signer in enumerate(doc.cosigners, 1):
		deputy = deputy_on(signer.deputy, doc.congress_body, on)
		lines.append(
			(
				str(number),
				deputy.deputy_name,
				deputy.certificate_no,
				joined(deputy.delegation_name, deputy.district_name),
				_signed(doc, signer),
			)
		)
	empty = max(0, LINES_FOR_SIGNERS - len(lines))
	return [*lines, *[("",) * 5] * empty]


def _signed(doc: Document, signer: Document) -> str:
	"""The co-signer's own confirmation; of a signed paper only when it was entered."""
	if not signer.confirmed_on:
		return ""
	if signer.confirmed_how == IN_APP:
		accounts = frappe.get_all("Staff Post", {"deputy": signer.deputy}, pluck="user", distinct=True)
		line = frappe.get_all(
			"Handling Log",
			{
				"reference_doctype": doc.doctype,
				"reference_name": doc.name,
				"action": "Confirm Cosigning",
				"user": ("in", accounts or [""]),
			},
			["user", "is_acting"],
			order_by="at desc",
			limit=1,
		)
		if line:
			return confirmed(doc, line[0].user, signer.confirmed_on, line[0].is_acting)
	return joined(day(signer.confirmed_on), zh(signer.confirmed_how))


def _submitted(doc: Document) -> str:
	"""The lead deputy's own handing in; what a clerk took over from a signed paper carries no confirmation."""
	line = frappe.get_all(
		"Handling Log",
		{
			"reference_doctype": doc.doctype,
			"reference_name": doc.name,
			"action": ("in", SUBMITTING),
			"entered_on_behalf": 0,
		},
		["user", "at", "is_acting"],
		order_by="at desc",
		limit=1,
	)
	return confirmed(doc, line[0].user, line[0].at, line[0].is_acting) if line else ""

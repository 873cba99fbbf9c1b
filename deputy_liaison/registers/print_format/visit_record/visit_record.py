"""Values of the 《代表接待选民记录表》, the visit book's row (R3) on a page of its own, for its template."""

import frappe
from frappe.model.document import Document
from frappe.utils import getdate

from deputy_liaison.box_sheet import PAGE_IN_FULL, SHEET, SIGNED_BY_HAND, block, not_yet, row, sheet, tick
from deputy_liaison.masking import mask_names
from deputy_liaison.opinions.doctype.constituent_identity.constituent_identity import reveal
from deputy_liaison.opinions.voters_in_text import Words, masker_of, verbatim
from deputy_liaison.paper import joined, stored
from deputy_liaison.registers import visit_rows
from deputy_liaison.registers.cells import written
from deputy_liaison.registers.holders import body_of
from deputy_liaison.registers.row_source import JURISDICTION, STATION, Book

VISIT = "Constituent Visit"
TITLE = "代表接待选民记录表"
# where a voter may be named in words
FREE_TEXT = ("remark", "content", "handling_suggestion", "on_the_spot", "result")


def visit_record(visit: Document) -> frappe._dict:
	"""What the record says, the reporter masked, also where the words name him or her; the template's method (hook `jinja`).

	Args:
		visit: a Constituent Visit that the user may read.

	Returns:
		A sheet (`box_sheet.sheet`).

	Raises:
		frappe.PermissionError: the user may not read the visit.
	"""
	visit = stored(VISIT, visit)
	return _record(visit, {})


@frappe.whitelist(methods=["POST"])
def record_in_full(visit: str, reason: str) -> str:
	"""The record with the reporter's full name, phone and address; opening them is logged with the reason.

	Args:
		visit: a Constituent Visit that the caller's station or township keeps.
		reason: why it is printed in full.

	Returns:
		HTML to print.

	Raises:
		frappe.PermissionError: the caller's posts don't open this visit's personal data.
		frappe.ValidationError: no reason is given.
	"""
	full = reveal(VISIT, visit, reason)
	record = _record(frappe.get_doc(VISIT, visit), full)
	return frappe.render_template(PAGE_IN_FULL, {"title": TITLE, "paper": SHEET, "sheet": record})


def _record(visit: Document, full: dict) -> frappe._dict:
	keeper = _keeper(visit)
	body = body_of(keeper)
	on = getdate(visit.visit_time)
	# masked as for outside: what is opened comes from the logged method alone
	rows, _full = visit_rows.read(Book(keeper, body, on, on, outside=True))
	line = next((one for one in rows if one.number == visit.number), None)
	if not line:
		return not_yet(body.body_name or "", TITLE, "本次来访不在您的查看范围内。")
	words = verbatim if full else masker_of([visit.name])
	values = {**_written(line.values, words), **_opened(full, line.values)}
	return sheet(
		body=body.body_name or "",
		title=TITLE,
		left=keeper.station_name if visit.station else body.body_name,
		right=f"编号：{visit.number}",
		blocks=[_head(visit, values, full), *_matters(line, words), _signatures(values)],
		foot=[frappe.get_cached_doc("Liaison Settings").personal_data_notice or ""],
	)


def _keeper(visit: Document) -> Document:
	"""In whose book the visit stands: its station's, or that of the place whose office took it in."""
	if visit.station:
		return frappe.get_doc(STATION, visit.station)
	return frappe.get_doc(JURISDICTION, visit.jurisdiction)


def _written(values: dict, words: Words) -> dict[str, str]:
	"""The row's values as the book writes them, what was typed freely as `words` tells it."""
	texts = {name: written(value, visit_rows.VALUES[name].kind) for name, value in values.items()}
	return {name: words(text) if name in FREE_TEXT else text for name, text in texts.items()}


def _opened(full: dict, values: dict[str, str]) -> dict[str, str]:
	"""What the logged method gave, in the places of the masks; whoever stays anonymous gave none."""
	opened = {
		"reporter_name": full.get("name"),
		"reporter_phone": full.get("phone"),
		"reporter_address": full.get("address"),
	}
	return {key: text for key, text in opened.items() if text and values.get(key)}


def _head(visit: Document, values: dict[str, str], full: dict) -> dict:
	# a visit of which all was passed on tells its number and time alone
	known = bool(values.get("channel"))
	people = full.get("representatives") or mask_names(visit.representatives)
	marks = (
		("要求保密", visit.keep_confidential),
		("匿名", visit.is_anonymous),
		("可联系反映人", visit.may_be_contacted),
	)
	return block(
		row(("来访时间", values["visit_time"]), ("接待地点", values["place"])),
		row(("来访方式", values["channel"]), ("来访人数", f"{values['head_count']}人" if known else "")),
		row(
			("反映人姓名", values["reporter_name"]),
			("性别、年龄", joined(values["reporter_gender"], values["reporter_age"])),
		),
		row(("住址或单位", values["reporter_address"]), ("联系电话", values["reporter_phone"])),
		row(("推选代表", people if known else "")),
		row(("反映人要求", "　".join(tick(*mark) for mark in marks) if known else "")),
		row(
			("接待代表", values["deputies"].replace("\n", "、")),
			(
				"接待领导、\n联络员",
				"、".join(filter(None, (values["leader_on_duty"], values["officer_name"]))),
			),
		),
	)


def _matters(line: visit_rows.Row, words: Words) -> list[dict]:
	return [
		block(
			row(("反映问题\n与意见", values["content"]), tall=True),
			row(
				("问题类别", joined(values["category"], values["urgency"].replace("\n", " "))),
				("意见编号", values["ticket_number"]),
			),
			row(("代表处理\n建　　议", values["handling_suggestion"])),
			row(("当场处理", values["on_the_spot"]), ("处理去向", values["route"].replace("\n", " "))),
			row(("办理结果", values["result"])),
			row(
				(
					"反馈时间、\n方　　式",
					joined(values["feedback_on"], values["feedback_mode"].replace("\n", " ")),
				),
				("满 意 度", values["rating"].replace("\n", " ")),
			),
		)
		for values in (_written(of_matter, words) for of_matter, _masks in line.parts)
	]


def _signatures(values: dict[str, str]) -> dict:
	return block(
		row(("反映人签名", SIGNED_BY_HAND)),
		row(("接待代表\n签　　名", SIGNED_BY_HAND)),
		row(("备　　注", values["remark"])),
	)

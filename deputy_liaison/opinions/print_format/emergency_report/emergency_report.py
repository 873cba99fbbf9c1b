"""Values of 《紧急情况报告单》 (P24), for its templates: one for a visit, one for a ticket of it."""

import frappe
from frappe.model.document import Document
from frappe.utils import get_datetime

from deputy_liaison import scope
from deputy_liaison.paper import as_typed, day, stored, zh

TICKET, VISIT = "Opinion Ticket", "Constituent Visit"
BODY = {"Town": "镇", "Township": "乡", "Sub-district": "街道"}


def emergency_report(doc: Document) -> frappe._dict:
	"""What the report says; the template's method (hook `jinja`). The reporter stays masked.

	Args:
		doc: a Constituent Visit, or an Opinion Ticket: then its matter alone.

	Returns:
		Texts by box, empty where the paper is filled in by hand.

	Raises:
		frappe.PermissionError: the user may not read the record.
	"""
	doc = stored(doc.doctype, doc)
	visit = doc if doc.doctype == VISIT else frappe.get_doc(VISIT, doc.visit)
	township = scope.township_of(visit.jurisdiction)
	body = frappe.db.get_value(
		"Congress Body", {"jurisdiction": township}, ["body_name", "chair_title"], as_dict=True
	) or frappe._dict(body_name="", chair_title="")
	place, level = frappe.db.get_value("Jurisdiction", township, ["jurisdiction_name", "level"])
	# 街道: the Party's working committee and the office; 乡、镇: committee and government
	higher = (
		f"中共{place}工作委员会、{place}办事处"
		if level == "Sub-district"
		else f"中共{place}委员会、{place}人民政府"
	)
	matters = [doc] if doc.doctype == TICKET else _matters(visit.name)
	at = get_datetime(visit.visit_time)
	report = {
		"body": body.body_name,
		"chair": body.chair_title or "负责人",
		"number": doc.number,
		"happened": f"{day(at)} {at:%H:%M}",
		"place": visit.emergency_place or visit.place or "",
		"station": frappe.db.get_value("Liaison Station", visit.station, "station_name"),
		"channel": zh(visit.channel),
		"reporter": "匿名" if visit.is_anonymous else visit.reporter_name or "",
		"head_count": visit.head_count,
		"matters": "\n".join(f"{number}．{one.content}" for number, one in enumerate(matters, 1))
		if len(matters) > 1
		else "".join(one.content or "" for one in matters),
		"demands": "；".join(one.handling_suggestion for one in matters if one.handling_suggestion),
		"measures": visit.emergency_measures or "",
		"suggestion": visit.emergency_suggestion or "",
		"reported_by": visit.emergency_reported_by or visit.officer_name or "",
		"reported_on": _minute(visit.emergency_reported_on),
		"higher": higher,
	}
	return frappe._dict(
		{key: as_typed(value) if isinstance(value, str) else value for key, value in report.items()}
	)


def _matters(visit: str) -> list[frappe._dict]:
	"""The visit's matters that the user may read: an accusation is not among them for others."""
	return frappe.get_list(
		TICKET,
		{"visit": visit},
		["content", "handling_suggestion"],
		order_by="number asc",
		limit_page_length=0,
	)


def _minute(at) -> str:
	return f"{day(at)} {get_datetime(at):%H:%M}" if at else ""

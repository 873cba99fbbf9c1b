"""Values of the 代表接待选民工作流程 on a station's wall, for its template."""

import datetime

import frappe
from frappe.model.document import Document
from frappe.utils import add_days

from deputy_liaison import scope
from deputy_liaison.duties.doctype.reception_day.reception_day import next_days
from deputy_liaison.liaison_network.public_page import address_of
from deputy_liaison.paper import as_typed, stored
from deputy_liaison.short_codes import qr_image
from deputy_liaison.working_days import find_limit

NEXT_YEAR = "Day of the Next Year"
UNITS = {"Working Days": "{0}个工作日内", "Calendar Days": "{0}日内", "Calendar Months": "{0}个月内"}


def reception_on_the_wall(station: Document) -> frappe._dict:
	"""What the sheet says; the template's method (hook `jinja`). Its limits are those of the settings.

	Args:
		station: a Liaison Station that the user may read.

	Returns:
		steps (name, what is done, by when), reception times and places, and the code of the public page
		where that is switched on.

	Raises:
		frappe.PermissionError: the user may not read the station.
	"""
	station = stored("Liaison Station", station)
	body = frappe.db.get_value(
		"Congress Body",
		{"jurisdiction": scope.township_of(station.jurisdiction)},
		("body_name", "chair_title"),
		as_dict=True,
	) or frappe._dict(body_name="", chair_title="")
	texts = {
		"body": body.body_name,
		"station": station.station_name,
		"reception": station.reception_pattern,
		"address": station.address,
		"phone": station.phone,
		"notice": frappe.get_cached_doc("Liaison Settings").personal_data_notice,
	}
	return frappe._dict(
		{key: as_typed(text) for key, text in texts.items()},
		next_day=next_days([station.name]).get(station.name, ""),
		code=qr_image(address_of(station.public_code), error="Q") if station.public_page else "",
		steps=[(name, text, _limit(key)) for name, text, key in _steps(body)],
	)


def _steps(body: frappe._dict) -> tuple[tuple[str, str, str], ...]:
	"""Name, what is done, and the limit's key; the same steps as on the voter's own page."""
	chair = body.chair_title or "负责人"
	return (
		("接待登记", "代表热情接待，联络员如实登记，保持原话原意；能当场答复的当场答复。", "Register Ticket"),
		("梳理分类", "联络站登记后上报，人大专干分类；不属受理范围的，书面告知受理渠道。", "Propose Ticket"),
		("审批交办", f"{chair}审批，转交承办单位，代表不直接处理问题。", "Dispatch Ticket"),
		("签收办理", "承办单位签收，确定责任人，主动与代表和反映人联系。", "Acknowledge Order"),
		("督办答复", "到期前催办、督办；承办单位办结后书面答复。", "Reply to Order"),
		("反馈评价", "联络站向反映人反馈办理结果，请反映人评价；不满意的重新办理。", "Feed Back Ticket"),
		("归档公示", "材料归档；经反映人同意并隐去个人信息后公示办理结果。", "Archive Ticket"),
	)


def _limit(key: str) -> str:
	row = find_limit(key, "Township Level")
	if not row:
		return ""
	if row.unit == NEXT_YEAR:
		last = add_days(datetime.date(2001, 1, 1), row.days - 1)
		return f"次年{last.month}月{last.day}日前"
	return UNITS[row.unit].format(row.days)

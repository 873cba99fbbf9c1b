import frappe
from frappe import _
from frappe.utils import get_time, getdate, now_datetime

from deputy_liaison import paper
from deputy_liaison.document import LiaisonDocument
from deputy_liaison.scope import Post, Scope


class ReceptionDay(LiaisonDocument):
	"""A day on which deputies receive constituents at a station (代表接待日)."""

	scope = Scope(jurisdiction="jurisdiction", station="station")

	def validate(self) -> None:
		self.jurisdiction = frappe.db.get_value("Liaison Station", self.station, "jurisdiction")
		if self.start_time and self.end_time and get_time(self.end_time) <= get_time(self.start_time):
			frappe.throw(
				_("{0} must be after {1}.").format(frappe.bold(_("Ends At")), frappe.bold(_("Starts At")))
			)
		self.day_title = (
			f"{getdate(self.day)} {frappe.db.get_value('Liaison Station', self.station, 'station_name')}"
		)


def prefill_visit(station: str, day) -> dict:
	"""Hook `visit_prefill`: the reception day of `station` on `day`, its deputies and leader."""
	name = frappe.db.get_value("Reception Day", {"station": station, "day": getdate(day)})
	if not name:
		return {}
	reception = frappe.get_doc("Reception Day", name)
	return {
		"reception_day": reception.name,
		"channel": "Reception Day Visit",
		"leader_on_duty": reception.leader_on_duty,
		"receiving_deputies": [row.deputy for row in reception.deputies],
	}


def next_days(stations: list[str]) -> dict[str, str]:
	"""Hook `next_reception_days`: station → its next reception, as voters are told it."""
	days = frappe.get_all(
		"Reception Day",
		{"station": ("in", stations or [""]), "day": (">=", getdate())},
		["station", "day", "start_time", "end_time"],
		order_by="day asc, start_time asc",
	)
	told, now = {}, now_datetime()
	for row in days:
		if row.day == now.date() and row.end_time is not None and get_time(row.end_time) <= now.time():
			continue  # over
		hours = "–".join(f"{get_time(at):%H:%M}" for at in (row.start_time, row.end_time) if at is not None)
		told.setdefault(row.station, f"{paper.day(row.day)} {hours}".strip())
	return told


def open_work_of(post: Post) -> list[dict]:
	"""Hook `open_work`: reception days to come at the post's own station."""
	if not post.station:
		return []
	days = frappe.get_all(
		"Reception Day",
		{"station": post.station, "day": (">=", getdate())},
		["name", "day_title", "day"],
		order_by="day",
	)
	return [
		{
			"doctype": "Reception Day",
			"name": row.name,
			"kind": _("Reception Day"),
			"number": "",
			"subject": row.day_title,
			"state": "",
			"due_date": row.day,
		}
		for row in days
	]

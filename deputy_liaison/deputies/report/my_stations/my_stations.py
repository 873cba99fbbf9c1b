import re

import frappe
from frappe import _
from frappe.utils import getdate

from deputy_liaison import scope
from deputy_liaison.liaison_network.doctype.liaison_station.liaison_station import HEAD, IN_CHARGE
from deputy_liaison.liaison_network.officeholders import in_office_today
from deputy_liaison.liaison_network.report.standard_gaps.standard_gaps import latest_checks, usual_standard
from deputy_liaison.liaison_network.stations_in_reach import stations_in_reach
from deputy_liaison.persons import display_name

GUIDING, OFFICER = "Guiding Presidium Member", "Liaison Officer"
MEMBER = "Presidium Member"
BETWEEN_NAMES = re.compile(r"[、,，;；/\s]+")
INSPECTION = "Station Inspection"


def execute(filters: dict | None = None) -> tuple:
	"""The stations that the reader guides as a member of the presidium, and the groups he or she links.

	A station is one's own by a post there, or by a row among its officeholders that names the reader or the
	deputy behind the account (seeds S0-10, S0-15).

	Returns:
		columns, rows, message: the linked groups, and stations that name the reader without a post there.
	"""
	guided = _guided()
	at_post = {post.station for post in scope.posts() if post.post == MEMBER}
	stations = stations_in_reach()
	mine = [station for station in stations if station.name in guided | at_post]
	groups = _linked_groups()
	return columns(), _rows(mine, groups), _message(groups, guided - {station.name for station in stations})


def columns() -> list[dict]:
	"""The report's columns; the station opens its record (my_stations.js)."""
	return [
		{"fieldname": "township_name", "label": _("Own Township"), "fieldtype": "Data", "width": 110},
		{"fieldname": "station_name", "label": _("Station Name"), "fieldtype": "Data", "width": 220},
		{"fieldname": "head", "label": _("Station Head"), "fieldtype": "Data", "width": 90},
		{"fieldname": "in_charge", "label": _("Person in Charge"), "fieldtype": "Data", "width": 90},
		{"fieldname": "officers", "label": _("Liaison Officer"), "fieldtype": "Data", "width": 130},
		{"fieldname": "gaps", "label": _("Gap List"), "fieldtype": "Data", "width": 300},
		{"fieldname": "inspected_on", "label": _("Last Inspection"), "fieldtype": "Date", "width": 110},
		{"fieldname": "open_findings", "label": _("Open Findings"), "fieldtype": "Int", "width": 90},
		{"fieldname": "groups", "label": _("Groups Linked by Me"), "fieldtype": "Data", "width": 160},
	]


def _deputies() -> set[str]:
	"""The deputies behind the reader's account."""
	return {post.deputy for post in scope.posts() if post.deputy}


def _guided() -> set[str]:
	"""Stations whose officeholders name the reader today; names alone, whatever the reader may see of them."""
	row = frappe.qb.DocType("Station Officeholder")
	today = getdate()
	query = (
		frappe.qb.from_(row)
		.select(row.parent)
		.where((row.parenttype == "Liaison Station") & (row.office == GUIDING))
		.where(row.from_date.isnull() | (row.from_date <= today))
		.where(row.to_date.isnull() | (row.to_date >= today))
	)
	by_name = row.person_name == display_name(frappe.session.user)
	# a row with a deputy means that one, and nobody of the same name
	by_name &= row.deputy.isnull() | (row.deputy == "")
	deputies = _deputies()
	return set(query.where(by_name | row.deputy.isin(deputies) if deputies else by_name).run(pluck=True))


def _linked_groups() -> list[dict]:
	if not frappe.has_permission("Deputy Group"):
		return []
	name = display_name(frappe.session.user)
	groups = frappe.get_list(
		"Deputy Group",
		filters={"linking_member": ("like", f"%{name}%")},
		fields=["name", "group_name", "station", "linking_member", "to_date"],
		order_by="group_name",
		limit_page_length=0,
	)
	today = getdate()
	return [
		group
		for group in groups
		if name in BETWEEN_NAMES.split(group.linking_member or "")
		and not (group.to_date and group.to_date < today)
	]


def _rows(stations: list[dict], groups: list[dict]) -> list[dict]:
	names = [station.name for station in stations]
	offices = in_office_today(names)
	standard = usual_standard()
	checks = latest_checks(standard, names) if standard else {}
	inspections = _inspections(names)
	rows = []
	for station in stations:
		held, seen = offices[station.name], inspections.get(station.name, [])
		check = checks.get(station.name)
		rows.append(
			{
				**station,
				"head": _(", ").join(held[HEAD]),
				"in_charge": _(", ").join(held[IN_CHARGE]),
				"officers": _(", ").join(held[OFFICER]),
				"gaps": (check.gaps or "").replace("\n", "；") if check else _("Never Checked"),
				"inspected_on": seen[0].inspected_on if seen else None,
				"open_findings": sum(one.open_findings or 0 for one in seen),
				"groups": _(", ").join(group.group_name for group in groups if group.station == station.name),
			}
		)
	return rows


def _inspections(stations: list[str]) -> dict[str, list[dict]]:
	"""Station → its inspections that the reader may see, the latest first."""
	found: dict[str, list[dict]] = {}
	for row in frappe.get_list(
		INSPECTION,
		filters={"station": ("in", stations or [""])},
		fields=["station", "inspected_on", "open_findings"],
		order_by="inspected_on desc",
		limit_page_length=0,
	):
		found.setdefault(row.station, []).append(row)
	return found


def _message(groups: list[dict], without_post: set[str]) -> str | None:
	said = []
	if groups:
		names = _(", ").join(group.group_name for group in groups)
		said.append(_("Deputy groups that you link: {0}").format(names))
	if without_post:
		titles = frappe.get_all("Liaison Station", {"name": ("in", list(without_post))}, pluck="station_name")
		said.append(
			_("These stations name you as guiding member, but you hold no post for them: {0}").format(
				_(", ").join(sorted(titles))
			)
		)
	return "<br>".join(map(frappe.utils.escape_html, said)) or None

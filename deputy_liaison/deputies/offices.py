"""The offices that a deputy holds beside the mandate: column 任职类别 of the ledger (registers.md R9)."""

import datetime

import frappe
from frappe import _


def offices_on(deputy: str, day: datetime.date) -> list[str]:
	"""In words: seats in a presidium, offices in stations, and groups that the deputy convenes on `day`.

	Args:
		deputy: a Deputy that the session's user may read; these offices are public.
		day: the day that counts.
	"""
	return [*_in_presidiums(deputy, day), *_in_stations(deputy, day), *_as_convener(deputy, day)]


def _in_presidiums(deputy: str, day: datetime.date) -> list[str]:
	members = frappe.qb.DocType("Presidium Membership")
	offices = (
		frappe.qb.from_(members)
		.select(members.office)
		.where((members.deputy == deputy) & (members.from_date <= day))
		.where(members.to_date.isnull() | (members.to_date >= day))
		.run(pluck=True)
	)
	return [_(office) for office in offices]


def _in_stations(deputy: str, day: datetime.date) -> list[str]:
	holders = frappe.qb.DocType("Station Officeholder")
	stations = frappe.qb.DocType("Liaison Station")
	rows = (
		frappe.qb.from_(holders)
		.inner_join(stations)
		.on(stations.name == holders.parent)
		.select(holders.office, stations.station_name)
		.where((holders.parenttype == "Liaison Station") & (holders.deputy == deputy))
		.where(holders.from_date.isnull() | (holders.from_date <= day))
		.where(holders.to_date.isnull() | (holders.to_date >= day))
		.orderby(stations.station_name, holders.idx)
		.run()
	)
	return [f"{station}{_(office)}" for office, station in rows]


def _as_convener(deputy: str, day: datetime.date) -> list[str]:
	groups = frappe.qb.DocType("Deputy Group")
	names = (
		frappe.qb.from_(groups)
		.select(groups.group_name)
		.where(groups.convener == deputy)
		.where(groups.from_date.isnull() | (groups.from_date <= day))
		.where(groups.to_date.isnull() | (groups.to_date >= day))
		.orderby(groups.lft)
		.run(pluck=True)
	)
	return [f"{name}{_('Convener')}" for name in names]

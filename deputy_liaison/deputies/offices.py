"""The offices that deputies hold beside the mandate: column 任职类别 of the ledger (registers.md R9)."""

import datetime
from collections import defaultdict
from collections.abc import Collection

import frappe

from deputy_liaison.paper import zh


def offices_on(deputy: str, day: datetime.date) -> list[str]:
	"""In words: seats in a presidium, offices in stations, and groups that the deputy convenes on `day`.

	Args:
		deputy: a Deputy that the session's user may read; these offices are public.
		day: the day that counts.
	"""
	return offices_of([deputy], day).get(deputy, [])


def offices_of(deputies: Collection[str], day: datetime.date) -> dict[str, list[str]]:
	"""The same of several deputies at once: deputy → offices in words; who holds none is left out."""
	found = defaultdict(list)
	if not deputies:
		return found
	for held in (_in_presidiums, _in_stations, _as_convener):
		for deputy, words in held(deputies, day):
			found[deputy].append(words)
	return found


def _in_presidiums(deputies: Collection[str], day: datetime.date) -> list[tuple[str, str]]:
	members = frappe.qb.DocType("Presidium Membership")
	rows = (
		frappe.qb.from_(members)
		.select(members.deputy, members.office)
		.where(members.deputy.isin(list(deputies)) & (members.from_date <= day))
		.where(members.to_date.isnull() | (members.to_date >= day))
		.run()
	)
	return [(deputy, zh(office)) for deputy, office in rows]


def _in_stations(deputies: Collection[str], day: datetime.date) -> list[tuple[str, str]]:
	holders = frappe.qb.DocType("Station Officeholder")
	stations = frappe.qb.DocType("Liaison Station")
	rows = (
		frappe.qb.from_(holders)
		.inner_join(stations)
		.on(stations.name == holders.parent)
		.select(holders.deputy, holders.office, stations.station_name)
		.where((holders.parenttype == "Liaison Station") & holders.deputy.isin(list(deputies)))
		.where(holders.from_date.isnull() | (holders.from_date <= day))
		.where(holders.to_date.isnull() | (holders.to_date >= day))
		.orderby(stations.station_name, holders.idx)
		.run()
	)
	return [(deputy, f"{station}{zh(office)}") for deputy, office, station in rows]


def _as_convener(deputies: Collection[str], day: datetime.date) -> list[tuple[str, str]]:
	groups = frappe.qb.DocType("Deputy Group")
	rows = (
		frappe.qb.from_(groups)
		.select(groups.convener, groups.group_name)
		.where(groups.convener.isin(list(deputies)))
		.where(groups.from_date.isnull() | (groups.from_date <= day))
		.where(groups.to_date.isnull() | (groups.to_date >= day))
		.orderby(groups.lft)
		.run()
	)
	return [(deputy, f"{name}{zh('Convener')}") for deputy, name in rows]

"""Twelve reception days of each station this year; this month's is today."""

import datetime
import itertools
from dataclasses import dataclass

import frappe
from frappe.utils import add_days, getdate

from deputy_liaison.demo.accounts import ACCOUNTS, user_of
from deputy_liaison.demo.county import County
from deputy_liaison.working_days import is_working_day

OFFICERS = {"北街": "lianluo", "河东": "hedong", "南园": "nanyuan", "石坪": "shiping"}
DAY_OF_MONTH = {"北街": 15, "河东": 10, "南园": 20, "石坪": 25}


@dataclass(frozen=True)
class Held:
	"""A reception day: record, date, leader and deputies on duty."""

	name: str
	day: datetime.date
	leader: str
	deputies: tuple[str, ...]


def hold_reception_days(county: County) -> dict[str, list[Held]]:
	"""Insert the year's reception days as each station's officer, who keeps the roster.

	Returns:
		The days by short name of the station.
	"""
	held = {}
	for station, officer in OFFICERS.items():
		frappe.set_user(user_of(officer))  # whose rights the insert is checked by
		held[station] = list(_days_of(county, station))
	frappe.set_user("Administrator")  # back to who loads the demo (loader.py)
	return held


def _days_of(county: County, station: str):
	deputies = itertools.cycle(county.deputies[station][1:])
	leaders = itertools.cycle(_leaders(station))
	for month in range(1, 13):
		# the station's first deputy has a demo account, so takes every second turn and the current one
		day = _day_in(month, DAY_OF_MONTH[station])
		chosen = [county.deputies[station][0]] if month % 2 == getdate().month % 2 else [next(deputies)]
		chosen += [next(deputies) for _ in range(1 + month % 2)]
		leader = next(leaders)
		name = (
			frappe.get_doc(
				{
					"doctype": "Reception Day",
					"station": county.stations[station],
					"day": day,
					# Frappe 15 puts the present moment into a time that is left out, whatever its default
					"start_time": "09:00:00",
					"end_time": "11:30:00",
					"leader_on_duty": leader,
					"deputies": [{"deputy": deputy} for deputy in chosen],
					"notice_on": add_days(day, -5),
				}
			)
			.insert()
			.name
		)
		yield Held(name, day, leader, tuple(chosen))


def _leaders(station: str) -> list[str]:
	if station == "石坪":
		return [one.full_name for one in ACCOUNTS if one.user_name == "xiangzhuxi"]
	return [one.full_name for one in ACCOUNTS if one.user_name in ("zhuxi", "zhuxituan")]


def _day_in(month: int, day: int) -> datetime.date:
	"""The month's reception day, moved to the next working day; today in the current month."""
	today = getdate()
	if month == today.month:
		return today
	date = datetime.date(today.year, month, day)
	while not is_working_day(date):
		date += datetime.timedelta(days=1)
	return date

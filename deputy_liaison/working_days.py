"""Working days as the State Council decrees them, make-up workdays (调休) included.

A county adds or corrects days in Liaison Settings: the decree of a year that the shipped calendar does not
know yet, a local holiday, a day that a storm closed the offices. Its word counts before the calendar's.
"""

import datetime
from collections import Counter

import chinese_calendar
import frappe
from chinese_calendar import constants as decreed
from frappe import _
from frappe.model.document import Document
from frappe.utils import add_days, add_months, getdate

OFF = "Day Off"
# the decree for the next year comes in November (国务院办公厅关于部分节假日安排的通知)
DECREE_MONTH = 11
# a decree names over thirty days; a local holiday or a storm is none
DAYS_OF_A_DECREE = 10
SHIPPED_YEARS = {day.year for day in decreed.holidays}


def is_working_day(day: datetime.date) -> bool:
	"""Whether offices work on `day`; in a year whose holidays are not decreed yet: Monday to Friday."""
	return _is_working(day, _county_days())


def _county_days() -> dict[datetime.date, bool]:
	"""Day → whether offices work, for the days that the county has set itself."""
	rows = frappe.get_cached_doc("Liaison Settings").get("working_day_overrides") or []
	return {getdate(row.day): row.day_kind != OFF for row in rows}


def _is_working(day: datetime.date, county_days: dict[datetime.date, bool]) -> bool:
	if day in county_days:
		return county_days[day]
	return chinese_calendar.is_workday(day) if day.year in SHIPPED_YEARS else day.weekday() < 5


def add_working_days(start: datetime.date, days: int) -> datetime.date:
	"""The day that lies `days` working days after `start` (start itself is not counted)."""
	county_days = _county_days()
	day = getdate(start)
	while days > 0:
		day = getdate(add_days(day, 1))
		days -= _is_working(day, county_days)
	return day


def working_days_between(start: datetime.date, end: datetime.date) -> int:
	"""How many working days lie after `start`, up to `end` and with it; 0 where `end` is not later."""
	county_days = _county_days()
	day, end, days = getdate(start), getdate(end), 0
	while day < end:
		day = getdate(add_days(day, 1))
		days += _is_working(day, county_days)
	return days


def limit_end(start: datetime.date, limit_key: str, congress_level: str = "Township Level") -> datetime.date:
	"""The last day of a limit of Liaison Settings that begins on `start`.

	Args:
		start: the day from which it runs; that day itself is not counted.
		limit_key: which limit, e.g. "Reply to Order".
		congress_level: "Township Level" or "County".

	Raises:
		frappe.ValidationError: no such limit is set.
	"""
	if row := find_limit(limit_key, congress_level):
		return end_of(start, row.days, row.unit)
	frappe.throw(
		_(
			"No time limit is set for {0}. Ask the liaison administrator to set it in Liaison Settings."
		).format(_(limit_key))
	)


def find_limit(limit_key: str, congress_level: str) -> Document | None:
	"""The row of a limit in Liaison Settings; None where the county has taken it out, so that none runs."""
	for row in frappe.get_cached_doc("Liaison Settings").time_limits:
		if row.limit_key == limit_key and row.congress_level == congress_level:
			return row
	return None


def end_of(start: datetime.date, length: int, unit: str) -> datetime.date:
	"""The last day of a limit of `length` in a unit of Time Limit, beginning on `start`."""
	start = getdate(start)
	if unit == "Working Days":
		return add_working_days(start, length)
	if unit == "Calendar Months":
		return getdate(add_months(start, length))
	if unit == "Day of the Next Year":
		return getdate(add_days(datetime.date(start.year, 12, 31), length))
	return getdate(add_days(start, length))


def undecreed_years(today: datetime.date) -> list[int]:
	"""Years that limits running today can reach and whose holidays neither the calendar nor the county knows.

	The next year counts once its decree may be out; before that nobody could enter it.
	"""
	years = [today.year]
	if today.month >= DECREE_MONTH:
		years.append(today.year + 1)
	entered = Counter(day.year for day in _county_days())
	return [year for year in years if year not in SHIPPED_YEARS and entered[year] < DAYS_OF_A_DECREE]


def calendar_warnings() -> list[str]:
	"""What the administrator is told about years without a decree, on the settings and in the daily digest."""
	return [
		_(
			"The public holidays of {0} are not known: until they are, Monday to Friday count as working days."
			" Enter them as working-day overrides as soon as the State Council has decreed them."
		).format(year)
		for year in undecreed_years(getdate())
	]

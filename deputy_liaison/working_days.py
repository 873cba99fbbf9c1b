"""Working days as the State Council decrees them, make-up workdays (调休) included."""

import datetime

import chinese_calendar
import frappe
from frappe import _
from frappe.utils import add_days, add_months, getdate


def is_working_day(day: datetime.date) -> bool:
	"""Whether offices work on `day`; in a year whose holidays are not decreed yet: Monday to Friday."""
	try:
		return chinese_calendar.is_workday(day)
	except NotImplementedError:  # how chinese_calendar says that it holds no decree for that year
		return day.weekday() < 5


def add_working_days(start: datetime.date, days: int) -> datetime.date:
	"""The day that lies `days` working days after `start` (start itself is not counted)."""
	day = getdate(start)
	while days > 0:
		day = getdate(add_days(day, 1))
		days -= is_working_day(day)
	return day


def limit_end(start: datetime.date, limit_key: str, congress_level: str = "Township Level") -> datetime.date:
	"""The last day of a limit of Liaison Settings that begins on `start`.

	Raises:
		frappe.ValidationError: no such limit is set.
	"""
	for row in frappe.get_cached_doc("Liaison Settings").time_limits:
		if row.limit_key == limit_key and row.congress_level == congress_level:
			if row.unit == "Working Days":
				return add_working_days(start, row.days)
			if row.unit == "Calendar Months":
				return getdate(add_months(start, row.days))
			return getdate(add_days(start, row.days))
	frappe.throw(
		_(
			"No time limit is set for {0}. Ask the liaison administrator to set it in Liaison Settings."
		).format(_(limit_key))
	)

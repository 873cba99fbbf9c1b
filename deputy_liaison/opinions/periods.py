"""The periods that reports are asked for: presets, or chosen days."""

import datetime

import frappe
from frappe import _
from frappe.utils import add_days, add_months, get_first_day, get_last_day, getdate

CHOSEN = "Chosen Days"


def period_of(filters: dict) -> tuple[datetime.date, datetime.date]:
	"""First and last day that the filters `period`, or `from_date` and `to_date`, ask for; both inclusive.

	Raises:
		frappe.ValidationError: chosen days that are missing or the wrong way round.
	"""
	today = getdate()
	period = filters.get("period") or (CHOSEN if filters.get("from_date") else "This Month")
	if period != CHOSEN:
		return preset(period, today)
	from_date, to_date = (filters.get(key) and getdate(filters[key]) for key in ("from_date", "to_date"))
	if not from_date or not to_date:
		frappe.throw(
			_("Please fill in: {0}").format(frappe.bold(f"{_('Period From')}、{_('Period Until')}")),
			frappe.MandatoryError,
		)
	if from_date > to_date:
		frappe.throw(
			_("{0} lies after {1}. Choose an earlier day.").format(
				frappe.bold(_("Period From")), frappe.bold(_("Period Until"))
			)
		)
	return from_date, to_date


def preset(period: str, today: datetime.date) -> tuple[datetime.date, datetime.date]:
	"""First and last day of a preset such as "This Quarter", seen from `today`.

	Raises:
		frappe.ValidationError: no such preset.
	"""
	month = get_first_day(today)
	quarter = datetime.date(today.year, 3 * ((today.month - 1) // 3) + 1, 1)
	year = datetime.date(today.year, 1, 1)
	match period:
		case "This Month":
			return month, get_last_day(today)
		case "Last Month":
			return get_first_day(add_months(month, -1)), getdate(add_days(month, -1))
		case "This Quarter":
			return quarter, get_last_day(add_months(quarter, 2))
		case "Last Quarter":
			return getdate(add_months(quarter, -3)), getdate(add_days(quarter, -1))
		case "This Year":
			return year, datetime.date(today.year, 12, 31)
		case "Last Year":
			return datetime.date(today.year - 1, 1, 1), datetime.date(today.year - 1, 12, 31)
	frappe.throw(_("{0} is no period. Choose one of the list.").format(frappe.bold(period)))

"""The rates of this month for the cards of the workspaces: the counts of the report that they open."""

import frappe
from frappe import _

from deputy_liaison.liaison_network.figures import check_report
from deputy_liaison.opinions import rate_counts, rates
from deputy_liaison.opinions.rate_tables import asked_of, missed, rates_of

REPORT = "Handling Rates"


@frappe.whitelist(methods=["GET", "POST"])
def reply_rate(filters: str | dict | list | None = None) -> str:
	"""Cases of this month that were answered, in per cent; below the target in red and in words (seed S4-24)."""
	return _card("reply_rate")


@frappe.whitelist(methods=["GET", "POST"])
def on_time_rate(filters: str | dict | list | None = None) -> str:
	"""Of this month's cases that are due or answered those answered in time, in per cent."""
	return _card("on_time_rate")


@frappe.whitelist(methods=["GET", "POST"])
def delivery_rate(filters: str | dict | list | None = None) -> str:
	"""落实率 of this month by the county's formula, in per cent."""
	return _card("delivery_rate")


@frappe.whitelist(methods=["GET", "POST"])
def overall_satisfaction_rate(filters: str | dict | list | None = None) -> str:
	"""Of this month's rated cases those rated satisfied or basically satisfied, in per cent."""
	return _card("overall_satisfaction_rate")


def _card(key: str) -> str:
	check_report(REPORT)
	counts = rate_counts.total(asked_of({"period": "This Month"}))
	text = rates.as_text(rates_of(counts, (key,))[key])
	if key in missed(counts, (key,)):
		return f'<span class="liaison-missed">{_("{0} below target").format(text)}</span>'
	return text

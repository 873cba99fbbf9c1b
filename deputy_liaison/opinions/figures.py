"""The rates of this month for the cards of the workspaces: the counts of the report that they open."""

from collections.abc import Callable

import frappe
from frappe import _

from deputy_liaison import shares
from deputy_liaison.liaison_network.figures import check_report
from deputy_liaison.opinions import rate_counts, suggestion_counts
from deputy_liaison.opinions.rate_counts import Asked
from deputy_liaison.opinions.rate_tables import asked_of, missed, needed_for, rates_of

REPORT, SUGGESTIONS = "Handling Rates", "Suggestion Rates"


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


@frappe.whitelist(methods=["GET", "POST"])
def meeting_rate(filters: str | dict | list | None = None) -> str:
	"""Of this year's answered suggestions those talked over face to face, in per cent (seed S4-24)."""
	return _card("meeting_rate", SUGGESTIONS, suggestion_counts.total, "This Year")


def _card(
	key: str,
	report: str = REPORT,
	total: Callable[[Asked, tuple[str, ...]], dict[str, int]] = rate_counts.total,
	period: str = "This Month",
) -> str:
	"""The rate as a card shows it; each card is a request of its own, so it counts what it needs and no more."""
	check_report(report)
	counts = total(asked_of({"period": period}), needed_for((key,)))
	text = shares.as_text(rates_of(counts, (key,))[key])
	if key in missed(counts, (key,)):
		return f'<span class="liaison-missed">{_("{0} below target").format(text)}</span>'
	return text

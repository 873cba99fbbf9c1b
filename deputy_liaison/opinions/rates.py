"""The rates of rules.md §5, each formula once: counts in, rate out. The counts are made by `rate_counts.py`."""

from collections.abc import Mapping

from frappe import _

from deputy_liaison.shares import Rate

# settings: which of the two formulas of 落实率 a county uses
BY_COMMITMENTS, BY_RESULT = "Fulfilled Commitments", "Solved or Planned"


RATES = {
	rate.key: rate
	for rate in (
		Rate("reply_rate", ("replied",), ("handled",)),
		Rate("on_time_rate", ("replied_in_time",), ("answerable",)),
		Rate("meeting_rate", ("met",), ("replied",)),
		Rate("three_meetings_rate", ("met_thrice",), ("replied",)),
		Rate("participation_rate", ("three_took_part",), ("replied",)),
		Rate("resolution_rate", ("solved",), ("replied",)),
		Rate("delivery_rate", ("solved", "commitments_fulfilled"), ("solved", "commitments_due")),
		Rate(
			"satisfaction_rate",
			("satisfied", "answered_satisfied"),
			("rated", "answered_rated"),
		),
		Rate(
			"overall_satisfaction_rate",
			("satisfied", "answered_satisfied", "basically_satisfied", "answered_basically_satisfied"),
			("rated", "answered_rated"),
		),
		Rate(
			"feedback_rate",
			("fed_back", "answered_fed_back"),
			("replied", "answered"),
			less=("posted", "unreachable"),
		),
		Rate("closing_rate", ("closed",), ("handled",)),
		Rate("rehandling_rate", ("rehandled",), ("rated_once",)),
	)
}
# what national reports call by the same name (rules.md §5)
DELIVERY_BY_RESULT = Rate("delivery_rate", ("solved", "planned"), ("handled",))
# of what was promised and is due, or was done before, what was done in time (重庆 §28)
KEPT_PROMISES = Rate("kept_promises_rate", ("commitments_fulfilled",), ("commitments_due",))
# the rates that a county wants at its target (seed S4-24)
TARGETED = ("reply_rate", "meeting_rate", "delivery_rate")


def rate(key: str, delivery: str = BY_COMMITMENTS) -> Rate:
	"""The rate of this key; `delivery` says which formula of 落实率 the county chose."""
	if key == "delivery_rate" and delivery == BY_RESULT:
		return DELIVERY_BY_RESULT
	return RATES[key]


def label(key: str) -> str:
	"""The rate's name."""
	return {
		"reply_rate": _("Reply Rate"),
		"on_time_rate": _("On-time Reply Rate"),
		"meeting_rate": _("Meeting Rate"),
		"three_meetings_rate": _("Three Meetings Rate"),
		"participation_rate": _("Three Participations Rate"),
		"resolution_rate": _("Resolution Rate"),
		"delivery_rate": _("Delivery Rate"),
		"satisfaction_rate": _("Satisfaction Rate"),
		"overall_satisfaction_rate": _("Overall Satisfaction Rate"),
		"feedback_rate": _("Feedback Rate"),
		"closing_rate": _("Closing Rate"),
		"rehandling_rate": _("Rehandling Rate"),
	}[key]


def below(rates: Mapping[str, float | None], target: float) -> list[str]:
	"""Keys of the targeted rates that lie below `target`; an empty base misses nothing."""
	return [key for key in TARGETED if rates.get(key) is not None and rates[key] < target]

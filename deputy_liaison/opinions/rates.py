"""The rates of rules.md §5, each formula once: counts in, rate out. The counts are made by `rate_counts.py`."""

from collections.abc import Mapping
from dataclasses import dataclass

from frappe import _

EMPTY = "—"
# settings: which of the two formulas of 落实率 a county uses
BY_COMMITMENTS, BY_RESULT = "Fulfilled Commitments", "Solved or Planned"


@dataclass(frozen=True)
class Rate:
	"""One rate as a share of counts.

	Args:
		key: its field in reports.
		part: counts that make its numerator together.
		whole: counts that make its base together.
		less: counts taken off the base.
	"""

	key: str
	part: tuple[str, ...]
	whole: tuple[str, ...]
	less: tuple[str, ...] = ()

	def fraction(self, counts: Mapping[str, int]) -> tuple[int, int]:
		"""Numerator and base."""
		part = sum(counts[name] for name in self.part)
		whole = sum(counts[name] for name in self.whole) - sum(counts[name] for name in self.less)
		return part, whole

	@property
	def counts(self) -> tuple[str, ...]:
		"""The counts that it is made of."""
		return (*self.part, *self.whole, *self.less)

	def is_known(self, counts: Mapping[str, int]) -> bool:
		"""Whether all that it is made of was counted."""
		return all(name in counts for name in self.counts)

	def of(self, counts: Mapping[str, int]) -> float | None:
		"""The rate in per cent, None where its base is empty or one of its counts isn't known."""
		return percent(*self.fraction(counts)) if self.is_known(counts) else None


def percent(part: int, whole: int) -> float | None:
	"""`part` of `whole` in per cent with two decimals; 100 only where nothing is missing, None of nothing."""
	if whole <= 0:
		return None
	rounded = round(100 * part / whole, 2)
	return min(rounded, 99.99) if part < whole else rounded


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


def shown(value: float | None) -> float | str:
	"""A rate as it stands in a table: a dash, never 0, for an empty base."""
	return EMPTY if value is None else value


def as_text(value: float | None) -> str:
	"""A rate as it stands on a card."""
	return EMPTY if value is None else f"{value:g}%"


def below(rates: Mapping[str, float | None], target: float) -> list[str]:
	"""Keys of the targeted rates that lie below `target`; an empty base misses nothing."""
	return [key for key in TARGETED if rates.get(key) is not None and rates[key] < target]

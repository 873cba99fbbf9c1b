"""Counts in, a share out: what every rate of rules.md §5 is made of, and how it stands on screen and paper."""

from collections.abc import Mapping
from dataclasses import dataclass

EMPTY = "—"


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


def shown(value: float | None) -> float | str:
	"""A rate as it stands in a table: a dash, never 0, for an empty base."""
	return EMPTY if value is None else value


def as_text(value: float | None) -> str:
	"""A rate as it stands on a card."""
	return EMPTY if value is None else f"{value:g}%"

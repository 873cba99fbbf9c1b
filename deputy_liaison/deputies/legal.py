"""What the law says of deputies, districts, terms and meetings (rules.md §6): pure functions, one a rule.

They know nothing of records or screens: controllers ask them, and refuse or warn.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from dateutil.relativedelta import relativedelta

# from above to below
LEVELS = ("National", "Provincial", "Prefecture", "County", "Township Level")
TERM_YEARS = 5  # 代表法 §2
TERM_SLACK = relativedelta(months=6)  # first sessions don't fall on the same day of the year
LONGEST_TERM = relativedelta(years=6)  # beyond it a date was mistyped
SEATS = range(1, 4)  # 选举法 §25

SAME = "same"
APART = "apart"


def congress_title(place: str) -> str:
	"""Name of the congress of a place, by the place's full name."""
	return f"{place}人民代表大会"


@dataclass(frozen=True)
class Area:
	"""The area that a congress is the congress of.

	Args:
		level: congress level, one of LEVELS.
		title: name of the congress, as it is shown.
		bounds: left and right edge in the county's tree of places; None for an area that is not in it.
		holds_county: for an area outside the tree, whether this county lies in it.
	"""

	level: str
	title: str = ""
	bounds: tuple[int, int] | None = None
	holds_county: bool = True


def conflict(one: Area, other: Area) -> str:
	"""Whether one person may sit in both congresses at once (选举法 §48).

	Returns:
		APART where neither area lies in the other, SAME where it is the same congress, "" where both may be
		held. Two areas outside the tree of which nothing more is known count as lying in each other.
	"""
	if one.bounds and other.bounds:
		if one.bounds == other.bounds:
			return SAME
		return "" if _lies_in(one.bounds, other.bounds) or _lies_in(other.bounds, one.bounds) else APART
	if one.bounds or other.bounds:
		outside = other if one.bounds else one
		return "" if outside.holds_county else APART
	if one.level == other.level:
		same = one.title == other.title or (one.holds_county and other.holds_county)
		return SAME if same else APART
	upper, lower = sorted((one, other), key=lambda area: LEVELS.index(area.level))
	# what holds this county cannot lie in what does not
	return APART if lower.holds_county and not upper.holds_county else ""


def _lies_in(inner: tuple[int, int], outer: tuple[int, int]) -> bool:
	return outer[0] <= inner[0] and inner[1] <= outer[1]


def overlap(
	begin: datetime.date,
	end: datetime.date | None,
	other_begin: datetime.date,
	other_end: datetime.date | None,
) -> bool:
	"""Whether two periods share a day; both ends belong to them, None is open."""
	return (end is None or other_begin <= end) and (other_end is None or begin <= other_end)


def has_congress(level: str) -> bool:
	"""Whether a place has a congress: a sub-district has a working committee alone (组织法 §59)."""
	return level in {"County", "Town", "Township"}


def confirming_body(congress_level: str) -> str:
	"""Who confirms that an elected person is a deputy (选举法 §47): a township's presidium, else the standing
	committee of that level."""
	return "Presidium" if congress_level == "Township Level" else "Standing Committee"


def seats_are_lawful(seats: int) -> bool:
	"""Whether a district may elect that many (选举法 §25)."""
	return seats in SEATS


def term_end_due(begin: datetime.date) -> datetime.date:
	"""The day on which a term's five years are over (代表法 §2)."""
	return begin + relativedelta(years=TERM_YEARS)


def term_is_unusual(begin: datetime.date, end: datetime.date) -> bool:
	"""Whether a term's length is far from five years (代表法 §2)."""
	due = term_end_due(begin)
	return not due - TERM_SLACK <= end <= due + TERM_SLACK


def term_is_impossible(begin: datetime.date, end: datetime.date) -> bool:
	"""Whether the dates can't be those of a term at all."""
	return end <= begin or end > begin + LONGEST_TERM


def term_is_over_due(begin: datetime.date, end: datetime.date | None, day: datetime.date) -> bool:
	"""Whether a term without an end has lasted longer than five years and the usual slack."""
	return end is None and day > term_end_due(begin) + TERM_SLACK


def missed_sessions(presence: dict[str, Iterable[str]]) -> list[str]:
	"""The sessions that a deputy missed without leave (代表法 §62).

	Args:
		presence: session → what is recorded for its sittings: Present, On Approved Leave or Absent.

	Returns:
		Sessions with no sitting attended and at least one missed without leave.
	"""
	return [
		session
		for session, sittings in presence.items()
		if (kinds := set(sittings)) and "Present" not in kinds and "Absent" in kinds
	]


def absence_consequence(missed: int) -> str:
	"""What follows from sessions missed without leave (代表法 §62): "" none, "warn", or "terminate" at two."""
	return "terminate" if missed >= 2 else "warn" if missed else ""


def may_open(present: int, deputies: int) -> bool:
	"""Whether a congress may open: two thirds of all its deputies are there (组织法 §14)."""
	return deputies > 0 and present * 3 >= deputies * 2


def needed_to_open(deputies: int) -> int:
	"""How many deputies two thirds of all are, rounded up (组织法 §14)."""
	return -(-deputies * 2 // 3)


def leave_is_late(approved_at: datetime.datetime, begins_at: datetime.datetime) -> bool:
	"""Whether leave was approved only after the sitting had begun (rules.md §6: before the event)."""
	return approved_at > begins_at


def group_is_small(members: int) -> bool:
	"""Whether a group has fewer deputies than may form one (组织法 §43: three)."""
	return members < 3


def presidium_size_is_unusual(members: int) -> bool:
	"""Whether a township presidium is outside 7 to 13 (浙江乡镇条例 §8; 重庆 §30)."""
	return not 7 <= members <= 13


def too_many_vice_chairs(vice_chairs: int) -> bool:
	"""Whether a township has more vice-chairs than the law knows (组织法 §18: one or two)."""
	return vice_chairs > 2

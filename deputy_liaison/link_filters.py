"""A filter of stock's queries on a link that may be empty."""

from collections.abc import Iterable

# what no record is called
NONE = "-"


def among(values: Iterable[str]) -> tuple[str, list[str]]:
	"""One of these values; of none of them, no row.

	Stock reads an empty choice, and one with an empty text, as "or not set", and finds every row without a value.
	"""
	return "in", list(values) or [NONE]

"""What voters brought in a year: 50 matters of the town, 3 of the township, as a table.

The named ones are the deeds of seed 001 (the fire lane blocked for three years, the 20 street lamps,
the activity centre for the old, the fitness equipment); places and persons are invented.
"""

import csv
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Matter:
	"""One matter and how far it came.

	Args:
		station: short name of the station.
		village: place that it concerns.
		category: Opinion Category.
		path: key of `year.PATHS`.
		days_ago: when the voter came; None: earlier in the year, in the order of the table.
		same_visit: brought together with the matter before it.
		channel: how it came in, where that matters.
		urgency: as on the form.
		unit: lead unit.
		supporting: supporting units.
		result: class of the result.
		rating: the reporter's rating at the end of the path, empty for none.
		content: the voter's words.
		reply: what the unit answered, or what was answered on the spot.
	"""

	station: str
	village: str
	category: str
	path: str
	days_ago: int | None
	same_visit: bool
	channel: str
	urgency: str
	unit: str
	supporting: tuple[str, ...]
	result: str
	rating: str
	content: str
	reply: str


def matters() -> list[Matter]:
	"""The rows of matters.csv: earlier ones first, each town's in the order of their visits."""
	with (Path(__file__).parent / "matters.csv").open(encoding="utf-8", newline="") as table:
		return [_matter(row) for row in csv.DictReader(table)]


def _matter(row: dict[str, str]) -> Matter:
	return Matter(
		**{
			**row,
			"days_ago": int(row["days_ago"]) if row["days_ago"] else None,
			"same_visit": bool(row["same_visit"]),
			"urgency": row["urgency"] or "Normal Urgency",
			"supporting": tuple(filter(None, row["supporting"].split("、"))),
		}
	)

"""A list that is no register but has the head of a book: columns and rows as texts, for the template of volumes."""

from collections.abc import Iterable, Sequence

# heading, width (mm, shares of the text's width), alignment
Column = tuple[str, int, str]


def plain_list(
	data: dict,
	title: str,
	right: str,
	columns: Iterable[Column],
	rows: Iterable[Sequence[str]],
	*,
	centre: str,
	signatures: Sequence[str],
	across: bool = False,
) -> dict:
	"""What the template takes for the list.

	Args:
		data: body and place, of its head; or all of a book (`volume.compose`, `volume.blank`).
		title: the second line of its title.
		right, centre: of the line below the title; on its left stands whose it is.
		columns: from left to right.
		rows: their cells, in the order of the columns.
		signatures: at its foot.
		across: whether the sheet lies across.
	"""
	return {
		**data,
		"title": title,
		"numbers": right,
		"sub_head": {"left": data["place"], "centre": centre, "right": right},
		"edition": "",
		"orientation": "Landscape" if across else "Portrait",
		"cell_size": 10.5,
		"page_foot": "",
		"total_foot": "",
		"signatures": list(signatures),
		"index_column": None,
		"columns": [
			{"heading": heading, "width": width, "align": align, "of_part": False, "number": False}
			for heading, width, align in columns
		],
		"rows": [{"cells": list(cells), "parts": [], "sums": {}} for cells in rows],
		"sums": {},
	}

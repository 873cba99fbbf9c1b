"""Papers that are a sheet of boxes, as `templates/papers/box_sheet.html` prints them.

A paper's own module says which boxes stand in which order; how they look is said once, in the template.
"""

from collections.abc import Iterable

import frappe

from deputy_liaison.paper import as_typed, zh

SHEET = "deputy_liaison/templates/papers/box_sheet.html"
# the page around a paper with full personal data, which no print format makes
PAGE_IN_FULL = "deputy_liaison/templates/papers/page_in_full.html"
RATINGS = ("Satisfied", "Basically Satisfied", "Dissatisfied")
SIGNED_BY_HAND = "签名：　　　　　　　　　年　　月　　日"
SEALED_BY_HAND = "签名：　　　　　　（盖章）　　　年　　月　　日"


def row(*boxes: tuple[str, str | None], tall: bool = False) -> dict:
	"""One line of one or two boxes, each a label and its text.

	Args:
		boxes: label and text of each; a label may hold a line break.
		tall: room for handwriting where the text is short.
	"""
	return {"boxes": [(label, as_typed(text)) for label, text in boxes], "tall": tall}


def block(*rows: dict, name: str = "") -> dict:
	"""Lines below each other, under a heading if they have a name."""
	return {"name": name, "rows": rows}


def grid(heads: Iterable[str], widths: Iterable[int], lines: Iterable[Iterable[str | None]]) -> dict:
	"""A table in the sheet.

	Args:
		heads: headings of its columns.
		widths: their widths in per cent.
		lines: texts of each line, column by column.
	"""
	return {
		"columns": list(zip(heads, widths, strict=True)),
		"lines": [[as_typed(text) for text in line] for line in lines],
	}


def ticks(options: Iterable[str], chosen: str | None) -> str:
	"""`☑满意　□基本满意　□不满意`: stored options as boxes, the chosen one ticked."""
	return "　".join(f"{'☑' if option == chosen else '□'}{zh(option)}" for option in options)


def tick(label: str, ticked: int | bool | None) -> str:
	"""`☑是` for one box by itself."""
	return f"{'☑' if ticked else '□'}{label}"


def sheet(**values) -> frappe._dict:
	"""A sheet for the template: body, title, left and right above the boxes, intro, blocks, foot, stamp.

	Args:
		values: texts, lists of texts, and `blocks` and grids, one below the other.
	"""
	empty = {
		"body": "",
		"title": "",
		"left": "",
		"right": "",
		"intro": [],
		"blocks": [],
		"foot": [],
		"stamp": [],
	}
	plain = {
		key: as_typed(value)
		if isinstance(value, str)
		else [as_typed(one) if isinstance(one, str) else one for one in value]
		for key, value in values.items()
	}
	return frappe._dict({**empty, **plain})


def not_yet(body: str, title: str, why: str) -> frappe._dict:
	"""The sheet that stands where a paper cannot be printed yet: it says why."""
	return sheet(body=body, title=title, intro=[why])

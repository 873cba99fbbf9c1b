"""Typst templates, fed with data and made into PDF.

Texts reach a template as JSON alone, never as Typst source: whatever a voter said prints as typed.
"""

import json
from functools import cache
from pathlib import Path

import frappe
import typst
from frappe import _

FOLDER = Path(__file__).parent
# marks the file for the archive; it is not a validated conformance
STANDARD = "a-2b"
CHINESE_FONTS = frozenset({"FangSong", "FangSong_GB2312", "STFangsong", "Noto Serif CJK SC"})
GLYPH_MISSING = "could not be displayed"


def typeset(template: str, data: dict) -> bytes:
	"""Set `template` (a file of this folder) with `data` and return the PDF.

	Raises:
		frappe.ValidationError: the server has no Chinese font.
	"""
	if not CHINESE_FONTS & _font_families():
		frappe.throw(
			_("This server has no Chinese font to print with. Ask its keeper to install Noto CJK fonts."),
			title=_("Not Printed"),
		)
	try:
		return _compile(template, data, STANDARD)
	except typst.TypstError as error:
		if GLYPH_MISSING not in error.message:
			raise
	# A character is in none of the fonts. PDF/A forbids its empty box, an office can complete it by hand:
	# so without the mark, and with a line that says so.
	return _compile(template, {**data, "glyph_missing": True})


def _compile(template: str, data: dict, *standards: str) -> bytes:
	return typst.compile(
		str(FOLDER / template),
		root=str(FOLDER),
		sys_inputs={"data": json.dumps({"glyph_missing": False, **data}, ensure_ascii=False)},
		pdf_standards=list(standards),
	)


@cache
def _font_families() -> frozenset[str]:
	return frozenset(typst.Fonts().families())

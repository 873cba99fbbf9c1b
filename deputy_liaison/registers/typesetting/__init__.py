"""Typst templates, fed with data and made into PDF.

Texts reach a template as JSON alone, never as Typst source: whatever a voter said prints as typed.
"""

from collections.abc import Callable
from functools import cache

import frappe
import typst
from frappe import _

from deputy_liaison.registers.typesetting.setting import Sheets, Volume

# what the office's rules ask for
FONTS = {
	"cells": ("FangSong", "FangSong_GB2312", "STFangsong"),
	"titles": ("FZXiaoBiaoSong-B05S", "SimSun", "STSong"),
	"heads": ("SimHei", "STHeiti"),
}
# what stands in for it; what has no font of its own is set in that of the cells
STAND_INS = {
	"cells": ("Noto Serif CJK SC", "SimSun"),
	"titles": ("Noto Serif CJK SC",),
	"heads": ("Noto Sans CJK SC",),
}
SUBSTITUTES = {"Noto Serif CJK SC": "思源宋体", "Noto Sans CJK SC": "思源黑体", "SimSun": "宋体"}
NAMES = {"cells": "仿宋", "titles": "宋体", "heads": "黑体"}


def typeset(template: str, data: dict, progress: Callable[[int, int], None] | None = None) -> bytes:
	"""Set a volume and return it as one PDF, marked for the archive.

	Args:
		template: file of this folder that sets the table, `volume.typ`.
		data: what is to be set. All texts are plain text; control characters and signs that turn the reading
			direction have been taken out by who composed them.

			- title, body: register and congress body, the two lines of the head.
			- place, period, numbers: left, centre and right of the sub-head, unless `sub_head` is given.
			- edition: boxed in the head (全本 or 掩码本), or "".
			- orientation: Landscape or Portrait, A4.
			- cell_size: points of the cells' text.
			- columns: {heading, width (a share of the whole), align (Left or Centred), of_part}, in order.
			- rows: {cells, parts, sums}. cells: a text per column, none where the column is `of_part`;
			  parts: the same for each matter of the row, the other way round; sums: figures that the row adds
			  to those of its page.
			- sums: each figure's name with 0.
			- page_foot: words at the foot of each page, {name} standing for that page's sum.
			- signatures: what is signed at the foot, from left to right.

			Optional:

			- row `group`, of all rows or none: heading line over the row where it differs from the row before;
			  it stands again on each page the group goes on to.
			- total_foot: last line of the table, {name} standing for the sum of the whole volume.
			- sub_head: {left, centre, right} in place of place, period and numbers.
			- cover: title page {body, title, holder, period, volume_number, numbers, archive_number, retention,
			  sealed_on, maker, checker, stamp}, each optional: body, title, holder and period are by default
			  those of the head, a line whose key is absent is left out, one with "" is there for writing. stamp:
			  boxes of the archive's stamp, [(label, value)]. The number of pages is added.
			- index: 目录 after the cover, [{label, row}] with the row's position from 0.
			- binding: light 骑缝章 on the 20 mm at the fore-edge.
			- reprint: boxed in the head of every page, e.g. 补打第1次　2026年5月1日.
			- verification: {code, text}: code and words to check a print by; on the cover, without one at the end
			  of the last page.
			- notice: words above the headings of every page, for whoever fills them in by hand.
			- seal_note: a line of words at the end of the last page and on the cover.

			Cover and 目录 bear no page number and don't count in 共 Y 页, as in the archive's rules.
		progress: called as progress(rows done, rows in all) after each part.

	Raises:
		frappe.ValidationError: the server has no Chinese font.
	"""
	return Volume(template, data, _needed_fonts()).set(progress or (lambda done, total: None))


def typeset_sheets(template: str, data: dict) -> bytes:
	"""Set sheets that hold no table of a volume, as one PDF.

	Args:
		template: file of this folder.
		data: what it takes; title and body, which name the document, and texts as in `typeset`.

	Raises:
		frappe.ValidationError: the server has no Chinese font.
	"""
	return Sheets(template, data, _needed_fonts()).set()


def font_notice() -> str | None:
	"""What the server's keeper should know of the fonts that papers are printed with; none if all are there."""
	fonts = _fonts()
	if not fonts["cells"]:
		return _no_fonts()
	lacking = [kind for kind, found in fonts.items() if found[0] not in FONTS[kind]]
	if not lacking:
		return None
	instead = dict.fromkeys(SUBSTITUTES.get(fonts[kind][0], NAMES["cells"]) for kind in lacking)
	return _(
		"This server lacks the fonts {0}, papers are printed in {1} instead. Ask its keeper to install them."
	).format("、".join(NAMES[kind] for kind in lacking), "、".join(instead))


def _needed_fonts() -> dict[str, list[str]]:
	fonts = _fonts()
	if not fonts["cells"]:
		frappe.throw(_no_fonts(), title=_("Not Printed"))
	return fonts


def _no_fonts() -> str:
	return _("This server has no Chinese font to print with. Ask its keeper to install Noto CJK fonts.")


def _fonts() -> dict[str, list[str]]:
	"""The fonts of each stack that the server has."""
	there = _font_families()
	fonts = {
		kind: [name for name in (*stack, *STAND_INS[kind]) if name in there] for kind, stack in FONTS.items()
	}
	return {kind: found or fonts["cells"] for kind, found in fonts.items()}


@cache
def _font_families() -> frozenset[str]:
	return frozenset(typst.Fonts().families())

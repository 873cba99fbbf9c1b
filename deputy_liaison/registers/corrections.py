"""Corrections of sealed volumes: what the volume says, what is right, and both on one page."""

import frappe
from frappe import _
from frappe.model.document import Document

from deputy_liaison.registers.cells import printable
from deputy_liaison.registers.row_source import lines
from deputy_liaison.registers.sealed_files import MASKED
from deputy_liaison.registers.sealing import canonical, columns_of, headed, signature, snapshot_of

DOCTYPE = "Volume Correction"
CONFIRM = "Confirm Correction"
CONFIRMED = "Correction Confirmed"
PURPOSE = "Volume Correction"
NOT_IN_VOLUME = "(原册无此记载)"
SIGNED = (
	"volume",
	"sequence",
	"number",
	"entry_number",
	"entry_column",
	"sealed_text",
	"correct_text",
	"reason",
	"proposed_by",
	"proposed_by_name",
	"confirmed_by_name",
	"confirmed_on",
)
# heading, width, alignment
APPENDIX = (
	("序号", 9, "Centred"),
	("更正编号", 20, "Centred"),
	("更正日期", 20, "Centred"),
	("所更正的编号\n及栏目", 38, "Centred"),
	("原记载", 68, "Left Aligned"),
	("更正为", 52, "Left Aligned"),
	("更正理由", 36, "Left Aligned"),
	("提出人\n批准人", 18, "Centred"),
)


def sealed_words(volume: Document, number: str, heading: str = "") -> str:
	"""What the masked edition says under a number; of one column, if its heading is named.

	Raises:
		frappe.ValidationError: the volume holds no such entry or column; the message says what it holds.
	"""
	data = snapshot_of(volume, MASKED)["data"]
	return plain_list(
		data,
		f"{data['title']}更正附页",
		f"册号:{volume.number}",
		APPENDIX,
		[[printable(text) for text in _told(entry)] for entry in entries],
		centre=data["period"],
		signatures=("填表人:", "审核人:", "年　　月　　日"),
		across=True,
	)

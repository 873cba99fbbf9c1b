"""Corrections of sealed volumes: what the volume says, what is right, and both on one page."""

import frappe
from frappe import _
from frappe.model.document import Document

from deputy_liaison.registers.cells import printable
from deputy_liaison.registers.plain_list import plain_list
from deputy_liaison.registers.row_source import lines
from deputy_liaison.registers.sealed_files import MASKED
from deputy_liaison.registers.sealing import canonical, columns_of, signature, snapshot_of
from deputy_liaison.registers.volume_states import CORRECTED as CONFIRMED
from deputy_liaison.registers.volume_states import CORRECTION as DOCTYPE

CONFIRM = "Confirm Correction"
PURPOSE = "Volume Correction"
NOT_IN_VOLUME = "（原册无此记载）"
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
	headings = ["".join(column["heading"].split()) for column in data["columns"]]
	row = next(
		(
			row
			for row in data["rows"]
			if number and number in (row["number"], *_lines(row["cells"], *row["parts"]))
		),
		None,
	)
	if row is None and number in volume.checks().records().values():
		return NOT_IN_VOLUME
	if row is None:
		frappe.throw(
			_("{0}: {1} has no entry {2}.").format(
				frappe.bold(_("Number of the Entry")), volume.number, frappe.utils.escape_html(number)
			)
		)
	parts = [part for part in row["parts"] if number in _lines(part)]
	if not heading:
		words = ["、".join(column["heading"].split()) for column in data["columns"]]
		cells = [(words[i], text) for i, text in _cells(row, parts or row["parts"]) if text]
		return "\n".join(f"{head}：{' '.join(text.split())}" for head, text in cells)
	wanted = "".join(heading.split())
	if wanted not in headings:
		frappe.throw(
			_("{0}: choose one of: {1}.").format(frappe.bold(_("Corrected Column")), _(", ").join(headings))
		)
	texts = [text for i, text in _cells(row, parts or row["parts"]) if headings[i] == wanted]
	return "\n".join(filter(None, texts)) or _("(empty)")


def _cells(row: dict, parts: list[list]) -> list[tuple[int, str]]:
	return [(i, text) for cells in (row["cells"], *parts) for i, text in enumerate(cells) if text is not None]


def _lines(*rows_of_cells: list[str | None]) -> set[str]:
	"""Every line that stands in these cells, numbers among them."""
	return {line for cells in rows_of_cells for text in cells if text for line in text.split("\n")}


def sign(correction: Document) -> str:
	"""The keyed hash over a confirmed correction."""
	return signature(PURPOSE, canonical(columns_of(correction, SIGNED)))


def confirmed(volume: str) -> list[Document]:
	"""Confirmed corrections of a volume, in their order; whoever reads the volume reads them."""
	names = frappe.get_all(
		DOCTYPE, {"volume": volume, "workflow_state": CONFIRMED}, pluck="name", order_by="sequence asc"
	)
	return [frappe.get_doc(DOCTYPE, name) for name in names]


def differences(volume: Document) -> list[str]:
	"""Corrections that are not as they were confirmed, or are gone, in words."""
	found = []
	entries = confirmed(volume.name)
	for correction in entries:
		if correction.seal != sign(correction):
			found.append(_("The correction {0} was changed in the database.").format(correction.number))
	logged = frappe.db.count("Handling Log", {"reference_name": volume.name, "action": CONFIRM})
	if [entry.sequence for entry in entries] != list(range(1, max(len(entries), logged) + 1)):
		found.append(_("A correction of the volume is missing from the database."))
	return found


def _told(entry: Document) -> tuple[str, ...]:
	"""What the page of corrections says of one, column by column."""
	return (
		str(entry.sequence),
		f"第{entry.sequence}号",
		str(entry.confirmed_on),
		lines(entry.entry_number, entry.entry_column),
		entry.sealed_text,
		entry.correct_text,
		entry.reason,
		lines(entry.proposed_by_name, entry.confirmed_by_name),
	)


def appendix(volume: Document) -> dict:
	"""What the template takes for the page of corrections that is bound behind the volume.

	Raises:
		frappe.ValidationError: nothing was corrected.
	"""
	entries = confirmed(volume.name)
	if not entries:
		frappe.throw(_("Nothing of this volume was corrected."))
	data = snapshot_of(volume, MASKED)["data"]
	return plain_list(
		data,
		f"{data['title']}更正附页",
		f"册号：{volume.number}",
		APPENDIX,
		[[printable(text) for text in _told(entry)] for entry in entries],
		centre=data["period"],
		signatures=("填表人：", "审核人：", "年　　月　　日"),
		across=True,
	)

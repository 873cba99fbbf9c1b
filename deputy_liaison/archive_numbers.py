"""Archive numbers 全宗号-WS·年度-保管期限-RDB-件号 (registers.md §0, DA/T 22): one series for all that one archive keeps.

The hook `archived_records` names what is filed: DocType → the field that says in whose archive, the place of a
congress body or the body itself.
"""

import frappe
from frappe import _
from frappe.model.document import Document

# how long a record is kept, as its number says it, and in words
RETENTIONS = {"D10": "10年", "D30": "30年", "Y": "永久"}
BODY = "Congress Body"
# what stands for the number of an archive that has none yet
NO_FONDS = "0000"


def next_number(record: Document, year: int, retention: str) -> str:
	"""A proposal only, after the last one of the archive's year and retention: the clerk numbers the yearly batch.

	Args:
		record: what is to be filed, one of the hook's DocTypes.
		year: in which it was closed.
		retention: one of `RETENTIONS`.
	"""
	place, bodies = _archive_of(record)
	fonds = next(iter(bodies.values()), None) or NO_FONDS
	prefix = f"{fonds}-WS·{year}-{retention}-RDB-"
	last = max(_last_item(doctype, field, [place, *bodies], prefix) for doctype, field in _filed())
	return f"{prefix}{last + 1:04d}"


def check(record: Document) -> None:
	"""Refuse a number that another record of the archive has, or that says another retention than the record's.

	Raises:
		frappe.ValidationError: the message says which, and what to do.
	"""
	label = frappe.bold(_("Archive Number"))
	number = record.archive_number.strip()
	shown = frappe.utils.escape_html(number)
	place, bodies = _archive_of(record)
	for doctype, field in _filed():
		taken = {"archive_number": number, field: ("in", [place, *bodies])}
		if doctype == record.doctype:
			taken["name"] = ("!=", record.name)
		if other := frappe.db.get_value(doctype, taken, "number"):
			frappe.throw(_("{0}: {1} is the number of {2}. Take the next one.").format(label, shown, other))
	said = [kind for kind in RETENTIONS if f"-{kind}-" in number]
	if said and said != [record.retention]:
		frappe.throw(
			_("{0}: {1} says {2}, but the retention chosen is {3}. Let both say the same.").format(
				label, shown, said[0], record.retention
			)
		)


def _filed() -> list[tuple[str, str]]:
	return [(doctype, fields[-1]) for doctype, fields in frappe.get_hooks("archived_records").items()]


def _archive_of(record: Document) -> tuple[str, dict[str, str | None]]:
	"""The place whose archive keeps a record, and its congress bodies with their numbers as archives (全宗号)."""
	field = dict(_filed())[record.doctype]
	place = record.get(field)
	if record.meta.get_field(field).options == BODY:
		place = frappe.get_cached_value(BODY, place, "jurisdiction")
	bodies = frappe.get_all(BODY, {"jurisdiction": place}, ["name", "fonds_number"], as_list=True)
	return place, dict(bodies)


def _last_item(doctype: str, field: str, owners: list[str], prefix: str) -> int:
	"""The highest 件号 of a year and retention; what somebody wrote otherwise is no number of the series."""
	numbers = frappe.get_all(
		doctype, {field: ("in", owners), "archive_number": ("like", f"{prefix}%")}, pluck="archive_number"
	)
	items = (number.removeprefix(prefix) for number in numbers)
	return max((int(item) for item in items if item.isdecimal()), default=0)

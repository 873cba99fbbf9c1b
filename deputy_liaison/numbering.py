"""Numbers without gaps: one counter row per series and year, raised by a single statement.

A SELECT followed by an INSERT, and Frappe's naming series, deadlock under parallel entry; one upsert
does not. The number rolls back with its transaction, so a series has no gaps.
"""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import now


def next_number(series: str, year: int) -> int:
	"""Take the next number of `series` in `year`, starting with 1."""
	return reserve_numbers(series, year, 1)[0]


def reserve_numbers(series: str, year: int, count: int) -> range:
	"""Take the next `count` numbers of `series` in `year` at once."""
	counter = frappe.qb.DocType("Number Counter")
	name = f"{series}-{year}"
	stamp = now()
	(
		frappe.qb.into(counter)
		.columns(
			counter.name,
			counter.series,
			counter.year,
			counter.last_number,
			counter.creation,
			counter.modified,
			counter.owner,
			counter.modified_by,
		)
		.insert(name, series, year, count, stamp, stamp, "Administrator", "Administrator")
		.on_duplicate_key_update(counter.last_number, counter.last_number + count)
		.run()
	)
	# the upsert holds the row's lock until this transaction ends: nobody reads between the two
	last = (
		frappe.qb.from_(counter)
		.select(counter.last_number)
		.where(counter.name == name)
		.for_update()
		.run()[0][0]
	)
	return range(last - count + 1, last + 1)


def take_number(doc: Document) -> str:
	"""The number of a new record: the next of its series, or that of the form that was written by hand.

	Args:
		doc: about to be inserted; its `number_series()` gives mark, series and year, its `handwritten_number`
			the reservation, which the hook `handwritten_number_taken` looks up.

	Raises:
		frappe.ValidationError: the handwritten number is none that waits for this series and year.
	"""
	mark, series, year = doc.number_series()
	if doc.handwritten_number:
		(taken,) = frappe.get_hooks("handwritten_number_taken")
		return frappe.call(taken, doc=doc, series=series, year=year)
	return formatted(mark, year, next_number(series, year))


def note_handwritten(doc: Document) -> None:
	"""The record was saved with the number of its form: the reservation is done with."""
	if doc.handwritten_number:
		for noted in frappe.get_hooks("handwritten_number_entered"):
			frappe.call(noted, doc=doc)


def highest(doctype: str, column: str, **of: str) -> int:
	"""The highest number that a record of these bears, 0 for none: what others took while this transaction waited
	is younger than what it sees, and counts too.

	Args:
		doctype: whose records.
		column: an Int column that is 0 until the number is taken.
		of: column → value of the records that are numbered together; the caller holds the lock on their source.
	"""
	table = frappe.qb.DocType(doctype)
	query = frappe.qb.from_(table).select(table[column]).where(table[column] > 0).for_update()
	for name, value in of.items():
		query = query.where(table[name] == value)
	return max(query.run(pluck=True), default=0)


def formatted(mark: str, year: int, number: int) -> str:
	"""`北街接〔2026〕第027号`: mark, year in hexagonal brackets, three digits (registers.md §0)."""
	return f"{mark}〔{year}〕第{number:03d}号"


def letter_number(congress_body: str, year: int) -> str:
	"""`青人主席团〔2026〕1号`: the next number of an official letter of this body (registers.md §0).

	Raises:
		frappe.ValidationError: the body has no 机关代字 yet.
	"""
	body = frappe.get_cached_doc("Congress Body", congress_body)
	if not body.office_code:
		frappe.throw(
			_("{0} of {1} is empty. Fill it in there: letters are numbered with it.").format(
				frappe.bold(_("Office Code")), frappe.bold(body.body_name)
			)
		)
	return f"{body.office_code}〔{year}〕{next_number(f'Official Letter {congress_body}', year)}号"

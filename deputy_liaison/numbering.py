"""Numbers without gaps: one counter row per series and year, raised by a single statement.

A SELECT followed by an INSERT, and Frappe's naming series, deadlock under parallel entry; one upsert
does not. The number rolls back with its transaction, so a series has no gaps.
"""

import frappe
from frappe.utils import now


def next_number(series: str, year: int) -> int:
	"""Take the next number of `series` in `year`, starting with 1."""
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
		.insert(name, series, year, 1, stamp, stamp, "Administrator", "Administrator")
		.on_duplicate_key_update(counter.last_number, counter.last_number + 1)
		.run()
	)
	# the upsert holds the row's lock until this transaction ends: nobody reads between the two
	return (
		frappe.qb.from_(counter)
		.select(counter.last_number)
		.where(counter.name == name)
		.for_update()
		.run()[0][0]
	)


def formatted(mark: str, year: int, number: int) -> str:
	"""`北街接〔2026〕第027号`: mark, year in hexagonal brackets, three digits (registers.md §0)."""
	return f"{mark}〔{year}〕第{number:03d}号"

"""The lines of the Handling Log as the forms of the records show them."""

import frappe
from frappe import _
from frappe.utils import format_datetime


def record_of(names: list[str]) -> list[dict]:
	"""What was done to these records, oldest first, in the words of its reader.

	Args:
		names: records that the user may read; the log itself is not asked again.
	"""
	lines = frappe.get_all(
		"Handling Log",
		filters={"reference_name": ("in", names)},
		fields=[
			"at",
			"action",
			"rule",
			"to_state",
			"person_name",
			"post",
			"is_acting",
			"entered_on_behalf",
			"note",
			"seconds_in_state",
		],
		order_by="at asc, creation asc",
	)
	return [
		{
			**line,
			"at": format_datetime(line.at, "yyyy-MM-dd HH:mm"),
			"action": _(line.action),
			"to_state": _(line.to_state) if line.to_state else "",
			"post": _(line.post) if line.post else "",
		}
		for line in lines
	]

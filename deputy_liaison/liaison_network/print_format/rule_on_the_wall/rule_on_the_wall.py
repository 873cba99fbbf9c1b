"""Values of a rule as it hangs on a station's wall (制度上墙), for its template."""

import frappe
from frappe.model.document import Document

from deputy_liaison.paper import as_typed, day, stored

# longest text → type size that still fills one A3 sheet and can be read from two metres
TYPE_SIZES = ((150, 40), (250, 32), (400, 26), (600, 21), (900, 18))
SMALLEST = 15


def rule_on_the_wall(rule: Document) -> frappe._dict:
	"""What the sheet says; the template's method (hook `jinja`).

	Args:
		rule: a Station Rule that the user may read.

	Returns:
		Title, paragraphs and type size; body, and by whom and when it was adopted, empty where not known.

	Raises:
		frappe.PermissionError: the user may not read the rule.
	"""
	rule = stored("Station Rule", rule)
	text = as_typed(rule.rule_text)
	# a rule without a place is the county's
	place = rule.jurisdiction or frappe.db.get_value("Jurisdiction", {"level": "County"})
	body = frappe.db.get_value("Congress Body", {"jurisdiction": place}, "body_name") or ""
	return frappe._dict(
		body=body,
		title=as_typed(rule.rule_title),
		paragraphs=[line.strip() for line in text.splitlines() if line.strip()],
		type_size=next((size for longest, size in TYPE_SIZES if len(text) <= longest), SMALLEST),
		adopted_by=as_typed(rule.adopted_by) or body,
		adopted_on=day(rule.adopted_on),
	)

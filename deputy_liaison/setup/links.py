"""Link fields say names: of people instead of the User's e-mail, here a placeholder; of prints in Chinese."""

import frappe

SETTERS = (
	{"doc_type": "User", "property": "show_title_field_in_link"},
	{"doc_type": "Print Format", "property": "translated_doctype"},
)
OURS = {"module": "Liaison Network"}


def say_names() -> None:
	"""Set the properties, unless the site has set them itself."""
	for setter in SETTERS:
		if not frappe.db.exists("Property Setter", setter):
			values = {**setter, **OURS, "doctype_or_field": "DocType", "property_type": "Check", "value": "1"}
			# install and migrate: no user acts
			frappe.get_doc({"doctype": "Property Setter", **values}).insert(ignore_permissions=True)


def say_as_before() -> None:
	"""Take our own setters away; one that the site made stays."""
	for setter in SETTERS:
		frappe.db.delete("Property Setter", {**setter, **OURS})
		frappe.clear_cache(doctype=setter["doc_type"])

"""Link fields show people by their names; stock shows the User's e-mail, here a placeholder."""

import frappe

SETTER = {"doc_type": "User", "property": "show_title_field_in_link"}
OURS = {**SETTER, "module": "Liaison Network"}


def show_people_by_name() -> None:
	"""Set the property unless the site has set it itself."""
	if not frappe.db.exists("Property Setter", SETTER):
		setter = {**OURS, "doctype_or_field": "DocType", "property_type": "Check", "value": "1"}
		# install and migrate: no user acts
		frappe.get_doc({"doctype": "Property Setter", **setter}).insert(ignore_permissions=True)


def show_people_as_before() -> None:
	"""Take our own setter away; one that the site made stays."""
	frappe.db.delete("Property Setter", OURS)
	frappe.clear_cache(doctype="User")

"""Leaving a site: our workflows, the states and actions that we alone use, our roles and profile."""

import frappe

from deputy_liaison.demo import mark
from deputy_liaison.desk import MODULE_PROFILE
from deputy_liaison.setup.people import show_people_as_before
from deputy_liaison.setup.shipped import shipped
from deputy_liaison.setup.workflows import shipped_names


def before_uninstall() -> None:
	"""Hook: remove what uninstalling the DocTypes alone would leave behind."""
	workflows, states, actions = shipped_names()
	for name in workflows:
		frappe.delete_doc_if_exists("Workflow", name, force=True)
		frappe.db.delete("DefaultValue", {"defkey": f"deputy_liaison_shipped_{frappe.scrub(name)}"})
	for name in states:
		if not _used(("Workflow Document State", "state"), ("Workflow Transition", "state"), value=name):
			frappe.delete_doc_if_exists("Workflow State", name, force=True)
	for name in actions:
		if not _used(("Workflow Transition", "action"), value=name):
			frappe.delete_doc_if_exists("Workflow Action Master", name, force=True)
	_remove_module_profile()
	show_people_as_before()
	frappe.db.delete("DefaultValue", {"defkey": mark.KEY})
	# values of a single record outlive its DocType, and would greet the next installation
	frappe.db.delete("Singles", {"doctype": "Liaison Settings"})
	for record in shipped("catalogue", "list_view_settings.json"):
		frappe.delete_doc_if_exists("List View Settings", record["name"], force=True)
	for role in shipped("role.json"):
		frappe.db.delete("Has Role", {"role": role["name"]})
		frappe.delete_doc_if_exists("Role", role["name"], force=True)


def _remove_module_profile() -> None:
	for user in frappe.get_all("User", filters={"module_profile": MODULE_PROFILE}, pluck="name"):
		frappe.db.set_value("User", user, "module_profile", None)
		frappe.db.delete("Block Module", {"parenttype": "User", "parent": user})
		frappe.clear_document_cache("User", user)
	frappe.delete_doc_if_exists("Module Profile", MODULE_PROFILE, force=True)


def _used(*places: tuple[str, str], value: str) -> bool:
	return any(frappe.db.exists(doctype, {field: value}) for doctype, field in places)

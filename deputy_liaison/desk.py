"""What the desk shows to the holders of posts: their own work, not the framework's workshop.

Permissions are not made here (`scope.py`, DocPerm): this only clears away what people who keep
registers never need. Who is System Manager, or holds no post, sees the desk as Frappe ships it.
"""

import frappe
from frappe import _
from frappe.model.base_document import get_controller
from frappe.model.document import Document

from deputy_liaison import scope
from deputy_liaison.persons import display_name

# its users read the name, in the history of their own record, where nothing is translated
MODULE_PROFILE = "联络站人员"
# entries of the user menu that only puzzle here; settings, reload and log out stay
PUZZLING = frozenset(
	{
		"My Profile",
		"Session Defaults",
		"View Website",
		"Toggle Full Width",
		"Toggle Theme",
		"Apps",
		"Workspace Settings",
	}
)
# their records' names are words of the dictionary
NAMED_IN_WORDS = ("DocType", "Language", "Print Format", "Role", "Workflow Action Master", "Workflow State")


def may_open() -> bool:
	"""Whether the apps screen offers the app: for post holders who work in the desk."""
	return frappe.session.user == "Administrator" or any(
		post.post != scope.DEPUTY_ROLE for post in scope.posts()
	)


def framework_modules() -> list[str]:
	"""Frappe's own modules: Core, Website, Integrations and so on."""
	return frappe.get_all("Module Def", filters={"app_name": "frappe"}, pluck="name", order_by="name")


def _own_modules() -> list[str]:
	return frappe.get_all("Module Def", filters={"app_name": "deputy_liaison"}, pluck="name")


def keep_module_profile() -> None:
	"""Create the Module Profile that hides the framework's workspaces; add modules of a newer Frappe."""
	if frappe.db.exists("Module Profile", MODULE_PROFILE):
		profile = frappe.get_doc("Module Profile", MODULE_PROFILE)
	else:
		profile = frappe.new_doc("Module Profile", module_profile_name=MODULE_PROFILE)
	missing = set(framework_modules()) - {row.module for row in profile.block_modules}
	if not missing:
		return
	for module in sorted(missing):
		profile.append("block_modules", {"module": module})
	profile.save(ignore_permissions=True)  # install and migrate: no user acts
	for user in frappe.get_all("User", filters={"module_profile": MODULE_PROFILE}, pluck="name"):
		holder = frappe.get_doc("User", user)
		holder.flags.ignore_permissions = True  # install and migrate: no user acts
		holder.save()


def fit_desk_to(holder: Document) -> None:
	"""Hide the framework's workspaces from a user who just got a post; what the site chose stays.

	Args:
		holder: the User; saved by the caller.
	"""
	roles = {row.role for row in holder.roles}
	if "System Manager" in roles or holder.module_profile or holder.block_modules:
		return
	if frappe.db.exists("Module Profile", MODULE_PROFILE):
		holder.module_profile = MODULE_PROFILE


def give_desk_back_to(holder: Document) -> None:
	"""Undo `fit_desk_to` for a user whose last post ended.

	Args:
		holder: the User; saved by the caller.
	"""
	if holder.module_profile == MODULE_PROFILE and not scope.posts(holder.name):
		holder.module_profile = None
		holder.set("block_modules", [])


def describe_ours(bootinfo: frappe._dict) -> None:
	"""Hook `extend_bootinfo`: what the desk's scripts must know of our DocTypes and of stored words."""
	bootinfo.liaison_doctypes = frappe.get_all(
		"DocType", filters={"module": ("in", _own_modules()), "istable": 0}, pluck="name", order_by="name"
	)
	bootinfo.liaison_batch = [
		doctype for doctype in frappe.get_hooks("scoped") if getattr(get_controller(doctype), "batch", None)
	]
	for app in bootinfo.get("app_data") or []:
		app["app_title"] = _(app["app_title"])
	bootinfo.named_in_words = NAMED_IN_WORDS
	bootinfo.liaison_people = {
		"Administrator": {"name": "Administrator", "fullname": display_name("Administrator")}
	}
	bootinfo.translated_doctypes = [*{*bootinfo.translated_doctypes, *NAMED_IN_WORDS}]


def trim_boot(bootinfo: frappe._dict) -> None:
	"""Hook `extend_bootinfo`: search and menus offer post holders what is theirs."""
	if "System Manager" in bootinfo.user.roles or not scope.posts():
		return
	modules = framework_modules()
	foreign = set(frappe.get_all("DocType", filters={"module": ("in", modules)}, pluck="name"))
	for key in ("can_search", "can_create"):
		bootinfo.user[key] = [doctype for doctype in bootinfo.user[key] if doctype not in foreign]
	bootinfo.user.all_reports = {
		name: report
		for name, report in bootinfo.user.all_reports.items()
		if report.get("ref_doctype") not in foreign
	}
	framework_pages = set(frappe.get_all("Page", filters={"module": ("in", modules)}, pluck="name"))
	bootinfo.page_info = {
		name: page for name, page in bootinfo.page_info.items() if name not in framework_pages
	}
	own_modules = _own_modules()
	bootinfo.liaison_staff = {"modules": own_modules}
	_lead_back_to_own_workspace(bootinfo, own_modules)
	_trim_menus(bootinfo)


def _lead_back_to_own_workspace(bootinfo: frappe._dict, own_modules: list[str]) -> None:
	"""The breadcrumb of every page of ours is the user's workspace; stock: any one of its module."""
	pages = bootinfo.get("allowed_workspaces") or bootinfo.sidebar_pages["pages"]
	own = [page["name"] for page in pages if page.get("module") in own_modules]
	bootinfo.module_wise_workspaces = {
		**bootinfo.module_wise_workspaces,
		**dict.fromkeys(own_modules, own),
	}


def _trim_menus(bootinfo: frappe._dict) -> None:
	settings = frappe._dict(bootinfo.navbar_settings.as_dict())
	settings.settings_dropdown = [
		item for item in settings.settings_dropdown if not (item.is_standard and item.item_label in PUZZLING)
	]
	settings.help_dropdown = [item for item in settings.help_dropdown if not item.is_standard]
	bootinfo.navbar_settings = settings

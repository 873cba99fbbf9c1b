"""Taking the demo county away again, with whatever visitors typed into its site.

One transaction deletes every row and writes into the mark which files are left; the files follow, then the
mark. Interrupted before the transaction ends, nothing has happened; after it, the same command goes on.
"""

from pathlib import Path

import frappe
from frappe import _

from deputy_liaison import companions
from deputy_liaison.demo import holdings, mark
from deputy_liaison.demo.loader import DemoRefused, as_owner_of_site
from deputy_liaison.demo.site import take_password_off_login_page
from deputy_liaison.liaison_network.post_holders import grant_or_take_role
from deputy_liaison.scope import forget_posts
from deputy_liaison.setup.catalogues import create_missing_catalogues

# records of Frappe's own that say whom they concern by DocType, beside the companions
MORE_COMPANIONS = {
	"Access Log": "export_from",
	"Data Import": "reference_doctype",
	"Document Share Key": "reference_doctype",
	"Error Log": "reference_doctype",
	"List Filter": "reference_doctype",
}
# and by user
OF_USERS = {
	"Activity Log": "user",
	"Contact": "user",
	"DefaultValue": "parent",
	"DocShare": "user",
	"Notification Log": "for_user",
	"Notification Settings": "name",
	"Route History": "user",
	"ToDo": "allocated_to",
	"User Permission": "user",
}


def refuse_unmarked() -> dict:
	"""The mark of a demo site.

	Raises:
		DemoRefused: the demo was not loaded by this app on this site.
	"""
	found = mark.read()
	if not found:
		raise DemoRefused(
			_("This site is not marked as a demo site, so nothing is removed. Its records are real ones.")
		)
	return found


def what_goes() -> list[tuple[str, int]]:
	"""What `remove` is going to delete: name and number, for the question before it.

	Raises:
		DemoRefused: as `refuse_unmarked`.
	"""
	found = refuse_unmarked()
	rows = [(_(doctype), count) for doctype, count in holdings.counts().items()]
	files = found["files"] if "files" in found else _files(_accounts(found))
	return [*rows, (_("User accounts"), len(_accounts(found))), (_("Uploaded Files"), len(files))]


def remove() -> None:
	"""Take the demo away, commit, then delete its files; goes on where an earlier run was interrupted.

	Raises:
		DemoRefused: as `refuse_unmarked`.
	"""
	found = refuse_unmarked()
	if "files" not in found:
		found = delete_rows(found)
		# from here on only files are left, and the mark knows which
		frappe.db.commit()
	for path in found["files"]:
		Path(path).unlink(missing_ok=True)
	mark.take_off()
	frappe.db.commit()


def delete_rows(found: dict) -> dict:
	"""Delete rows of the app, of its companions and of the accounts; catalogues as shipped; no commit.

	Args:
		found: the mark.

	Returns:
		The mark with what is left to do.
	"""
	with as_owner_of_site():
		accounts = _accounts(found)
		files = _files(accounts)
		left = {**found, "files": _paths(files)}
		others = _other_holders(accounts)
		ours = holdings.doctypes()
		_delete_companions(ours, files)
		for doctype in ours:
			frappe.db.delete(doctype)
		frappe.db.delete("Singles", {"doctype": "Liaison Settings"})
		forget_posts()
		_delete_accounts(accounts)
		for user, role in others:
			grant_or_take_role(user, role)
		take_password_off_login_page(found.get("banner"))
		# documents that were read before they were deleted
		frappe.clear_cache()
		create_missing_catalogues()
		mark.write(left)
		return left


def _accounts(found: dict) -> list[str]:
	"""Accounts that the load made, and those made since for somebody with a post; who manages the site stays."""
	since = frappe.get_all("User", {"creation": (">=", found["loaded_at"])}, pluck="name")
	holders = set(frappe.get_all("Staff Post", {"user": ("in", since or [""])}, pluck="user"))
	managers = set(
		frappe.get_all("Has Role", {"parenttype": "User", "role": "System Manager"}, pluck="parent")
	)
	made = set(frappe.get_all("User", {"name": ("in", found["accounts"] or [""])}, pluck="name"))
	return sorted(made | (holders - managers))


def _other_holders(accounts: list[str]) -> list[tuple[str, str]]:
	"""User and role of posts that were given to accounts which stay: the roles go with the posts."""
	return [
		(row.user, row.post)
		for row in frappe.get_all("Staff Post", fields=["user", "post"], distinct=True)
		if row.user not in accounts and frappe.db.exists("User", row.user)
	]


def _files(accounts: list[str]) -> list[dict]:
	"""Files that hang on records of ours, or were brought by an account that goes: name and file_url."""
	files = frappe.qb.DocType("File")
	gone = files.attached_to_doctype.isin(holdings.doctypes()) | files.owner.isin(accounts or [""])
	query = frappe.qb.from_(files).select(files.name, files.file_url)
	return query.where(gone & (files.is_folder == 0)).run(as_dict=True)


def _paths(files: list[dict]) -> list[str]:
	"""Where the files lie in the site's folder, but for those that a File which stays shares."""
	urls = {row.file_url for row in files if (row.file_url or "").startswith(("/private/files/", "/files/"))}
	stay = set(
		frappe.get_all(
			"File",
			{"file_url": ("in", [*urls, ""]), "name": ("not in", [*(row.name for row in files), ""])},
			pluck="file_url",
		)
	)
	folders = {"/private/files": ("private", "files"), "/files": ("public", "files")}
	paths = []
	for url in sorted(urls - stay):
		folder, _slash, file = url.rpartition("/")
		if folder in folders:
			paths.append(frappe.get_site_path(*folders[folder], file))
	return paths


def _delete_companions(ours: list[str], files: list[dict]) -> None:
	columns = {doctype: column for doctype, (column, _name) in companions.COLUMNS.items()}
	for doctype, column in {**columns, **MORE_COMPANIONS}.items():
		_delete_with_rows(doctype, {column: ("in", ours)})
	modules = frappe.get_all("Module Def", {"app_name": holdings.APP}, pluck="name")
	reports = frappe.get_all("Report", {"module": ("in", modules)}, pluck="name")
	_delete_with_rows("Prepared Report", {"report_name": ("in", reports)})
	_delete_with_rows("File", {"name": ("in", [row.name for row in files] or [""])})
	search = frappe.qb.Table("__global_search")
	frappe.qb.from_(search).delete().where(search.doctype.isin(ours)).run()


def _delete_with_rows(doctype: str, filters: dict) -> None:
	names = frappe.get_all(doctype, filters, pluck="name")
	if not names:
		return
	for field in frappe.get_meta(doctype).get_table_fields():
		frappe.db.delete(field.options, {"parenttype": doctype, "parent": ("in", names)})
	frappe.db.delete(doctype, {"name": ("in", names)})


def _delete_accounts(accounts: list[str]) -> None:
	"""Row by row and not by `delete_doc`: Frappe keeps the last System Manager, whom a new site lacks as well."""
	if not accounts:
		return
	for doctype, column in OF_USERS.items():
		_delete_with_rows(doctype, {column: ("in", accounts)})
	for doctype, (column, name) in companions.COLUMNS.items():
		_delete_with_rows(doctype, {column: "User", name: ("in", accounts)})
	for table, column in (("tabSessions", "user"), ("__UserSettings", "user"), ("__Auth", "name")):
		rows = frappe.qb.Table(table)
		frappe.qb.from_(rows).delete().where(rows[column].isin(accounts)).run()
	_delete_with_rows("User", {"name": ("in", accounts)})

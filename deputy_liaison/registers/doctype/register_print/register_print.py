import frappe
from frappe.utils import add_days, getdate

from deputy_liaison.document import LiaisonDocument
from deputy_liaison.scope import Scope

KEPT_DAYS = 7


class RegisterPrint(LiaisonDocument):
	"""One long book that was asked for, how far it is, and its file (`long_prints.py`).

	No role has a permission on it: its maker alone is told of it and gets the file, by the functions there.
	"""

	scope = Scope()


def forget_old() -> None:
	"""Daily: a finished file is for the days after the work; full values of voters lie about no longer."""
	for name in frappe.get_all(
		"Register Print", {"creation": ("<", getdate(add_days(getdate(), -KEPT_DAYS)))}, pluck="name"
	):
		# no user acts; the file goes with the record it is attached to, and no copy of either is kept
		frappe.delete_doc("Register Print", name, ignore_permissions=True, delete_permanently=True)


def on_doctype_update() -> None:
	"""A person's own prints, newest first."""
	frappe.db.add_index("Register Print", ["maker", "creation"])

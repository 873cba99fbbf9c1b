import frappe
from frappe.utils import add_days, getdate

from deputy_liaison.document import LiaisonDocument
from deputy_liaison.scope import Scope

FINISHED = "Batch Finished"
KEPT_DAYS = 90


class BatchRun(LiaisonDocument):
	"""One action on many records, and what came of each (batch.py).

	No role has a permission on it: its maker alone is told of it, by the functions of batch.py.
	"""

	scope = Scope()


def forget_old() -> None:
	"""Daily: results are for the days after the work; what was done stands in the Handling Log."""
	runs = frappe.qb.DocType("Batch Run")
	frappe.qb.from_(runs).delete().where(runs.creation < getdate(add_days(getdate(), -KEPT_DAYS))).run()


def on_doctype_update() -> None:
	"""A person's own runs, newest first."""
	frappe.db.add_index("Batch Run", ["maker", "creation"])

"""One function per DocType for the hook `permission_query_conditions`.

Frappe 15's first versions tell the hook the user alone, not the DocType; later ones tell both. So
``deputy_liaison.row_conditions.opinion_ticket`` knows its DocType by its own name.
"""

from collections.abc import Callable

import frappe

from deputy_liaison import companions, hooks, scope

# a function's name doesn't say where a DocType's has capitals
DOCTYPES = {
	frappe.scrub(doctype): doctype for doctype in (*hooks.scoped, *hooks.rows_of_scoped, *companions.COLUMNS)
}


def __getattr__(name: str) -> Callable[..., str]:
	own = DOCTYPES.get(name)
	if not own:
		raise AttributeError(name)

	def condition(user: str | None = None, doctype: str | None = None) -> str:
		conditions = companions if own in companions.COLUMNS else scope
		return conditions.query_condition(user, own)

	return condition

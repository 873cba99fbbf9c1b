"""One function per DocType for the hook `permission_query_conditions`.

Frappe 15's first versions tell the hook the user alone, not the DocType; later ones tell both. So
``deputy_liaison.row_conditions.opinion_ticket`` knows its DocType by its own name.
"""

from collections.abc import Callable

import frappe

from deputy_liaison import companions, scope

# whose own names are not simply title case
COMPANIONS = {frappe.scrub(doctype): doctype for doctype in companions.COLUMNS}


def __getattr__(name: str) -> Callable[..., str]:
	if name.startswith("_"):
		raise AttributeError(name)
	own = COMPANIONS.get(name) or frappe.unscrub(name)

	def condition(user: str | None = None, doctype: str | None = None) -> str:
		conditions = companions if own in companions.COLUMNS else scope
		return conditions.query_condition(user, own)

	return condition

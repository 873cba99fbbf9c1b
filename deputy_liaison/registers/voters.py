"""Who reported a matter, in the books: full for those who may open it, masked for all others."""

from dataclasses import dataclass, field

import frappe
from pypika.terms import PseudoColumn

from deputy_liaison import scope
from deputy_liaison.opinions.doctype.constituent_identity.constituent_identity import (
	REVEALING_ROLES,
	read_many,
)

VISIT = "Constituent Visit"
CONFIDENTIAL, ANONYMOUS = "反映人要求保密", "匿名"


@dataclass(frozen=True)
class Reporters:
	"""The reporters of one edition of a book.

	Args:
		full: whether it holds their full values.
		identities: visit → its full values, where it does.
	"""

	full: bool
	identities: dict[str, dict] = field(default_factory=dict)

	@classmethod
	def of(cls, visits: list[str], outside: bool) -> "Reporters":
		"""Those of the visits, in full where all may be opened: an edition is never mixed.

		Args:
			visits: names of the Constituent Visits that the rows come from.
			outside: for outside the office; never in full.
		"""
		if outside or not _may_reveal(visits):
			return cls(full=False)
		return cls(True, read_many(VISIT, visits))

	def name(self, visit: frappe._dict) -> str:
		"""What stands for the name: of a visit with its name, reporter_name (masked) and is_anonymous."""
		if visit.is_anonymous:
			return ANONYMOUS
		return self.identities.get(visit.name, {}).get("name", visit.reporter_name) or ""


def _may_reveal(visits: list[str]) -> bool:
	"""Whether posts that open personal data cover every one of the visits."""
	condition = scope.criterion(None, VISIT, REVEALING_ROLES)
	if condition in ("", scope.DENY) or not visits:
		return condition != scope.DENY
	table = frappe.qb.DocType(VISIT)
	covered = frappe.qb.from_(table).select(table.name).where(table.name.isin(visits))
	return len(covered.where(PseudoColumn(f"({condition})")).run()) == len(set(visits))


def visits_of(names: list[str | None]) -> dict[str, frappe._dict]:
	"""The visits of tickets that the user reads: what a book says of the reporter, masked."""
	wanted = sorted({name for name in names if name})
	if not wanted:
		return {}
	rows = frappe.get_all(
		VISIT,
		{"name": ("in", wanted)},
		[
			"name",
			"number",
			"visit_time",
			"reporter_name",
			"is_anonymous",
			"keep_confidential",
			"officer_name",
		],
	)
	return {row.name: row for row in rows}

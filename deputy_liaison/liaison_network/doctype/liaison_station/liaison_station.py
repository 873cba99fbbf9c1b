import datetime

import frappe
from frappe import _
from frappe.utils import getdate

from deputy_liaison.document import LiaisonDocument
from deputy_liaison.finding import search_key
from deputy_liaison.scope import Scope, forget_posts, subtree, township_of


class LiaisonStation(LiaisonDocument):
	"""A place where deputies meet voters; its short name stands before the numbers of its books."""

	scope = Scope(jurisdiction="jurisdiction", open=True)

	def validate(self) -> None:
		self.search_key = search_key(self.station_name, self.short_name)
		self._check_short_name()

	def _check_short_name(self) -> None:
		other = frappe.db.get_value(
			"Liaison Station",
			{
				"short_name": self.short_name,
				"jurisdiction": ("in", subtree(township_of(self.jurisdiction))),
				"name": ("!=", self.name),
			},
			"station_name",
		)
		if other:
			frappe.throw(
				_("Short Name {0} is taken by {1} in this township. Choose another.").format(
					frappe.bold(self.short_name), frappe.bold(other)
				),
				frappe.DuplicateEntryError,
			)

	def on_update(self) -> None:
		super().on_update()
		forget_posts()

	def holders(self, office: str, day: datetime.date) -> list[str]:
		"""Names of those who held `office` on `day`: prints show them, not today's holders."""
		day = getdate(day)
		return [
			row.person_name
			for row in self.officeholders
			if row.office == office
			and (not row.from_date or getdate(row.from_date) <= day)
			and (not row.to_date or getdate(row.to_date) >= day)
		]

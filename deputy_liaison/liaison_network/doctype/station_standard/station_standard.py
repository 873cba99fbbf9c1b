import frappe
from frappe import _

from deputy_liaison.document import LiaisonDocument
from deputy_liaison.scope import Scope


class StationStandard(LiaisonDocument):
	"""A standard that stations are built by, as data: 五有, 六有, 七有四好三上墙, 八有 (rules.md §7).

	Checks copy its items, so a change touches later checks only.
	"""

	scope = Scope(open=True)

	def validate(self) -> None:
		titles = [(row.item_group or "", row.item_title) for row in self.items]
		for row, title in zip(self.items, titles, strict=True):
			if titles.count(title) > 1:
				frappe.throw(_("The item {0} stands here twice.").format(frappe.bold(row.item_title)))

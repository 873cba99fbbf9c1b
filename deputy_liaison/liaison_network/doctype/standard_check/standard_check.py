import frappe
from frappe import _
from frappe.utils import getdate

from deputy_liaison.document import LiaisonDocument
from deputy_liaison.persons import display_name
from deputy_liaison.scope import Scope

MET = "Item Met"
NOT_MET = "Item Not Met"
OPEN = "Not Looked At"
COPIED = ("item_group", "item_title", "requirement")


class StandardCheck(LiaisonDocument):
	"""One station held against one standard on one day, item by item with evidence (seeds S0-05, S1-08).

	The items are the standard's as it stood on that day; what is missing is the gap list.
	"""

	scope = Scope(jurisdiction="jurisdiction", station="station")

	def before_insert(self) -> None:
		if not self.items:
			self.extend("items", items_of_standard(self.standard))
		self.checked_by = self.checked_by or display_name(frappe.session.user)

	def validate(self) -> None:
		self.jurisdiction, station = frappe.db.get_value(
			"Liaison Station", self.station, ["jurisdiction", "station_name"]
		)
		standard = frappe.db.get_value("Station Standard", self.standard, "standard_name")
		self.subject = f"{station} {standard}"
		if getdate(self.checked_on) > getdate():
			frappe.throw(_("{0} must not lie in the future.").format(frappe.bold(_("Checked On"))))
		self._keep_items()
		self._check_gaps()
		self._sum_up()

	def _keep_items(self) -> None:
		"""What was asked on the day of the check stays; only the answers change."""
		before = self.get_doc_before_save()
		asked = before.items if before else [frappe._dict(row) for row in items_of_standard(self.standard)]
		if _titles(asked) != _titles(self.items):
			frappe.throw(
				_("The items are those of {0}. Fill in the result of each, and add or remove none.").format(
					frappe.bold(standard_title(self.standard))
				)
			)
		for row, item in zip(self.items, asked, strict=True):
			row.requirement = item.requirement

	def _check_gaps(self) -> None:
		for row in self.items:
			if row.result != NOT_MET:
				row.gap = None
			elif not (row.gap or "").strip():
				frappe.throw(
					_("{0}: say what is missing in {1}.").format(
						frappe.bold(row.item_title), frappe.bold(_("Item Gap"))
					)
				)

	def _sum_up(self) -> None:
		self.items_total = len(self.items)
		self.items_met = sum(row.result == MET for row in self.items)
		gaps = [row for row in self.items if row.result == NOT_MET]
		self.gaps = "\n".join(f"{row.item_title}：{row.gap}" for row in gaps)
		if any(row.result == OPEN for row in self.items):
			self.check_outcome = "Check Unfinished"
		else:
			self.check_outcome = "Standard Not Met" if gaps else "Standard Met"


def _titles(rows: list) -> list[tuple[str, str]]:
	return [(row.item_group or "", row.item_title) for row in rows]


def standard_title(standard: str) -> str:
	"""The standard's name as its readers know it."""
	return frappe.db.get_value("Station Standard", standard, "standard_name")


@frappe.whitelist(methods=["GET", "POST"])
def items_of_standard(standard: str) -> list[dict]:
	"""The rows that a new check of `standard` begins with.

	Raises:
		frappe.PermissionError: the caller may not read standards.
	"""
	doc = frappe.get_doc("Station Standard", standard)
	doc.check_permission("read")
	return [{**{field: row.get(field) for field in COPIED}, "result": OPEN} for row in doc.items]

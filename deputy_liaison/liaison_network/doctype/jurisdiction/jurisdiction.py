import frappe
from frappe import _
from frappe.utils.nestedset import NestedSet

from deputy_liaison.finding import search_key
from deputy_liaison.scope import Scope, declared, forget_posts

TOWNSHIP_LEVELS = frozenset({"Town", "Township", "Sub-district"})
PARENT_LEVELS = {
	"County": frozenset(),
	**dict.fromkeys(TOWNSHIP_LEVELS, frozenset({"County"})),
	**dict.fromkeys(("Village", "Community"), TOWNSHIP_LEVELS),
}


class Jurisdiction(NestedSet):
	"""A county, township or village: the tree that every scope hangs on. One site is one county."""

	nsm_parent_field = "parent_jurisdiction"
	scope = Scope(open=True)

	def validate(self) -> None:
		self._check_parent()
		self._set_derived()
		self._check_records_stay()

	def _check_parent(self) -> None:
		allowed = PARENT_LEVELS[self.level]
		parent_level = (
			frappe.db.get_value("Jurisdiction", self.parent_jurisdiction, "level")
			if self.parent_jurisdiction
			else None
		)
		if allowed and parent_level not in allowed:
			frappe.throw(
				_("{0}: a {1} lies in a {2}. Choose the parent jurisdiction accordingly.").format(
					frappe.bold(self.jurisdiction_name),
					_(self.level),
					_(" / ").join(_(one) for one in sorted(allowed)),
				)
			)
		if not allowed and self.parent_jurisdiction:
			frappe.throw(_("The county is the root of the tree and has no parent jurisdiction."))
		self.is_group = int(bool(self.is_group) or self.level not in ("Village", "Community"))

	def _set_derived(self) -> None:
		if self.level in TOWNSHIP_LEVELS:
			self.township = self.name
		elif self.level == "County":
			self.township = None
		else:
			self.township = self.parent_jurisdiction
		parent_name = (
			frappe.db.get_value("Jurisdiction", self.parent_jurisdiction, "full_name")
			if self.parent_jurisdiction
			else ""
		)
		self.full_name = f"{parent_name or ''}{self.jurisdiction_name}"
		self.search_key = search_key(self.jurisdiction_name, self.short_name)

	def _check_records_stay(self) -> None:
		"""Records keep the township that took them in and numbered them, so their place keeps it as well."""
		if self.is_new() or not self.has_value_changed("township"):
			return
		for doctype in frappe.get_hooks("scoped"):
			columns = declared(doctype)
			if columns.township and frappe.db.exists(doctype, {columns.jurisdiction: self.name}):
				frappe.throw(
					_(
						"{0} has records of its present township. Make a new jurisdiction in the other township instead."
					).format(frappe.bold(self.jurisdiction_name))
				)

	def on_update(self) -> None:
		super().on_update()
		forget_posts()

import frappe
from frappe import _
from frappe.utils import getdate

from deputy_liaison.desk import fit_desk_to, give_desk_back_to
from deputy_liaison.document import LiaisonDocument
from deputy_liaison.persons import same_person
from deputy_liaison.scope import COUNTY_ROLES, STATION_ROLES, TOWNSHIP_ROLES, UNIT_ROLE, Scope, forget_posts

PLACE_OF = {
	**dict.fromkeys(COUNTY_ROLES | TOWNSHIP_ROLES, "jurisdiction"),
	**dict.fromkeys(STATION_ROLES, "station"),
	UNIT_ROLE: "unit",
	"Deputy": "deputy",
}


class StaffPost(LiaisonDocument):
	"""Who may do what where, from when to when: the one place that grants a role and its scope."""

	scope = Scope(jurisdiction="jurisdiction")

	def validate(self) -> None:
		self._refuse_own_post()
		self._check_place()
		if self.to_date and getdate(self.to_date) < getdate(self.from_date):
			frappe.throw(
				_("{0} must not be before {1}.").format(
					frappe.bold(_("To Date")), frappe.bold(_("From Date"))
				)
			)

	def _refuse_own_post(self) -> None:
		if frappe.session.user != "Administrator" and same_person(frappe.session.user, self.user):
			frappe.throw(_("Nobody gives or changes a post of their own."), frappe.PermissionError)

	def _check_place(self) -> None:
		place = PLACE_OF[self.post]
		if not self.get(place):
			frappe.throw(_("Please fill in: {0}").format(frappe.bold(_(self.meta.get_label(place)))))
		for other in {"jurisdiction", "station", "unit", "deputy"} - {place}:
			self.set(other, None)

	def on_update(self) -> None:
		super().on_update()
		forget_posts()
		self._tidy(self.user, self.post, self.unit)
		before = self.get_doc_before_save()
		if before and (before.user, before.post, before.unit) != (self.user, self.post, self.unit):
			self._tidy(before.user, before.post, before.unit)

	def after_delete(self) -> None:
		forget_posts()
		self._tidy(self.user, self.post, self.unit)

	def _tidy(self, user: str, role: str, unit: str | None) -> None:
		grant_or_take_role(user, role)
		if unit:
			held = frappe.db.exists("Staff Post", {"unit": unit, "post": UNIT_ROLE})
			frappe.db.set_value("Responsible Unit", unit, "has_account", int(bool(held)))


def grant_or_take_role(user: str, role: str) -> None:
	"""Make the Frappe role match the posts: access itself follows the posts at request time."""
	today = getdate()
	posts = frappe.qb.DocType("Staff Post")
	active = (
		frappe.qb.from_(posts)
		.select(posts.name)
		.where((posts.user == user) & (posts.post == role) & (posts.from_date <= today))
		.where(posts.to_date.isnull() | (posts.to_date >= today))
		.limit(1)
		.run()
	)
	holder = frappe.get_doc("User", user)
	if bool(active) == (role in [row.role for row in holder.roles]):
		return
	# the giver's right to give posts was checked by the save of the post
	holder.flags.ignore_permissions = True
	if active:
		fit_desk_to(holder)
		holder.add_roles(role)
	else:
		give_desk_back_to(holder)
		holder.remove_roles(role)


def tidy_roles() -> None:
	"""Nightly: give and take roles for posts that began or ended; takes back only what a post granted."""
	posts = frappe.qb.DocType("Staff Post")
	for user, role in frappe.qb.from_(posts).select(posts.user, posts.post).distinct().run():
		grant_or_take_role(user, role)

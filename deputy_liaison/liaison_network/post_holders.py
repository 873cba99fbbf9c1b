"""Holders of a Staff Post get the roles of their posts and nothing that came along unasked."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import getdate

from deputy_liaison.desk import fit_desk_to, give_desk_back_to

UNASKED = "System Manager"


def note_roles(user: Document, method: str | None = None) -> None:
	"""Hook `before_validate` of User: whether somebody chose the role for this account."""
	user.flags.chosen_system_manager = UNASKED in [row.role for row in user.roles]


def refuse_unasked_system_manager(user: Document, method: str | None = None) -> None:
	"""Hook `validate` of User, after the stock one.

	Frappe makes the next account that is saved a System Manager if the site has none but Administrator.
	On a county's site that would be a liaison officer who changes a profile.
	"""
	if user.flags.chosen_system_manager or not frappe.db.exists("Staff Post", {"user": user.name}):
		return
	user.set("roles", [row for row in user.roles if row.role != UNASKED])


def refuse_role_profile(user: Document, method: str | None = None) -> None:
	"""Hook `validate` of User: a Role Profile rewrites the roles that a post gave."""
	profile = user.get("role_profile_name") or user.get("role_profiles")
	if profile and frappe.db.exists("Staff Post", {"user": user.name}):
		frappe.throw(
			_("{0} holds a post: roles come from posts alone. Leave the Role Profile empty.").format(
				frappe.bold(user.full_name or user.name)
			)
		)


def grant_or_take_role(user: str, role: str) -> None:
	"""Make the Frappe role match the posts: access itself follows the posts at request time.

	Args:
		user: holder of a post with `role`, now or once.
		role: taken back only if no post of the user's gives it today.
	"""
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
		holder.append_roles(role)
	else:
		give_desk_back_to(holder)
		holder.set("roles", [row for row in holder.roles if row.role != role])
	# the post's own log tells it
	holder.save(ignore_version=True)

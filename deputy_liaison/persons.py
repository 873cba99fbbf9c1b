"""Maker and checker are different persons, not only different accounts (permissions.md, rule 2)."""

import frappe
from frappe import _

from deputy_liaison.scope import posts_of, remembered


def identity(user: str) -> frozenset[str]:
	"""What tells a person: the account, its mobile number and the deputy behind it. Read once per request."""
	cache = remembered("identity")
	if user not in cache:
		cache[user] = _identity(user)
	return cache[user]


def _identity(user: str) -> frozenset[str]:
	marks = {f"user:{user}"}
	if mobile := frappe.get_cached_value("User", user, "mobile_no"):
		marks.add(f"mobile:{mobile}")
	posts = frappe.qb.DocType("Staff Post")
	for deputy in (
		frappe.qb.from_(posts)
		.select(posts.deputy)
		.distinct()
		.where((posts.user == user) & posts.deputy.isnotnull())
		.run(pluck=True)
	):
		marks.add(f"deputy:{deputy}")
	return frozenset(marks)


def same_person(one: str | None, other: str | None) -> bool:
	"""Whether two accounts belong to one person."""
	if not one or not other:
		return False
	return one == other or bool(identity(one) & identity(other))


def accounts_of(user: str) -> frozenset[str]:
	"""All accounts of the person behind one, itself among them. Read once per request."""
	cache = remembered("accounts")
	if user not in cache:
		found = {user}
		for mark in identity(user):
			kind, value = mark.split(":", 1)
			if kind == "mobile":
				found |= set(frappe.get_all("User", {"mobile_no": value}, pluck="name"))
			elif kind == "deputy":
				found |= set(frappe.get_all("Staff Post", {"deputy": value}, pluck="user"))
		cache[user] = frozenset(found)
	return cache[user]


def units_of(user: str) -> frozenset[str]:
	"""The units in which a person holds a post today, by whatever account."""
	held = posts_of(accounts_of(user))
	return frozenset(post.unit for posts in held.values() for post in posts if post.unit)


def display_name(user: str | None) -> str:
	"""The name to print for an account, empty for none."""
	if user == "Administrator":
		return _("System Administrator")
	if user == "Guest":
		return _("Reporter by Code Scan")
	return (frappe.get_cached_value("User", user, "full_name") or user) if user else ""

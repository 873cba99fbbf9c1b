"""The mark by which a site is known as a demo site: what was there before, and how far a removal has come."""

import json

import frappe

KEY = "deputy_liaison_demo"


def read() -> dict | None:
	"""What the mark says, or None on a site without one.

	Returns:
		loaded_at; banner: of the public pages before; accounts: users that the load made; once a removal has
		begun, files: paths that are still to be deleted.
	"""
	stored = frappe.db.get_global(KEY)
	return json.loads(stored) if stored else None


def write(mark: dict) -> None:
	"""Mark the site; part of the transaction that loads or removes."""
	frappe.db.set_global(KEY, json.dumps(mark, ensure_ascii=False))


def take_off() -> None:
	"""The site is as any other again."""
	frappe.db.delete("DefaultValue", {"defkey": KEY, "parent": "__global"})
	frappe.clear_cache()

import hashlib
import hmac
import json

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils.password import decrypt, encrypt, get_encryption_key

from deputy_liaison import scope as scopes
from deputy_liaison.scope import Scope
from deputy_liaison.state_machine import write_log

DOCTYPE = "Constituent Identity"
REVEALING_ROLES = frozenset({"Station Liaison Officer", "Township Clerk", "Township Chair"})


class ConstituentIdentity(Document):
	"""A reporter's full name, phone and address, encrypted; no role has a permission on it.

	No controller would see ``get_list``, joined link fields or an export, so nothing restricted lies
	anywhere else: the records that it belongs to keep masks (permissions.md, rule 4).
	"""

	scope = Scope()


def store(doctype: str, name: str, values: dict) -> None:
	"""Keep `values` (name, phone, address) of the record; its own save was checked for the user."""
	existing = frappe.db.get_value(DOCTYPE, {"source_doctype": doctype, "source_name": name})
	identity = frappe.get_doc(DOCTYPE, existing) if existing else frappe.new_doc(DOCTYPE)
	if existing:
		values = {**_opened(identity.sealed), **values}
	identity.update(
		{
			"source_doctype": doctype,
			"source_name": name,
			"sealed": encrypt(json.dumps(values, ensure_ascii=False)),
			"phone_hash": phone_hash(values.get("phone")),
		}
	)
	# no role may write it; the save of the record it belongs to was checked
	identity.save(ignore_permissions=True)


def phone_hash(phone: str | None) -> str:
	"""Keyed hash by which a phone number is found without being stored."""
	if not phone:
		return ""
	return hmac.new(get_encryption_key().encode(), phone.encode(), hashlib.sha256).hexdigest()


def _opened(sealed: str) -> dict:
	return json.loads(decrypt(sealed))


def read_many(doctype: str, names: list[str]) -> dict[str, dict]:
	"""Full values by record, for the internal register; the caller checks scope and writes the log."""
	if not names:
		return {}
	rows = frappe.get_all(
		DOCTYPE,
		filters={"source_doctype": doctype, "source_name": ("in", names)},
		fields=["source_name", "sealed"],
	)
	return {row.source_name: _opened(row.sealed) for row in rows}


@frappe.whitelist(methods=["POST"])
def reveal(doctype: str, name: str, reason: str) -> dict:
	"""Show the full values of one record to its station or its township's congress office; logged.

	Raises:
		frappe.PermissionError: the user's posts don't cover the record.
		frappe.ValidationError: no reason is given.
	"""
	if doctype != "Constituent Visit" or not scopes.covers(None, doctype, name, REVEALING_ROLES):
		scopes.refuse_out_of_scope()
	if not (reason or "").strip():
		frappe.throw(_("Please fill in: {0}").format(frappe.bold(_("Reason"))), frappe.MandatoryError)
	doc = frappe.get_doc(doctype, name)
	write_log(doc, "Open Personal Data", note=reason.strip(), event="Disclosure")
	return read_many(doctype, [name]).get(name, {})

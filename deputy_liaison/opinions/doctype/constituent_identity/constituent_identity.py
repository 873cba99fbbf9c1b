import hashlib
import hmac
import json

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils.password import decrypt, encrypt, get_encryption_key

from deputy_liaison import scope as scopes
from deputy_liaison.masking import plain_phone
from deputy_liaison.opinions.ticket_states import ORDER_OPEN
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


@frappe.whitelist(methods=["POST"])
def reveal_to_unit(order: str, reason: str) -> dict:
	"""Show name and phone to the unit that handles the matter, where the reporter agreed to be called; logged.

	Args:
		order: a Dispatch Order of the caller's unit that is not answered yet.
		reason: why the reporter is called.

	Returns:
		name and phone, no more.

	Raises:
		frappe.PermissionError: no order of the caller's unit, or the reporter didn't agree.
		frappe.ValidationError: no reason is given.
	"""
	if not scopes.covers(None, "Dispatch Order", order, {scopes.UNIT_ROLE}):
		scopes.refuse_out_of_scope()
	doc = frappe.get_doc("Dispatch Order", order)
	# who passed the order on sees it, but doesn't handle the matter any more
	if not any(
		post.post == scopes.UNIT_ROLE and post.unit == doc.responsible_unit for post in scopes.posts()
	):
		scopes.refuse_out_of_scope()
	visit = contactable_visit(doc)
	if not visit:
		frappe.throw(
			_("The reporter did not agree to be called, or the order is done: ask the township's office."),
			frappe.PermissionError,
		)
	if not (reason or "").strip():
		frappe.throw(_("Please fill in: {0}").format(frappe.bold(_("Reason"))), frappe.MandatoryError)
	write_log(doc, "Open Personal Data", note=reason.strip(), event="Disclosure")
	full = read_many("Constituent Visit", [visit]).get(visit, {})
	return {key: full.get(key, "") for key in ("name", "phone")}


def contactable_visit(order: Document) -> str | None:
	"""The visit whose reporter the unit of an open order may call (permissions.md, rule 4), or None."""
	if order.workflow_state not in ORDER_OPEN or not order.opinion_ticket:
		return None
	visit = frappe.db.get_value("Opinion Ticket", order.opinion_ticket, "visit")
	allowed = {"name": visit, "may_be_contacted": 1, "is_anonymous": 0}
	return frappe.db.exists("Constituent Visit", allowed) if visit else None


@frappe.whitelist(methods=["POST"])
def find_by_phone(phone: str) -> list[dict]:
	"""Visits of one phone number that the caller's station or township keeps; the number is compared hashed.

	Args:
		phone: as it was given or typed; full-width digits, spaces and hyphens don't matter.

	Returns:
		name, number, visit_time, reporter_name (masked) and station name of each visit, newest first.

	Raises:
		frappe.PermissionError: no post of the caller's may open personal data.
	"""
	if not any(post.post in REVEALING_ROLES for post in scopes.posts()):
		scopes.refuse_out_of_scope()
	if not (plain := plain_phone(phone)):
		frappe.throw(_("Please fill in: {0}").format(frappe.bold(_("Reporter Phone"))), frappe.MandatoryError)
	names = frappe.get_all(
		DOCTYPE,
		{"source_doctype": "Constituent Visit", "phone_hash": phone_hash(plain)},
		pluck="source_name",
	)
	own = scopes.covered(None, "Constituent Visit", names, REVEALING_ROLES)
	return frappe.get_list(
		"Constituent Visit",
		filters={"name": ("in", own or [""])},
		fields=["name", "number", "visit_time", "reporter_name", "station.station_name"],
		order_by="visit_time desc",
		limit_page_length=0,
	)


def anonymise(doctype: str, names: list[str]) -> None:
	"""Remove what tells who the reporters of these records were, with every copy; for the retention job."""
	identities = frappe.get_all(
		DOCTYPE, {"source_doctype": doctype, "source_name": ("in", names)}, pluck="name"
	)
	# past delete_doc, which would keep a copy of what it deletes
	frappe.db.delete(DOCTYPE, {"name": ("in", identities or [""])})
	frappe.db.delete(
		"Deleted Document", {"deleted_doctype": DOCTYPE, "deleted_name": ("in", identities or [""])}
	)
	frappe.db.delete("Version", {"ref_doctype": doctype, "docname": ("in", names)})

"""Files of our records: always private, seen by who sees the record, fixed once it is archived."""

import frappe
from frappe import _
from frappe.core.doctype.file.file import File
from frappe.model.document import Document

from deputy_liaison import companions, scope
from deputy_liaison.document import LiaisonDocument

CHANGING = frozenset({"create", "write", "delete"})


class CaseFile(File):
	"""A File; one that is attached to a record of ours follows that record."""

	def before_insert(self) -> None:
		self._refuse_guessed_url()
		self._refuse_if_archived()
		if self._record_doctype():
			self.is_private = 1
		super().before_insert()

	def validate(self) -> None:
		if not self.is_new() and self.has_value_changed("file_url"):
			self._refuse_guessed_url()
		self._refuse_if_archived()
		if self._record_doctype():
			self.is_private = 1
		super().validate()

	def on_trash(self) -> None:
		if not self.flags.retention_is_over:
			self._refuse_if_archived()
		super().on_trash()

	def is_downloadable(self) -> bool:
		"""Frappe asks its own rule here, past the hooks, and lets the owner in."""
		return _in_reach(self) and super().is_downloadable()

	def _record_doctype(self) -> str | None:
		doctype = self.attached_to_doctype
		return doctype if doctype in frappe.get_hooks("scoped") else None

	def _refuse_if_archived(self) -> None:
		if any(record.is_archived() for record in records_of(self)):
			frappe.throw(_("The record is archived. Its files are not added, replaced or deleted."))

	def _refuse_guessed_url(self) -> None:
		"""A second File on a foreign file's address would open that file to its maker."""
		if not (self.file_url or "").startswith("/private/files/"):
			return
		same = [
			frappe.get_doc("File", name)
			for name in frappe.get_all(
				"File", filters={"file_url": self.file_url, "name": ("!=", self.name or "")}, pluck="name"
			)
		]
		if any(file._record_doctype() for file in same) and not any(file.is_downloadable() for file in same):
			scope.refuse_out_of_scope()


def records_of(file: Document) -> list[LiaisonDocument]:
	"""The records of ours that the file is attached to: as stored, and as it is to be."""
	return [frappe.get_doc(*pair) for pair in companions.documents_of(file) if frappe.db.exists(*pair)]


def _in_reach(file: Document, user: str | None = None) -> bool:
	"""A file on a form that was never saved has no record yet; Frappe's own rule leaves it to its owner."""
	return all(
		scope.covers(user, record.doctype, record.name) and record.opens_file(file.file_url, user)
		for record in records_of(file)
	)


def has_permission(
	doc: Document, ptype: str | None = None, user: str | None = None, debug: bool = False
) -> bool | None:
	"""Hook `has_permission` of File: reading follows the record's reading, changing its writing."""
	if not _in_reach(doc, user):
		return False
	if ptype in CHANGING and not all(record.may_change_files(user) for record in records_of(doc)):
		return False
	return companions.no_objection()

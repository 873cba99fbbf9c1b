"""Whether a sealed volume still is what was sealed: the row in the database, and every file on disk."""

import json

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import format_datetime, get_datetime

from deputy_liaison import scope
from deputy_liaison.registers import archive, corrections
from deputy_liaison.registers.sealed_files import DOCTYPE, FULL, SealedFile, once_sealed
from deputy_liaison.registers.sealing import (
	CODE_SIGNS,
	SEALED_COLUMNS,
	columns_of,
	is_signed,
	sealed_files,
	spaced,
)
from deputy_liaison.registers.volume_states import MASKED_ONLY, SEALED
from deputy_liaison.short_codes import plain_code
from deputy_liaison.state_machine import write_log


@frappe.whitelist(methods=["POST"])
def verify(name: str) -> dict:
	"""Compare a sealed volume with its seal; logged.

	Returns:
		holds; differences in words; and what the seal belongs to: number, volume_title, holder_name,
		verification_code, sealed_by_name, sealed_on, row_count, pages_full, pages_masked, state.

	Raises:
		frappe.PermissionError: the user's posts don't cover the volume.
		frappe.ValidationError: it isn't sealed yet.
	"""
	if not scope.covers(None, DOCTYPE, name):
		scope.refuse_out_of_scope()
	volume = frappe.get_doc(DOCTYPE, name)
	volume.check_permission("read")
	if not was_sealed(volume):
		frappe.throw(_("This volume is not sealed yet."))
	found = differences(volume)
	write_log(volume, "Verify Volume", event="Handling Event", note="\n".join(found) or _("The seal holds."))
	return {
		"name": name,
		"holds": not found,
		"differences": found,
		"number": volume.number,
		"volume_title": volume.volume_title,
		"holder_name": volume.holder_name,
		"verification_code": volume.verification_code,
		"sealed_by_name": volume.sealed_by_name,
		"sealed_on": format_datetime(volume.sealed_on, "yyyy-MM-dd HH:mm"),
		"row_count": volume.row_count,
		"pages_full": volume.pages_full,
		"pages_masked": volume.pages_masked,
		"state": _(volume.workflow_state),
	}


@frappe.whitelist(methods=["POST"])
def verify_by_code(code: str) -> dict:
	"""As `verify`, for the code that is printed on the volume.

	Raises:
		frappe.ValidationError: no volume that the user may see has this code.
	"""
	plain = plain_code(code)
	if len(plain) != CODE_SIGNS:
		frappe.throw(
			_("{0}: the code printed on the volume has {1} letters and digits.").format(
				frappe.bold(_("Volume Verification Code")), CODE_SIGNS
			)
		)
	found = frappe.get_list(DOCTYPE, {"verification_code": spaced(plain)}, pluck="name", limit=1)
	if not found:
		frappe.throw(
			_("No sealed volume that you may see has the code {0}. Compare it with the paper again.").format(
				frappe.bold(spaced(plain))
			)
		)
	return verify(found[0])


def was_sealed(volume: Document) -> bool:
	"""Whether the volume is sealed, or the log says that it once was."""
	return bool(
		volume.seal or volume.manifest or volume.workflow_state in SEALED or once_sealed([volume.name])
	)


def differences(volume: Document) -> list[str]:
	"""What of a sealed volume is not as it was sealed, in words; empty if all is."""
	try:
		manifest = json.loads(volume.manifest or "")
	except ValueError:
		return [_("The list of what was sealed is missing from the database or was changed.")]
	if not is_signed(volume):
		return [
			_("The seal doesn't fit the list of what was sealed: one of them was changed, or the site's key.")
		]
	found = []
	if volume.workflow_state not in SEALED:
		found.append(_("The volume stands as {0} although it was sealed.").format(_(volume.workflow_state)))
	found += _changed_columns(volume, manifest["columns"])
	found += archive.differences(volume)
	destroyed = volume.workflow_state == MASKED_ONLY
	for file in sealed_files(volume):
		if not (destroyed and file.edition == FULL):
			found += _changed_file(volume, file)
		elif file.content() is not None:
			found.append(_("{0} was to be destroyed and is still on disk.").format(file.title))
	found += _foreign_files(volume)
	found += corrections.differences(volume)
	return found


def _changed_columns(volume: Document, sealed: dict[str, str]) -> list[str]:
	now = columns_of(volume, SEALED_COLUMNS)
	return [
		_("{0} in the database: {1} instead of {2}.").format(
			_(volume.meta.get_label(name)),
			_shown(volume, name, now[name]),
			_shown(volume, name, sealed[name]),
		)
		for name in SEALED_COLUMNS
		if now[name] != sealed.get(name, "")
	]


def _shown(volume: Document, name: str, value: str) -> str:
	"""A value as people know it; nobody knows records by their internal names."""
	df = volume.meta.get_field(name)
	if value and df.fieldtype == "Link" and frappe.db.exists(df.options, value):
		return frappe.get_cached_doc(df.options, value).get_title()
	if value and df.fieldtype == "Datetime":
		return format_datetime(get_datetime(value), "yyyy-MM-dd HH:mm:ss")
	return _(value) if df.fieldtype == "Select" else value or _("(empty)")


def _changed_file(volume: Document, file: SealedFile) -> list[str]:
	found = []
	content = file.content()
	if content is None:
		found.append(_("The file {0} is missing.").format(file.title))
	elif not file.is_as_sealed(content):
		found.append(
			_("The file {0} was changed: {1} bytes instead of {2}, or other contents.").format(
				file.title, len(content), file.size
			)
		)
	records = frappe.get_all(
		"File",
		{"file_url": file.address, "attached_to_doctype": DOCTYPE, "attached_to_name": volume.name},
		["is_private"],
	)
	if not records:
		found.append(_("The database no longer lists the file {0}.").format(file.title))
	elif not all(record.is_private for record in records):
		found.append(_("The file {0} is not private any more.").format(file.title))
	return found


def _foreign_files(volume: Document) -> list[str]:
	"""Files that somebody put beside the sealed ones."""
	sealed = [file.address for file in sealed_files(volume)]
	others = frappe.get_all(
		"File",
		{
			"attached_to_doctype": DOCTYPE,
			"attached_to_name": volume.name,
			"file_url": ("not in", sealed),
			"creation": (">", volume.sealed_on),
		},
		pluck="file_name",
	)
	return [_("The file {0} was added after the sealing.").format(name) for name in others]

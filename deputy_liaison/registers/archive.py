"""Sealed volumes in the archive: number, retention, and the end of the full edition.

What is entered after the sealing is signed together with the signature before it.
"""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, getdate, now_datetime

from deputy_liaison.opinions import notices
from deputy_liaison.paper import LANGUAGE, day
from deputy_liaison.persons import display_name
from deputy_liaison.registers.sealed_files import DOCTYPE, FULL, destroy, remove_interrupted
from deputy_liaison.registers.sealing import canonical, columns_of, sealed_files, signature
from deputy_liaison.registers.volume_states import ARCHIVED, MASKED_ONLY

FILED = ("archive_number", "retention", "archived_by_name", "archived_on", "retention_until")
DESTROYED = ("destroyed_by_name", "destroyed_on", "destroyed_digests")
YEARS = {"D10": 10, "D30": 30}
# row source → archive code, where it isn't that of opinion cases (rules.md §11)
RETENTION = {"Deputy Suggestion": "D30", "Deputy": "D30"}
NUMBERED = ("Opinion Ticket", "Deputy Suggestion", DOCTYPE)
APPROVER = {"Township Level": "Township Chair", "County": "County Approver"}


def retention_of(register: Document) -> str:
	"""How long volumes of a register are kept, by archive code."""
	return RETENTION.get(register.row_source, "D10")


def next_number(volume: Document, retention: str) -> str:
	"""A proposal: `0086-WS·2026-D10-RDB-0012`, after the last of the year and retention (registers.md §0)."""
	year = getdate(volume.to_date).year
	fonds = frappe.db.get_value("Congress Body", {"jurisdiction": volume.township}, "fonds_number") or "0000"
	prefix = f"{fonds}-WS·{year}-{retention}-"
	last = 0
	for doctype in NUMBERED:
		table = frappe.qb.DocType(doctype)
		rows = (
			frappe.qb.from_(table)
			.select(table.archive_number)
			.where((table.township == volume.township) & table.archive_number.like(f"{prefix}%"))
			.run(pluck=True)
		)
		last = max([last, *(cint(number.rsplit("-", 1)[1]) for number in rows)])
	return f"{prefix}RDB-{last + 1:04d}"


def file(volume: Document) -> None:
	"""Enter who filed it, until when it is kept, and sign that.

	Raises:
		frappe.ValidationError: another record has the number.
	"""
	for doctype in NUMBERED:
		same = {"archive_number": volume.archive_number, "name": ("!=", volume.name)}
		if frappe.db.exists(doctype, {**same, "township": volume.township}):
			frappe.throw(
				_("{0}: {1} is taken. Choose the next one.").format(
					frappe.bold(_("Archive Number")), frappe.utils.escape_html(volume.archive_number)
				)
			)
	volume.archived_by_name = display_name(frappe.session.user)
	volume.archived_on = now_datetime().replace(microsecond=0)
	years = YEARS.get(volume.retention)
	year = getdate(volume.to_date).year
	volume.retention_until = getdate(f"{year + years}-12-31") if years else None
	volume.archive_seal = _signed(volume, "Register Volume Archive", volume.seal, FILED)


def destroy_full_edition(volume: Document) -> None:
	"""Remove the full edition for ever; who, when and what it was stays, and so does the masked edition.

	Raises:
		frappe.ValidationError: the retention isn't over.
	"""
	if not volume.retention_until or getdate(volume.retention_until) >= getdate():
		frappe.throw(
			_("The volume is kept until {0}.").format(day(volume.retention_until) or _("permanently"))
		)
	full = [one for one in sealed_files(volume) if one.edition == FULL]
	volume.destroyed_by_name = display_name(frappe.session.user)
	volume.destroyed_on = now_datetime().replace(microsecond=0)
	volume.destroyed_digests = "\n".join(f"{one.title} {one.size} SHA-256 {one.digest}" for one in full)
	volume.destruction_seal = _signed(volume, "Register Volume Destruction", volume.archive_seal, DESTROYED)
	destroy(full, volume.name)


def _signed(volume: Document, purpose: str, before: str | None, names: tuple[str, ...]) -> str:
	return signature(purpose, canonical({"before": before or "", "columns": columns_of(volume, names)}))


def differences(volume: Document) -> list[str]:
	"""What was entered after the sealing and is not as it was signed."""
	found = []
	if volume.workflow_state in (ARCHIVED, MASKED_ONLY) and volume.archive_seal != _signed(
		volume, "Register Volume Archive", volume.seal, FILED
	):
		found.append(_("Archive number or retention were changed in the database."))
	if volume.workflow_state == MASKED_ONLY and volume.destruction_seal != _signed(
		volume, "Register Volume Destruction", volume.archive_seal, DESTROYED
	):
		found.append(_("The record of the destruction was changed in the database."))
	return found


def daily() -> None:
	"""List what is past its retention for the chairs to decide on, and remove what killed sealings left."""
	remove_interrupted()
	due = frappe.get_all(
		DOCTYPE,
		[
			["workflow_state", "=", ARCHIVED],
			["retention_until", "is", "set"],
			["retention_until", "<", getdate()],
			["destruction_listed_on", "is", "not set"],
		],
		pluck="name",
	)
	for name in due:
		volume = frappe.get_doc(DOCTYPE, name)
		volume.db_set("destruction_listed_on", getdate(), update_modified=False)
		text = _(
			"The retention of {0} is over: decide on the destruction of its full edition.", lang=LANGUAGE
		)
		notices.tell(notices.holders(APPROVER[volume.level], volume), text.format(volume.number), volume)

"""Sealed volumes in the archive: number, retention, and the end of the full edition.

What is entered after the sealing is signed together with the signature before it.
"""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import getdate, now_datetime

from deputy_liaison import archive_numbers
from deputy_liaison.opinions import archive_catalogue, notices
from deputy_liaison.paper import LANGUAGE, day
from deputy_liaison.persons import display_name
from deputy_liaison.registers.sealed_files import DOCTYPE, FULL, destroy, remove_interrupted
from deputy_liaison.registers.sealing import canonical, columns_of, sealed_files, signature
from deputy_liaison.registers.volume_states import ARCHIVED, MASKED_ONLY, SEALED
from deputy_liaison.scope import APPROVER_OF

FILED = ("archive_number", "retention", "archived_by_name", "archived_on", "retention_until")
DESTROYED = ("destroyed_by_name", "destroyed_on", "destroyed_digests")
YEARS = {"D10": 10, "D30": 30}
# row source → archive code, where it isn't that of opinion cases (rules.md §11)
RETENTION = {"Deputy Suggestion": "D30", "Deputy": "D30"}


def retention_of(register: Document) -> str:
	"""How long volumes of a register are kept, by archive code."""
	return RETENTION.get(register.row_source, "D10")


def volumes(body: Document, year: int) -> list[frappe._dict]:
	"""The books of a year, for the catalogue of its archive."""
	return archive_catalogue.cases_of(
		DOCTYPE,
		("volume_title", "to_date"),
		(ARCHIVED, MASKED_ONLY),
		_unsealed,
		{"township": body.jurisdiction, "to_date": archive_catalogue.within(year)},
	)


def _unsealed(names: list[str]) -> dict[str, list[str]]:
	"""Of the volumes `names` those that are not sealed yet, and that they lack that."""
	sealed = frappe.get_all(
		DOCTYPE, {"name": ("in", names or [""]), "workflow_state": ("in", SEALED)}, pluck="name"
	)
	return {name: ["尚未封存"] for name in names if name not in sealed}


def file(volume: Document) -> None:
	"""Enter who filed it, until when it is kept, and sign that.

	Raises:
		frappe.ValidationError: another record has the number, or it says another retention.
	"""
	archive_numbers.check(volume)
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
		notices.tell(notices.holders(APPROVER_OF[volume.level], volume), text.format(volume.number), volume)

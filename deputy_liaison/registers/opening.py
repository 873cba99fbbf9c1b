"""Opening what is sealed: the files of both editions, reprints after a loss, the page of corrections."""

import frappe
from frappe import _
from frappe.model.document import Document

from deputy_liaison import scope
from deputy_liaison.registers import corrections, printed_papers
from deputy_liaison.registers.print_out import send
from deputy_liaison.registers.row_sources import ROW_SOURCES
from deputy_liaison.registers.sealed_files import DOCTYPE, EDITIONS, FULL, MASKED
from deputy_liaison.registers.sealing import is_signed, marks, page_count, sealed_files, snapshot_of
from deputy_liaison.registers.typesetting import typeset
from deputy_liaison.registers.volume import TEMPLATE
from deputy_liaison.registers.volume_states import MASKED_ONLY
from deputy_liaison.state_machine import write_log

LOSS = "Loss Statement"
KINDS = {"pdf": "PDF", "xlsx": "Excel", "json": "JSON"}


@frappe.whitelist(methods=["GET", "POST"])
def overview(name: str) -> dict:
	"""What the form shows of a sealed volume: its files, corrections and losses.

	Raises:
		frappe.PermissionError: the user's posts don't cover the volume.
	"""
	volume = _readable(name)
	return {
		"files": [
			{
				"edition": file.edition,
				"kind": file.kind,
				"may_open": _may_open(volume, file.edition),
				"exists": file.path.exists(),
			}
			for file in sealed_files(volume)
		],
		"corrections": frappe.get_list(
			corrections.DOCTYPE,
			filters={"volume": name},
			fields=[
				"name",
				"number",
				"workflow_state",
				"entry_number",
				"entry_column",
				"sealed_text",
				"correct_text",
				"confirmed_on",
			],
			order_by="creation asc",
			limit_page_length=0,
		),
		"losses": frappe.get_list(
			LOSS,
			filters={"lost_paper": DOCTYPE, "paper": name},
			fields=["name", "workflow_state", "lost_on", "lost_by", "reprint_count"],
			order_by="creation asc",
			limit_page_length=0,
		),
	}


@frappe.whitelist(methods=["POST"])
def edition(name: str, edition: str, kind: str) -> None:
	"""Answer with one sealed file. POST, because opening a full edition is written to the log.

	Args:
		name: a sealed volume.
		edition: "full" or "masked".
		kind: "pdf", "xlsx" or "json".

	Raises:
		frappe.PermissionError: the user's posts don't cover the volume, or don't open full values.
		frappe.ValidationError: there is no such file, or it isn't what was sealed any more.
	"""
	volume = _readable(name)
	if edition not in EDITIONS or kind not in KINDS:
		frappe.throw(_("There is no such edition."))
	_refuse_full(volume, edition)
	file = next((one for one in sealed_files(volume) if (one.edition, one.kind) == (edition, kind)), None)
	content = file.content() if file else None
	if content is None:
		frappe.throw(_("This edition does not exist, or it was destroyed after its retention."))
	if not is_signed(volume) or not file.is_as_sealed(content):
		frappe.throw(
			_("The sealed file {0} is missing or was changed. Verify the volume.").format(file.title)
		)
	note_opening(volume, edition, _("Open Full Edition: {0}").format(KINDS[kind]))
	send(content, file.title, kind)


@frappe.whitelist(methods=["POST"])
def reprint(statement: str, edition: str = FULL) -> None:
	"""Answer with a lost volume printed again from what was sealed, marked as a reprint.

	Args:
		statement: a Loss Statement whose reprint was approved.
		edition: "full" or "masked".

	Raises:
		frappe.PermissionError: the user's posts don't cover it, or don't open full values.
		frappe.ValidationError: the reprint isn't approved, or what was sealed was changed.
	"""
	if not scope.covers(None, LOSS, statement):
		scope.refuse_out_of_scope()
	loss = frappe.get_doc(LOSS, statement)
	if not loss.mark() or loss.lost_paper != DOCTYPE:
		frappe.throw(_("The chair has not approved a reprint with this statement."))
	volume = _readable(loss.paper)
	if edition not in EDITIONS:
		frappe.throw(_("There is no such edition."))
	if edition == FULL and volume.workflow_state == MASKED_ONLY:
		frappe.throw(_("The full edition was destroyed after its retention. Print the masked one again."))
	_refuse_full(volume, edition)
	note_opening(volume, edition, _("Reprint No. {0}").format(loss.reprint_count))
	name = f"{volume.number}-补打第{loss.reprint_count}次.pdf"
	send(reprinted(volume, edition, loss.mark()), name, "pdf")


def reprinted(volume: Document, edition: str, mark: str) -> bytes:
	"""The sealed rows on paper again, with the mark of the reprint; number and contents unchanged."""
	return typeset(TEMPLATE, {**_on_paper(volume, edition, snapshot_of(volume, edition)), "reprint": mark})


def edition_of(volume: Document, outside: bool) -> str:
	"""The edition of a sealed volume that the session's user, who reads the volume, gets with others."""
	full = not outside and volume.workflow_state != MASKED_ONLY and _may_open(volume, FULL)
	return FULL if full else MASKED


def bound(volume: Document, edition: str, sealed: dict) -> bytes:
	"""A sealed volume as it is filed: its archive number on the cover, its corrections behind it.

	Args:
		volume: the sealed volume.
		edition: one that the user may open (`edition_of`).
		sealed: its rows (`sealing.sealed_rows`).
	"""
	behind = [typeset(TEMPLATE, corrections.appendix(volume))] if corrections.confirmed(volume.name) else []
	paper = _on_paper(volume, edition, sealed, sum(map(page_count, behind)))
	return printed_papers.bound((None, one) for one in (typeset(TEMPLATE, paper), *behind))


def _on_paper(volume: Document, edition: str, sealed: dict, pages_behind: int = 0) -> dict:
	# the archive's stamp counts every sheet of what it stands on
	pages = volume.get(f"pages_{edition}") + pages_behind
	return {**sealed["data"], **marks(volume, sealed["data"], sealed["notes"], pages)}


@frappe.whitelist(methods=["POST"])
def correction_page(name: str) -> None:
	"""Answer with the page of a volume's corrections, to be bound behind it.

	Raises:
		frappe.PermissionError: the user's posts don't cover the volume.
		frappe.ValidationError: nothing was corrected.
	"""
	volume = _readable(name)
	send(typeset(TEMPLATE, corrections.appendix(volume)), f"{volume.number}-更正附页.pdf", "pdf")


def _readable(name: str) -> Document:
	if not scope.covers(None, DOCTYPE, name):
		scope.refuse_out_of_scope()
	volume = frappe.get_doc(DOCTYPE, name)
	volume.check_permission("read")
	return volume


def _may_open(volume: Document, edition: str) -> bool:
	return edition == MASKED or not volume.holds_personal_data or volume.checks().opens_full(volume.name)


def _refuse_full(volume: Document, edition: str) -> None:
	if not _may_open(volume, edition):
		frappe.throw(
			_("The full edition is for those who open personal data here. Open the masked one."),
			frappe.PermissionError,
		)


def note_opening(volume: Document, edition: str, what: str) -> None:
	"""A full edition that tells of voters is entered in the volume's log."""
	if edition == FULL and ROW_SOURCES[volume.register().row_source].is_logged:
		write_log(volume, "Open Full Edition", event="Disclosure", note=what)

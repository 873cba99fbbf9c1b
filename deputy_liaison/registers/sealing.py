"""Sealing a register volume: what it holds is written down in two editions, signed, and never changed again.

Files come first, then in one transaction the state, the signature and the records of the files: whatever
kills a sealing, the volume stays unsealed and is sealed anew. The signature is a keyed hash over the
volume's own columns and the digests of all files; its key lies in the site's configuration, not in the
database. Live tickets go on: what was open prints 未办结 and is carried over to the next volume.
"""

import io
import json
from dataclasses import dataclass

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, cstr, get_datetime, getdate, now_datetime
from pypdf import PdfReader

from deputy_liaison import scope
from deputy_liaison.archive_numbers import RETENTIONS
from deputy_liaison.batch import why_not
from deputy_liaison.confirmations import confirmed
from deputy_liaison.opinions import archive_catalogue
from deputy_liaison.paper import LANGUAGE, day
from deputy_liaison.persons import display_name
from deputy_liaison.registers import completeness, typesetting
from deputy_liaison.registers.sealed_files import (
	DOCTYPE,
	EDITION_WORDS,
	EDITIONS,
	FULL,
	MASKED,
	SEAL,
	SealedFile,
	Writer,
	once_sealed,
)
from deputy_liaison.registers.volume import TEMPLATE, compose, numbers_alone
from deputy_liaison.registers.volume_states import CORRECTED, CORRECTION
from deputy_liaison.registers.workbook import workbook
from deputy_liaison.short_codes import SIGNS, keyed_hash
from deputy_liaison.state_machine import act, actions_of

CLOSE = "Close Volume"
PURPOSE = "Register Volume Seal"
FORMAT = 1
# the volume's columns that the seal covers
SEALED_COLUMNS = (
	"number",
	"volume_title",
	"definition",
	"level",
	"jurisdiction",
	"station",
	"holder_name",
	"from_date",
	"to_date",
	"remark",
	"made_by",
	"made_by_name",
	"closed_on",
	"sealed_by",
	"sealed_by_name",
	"sealed_on",
	"verification_code",
	"row_count",
	"pages_full",
	"pages_masked",
	"carried_over_count",
	"carried_over",
	"accepted_findings",
	"holds_personal_data",
)
CODE_SIGNS = 12
# in words of the progress bar
STEPS = ("Reading the Rows", "Setting the Full Edition", "Setting the Masked Edition", "Setting the Seal")
PROGRESS_SECONDS = 3600
# without a sign of life for this long, a sealing may be begun anew
SILENT_SECONDS = 600


def canonical(content: object) -> bytes:
	"""The one way to write `content` as JSON, so that the same content has the same digest."""
	return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def signature(purpose: str, content: bytes) -> str:
	"""The keyed hash by which this site alone can sign."""
	return keyed_hash(purpose, content.decode())


def columns_of(doc: Document, names: tuple[str, ...]) -> dict[str, str]:
	"""The document's values as texts, the same before and after they went through the database."""
	values = {}
	for name in names:
		value = doc.get(name)
		fieldtype = doc.meta.get_field(name).fieldtype
		if value in (None, ""):
			values[name] = ""
		elif fieldtype == "Datetime":
			values[name] = str(get_datetime(value))
		elif fieldtype == "Date":
			values[name] = str(getdate(value))
		elif fieldtype in ("Int", "Check"):
			values[name] = str(cint(value))
		else:
			values[name] = cstr(value)
	return values


@dataclass
class _Contents:
	"""Both editions as data, and what stands beside their rows."""

	editions: dict[str, dict]
	count: int
	holds_personal_data: bool
	carried_over: list[str]
	notes: list[str]


def seal(volume: Document, acting: bool) -> None:
	"""Write the volume down and fill in its seal; the caller's transaction saves it with the new state.

	Args:
		volume: a Register Volume that the caller has locked and whose chair and completeness are checked.
		acting: whether an acting post seals it.

	Raises:
		frappe.ValidationError: it is sealed already, or can't be typeset.
	"""
	# what a volume's columns no longer say, the log still does: sealing it anew would remove the files of then
	if volume.seal or volume.manifest or once_sealed([volume.name]):
		frappe.throw(_("This volume is sealed already."))
	_tell(volume.name, 0)
	contents = _composed(volume)
	volume.update(
		{
			"sealed_by": frappe.session.user,
			"sealed_by_name": display_name(frappe.session.user),
			"sealed_on": now_datetime().replace(microsecond=0),
			"row_count": contents.count,
			"holds_personal_data": int(contents.holds_personal_data),
			"carried_over_count": len(contents.carried_over),
			"carried_over": "\n".join(contents.carried_over),
		}
	)
	contents.notes.append(_confirmations(volume, acting))
	snapshots = {edition: _snapshot(volume, contents, edition) for edition in EDITIONS}
	volume.verification_code = _code(volume, snapshots)
	writer = Writer(volume.name, f"{volume.number}{volume.volume_title}")
	for step, edition in enumerate(EDITIONS, 1):
		_tell(volume.name, step)
		data = {**contents.editions[edition], **marks(volume, contents.editions[edition], contents.notes)}
		# a long book says after each part that it goes on
		paper = typesetting.typeset(TEMPLATE, data, lambda *rows, step=step: _tell(volume.name, step))
		writer.write(edition, "json", snapshots[edition])
		writer.write(edition, "pdf", paper)
		writer.write(edition, "xlsx", workbook(data))
		volume.set(f"pages_{edition}", page_count(paper))
	_tell(volume.name, 3)
	writer.attach()
	manifest = canonical(
		{
			"format": FORMAT,
			"volume": volume.name,
			"columns": columns_of(volume, SEALED_COLUMNS),
			"files": [file.as_dict() for file in writer.files],
		}
	)
	volume.manifest = manifest.decode()
	volume.seal = signature(PURPOSE, manifest)


def _composed(volume: Document) -> _Contents:
	register, holder = volume.register(), volume.holder()
	first, last = getdate(volume.from_date), getdate(volume.to_date)
	checks = volume.checks()
	editions = {
		edition: compose(register, holder, first, last, outside=edition == MASKED, sealed=True)
		for edition in EDITIONS
	}
	full, masked = editions[FULL], editions[MASKED]
	previous = volume.previous()
	notes = carried_in(previous) if previous else []
	fates = checks.fates(previous.carried_over.split("\n")) if notes else []
	if ended := [f"{fate.called}（{fate.ended}）" for fate in fates if fate.ended]:
		notes.append(f"承接上册办结{len(ended)}件：{'、'.join(ended)}")
	# what an earlier volume left open is handed on until it is done
	handed_on = [fate.called for fate in fates if not fate.ended]
	carried_over = list(dict.fromkeys([*handed_on, *checks.open_matters(full.data["rows"])]))
	if carried_over:
		of_before = f"（其中承接上册{len(handed_on)}件）" if handed_on else ""
		notes.append(f"未办结{len(carried_over)}件{of_before}，结转下册：{'、'.join(carried_over)}")
	if void := checks.void_numbers():
		notes.append(f"作废编号：{'、'.join(void)}")
	return _Contents(
		{FULL: full.data, MASKED: masked.data},
		full.count,
		full.full and full.count > 0,
		carried_over,
		notes,
	)


def _confirmations(volume: Document, acting: bool) -> str:
	"""Who made the volume up and who sealed it, sealed as a line of its own: a reprint says what it said then."""
	made_by_acting = frappe.db.get_value(
		"Handling Log",
		{"reference_doctype": DOCTYPE, "reference_name": volume.name, "action": CLOSE},
		"is_acting",
		order_by="at desc",
	)
	made = confirmed(volume, volume.made_by, volume.closed_on, made_by_acting)
	return f"制册人：{made}　封存人：{confirmed(volume, volume.sealed_by, volume.sealed_on, acting)}"


def carried_in(previous: Document) -> list[str]:
	"""What the volume before this one handed on, as the next one says it; empty if nothing."""
	if not previous.carried_over_count:
		return []
	numbers = "、".join(previous.carried_over.split("\n"))
	return [f"承接上册（{previous.number}）未办结{previous.carried_over_count}件：{numbers}"]


def entered_later(previous: Document) -> list[completeness.Finding]:
	"""Rows of the period before that were entered when its volume was sealed already: they stand in none.

	What a confirmed correction of that volume names is settled.
	"""
	content = sealed_rows(previous, MASKED)
	# a volume whose file is gone or was changed says so when it is verified
	if content is None:
		return []
	rows = content["data"]["rows"]
	# volumes sealed by an earlier version know their rows by their numbers alone
	sealed = {row.get("record") or row["number"] for row in rows}
	settled = frappe.get_all(
		CORRECTION, {"volume": previous.name, "workflow_state": CORRECTED}, pluck="entry_number"
	)
	sealed.update(settled)
	later = [
		called for record, called in previous.checks().records().items() if not sealed & {record, called}
	]
	if not later:
		return []
	said = _("Entered after {0} was sealed, and so in no volume: {1}. Propose corrections there.")
	return [completeness.Finding(said.format(previous.number, completeness.shortened(later)))]


def _snapshot(volume: Document, contents: _Contents, edition: str) -> bytes:
	"""The rows as they are sealed, with what they belong to; without the code that is made of them."""
	return canonical(
		{
			"format": FORMAT,
			"edition": edition,
			"number": volume.number,
			"definition": volume.definition,
			"made_by": volume.made_by_name,
			"sealed_by": volume.sealed_by_name,
			"sealed_on": str(volume.sealed_on),
			"count": contents.count,
			"notes": contents.notes,
			"data": contents.editions[edition],
		}
	)


def _code(volume: Document, snapshots: dict[str, bytes]) -> str:
	"""`ABCD-EFGH-JKLM`: what is printed on the volume and typed in to verify it; made of its contents."""
	content = "|".join((volume.name, *(keyed_hash(PURPOSE, text.decode()) for text in snapshots.values())))
	value = int(keyed_hash("Register Volume Code", content), 16)
	signs = []
	for _sign in range(CODE_SIGNS):
		value, sign = divmod(value, len(SIGNS))
		signs.append(SIGNS[sign])
	return spaced("".join(signs))


def spaced(code: str) -> str:
	"""A verification code as it is printed, in groups of four."""
	return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def marks(volume: Document, data: dict, notes: list[str], pages: int | str = "") -> dict:
	"""What the paper of a sealed volume says besides its rows: cover, 目录, seal and verification code.

	Args:
		volume: the sealed volume; its archive number is empty while it is sealed.
		data: the edition's rows.
		notes: lines that were sealed with them.
		pages: how many the edition has, once it was set.
	"""
	filed = archive_catalogue.parts_of(volume.archive_number)
	return {
		"cover": {
			"volume_number": volume.number,
			"numbers": numbers_alone(data),
			# what is not filed yet leaves room for the pen
			"archive_number": volume.archive_number or "",
			"retention": RETENTIONS.get(volume.retention, ""),
			"stamp": archive_catalogue.stamp(filed, volume.retention or "", pages if filed else ""),
			"sealed_on": day(volume.sealed_on),
			"maker": volume.made_by_name,
			"checker": volume.sealed_by_name,
		},
		"index": _index(data),
		"binding": True,
		"seal_note": "\n".join(notes),
		"verification": {
			"code": volume.verification_code,
			"text": "在系统的“核验”页输入此码，可核对本册与封存内容是否一致。",
		},
	}


def _index(data: dict) -> list[dict]:
	"""目录 of a volume whose register names the column for it."""
	column = data["index_column"]
	if column is None:
		return []
	return [{"label": _label(row, column), "row": position} for position, row in enumerate(data["rows"])]


def _label(row: dict, column: int) -> str:
	"""What the 目录 calls a row: its number, and what stands in the column, be it once for each part."""
	cells = (row["cells"][column], *(part[column] for part in row["parts"]))
	words = [word for cell in cells if cell for word in cell.split()]
	if row["number"] and row["number"] not in words:
		words.insert(0, row["number"])
	return " ".join(words)


def headed(data: dict, numbers: str) -> dict:
	"""The head of a page that belongs to a volume and has rows, numbers and foot of its own."""
	return {
		"numbers": numbers,
		"sub_head": {"left": data["place"], "centre": data["period"], "right": numbers},
		"total_foot": "",
		"index_column": None,
	}


def page_count(paper: bytes) -> int:
	"""Pages of a PDF."""
	return len(PdfReader(io.BytesIO(paper)).pages)


def sealed_files(volume: Document) -> list[SealedFile]:
	"""The files that the volume's seal names; none before it is sealed, nor where their list was destroyed."""
	try:
		manifest = json.loads(volume.manifest or "{}")
	except ValueError:
		return []
	return [SealedFile(**file) for file in manifest.get("files", ())]


def is_signed(volume: Document) -> bool:
	"""Whether the list of what was sealed is the one that this site signed."""
	return signature(PURPOSE, (volume.manifest or "").encode()) == volume.seal


def sealed_rows(volume: Document, edition: str) -> dict | None:
	"""The sealed rows of an edition and what belongs to them, None if they are gone or not what was sealed."""
	file = next((one for one in sealed_files(volume) if (one.edition, one.kind) == (edition, "json")), None)
	content = file.content() if file and is_signed(volume) else None
	return json.loads(content) if content is not None and file.is_as_sealed(content) else None


def snapshot_of(volume: Document, edition: str) -> dict:
	"""As `sealed_rows`, refused unless they are as they were sealed.

	Raises:
		frappe.ValidationError: the file is missing or was changed.
	"""
	sealed = sealed_rows(volume, edition)
	if sealed is None:
		frappe.throw(
			_("The sealed file {0} is missing or was changed. Verify the volume.").format(
				f"{volume.number}{volume.volume_title}-{EDITION_WORDS[edition]}.json"
			)
		)
	return sealed


# long sealings run in the background


@frappe.whitelist(methods=["POST"])
def start(name: str, modified: str, values: str | dict | None = None, note: str | None = None) -> None:
	"""Seal a volume in the background; how far it is, `progress` tells. Arguments as in `state_machine.act`.

	Raises:
		frappe.PermissionError: no post of the user's seals this volume.
		frappe.ValidationError: something is missing; the message says what.
	"""
	if not scope.covers(None, DOCTYPE, name):
		scope.refuse_out_of_scope()
	asked = frappe.parse_json(values) or {}
	if SEAL not in [action["action"] for action in actions_of(DOCTYPE, name)]:
		# refused there, in the words for it
		act(DOCTYPE, name, SEAL, modified, asked, note)
	volume = frappe.get_doc(DOCTYPE, name)
	volume.refuse_incomplete(bool(asked.get("accept_findings")))
	_keep(name, {"step": 0})
	# at once: nothing was written here, and Frappe commits only what was
	frappe.enqueue(
		"deputy_liaison.registers.sealing.carry_out",
		queue="long",
		timeout=3600,
		volume=name,
		modified=modified,
		values=asked,
		note=note,
	)


def carry_out(volume: str, modified: str, values: dict, note: str | None) -> None:
	"""The background's part of `start`, as the session's user."""
	# a worker speaks English by itself
	frappe.local.lang = LANGUAGE
	try:
		act(DOCTYPE, volume, SEAL, modified, values, note)
	except Exception as error:  # whatever it is, the page waits for it
		frappe.db.rollback()
		_keep(volume, {"step": 0, "why": why_not(error, f"Sealing {volume}")})


@frappe.whitelist(methods=["GET", "POST"])
def progress(name: str) -> dict:
	"""How far the sealing of a volume is.

	Returns:
		sealed; step, steps, words of the step; why it failed, if it did; silent: no sign of life.
	"""
	if not scope.covers(None, DOCTYPE, name):
		scope.refuse_out_of_scope()
	told = frappe.cache.get_value(_key(name), expires=True) or {}
	at = told.get("at")
	step = told.get("step", 0)
	return {
		"sealed": bool(frappe.db.get_value(DOCTYPE, name, "seal")),
		"step": step,
		"steps": len(STEPS),
		"words": _(STEPS[step]),
		"why": told.get("why") or "",
		"silent": not at or (now_datetime() - get_datetime(at)).total_seconds() > SILENT_SECONDS,
	}


def _tell(name: str, step: int) -> None:
	_keep(name, {"step": step})


def _keep(name: str, told: dict) -> None:
	frappe.cache.set_value(_key(name), {**told, "at": str(now_datetime())}, expires_in_sec=PROGRESS_SECONDS)


def _key(name: str) -> str:
	return f"liaison_sealing|{name}"

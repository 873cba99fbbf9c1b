import frappe
from frappe import _
from frappe.utils import getdate

from deputy_liaison.document import LiaisonDocument
from deputy_liaison.handling_record import record_of
from deputy_liaison.numbering import highest
from deputy_liaison.opinions.voters_in_text import masker
from deputy_liaison.persons import display_name, same_person
from deputy_liaison.registers.corrections import sealed_words, sign
from deputy_liaison.scope import Scope
from deputy_liaison.state_machine import Ask, Move, write_log

DOCTYPE = "Volume Correction"
PROPOSED = "Correction Proposed"


class VolumeCorrection(LiaisonDocument):
	"""A dated entry that says what is right instead of what a sealed volume says; both stay readable."""

	scope = Scope(jurisdiction="jurisdiction", township="township", station="station")
	born_in = PROPOSED
	moved_without_write = True
	editable = {
		PROPOSED: frozenset(
			{
				"entry_number",
				"entry_column",
				"correct_text",
				"reason",
				"sealed_text",
				"station",
				"jurisdiction",
				"township",
				"level",
			}
		)
	}
	asks = {"Confirm Correction": Ask(note="optional"), "Decline Correction": Ask(note="required")}

	def before_insert(self) -> None:
		self.proposed_by = frappe.session.user
		self.proposed_by_name = display_name(frappe.session.user)

	def validate(self) -> None:
		if self.flags.move or (not self.is_new() and self.workflow_state != PROPOSED):
			return
		volume = frappe.get_doc("Register Volume", self.volume)
		if not volume.seal:
			frappe.throw(_("This volume is not sealed yet: change the records themselves."))
		self.update({field: volume.get(field) for field in ("station", "jurisdiction", "township", "level")})
		self.entry_number = (self.entry_number or "").strip()
		self.entry_column = (self.entry_column or "").strip()
		# the correction outlives the full edition, and is read by whoever reads the masked one
		masked = masker(volume.checks().masks())
		self.sealed_text = masked(sealed_words(volume, self.entry_number, self.entry_column))
		self.correct_text = masked((self.correct_text or "").strip())
		self.reason = masked((self.reason or "").strip())

	def why_not(self, action: str, user: str) -> str | None:
		if same_person(user, self.proposed_by):
			return _("Who proposed a correction doesn't decide on it: it is for another person.")
		return None

	def on_confirm_correction(self, move: Move) -> None:
		# one after the other, so that their numbers have no gap
		volume = frappe.get_doc("Register Volume", self.volume, for_update=True)
		self.sequence = highest(DOCTYPE, "sequence", volume=self.volume) + 1
		self.number = f"{volume.number}更正第{self.sequence}号"
		self.confirmed_by_name = display_name(frappe.session.user)
		self.confirmed_on = getdate()
		self.seal = sign(self)
		# the volume's own record counts its corrections: one that is gone is missed
		write_log(volume, move.action, event="Handling Event", post=move.post, note=self.number)

	def onload(self) -> None:
		super().onload()
		if not self.is_new():
			self.set_onload("record", record_of([self.name]))


def on_doctype_update() -> None:
	"""The entries of a volume, in their order; what is only proposed has no number yet."""
	frappe.db.add_unique(DOCTYPE, ["volume", "number"])
	frappe.db.add_index(DOCTYPE, ["volume", "sequence"])

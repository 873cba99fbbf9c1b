import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import getdate

from deputy_liaison.document import LiaisonDocument
from deputy_liaison.handling_record import record_of
from deputy_liaison.numbering import highest
from deputy_liaison.paper import day
from deputy_liaison.persons import display_name, same_person
from deputy_liaison.registers.sealed_files import EDITIONS, MASKED
from deputy_liaison.registers.volume_states import MASKED_ONLY
from deputy_liaison.scope import Scope
from deputy_liaison.state_machine import Ask, Move

DOCTYPE = "Loss Statement"
REPORTED = "Loss Reported"
APPROVED = "Reprint Approved"
VOLUME = "Register Volume"


class LossStatement(LiaisonDocument):
	"""遗失说明: a sealed volume or a slip that is lost, and the chair's decision on printing it again.

	What is printed again keeps its number and says which reprint it is.
	"""

	scope = Scope(jurisdiction="jurisdiction", township="township", station="station")
	born_in = REPORTED
	moved_without_write = True
	editable = {
		REPORTED: frozenset(
			{
				"lost_on",
				"lost_by",
				"circumstances",
				"paper_number",
				"station",
				"jurisdiction",
				"township",
				"level",
			}
		)
	}
	asks = {"Approve Reprint": Ask(note="optional"), "Decline Reprint": Ask(note="required")}

	def before_insert(self) -> None:
		self.reported_by = frappe.session.user
		self.reported_by_name = display_name(frappe.session.user)

	def validate(self) -> None:
		if self.flags.move or (not self.is_new() and self.workflow_state != REPORTED):
			return
		paper = self.lost()
		if self.is_new():
			# a link alone would let anyone who guesses a name attach a statement to it
			paper.check_permission("read")
		if self.lost_paper == VOLUME and not paper.seal:
			frappe.throw(_("This volume is not sealed yet: print the register itself."))
		if not paper.number:
			frappe.throw(_("What has no number yet was not given out."))
		self.paper_number = paper.number
		self.update(
			{
				"station": paper.get("station"),
				"jurisdiction": paper.jurisdiction,
				"level": paper.get("level") or paper.get("handling_level"),
			}
		)
		if getdate(self.lost_on) > getdate():
			frappe.throw(_("{0} lies in the future.").format(frappe.bold(_("Lost or Found Missing On"))))

	def lost(self) -> Document:
		"""The volume or the slip."""
		return frappe.get_doc(self.lost_paper, self.paper)

	def why_not(self, action: str, user: str) -> str | None:
		if same_person(user, self.reported_by):
			return _("Who reported a loss doesn't decide on the reprint: it is for another person.")
		return None

	def on_approve_reprint(self, move: Move) -> None:
		# one after the other, so that two reprints have two numbers
		frappe.get_doc(self.lost_paper, self.paper, for_update=True)
		self.reprint_count = highest(DOCTYPE, "reprint_count", paper=self.paper) + 1
		self._note_decision()

	def on_decline_reprint(self, move: Move) -> None:
		self._note_decision()

	def _note_decision(self) -> None:
		self.approved_by_name = display_name(frappe.session.user)
		self.approved_on = getdate()

	def mark(self) -> str:
		"""`补打第1次　2026年11月29日`, empty where no reprint is approved."""
		if self.workflow_state != APPROVED:
			return ""
		return f"补打第{self.reprint_count}次　{day(self.approved_on)}"

	def onload(self) -> None:
		super().onload()
		if self.is_new():
			return
		self.set_onload("record", record_of([self.name]))
		if self.lost_paper == VOLUME:
			state = frappe.db.get_value(VOLUME, self.paper, "workflow_state")
			self.set_onload("editions", [MASKED] if state == MASKED_ONLY else [*EDITIONS])


def reprint_mark(doctype: str, name: str) -> str:
	"""What the head of a paper says that was printed again after its loss, empty if it was not.

	For print formats of slips (hook `jinja`), which have checked that the user reads the paper; a volume's
	reprint is `opening.reprint`.
	"""
	statements = frappe.get_all(
		DOCTYPE,
		{"lost_paper": doctype, "paper": name, "workflow_state": APPROVED},
		pluck="name",
		order_by="reprint_count desc",
		limit=1,
	)
	return frappe.get_doc(DOCTYPE, statements[0]).mark() if statements else ""


def on_doctype_update() -> None:
	"""The statements on one paper, in their order."""
	frappe.db.add_index(DOCTYPE, ["paper", "reprint_count"])

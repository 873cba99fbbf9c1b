import frappe
from frappe.utils import getdate

from deputy_liaison.document import LiaisonDocument
from deputy_liaison.handling_record import record_of
from deputy_liaison.masking import mask_mobiles
from deputy_liaison.scope import Scope
from deputy_liaison.state_machine import Ask, Move

DOCTYPE = "Handwritten Number"
RESERVED = "Number Reserved"
ENTERED = "Number Entered"
RULE = "H1"


class HandwrittenNumber(LiaisonDocument):
	"""One number of a series that was given out on paper, to be typed in later or declared void.

	Made by `handwriting.reserve` alone. It belongs to its series for good: nobody else takes it.
	"""

	scope = Scope(jurisdiction="jurisdiction", township="township", station="station")
	moved_without_write = True
	asks = {"Void Number": Ask(note="required")}
	batch = {"Void Number": ()}
	system_moves = {(RESERVED, ENTERED): frozenset({RULE})}

	def on_void_number(self, move: Move) -> None:
		# printed in both editions
		self.void_reason = mask_mobiles(move.note)

	def on_h1(self, move: Move) -> None:
		self.entered_on = getdate()

	def onload(self) -> None:
		super().onload()
		self.set_onload("record", record_of([self.name]))


def on_doctype_update() -> None:
	"""A number is reserved once; what a book's check asks for."""
	frappe.db.add_unique(DOCTYPE, ["series", "year", "sequence"])
	frappe.db.add_index(DOCTYPE, ["holder", "workflow_state"])

from frappe.model.document import Document

from deputy_liaison.liaison_network import outlines
from deputy_liaison.scope import Scope


class LiaisonSettings(Document):
	"""What a county tunes: time limits with their legal basis, lengths, the personal-data notice."""

	scope = Scope(open=True)

	def validate(self) -> None:
		if self.township_outlines and self.has_value_changed("township_outlines"):
			outlines.check(self.township_outlines)

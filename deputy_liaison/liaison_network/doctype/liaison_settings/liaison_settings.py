from frappe.model.document import Document

from deputy_liaison.scope import Scope


class LiaisonSettings(Document):
	"""What a county tunes: time limits with their legal basis, lengths, the personal-data notice."""

	scope = Scope(open=True)

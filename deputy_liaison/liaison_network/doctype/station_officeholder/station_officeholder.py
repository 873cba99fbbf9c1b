from frappe.model.document import Document


class StationOfficeholder(Document):
	pass

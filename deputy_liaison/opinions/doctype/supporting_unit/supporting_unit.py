from frappe.model.document import Document


class SupportingUnit(Document):
	pass

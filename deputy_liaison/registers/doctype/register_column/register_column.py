from frappe.model.document import Document


class RegisterColumn(Document):
	pass

from frappe.model.document import Document


class TimeLimit(Document):
	pass

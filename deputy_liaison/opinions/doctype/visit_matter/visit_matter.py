from frappe.model.document import Document


class VisitMatter(Document):
	pass

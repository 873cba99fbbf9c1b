from frappe.model.document import Document


class ReceivingDeputy(Document):
	pass

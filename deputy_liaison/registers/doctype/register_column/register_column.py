from frappe.model.document import Document


class RegisterColumn(Document):
	"""One column of a register; `source_field` names what stands in its cells, line by line."""

	def lines(self) -> list[list[str]]:
		"""Names of the row values, one list to a line of the cell."""
		return [line.split() for line in (self.source_field or "").split(",") if line.strip()]

from deputy_liaison.document import LiaisonRow


class RegisterColumn(LiaisonRow):
	"""One column of a register; `source_field` names what stands in its cells, line by line."""

	def lines(self) -> list[list[str]]:
		"""Names of the row values, one list to a line of the cell."""
		return [line.split() for line in (self.source_field or "").split(",") if line.strip()]

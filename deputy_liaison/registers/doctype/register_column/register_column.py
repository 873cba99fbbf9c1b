import re

from deputy_liaison.document import LiaisonRow
from deputy_liaison.registers.row_source import RowSource

SEPARATORS = re.compile(r"[,，、;；\n]+")


class RegisterColumn(LiaisonRow):
	"""One column of a register; `source_field` says in words what stands in its cells, line by line."""

	def words(self) -> list[str]:
		"""What the cell holds, one line each, as the definition calls it."""
		return [word.strip() for word in SEPARATORS.split(self.source_field or "") if word.strip()]

	def names(self, source: RowSource) -> list[str]:
		"""The row values of the source that are called so."""
		return [source.name_of(word) for word in self.words()]

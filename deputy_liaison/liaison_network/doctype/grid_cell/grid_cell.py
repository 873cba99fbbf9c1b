from deputy_liaison.document import LiaisonDocument
from deputy_liaison.finding import search_key
from deputy_liaison.scope import Scope


class GridCell(LiaisonDocument):
	"""A neighbourhood grid cell (网格), the smallest place that has a deputy (seed S1-03)."""

	scope = Scope(jurisdiction="jurisdiction", open=True)

	def validate(self) -> None:
		self.search_key = search_key(self.grid_name, self.code)

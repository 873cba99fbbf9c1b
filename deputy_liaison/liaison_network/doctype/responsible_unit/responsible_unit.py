from deputy_liaison.document import LiaisonDocument
from deputy_liaison.finding import search_key
from deputy_liaison.scope import Scope


class ResponsibleUnit(LiaisonDocument):
	"""A unit that is handed matters to handle (承办单位)."""

	scope = Scope(jurisdiction="jurisdiction", open=True)

	def validate(self) -> None:
		self.search_key = search_key(self.unit_name, self.short_name)

from deputy_liaison.document import LiaisonDocument
from deputy_liaison.finding import search_key
from deputy_liaison.scope import Scope


class Deputy(LiaisonDocument):
	"""A person who holds or held a mandate. Levels and station follow from mandates and placements."""

	scope = Scope(jurisdiction="jurisdiction", deputy="name", station_sees_township=True)

	def validate(self) -> None:
		self.deputy_name = "".join((self.deputy_name or "").split())
		self.search_key = search_key(self.deputy_name)

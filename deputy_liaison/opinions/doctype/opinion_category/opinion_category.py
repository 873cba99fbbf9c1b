from deputy_liaison.document import LiaisonDocument
from deputy_liaison.finding import search_key
from deputy_liaison.scope import Scope


class OpinionCategory(LiaisonDocument):
	"""A closed list of matters, two levels deep (rules.md §4): not free tags."""

	scope = Scope(open=True)

	def validate(self) -> None:
		self.search_key = search_key(self.category_name)

from deputy_liaison.document import LiaisonDocument
from deputy_liaison.finding import search_key
from deputy_liaison.scope import Scope


class PolicyDocument(LiaisonDocument):
	"""A plan, opinion or rule with its number and file; stations, rules, standards and schemes point to it (S0-01)."""

	scope = Scope(jurisdiction="jurisdiction", open=True)

	def validate(self) -> None:
		self.search_key = search_key(self.document_title, self.document_number)

from deputy_liaison.document import LiaisonDocument
from deputy_liaison.scope import Scope


class CongressBody(LiaisonDocument):
	"""The congress organ of a jurisdiction: names, titles and codes that prints take their words from."""

	scope = Scope(jurisdiction="jurisdiction", open=True)

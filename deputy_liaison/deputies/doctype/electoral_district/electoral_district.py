from deputy_liaison.document import LiaisonDocument
from deputy_liaison.scope import Scope


class ElectoralDistrict(LiaisonDocument):
	"""An electoral district (选区) of county or township deputies."""

	scope = Scope(jurisdiction="jurisdiction", open=True)

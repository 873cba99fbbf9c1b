from deputy_liaison.document import LiaisonDocument
from deputy_liaison.scope import Scope


class NumberCounter(LiaisonDocument):
	"""The last number given in a series and year; written by `numbering.next_number` alone."""

	scope = Scope()

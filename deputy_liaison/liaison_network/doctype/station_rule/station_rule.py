from deputy_liaison.document import LiaisonDocument
from deputy_liaison.finding import search_key
from deputy_liaison.scope import Scope


class StationRule(LiaisonDocument):
	"""A rule that stations put on their walls (seeds S0-18, S1-06, S2-08, S3-07); a county's or a township's.

	A revised rule is a new record with the next version, so that what hung on a wall can be read later.
	"""

	scope = Scope(jurisdiction="jurisdiction", open=True)

	def validate(self) -> None:
		self.search_key = search_key(self.rule_title, self.rule_set)

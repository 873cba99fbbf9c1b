from deputy_liaison.document import LiaisonDocument
from deputy_liaison.scope import Scope


class ResultClass(LiaisonDocument):
	"""How a matter was resolved, A to D (rules.md §4); satisfaction is another question."""

	scope = Scope(open=True)

	def validate(self) -> None:
		self.result_label = f"{self.code} {self.description}"

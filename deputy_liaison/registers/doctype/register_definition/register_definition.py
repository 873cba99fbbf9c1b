from deputy_liaison.document import LiaisonDocument
from deputy_liaison.scope import Scope


class RegisterDefinition(LiaisonDocument):
	"""A register as data: its columns in order with heading, width and mask, its foot and signatures."""

	scope = Scope(open=True)

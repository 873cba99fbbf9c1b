from deputy_liaison.document import LiaisonDocument
from deputy_liaison.scope import Scope


class NightlyRun(LiaisonDocument):
	"""What the nightly job did, and which records it could not work on; for the administrator."""

	scope = Scope()

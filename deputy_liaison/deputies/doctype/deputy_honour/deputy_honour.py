from deputy_liaison.document import LiaisonRow


class DeputyHonour(LiaisonRow):
	"""A title or award that a deputy was given."""

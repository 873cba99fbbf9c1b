from deputy_liaison.document import LiaisonRow


class CommitmentProgress(LiaisonRow):
	"""One line of what became of a commitment, and who told it."""

from deputy_liaison.document import LiaisonRow


class FeedbackAttempt(LiaisonRow):
	pass

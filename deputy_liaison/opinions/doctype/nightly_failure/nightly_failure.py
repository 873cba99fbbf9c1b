from deputy_liaison.document import LiaisonRow


class NightlyFailure(LiaisonRow):
	pass

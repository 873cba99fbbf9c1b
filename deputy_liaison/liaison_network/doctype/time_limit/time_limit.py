from deputy_liaison.document import LiaisonRow


class TimeLimit(LiaisonRow):
	pass

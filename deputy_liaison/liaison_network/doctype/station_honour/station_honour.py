from deputy_liaison.document import LiaisonRow


class StationHonour(LiaisonRow):
	pass

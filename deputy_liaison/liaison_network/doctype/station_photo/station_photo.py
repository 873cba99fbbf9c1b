from deputy_liaison.document import LiaisonRow


class StationPhoto(LiaisonRow):
	pass

from deputy_liaison.document import LiaisonRow


class StationFunding(LiaisonRow):
	pass

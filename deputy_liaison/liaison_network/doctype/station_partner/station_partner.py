from deputy_liaison.document import LiaisonRow


class StationPartner(LiaisonRow):
	pass

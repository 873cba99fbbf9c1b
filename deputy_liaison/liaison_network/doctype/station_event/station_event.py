from deputy_liaison.document import LiaisonRow


class StationEvent(LiaisonRow):
	pass

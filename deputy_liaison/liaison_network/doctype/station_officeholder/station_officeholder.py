from deputy_liaison.document import LiaisonRow


class StationOfficeholder(LiaisonRow):
	pass

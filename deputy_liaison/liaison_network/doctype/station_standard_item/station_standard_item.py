from deputy_liaison.document import LiaisonRow


class StationStandardItem(LiaisonRow):
	pass

from deputy_liaison.document import LiaisonRow


class StationAsset(LiaisonRow):
	pass

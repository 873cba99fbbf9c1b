from deputy_liaison.document import LiaisonRow


class WallDisplay(LiaisonRow):
	pass

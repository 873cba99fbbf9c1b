from deputy_liaison.document import LiaisonRow


class BulletinPraise(LiaisonRow):
	"""A deputy who is named in a bulletin, for praise."""

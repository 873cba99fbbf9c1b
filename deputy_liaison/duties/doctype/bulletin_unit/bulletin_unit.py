from deputy_liaison.document import LiaisonRow


class BulletinUnit(LiaisonRow):
	"""A unit that the app proposes to name in a bulletin, and why the clerk struck it out."""

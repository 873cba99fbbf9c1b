from deputy_liaison.document import LiaisonRow


class StandardCheckItem(LiaisonRow):
	pass

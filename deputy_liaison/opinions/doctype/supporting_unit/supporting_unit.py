from deputy_liaison.document import LiaisonRow


class SupportingUnit(LiaisonRow):
	pass

from deputy_liaison.document import LiaisonRow


class ReceivingDeputy(LiaisonRow):
	pass

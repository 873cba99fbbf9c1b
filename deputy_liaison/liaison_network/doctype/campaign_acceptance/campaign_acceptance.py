from deputy_liaison.document import LiaisonRow


class CampaignAcceptance(LiaisonRow):
	pass

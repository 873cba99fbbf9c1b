from deputy_liaison.document import LiaisonRow


class CampaignPhase(LiaisonRow):
	pass

from deputy_liaison.document import LiaisonRow


class CampaignTarget(LiaisonRow):
	pass

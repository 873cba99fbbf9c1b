from deputy_liaison.document import LiaisonRow


class CampaignTask(LiaisonRow):
	pass

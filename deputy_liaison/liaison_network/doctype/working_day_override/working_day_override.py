from deputy_liaison.document import LiaisonRow


class WorkingDayOverride(LiaisonRow):
	pass

from deputy_liaison.document import LiaisonRow


class InspectionFinding(LiaisonRow):
	pass

from deputy_liaison.document import LiaisonRow


class AssessmentCriterion(LiaisonRow):
	pass

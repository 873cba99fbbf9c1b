from deputy_liaison.document import LiaisonRow


class VisitMatter(LiaisonRow):
	pass

from deputy_liaison.document import LiaisonRow


class SuggestionCosigner(LiaisonRow):
	pass

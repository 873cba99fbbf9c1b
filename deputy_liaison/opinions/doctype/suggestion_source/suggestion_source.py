from deputy_liaison.document import LiaisonRow


class SuggestionSource(LiaisonRow):
	pass

from deputy_liaison.document import LiaisonRow


class SessionSitting(LiaisonRow):
	"""One sitting of a session; attendance names it by its place in the list."""

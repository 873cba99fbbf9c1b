from deputy_liaison.document import LiaisonRow


class DeputyGroupMember(LiaisonRow):
	"""A deputy's membership of a group, from when to when."""

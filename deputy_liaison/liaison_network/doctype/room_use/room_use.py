from deputy_liaison.document import LiaisonRow


class RoomUse(LiaisonRow):
	pass

from deputy_liaison.document import LiaisonRow


class PlacementGridCell(LiaisonRow):
	"""A grid cell that a placed deputy looks after."""

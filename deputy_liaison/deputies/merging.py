"""What of the deputies' room takes over when a place or station is merged."""

from deputy_liaison.liaison_network.merging import PLACE, STATION, Moved

MOVED = (
	Moved(PLACE, "Electoral District", "jurisdiction"),
	Moved(STATION, "Station Placement", "station", dated=True),
)

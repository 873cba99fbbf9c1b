"""What of the deputies' room takes over when a place, station or grid cell is merged.

Nothing follows a merged electoral district: a deputy remains the deputy of the district that elected.
"""

from deputy_liaison.liaison_network.merging import CELL, PLACE, STATION, Moved

GROUP, PLACEMENT = "Deputy Group", "Station Placement"

MOVED = (
	Moved(PLACE, "Electoral District", "jurisdiction", running=True),
	Moved(PLACE, GROUP, "jurisdiction", running=True),
	Moved(STATION, PLACEMENT, "station", dated=True),
	Moved(STATION, GROUP, "station", running=True),
	Moved(CELL, PLACEMENT, "grid_cell", rows="grid_cells", dated=True),
)

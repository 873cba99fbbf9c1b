"""What of the duties takes over when a station is merged: the days to come."""

from frappe.utils import getdate

from deputy_liaison.liaison_network.merging import STATION, Moved

MOVED = (Moved(STATION, "Reception Day", "station", {"day": lambda: (">=", getdate())}),)

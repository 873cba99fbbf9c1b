"""What voters' matters take over when a place, station or unit is merged: the open ones alone."""

from deputy_liaison.liaison_network.merging import PLACE, STATION, UNIT, Moved
from deputy_liaison.opinions.open_work import ENDED
from deputy_liaison.opinions.ticket_states import MERGED

TICKET, ORDER, SUGGESTION = "Opinion Ticket", "Dispatch Order", "Deputy Suggestion"
OPEN = {doctype: {"workflow_state": ("not in", states)} for doctype, states in ENDED.items()}
# merged into another matter, its reporter still waits for the answer
UNTOLD = {"workflow_state": ("=", MERGED), "feedback_on": ("is", "not set")}
# what a unit was asked or promised beside its orders, and has not answered or kept yet
BESIDE_ORDERS = {
	"Supervision Entry": {"workflow_state": ("=", "Supervision Awaiting Answer")},
	"Commitment": {"workflow_state": ("in", ("Commitment Open", "Commitment Reported"))},
}

MOVED = (
	*(
		Moved(merged, doctype, column, OPEN[doctype], moved_by_actions=True)
		for merged, column in ((PLACE, "jurisdiction"), (STATION, "station"))
		for doctype in (TICKET, ORDER)
	),
	*(
		Moved(merged, TICKET, column, UNTOLD, moved_by_actions=True)
		for merged, column in ((PLACE, "jurisdiction"), (STATION, "station"))
	),
	*(
		Moved(merged, doctype, column, open_ones, moved_by_actions=True, follows="dispatch_order")
		for merged, column in ((PLACE, "jurisdiction"), (STATION, "station"), (UNIT, "responsible_unit"))
		for doctype, open_ones in BESIDE_ORDERS.items()
	),
	Moved(PLACE, SUGGESTION, "jurisdiction", OPEN[SUGGESTION], moved_by_actions=True),
	Moved(UNIT, TICKET, "lead_unit", OPEN[TICKET], moved_by_actions=True),
	Moved(UNIT, SUGGESTION, "lead_unit", OPEN[SUGGESTION], moved_by_actions=True),
	Moved(UNIT, ORDER, "responsible_unit", OPEN[ORDER], moved_by_actions=True, follows="opinion_ticket"),
)

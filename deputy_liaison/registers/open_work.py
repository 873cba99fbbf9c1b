"""Books that hang on a post: those that are not sealed yet."""

import frappe
from frappe import _

from deputy_liaison.registers.volume_states import UNSEALED
from deputy_liaison.scope import Post

VOLUME = "Register Volume"
# who keeps or seals books, and by which of its columns a post finds its own
KEEPERS = {
	"Station Liaison Officer": "station",
	"Township Clerk": "township",
	"Township Chair": "township",
	"County Deputy Affairs Officer": "jurisdiction",
	"County Approver": "jurisdiction",
}


def of_post(post: Post) -> list[dict]:
	"""Hook `open_work`: volumes of the post's own station or office that wait to be handed in or sealed."""
	column = KEEPERS.get(post.post)
	if not column:
		return []
	own = post.station if column == "station" else post.jurisdiction
	volumes = frappe.get_all(
		VOLUME,
		{column: own or "", "workflow_state": ("in", UNSEALED)},
		["name", "number", "volume_title", "workflow_state", "to_date"],
		order_by="to_date asc",
	)
	return [
		{
			"doctype": VOLUME,
			"name": volume.name,
			"kind": _(VOLUME),
			"number": volume.number or "",
			"subject": volume.volume_title,
			"state": _(volume.workflow_state),
			"due_date": volume.to_date,
		}
		for volume in volumes
	]

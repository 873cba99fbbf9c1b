"""What a post is called on paper: in a street there is no congress, and no chair of one."""

import frappe

from deputy_liaison import scope
from deputy_liaison.paper import zh

STREET = "Sub-district"
IN_STREET = {"Township Chair": "人大街道工委主任", "Township Clerk": "人大街道工委专干"}


def post_title(post: str | None, place: str | None) -> str:
	"""`乡镇人大主席`, in a street `人大街道工委主任`.

	Args:
		post: a role, as stored.
		place: the jurisdiction that the post belongs to.
	"""
	if post in IN_STREET and place:
		township = scope.township_of(place)
		if township and frappe.get_cached_value("Jurisdiction", township, "level") == STREET:
			return IN_STREET[post]
	return zh(post)

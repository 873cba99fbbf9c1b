"""The congress whose records a clerk enters: filled in where the posts leave no doubt."""

import frappe

from deputy_liaison import scope

CONGRESSES = ("County Standing Committee", "Township Presidium")


@frappe.whitelist(methods=["GET", "POST"])
def own_congress() -> dict:
	"""The congress of the user's own place.

	Returns:
		name and title of its Congress Body; empty where the posts are for several places, or for one without
		a congress.
	"""
	roles = scope.TOWNSHIP_ROLES | {"County Deputy Affairs Officer"}
	places = {post.jurisdiction for post in scope.posts() if post.post in roles}
	bodies = frappe.get_list(
		"Congress Body",
		filters={"jurisdiction": ("in", list(places)), "kind": ("in", CONGRESSES)},
		fields=["name", "body_name as title"],
		limit=2,
	)
	return bodies[0] if len(bodies) == 1 else {}

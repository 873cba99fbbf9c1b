"""Find my deputy."""

import frappe
from frappe import _

from deputy_liaison.opinions.public_page import deputies
from deputy_liaison.opinions.public_page.pages import open_page

no_cache = 1
sitemap = 0


def get_context(context: frappe._dict) -> None:
	"""The deputies of the place that was chosen or typed in."""
	station = open_page(context, _("Find My Deputy"))
	if not context.is_on:
		return
	context.places = deputies.choices(station.township)
	context.where = (frappe.form_dict.get("where") or "")[:200]
	context.words = (frappe.form_dict.get("words") or "").strip()[: deputies.LONGEST]
	context.asked = bool(context.where or context.words)
	context.most = deputies.MOST
	found = []
	if context.words:
		found = deputies.find(context.words)
	elif context.where:
		found = deputies.of_cell(station.township, context.where)
	context.count = len(found)
	context.groups = _by_station(found)


def _by_station(found: list[dict]) -> list[list[dict]]:
	"""The cards of each station together, in the order in which they were found: its address is told once."""
	groups: dict[str, list[dict]] = {}
	for card in found:
		groups.setdefault(card["station"], []).append(card)
	return list(groups.values())

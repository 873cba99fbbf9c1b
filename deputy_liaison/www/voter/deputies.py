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
	if context.words:
		context.found = deputies.find(context.words)
	elif context.where:
		context.found = deputies.of_cell(station.township, context.where)

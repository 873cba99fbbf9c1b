"""Hand in an opinion."""

import frappe
from frappe import _

from deputy_liaison.opinions.public_page import deputies, form_tokens, hand_in, photos
from deputy_liaison.opinions.public_page.pages import open_page
from deputy_liaison.paper import as_typed

no_cache = 1
sitemap = 0


def get_context(context: frappe._dict) -> None:
	"""The form with its token, the township's villages and the county's personal data notice."""
	station = open_page(context, _("Say Your Opinion"))
	if not context.is_on:
		return
	settings = frappe.get_cached_doc("Liaison Settings")
	context.notice = as_typed(settings.personal_data_notice)
	context.longest = settings.matter_length or 0
	context.places = deputies.choices(station.township)
	context.token = form_tokens.issue(hand_in.PURPOSE, station.public_code)
	context.most_photos = photos.MOST_PHOTOS

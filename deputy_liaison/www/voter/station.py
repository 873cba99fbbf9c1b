"""What the QR code of a station's notice opens."""

import frappe
from frappe import _

from deputy_liaison.opinions.public_page.pages import open_page

no_cache = 1
sitemap = 0


def get_context(context: frappe._dict) -> None:
	"""The station's times and telephone, and ways to the other pages while the page is switched on."""
	open_page(context, _("Deputy Liaison Station"))

"""Look up how one's matter stands."""

import frappe

from deputy_liaison.opinions.public_page.pages import open_progress

no_cache = 1
sitemap = 0


def get_context(context: frappe._dict) -> None:
	"""The page into which a look-up code is typed; what it finds comes by a call of its own."""
	open_progress(context)

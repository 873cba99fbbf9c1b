"""Loading the demo county, once.

Run from the bench's command line alone, never by a request: whoever runs it owns the site. The demo sets
the session's user so that each record is made as the person whose work it is, with that person's rights.
"""

import frappe

from deputy_liaison.demo.accounts import is_loaded
from deputy_liaison.demo.county import build_county
from deputy_liaison.demo.reception import hold_reception_days
from deputy_liaison.demo.site import show_password_on_login_page
from deputy_liaison.demo.year import live_through
from deputy_liaison.scope import forget_posts


def load() -> None:
	"""Load the demo county; running it again changes nothing."""
	if is_loaded():
		return
	user, lang = frappe.session.user, frappe.local.lang
	try:
		# some words are stored as they are shown, e.g. 匿名 for an anonymous reporter
		frappe.local.lang = "zh"
		frappe.set_user("Administrator")  # places, units and accounts: no post exists yet
		county = build_county()
		days = hold_reception_days(county)
		live_through(county, days)
		frappe.set_user("Administrator")  # the site's own settings
		show_password_on_login_page()
	finally:
		frappe.set_user(user)  # as it was before
		frappe.local.lang = lang
		forget_posts()

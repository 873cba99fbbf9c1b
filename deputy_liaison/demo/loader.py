"""Loading the demo county, once, on a site that holds nothing of its own.

Run from the bench's command line alone, never by a request: whoever runs it owns the site. The demo sets
the session's user so that each record is made as the person whose work it is, with that person's rights.
"""

from contextlib import contextmanager

import frappe
from frappe import _
from frappe.utils import now

from deputy_liaison.demo import mark
from deputy_liaison.demo.accounts import is_loaded
from deputy_liaison.demo.assessment import assess
from deputy_liaison.demo.county import build_county
from deputy_liaison.demo.holdings import beyond_catalogues, in_words
from deputy_liaison.demo.reception import hold_reception_days
from deputy_liaison.demo.site import show_password_on_login_page
from deputy_liaison.demo.suggestions import hand_in_suggestions
from deputy_liaison.demo.supervision import lead_the_network
from deputy_liaison.demo.year import keep_limits_again, live_through
from deputy_liaison.scope import forget_posts


class DemoRefused(frappe.ValidationError):
	"""The site is not one that the demo may be loaded on, or removed from."""


def load() -> None:
	"""Load the demo county, whole or not at all; running it again changes nothing.

	Raises:
		DemoRefused: the site holds records of the app beyond the shipped catalogues, or a removal was interrupted.
	"""
	if is_loaded():
		return
	if mark.read():
		raise DemoRefused(
			_("The removal of the demo was interrupted. Let it end first: run the same command with remove.")
		)
	if held := beyond_catalogues():
		raise DemoRefused(
			_(
				"This site holds records of its own, so the demo is not loaded: {0}. Load it on a new site."
			).format(in_words(held))
		)
	with as_owner_of_site():
		before = {*frappe.get_all("User", pluck="name")}
		county = build_county()
		days = hold_reception_days(county)
		live_through(county, days)
		hand_in_suggestions(county)
		keep_limits_again()
		frappe.set_user("Administrator")  # as which `as_owner_of_site` began: who was checked stands there
		lead_the_network(county)
		assess(county)
		banner = show_password_on_login_page()
		accounts = sorted({*frappe.get_all("User", pluck="name")} - before)
		mark.write({"loaded_at": now(), "banner": banner, "accounts": accounts})


@contextmanager
def as_owner_of_site():
	"""Act as Administrator, in Chinese: some words are stored as they are shown, e.g. 匿名 for an anonymous reporter."""
	user, lang = frappe.session.user, frappe.local.lang
	try:
		frappe.local.lang = "zh"
		# who loads or removes was checked by the server's shell (commands.py): no post exists yet that could be
		frappe.set_user("Administrator")
		yield
	finally:
		frappe.set_user(user)  # back to the account that called, with its own permissions
		frappe.local.lang = lang
		forget_posts()

"""What voters do without an account: hand in an opinion, see how it stands, rate the reply, find a deputy.

Guests have no CSRF token and no role. So each way in checks by itself: the page is switched on, the form's
signed token is fresh and unused, the counters of its address and code are not full. What it then writes is
written past permissions as the actor 扫码 (voter code), and the Handling Log says so.
"""

import frappe
from frappe import _

from deputy_liaison.paper import LANGUAGE


def begin_request() -> None:
	"""For each call of the page: in Chinese whatever the browser asks for, nothing of our code in an error.

	Raises:
		frappe.PermissionError: an account is logged in; it would stand in the log as the reporter.
	"""
	frappe.local.lang = LANGUAGE
	frappe.local.flags.disable_traceback = True
	if frappe.session.user != "Guest":
		frappe.throw(_("This page is for voters. Log out first."), frappe.PermissionError)

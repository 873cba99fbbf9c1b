"""Calls a function on a site: `site_call.py SITE MODULE.FUNCTION`. Runs inside the bench, in its sites folder.

Frappe's own `execute` does the same, but hides why a module cannot be imported.
"""

import sys

import frappe

site, function = sys.argv[1:]
frappe.init(site=site)
frappe.connect()
try:
	frappe.get_attr(function)()
	frappe.db.commit()
finally:
	frappe.destroy()

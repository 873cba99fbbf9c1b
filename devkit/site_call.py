"""Calls a function on a site: `site_call.py SITE MODULE.FUNCTION`. Runs inside the bench, in its sites folder.

Frappe's own `execute` does the same, but hides why a module cannot be imported.
"""

import os
import sys
from importlib import import_module

import frappe

site, function = sys.argv[1:]
# the benchmarks lie beside the package
sys.path.insert(0, os.path.abspath("../apps/deputy_liaison"))
frappe.init(site=site)
frappe.connect()
try:
	module, name = function.rsplit(".", 1)
	# not `frappe.get_attr`: the benchmarks are no installed app
	getattr(import_module(module), name)()
	frappe.db.commit()
finally:
	frappe.destroy()

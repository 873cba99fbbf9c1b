"""What gunicorn serves: Frappe's application for one site, with the static files that a front server has.

Runs inside the bench, in its sites folder.
"""

import os

import frappe.app
from werkzeug.middleware.shared_data import SharedDataMiddleware

SITES = os.getcwd()
SITE = os.environ["DEVKIT_SITE"]

frappe.app._site = SITE
frappe.app._sites_path = SITES

static = {"/assets": os.path.join(SITES, "assets"), "/files": os.path.join(SITES, SITE, "public", "files")}
# files without a hash in their name must not outlive an edit for long
application = SharedDataMiddleware(frappe.app.application, static, cache_timeout=10)

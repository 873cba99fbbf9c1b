"""What gunicorn serves: Frappe's application for one site, with the static files that a front server has.

Runs inside the bench, in its sites folder.
"""

import os

import frappe.app
from frappe.middlewares import StaticDataMiddleware
from werkzeug.middleware.shared_data import SharedDataMiddleware

SITES = os.getcwd()

frappe.app._site = os.environ["DEVKIT_SITE"]
frappe.app._sites_path = SITES

# files without a hash in their name must not outlive an edit for long
application = SharedDataMiddleware(
	frappe.app.application, {"/assets": os.path.join(SITES, "assets")}, cache_timeout=10
)
application = StaticDataMiddleware(application, {"/files": SITES})

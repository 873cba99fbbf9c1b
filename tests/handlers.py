"""Requests as Frappe's own handlers get them, inside the test's transaction."""

import inspect
import json
from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

import frappe
import frappe.api
import frappe.handler
from werkzeug.datastructures import Headers
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request

from deputy_liaison.scope import forget_posts


@contextmanager
def request(user: str, verb: str, path: str, form: dict) -> Iterator[Request]:
	"""A request of `user`: nothing that an earlier one remembered is left."""
	before = frappe.session.user
	frappe.set_user(user)
	try:
		frappe.local.lang = "zh"
		forget_posts()
		frappe.clear_messages()
		frappe.local.role_permissions = {}
		frappe.local.request_cache.clear()
		builder = EnvironBuilder(path=path, method=verb, json=None if verb == "GET" else form)
		frappe.local.request = Request(builder.get_environ())
		frappe.local.form_dict = frappe._dict(form)
		frappe.local.response = frappe._dict(docs=[])
		frappe.local.response_headers = Headers()
		frappe.db.savepoint("request")
		undo = frappe.db.rollback
		with (
			# the test's transaction outlives the request
			patch.object(frappe.db, "commit"),
			patch.object(
				frappe.db, "rollback", lambda save_point=None: undo(save_point=save_point or "request")
			),
		):
			yield frappe.local.request
	finally:
		frappe.set_user(before)
		frappe.local.form_dict = frappe._dict()
		# Frappe asks whether there is one, not what it is
		if hasattr(frappe.local, "request"):
			del frappe.local.request


def call(user: str, method: str, /, verb: str = "POST", **form):
	"""Call a whitelisted method by its dotted path; its answer."""
	with request(user, verb, f"/api/method/{method}", {**form, "cmd": method}):
		answer = frappe.handler.execute_cmd(method)
		return frappe.local.response if answer is None else answer


def rest(user: str, verb: str, path: str, /, **form) -> dict:
	"""Ask `/api/…`; what the answer holds."""
	with request(user, verb, f"/api/{path}", form) as asked:
		if verb != "GET":
			frappe.local.form_dict.data = json.dumps(form, default=str)
		takes_request = inspect.signature(frappe.api.handle).parameters
		response = frappe.api.handle(*([asked] if takes_request else []))
		return json.loads(response.get_data())

"""Requests as Frappe's own handlers get them, inside the test's transaction."""

import inspect
import json
from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

import frappe
import frappe.api
import frappe.handler
from frappe.model.document import Document
from werkzeug.datastructures import Headers
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request

from deputy_liaison.scope import forget_posts
from tests.base import LiaisonTestCase

TICKET = "Opinion Ticket"
ORDER = "Dispatch Order"
VISIT = "Constituent Visit"
REFUSALS = (frappe.PermissionError, frappe.ValidationError, frappe.DoesNotExistError)


class AttackTestCase(LiaisonTestCase):
	"""Knocks at methods, at REST and at documents as one of the world's people."""

	def tearDown(self) -> None:
		frappe.local.form_dict = frappe._dict()
		super().tearDown()

	@contextmanager
	def request(self, key: str, verb: str, path: str, form: dict) -> Iterator[Request]:
		"""A request of that person: nothing that an earlier one remembered is left."""
		with self.as_user(key):
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

	def knock(self, key: str, method: str, /, verb: str = "POST", **form):
		"""Call a whitelisted method by its dotted path; its answer."""
		with self.request(key, verb, f"/api/method/{method}", {**form, "cmd": method}):
			answer = frappe.handler.execute_cmd(method)
			return frappe.local.response if answer is None else answer

	def rest(self, key: str, verb: str, path: str, /, **form) -> dict:
		"""Ask `/api/…`; what the answer holds."""
		with self.request(key, verb, f"/api/{path}", form) as request:
			if verb != "GET":
				frappe.local.form_dict.data = json.dumps(form, default=str)
			takes_request = inspect.signature(frappe.api.handle).parameters
			response = frappe.api.handle(*([request] if takes_request else []))
			return json.loads(response.get_data())

	def assertShut(self, call, /, *args, telling: str = "", **kwargs) -> None:
		"""The door is refused with a proper message, and nothing of the attempt stays."""
		frappe.db.savepoint("knock")
		with self.assertRaises(REFUSALS) as caught:
			call(*args, **kwargs)
		said = f"{caught.exception} {frappe.message_log}"
		frappe.db.rollback(save_point="knock")
		frappe.clear_messages()
		self.assertIn(telling, said)

	def assertUnchanged(self, doc: Document, call, /, *args, **kwargs) -> None:
		"""Refused or not, the stored record is what it was."""
		before = frappe.get_doc(doc.doctype, doc.name).as_json()
		frappe.db.savepoint("knock")
		try:
			call(*args, **kwargs)
		except REFUSALS:
			frappe.db.rollback(save_point="knock")
		frappe.clear_messages()
		self.assertEqual(frappe.get_doc(doc.doctype, doc.name).as_json(), before)

"""Knocks at the doors of the framework, as one of the world's people."""

import frappe
from frappe.model.document import Document

from tests import handlers
from tests.base import LiaisonTestCase

TICKET = "Opinion Ticket"
ORDER = "Dispatch Order"
VISIT = "Constituent Visit"
REFUSALS = (frappe.PermissionError, frappe.ValidationError, frappe.DoesNotExistError)


class AttackTestCase(LiaisonTestCase):
	"""Knocks at methods, at REST and at documents as one of the world's people."""

	def request(self, key: str, verb: str, path: str, form: dict):
		"""A request of that person, for what is asked below the handlers."""
		return handlers.request(self.world.users[key], verb, path, form)

	def knock(self, key: str, method: str, /, verb: str = "POST", **form):
		"""Call a whitelisted method by its dotted path; its answer."""
		return handlers.call(self.world.users[key], method, verb, **form)

	def rest(self, key: str, verb: str, path: str, /, **form) -> dict:
		"""Ask `/api/…`; what the answer holds."""
		return handlers.rest(self.world.users[key], verb, path, **form)

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

"""What tests of the public page need: to be a voter at a phone, without an account."""

import io
import time
from contextlib import contextmanager
from unittest.mock import patch

import frappe
from frappe.utils import set_request
from PIL import Image
from werkzeug.datastructures import FileStorage, MultiDict

from deputy_liaison.opinions.public_page import form_tokens, hand_in, progress
from tests.base import LiaisonTestCase

ADDRESS = "203.0.113.7"


def jpeg(width: int = 40, height: int = 30, **info) -> bytes:
	"""A small photo, with what the camera wrote into it."""
	drawn = io.BytesIO()
	Image.new("RGB", (width, height), "green").save(drawn, "JPEG", **info)
	return drawn.getvalue()


class VoterTestCase(LiaisonTestCase):
	"""Hands in and looks up as a guest from one address whose counters begin at zero."""

	def setUp(self) -> None:
		super().setUp()
		# what a test before this one set, and its rollback took back
		frappe.db.value_cache.clear()
		frappe.clear_document_cache("Liaison Settings", "Liaison Settings")
		for key in frappe.cache.scan_iter(match="*liaison_public_count*"):
			frappe.cache.delete(key)
		self.code = frappe.db.get_value("Liaison Station", self.world.station, "public_code")

	@contextmanager
	def as_voter(self, address: str = ADDRESS, files: list[tuple[str, bytes]] = ()):
		"""Act as a guest whose request comes from `address` with `files` as its photos."""
		before = frappe.session.user
		set_request(method="POST", path="/")
		frappe.local.request.files = MultiDict(
			[("photos", FileStorage(io.BytesIO(content), name)) for name, content in files]
		)
		frappe.set_user("Guest")
		frappe.local.lang = "zh"
		frappe.local.request_ip = address
		try:
			yield
		finally:
			frappe.set_user(before)
			frappe.local.lang = "zh"

	def token(self, purpose: str = hand_in.PURPOSE, subject: str | None = None, age: int = 30) -> str:
		"""A form token issued `age` seconds ago."""
		with patch.object(form_tokens.time, "time", return_value=time.time() - age):
			return form_tokens.issue(purpose, subject or self.code)

	def hand_in(self, address: str = ADDRESS, files: list[tuple[str, bytes]] = (), **values) -> dict:
		"""Hand in an opinion; number and code of its ticket."""
		with self.as_voter(address, files):
			return hand_in.hand_in(
				**{
					"form_token": self.token(),
					"station_code": self.code,
					"content": "村口路灯坏了半个月,晚上看不见路。",
					"where": "东村",
					**values,
				}
			)

	def look_up(self, code: str, address: str = ADDRESS) -> dict:
		"""What a code's page shows."""
		with self.as_voter(address):
			return progress.look_up(code)

	def act_by_code(self, method: str, code: str, **values) -> dict:
		"""Rate, or ask to withdraw, with a token as the page had it half a minute ago."""
		ticket = frappe.db.get_value("Opinion Ticket", self.ticket_of(code), "code_hash")
		with self.as_voter():
			return getattr(progress, method)(code, self.token(progress.PURPOSE, ticket), **values)

	@staticmethod
	def ticket_of(code: str) -> str:
		"""The ticket of a code."""
		return progress.look_up_codes.ticket_of(code)

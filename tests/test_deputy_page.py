"""A deputy's own page shows the opinions that he or she received, to nobody else."""

import frappe
from frappe.utils import set_request
from frappe.website.serve import get_response
from frappe.website.utils import get_home_page

from tests.base import LiaisonTestCase


class TestDeputyPage(LiaisonTestCase):
	"""Asks for /deputy as Frappe's website serves it."""

	def page(self, key: str | None) -> tuple[int, str, str]:
		"""Status, text and target of /deputy for one of the people, or a guest."""
		set_request(method="GET", path="/deputy")
		if key is None:
			frappe.set_user("Guest")
			response = get_response()
		else:
			with self.as_user(key):
				response = get_response()
		return response.status_code, response.get_data(as_text=True), response.headers.get("Location", "")

	def ticket(self, content: str, deputy: str) -> str:
		"""The number of a ticket that `deputy` received."""
		name = self.registered_ticket(
			receiving_deputies=[{"deputy": deputy}],
			matters=[{"content": content, "outcome": "To Be Handled"}],
		)
		return frappe.db.get_value("Opinion Ticket", name, "number")

	def test_shows_own_and_not_others(self):
		own = self.ticket("东村水渠<b>垮</b>了", self.world.deputy)
		other = self.ticket("西村路灯不亮", self.world.deputy_west)
		status, text, _target = self.page("deputy")
		self.assertEqual(status, 200)
		self.assertIn("我接待的选民意见", text)
		self.assertIn(own, text)
		self.assertIn("在册待梳理", text)
		self.assertNotIn(other, text)
		self.assertNotIn("西村路灯不亮", text)
		self.assertNotIn("<b>垮</b>", text)

	def test_another_post_adds_nothing(self):
		other = self.ticket("西村路灯不亮", self.world.deputy_west)
		self.give_post("deputy", "Township Clerk", jurisdiction=self.world.town)
		self.assertNotIn(other, self.page("deputy")[1])

	def test_guest_is_sent_to_the_login_page(self):
		status, text, target = self.page(None)
		self.assertIn(status, (301, 302))
		self.assertEqual(target, "/login?redirect-to=/deputy")
		self.assertNotIn("我接待的选民意见", text)

	def test_who_is_no_deputy_is_refused(self):
		for key in ("nobody", "clerk"):
			status, text, _target = self.page(key)
			self.assertEqual(status, 403)
			self.assertIn("此页面供有代表岗位的人员使用", text)
			self.assertNotIn("我接待的选民意见", text)

	def test_a_deputy_arrives_here(self):
		with self.as_user("deputy"):
			self.assertEqual(get_home_page(), "deputy")
		with self.as_user("nobody"):
			self.assertNotEqual(get_home_page(), "deputy")

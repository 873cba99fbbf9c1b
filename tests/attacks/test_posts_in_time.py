"""Posts that ended, two posts of one person, and the session of an account that was closed."""

import json
from threading import Thread

import frappe
import frappe.app
from frappe.utils import add_days, today
from werkzeug.test import Client, TestResponse

from tests.attacks.knocking import TICKET, AttackTestCase
from tests.base import PASSWORD


class TestEndedPosts(AttackTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.ticket = self.registered_ticket()
		self.addCleanup(frappe.clear_cache, user=self.world.users["clerk"])

	def end_post(self, day: str) -> None:
		# past the controller: the nightly job has not run, the role is still there
		frappe.db.set_value("Staff Post", {"user": self.world.users["clerk"]}, "to_date", day)

	def test_a_post_counts_through_its_last_day_and_not_at_the_next_request(self):
		form = {"doctype": TICKET, "name": self.ticket}
		self.end_post(today())
		self.assertEqual(self.knock("clerk", "frappe.client.get", **form)["name"], self.ticket)
		self.end_post(add_days(today(), -1))
		self.assertIn("Township Clerk", frappe.get_roles(self.world.users["clerk"]))
		self.assertShut(self.knock, "clerk", "frappe.client.get", **form)
		self.assertEqual(self.knock("clerk", "frappe.client.get_list", doctype=TICKET), [])
		self.assertEqual(self.knock("clerk", "frappe.client.get_count", doctype=TICKET), 0)
		self.assertShut(
			self.knock,
			"clerk",
			"frappe.client.set_value",
			doctype=TICKET,
			name=self.ticket,
			fieldname="place",
			value="x",
		)
		page = json.loads(frappe.get_doc(TICKET, self.ticket).as_json())
		self.assertShut(
			self.knock, "clerk", "frappe.model.workflow.apply_workflow", doc=page, action="Propose Ticket"
		)


class TestTwoPosts(AttackTestCase):
	"""Clerk of 甲镇 and presidium member at a station of 乙镇: reads both, writes in the first only."""

	def setUp(self) -> None:
		super().setUp()
		self.give_post("clerk", "Presidium Member", station=self.world.station_b)
		self.own = self.registered_ticket()
		with self.as_user("officer_b"):
			visit = self.new_visit(
				station=self.world.station_b,
				village=self.world.south,
				receiving_deputies=[{"deputy": self.world.deputy_b}],
			)
			self.guided = visit.insert().matters[0].ticket

	def test_reading_uses_all_posts(self):
		names = [
			row["name"]
			for row in self.knock("clerk", "frappe.client.get_list", doctype=TICKET, limit_page_length=0)
		]
		self.assertLessEqual({self.own, self.guided}, set(names))

	def test_writing_uses_the_post_that_grants_it(self):
		form = {"doctype": TICKET, "fieldname": "place", "value": "渠边"}
		self.knock("clerk", "frappe.client.set_value", name=self.own, **form)
		self.assertShut(self.knock, "clerk", "frappe.client.set_value", name=self.guided, **form)
		self.assertRefuses("专干", self.propose, self.guided)
		self.propose(self.own)


class TestClosedAccount(AttackTestCase):
	"""A real session over HTTP, as nothing less shows whether its cookie still opens the door."""

	def tearDown(self) -> None:
		# what the requests of the other threads saw was committed
		frappe.db.set_value("User", self.world.users["clerk_b"], "enabled", 1)
		frappe.db.commit()
		frappe.clear_cache(user=self.world.users["clerk_b"])
		frappe.db.savepoint("before_test")
		super().tearDown()

	def ask(self, client: Client, path: str, **form) -> TestResponse:
		"""A request in a thread of its own: Frappe's application ends with forgetting its site."""
		site = frappe.local.site
		answers: list[TestResponse] = []

		def send() -> None:
			answers.append(client.post(path, json=form, headers={"X-Frappe-Site-Name": site}))

		thread = Thread(target=send)
		thread.start()
		thread.join()
		return answers[0]

	def test_a_closed_accounts_session_ends(self):
		client = Client(frappe.app.application)
		login = {"path": "/api/method/login", "usr": self.world.users["clerk_b"], "pwd": PASSWORD}
		read = {"path": "/api/method/frappe.client.get_list", "doctype": TICKET}
		self.assertEqual(self.ask(client, **login).status_code, 200)
		self.assertEqual(self.ask(client, **read).status_code, 200)
		place = {
			"path": "/api/method/frappe.client.get",
			"doctype": "Liaison Station",
			"name": self.world.station_b,
		}
		self.assertEqual(self.ask(client, **place).status_code, 200)
		user = frappe.get_doc("User", self.world.users["clerk_b"])
		user.enabled = 0
		user.save()
		frappe.db.commit()
		# Frappe 15.44 and 16 end the session; earlier builds leave it, and it shows nothing
		for form in (read, place):
			answer = self.ask(client, **form)
			self.assertFalse(answer.status_code == 200 and answer.json.get("message"), answer.text)
		self.assertEqual(self.ask(client, **login).status_code, 401)

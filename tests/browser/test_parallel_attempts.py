"""Fifty attempts at once, over HTTP: one transition, one number each, one order to a unit."""

import json
import re
from concurrent.futures import ThreadPoolExecutor

import frappe
import requests
from frappe.utils import add_to_date, now_datetime

from tests.base import full_reply
from tests.browser.test_main_job_by_rest import ACT, RestTestCase
from tests.browser.town import ORDER, TICKET, VISIT

ATTEMPTS = 50
AT_ONCE = 16


class TestParallelAttempts(RestTestCase):
	"""What two people do to one ticket at the same moment, many times over."""

	def all_at_once(self, path: str, calls: list[tuple[str, dict]]) -> list[requests.Response]:
		"""Send (person, values) to `path`, many at a time; the answers."""
		tokens = {person: self.key_of(person) for person, _values in calls}

		def send(call: tuple[str, dict]) -> requests.Response:
			person, values = call
			return requests.post(
				f"{self.url}/api/{path}",
				data=json.dumps(values, default=str),
				headers={
					"Accept": "application/json",
					"Authorization": tokens[person],
					"Content-Type": "application/json",
				},
				timeout=120,
			)

		with ThreadPoolExecutor(AT_ONCE) as pool:
			answers = list(pool.map(send, calls))
		frappe.db.rollback()
		return answers

	def assertOneWon(self, answers: list[requests.Response], said: str) -> None:
		"""One was carried out; everybody else is told who did what."""
		self.assertEqual([answer.status_code for answer in answers].count(200), 1)
		for answer in answers:
			if answer.status_code != 200:
				self.assertEqual(answer.status_code, 417, answer.text)
				told = json.loads(json.loads(answer.json()["_server_messages"])[0])["message"]
				self.assertRegex(told, said)

	def test_one_of_fifty_approvals_dispatches(self):
		ticket = self.proposed(self.town.water, self.town.works)
		asked = self.request_of("town_chair", TICKET, ticket, "Dispatch Ticket", approval="同意。")
		answers = self.all_at_once(
			ACT, [(("town_chair", "town_vice")[number % 2], asked) for number in range(ATTEMPTS)]
		)
		self.assertOneWon(answers, "本页已不是最新：(赵主席|冯副主席)已于.+完成“审批并交办”")
		self.assertEqual(self.ticket(ticket).workflow_state, "Ticket In Handling")
		self.assertEqual(
			frappe.db.count("Handling Log", {"reference_name": ticket, "action": "Dispatch Ticket"}), 1
		)
		orders = self.orders(ticket)
		self.assertEqual(
			sorted((order.unit_role, order.responsible_unit) for order in orders),
			sorted([("Lead", self.town.water), ("Supporting", self.town.works)]),
		)
		self.assertEqual(len({order.number for order in orders}), 2)

	def test_one_of_fifty_replies_is_the_reply(self):
		ticket = self.dispatched(self.town.water)
		order = self.orders(ticket)[0].name
		self.prepare("town_water", ORDER, order, "Acknowledge Order", acknowledged_by="水经办", handler="水")
		asked = self.request_of(
			"town_water",
			ORDER,
			order,
			"Reply to Order",
			**full_reply(),
		)
		self.assertOneWon(
			self.all_at_once(ACT, [("town_water", asked)] * ATTEMPTS),
			"本页已不是最新：水经办已于.+完成“答复”",
		)
		self.assertEqual(self.ticket(ticket).workflow_state, "Ticket To Feed Back")
		self.assertEqual(
			frappe.db.count("Handling Log", {"reference_name": ticket, "to_state": "Ticket To Feed Back"}), 1
		)

	def test_fifty_visits_get_fifty_numbers_without_a_gap(self):
		visit = {
			"station": self.town.station,
			"visit_time": add_to_date(now_datetime(), minutes=-5),
			"channel": "Walk-in Visit",
			"receiving_deputies": [{"deputy": self.town.deputy}],
			"reporter_name": "刘大爷",
			"village": self.town.village,
			"matters": [{"content": self.matter, "outcome": "To Be Handled"}],
		}
		answers = self.all_at_once(f"resource/{VISIT}", [("town_officer", visit)] * ATTEMPTS)
		self.assertEqual([answer.status_code for answer in answers], [200] * ATTEMPTS)
		made = [answer.json()["data"] for answer in answers]
		tickets = frappe.get_all(
			TICKET, {"name": ("in", [row["matters"][0]["ticket"] for row in made])}, pluck="number"
		)
		for numbers in ([row["number"] for row in made], tickets):
			counted = sorted(int(re.search(r"(\d+)号?$", number)[1]) for number in numbers)
			self.assertEqual(counted, list(range(counted[0], counted[0] + ATTEMPTS)))

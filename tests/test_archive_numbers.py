"""One archive, one series of numbers: of tickets, suggestions and volumes no two have the same one."""

import frappe
from frappe.utils import add_days, getdate, now_datetime

from deputy_liaison import archive_numbers
from tests.test_deputy_suggestion import HandledTestCase

TICKET, SUGGESTION = "Opinion Ticket", "Deputy Suggestion"


class TestArchiveNumbers(HandledTestCase):
	"""甲镇 keeps the archive 0086."""

	def setUp(self) -> None:
		super().setUp()
		self.year = getdate(add_days(now_datetime(), -90)).year

	def number(self, item: int, retention: str = "D30") -> dict:
		return {
			"archive_number": f"0086-WS·{self.year}-{retention}-RDB-{item:04d}",
			"retention": retention,
		}

	def closed_ticket(self) -> str:
		ticket = self.registered_ticket()
		self.act("clerk", TICKET, ticket, "Explain Ticket", answer="属政策规定。")
		self.act("clerk", TICKET, ticket, "Close Answered Ticket")
		frappe.db.set_value(TICKET, ticket, "closed_on", add_days(now_datetime(), -90))
		return ticket

	def closed_suggestion(self) -> str:
		name = self.signed_for()
		self.do("deputy", name, "Rate Suggestion Satisfied", **self.satisfied())
		frappe.db.set_value(SUGGESTION, name, "closed_on", add_days(now_datetime(), -90))
		return name

	def proposed(self, doctype: str, name: str, retention: str = "D30") -> str:
		return archive_numbers.next_number(frappe.get_doc(doctype, name), self.year, retention)

	def test_what_a_ticket_has_no_suggestion_gets(self):
		ticket, suggestion = self.closed_ticket(), self.closed_suggestion()
		self.act("clerk", TICKET, ticket, "Archive Ticket", **self.number(41))
		self.assertEqual(self.proposed(SUGGESTION, suggestion), self.number(42)["archive_number"])
		archive = (self.do, "clerk", suggestion, "Archive Suggestion")
		self.assertRefuses(frappe.db.get_value(TICKET, ticket, "number"), *archive, **self.number(41))
		self.assertRefuses("保管期限", *archive, **{**self.number(42, "D10"), "retention": "D30"})
		self.do("clerk", suggestion, "Archive Suggestion", **self.number(42))
		self.assertEqual(self.state(suggestion), "Suggestion Archived")
		self.assertEqual(self.proposed(TICKET, ticket), self.number(43)["archive_number"])
		# each retention is a series of its own
		self.assertEqual(self.proposed(TICKET, ticket, "Y"), self.number(1, "Y")["archive_number"])

	def test_after_four_digits_comes_the_fifth(self):
		ticket, other = self.closed_ticket(), self.closed_ticket()
		for one, item in ((ticket, 9999), (other, 10000)):
			self.act("clerk", TICKET, one, "Archive Ticket", **self.number(item))
		self.assertEqual(self.proposed(TICKET, ticket), self.number(10001)["archive_number"])

	def test_a_number_of_another_make_hides_none_of_the_series(self):
		ticket, other = self.closed_ticket(), self.closed_ticket()
		self.act("clerk", TICKET, ticket, "Archive Ticket", **self.number(41))
		odd = self.number(41)["archive_number"].replace("0041", "补00017")
		self.act("clerk", TICKET, other, "Archive Ticket", archive_number=odd, retention="D30")
		self.assertEqual(self.proposed(TICKET, ticket), self.number(42)["archive_number"])

	def test_another_archive_may_use_the_same_number(self):
		ticket, other = self.closed_ticket(), self.closed_ticket()
		self.act("clerk", TICKET, ticket, "Archive Ticket", **self.number(41))
		frappe.db.set_value(TICKET, ticket, "township", self.world.town_b)
		self.act("clerk", TICKET, other, "Archive Ticket", **self.number(41))
		self.assertEqual(frappe.db.get_value(TICKET, other, "workflow_state"), "Ticket Archived")

"""The nightly job: each colour once, moves by the system, one bad record stops no other, a kill loses nothing."""

import signal
from contextlib import contextmanager
from unittest.mock import patch

import frappe
from frappe.utils import add_days, getdate, today

from deputy_liaison.opinions import clock, digest, nightly, notices
from deputy_liaison.opinions.doctype.commitment import commitment
from deputy_liaison.opinions.todays_work import remarks_for
from deputy_liaison.working_days import add_working_days
from tests.base import LiaisonTestCase, forget_tickets, run_apart

TICKET, ORDER, LOG = clock.TICKET, clock.ORDER, "Notification Log"
# run in a process of its own; it is killed while it works on a record, at the so-manieth call of a step
SCRIPT = """
import os, signal, frappe
frappe.init(site={site!r}, sites_path={sites!r})
frappe.connect()
from deputy_liaison.opinions import digest, nightly
from deputy_liaison.opinions.doctype.commitment import commitment
nightly.BATCH = 2
digest.is_working_day = lambda day: {digests}  # whichever day the tests are run on
left, step = [{kill_at}], {module}.{step}
def counted(*which):
	done = step(*which)
	left[0] -= 1
	if not left[0]:
		os.kill(os.getpid(), signal.SIGKILL)
	return done
{module}.{step} = counted
nightly.run()
frappe.destroy()
"""


class NightlyTestCase(LiaisonTestCase):
	def due(self, doctype: str, name: str, days: int) -> None:
		"""Let the present step of a record be due in so many days."""
		frappe.db.set_value(doctype, name, "state_due", add_days(today(), days), update_modified=False)

	def told(self, key: str, name: str) -> list[str]:
		"""What stands on the desk of one of the people about a record."""
		return frappe.get_all(
			LOG, {"for_user": self.world.users[key], "document_name": name}, pluck="subject"
		)

	def run_night(self) -> "frappe.model.document.Document":
		with patch.object(digest, "receivers", return_value=[]):
			return frappe.get_doc("Nightly Run", nightly.run())


class NightlyTest(NightlyTestCase):
	def test_every_colour_is_noted_once(self) -> None:
		self.run_night()
		order = self.order_of(self.dispatched_ticket())
		for days, colour in (
			(8, None),
			(7, "Yellow"),
			(3, "Yellow"),
			(0, "Orange"),
			(-1, "Red"),
			(-9, "Red"),
		):
			with self.subTest(days=days):
				self.due(ORDER, order, days)
				self.run_night()
				self.assertEqual(frappe.db.get_value(ORDER, order, "last_reminder") or None, colour)
				self.assertEqual(self.run_night().reminded, 0)
		self.assertEqual(len(self.told("water", order)), 1)
		self.assertIn("已超期", self.told("water", order)[0])
		self.assertEqual(self.told("works", order), [])

	def test_after_days_of_downtime_only_the_last_colour_is_told(self) -> None:
		ticket = self.registered_ticket()
		self.due(TICKET, ticket, -20)
		noted = []
		with self.noting_reminders(noted):
			self.run_night()
			self.run_night()
		self.assertEqual(
			[line for line in noted if line["name"] == ticket],
			[{"doctype": TICKET, "name": ticket, "colour": "Red"}],
		)
		for key, lines in (("clerk", 1), ("clerk2", 1), ("chair", 0), ("officer", 0), ("clerk_b", 0)):
			self.assertEqual(len(self.told(key, ticket)), lines, key)

	@staticmethod
	@contextmanager
	def noting_reminders(noted: list[dict]):
		"""Put what the hook `on_reminder` is called with into `noted`."""
		hooks, attr = frappe.get_hooks, frappe.get_attr
		with (
			patch.object(
				frappe,
				"get_hooks",
				lambda hook=None, *args, **more: (
					["note"] if hook == "on_reminder" else hooks(hook, *args, **more)
				),
			),
			patch.object(
				frappe,
				"get_attr",
				lambda method: (lambda **said: noted.append(said)) if method == "note" else attr(method),
			),
		):
			yield

	def test_of_a_unit_without_account_the_clerk_is_told(self) -> None:
		ticket = self.registered_ticket()
		self.propose(ticket, lead_unit=self.world.unit_power, supporting_units=[])
		self.dispatch(ticket)
		order = self.order_of(ticket)
		self.due(ORDER, order, -1)
		self.run_night()
		self.assertEqual(len(self.told("clerk", order)), 1)
		self.assertEqual(self.told("water", order), [])

	def test_a_missing_rating_is_asked_for_once_and_then_the_ticket_is_closed(self) -> None:
		ticket = self.fed_back_ticket()
		self.due(TICKET, ticket, 0)
		self.assertEqual(self.run_night().moved or 0, 0)

		self.due(TICKET, ticket, -1)
		self.assertEqual(self.run_night().moved, 1)
		stored = frappe.get_doc(TICKET, ticket)
		self.assertEqual(stored.rating_reminded_on, getdate())
		self.assertEqual(stored.state_due, add_working_days(getdate(), 5))
		self.assertEqual(len([one for one in self.told("officer", ticket) if "尚未评价" in one]), 1)
		self.assertEqual(self.run_night().moved or 0, 0)

		self.due(TICKET, ticket, -1)
		self.assertEqual(self.run_night().moved, 1)
		stored.reload()
		self.assertEqual(
			(stored.workflow_state, stored.closing_way, stored.reporter_rating, stored.state_due),
			("Ticket Closed", "No Rating Returned", None, None),
		)
		self.assertEqual(
			frappe.get_all(
				"Handling Log",
				{"reference_name": ticket, "rule": nightly.UNRATED},
				pluck="action",
				order_by="at",
			),
			["Remind of Rating", nightly.UNRATED],
		)
		self.assertEqual(self.run_night().moved or 0, 0)

	def test_who_was_dissatisfied_is_not_closed_by_the_night(self) -> None:
		ticket = self.fed_back_ticket()
		self.act(
			"officer",
			TICKET,
			ticket,
			"Rate Ticket Dissatisfied",
			rating_source="Telephone",
			rating_reason="没修好。",
		)
		self.due(TICKET, ticket, -100)
		self.run_night()
		self.assertEqual(frappe.db.get_value(TICKET, ticket, "workflow_state"), "Ticket Awaiting Rating")

	def test_what_was_not_taken_up_goes_back(self) -> None:
		ticket = self.registered_ticket()
		self.act(
			"clerk", TICKET, ticket, "Entrust Ticket", note="属县级事项", entrusted_to=self.county_deputy()
		)
		self.assertEqual(frappe.db.get_value(TICKET, ticket, "state_due"), add_working_days(getdate(), 10))
		self.run_night()
		self.assertEqual(frappe.db.get_value(TICKET, ticket, "workflow_state"), "Ticket Entrusted")
		self.due(TICKET, ticket, -1)
		self.run_night()
		self.assertEqual(
			frappe.db.get_value(TICKET, ticket, ("workflow_state", "entrusted_to", "state_due")),
			("Ticket Registered", None, add_working_days(getdate(), 3)),
		)
		self.assertEqual(len([one for one in self.told("clerk", ticket) if "退回" in one]), 1)

	def county_deputy(self) -> str:
		return self.world.deputy_west

	def test_one_bad_record_stops_no_other_and_is_listed(self) -> None:
		self.run_night()
		orders = [self.order_of(self.dispatched_ticket()) for _ in range(3)]
		for order in orders:
			self.due(ORDER, order, -1)
		tell = notices.of_overdue

		def broken(doc, roles):
			if doc.name == orders[1]:
				raise ValueError("坏了")
			tell(doc, roles)

		with patch.object(notices, "of_overdue", broken):
			night = self.run_night()
		self.assertEqual([len(self.told("water", order)) for order in orders], [1, 0, 1])
		self.assertEqual(night.failed, 1)
		self.assertEqual(
			(night.failures[0].record_number, night.failures[0].message),
			(frappe.db.get_value(ORDER, orders[1], "number"), "坏了"),
		)
		# undone as a whole, so that the next night does it
		self.assertFalse(frappe.db.get_value(ORDER, orders[1], "last_reminder"))
		self.assertTrue(any("1条记录失败" in remark for remark in remarks_for(self.world.users["admin"])))
		self.assertEqual(remarks_for(self.world.users["clerk"]), [])
		self.run_night()
		self.assertEqual(len(self.told("water", orders[1])), 1)

	def test_a_module_that_cannot_even_look_for_its_work_stops_no_other(self) -> None:
		self.run_night()
		order = self.order_of(self.dispatched_ticket())
		self.due(ORDER, order, -1)

		def broken():
			raise ValueError("坏了")

		with patch.object(commitment, "reminders", broken):
			night = self.run_night()
		self.assertEqual(
			[(row.reference_name, row.message) for row in night.failures], [(night.name, "坏了")]
		)
		self.assertTrue(night.finished_on)
		self.assertEqual(len(self.told("water", order)), 1)

	def test_one_bad_promise_stops_no_other(self) -> None:
		names = [self.promised() for _ in range(3)]
		remind = commitment.remind_of_promise

		def broken(name):
			if name == names[1]:
				raise ValueError("坏了")
			return remind(name)

		with patch.object(commitment, "remind_of_promise", broken):
			night = self.run_night()
		self.assertEqual([len(self.told("water", name)) for name in names], [1, 0, 1])
		self.assertEqual([row.reference_name for row in night.failures], [names[1]])
		self.assertEqual(
			night.failures[0].record_number, frappe.db.get_value("Commitment", names[1], "source_number")
		)
		self.run_night()
		self.assertEqual(len(self.told("water", names[1])), 1)

	def promised(self) -> str:
		"""A promise of the water station that is due today."""
		ticket = self.dispatched_ticket()
		promise = {"plan": "年内重修。", "plan_due": today(), "explanation": "资金年内到位。"}
		self.reply(ticket, result_class=frappe.db.get_value("Result Class", {"code": "B"}), **promise)
		return frappe.db.get_value("Commitment", {"dispatch_order": self.order_of(ticket)})

	def test_of_a_matter_that_no_station_took_in_the_clerk_is_told_that_the_rating_is_missing(self) -> None:
		ticket = self.fed_back_ticket()
		frappe.db.set_value(TICKET, ticket, "station", None)
		self.due(TICKET, ticket, -1)
		self.run_night()
		self.assertEqual(len([one for one in self.told("clerk", ticket) if "尚未评价" in one]), 1)
		self.assertEqual(self.told("officer", ticket), [])

	def test_who_reads_what_failed(self) -> None:
		night = self.run_night().name
		for key, sees in (("admin", 1), ("auditor", 1), ("clerk", 0), ("chair", 0), ("county_officer", 0)):
			with self.as_user(key), self.subTest(key):
				self.assertEqual(bool(frappe.has_permission("Nightly Run", "read", night)), bool(sees))
				self.assertFalse(frappe.has_permission("Nightly Run", "write", night))

	def test_of_an_accusation_only_the_deciders_are_told(self) -> None:
		ticket = self.registered_ticket()
		self.act("clerk", TICKET, ticket, "Mark Ticket as Accusation")
		self.assertEqual(len(self.told("chair", ticket)), 1)
		self.due(TICKET, ticket, -1)
		self.run_night()
		self.assertEqual(len(self.told("chair", ticket)), 2)
		for key in ("clerk", "officer", "deputy", "county_officer", "admin", "water", "presidium", "chair_b"):
			self.assertEqual(self.told(key, ticket), [], key)


class KilledNightTest(NightlyTestCase):
	"""On committed records, as a kill leaves what was committed and nothing else."""

	RECORDS = 7

	def setUp(self) -> None:
		super().setUp()
		self.orders = [self.order_of(self.dispatched_ticket()) for _ in range(self.RECORDS)]
		for order in self.orders:
			self.due(ORDER, order, -1)
		frappe.db.commit()

	def tearDown(self) -> None:
		frappe.db.delete("Nightly Run", {})
		frappe.db.delete("Nightly Failure", {})
		frappe.db.delete(LOG, {"email_content": ("like", "%/app/todays-work%")})
		forget_tickets(frappe.get_all(ORDER, {"name": ("in", self.orders)}, pluck="opinion_ticket"))
		frappe.db.savepoint("before_test")
		super().tearDown()

	def night_of_its_own(self, kill_at: int = 0, module: str = "nightly", step: str = "remind") -> int:
		script = SCRIPT.format(
			site=frappe.local.site,
			sites=frappe.local.sites_path,
			kill_at=kill_at,
			module=module,
			step=step,
			digests=module == "digest",
		)
		return run_apart(script)

	def reminded(self) -> list[str]:
		return frappe.get_all(ORDER, {"name": ("in", self.orders), "last_reminder": "Red"}, pluck="name")

	def test_killed_in_the_middle_and_run_again(self) -> None:
		self.assertEqual(self.night_of_its_own(kill_at=4), -signal.SIGKILL)
		begun = len(self.reminded())
		self.assertGreater(begun, 0)
		self.assertLess(begun, self.RECORDS)
		self.assertEqual(self.night_of_its_own(), 0)
		self.assertEqual(len(self.reminded()), self.RECORDS)
		self.assertEqual([len(self.told("water", order)) for order in self.orders], [1] * self.RECORDS)
		# and a third night finds nothing left
		self.assertEqual(self.night_of_its_own(), 0)
		self.assertEqual([len(self.told("water", order)) for order in self.orders], [1] * self.RECORDS)
		nights = frappe.get_all("Nightly Run", fields=["finished_on", "failed"], order_by="started_on")
		self.assertEqual([bool(night.finished_on) for night in nights], [False, True, True])
		self.assertEqual(sum(night.failed or 0 for night in nights), 0)

	def test_killed_among_the_digests_each_person_gets_one(self) -> None:
		with patch.object(digest, "is_working_day", return_value=True):
			receivers = digest.receivers()
		people = [user for user in receivers if digest.work_of(user, 1) or remarks_for(user)]
		self.assertGreater(len(people), 2)
		# the last of them but one has hers or his, not committed yet
		kill_at = receivers.index(people[-2]) + 1
		self.assertEqual(self.night_of_its_own(kill_at, "digest", "send"), -signal.SIGKILL)
		self.assertLess(len(self.digests()), len(people))
		for _night in range(2):
			self.assertEqual(self.night_of_its_own(0, "digest", "send"), 0)
			self.assertEqual(self.digests(), dict.fromkeys(people, 1))

	def digests(self) -> dict[str, int]:
		"""Person → today's digests on the desk."""
		sent = {"creation": (">=", getdate()), "email_content": ("like", "%/app/todays-work%")}
		users = frappe.get_all(LOG, sent, pluck="for_user")
		return {user: users.count(user) for user in users}

	def test_killed_while_it_closes_the_unrated_each_is_closed_once(self) -> None:
		tickets = frappe.get_all(ORDER, {"name": ("in", self.orders)}, pluck="opinion_ticket")
		waited = {"rating_reminded_on": add_days(today(), -10), "state_due": add_days(today(), -1)}
		for ticket in tickets:
			frappe.db.set_value(TICKET, ticket, {"workflow_state": "Ticket Awaiting Rating", **waited})
		frappe.db.commit()
		self.assertEqual(self.night_of_its_own(4, "nightly", "end_rating"), -signal.SIGKILL)
		closed = {"name": ("in", tickets), "workflow_state": "Ticket Closed"}
		self.assertIn(frappe.db.count(TICKET, closed), range(1, self.RECORDS))
		for _night in range(2):
			self.assertEqual(self.night_of_its_own(), 0)
			self.assertEqual(frappe.db.count(TICKET, closed), self.RECORDS)
			moves = {"reference_name": ("in", tickets), "rule": nightly.UNRATED}
			self.assertEqual(frappe.db.count("Handling Log", moves), self.RECORDS)

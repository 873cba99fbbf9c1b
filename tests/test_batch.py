"""Many records in one go: each as by itself, one failure stops no other, and an interrupted run is taken up."""

import json
import signal
from unittest.mock import patch

import frappe
from frappe.utils import add_days, now_datetime, today

from deputy_liaison import batch
from tests.base import LiaisonTestCase, forget_tickets, run_apart

TICKET = "Opinion Ticket"
ORDER = "Dispatch Order"
LOG = "Handling Log"
RUN = "Batch Run"
# a worker in a process of its own, in chunks of two; it is killed when it has done its `kill_at`th row
WORKER = """
import os, signal, frappe
frappe.init(site={site!r}, sites_path={sites!r})
frappe.connect()
frappe.set_user({user!r})
from deputy_liaison import batch
batch.CHUNK = 2
left, one = [{kill_at}], batch._one
def counted(*args):
	why = one(*args)
	left[0] -= 1
	if not left[0]:
		os.kill(os.getpid(), signal.SIGKILL)
	return why
batch._one = counted
batch.carry_out({run!r})
frappe.destroy()
"""


class BatchTestCase(LiaisonTestCase):
	"""Takes actions on several tickets as one of the people."""

	def rows(self, names: list[str], doctype: str = TICKET, **own) -> list[dict]:
		return [
			{
				"name": name,
				"modified": str(frappe.db.get_value(doctype, name, "modified")),
				"values": own.get(name),
			}
			for name in names
		]

	def run_of(
		self, key: str, action: str, rows: list[dict], doctype: str = TICKET, note: str = "", **values
	) -> dict:
		"""Start a batch and wait for it; its progress at the end."""
		with self.as_user(key):
			run = batch.start(doctype, action, json.dumps(rows), json.dumps(values), note)
			return batch.progress(run)

	def proposal(self, **values) -> dict:
		return {
			"category": frappe.db.get_value("Opinion Category", {"category_name": "饮水水利"}),
			"authority_level": "Township Level",
			"lead_unit": self.world.unit_water,
			"due_date": add_days(today(), 30),
			"responsible_person": "水务站站长",
			"proposal": "请现场查看后修复。",
			**values,
		}

	def registered(self, count: int) -> list[str]:
		return [self.registered_ticket() for _number in range(count)]

	def proposed(self, count: int) -> list[str]:
		tickets = self.registered(count)
		for ticket in tickets:
			self.propose(ticket, supporting_units=[])
		return tickets

	def states(self, names: list[str], doctype: str = TICKET) -> set[str]:
		return set(frappe.get_all(doctype, {"name": ("in", names)}, pluck="workflow_state"))

	def lines(self, names: list[str], action: str) -> list[frappe._dict]:
		return frappe.get_all(LOG, {"reference_name": ("in", names), "action": action}, ["*"])

	def whys(self, state: dict) -> dict[str, str]:
		return {row["name"]: row["why"] for row in state["rows"]}

	def begun(self, tickets: list[str]) -> str:
		"""A run that no worker has begun yet."""
		with patch.object(batch, "_go_on"), self.as_user("chair"):
			return batch.start(TICKET, "Dispatch Ticket", self.rows(tickets), {"approval": "同意。"})

	def check_all_once(self, tickets: list[str]) -> None:
		self.assertEqual(self.states(tickets), {"Ticket In Handling"})
		self.assertEqual(frappe.db.count(ORDER, {"opinion_ticket": ("in", tickets)}), len(tickets))
		self.assertEqual(len(self.lines(tickets, "Dispatch Ticket")), len(tickets))


class TestManyAtOnce(BatchTestCase):
	"""Each action that the desk offers for many, as the real role."""

	def test_a_proposal_asks_once_and_lets_a_row_differ(self):
		tickets = self.registered(3)
		rows = self.rows(tickets, **{tickets[1]: {"lead_unit": self.world.unit_works}})
		state = self.run_of("clerk", "Propose Ticket", rows, **self.proposal())
		self.assertEqual((state["stage"], state["done"], state["refused"]), ("Batch Finished", 3, 0))
		units = frappe.get_all(TICKET, {"name": ("in", tickets)}, ["name", "lead_unit", "proposer"])
		self.assertEqual(
			{one.name: one.lead_unit for one in units},
			{
				tickets[0]: self.world.unit_water,
				tickets[1]: self.world.unit_works,
				tickets[2]: self.world.unit_water,
			},
		)
		self.assertEqual({one.proposer for one in units}, {"张专干"})

	def test_a_dispatch_issues_orders_and_writes_the_log_like_a_single_one(self):
		tickets = self.proposed(3)
		single = self.proposed(1)[0]
		self.dispatch(single)
		self.run_of("chair", "Dispatch Ticket", self.rows(tickets), approval="同意。")
		self.assertEqual(self.states(tickets), {"Ticket In Handling"})
		self.assertEqual(len(frappe.get_all(ORDER, {"opinion_ticket": ("in", tickets)})), 3)
		same = (
			"action",
			"event",
			"from_state",
			"to_state",
			"person_name",
			"post",
			"jurisdiction",
			"township",
			"station",
		)
		like = self.lines([single], "Dispatch Ticket")[0]
		for line in self.lines(tickets, "Dispatch Ticket"):
			self.assertEqual({key: line[key] for key in same}, {key: like[key] for key in same})
		numbers = frappe.get_all(ORDER, {"opinion_ticket": ("in", tickets)}, pluck="number")
		self.assertEqual(len(set(numbers)), 3)

	def test_what_was_proposed_for_each_stays_where_nothing_is_said(self):
		tickets = self.registered(2)
		self.propose(tickets[0], due_date=add_days(today(), 10), supporting_units=[])
		self.propose(
			tickets[1], due_date=add_days(today(), 20), supporting_units=[{"unit": self.world.unit_works}]
		)
		self.run_of("chair", "Dispatch Ticket", self.rows(tickets), approval="同意。")
		dates = [str(frappe.db.get_value(TICKET, ticket, "due_date")) for ticket in tickets]
		self.assertEqual(dates, [add_days(today(), 10), add_days(today(), 20)])
		self.assertEqual(frappe.db.count(ORDER, {"opinion_ticket": tickets[1]}), 2)

	def test_a_return_needs_its_reason(self):
		tickets = self.proposed(2)
		state = self.run_of("chair", "Return Ticket to Clerk", self.rows(tickets))
		self.assertEqual(set(self.whys(state).values()), {"请填写：理由"})
		self.run_of("chair", "Return Ticket to Clerk", self.rows(tickets), note="请写明办理时限。")
		self.assertEqual(self.states(tickets), {"Ticket Registered"})
		notes = {line.note for line in self.lines(tickets, "Return Ticket to Clerk")}
		self.assertEqual(notes, {"请写明办理时限。"})

	def test_orders_are_acknowledged_by_the_unit(self):
		tickets = self.proposed(2)
		self.run_of("chair", "Dispatch Ticket", self.rows(tickets), approval="同意。")
		orders = [self.order_of(ticket) for ticket in tickets]
		state = self.run_of("water", "Acknowledge Order", self.rows(orders, ORDER), ORDER, handler="水经办")
		self.assertEqual(state["done"], 2)
		self.assertEqual(
			set(frappe.get_all(ORDER, {"name": ("in", orders)}, pluck="acknowledged_by")), {"水经办"}
		)

	def test_answers_are_fed_back(self):
		tickets = [self.dispatched_ticket() for _number in range(2)]
		for ticket in tickets:
			self.reply(ticket)
		values = {"feedback_mode": "By Telephone", "feedback_on": today()}
		self.run_of("officer", "Feed Back Ticket", self.rows(tickets), **values)
		self.assertEqual(self.states(tickets), {"Ticket Awaiting Rating"})

	def test_explained_matters_are_closed(self):
		tickets = self.registered(2)
		for ticket in tickets:
			self.act("clerk", TICKET, ticket, "Explain Ticket", answer="已说明办理条件。")
		self.run_of("officer", "Close Answered Ticket", self.rows(tickets))
		self.assertEqual(self.states(tickets), {"Ticket Closed"})

	def test_the_yearly_archive_numbers_one_after_the_other(self):
		tickets = self.registered(3)
		for ticket in tickets:
			self.act("clerk", TICKET, ticket, "Explain Ticket", answer="已说明办理条件。")
			self.act("clerk", TICKET, ticket, "Close Answered Ticket")
			frappe.db.set_value(TICKET, ticket, "closed_on", add_days(now_datetime(), -100))
		self.run_of("clerk", "Archive Ticket", self.rows(tickets))
		numbers = [frappe.db.get_value(TICKET, ticket, "archive_number") for ticket in tickets]
		last = [int(number.rsplit("-", 1)[1]) for number in numbers]
		self.assertEqual(last, [last[0], last[0] + 1, last[0] + 2])

	def test_more_than_a_screenful_goes_on_as_a_job(self):
		tickets = self.registered(batch.AT_ONCE + 1)
		with patch("frappe.enqueue") as enqueue, self.as_user("clerk"):
			batch.start(TICKET, "Propose Ticket", self.rows(tickets), self.proposal())
			self.assertEqual(enqueue.call_args.kwargs["queue"], "long")
			self.assertTrue(enqueue.call_args.kwargs["enqueue_after_commit"])
		self.assertEqual(self.states(tickets), {"Ticket Registered"})


class TestRefusals(BatchTestCase):
	"""What a single action refuses, a batch refuses, row by row, and says so."""

	def test_one_failure_stops_no_other(self):
		tickets = self.proposed(4)
		# the chair was the clerk's stand-in for this one
		frappe.db.set_value(TICKET, tickets[1], "proposed_by", self.world.users["chair"])
		state = self.run_of("chair", "Dispatch Ticket", self.rows(tickets), approval="同意。")
		self.assertEqual((state["done"], state["refused"]), (3, 1))
		self.assertEqual(
			self.whys(state)[tickets[1]],
			"拟办人不能审批自己拟办的意见单，请由其他人审批。",
		)
		self.assertEqual(state["rows"][0]["name"], tickets[1])
		self.assertEqual(frappe.db.count(ORDER, {"opinion_ticket": tickets[1]}), 0)
		self.assertEqual(frappe.message_log, [])

	def test_nothing_of_a_refused_row_stays(self):
		tickets = self.proposed(2)
		before = frappe.db.get_value("Number Counter", {"series": ("like", "Dispatch Order%")}, "last_number")
		with patch(
			"deputy_liaison.opinions.doctype.opinion_ticket.opinion_ticket.issue_orders",
			side_effect=frappe.ValidationError("停电"),
		):
			state = self.run_of("chair", "Dispatch Ticket", self.rows(tickets), approval="同意。")
		self.assertEqual(set(self.whys(state).values()), {"停电"})
		self.assertEqual(self.states(tickets), {"Ticket Pending Approval"})
		self.assertEqual(self.lines(tickets, "Dispatch Ticket"), [])
		after = frappe.db.get_value("Number Counter", {"series": ("like", "Dispatch Order%")}, "last_number")
		self.assertEqual(after, before)

	def test_an_error_of_the_system_is_one_rows_alone(self):
		tickets = self.proposed(2)
		with patch(
			"deputy_liaison.opinions.doctype.opinion_ticket.opinion_ticket.issue_orders",
			side_effect=[KeyError("unit"), None],
		):
			state = self.run_of("chair", "Dispatch Ticket", self.rows(tickets), approval="同意。")
		self.assertEqual(sorted(bool(why) for why in self.whys(state).values()), [False, True])
		self.assertNotIn("KeyError", state["rows"][0]["why"])

	def test_a_page_that_is_out_of_date_is_refused(self):
		tickets = self.proposed(2)
		rows = self.rows(tickets)
		self.act("chair", TICKET, tickets[0], "Return Ticket to Clerk", note="请补充。")
		self.propose(tickets[0])
		state = self.run_of("chair", "Dispatch Ticket", rows, approval="同意。")
		self.assertIn("张专干", self.whys(state)[tickets[0]])
		self.assertEqual(state["done"], 1)

	def test_who_may_not_take_the_action_singly_may_not_in_a_batch(self):
		tickets = self.proposed(1)
		for key in ("officer", "clerk", "chair_b", "county_approver", "auditor", "deputy"):
			state = self.run_of(key, "Dispatch Ticket", self.rows(tickets), approval="同意。")
			self.assertEqual((state["done"], state["refused"]), (0, 1), key)
		# who may see no ticket at all begins no run
		for key in ("water", "nobody"):
			with self.assertRaises(frappe.PermissionError):
				self.run_of(key, "Dispatch Ticket", self.rows(tickets), approval="同意。")
		self.assertEqual(self.states(tickets), {"Ticket Pending Approval"})

	def test_a_row_out_of_reach_tells_nothing_of_itself(self):
		tickets = self.proposed(1)
		state = self.run_of("chair_b", "Dispatch Ticket", self.rows(tickets), approval="同意。")
		row = state["rows"][0]
		self.assertEqual((row["name"], row["number"], row["title"]), ("", "—", "不在您的职责范围内"))

	def test_actions_of_one_record_are_not_taken_on_many(self):
		order = self.order_of(self.dispatched_ticket())
		with self.as_user("water"):
			self.assertRefuses(
				"不能批量办理", batch.start, ORDER, "Reply to Order", self.rows([order], ORDER)
			)
		with self.as_user("clerk"):
			self.assertRefuses(
				"只能逐件办理", batch.start, "Deputy Mandate", "Confirm Mandate", [{"name": "x"}]
			)
			for rows in ([], ["x"], "[{}]"):
				self.assertRefuses("至少勾选一行", batch.start, TICKET, "Propose Ticket", rows)
			many = [{"name": str(number)} for number in range(batch.MOST + 1)]
			self.assertRefuses("一次最多办理2000件", batch.start, TICKET, "Propose Ticket", many)

	def test_what_the_action_does_not_ask_for_is_not_filled_in(self):
		ticket = self.proposed(1)[0]
		subject = frappe.db.get_value(TICKET, ticket, "subject")
		self.run_of("chair", "Dispatch Ticket", self.rows([ticket]), approval="同意。", subject="改了")
		self.assertEqual(frappe.db.get_value(TICKET, ticket, "subject"), subject)


class TestInterruption(BatchTestCase):
	"""A worker that dies in the middle; a run that is stopped; a second worker."""

	def killed_after(self, count: int, run: str) -> None:
		"""Carry the run out, and die in the chunk after `count` rows, as a killed worker does."""
		real, calls = batch._one, []

		def one(*args):
			calls.append(1)
			if len(calls) > count:
				raise SystemExit
			return real(*args)

		frappe.db.savepoint("worker")
		with patch.object(batch, "_one", one), patch.object(batch, "CHUNK", 2):
			chunk = batch._chunk

			def committed(name: str) -> bool:
				goes_on = chunk(name)
				frappe.db.savepoint("worker")
				return goes_on

			with patch.object(batch, "_chunk", committed), self.assertRaises(SystemExit):
				batch.carry_out(run)
		# what the worker had not committed is gone with its connection
		frappe.db.rollback(save_point="worker")

	def test_killed_in_the_middle_and_taken_up_again(self):
		tickets = self.proposed(7)
		run = self.begun(tickets)
		with self.as_user("chair"):
			self.killed_after(5, run)
			done = [one for one in tickets if self.states([one]) == {"Ticket In Handling"}]
			self.assertEqual(len(done), 4)
			self.assertEqual(batch.progress(run)["done"], 4)
			batch.resume(run)
			state = batch.progress(run)
		self.assertEqual((state["stage"], state["done"], state["refused"]), ("Batch Finished", 7, 0))
		self.check_all_once(tickets)

	def test_the_same_batch_once_more_takes_the_killed_one_up(self):
		tickets = self.proposed(5)
		run = self.begun(tickets)
		rows = self.rows(tickets)
		with self.as_user("chair"):
			self.killed_after(2, run)
			again = batch.start(TICKET, "Dispatch Ticket", rows, {"approval": "同意。"})
			self.assertEqual(again, run)
			self.assertEqual(batch.progress(run)["done"], 5)
		self.check_all_once(tickets)

	def test_with_other_words_it_is_another_batch(self):
		tickets = self.proposed(3)
		run = self.begun(tickets)
		with self.as_user("chair"):
			again = batch.start(TICKET, "Dispatch Ticket", self.rows(tickets), {"approval": "请抓紧办理。"})
		self.assertNotEqual(again, run)
		said = set(frappe.get_all(TICKET, {"name": ("in", tickets)}, pluck="approval"))
		self.assertEqual(said, {"请抓紧办理。"})

	def test_a_worker_writes_the_reasons_in_chinese(self):
		run = self.begun(self.registered(1))
		with self.as_user("chair"):
			frappe.local.lang = "en"
			batch.carry_out(run)
			self.assertIn("审批", batch.progress(run)["rows"][0]["why"])

	def test_a_run_that_has_ended_does_nothing_more(self):
		tickets = self.proposed(2)
		run = self.begun(tickets)
		with self.as_user("chair"):
			batch.carry_out(run)
			batch.carry_out(run)
			batch.resume(run)
		self.check_all_once(tickets)

	def test_stopped_and_taken_up(self):
		tickets = self.proposed(3)
		run = self.begun(tickets)
		with self.as_user("chair"):
			batch.stop(run)
			batch.carry_out(run)
			state = batch.progress(run)
			self.assertEqual((state["stage"], state["done"]), ("Batch Stopped", 0))
			self.assertEqual(set(self.whys(state).values()), {"还没有办理。"})
			batch.resume(run)
		self.check_all_once(tickets)

	def test_a_deadlock_is_tried_again(self):
		tickets = self.proposed(2)
		run = self.begun(tickets)
		real, calls = batch._chunk, []

		def chunk(name: str) -> bool:
			calls.append(1)
			if len(calls) == 1:
				raise frappe.QueryDeadlockError
			return real(name)

		with self.as_user("chair"), patch.object(batch, "_chunk", chunk), patch.object(frappe.db, "rollback"):
			batch.carry_out(run)
		self.check_all_once(tickets)

	def test_a_post_that_ended_meanwhile_grants_nothing(self):
		tickets = self.proposed(4)
		run = self.begun(tickets)
		real = batch._chunk

		def chunk(name: str) -> bool:
			goes_on = real(name)
			frappe.db.set_value(
				"Staff Post",
				{"user": self.world.users["chair"], "post": "Township Chair"},
				"to_date",
				add_days(today(), -1),
			)
			return goes_on

		with self.as_user("chair"), patch.object(batch, "CHUNK", 2), patch.object(batch, "_chunk", chunk):
			batch.carry_out(run)
			state = batch.progress(run)
		self.assertEqual((state["done"], state["refused"]), (2, 2))


class TestKilledWorker(BatchTestCase):
	"""A process that is really killed, on committed records: what it had committed stays, and nothing else."""

	ROWS = 7

	def setUp(self) -> None:
		super().setUp()
		self.tickets = self.proposed(self.ROWS)
		self.run_name = self.begun(self.tickets)
		frappe.db.commit()

	def tearDown(self) -> None:
		frappe.set_user("Administrator")
		frappe.db.delete(RUN, {"name": self.run_name})
		forget_tickets(self.tickets)
		frappe.db.savepoint("before_test")
		super().tearDown()

	def worker(self, kill_at: int) -> int:
		"""Let a worker carry the run out; how its process ended."""
		script = WORKER.format(
			site=frappe.local.site,
			sites=frappe.local.sites_path,
			user=self.world.users["chair"],
			run=self.run_name,
			kill_at=kill_at,
		)
		return run_apart(script)

	def progress(self) -> dict:
		with self.as_user("chair"):
			return batch.progress(self.run_name)

	def test_what_is_left_is_done_by_the_next_worker_nothing_twice_and_nothing_missing(self):
		# in the middle of the third chunk: its first row is undone with it
		self.assertEqual(self.worker(kill_at=5), -signal.SIGKILL)
		state = self.progress()
		self.assertEqual((state["stage"], state["done"]), ("Batch Under Way", 4))
		done = [one for one in self.tickets if self.states([one]) == {"Ticket In Handling"}]
		self.assertEqual(len(done), 4)
		self.check_all_once(done)
		left = [one for one in self.tickets if one not in done]
		self.assertEqual(self.states(left), {"Ticket Pending Approval"})
		self.assertEqual(self.lines(left, "Dispatch Ticket"), [])

		self.assertEqual(self.worker(kill_at=0), 0)
		state = self.progress()
		self.assertEqual((state["stage"], state["done"], state["refused"]), ("Batch Finished", self.ROWS, 0))
		self.check_all_once(self.tickets)
		numbers = frappe.get_all(ORDER, {"opinion_ticket": ("in", self.tickets)}, pluck="number")
		self.assertEqual(len(set(numbers)), self.ROWS)

		# and a third worker finds nothing left
		self.assertEqual(self.worker(kill_at=0), 0)
		self.check_all_once(self.tickets)


class TestWhoseRun(BatchTestCase):
	"""A run is its maker's alone."""

	def test_nobody_else_sees_or_moves_it(self):
		run = self.run_of("clerk", "Propose Ticket", self.rows(self.registered(1)), **self.proposal())["run"]
		for key in ("clerk2", "chair", "admin", "auditor", "nobody"):
			with self.as_user(key):
				for call in (batch.progress, batch.stop, batch.resume):
					with self.assertRaises(frappe.PermissionError):
						call(run)
				self.assertEqual(batch.own_runs(), [])
				with self.assertRaises(frappe.PermissionError):
					frappe.get_doc(RUN, run).check_permission("read")
				with self.assertRaises(frappe.PermissionError):
					frappe.get_list(RUN)

	def test_the_maker_finds_it_again(self):
		self.run_of("clerk", "Propose Ticket", self.rows(self.registered(2)), **self.proposal())
		with self.as_user("clerk"):
			found = batch.own_runs()[0]
		self.assertEqual((found.action, found.total, found.done), ("Propose Ticket", 2, 2))

	def test_progress_goes_to_the_maker_alone(self):
		with patch("frappe.publish_realtime") as publish:
			self.run_of("clerk", "Propose Ticket", self.rows(self.registered(1)), **self.proposal())
		told = [call for call in publish.call_args_list if call.args[0] == "liaison_batch"]
		self.assertTrue(told)
		for call in told:
			self.assertEqual(call.kwargs["user"], self.world.users["clerk"])
			self.assertNotIn("doctype", call.kwargs)

	def test_old_runs_are_forgotten(self):
		from deputy_liaison.liaison_network.doctype.batch_run.batch_run import forget_old

		run = self.run_of("clerk", "Propose Ticket", self.rows(self.registered(1)), **self.proposal())["run"]
		forget_old()
		self.assertTrue(frappe.db.exists(RUN, run))
		frappe.db.set_value(RUN, run, "creation", add_days(now_datetime(), -92))
		forget_old()
		self.assertFalse(frappe.db.exists(RUN, run))


class TestWhatIsOffered(BatchTestCase):
	"""The list's dialog."""

	def offered(self, key: str, names: list[str], doctype: str = TICKET) -> dict[str, dict]:
		with self.as_user(key):
			return {one["action"]: one for one in batch.offered(doctype, names)["actions"]}

	def test_actions_by_post_and_state_with_what_is_held_alike(self):
		registered, pending = self.registered(2), self.proposed(2)
		clerk = self.offered("clerk", registered + pending)
		self.assertEqual(set(clerk), {"Propose Ticket"})
		self.assertEqual(set(clerk["Propose Ticket"]["names"]), set(registered))
		chair = self.offered("chair", registered + pending)
		self.assertEqual(set(chair), {"Dispatch Ticket", "Return Ticket to Clerk"})
		dispatch = chair["Dispatch Ticket"]
		self.assertEqual(list(dispatch["per_row"]), ["due_date"])
		self.assertEqual(dispatch["values"][pending[0]], {"due_date": add_days(today(), 30)})
		self.assertEqual(self.offered("auditor", registered + pending), {})
		self.assertEqual(self.offered("chair_b", registered + pending), {})

	def test_what_needs_a_paper_of_each_is_not_offered(self):
		order = self.order_of(self.dispatched_ticket())
		self.assertEqual(set(self.offered("water", [order], ORDER)), {"Acknowledge Order"})
		# the clerk would have to hand in each unit's signed slip
		self.assertEqual(self.offered("clerk", [order], ORDER), {})

	def test_the_number_of_queries_does_not_grow_with_the_rows(self):
		tickets = self.proposed(8)
		with self.as_user("chair"):
			batch.offered(TICKET, tickets)
			with self.assertQueryCount(20):
				batch.offered(TICKET, tickets)


class TestStockDoors(BatchTestCase):
	"""The list's own bulk action leads to ours."""

	def test_bulk_approval_is_a_run_with_the_same_guards(self):
		tickets = self.proposed(2)
		with self.as_user("clerk"):
			state = batch.progress(
				batch.bulk_workflow_approval(json.dumps(tickets), TICKET, "Dispatch Ticket")
			)
		self.assertEqual((state["done"], state["refused"]), (0, 2))
		with self.as_user("chair"):
			state = batch.progress(
				batch.bulk_workflow_approval(json.dumps(tickets), TICKET, "Dispatch Ticket")
			)
		self.assertEqual((state["done"], state["refused"]), (2, 0))

	def test_the_lists_own_items_are_not_shown(self):
		with self.as_user("chair"):
			self.assertEqual(batch.get_common_transition_actions("[]", TICKET), [])

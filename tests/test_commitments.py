"""承诺事项: made by a reply of class B or C, followed up to its fulfilment across years."""

import frappe
from frappe.utils import add_days, add_to_date, getdate, today

from deputy_liaison.opinions import rate_counts
from deputy_liaison.opinions.doctype.commitment.commitment import remind_of_promise, to_remind_of
from deputy_liaison.opinions.doctype.supervision_entry.supervision_entry import remind, supervise
from deputy_liaison.opinions.periods import preset
from deputy_liaison.opinions.rate_counts import Asked
from deputy_liaison.opinions.report.commitment_ledger import commitment_ledger
from deputy_liaison.opinions.report.commitments_by_unit import commitments_by_unit
from deputy_liaison.opinions.report.supervision_by_unit import supervision_by_unit
from tests.base import LiaisonTestCase

DOCTYPE = "Commitment"


class Commitments(LiaisonTestCase):
	"""A ticket whose unit promised with its reply to rebuild the canal."""

	def setUp(self) -> None:
		super().setUp()
		self.due = add_days(today(), 40)
		self.ticket = self.dispatched_ticket()
		self.reply(self.ticket, **self.promise())
		self.order = self.order_of(self.ticket)
		self.name = frappe.db.get_value(DOCTYPE, {"dispatch_order": self.order})

	def promise(self, code: str = "B", **values) -> dict:
		return {
			"result_class": frappe.db.get_value("Result Class", {"code": code}),
			"explanation": "资金年内到位。",
			"plan": "明年春灌前重修水渠。",
			"plan_due": self.due,
			**values,
		}

	def doc(self) -> frappe._dict:
		return frappe.db.get_value(DOCTYPE, self.name, "*", as_dict=True)

	def progress(self, key: str = "water", **values) -> dict:
		values = {"latest_progress_on": today(), "latest_progress": "已完成招标。", **values}
		return self.act(key, DOCTYPE, self.name, "Record Commitment Progress", **values)

	def fulfil(self, key: str = "water", **values) -> dict:
		values = {
			"fulfilled_on": today(),
			"second_replied_by": "水站长",
			"second_reply": "水渠已重修通水。",
			**values,
		}
		return self.act(key, DOCTYPE, self.name, "Report Commitment Fulfilled", **values)

	def slip(self) -> dict:
		file = {"doctype": "File", "file_name": "slip.txt", "content": "回执", "is_private": 1}
		scan = frappe.get_doc(file).insert().file_url
		return {"on_behalf_signer": "水站长", "on_behalf_date": today(), "on_behalf_scan": scan}


class TestMadeByReply(Commitments):
	def test_plan_and_date_come_from_the_reply(self):
		doc = self.doc()
		self.assertEqual(doc.workflow_state, "Commitment Open")
		self.assertEqual(doc.plan, "明年春灌前重修水渠。")
		self.assertEqual((str(doc.due_date), str(doc.committed_on)), (self.due, today()))
		self.assertEqual(doc.source_number, frappe.db.get_value("Opinion Ticket", self.ticket, "number"))
		self.assertEqual((doc.responsible_unit, doc.township), (self.world.unit_water, self.world.town))

	def test_a_reply_of_class_a_or_d_promises_nothing(self):
		for code in "AD":
			ticket = self.dispatched_ticket()
			result = frappe.db.get_value("Result Class", {"code": code})
			self.reply(ticket, result_class=result, explanation="已解释。")
			self.assertFalse(frappe.db.exists(DOCTYPE, {"dispatch_order": self.order_of(ticket)}), code)

	def test_a_later_round_takes_the_promise_over(self):
		self.act(
			"officer",
			"Opinion Ticket",
			self.ticket,
			"Feed Back Ticket",
			feedback_mode="By Telephone",
			feedback_on=today(),
		)
		self.act(
			"officer",
			"Opinion Ticket",
			self.ticket,
			"Rate Ticket Dissatisfied",
			rating_source="Signature",
			rating_reason="等太久",
		)
		self.act(
			"clerk",
			"Opinion Ticket",
			self.ticket,
			"Rehandle Ticket",
			proposal="请提前。",
			due_date=add_days(today(), 20),
		)
		self.assertEqual(self.doc().workflow_state, "Commitment Open")
		self.reply(self.ticket, **self.promise("C", plan="年内重修。"))
		self.assertEqual(self.doc().workflow_state, "Commitment Superseded")
		newer = frappe.db.get_value(
			DOCTYPE, {"dispatch_order": self.order_of(self.ticket)}, ["plan", "workflow_state"]
		)
		self.assertEqual(newer, ("年内重修。", "Commitment Open"))

	def test_nobody_writes_one_by_hand(self):
		for key in ("clerk", "water", "chair"):
			with self.subTest(key), self.as_user(key):
				doc = frappe.get_doc(DOCTYPE, self.name)
				doc.due_date = add_days(today(), 400)
				self.assertForbidden(doc.save)
				self.assertForbidden(frappe.delete_doc, DOCTYPE, self.name)
				self.assertForbidden(
					frappe.get_doc({"doctype": DOCTYPE, "dispatch_order": self.order}).insert
				)
		self.assertEqual(str(self.doc().due_date), self.due)


class TestFollowUp(Commitments):
	def test_the_unit_tells_progress(self):
		self.progress()
		self.progress(latest_progress="已开工。")
		doc = frappe.get_doc(DOCTYPE, self.name)
		self.assertEqual([row.progress for row in doc.progress_entries], ["已完成招标。", "已开工。"])
		self.assertEqual((doc.latest_progress, doc.progress_entries[0].entered_by), ("已开工。", "水经办"))

	def test_the_clerk_types_it_in_with_the_scan(self):
		self.assertRefuses("回执联", self.progress, "clerk")
		self.progress("clerk", **self.slip())
		row = frappe.get_doc(DOCTYPE, self.name).progress_entries[0]
		self.assertEqual((row.entered_on_behalf, row.entered_by), (1, "水站长"))
		self.assertTrue(row.scan)

	def test_the_unit_after_the_clerk_is_not_marked_as_entered_on_behalf(self):
		self.progress("clerk", **self.slip())
		self.progress()
		rows = frappe.get_doc(DOCTYPE, self.name).progress_entries
		self.assertEqual([row.entered_on_behalf for row in rows], [1, 0])
		self.assertEqual(rows[1].entered_by, "水经办")

	def test_others_may_not(self):
		for key in (
			"works",
			"officer",
			"chair",
			"presidium",
			"clerk_b",
			"county_officer",
			"auditor",
			"nobody",
		):
			with self.subTest(key):
				self.assertForbidden(self.progress, key)
				self.assertForbidden(self.fulfil, key)
		self.assertEqual(self.doc().workflow_state, "Commitment Open")

	def test_days_lie_between_promise_and_today(self):
		self.assertRefuses("不能晚于今天", self.fulfil, fulfilled_on=add_days(today(), 1))
		self.assertRefuses("早于承诺", self.progress, latest_progress_on=add_days(today(), -1))

	def test_fulfilled_once_the_clerk_or_the_officer_agrees(self):
		for key in ("clerk", "officer"):
			with self.subTest(key):
				frappe.db.savepoint("one")
				self.fulfil()
				self.act(key, DOCTYPE, self.name, "Confirm Commitment", check_note="现场看过。")
				doc = self.doc()
				self.assertEqual(doc.workflow_state, "Commitment Fulfilled")
				self.assertEqual((str(doc.fulfilled_on), doc.second_reply), (today(), "水渠已重修通水。"))
				self.assertEqual(str(doc.checked_on), today())
				frappe.db.rollback(save_point="one")

	def test_who_reported_does_not_check(self):
		self.fulfil("clerk", **self.slip())
		self.assertRefuses("不能核实", self.act, "clerk", DOCTYPE, self.name, "Confirm Commitment")
		self.act("clerk2", DOCTYPE, self.name, "Confirm Commitment")

	def test_the_unit_does_not_check_itself(self):
		self.fulfil()
		self.assertForbidden(self.act, "water", DOCTYPE, self.name, "Confirm Commitment")
		self.give_post("officer", "Responsible Unit Officer", unit=self.world.unit_water)
		self.assertRefuses("不能核实本单位", self.act, "officer", DOCTYPE, self.name, "Confirm Commitment")

	def test_what_is_not_done_goes_back_and_stays_in_the_record(self):
		self.fulfil()
		self.assertRefuses("理由", self.act, "clerk", DOCTYPE, self.name, "Return Commitment")
		self.act("clerk", DOCTYPE, self.name, "Return Commitment", note="只修了一半")
		doc = frappe.get_doc(DOCTYPE, self.name)
		self.assertEqual(
			(doc.workflow_state, doc.second_reply, doc.fulfilled_on), ("Commitment Open", None, None)
		)
		self.assertEqual(doc.progress_entries[-1].progress, "水渠已重修通水。")

	def test_who_reads(self):
		for key, may in (
			("water", True),
			("officer", True),
			("clerk", True),
			("auditor", True),
			("works", False),
			("other_officer", False),
			("clerk_b", False),
			("nobody", False),
		):
			with self.subTest(key), self.as_user(key):
				self.assertEqual(frappe.has_permission(DOCTYPE, "read", self.name), may)


class TestReminders(Commitments):
	def remind(self, days: int) -> bool:
		day = getdate(add_days(self.due, days))
		listed = self.name in to_remind_of(day)
		self.assertEqual(remind_of_promise(self.name, day), listed)
		return listed

	def test_the_colour_of_a_day(self):
		for days, colour in (
			(-8, None),
			(-7, "Yellow Reminder"),
			(-1, "Yellow Reminder"),
			(0, "Orange Reminder"),
			(1, "Red Reminder"),
		):
			self.remind(days)
			self.assertEqual(self.doc().reminded_colour or None, colour, days)

	def test_the_countys_own_steps_hold_for_promises_as_well(self):
		settings = frappe.get_doc("Liaison Settings")
		settings.update({"yellow_days": 14, "orange_days": 3})
		settings.save()
		for days, colour in (
			(-15, None),
			(-14, "Yellow Reminder"),
			(-3, "Orange Reminder"),
			(1, "Red Reminder"),
		):
			self.remind(days)
			self.assertEqual(self.doc().reminded_colour or None, colour, days)

	def test_a_notice_says_a_number_and_a_day_and_no_word_of_the_voter(self):
		self.remind(1)
		subject = frappe.db.get_value("Notification Log", {"document_name": self.name}, "subject")
		self.assertIn(self.doc().source_number, subject)
		self.assertNotIn("水渠", subject)

	def test_once_for_each_colour_also_when_run_twice(self):
		told = [self.remind(days) for days in (-8, -7, -7, -3, 0, 0, 1, 1, 30)]
		self.assertEqual(told, [False, True, False, False, True, False, True, False, False])
		notices = frappe.get_all("Notification Log", {"document_name": self.name}, ["for_user", "subject"])
		self.assertEqual({row.for_user for row in notices}, {self.world.users["water"]})
		self.assertEqual(len(notices), 3)
		self.assertTrue(any("请填报进展" in row.subject for row in notices))

	def test_after_downtime_the_latest_alone(self):
		self.assertTrue(self.remind(5))
		self.assertEqual(frappe.db.count("Notification Log", {"document_name": self.name}), 1)

	def test_what_is_fulfilled_is_not_reminded(self):
		self.fulfil()
		self.assertFalse(self.remind(5))


class TestReports(Commitments):
	def of_year(self, year: int, report=commitment_ledger, key: str = "clerk", **filters) -> list[dict]:
		with self.as_user(key):
			return report.execute({"year": year, **filters})[1]

	def make_older(self, **values) -> None:
		last_year = add_to_date(today(), years=-1)
		values = {"committed_on": last_year, "due_date": add_days(last_year, 30), **values}
		frappe.db.set_value(DOCTYPE, self.name, values)

	def test_the_ledger_of_the_year_and_what_earlier_years_left_open(self):
		year = getdate().year
		mine = [row for row in self.of_year(year) if row.name == self.name]
		self.assertEqual([(row.state, row.carried) for row in mine], [("跟踪落实中", "")])
		self.make_older()
		mine = [row for row in self.of_year(year) if row.name == self.name]
		self.assertEqual([(row.state, row.carried) for row in mine], [("逾期未落实", "上年结转")])
		self.assertTrue(any(row.name == self.name for row in self.of_year(year - 1)))
		self.make_older(workflow_state="Commitment Fulfilled", fulfilled_on=add_to_date(today(), years=-1))
		self.assertFalse(any(row.name == self.name for row in self.of_year(year)))

	def test_scope(self):
		for key, seen in (("water", True), ("county_officer", True), ("works", False), ("clerk_b", False)):
			with self.subTest(key):
				rows = self.of_year(getdate().year, key=key)
				self.assertEqual(any(row.name == self.name for row in rows), seen)

	def test_sums_of_a_unit_by_hand(self):
		frappe.db.set_value(DOCTYPE, {"name": ("!=", self.name)}, "workflow_state", "Commitment Superseded")
		year = getdate().year

		def line() -> tuple:
			(row,) = self.of_year(year, commitments_by_unit)
			return tuple(
				row[key] for key in ("promised", "carried", "in_time", "late", "open", "overdue", "rate")
			)

		self.assertEqual(line(), (1, 0, 0, 0, 1, 0, "—"))
		self.make_older()
		self.assertEqual(line(), (0, 1, 0, 0, 1, 1, "0%"))
		frappe.db.set_value(
			DOCTYPE, self.name, {"workflow_state": "Commitment Fulfilled", "fulfilled_on": today()}
		)
		self.assertEqual(line(), (0, 1, 0, 1, 0, 0, "0%"))
		frappe.db.set_value(DOCTYPE, self.name, "due_date", today())
		self.assertEqual(line(), (0, 1, 1, 0, 0, 0, "100%"))

	def test_two_units_of_one_name_are_summed_apart(self):
		world = self.world
		frappe.db.set_value(DOCTYPE, {"name": ("!=", self.name)}, "workflow_state", "Commitment Superseded")
		frappe.db.set_value("Responsible Unit", world.unit_works, "unit_name", "甲镇水务站")
		other = frappe.get_doc(DOCTYPE, self.name)
		other.update(
			{
				"name": frappe.generate_hash(length=10),
				"dispatch_order": self.order_of(self.dispatched_ticket()),
				"responsible_unit": world.unit_works,
			}
		)
		other.db_insert()
		rows = self.of_year(getdate().year, commitments_by_unit)
		self.assertEqual([(row["unit_name"], row["promised"]) for row in rows], [("甲镇水务站", 1)] * 2)
		self.assertEqual({row["unit"] for row in rows}, {world.unit_water, world.unit_works})

	def test_a_hundred_only_where_every_promise_was_kept(self):
		kept = {"workflow_state": "Commitment Fulfilled", "fulfilled_on": today(), "due_date": today()}
		rows = [frappe._dict(kept, commitments_due=1, commitments_fulfilled=1) for _time in range(1999)]
		rows.append(frappe._dict(kept, commitments_due=1, commitments_fulfilled=0))
		for row in rows:
			row.update(fulfilled_on=getdate(), due_date=getdate(), responsible_unit="x", carried_over=False)
		self.assertEqual(commitments_by_unit._summed(rows)["rate"], "99.95%")

	def test_what_is_due_today_is_due_in_every_report(self):
		frappe.db.set_value(DOCTYPE, {"name": ("!=", self.name)}, "workflow_state", "Commitment Superseded")
		frappe.db.set_value(DOCTYPE, self.name, "due_date", today())
		(row,) = self.of_year(getdate().year, commitments_by_unit)
		self.assertEqual((row["overdue"], row["rate"]), (0, "0%"))
		with self.as_user("clerk"):
			found = rate_counts.total(Asked(*preset("This Year", getdate())))
		self.assertEqual((found["commitments_fulfilled"], found["commitments_due"]), (0, 1))

	def test_each_report_draws_its_rows(self):
		order = self.order_of(self.dispatched_ticket())
		with self.as_user("chair"):
			supervise(order, "Telephone Reminder", "请抓紧。")
		for report, label, named in (
			(commitment_ledger, "跟踪落实中", "承诺事项"),
			(commitments_by_unit, "甲镇水务站", "未到期"),
			(supervision_by_unit, "甲镇水务站", "人工督办次数"),
		):
			with self.as_user("clerk"):
				chart = report.execute({})[3]
			self.assertIn(label, chart["data"]["labels"])
			one = next(one for one in chart["data"]["datasets"] if one["name"] == named)
			self.assertGreater(one["values"][chart["data"]["labels"].index(label)], 0)

	def test_supervision_by_unit_by_hand(self):
		first, second = (self.order_of(self.dispatched_ticket()) for _time in range(2))
		with self.as_user("chair"):
			answered = supervise(first, "Telephone Reminder", "请抓紧。")["name"]
			supervise(second, "Supervision Slip", "请抓紧。")
		remind(second, "Yellow")
		self.act(
			"water",
			"Supervision Entry",
			answered,
			"Answer Supervision",
			answered_on=today(),
			answered_by="水站长",
			answer="好。",
		)
		with self.as_user("clerk"):
			rows = supervision_by_unit.execute({"from_date": today(), "to_date": today()})[1]
		(line,) = (row for row in rows if row.unit == self.world.unit_water)
		figures = ("orders", "by_people", "by_system", "answered", "awaiting", "late", "most_times")
		self.assertEqual(tuple(line[key] for key in figures), (2, 2, 1, 1, 1, 0, 2))
		with self.as_user("clerk_b"):
			rows = supervision_by_unit.execute({})[1]
		self.assertFalse([row for row in rows if row.unit == self.world.unit_water])

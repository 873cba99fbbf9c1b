"""The rates of the deputies' suggestions against a set worked out by hand (rules.md §5, seeds S4-22, S4-24)."""

import frappe
from frappe.desk.query_report import run
from frappe.utils import add_days, getdate, now_datetime, today

from deputy_liaison.opinions import figures, rates, suggestion_counts
from deputy_liaison.opinions.clock import RUNNING
from deputy_liaison.opinions.rate_counts import OF_COUNTY, Asked
from deputy_liaison.opinions.rate_tables import SUGGESTION_RATES
from deputy_liaison.opinions.report.suggestion_rates import suggestion_rates
from deputy_liaison.opinions.suggestion_counts import Suggestions, counts, of_figure, total
from tests.base import LiaisonTestCase

SUGGESTION, ORDER, MEETING = "Deputy Suggestion", "Dispatch Order", "Handling Meeting"
MARCH = {"from_date": "2025-03-01", "to_date": "2025-03-31"}
ALL_STAGES = ("After the Dispatch", "During the Handling", "Before the Reply")


class TestSuggestionRates(LiaisonTestCase):
	"""Rows as the machine of rules.md §3a leaves them; how they come about is tested with it."""

	def setUp(self) -> None:
		super().setUp()
		for doctype in (SUGGESTION, ORDER, MEETING, "Commitment"):
			frappe.db.delete(doctype)
		self.results = dict(frappe.get_all("Result Class", fields=["code", "name"], as_list=True))

	def stored(self, doctype: str, **values) -> str:
		doc = frappe.get_doc({"doctype": doctype, **values})
		doc.name = frappe.generate_hash(length=10)
		doc.db_insert()
		return doc.name

	def suggestion(self, state: str, *meetings: tuple[str, str], result: str = "A", **values) -> str:
		"""A suggestion of 甲镇, dispatched on 5 March to the water station and answered on 20 May, due on 5 June."""
		world = self.world
		row = {
			"township": world.town,
			"jurisdiction": world.town,
			"lead_deputy": world.deputy,
			"handling_level": "Township Level",
			"suggestion_title": "关于修复水渠的建议",
			"workflow_state": state,
			"approved_on": "2025-03-05 10:00:00",
			"due_date": "2025-06-05",
			"replied_on": "2025-05-20",
			"lead_unit": world.unit_water,
			"round": 1,
			**values,
		}
		row.setdefault("state_due", row["due_date"] if state == "Suggestion In Handling" else None)
		name = self.stored(SUGGESTION, **row)
		order = self.order(name, row, result)
		for stage, mode in meetings:
			facts = {"meeting_stage": stage, "meeting_mode": mode, "met_on": "2025-04-01"}
			self.stored(MEETING, deputy_suggestion=name, dispatch_order=order, **facts)
		return name

	def order(self, suggestion: str, row: dict, result: str = "A", **values) -> str:
		"""A lead order of the suggestion, as its row tells unless told otherwise."""
		values = {
			"round": row["round"],
			"responsible_unit": row["lead_unit"],
			"due_date": row["due_date"],
			"reply_date": row["replied_on"],
			"result_class": self.results[result] if row["replied_on"] else None,
			"workflow_state": "Order Accepted" if row["replied_on"] else "Order Acknowledged",
			**values,
		}
		values.setdefault("state_due", values["due_date"] if values["workflow_state"] in RUNNING else None)
		return self.stored(
			ORDER,
			deputy_suggestion=suggestion,
			township=row["township"],
			jurisdiction=row["jurisdiction"],
			unit_role="Lead",
			**values,
		)

	def promise(self, suggestion: str, order: str, unit: str, state: str, due: str, done: str | None) -> None:
		self.stored(
			"Commitment",
			deputy_suggestion=suggestion,
			dispatch_order=order,
			responsible_unit=unit,
			workflow_state=state,
			due_date=due,
			fulfilled_on=done,
		)

	def a_month(self) -> None:
		thrice = [(stage, "Face to Face") for stage in ALL_STAGES]
		took_part = dict.fromkeys(("leader_took_part", "department_took_part", "congress_took_part"), 1)
		closed, suggestion = "Suggestion Closed", self.suggestion
		suggestion(closed, *thrice, **took_part, result_rating="Satisfied", closing_way="Rated by Deputy")
		suggestion(
			closed,
			(ALL_STAGES[0], "On the Site"),
			result="B",
			result_rating="Basically Satisfied",
			closing_way="Rated by Deputy",
			leader_took_part=1,
		)
		suggestion(closed, (ALL_STAGES[0], "By Telephone"), closing_way="Deputy Left Office, Not Rated")
		suggestion(closed, *thrice, closing_way="No Rating Returned", replied_on="2025-06-10")
		suggestion(
			"Suggestion Archived",
			*thrice,
			round=2,
			result="C",
			result_rating="Dissatisfied",
			closing_way="Explained After Review",
		)
		suggestion("Suggestion In Handling", replied_on=None, lead_unit=self.world.unit_works)
		suggestion("Suggestion In Handling", replied_on=None, handling_level="County")
		for state in suggestion_counts.LEFT_OUT:
			suggestion(state, replied_on=None)
		suggestion("Suggestion In Handling", replied_on=None, approved_on="2025-04-01 00:00:00")

	def asked(self, by: str | None = None, **more) -> Asked:
		return Asked(getdate(MARCH["from_date"]), getdate(MARCH["to_date"]), by, **more)

	def test_the_counts_and_rates_of_the_month(self):
		self.a_month()
		with self.as_user("clerk"):
			found = total(self.asked())
		expected = {
			"handled": 6,
			"replied": 5,
			"replied_in_time": 4,
			"answerable": 6,
			"overdue": 1,
			"met": 4,
			"met_thrice": 3,
			"three_took_part": 1,
			"solved": 3,
			"planned": 1,
			"not_solvable_yet": 1,
			"for_reference": 0,
			"rated": 3,
			"satisfied": 1,
			"basically_satisfied": 1,
			"dissatisfied": 1,
			"unrated": 2,
			"closed": 5,
			"rehandled": 1,
		}
		self.assertEqual({key: found[key] for key in expected}, expected)
		told = {
			"reply_rate": 83.33,
			"on_time_rate": 66.67,
			"meeting_rate": 80.0,
			"three_meetings_rate": 60.0,
			"participation_rate": 20.0,
			"resolution_rate": 60.0,
			"delivery_rate": 100.0,
			"satisfaction_rate": 33.33,
			"overall_satisfaction_rate": 66.67,
			"closing_rate": 83.33,
			"rehandling_rate": 33.33,
		}
		self.assertEqual({key: rates.RATES[key].of(found) for key in told}, told)

	def test_three_telephone_calls_are_no_meeting(self):
		self.suggestion("Suggestion Replied", *[(stage, "By Telephone") for stage in ALL_STAGES])
		self.suggestion(
			"Suggestion Replied", (ALL_STAGES[0], "Face to Face"), *[(one, "By WeChat") for one in ALL_STAGES]
		)
		with self.as_user("clerk"):
			found = total(self.asked())
		self.assertEqual((found["replied"], found["met"], found["met_thrice"]), (2, 1, 0))
		told = {key: rates.RATES[key].of(found) for key in ("meeting_rate", "three_meetings_rate")}
		self.assertEqual(told, {"meeting_rate": 50.0, "three_meetings_rate": 0.0})

	def test_nobody_is_late_while_a_return_waits_for_its_approver(self):
		"""By the one clock, as the form says it (rules.md §2.6)."""
		name = self.suggestion("Suggestion In Handling", replied_on=None, state_due=None)
		order = frappe.db.get_value(ORDER, {"deputy_suggestion": name})
		waiting = {"workflow_state": "Order Return Requested", "state_due": add_days(today(), -1)}
		frappe.db.set_value(ORDER, order, waiting)
		for key in ("clerk", "water"):
			with self.as_user(key):
				self.assertEqual(total(self.asked())["overdue"], 0, key)
				self.assertEqual(counts(self.asked("unit"))[self.world.unit_water]["overdue"], 0, key)

	def test_each_of_two_units_answers_for_itself(self):
		"""分别办理: the water station replied in time, the building office is late."""
		world = self.world
		values = {"replied_on": None, "due_date": "2025-06-05"}
		name = self.suggestion("Suggestion In Handling", **values)
		frappe.db.delete(ORDER, {"deputy_suggestion": name})
		row = {"township": world.town, "jurisdiction": world.town, "round": 1, "lead_unit": None, **values}
		replied = {"reply_date": "2025-05-20", "workflow_state": "Order Accepted"}
		replied |= {"result_class": self.results["B"]}
		self.order(name, row, responsible_unit=world.unit_water, **replied)
		self.order(name, row, responsible_unit=world.unit_works)
		figures = ("handled", "replied", "replied_in_time", "planned", "overdue")
		with self.as_user("clerk"):
			rows = counts(self.asked("unit"))
			whole = total(self.asked())
		self.assertEqual([rows[world.unit_water][one] for one in figures], [1, 1, 1, 1, 0])
		self.assertEqual([rows[world.unit_works][one] for one in figures], [1, 0, 0, 0, 1])
		self.assertEqual([whole[one] for one in figures], [1, 0, 0, 0, 1])

	def test_a_promise_of_an_earlier_round_stays_with_its_unit(self):
		world = self.world
		name = self.suggestion("Suggestion Closed", round=2)
		row = {"township": world.town, "jurisdiction": world.town, "due_date": "2025-06-05"}
		row |= {"replied_on": "2025-04-20", "round": 1, "lead_unit": world.unit_works}
		order = self.order(name, row, "B")
		self.promise(name, order, world.unit_works, "Commitment Fulfilled", "2025-06-30", "2025-05-10")
		with self.as_user("county_officer"):
			rows, whole = counts(self.asked("unit")), total(self.asked())
		self.assertEqual(whole["commitments_fulfilled"], 1)
		self.assertEqual(
			{unit: (row["handled"], row["commitments_fulfilled"]) for unit, row in rows.items()},
			{world.unit_water: (1, 0), world.unit_works: (0, 1)},
		)

	def test_every_rate_is_the_list_behind_it(self):
		self.a_month()
		name = self.suggestion("Suggestion Closed", result="B")
		order = frappe.db.get_value(ORDER, {"deputy_suggestion": name})
		self.promise(name, order, self.world.unit_water, "Commitment Open", "2025-06-30", None)
		for key in ("county_officer", "clerk", "water"):
			with self.as_user(key):
				for row in run("Suggestion Rates", filters={"by": "unit", **MARCH})["result"]:
					group = {} if row.get("is_sum") else {"by": "unit", "key": row["key"]}
					for figure in (*suggestion_rates.FIGURES, *SUGGESTION_RATES):
						behind = run(
							"Suggestions Behind a Figure", filters={"figure": figure, **group, **MARCH}
						)
						listed = behind["result"]
						if figure in suggestion_rates.FIGURES:
							self.assertEqual(len(listed), row[figure], (key, row["label"], figure))
							continue
						fraction = f"{sum(one['counted'] for one in listed)} / {len(listed)}"
						self.assertEqual(fraction, row["fractions"][figure], (key, row["label"], figure))

	def test_the_list_says_what_was_counted_and_how_it_stands(self):
		self.a_month()
		with self.as_user("clerk"):
			told = run("Suggestions Behind a Figure", filters={"figure": "meeting_rate", **MARCH})
		self.assertIn("见面率，2025-03-01至2025-03-31：共5件，其中4件计入分子", told["message"])
		rows = told["result"]
		self.assertEqual([row["counted_text"] for row in rows], ["否", "是", "是", "是", "是"])
		self.assertEqual(rows[0]["met_stages"], "")
		self.assertEqual(sorted(row["met_stages"] for row in rows), ["", "1", "3", "3", "3"])
		self.assertEqual(sorted(row["result"] for row in rows), ["A", "A", "A", "B", "C"])
		self.assertEqual(sorted(filter(None, (row["result_rating"] for row in rows)))[0], "不满意")

	def test_a_month_at_a_hundred_and_one_below(self):
		"""Seed S4-24: all three rates at 100 %, and a month in which each of them misses."""
		met = (ALL_STAGES[0], "Face to Face")
		for _time in range(3):
			self.suggestion("Suggestion Replied", met, approved_on="2025-04-08 09:00:00")
		may = {"approved_on": "2025-05-08 09:00:00"}
		self.suggestion("Suggestion Replied", met, **may)
		late = self.suggestion("Suggestion Replied", result="B", **may)
		order = frappe.db.get_value(ORDER, {"deputy_suggestion": late})
		self.promise(late, order, self.world.unit_water, "Commitment Open", "2025-06-30", None)
		self.suggestion("Suggestion In Handling", **may, replied_on=None)
		with self.as_user("clerk"):
			year = {"from_date": "2025-01-01", "to_date": "2025-12-31"}
			told = run("Suggestion Rates", filters={"by": "month", **year})
		april, may, _whole = told["result"]
		drawn = {one["name"]: one["values"] for one in told["chart"]["data"]["datasets"]}
		self.assertEqual(drawn, {"办复率": [100, 66.67], "见面率": [100, 50], "落实率": [100, 50]})
		three = ("reply_rate", "meeting_rate", "delivery_rate")
		self.assertEqual([april[key] for key in three], [100, 100, 100])
		self.assertEqual((april["missed"], april["verdict"]), ([], "达标"))
		self.assertEqual([may[key] for key in three], [66.67, 50, 50])
		self.assertEqual(may["missed"], [*three])
		self.assertEqual(may["verdict"], "未达标：办复率、见面率、落实率")

	def test_counted_at_the_body_that_dispatched(self):
		self.a_month()
		with self.as_user("county_officer"):
			found = {key: row["handled"] for key, row in counts(self.asked("township")).items()}
		self.assertEqual(found, {self.world.town: 6, OF_COUNTY: 1})
		for key, handled in (
			("clerk", 6),
			("chair", 6),
			("clerk_b", 0),
			("water", 6),
			("works", 1),
			("nobody", 0),
		):
			with self.as_user(key):
				self.assertEqual(total(self.asked())["handled"], handled, key)

	def test_every_number_is_the_list_behind_it(self):
		self.a_month()
		for key in ("county_officer", "clerk", "water"):
			for by in suggestion_counts.GROUPS:
				with self.as_user(key):
					for group, row in counts(self.asked(by)).items():
						for figure in suggestion_counts.FIGURES:
							rows = Suggestions(self.asked(by, key=group))
							listed = of_figure(figure, rows).select(rows.suggestion.name).run()
							self.assertEqual(len(listed), row[figure], (key, by, figure))

	def test_the_report_and_the_list_that_it_opens(self):
		self.a_month()
		with self.as_user("clerk"):
			told = run("Suggestion Rates", filters={"by": "unit", **MARCH}, ignore_prepared_report=True)
			rows = run("Suggestions Behind a Figure", filters={"figure": "replied", **MARCH})["result"]
		whole = told["result"][-1]
		self.assertEqual((whole["handled"], whole["replied"], whole["meeting_rate"]), (6, 5, 80))
		self.assertEqual(whole["verdict"], "未达标：办复率、见面率")
		self.assertEqual(len(rows), 5)

	def test_the_card_is_the_report_of_this_year(self):
		now = now_datetime()
		begun = {"approved_on": now, "due_date": add_days(today(), 30), "replied_on": today()}
		self.suggestion("Suggestion Replied", (ALL_STAGES[0], "Face to Face"), **begun)
		with self.as_user("clerk"):
			self.assertEqual(figures.meeting_rate(), "100%")
		self.suggestion("Suggestion Replied", (ALL_STAGES[0], "By WeChat"), **begun)
		for key in ("clerk", "county_officer", "water"):
			with self.as_user(key):
				told = run("Suggestion Rates", filters={"by": "unit", "period": "This Year"})[
					"report_summary"
				]
				card = figures.meeting_rate()
			self.assertEqual(card, '<span class="liaison-missed">50% 未达标</span>')
			self.assertIn("50% 未达标", [one["value"] for one in told], key)

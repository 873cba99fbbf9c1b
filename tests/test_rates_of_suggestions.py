"""The rates of the deputies' suggestions against a set worked out by hand (rules.md §5, seeds S4-22, S4-24)."""

import frappe
from frappe.desk.query_report import run
from frappe.utils import add_days, getdate, now_datetime, today

from deputy_liaison.opinions import figures, rates, suggestion_counts
from deputy_liaison.opinions.rate_counts import OF_COUNTY, Asked
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
		name = self.stored(SUGGESTION, **row)
		order = self.stored(
			ORDER,
			deputy_suggestion=name,
			township=row["township"],
			jurisdiction=row["jurisdiction"],
			unit_role="Lead",
			round=row["round"],
			responsible_unit=row["lead_unit"],
			due_date=row["due_date"],
			reply_date=row["replied_on"],
			result_class=self.results[result] if row["replied_on"] else None,
			workflow_state="Order Accepted" if row["replied_on"] else "Order Acknowledged",
		)
		for stage, mode in meetings:
			facts = {"meeting_stage": stage, "meeting_mode": mode, "met_on": "2025-04-01"}
			self.stored(MEETING, deputy_suggestion=name, dispatch_order=order, **facts)
		return name

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
			"met": 4,
			"met_thrice": 3,
			"three_took_part": 1,
			"solved": 3,
			"planned": 1,
			"rated": 3,
			"satisfied": 1,
			"basically_satisfied": 1,
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

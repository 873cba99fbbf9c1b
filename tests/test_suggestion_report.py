"""The yearly report P22: its figures against counts made by hand, and the Word file."""

import io

import frappe
from docx import Document
from frappe.desk.query_report import run
from frappe.utils import add_days, getdate, today

from deputy_liaison.opinions import suggestion_report
from deputy_liaison.opinions.report.course_of_suggestions import course_of_suggestions
from tests.test_deputy_suggestion import SUGGESTION, HandledTestCase


class TestReport(HandledTestCase):
	"""Four suggestions of 甲镇: rated, in handling and a key item, merged, and one in session not dispatched."""

	def setUp(self) -> None:
		super().setUp()
		self.rated = self.signed_for()
		self.do("deputy", self.rated, "Rate Suggestion Satisfied", **self.satisfied())
		self.handled = self.accepted()
		self.do("clerk", self.handled, "File Suggestion", **self.filing(is_priority=1))
		self.do("chair", self.handled, "Dispatch Suggestion", **self.approval(self.handled))
		merged = self.accepted()
		self.do("clerk", merged, "Merge Suggestion", main_suggestion=self.handled)
		self.filed(occasion="In Session", congress_session=self.session())
		self.year = getdate().year

	def figures(self) -> suggestion_report.Figures:
		return suggestion_report.figures(self.body, self.year)

	def test_counts_and_rates(self):
		told = self.figures()
		self.assertEqual(
			{key: told.received[key] for key in ("all", "in_session", "between", "Suggestion Merged")},
			{"all": 4, "in_session": 1, "between": 3, "Suggestion Merged": 1},
		)
		self.assertEqual(
			{key: told.counts[key] for key in ("handled", "replied", "answerable")},
			{"handled": 2, "replied": 1, "answerable": 1},
		)
		self.assertEqual(
			told.rates,
			{
				"reply_rate": "50%",
				"on_time_rate": "100%",
				"meeting_rate": "100%",
				"delivery_rate": "100%",
				"three_meetings_rate": "100%",
				"participation_rate": "0%",
				"resolution_rate": "100%",
				"satisfaction_rate": "100%",
				"overall_satisfaction_rate": "100%",
				"closing_rate": "50%",
				"rehandling_rate": "0%",
			},
		)
		self.assertEqual(told.results, {"A": 1})
		self.assertEqual(
			[row[1] for row in told.priorities],
			[frappe.db.get_value(SUGGESTION, self.handled, "suggestion_title")],
		)
		((name, unit),) = told.units
		figures = ("handled", "replied", "replied_in_time", "satisfied")
		self.assertEqual((name, [unit[key] for key in figures]), ("甲镇水务站", [2, 1, 1, 1]))
		self.assertEqual(sum(told.classes.values()), 2)

	def test_two_units_of_one_name_keep_their_own_figures(self):
		frappe.db.set_value("Responsible Unit", self.world.unit_works, "unit_name", "甲镇水务站")
		name = self.accepted()
		of_works = self.filing(lead_unit=self.world.unit_works, supporting_units=[])
		self.do("clerk", name, "File Suggestion", **of_works)
		self.do("chair", name, "Dispatch Suggestion", **self.approval(name))
		told = [(unit, row["handled"]) for unit, row in self.figures().units]
		self.assertCountEqual(told, [("甲镇水务站", 2), ("甲镇水务站", 1)])

	def test_an_empty_base_is_a_dash(self):
		told = suggestion_report.figures(self.body, 2001)
		self.assertEqual(set(told.rates.values()), {"—"})

	def test_an_overdue_order_counts_as_due_and_not_on_time(self):
		frappe.db.set_value(SUGGESTION, self.handled, "due_date", add_days(today(), -1))
		self.assertEqual(self.figures().rates["on_time_rate"], "50%")

	def test_it_says_what_the_report_on_rates_says(self):
		"""Of the same days, whatever befell a suggestion: each formula once."""
		explained = self.signed_for()
		frappe.db.set_value(
			SUGGESTION,
			explained,
			{
				"closing_way": "Explained After Review",
				"result_rating": "Dissatisfied",
				"workflow_state": "Suggestion Closed",
			},
		)
		left = self.signed_for()
		unrated = {"closing_way": "Deputy Left Office, Not Rated", "workflow_state": "Suggestion Closed"}
		frappe.db.set_value(SUGGESTION, left, {**unrated, "result_rating": "Satisfied"})
		bill = self.accepted()
		self.do("clerk", bill, "File Suggestion", **self.filing())
		self.do("chair", bill, "Dispatch Suggestion", **self.approval(bill))
		frappe.db.set_value(SUGGESTION, bill, "workflow_state", "Bill on the Agenda")
		last_year = self.signed_for()
		frappe.db.set_value(SUGGESTION, last_year, "handed_in_on", f"{self.year - 1}-12-20")
		self.accepted()
		for key in ("clerk", "county_officer"):
			with self.as_user(key):
				told = self.figures()
				filters = {"by": "township", "township": self.world.town, "period": "This Year"}
				row = run("Suggestion Rates", filters=filters)["result"][0]
				self.assertEqual(told.counts["handled"], row["handled"], key)
				for rate, text in told.rates.items():
					self.assertEqual(text, f"{row[rate]:g}%", (key, rate))
		# the one that was handed in the year before and dispatched in this one is counted, the bill is not
		self.assertEqual(told.counts["handled"], 5)
		self.assertEqual(
			(told.counts["rated"], told.counts["dissatisfied"], told.counts["unrated"]), (2, 1, 1)
		)
		self.assertEqual((told.received["all"], told.received["Bill on the Agenda"]), (8, 1))

	def test_each_formula_of_delivery(self):
		"""落实率 by the formula that the county chose; it stands in the Word file."""
		for formula, rate in (("Fulfilled Commitments", "100%"), ("Solved or Planned", "50%")):
			frappe.db.set_single_value("Liaison Settings", "delivery_formula", formula)
			frappe.clear_document_cache("Liaison Settings", "Liaison Settings")
			self.addCleanup(frappe.clear_document_cache, "Liaison Settings", "Liaison Settings")
			self.assertEqual(self.figures().rates["delivery_rate"], rate)
			with self.as_user("clerk"):
				suggestion_report.word_draft(self.body, self.year)
			paper = Document(io.BytesIO(frappe.local.response.filecontent))
			self.assertIn(f"落实率{rate}。", "\n".join(line.text for line in paper.paragraphs))

	def test_the_word_file_says_the_figures_and_leaves_the_words_to_the_office(self):
		for key in ("clerk", "chair", "county_officer"):
			with self.as_user(key):
				suggestion_report.word_draft(self.body, self.year)
		self.assertTrue(frappe.local.response.filename.endswith("年代表建议办理情况报告.docx"))
		paper = Document(io.BytesIO(frappe.local.response.filecontent))
		text = "\n".join(line.text for line in paper.paragraphs)
		self.assertIn(f"{self.year}年共收到代表建议4件，其中会议期间1件、闭会期间3件", text)
		self.assertIn("办复率50%，按期办复率100%", text)
		self.assertIn("（由起草人填写）", text)
		cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
		self.assertIn("甲镇水务站", cells)

	def test_the_course_of_each_suggestion(self):
		for key, seen in (("clerk", True), ("county_officer", True), ("clerk_b", False), ("water", False)):
			with self.as_user(key):
				rows = course_of_suggestions.execute({"period": "This Year"})[1]
			self.assertEqual(self.rated in {row.name for row in rows}, seen, key)
			if key == "clerk":
				row = next(row for row in rows if row.name == self.rated)
		self.assertEqual(row["suggestion_submitted_by"], "李春华（人大代表）")
		self.assertEqual(row["suggestion_in_handling_by"], "赵主席（乡镇人大主席）")
		self.assertEqual(row["order_acknowledged_by"], "水经办（承办单位经办人）")
		self.assertTrue(row["suggestion_closed_at"].startswith(today()))
		with self.as_user("clerk"):
			asked = {"period": "This Year", "unit": self.world.unit_works}
			self.assertEqual(course_of_suggestions.execute(asked)[1], [])

	def test_others_get_no_report(self):
		for key in ("clerk_b", "chair_b", "deputy", "water", "officer"):
			with self.as_user(key):
				self.assertRefuses("岗位", suggestion_report.word_draft, self.body, self.year)
		with self.as_user("clerk"):
			self.assertRefuses("岗位", suggestion_report.word_draft, self.county_body, self.year)

"""The yearly report P22: its figures against counts made by hand, and the Word file."""

import io

import frappe
from docx import Document
from frappe.utils import add_days, getdate, today

from deputy_liaison.opinions import suggestion_report
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
			{
				key: told.numbers[key]
				for key in ("all", "in_session", "between", "dispatched", "replied", "due")
			},
			{"all": 4, "in_session": 1, "between": 3, "dispatched": 2, "replied": 1, "due": 1},
		)
		self.assertEqual(
			told.rates,
			{
				"reply": "50%",
				"on_time": "100%",
				"meeting": "100%",
				"three_meetings": "100%",
				"participation": "0%",
				"solved": "100%",
				"satisfied": "100%",
				"overall": "100%",
				"rehandled": "0%",
			},
		)
		self.assertEqual(told.results, {"A": 1})
		self.assertEqual(
			[row[1] for row in told.priorities],
			[frappe.db.get_value(SUGGESTION, self.handled, "suggestion_title")],
		)
		self.assertEqual(
			dict(told.units["甲镇水务站"]), {"asked": 2, "replied": 1, "on_time": 1, "satisfied": 1}
		)

	def test_an_empty_base_is_a_dash(self):
		told = suggestion_report.figures(self.body, 2001)
		self.assertEqual(set(told.rates.values()), {"—"})

	def test_an_overdue_order_counts_as_due_and_not_on_time(self):
		order = self.order(self.handled)
		frappe.db.set_value("Dispatch Order", order, "due_date", add_days(today(), -1))
		self.assertEqual(self.figures().rates["on_time"], "50%")

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

	def test_others_get_no_report(self):
		for key in ("clerk_b", "chair_b", "deputy", "water", "officer"):
			with self.as_user(key):
				self.assertRefuses("岗位", suggestion_report.word_draft, self.body, self.year)
		with self.as_user("clerk"):
			self.assertRefuses("岗位", suggestion_report.word_draft, self.county_body, self.year)

"""Report view, exports, charts and cards of rows that one may not see."""

import json

import frappe

from tests.attacks.knocking import TICKET, VISIT, AttackTestCase

CHART = "frappe.desk.doctype.dashboard_chart.dashboard_chart.get"


class TestReportsAndExports(AttackTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.ticket = self.registered_ticket()
		self.number = frappe.db.get_value(TICKET, self.ticket, "number")

	def said(self, key: str, method: str, **form) -> str:
		"""The answer and what was put into the response, files included."""
		answer = self.knock(key, method, **form)
		content = frappe.local.response.get("filecontent") or frappe.local.response.get("result") or ""
		if isinstance(content, bytes):
			content = content.decode(errors="replace")
		return f"{answer} {content} {frappe.local.response}"

	def test_the_report_view_lists_seen_rows(self):
		form = {"doctype": TICKET, "fields": json.dumps(["name", "number"]), "page_length": 500}
		for method in ("frappe.desk.reportview.get", "frappe.desk.reportview.get_list"):
			for extra in (
				{},
				{"filters": json.dumps([[TICKET, "name", "=", self.ticket]])},
				{"group_by": f"`tab{TICKET}`.`number`"},
				{"or_filters": json.dumps([[TICKET, "name", "like", "%"]])},
				{"with_comment_count": 1},
				{"save_user_settings": 0, "view": "Report"},
			):
				self.assertIn(self.number, self.said("clerk", method, **form, **extra), extra)
				self.assertNotIn(self.number, self.said("clerk_b", method, **form, **extra), extra)

	def test_an_export_holds_seen_rows(self):
		form = {
			"doctype": TICKET,
			"file_format_type": "CSV",
			"title": "x",
			"fields": json.dumps([f"`tab{TICKET}`.`name`", f"`tab{TICKET}`.`number`"]),
			"filters": "[]",
		}
		method = "frappe.desk.reportview.export_query"
		self.assertIn(self.number, self.said("clerk", method, **form))
		self.assertNotIn(self.number, self.said("clerk_b", method, **form))
		chosen = {**form, "selected_items": json.dumps([self.ticket])}
		self.assertNotIn(self.number, self.said("clerk_b", method, **chosen))
		# nobody without the right to export, be the rows the own ones
		self.assertShut(self.knock, "presidium", method, **form)

	def test_import_templates_and_data_exports_hold_seen_rows(self):
		for method, form in (
			(
				"frappe.core.doctype.data_import.data_import.download_template",
				{
					"doctype": TICKET,
					"export_fields": json.dumps({TICKET: ["name", "number"]}),
					"export_records": "all",
					"export_filters": "{}",
					"file_type": "CSV",
				},
			),
			(
				"frappe.core.doctype.data_export.exporter.export_data",
				{
					"doctype": TICKET,
					"with_data": 1,
					"select_columns": json.dumps({TICKET: ["name", "number"]}),
					"file_type": "CSV",
				},
			),
		):
			try:
				said = self.said("clerk_b", method, **form)
			except Exception:
				frappe.clear_messages()
				continue
			self.assertNotIn(self.number, said, method)

	def test_columns_for_custom_reports_hold_seen_rows(self):
		method = "frappe.desk.query_report.get_data_for_custom_field"
		for extra in ({}, {"names": json.dumps([self.ticket])}):
			form = {"doctype": TICKET, "field": "number", **extra}
			self.assertIn(self.number, self.said("clerk", method, **form))
			self.assertNotIn(self.number, self.said("clerk_b", method, **form))
			self.assertShut(self.knock, "nobody", method, **form)

	def test_side_statistics_count_seen_rows(self):
		form = {
			"doctype": TICKET,
			"stats": json.dumps(["workflow_state"]),
			"filters": json.dumps([[TICKET, "name", "=", self.ticket]]),
		}
		for method in ("frappe.desk.reportview.get_stats", "frappe.desk.reportview.get_sidebar_stats"):
			self.assertNotIn("Ticket Registered", self.said("clerk_b", method, **form))

	def chart(self, **values) -> dict:
		return {
			"name": "crafted",
			"chart_name": "crafted",
			"document_type": TICKET,
			"chart_type": "Count",
			"type": "Line",
			"based_on": "creation",
			"timespan": "Last Year",
			"time_interval": "Yearly",
			"filters_json": json.dumps([[TICKET, "name", "=", self.ticket, False]]),
			**values,
		}

	def test_a_heat_map_counts_nothing_foreign(self):
		year = frappe.utils.getdate().year
		for key in ("clerk_b", "officer_b", "nobody"):
			self.assertShut(
				self.knock,
				key,
				CHART,
				chart=json.dumps(self.chart(type="Heatmap", heatmap_year=year)),
				no_cache=1,
			)

	def test_a_chart_shows_each_user_the_own_figures(self):
		frappe.set_user("Administrator")
		form = self.chart(
			type="Bar", chart_type="Group By", group_by_based_on="number", group_by_type="Count"
		)
		form["filters_json"] = "[]"
		name = frappe.get_doc({"doctype": "Dashboard Chart", **form, "is_public": 1}).insert().name
		self.addCleanup(frappe.cache().delete_value, f"chart-data:{name}")
		self.assertIn(self.number, str(self.knock("clerk", CHART, chart_name=name, refresh=1)))
		self.assertNotIn(self.number, str(self.knock("clerk_b", CHART, chart_name=name)))
		self.assertIn(self.number, str(self.knock("clerk", CHART, chart_name=name)))

	def test_a_card_counts_seen_rows(self):
		card = {
			"document_type": TICKET,
			"function": "Count",
			"filters_json": json.dumps([[TICKET, "name", "=", self.ticket]]),
		}
		method = "frappe.desk.doctype.number_card.number_card.get_result"
		self.assertEqual(self.knock("clerk", method, doc=json.dumps(card), filters=card["filters_json"]), 1)
		self.assertFalse(self.knock("clerk_b", method, doc=json.dumps(card), filters=card["filters_json"]))

	def test_goals_sum_nothing_of_ours(self):
		form = {
			"title": "x",
			"doctype": "User",
			"docname": self.world.users["clerk_b"],
			"goal_value_field": "login_after",
			"goal_total_field": "login_before",
			"goal_history_field": "bio",
			"goal_doctype": TICKET,
			"goal_doctype_link": "owner",
			"goal_field": "*",
			"date_field": "creation",
			"date_col": "creation",
			"aggregation": "count",
			"filters": json.dumps({"name": self.ticket}),
		}
		for method in ("get_monthly_goal_graph_data", "get_monthly_results"):
			self.assertShut(self.knock, "clerk_b", f"frappe.utils.goal.{method}", **form)

	def test_visits_are_not_exported_without_the_right(self):
		form = {
			"doctype": VISIT,
			"file_format_type": "CSV",
			"title": "x",
			"fields": '["name"]',
			"filters": "[]",
		}
		self.assertShut(self.knock, "officer", "frappe.desk.reportview.export_query", **form)

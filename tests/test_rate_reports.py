"""Reports, cards and charts on the handling of opinions tell the same, and each number opens its cases."""

import io
import re
from unittest.mock import patch

import frappe
import openpyxl
from frappe.desk.query_report import run
from frappe.utils import add_days, get_first_day, getdate, now_datetime, today

from deputy_liaison.harmless_exports import export_report
from deputy_liaison.opinions import figures, rate_counts, rate_tables
from deputy_liaison.opinions.periods import period_of
from deputy_liaison.opinions.rate_tables import TICKET_RATES
from deputy_liaison.opinions.report.cases_behind_a_figure import cases_behind_a_figure
from deputy_liaison.opinions.report.course_of_tickets import course_of_tickets
from deputy_liaison.opinions.report.handling_rates import handling_rates
from deputy_liaison.opinions.report.overdue_orders import overdue_orders
from tests import handlers
from tests.base import LiaisonTestCase
from tests.test_rates import MONTH, ORDER, RatesTestCase

MARCH = {"from_date": str(MONTH[0]), "to_date": str(MONTH[1])}
READERS = ("county_officer", "clerk", "chair", "officer", "presidium", "auditor", "works")


def plain(html: str) -> str:
	"""What the screen shows of it."""
	return re.sub(r"<[^>]+>", "", html)


class TestReportsAgree(RatesTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.by_result()

	def by_result(self) -> None:
		frappe.db.set_single_value("Liaison Settings", "delivery_formula", "Solved or Planned")
		frappe.clear_document_cache("Liaison Settings", "Liaison Settings")
		self.addCleanup(frappe.clear_document_cache, "Liaison Settings", "Liaison Settings")

	def report(self, reader: str, name: str, /, **filters) -> dict:
		"""As the desk asks for it."""
		with self.as_user(reader):
			return run(name, filters=filters, ignore_prepared_report=True)

	def test_the_sum_row_says_what_was_worked_out_by_hand(self):
		self.a_month()
		told = self.report("clerk", "Handling Rates", by="township", **MARCH)
		row, whole = told["result"]
		self.assertEqual((row["label"], whole["label"]), ("甲镇", "合计"))
		for line in (row, whole):
			self.assertEqual(
				{key: line[key] for key in ("handled", "replied", "overdue", "answered", "escalated")},
				{"handled": 10, "replied": 9, "overdue": 1, "answered": 3, "escalated": 1},
			)
			self.assertEqual((line["reply_rate"], line["on_time_rate"], line["delivery_rate"]), (90, 80, 70))
			self.assertEqual(line["fractions"]["overall_satisfaction_rate"], "4 / 5")
		self.assertEqual(whole["verdict"], "未达标：办复率、落实率")
		self.assertIn("共10件", told["message"])
		cards = {card["label"]: card["value"] for card in told["report_summary"]}
		self.assertEqual(
			cards,
			{
				"办复率": "90% 未达标",
				"按期办复率": "80%",
				"落实率": "70% 未达标",
				"综合满意率": "80%",
				"逾期未答复": 1,
			},
		)
		self.assertEqual(told["chart"]["data"]["labels"], ["甲镇"])
		self.assertEqual([one["values"] for one in told["chart"]["data"]["datasets"]], [[90.0], [80.0]])

	def test_each_number_opens_the_cases_that_it_counted(self):
		self.a_month()
		for key in READERS:
			for by in rate_counts.GROUPS:
				told = self.report(key, "Handling Rates", by=by, **MARCH)
				shown = {column["fieldname"] for column in told["columns"]}
				for row in told["result"]:
					group = {} if row.get("is_sum") else {"by": by, "key": row["key"]}
					for figure in shown & {*handling_rates.FIGURES}:
						behind = self.report(key, "Cases Behind a Figure", figure=figure, **group, **MARCH)
						self.assertEqual(len(behind["result"]), row[figure], (key, by, row["label"], figure))

	def test_of_units_nothing_is_told_that_went_without_an_order(self):
		self.a_month()
		for key, by, asked in (
			("clerk", "unit", {}),
			("works", "category", {}),
			("clerk", "station", {"unit": self.world.unit_water}),
		):
			told = self.report(key, "Handling Rates", by=by, **asked, **MARCH)
			shown = {column["fieldname"] for column in told["columns"]}
			self.assertFalse(shown & {"answered", "escalated"}, (key, by))
		told = self.report("clerk", "Handling Rates", by="station", **MARCH)
		self.assertLessEqual({"answered", "escalated"}, {column["fieldname"] for column in told["columns"]})

	def test_each_rate_opens_the_cases_that_it_is_made_of(self):
		self.a_month()
		for key in ("county_officer", "clerk", "works"):
			for row in self.report(key, "Handling Rates", by="township", **MARCH)["result"]:
				group = {} if row.get("is_sum") else {"by": "township", "key": row["key"]}
				for rate in TICKET_RATES:
					behind = self.report(key, "Cases Behind a Figure", figure=rate, **group, **MARCH)[
						"result"
					]
					fraction = f"{sum(one['counted'] for one in behind)} / {len(behind)}"
					self.assertEqual(fraction, row["fractions"][rate], (key, row["label"], rate))
					# those that are missing come first: they are what the reader looks for
					self.assertEqual(
						[one["counted"] for one in behind], sorted(one["counted"] for one in behind)
					)

	def test_a_rate_says_what_is_behind_it(self):
		self.a_month()
		told = self.report("clerk", "Cases Behind a Figure", figure="reply_rate", **MARCH)
		self.assertIn("办复率，2025-03-01至2025-03-31：共10件，其中9件计入分子", told["message"])
		self.assertEqual(told["columns"][0]["label"], "计入分子")
		self.assertEqual([row["counted_text"] for row in told["result"]], ["否"] + ["是"] * 9)

	def test_a_list_behind_a_figure_is_cut_on_the_screen_and_never_in_a_file(self):
		self.a_month()
		for figure, counted in (
			("reply_rate", "办复率，2025-03-01至2025-03-31：共10件，其中9件计入分子"),
			("handled", "交办件数，2025-03-01至2025-03-31：共10件"),
		):
			asked = {"figure": figure, **MARCH}
			with patch.object(rate_tables, "MOST_ROWS", 4), self.as_user("clerk"):
				_columns, rows, message = cases_behind_a_figure.execute(asked)
				self.assertEqual(len(rows), 4)
				self.assertEqual(message, f"{counted}<br>仅显示前4条；导出的文件为全部，最多20000条。")
				frappe.flags.exports_report = True
				self.addCleanup(frappe.flags.pop, "exports_report", None)
				_columns, rows, message = cases_behind_a_figure.execute(asked)
				self.assertEqual((len(rows), message), (10, counted))
				with patch.object(rate_tables, "MOST_EXPORTED", 9):
					self.assertRefuses("超过9行", cases_behind_a_figure.execute, asked)
				frappe.flags.pop("exports_report")
			# as many as a screen shows are all of them
			with patch.object(rate_tables, "MOST_ROWS", 10), self.as_user("clerk"):
				_columns, rows, message = cases_behind_a_figure.execute(asked)
				self.assertEqual((len(rows), message), (10, counted))

	def test_the_promises_behind_a_rate_are_listed_with_the_cases(self):
		frappe.db.set_single_value("Liaison Settings", "delivery_formula", "Fulfilled Commitments")
		frappe.clear_document_cache("Liaison Settings", "Liaison Settings")
		frappe.db.delete("Commitment")
		ticket = self.a_month()["basically"]
		order = frappe.db.get_value(ORDER, {"opinion_ticket": ticket})
		self.promise(ticket, order, self.world.unit_water, "Commitment Open", "2025-05-31", None)
		for key in ("clerk", "water"):
			rows = self.report(key, "Cases Behind a Figure", figure="delivery_rate", **MARCH)["result"]
			promises = [row for row in rows if row["doctype"] == "Commitment"]
			self.assertEqual(len(promises), 1, key)
			self.assertEqual((promises[0]["counted_text"], promises[0]["unit_name"]), ("否", "甲镇水务站"))
			self.assertEqual(len(rows), 7, key)
			with self.as_user(key):
				self.assertTrue(frappe.has_permission("Commitment", "read", promises[0]["name"]))

	def test_the_monthly_report_opens_what_it_counted(self):
		self.a_month()
		for key in ("county_officer", "clerk", "officer"):
			told = self.report(key, "Monthly Opinion Report", **MARCH)["result"]
			for row in told:
				if not row.get("figure"):
					continue
				for field, begins in (("of_period", MARCH["from_date"]), ("of_year", "2025-01-01")):
					listed = "Suggestions" if row.get("of_suggestions") else "Cases"
					behind = self.report(
						key,
						f"{listed} Behind a Figure",
						figure=row["figure"],
						from_date=begins,
						to_date=MARCH["to_date"],
					)["result"]
					if not row["figure"].endswith("_rate"):
						self.assertEqual(len(behind), row[field], (key, row["item"], field))
					elif field == "of_period":
						part = sum(one["counted"] for one in behind)
						self.assertEqual(
							row["remark"].split(" 未达标")[0], f"{part} / {len(behind)}", (key, row["item"])
						)

	def test_the_monthly_report_of_a_township(self):
		self.a_month()
		told = self.report("clerk", "Monthly Opinion Report", **MARCH)["result"]
		rows = {row["item"]: row for row in told if not row.get("of_suggestions")}
		self.assertEqual((rows["交办件数"]["of_period"], rows["交办件数"]["of_year"]), (10, 11))
		self.assertEqual((rows["办复率"]["of_period"], rows["办复率"]["remark"]), ("90%", "9 / 10 未达标"))
		self.assertEqual((rows["综合满意率"]["of_period"], rows["综合满意率"]["remark"]), ("80%", "4 / 5"))
		self.assertEqual([rows[item]["of_period"] for item in ("公示", "无法联系")], [1, 1])

	def test_the_year_holds_the_period(self):
		"""Days on both sides of New Year: the year is that in which they begin."""
		self.dispatched_on("2024-12-20", "Ticket In Handling")
		self.dispatched_on("2025-01-10", "Ticket In Handling")
		days = {"from_date": "2024-12-01", "to_date": "2025-01-31"}
		rows = {row["item"]: row for row in self.report("clerk", "Monthly Opinion Report", **days)["result"]}
		self.assertEqual((rows["交办件数"]["of_period"], rows["交办件数"]["of_year"]), (2, 2))

	def test_the_monthly_report_has_the_three_rates_of_suggestions(self):
		for station, seen in ((None, True), (self.world.station, False)):
			told = self.report("clerk", "Monthly Opinion Report", station=station, **MARCH)
			items = [row["item"] for row in told["result"]]
			self.assertEqual("见面率" in items, seen)
			self.assertEqual("五、代表建议" in items, seen)
		self.assertEqual(told["chart"]["data"]["labels"], ["办复率", "按期办复率", "落实率", "综合满意率"])

	def test_who_opens_no_suggestions_reads_none_in_the_monthly_report(self):
		for key, seen in (("clerk", True), ("county_officer", True), ("officer", False), ("auditor", True)):
			rows = self.report(key, "Monthly Opinion Report", **MARCH)["result"]
			self.assertEqual(any(row.get("of_suggestions") for row in rows), seen, key)

	def test_an_accusation_stands_in_no_list(self):
		cases = self.a_month()
		hidden = {cases["accusation"], cases["passed_on"]}
		for key in ("county_officer", "clerk", "officer", "auditor"):
			for figure in (*rate_counts.HANDLED, *rate_counts.RECEIVED):
				rows = self.report(key, "Cases Behind a Figure", figure=figure, **MARCH)["result"]
				self.assertFalse(hidden & {row["name"] for row in rows}, (key, figure))
			rows = self.report(key, "Course of Tickets", **MARCH)["result"]
			self.assertFalse(hidden & {row["name"] for row in rows}, key)

	def test_a_month_at_a_hundred_and_one_below(self):
		"""Seed S4-24: the rates reach 100 %; what does not is red, and says so."""
		solved = {"replied_on": "2025-04-20", "result": "A", "due_date": "2025-05-04"}
		for _ in range(3):
			self.dispatched_on("2025-04-08", "Ticket To Feed Back", **solved)
		self.dispatched_on("2025-05-08", "Ticket To Feed Back", **solved)
		self.dispatched_on("2025-05-09", "Ticket In Handling", due_date="2025-06-04")
		year = {"from_date": "2025-01-01", "to_date": "2025-12-31"}
		april, may, _whole = self.report("clerk", "Handling Rates", by="month", **year)["result"]
		self.assertEqual([row["label"] for row in (april, may)], ["2025-04", "2025-05"])
		self.assertEqual((april["reply_rate"], april["delivery_rate"]), (100, 100))
		self.assertEqual((april["missed"], april["verdict"]), ([], "达标"))
		self.assertEqual((may["reply_rate"], may["delivery_rate"]), (50, 50))
		self.assertEqual(may["missed"], ["reply_rate", "delivery_rate"])
		self.assertEqual(may["verdict"], "未达标：办复率、落实率")

	def dispatched_on(self, day: str, state: str, **values) -> None:
		self.case(state, received_on=f"{day} 08:30:00", first_order_on=f"{day} 09:00:00", **values)

	def test_a_county_sets_its_target(self):
		frappe.db.set_single_value("Liaison Settings", "rate_target", 50)
		frappe.clear_document_cache("Liaison Settings", "Liaison Settings")
		self.a_month()
		whole = self.report("clerk", "Handling Rates", by="township", **MARCH)["result"][-1]
		self.assertEqual(whole["verdict"], "达标")

	def test_nothing_is_a_dash(self):
		told = self.report("clerk", "Handling Rates", by="township", **MARCH)
		self.assertEqual({told["result"][0][key] for key in ("reply_rate", "delivery_rate")}, {"—"})
		self.assertEqual([card["value"] for card in told["report_summary"]], ["—", "—", "—", "—", 0])

	def test_the_cards_are_the_report_of_this_month(self):
		now = now_datetime()
		begun = {"first_order_on": now, "received_on": now, "due_date": add_days(today(), 20)}
		done = {**begun, "replied_on": today(), "feedback_mode": "By Telephone", "result": "A"}
		self.case("Ticket Closed", **done, reporter_rating="Satisfied", closing_way="Rated by Reporter")
		self.case(
			"Ticket Closed", **done, reporter_rating="Dissatisfied", closing_way="Explained After Review"
		)
		self.case("Ticket In Handling", **begun)
		self.case("Ticket In Handling", **begun, unit=self.world.unit_works, station=self.world.station_west)
		cards = {
			"办复率": figures.reply_rate,
			"按期办复率": figures.on_time_rate,
			"落实率": figures.delivery_rate,
			"综合满意率": figures.overall_satisfaction_rate,
		}
		for key in ("county_officer", "clerk", "officer", "presidium", "water", "works"):
			told = self.report(key, "Handling Rates", by="category", period="This Month")["report_summary"]
			summary = {card["label"]: card["value"] for card in told}
			for label, method in cards.items():
				shown = handlers.call(
					self.world.users[key], f"{method.__module__}.{method.__name__}", filters="{}"
				)
				self.assertEqual(plain(shown), summary[label], (key, label))
		# nothing is overdue yet
		self.assertEqual((self.card("clerk"), self.card("works")), ("50%", "0%"))
		late = {**begun, "due_date": add_days(today(), -1), "unit": self.world.unit_works}
		self.case("Ticket In Handling", **late)
		for key, text in (("clerk", "40% 未达标"), ("works", "0% 未达标"), ("water", "66.67%")):
			self.assertEqual(plain(self.card(key)), text)
			self.assertEqual("liaison-missed" in self.card(key), "未达标" in text, key)

	def test_what_is_in_time_misses_nothing(self):
		self.case("Ticket In Handling", due_date=add_days(today(), 3))
		row = self.report("clerk", "Handling Rates", by="township", **MARCH)["result"][0]
		self.assertEqual((row["reply_rate"], row["missed"], row["verdict"]), (0, [], "正在办理，均未逾期"))

	def card(self, key: str) -> str:
		with self.as_user(key):
			return figures.reply_rate()

	def test_who_may_not_open_the_report_gets_no_card(self):
		for key in ("deputy", "nobody"):
			with self.as_user(key), self.assertRaises(frappe.PermissionError):
				figures.reply_rate()

	def test_bad_filters(self):
		for filters, says in (
			({"period": "Next Century"}, "没有“"),
			({"by": "mother"}, "不能按“"),
			({"period": "Chosen Days"}, "请填写"),
			({"from_date": "2025-04-01", "to_date": "2025-03-01"}, "晚于"),
		):
			with self.as_user("clerk"):
				self.assertRefuses(says, handling_rates.execute, filters)
		with self.as_user("clerk"):
			self.assertRefuses("没有“", cases_behind_a_figure.execute, {"figure": "password"})


class TestPeriods(LiaisonTestCase):
	def test_presets(self):
		from deputy_liaison.opinions.periods import preset

		day = getdate("2026-02-10")
		found = {
			name: tuple(map(str, preset(name, day)))
			for name in (
				"This Month",
				"Last Month",
				"This Quarter",
				"Last Quarter",
				"This Year",
				"Last Year",
			)
		}
		self.assertEqual(
			found,
			{
				"This Month": ("2026-02-01", "2026-02-28"),
				"Last Month": ("2026-01-01", "2026-01-31"),
				"This Quarter": ("2026-01-01", "2026-03-31"),
				"Last Quarter": ("2025-10-01", "2025-12-31"),
				"This Year": ("2026-01-01", "2026-12-31"),
				"Last Year": ("2025-01-01", "2025-12-31"),
			},
		)

	def test_nothing_asked_is_this_month(self):
		self.assertEqual(period_of({})[0], get_first_day(getdate()))


class TestOverdueOrders(RatesTestCase):
	def rows(self, key: str, **filters) -> list[dict]:
		with self.as_user(key):
			return overdue_orders.execute(filters)[1]

	def test_what_is_open_past_its_day(self):
		late = {"due_date": add_days(today(), -9), "first_order_on": add_days(today(), -40)}
		self.case("Ticket In Handling", **late)
		self.case("Ticket In Handling", **late, orders=[{"workflow_state": "Order Extension Requested"}])
		self.case("Ticket In Handling", **late, orders=[{"workflow_state": "Order Return Requested"}])
		self.case("Ticket In Handling", **{**late, "due_date": today()})
		self.case("Ticket In Handling", **late, unit=self.world.unit_works)
		rows = self.rows("clerk")
		self.assertEqual([row["days_overdue"] for row in rows], [9, 9, 9])
		self.assertEqual(len(self.rows("works")), 1)
		self.assertEqual(len(self.rows("clerk_b")), 0)
		self.assertEqual(len(self.rows("clerk", unit=self.world.unit_water)), 2)
		for key in ("clerk", "county_officer", "water", "works"):
			card = frappe.get_doc("Number Card", "Orders Overdue")
			filters = [*frappe.parse_json(card.filters_json), [ORDER, "state_due", "<", today()]]
			with self.as_user(key):
				card = frappe.get_list(ORDER, filters, pluck="name")
			self.assertEqual({row["name"] for row in self.rows(key)}, {*card}, key)

	def test_what_was_answered_late(self):
		self.a_month()
		rows = self.rows("clerk", overdue_kind="Answered Late", from_date="2025-04-01", to_date="2025-04-30")
		self.assertEqual([row["days_overdue"] for row in rows], [16])


class TestCourseOfTickets(LiaisonTestCase):
	def test_every_state_with_its_day_and_person(self):
		ticket = self.fed_back_ticket()
		with self.as_user("clerk"):
			_columns, rows, *_rest = course_of_tickets.execute({"period": "This Month"})
		row = next(row for row in rows if row.name == ticket)
		by = {key: value for key, value in row.items() if key.endswith("_by")}
		self.assertEqual(by["ticket_pending_approval_by"], "张专干（乡镇人大专干）")
		self.assertEqual(by["ticket_in_handling_by"], "赵主席（乡镇人大主席）")
		self.assertEqual(by["order_acknowledged_by"], "水经办（承办单位经办人）")
		self.assertEqual(by["order_replied_by"], "水经办（承办单位经办人）")
		self.assertEqual(by["ticket_awaiting_rating_by"], "王联络（联络员）")
		self.assertTrue(row["ticket_awaiting_rating_at"].startswith(today()))
		self.assertEqual(row.get("ticket_closed_by", ""), "")

	def test_each_time_that_a_state_was_come_to(self):
		ticket = self.registered_ticket()
		self.propose(ticket)
		self.act("chair", "Opinion Ticket", ticket, "Return Ticket to Clerk", "请补充责任人。")
		self.propose(ticket, "clerk2")
		with self.as_user("clerk"):
			rows = course_of_tickets.execute({"period": "This Month"})[1]
		row = next(row for row in rows if row.name == ticket)
		self.assertEqual(row["ticket_pending_approval_by"], "张专干（乡镇人大专干）；田专干（乡镇人大专干）")
		self.assertEqual(len(row["ticket_pending_approval_at"].split("；")), 2)

	def test_a_long_list_is_cut_on_the_screen_and_never_in_a_file(self):
		for _time in range(4):
			self.registered_ticket()
		with patch.object(rate_tables, "MOST_ROWS", 2), patch.object(rate_tables, "MOST_EXPORTED", 3):
			with self.as_user("clerk"):
				_columns, rows, message = course_of_tickets.execute({"period": "This Month"})
				self.assertEqual(len(rows), 2)
				self.assertIn("仅显示前2条", message)
				frappe.flags.exports_report = True
				self.addCleanup(frappe.flags.pop, "exports_report", None)
				self.assertRefuses("超过3行", course_of_tickets.execute, {"period": "This Month"})
			with patch.object(rate_tables, "MOST_EXPORTED", 3000), self.as_user("clerk"):
				self.assertGreater(len(course_of_tickets.execute({"period": "This Month"})[1]), 3)

	def test_a_station_exports_its_own(self):
		self.registered_ticket()
		for key, seen in (("officer", True), ("other_officer", False), ("clerk_b", False), ("water", None)):
			with self.as_user(key):
				rows = course_of_tickets.execute({"period": "This Month"})[1]
			self.assertEqual(any(row.subject.startswith("三组水渠") for row in rows), bool(seen), key)

	def test_a_formula_stays_words_in_the_exported_file(self):
		hostile = '=HYPERLINK("http://x.invalid","点")'
		self.registered_ticket(matters=[{"content": hostile, "outcome": "To Be Handled"}])
		with self.as_user("clerk"):
			frappe.local.form_dict = frappe._dict(
				report_name="Course of Tickets",
				file_format_type="Excel",
				filters='{"period": "This Month"}',
				visible_idx=str([*range(100)]),
				include_indentation=0,
			)
			export_report()
			content = frappe.response["filecontent"]
		cells = [cell for row in openpyxl.load_workbook(io.BytesIO(content)).active for cell in row]
		self.assertTrue(any("=HYPERLINK" in str(cell.value) for cell in cells))
		self.assertFalse([cell.value for cell in cells if cell.data_type == "f"])

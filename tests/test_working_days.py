"""Working days with make-up workdays; the county's own days count before the decree."""

from datetime import date
from unittest.mock import patch

import frappe

from deputy_liaison.working_days import (
	add_working_days,
	calendar_warnings,
	end_of,
	is_working_day,
	undecreed_years,
	working_days_between,
)
from tests.base import LiaisonTestCase

SETTINGS = "Liaison Settings"


class WorkingDaysTest(LiaisonTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.addCleanup(frappe.clear_document_cache, SETTINGS, SETTINGS)

	def set_days(self, *rows: tuple[str, str]) -> None:
		"""The administrator sets days, each with its kind."""
		with self.as_user("admin"):
			settings = frappe.get_doc(SETTINGS)
			for day, kind in rows:
				settings.append(
					"working_day_overrides", {"day": day, "day_kind": kind, "day_reason": "县政府办通知"}
				)
			settings.save()

	def test_weekends_holidays_and_make_up_workdays_of_2026(self) -> None:
		# 国办发明电〔2025〕7号: 春节 2月15日至23日, 上班 2月14日和28日; 国庆 10月1日至7日, 上班 9月20日和10月10日
		works = [
			"2026-02-13",
			"2026-02-14",
			"2026-02-24",
			"2026-02-28",
			"2026-09-20",
			"2026-10-08",
			"2026-10-10",
		]
		off = [
			"2026-02-15",
			"2026-02-20",
			"2026-02-23",
			"2026-03-01",
			"2026-09-25",
			"2026-10-07",
			"2026-10-11",
		]
		for day in works:
			self.assertTrue(is_working_day(date.fromisoformat(day)), day)
		for day in off:
			self.assertFalse(is_working_day(date.fromisoformat(day)), day)

	def test_days_between_are_counted_as_they_are_added(self) -> None:
		start = date(2026, 2, 11)
		for days in (1, 3, 4, 10):
			self.assertEqual(working_days_between(start, add_working_days(start, days)), days)
		self.assertEqual(working_days_between(date(2026, 2, 14), date(2026, 2, 23)), 0)
		self.assertEqual(working_days_between(date(2026, 3, 2), date(2026, 2, 2)), 0)

	def test_every_unit_of_a_limit(self) -> None:
		self.assertEqual(end_of(date(2026, 2, 11), 3, "Working Days"), date(2026, 2, 14))
		self.assertEqual(end_of(date(2026, 2, 11), 15, "Calendar Days"), date(2026, 2, 26))
		self.assertEqual(end_of(date(2026, 11, 30), 3, "Calendar Months"), date(2027, 2, 28))
		self.assertEqual(end_of(date(2026, 2, 11), 31, "Day of the Next Year"), date(2027, 1, 31))

	def test_the_countys_days_count_before_the_decree(self) -> None:
		self.assertEqual(add_working_days(date(2026, 6, 23), 3), date(2026, 6, 26))
		self.set_days(("2026-06-24", "Day Off"), ("2026-06-27", "Make-up Workday"))
		# 24 June falls out, Saturday 27 June comes in
		self.assertEqual(add_working_days(date(2026, 6, 23), 3), date(2026, 6, 27))

	def test_a_day_stands_there_once(self) -> None:
		self.assertRefuses(
			"重复", self.set_days, ("2026-06-24", "Day Off"), ("2026-06-24", "Make-up Workday")
		)

	def test_only_the_administrator_sets_days(self) -> None:
		with self.as_user("clerk"):
			settings = frappe.get_doc(SETTINGS)
			settings.append(
				"working_day_overrides", {"day": "2026-06-24", "day_kind": "Day Off", "day_reason": "农忙"}
			)
			self.assertRaises(frappe.PermissionError, settings.save)

	def test_yellow_does_not_come_after_orange(self) -> None:
		with self.as_user("admin"):
			settings = frappe.get_doc(SETTINGS)
			settings.yellow_days, settings.orange_days = 2, 5
			self.assertRefuses("橙", settings.save)

	def test_the_same_limit_stands_there_once(self) -> None:
		with self.as_user("admin"):
			settings = frappe.get_doc(SETTINGS)
			settings.append("time_limits", settings.time_limits[0].as_dict(no_default_fields=True))
			self.assertRefuses("重复", settings.save)

	def test_every_limit_has_its_basis_at_both_levels(self) -> None:
		rows = frappe.get_cached_doc(SETTINGS).time_limits
		levels = {(row.limit_key, row.congress_level) for row in rows}
		for row in rows:
			self.assertTrue(row.legal_basis, row.limit_key)
			if row.limit_key != "Appeal Against Assessment":
				self.assertIn((row.limit_key, "County"), levels)
				self.assertIn((row.limit_key, "Township Level"), levels)

	def test_a_year_without_decree_is_told_until_its_days_are_entered(self) -> None:
		self.assertEqual(undecreed_years(date(2026, 10, 31)), [])
		self.assertEqual(undecreed_years(date(2026, 11, 1)), [2027])
		self.assertEqual(undecreed_years(date(2027, 3, 1)), [2027])
		self.set_days(("2027-05-20", "Day Off"))
		self.assertEqual(undecreed_years(date(2027, 3, 1)), [2027])
		self.set_days(*((f"2027-02-{day:02}", "Day Off") for day in range(6, 16)))
		self.assertEqual(undecreed_years(date(2027, 3, 1)), [])

	def test_the_settings_say_which_year_is_not_known(self) -> None:
		with patch("deputy_liaison.working_days.getdate", return_value=date(2027, 3, 1)):
			self.assertEqual(len(calendar_warnings()), 1)
			self.assertIn("2027年", calendar_warnings()[0])
			with self.as_user("admin"):
				settings = frappe.get_doc(SETTINGS)
				settings.run_method("onload")
			self.assertEqual(settings.get("__onload").warnings, calendar_warnings())

"""Inspections: what was found, by when it is put right, and who says that it was."""

import frappe
from frappe.utils import add_days, getdate, today

from deputy_liaison.liaison_network.doctype.station_inspection.station_inspection import (
	items_to_choose,
	recheck,
	report_rectified,
)
from deputy_liaison.liaison_network.report.overdue_findings.overdue_findings import execute
from deputy_liaison.liaison_network.score_proposals import facts_of
from tests import handlers
from tests.base import LiaisonTestCase

INSPECTION = "Station Inspection"


class InspectionTestCase(LiaisonTestCase):
	def inspect(self, key: str = "presidium", station: str | None = None, **values):
		"""An inspection with one finding, by one of the people."""
		with self.as_user(key):
			return frappe.get_doc(
				{
					"doctype": INSPECTION,
					"station": station or self.world.station,
					"inspectors": "葛立舟、范永恒",
					"inspected_on": add_days(today(), -10),
					"findings": [{"finding": "展板未更新", "due_date": add_days(today(), 5)}],
					**values,
				}
			).insert()

	def report(self, doc, key: str = "officer", **values) -> None:
		given = {"rectified_on": today(), "rectified_note": "已更换展板", **values}
		with self.as_user(key):
			report_rectified(doc.name, doc.findings[0].name, **given)
		doc.reload()

	def recheck(self, doc, key: str = "presidium", passed: bool = True, **values) -> None:
		with self.as_user(key):
			recheck(doc.name, doc.findings[0].name, passed, **values)
		doc.reload()


class TestInspection(InspectionTestCase):
	def test_items_are_offered_to_who_reads_their_standard(self):
		standard = frappe.db.get_value("Station Standard", {"standard_name": "五有"})
		with self.as_user("presidium"):
			self.assertGreater(len(items_to_choose(standard)), 4)
		with self.as_user("nobody"):
			self.assertForbidden(items_to_choose, standard)

	def test_who_inspects_where(self):
		for key, level in (
			("presidium", "Presidium Inspection"),
			("chair", "Presidium Inspection"),
			("clerk", "Presidium Inspection"),
			("county_officer", "County Inspection"),
		):
			self.assertEqual(self.inspect(key).inspection_level, level)
		for key, station in (
			("presidium", self.world.station_west),
			("clerk", self.world.station_b),
			("officer", self.world.station),
			("auditor", self.world.station),
			("county_approver", self.world.station),
		):
			with self.assertRaises(frappe.PermissionError, msg=key):
				self.inspect(key, station)

	def test_a_finding_goes_from_open_to_rechecked(self):
		doc = self.inspect()
		self.assertEqual((doc.inspection_status, doc.open_findings), ("Findings Open", 1))
		self.assertEqual(doc.next_due, getdate(add_days(today(), 5)))
		self.report(doc)
		self.assertEqual(doc.findings[0].finding_status, "Rectified, to Recheck")
		self.recheck(doc)
		self.assertEqual((doc.inspection_status, doc.open_findings), ("Findings Rectified", 0))
		self.assertEqual((doc.next_due, doc.findings[0].rechecked_by), (None, "主席团员"))

	def test_an_inspection_without_findings_is_guidance(self):
		doc = self.inspect(findings=[], guidance="台账规范，继续保持")
		self.assertEqual(doc.inspection_status, "No Findings")

	def test_a_recheck_that_fails_sets_a_new_deadline(self):
		doc = self.inspect()
		self.report(doc)
		self.assertRefuses("复查意见", self.recheck, doc, passed=False, new_due_date=add_days(today(), 9))
		self.assertRefuses(
			"必须晚于今天", self.recheck, doc, passed=False, note="仍缺两块", new_due_date=today()
		)
		self.recheck(doc, passed=False, note="仍缺两块", new_due_date=add_days(today(), 9))
		row = doc.findings[0]
		self.assertEqual((row.finding_status, row.rechecks_failed), ("Waiting for Rectification", 1))
		self.assertEqual(doc.next_due, getdate(add_days(today(), 9)))

	def test_who_reports_does_not_recheck(self):
		doc = self.inspect()
		self.report(doc, "clerk")
		self.assertRefuses("应由他人办理", self.recheck, doc, "clerk")
		self.recheck(doc, "chair")
		self.assertEqual(doc.findings[0].finding_status, "Recheck Passed")

	def test_only_the_station_reports_and_only_inspectors_recheck(self):
		doc = self.inspect()
		for key in ("presidium", "chair", "county_officer", "other_officer", "clerk_b", "auditor"):
			with self.assertRaises(frappe.PermissionError, msg=key):
				self.report(doc, key)
		self.report(doc)
		for key in ("officer", "clerk_b", "auditor", "county_approver"):
			with self.assertRaises(frappe.PermissionError, msg=key):
				self.recheck(doc, key)

	def test_saving_the_page_rectifies_nothing(self):
		doc = self.inspect()
		rows = [{**doc.findings[0].as_dict(), "finding_status": "Recheck Passed", "rectified_on": today()}]
		answer = handlers.rest(
			self.world.users["presidium"], "PUT", f"resource/{INSPECTION}/{doc.name}", findings=rows
		)
		self.assertEqual(answer["data"]["findings"][0]["finding_status"], "Waiting for Rectification")
		doc.reload()
		self.assertEqual((doc.open_findings, doc.findings[0].rectified_on), (1, None))

	def test_what_was_reported_on_stays(self):
		doc = self.inspect()
		self.report(doc)
		with self.as_user("presidium"):
			doc.findings[0].finding = "别的问题"
			self.assertRefuses("不能再改", doc.save)
			doc.reload()
			doc.findings = []
			self.assertRefuses("不能删除", doc.save)

	def test_dates_that_cannot_be_are_refused(self):
		self.assertRefuses("不能晚于今天", self.inspect, inspected_on=add_days(today(), 1))
		early = [{"finding": "缺牌子", "due_date": add_days(today(), -11)}]
		self.assertRefuses("第1行", self.inspect, findings=early)
		doc = self.inspect()
		self.assertRefuses("检查日与今天之间", self.report, doc, rectified_on=add_days(today(), -11))
		self.assertRefuses("整改措施", self.report, doc, rectified_note=" ")

	def test_inspections_feed_the_second_criterion(self):
		year = getdate().year
		before = facts_of([self.world.station], year)[self.world.station].inspections
		self.inspect(inspected_on=today())
		self.inspect("county_officer", inspected_on=today())
		self.assertEqual(facts_of([self.world.station], year)[self.world.station].inspections, before + 1)


class TestOverdueFindings(InspectionTestCase):
	def setUp(self) -> None:
		super().setUp()
		overdue = [{"finding": "缺牌子", "due_date": add_days(today(), -3)}]
		self.inspect(findings=[*overdue, {"finding": "缺制度", "due_date": add_days(today(), 20)}])
		self.inspect("clerk_b", self.world.station_b, findings=overdue)

	def rows(self, key: str, **filters) -> list[tuple[str, str, int]]:
		with self.as_user(key):
			return [(row["station_name"], row["finding"], row["days_overdue"]) for row in execute(filters)[1]]

	def test_the_oldest_first_within_the_own_posts(self):
		self.assertEqual(
			self.rows("county_officer"), [("东村代表联络站", "缺牌子", 3), ("南村代表联络站", "缺牌子", 3)]
		)
		for key in ("clerk", "presidium", "officer"):
			self.assertEqual(self.rows(key), [("东村代表联络站", "缺牌子", 3)], key)
		self.assertEqual(self.rows("other_officer"), [])
		self.assertEqual(self.rows("nobody"), [])

	def test_all_open_ones_on_request(self):
		self.assertEqual(
			self.rows("clerk", all_open=1),
			[("东村代表联络站", "缺牌子", 3), ("东村代表联络站", "缺制度", 0)],
		)

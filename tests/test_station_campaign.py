"""Campaigns with phases, targets and acceptance; policy documents; balances of earlier years."""

import frappe
from frappe.utils import getdate

from deputy_liaison.liaison_network.doctype.station_campaign.station_campaign import stations_of
from tests.base import LiaisonTestCase


class TestStationCampaign(LiaisonTestCase):
	def campaign(self, key: str = "clerk", **values):
		"""The creation campaign of seed S3-16 in 甲镇."""
		with self.as_user(key):
			return frappe.get_doc(
				{
					"doctype": "Station Campaign",
					"campaign_name": "代表之家集中创建",
					"jurisdiction": self.world.town,
					"from_date": "2026-03-01",
					"to_date": "2026-03-31",
					"phases": [
						{"phase_name": "准备", "from_date": "2026-03-01", "to_date": "2026-03-10"},
						{"phase_name": "组织实施", "from_date": "2026-03-11", "to_date": "2026-03-25"},
						{"phase_name": "检查验收", "from_date": "2026-03-25", "to_date": "2026-03-31"},
					],
					"tasks": [
						{"phase_name": "准备", "task": "召开主席团会议", "done_on": "2026-03-02"},
						{"phase_name": "组织实施", "task": "制度上墙"},
					],
					"acceptances": [{"station": self.world.station}],
					**values,
				}
			).insert()

	def accept(self, doc, **values):
		doc.reload()
		with self.as_user("clerk"):
			doc.acceptances[0].update(values)
			return doc.save()

	def test_progress_counts_tasks_targets_and_stations(self):
		doc = self.campaign(
			targets=[
				{"target_year": 2026, "target": "建成代表之家", "planned": 14, "reached": 14, "unit": "个"},
				{"target_year": 2026, "target": "建成工作站", "planned": 165, "reached": 120, "unit": "个"},
			]
		)
		self.assertEqual(doc.progress, "任务1/2、目标1/2、验收合格0/1")

	def test_accepted_is_what_has_all_three(self):
		doc = self.campaign()
		self.assertRefuses(
			"第1行", self.accept, doc, acceptance_result="Acceptance Passed", has_sign=1, has_walls=1
		)
		self.assertRefuses("存在问题", self.accept, doc, acceptance_result="To Be Put Right")
		self.accept(doc, acceptance_result="To Be Put Right", acceptance_note="橱内无资料")
		saved = self.accept(doc, acceptance_result="Acceptance Passed", has_sign=1, has_walls=1, has_files=1)
		self.assertEqual(
			(saved.acceptances[0].accepted_on, saved.progress), (getdate(), "任务1/2、验收合格1/1")
		)

	def test_stations_of_the_own_place_once_each(self):
		self.assertRefuses("范围", self.campaign, acceptances=[{"station": self.world.station_b}])
		twice = [{"station": self.world.station}, {"station": self.world.station}]
		self.assertRefuses("重复", self.campaign, acceptances=twice)
		with self.as_user("clerk"):
			names = {row.name for row in stations_of(self.world.town)}
		self.assertEqual(names, {self.world.station, self.world.station_west})

	def test_phases_follow_each_other_within_the_campaign(self):
		first = {"phase_name": "准备", "from_date": "2026-03-01", "to_date": "2026-03-10"}
		early = {"phase_name": "实施", "from_date": "2026-03-09", "to_date": "2026-03-25"}
		late = {"phase_name": "验收", "from_date": "2026-03-25", "to_date": "2026-04-02"}
		backwards = {"phase_name": "验收", "from_date": "2026-03-25", "to_date": "2026-03-20"}
		for phases, words in (
			([first, early], "早于"),
			([first, late], "之外"),
			([first, backwards], "不能早于"),
		):
			self.assertRefuses(words, self.campaign, phases=phases, tasks=[])
		self.assertRefuses("阶段", self.campaign, tasks=[{"phase_name": "收尾", "task": "总结"}])

	def test_a_plan_of_three_years_has_targets_in_its_years(self):
		plan = {"from_date": "2017-01-01", "to_date": "2019-12-31", "phases": [], "tasks": []}
		self.campaign(**plan, targets=[{"target_year": 2019, "target": "全覆盖"}])
		self.assertRefuses("2020", self.campaign, **plan, targets=[{"target_year": 2020, "target": "全覆盖"}])

	def test_who_leads_a_campaign_where(self):
		for key in ("clerk", "chair", "county_officer"):
			self.campaign(key)
		for key in ("clerk_b", "chair_b", "officer", "presidium", "auditor"):
			with self.assertRaises(frappe.PermissionError, msg=key):
				self.campaign(key)


class TestPolicyDocuments(LiaisonTestCase):
	def test_a_document_is_found_and_pointed_to(self):
		with self.as_user("county_officer"):
			document = frappe.get_doc(
				{
					"doctype": "Policy Document",
					"document_title": "代表之家、工作站创建工作实施方案",
					"document_number": "云人办〔2026〕3号",
				}
			).insert()
		self.assertIn("cjgzssfa", document.search_key)
		with self.as_user("clerk"):
			station = frappe.get_doc("Liaison Station", self.world.station)
			station.policy_document = document.name
			station.save()
			own = frappe.get_doc(
				{
					"doctype": "Policy Document",
					"document_title": "甲镇实施意见",
					"jurisdiction": self.world.town,
				}
			).insert()
			document.reload()
			document.document_title = "改"
			with self.assertRaises(frappe.PermissionError):
				document.save()
		with self.as_user("clerk_b"), self.assertRaises(frappe.PermissionError):
			own.reload()
			own.document_title = "改"
			own.save()

	def test_its_file_is_private(self):
		with self.as_user("county_officer"):
			doc = frappe.get_doc(
				{"doctype": "Policy Document", "document_title": "方案", "attachment": "/files/plan.pdf"}
			)
			self.assertRefuses("私有", doc.insert)


class TestOpeningBalances(LiaisonTestCase):
	def balance(self, key: str = "clerk", **values):
		with self.as_user(key):
			return frappe.get_doc(
				{
					"doctype": "Opening Balance",
					"station": self.world.station,
					"until_year": getdate().year - 1,
					"figures_from": "历年台账",
					"visitors": 6000,
					"opinions": 800,
					"opinions_solved": 560,
					**values,
				}
			).insert()

	def test_one_balance_to_a_station_and_one_to_a_place(self):
		doc = self.balance()
		self.assertEqual((doc.jurisdiction, doc.visitors), (self.world.east, 6000))
		self.assertRefuses("已有累计数", self.balance)
		town = {"station": None, "jurisdiction": self.world.town}
		self.assertIn("试验县甲镇", self.balance(**town).subject)
		self.assertRefuses("已有累计数", self.balance, **town)
		self.balance(station=self.world.station_west)

	def test_figures_that_cannot_be_are_refused(self):
		self.assertRefuses("最晚到", self.balance, until_year=getdate().year)
		self.assertRefuses("不能多于", self.balance, opinions_solved=801)
		self.assertRefuses("至少填一项", self.balance, visitors=0, opinions=0, opinions_solved=0)
		self.assertRefuses("行政区划", self.balance, station=None)

	def test_who_enters_them(self):
		self.balance("county_officer")
		for key in ("officer", "chair", "clerk_b", "auditor"):
			with self.assertRaises(frappe.PermissionError, msg=key):
				self.balance(key, station=self.world.station_west)
		with self.as_user("officer_b"):
			self.assertEqual(frappe.get_list("Opening Balance"), [])

"""Standards as data, checks against them with evidence, and what is missing where."""

import frappe
from frappe.utils import add_days, today

from deputy_liaison.liaison_network.report.standard_gaps.standard_gaps import execute
from tests.base import LiaisonTestCase

CHECK = "Standard Check"


class TestStandardsAsData(LiaisonTestCase):
	def test_the_four_standards_have_their_items(self):
		items = {}
		for name in frappe.get_all("Station Standard", pluck="name"):
			doc = frappe.get_doc("Station Standard", name)
			items[doc.standard_name] = [row.item_title for row in doc.items]
		self.assertEqual(items["五有"], ["有场所", "有制度", "有经费", "有活动", "有实效"])
		self.assertEqual(items["六有"], ["有场所", "有牌子", "有制度", "有方案", "有召集人", "有记载"])
		self.assertEqual(
			items["八有"],
			["有国徽", "有牌子", "有桌椅", "有柜子", "有电脑", "有资料", "有制度", "有经费"],
		)
		self.assertEqual(len(items["七有四好三上墙"]), 14)

	def test_reconstructed_items_are_marked(self):
		seven = frappe.get_doc("Station Standard", {"standard_name": "七有四好三上墙"})
		groups = {}
		for row in seven.items:
			groups.setdefault(row.item_group, []).append(row.is_reconstructed)
		self.assertEqual(groups, {"七有": [0] * 5 + [1] * 2, "四好": [1] * 4, "三上墙": [1] * 3})

	def test_an_item_twice_is_refused(self):
		with self.as_user("county_officer"):
			doc = frappe.get_doc("Station Standard", {"standard_name": "五有"})
			doc.append("items", {"item_title": "有场所"})
			self.assertRefuses("重复", doc.save)


class CheckTestCase(LiaisonTestCase):
	def check(self, key: str = "clerk", station: str | None = None, **results: str):
		"""A check of 五有 by one of the people; results: item → gap, or "" where it is met."""
		with self.as_user(key):
			doc = frappe.get_doc(
				{
					"doctype": CHECK,
					"station": station or self.world.station,
					"standard": frappe.db.get_value("Station Standard", {"standard_name": "五有"}),
				}
			).insert()
			for row in doc.items:
				if row.item_title in results:
					row.gap = results[row.item_title]
					row.result = "Item Not Met" if row.gap else "Item Met"
			return doc.save()

	def all_met(self, **changes: str) -> dict[str, str]:
		return dict.fromkeys(("有场所", "有制度", "有经费", "有活动", "有实效"), "") | changes


class TestStandardChecks(CheckTestCase):
	def test_a_new_check_asks_for_the_standards_items(self):
		doc = self.check()
		self.assertEqual([row.item_title for row in doc.items], list(self.all_met()))
		self.assertEqual((doc.check_outcome, doc.items_met, doc.items_total), ("Check Unfinished", 0, 5))
		self.assertEqual(doc.checked_by, "张专干")

	def test_gaps_are_listed_and_the_outcome_follows(self):
		doc = self.check(**self.all_met(有经费="今年未列预算", 有制度="无档案管理制度"))
		self.assertEqual((doc.check_outcome, doc.items_met), ("Standard Not Met", 3))
		self.assertEqual(doc.gaps, "有制度：无档案管理制度\n有经费：今年未列预算")
		self.assertEqual(self.check(**self.all_met()).check_outcome, "Standard Met")

	def test_a_gap_without_words_is_refused(self):
		doc = self.check()
		with self.as_user("clerk"):
			doc.items[1].result = "Item Not Met"
			self.assertRefuses("差什么", doc.save)

	def test_items_are_neither_left_out_nor_added(self):
		doc = self.check()
		with self.as_user("clerk"):
			doc.remove(doc.items[0])
			self.assertRefuses("不要增删条目", doc.save)
			doc.reload()
			doc.append("items", {"item_title": "有茶水", "result": "Item Met"})
			self.assertRefuses("不要增删条目", doc.save)

	def test_a_check_keeps_the_items_it_asked_for(self):
		doc = self.check()
		standard = frappe.get_doc("Station Standard", doc.standard)
		with self.as_user("county_officer"):
			standard.append("items", {"item_title": "有特色"})
			standard.save()
		with self.as_user("clerk"):
			doc.reload()
			doc.items[0].result = "Item Met"
			self.assertEqual(len(doc.save().items), 5)
		self.assertEqual(len(self.check().items), 6)

	def test_not_in_the_future(self):
		doc = self.check()
		with self.as_user("clerk"):
			doc.checked_on = add_days(today(), 1)
			self.assertRefuses("不能晚于今天", doc.save)

	def test_who_checks_where(self):
		for key in ("officer", "presidium", "county_officer"):
			self.check(key)
		for key, station in (
			("officer", self.world.station_west),
			("clerk", self.world.station_b),
			("chair", self.world.station),
			("auditor", self.world.station),
		):
			with self.assertRaises(frappe.PermissionError, msg=key):
				self.check(key, station)


class TestStandardGaps(CheckTestCase):
	def setUp(self) -> None:
		super().setUp()
		frappe.db.delete(CHECK)
		self.check(**self.all_met(有经费="无", 有活动="无计划"))
		self.check(station=self.world.station_west, **self.all_met())
		self.check("clerk_b", self.world.station_b, **self.all_met(有经费="无"))

	def report(self, key: str, **filters):
		with self.as_user(key):
			_columns, rows, standard, chart, summary = execute(filters)
		self.assertEqual(standard, "五有")
		found = {row["station_name"]: (row["outcome"], row["gaps"]) for row in rows}
		return found, chart, [card["value"] for card in summary]

	def test_the_county_sees_all_and_what_lacks_most(self):
		found, chart, summary = self.report("county_officer")
		self.assertEqual(found["东村代表联络站"], ("有差距", "有经费：无；有活动：无计划"))
		self.assertEqual(found["西村代表联络站"], ("达标", ""))
		self.assertEqual(found["南村代表联络站"], ("有差距", "有经费：无"))
		self.assertEqual(chart["data"]["labels"], ["有经费", "有活动"])
		self.assertEqual(chart["data"]["datasets"][0]["values"], [2, 1])
		self.assertEqual(summary[1:], [summary[0] - 3, 0, 1, 2])

	def test_a_township_and_a_station_see_their_own(self):
		self.assertEqual(set(self.report("clerk")[0]), {"东村代表联络站", "西村代表联络站"})
		self.assertEqual(set(self.report("officer")[0]), {"东村代表联络站"})
		found, _chart, summary = self.report("clerk_b")
		self.assertEqual(set(found), {"南村代表联络站"})
		self.assertEqual(summary, [1, 0, 0, 0, 1])
		self.assertEqual(self.report("nobody")[0], {})

	def test_the_latest_check_counts(self):
		self.check(**self.all_met())
		self.assertEqual(self.report("clerk")[0]["东村代表联络站"], ("达标", ""))

	def test_filters(self):
		self.assertEqual(
			set(self.report("county_officer", jurisdiction=self.world.town_b)[0]), {"南村代表联络站"}
		)
		self.assertEqual(set(self.report("clerk", only_gaps=1)[0]), {"东村代表联络站"})

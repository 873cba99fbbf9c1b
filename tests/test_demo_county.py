"""The demo county has the figures of the seeds in its reports, real numbers and a plausible year, and loads once."""

import itertools
import re
from contextlib import redirect_stdout
from io import StringIO

import frappe
from frappe.utils import add_days, getdate
from frappe.utils.password import check_password

from deputy_liaison.demo import DemoRefused, accounts, load, mark, removal, remove, what_goes
from deputy_liaison.demo.accounts import ACCOUNTS, PASSWORD, user_of
from deputy_liaison.demo.assessment import last_round
from deputy_liaison.demo.holdings import beyond_catalogues
from deputy_liaison.demo.plan import GROUPS_TOWN, HOMES_TOWN, TOWN, TOWNSHIP, TOWNSHIPS
from deputy_liaison.demo.premises import short_year
from deputy_liaison.deputies.doctype.deputy_group.deputy_group import nodes
from deputy_liaison.deputies.report.network_coverage import network_coverage
from deputy_liaison.liaison_network.report.assessment_grades import assessment_grades
from deputy_liaison.liaison_network.report.assessment_ranking import assessment_ranking
from deputy_liaison.liaison_network.report.funding_by_station import funding_by_station
from deputy_liaison.liaison_network.report.overdue_findings import overdue_findings
from deputy_liaison.liaison_network.report.standard_gaps import standard_gaps
from deputy_liaison.liaison_network.station_scores import (
	COUNTY,
	REVIEW,
	SELF,
	enter,
	grade_of,
	scores_of,
	sheet,
	total,
)
from deputy_liaison.opinions.doctype.opinion_ticket.opinion_ticket import stages
from deputy_liaison.opinions.report.suggestion_rates import suggestion_rates
from deputy_liaison.scope import subtree
from deputy_liaison.setup.shipped import shipped
from deputy_liaison.state_machine import act
from tests.base import LiaisonTestCase

TICKET = "Opinion Ticket"
ORDER = "Dispatch Order"
SUGGESTION = "Deputy Suggestion"
LOADED = (
	"Jurisdiction",
	"Congress Body",
	"Congress Term",
	"Electoral District",
	"Grid Cell",
	"Responsible Unit",
	"Liaison Station",
	"Deputy",
	"Deputy Mandate",
	"Station Placement",
	"Deputy Group",
	"Reception Day",
	"Constituent Visit",
	TICKET,
	ORDER,
	SUGGESTION,
	"Handling Meeting",
	"Handling Log",
	"Staff Post",
	"User",
	"File",
)


class TestDemoCounty(LiaisonTestCase):
	"""Loaded in the class's transaction, which Frappe rolls back."""

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		# the demo is for a site without records; the small county comes back with the transaction's end
		with cls.assertRaises(cls(), DemoRefused) as refused:
			load()
		cls.refusal = str(refused.exception)
		removal.delete_rows({"loaded_at": "9999-01-01", "accounts": [], "banner": ""})
		mark.take_off()
		cls.left = beyond_catalogues()
		load()
		cls.town = frappe.db.get_value("Jurisdiction", {"jurisdiction_name": TOWN})
		cls.township = frappe.db.get_value("Jurisdiction", {"jurisdiction_name": TOWNSHIP})
		cls.places = subtree(cls.town)
		cls.here = {"jurisdiction": ("in", cls.places)}
		cls.at_villages = {**cls.here, "station_level": "Village Level"}

	@classmethod
	def tearDownClass(cls) -> None:
		super().tearDownClass()
		frappe.db.rollback()
		frappe.clear_cache()

	def test_the_town_has_147_deputies_of_three_levels(self):
		mandates = frappe.get_all("Deputy Mandate", self.here, ["deputy", "congress_level"])
		by_level = {
			level: sum(one.congress_level == level for one in mandates)
			for level in ("Prefecture", "County", "Township Level")
		}
		self.assertEqual(by_level, {"Prefecture": 18, "County": 31, "Township Level": 98})
		self.assertEqual(len({one.deputy for one in mandates}), 147)
		self.assertEqual(frappe.db.count("Deputy", self.here), 147)

	def test_no_name_is_given_twice(self):
		names = frappe.get_all("Deputy", self.here, pluck="deputy_name")
		self.assertEqual(len(set(names)), 147)

	def test_districts_elect_one_to_three_deputies(self):
		for district in frappe.get_all("Electoral District", self.here, ["name", "seats"]):
			elected = frappe.db.count("Deputy Mandate", {"electoral_district": district.name})
			self.assertEqual(elected, district.seats)
			self.assertIn(elected, (1, 2, 3))

	def test_each_of_88_grid_cells_has_a_deputy(self):
		cells = frappe.get_all("Grid Cell", self.here, pluck="name")
		self.assertEqual(len(cells), 88)
		covered = frappe.get_all("Placement Grid Cell", {"grid_cell": ("in", cells)}, pluck="grid_cell")
		self.assertEqual(set(covered), set(cells))
		self.assertEqual(len(covered), 147)

	def test_every_deputy_stands_in_one_of_thirteen_small_groups_under_three_large_ones(self):
		groups = frappe.get_all("Deputy Group", self.here, ["name", "tier", "parent_deputy_group"])
		large = {one.name for one in groups if one.tier == "Large Deputy Group"}
		self.assertEqual((len(groups), len(large)), (16, 3))
		self.assertLessEqual({one.parent_deputy_group for one in groups if one.name not in large}, large)
		self.assertEqual(frappe.db.count("Deputy", {**self.here, "deputy_group": ("is", "not set")}), 0)
		sizes = [len(frappe.get_doc("Deputy Group", name).members_on(getdate())) for name in large]
		self.assertEqual(sum(sizes), 147)

	def test_every_deputy_is_placed(self):
		unplaced = frappe.db.count("Deputy", {**self.here, "station": ("is", "not set")})
		self.assertEqual(unplaced, 0)

	def test_three_stations_with_a_deputy_as_head_and_one_or_two_officers(self):
		stations = frappe.get_all("Liaison Station", self.at_villages, pluck="name")
		self.assertEqual(len(stations), 3)
		invested = 0
		for name in stations:
			station = frappe.get_doc("Liaison Station", name)
			invested += station.public_investment
			head = [row.deputy for row in station.officeholders if row.office == "Station Head"]
			self.assertEqual(frappe.db.get_value("Deputy", head[0], "station"), name)
			officers = [row for row in station.officeholders if row.office == "Liaison Officer"]
			self.assertIn(len(officers), (1, 2))
		self.assertGreater(invested, 300_000)

	def test_twelve_reception_days_a_station_and_one_is_today(self):
		for station in frappe.get_all("Liaison Station", self.at_villages, pluck="name"):
			days = frappe.get_all("Reception Day", {"station": station}, ["name", "day", "leader_on_duty"])
			self.assertEqual({one.day.month for one in days}, set(range(1, 13)))
			self.assertIn(getdate(), [one.day for one in days])
			for one in days:
				self.assertTrue(one.leader_on_duty)
				self.assertIn(frappe.db.count("Receiving Deputy", {"parent": one.name}), (2, 3))

	def test_fifty_matters_of_the_town_stand_in_many_states(self):
		states = frappe.get_all(TICKET, {"township": self.town}, pluck="workflow_state")
		self.assertEqual(len(states), 50)
		self.assertEqual(
			{state: states.count(state) for state in set(states)},
			{
				"Ticket Registered": 4,
				"Ticket Pending Approval": 3,
				"Ticket In Handling": 7,
				"Ticket To Feed Back": 3,
				"Ticket Awaiting Rating": 3,
				"Ticket Joint Review": 1,
				"Ticket Answered": 1,
				"Ticket Closed": 23,
				"Ticket Archived": 5,
			},
		)

	def test_the_named_deeds_of_the_seed_are_among_them(self):
		for words in (
			"占用消防通道3年之久的违章建筑",
			"增设路灯20多盏",
			"老年活动中心",
			"室外健身器材",
		):
			ticket = frappe.db.get_value(
				TICKET, {"township": self.town, "content": ("like", f"%{words}%")}, "workflow_state"
			)
			self.assertEqual(ticket, "Ticket Archived", words)

	def test_some_are_overdue_and_some_in_the_second_round(self):
		in_handling = {"township": self.town, "workflow_state": "Ticket In Handling"}
		self.assertEqual(frappe.db.count(TICKET, {**in_handling, "due_date": ("<", getdate())}), 4)
		self.assertEqual(frappe.db.count(TICKET, {**in_handling, "round": 2}), 1)

	def test_who_proposed_and_dispatched_stands_on_the_strip(self):
		for name in frappe.get_all(TICKET, {"township": self.town, "round": (">", 0)}, pluck="name"):
			strip = stages(frappe.get_doc(TICKET, name))
			self.assertEqual([stage["by"] for stage in strip[2:4]], ["陶雪琴", "范永恒"])

	def test_numbers_have_no_gap(self):
		for doctype, series in (
			(TICKET, [{"township": self.town}, {"township": self.township}]),
			(ORDER, [self.here, {"jurisdiction": ("in", subtree(self.township))}]),
			(
				"Constituent Visit",
				[{"station": one} for one in frappe.get_all("Liaison Station", self.here, pluck="name")],
			),
		):
			for filters in series:
				self.check_series(doctype, frappe.get_all(doctype, filters, pluck="number"))

	def check_series(self, doctype: str, numbers: list[str]) -> None:
		parts = sorted(re.fullmatch(r"(.+)〔(\d{4})〕第(\d{3})号", number).groups() for number in numbers)
		for key, group in itertools.groupby(parts, key=lambda part: part[:2]):
			given = [int(part[2]) for part in group]
			self.assertEqual(given, list(range(1, len(given) + 1)), f"{doctype} {key}")

	def test_the_year_ended_yesterday_and_runs_forward(self):
		for ticket in frappe.get_all(
			TICKET,
			{"township": self.town},
			["received_on", "proposed_on", "approved_on", "rated_on", "closed_on", "archived_on", "modified"],
			order_by="number",
		):
			stamps = [stamp for stamp in ticket.values() if stamp]
			self.assertEqual(stamps, sorted(stamps))
			self.assertLess(getdate(stamps[-1]), getdate())
		# the posts are given when the county is made
		late = frappe.db.count(
			"Handling Log", {**self.here, "at": (">=", getdate()), "reference_doctype": ("!=", "Staff Post")}
		)
		self.assertEqual(late, 0)

	def test_orders_follow_their_tickets(self):
		for order in frappe.get_all(
			ORDER,
			self.here,
			["issued_on", "acknowledged_on", "first_contact_on", "reply_date", "due_date", "unit_role"],
		):
			days = [getdate(order[key]) for key in order if key.endswith("_on") and order[key]]
			if order.reply_date:
				days.append(order.reply_date)
			self.assertEqual(days, sorted(days))
			self.assertGreater(order.due_date, getdate(order.issued_on))

	def test_units_without_an_account_are_entered_on_behalf_with_a_scan(self):
		for order in frappe.get_all(
			ORDER,
			{**self.here, "acknowledged_on": ("is", "set")},
			["responsible_unit", "entered_on_behalf", "on_behalf_scan"],
		):
			has_account = frappe.db.get_value("Responsible Unit", order.responsible_unit, "has_account")
			self.assertNotEqual(order.entered_on_behalf, has_account)
			self.assertEqual(bool(order.on_behalf_scan), not has_account)

	def test_suggestions_stand_in_telling_states_with_their_signers(self):
		self.assertEqual(
			sorted(frappe.get_all(SUGGESTION, pluck="workflow_state")),
			sorted(
				f"Suggestion {state}"
				for state in (
					*("Draft", "Archived", "Replied", "Awaiting Dispatch"),
					*["Submitted", "Under Review"] * 2,
					*["In Handling"] * 5,
					*["Closed"] * 2,
				)
			),
		)
		self.assertEqual(frappe.db.count(SUGGESTION, {"handling_level": "County"}), 3)
		self.assertEqual(frappe.db.count(SUGGESTION, {"round": 2}), 1)
		self.assertEqual(frappe.db.count("Suggestion Cosigner"), 29)
		of_suggestions = {"deputy_suggestion": ("is", "set")}
		for key, doctype, filters, count in (
			("daibiao", SUGGESTION, {}, 4),
			("shuiwu", ORDER, of_suggestions, 5),
			("xianganbu", SUGGESTION, {}, 15),
		):
			frappe.set_user(user_of(key))
			seen = frappe.get_list(doctype, filters, limit=0)
			frappe.set_user("Administrator")
			self.assertEqual(len(seen), count, key)

	def test_each_suggestion_runs_forward_and_ended_yesterday(self):
		fields = ["handed_in_on", "accepted_on", "approved_on", "replied_on", "reply_received_on"]
		fields += ["closed_on", "archived_on"]
		for row in frappe.get_all(SUGGESTION, {"workflow_state": ("!=", "Suggestion Draft")}, fields):
			days = [getdate(day) for day in row.values() if day]
			self.assertEqual(days, sorted(days))
			self.assertLess(days[-1], getdate())
		for meeting in frappe.get_all("Handling Meeting", ["met_on", "dispatch_order.issued_on"]):
			self.assertLessEqual(getdate(meeting.issued_on), meeting.met_on)

	def test_one_suggestion_is_late_at_its_unit(self):
		late = frappe.get_all(
			SUGGESTION,
			{"workflow_state": "Suggestion In Handling", "state_due": ("<", getdate())},
			["suggestion_title", "last_reminder"],
		)
		self.assertEqual(
			[(row.suggestion_title, row.last_reminder) for row in late],
			[("关于整治南园片区雨污合流管网的建议", "Red")],
		)

	def test_of_two_months_of_suggestions_one_reaches_the_target_and_one_misses_it(self):
		"""办复率、见面率、落实率 of seed S4-24, as the report shows them to the chair."""
		asked = {"by": "month", "township": self.town}
		asked |= {"from_date": add_days(getdate(), -200), "to_date": getdate()}
		rows = self.report("zhuxi", suggestion_rates, **asked)[1]
		reached = [row for row in rows if row["verdict"] == "达标"]
		self.assertTrue(reached, rows)
		for key in ("reply_rate", "meeting_rate", "delivery_rate"):
			self.assertEqual(reached[0][key], 100)
		missed = [row for row in rows if row["verdict"].startswith("未达标") and not row.get("is_sum")]
		self.assertTrue(missed, rows)
		self.assertIn("办复率", missed[0]["verdict"])

	def test_each_account_logs_in_and_sees_its_own(self):
		seen = {}
		for account in ACCOUNTS:
			self.assertEqual(check_password(account.user, PASSWORD), account.user)
			self.assertEqual(frappe.db.get_value("User", account.user, "language"), "zh")
			frappe.set_user(account.user)
			if account.post != "Responsible Unit Officer":
				towns = ("in", (self.town, self.township))
				seen[account.user_name] = len(frappe.get_list(TICKET, {"township": towns}, limit=0))
			frappe.set_user("Administrator")
		for user_name in ("guanliyuan", "xianganbu", "xianzhuren", "shenji"):
			self.assertEqual(seen[user_name], 53, user_name)
		self.assertEqual((seen["zhuangan"], seen["zhuxi"]), (50, 50))
		self.assertEqual((seen["xiangzhuangan"], seen["xiangzhuxi"], seen["shiping"]), (3, 3, 3))
		self.assertEqual(seen["lianluo"] + seen["hedong"] + seen["nanyuan"], 50)
		self.assertEqual(seen["zhuxituan"], seen["lianluo"])
		self.assertTrue(0 < seen["daibiao"] < seen["lianluo"])

	def test_every_role_has_an_account(self):
		roles = {role["name"] for role in frappe.get_all("Role", {"name": ("in", self.all_posts())})}
		self.assertEqual({account.post for account in ACCOUNTS}, roles)

	def test_accounts_hold_their_role_alone_and_keep_it_so(self):
		for account in ACCOUNTS:
			user = frappe.get_doc("User", account.user)
			user.save()
			self.assertEqual([row.role for row in user.roles], [account.post])

	@staticmethod
	def all_posts() -> list[str]:
		return frappe.get_meta("Staff Post").get_field("post").options.split("\n")

	def test_units_see_their_orders(self):
		for user_name in ("shuiwu", "jianshe", "yingji"):
			frappe.set_user(user_of(user_name))
			units = {order.responsible_unit for order in frappe.get_list(ORDER, fields=["responsible_unit"])}
			self.assertEqual(len(units), 1, user_name)

	def test_loading_again_changes_nothing(self):
		before = self.fingerprint()
		load()
		self.assertEqual(self.fingerprint(), before)

	@staticmethod
	def fingerprint() -> dict:
		return {
			doctype: (
				frappe.db.count(doctype),
				frappe.get_all(doctype, pluck="modified", order_by="modified desc", limit=1),
			)
			for doctype in LOADED
		}

	def test_accounts_are_listed_in_chinese(self):
		with redirect_stdout(StringIO()) as printed:
			accounts()
		text = printed.getvalue()
		self.assertIn("乡镇人大专干", text)
		self.assertIn("zhuangan", text)
		self.assertIn(PASSWORD, text)

	# the county's figures, as its people read them

	def report(self, user_name: str, of, **filters) -> list:
		"""A report as one of the demo's people, in Chinese as on the screen."""
		frappe.set_user(user_of(user_name))
		try:
			return of.execute(filters)
		finally:
			frappe.set_user("Administrator")

	def coverage(self, user_name: str = "xianganbu") -> dict[str, dict]:
		return {row["township_name"]: row for row in self.report(user_name, network_coverage)[1]}

	def cards(self, report: list) -> dict:
		return {card["label"]: card["value"] for card in report[4]}

	def test_fourteen_homes_165_stations_and_133_wechat_groups(self):
		rows = self.coverage().values()
		sums = {
			field: sum(row[field] for row in rows)
			for field in ("homes", "stations", "wechat_groups", "kiosks")
		}
		self.assertEqual(sums, {"homes": 14, "stations": 165, "wechat_groups": 133, "kiosks": 165})
		self.assertEqual({row["homes"] for row in rows}, {1})
		usual = [row["stations"] for name, row in self.coverage().items() if name not in (TOWN, HOMES_TOWN)]
		self.assertTrue(all(8 <= count <= 17 for count in usual), usual)
		self.assertGreater(len(set(usual)), 6)
		cards = self.cards(self.report("xianganbu", network_coverage))
		self.assertEqual(cards["阵地总数"], 179)
		self.assertEqual(cards["已建代表之家的乡镇"], "14 / 14")
		# ten villages use the station of a neighbour, as in the town of seed 001
		self.assertEqual(cards["已建站的村（社区）"], "153 / 163")
		self.assertEqual(cards["有代表的网格"], "461 / 465")
		rates = (cards["代表之家覆盖率"], cards["村（社区）覆盖率"], cards["进站率"])
		self.assertEqual(rates, ("100%", "93.87%", "100%"))

	def test_the_towns_clerk_reads_147_deputies_and_88_grid_cells(self):
		rows = self.coverage("zhuangan")
		self.assertEqual(list(rows), [TOWN])
		row = rows[TOWN]
		found = {
			field: row[field] for field in ("deputies", "mandates", "unplaced", "cells", "covered_cells")
		}
		self.assertEqual(
			found, {"deputies": 147, "mandates": 147, "unplaced": 0, "cells": 88, "covered_cells": 88}
		)
		self.assertEqual((row["homes"], row["stations"]), (1, 3))

	def test_no_deputy_of_the_county_is_unplaced(self):
		rows = self.coverage().values()
		self.assertEqual(sum(row["unplaced"] for row in rows), 0)
		self.assertEqual(sum(row["deputies"] for row in rows), 437)

	def test_26_homes_by_host(self):
		row = self.coverage()[HOMES_TOWN]
		hosts = [row[field] for field in ("stations", "in_villages", "in_communities", "in_enterprises")]
		self.assertEqual(hosts, [26, 12, 6, 8])
		homes = frappe.get_all(
			"Liaison Station",
			{"station_type": "Deputies Home", "station_level": ("!=", "Township Level")},
			["name", "is_pilot"],
		)
		self.assertEqual((len(homes), sum(home.is_pilot for home in homes)), (26, 1))

	def test_94_deputies_in_4_large_and_12_small_groups(self):
		town = frappe.db.get_value("Jurisdiction", {"jurisdiction_name": GROUPS_TOWN})
		groups = frappe.get_all("Deputy Group", {"jurisdiction": town}, pluck="name")
		frappe.set_user(user_of("xianganbu"))
		large = [node for node in nodes("Deputy Group", "") if node["value"] in groups]
		small = [node for above in large for node in nodes("Deputy Group", above["value"])]
		frappe.set_user("Administrator")
		self.assertEqual((len(large), len(small)), (4, 12))
		sizes = [int(re.search(r"（(\d+)人）", node["title"]).group(1)) for node in large]
		self.assertEqual(sum(sizes), 94)
		for node in small:
			levels = {
				frappe.db.get_value("Deputy", row.deputy, "levels")
				for row in frappe.get_doc("Deputy Group", node["value"]).members
			}
			self.assertEqual(levels, {"县", "镇"}, node["title"])
		kinds = frappe.get_all(
			"Liaison Station", {"jurisdiction": ("in", subtree(town))}, pluck="station_type"
		)
		self.assertEqual(
			(kinds.count("Deputy Reception Station"), kinds.count("Deputy Liaison Point")), (4, 12)
		)
		balances = frappe.get_all(
			"Opening Balance", {"jurisdiction": ("in", subtree(town))}, ["visitors", "opinions_solved"]
		)
		self.assertGreater(sum(row.visitors for row in balances), 6_000)
		self.assertGreater(sum(row.opinions_solved for row in balances), 560)

	def test_every_station_has_its_people_and_nothing_to_complain_of(self):
		names = frappe.get_all("Liaison Station", pluck="name")
		self.assertEqual(len(names), 179)
		without_location = 0
		for name in names:
			station = frappe.get_doc("Liaison Station", name)
			self.assertEqual(station.shortcomings(), [], station.station_name)
			head = next(row for row in station.officeholders if row.office == "Station Head")
			self.assertEqual(frappe.db.get_value("Deputy", head.deputy, "station"), name)
			guides = [row.deputy for row in station.officeholders if row.office == "Guiding Presidium Member"]
			self.assertEqual(len(guides), 1)
			without_location += not station.latitude
		self.assertEqual(without_location, 3)

	def test_the_countys_money_falls_short_in_one_year(self):
		for year in range(2017, getdate().year + 1):
			cards = self.cards(self.report("xianganbu", funding_by_station, funding_year=year))
			enough = cards["县级财政预算"] >= cards["全县每年最低经费（元）"]
			self.assertEqual(enough, year != short_year(), year)
		invested = sum(frappe.get_all("Liaison Station", pluck="public_investment"))
		self.assertGreater(invested, 2_000_000)
		of_groups_town = sum(
			frappe.db.get_value("Liaison Station", {"short_name": plan.short_name}, "public_investment")
			for town in TOWNSHIPS
			if town.name == GROUPS_TOWN
			for plan in town.stations[1:]
		)
		self.assertGreater(of_groups_town, 100_000)

	def test_a_round_of_23_criteria_is_published_with_every_grade(self):
		graded = self.report("zhuangan", assessment_grades)[1]
		self.assertEqual(len(graded), 179)
		self.assertEqual({row["grade"] for row in graded}, {"优秀", "良好", "合格", "不合格"})
		ranks = self.report("xianganbu", assessment_ranking, assessment_year=last_round())[1]
		self.assertEqual(len(ranks), 179)
		totals = [row["county_total"] for row in ranks]
		self.assertEqual(totals, sorted(totals, reverse=True))
		scheme = frappe.get_doc("Assessment Scheme", frappe.db.get_value("Station Assessment", {}, "scheme"))
		self.assertEqual((len(scheme.criteria), scheme.total_points), (23, 100))

	def test_what_was_written_in_bulk_is_what_the_controllers_would_have_written(self):
		docs = frappe.get_all("Station Assessment", {"assessment_year": last_round()}, ["*"])
		scores = scores_of([doc.name for doc in docs])
		for doc in docs:
			rows = scores[doc.name]
			self.assertEqual(len(rows), 23)
			for stage in (SELF, REVIEW, COUNTY):
				self.assertEqual(total(rows, stage), doc[stage.of("total")])
			self.assertEqual(grade_of(doc.scheme, doc.county_total), doc.grade)
			self.assertTrue(all(0 <= row.self_score <= 8 for row in rows.values()))
			# township and place are those that the base class would have set
			self.assertEqual(
				(doc.jurisdiction, doc.township),
				(
					frappe.db.get_value("Liaison Station", doc.station, "jurisdiction"),
					frappe.db.get_value("Jurisdiction", doc.jurisdiction, "township"),
				),
			)
		for doctype in ("Deputy", "Deputy Mandate", "Station Placement", "Grid Cell", "Standard Check"):
			for name in frappe.get_all(doctype, pluck="name")[::40]:
				# with every check of Frappe's and of the controller
				saved = frappe.get_doc(doctype, name).save()
				stored, before = (
					self.values_of(doc)
					for doc in (frappe.get_doc(doctype, name), saved.get_doc_before_save())
				)
				self.assertEqual(stored, before)

	@staticmethod
	def values_of(doc) -> list[dict]:
		"""Values of a record and its rows, without when and by whom they were changed."""
		return [
			{
				key: value
				for key, value in row.as_dict(convert_dates_to_str=True).items()
				if not key.startswith("modified") and not isinstance(value, list)
			}
			for row in (doc, *doc.get_all_children())
		]

	def test_the_round_under_way_has_work_for_the_stations_and_the_chair(self):
		year = last_round() + 1
		states = frappe.get_all("Station Assessment", {"assessment_year": year}, pluck="workflow_state")
		self.assertEqual(len(states), 179)
		self.assertEqual(set(states), {"Assessment Open", "Assessment Self-Scored"})
		for user_name, stage in (("lianluo", "self"), ("zhuxi", "review")):
			frappe.set_user(user_of(user_name))
			turns = {row["stage"] for row in sheet(year)["stations"]}
			self.assertIn(stage, turns, user_name)
		frappe.set_user("Administrator")

	def test_a_station_goes_on_where_the_demo_left_its_scores(self):
		station = frappe.db.get_value("Liaison Station", {"short_name": "北街"})
		name = frappe.db.get_value(
			"Station Assessment", {"station": station, "assessment_year": last_round() + 1}
		)
		scored = scores_of([name])[name]
		self.assertTrue(0 < len(scored) < 23)
		missing = [number for number in range(1, 24) if number not in scored]
		frappe.set_user(user_of("lianluo"))
		entries = [{"assessment": name, "criterion_no": number, "score": 2} for number in missing]
		self.assertEqual(enter(entries)["faults"], [])
		modified = str(frappe.db.get_value("Station Assessment", name, "modified"))
		done = act("Station Assessment", name, "Submit Self-Score", modified)
		frappe.set_user("Administrator")
		self.assertEqual(done["workflow_state"], "Assessment Self-Scored")
		self.assertEqual(done["self_total"], total(scored, SELF) + 2 * len(missing))
		# a row of the demo has the columns that the entry writes
		rows = frappe.get_all("Assessment Score", {"assessment": name}, ["*"], order_by="criterion_no")
		of_demo, entered = ([row for row in rows if (row.criterion_no in missing) == new] for new in (0, 1))
		for field in ("station", "jurisdiction", "township", "self_by"):
			self.assertEqual({row[field] for row in of_demo}, {row[field] for row in entered}, field)
		for field in ("review_by", "review_reason", "county_by", "county_reason"):
			self.assertFalse(any(row[field] for row in rows), field)

	def test_gaps_and_findings_are_there_to_be_seen(self):
		gaps = self.report("xianganbu", standard_gaps)[1]
		self.assertGreater(len(gaps), 30)
		overdue = self.report("xianganbu", overdue_findings)[1]
		self.assertEqual([row["station_name"] for row in overdue], ["河东社区人大代表联络站"])
		states = frappe.get_all("Inspection Finding", pluck="finding_status")
		self.assertEqual(states.count("Recheck Passed"), 1)

	def test_the_plan_of_three_years_and_the_campaign_with_its_acceptance(self):
		plan = frappe.get_doc("Station Campaign", {"campaign_kind": "Action Plan"})
		self.assertEqual({row.target_year for row in plan.targets}, {2017, 2018, 2019})
		for kind, planned in (("代表之家", 14), ("代表工作站", 165)):
			rows = [row for row in plan.targets if row.target.endswith(kind)]
			self.assertEqual(sum(row.planned for row in rows), planned)
		# what was reached is what the stations' histories say
		founded = frappe.get_all("Station Event", {"event_kind": "Station Founded"}, ["parent", "event_on"])
		homes = set(
			frappe.get_all(
				"Liaison Station",
				{"station_level": "Township Level", "station_type": "Deputies Home"},
				pluck="name",
			)
		)
		for row in plan.targets:
			if row.unit == "个":
				home = row.target.endswith("之家")
				count = sum(
					one.event_on.year == row.target_year and (one.parent in homes) == home for one in founded
				)
				self.assertEqual(row.reached, count, (row.target_year, row.target))
		campaign = frappe.get_doc("Station Campaign", {"campaign_kind": "Creation Campaign"})
		self.assertEqual([row.from_date.day for row in campaign.phases], [1, 11, 25])
		results = [row.acceptance_result for row in campaign.acceptances]
		self.assertEqual((len(results), results.count("To Be Put Right")), (26, 2))
		self.assertEqual(frappe.db.count("Policy Document", {"jurisdiction": plan.jurisdiction}), 4)

	def test_thirteen_presidiums_of_lawful_size(self):
		bodies = frappe.get_all("Presidium Membership", pluck="congress_body")
		sizes = {bodies.count(body) for body in set(bodies)}
		self.assertEqual((len(set(bodies)), sizes), (13, {7}))

	# coming and going

	def test_load_was_refused_on_a_site_with_records(self):
		self.assertIn("本站点已有业务数据，不能加载演示数据", self.refusal)
		self.assertIn("岗位", self.refusal)
		self.assertEqual(self.left, {})

	def test_the_question_before_the_removal_counts_what_goes(self):
		rows = dict(what_goes())
		self.assertEqual((rows["联络站"], rows["人大代表"], rows["用户账号"]), (179, 437, 18))

	def test_a_site_without_the_mark_keeps_its_records(self):
		frappe.db.delete("DefaultValue", {"defkey": mark.KEY})
		frappe.clear_cache()
		for way in (what_goes, remove):
			self.assertRefuses("本站点没有演示标记", way)
		self.assertEqual(frappe.db.count("Deputy"), 437)

	def test_the_rows_go_with_what_a_visitor_typed_and_the_catalogues_come_back(self):
		visitor = frappe.db.get_value("Deputy", {"deputy_name": "方庆田"})
		frappe.get_doc("Deputy", visitor).add_comment("Comment", "请核对")
		frappe.db.set_value("Opinion Category", {"category_name": "其他"}, "category_name", "其他事项")
		left = removal.delete_rows(mark.read())
		self.assertEqual(beyond_catalogues(), {})
		self.assertEqual(frappe.db.count("Opinion Category"), 20)
		self.assertTrue(frappe.db.exists("Opinion Category", {"category_name": "其他"}))
		limits = shipped("catalogue", "liaison_settings.json")["time_limits"]
		self.assertEqual(frappe.db.count("Time Limit", {"parent": "Liaison Settings"}), len(limits))
		self.assertEqual(frappe.db.count("User", {"name": ("like", "%@demo.invalid")}), 0)
		self.assertEqual(frappe.db.count("Comment", {"reference_name": visitor}), 0)
		for rows_of_users in ("Has Role", "DefaultValue", "Block Module"):
			left_over = frappe.db.count(rows_of_users, {"parent": ("like", "%@demo.invalid")})
			self.assertEqual(left_over, 0, rows_of_users)
		self.assertNotIn(PASSWORD, frappe.db.get_single_value("Website Settings", "banner_html") or "")
		self.assertRefuses("演示数据的移除曾被中断", load)
		self.assertTrue(left["files"])
		self.assertTrue(all("/private/files/" in path for path in left["files"]))

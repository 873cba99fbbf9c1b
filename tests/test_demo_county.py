"""The demo county has the figures of seed 001, real numbers and a plausible year, and loads once."""

import itertools
import re
from contextlib import redirect_stdout
from io import StringIO

import frappe
from frappe.utils import getdate
from frappe.utils.password import check_password

from deputy_liaison.demo import accounts, load
from deputy_liaison.demo.accounts import ACCOUNTS, PASSWORD, user_of
from deputy_liaison.demo.county import TOWN, TOWNSHIP
from deputy_liaison.opinions.doctype.opinion_ticket.opinion_ticket import stages
from deputy_liaison.scope import subtree
from tests.base import LiaisonTestCase

TICKET = "Opinion Ticket"
ORDER = "Dispatch Order"
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
		load()
		cls.town = frappe.db.get_value("Jurisdiction", {"jurisdiction_name": TOWN})
		cls.township = frappe.db.get_value("Jurisdiction", {"jurisdiction_name": TOWNSHIP})
		cls.places = subtree(cls.town)
		cls.here = {"jurisdiction": ("in", cls.places)}

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
		stations = frappe.get_all("Liaison Station", self.here, pluck="name")
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
		for station in frappe.get_all("Liaison Station", self.here, pluck="name"):
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

"""A small county that every test class starts from, and ways to act as its people."""

import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

import frappe
from frappe.utils import add_days, add_to_date, now_datetime, today
from frappe.www.printview import get_html_and_style

from deputy_liaison.opinions import suggestion_ratings
from deputy_liaison.scope import forget_posts
from deputy_liaison.state_machine import act, begin

try:
	from frappe.tests import IntegrationTestCase as FrappeBase
except ImportError:  # Frappe 15
	from frappe.tests.utils import FrappeTestCase as FrappeBase

PASSWORD = "test-Passw0rd-2026"
# how the app says no; whatever else fails is a fault
REFUSALS = (frappe.PermissionError, frappe.ValidationError, frappe.DuplicateEntryError)


def make(doctype: str, **values) -> str:
	"""Insert a record as the session's user, unless the same one was made before; its name."""
	keys = {key: value for key, value in values.items() if key not in ("from_date", "to_date")}
	return frappe.db.exists(doctype, keys) or frappe.get_doc({"doctype": doctype, **values}).insert().name


def full_reply(**changes) -> dict:
	"""What a unit's reply of class A asks for."""
	return {
		"result_class": frappe.db.get_value("Result Class", {"code": "A"}),
		"reply_form": "In Writing",
		"reply_date": today(),
		"replied_by": "水务站站长",
		"reply": "水渠已修复通水。",
		**changes,
	}


def attempts() -> list[dict]:
	"""What must be listed of a reporter who could not be reached: three on two days."""
	return [
		{"tried_on": add_days(today(), -days), "tried_by": "By Telephone", "outcome": "无人接听"}
		for days in (2, 1, 1)
	]


def night_of_ratings() -> None:
	"""What the nightly job does about the ratings of suggestions."""
	for hook in (suggestion_ratings.raters, suggestion_ratings.unrated):
		_doctype, names, work = hook()
		for name in names:
			work(name)


def caches_kept():
	"""Accounts are saved without the list of mailboxes that lack a password: stock drops all caches for it each time."""
	return patch("frappe.core.doctype.user.user.ask_pass_update")


def run_apart(script: str) -> int:
	"""Run Python in a process of its own on this site, which may be killed; how it ended."""
	done = subprocess.run(
		[sys.executable, "-c", script],
		check=False,
		cwd=Path(frappe.local.sites_path).resolve(),
		env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
		capture_output=True,
		timeout=300,
	)
	frappe.db.rollback()  # so that this connection sees what the other one wrote
	return done.returncode


def forget_tickets(tickets: list[str]) -> None:
	"""Delete tickets that a test had to commit, with all that hangs on them, and commit that."""
	visits = frappe.get_all("Opinion Ticket", {"name": ("in", tickets)}, pluck="visit")
	orders = frappe.get_all("Dispatch Order", {"opinion_ticket": ("in", tickets)}, pluck="name")
	_forget(
		[*orders, *tickets, *visits],
		("Constituent Identity", "source_name"),
		("Supervision Entry", "dispatch_order"),
		("Commitment", "dispatch_order"),
		("Dispatch Order", "name"),
		("Opinion Ticket", "name"),
		("Constituent Visit", "name"),
		("Visit Matter", "parent"),
		("Receiving Deputy", "parent"),
		("Supporting Unit", "parent"),
	)


def forget_suggestions(suggestions: list[str]) -> None:
	"""Delete suggestions that a test had to commit and that were not dispatched, and commit that."""
	tables = {table.options for table in frappe.get_meta("Deputy Suggestion").get_table_fields()}
	_forget(suggestions, ("Deputy Suggestion", "name"), *((table, "parent") for table in sorted(tables)))


def _forget(names: list[str], *places: tuple[str, str]) -> None:
	"""Delete what names one of these in such a place, a DocType's field, or tells of them."""
	for doctype, field in (
		("Notification Log", "document_name"),
		("Handling Log", "reference_name"),
		("Workflow Action", "reference_name"),
		*places,
	):
		frappe.db.delete(doctype, {field: ("in", names or [""])})
	frappe.db.commit()


class World:
	"""County 试验县: town 甲镇 (villages 东村, 西村; stations 东站, 西站) and town 乙镇 (南村; 南站).

	People by short key: officer, other_officer (西站), clerk, clerk2, chair, vice (second chair), water
	and works (unit officers), deputy, county_officer, county_approver, admin, auditor, presidium;
	clerk_b, chair_b, officer_b in 乙镇; nobody holds no post; manager is the site's System Manager. Made and committed once per test site;
	what tests do on top of it is rolled back.
	"""

	made: "World | None" = None

	@classmethod
	def get(cls) -> "World":
		"""The county of this test site, made on first use."""
		if cls.made is None:
			cls.made = cls()
			frappe.db.commit()
			frappe.clear_messages()
		return cls.made

	def __init__(self) -> None:
		frappe.set_user("Administrator")
		forget_posts()
		self.users: dict[str, str] = {}
		self._places()
		self._network()
		self._people()

	def _places(self) -> None:
		place = self._jurisdiction
		self.county = place("试验县", "County")
		self.town = place("甲镇", "Town", self.county)
		self.east = place("东村", "Village", self.town)
		self.west = place("西村", "Village", self.town)
		self.town_b = place("乙镇", "Town", self.county)
		self.south = place("南村", "Village", self.town_b)

	@staticmethod
	def _jurisdiction(name: str, level: str, parent: str | None = None) -> str:
		return make("Jurisdiction", jurisdiction_name=name, level=level, parent_jurisdiction=parent)

	def _network(self) -> None:
		body = make(
			"Congress Body",
			body_name="试验县人民代表大会常务委员会",
			kind="County Standing Committee",
			congress_level="County",
			jurisdiction=self.county,
			chair_title="主任",
			meeting_title="主任会议",
			fonds_number="0080",
		)
		make("Congress Term", congress_body=body, term_number=18, from_date=add_days(today(), -500))
		for town, name in ((self.town, "甲镇"), (self.town_b, "乙镇")):
			body = make(
				"Congress Body",
				body_name=f"试验县{name}人民代表大会主席团",
				kind="Township Presidium",
				congress_level="Township Level",
				jurisdiction=town,
				chair_title="主席",
				meeting_title="主席团会议",
				fonds_number="0086",
			)
			make("Congress Term", congress_body=body, term_number=18, from_date=add_days(today(), -500))
		self.station = self._station("东村代表联络站", "东", self.east)
		self.station_west = self._station("西村代表联络站", "西", self.west)
		self.station_b = self._station("南村代表联络站", "南", self.south)
		self.unit_water = self._unit("甲镇水务站", "Township Office", self.town)
		self.unit_works = self._unit("甲镇村镇建设办", "Township Office", self.town)
		self.unit_power = self._unit("甲镇供电所", "Public Enterprise", self.town)

	@staticmethod
	def _station(name: str, short_name: str, jurisdiction: str) -> str:
		return make(
			"Liaison Station",
			station_name=name,
			short_name=short_name,
			station_type="Deputy Liaison Station",
			station_level="Village Level",
			jurisdiction=jurisdiction,
		)

	@staticmethod
	def _unit(name: str, kind: str, jurisdiction: str) -> str:
		return make("Responsible Unit", unit_name=name, kind=kind, jurisdiction=jurisdiction)

	def _people(self) -> None:
		self.deputy = self.add_deputy("李春华", self.station, "Township Level")
		self.deputy_west = self.add_deputy("周文海", self.station_west, "County")
		self.deputy_b = self.add_deputy("吴南生", self.station_b, "Township Level")
		# without any System Manager, Frappe would make the first desk user one
		frappe.get_doc("User", self.add_user("manager", "系统管理员")).add_roles("System Manager")
		person = self.add_person
		person("officer", "王联络", "Station Liaison Officer", station=self.station)
		person("other_officer", "钱联络", "Station Liaison Officer", station=self.station_west)
		person("officer_b", "孙联络", "Station Liaison Officer", station=self.station_b)
		person("clerk", "张专干", "Township Clerk", jurisdiction=self.town)
		person("clerk2", "田专干", "Township Clerk", jurisdiction=self.town)
		person("clerk_b", "郑专干", "Township Clerk", jurisdiction=self.town_b)
		person("chair", "赵主席", "Township Chair", jurisdiction=self.town)
		person("vice", "冯副主席", "Township Chair", jurisdiction=self.town)
		person("chair_b", "陈主席", "Township Chair", jurisdiction=self.town_b)
		person("water", "水经办", "Responsible Unit Officer", unit=self.unit_water)
		person("works", "建经办", "Responsible Unit Officer", unit=self.unit_works)
		person("deputy", "李春华", "Deputy", deputy=self.deputy)
		person("presidium", "主席团员", "Presidium Member", station=self.station)
		person("county_officer", "县干部", "County Deputy Affairs Officer", jurisdiction=self.county)
		person("county_approver", "县主任", "County Approver", jurisdiction=self.county)
		person("admin", "管理员", "Liaison Administrator", jurisdiction=self.county)
		person("auditor", "审计员", "Oversight Auditor", jurisdiction=self.county)
		self.add_user("nobody", "无岗位")

	def add_deputy(self, name: str, station: str, level: str) -> str:
		"""A deputy with one confirmed mandate, placed in `station`."""
		place = frappe.db.get_value("Liaison Station", station, "jurisdiction")
		town = frappe.db.get_value("Jurisdiction", place, "township")
		deputy = make("Deputy", deputy_name=name, gender="Woman", jurisdiction=town)
		mandate = {"doctype": "Deputy Mandate", "deputy": deputy, "congress_level": level}
		if not frappe.db.exists(mandate):
			begins = {"from_date": add_days(today(), -400), "confirmed_on": add_days(today(), -410)}
			begin(frappe.get_doc({**mandate, **begins}), "Confirm Mandate", "Mandate Active")
		make("Station Placement", deputy=deputy, station=station, from_date=add_days(today(), -300))
		return deputy

	def add_user(self, key: str, full_name: str) -> str:
		"""A user without any post."""
		email = f"{key}@test-liaison.invalid"
		self.users[key] = email
		if frappe.db.exists("User", email):
			return email
		user = frappe.get_doc(
			{
				"doctype": "User",
				"email": email,
				"username": f"test_{key}",
				"first_name": full_name,
				"language": "zh",
				"time_zone": "Asia/Shanghai",
				"send_welcome_email": 0,
				"new_password": PASSWORD,
			}
		)
		user.flags.ignore_password_policy = True
		with caches_kept():
			user.insert()
		return email

	def add_person(self, key: str, full_name: str, post: str, **place: str) -> str:
		"""A user with one Staff Post that began a month ago."""
		user = self.add_user(key, full_name)
		with caches_kept():
			make("Staff Post", user=user, post=post, from_date=add_days(today(), -30), **place)
		return user


class LiaisonTestCase(FrappeBase):
	"""Starts each class from the small county, each test from a savepoint."""

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		frappe.local.lang = "zh"
		cls.world = World.get()

	@classmethod
	def tearDownClass(cls) -> None:
		frappe.set_user("Administrator")
		super().tearDownClass()

	def setUp(self) -> None:
		super().setUp()
		frappe.set_user("Administrator")
		frappe.local.lang = "zh"
		forget_posts()
		frappe.db.savepoint("before_test")

	def tearDown(self) -> None:
		if hasattr(frappe.local, "request"):
			# Frappe asks whether there is one, not what it is
			del frappe.local.request
		frappe.set_user("Administrator")
		frappe.db.rollback(save_point="before_test")
		frappe.clear_messages()
		forget_posts()
		super().tearDown()

	@contextmanager
	def as_user(self, key: str):
		"""Act as one of the world's people, in Chinese as on their screens."""
		before = frappe.session.user
		frappe.set_user(self.world.users[key])
		frappe.local.lang = "zh"
		try:
			yield
		finally:
			frappe.set_user(before)

	def give_post(self, key: str, post: str, by: str = "admin", **values) -> str:
		"""One more Staff Post for one of the people, given by the administrator; its name."""
		user = self.world.users[key]
		# Frappe caches roles outside the database: what the rollback undoes must be forgotten there
		self.addCleanup(frappe.clear_cache, user=user)
		with self.as_user(by):
			return (
				frappe.get_doc(
					{"doctype": "Staff Post", "user": user, "post": post, "from_date": today(), **values}
				)
				.insert()
				.name
			)

	def sub_district_body(self) -> str:
		"""The working committee of 城北街道: a body without a congress of its own."""
		street = make(
			"Jurisdiction",
			jurisdiction_name="城北街道",
			level="Sub-district",
			parent_jurisdiction=self.world.county,
		)
		return make(
			"Congress Body",
			body_name="试验县人大常委会城北街道工委",
			kind="Sub-district Working Committee",
			congress_level="County",
			jurisdiction=street,
		)

	def new_group(self, deputies: list[str], convener: str) -> str:
		"""东村代表小组 of 甲镇, made by its clerk, of these members since two hundred days."""
		begins = add_days(today(), -200)
		group = {
			"doctype": "Deputy Group",
			"group_name": "东村代表小组",
			"tier": "Small Deputy Group",
			"jurisdiction": self.world.town,
			"convener": convener,
			"from_date": begins,
			"members": [{"deputy": one, "from_date": begins} for one in deputies],
		}
		with self.as_user("clerk"):
			return frappe.get_doc(group).insert().name

	def new_visit(self, station: str | None = None, **values) -> "frappe.model.document.Document":
		"""An unsaved visit with one matter that needs handling."""
		world = self.world
		return frappe.get_doc(
			{
				"doctype": "Constituent Visit",
				"station": station or world.station,
				"visit_time": add_to_date(now_datetime(), minutes=-10),
				"channel": "Walk-in Visit",
				"receiving_deputies": [{"deputy": world.deputy}],
				"reporter_name": "刘大爷",
				"reporter_gender": "Man",
				"reporter_age": 67,
				"reporter_phone": "13812345678",
				"reporter_address": "东村三组12号",
				"village": world.east,
				"matters": [{"content": "三组水渠垮了一段,请修一修。", "outcome": "To Be Handled"}],
				**values,
			}
		)

	def registered_ticket(self, **values) -> str:
		"""A ticket just registered by the station's officer."""
		with self.as_user("officer"):
			return self.new_visit(**values).insert().matters[0].ticket

	def act(self, key: str, doctype: str, name: str, action: str, note: str | None = None, **values) -> dict:
		"""Take an action as one of the people, with the page as it stands."""
		modified = str(frappe.db.get_value(doctype, name, "modified"))
		with self.as_user(key):
			return act(doctype, name, action, modified, values, note)

	def propose(self, ticket: str, key: str = "clerk", **values) -> dict:
		"""The clerk's proposal with the water station as lead unit."""
		category = frappe.db.get_value("Opinion Category", {"category_name": "饮水水利"})
		return self.act(
			key,
			"Opinion Ticket",
			ticket,
			"Propose Ticket",
			**{
				"category": category,
				"authority_level": "Township Level",
				"proposed_route": "Dispatch to Unit",
				"lead_unit": self.world.unit_water,
				"supporting_units": [{"unit": self.world.unit_works}],
				"due_date": add_days(today(), 30),
				"responsible_person": "水务站站长",
				"proposal": "请水务站现场查看后修复。",
				**values,
			},
		)

	def dispatch(self, ticket: str, key: str = "chair") -> dict:
		"""The chair's approval."""
		return self.act(key, "Opinion Ticket", ticket, "Dispatch Ticket", approval="同意,请抓紧办理。")

	def dispatched_ticket(self) -> str:
		"""A ticket in handling with a lead and a supporting order."""
		ticket = self.registered_ticket()
		self.propose(ticket)
		self.dispatch(ticket)
		return ticket

	def order_of(self, ticket: str, role: str = "Lead") -> str:
		"""The ticket's order of that role in its current round."""
		handling_round = frappe.db.get_value("Opinion Ticket", ticket, "round")
		return frappe.db.get_value(
			"Dispatch Order", {"opinion_ticket": ticket, "unit_role": role, "round": handling_round}
		)

	def reply(self, ticket: str, key: str = "water", **values) -> dict:
		"""The unit acknowledges and replies with class A."""
		order = self.order_of(ticket)
		self.act(
			key, "Dispatch Order", order, "Acknowledge Order", acknowledged_by="水经办", handler="水经办"
		)
		return self.act(
			key,
			"Dispatch Order",
			order,
			"Reply to Order",
			**full_reply(**values),
		)

	def fed_back_ticket(self) -> str:
		"""A ticket that was answered and fed back, awaiting its rating."""
		ticket = self.dispatched_ticket()
		self.reply(ticket)
		self.act(
			"officer",
			"Opinion Ticket",
			ticket,
			"Feed Back Ticket",
			feedback_mode="By Telephone",
			feedback_on=today(),
			feedback_note="已电话告知。",
		)
		return ticket

	def assertInOrder(self, text: str, *words: str) -> None:
		"""Each of the words stands behind the one before."""
		at = 0
		for word in words:
			found = text.find(word, at)
			self.assertGreaterEqual(found, 0, f"{word} does not stand behind what comes before it in: {text}")
			at = found + len(word)

	def assertForbidden(self, call, *args, **kwargs) -> None:
		"""`call` is not permitted to this user, whatever is said of it."""
		with self.assertRaises(frappe.PermissionError):
			call(*args, **kwargs)
		frappe.clear_messages()

	def assertPrintRefused(self, key: str, doctype: str, name: str, paper: str) -> None:
		"""The desk gets no print for one of the people; `frappe.get_print` wants a request to say so."""
		with self.as_user(key):
			self.assertForbidden(get_html_and_style, doctype, name, paper)

	def assertRefuses(self, text: str, call, *args, **kwargs) -> None:
		"""`call` is refused with a message that contains `text`; what fails otherwise is no refusal."""
		self.assertTrue(text, "any message would do: use assertForbidden")
		with self.assertRaises(REFUSALS) as caught:
			call(*args, **kwargs)
		said = f"{caught.exception} {frappe.message_log}"
		self.assertIn(text, said)
		frappe.clear_messages()

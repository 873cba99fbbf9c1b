"""A town that belongs to the browser's tests: what they commit stays out of the small county's books."""

import secrets

import frappe
from frappe.utils import add_days, add_to_date, now_datetime, today
from playwright.sync_api import Page

from deputy_liaison.scope import forget_posts
from deputy_liaison.state_machine import act
from tests.base import World, make
from tests.browser import desk
from tests.browser.base import BrowserTestCase

TICKET = "Opinion Ticket"
ORDER = "Dispatch Order"
VISIT = "Constituent Visit"


class Town:
	"""丙镇 with village 东川村 and its station 东川村代表联络站, people of its own and three units.

	Adds to the world's people: town_officer (王联络), town_clerk (张专干), town_chair (赵主席), town_vice
	(冯副主席), town_both (周兼任, clerk and chair at once), town_water and town_works (unit officers),
	town_deputy. The electricity office has no account.
	"""

	made: "Town | None" = None

	@classmethod
	def of(cls, world: World) -> "Town":
		"""The town of this test site, made and committed on first use."""
		if cls.made is None:
			frappe.set_user("Administrator")
			cls.made = cls(world)
			frappe.db.commit()
			forget_posts()
		return cls.made

	def __init__(self, world: World) -> None:
		self.users = world.users
		self.name = make(
			"Jurisdiction", jurisdiction_name="丙镇", level="Town", parent_jurisdiction=world.county
		)
		self.village = make(
			"Jurisdiction", jurisdiction_name="东川村", level="Village", parent_jurisdiction=self.name
		)
		body = make(
			"Congress Body",
			body_name="试验县丙镇人民代表大会主席团",
			kind="Township Presidium",
			congress_level="Township Level",
			jurisdiction=self.name,
			chair_title="主席",
			meeting_title="主席团会议",
			fonds_number="0087",
		)
		make("Congress Term", congress_body=body, term_number=18, from_date=add_days(today(), -500))
		self.station = make(
			"Liaison Station",
			station_name="东川村代表联络站",
			short_name="川",
			station_type="Deputy Liaison Station",
			station_level="Village Level",
			jurisdiction=self.village,
		)
		self.water = self._unit("丙镇水务站", "Township Office")
		self.works = self._unit("丙镇村镇建设办", "Township Office")
		self.power = self._unit("丙镇供电所", "Public Enterprise")
		self.deputy = world.add_deputy("李春华", self.station, "Township Level")
		person = world.add_person
		person("town_officer", "王联络", "Station Liaison Officer", station=self.station)
		person("town_clerk", "张专干", "Township Clerk", jurisdiction=self.name)
		person("town_chair", "赵主席", "Township Chair", jurisdiction=self.name)
		person("town_vice", "冯副主席", "Township Chair", jurisdiction=self.name)
		both = person("town_both", "周兼任", "Township Clerk", jurisdiction=self.name)
		make(
			"Staff Post",
			user=both,
			post="Township Chair",
			jurisdiction=self.name,
			from_date=add_days(today(), -30),
		)
		person("town_water", "水经办", "Responsible Unit Officer", unit=self.water)
		person("town_works", "建经办", "Responsible Unit Officer", unit=self.works)
		person("town_deputy", "李春华", "Deputy", deputy=self.deputy)

	def _unit(self, name: str, kind: str) -> str:
		return make("Responsible Unit", unit_name=name, kind=kind, jurisdiction=self.name)

	def act(self, key: str, doctype: str, name: str, action: str, note: str = "", **values) -> None:
		"""Take an action as one of the people, and commit it."""
		frappe.db.rollback()
		frappe.set_user(self.users[key])
		forget_posts()
		try:
			modified = str(frappe.db.get_value(doctype, name, "modified"))
			act(doctype, name, action, modified, values, note)
			frappe.db.commit()
		finally:
			frappe.set_user("Administrator")

	def registered(self, content: str, **values) -> str:
		"""A ticket of a visit that the officer recorded."""
		frappe.db.rollback()
		frappe.set_user(self.users["town_officer"])
		forget_posts()
		try:
			visit = frappe.get_doc(
				{
					"doctype": VISIT,
					"station": self.station,
					"visit_time": add_to_date(now_datetime(), minutes=-10),
					"channel": "Walk-in Visit",
					"receiving_deputies": [{"deputy": self.deputy}],
					"reporter_name": "刘大爷",
					"reporter_gender": "Man",
					"reporter_age": 67,
					"reporter_phone": "13812345678",
					"reporter_address": "东川村三组12号",
					"village": self.village,
					"matters": [{"content": content, "outcome": "To Be Handled"}],
					**values,
				}
			).insert()
			frappe.db.commit()
		finally:
			frappe.set_user("Administrator")
		return visit.matters[0].ticket

	def proposed(
		self, content: str, lead_unit: str, *supporting: str, by: str = "town_clerk", days: int = 30
	) -> str:
		"""A ticket that waits for the chair, with a limit of so many days."""
		ticket = self.registered(content)
		self.act(
			by,
			TICKET,
			ticket,
			"Propose Ticket",
			category=frappe.db.get_value("Opinion Category", {"category_name": "饮水水利"}),
			authority_level="Township Level",
			proposed_route="Dispatch to Unit",
			lead_unit=lead_unit,
			supporting_units=[{"unit": unit} for unit in supporting],
			due_date=add_days(today(), days),
			responsible_person="站长",
			proposal="请现场查看后修复。",
		)
		return ticket

	def dispatched(self, content: str, lead_unit: str, *supporting: str, days: int = 30) -> str:
		"""A ticket in handling."""
		ticket = self.proposed(content, lead_unit, *supporting, days=days)
		self.act("town_chair", TICKET, ticket, "Dispatch Ticket", approval="同意。")
		return ticket


def marker() -> str:
	"""What tells this run's matters from those of earlier runs."""
	return "".join(secrets.choice("bcdefghkmn") for _ in range(6))


class TownTestCase(BrowserTestCase):
	"""Acts in 丙镇; prepares through the app's own functions what a test doesn't look at."""

	def setUp(self) -> None:
		super().setUp()
		self.town = Town.of(self.world)
		self.mark = marker()
		self.matter = f"三组水渠垮了一段{self.mark},请修一修。"

	def ticket_list(self) -> str:
		"""The route of the station's tickets; a list without a filter of its own keeps its last visit's."""
		return f"opinion-ticket?station={self.town.station}"

	def ticket(self, name: str) -> frappe._dict:
		"""The ticket as stored."""
		return self.stored(TICKET, name, "*")

	def orders(self, ticket: str) -> list[frappe._dict]:
		"""The ticket's orders as stored, in the order of their numbers."""
		frappe.db.rollback()
		return frappe.get_all(ORDER, {"opinion_ticket": ticket}, ["*"], order_by="number")

	def refusal(self, page: Page) -> str:
		"""What the message box says after the server refused; that much the console may tell too."""
		text = desk.message(page)
		self.complaints = [
			complaint
			for complaint in self.complaints
			if not complaint.startswith(("Traceback", "Failed to load resource"))
		]
		return text

	def assertFits(self, page: Page) -> None:
		"""The page doesn't scroll sideways."""
		page.wait_for_function(
			"document.documentElement.scrollWidth <= document.documentElement.clientWidth", timeout=5000
		)

	def prepare(self, key: str, doctype: str, name: str, action: str, note: str = "", **values) -> None:
		"""Take an action without the browser, as a step before what the test is about."""
		self.town.act(key, doctype, name, action, note, **values)

	def registered(self, **values) -> str:
		"""A ticket of a visit that was recorded without the browser."""
		return self.town.registered(self.matter, **values)

	def proposed(self, lead_unit: str, *supporting: str, by: str = "town_clerk") -> str:
		"""A ticket that waits for the chair."""
		return self.town.proposed(self.matter, lead_unit, *supporting, by=by)

	def dispatched(self, lead_unit: str, *supporting: str) -> str:
		"""A ticket in handling."""
		return self.town.dispatched(self.matter, lead_unit, *supporting)

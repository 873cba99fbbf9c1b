"""A town that belongs to the browser's tests: what they commit stays out of the small county's books."""

import secrets

import frappe

from deputy_liaison.scope import forget_posts
from tests.base import World, make


class Town:
	"""丙镇 with village 东川村 and its station 东川村代表联络站, people of its own and three units.

	Adds to the world's people: town_officer (王联络), town_clerk (张专干), town_chair (赵主席), town_vice
	(冯副主席), town_water and town_works (unit officers), town_deputy. The electricity office has no account.
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
		self.name = make(
			"Jurisdiction", jurisdiction_name="丙镇", level="Town", parent_jurisdiction=world.county
		)
		self.village = make(
			"Jurisdiction", jurisdiction_name="东川村", level="Village", parent_jurisdiction=self.name
		)
		make(
			"Congress Body",
			body_name="试验县丙镇人民代表大会主席团",
			kind="Township Presidium",
			congress_level="Township Level",
			jurisdiction=self.name,
			chair_title="主席",
			meeting_title="主席团会议",
			fonds_number="0087",
		)
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
		person("town_water", "水经办", "Responsible Unit Officer", unit=self.water)
		person("town_works", "建经办", "Responsible Unit Officer", unit=self.works)
		person("town_deputy", "李春华", "Deputy", deputy=self.deputy)

	def _unit(self, name: str, kind: str) -> str:
		return make("Responsible Unit", unit_name=name, kind=kind, jurisdiction=self.name)


def marker() -> str:
	"""What tells this run's matters from those of earlier runs."""
	return "".join(secrets.choice("bcdefghkmn") for _ in range(6))

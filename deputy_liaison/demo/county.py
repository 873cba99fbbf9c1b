"""Places, bodies, units, deputies, offices and posts of the demo county, as `plan.py` has them."""

import datetime
import itertools
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import frappe
from frappe.utils import add_days, getdate
from frappe.utils.password import update_password

from deputy_liaison.demo.accounts import ACCOUNTS, PASSWORD, Account
from deputy_liaison.demo.people import Names, phone
from deputy_liaison.demo.plan import (
	COUNTY,
	MAIN_STATION,
	PREFECTURE_BODY,
	TERM_NUMBER,
	TOWN,
	TOWNSHIP,
	TOWNSHIPS,
	Place,
	StationPlan,
	Township,
)
from deputy_liaison.demo.premises import furnish
from deputy_liaison.demo.together import insert_together
from deputy_liaison.deputies import standing
from deputy_liaison.deputies.doctype.congress_term.congress_term import chinese_ordinal
from deputy_liaison.deputies.standing import ACTIVE
from deputy_liaison.persons import display_name
from deputy_liaison.state_machine import Move

UNITS = {
	COUNTY: (
		("县人民政府办公室", "县政府办", "Government Office"),
		("县水利局", "", "Bureau"),
		("县交通运输局", "县交通局", "Bureau"),
		("县住房和城乡建设局", "县住建局", "Bureau"),
		("县民政局", "", "Bureau"),
		("县医疗保障局", "县医保局", "Bureau"),
		("县教育体育局", "县教体局", "Bureau"),
	),
	TOWN: (
		("青川镇人民政府", "镇政府", "Government Office"),
		("镇水务站", "", "Township Office"),
		("镇村镇建设办", "镇建设办", "Township Office"),
		("镇应急管理站", "镇应急站", "Township Office"),
		("镇民政办", "", "Township Office"),
		("镇综合行政执法队", "镇执法队", "Township Office"),
		("镇农业综合服务中心", "镇农服中心", "Township Office"),
		("镇文化站", "", "Township Office"),
		("青川派出所", "派出所", "Bureau"),
		("青川供电所", "供电所", "Public Enterprise"),
	),
	TOWNSHIP: (
		("石坪乡人民政府", "乡政府", "Government Office"),
		("乡水务站", "", "Township Office"),
		("石坪供电所", "", "Public Enterprise"),
	),
}

# grid cells that no deputy looks after yet: the last one of each of these villages
BARE = frozenset({"黄泥村", "甘井村", "响水村", "炭山村"})
CHAIR = "人大主席"
PRESIDIUM = ("Chair of the Presidium", "Vice-chair of the Presidium", *["Member of the Presidium"] * 5)

OCCUPATIONS = (
	("Farmer", "务农", 0),
	("Village Cadre", "村（社区）干部", 0),
	("Front-line Worker", "企业职工", 1),
	("Farmer", "种养大户", 0),
	("Professional", "教师", 1),
	("Farmer", "合作社社员", 0),
	("Enterprise Manager", "企业负责人", 1),
	("Professional", "乡村医生", 0),
	("Village Cadre", "网格长", 0),
	("Party or Government Cadre", "镇干部", 1),
)
EDUCATION = (
	"Junior High School",
	"Senior High School",
	"Junior College",
	"Undergraduate Studies",
	"Senior High School",
	"Junior College",
)
PARTIES = (
	"Communist Party Member",
	"Communist Party Member",
	"No Party Affiliation",
	"Communist Party Member",
)


@dataclass
class County:
	"""Record names by the Chinese names that the demo's plans use; stations by township and short name too."""

	places: dict[str, str] = field(default_factory=dict)
	bodies: dict[str, str] = field(default_factory=dict)
	terms: dict[str, str] = field(default_factory=dict)
	stations: dict[str, str] = field(default_factory=dict)
	units: dict[str, str] = field(default_factory=dict)
	grid_cells: dict[str, list[str]] = field(default_factory=dict)
	deputies: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
	deputy_named: dict[str, str] = field(default_factory=dict)
	chairs: dict[str, str] = field(default_factory=dict)
	term_start: datetime.date | None = None


@dataclass
class _Seated:
	"""A deputy to be: where elected, and where he or she works."""

	level: str
	place: Place
	district: str | None
	station: str
	full_name: str = ""
	name: str = ""
	cells: list[str] = field(default_factory=list)


def build_county() -> County:
	"""Insert everything that exists before the first voter comes."""
	county = County()
	builder = _Builder(county)
	builder.places()
	builder.bodies()
	builder.units()
	builder.stations()
	builder.deputies()
	builder.presidiums()
	builder.officeholders()
	builder.groups()
	builder.accounts()
	return county


def _insert(doctype: str, **values) -> str:
	return frappe.get_doc({"doctype": doctype, **values}).insert().name


class _Builder:
	def __init__(self, county: County) -> None:
		self.county = county
		self.term_start = county.term_start = datetime.date(getdate().year - 3, 9, 18)
		officers = {name for township in TOWNSHIPS for plan in township.stations for name in plan.officers}
		self.names = Names(1818, {one.full_name for one in ACCOUNTS} | officers)
		self.phones = itertools.count(10_001)
		self.certificates: dict[str, itertools.count] = {}
		self.at_home: dict[str, list[str]] = defaultdict(list)
		self.delegations: dict[str, str] = {}
		self.known: set[str] = set()
		self.count = 0
		# township → members of its presidium, or deputies of a sub-district
		self.guiding: dict[str, list[str]] = {}

	# places

	def places(self) -> None:
		self._place(COUNTY, "County", None)
		for number, township in enumerate(TOWNSHIPS, 1):
			self._place(township.name, township.level, COUNTY)
			for place_number, place in enumerate(township.places, 1):
				self._place(place.name, place.level, township.name)
				self._grid_cells(place, f"{number}-{place_number:02d}")

	def _place(self, name: str, level: str, parent: str | None) -> None:
		self.county.places[name] = _insert(
			"Jurisdiction",
			jurisdiction_name=name,
			short_name=name[:-2] if level in ("Community", "Sub-district") else name[:-1],
			level=level,
			parent_jurisdiction=self.county.places.get(parent),
		)

	def _grid_cells(self, place: Place, code: str) -> None:
		self.county.grid_cells[place.name] = insert_together(
			[
				frappe.new_doc(
					"Grid Cell",
					grid_name=f"{place.name}第{chinese_ordinal(number)}网格",
					code=f"{code}-{number:02d}",
					jurisdiction=self.county.places[place.name],
					grid_worker=self.names.next("Woman" if number % 2 else "Man"),
				)
				for number in range(1, place.grid_cells + 1)
			]
		)

	# bodies

	def bodies(self) -> None:
		standing = f"{COUNTY}人民代表大会常务委员会"
		director = {"chair_title": "主任", "meeting_title": "主任会议"}
		self._body(COUNTY, "County Standing Committee", standing, "县人大常委会", "云人", "0301", **director)
		for town in TOWNSHIPS:
			if town.level == "Sub-district":
				kind, name = "Sub-district Working Committee", f"{standing}{town.name}工作委员会"
				words = ("人大工委", {"chair_title": "主任", "meeting_title": "工委会议"})
			else:
				kind, name = "Township Presidium", f"{COUNTY}{town.name}人民代表大会主席团"
				words = ("人大主席团", {"chair_title": "主席", "meeting_title": "主席团会议"})
			self._body(town.name, kind, name, f"{town.name}{words[0]}", town.code, town.fonds, **words[1])
		for town in TOWNSHIPS:
			# the county's deputies of a township come to the session as one delegation (代表法 §14)
			self.delegations[town.name] = _insert(
				"Delegation",
				delegation_name=f"{town.name}代表团",
				congress_body=self.county.bodies[COUNTY],
				term=self.county.terms[COUNTY],
			)

	def _body(
		self, place: str, kind: str, name: str, short_name: str, code: str, fonds: str, **titles: str
	) -> None:
		self.county.bodies[place] = body = _insert(
			"Congress Body",
			body_name=name,
			short_name=short_name,
			kind=kind,
			jurisdiction=self.county.places[place],
			congress_level="Township Level" if kind == "Township Presidium" else "County",
			office_code=code,
			fonds_number=fonds,
			**titles,
		)
		if kind != "Sub-district Working Committee":
			self.county.terms[place] = _insert(
				"Congress Term", congress_body=body, term_number=TERM_NUMBER, from_date=self.term_start
			)

	def units(self) -> None:
		for place, units in UNITS.items():
			for name, short_name, kind in units:
				self._unit(place, name, short_name, kind)
		for town in TOWNSHIPS:
			if town.name in UNITS:
				for place in town.places:
					ending = "居民委员会" if place.level == "Community" else "村民委员会"
					self._unit(place.name, f"{place.name}{ending}", place.name, "Village Committee")
			else:
				office = "办事处" if town.level == "Sub-district" else "人民政府"
				self._unit(town.name, f"{town.name}{office}", "", "Government Office")

	def _unit(self, place: str, name: str, short_name: str, kind: str) -> None:
		self.county.units[name] = _insert(
			"Responsible Unit",
			unit_name=name,
			short_name=short_name or name,
			kind=kind,
			jurisdiction=self.county.places[place],
			leader=self.names.next("Man"),
			contact_person=self.names.next("Woman"),
			phone=phone(next(self.phones)),
			may_be_intermediary=int(kind == "Government Office"),
		)

	def stations(self) -> None:
		for town in TOWNSHIPS:
			home = None
			for plan in town.stations:
				name = self._station(plan, home)
				home = home or name
				self.county.stations[plan.short_name] = name

	def _station(self, plan: StationPlan, home: str | None) -> str:
		return _insert(
			"Liaison Station",
			station_name=plan.name,
			short_name=plan.short_name,
			station_type=plan.station_type,
			station_level=plan.station_level,
			host_type=plan.host_type,
			is_pilot=int(plan.is_pilot),
			jurisdiction=self.county.places[plan.home],
			parent_station=home,
			phone=phone(next(self.phones)),
			address=plan.address,
		)

	# deputies

	def deputies(self) -> None:
		for town in TOWNSHIPS:
			seats = self._all_seats(town)
			living = Counter(place.name for _level, place, _district in seats)
			on_top = iter(town.on_top)
			turns = {place.name: itertools.cycle(place.stations) for place in town.places}
			seated = [
				_Seated(level, place, district, next(on_top, None) or next(turns[place.name]))
				for level, place, district in seats
			]
			names = insert_together([self._deputy(town, one) for one in seated])
			for one, name in zip(seated, names, strict=True):
				one.name = name
				one.cells = self._cells_of(
					one.place, len(self.at_home[one.place.name]), living[one.place.name]
				)
				self.county.deputy_named[one.full_name] = name
				self.county.deputies[one.station].append(name)
				self.at_home[one.place.name].append(name)
			self._mandates(town, seated)
			insert_together([self._placement(one) for one in seated])
		standing.refresh()

	def _all_seats(self, town: Township) -> list[tuple[str, Place, str | None]]:
		"""Level, place and district of each deputy who lives in the township."""
		owners = {
			"Township Level": [place for place in town.places for _ in range(place.districts)],
			"County": town.places[: town.county_places],
		}
		seats = []
		for level, total in town.seats.items():
			if level in owners:
				seats += [(level, *seat) for seat in self._seats(town.name, level, owners[level], total)]
			else:
				# no county's own district elects deputies of the prefecture
				seats += [(level, town.places[n % len(town.places)], None) for n in range(total)]
		return seats

	def _seats(self, town: str, level: str, owners: list[Place], total: int) -> list[tuple[Place, str]]:
		"""Electoral districts with 1 to 3 seats each (选举法 §25), together `total` seats."""
		seats = []
		for number, place in enumerate(owners):
			count = total // len(owners) + (number < total % len(owners))
			district = _insert(
				"Electoral District",
				district_name=f"{town if level == 'Township Level' else COUNTY + town}第{number + 1}选区",
				jurisdiction=self.county.places[place.name],
				congress_level=level,
				seats=count,
			)
			seats += [(place, district)] * count
		return seats

	def _cells_of(self, place: Place, rank: int, living: int) -> list[str]:
		"""The cells of the deputy number `rank` of those who live in a place: each has one, or its share."""
		cells = self.county.grid_cells[place.name]
		if place.name in BARE:
			cells = cells[:-1]
		return cells[rank::living] if living < len(cells) else [cells[rank % len(cells)]]

	def _deputy(self, town: Township, one: "_Seated"):
		number = self.count
		self.count += 1
		gender = "Woman" if number % 3 == 1 else "Man"
		occupation, post, salaried = OCCUPATIONS[number % len(OCCUPATIONS)]
		known = self._known_person(town, one)
		is_chair = one.station == town.home and town.name not in self.county.chairs
		if is_chair:
			occupation, post, salaried = "Party or Government Cadre", CHAIR, 1
		if known or is_chair:
			gender = "Man"
		one.full_name = known or self.names.next(gender)
		if known:
			self.known.add(known)
		if is_chair:
			self.county.chairs[town.name] = one.full_name
		return frappe.new_doc(
			"Deputy",
			deputy_name=one.full_name,
			gender=gender,
			ethnic_group="土家族" if number % 12 == 5 else "汉族",
			birth_month=datetime.date(1962 + number * 7 % 33, 1 + number * 5 % 12, 1),
			native_place=COUNTY,
			political_affiliation=PARTIES[0] if is_chair else PARTIES[number % len(PARTIES)],
			jurisdiction=self.county.places[one.place.name],
			mobile=phone(next(self.phones)),
			education=EDUCATION[number % len(EDUCATION)],
			occupation_category=occupation,
			employer_and_post=f"{town.name if is_chair else one.place.name} {post}",
			has_fixed_salary=salaried,
		)

	def _known_person(self, town: Township, one: "_Seated") -> str | None:
		"""Deputies with an account: the chairs and the member of the presidium, and one voters' deputy."""
		if one.level != "Township Level":
			return None
		for account in ACCOUNTS:
			if account.full_name in self.known:
				continue
			at_home = one.station == town.home
			chair = at_home and account.post == "Township Chair" and account.place == town.name
			member = at_home and account.post == "Presidium Member" and town.name == TOWN
			deputy = one.station == MAIN_STATION and account.post == "Deputy"
			if chair or member or deputy:
				return account.full_name
		return None

	def _mandates(self, town: Township, seated: list["_Seated"]) -> None:
		"""Confirmed mandates, with the record of the confirmation at the beginning of the term."""
		mandates = [self._mandate(town.name, one) for one in seated]
		for mandate in mandates:
			mandate.flags.move = Move(action="Confirm Mandate", to_state=ACTIVE)
		insert_together(mandates)
		at = f"{add_days(self.term_start, -10)} 09:00:00"
		insert_together(
			[
				frappe.new_doc(
					"Handling Log",
					at=at,
					reference_doctype=mandate.doctype,
					reference_name=mandate.name,
					event="Move by Person",
					action="Confirm Mandate",
					to_state=ACTIVE,
					user=frappe.session.user,
					person_name=display_name(frappe.session.user),
					jurisdiction=mandate.jurisdiction,
					township=self.county.places[town.name],
				)
				for mandate in mandates
			],
			at,
		)

	def _mandate(self, town: str, one: "_Seated"):
		area = {"Township Level": town, "County": COUNTY}.get(one.level)
		mark = {"Township Level": town[:2], "County": COUNTY[:2]}.get(one.level, PREFECTURE_BODY[:2])
		number = next(self.certificates.setdefault(mark, itertools.count(1)))
		elected_on = add_days(self.term_start, -20)
		return frappe.new_doc(
			"Deputy Mandate",
			deputy=one.name,
			deputy_name=one.full_name,
			congress_level=one.level,
			congress_body=self.county.bodies.get(area),
			congress_body_text="" if area else PREFECTURE_BODY,
			term=self.county.terms.get(area),
			delegation=self.delegations[town] if one.level == "County" else None,
			jurisdiction=self.county.places[one.place.name],
			electoral_district=one.district,
			certificate_no=f"{mark}{TERM_NUMBER}-{number:03d}",
			election_type="General Election",
			elected_on=elected_on,
			from_date=self.term_start,
			confirmed_on=add_days(elected_on, 10),
			workflow_state=ACTIVE,
		)

	def _placement(self, one: "_Seated"):
		placement = frappe.new_doc(
			"Station Placement",
			deputy=one.name,
			station=self.county.stations[one.station],
			consent="Agrees",
			from_date=add_days(self.term_start, 45),
		)
		placement.extend("grid_cells", [{"grid_cell": cell} for cell in one.cells])
		return placement

	def presidiums(self) -> None:
		"""Chair, vice-chair and members, who guide the stations (seed S0-10); a sub-district has none."""
		for town in TOWNSHIPS:
			home = self.county.deputies[town.home]
			if town.level == "Sub-district":
				self.guiding[town.name] = home
				continue
			others = [
				deputy
				for plan in town.stations[1:]
				for deputy in self.county.deputies[plan.short_name][:3]
				if deputy not in home
			]
			own = set(
				frappe.get_all(
					"Deputy Mandate",
					{"congress_body": self.county.bodies[town.name], "deputy": ("in", [*home, *others])},
					pluck="deputy",
				)
			)
			members = [deputy for deputy in (*home, *others) if deputy in own][: len(PRESIDIUM)]
			# who has a seat and an account is no vice-chair
			offices = (
				PRESIDIUM if len(home) == 1 else (PRESIDIUM[0], PRESIDIUM[2], PRESIDIUM[1], *PRESIDIUM[3:])
			)
			for deputy, office in zip(members, offices, strict=True):
				_insert(
					"Presidium Membership",
					congress_body=self.county.bodies[town.name],
					deputy=deputy,
					office=office,
					from_date=self.term_start,
				)
			self.guiding[town.name] = members

	def officeholders(self) -> None:
		"""A deputy heads each station, an officer or two run it, a member of the presidium guides it."""
		held = {"from_date": add_days(self.term_start, 45)}
		names = {name: deputy_name for deputy_name, name in self.county.deputy_named.items()}
		number = 0
		for town_number, town in enumerate(TOWNSHIPS):
			for place_number, plan in enumerate(town.stations):
				station = frappe.get_doc("Liaison Station", self.county.stations[plan.short_name])
				placed = self.county.deputies[plan.short_name]
				# the first one of the main station has an account of his own
				head = placed[1] if plan.short_name == MAIN_STATION else placed[0]
				guiding = self.guiding[town.name]
				# somebody else than the head; the one with an account has the main station
				guide = guiding[(place_number + 1) % len(guiding)]
				if guide == head:
					guide = guiding[(place_number + 2) % len(guiding)]
				if plan.short_name == MAIN_STATION:
					guide = self.county.deputies[town.home][1]
				officers = plan.officers or (self.names.next("Woman" if number % 2 else "Man"),)
				people = [("Station Head", head, names[head])]
				people += [("Person in Charge", None, self.names.next("Man" if number % 2 else "Woman"))]
				people += [("Liaison Officer", None, officer) for officer in officers]
				people += [("Guiding Presidium Member", guide, names[guide])]
				for office, deputy, person in people:
					row = {"office": office, "deputy": deputy, "person_name": person}
					station.append("officeholders", {**row, **held})
				furnish(station, plan, (town_number, place_number, number), officers[0])
				# the history of a record that was never edited would tell nothing
				station.save(ignore_version=True)
				number += 1

	def groups(self) -> None:
		"""Large and small groups as in seed S4-01, else one group of all who live in the township."""
		begins = add_days(self.term_start, 60)
		for town in TOWNSHIPS:
			if not town.grouped_by:
				members = [deputy for place in town.places for deputy in self.at_home[place.name]]
				self._group(town, f"{town.short}代表小组", members, town.home, begins)
				continue
			large = {
				short: self._large_group(town, name, short, begins) for name, short in town.grouped_by.items()
			}
			for number, place in enumerate(town.places):
				# by the station that a place uses, else in equal shares
				share = [*large.values()][number * len(large) // len(town.places)]
				above = large.get(place.station, share)
				name = f"{place.name.removesuffix('社区').removesuffix('村')}代表小组"
				self._group(town, name, self.at_home[place.name], place.station, begins, above)

	def _large_group(self, town: Township, name: str, short: str, begins: datetime.date) -> str:
		return _insert(
			"Deputy Group",
			group_name=name,
			tier="Large Deputy Group",
			jurisdiction=self.county.places[town.name],
			station=self.county.stations[short],
			convener=self.county.deputies[short][0],
			from_date=begins,
		)

	def _group(
		self,
		town: Township,
		name: str,
		members: list[str],
		station: str,
		begins: datetime.date,
		above: str | None = None,
	) -> None:
		_insert(
			"Deputy Group",
			group_name=name,
			tier="Small Deputy Group",
			parent_deputy_group=above,
			jurisdiction=self.county.places[town.name],
			station=self.county.stations[station],
			convener=members[len(members) // 2],
			from_date=begins,
			members=[{"deputy": deputy, "from_date": begins} for deputy in members],
		)

	# accounts

	def accounts(self) -> None:
		with _without_jobs():
			# Frappe makes a desk user System Manager where there is none; this one has no password
			self._user("xitong", "系统管理员").add_roles("System Manager")
			for number, account in enumerate(ACCOUNTS, 1):
				self._user(account.user_name, account.full_name, mobile_no=phone(number))
				# straight into the password table: the demo's password is public, no policy shall judge it
				update_password(account.user, PASSWORD)
				_insert(
					"Staff Post",
					user=account.user,
					post=account.post,
					from_date=self.term_start,
					**self._held(account),
				)
				if account.post == "Deputy":
					frappe.db.set_value(
						"Deputy", self.county.deputy_named[account.place], "user", account.user
					)

	@staticmethod
	def _user(user_name: str, full_name: str, **more: str):
		user = frappe.get_doc(
			{
				"doctype": "User",
				"email": f"{user_name}@demo.invalid",
				"username": user_name,
				"first_name": full_name,
				"language": "zh",
				"time_zone": "Asia/Shanghai",
				"send_welcome_email": 0,
				**more,
			}
		)
		user.flags.no_welcome_mail = True
		return user.insert()

	def _held(self, account: Account) -> dict[str, str]:
		if account.post == "Responsible Unit Officer":
			return {"unit": self.county.units[account.place]}
		if account.post == "Deputy":
			return {"deputy": self.county.deputy_named[account.place]}
		if account.post in ("Station Liaison Officer", "Presidium Member"):
			return {"station": self.county.stations[account.place]}
		return {"jurisdiction": self.county.places[account.place]}


@contextmanager
def _without_jobs() -> Iterator[None]:
	"""Saving a User starts jobs, one of which asks a public picture service for its e-mail address.

	While an app is being installed Frappe asks nobody; the accounts are part of the demo's set-up.
	"""
	before = frappe.flags.in_install
	frappe.flags.in_install = "deputy_liaison"
	try:
		yield
	finally:
		frappe.flags.in_install = before

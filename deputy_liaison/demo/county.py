"""Places, bodies, units, deputies and posts of the demo county 云岭县.

The figures of the town 青川镇 are those of seed 001: 147 deputies (18 of the prefecture, 31 of the
county, 98 of the town), 88 grid cells, 3 stations with 1 or 2 officers each, 300,000 yuan invested.
"""

import datetime
import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import frappe
from frappe.utils import add_days, getdate
from frappe.utils.password import update_password

from deputy_liaison.demo.accounts import ACCOUNTS, PASSWORD, Account
from deputy_liaison.demo.people import Names, phone
from deputy_liaison.deputies.doctype.congress_term.congress_term import chinese_ordinal
from deputy_liaison.deputies.standing import ACTIVE
from deputy_liaison.state_machine import begin

COUNTY = "云岭县"
PREFECTURE_BODY = "云江市人民代表大会"
TOWN = "青川镇"
TOWNSHIP = "石坪乡"
SUB_DISTRICT = "北城街道"
MAIN_STATION = "北街"


@dataclass(frozen=True)
class Place:
	"""A village or community: its grid cells, districts of township deputies, and the station it uses."""

	name: str
	level: str
	grid_cells: int
	districts: int
	station: str


PLACES = {
	TOWN: (
		Place("北街社区", "Community", 10, 4, "北街"),
		Place("学士路社区", "Community", 8, 4, "北街"),
		Place("河东社区", "Community", 10, 4, "河东"),
		Place("东门社区", "Community", 8, 4, "河东"),
		Place("南园社区", "Community", 10, 4, "南园"),
		Place("白鹭村", "Village", 6, 3, "北街"),
		Place("石桥村", "Village", 5, 2, "北街"),
		Place("松岗村", "Village", 5, 2, "北街"),
		Place("新塘村", "Village", 5, 3, "河东"),
		Place("柏树村", "Village", 5, 2, "河东"),
		Place("枫林村", "Village", 6, 3, "南园"),
		Place("大塘村", "Village", 5, 2, "南园"),
		Place("云溪村", "Village", 5, 3, "南园"),
	),
	TOWNSHIP: (
		Place("石坪村", "Village", 3, 2, "石坪"),
		Place("上坪村", "Village", 2, 1, "石坪"),
		Place("下坪村", "Village", 2, 1, "石坪"),
	),
}
# how many deputies of each level live in a township
LEVELS = {
	TOWN: {"Prefecture": 18, "County": 31, "Township Level": 98},
	TOWNSHIP: {"County": 2, "Township Level": 8},
}


@dataclass(frozen=True)
class StationPlan:
	"""A liaison station: where it stands, who works there, what was spent on it when."""

	short_name: str
	home: str
	officers: tuple[str, ...]
	address: str
	investment: int
	event: tuple[str, int]


STATIONS = {
	TOWN: (
		StationPlan(
			"北街",
			"北街社区",
			("许慧芳", "谢立泉"),
			"北街社区党群服务中心一楼",
			95000,
			("Station Upgraded", 2022),
		),
		StationPlan("河东", "河东社区", ("韦少泉",), "河东路58号", 88000, ("Station Upgraded", 2022)),
		StationPlan(
			"南园",
			"南园社区",
			("柳淑云", "鲁志达"),
			"南园社区综合服务中心二楼",
			125000,
			("Station Founded", 2023),
		),
	),
	TOWNSHIP: (
		StationPlan("石坪", "石坪村", ("吕玉梅",), "石坪乡政府大院", 60000, ("Station Founded", 2023)),
	),
}

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
	"""Record names by the Chinese names that the demo's plans use."""

	places: dict[str, str] = field(default_factory=dict)
	bodies: dict[str, str] = field(default_factory=dict)
	terms: dict[str, str] = field(default_factory=dict)
	stations: dict[str, str] = field(default_factory=dict)
	units: dict[str, str] = field(default_factory=dict)
	grid_cells: dict[str, list[str]] = field(default_factory=dict)
	deputies: dict[str, list[str]] = field(default_factory=dict)
	deputy_named: dict[str, str] = field(default_factory=dict)


def build_county() -> County:
	"""Insert everything that exists before the first voter comes."""
	county = County()
	builder = _Builder(county)
	builder.places()
	builder.bodies()
	builder.units()
	builder.stations()
	builder.deputies()
	builder.officeholders()
	builder.groups()
	builder.accounts()
	return county


def _insert(doctype: str, **values) -> str:
	return frappe.get_doc({"doctype": doctype, **values}).insert().name


class _Builder:
	def __init__(self, county: County) -> None:
		self.county = county
		self.term_start = datetime.date(getdate().year - 3, 9, 18)
		self.names = Names(1818, {one.full_name for one in ACCOUNTS} | {"谢立泉", "鲁志达"})
		self.phones = itertools.count(10_001)
		self.certificates: dict[str, itertools.count] = {}
		self.at_home: dict[str, list[str]] = {}

	# places

	def places(self) -> None:
		self._place(COUNTY, "County", None)
		for name, level in ((TOWN, "Town"), (TOWNSHIP, "Township"), (SUB_DISTRICT, "Sub-district")):
			self._place(name, level, COUNTY)
		self._place("北城社区", "Community", SUB_DISTRICT)
		for town_number, (town, places) in enumerate(PLACES.items(), 1):
			for number, place in enumerate(places, 1):
				self._place(place.name, place.level, town)
				self._grid_cells(place, f"{town_number}-{number:02d}")

	def _place(self, name: str, level: str, parent: str | None) -> None:
		self.county.places[name] = _insert(
			"Jurisdiction",
			jurisdiction_name=name,
			short_name=name[:-2] if level == "Community" else name[:-1],
			level=level,
			parent_jurisdiction=self.county.places.get(parent),
		)

	def _grid_cells(self, place: Place, code: str) -> None:
		self.county.grid_cells[place.name] = [
			_insert(
				"Grid Cell",
				grid_name=f"{place.name}第{chinese_ordinal(number)}网格",
				code=f"{code}-{number:02d}",
				jurisdiction=self.county.places[place.name],
				grid_worker=self.names.next("Woman" if number % 2 else "Man"),
			)
			for number in range(1, place.grid_cells + 1)
		]

	# bodies

	def bodies(self) -> None:
		chair = {"chair_title": "主席", "meeting_title": "主席团会议"}
		director = {"chair_title": "主任", "meeting_title": "主任会议"}
		self._body(
			COUNTY,
			"County Standing Committee",
			"云岭县人民代表大会常务委员会",
			"县人大常委会",
			"云人",
			"0301",
			**director,
		)
		for town, code, fonds in ((TOWN, "青人", "0312"), (TOWNSHIP, "石人", "0318")):
			body_name = f"{COUNTY}{town}人民代表大会主席团"
			self._body(town, "Township Presidium", body_name, f"{town}人大主席团", code, fonds, **chair)
		self._body(
			SUB_DISTRICT,
			"Sub-district Working Committee",
			"云岭县人民代表大会常务委员会北城街道工作委员会",
			"北城街道人大工委",
			"北人",
			"0302",
			chair_title="主任",
			meeting_title="工委会议",
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
		if place != SUB_DISTRICT:
			self.county.terms[place] = _insert(
				"Congress Term", congress_body=body, term_number=18, from_date=self.term_start
			)

	def units(self) -> None:
		for place, units in UNITS.items():
			for name, short_name, kind in units:
				self._unit(place, name, short_name, kind)
		for town, places in PLACES.items():
			for place in places:
				ending = "居民委员会" if place.level == "Community" else "村民委员会"
				self._unit(place.name, f"{place.name}{ending}", place.name, "Village Committee", town)

	def _unit(self, place: str, name: str, short_name: str, kind: str, town: str = "") -> None:
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
		for plans in STATIONS.values():
			for plan in plans:
				self.county.deputies[plan.short_name] = []
				self.county.stations[plan.short_name] = _insert(
					"Liaison Station",
					station_name=f"{plan.home}人大代表联络站",
					short_name=plan.short_name,
					station_type="Deputy Liaison Station",
					station_level="Village Level",
					host_type="Community Office" if plan.home.endswith("社区") else "Village House",
					jurisdiction=self.county.places[plan.home],
					phone=phone(next(self.phones)),
					address=plan.address,
					premises_use="Shared Use",
					floor_area=86,
					wechat_group_name=f"{plan.short_name}代表联络群",
					history=[self._event(plan)],
					valid_from=self.term_start,
				)

	@staticmethod
	def _event(plan: StationPlan) -> dict:
		kind, year = plan.event
		return {"event_kind": kind, "event_on": datetime.date(year, 5, 18), "cost": plan.investment}

	# deputies

	def deputies(self) -> None:
		for town, levels in LEVELS.items():
			places = PLACES[town]
			cells = {place.name: itertools.cycle(self.county.grid_cells[place.name]) for place in places}
			for level, seats in (
				("Township Level", self._township_seats(town, levels["Township Level"])),
				("County", self._county_seats(town, levels["County"])),
				("Prefecture", [(places[n % len(places)], None) for n in range(levels.get("Prefecture", 0))]),
			):
				for place, district in seats:
					self._deputy(town, place, level, district, next(cells[place.name]))

		self._date_confirmations()

	def _date_confirmations(self) -> None:
		"""The handling records of the mandates were made just now, and tell of the beginning of the term."""
		at = f"{add_days(self.term_start, -10)} 09:00:00"
		stamps = {"at": at, "creation": at, "modified": at}
		frappe.db.set_value(
			"Handling Log", {"reference_doctype": "Deputy Mandate"}, stamps, update_modified=False
		)

	def _township_seats(self, town: str, total: int) -> list[tuple[Place, str]]:
		owners = [place for place in PLACES[town] for _ in range(place.districts)]
		return self._seats(town, "Township Level", owners, total)

	def _county_seats(self, town: str, total: int) -> list[tuple[Place, str]]:
		return self._seats(town, "County", list(PLACES[town])[: max(total // 2, 1)], total)

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

	def _deputy(self, town: str, place: Place, level: str, district: str | None, grid_cell: str) -> None:
		number = len(self.county.deputy_named)
		gender = "Woman" if number % 3 == 1 else "Man"
		occupation, post, salaried = OCCUPATIONS[number % len(OCCUPATIONS)]
		account = self._account_of_deputy(place, level)
		full_name = account.full_name if account else self.names.next(gender)
		deputy = _insert(
			"Deputy",
			deputy_name=full_name,
			gender="Man" if account else gender,
			ethnic_group="土家族" if number % 12 == 5 else "汉族",
			birth_month=datetime.date(1962 + number * 7 % 33, 1 + number * 5 % 12, 1),
			native_place=COUNTY,
			political_affiliation=PARTIES[number % len(PARTIES)],
			jurisdiction=self.county.places[place.name],
			mobile=phone(next(self.phones)),
			education=EDUCATION[number % len(EDUCATION)],
			occupation_category=occupation,
			employer_and_post=f"{place.name} {post}",
			has_fixed_salary=salaried,
		)
		self._mandate(deputy, town, place, level, district)
		_insert(
			"Station Placement",
			deputy=deputy,
			station=self.county.stations[place.station],
			grid_cells=[{"grid_cell": grid_cell}],
			consent="Agrees",
			from_date=add_days(self.term_start, 45),
		)
		self.county.deputy_named[full_name] = deputy
		self.county.deputies[place.station].append(deputy)
		self.at_home.setdefault(place.name, []).append(deputy)

	def _account_of_deputy(self, place: Place, level: str) -> Account | None:
		"""The deputy with an account is the first township deputy of the main station."""
		if place.station == MAIN_STATION and level == "Township Level":
			for account in ACCOUNTS:
				if account.post == "Deputy" and account.place not in self.county.deputy_named:
					return account
		return None

	def _mandate(self, deputy: str, town: str, place: Place, level: str, district: str | None) -> None:
		area = {"Township Level": town, "County": COUNTY}.get(level)
		mark = {"Township Level": town[:2], "County": "云岭"}.get(level, "云江")
		number = next(self.certificates.setdefault(mark, itertools.count(1)))
		elected_on = add_days(self.term_start, -20)
		mandate = frappe.get_doc(
			doctype="Deputy Mandate",
			deputy=deputy,
			congress_level=level,
			congress_body=self.county.bodies.get(area),
			congress_body_text="" if area else PREFECTURE_BODY,
			term=self.county.terms.get(area),
			jurisdiction=self.county.places[place.name],
			electoral_district=district,
			certificate_no=f"{mark}18-{number:03d}",
			election_type="General Election",
			elected_on=elected_on,
			from_date=self.term_start,
			confirmed_on=add_days(elected_on, 10),
		)
		begin(mandate, "Confirm Mandate", ACTIVE)

	def officeholders(self) -> None:
		"""A deputy heads each station and an officer or two run it (seed S1-04, S1-05)."""
		guiding = next(one.full_name for one in ACCOUNTS if one.post == "Presidium Member")
		for plan in itertools.chain.from_iterable(STATIONS.values()):
			head = self.county.deputies[plan.short_name][1]
			station = frappe.get_doc("Liaison Station", self.county.stations[plan.short_name])
			held = {"from_date": add_days(self.term_start, 45)}
			station.append(
				"officeholders",
				{
					"office": "Station Head",
					"deputy": head,
					"person_name": frappe.db.get_value("Deputy", head, "deputy_name"),
					**held,
				},
			)
			for officer in plan.officers:
				station.append("officeholders", {"office": "Liaison Officer", "person_name": officer, **held})
			if plan.short_name == MAIN_STATION:
				station.append(
					"officeholders", {"office": "Guiding Presidium Member", "person_name": guiding, **held}
				)
			station.save()

	def groups(self) -> None:
		"""A large group to each station, a small one to each village and community (as in seed S4-01)."""
		begins = add_days(self.term_start, 60)
		for town, plans in STATIONS.items():
			for plan in plans:
				large = _insert(
					"Deputy Group",
					group_name=f"{plan.short_name}代表大组",
					tier="Large Deputy Group",
					jurisdiction=self.county.places[town],
					station=self.county.stations[plan.short_name],
					convener=self.county.deputies[plan.short_name][0],
					from_date=begins,
				)
				for place in PLACES[town]:
					if place.station == plan.short_name:
						self._small_group(town, place, large, begins)

	def _small_group(self, town: str, place: Place, large: str, begins: datetime.date) -> None:
		members = self.at_home[place.name]
		_insert(
			"Deputy Group",
			group_name=f"{place.name.removesuffix('社区').removesuffix('村')}代表小组",
			tier="Small Deputy Group",
			parent_deputy_group=large,
			jurisdiction=self.county.places[town],
			station=self.county.stations[place.station],
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

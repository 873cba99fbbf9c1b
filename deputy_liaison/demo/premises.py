"""What a station of the demo has: premises, furniture, walls, partners, money, honours and its place on the map."""

import datetime
import math
from collections.abc import Iterator

import frappe
from frappe.utils import getdate

from deputy_liaison.demo.plan import WECHAT_GROUPS, StationPlan

STATIONS = 179
# numbers of stations whose place on the map nobody has entered yet
WITHOUT_LOCATION = frozenset({37, 88, 131})
FIRST_YEAR = 2017
# a corner of the map that is no county of this name: each township has a square of its own
CORNER = (25.10, 101.60)
SQUARE = (0.11, 0.13)
IN_A_ROW = 4
GOLDEN_ANGLE = 2.39996
FURNITURE = (
	("Signboard", "统一制作的标志牌", 1),
	("Desks and Chairs", "会议桌椅", 12),
	("Desktop Computer", "", 1),
	("Office Printer", "", 1),
	("Filing Cabinet", "资料柜", 2),
	("Books and Papers", "法律法规和人大业务学习资料", 60),
)
PARTNERS = (
	(("政协委员联络组", "政协委员2人"), ("镇（乡）总工会", "工会干部1人、职工2人")),
	(("团委", "共青团员3人"), ("妇联", "妇女代表2人")),
)
# of the county (seed S0-18), and of the first township (S1-06)
RULE_SETS = ("站室建设五项制度", "联络站五项制度")
USES = ("制度展板和资料", "接待日和小组活动", "办公用品", "代表学习培训")


def furnish(station, plan: StationPlan, position: tuple[int, int, int], officer: str) -> None:
	"""Fill in what the clerk enters of a station after it was founded.

	Args:
		station: the Liaison Station, saved by the caller.
		plan: what it is.
		position: number of the township, of the station in it, and of the station in the county.
		officer: who keeps the WeChat group.
	"""
	town_number, place_number, number = position
	is_home = place_number == 0
	kind, year = plan.event
	founded = datetime.date(year, 5, 18)
	station.update(
		{
			"premises_use": "Exclusive Use" if is_home or number % 5 == 2 else "Shared Use",
			"floor_area": 120 if is_home else 86 if town_number == 0 else 36 + number * 7 % 60,
			"reception_pattern": "每月10日（遇节假日顺延）" if number % 2 else "每月15日（遇节假日顺延）",
		}
	)
	if number not in WITHOUT_LOCATION:
		station.latitude, station.longitude = _location(town_number, place_number)
	if _has_wechat_group(number):
		station.wechat_group_name = f"{plan.short_name}代表联络群"
		station.wechat_group_owner = officer
		station.wechat_members = 18 + number * 11 % 60
	if kind == "Station Upgraded":
		founded = datetime.date(FIRST_YEAR + number % 3, 5, 18)
		station.append("history", {"event_kind": "Station Founded", "event_on": founded})
	station.append(
		"history", {"event_kind": kind, "event_on": datetime.date(year, 5, 18), "cost": plan.investment}
	)
	station.valid_from = founded
	station.extend("assets", list(_assets(number, is_home, founded)))
	station.extend("wall_displays", list(_displays(number, RULE_SETS[town_number == 0])))
	station.extend("funding", list(_funding(number)))
	station.extend("honours", list(_honours(number, plan.short_name)))
	if number % 3 == 0:
		for organisation, people in PARTNERS[number % 2]:
			row = {"organisation": organisation, "people": people, "since": founded}
			station.append("partners", {"partner_kind": "Co-building Organisation", **row})
	if plan.host_type == "Community Office":
		uses = (("On Tuesdays", "社区老年协会"), ("On Thursdays", "人大代表接待选民"))
		for weekday, used_by in uses:
			times = {"from_time": "14:30:00", "to_time": "16:30:00"}
			station.append("room_uses", {"room": "议事室", "weekday": weekday, "used_by": used_by, **times})


def _location(town_number: int, place_number: int) -> tuple[float, float]:
	"""The home in the middle of its township's square, the others around it."""
	far = 0.008 * math.sqrt(place_number)
	angle = place_number * GOLDEN_ANGLE
	latitude = CORNER[0] + SQUARE[0] * (town_number // IN_A_ROW) + far * math.sin(angle)
	longitude = CORNER[1] + SQUARE[1] * (town_number % IN_A_ROW) + far * math.cos(angle)
	return round(latitude, 5), round(longitude, 5)


def _has_wechat_group(number: int) -> bool:
	"""Evenly strewn, so that the townships have unequal shares (seed S0-17: 133 groups)."""

	def until(count: int) -> int:
		return (count * WECHAT_GROUPS + 10) // STATIONS

	return until(number + 1) > until(number)


def _assets(number: int, is_home: bool, founded: datetime.date) -> Iterator[dict]:
	working = {"condition": "Working Order"}
	for kind, description, quantity in FURNITURE:
		if kind == "Office Printer" and number % 7 == 3:
			continue
		broken = kind == "Desktop Computer" and number % 19 == 6
		yield {
			"asset_kind": kind,
			"description": description,
			"quantity": quantity * 2 if is_home and quantity > 1 else quantity,
			"condition": "Needs Repair" if broken else "Working Order",
			"acquired_on": founded,
		}
	if is_home:
		yield {"asset_kind": "Deputies Letter Box", "quantity": 1, "acquired_on": founded, **working}
	else:
		# one for each of the 165 (seed S0-17)
		bought = max(founded, datetime.date(2019, 3, 20))
		screen = {"asset_kind": "Touch Kiosk", "description": "触控一体机", "quantity": 1}
		yield {**screen, "acquired_on": bought, **working}


def _displays(number: int, rule_set: str) -> Iterator[dict]:
	"""Rules, deputies and reception times on the wall (三上墙); some stations lack one of them."""
	this_year = getdate().year
	yield {
		"display_kind": "Deputy Information",
		"display_title": "代表信息公示",
		"posted_on": datetime.date(this_year - (2 if number % 8 == 5 else 1), 12, 1 + number % 20),
	}
	rules = frappe.get_all(
		"Station Rule",
		{"rule_set": rule_set, "rule_status": "Rule in Force"},
		["name", "rule_title"],
		order_by="creation, name",
	)
	for rule in rules:
		yield {
			"display_kind": "Rules on the Wall",
			"display_title": rule.rule_title,
			"rule": rule.name,
			"posted_on": datetime.date(this_year - 1, 11, 1 + number % 25),
		}
	if number % 9 != 4:
		yield {
			"display_kind": "Reception Arrangements",
			"display_title": "代表接待选民安排",
			"posted_on": datetime.date(this_year - 1, 12, 1 + number % 28),
		}


def _funding(number: int) -> Iterator[dict]:
	"""The county pays a third of the stations each year; in one year it kept below 100,000 yuan (seed S0-02)."""
	this_year = getdate().year
	for year in range(FIRST_YEAR, this_year + 1):
		if (number + year) % 3 == 0:
			amount = 1_500 if year == short_year() else 2_000
			yield _entry(year, "County Budget", amount, USES[number % 4])
	if number % 31 != 7:
		for year in (this_year - 1, this_year):
			yield _entry(year, "Township Budget", 800 + 100 * (number % 5), USES[(number + year) % 4])
	if number % 40 == 5:
		yield _entry(this_year - 1, "Raised by Coordination", 5_000, "房屋修缮")


def _entry(year: int, source: str, amount: float, used_for: str) -> dict:
	spent = amount if year < getdate().year else round(amount * 0.6)
	return {"funding_year": year, "source": source, "amount": amount, "spent": spent, "used_for": used_for}


def short_year() -> int:
	"""The year in which the county's budget did not reach its yearly minimum."""
	return getdate().year - 4


def _honours(number: int, short_name: str) -> Iterator[dict]:
	year = getdate().year - 3
	awarded, nominated = "Honour Awarded", "Honour Nominated"
	province = ("省人大代表联络工作示范站", "Provincial Honour")
	if short_name == "北街":
		found = (*province, year - 1, awarded)
	elif short_name == "南园":
		found = (*province, year, nominated)
	elif number % 23 == 5:
		found = ("全县先进代表工作站", "County Honour", year + number % 3, awarded)
	else:
		return
	yield dict(zip(("honour_title", "honour_level", "honour_year", "honour_status"), found, strict=True))

"""What the demo county consists of, as data: 14 townships with a home each, 165 other stations, 133 WeChat groups.

The county has the figures of seed 000. Four townships follow a seed of their own: 青川镇 001 (147 deputies,
88 grid cells, three stations that serve several villages each), 银杏镇 003 (26 homes in villages,
communities and enterprises), 长岭镇 004 (94 deputies, 4 reception stations and 12 liaison points in 4
large and 12 small groups). All names are invented.
"""

from dataclasses import dataclass, field

COUNTY = "云岭县"
PREFECTURE_BODY = "云江市人民代表大会"
TOWN = "青川镇"
TOWNSHIP = "石坪乡"
SUB_DISTRICT = "北城街道"
HOMES_TOWN = "银杏镇"
GROUPS_TOWN = "长岭镇"
MAIN_STATION = "北街"
WECHAT_GROUPS = 133
# whose numbers of the term are given
TERM_NUMBER = 18


@dataclass(frozen=True)
class Place:
	"""A village or community: its grid cells, districts of township deputies, and the stations it uses."""

	name: str
	level: str
	grid_cells: int
	districts: int
	station: str
	more_stations: tuple[str, ...] = ()

	@property
	def stations(self) -> tuple[str, ...]:
		return (self.station, *self.more_stations)


@dataclass(frozen=True)
class StationPlan:
	"""A liaison station: what and where it is, who runs it, what was spent on it when.

	Args:
		short_name: as before the numbers of its books.
		name: as on its sign.
		station_type, station_level, host_type: as in Liaison Station.
		home: place that it lies in.
		address: of its premises.
		investment: yuan spent on founding or upgrading it.
		event: which of the two, and in which year.
		officers: names; none: one is invented.
		is_pilot: whether its township began with it.
	"""

	short_name: str
	name: str
	station_type: str
	station_level: str
	host_type: str
	home: str
	address: str
	investment: int
	event: tuple[str, int]
	officers: tuple[str, ...] = ()
	is_pilot: bool = False


@dataclass(frozen=True)
class Township:
	"""One township with its places, stations and deputies.

	Args:
		name, level: of the Jurisdiction.
		code: before the numbers of its documents.
		fonds: number of its archive.
		places: villages and communities.
		stations: the home first.
		seats: how many deputies of each level live here.
		on_top: short names of the stations of the township itself; the first deputies work there, in this order.
		county_places: in how many of the places county deputies are elected; 0: in every second one.
		grouped_by: name of each large group → short name of the station that it meets in; empty: one small
			group in all.
	"""

	name: str
	level: str
	code: str
	fonds: str
	places: tuple[Place, ...]
	stations: tuple[StationPlan, ...]
	seats: dict[str, int]
	on_top: tuple[str, ...]
	county_places: int = 0
	grouped_by: dict[str, str] = field(default_factory=dict)

	@property
	def short(self) -> str:
		return self.name[:-2] if self.level == "Sub-district" else self.name[:-1]

	@property
	def home(self) -> str:
		return self.stations[0].short_name


def _home(town: str, short: str, year: int) -> StationPlan:
	"""The home of a township (seed S0-03)."""
	return StationPlan(
		f"{short}之家",
		f"{town}人大代表之家",
		"Deputies Home",
		"Township Level",
		"Township Government House",
		town,
		f"{town}人民政府一楼" if not town.endswith("街道") else f"{town}办事处一楼",
		30_000,
		("Station Founded", year),
	)


def _places(names: str, districts: int = 1, more: dict[str, str] | None = None) -> tuple[Place, ...]:
	"""Places by their names, those that end in 社区 as communities; each with a station of its own."""
	more = more or {}
	return tuple(
		Place(
			name if name.endswith("社区") else f"{name}村",
			"Community" if name.endswith("社区") else "Village",
			2 + number % 2,
			districts,
			name.removesuffix("社区"),
			(more[name],) if name in more else (),
		)
		for number, name in enumerate(names.split())
	)


def _station_of(place: Place, number: int, kind: str, suffix: str, cost: int, event: tuple) -> StationPlan:
	community = place.level == "Community"
	return StationPlan(
		place.station,
		f"{place.name}人大代表{suffix}",
		kind,
		"Village Level",
		"Community Office" if community else "Village House",
		place.name,
		f"{place.name}{'党群服务中心一楼' if community else ('村委会一楼', '村委会二楼', '文化活动室旁')[number % 3]}",
		cost,
		event,
	)


def _work_stations(
	places: tuple[Place, ...], kind: str = "Deputy Work Station", suffix: str = "工作站"
) -> tuple:
	"""A station in every village, founded in the three years of the county's plan (seeds S0-03, S0-04)."""
	return tuple(
		_station_of(
			place, number, kind, suffix, 8_000 + 1_000 * (number % 6), ("Station Founded", 2017 + number % 3)
		)
		for number, place in enumerate(places)
	)


def _common(name: str, code: str, fonds: str, year: int, names: str) -> Township:
	"""A township as most are: a home, a station in every village, and a deputy as head of each."""
	level = {"镇": "Town", "乡": "Township"}.get(name[-1], "Sub-district")
	short = name[:-2] if level == "Sub-district" else name[:-1]
	places = _places(names)
	# one more than villages: the chair, who heads the home; a sub-district has county deputies alone
	own = "County" if level == "Sub-district" else "Township Level"
	return Township(
		name,
		level,
		code,
		fonds,
		places,
		(_home(name, short, year), *_work_stations(places)),
		{own: len(places) + 1, **({"County": 2} if own != "County" else {})},
		(f"{short}之家",),
		county_places=len(places) if own == "County" else 1,
	)


def _of_seed_001() -> Township:
	places = (
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
	)

	def station(short: str, address: str, cost: int, event: tuple, *officers: str) -> StationPlan:
		return StationPlan(
			short,
			f"{short}社区人大代表联络站",
			"Deputy Liaison Station",
			"Village Level",
			"Community Office",
			f"{short}社区",
			address,
			cost,
			event,
			officers,
		)

	return Township(
		TOWN,
		"Town",
		"青人",
		"0312",
		places,
		(
			_home(TOWN, "青川", 2017),
			station(
				"北街", "北街社区党群服务中心一楼", 95_000, ("Station Upgraded", 2022), "许慧芳", "谢立泉"
			),
			station("河东", "河东路58号", 88_000, ("Station Upgraded", 2022), "韦少泉"),
			station(
				"南园", "南园社区综合服务中心二楼", 125_000, ("Station Founded", 2023), "柳淑云", "鲁志达"
			),
		),
		{"Township Level": 98, "County": 31, "Prefecture": 18},
		# the chair and the member of the presidium who has an account
		("青川之家", "青川之家"),
		county_places=13,
		grouped_by={f"{short}代表大组": short for short in ("北街", "河东", "南园")},
	)


def _of_shiping() -> Township:
	places = (
		Place("石坪村", "Village", 3, 2, "石坪"),
		Place("上坪村", "Village", 2, 1, "上坪"),
		Place("下坪村", "Village", 2, 1, "下坪"),
		*_places("石门 石榴 黑石 白石 磨石"),
	)
	first, *others = _work_stations(places, "Deputy Liaison Station", "联络站")
	held = StationPlan(
		**{
			**vars(first),
			"address": "石坪乡政府大院",
			"investment": 60_000,
			"event": ("Station Founded", 2023),
			"officers": ("吕玉梅",),
		}
	)
	return Township(
		TOWNSHIP,
		"Township",
		"石人",
		"0318",
		places,
		(_home(TOWNSHIP, "石坪", 2018), held, *others),
		{"Township Level": 11, "County": 2},
		("石坪之家",),
		county_places=1,
	)


def _of_seed_003() -> Township:
	"""26 homes: 12 in villages, 6 in communities, 8 in enterprises and institutions (seed S3-01)."""
	hosts = {
		"大树": ("茶厂", "云岭茶叶加工厂", "大树村茶园路2号"),
		"蒋湾": ("建材", "银杏建材有限公司", "蒋湾村工业小区6号"),
		"曲塘": ("粮油", "金穗粮油加工厂", "曲塘村粮站路1号"),
		"堰头": ("电站", "堰头水电站", "堰头村坝后"),
		"银杏社区": ("中学", "银杏镇中心学校", "银杏大道19号"),
		"东街社区": ("卫生院", "银杏镇卫生院", "东街27号"),
		"车站社区": ("纺织", "宏远纺织有限公司", "站前路88号"),
		"湖滨社区": ("信用社", "银杏信用社", "湖滨路5号"),
	}
	places = _places(
		"大树 龙头 蒋湾 陶湾 曲塘 竹林 万亩 古井 板栗 清泉 堰头 樟木"
		" 银杏社区 东街社区 西街社区 南门社区 车站社区 湖滨社区",
		more={name: short for name, (short, _full, _address) in hosts.items()},
	)
	event = ("Station Upgraded", 2023)
	homes = [
		_station_of(place, number, "Deputies Home", "之家", 5_000 + 500 * (number % 4), event)
		for number, place in enumerate(places)
	]
	# tried out in one community before the others (seed S3-21)
	homes[-1] = StationPlan(**{**vars(homes[-1]), "is_pilot": True})
	homes += [
		StationPlan(
			short,
			f"{full}人大代表之家",
			"Deputies Home",
			"Enterprise",
			"Enterprise or Institution",
			next(place.name for place in places if short in place.more_stations),
			address,
			6_000,
			event,
		)
		for short, full, address in hosts.values()
	]
	return Township(
		HOMES_TOWN,
		"Town",
		"银人",
		"0313",
		places,
		(_home(HOMES_TOWN, "银杏", 2017), *homes),
		{"Township Level": 37, "County": 5, "Prefecture": 1},
		("银杏之家",),
		county_places=5,
	)


def _of_seed_004() -> Township:
	"""94 deputies in 4 large and 12 small groups, 4 reception stations, 12 liaison points (seeds S4-01, S4-05)."""
	names = "长岭社区 长街社区 大坝 中坝 小坝 牛场 盐房 土桥 松毛 烟田 花桥 沙沟"
	places = tuple(
		Place(place.name, place.level, 3, 3 if number % 3 == 0 else 2, place.station)
		for number, place in enumerate(_places(names))
	)
	event = ("Station Founded", 2017)
	spots = ("便民服务中心一楼", "矛盾调解中心二楼", "农贸市场服务点", "产业园区服务中心一楼")
	receptions = tuple(
		StationPlan(
			f"长岭{word}站",
			f"长岭镇第{word}人大代表接待站",
			"Deputy Reception Station",
			"Township Level",
			"Township Government House" if word == "一" else "Other Host",
			GROUPS_TOWN,
			f"长岭镇{spot}",
			10_000,
			event,
		)
		for word, spot in zip("一二三四", spots, strict=True)
	)
	points = tuple(
		_station_of(place, number, "Deputy Liaison Point", "联络点", 5_500, event)
		for number, place in enumerate(places)
	)
	return Township(
		GROUPS_TOWN,
		"Town",
		"长人",
		"0314",
		places,
		(_home(GROUPS_TOWN, "长岭", 2017), *receptions, *points),
		{"Township Level": 76, "County": 18},
		("长岭之家", *(station.short_name for station in receptions)),
		county_places=12,
		grouped_by={f"长岭第{word}代表大组": f"长岭{word}站" for word in "一二三四"},
	)


TOWNSHIPS = (
	_of_seed_001(),
	_of_shiping(),
	_common(
		SUB_DISTRICT,
		"北人",
		"0302",
		2018,
		"北城社区 钟楼社区 文昌社区 西关社区 迎春社区 五里社区 桂花社区 体育路社区 新华路社区",
	),
	_of_seed_003(),
	_of_seed_004(),
	_common(
		"柳溪镇",
		"柳人",
		"0315",
		2017,
		"柳溪社区 下街社区 前营 后营 大箐 小箐 马鞍 双井 老寨 新寨 桃园 梨园 水塘 龙洞 箐口 黄泥 石板",
	),
	_common(
		"金竹镇",
		"金人",
		"0316",
		2017,
		"金竹社区 上竹园 下竹园 大水井 半坡 核桃 松林 岩头 野鸭 麦地 罗家 白泥 青岗 长坡",
	),
	_common(
		"双桥镇",
		"双人",
		"0317",
		2017,
		"双桥社区 河西社区 桥头 桥尾 大田 秧田 荷塘 谷仓 油坊 碾子 杨柳 古树 甘井",
	),
	_common(
		"东岭镇", "东人", "0319", 2018, "东岭社区 岭脚 岭上 茶园 大茶山 小茶山 红土 凉水 阳山 背阴 牛角 花椒"
	),
	_common("马田镇", "马人", "0320", 2018, "马田社区 马店 上马田 下马田 木瓜 橄榄 石灰 平地 大坡 响水 沙坡"),
	_common("高坪乡", "高人", "0321", 2018, "高坪 大坪 小坪 草坪 云盘 雾露 苦荞 杜鹃 栎树 风口"),
	_common("竹山乡", "竹人", "0322", 2019, "竹山 大竹 箭竹 磨盘 香樟 滴水 梯田 石缸 对门"),
	_common("岩脚乡", "岩人", "0323", 2019, "岩脚 岩上 红岩 白岩 大洞 小洞 铁厂 瓦窑 炭山"),
	_common("沙河乡", "沙人", "0324", 2019, "沙河 沙坝 河湾 河口 滩头 渡口 鱼塘 芦苇"),
)

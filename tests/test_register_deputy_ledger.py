"""R9 代表基本信息台账: every deputy of a place or station once, the mandates in the same row, and the statistics."""

import re

import frappe
from frappe.utils import add_days, getdate, today

from tests.base import LiaisonTestCase
from tests.books import HOSTILE, STATION, BookChecks, copies

DEPUTY, MANDATE = "Deputy", "Deputy Mandate"
HEADINGS = (
	"序号 姓名 性别民族 出生年月籍贯 党派（政治面貌） 学历学位参加工作时间 职业构成职称 工作单位及职务 代表层级届次"
	" 代表证号 选区（选举单位） 当选日期方式 资格确认 代表团 代表小组联络站 网格任职类别 联系电话 通讯地址电子邮箱"
	" 资格状态 固定工资 备注"
)
# in the order of registers.md R9
COLUMNS = (
	"序号 姓名 性别 民族 出生年月 籍贯 政治面貌 学历 学位 参加工作时间 职业构成 职称 工作单位及职务 代表层级 届次"
	" 代表证号 选区 当选日期 当选方式 资格确认 代表团 代表小组 联络站 网格 任职类别 联系电话 通讯地址 电子邮箱"
	" 资格状态 固定工资收入 备注"
)
FACTS = {
	"ethnic_group": "彝族",
	"birth_month": "1970-05-01",
	"native_place": "试验县",
	"political_affiliation": "Communist Party Member",
	"education": "Junior College",
	"work_start_month": "1990-07-01",
	"occupation_category": "Village Cadre",
	"technical_title": "农艺师",
	"employer_and_post": "东村村委会主任",
	"has_fixed_salary": 0,
	"mobile": "13987654321",
	"postal_address": "东村三组8号",
	"email": "chunhua@test-liaison.invalid",
	"remark": "热心公益",
}


class DeputyLedger(BookChecks, LiaisonTestCase):
	"""The ledger of 甲镇: 李春华 of its congress and 周文海 of the county's."""

	code = "R9"

	def setUp(self) -> None:
		super().setUp()
		frappe.db.delete(
			DEPUTY, {"name": ("not in", [self.world.deputy, self.world.deputy_west, self.world.deputy_b])}
		)
		frappe.db.delete("Handling Log", {"event": "Disclosure"})
		frappe.db.set_value(DEPUTY, self.world.deputy, FACTS)

	def ledger(self, key: str = "clerk", holder: str | None = None, **changes):
		return self.edition(key, holder or self.world.town, **changes)


class TestColumns(DeputyLedger):
	def test_all_columns_of_the_ledger_in_order(self):
		register = self.register
		self.assertEqual(" ".join(word for column in register.columns for word in column.words()), COLUMNS)
		headings = ["".join(column.heading.split()) for column in register.columns]
		self.assertEqual(" ".join(headings), HEADINGS)

	def test_a_deputy_with_two_mandates_is_one_row(self):
		begin = add_days(today(), -400)
		copies(
			MANDATE,
			frappe.db.get_value(MANDATE, {"deputy": self.world.deputy}),
			[
				{
					"congress_level": "Prefecture",
					"congress_body": None,
					"congress_body_text": "某市人民代表大会",
					"term": None,
					"term_text": "第七届",
					"certificate_no": "市0101",
					"electing_body": "试验县人民代表大会",
					"election_type": "By-election",
					"elected_on": begin,
				}
			],
		)
		edition = self.ledger()
		row = self.row_of(edition, "李春华")
		confirmed = add_days(today(), -410)
		self.assertEqual(
			row,
			{
				"序号": row["序号"],
				"姓名": "李春华",
				"性别民族": "女\n彝族",
				"出生年月籍贯": "1970-05\n试验县",
				"党派（政治面貌）": "中共党员",
				"学历学位参加工作时间": "大专\n1990-07",
				"职业构成职称": "村（社区）干部\n农艺师",
				"工作单位及职务": "东村村委会主任",
				"代表层级届次": "市\n第七届|镇\n第十八届",
				"代表证号": "市0101",
				"选区（选举单位）": "试验县人民代表大会",
				"当选日期方式": f"{begin}\n补选|换届",
				"资格确认": f"主席团 {confirmed}|主席团 {confirmed}",
				"代表团": "",
				"代表小组联络站": "东村代表联络站",
				"网格任职类别": "普通代表",
				"联系电话": "13987654321",
				"通讯地址电子邮箱": "东村三组8号\nchunhua@test-liaison.invalid",
				"资格状态": "在任|在任",
				"固定工资": "否",
				"备注": "热心公益",
			},
		)
		self.assertIn("登记2人　在任2人　职务3个（全国0、省0、市1、县1、乡镇1）", edition.data["total_foot"])
		pages = self.assertPrinted(edition, "clerk", self.world.town)
		self.assertIn("代表基本信息台账", pages[0])
		self.assertEqual("".join(pages).count("13987654321"), 1)

	def test_offices_and_the_group_stand_beside(self):
		world = self.world
		self.new_group([world.deputy], convener=world.deputy)
		station = frappe.get_doc("Liaison Station", world.station)
		station.append("officeholders", {"office": "Station Head", "deputy": world.deputy})
		station.save()
		row = self.row_of(self.ledger(), "李春华")
		self.assertEqual(row["网格任职类别"], "东村代表联络站站长\n东村代表小组召集人")
		self.assertEqual(row["代表小组联络站"], "东村代表小组\n东村代表联络站")

	def test_who_left_office_is_told_with_reason_and_day_and_counts_nowhere(self):
		mandate = frappe.db.get_value(MANDATE, {"deputy": self.world.deputy})
		left = {
			"workflow_state": "Mandate Terminated",
			"termination_reason": "Moved Away",
			"terminated_on": today(),
		}
		frappe.db.set_value(MANDATE, mandate, left)
		edition = self.ledger()
		self.assertEqual(
			self.row_of(edition, "李春华")["资格状态"], f"资格终止\n迁出或调离本行政区域\n{today()}"
		)
		self.assertIn("登记2人　在任1人　职务1个（全国0、省0、市0、县1、乡镇0）", edition.data["total_foot"])
		frappe.db.set_value(MANDATE, mandate, "terminated_on", add_days(f"{self.year}-01-01", -1))
		self.assertEqual(self.ledger().count, 1)


class TestOnTheLastDay(DeputyLedger):
	"""A ledger of days that are over says what held on the last of them, whatever came afterwards."""

	IN_OFFICE = "登记2人　在任2人　职务2个（全国0、省0、市0、县1、乡镇1）"
	ONE_LEFT = "登记2人　在任1人　职务1个（全国0、省0、市0、县1、乡镇0）"

	def setUp(self) -> None:
		super().setUp()
		self.mandate = frappe.db.get_value(MANDATE, {"deputy": self.world.deputy})

	def of_days(self, first: int, last: int) -> tuple[str, str]:
		"""State of the deputy's mandates and the figures, by a ledger over days before today."""
		edition = self.ledger(from_date=add_days(today(), -first), to_date=add_days(today(), -last))
		return self.row_of(edition, "李春华")["资格状态"], edition.data["total_foot"].partition("　男")[0]

	def test_a_mandate_that_was_terminated_afterwards_was_in_office(self):
		left = add_days(today(), -5)
		terminated = {"termination_reason": "Moved Away", "terminated_on": left, "to_date": left}
		frappe.db.set_value(MANDATE, self.mandate, {"workflow_state": "Mandate Terminated", **terminated})
		self.assertEqual(self.of_days(40, 6), ("在任", self.IN_OFFICE))
		self.assertEqual(self.of_days(40, 5), (f"资格终止\n迁出或调离本行政区域\n{left}", self.ONE_LEFT))

	def test_a_change_of_term_afterwards_changes_nothing(self):
		ended = add_days(today(), -5)
		frappe.db.set_value(MANDATE, self.mandate, {"workflow_state": "Mandate Ended", "to_date": ended})
		copies(
			MANDATE,
			self.mandate,
			[{"workflow_state": "Mandate Active", "from_date": add_days(today(), -4), "to_date": None}],
		)
		self.assertEqual(self.of_days(40, 10), ("在任", self.IN_OFFICE))
		self.assertEqual(self.of_days(40, 5), ("在任", self.IN_OFFICE))
		self.assertEqual(self.of_days(40, 0), (f"任期届满\n{ended}|在任", self.IN_OFFICE))

	def test_suspended_only_while_it_was(self):
		begun = add_days(today(), -20)
		suspended = {"suspension_reason": "Detained or on Trial", "suspended_on": begun}
		frappe.db.set_value(MANDATE, self.mandate, {**suspended, "resumed_on": add_days(today(), -8)})
		self.assertEqual(self.of_days(40, 21)[0], "在任")
		self.assertTrue(self.of_days(40, 9)[0].startswith("暂停执行职务\n"))
		self.assertTrue(self.of_days(40, 9)[0].endswith(f"\n{begun}"))
		self.assertEqual(self.of_days(40, 8), ("在任", self.IN_OFFICE))

	def test_what_was_never_confirmed_counts_on_no_day(self):
		frappe.db.set_value(MANDATE, self.mandate, "workflow_state", "Mandate Pending")
		self.assertEqual(self.of_days(40, 10), ("待确认", self.ONE_LEFT))


class TestStatistics(DeputyLedger):
	def test_the_statistics_of_the_foot(self):
		west = {
			"gender": "Man",
			"ethnic_group": "汉族",
			"birth_month": add_days(today(), -365 * 60),
			"political_affiliation": "No Party Affiliation",
			"education": "Senior High School",
			"occupation_category": "Farmer",
		}
		frappe.db.set_value(DEPUTY, self.world.deputy_west, west)
		age = int((getdate() - getdate(FACTS["birth_month"])).days / 365.25)
		foot = self.ledger().data["total_foot"]
		self.assertEqual(
			foot,
			"登记2人　在任2人　职务2个（全国0、省0、市0、县1、乡镇1）　男1人、女1人　少数民族1人　中共党员1人、非中共1人"
			"　大专以上1人　35岁以下0人、36至55岁"
			f"{int(age <= 55)}人、56岁以上{1 + int(age > 55)}人（年龄不详0人）　职业构成：一线工人0、农民1、专业技术人员0、"
			"党政领导干部0、企业负责人0、村（社区）干部1、解放军武警0、其他0",
		)


class TestWho(DeputyLedger):
	PRIVATE = ("13987654321", "三组8号", "chunhua@", "热心公益")

	def test_private_data_is_for_who_may_read_it_on_the_record_and_never_for_outside(self):
		for key in ("clerk", "chair", "county_officer", "county_approver", "admin"):
			edition = self.ledger(key)
			self.assertTrue(edition.full, key)
			row = self.row_of(edition, "李春华")
			self.assertEqual(row["联系电话"], "13987654321")
		self.printed("clerk", self.world.town)
		self.assertEqual(frappe.db.count("Handling Log", {"event": "Disclosure"}), 1)
		for key, outside in (("officer", False), ("auditor", False), ("clerk", True)):
			edition = self.ledger(key, outside=outside)
			self.assertFalse(edition.full, key)
			text = "".join(self.assertPrinted(edition, key, self.world.town, outside=outside))
			for words in (*self.PRIVATE, "1970"):
				self.assertNotIn(words, text)
			self.assertIn("东村村委会主任", text)
		self.assertEqual(frappe.db.count("Handling Log", {"event": "Disclosure"}), 1)
		self.assertEqual(self.row_of(edition, "李春华")["联系电话"], "139****4321")
		frappe.db.set_value(DEPUTY, self.world.deputy, "phone_public", 1)
		self.assertEqual(self.row_of(self.ledger(outside=True), "李春华")["联系电话"], "13987654321")

	def test_for_outside_what_is_public_of_a_deputy_and_no_more(self):
		mandate = frappe.db.get_value(MANDATE, {"deputy": self.world.deputy})
		suspended = {"suspension_reason": "Detained or on Trial", "suspended_on": add_days(today(), -3)}
		frappe.db.set_value(MANDATE, mandate, suspended)
		rows = [
			self.row_of(self.ledger("officer"), "李春华"),
			self.row_of(self.ledger(outside=True), "李春华"),
		]
		for column, inside, outside in (
			("性别民族", "女\n彝族", "女"),
			("党派（政治面貌）", "中共党员", ""),
			("学历学位参加工作时间", "大专", ""),
			("职业构成职称", "村（社区）干部\n农艺师", "村（社区）干部"),
			("工作单位及职务", "东村村委会主任", "东村村委会主任"),
			(
				"资格状态",
				f"暂停执行职务\n因刑事案件被羁押正在受侦查、起诉、审判\n{add_days(today(), -3)}",
				"暂停执行职务",
			),
		):
			with self.subTest(column):
				self.assertEqual([row[column] for row in rows], [inside, outside])

	def test_a_station_lists_those_placed_there_in_the_period(self):
		self.holder_type = STATION
		edition = self.edition("officer", self.world.station)
		self.assertEqual([row["cells"][1] for row in edition.data["rows"]], ["李春华"])
		self.assertRefusedTo(("officer_b", "clerk_b", "water", "deputy", "nobody"), self.world.station)

	def test_a_township_lists_its_own_and_the_county_all(self):
		names = [row["cells"][1] for row in self.ledger().data["rows"]]
		self.assertEqual(sorted(names), sorted(["周文海", "李春华"]))
		names = [row["cells"][1] for row in self.ledger("county_officer", self.world.county).data["rows"]]
		self.assertEqual(sorted(names), sorted(["周文海", "李春华", "吴南生"]))
		self.assertRefusedTo(
			("clerk_b", "chair_b", "officer_b", "water", "presidium", "nobody"), self.world.town
		)
		self.assertRefusedTo(("clerk", "chair", "officer"), self.world.county)

	def test_empty_many_and_odd_texts(self):
		empty = self.ledger(from_date="2001-01-01", to_date="2001-12-31")
		self.assertEqual((empty.count, empty.data["sub_head"]["right"]), (0, "共0人"))
		few = self.queries_of("clerk", self.world.town)
		people = copies(
			DEPUTY,
			self.world.deputy,
			[{"deputy_name": f"代表{i}号", "employer_and_post": HOSTILE} for i in range(60)],
		)
		mandate = frappe.db.get_value(MANDATE, {"deputy": self.world.deputy})
		copies(MANDATE, mandate, [{"deputy": person} for person in people])
		self.assertEqual(self.queries_of("clerk", self.world.town), few)
		edition = self.ledger()
		pages = self.assertPrinted(edition, "clerk", self.world.town)
		self.assertEqual(len(re.findall(r"代表(\d+)号", "".join(pages))), 60)
		self.assertEqual(edition.data["sub_head"]["right"], "共62人")

"""One page or one spreadsheet brings a township on line: all of it or nothing, each bad cell by its name."""

import io

import frappe
import openpyxl

from deputy_liaison.liaison_network import accounts, onboarding
from tests.base import LiaisonTestCase

ROWS = {
	"township": [{"name": "丁镇", "level": "Town"}],
	"villages": [{"name": "上河村", "level": "Village"}, {"name": "新街社区", "level": "Community"}],
	"stations": [
		{"name": "丁镇代表之家", "short_name": "丁", "type": "Deputies Home", "village": ""},
		{"name": "上河村联络站", "short_name": "上", "type": "Deputy Liaison Station", "village": "上河村"},
	],
	"units": [{"name": "丁镇水务站", "kind": "Township Office"}],
	"posts": [
		{"full_name": "丁专干", "login": "13911110001", "post": "Township Clerk", "place": ""},
		{"full_name": "丁主席", "login": "13911110002", "post": "Township Chair", "place": ""},
		{
			"full_name": "丁联络",
			"login": "13911110003",
			"post": "Station Liaison Officer",
			"place": "上河村联络站",
		},
		{
			"full_name": "丁水务",
			"login": "dingshui",
			"post": "Responsible Unit Officer",
			"place": "丁镇水务站",
		},
	],
}


def changed(sheet: str, row: int, **values) -> dict:
	"""The township with some cells changed."""
	rows = frappe.parse_json(frappe.as_json(ROWS))
	rows[sheet][row].update(values)
	return rows


def login_of(login: str) -> str:
	"""The account that logs in so."""
	return accounts.holders_of([login])[login].name


class TestBringOnLine(LiaisonTestCase):
	def bring(self, rows: dict, by: str = "admin") -> dict:
		with self.as_user(by):
			made = onboarding.bring_on_line(rows)
		for row in rows["posts"]:
			self.addCleanup(frappe.clear_cache, user=login_of(row["login"]))
		return made

	def faults(self, rows: dict) -> list[str]:
		with self.as_user("admin"):
			return onboarding.check(rows)["faults"]

	def workbook(self) -> openpyxl.Workbook:
		with self.as_user("admin"):
			onboarding.template()
		return openpyxl.load_workbook(io.BytesIO(frappe.response.pop("filecontent")))

	def test_everything_stands_and_the_people_work_at_once(self):
		answer = self.bring(ROWS)
		self.assertEqual(
			answer["made"], {"township": 1, "villages": 2, "stations": 2, "units": 1, "posts": 4}
		)
		self.assertEqual(answer["slips"].count("<section>"), 4)
		self.assertEqual(frappe.message_log, [])
		self.assertIn("丁专干", answer["slips"])
		town = frappe.get_doc("Jurisdiction", {"jurisdiction_name": "丁镇"})
		self.assertEqual(
			(town.level, town.full_name, town.parent_jurisdiction), ("Town", "试验县丁镇", self.world.county)
		)
		self.assertEqual(
			frappe.db.get_value("Congress Body", {"jurisdiction": town.name}, "body_name"),
			"试验县丁镇人民代表大会主席团",
		)
		station = frappe.get_doc("Liaison Station", {"station_name": "上河村联络站"})
		self.world.users["new_officer"] = login_of("13911110003")
		self.world.users["new_clerk"] = login_of("13911110001")
		with self.as_user("new_officer"):
			visit = self.new_visit(
				station.name, village=station.jurisdiction, receiving_deputies=[{"deputy": self.world.deputy}]
			).insert()
		with self.as_user("new_clerk"):
			self.assertEqual(frappe.get_list("Opinion Ticket", pluck="name"), [visit.matters[0].ticket])

	def test_the_same_sheet_again_adds_nothing_and_a_longer_one_the_rest(self):
		self.bring(ROWS)
		again = self.bring(ROWS)
		self.assertEqual(set(again["made"].values()), {0})
		self.assertEqual(again["slips"], "")
		longer = frappe.parse_json(frappe.as_json(ROWS))
		longer["villages"].append({"name": "下河村", "level": "Village"})
		self.assertEqual(self.bring(longer)["made"]["villages"], 1)

	def test_a_person_with_an_account_gets_the_post_only(self):
		rows = changed("posts", 0, login="test_nobody", full_name="无岗位")
		answer = self.bring(rows)
		self.assertEqual(answer["slips"].count("<section>"), 3)
		self.assertTrue(
			frappe.db.exists("Staff Post", {"user": self.world.users["nobody"], "post": "Township Clerk"})
		)

	def test_each_bad_cell_is_named(self):
		for sheet, row, values, words in (
			("township", 0, {"name": ""}, "乡镇，第2行，乡镇名称"),
			("villages", 1, {"name": "上河村"}, "村和社区，第3行，村（社区）名称：上河村已在第2行"),
			("villages", 0, {"level": "City"}, "第2行，级别：City不是以下之一：村、社区"),
			("stations", 1, {"village": "无此村"}, "联络站，第3行，村（社区）名称：无此村不是本乡镇的村"),
			("stations", 1, {"short_name": "丁"}, "联络站，第3行，简称：丁已在第2行"),
			("posts", 2, {"place": ""}, "岗位，第4行，联络站或单位：请填写本表中的联络站"),
			("posts", 3, {"place": "无此单位"}, "岗位，第5行，联络站或单位：请填写本表中的单位"),
			("posts", 0, {"login": "123"}, "岗位，第2行，手机号或用户名：123既不是11位手机号"),
			(
				"posts",
				0,
				{"login": "test_clerk"},
				"岗位，第2行，手机号或用户名：test_clerk已是张专干的登录名",
			),
			(
				"posts",
				1,
				{"login": "13911110001"},
				"岗位，第3行，手机号或用户名：13911110001已是丁专干的登录名",
			),
			(
				"posts",
				1,
				{"post": "Liaison Administrator"},
				"岗位，第3行，岗位：Liaison Administrator不是以下之一",
			),
		):
			with self.subTest(words):
				faults = self.faults(changed(sheet, row, **values))
				self.assertIn(words, "\n".join(faults))

	def test_with_one_fault_nothing_is_written(self):
		rows = changed("posts", 3, place="无此单位")
		self.assertRefuses("请填写本表中的单位", self.bring, rows)
		self.assertFalse(frappe.db.exists("Jurisdiction", {"jurisdiction_name": "丁镇"}))

	def test_nobody_but_the_administrator(self):
		for key in ("chair", "clerk", "county_approver", "nobody"):
			with self.subTest(key):
				self.assertRefuses("由联络站管理员管理", self.bring, ROWS, by=key)

	def test_the_spreadsheet_goes_out_and_comes_back(self):
		book = self.workbook()
		self.assertEqual(book.sheetnames, ["乡镇", "村和社区", "联络站", "承办单位", "岗位"])
		self.assertEqual(
			[cell.value for cell in book["岗位"][1]], ["姓名*", "手机号或用户名*", "岗位*", "联络站或单位"]
		)
		book["乡镇"].append(["丁镇", "镇"])
		book["村和社区"].append(["上河村", "村"])
		book["岗位"].append(["丁专干", 13911110001, "乡镇人大专干", None])
		book["岗位"].append(["丁主席", "1391111", "主席", None])
		stream = io.BytesIO()
		book.save(stream)
		with self.as_user("admin"):
			plan = onboarding.parse(stream.getvalue())
			onboarding.find_faults(plan)
		self.assertEqual(plan.rows["township"], [{"name": "丁镇", "level": "Town"}])
		self.assertEqual(
			plan.rows["posts"][0],
			{"full_name": "丁专干", "login": "13911110001", "post": "Township Clerk", "place": ""},
		)
		faults = [fault.in_words() for fault in plan.faults]
		self.assertEqual(len(faults), 2)
		self.assertIn("岗位，第3行，岗位：主席不是以下之一", faults[0])
		self.assertIn("岗位，第3行，手机号或用户名：1391111", faults[1])

	def test_what_is_no_spreadsheet(self):
		self.assertRefuses("不是Excel文件", onboarding.parse, b"no spreadsheet")
		book = openpyxl.Workbook()
		stream = io.BytesIO()
		book.save(stream)
		self.assertRefuses("缺少工作表", onboarding.parse, stream.getvalue())

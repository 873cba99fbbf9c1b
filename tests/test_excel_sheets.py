"""Sheets as townships keep them are read, checked whole, taken over or not at all, and given out alike."""

import datetime
import io
from contextlib import contextmanager

import frappe
import openpyxl
from werkzeug.datastructures import FileStorage

from deputy_liaison import sheet_exchange, spreadsheets
from deputy_liaison.spreadsheets import BadCell, day
from tests.base import LiaisonTestCase


def workbook(*rows: tuple, merged: str = "") -> bytes:
	"""An Excel file of these rows."""
	book = openpyxl.Workbook()
	for row in rows:
		book.active.append(row)
	if merged:
		book.active.merge_cells(merged)
	stream = io.BytesIO()
	book.save(stream)
	return stream.getvalue()


def cell(value, number_format: str = "General"):
	"""One cell as Excel would have stored it."""
	found = openpyxl.Workbook().active.cell(1, 1, value)
	found.number_format = number_format
	return found


class SheetsTestCase(LiaisonTestCase):
	kind = ""

	@contextmanager
	def upload(self, content: bytes):
		frappe.local.request = frappe._dict(files={"file": FileStorage(io.BytesIO(content), "表.xlsx")})
		try:
			yield
		finally:
			del frappe.local.request

	def send(
		self, content: bytes, keep: bool = True, by: str = "admin", town: str | None = None, answers=None
	) -> dict:
		"""What the run says at its end."""
		with self.as_user(by), self.upload(content):
			run = sheet_exchange.send(
				self.kind, town or self.world.town, int(keep), frappe.as_json(answers or {})
			)
			return sheet_exchange.progress(run)

	def fetch(self, by: str = "admin", empty: int = 0) -> openpyxl.Workbook:
		with self.as_user(by):
			sheet_exchange.fetch(self.kind, self.world.town, empty)
		return openpyxl.load_workbook(io.BytesIO(frappe.response.pop("filecontent")))

	@staticmethod
	def outcomes(state: dict) -> list[str]:
		return [row["outcome"] for row in state["rows"]]


class TestDates(LiaisonTestCase):
	"""What people write for a month of birth."""

	def test_every_way_it_is_written(self):
		may = datetime.date(1988, 5, 1)
		for value in (
			"1988.5", "1988.05", "1988年5月", "１９８８．５", "1988-05", "1988/5", "198805", 198805, 1988.5,
			1988.05, "1988 年 05 月", "19880501", datetime.datetime(1988, 5, 1), 32264,
		):  # fmt: skip
			self.assertEqual(day(cell(value)), may, value)
		self.assertEqual(day(cell(1988.1, "0.00")), datetime.date(1988, 10, 1))
		self.assertEqual(day(cell(1988.12)), datetime.date(1988, 12, 1))
		self.assertIsNone(day(cell(None)))

	def test_a_lost_zero_is_asked_for(self):
		with self.assertRaises(BadCell) as refused:
			day(cell(1988.1))
		self.assertEqual(str(refused.exception), "1988.1可能是1月，也可能是10月。请写成1988-01或1988-10。")

	def test_what_is_no_date_is_refused(self):
		for value in ("五月", "1988.13", "88.5", "1988-02-30", 12):
			with self.assertRaises(BadCell, msg=value):
				day(cell(value))


class TestGridCells(SheetsTestCase):
	kind = "GridCellSheet"
	head = ("序号", "网格名称", "网格编码", "村（社区）", "网格员", "备注说明")

	def sheet(self, *rows: tuple) -> bytes:
		return workbook(("甲镇网格情况表",), (None, "填报单位：甲镇人大"), self.head, *rows, merged="A1:F1")

	def cells(self) -> list[tuple]:
		found = frappe.get_all(
			"Grid Cell",
			{"jurisdiction": ("in", (self.world.east, self.world.west))},
			["code", "grid_name", "grid_worker"],
			order_by="code",
			as_list=True,
		)
		return list(found)

	def test_a_messy_sheet_is_read_below_its_titles(self):
		state = self.send(
			self.sheet(
				(1, "东村一 网格", "ＪＺ０１", "东村", "李　华", "x"),
				(2, "西村网格", "JZ02", "西村", None, None),
				("合计", None, None, None, "2个", None),
				(None, None, None, None, "填表人：张专干", None),
			)
		)
		self.assertTrue(state["kept"])
		self.assertEqual(self.outcomes(state), ["new", "new"])
		self.assertEqual(self.cells(), [("JZ01", "东村一网格", "李华"), ("JZ02", "西村网格", None)])
		self.assertEqual(
			state["notes"],
			[
				"不认识、未导入的列：备注说明",
				"第6行没有网格名称，未读取：合计",
				"第7行没有网格名称，未读取：填表人:张专干",
			],
		)

	def test_a_trial_keeps_nothing(self):
		state = self.send(self.sheet((1, "东村网格", "JZ01", "东村")), keep=False)
		self.assertEqual((state["kept"], self.outcomes(state), self.cells()), (False, ["new"], []))

	def test_one_bad_cell_and_nothing_is_kept(self):
		state = self.send(
			self.sheet(
				(1, "东村网格", "JZ01", "东村"),
				(2, "西村网格", "JZ01", "西村"),
				(3, "南村网格", "JZ03", "南村"),
				(4, "北村网格", None, "东村"),
			)
		)
		self.assertFalse(state["kept"])
		self.assertEqual(self.cells(), [])
		self.assertEqual(
			state["faults"],
			[
				"第5行，网格编号：JZ01已在第4行。",
				"第6行，村（社区）名称：南村不是本乡镇的村（社区）。",
				"第7行，网格编号：未填写。",
			],
		)

	def test_sent_again_it_updates_and_erases_nothing(self):
		self.send(
			self.sheet((1, "东村网格", "JZ01", "东村", "李华"), (2, "西村网格", "JZ02", "西村", "周海"))
		)
		state = self.send(
			self.sheet((1, "东村网格", "JZ01", "东村", "王芳"), (2, "西村网格", "JZ02", "西村", None))
		)
		self.assertEqual(self.outcomes(state), ["changed", "same"])
		self.assertEqual(state["rows"][0]["changes"], ["网格员"])
		self.assertEqual(self.cells(), [("JZ01", "东村网格", "王芳"), ("JZ02", "西村网格", "周海")])

	def test_given_out_it_can_be_taken_in_again(self):
		# full-width, so that it is no formula on the way in
		self.send(self.sheet((1, "＝1+1", "JZ01", "东村", "李华")))
		book = self.fetch(by="county_officer")
		rows = list(book.active.iter_rows(values_only=True))
		self.assertEqual(rows[0][0], "网格表")
		self.assertEqual(rows[1], ("序号", "网格名称", "网格编号", "村（社区）名称", "网格员"))
		self.assertEqual(rows[2], (1, "=1+1", "JZ01", "东村", "李华"))
		stream = io.BytesIO()
		book.save(stream)
		self.assertEqual(self.outcomes(self.send(stream.getvalue())), ["same"])

	def test_who_may_not_create_them_is_refused(self):
		content = self.sheet((1, "东村网格", "JZ01", "东村"))
		for key in ("officer", "clerk", "nobody", "auditor"):
			with self.assertRaises(frappe.PermissionError, msg=key):
				self.send(content, by=key)
		with self.assertRaises(frappe.PermissionError):
			self.fetch(by="officer")

	def test_another_ones_run_is_not_shown(self):
		with self.as_user("admin"), self.upload(self.sheet((1, "东村网格", "JZ01", "东村"))):
			run = sheet_exchange.send(self.kind, self.world.town)
		with self.as_user("clerk"):
			self.assertRefuses("请重新上传", sheet_exchange.progress, run)

	def test_what_is_no_such_sheet_is_refused(self):
		self.assertRefuses("不是Excel文件", self.send, b"not a workbook")
		self.assertRefuses("网格名称、网格编号、村（社区）名称", self.send, workbook(("姓名", "电话")))
		self.assertRefuses("请选择表格所属的乡镇", self.send, self.sheet(), town=self.world.east)


class TestStations(SheetsTestCase):
	kind = "StationSheet"
	head = ("阵地名称", "简称", "类型", "村", "上级站", "面积", "接待日", "微信群")

	def test_a_home_and_its_stations(self):
		state = self.send(
			workbook(
				self.head,
				("甲镇代表之家", "甲家", "代表之家", None, None, "120", "每月15日", "甲镇代表群"),
				("东村代表联络站", "东", "代表联络站", "东村", "甲镇代表之家", 60.5, None, None),
			)
		)
		self.assertEqual(state["faults"], [])
		self.assertEqual(self.outcomes(state), ["new", "changed"])
		home = frappe.get_doc("Liaison Station", {"station_name": "甲镇代表之家"})
		self.assertEqual(
			(home.station_level, home.floor_area, home.jurisdiction), ("Township Level", 120, self.world.town)
		)
		station = frappe.get_doc("Liaison Station", self.world.station)
		self.assertEqual((station.parent_station, station.floor_area), (home.name, 60.5))
		rows = list(self.fetch().active.iter_rows(min_row=3, values_only=True))
		self.assertEqual([row[1] for row in rows], ["甲镇代表之家", "东村代表联络站", "西村代表联络站"])
		self.assertEqual(rows[1][7], "甲镇代表之家")

	def test_what_the_station_itself_refuses_names_its_row(self):
		state = self.send(
			workbook(self.head, ("东村二站", "东", "代表联络站", "东村", None, None, None, None))
		)
		self.assertEqual(state["faults"], ["第2行：简称“东”在本乡镇已由“东村代表联络站”使用，请换一个。"])
		state = self.send(
			workbook(self.head, ("东村二站", "东二", "茶馆", "东村", "南站", "六十", None, None))
		)
		self.assertIn("第2行，阵地类型：茶馆", state["faults"][0])
		self.assertEqual(state["faults"][1], "第2行，面积（平方米）：“六十”不是数字。")


class TestUnits(SheetsTestCase):
	kind = "UnitSheet"

	def test_new_and_known_units(self):
		state = self.send(
			workbook(
				("单位名称", "类别", "联系电话", "负责人"),
				("甲镇水务站", "站所", "0871-6660001", "水站长"),
				("甲镇文化站", "站所", 13800138000, None),
			)
		)
		self.assertEqual((state["faults"], self.outcomes(state)), ([], ["changed", "new"]))
		unit = frappe.get_doc("Responsible Unit", {"unit_name": "甲镇文化站"})
		self.assertEqual((unit.phone, unit.jurisdiction), ("13800138000", self.world.town))
		self.assertEqual(
			frappe.db.get_value("Responsible Unit", self.world.unit_water, "phone"), "0871-6660001"
		)


class TestSize(LiaisonTestCase):
	def test_too_many_rows_are_refused(self):
		rows = [("站", str(number)) for number in range(spreadsheets.MOST_ROWS + 1)]
		columns = (spreadsheets.Column("a", "Station Name", required=True),)
		self.assertRefuses("最多3000行", spreadsheets.read, workbook(("联络站名称",), *rows), columns)

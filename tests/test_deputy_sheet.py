"""The township's sheet of deputies: who is who, several mandates, stations, and nothing half taken in."""

import datetime
import io

import frappe

from tests.test_excel_sheets import SheetsTestCase, workbook

HEAD = (
	"序号", "姓名", "性别", "民 族", "出生年月", "党派（政治面貌）", "文化程度", "单位及职务", "代表层级",
	"代表证号", "联络站", "联系电话", "固定工资收入",
)  # fmt: skip


def person(name: str, born=None, level: str = "镇", **values) -> tuple:
	"""A row of the sheet."""
	cells = {"性别": "女", "民 族": "汉", "出生年月": born, "代表层级": level, "姓名": name, **values}
	return tuple(cells.get(heading) for heading in HEAD)


class TestDeputySheet(SheetsTestCase):
	kind = "DeputySheet"

	def sheet(self, *rows: tuple) -> bytes:
		title = ("甲镇第十九届人大代表基本信息台账",)
		return workbook(title, ("填报单位（盖章）：", None, None, "2026年11月"), HEAD, *rows, merged="A1:M1")

	def deputies(self, name: str) -> list:
		return frappe.get_all("Deputy", {"deputy_name": name}, ["*"], order_by="birth_month")

	def mandates(self, deputy: str) -> list[tuple]:
		found = frappe.get_all(
			"Deputy Mandate",
			{"deputy": deputy},
			["congress_level", "workflow_state", "certificate_no"],
			order_by="congress_level",
			as_list=True,
		)
		return list(found)

	def test_a_messy_row_becomes_a_deputy_with_mandate_and_station(self):
		row = person(
			"陈　秀英", 1988.5, "县、镇", **{
				"党派（政治面貌）": "中共党员", "文化程度": "本科", "单位及职务": "东村 村委会主任",
				"代表证号": "０１２", "联络站": "东村代表联络站", "联系电话": 13987654321, "固定工资收入": "否",
			}
		)  # fmt: skip
		state = self.send(self.sheet((None,) * 13, row, ("合计", "", "1人")), by="clerk")
		self.assertEqual(state["faults"], [])
		self.assertTrue(state["kept"])
		self.assertEqual(self.outcomes(state), ["new"])
		(deputy,) = self.deputies("陈秀英")
		self.assertEqual(
			(deputy.gender, deputy.ethnic_group, deputy.birth_month, deputy.political_affiliation),
			("Woman", "汉族", datetime.date(1988, 5, 1), "Communist Party Member"),
		)
		self.assertEqual((deputy.education, deputy.mobile), ("Undergraduate Studies", "13987654321"))
		self.assertEqual((deputy.jurisdiction, deputy.has_fixed_salary), (self.world.town, 0))
		self.assertEqual(deputy.station, self.world.station)
		# a sheet confirms nobody
		self.assertEqual(
			self.mandates(deputy.name),
			[("County", "Mandate Pending", None), ("Township Level", "Mandate Pending", "012")],
		)
		self.assertEqual(deputy.credential_status, "Pending Credentials")

	def test_two_people_of_one_name_stay_two(self):
		state = self.send(self.sheet(person("陈秀英", "1988.5"), person("陈秀英", "1990.3")))
		self.assertTrue(state["kept"])
		self.assertEqual(
			[str(one.birth_month) for one in self.deputies("陈秀英")], ["1988-05-01", "1990-03-01"]
		)

	def test_one_person_in_two_rows_holds_two_mandates(self):
		state = self.send(self.sheet(person("陈秀英", "1988.5", "镇"), person("陈秀英", "1988年5月", "县")))
		self.assertTrue(state["kept"])
		(deputy,) = self.deputies("陈秀英")
		self.assertEqual(
			[level for level, *_rest in self.mandates(deputy.name)], ["County", "Township Level"]
		)

	def test_where_nothing_tells_two_rows_apart_the_reader_is_asked(self):
		sheet = self.sheet(person("陈秀英", "1988.5", "镇"), person("陈秀英", None, "县"))
		state = self.send(sheet)
		self.assertFalse(state["kept"])
		self.assertEqual(self.outcomes(state), ["new", "question"])
		self.assertEqual(
			[choice["label"] for choice in state["rows"][1]["question"]["choices"]],
			["与第4行是同一人", "另一个人，尚未登记"],
		)
		self.assertEqual(self.deputies("陈秀英"), [])
		state = self.send(sheet, answers={"5": "row:4"})
		self.assertTrue(state["kept"])
		(deputy,) = self.deputies("陈秀英")
		self.assertEqual(len(self.mandates(deputy.name)), 2)

	def test_the_answer_may_be_another_person(self):
		sheet = self.sheet(person("陈秀英", "1988.5", "镇"), person("陈秀英", None, "县"))
		self.assertTrue(self.send(sheet, answers={"5": ""})["kept"])
		self.assertEqual(len(self.deputies("陈秀英")), 2)

	def test_a_known_deputy_is_updated_not_doubled(self):
		mandates = self.mandates(self.world.deputy)
		sheet = self.sheet(person("李春华", "1970.2", "镇", 单位及职务="东村村委会"))
		state = self.send(sheet, by="clerk")
		self.assertEqual(self.outcomes(state), ["changed"])
		self.assertEqual(
			state["rows"][0]["changes"],
			["民族", "出生年月", "工作单位及职务"][-len(state["rows"][0]["changes"]) :],
		)
		(deputy,) = self.deputies("李春华")
		self.assertEqual(deputy.name, self.world.deputy)
		self.assertEqual(self.mandates(deputy.name), mandates)
		self.assertEqual(self.outcomes(self.send(sheet, by="clerk")), ["same"])

	def test_every_bad_cell_is_named_and_nothing_is_kept(self):
		state = self.send(
			self.sheet(
				person("陈秀英", "1988.13"),
				person("王小二", "1985.1", "村"),
				person("张三丰", "1985.2", 性别="不详"),
				person("李四光", "1985.3", 联络站="南村代表联络站"),
				person("赵六一", "1985.4"),
			)
		)
		self.assertFalse(state["kept"])
		self.assertEqual(
			state["faults"],
			[
				"第4行，出生年月：1988.13不是日期。请写成1988-05-01或1988-05。",
				"第5行，人大层级：村不是以下之一：全国、省、市、县、乡镇",
				"第6行，性别：不详不是以下之一：男、女",
				"第7行：所在联络站：南村代表联络站不是本乡镇的联络站。",
			],
		)
		self.assertEqual(self.deputies("赵六一"), [])

	def test_what_the_record_itself_refuses_names_its_row(self):
		self.send(self.sheet(person("陈秀英", "1988.5", "镇")))
		state = self.send(self.sheet(person("陈秀英", "2015.5", "镇")))
		self.assertEqual(state["faults"], ["第4行：出生年月：代表须年满18周岁，请核对年份。"])

	def test_a_clerk_takes_in_the_own_township_only(self):
		sheet = self.sheet(person("陈秀英", "1988.5"))
		self.assertRefuses("请选择表格所属的乡镇", self.send, sheet, by="clerk_b")
		self.assertEqual(self.deputies("陈秀英"), [])
		self.assertTrue(self.send(sheet, by="clerk_b", town=self.world.town_b)["kept"])

	def test_given_out_in_the_same_columns_and_taken_in_again(self):
		self.send(self.sheet(person("陈秀英", "1988.5", "县、镇", 联络站="东村代表联络站", 代表证号="012")))
		book = self.fetch(by="clerk")
		rows = list(book.active.iter_rows(min_row=2, values_only=True))
		found = {row[1]: dict(zip(rows[0], row, strict=True)) for row in rows[1:]}
		self.assertEqual(
			{
				heading: found["陈秀英"][heading]
				for heading in ("性别", "出生年月", "人大层级", "代表证号", "所在联络站")
			},
			{
				"性别": "女",
				"出生年月": "1988-05-01",
				"人大层级": "县、镇",
				"代表证号": "012",
				"所在联络站": "东村代表联络站",
			},
		)
		self.assertNotIn("吴南生", found)
		stream = io.BytesIO()
		book.save(stream)
		self.assertEqual(set(self.outcomes(self.send(stream.getvalue(), by="clerk"))), {"same"})

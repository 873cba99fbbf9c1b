"""The yearly assessment: self-score, review, county score, published, locked; each by its person, once."""

import io

import frappe
import openpyxl
from frappe.utils import add_days, getdate, today

from deputy_liaison.liaison_network import score_workbook
from deputy_liaison.liaison_network.doctype.station_assessment.station_assessment import (
	lock_after_appeals,
	open_round,
	take_for_many,
)
from deputy_liaison.liaison_network.print_format.station_score_sheet.station_score_sheet import (
	station_score_sheet,
)
from deputy_liaison.liaison_network.report.assessment_grades.assessment_grades import execute as grades
from deputy_liaison.liaison_network.report.assessment_ranking.assessment_ranking import execute as ranking
from deputy_liaison.liaison_network.station_scores import enter, sheet
from deputy_liaison.working_days import add_working_days
from tests import handlers
from tests.base import LiaisonTestCase

ASSESSMENT = "Station Assessment"
SCORE = "Assessment Score"
YEAR = getdate().year
EVERYBODY = (
	"admin",
	"county_officer",
	"county_approver",
	"clerk",
	"chair",
	"presidium",
	"officer",
	"water",
	"deputy",
	"auditor",
)


class AssessmentTestCase(LiaisonTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.scheme = frappe.db.get_value("Assessment Scheme", {}, "name")
		self.points = {
			row.criterion_no: row.points for row in frappe.get_doc("Assessment Scheme", self.scheme).criteria
		}
		with self.as_user("county_officer"):
			open_round(YEAR, self.scheme)
		self.east = self.of(self.world.station)
		self.west = self.of(self.world.station_west)
		self.south = self.of(self.world.station_b)

	def of(self, station: str) -> str:
		return frappe.db.get_value(ASSESSMENT, {"station": station, "assessment_year": YEAR})

	def enter(self, key: str, assessment: str, scores: dict[int, object], **reasons: str) -> dict:
		with self.as_user(key):
			return enter(
				[
					{
						"assessment": assessment,
						"criterion_no": number,
						"score": score,
						"reason": reasons.get(f"r{number}", ""),
					}
					for number, score in scores.items()
				]
			)

	def take(self, key: str, action: str, assessment: str | None = None, note: str = "", **values) -> dict:
		return self.act(key, ASSESSMENT, assessment or self.east, action, note, **values)

	def self_scored(self, assessment: str | None = None, key: str = "officer", **lost: float) -> str:
		"""Full points but for what is lost (c4=1), handed in."""
		name = assessment or self.east
		scores = {number: points - lost.get(f"c{number}", 0) for number, points in self.points.items()}
		self.assertEqual(self.enter(key, name, scores)["faults"], [])
		self.take(key, "Submit Self-Score", name)
		return name

	def scored(self, assessment: str | None = None, officer: str = "officer", chair: str = "chair", **lost):
		name = self.self_scored(assessment, officer, **lost)
		self.take(chair, "Review Assessment", name)
		self.take("county_officer", "Score Assessment", name)
		return name

	def published(self, *args, **lost) -> str:
		name = self.scored(*args, **lost)
		self.take("county_approver", "Publish Assessment", name)
		return name

	def doc(self, name: str | None = None):
		return frappe.get_doc(ASSESSMENT, name or self.east)


class TestScheme(AssessmentTestCase):
	def test_23_criteria_make_100_points(self):
		doc = frappe.get_doc("Assessment Scheme", self.scheme)
		modules: dict[str, list] = {}
		for row in doc.criteria:
			modules.setdefault(row.module, []).append(row.points)
		self.assertEqual([row.criterion_no for row in doc.criteria], list(range(1, 24)))
		self.assertEqual(
			{module: (len(points), sum(points)) for module, points in modules.items()},
			{
				"组织领导": (3, 10),
				"阵地建设": (6, 20),
				"制度台账": (4, 20),
				"活动开展": (6, 26),
				"作用发挥": (4, 24),
			},
		)
		self.assertEqual(doc.total_points, 100)

	def test_a_scheme_in_use_stays_as_it_is(self):
		with self.as_user("county_officer"):
			doc = frappe.get_doc("Assessment Scheme", self.scheme)
			doc.adopted_on = today()
			doc.save()
			doc.criteria[0].points = 4
			self.assertRefuses("复制一份再改", doc.save)
			copy = frappe.copy_doc(frappe.get_doc("Assessment Scheme", self.scheme))
			copy.scheme_name = "考评办法（修订）"
			copy.criteria[0].points = 4
			self.assertEqual(copy.insert().total_points, 101)

	def test_bounds_that_do_not_fall_are_refused(self):
		with self.as_user("county_officer"):
			copy = frappe.copy_doc(frappe.get_doc("Assessment Scheme", self.scheme))
			copy.update({"scheme_name": "考评办法（试行）", "good_from": 95})
			self.assertRefuses("依次降低", copy.insert)


class TestRound(AssessmentTestCase):
	def test_a_round_has_every_station_once(self):
		in_use = frappe.db.count("Liaison Station", {"status": "In Operation"})
		self.assertEqual(frappe.db.count(ASSESSMENT, {"assessment_year": YEAR}), in_use)
		with self.as_user("county_officer"):
			self.assertEqual(open_round(YEAR, self.scheme), 0)
		self.assertEqual(self.doc().workflow_state, "Assessment Open")
		self.assertEqual(self.doc().township, self.world.town)

	def test_the_county_alone_opens_a_round(self):
		for key in ("admin", "clerk", "chair", "county_approver"):
			with self.as_user(key):
				self.assertRefuses("县代表工委干部", open_round, YEAR - 1, self.scheme)

	def test_one_round_has_one_scheme(self):
		with self.as_user("county_officer"):
			copy = frappe.copy_doc(frappe.get_doc("Assessment Scheme", self.scheme))
			copy.scheme_name = "另一办法"
			copy.insert()
			self.assertRefuses("只用一个办法", open_round, YEAR, copy.name)
			self.assertRefuses("不是有效的考评年度", open_round, 26, self.scheme)


class TestEntering(AssessmentTestCase):
	def test_a_station_scores_itself_and_nobody_else_does(self):
		answer = self.enter("officer", self.east, {1: 3, 2: "２．５分", 3: 0})
		self.assertEqual((answer["saved"], answer["faults"]), (3, []))
		self.assertEqual(self.doc().self_total, 5.5)
		for key in ("clerk", "chair", "county_officer", "admin", "presidium", "other_officer", "nobody"):
			with self.assertRaises(frappe.PermissionError, msg=key):
				self.enter(key, self.east, {1: 2})

	def test_zero_is_a_score_and_nothing_is_none(self):
		self.enter("officer", self.east, {3: 0})
		self.assertRefuses("1、2、4、5", self.take, "officer", "Submit Self-Score")
		self.enter("officer", self.east, {3: ""})
		self.assertRefuses("1、2、3、4", self.take, "officer", "Submit Self-Score")

	def test_bad_scores_are_named_and_nothing_is_saved(self):
		answer = self.enter("officer", self.east, {1: "三", 2: 9, 3: -1, 4: 1.234, 5: 3, 24: 1})
		self.assertEqual(
			{fault["criterion_no"]: fault["message"] for fault in answer["faults"]},
			{
				1: "“三”不是数字。",
				2: "9不在0至3分之间。",
				3: "-1不在0至4分之间。",
				4: "1.234：小数点后最多两位。",
				24: "没有第24条标准。",
			},
		)
		self.assertEqual((answer["saved"], frappe.db.count(SCORE, {"assessment": self.east})), (0, 0))

	def test_after_handing_in_the_station_changes_nothing(self):
		self.self_scored()
		with self.assertRaises(frappe.PermissionError):
			self.enter("officer", self.east, {1: 1})

	def test_scores_come_through_the_sheet_alone(self):
		self.enter("officer", self.east, {1: 3})
		row = frappe.db.get_value(SCORE, {"assessment": self.east})
		for user in (*(self.world.users[key] for key in EVERYBODY), "Administrator"):
			with self.assertRaises(frappe.PermissionError, msg=user):
				handlers.rest(user, "PUT", f"resource/{SCORE}/{row}", self_score=1)
			new = {"assessment": self.east, "station": self.world.station, "criterion_no": 2}
			with self.assertRaises(frappe.PermissionError, msg=user):
				handlers.rest(user, "POST", f"resource/{SCORE}", **new)
		self.assertEqual(frappe.db.get_value(SCORE, row, "self_score"), 3)


class TestReview(AssessmentTestCase):
	def test_what_the_chair_does_not_touch_stands(self):
		self.self_scored(c4=1)
		self.enter("chair", self.east, {5: 2}, r5="标牌不统一")
		self.take("chair", "Review Assessment")
		self.assertEqual((self.doc().self_total, self.doc().review_total), (99, 98))

	def test_a_difference_wants_a_reason(self):
		self.self_scored()
		self.enter("chair", self.east, {5: 2})
		self.assertRefuses("与上一环节打分不同", self.take, "chair", "Review Assessment")
		self.enter("chair", self.east, {5: 3})
		self.take("chair", "Review Assessment")
		self.enter("county_officer", self.east, {6: 1})
		self.assertRefuses(
			"<strong>6</strong>条与上一环节打分不同", self.take, "county_officer", "Score Assessment"
		)

	def test_who_scored_does_not_review(self):
		self.give_post("officer", "Township Chair", jurisdiction=self.world.town)
		self.self_scored()
		self.assertRefuses("应由他人办理", self.take, "officer", "Review Assessment")
		with self.assertRaises(frappe.PermissionError):
			self.enter("officer", self.east, {5: 3})
		self.take("chair", "Review Assessment")
		# the chair entered no score of the own, and still handed the review in
		self.give_post("chair", "County Deputy Affairs Officer", jurisdiction=self.world.county)
		self.assertRefuses("应由他人办理", self.take, "chair", "Score Assessment")
		self.take("county_officer", "Score Assessment")
		self.give_post("officer", "County Approver", jurisdiction=self.world.county)
		self.assertRefuses("应由他人办理", self.take, "officer", "Publish Assessment")

	def test_a_chair_of_another_town_is_out_of_it(self):
		self.self_scored()
		self.assertRefuses("岗位", self.take, "chair_b", "Review Assessment")

	def test_returned_work_goes_back_with_a_reason(self):
		self.self_scored()
		self.assertRefuses("理由", self.take, "chair", "Return Assessment to Station")
		self.take("chair", "Return Assessment to Station", note="第8条请附照片")
		self.enter("officer", self.east, {8: 2.5})
		self.take("officer", "Submit Self-Score")
		self.assertEqual(self.doc().self_total, 98.5)


class TestGrades(AssessmentTestCase):
	def test_bounds_of_the_grades(self):
		for lost, grade in (
			({"c11": 6, "c21": 4}, "Excellent Grade"),
			({"c11": 6, "c21": 4.5}, "Good Grade"),
			({"c11": 6, "c21": 8, "c22": 6}, "Good Grade"),
			({"c11": 6, "c21": 8, "c22": 6.0, "c2": 0.5}, "Qualified Grade"),
		):
			frappe.db.savepoint("grade")
			self.scored(**lost)
			self.assertEqual((self.doc().county_total, self.doc().grade), (100 - sum(lost.values()), grade))
			frappe.db.rollback(save_point="grade")

	def test_below_60_is_not_qualified(self):
		lost = {f"c{number}": points for number, points in self.points.items() if number <= 9}
		self.scored(**lost, c10=4, c11=6, c15=1)
		self.assertEqual((self.doc().county_total, self.doc().grade), (59, "Unqualified Grade"))

	def test_a_bonus_stands_apart(self):
		self.self_scored()
		self.take("chair", "Review Assessment")
		self.assertRefuses(
			"最多<strong>5", self.take, "county_officer", "Score Assessment", bonus=6, bonus_reason="创新"
		)
		self.assertRefuses("加分事由", self.take, "county_officer", "Score Assessment", bonus=3)
		self.take("county_officer", "Score Assessment", bonus=3, bonus_reason="省级媒体报道")
		self.assertEqual((self.doc().county_total, self.doc().bonus), (100, 3))

	def test_the_county_mends_until_publication(self):
		self.scored()
		self.enter("county_officer", self.east, {21: 0, 11: 4}, r21="反馈超期", r11="缺两簿")
		self.assertEqual((self.doc().county_total, self.doc().grade), (90, "Excellent Grade"))
		self.enter("county_officer", self.east, {11: 3}, r11="缺三簿")
		self.assertEqual(self.doc().grade, "Good Grade")

	def test_a_stale_page_does_not_publish(self):
		self.scored()
		seen = str(frappe.db.get_value(ASSESSMENT, self.east, "modified"))
		self.enter("county_officer", self.east, {21: 0}, r21="反馈超期")
		from deputy_liaison.state_machine import act

		with self.as_user("county_approver"):
			self.assertRefuses("刷新", act, ASSESSMENT, self.east, "Publish Assessment", seen)


class TestPublication(AssessmentTestCase):
	def test_after_publication_nobody_changes_anything(self):
		self.published()
		row = frappe.db.get_value(SCORE, {"assessment": self.east, "criterion_no": 1})
		changes = {
			"county_total": 12,
			"grade": "Unqualified Grade",
			"bonus": 5,
			"workflow_state": "Assessment Open",
		}
		for user in (*(self.world.users[key] for key in EVERYBODY), "Administrator"):
			for field, value in changes.items():
				with self.assertRaises((frappe.PermissionError, frappe.ValidationError), msg=(user, field)):
					handlers.rest(user, "PUT", f"resource/{ASSESSMENT}/{self.east}", **{field: value})
			with self.assertRaises(frappe.PermissionError, msg=user):
				handlers.rest(user, "PUT", f"resource/{SCORE}/{row}", county_score=0)
			with self.assertRaises((frappe.PermissionError, frappe.LinkExistsError), msg=user):
				handlers.rest(user, "DELETE", f"resource/{ASSESSMENT}/{self.east}")
			with self.assertRaises(frappe.PermissionError, msg=user):
				handlers.rest(user, "DELETE", f"resource/{SCORE}/{row}")
			with self.assertRaises((frappe.PermissionError, frappe.ValidationError), msg=user):
				handlers.call(
					user,
					"deputy_liaison.liaison_network.station_scores.enter",
					entries=[{"assessment": self.east, "criterion_no": 1, "score": 0}],
				)
		doc = self.doc()
		self.assertEqual((doc.county_total, doc.grade, doc.bonus), (100, "Excellent Grade", 0))
		self.assertEqual(doc.workflow_state, "Assessment Published")

	def test_the_appeal_window_is_five_working_days(self):
		self.published()
		self.assertEqual(self.doc().appeal_until, add_working_days(getdate(), 5))
		self.assertRefuses("期满后才能定稿", self.take, "county_approver", "Lock Assessment")
		frappe.db.set_value(ASSESSMENT, self.east, "appeal_until", add_days(today(), -1))
		self.assertRefuses(
			"已于", self.take, "officer", "Appeal Against Assessment", appeal_text="第8条展板已更新"
		)
		self.take("county_approver", "Lock Assessment")
		self.assertEqual(self.doc().workflow_state, "Assessment Locked")

	def test_a_sustained_appeal_is_scored_and_published_anew(self):
		self.published(c8=1.5)
		self.take("officer", "Appeal Against Assessment", appeal_text="第8条展板已更新")
		self.assertRefuses("不能", self.take, "chair", "Appeal Against Assessment", appeal_text="再申诉")
		self.assertRefuses("不能", self.take, "county_approver", "Lock Assessment")
		self.assertRefuses("处理意见", self.take, "county_approver", "Sustain Assessment Appeal")
		self.take("county_approver", "Sustain Assessment Appeal", appeal_decision="经核实，同意更正")
		self.enter("county_officer", self.east, {8: 4}, r8="申诉成立")
		self.take("county_approver", "Publish Assessment")
		self.assertEqual((self.doc().county_total, self.doc().published_on), (100, getdate()))

	def test_a_dismissed_appeal_changes_nothing(self):
		self.published(c8=1.5)
		self.take("chair", "Appeal Against Assessment", appeal_text="请复核")
		self.take("county_approver", "Dismiss Assessment Appeal", appeal_decision="经核实，维持原分")
		self.assertEqual((self.doc().appeal_open, self.doc().county_total), (0, 98.5))

	def test_the_night_locks_what_nobody_appealed_against(self):
		self.published()
		self.published(self.west, "other_officer")
		self.take("other_officer", "Appeal Against Assessment", self.west, appeal_text="请复核")
		lock_after_appeals()
		self.assertEqual(self.doc().workflow_state, "Assessment Published")
		past = add_days(today(), -1)
		for name in (self.east, self.west):
			frappe.db.set_value(ASSESSMENT, name, "appeal_until", past)
		lock_after_appeals()
		self.assertEqual(self.doc().workflow_state, "Assessment Locked")
		self.assertEqual(self.doc(self.west).workflow_state, "Assessment Published")

	def test_many_at_once_and_each_refusal_in_words(self):
		self.scored()
		self.self_scored(self.west, "other_officer")
		with self.as_user("county_approver"):
			answer = take_for_many("Publish Assessment", [self.east, self.west])
			self.assertRefuses("只能逐站办理", take_for_many, "Appeal Against Assessment", [self.east])
		self.assertEqual(answer["done"], 1)
		self.assertIn("公示等级", answer["refused"][0])
		self.assertNotIn("<", answer["refused"][0])


class TestWhoSeesRanks(AssessmentTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.published()
		self.published(self.west, "other_officer", c11=6)
		self.published(self.south, "officer_b", "chair_b", c11=6)

	def ranks(self, key: str) -> dict[str, str]:
		with self.as_user(key):
			return {row["station_name"]: row["rank"] for row in ranking()[1]}

	def test_the_county_sees_all_and_a_chair_the_own_stations(self):
		self.assertEqual(
			self.ranks("county_officer"),
			{
				"东村代表联络站": "第1名（共3个站）",
				"西村代表联络站": "第2名（共3个站）",
				"南村代表联络站": "第2名（共3个站）",
			},
		)
		self.assertEqual(self.ranks("chair_b"), {"南村代表联络站": "第2名（共3个站）"})
		for key in ("officer", "clerk", "presidium", "nobody"):
			self.assertEqual(self.ranks(key), {}, key)

	def test_the_reports_door_is_shut_to_others(self):
		for key in ("officer", "clerk", "presidium", "deputy"):
			with self.assertRaises(frappe.PermissionError, msg=key):
				handlers.call(
					self.world.users[key], "frappe.desk.query_report.run", report_name="Assessment Ranking"
				)

	def test_a_clerk_opens_no_assessment(self):
		for key in ("clerk", "presidium", "deputy", "water"):
			with self.as_user(key):
				self.assertFalse(frappe.has_permission(ASSESSMENT, "read", self.east), key)
				self.assertFalse(frappe.has_permission(SCORE, "read"), key)
		with self.as_user("officer"):
			self.assertEqual(frappe.get_list(ASSESSMENT, pluck="name"), [self.east])

	def test_everybody_reads_the_grades_in_the_order_of_stations(self):
		with self.as_user("clerk_b"):
			rows = grades()[1]
		self.assertEqual(
			[(row["station_name"], row["grade"]) for row in rows],
			[("东村代表联络站", "优秀"), ("西村代表联络站", "优秀"), ("南村代表联络站", "优秀")],
		)
		self.assertNotIn("county_total", rows[0])
		with self.as_user("nobody"):
			self.assertEqual(grades()[1], [])


class TestProposals(AssessmentTestCase):
	def proposals(self, **values) -> dict[int, tuple[float, str]]:
		doc = frappe.get_doc("Liaison Station", self.world.station)
		doc.update(values)
		with self.as_user("clerk"):
			doc.save()
		with self.as_user("officer"):
			shown = sheet(YEAR)["stations"][0]["scores"]
		return {
			number: (cell["proposed"], cell["figures"])
			for number, cell in shown.items()
			if "proposed" in cell
		}

	def test_an_empty_station(self):
		self.assertEqual(
			self.proposals(),
			{
				1: (0, "未登记站长。"),
				2: (0, "本年度检查指导0次；标准不少于2次"),
				4: (0, "未登记场所。"),
				6: (2, "缺：桌椅、电脑、打印机、档案柜"),
				8: (0, "缺：代表信息、工作制度、接待安排与流程"),
				9: (0, "未登记本年度经费。"),
			},
		)

	def test_a_full_station(self):
		kinds = ("Desks and Chairs", "Desktop Computer", "Office Printer", "Filing Cabinet")
		walls = ("Deputy Information", "Rules on the Wall", "Reception Arrangements")
		found = self.proposals(
			officeholders=[{"office": "Station Head", "person_name": "李春华", "deputy": self.world.deputy}],
			premises_use="Shared Use",
			floor_area=86,
			assets=[{"asset_kind": kind, "condition": "Working Order"} for kind in kinds],
			wall_displays=[
				{"display_kind": kind, "display_title": kind, "posted_on": today()} for kind in walls
			],
			funding=[
				{"funding_year": YEAR, "source": "County Budget", "amount": 12000, "spent": 8000},
				{"funding_year": YEAR - 1, "source": "County Budget", "amount": 99000},
			],
		)
		self.assertEqual(
			found,
			{
				1: (3, "李春华：在任"),
				2: (0, "本年度检查指导0次；标准不少于2次"),
				4: (4, "兼用，86平方米；标准不少于40平方米"),
				6: (4, "已有：桌椅、电脑、打印机、档案柜"),
				8: (4, "已有：代表信息、工作制度、接待安排与流程"),
				9: (2, "本年度经费1笔，共12,000元，已支出8,000元"),
			},
		)

	def test_what_is_half_there(self):
		found = self.proposals(
			officeholders=[{"office": "Station Head", "person_name": "吴支书"}],
			premises_use="Exclusive Use",
			floor_area=25,
			assets=[
				{"asset_kind": "Desktop Computer", "condition": "Needs Repair"},
				{"asset_kind": "Desks and Chairs", "condition": "Working Order"},
			],
			wall_displays=[
				{
					"display_kind": "Rules on the Wall",
					"display_title": "制度",
					"posted_on": add_days(today(), -400),
				}
			],
		)
		self.assertEqual(found[1], (2, "吴支书：未登记为代表"))
		self.assertEqual(found[4], (3, "专用，25平方米；标准不少于40平方米"))
		self.assertEqual(found[6], (2.5, "已有：桌椅；缺：电脑、打印机、档案柜"))
		self.assertEqual(
			found[8],
			(0, "已有：工作制度；缺：代表信息、接待安排与流程；超过365天未更新：工作制度"),
		)

	def test_what_it_was_decided_by_stays_after_publication(self):
		self.proposals(premises_use="Shared Use", floor_area=86)
		self.published()
		frappe.db.set_value("Liaison Station", self.world.station, "floor_area", 10)
		with self.as_user("officer"):
			cell = sheet(YEAR)["stations"][0]["scores"][4]
		self.assertEqual((cell["proposed"], cell["figures"]), (4, "兼用，86平方米；标准不少于40平方米"))


class TestWorkbook(AssessmentTestCase):
	def download(self, key: str) -> openpyxl.Workbook:
		with self.as_user(key):
			frappe.local.response = frappe._dict()
			score_workbook.download(YEAR)
			return openpyxl.load_workbook(io.BytesIO(frappe.local.response.filecontent))

	def upload(self, key: str, book: openpyxl.Workbook) -> dict:
		stream = io.BytesIO()
		book.save(stream)
		with self.as_user(key):
			return score_workbook.enter_workbook(stream.getvalue(), YEAR)

	def test_out_filled_in_and_in_again(self):
		book = self.download("officer")
		self.assertEqual(book.sheetnames, ["打分", "理由", "考评标准"])
		scores = book["打分"]
		self.assertEqual(scores.max_column, 3 + 23)
		self.assertEqual([cell.value for cell in scores["B"]], ["联络站名称", "东村代表联络站"])
		self.assertEqual(scores["D1"].value, "1. 明确站长，由代表担任，职责清楚（3分）")
		self.assertIn("未登记站长", scores["D2"].comment.text)
		for number, points in self.points.items():
			scores.cell(2, 3 + number).value = points
		scores["G2"].value = "２分"
		book["理由"]["G2"].value = "面积不足"
		self.assertEqual(self.upload("officer", book), {"saved": 23, "faults": []})
		self.assertEqual(self.doc().self_total, 98)
		again = self.download("officer")
		self.assertEqual((again["打分"]["G2"].value, again["理由"]["G2"].value), (2, "面积不足"))
		self.assertEqual(self.upload("officer", again)["saved"], 0)

	def test_a_reason_is_never_a_formula(self):
		self.enter("officer", self.east, {4: 2}, r4="=1+1")
		cell = self.download("officer")["理由"]["G2"]
		self.assertEqual((cell.value, cell.data_type), ("=1+1", "s"))

	def test_every_bad_cell_is_named_and_nothing_is_written(self):
		book = self.download("officer")
		book["打分"]["D2"].value = 5
		book["打分"]["E2"].value = "满分"
		book["打分"]["F2"].value = 4
		book["理由"]["H2"].value = "未写分"
		row = book["打分"].max_row + 1
		book["打分"].cell(row, 1).value = "none"
		book["打分"].cell(row, 2).value = "北村代表联络站"
		answer = self.upload("officer", book)
		self.assertEqual(answer["saved"], 0)
		self.assertCountEqual(
			answer["faults"],
			[
				"工作表“打分”第3行：北村代表联络站不在本次考评范围内。",
				"工作表“打分”D2格（东村代表联络站，第1条）：5不在0至3分之间。",
				"工作表“打分”E2格（东村代表联络站，第2条）：“满分”不是数字。",
				"工作表“打分”H2格（东村代表联络站，第5条）：写了理由，但没有打分。",
			],
		)
		self.assertFalse(frappe.db.exists(SCORE, {"assessment": self.east}))

	def test_scores_of_another_turn_are_refused_where_they_differ(self):
		self.self_scored()
		book = self.download("chair")
		names = [cell.value for cell in book["打分"]["B"]]
		self.assertIn("西村代表联络站", names)
		west = names.index("西村代表联络站") + 1
		book["打分"].cell(west, 4).value = 2
		faults = self.upload("chair", book)["faults"]
		self.assertEqual(len(faults), 1)
		self.assertIn("本站现为“自评中”，不由您打分", faults[0])

	def test_other_files_are_refused_in_words(self):
		with self.as_user("officer"):
			self.assertRefuses("不是Excel文件", score_workbook.enter_workbook, b"abc", YEAR)
			stream = io.BytesIO()
			openpyxl.Workbook().save(stream)
			self.assertRefuses("缺少工作表", score_workbook.enter_workbook, stream.getvalue(), YEAR)


class TestPaper(AssessmentTestCase):
	def test_the_score_sheet_says_what_was_scored(self):
		self.self_scored()
		self.enter("chair", self.east, {5: 2}, r5="标牌<不统一>")
		self.take("chair", "Review Assessment")
		with self.as_user("officer"):
			html = frappe.get_print(ASSESSMENT, self.east, "Station Score Sheet")
			paper = station_score_sheet(self.doc())
		row = paper.rows[4]
		self.assertEqual(
			(row["reasons"], row["self_score"], row["review_score"], row["county_score"]),
			("标牌<不统一>", "3", "2", ""),
		)
		self.assertEqual([line["span"] for line in paper.rows if line["span"]], [3, 6, 4, 6, 4])
		self.assertEqual((paper.self_total, paper.review_total, paper.county_total), ("100", "99", ""))
		self.assertIn("标牌&lt;不统一&gt;", html)
		with self.as_user("clerk"), self.assertRaises(frappe.PermissionError):
			station_score_sheet(self.doc())

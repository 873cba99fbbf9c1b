"""R6 代表建议办理登记簿 and R13 代表意见建议登记本: every suggestion of a congress, with the reports' figures."""

import re

import frappe
from frappe.utils import add_days, getdate, today

from deputy_liaison.opinions import suggestion_counts
from deputy_liaison.opinions.rate_counts import Asked
from deputy_liaison.opinions.rates import RATES
from deputy_liaison.registers.suggestion_rows import RATES as PRINTED_RATES
from deputy_liaison.shares import as_text
from tests.books import HOSTILE, LONG_WORD, BookChecks, copies
from tests.test_deputy_suggestion import SUGGESTION, HandledTestCase

HEADINGS = {
	"R6": "序号 编号 标题 领衔代表 附议人数 主办 协办 交办日 期限 答复日 超期天数 结果类别 见面次数 满意度 备注",
	"R13": (
		"序号 编号 提出日期 届次/会次或闭会 领衔代表 联名 标题 主要内容 类别 承办单位 交办日期 期限 答复日期"
		" 结果类别 满意度 备注"
	),
}


class SuggestionBooks(BookChecks, HandledTestCase):
	"""The books of 甲镇's congress, begun empty."""

	code = "R6"

	def setUp(self) -> None:
		super().setUp()
		for doctype in (SUGGESTION, "Dispatch Order", "Handling Meeting", "Suggestion Cosigner"):
			frappe.db.delete(doctype)

	def book_of(self, key: str = "clerk", holder: str | None = None, **changes):
		return self.edition(key, holder or self.world.town, **changes)


class TestColumns(SuggestionBooks):
	def test_the_headings_of_both_stand_in_the_order_of_the_office(self):
		for self.code in ("R6", "R13"):
			headings = ["".join(column["heading"].split()) for column in self.book_of().data["columns"]]
			self.assertEqual(" ".join(headings), HEADINGS[self.code])

	def test_a_suggestion_from_the_dispatch_to_the_rating(self):
		name = self.replied(cosigners=[{"deputy": self.second}])
		self.fail_if_no_cosigner(name)
		frappe.db.set_value(SUGGESTION, name, "is_priority", 1)
		edition = self.book_of()
		number = self.value(name, "number")
		self.assertEqual(
			self.row_of(edition, number),
			{
				"序号": "1",
				"编号": number,
				"标题": "关于修复东村灌溉水渠的建议",
				"领衔代表": "李春华",
				"附议人数": "1",
				"主办": "甲镇水务站",
				"协办": "甲镇村镇建设办",
				"交办日": today(),
				"期限": add_days(today(), 60),
				"答复日": today(),
				"超期天数": "",
				"结果类别": "A 已经解决或基本解决",
				"见面次数": "3",
				"满意度": "",
				"备注": "已答复\n重点督办",
			},
		)
		self.assertPrinted(edition, "clerk", self.world.town)
		self.code = "R13"
		row = self.row_of(self.book_of(), number)
		self.assertEqual(row["届次/会次或闭会"], "闭会期间")
		self.assertEqual(row["联名"], "白一民")
		self.assertEqual(
			row["主要内容"],
			"三组水渠垮塌，六十亩水田无法灌溉。\n请镇水务站于春耕前修复，并列入管护计划。",
		)
		self.assertEqual(row["承办单位"], "甲镇水务站\n协办：甲镇村镇建设办")
		self.assertEqual(row["类别"], "饮水水利")
		self.assertPrinted(self.book_of(), "clerk", self.world.town)

	def fail_if_no_cosigner(self, name: str) -> None:
		self.assertEqual(frappe.db.count("Suggestion Cosigner", {"parent": name}), 1)

	def replied(self, **values) -> str:
		"""With the co-signer's word before it is handed in."""
		name = self.drafted(**values)
		if values.get("cosigners"):
			self.do("second", name, "Confirm Cosigning")
		self.do("deputy", name, "Submit Suggestion")
		self.do("clerk", name, "Accept Suggestion")
		self.do("clerk", name, "File Suggestion", **self.filing())
		self.do("chair", name, "Dispatch Suggestion", **self.approval(name))
		return super().replied(name)

	def test_rated_and_closed(self):
		name = self.signed_for(self.dispatched())
		self.do("deputy", name, "Rate Suggestion Satisfied", **self.satisfied())
		row = self.row_of(self.book_of(), self.value(name, "number"))
		self.assertEqual((row["满意度"], row["备注"]), ("满意", "已办结"))

	def signed_for(self, name: str) -> str:
		name = HandledTestCase.replied(self, name)
		self.do("deputy", name, "Sign for Reply", reply_received_on=today())
		return name

	def test_overdue_days_are_those_of_the_reports(self):
		late, answered_late = self.dispatched(), HandledTestCase.replied(self, self.dispatched())
		over = add_days(today(), -4)
		frappe.db.set_value(SUGGESTION, late, {"due_date": over, "state_due": over})
		frappe.db.set_value(SUGGESTION, answered_late, "due_date", add_days(today(), -2))
		edition = self.book_of()
		self.assertEqual(self.row_of(edition, self.value(late, "number"))["超期天数"], "4")
		self.assertEqual(self.row_of(edition, self.value(answered_late, "number"))["超期天数"], "2")
		with self.as_user("clerk"):
			found = suggestion_counts.total(
				Asked(getdate(f"{self.year}-01-01"), getdate(f"{self.year}-12-31"))
			)
		self.assertEqual(found["overdue"], 1)
		self.assertIn("超期未答复1件", edition.data["total_foot"])

	def test_drafts_are_left_out_and_what_has_no_number_comes_last(self):
		self.drafted()
		waiting = self.submitted(suggestion_title="关于路灯的建议")
		filed = self.filed()
		rows = [row["cells"] for row in self.book_of().data["rows"]]
		self.assertEqual([row[1] for row in rows], [self.value(filed, "number"), ""])
		self.assertEqual(rows[1][2], self.value(waiting, "suggestion_title"))

	def test_those_of_a_session_come_first_in_the_order_of_its_numbers(self):
		between = self.filed()
		in_session = self.filed(occasion="In Session", congress_session=self.session())
		edition = self.book_of()
		numbers = [row["number"] for row in edition.data["rows"]]
		self.assertEqual(numbers, [self.value(in_session, "number"), self.value(between, "number")])
		self.assertIn("会议期间1件、闭会期间1件", edition.data["total_foot"])
		self.code = "R13"
		self.assertIn("三次会议", self.row_of(self.book_of(), numbers[0])["届次/会次或闭会"])

	def test_a_merged_one_names_the_one_it_went_into(self):
		main = self.filed()
		merged = self.accepted()
		self.do("clerk", merged, "Merge Suggestion", main_suggestion=main)
		row = next(row for row in self.book_of().data["rows"] if "已并案" in row["cells"][-1])
		self.assertIn(f"并入{self.value(main, 'number')}", row["cells"][-1])
		self.assertFalse(row["unfinished"])

	def test_an_open_one_says_so_in_a_sealed_book(self):
		name = self.dispatched()
		for sealed, said in ((False, "办理中"), (True, "未办结")):
			edition = self.book_of(sealed=sealed)
			self.assertEqual(self.row_of(edition, self.value(name, "number"))["备注"], said)
			self.assertEqual([row["unfinished"] for row in edition.data["rows"]], [True])


class TestFigures(SuggestionBooks):
	def test_the_rates_at_the_foot_are_those_of_the_report(self):
		done = self.replied()
		self.do("deputy", done, "Sign for Reply", reply_received_on=today())
		self.do("deputy", done, "Rate Suggestion Satisfied", **self.satisfied())
		self.dispatched()
		self.filed()
		edition = self.book_of()
		foot = edition.data["total_foot"]
		with self.as_user("clerk"):
			found = suggestion_counts.total(
				Asked(getdate(f"{self.year}-01-01"), getdate(f"{self.year}-12-31"))
			)
		printed = dict(re.findall(r"　(\S+?率)(\S+)", foot))
		self.assertEqual([*printed], ["办复率", "按期办复率", "见面率", "解决率", "满意率", "综合满意率"])
		keys = {word: key for key, word in PRINTED_RATES.items()}
		for word, said in printed.items():
			self.assertEqual(said, as_text(RATES[keys[word]].of(found)), word)
		self.assertIn("全册3件（会议期间0件、闭会期间3件）　交办2件　答复1件　超期未答复0件　办结1件", foot)
		self.assertIn("办复率50%　按期办复率100%　见面率100%　解决率100%　满意率100%", foot)

	def test_an_empty_book_has_its_head_and_dashes(self):
		edition = self.book_of()
		self.assertEqual(edition.count, 0)
		self.assertEqual(edition.data["edition"], "")
		self.assertEqual(edition.data["sub_head"]["right"], "编号：无")
		self.assertIn("办复率—", edition.data["total_foot"])
		self.assertEqual(len(self.assertPrinted(edition, "clerk", self.world.town)), 1)

	def test_many_rows_each_once_with_the_sums_of_each_page(self):
		first = self.filed()
		copies(
			SUGGESTION,
			first,
			[
				{"number": f"建〔{self.year}〕第{i:03d}号", "suggestion_title": f"第{i}件建议"}
				for i in range(2, 141)
			],
		)
		edition = self.book_of()
		self.assertEqual(edition.data["sub_head"]["right"], f"编号：建〔{self.year}〕第001号至第140号")
		self.assertEqual([row["cells"][0] for row in edition.data["rows"]], [str(i) for i in range(1, 141)])
		pages = self.assertPrinted(edition, "clerk", self.world.town)
		self.assertGreater(len(pages), 4)
		found, counted = [], 0
		for page in pages:
			here = re.findall(r"第(\d+)件建议", page)
			found += here
			counted += int(re.search(r"本页(\d+)件交办0件", page)[1])
		self.assertEqual(found, [str(i) for i in range(2, 141)])
		self.assertEqual(counted, 140)

	def test_numbers_of_two_series_have_no_range(self):
		first = self.filed()
		copies(SUGGESTION, first, [{"number": "甲镇十八届人大三次会议第1号", "occasion": "In Session"}])
		for code in ("R6", "R13"):
			self.code = code
			self.assertEqual(self.book_of().data["sub_head"]["right"], "共2件")

	def test_the_number_of_queries_does_not_grow_with_the_rows(self):
		first = self.replied()
		few = self.queries_of("clerk", self.world.town)
		copies(SUGGESTION, first, [{"number": f"建〔{self.year}〕第{i:03d}号"} for i in range(2, 42)])
		self.assertEqual(self.queries_of("clerk", self.world.town), few)


class TestTextsAndPeople(SuggestionBooks):
	def test_any_text_prints_as_typed(self):
		self.code = "R13"
		self.submitted(suggestion_title="=1+1", reasons=HOSTILE, proposals=LONG_WORD)
		edition = self.book_of()
		row = self.row_of(edition, "=1+1")
		self.assertEqual(row["主要内容"], f"{HOSTILE}\n{LONG_WORD}")
		self.assertPrinted(edition, "clerk", self.world.town)

	def test_for_outside_the_text_of_a_title_only_suggestion_is_kept(self):
		self.code = "R13"
		self.submitted(publicity="Title Only")
		for outside, said in ((False, "三组水渠垮塌"), (True, "（仅公开标题）")):
			edition = self.book_of(outside=outside)
			self.assertEqual(edition.full, not outside)
			self.assertIn(said, self.row_of(edition, "关于修复东村灌溉水渠的建议")["主要内容"])
		self.assertEqual(edition.data["edition"], "掩码本")

	def test_for_outside_the_voters_of_its_sources_are_not_named(self):
		ticket = self.registered_ticket()
		name = self.submitted(
			reasons="刘大爷（13812345678，东村三组12号）反映。",
			raised_from="Opinion of a Voter",
			source_cases=[{"ticket": ticket}],
		)
		self.code = "R13"
		title = self.value(name, "suggestion_title")
		for outside, words in (
			(False, "刘大爷（13812345678，东村三组12号）反映。"),
			(True, "刘*爷（138****5678，***）反映。"),
		):
			edition = self.book_of(outside=outside)
			self.assertEqual(
				self.row_of(edition, title)["主要内容"].splitlines()[0], words, f"outside: {outside}"
			)
		self.assertPrinted(edition, "clerk", self.world.town, outside=True)

	def test_the_township_keeps_its_own_and_the_county_the_countys(self):
		own = self.filed()
		of_county = self.filed(**self.of_county())
		for key in ("clerk", "chair", "county_officer", "county_approver", "auditor"):
			numbers = [row["number"] for row in self.book_of(key).data["rows"]]
			self.assertEqual(numbers, [self.value(own, "number")], key)
		for key in ("county_officer", "county_approver", "auditor"):
			numbers = [row["number"] for row in self.book_of(key, self.world.county).data["rows"]]
			self.assertEqual(numbers, [self.value(of_county, "number")], key)

	def test_who_holds_no_post_there_is_refused(self):
		self.filed()
		self.assertRefusedTo(
			("officer", "clerk_b", "chair_b", "water", "deputy", "presidium", "admin", "nobody"),
			self.world.town,
		)
		self.assertRefusedTo(("clerk", "chair"), self.world.county)

	def test_a_sub_district_keeps_no_book_of_suggestions(self):
		street = frappe.db.get_value("Congress Body", self.sub_district_body(), "jurisdiction")
		self.assertRefusedTo(("county_officer",), street)

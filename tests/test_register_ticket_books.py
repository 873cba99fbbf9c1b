"""R7 选民意见转办情况登记簿 and R15 选民建议、批评、意见和问题反馈簿: slips, opinions and what became of them."""

import json
import re

import frappe
from frappe.utils import add_days, getdate, today

from deputy_liaison.opinions import rate_counts
from deputy_liaison.opinions.rates import RATES
from deputy_liaison.registers.ticket_rows import RATES as PRINTED_RATES
from deputy_liaison.shares import as_text
from tests.base import LiaisonTestCase
from tests.books import HOSTILE, LONG_WORD, PLACE, STATION, BookChecks, copies

TICKET, ORDER, VISIT = "Opinion Ticket", "Dispatch Order", "Constituent Visit"
FEEDBACK_HEADINGS = (
	"序号 意见编号 收到日期 性质 反映人 内容 受理人 送达单位 送达日期 承诺时限 答复内容 结果类别 反馈日期"
	" 反馈方式 反映人评价（来源） 档号"
)
SLIP_HEADINGS = (
	"转办编号 意见编号来访编号 反映人 反映日期受理日期 意见摘要 类别紧急程度 审批意见"
	" 承办单位（主协办）分办单位 转办日期转办方式 办理期限超期天数 签收人签收日期 办理情况"
	" 结果类别答复日期答复形式 督办次数 反馈日期反馈方式（满意度） 办结日期档号 备注"
)


class TicketBooks(BookChecks, LiaisonTestCase):
	"""The books of 甲镇 and 东站, begun empty."""

	def setUp(self) -> None:
		super().setUp()
		for doctype in (TICKET, ORDER, VISIT):
			frappe.db.delete(doctype)
		frappe.db.delete("Handling Log", {"event": "Disclosure"})

	def number(self, doctype: str, name: str) -> str:
		return frappe.db.get_value(doctype, name, "number")

	def closed_ticket(self) -> str:
		ticket = self.fed_back_ticket()
		self.act(
			"officer",
			TICKET,
			ticket,
			"Rate Ticket Satisfied",
			reporter_rating="Satisfied",
			rating_source="Telephone",
		)
		return ticket

	def accusation(self) -> str:
		ticket = self.registered_ticket(matters=[{"content": "村主任收了五万元。"}])
		self.act("clerk", TICKET, ticket, "Mark Ticket as Accusation")
		return ticket

	def naming_ticket(self) -> str:
		"""A matter in handling whose first words, and so its summary, tell who came and how to call."""
		ticket = self.registered_ticket(matters=[{"content": "刘大爷13812345678说,东村三组12号旁水渠垮了。"}])
		self.propose(ticket)
		self.dispatch(ticket)
		return ticket

	def assertNobodyNamed(self, key: str, holder: str, outside: bool = False) -> None:
		"""Paper and sheet of an edition that isn't full: free text is masked too."""
		edition = self.edition(key, holder, outside=outside)
		self.assertFalse(edition.full)
		pages = self.assertPrinted(edition, key, holder, outside=outside)
		for text in (json.dumps(edition.data, ensure_ascii=False), "".join(pages)):
			self.assertIn("刘*爷138****5678说", text)
			for secret in ("刘大爷", "13812345678", "三组12号"):
				self.assertNotIn(secret, text)

	def disclosures(self) -> list[str]:
		return frappe.get_all("Handling Log", {"event": "Disclosure"}, pluck="reference_doctype")

	def assertMaskedForOutside(self, said: str) -> None:
		"""The reporter in full for who opens identities, once in the log for each file; else masked."""
		town = self.world.town
		for key in ("clerk", "chair"):
			row = self.row_of(self.edition(key, town), said)
			self.assertEqual(row["反映人"], "刘大爷")
		self.printed("clerk", town)
		self.printed("clerk", town, "xlsx")
		self.assertEqual(self.disclosures(), ["Congress Body"] * 2)
		for key, outside in (("county_officer", False), ("auditor", False), ("clerk", True)):
			edition = self.edition(key, town, outside=outside)
			self.assertFalse(edition.full)
			self.assertEqual(self.row_of(edition, said)["反映人"], "刘*爷")
			self.assertNotIn("刘大爷", "".join(self.assertPrinted(edition, key, town, outside=outside)))
		self.assertEqual(len(self.disclosures()), 2)


class TestFeedbackBook(TicketBooks):
	code = "R15"

	def test_headings_and_a_matter_from_the_visit_to_its_rating(self):
		ticket = self.closed_ticket()
		edition = self.edition("clerk", self.world.town)
		headings = ["".join(column["heading"].split()) for column in edition.data["columns"]]
		self.assertEqual(" ".join(headings), FEEDBACK_HEADINGS)
		number = self.number(TICKET, ticket)
		self.assertEqual(
			self.row_of(edition, number),
			{
				"序号": "1",
				"意见编号": number,
				"收到日期": today(),
				"性质": "意见",
				"反映人": "刘大爷",
				"内容": "三组水渠垮了一段,请修一修。",
				"受理人": "王联络",
				"送达单位": "甲镇水务站",
				"送达日期": today(),
				"承诺时限": add_days(today(), 30),
				"答复内容": "水渠已修复通水。",
				"结果类别": "A 已经解决或基本解决",
				"反馈日期": today(),
				"反馈方式": "电话",
				"反映人评价（来源）": "满意\n（电话）",
				"档号": "",
			},
		)
		pages = self.assertPrinted(edition, "clerk", self.world.town)
		self.assertIn("甲镇", pages[0])
		self.assertIn("本页收到1件交办1件答复1件当场答复0件", pages[0])

	def test_free_text_names_nobody_in_an_edition_that_is_not_full(self):
		self.naming_ticket()
		for key, outside in (("county_officer", False), ("auditor", False), ("clerk", True)):
			self.assertNobodyNamed(key, self.world.town, outside)

	def test_an_open_matter_tells_where_it_stands_or_that_it_is_open(self):
		registered, fed_back = self.registered_ticket(), self.fed_back_ticket()
		for sealed, states in (
			(False, ("在册待梳理", "A 已经解决或基本解决")),
			(True, ("未办结", "A 已经解决或基本解决\n未办结")),
		):
			edition = self.edition("clerk", self.world.town, sealed=sealed)
			for ticket, state in zip((registered, fed_back), states, strict=True):
				self.assertEqual(self.row_of(edition, self.number(TICKET, ticket))["结果类别"], state)
			self.assertEqual([row["unfinished"] for row in edition.data["rows"]], [True, True])

	def test_accusations_are_left_out_whoever_prints(self):
		self.accusation()
		kept = self.registered_ticket()
		for key in ("clerk", "chair", "officer", "county_officer", "auditor"):
			for holder_type, holder in ((PLACE, self.world.town), (STATION, self.world.station)):
				self.holder_type = holder_type
				if key == "officer" and holder == self.world.town:
					continue
				numbers = [row["number"] for row in self.edition(key, holder).data["rows"]]
				self.assertEqual(numbers, [self.number(TICKET, kept)], key)

	def test_the_figures_at_the_foot_are_those_of_the_report(self):
		self.closed_ticket()
		self.dispatched_ticket()
		with self.as_user("officer"):
			self.new_visit(
				matters=[
					{
						"content": "医保什么时候缴费?",
						"outcome": "Answered on the Spot",
						"answer": "每年9月。",
						"rating": "Basically Satisfied",
					}
				]
			).insert()
		foot = self.edition("clerk", self.world.town).data["total_foot"]
		asked = rate_counts.Asked(getdate(f"{self.year}-01-01"), getdate(f"{self.year}-12-31"))
		with self.as_user("clerk"):
			found = rate_counts.total(asked)
		self.assertIn("全册收到3件　交办2件　答复1件　当场答复1件", foot)
		self.assertEqual(
			(found["received"], found["handled"], found["replied"], found["answered"]), (3, 2, 1, 1)
		)
		printed = dict(re.findall(r"　(\S+?率)(\S+)", foot))
		self.assertEqual([*printed], ["办复率", "反馈率", "满意率", "综合满意率"])
		keys = {word: key for key, word in PRINTED_RATES.items()}
		for word, said in printed.items():
			self.assertEqual(said, as_text(RATES[keys[word]].of(found)), word)
		self.assertIn("满意率50%　综合满意率100%", foot)

	def test_the_reporter_is_masked_for_outside_and_each_full_print_logged(self):
		self.assertMaskedForOutside(self.number(TICKET, self.registered_ticket()))

	def test_for_outside_the_summary_stands_for_the_words_and_a_confidence_is_kept(self):
		open_one = self.registered_ticket(matters=[{"content": "甲" * 60}])
		secret = self.registered_ticket(keep_confidential=1, matters=[{"content": "邻居家违建"}])
		edition = self.edition("clerk", self.world.town, outside=True)
		self.assertEqual(
			self.row_of(edition, self.number(TICKET, open_one))["内容"],
			frappe.db.get_value(TICKET, open_one, "subject"),
		)
		self.assertEqual(self.row_of(edition, self.number(TICKET, secret))["内容"], "反映人要求保密")

	def test_a_station_prints_its_own_and_the_township_all(self):
		east = self.registered_ticket()
		with self.as_user("other_officer"):
			west = self.new_visit(self.world.station_west).insert().matters[0].ticket
		numbers = {ticket: self.number(TICKET, ticket) for ticket in (east, west)}
		found = [row["number"] for row in self.edition("clerk", self.world.town).data["rows"]]
		self.assertEqual(found, list(numbers.values()))
		self.holder_type = STATION
		found = [row["number"] for row in self.edition("officer", self.world.station).data["rows"]]
		self.assertEqual(found, [numbers[east]])
		self.assertRefusedTo(("other_officer", "clerk_b", "water", "deputy", "nobody"), self.world.station)
		self.holder_type = PLACE
		self.assertRefusedTo(
			("officer", "clerk_b", "chair_b", "water", "presidium", "nobody"), self.world.town
		)

	def test_any_text_prints_as_typed(self):
		ticket = self.registered_ticket(reporter_name="𠮷䶮", matters=[{"content": HOSTILE}])
		long_one = self.registered_ticket(matters=[{"content": LONG_WORD}])
		edition = self.edition("clerk", self.world.town)
		self.assertEqual(self.row_of(edition, self.number(TICKET, ticket))["内容"], HOSTILE)
		self.assertEqual(self.row_of(edition, self.number(TICKET, long_one))["内容"], LONG_WORD)
		self.assertPrinted(edition, "clerk", self.world.town)

	def test_empty_and_many(self):
		town = self.world.town
		empty = self.edition("clerk", town)
		self.assertEqual((empty.count, empty.full), (0, False))
		self.assertIn("编号：无", self.assertPrinted(empty, "clerk", town)[0])
		first = self.fed_back_ticket()
		few = self.queries_of("clerk", town)
		copies(
			TICKET,
			first,
			[{"number": f"意〔{self.year}〕第{i:03d}号", "content": f"事项{i}号。"} for i in range(101, 221)],
		)
		self.assertEqual(self.queries_of("clerk", town), few)
		edition = self.edition("clerk", town)
		pages = self.assertPrinted(edition, "clerk", town)
		found = re.findall(r"事项(\d+)号", "".join(pages))
		self.assertEqual(found, [str(i) for i in range(101, 221)])
		self.assertEqual(sum(int(n) for n in re.findall(r"本页收到(\d+)件", "".join(pages))), 121)


class TestSlipBook(TicketBooks):
	code = "R7"

	def test_headings_and_a_slip_from_its_issue_to_the_rating(self):
		ticket = self.closed_ticket()
		order = self.order_of(ticket)
		edition = self.edition("clerk", self.world.town)
		headings = ["".join(column["heading"].split()) for column in edition.data["columns"]]
		self.assertEqual(" ".join(headings), SLIP_HEADINGS)
		visit = frappe.db.get_value(TICKET, ticket, "visit")
		self.assertEqual(
			self.row_of(edition, self.number(ORDER, order)),
			{
				"转办编号": self.number(ORDER, order),
				"意见编号来访编号": f"{self.number(TICKET, ticket)}\n{self.number(VISIT, visit)}",
				"反映人": "刘大爷",
				"反映日期受理日期": f"{today()}\n{today()}",
				"意见摘要": frappe.db.get_value(ORDER, order, "subject"),
				"类别紧急程度": "饮水水利",
				"审批意见": "同意,请抓紧办理。",
				"承办单位（主协办）分办单位": "甲镇水务站\n主办",
				"转办日期转办方式": f"{today()}\n平台",
				"办理期限超期天数": add_days(today(), 30),
				"签收人签收日期": f"水经办\n{today()}",
				"办理情况": "水渠已修复通水。",
				"结果类别答复日期答复形式": f"A 已经解决或基本解决\n{today()}\n书面",
				"督办次数": "",
				"反馈日期反馈方式（满意度）": f"{today()}\n电话\n满意\n（电话）",
				"办结日期档号": today(),
				"备注": "答复已收",
			},
		)
		self.assertPrinted(edition, "clerk", self.world.town)

	def test_one_row_to_an_order_and_its_sums(self):
		self.dispatched_ticket()
		edition = self.edition("clerk", self.world.town)
		self.assertEqual(
			[self.row_of(edition, role)["承办单位（主协办）分办单位"] for role in ("主办", "协办")],
			["甲镇水务站\n主办", "甲镇村镇建设办\n协办"],
		)
		self.assertIn("全册转办2件（主办1件）　签收0件　答复0件", edition.data["total_foot"])

	def test_overdue_days_are_those_of_the_report(self):
		from deputy_liaison.opinions.report.overdue_orders import overdue_orders

		order = self.order_of(self.dispatched_ticket())
		late = add_days(today(), -3)
		frappe.db.set_value(ORDER, order, {"due_date": late, "state_due": late})
		edition = self.edition("clerk", self.world.town)
		self.assertEqual(self.row_of(edition, self.number(ORDER, order))["办理期限超期天数"], f"{late}\n3")
		with self.as_user("clerk"):
			_columns, rows, *_rest = overdue_orders.execute({})
		self.assertEqual([row["days_overdue"] for row in rows], [3])
		self.assertIn("超期未答复1件", edition.data["total_foot"])

	def test_an_open_slip_in_a_sealed_book(self):
		order = self.order_of(self.dispatched_ticket())
		for sealed, said in ((False, "已交办"), (True, "未办结")):
			edition = self.edition("clerk", self.world.town, sealed=sealed)
			self.assertEqual(self.row_of(edition, self.number(ORDER, order))["备注"], said)

	def test_a_slip_of_what_turned_out_an_accusation_keeps_number_and_day(self):
		ticket = self.dispatched_ticket()
		order = self.order_of(ticket)
		frappe.db.set_value(TICKET, ticket, "restriction", 1)
		for key in ("clerk", "chair", "county_officer"):
			row = self.row_of(self.edition(key, self.world.town), self.number(ORDER, order))
			self.assertEqual(
				{text for text in row.values() if text}, {row["转办编号"], f"{today()}", "已按规定移送"}
			)

	def test_the_reporter_is_masked_for_outside_and_each_full_print_logged(self):
		self.assertMaskedForOutside(self.number(ORDER, self.order_of(self.dispatched_ticket())))

	def test_free_text_names_nobody_in_an_edition_that_is_not_full(self):
		order = self.order_of(self.naming_ticket())
		# whatever column somebody typed it in
		frappe.db.set_value(
			ORDER, order, {"approval": "请速复刘大爷。", "withdrawal_reason": "13812345678打不通"}
		)
		of_county = {"number": f"县转〔{self.year}〕第001号", "handling_level": "County"}
		copies(ORDER, order, [{**of_county, "responsible_unit": self.world.unit_power}])
		for key, outside in (("county_officer", False), ("auditor", False), ("clerk", True)):
			self.assertNobodyNamed(key, self.world.town, outside)
		self.assertNobodyNamed("county_officer", self.world.county)

	def test_the_county_keeps_the_slips_of_its_own_series(self):
		order = self.order_of(self.dispatched_ticket())
		of_county = copies(
			ORDER,
			order,
			[
				{
					"number": f"县转〔{self.year}〕第001号",
					"handling_level": "County",
					"responsible_unit": self.world.unit_power,
				}
			],
		)[0]
		numbers = [row["number"] for row in self.edition("clerk", self.world.town).data["rows"]]
		self.assertNotIn(self.number(ORDER, of_county), numbers)
		numbers = [row["number"] for row in self.edition("county_officer", self.world.county).data["rows"]]
		self.assertEqual(numbers, [self.number(ORDER, of_county)])
		self.assertRefusedTo(("clerk", "chair", "officer"), self.world.county)

	def test_slips_of_suggestions_are_in_no_book_of_opinions(self):
		order = self.order_of(self.dispatched_ticket())
		copies(
			ORDER,
			order,
			[{"number": f"转〔{self.year}〕第900号", "opinion_ticket": None, "deputy_suggestion": "x"}],
		)
		self.assertEqual(self.edition("clerk", self.world.town).count, 2)

	def test_empty_and_many_and_odd_texts(self):
		town = self.world.town
		self.assertEqual(len(self.assertPrinted(self.edition("clerk", town), "clerk", town)), 1)
		order = self.order_of(self.dispatched_ticket())
		few = self.queries_of("clerk", town)
		changes = [
			{"number": f"转〔{self.year}〕第{i:03d}号", "subject": f"事项{i}号", "round": i}
			for i in range(101, 201)
		]
		changes[0].update(subject="=cmd()", reply=HOSTILE, explanation=LONG_WORD)
		copies(ORDER, order, changes)
		self.assertEqual(self.queries_of("clerk", town), few)
		edition = self.edition("clerk", town)
		pages = self.assertPrinted(edition, "clerk", town)
		self.assertEqual(re.findall(r"事项(\d+)号", "".join(pages)), [str(i) for i in range(102, 201)])
		self.assertEqual(self.row_of(edition, "=cmd()")["办理情况"], f"{HOSTILE}\n{LONG_WORD}")

	def test_who_may_print_it(self):
		self.dispatched_ticket()
		for key in ("clerk", "chair", "county_officer", "county_approver", "auditor"):
			self.assertEqual(self.edition(key, self.world.town).count, 2, key)
		self.assertRefusedTo(
			("officer", "clerk_b", "water", "deputy", "presidium", "admin", "nobody"),
			self.world.town,
		)
		self.holder_type = STATION
		self.assertEqual(self.edition("officer", self.world.station).count, 2)
		self.assertRefusedTo(("other_officer", "officer_b", "water"), self.world.station)

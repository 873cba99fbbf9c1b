"""P4 to P10 and the answer to the voter: what each paper says in which order, for whom, and on how many pages."""

import re

import frappe
from frappe.utils import add_days, getdate, now_datetime, today
from frappe.utils.pdf import cleanup, prepare_options

from deputy_liaison.confirmations import confirmed, short_hash
from deputy_liaison.opinions.dispatch_letters import number_letter
from deputy_liaison.opinions.doctype.handling_meeting.handling_meeting import STAGES
from deputy_liaison.opinions.notices_in_full import notice_in_full
from tests import pdf_text
from tests.base import make
from tests.test_deputy_suggestion import HandledTestCase
from tests.test_papers import HOSTILE, REPORTER, Papers

SUGGESTION, TICKET, ORDER, VISIT = (
	"Deputy Suggestion",
	"Opinion Ticket",
	"Dispatch Order",
	"Constituent Visit",
)
SHEET = "Suggestion Sheet"
DISPATCH, REPLY = "Dispatch Letter", "Reply Letter"
# `赵主席2026年9月7日09:15系统确认3fa81c20`
CONFIRMED = r"\d{4}年\d{1,2}月\d{1,2}日\d\d:\d\d系统确认[0-9a-f]{8}"


class Letters(Papers, HandledTestCase):
	"""甲镇's papers; its letters are numbered with 甲人主席团."""

	def setUp(self) -> None:
		super().setUp()
		self.code("甲人主席团")

	def code(self, code: str) -> None:
		frappe.db.set_value("Congress Body", self.body, "office_code", code)
		frappe.clear_document_cache("Congress Body", self.body)
		self.addCleanup(frappe.clear_document_cache, "Congress Body", self.body)

	def number(self, order: str, key: str = "clerk", **values) -> str:
		with self.as_user(key):
			return number_letter(order, **values)

	def order_number(self, order: str) -> str:
		return frappe.db.get_value(ORDER, order, "number")

	def assertOthersRefused(self, doctype: str, name: str, paper: str, *keys: str) -> None:
		for key in keys:
			with self.subTest(f"{paper}: {key}"):
				self.assertPrintRefused(key, doctype, name, paper)


class Answered(Letters):
	"""Suggestions that the water station answered by letter."""

	def answered(self, **values) -> tuple[str, str]:
		name = self.dispatched()
		order = self.acknowledged(name)
		self.meet(order, *STAGES)
		self.act("water", ORDER, order, "Reply to Order", **self.letter(**values))
		return name, order

	def promise(self) -> dict:
		return {
			"result_class": frappe.db.get_value("Result Class", {"code": "B"}),
			"explanation": "资金已列入年度计划。",
			"plan": "明年春灌前重修水渠。",
			"plan_due": add_days(today(), 100),
		}


class TestSuggestionSheet(Letters):
	"""P4 代表建议、批评和意见专用纸."""

	def test_labels_and_values_stand_in_order(self):
		frappe.db.set_value(
			"Deputy",
			self.world.deputy,
			{"mobile": "13800000001", "employer_and_post": "东村合作社理事长", "postal_address": "东村3组"},
		)
		name = self.drafted(
			cosigners=[{"deputy": self.second}], wants_contact=1, repeated_for="Two Years Running"
		)
		self.do("second", name, "Confirm Cosigning")
		self.do("deputy", name, "Submit Suggestion")
		self.do("clerk", name, "Accept Suggestion")
		self.do("clerk", name, "File Suggestion", **self.filing())
		text = self.text(SUGGESTION, name, SHEET)
		self.assertInOrder(
			text,
			"试验县甲镇人民代表大会主席团代表建议、批评和意见专用纸",
			f"闭会期间编号：{self.value(name, 'number')}",
			"标题关于修复东村灌溉水渠的建议",
			"领衔代表李春华代表证号",
			"代表团选区",
			"单位及职务东村合作社理事长联系电话13800000001",
			"通讯地址东村3组电子邮箱",
			"形成方式□调研视察☑走访选民□接待选民",
			"多年多次提出☑连续两年□连续三年",
			"公开意见☑同意全文公开□仅公开标题",
			"办理要求☑希望承办单位加强沟通□仅供参考，不需书面答复",
			"事由三组水渠垮塌，六十亩水田无法灌溉。",
			"具体工作建议请镇水务站于春耕前修复，并列入管护计划。",
			f"附件□有（附后）提出日期{self.day()}",
			"领衔代表签名李春华",
			"序号联名（附议）代表代表证号代表团、选区签名",
			f"1白一民白一民{self.day()}",
			f"受理人张专干受理日期{self.day()}",
		)
		self.assertRegex(text, f"领衔代表签名李春华{CONFIRMED}")
		self.assertRegex(text, f"1白一民白一民{CONFIRMED}")
		self.assertEqual(len(self.pages(SUGGESTION, name, SHEET)), 1)

	def test_a_draft_prints_for_the_pen(self):
		name = self.drafted("clerk", on_paper=1, handed_in_on=today(), paper_scan="/private/files/scan.pdf")
		text = self.text(SUGGESTION, name, SHEET)
		self.assertIn("领衔代表签名签名：年月日", text)
		self.assertNotIn("None", text)

	def test_what_a_clerk_took_over_from_paper_is_not_confirmed_in_the_app(self):
		name = self.drafted("clerk", on_paper=1, handed_in_on=today(), paper_scan="/private/files/scan.pdf")
		self.do("clerk", name, "Submit Suggestion")
		self.assertIn("领衔代表签名签名：年月日", self.text(SUGGESTION, name, SHEET))

	def test_hostile_words_stand_as_typed(self):
		name = self.submitted(reasons=HOSTILE, proposals="很长" * 900)
		self.assertHarmless(self.html(SUGGESTION, name, SHEET))
		self.assertIn("".join(HOSTILE.split()), self.words(SUGGESTION, name, SHEET))
		pages = self.pages(SUGGESTION, name, SHEET)
		self.assertEqual("".join(pages).count("很"), 900)

	def test_others_do_not_print_it(self):
		self.assertOthersRefused(SUGGESTION, self.submitted(), SHEET, "water", "clerk_b", "officer", "nobody")


class TestDispatchLetter(Letters):
	"""P5 交办函."""

	def test_of_a_suggestion(self):
		name = self.dispatched(cosigners=[])
		order = self.order(name)
		number = self.number(order)
		self.assertRegex(number, rf"^甲人主席团〔{getdate().year}〕[1-9]\d*号$")
		text = self.text(ORDER, order, DISPATCH)
		self.assertInOrder(
			text,
			f"试验县甲镇人民代表大会主席团{number}",
			f"关于交办{self.value(name, 'number')}代表建议的函",
			"甲镇水务站：",
			f"李春华代表提出的《关于修复东村灌溉水渠的建议》（{self.value(name, 'number')}）交由你单位主办。",
			"主席批示：同意，请按期办理。",
			f"请明确责任人，于{self.day(add_days(today(), 60))}前办结。",
			f"附件：《代表建议交办单》（{self.order_number(order)}）",
			f"试验县甲镇人民代表大会主席团（盖章）{self.day()}",
		)
		self.assertNotIn("未编发函号", text)
		self.assertIn("交由你单位协办", self.text(ORDER, self.order(name, "Supporting"), DISPATCH))
		self.assertEqual(len(self.pages(ORDER, order, DISPATCH)), 1)

	def test_a_numbered_letter_keeps_its_day_when_more_time_is_granted(self):
		order = self.acknowledged(self.dispatched())
		due = frappe.db.get_value(ORDER, order, "due_date")
		self.number(order)
		until = str(add_days(due, 10))
		asked = {"extension_until": until, "extension_reason": "等材料。"}
		self.act("water", ORDER, order, "Request Order Extension", **asked)
		self.act("chair", ORDER, order, "Grant Order Extension", extension_until=until)
		self.assertIn(f"于{self.day(due)}前办结", self.text(ORDER, order, DISPATCH))

	def test_printing_takes_no_number(self):
		order = self.order_of(self.dispatched_ticket())
		for _time in range(2):
			self.assertIn("未编发函号，不得发出", self.text(ORDER, order, DISPATCH))
		first = self.number(order)
		self.assertIn(first, self.text(ORDER, order, DISPATCH))
		second = self.number(self.order_of(self.dispatched_ticket()))
		self.assertEqual(_sequence(second), _sequence(first) + 1)

	def test_a_number_is_taken_once_and_logged(self):
		order = self.order_of(self.dispatched_ticket())
		number = self.number(order, "chair")
		self.assertRefuses("已有文号", self.number, order)
		self.assertEqual(
			frappe.db.get_value(ORDER, order, ["letter_number", "letter_on"]), (number, getdate())
		)
		line = frappe.get_last_doc("Handling Log", {"reference_name": order, "action": "Number the Letter"})
		self.assertEqual((line.note, line.person_name), (number, "赵主席"))

	def test_only_the_office_that_sends_it_takes_one(self):
		order = self.order_of(self.dispatched_ticket())
		for key in ("water", "officer", "clerk_b", "county_officer", "admin", "nobody"):
			with self.subTest(key):
				self.assertForbidden(self.number, order, key)
		self.assertFalse(frappe.db.get_value(ORDER, order, "letter_number"))

	def test_what_is_missing_or_too_early_is_said(self):
		order = self.order_of(self.dispatched_ticket())
		self.assertRefuses("早于交办", self.number, order, letter_on=add_days(today(), -1))
		self.assertRefuses("晚于今天", self.number, order, letter_on=add_days(today(), 1))
		self.code("")
		self.assertRefuses("机关代字", self.number, order)

	def test_no_letter_goes_out_for_what_was_withdrawn(self):
		order = self.order_of(self.dispatched_ticket())
		frappe.db.set_value(ORDER, order, "workflow_state", "Order Withdrawn")
		self.assertRefuses("不再发函", self.number, order)

	def test_nobody_types_a_number_in(self):
		order = self.order_of(self.dispatched_ticket())
		with self.as_user("clerk"):
			doc = frappe.get_doc(ORDER, order)
			doc.letter_number = "甲人主席团〔2026〕99号"
			self.assertRefuses("不能修改“<strong>函件文号", doc.save)

	def test_a_village_is_asked_and_not_ordered(self):
		village = make(
			"Responsible Unit",
			unit_name="东村村民委员会",
			kind="Village Committee",
			jurisdiction=self.world.east,
		)
		ticket = self.registered_ticket()
		self.act(
			"clerk",
			TICKET,
			ticket,
			"Send Ticket to Village",
			category=self.category,
			village_unit=village,
			due_date=add_days(today(), 10),
			proposal="请村里先行协调。",
		)
		text = self.text(ORDER, self.order_of(ticket), DISPATCH)
		self.assertIn("关于商请协调办理", text)
		self.assertIn("送你村（社区），请协调办理。", text)
		self.assertNotIn("交办", text)

	def test_the_county_s_letter_has_the_county_s_head(self):
		name = self.dispatched(**self.of_county())
		text = self.text(ORDER, self.order(name), DISPATCH, "county_officer")
		self.assertIn("试验县人民代表大会常务委员会关于交办", "".join(text.split("未编发函号，不得发出")))
		self.assertNotIn("主席团", text)

	def test_a_sub_district_s_letter_speaks_of_its_working_committee(self):
		body = self.sub_district_body()
		frappe.db.set_value("Congress Body", body, {"chair_title": "主任", "office_code": "试人街工委"})
		order = self.order_of(self.dispatched_ticket())
		street = frappe.db.get_value("Congress Body", body, "jurisdiction")
		frappe.db.set_value(ORDER, order, {"jurisdiction": street, "township": street})
		# read as the site's administrator: no one of the small county has a post in the street
		html = frappe.get_print(ORDER, order, DISPATCH)
		self.assertIn("试验县人大常委会城北街道工委", html)
		self.assertIn("主任批示", html)
		self.assertNotIn("街道人民代表大会", html)
		self.assertNotIn("主席团", re.sub(r"<title>.*?</title>", "", html))

	def test_measures_of_an_official_letter(self):
		"""Text area 156 × 225 mm: 37 mm from the top, 28 from the left, 28 characters a line."""
		ticket = self.registered_ticket(matters=[{"content": "水渠" * 20, "outcome": "To Be Handled"}])
		self.propose(ticket)
		self.act("chair", TICKET, ticket, "Dispatch Ticket", approval="请抓紧办理" * 40)
		boxes = self.boxes(ORDER, self.order_of(ticket), DISPATCH)
		points_to_mm = 25.4 / 72
		self.assertAlmostEqual(min(box[0] for box in boxes) * points_to_mm, 28, delta=2)
		self.assertLess(max(box[2] for box in boxes) * points_to_mm, 185)
		self.assertGreater(min(box[1] for box in boxes) * points_to_mm, 36)
		self.assertLess(max(box[3] for box in boxes) * points_to_mm, 297 - 34)
		# digits are narrow: lines of characters alone
		full = [box[4] for box in boxes if re.fullmatch(r"[\u2e80-\u2fd5\u4e00-\u9fff]+", box[4])]
		self.assertEqual(max(map(len, full)), 28)

	def test_the_number_of_the_page_goes_to_the_engine_as_a_footer(self):
		html = self.html(ORDER, self.order_of(self.dispatched_ticket()), DISPATCH)
		_html, options = prepare_options(html, {})
		self.addCleanup(cleanup, options)
		with open(options["footer-html"], encoding="utf-8") as footer:
			self.assertIn('— <span class="page"></span> —', footer.read())
		# some versions add the unit, which is the engine's default
		margins = [
			options[f"margin-{side}"].removesuffix("mm") for side in ("top", "right", "bottom", "left")
		]
		self.assertEqual(margins, ["37", "26", "35", "28"])

	def test_hostile_words_and_other_readers(self):
		ticket = self.registered_ticket(matters=[{"content": HOSTILE, "outcome": "To Be Handled"}])
		self.propose(ticket)
		self.act("chair", TICKET, ticket, "Dispatch Ticket", approval=HOSTILE)
		order = self.order_of(ticket)
		self.assertHarmless(self.html(ORDER, order, DISPATCH))
		self.assertIn(f"主席批示：{''.join(HOSTILE.split())}", self.words(ORDER, order, DISPATCH))
		self.assertOthersRefused(ORDER, order, DISPATCH, "works", "clerk_b", "other_officer", "nobody")


def _sequence(number: str) -> int:
	return int(number.rsplit("〕", 1)[1].removesuffix("号"))


class TestDispatchSlip(Letters):
	"""R7 of a suggestion: 代表建议交办单."""

	PAPER = "Opinion Referral Card"

	def test_labels_and_values_stand_in_order(self):
		name = self.dispatched()
		order = self.order(name)
		counterfoil, parts = self.pages(ORDER, order, self.PAPER)
		number, of_order = self.value(name, "number"), self.order_number(order)
		self.assertIn("试验县甲镇人民代表大会主席团", counterfoil)
		self.assertInOrder(
			counterfoil,
			"代表建议交办单（存根联）",
			f"主办单位：甲镇水务站编号：{of_order}",
			f"建议编号{number}届次会次闭会期间领衔代表李春华",
			f"提出日期{self.day()}受理日期{self.day()}提出代表李春华",
			"建议标题关于修复东村灌溉水渠的建议",
			"建议类别饮水水利紧急程度正常办理期限",
			"公开意见同意全文公开乡镇人大拟办意见拟请水务站主办",
			"主席（主席团）审批意见同意，请按期办理。赵主席",
			"承办单位主办：甲镇水务站协办：甲镇村镇建设办分办单位",
			"满意度、评价来源代表意见",
		)
		self.assertInOrder(
			parts,
			"代表建议交办单（交办联）甲镇水务站：",
			"现将下列代表建议转交你单位主办，请于",
			"事由与具体建议三组水渠垮塌",
			"交办机关（盖章）",
			"代表建议交办单（回执联）试验县甲镇人民代表大会主席团：",
			"办理情况（答复）列入计划完成时间",
			"承办单位负责人签名：（盖章）",
		)


class TestReplyLetter(Answered):
	"""P7 答复函 with its 回执."""

	def test_letter_and_slip(self):
		name, order = self.answered(**self.promise())
		number = self.value(name, "number")
		for key in ("clerk", "water"):
			text = self.text(ORDER, order, REPLY, key)
			self.assertInOrder(
				text,
				"甲镇水务站甲水〔2026〕3号签发人：水务站站长",
				f"关于{number}代表建议的答复",
				"李春华代表：",
				f"您提出的《关于修复东村灌溉水渠的建议》（{number}）收悉。现答复如下：",
				"水渠已修复通水。资金已列入年度计划。明年春灌前重修水渠。",
				f"以上事项承诺于{self.day(add_days(today(), 100))}前完成，办理结果类别：B正在解决或已列入计划。",
				"附件：回执",
				f"甲镇水务站（盖章）{self.day()}",
				"（联系人：水经办）",
				"抄送：试验县甲镇人民代表大会主席团。",
				"代表建议办理情况回执试验县甲镇人民代表大会主席团：",
				f"建议编号：{number}",
				f"承办单位甲镇水务站交办编号{self.order_number(order)}",
				f"答复文号甲水〔2026〕3号答复日期{self.day()}",
				"对办理态度□满意□基本满意□不满意",
				"对办理结果□满意□基本满意□不满意",
				"意见代表签名签名：年月日",
			)
		pages = self.pages(ORDER, order, REPLY)
		self.assertEqual(len(pages), 2)
		self.assertIn("抄送", pages[0])
		self.assertIn("回执", pages[1])

	def test_a_unit_reads_what_was_thought_of_it_nowhere_on_the_slip(self):
		name, order = self.answered()
		self.do("deputy", name, "Sign for Reply", reply_received_on=today())
		self.do(
			"deputy",
			name,
			"Rate Suggestion Satisfied",
			attitude_rating="Satisfied",
			result_rating="Basically Satisfied",
		)
		self.assertNotIn("☑", self.text(ORDER, order, REPLY, "water"))

	def test_before_the_reply_there_is_none(self):
		order = self.order(self.dispatched())
		self.assertIn("尚未答复，不能打印答复函。", self.text(ORDER, order, REPLY))

	def test_a_ticket_is_answered_by_letter_only_in_writing(self):
		ticket = self.dispatched_ticket()
		self.reply(ticket)
		text = self.text(ORDER, self.order_of(ticket), REPLY)
		self.assertIn("关于意〔", text)
		self.assertIn("试验县甲镇人民代表大会主席团：你们转〔", text)
		for full in REPORTER:
			self.assertNotIn(full, self.html(ORDER, self.order_of(ticket), REPLY))
		self.assertNotIn("回执", text)
		self.assertEqual(len(self.pages(ORDER, self.order_of(ticket), REPLY)), 1)
		told = self.dispatched_ticket()
		self.reply(told, reply_form="Oral")
		self.assertIn("已口头答复，没有答复函。", self.text(ORDER, self.order_of(told), REPLY))

	def test_hostile_words_and_other_readers(self):
		_name, order = self.answered(reply=HOSTILE)
		self.assertHarmless(self.html(ORDER, order, REPLY))
		self.assertIn("".join(HOSTILE.split()), self.words(ORDER, order, REPLY))
		self.assertOthersRefused(ORDER, order, REPLY, "works", "clerk_b", "nobody")


class TestFaceToFaceReply(Answered):
	"""P8 当面答复记录 and P9 办理情况征询意见表: filled in as far as the app knows."""

	FACE, INQUIRY = "Face-to-Face Reply", "Inquiry on Handling"

	def test_the_meeting_before_the_reply_stands_on_the_record(self):
		name, order = self.answered()
		text = self.text(ORDER, order, self.FACE, "water")
		self.assertInOrder(
			text,
			"甲镇水务站当面答复记录",
			f"建议编号：{self.value(name, 'number')}交办编号：{self.order_number(order)}",
			"代表李春华承办单位甲镇水务站",
			f"答复时间{self.day()}答复地点",
			"答复方式当面",
			"参加人李春华、水务站站长",
			"答复要点水渠已修复通水。",
			"代表签署意见签名：",
			"承办单位负责人签名：（盖章）",
			"记录人签名：",
		)
		self.assertEqual(len(self.pages(ORDER, order, self.FACE)), 1)

	def test_without_a_meeting_it_is_for_the_pen(self):
		order = self.order_of(self.dispatched_ticket())
		text = self.text(ORDER, order, self.FACE)
		self.assertIn("反映人刘*爷", text)
		self.assertIn("答复时间年月日时", text)
		self.assertNotIn("None", text)

	def test_an_inquiry_is_empty_for_the_unit_and_filled_for_the_office(self):
		name, order = self.answered()
		empty = "对办理态度□满意□基本满意□不满意对办理结果□满意□基本满意□不满意"
		self.assertIn(empty, self.text(ORDER, order, self.INQUIRY))
		self.do("deputy", name, "Sign for Reply", reply_received_on=today())
		rating = {"attitude_rating": "Satisfied", "result_rating": "Basically Satisfied"}
		self.do("deputy", name, "Rate Suggestion Satisfied", **rating)
		text = self.text(ORDER, order, self.INQUIRY)
		self.assertInOrder(
			text,
			"办理情况征询意见表",
			"征询对象领衔代表李春华承办单位甲镇水务站",
			f"答复文号甲水〔2026〕3号答复日期{self.day()}",
			"答复方式书面结果类别A",
			"答复要点水渠已修复通水。",
			"对办理态度☑满意□基本满意□不满意",
			"对办理结果□满意☑基本满意□不满意",
			f"签名、日期李春华{self.day()}",
		)
		self.assertIn(empty, self.text(ORDER, order, self.INQUIRY, "water"))
		self.assertEqual(len(self.pages(ORDER, order, self.INQUIRY)), 1)

	def test_a_rating_from_a_paper_slip_is_marked(self):
		name, order = self.answered()
		self.do(
			"clerk",
			name,
			"Sign for Reply",
			reply_received_on=today(),
			delivery_proof="/private/files/scan.pdf",
		)
		# who typed nothing of the unit's enters the rating
		self.do(
			"clerk2",
			name,
			"Rate Suggestion Satisfied",
			attitude_rating="Satisfied",
			result_rating="Satisfied",
			return_slip_on=today(),
			return_slip_scan="/private/files/scan.pdf",
		)
		self.assertIn(f"代录：据{self.day()}回执", self.text(ORDER, order, self.INQUIRY))

	def test_nothing_is_asked_before_the_reply(self):
		order = self.order(self.dispatched())
		self.assertIn("不能征询意见", self.text(ORDER, order, self.INQUIRY))

	def test_hostile_words_and_other_readers(self):
		_name, order = self.answered(reply=HOSTILE)
		for paper in (self.FACE, self.INQUIRY):
			self.assertHarmless(self.html(ORDER, order, paper))
			self.assertIn("".join(HOSTILE.split()), self.words(ORDER, order, paper))
			self.assertOthersRefused(ORDER, order, paper, "works", "clerk_b", "nobody")


class TestCommitmentSheet(Answered):
	"""P10 承诺事项台账, one promise."""

	PAPER = "Commitment Sheet"

	def test_from_the_promise_to_its_proof(self):
		name, order = self.answered(**self.promise())
		promise = frappe.db.get_value("Commitment", {"dispatch_order": order})
		for told in ("已完成招标。", "已开工。"):
			self.act(
				"water",
				"Commitment",
				promise,
				"Record Commitment Progress",
				latest_progress_on=today(),
				latest_progress=told,
			)
		self.act(
			"water",
			"Commitment",
			promise,
			"Report Commitment Fulfilled",
			fulfilled_on=today(),
			second_replied_by="水站长",
			second_reply="水渠已重修。",
		)
		self.act("clerk", "Commitment", promise, "Confirm Commitment", check_note="现场看过。")
		text = self.text("Commitment", promise, self.PAPER)
		self.assertInOrder(
			text,
			"试验县甲镇人民代表大会主席团承诺事项台账",
			f"建议编号：{self.value(name, 'number')}交办编号：{self.order_number(order)}",
			"承诺事项关于修复东村灌溉水渠的建议",
			"责任单位甲镇水务站责任人水务站站长",
			f"结果类别B正在解决或已列入计划承诺日期{self.day()}",
			"承诺内容明年春灌前重修水渠。",
			"原因说明资金已列入年度计划。",
			f"完成时限{self.day(add_days(today(), 100))}",
			"序号日期进展情况填报人",
			f"1{self.day()}已完成招标。水经办",
			f"2{self.day()}已开工。水经办",
			"落实情况（再次答复）水渠已重修。",
			f"{self.day()}水站长",
			f"核实情况现场看过。张专干{self.day()}",
		)
		self.assertRegex(text, f"现场看过。张专干{CONFIRMED}")
		self.assertEqual(len(self.pages("Commitment", promise, self.PAPER)), 1)

	def test_hostile_words_and_other_readers(self):
		_name, order = self.answered(**{**self.promise(), "plan": HOSTILE})
		promise = frappe.db.get_value("Commitment", {"dispatch_order": order})
		self.assertHarmless(self.html("Commitment", promise, self.PAPER))
		self.assertIn("".join(HOSTILE.split()), self.words("Commitment", promise, self.PAPER))
		self.assertOthersRefused("Commitment", promise, self.PAPER, "works", "clerk_b", "nobody")


class TestNoticeOfTheAnswer(Letters):
	"""答复告知书: the reporter reads the own matter and its answer, and of other persons nothing."""

	PAPER = "Notice of the Answer"

	def test_what_it_says(self):
		ticket = self.fed_back_ticket()
		text = self.text(TICKET, ticket, self.PAPER, "officer")
		self.assertInOrder(
			text,
			"试验县甲镇人民代表大会主席团答复告知书",
			f"刘*爷：编号：{frappe.db.get_value(TICKET, ticket, 'number')}",
			f"您于{self.day()}反映的下列事项已经答复",
			"反映事项三组水渠垮了一段",
			f"承办单位甲镇水务站答复日期{self.day()}",
			"办理结果A已经解决或基本解决",
			"答复内容水渠已修复通水。",
			f"告知方式电话告知日期{self.day()}",
			"您的评价□满意□基本满意□不满意",
			f"试验县甲镇人民代表大会主席团（盖章）{self.day()}",
		)
		self.assertEqual(len(self.pages(TICKET, ticket, self.PAPER)), 1)
		html = self.html(TICKET, ticket, self.PAPER)
		for named in (*REPORTER, "水经办", "水务站站长", "李春华", "王联络", "张专干"):
			self.assertNotIn(named, re.sub(r"<title>.*?</title>", "", html))

	def test_of_a_merged_matter_the_common_answer_without_the_other_reporter(self):
		main = self.registered_ticket(reporter_name="马大娘", matters=[{"content": "水渠又垮了。"}])
		other = self.registered_ticket()
		self.act("clerk", TICKET, other, "Merge Ticket", main_ticket=main)
		self.propose(main)
		self.dispatch(main)
		self.reply(main)
		text = self.text(TICKET, other, self.PAPER)
		self.assertIn("反映事项三组水渠垮了一段", text)
		self.assertIn("答复内容水渠已修复通水。", text)
		self.assertNotIn("马", text)
		self.assertNotIn("又垮了", text)

	def test_there_is_none_before_the_answer_or_for_what_is_told_otherwise(self):
		ticket = self.registered_ticket()
		self.assertIn("不能打印答复告知书", self.text(TICKET, ticket, self.PAPER))
		self.act("clerk", TICKET, ticket, "Mark Ticket as Accusation")
		text = self.text(TICKET, ticket, self.PAPER, "chair")
		self.assertIn("本件另用《告知单》告知。", text)
		self.assertNotIn("水渠", text)
		self.assertOthersRefused(TICKET, ticket, self.PAPER, "clerk", "officer", "county_officer")

	def test_hostile_words_and_other_readers(self):
		ticket = self.dispatched_ticket()
		self.reply(ticket, reply=HOSTILE)
		self.assertHarmless(self.html(TICKET, ticket, self.PAPER))
		self.assertIn("".join(HOSTILE.split()), self.words(TICKET, ticket, self.PAPER))
		self.assertOthersRefused(TICKET, ticket, self.PAPER, "water", "clerk_b", "other_officer", "nobody")

	def test_the_words_name_nobody_but_on_the_notice_in_full(self):
		ticket = self.registered_ticket(
			matters=[{"content": "刘大爷（13812345678）说：水渠垮了。", "outcome": "To Be Handled"}]
		)
		self.propose(ticket)
		self.dispatch(ticket)
		self.reply(ticket, reply="已上门告知刘大爷。")
		text = self.text(TICKET, ticket, self.PAPER)
		self.assertInOrder(text, "反映事项刘*爷（138****5678）说：水渠垮了。", "答复内容已上门告知刘*爷。")
		with self.as_user("clerk"):
			html = notice_in_full(ticket, "当面交付")
		for words in ("刘大爷（13812345678）说：水渠垮了。", "已上门告知刘大爷。"):
			self.assertIn(words, html)

	def test_in_full_it_names_whom_it_is_for_and_the_opening_is_logged(self):
		ticket = self.dispatched_ticket()
		self.reply(ticket, reply=HOSTILE)
		for key in ("officer", "clerk", "chair"):
			with self.as_user(key):
				self.assertRefuses("理由", notice_in_full, ticket, " ")
				html = notice_in_full(ticket, f"当面交付{key}")
			self.assertEscaped(html)
			self.assertIn("刘大爷：", html)
			# the name alone: neither phone nor address
			for other in REPORTER[1:]:
				self.assertNotIn(other, html)
		self.assertInOrder(
			"".join(pdf_text.pages(pdf_text.pdf_of(html))),
			"试验县甲镇人民代表大会主席团答复告知书",
			f"刘大爷：编号：{frappe.db.get_value(TICKET, ticket, 'number')}",
			"反映事项三组水渠垮了一段",
			"承办单位甲镇水务站",
		)
		visit = frappe.db.get_value(TICKET, ticket, "visit")
		opened = {"reference_name": visit, "action": "Open Personal Data"}
		self.assertEqual(
			frappe.get_all("Handling Log", opened, pluck="note", order_by="creation"),
			["当面交付officer", "当面交付clerk", "当面交付chair"],
		)
		for key in ("water", "county_officer", "clerk_b", "other_officer", "nobody"):
			with self.subTest(key), self.as_user(key):
				self.assertForbidden(notice_in_full, ticket, "好奇")
		self.assertEqual(frappe.db.count("Handling Log", opened), 3)

	def test_in_full_there_is_none_without_news_or_a_reporter_and_no_name_is_opened_for_it(self):
		ticket = self.registered_ticket()
		visit = frappe.db.get_value(TICKET, ticket, "visit")
		with self.as_user("officer"):
			self.assertRefuses("尚无可告知的内容", notice_in_full, ticket, "当面交付")
		self.assertEqual(
			frappe.db.count("Handling Log", {"reference_name": visit, "action": "Open Personal Data"}), 0
		)
		frappe.db.set_value(TICKET, ticket, "visit", None)
		with self.as_user("clerk"):
			self.assertRefuses("没有登记反映人", notice_in_full, ticket, "当面交付")

	def test_in_full_who_stays_anonymous_stays_so(self):
		ticket = self.registered_ticket(
			is_anonymous=1, reporter_name="", reporter_phone="", reporter_address="", reporter_age=0
		)
		self.propose(ticket)
		self.dispatch(ticket)
		self.reply(ticket)
		with self.as_user("officer"):
			self.assertIn("匿名：", notice_in_full(ticket, "张贴"))

	def test_the_form_offers_it_to_who_may_open_the_name_once_there_is_news(self):
		ticket = self.dispatched_ticket()
		for replied in (False, True):
			if replied:
				self.reply(ticket)
			for key, may in (("officer", True), ("clerk", True), ("chair", True), ("county_officer", False)):
				with self.subTest(key, replied=replied), self.as_user(key):
					doc = frappe.get_doc(TICKET, ticket)
					doc.run_method("onload")
					self.assertEqual(doc.get("__onload").notice_in_full, may and replied)


class TestHandlingCard(Answered):
	"""R6 代表建议办理登记卡: its nine blocks."""

	PAPER = "Suggestion Handling Card"

	def test_blocks_in_order_with_what_is_known(self):
		name, order = self.answered(**self.promise())
		frappe.db.set_value(
			ORDER,
			order,
			{"dispatch_method": "现场交办", "handling_method": "上门办理", "supervision_method": "回头看"},
		)
		text = self.text(SUGGESTION, name, self.PAPER)
		self.assertInOrder(
			text,
			"试验县甲镇人民代表大会主席团代表建议办理登记卡",
			"编号届次第十八届会议次数闭会期间",
			"类别建议审查分类饮水水利",
			"提出标题关于修复东村灌溉水渠的建议领衔代表李春华",
			"内容事由三组水渠垮塌",
			"附件□有（附后）",
			"受理交办受理人、受理日期张专干",
			"拟办意见拟请水务站主办、村镇建设办协办。张专干",
			"批示同意，请按期办理。赵主席",
			"主办单位甲镇水务站协办（会办）单位甲镇村镇建设办",
			f"交办方式单件交办交办日期{self.day()}",
			"办理签收人、日期甲镇水务站水经办",
			"退办（调整）申请延期申请承办责任人甲镇水务站水经办",
			"三见面①",
			"②",
			"③",
			"三个参与□领导参与□部门参与□人大参与",
			"三个创新交办做法：现场交办办理方式：上门办理督办方式：回头看",
			"答复答复文号甲水〔2026〕3号",
			"签发人水务站站长盖章答复扫描件有",
			"承诺事项明年春灌前重修水渠。承诺完成时限",
			"是否公开同意全文公开",
			"评价代表签收日期",
			"再办理交重新办理日期期限再答复日期再评价",
			"跟踪归档B、C类承诺落实情况明年春灌前重修水渠。",
			"办结日期档号",
		)
		self.assertRegex(text, f"批示同意，请按期办理。赵主席{CONFIRMED}")
		self.assertLessEqual(len(self.pages(SUGGESTION, name, self.PAPER)), 2)

	def test_an_extension_is_told_with_who_granted_it(self):
		name = self.dispatched()
		order = self.acknowledged(name)
		until = add_days(frappe.db.get_value(ORDER, order, "due_date"), 10)
		asked = {"extension_until": str(until), "extension_reason": "等材料。"}
		self.act("water", ORDER, order, "Request Order Extension", **asked)
		self.act("chair", ORDER, order, "Grant Order Extension", extension_until=str(until))
		self.assertRegex(
			self.text(SUGGESTION, name, self.PAPER),
			f"延期申请甲镇水务站{self.day()}申请延至{self.day(until)}：等材料。同意延至{self.day(until)}赵主席{CONFIRMED}",
		)

	def test_handled_anew_is_told_with_its_own_dates(self):
		name, _order = self.answered()
		self.do("deputy", name, "Sign for Reply", reply_received_on=today())
		self.do(
			"deputy",
			name,
			"Rate Suggestion Dissatisfied",
			attitude_rating="Satisfied",
			rating_reason="只修了一半。",
		)
		due = add_days(today(), 20)
		self.do("clerk", name, "Rehandle Suggestion", due_date=due, proposal="请修完。")
		first = (
			f"对办理结果不满意意见不满意（办理态度：满意）只修了一半。评价来源系统确认回执日期{self.day()}"
		)
		text = self.text(SUGGESTION, name, self.PAPER)
		self.assertIn(f"评价代表李春华对办理态度{first}", text)
		self.assertIn(f"再办理交重新办理日期{self.day()}期限{self.day(due)}再答复日期再评价", text)
		self.signed_for(name)
		rating = {
			"attitude_rating": "Satisfied",
			"result_rating": "Basically Satisfied",
			"rating_reason": "修好了。",
		}
		self.do("deputy", name, "Rate Suggestion Satisfied", **rating)
		text = self.text(SUGGESTION, name, self.PAPER)
		self.assertIn(f"评价代表李春华对办理态度{first}", text)
		self.assertIn(f"再答复日期{self.day()}再评价基本满意（办理态度：满意）修好了。", text)
		self.assertInOrder(text, "答复承办单位甲镇水务站第几次办理第1次", "承办单位甲镇水务站第几次办理第2次")

	def test_several_units_that_handle_it_separately_are_named(self):
		name = self.accepted()
		apart = self.filing(supporting_units=[], separate_units=[{"unit": self.world.unit_works}])
		self.do("clerk", name, "File Suggestion", **apart)
		self.do("chair", name, "Dispatch Suggestion", **self.approval(name))
		for unit, key in ((self.world.unit_water, "water"), (self.world.unit_works, "works")):
			order = frappe.db.get_value(ORDER, {"deputy_suggestion": name, "responsible_unit": unit})
			self.act(key, ORDER, order, "Acknowledge Order", acknowledged_by="经办", handler="经办")
			self.meet(order, *STAGES, key=key)
			self.act(key, ORDER, order, "Reply to Order", **self.letter())
		self.assertInOrder(
			self.text(SUGGESTION, name, self.PAPER),
			"答复承办单位甲镇水务站第几次办理第1次答复文号",
			"承办单位甲镇村镇建设办第几次办理第1次答复文号",
			"评价代表签收日期",
		)

	def test_what_was_decided_on_a_return_stands_with_who_decided(self):
		order = self.order(self.dispatched())
		name = frappe.db.get_value(ORDER, order, "deputy_suggestion")
		self.act("water", ORDER, order, "Request Order Return", return_reason="属交通部门。")
		self.act("chair", ORDER, order, "Refuse Order Return", return_decision="属你站职责。")
		self.assertRegex(
			self.text(SUGGESTION, name, self.PAPER),
			f"申请：属交通部门。不同意调整属你站职责。赵主席{CONFIRMED}",
		)

	def test_the_mandate_is_the_one_held_on_the_day(self):
		name = self.submitted()
		mandate = frappe.db.get_value(
			"Deputy Mandate", {"deputy": self.world.deputy, "congress_body": self.body}
		)
		frappe.db.set_value("Deputy Mandate", mandate, "certificate_no", "旧18-001")
		later = frappe.copy_doc(frappe.get_doc("Deputy Mandate", mandate))
		later.update({"certificate_no": "新19-009", "from_date": add_days(today(), 1), "to_date": None})
		later.set_new_name()
		later.creation = later.modified = add_days(now_datetime(), 1)
		# as the record of the next term will stand there: entering one before its day is refused
		later.db_insert()
		for paper in (self.PAPER, SHEET):
			text = self.text(SUGGESTION, name, paper)
			self.assertIn("代表证号旧18-001", text)
			self.assertNotIn("新19-009", text)


class TestConfirmations(Letters):
	"""系统确认 with a short hash that only the record and the site's key give again."""

	def test_the_hash_follows_record_person_and_moment(self):
		doc = frappe.get_doc(SUGGESTION, self.submitted())
		user, at = self.world.users["chair"], now_datetime()
		known = short_hash(doc, user, at)
		self.assertEqual(known, short_hash(doc, user, str(at)))
		self.assertNotEqual(known, short_hash(doc, self.world.users["vice"], at))
		self.assertNotEqual(known, short_hash(doc, user, add_days(at, 1)))
		self.assertTrue(confirmed(doc, user, at).endswith(f"系统确认 {known}"))
		self.assertIn("赵主席（代行）", confirmed(doc, user, at, acting=1))
		self.assertEqual(confirmed(doc, None, at), "")

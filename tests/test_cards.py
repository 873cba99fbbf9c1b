"""Cards from the page that prints the books: one for each record of a station, an office or a deputy."""

import io

import frappe
from pypdf import PdfReader

from deputy_liaison.registers import long_prints, print_out
from tests import pdf_text
from tests.books import PLACE, STATION
from tests.test_register_printing import RUN, LongPrints

DEPUTY, VISIT, ORDER = "Deputy", "Constituent Visit", "Dispatch Order"
RECORD, SLIP, CARD = "Visit Record", "Opinion Referral Card", "Suggestion Handling Card"


class CardTestCase(LongPrints):
	def setUp(self) -> None:
		super().setUp()
		# what other runs left on this site is none of these cards
		frappe.db.delete(ORDER)

	def begun(self, key: str, layout: str, holder_type: str, holder: str, **period) -> str:
		days = {"from_date": f"{self.year}-01-01", "to_date": f"{self.year}-12-31", **period}
		with self.long() as begun, self.as_user(key):
			run = long_prints.begin_cards(layout, holder_type, holder, **days)
		self.assertEqual(begun, [run])
		return run

	def printed(self, key: str, layout: str, holder_type: str, holder: str, **period) -> dict[str, list[str]]:
		"""Number of each card → text of its pages."""
		run = self.begun(key, layout, holder_type, holder, **period)
		state = self.work(run, key)
		self.assertTrue(state["is_done"], state["reason"])
		content = self.fetched(run, key)
		pages = pdf_text.pages(content)
		file = PdfReader(io.BytesIO(content))
		self.assertEqual(state["rows"], len(file.outline))
		begins = [file.get_destination_page_number(line) for line in file.outline]
		ends = [*begins[1:], len(pages)]
		return {
			line.title: pages[begin:end] for line, begin, end in zip(file.outline, begins, ends, strict=True)
		}


class TestCards(CardTestCase):
	def test_a_card_for_each_visit_of_a_station_in_the_order_of_their_numbers(self):
		with self.as_user("officer"):
			later = self.new_visit(matters=[{"content": "路灯不亮。", "outcome": "To Be Handled"}]).insert()
		with self.as_user("other_officer"):
			self.new_visit(
				station=self.world.station_west, receiving_deputies=[{"deputy": self.world.deputy_west}]
			).insert()
		cards = self.printed("officer", RECORD, STATION, self.world.station)
		self.assertEqual(list(cards), [self.visit.number, later.number])
		for number, words in ((self.visit.number, "三组水渠垮了一段"), (later.number, "路灯不亮。")):
			text = "".join(cards[number])
			for expected in ("代表接待选民记录表", number, words, "刘*爷"):
				with self.subTest(expected):
					self.assertIn(expected, text)
			self.assertNotIn("刘大爷", text)
		# masked, so that nothing of it is entered as disclosed
		self.assertEqual(frappe.db.count("Handling Log", {"event": "Disclosure"}), 0)

	def test_a_slip_for_each_order_of_an_office_with_all_its_parts(self):
		ticket = self.dispatched_ticket()
		numbers = [
			frappe.db.get_value(ORDER, self.order_of(ticket, role), "number")
			for role in ("Lead", "Supporting")
		]
		cards = self.printed("clerk", SLIP, PLACE, self.world.town)
		self.assertEqual(list(cards), numbers)
		for number in numbers:
			text = "".join(cards[number])
			for part in ("存根联", "交办联", "回执联"):
				self.assertEqual(text.count(f"（{part}）"), 1, part)

	def test_a_deputys_own(self):
		with self.as_user("officer"):
			other = self.new_visit(receiving_deputies=[{"deputy": self.world.deputy_west}]).insert()
		cards = self.printed("clerk", RECORD, DEPUTY, self.world.deputy)
		self.assertEqual(list(cards), [self.visit.number])
		self.assertEqual(list(self.printed("clerk", RECORD, DEPUTY, self.world.deputy_west)), [other.number])
		ticket = self.visit.matters[0].ticket
		self.propose(ticket, supporting_units=[])
		self.dispatch(ticket)
		number = frappe.db.get_value(ORDER, self.order_of(ticket), "number")
		self.assertEqual(list(self.printed("clerk", SLIP, DEPUTY, self.world.deputy)), [number])
		self.assertRefuses("没有记录", self.begun, "clerk", SLIP, DEPUTY, self.world.deputy_west)

	def test_outside_of_the_period_there_is_none(self):
		last = {"from_date": f"{self.year - 1}-01-01", "to_date": f"{self.year - 1}-12-31"}
		self.assertRefuses(
			"“<strong>代表接待选民记录表</strong>”在",
			self.begun,
			"officer",
			RECORD,
			STATION,
			self.world.station,
			**last,
		)
		self.assertEqual(frappe.db.count(RUN), 0)

	def test_what_others_may_not_print_and_what_there_is_not(self):
		for key in ("other_officer", "clerk_b", "water", "deputy", "nobody"):
			with self.subTest(key):
				self.assertRefuses("岗位", self.begun, key, RECORD, STATION, self.world.station)
		for key in ("clerk_b", "water", "nobody"):
			with self.subTest(key):
				self.assertRefuses("岗位", self.begun, key, RECORD, DEPUTY, self.world.deputy)
		self.assertRefuses("请选择登记簿", self.begun, "officer", "Standard", STATION, self.world.station)
		self.assertRefuses("请改选", self.begun, "officer", CARD, STATION, self.world.station)
		self.assertRefuses("请选择要打印的联络站", self.begun, "officer", RECORD, STATION, "")
		self.assertRefuses(
			"不是有效日期", self.begun, "officer", RECORD, STATION, self.world.station, from_date="x"
		)
		self.assertEqual(frappe.allowed_http_methods_for_whitelisted_func[long_prints.begin_cards], ["POST"])

	def test_who_asks_twice_waits_for_one(self):
		run = self.begun("officer", RECORD, STATION, self.world.station)
		with self.long() as begun, self.as_user("officer"):
			days = {"from_date": f"{self.year}-01-01", "to_date": f"{self.year}-12-31"}
			self.assertEqual(long_prints.begin_cards(RECORD, STATION, self.world.station, **days), run)
		self.assertEqual(begun, [])
		self.assertEqual(self.work(run)["counted"], "1件")
		self.assertIn(
			f"已生成，可以打印：代表接待选民记录表 东村代表联络站 {self.year}-01-01", self.notices()[0]
		)

	def test_who_lost_the_post_does_not_fetch_them(self):
		run = self.begun("officer", RECORD, STATION, self.world.station)
		self.work(run)
		self.assertRefuses("岗位", self.fetched, run, "clerk")
		post = {"user": self.world.users["officer"], "post": "Station Liaison Officer"}
		frappe.db.set_value("Staff Post", post, "to_date", frappe.utils.add_days(frappe.utils.today(), -1))
		print_out.scope.forget_posts()
		self.assertRefuses("岗位", self.fetched, run)

	def test_the_page_offers_them_with_a_deputy_as_well(self):
		def offered(key: str) -> dict[str, dict]:
			with self.as_user(key):
				return {one["title"]: one["holders"] for one in print_out.choices()["cards"]}

		of_officer = offered("officer")
		self.assertEqual(list(of_officer), ["代表接待选民记录表", "选民意见转办情况登记卡"])
		self.assertEqual(of_officer["代表接待选民记录表"], {STATION: self.world.station, DEPUTY: ""})
		self.assertIn("代表建议办理登记卡", offered("clerk"))
		self.assertEqual(offered("presidium"), {})
		with self.as_user("officer"):
			self.assertEqual(print_out.holders(RECORD, STATION), [self.world.station])
			self.assertEqual(print_out.holders(RECORD, PLACE), [])

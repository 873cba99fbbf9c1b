"""The page that prints the books: what it offers, what it refuses, and long books in the background."""

import io
from contextlib import contextmanager
from unittest.mock import patch

import frappe
from frappe.utils import add_days, getdate, now_datetime
from pypdf import PdfReader

from deputy_liaison.registers import long_prints, print_out, typesetting, visit_rows, year_of_books
from deputy_liaison.registers.doctype.register_print.register_print import forget_old
from deputy_liaison.registers.row_sources import ROW_SOURCES
from deputy_liaison.registers.volume import Edition
from tests import pdf_text
from tests.base import LiaisonTestCase
from tests.books import PLACE, STATION, BookChecks

RUN = "Register Print"


class PrintingTestCase(BookChecks, LiaisonTestCase):
	code = "R3"
	holder_type = STATION

	def setUp(self) -> None:
		super().setUp()
		frappe.db.delete("Constituent Visit")
		frappe.db.delete(RUN)
		frappe.db.delete("Handling Log", {"event": "Disclosure"})
		with self.as_user("officer"):
			self.visit = self.new_visit().insert()


class TestWhatThePageOffers(PrintingTestCase):
	def offered(self, key: str) -> dict[str, dict]:
		with self.as_user(key):
			return {one["code"]: one["holders"] for one in print_out.choices()["registers"]}

	def test_only_books_that_the_posts_allow(self):
		for key, codes in (
			("officer", ["R3", "R7", "R9", "R15"]),
			("clerk", ["R3", "R6", "R7", "R9", "R13", "R15"]),
			("chair", ["R3", "R6", "R7", "R9", "R13", "R15"]),
			("county_officer", ["R3", "R6", "R7", "R9", "R13", "R15"]),
			("county_approver", ["R6", "R9", "R13"]),
			("auditor", ["R3", "R6", "R7", "R9", "R13", "R15"]),
			("admin", ["R9"]),
			("presidium", []),
		):
			with self.subTest(key):
				self.assertEqual(list(self.offered(key)), codes)

	def test_who_keeps_them_and_what_is_filled_in(self):
		world = self.world
		self.assertEqual(self.offered("officer")["R7"], {STATION: world.station})
		self.assertEqual(self.offered("officer")["R3"], {STATION: world.station})
		of_clerk = self.offered("clerk")
		self.assertEqual(of_clerk["R6"], {PLACE: world.town})
		self.assertEqual(of_clerk["R3"], {STATION: "", PLACE: world.town})
		self.assertEqual(of_clerk["R9"][PLACE], world.town)

	def test_the_names_to_choose_from(self):
		world = self.world
		for key, kind, names in (
			("officer", STATION, {world.station}),
			("clerk", STATION, {world.station, world.station_west}),
			("clerk_b", STATION, {world.station_b}),
			("clerk", PLACE, {world.town}),
			("officer", PLACE, set()),
		):
			with self.subTest(f"{key} {kind}"), self.as_user(key):
				definition = self.register.name
				self.assertEqual(set(print_out.holders(definition, kind)), names)
		with self.as_user("county_officer"):
			self.assertIn(world.station_b, print_out.holders(self.register.name, STATION))
			found = print_out.choices()
		self.assertEqual(found["from_date"], f"{self.year}-01-01")
		with self.as_user("nobody"):
			self.assertRefuses("您没有", print_out.choices)

	def test_the_page_says_which_fonts_stand_in_for_those_of_the_rules(self):
		with (
			self.as_user("officer"),
			patch.object(
				typesetting,
				"_font_families",
				return_value=frozenset({"Noto Serif CJK SC", "SimSun", "SimHei"}),
			),
		):
			said = print_out.choices()["font_notice"]
		self.assertIn("仿宋", said)
		self.assertIn("思源宋体", said)
		with (
			self.as_user("officer"),
			patch.object(
				typesetting, "_font_families", return_value=frozenset({"FangSong", "SimSun", "SimHei"})
			),
		):
			self.assertIsNone(print_out.choices()["font_notice"])

	def test_the_page_is_for_those_who_print(self):
		roles = {row.role for row in frappe.get_doc("Page", "print-registers").roles}
		self.assertEqual(roles, set().union(*(source.printing_roles for source in ROW_SOURCES.values())))
		self.assertLess(visit_rows.PRINTING_ROLES, roles)


class TestThePaper(PrintingTestCase):
	def test_the_visit_book_says_its_rows_in_order_and_their_figures(self):
		for count in (3, 12):
			with self.as_user("officer"):
				self.new_visit(
					head_count=count,
					matters=[
						{
							"content": "医保几时缴费?\n在哪里缴?",
							"outcome": "Answered on the Spot",
							"answer": "九月。",
						},
						{"content": f"{count}组水渠垮了。"},
					],
				).insert()
		edition = self.edition("officer", self.world.station)
		self.assertEqual(edition.data["total_foot"], "全册接待16人次　意见5件　当场答复2件")
		pages = self.assertPrinted(edition, "officer", self.world.station)
		self.assertEqual(len(pages), 1)
		self.assertIn("本页接待16人次意见5件当场答复2件", pages[0])


class TestBadInput(PrintingTestCase):
	def pdf(self, **changes) -> None:
		with self.as_user("officer"):
			print_out.pdf(**{**self.asked(self.world.station), **changes})

	def test_clear_errors(self):
		for said, changes in (
			("请选择登记簿", {"definition": ""}),
			("请选择登记簿", {"definition": "R33"}),
			("请选择联络站", {"holder": ""}),
			("请改选：联络站", {"holder_type": "Congress Body"}),
			("请选择乡镇", {"holder_type": PLACE, "holder": ""}),
			("您没有此处的岗位权限", {"holder_type": PLACE, "holder": self.world.town}),
			("请改选：联络站", {"holder_type": "<b>User</b>"}),
			("您没有此处的岗位权限", {"holder": "' or 1=1 --"}),
			("起止时间颠倒", {"from_date": "2026-09-02", "to_date": "2026-09-01"}),
			("不是有效日期", {"from_date": ""}),
			("不是有效日期", {"to_date": "下个月"}),
		):
			with self.subTest(**changes):
				self.assertRefuses(said, self.pdf, **changes)

	def test_the_answer_is_a_file(self):
		self.pdf()
		self.assertEqual(frappe.response.type, "pdf")
		self.assertTrue(frappe.response.filecontent.startswith(b"%PDF"))
		self.assertEqual(frappe.response.filename, f"R3-{self.year}-01-01-{self.year}-12-31.pdf")
		with self.as_user("officer"):
			print_out.xlsx(**self.asked(self.world.station))
		self.assertEqual(frappe.response.type, "binary")
		self.assertTrue(frappe.response.filecontent.startswith(b"PK"))
		self.assertEqual(frappe.response.filename, f"R3-{self.year}-01-01-{self.year}-12-31.xlsx")
		self.assertEqual(frappe.db.count("Handling Log", {"event": "Disclosure"}), 2)

	def test_what_prints_or_changes_is_a_post(self):
		methods = frappe.allowed_http_methods_for_whitelisted_func
		for method in (
			print_out.pdf,
			print_out.xlsx,
			long_prints.begin,
			long_prints.again,
			long_prints.fetch,
		):
			self.assertEqual(methods[method], ["POST"])


class LongPrints(PrintingTestCase):
	"""One row is long here."""

	@contextmanager
	def long(self):
		"""The jobs that are begun meanwhile."""
		begun = []
		with (
			patch.object(print_out, "AT_ONCE", 0),
			patch.object(frappe, "enqueue", lambda method, **values: begun.append(values["run"])),
		):
			yield begun

	def begin(self, key: str = "officer", **changes) -> str:
		with self.long() as begun, self.as_user(key):
			run = long_prints.begin(**self.asked(self.world.station, **changes))
		self.assertEqual(begun, [run] if run else [])
		return run

	def work(self, run: str, key: str = "officer") -> dict:
		with self.as_user(key):
			long_prints.carry_out(run)
			return long_prints.progress(run)

	def fetched(self, run: str, key: str = "officer") -> bytes:
		with self.as_user(key):
			long_prints.fetch(run)
		return frappe.response.filecontent

	def notices(self) -> list[str]:
		return frappe.get_all(
			"Notification Log",
			{"for_user": self.world.users["officer"]},
			pluck="subject",
			order_by="creation desc",
		)


class TestLongBooks(LongPrints):
	def test_a_short_book_is_made_at_once(self):
		with self.as_user("officer"):
			self.assertEqual(long_prints.begin(**self.asked(self.world.station)), "")
		self.assertEqual(frappe.db.count(RUN), 0)

	def test_a_long_one_is_not_made_while_the_user_waits(self):
		with self.long():
			self.assertRefuses("由后台生成", self.printed, "officer", self.world.station)

	def test_from_the_order_to_the_file(self):
		run = self.begin()
		with self.as_user("officer"):
			state = long_prints.progress(run)
		self.assertEqual((state["stage"], state["percent"], state["under_way"]), ("排队等候", 0, True))
		self.assertRefuses("尚未生成", self.fetched, run)
		state = self.work(run)
		self.assertEqual((state["stage"], state["percent"], state["rows"]), ("已生成", 100, 1))
		self.assertIn("代表接待选民来访登记簿 东村代表联络站", state["title"])
		self.assertIn("刘大爷", pdf_text.pages(self.fetched(run))[0])
		self.assertEqual(frappe.db.count("Handling Log", {"event": "Disclosure"}), 1)
		self.assertIn("登记簿已生成：代表接待选民来访登记簿", self.notices()[0])
		file = frappe.get_doc("File", {"attached_to_doctype": RUN, "attached_to_name": run})
		self.assertEqual(file.is_private, 1)
		for key in ("officer", "clerk", "chair", "county_officer", "auditor"):
			with self.as_user(key):
				self.assertFalse(frappe.has_permission("File", "read", file), key)

	def test_it_tells_how_far_the_setting_is(self):
		run = self.begin()
		told = []

		def setting(data: dict, progress) -> bytes:
			for done in (1, 3):
				progress(done, 4)
				told.append(long_prints.progress(run))
			return b"%PDF"

		with (
			patch.dict(long_prints.FILE_FORMATS, pdf=setting),
			patch.object(long_prints.Order, "composed", lambda order: Edition({}, False, 4)),
		):
			self.assertTrue(self.work(run)["is_done"])
		self.assertEqual([one["percent"] for one in told], [47, 82])

	def test_a_sheet_too(self):
		run = self.begin(file_format="xlsx")
		self.work(run)
		self.assertSheet(self.edition("officer", self.world.station), self.fetched(run))
		with self.long(), self.as_user("officer"):
			asked = self.asked(self.world.station, file_format="docx")
			self.assertRefuses("PDF", long_prints.begin, **asked)

	def test_it_is_its_makers_alone_and_only_while_the_post_allows(self):
		run = self.begin()
		self.work(run)
		for key in ("clerk", "other_officer", "county_officer", "nobody"):
			for call in (long_prints.progress, long_prints.fetch, long_prints.again):
				with self.subTest(key), self.as_user(key):
					self.assertRefuses("您没有此处的岗位权限", call, run)
			with self.as_user(key):
				self.assertEqual(long_prints.own_prints(), [])
		with self.as_user("officer"):
			self.assertEqual([one["run"] for one in long_prints.own_prints()], [run])
		post = {"user": self.world.users["officer"], "post": "Station Liaison Officer"}
		frappe.db.set_value("Staff Post", post, "to_date", add_days(getdate(), -1))
		print_out.scope.forget_posts()
		self.assertRefuses("您没有此处的岗位权限", self.fetched, run)

	def test_who_asks_twice_waits_for_one(self):
		run = self.begin()
		with self.long() as begun, self.as_user("officer"):
			self.assertEqual(long_prints.begin(**self.asked(self.world.station)), run)
			self.assertEqual(begun, [])
			# another edition, another kind of file and another person are another print
			others = [
				long_prints.begin(**self.asked(self.world.station, outside=1)),
				long_prints.begin(**self.asked(self.world.station, file_format="xlsx")),
			]
			with self.as_user("clerk"):
				others.append(long_prints.begin(**self.asked(self.world.station)))
			self.assertEqual(begun, others)
		died = add_days(now_datetime(), -1)
		frappe.db.set_value(RUN, run, "modified", died, update_modified=False)
		self.assertNotEqual(self.begin(), run)

	def test_a_worker_that_died_leaves_a_print_that_can_be_made_again(self):
		run = self.begin()
		with self.long() as begun, self.as_user("officer"):
			long_prints.again(run)
		self.assertEqual(begun, [])  # it is under way
		died = add_days(now_datetime(), -1)
		frappe.db.set_value(RUN, run, {"stage": long_prints.SETTING, "modified": died}, update_modified=False)
		with self.as_user("officer"):
			state = long_prints.progress(run)
		self.assertEqual((state["stage"], state["again"], state["under_way"]), ("已中断", True, False))
		with self.long() as begun, self.as_user("officer"):
			long_prints.again(run)
		self.assertEqual(begun, [run])
		self.assertTrue(self.work(run)["is_done"])

	def test_what_goes_wrong_is_told(self):
		run = self.begin()
		with patch.object(long_prints.Order, "composed", side_effect=RuntimeError("boom")):
			state = self.work(run)
		self.assertEqual((state["stage"], state["again"]), ("未能生成", True))
		self.assertIn("错误日志", state["reason"])
		self.assertNotIn("boom", state["reason"])
		self.assertIn("未能生成：代表接待选民来访登记簿", self.notices()[0])
		with patch.object(print_out, "compose", side_effect=frappe.ValidationError("请缩短起止时间")):
			self.assertEqual(self.work(run)["reason"], "请缩短起止时间")
		self.assertTrue(self.work(run)["is_done"])

	def test_files_are_kept_for_a_week(self):
		run = self.begin()
		self.work(run)
		young = self.begin()
		self.work(young)
		old = add_days(now_datetime(), -8)
		frappe.db.set_value(RUN, run, "creation", old, update_modified=False)
		forget_old()
		self.assertEqual(frappe.get_all(RUN, pluck="name"), [young])
		self.assertFalse(frappe.db.exists("File", {"attached_to_name": run}))
		self.assertFalse(frappe.db.exists("Deleted Document", {"deleted_name": run}))


class TestTheYear(LongPrints):
	"""All books of a station, or of a township, in one action."""

	def begun(
		self, key: str, holder_type: str, holder: str, year: int | None = None, outside: int = 0, **wanted
	) -> str:
		with self.long(), self.as_user(key):
			return long_prints.begin_year(holder_type, holder, year or self.year, outside, **wanted)

	def test_each_book_of_the_station_once_behind_a_list_of_all(self):
		run = self.begun("officer", STATION, self.world.station)
		state = self.work(run)
		self.assertEqual((state["title"], state["is_done"]), (f"{self.year}年度簿册 东村代表联络站", True))
		pages = pdf_text.pages(self.fetched(run))
		self.assertIn(f"{self.year}年度簿册目录", pages[0])
		names = [
			"代表接待选民来访登记簿",
			"选民意见转办情况登记簿",
			"代表基本信息台账",
			"选民建议、批评、意见和问题反馈簿",
		]
		positions = [pages[0].index(name) for name in names]
		self.assertEqual(positions, sorted(positions))
		# nothing was handed over: the list says so, and no empty sheet is printed
		self.assertEqual(pages[0].count("本年无记载"), 1)
		self.assertIn("选民意见转办情况登记簿本年无记载00未立册未发现缺项", pages[0])
		self.assertIn(f"共3册{len(pages) - 1}页", pages[0])
		whole = "".join(pages[1:])
		self.assertEqual([whole.count(name) for name in names], [1, 0, 1, 1])
		self.assertIn("刘大爷", whole)
		# each full book is entered in the log, as when it is printed by itself
		self.assertEqual(frappe.db.count("Handling Log", {"event": "Disclosure"}), 2)
		reader = PdfReader(io.BytesIO(self.fetched(run)))
		self.assertEqual([one.title for one in reader.outline], ["目录", names[0], *names[2:]])

	def test_the_list_says_what_a_book_lacks(self):
		visit = frappe.db.get_value("Constituent Visit", {"station": self.world.station})
		frappe.db.set_value("Constituent Visit", visit, "officer_name", "")
		run = self.begun("officer", STATION, self.world.station)
		self.work(run)
		self.assertIn("缺联络员:", pdf_text.pages(self.fetched(run))[0])

	def test_for_outside_nobody_is_named(self):
		run = self.begun("officer", STATION, self.world.station, outside=1)
		self.work(run)
		whole = "".join(pdf_text.pages(self.fetched(run)))
		self.assertIn("刘*爷", whole)
		self.assertNotIn("刘大爷", whole)
		self.assertEqual(frappe.db.count("Handling Log", {"event": "Disclosure"}), 0)

	def test_the_office_prints_the_books_of_its_township(self):
		run = self.begun("clerk", PLACE, self.world.town)
		self.work(run, "clerk")
		first = pdf_text.pages(self.fetched(run, "clerk"))[0]
		for name in ("代表建议办理登记", "选民意见转办情况登记簿", "代表基本信息台账", "代表意见建议登记本"):
			self.assertIn(name, first)
		# its visits are those that came past the stations
		self.assertIn("代表接待选民来访登记簿本年无记载", first)

	def test_with_the_books_of_its_stations_each_keeper_is_named(self):
		run = self.begun("clerk", PLACE, self.world.town, with_stations=1)
		self.work(run, "clerk")
		pages = pdf_text.pages(self.fetched(run, "clerk"))
		listed = "".join(pages[:2])
		for name in ("东村代表联络站代表接待选民来访登记簿", "西村代表联络站代表接待选民来访登记簿"):
			self.assertIn(name, listed)
		self.assertIn("刘大爷", "".join(pages))
		titles = [one.title for one in PdfReader(io.BytesIO(self.fetched(run, "clerk"))).outline]
		self.assertIn("代表接待选民来访登记簿 东村代表联络站", titles)
		# the county's office prints its own alone
		with self.as_user("county_officer"):
			books = print_out.books_of(PLACE, self.world.county)
			own = (books, PLACE, self.world.county, self.year, False)
			kept = {order.holder.name for order in year_of_books.orders_of(*own, with_stations=True)}
		self.assertEqual(kept, {self.world.county})
		# a station has no stations
		run = self.begun("officer", STATION, self.world.station, with_stations=1)
		self.work(run)
		self.assertEqual(len(frappe.db.get_value(RUN, run, "books").split("\n")), 4)

	def handed_in(self, year: int) -> str:
		"""The visit book of a year, handed in by its officer."""
		volume = frappe.get_doc(
			{
				"doctype": "Register Volume",
				"definition": frappe.db.get_value("Register Definition", {"code": "R3"}),
				"station": self.world.station,
				"from_date": f"{year}-01-01",
				"to_date": f"{year}-12-31",
			}
		)
		with self.as_user("officer"):
			volume.insert()
		self.act("officer", "Register Volume", volume.name, "Close Volume")
		return volume.name

	def state_of(self, volume: str) -> str:
		return frappe.db.get_value("Register Volume", volume, "workflow_state")

	def test_the_chair_seals_what_is_due_with_it_and_nobody_else_does(self):
		last = self.year - 1
		volume = self.handed_in(last)
		run = self.begun("clerk", PLACE, self.world.town, last, with_stations=1, seal_due=1)
		self.work(run, "clerk")
		self.assertEqual(self.state_of(volume), "Volume Closed")
		self.assertIn("待封存", "".join(pdf_text.pages(self.fetched(run, "clerk"))[:2]))
		run = self.begun("chair", PLACE, self.world.town, last, with_stations=1)
		self.work(run, "chair")
		self.assertEqual(self.state_of(volume), "Volume Closed")
		run = self.begun("chair", PLACE, self.world.town, last, with_stations=1, seal_due=1)
		self.work(run, "chair")
		self.assertEqual(self.state_of(volume), "Volume Sealed")
		number = frappe.db.get_value("Register Volume", volume, "number")
		self.assertIn(f"{number}已封存", "".join(pdf_text.pages(self.fetched(run, "chair"))[:2]))

	def test_what_lacks_something_is_not_sealed_but_named(self):
		last = self.year - 1
		visit = frappe.db.get_value("Constituent Visit", {"station": self.world.station})
		lacking = {"visit_time": f"{last}-06-01 09:00:00", "officer_name": ""}
		frappe.db.set_value("Constituent Visit", visit, lacking)
		volume = self.handed_in(last)
		run = self.begun("chair", PLACE, self.world.town, last, with_stations=1, seal_due=1)
		self.work(run, "chair")
		self.assertEqual(self.state_of(volume), "Volume Closed")
		self.assertIn("缺联络员", "".join(pdf_text.pages(self.fetched(run, "chair"))[:2]))

	def test_the_archives_lists_follow_with_their_numbers(self):
		ticket = self.registered_ticket(matters=[{"content": "路灯不亮。"}])
		other = self.registered_ticket(matters=[{"content": "井盖松动。"}])
		closed = {
			"closed_on": f"{self.year}-01-05 10:00:00",
			"closing_way": "Answer Explained",
			"answer": "已修。",
		}
		filed = {"archive_number": f"0086-WS·{self.year}-D10-RDB-0001", "retention": "D10"}
		frappe.db.set_value(
			"Opinion Ticket", ticket, {**closed, **filed, "workflow_state": "Ticket Archived"}
		)
		frappe.db.set_value("Opinion Ticket", other, {**closed, "workflow_state": "Ticket Closed"})
		run = self.begun("clerk", PLACE, self.world.town)
		self.work(run, "clerk")
		text = "".join(pdf_text.pages(self.fetched(run, "clerk"))[-2:])
		for words in (
			"归档文件目录",
			"保管期限:10年(D10)共1件",
			f"1{filed['archive_number']}",
			"路灯不亮。",
			"已办结未归档清单",
			"井盖松动。",
			"材料齐全，尚未归档",
		):
			with self.subTest(words):
				self.assertIn(words, text)
		run = self.begun("officer", STATION, self.world.station)
		self.work(run)
		self.assertNotIn("归档文件目录", "".join(pdf_text.pages(self.fetched(run))))

	def test_it_tells_how_far_it_is_and_is_its_makers_alone(self):
		run = self.begun("officer", STATION, self.world.station)
		told = []
		composed = print_out.Order.composed

		def watched(order):
			told.append(long_prints.progress(run)["percent"])
			return composed(order)

		with patch.object(print_out.Order, "composed", watched):
			self.work(run)
		self.assertEqual(told, [30, 47, 65, 82])
		self.assertRefuses("您没有此处的岗位权限", self.fetched, run, "clerk")
		post = {"user": self.world.users["officer"], "post": "Station Liaison Officer"}
		frappe.db.set_value("Staff Post", post, "to_date", add_days(getdate(), -1))
		print_out.scope.forget_posts()
		self.assertRefuses("您没有此处的岗位权限", self.fetched, run)

	def test_others_and_years_that_are_none_are_refused(self):
		for key in ("clerk_b", "water", "nobody"):
			with self.subTest(key):
				self.assertRefuses("权限", self.begun, key, STATION, self.world.station)
		self.assertRefuses("权限", self.begun, "officer", "User", self.world.users["officer"])
		for year in (1, self.year + 1, "二〇二六"):
			self.assertRefuses("簿册年度", self.begun, "officer", STATION, self.world.station, year)
		self.assertEqual(frappe.db.count(RUN), 0)
		# of another station those books alone that the page offers
		run = self.begun("other_officer", STATION, self.world.station)
		ledger = frappe.db.get_value("Register Definition", {"code": "R9"})
		self.assertEqual(frappe.db.get_value(RUN, run, "books"), ledger)

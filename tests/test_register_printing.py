"""The page that prints the books: what it offers, what it refuses, and long books in the background."""

from contextlib import contextmanager
from unittest.mock import patch

import frappe
from frappe.utils import add_days, getdate, now_datetime

from deputy_liaison.registers import long_prints, print_out, typesetting, visit_rows
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
			("county_approver", ["R3", "R6", "R7", "R9", "R13", "R15"]),
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

	def test_cards_are_offered_to_who_may_print_their_records(self):
		for key, codes in (
			("officer", ["R3", "R7"]),
			("clerk", ["R3", "R6", "R7"]),
			("county_officer", ["R3", "R6", "R7"]),
			("county_approver", ["R3", "R6", "R7"]),
			("auditor", []),
		):
			with self.subTest(key), self.as_user(key):
				self.assertEqual([one["code"] for one in print_out.choices()["cards"]], codes)


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
		self.assertIn("已生成，可以打印：代表接待选民来访登记簿", self.notices()[0])
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

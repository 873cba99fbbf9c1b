"""Print the Year: one file of a keeper's books, sealed ones as they were sealed, and of what the archive holds."""

import datetime
import io
import re
import time
from unittest.mock import patch

import frappe
from frappe.utils import add_days, getdate
from pypdf import PdfReader, PdfWriter

from deputy_liaison.opinions.case_papers import Paper
from deputy_liaison.registers import (
	long_prints,
	print_out,
	sealed_files,
	sealing,
	year_of_books,
)
from deputy_liaison.registers.printed_papers import on_paper
from deputy_liaison.registers.year_of_cases import Case, archive_papers
from tests import pdf_text
from tests.books import PLACE, STATION
from tests.test_register_printing import RUN, LongPrints

VOLUME = "Register Volume"
TICKET, ORDER = "Opinion Ticket", "Dispatch Order"


class YearTestCase(LongPrints):
	"""All books of a station, or of a township, in one action."""

	def tearDown(self) -> None:
		# what was sealed to disk outlives the rollback
		for path in sealed_files.folder().glob("volume-*"):
			if path.stat().st_mtime >= self.began:
				path.unlink()
		super().tearDown()

	def setUp(self) -> None:
		super().setUp()
		self.began = time.time() - 1

	def begun(
		self, key: str, holder_type: str, holder: str, year: int | None = None, outside: int = 0, **wanted
	) -> str:
		with self.long(), self.as_user(key):
			return long_prints.begin_year(holder_type, holder, year or self.year, outside, **wanted)

	def handed_in(self, year: int, until: str = "12-31", since: str = "01-01") -> str:
		"""The visit book of a year or of a part of it, handed in by its officer."""
		volume = frappe.get_doc(
			{
				"doctype": VOLUME,
				"definition": frappe.db.get_value("Register Definition", {"code": "R3"}),
				"station": self.world.station,
				"from_date": f"{year}-{since}",
				"to_date": f"{year}-{until}",
			}
		)
		with self.as_user("officer"):
			volume.insert()
		self.act("officer", VOLUME, volume.name, "Close Volume")
		return volume.name

	def state_of(self, volume: str) -> str:
		return frappe.db.get_value(VOLUME, volume, "workflow_state")


class TestTheBooks(YearTestCase):
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
		self.assertIn("缺联络员：", pdf_text.pages(self.fetched(run))[0])

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
		text = "".join(pdf_text.pages(self.fetched(run, "clerk"))[-3:])
		for words in (
			"归档文件目录",
			"保管期限：10年（D10）共1件",
			f"1{filed['archive_number']}",
			"路灯不亮。",
			"已办结未归档清单",
			"井盖松动。",
			"备考表",
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


class TestSealedBooks(YearTestCase):
	"""What was sealed is bound as it was sealed, whatever became of the records since."""

	def setUp(self) -> None:
		super().setUp()
		self.last = self.year - 1
		frappe.db.delete(VOLUME, {"station": self.world.station})
		# handed in and sealed with one visit of last year's spring
		frappe.db.set_value("Constituent Visit", self.visit.name, "visit_time", f"{self.last}-03-01 09:00:00")

	def sealed(self, **days: str) -> str:
		volume = self.handed_in(self.last, **days)
		self.act("chair", VOLUME, volume, "Seal Volume")
		return volume

	def archived(self, volume: str) -> str:
		number = f"0086-WS·{self.last}-D10-RDB-0007"
		self.act("clerk", VOLUME, volume, "Archive Volume", archive_number=number, retention="D10")
		return number

	def pages(self, key: str = "officer", holder_type: str = STATION, **wanted) -> list[str]:
		holder = self.world.station if holder_type == STATION else self.world.town
		run = self.begun(key, holder_type, holder, self.last, **wanted)
		self.assertTrue(self.work(run, key)["is_done"])
		return pdf_text.pages(self.fetched(run, key))

	def test_rows_cover_and_code_are_those_of_the_seal_with_the_archive_number(self):
		volume = self.sealed()
		number = self.archived(volume)
		frappe.db.set_value("Constituent Visit", self.visit.name, "visit_time", f"{self.last}-08-08 09:00:00")
		frappe.db.delete("Handling Log", {"event": "Disclosure"})
		pages = self.pages()
		doc = frappe.get_doc(VOLUME, volume)
		self.assertIn(f"{doc.number}已归档{number}", pages[0])
		self.assertIn("未发现缺项", pages[0])
		cover, whole = pages[1], "".join(pages[1:])
		for words in (
			doc.verification_code,
			f"档号{number}",
			"保管期限10年",
			"全宗号0086",
			"件号0007",
			"机构(问题)",
		):
			with self.subTest(words):
				self.assertIn(words, cover.replace("（", "(").replace("）", ")"))
		self.assertIn(f"页数{doc.pages_full}", cover)
		# the stamp counts every sheet; the cover's own line what bears a page number, without cover and 目录
		numbered = doc.pages_full - 2
		self.assertIn(f"正文页数共{numbered}页", cover)
		self.assertIn(f"第1页共{numbered}页", pages[3])
		self.assertIn(f"{self.last}-03-01", whole)
		self.assertNotIn(f"{self.last}-08-08", whole)
		self.assertIn("刘大爷", whole)
		# a full edition that is bound was opened
		opened = frappe.get_all("Handling Log", {"event": "Disclosure"}, ["reference_name", "action", "note"])
		self.assertEqual(
			[(one.reference_name, one.action, one.note) for one in opened if one.reference_name == volume],
			[(volume, "Open Full Edition", "打印全年簿册")],
		)

	def test_who_opens_no_full_edition_binds_the_masked_one(self):
		self.sealed()
		frappe.db.delete("Handling Log", {"event": "Disclosure"})
		for key, outside in (("auditor", 0), ("officer", 1)):
			with self.subTest(key):
				whole = "".join(self.pages(key, outside=outside))
				self.assertIn("刘*爷", whole)
				self.assertNotIn("刘大爷", whole)
		self.assertEqual(frappe.db.count("Handling Log", {"event": "Disclosure"}), 0)

	def test_its_corrections_stand_behind_it(self):
		volume = self.sealed()
		self.archived(volume)
		self.corrected(volume)
		pages = self.pages()
		# the stamp on the cover counts them, as the catalogue does
		self.assertIn(f"页数{frappe.db.get_value(VOLUME, volume, 'pages_full') + 1}", pages[1])
		whole = "".join(pages)
		self.assertLess(whole.index("刘大爷"), whole.index("代表接待选民来访登记簿更正附页"))
		self.assertIn("漏记一人", whole)

	def test_the_catalogue_counts_the_pages_of_what_is_kept_and_of_its_corrections(self):
		volume = self.sealed()
		number = self.archived(volume)
		frappe.db.set_value(VOLUME, volume, {"pages_full": 7, "pages_masked": 5})
		self.assertEqual(self.pages_in_catalogue(volume, number), ["7", "7"])
		frappe.db.set_value(VOLUME, volume, "workflow_state", "Volume Masked Only")
		self.assertEqual(self.pages_in_catalogue(volume, number), ["5", "5"])
		frappe.db.set_value(VOLUME, volume, "workflow_state", "Volume Archived")
		self.corrected(volume)
		self.assertEqual(self.pages_in_catalogue(volume, number), ["8", "8"])
		# the head of their page is in a file that is gone
		rows = next(
			file
			for file in sealing.sealed_files(frappe.get_doc(VOLUME, volume))
			if (file.edition, file.kind) == ("masked", "json")
		)
		rows.path.unlink()
		self.assertEqual(self.pages_in_catalogue(volume, number), ["", ""])

	def corrected(self, volume: str) -> None:
		"""One entry of the volume is corrected, and the chair confirms that."""
		correction = frappe.get_doc(
			{
				"doctype": "Volume Correction",
				"volume": volume,
				"entry_number": self.visit.number,
				"entry_column": "来访人数",
				"correct_text": "2人",
				"reason": "漏记一人",
			}
		)
		with self.as_user("officer"):
			correction.insert()
		self.act("chair", "Volume Correction", correction.name, "Confirm Correction")

	def pages_in_catalogue(self, volume: str, number: str) -> list[str]:
		"""What 归档文件目录 and 归档章 of the township say of the volume's pages."""
		with self.as_user("clerk"):
			body = frappe.db.get_value("Congress Body", {"jurisdiction": self.world.town})
			archive_papers(body, self.last)
		text = "".join(pdf_text.pages(frappe.response.filecontent))
		called = frappe.db.get_value(VOLUME, volume, "number")
		row = re.search(rf"1{number}{called}.*?{self.last}1231(\d*)见簿册", text)
		stamp = re.search(rf"件号0007机构（问题）RDB保管期限10年页数(\d*){called}", text)
		return [row[1], stamp[1]]

	def test_days_without_a_sealed_volume_are_printed_as_they_stand(self):
		first = self.sealed(until="06-30")
		with self.as_user("officer"):
			autumn = self.new_visit().insert()
		frappe.db.set_value("Constituent Visit", autumn.name, "visit_time", f"{self.last}-10-01 09:00:00")
		second = self.handed_in(self.last, since="07-01")
		numbers = frappe.get_all(
			VOLUME, {"name": ("in", [first, second])}, pluck="number", order_by="to_date"
		)
		pages = self.pages()
		self.assertIn(f"{numbers[0]}已封存", pages[0])
		self.assertIn(f"{numbers[1]}待封存", pages[0])
		self.assertEqual(pages[0].count("代表接待选民来访登记簿"), 2)
		whole = "".join(pages[1:])
		self.assertLess(whole.index(f"{self.last}-03-01"), whole.index(f"{self.last}-10-01"))
		# sealed without an entry it is a volume all the same
		frappe.db.set_value("Constituent Visit", autumn.name, "visit_time", f"{self.year}-01-01 09:00:00")
		self.act("chair", VOLUME, second, "Seal Volume")
		self.assertIn(f"{numbers[1]}已封存", self.pages()[0])
		frappe.db.delete(VOLUME, {"name": second})
		# nothing of the autumn: the rest of the year is no book
		self.assertEqual(self.pages()[0].count("代表接待选民来访登记簿"), 1)

	def test_what_was_changed_behind_the_app_is_named_and_not_bound(self):
		volume = frappe.get_doc(VOLUME, self.sealed())
		rows = next(
			file for file in sealing.sealed_files(volume) if (file.edition, file.kind) == ("full", "json")
		)
		rows.path.write_bytes(rows.content().replace("刘大爷".encode(), "李大爷".encode()))
		pages = self.pages()
		self.assertIn("已被改动或替换", pages[0])
		self.assertNotIn("大爷", "".join(pages))
		# a list of files that another hand made is none of this site's
		frappe.db.set_value(VOLUME, volume.name, "manifest", volume.manifest.replace("full", "fuII"))
		self.assertIn("封存签名与封存清单不符", self.pages()[0])

	def test_the_days_that_no_volume_covers(self):
		def days(*stretches: tuple[int, int]) -> list[tuple[datetime.date, datetime.date]]:
			return [
				(datetime.date(2025, 1, first), datetime.date(2025, 1, last)) for first, last in stretches
			]

		for covered, left in (
			([], [(5, 20)]),
			([(1, 31)], []),
			([(5, 20)], []),
			([(8, 9)], [(5, 7), (10, 20)]),
			([(12, 14), (5, 6)], [(7, 11), (15, 20)]),
			([(1, 7), (8, 20)], []),
			([(20, 25)], [(5, 19)]),
		):
			with self.subTest(covered=covered):
				wanted = datetime.date(2025, 1, 5), datetime.date(2025, 1, 20)
				self.assertEqual(year_of_books.uncovered(*wanted, days(*covered)), days(*left))

	def test_a_station_that_was_closed_or_merged_is_bound_for_its_last_time(self):
		west = {
			"merged_into": self.world.station,
			"merged_on": f"{self.last}-01-01",
			"valid_to": f"{self.last - 1}-12-31",
		}
		frappe.db.set_value("Liaison Station", self.world.station_west, west)
		frappe.clear_document_cache("Liaison Station", self.world.station_west)
		self.assertIn("西村代表联络站", "".join(self.pages("clerk", PLACE, with_stations=1)[:2]))
		west |= {"merged_on": f"{self.last - 1}-08-01", "valid_to": f"{self.last - 1}-07-31"}
		frappe.db.set_value("Liaison Station", self.world.station_west, west)
		self.assertNotIn("西村代表联络站", "".join(self.pages("clerk", PLACE, with_stations=1)[:2]))
		west |= {"merged_into": None, "merged_on": None}
		frappe.db.set_value("Liaison Station", self.world.station_west, west)
		self.assertNotIn("西村代表联络站", "".join(self.pages("clerk", PLACE, with_stations=1)[:2]))


class TestTheCases(YearTestCase):
	"""Behind the catalogue the papers of each case, in the order of the archive numbers."""

	def setUp(self) -> None:
		super().setUp()
		# what other runs left on this site is no case of this year's
		for doctype in (TICKET, "Deputy Suggestion", VOLUME):
			frappe.db.delete(doctype)
		self.ticket = self.fed_back_ticket()
		self.act(
			"officer",
			TICKET,
			self.ticket,
			"Rate Ticket Satisfied",
			reporter_rating="Satisfied",
			rating_source="Signature",
		)
		self.archive(self.ticket, 2)
		self.told = self.registered_ticket(matters=[{"content": "路灯不亮。", "outcome": "To Be Handled"}])
		closed = {
			"closed_on": f"{self.year}-01-05 10:00:00",
			"closing_way": "Answer Explained",
			"answer": "路灯已修好。",
		}
		frappe.db.set_value(TICKET, self.told, closed)
		self.archive(self.told, 1)

	def archive(self, ticket: str, item: int) -> None:
		filed = {"archive_number": self.archive_number(item), "retention": "D10"}
		frappe.db.set_value(TICKET, ticket, {**filed, "workflow_state": "Ticket Archived"})

	def archive_number(self, item: int) -> str:
		return f"0086-WS·{self.year}-D10-RDB-{item:04d}"

	def bound(self, key: str = "clerk", **wanted) -> PdfReader:
		run = self.begun(key, PLACE, self.world.town, with_cases=1, **wanted)
		self.assertTrue(self.work(run, key)["is_done"])
		return PdfReader(io.BytesIO(self.fetched(run, key)))

	def sheets(self, file: PdfReader) -> dict[str, list[str]]:
		"""Text of the pages under each line of the outline."""
		stream = io.BytesIO()
		PdfWriter(clone_from=file).write(stream)
		pages = pdf_text.pages(stream.getvalue())
		begins = [file.get_destination_page_number(line) for line in file.outline]
		ends = [*begins[1:], len(pages)]
		return {
			line.title: pages[begin:end] for line, begin, end in zip(file.outline, begins, ends, strict=True)
		}

	def test_catalogue_cases_and_reference_sheet_in_their_order(self):
		file = self.bound()
		self.assertEqual(
			[line.title for line in file.outline][-4:],
			["归档文件目录", self.archive_number(1), self.archive_number(2), "备考表"],
		)
		sheets = self.sheets(file)
		first, second = (sheets[self.archive_number(item)] for item in (1, 2))
		titles = ["代表接待选民记录表", "答复告知书"]
		self.assertEqual([title for page in first for title in titles if title in page], titles)
		titles = ["代表接待选民记录表", "选民意见转办情况登记卡", "选民意见的答复", "答复告知书"]
		whole = "".join(second)
		positions = [whole.index(title) for title in titles]
		self.assertEqual(positions, sorted(positions))
		# the lead unit's slip and the supporting unit's
		for order in (self.order_of(self.ticket), self.order_of(self.ticket, "Supporting")):
			self.assertIn(frappe.db.get_value(ORDER, order, "number"), whole)
		self.assertIn("路灯已修好。", "".join(first))
		self.assertIn("刘*爷", whole)
		self.assertNotIn("刘大爷", whole)

	def test_the_first_sheet_is_stamped_and_the_catalogue_counts_the_pages(self):
		frappe.get_doc(
			{
				"doctype": "File",
				"file_name": "签字.png",
				"attached_to_doctype": ORDER,
				"attached_to_name": self.order_of(self.ticket),
				"is_private": 1,
				"content": b"scan",
			}
		).db_insert()
		sheets = self.sheets(self.bound())
		catalogue = "".join(sheets["归档文件目录"])
		for item in (1, 2):
			pages = sheets[self.archive_number(item)]
			stamp = f"全宗号0086年度{self.year}件号{item:04d}机构（问题）RDB保管期限10年页数{len(pages)}"
			self.assertIn(stamp, pages[0])
			self.assertNotIn("全宗号", "".join(pages[1:]))
			number = frappe.db.get_value(TICKET, (self.told, self.ticket)[item - 1], "number")
			self.assertIn(f"{item}{self.archive_number(item)}{number}", catalogue)
			self.assertRegex(catalogue, rf"{self.year}\d{{4}}{len(pages)}")
		self.assertEqual(catalogue.count("另附扫描件1件"), 1)
		box = "".join(sheets["备考表"])
		self.assertIn(f"归档文件2件，{self.archive_number(1)}至{self.archive_number(2)}", box)
		self.assertIn(f"{self.archive_number(2)}：另附扫描件1件", box)

	def test_the_stamp_stands_in_the_margin_and_covers_nothing(self):
		file = self.bound()
		stream = io.BytesIO()
		PdfWriter(clone_from=file).write(stream)
		first = next(line for line in file.outline if line.title == self.archive_number(1))
		with self.as_user("clerk"):
			visit = frappe.db.get_value(TICKET, self.told, "visit")
			alone = pdf_text.ink(on_paper(Paper("Constituent Visit", visit, "Visit Record")), 1)
		bound = pdf_text.ink(stream.getvalue(), file.get_destination_page_number(first) + 1)
		# 25 mm are ten lines
		self.assertEqual(sum(alone[:9]), 0)
		self.assertGreater(sum(bound[:9]), 20)
		self.assertEqual(bound[10:], alone[10:])

	def test_what_can_not_be_printed_is_remarked_and_stops_no_other(self):
		printed = frappe.get_print

		def failing(doctype, name, layout, **more):
			return "<p>502</p>" if layout == "Reply Letter" else printed(doctype, name, layout, **more)

		with patch.object(frappe, "get_print", failing):
			sheets = self.sheets(self.bound())
		whole = "".join(sheets[self.archive_number(2)])
		self.assertIn("答复告知书", whole)
		self.assertIn("答复函（附回执）未能打印", "".join(sheets["归档文件目录"]))

	def test_only_who_wants_them_and_sees_the_archive_gets_them(self):
		run = self.begun("clerk", PLACE, self.world.town)
		self.work(run, "clerk")
		file = PdfReader(io.BytesIO(self.fetched(run, "clerk")))
		self.assertEqual([line.title for line in file.outline][-2:], ["归档文件目录", "备考表"])
		run = self.begun("officer", STATION, self.world.station, with_cases=1)
		self.work(run)
		titles = [line.title for line in PdfReader(io.BytesIO(self.fetched(run))).outline]
		self.assertNotIn("归档文件目录", titles)

	def test_for_outside_and_for_who_inspects_there_is_none_of_them(self):
		for key, outside in (("clerk", 1), ("auditor", 0)):
			with self.subTest(key):
				errors = frappe.db.count("Error Log")
				file = self.bound(key, outside=outside)
				titles = [line.title for line in file.outline]
				self.assertIn("归档文件目录", titles)
				self.assertNotIn(self.archive_number(1), titles)
				whole = "".join("".join(pages) for pages in self.sheets(file).values())
				self.assertNotIn("未能打印", whole)
				for full in ("刘大爷", "13812345678"):
					self.assertNotIn(full, whole)
				self.assertEqual(frappe.db.count("Error Log"), errors)

	def test_each_case_is_a_step_of_the_work(self):
		run = self.begun("clerk", PLACE, self.world.town, with_cases=1)
		told = []
		printed = Case.print

		def watched(case):
			told.append(long_prints.progress(run)["percent"])
			return printed(case)

		with patch.object(Case, "print", watched):
			self.work(run, "clerk")
		self.assertEqual(len(told), 2)
		self.assertTrue(70 < told[0] < told[1] < 100, told)

"""What the sealing of a volume keeps, signs and finds out: two editions, open matters, gaps, tampering."""

import io
import json
import os
from unittest.mock import patch

import frappe
import openpyxl
from frappe.utils import add_days, getdate, today

from deputy_liaison import batch
from deputy_liaison.confirmations import short_hash
from deputy_liaison.paper import day
from deputy_liaison.registers import completeness, opening, sealed_files, sealing, verifying
from deputy_liaison.registers.completeness import Fate
from deputy_liaison.registers.volume import compose
from deputy_liaison.scope import forget_posts
from tests import pdf_text
from tests.books import copies
from tests.test_deputy_suggestion import SUGGESTION, HandledTestCase
from tests.test_register_volume import DOCTYPE, TICKET, VISIT, VolumeTestCase


class TestEditions(VolumeTestCase):
	def test_both_editions_are_data_paper_and_sheet_on_disk(self):
		visit = self.record()
		volume = self.sealed()
		doc = self.doc(volume)
		# the cover, the list of contents and the page itself
		self.assertEqual((doc.row_count, doc.holds_personal_data, doc.pages_full), (1, 1, 3))
		files = sealing.sealed_files(doc)
		self.assertEqual(
			[(file.edition, file.kind) for file in files],
			[(edition, kind) for edition in ("full", "masked") for kind in ("json", "pdf", "xlsx")],
		)
		for file in files:
			self.assertTrue(file.is_as_sealed(file.content()), file.title)
			self.assertTrue(
				frappe.db.exists(
					"File", {"file_url": file.address, "attached_to_name": volume, "is_private": 1}
				)
			)
		full = json.loads(self.file(volume, "full", "json").content())
		self.assertEqual((full["count"], full["data"]["rows"][0]["cells"][0]), (1, visit.number))
		for edition in ("full", "masked"):
			self.assertIn(b"pdfaid", self.file(volume, edition, "pdf").content())
		self.assertIn("刘大爷", self.text(volume, "full"))
		sheet = openpyxl.load_workbook(io.BytesIO(self.file(volume, "full", "xlsx").content())).active
		cells = " ".join(str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value)
		self.assertIn(visit.number, cells)
		self.assertIn("13812345678", cells)
		closing = [row[0].value for row in sheet.iter_rows() if row[0].value][-3:]
		self.assertEqual(
			closing[0], f"册号：{doc.number}　封存日期：{day(today())}　核验码：{doc.verification_code}"
		)
		self.assertIn("未办结1件，结转下册", closing[1])
		self.assertIn("封存人：赵主席", closing[2])

	def test_the_masked_edition_holds_no_full_value(self):
		self.record(
			matters=[{"content": "三组水渠垮了,请找刘大爷,电话13812345678,或13987654321。"}],
			remark="家住东村三组12号",
		)
		volume = self.sealed()
		self.assertIn("13987654321", self.text(volume, "full"))
		for kind in ("json", "pdf", "xlsx"):
			content = self.file(volume, "masked", kind).content()
			if kind == "pdf":
				text = "".join(pdf_text.pages(content))
			elif kind == "xlsx":
				sheet = openpyxl.load_workbook(io.BytesIO(content)).active
				text = " ".join(str(cell.value) for row in sheet.iter_rows() for cell in row)
			else:
				text = content.decode()
			self.assertIn("刘*爷", text, kind)
			for secret in ("刘大爷", "13812345678", "13987654321", "三组12号"):
				self.assertNotIn(secret, text, kind)

	def test_a_full_edition_without_full_names_has_no_free_text_with_them_either(self):
		"""The county's chair opens no personal data: both editions of its book are for everybody who reads it."""
		ticket = self.registered_ticket(matters=[{"content": "刘大爷13812345678说,东村三组12号水渠垮了。"}])
		self.propose(ticket)
		self.dispatch(ticket)
		of_county = {"number": f"县转〔{self.year}〕第001号", "handling_level": "County"}
		copies(
			"Dispatch Order",
			self.order_of(ticket),
			[{**of_county, "responsible_unit": self.world.unit_power}],
		)
		slips = frappe.db.get_value("Register Definition", {"code": "R7"})
		volume = self.closed("county_officer", station=None, definition=slips)
		# no unit has signed for it yet
		self.act("county_approver", DOCTYPE, volume, "Seal Volume", "尚在签收", accept_findings=1)
		self.assertEqual(self.doc(volume).holds_personal_data, 0)
		for edition in ("full", "masked"):
			text = self.text(volume, edition)
			self.assertIn("刘*爷138****5678说", text, edition)
			for secret in ("刘大爷", "13812345678", "三组12号"):
				self.assertNotIn(secret, text, edition)

	def test_cover_seal_and_code_go_to_the_paper(self):
		self.record()
		volume = self.doc(self.sealed())
		data = json.loads(self.file(volume.name, "full", "json").content())["data"]
		notes = json.loads(self.file(volume.name, "full", "json").content())["notes"]
		said = sealing.marks(volume, data, notes)
		self.assertEqual(
			said["cover"],
			{
				"volume_number": f"东册〔{self.year}〕第001号",
				"numbers": f"东接〔{self.year}〕第001号",
				"archive_number": "",
				"retention": "",
				"stamp": tuple(
					(box, "") for box in ("全宗号", "年　度", "件　号", "机构（问题）", "保管期限", "页　数")
				),
				"sealed_on": day(today()),
				"maker": "王联络",
				"checker": "赵主席",
			},
		)
		self.assertRegex(
			said["seal_note"],
			"^未办结1件，.+\n制册人：王联络 .+ 系统确认 [0-9a-f]{8}　封存人：赵主席 .+ 系统确认 [0-9a-f]{8}$",
		)
		for user, at in ((volume.made_by, volume.closed_on), (volume.sealed_by, volume.sealed_on)):
			self.assertIn(short_hash(volume, user, at), said["seal_note"])
		self.assertEqual(said["verification"]["code"], volume.verification_code)

	def test_the_range_of_a_volume_of_an_earlier_version_stands_without_its_word_too(self):
		self.record()
		volume = self.doc(self.sealed())
		data = json.loads(self.file(volume.name, "full", "json").content())["data"]
		for colon in "：:":
			said = sealing.marks(volume, {**data, "numbers": f"编号{colon}东接〔2025〕第001号"}, [])
			self.assertEqual(said["cover"]["numbers"], "东接〔2025〕第001号")

	def test_what_a_sealed_volume_says_is_full_width(self):
		self.record(matters=[{"content": "水渠垮了", "outcome": "To Be Handled"}])
		volume = self.sealed()
		for edition in ("full", "masked"):
			self.assertNotRegex(
				self.text(volume, edition), r"[\u4e00-\u9fff][,:;()]|[,:;()][\u4e00-\u9fff]", edition
			)
		sheet = openpyxl.load_workbook(io.BytesIO(self.file(volume, "full", "xlsx").content())).active
		for row in sheet.iter_rows(values_only=True):
			self.assertNotRegex(
				"\n".join(str(text) for text in row if text), r"[\u4e00-\u9fff][,:;()]|[,:;()][\u4e00-\u9fff]"
			)

	def test_who_seals_in_the_chairs_place_is_named_so_on_a_reprint_too(self):
		volume = self.closed()
		post = {"user": self.world.users["vice"], "post": "Township Chair"}
		frappe.db.set_value("Staff Post", post, "is_acting", 1)
		forget_posts()
		self.act("vice", DOCTYPE, volume, "Seal Volume")
		frappe.db.set_value("User", self.world.users["vice"], "full_name", "冯主席")
		frappe.db.set_value("Staff Post", post, "is_acting", 0)
		forget_posts()
		said = f"封存人：冯副主席（代行）{day(today())}"
		self.assertIn(said, self.text(volume, "full"))
		again = opening.reprinted(self.doc(volume), "full", "补打第1次")
		self.assertIn(said, "".join(pdf_text.pages(again)))

	def test_an_empty_volume_is_sealed_too(self):
		volume = self.sealed()
		doc = self.doc(volume)
		self.assertEqual((doc.row_count, doc.holds_personal_data, doc.carried_over_count), (0, 0, 0))
		self.assertIn("以下空白", self.text(volume, "full"))
		self.assertEqual(self.differences(volume), "")

	def test_what_is_entered_afterwards_changes_nothing_of_it(self):
		self.record()
		volume = self.sealed()
		self.record(reporter_name="周小妹")
		self.assertNotIn("周小妹", self.text(volume, "full"))
		self.assertEqual(self.differences(volume), "")


class TestOpenMatters(VolumeTestCase):
	def test_an_open_matter_prints_so_and_is_carried_over(self):
		self.record(
			matters=[
				{"content": "三组水渠垮了一段。"},
				{
					"content": "医保几时缴费?",
					"outcome": "Answered on the Spot",
					"answer": "九月。",
					"rating": "Satisfied",
				},
			]
		)
		open_ticket, done = (
			frappe.db.get_value(
				TICKET, {"township": self.world.town, "content": ("like", f"{words}%")}, "number"
			)
			for words in ("三组", "医保")
		)
		volume = self.sealed()
		doc = self.doc(volume)
		self.assertEqual((doc.carried_over_count, doc.carried_over), (1, open_ticket))
		for edition in ("full", "masked"):
			text = self.text(volume, edition)
			self.assertEqual(text.replace("未办结1件", "").count("未办结"), 1, edition)
		notes = json.loads(self.file(volume, "masked", "json").content())["notes"]
		self.assertEqual(notes[0], f"未办结1件，结转下册：{open_ticket}")
		self.assertNotIn(done, "".join(notes))

	def test_visits_past_the_stations_are_sealed_in_their_offices_book(self):
		town = self.world.town
		frappe.db.delete(VISIT, {"jurisdiction": town})
		frappe.db.delete("Number Counter", {"series": f"{VISIT} {town}"})
		self.record()
		visit = self.new_visit()
		visit.station, visit.flags.straight_to = None, town
		visit.insert(ignore_permissions=True)
		volume = self.sealed("clerk", station=None, definition=self.definition)
		doc = self.doc(volume)
		ticket = frappe.db.get_value(TICKET, visit.matters[0].ticket, "number")
		self.assertEqual((doc.row_count, doc.carried_over, doc.holds_personal_data), (1, ticket, 1))
		self.assertIn(f"编号：{visit.number}", self.text(volume, "masked"))
		self.assertIn("刘大爷", self.text(volume, "full"))
		self.assertNotIn("刘大爷", self.text(volume, "masked"))
		self.assertEqual(self.differences(volume), "")

	def test_the_next_volume_says_what_was_carried_in(self):
		self.record()
		past = self.sealed(to_date=today())
		doc = self.doc(past)
		frappe.db.set_value(DOCTYPE, past, {"from_date": "2020-01-01", "to_date": "2020-12-31"})
		following = self.doc(self.opened())
		following.onload()
		self.assertEqual(
			following.get_onload().carried_in, [f"承接上册（{doc.number}）未办结1件：{doc.carried_over}"]
		)

	def test_what_is_open_is_handed_on_and_what_was_done_meanwhile_is_told_over_three_volumes(self):
		def visited(year: int, *matters: str) -> list[str]:
			visit = self.record(
				visit_time=f"{year}-05-04 09:00:00", matters=[{"content": matter} for matter in matters]
			)
			return [row.ticket for row in visit.matters]

		def sealed(year: int) -> tuple:
			volume = self.sealed(from_date=f"{year}-01-01", to_date=min(f"{year}-12-31", today()))
			both = [
				json.loads(self.file(volume, edition, "json").content())["notes"]
				for edition in ("full", "masked")
			]
			self.assertEqual(*both)
			for edition in ("full", "masked"):
				self.assertIn("".join(both[0][0].split()), self.text(volume, edition))
			return self.doc(volume), both[0][:-1]

		def number(ticket: str) -> str:
			return frappe.db.get_value(TICKET, ticket, "number")

		year = self.year
		road, lamp, accused = visited(year - 2, "路面塌陷", "路灯不亮", "有人收钱")
		first, notes = sealed(year - 2)
		self.assertEqual(notes, [f"未办结3件，结转下册：{'、'.join(map(number, (road, lamp, accused)))}"])

		closed = {"workflow_state": "Ticket Closed", "closing_way": "Rated by Reporter"}
		solved = frappe.db.get_value("Result Class", {"code": "A"})
		lamp_closed = {**closed, "closed_on": f"{year - 1}-03-01 10:00:00", "result_class": solved}
		frappe.db.set_value(TICKET, lamp, lamp_closed)
		self.act("clerk", TICKET, accused, "Mark Ticket as Accusation")
		(water,) = visited(year - 1, "水管漏水")
		second, notes = sealed(year - 1)
		self.assertEqual(
			notes,
			[
				f"承接上册（{first.number}）未办结3件：{'、'.join(map(number, (road, lamp, accused)))}",
				f"承接上册办结2件：{number(lamp)}（A 已经解决或基本解决，{year - 1}-03-01）、"
				f"{number(accused)}（已按规定移送）",
				f"未办结2件（其中承接上册1件），结转下册：{number(road)}、{number(water)}",
			],
		)
		self.assertEqual(second.carried_over.split("\n"), [number(road), number(water)])

		withdrawn = {"workflow_state": "Ticket Withdrawn", "withdrawn_on": f"{year}-02-01 10:00:00"}
		frappe.db.set_value(TICKET, water, withdrawn)
		third, notes = sealed(year)
		self.assertEqual(
			notes,
			[
				f"承接上册（{second.number}）未办结2件：{number(road)}、{number(water)}",
				f"承接上册办结1件：{number(water)}（已撤回，{year}-02-01）",
				f"未办结1件（其中承接上册1件），结转下册：{number(road)}",
			],
		)
		self.assertEqual((third.row_count, third.carried_over_count), (0, 1))

	def test_a_volume_whose_list_of_files_was_destroyed_does_not_hold_up_the_next_one(self):
		self.record()
		past = self.sealed()
		frappe.db.set_value(DOCTYPE, past, {"from_date": "2020-01-01", "to_date": "2020-12-31"})
		following = self.opened()
		for manifest in (None, "", "{}", "{nonsense"):
			with self.subTest(manifest):
				frappe.db.set_value(DOCTYPE, past, "manifest", manifest)
				self.doc(following).onload()
				self.assertNotEqual(self.differences(past), "")
				with self.as_user("chair"):
					opening.overview(past)

	def test_an_accusation_is_not_named_as_open(self):
		visit = self.record(matters=[{"content": "村主任收了五万元。"}])
		self.act("clerk", TICKET, visit.matters[0].ticket, "Mark Ticket as Accusation")
		volume = self.sealed()
		self.assertEqual(self.doc(volume).carried_over_count, 0)
		for edition in ("full", "masked"):
			self.assertNotIn("五万元", self.text(volume, edition))


class TestWithoutANumber(VolumeTestCase, HandledTestCase):
	"""A suggestion that was handed in and is not filed yet."""

	def setUp(self) -> None:
		super().setUp()
		frappe.db.delete(SUGGESTION)
		self.book = frappe.db.get_value("Register Definition", {"code": "R13"})
		self.waiting = self.submitted(suggestion_title="关于路灯的建议")
		self.past = self.closed("clerk", station=None, definition=self.book)
		findings = [finding.text for finding in self.doc(self.past).findings()]
		self.assertEqual(findings, ["尚未编号：关于路灯的建议"])
		self.act("chair", DOCTYPE, self.past, "Seal Volume", "年后编号", accept_findings=1)

	def test_it_is_carried_over_by_its_title(self):
		doc = self.doc(self.past)
		self.assertEqual((doc.carried_over_count, doc.carried_over), (1, "关于路灯的建议"))
		self.assertEqual(sealing.carried_in(doc), [f"承接上册（{doc.number}）未办结1件：关于路灯的建议"])
		checks = doc.checks()
		self.assertEqual(checks.fates(["关于路灯的建议", "无此件"]), [Fate("关于路灯的建议"), Fate("无此件")])
		self.do("clerk", self.waiting, "Accept Suggestion")
		self.do("clerk", self.waiting, "File Suggestion", **self.filing())
		number = frappe.db.get_value(SUGGESTION, self.waiting, "number")
		self.assertEqual(checks.fates(["关于路灯的建议"]), [Fate(number)])
		done = {
			"workflow_state": "Suggestion Closed",
			"closing_way": "Rated by Deputy",
			"closed_on": "2026-03-01 10:00:00",
		}
		frappe.db.set_value(SUGGESTION, self.waiting, done)
		self.assertEqual(checks.fates([number]), [Fate(number, "代表已评价，2026-03-01")])

	def test_its_number_of_later_is_no_entry_of_later(self):
		self.do("clerk", self.waiting, "Accept Suggestion")
		self.do("clerk", self.waiting, "File Suggestion", **self.filing())
		number = frappe.db.get_value(SUGGESTION, self.waiting, "number")
		self.assertTrue(number)
		self.assertEqual(sealing.entered_later(self.doc(self.past)), [])
		late = self.submitted(suggestion_title="关于水渠的建议")
		self.assertIn("关于水渠的建议", sealing.entered_later(self.doc(self.past))[0].text)
		self.assertNotIn(number, sealing.entered_later(self.doc(self.past))[0].text)
		self.assertTrue(late)

	def test_a_volume_of_an_earlier_version_knows_its_rows_by_their_numbers(self):
		self.do("clerk", self.waiting, "Accept Suggestion")
		self.do("clerk", self.waiting, "File Suggestion", **self.filing())
		number = frappe.db.get_value(SUGGESTION, self.waiting, "number")
		old = {"data": {"rows": [{"number": number}]}}
		self.submitted(suggestion_title="关于水渠的建议")
		with patch.object(sealing, "sealed_rows", return_value=old):
			(finding,) = sealing.entered_later(self.doc(self.past))
		self.assertIn("关于水渠的建议", finding.text)
		self.assertNotIn(number, finding.text)


class TestContents(VolumeTestCase):
	"""目录: what its lines say."""

	def labels(self, word: str) -> list[str]:
		with self.as_user("admin"):
			register = frappe.get_doc("Register Definition", self.definition)
			register.index_by = word
			register.save()
		holder = frappe.get_doc("Liaison Station", self.world.station)
		with self.as_user("officer"):
			data = compose(register, holder, getdate(f"{self.year}-01-01"), getdate()).data
		return [entry["label"] for entry in sealing._index(data)]

	def test_a_line_says_the_number_once(self):
		number = self.record().number
		self.assertEqual(self.labels("来访编号"), [number])
		self.assertEqual(self.labels("反映人姓名"), [f"{number} 刘大爷 男 67"])

	def test_a_column_of_matters_says_each_of_them(self):
		number = self.record(
			matters=[{"content": "水渠垮了。"}, {"content": "路灯坏了。"}],
		).number
		self.assertEqual(self.labels("反映内容"), [f"{number} ①水渠垮了。 ②路灯坏了。"])


class TestCompleteness(VolumeTestCase):
	def missing(self, volume: str) -> list[str]:
		return [finding.text for finding in self.doc(volume).findings()]

	def test_a_number_without_a_record_is_named_and_must_be_accepted_with_a_reason(self):
		self.record()
		lost = self.record()
		self.record()
		frappe.db.delete(VISIT, {"name": lost.name})
		volume = self.closed()
		self.assertEqual(self.missing(volume), [f"{self.year}年以下编号没有对应记录：2"])
		self.assertRefuses("已知缺项", self.act, "chair", DOCTYPE, volume, "Seal Volume")
		self.assertRefuses("理由", self.act, "chair", DOCTYPE, volume, "Seal Volume", accept_findings=1)
		self.assertEqual(self.state(volume), "Volume Closed")
		self.act("chair", DOCTYPE, volume, "Seal Volume", "数据迁移时遗失", accept_findings=1)
		accepted = self.doc(volume).accepted_findings
		self.assertIn("没有对应记录：2", accepted)
		self.assertIn("数据迁移时遗失", accepted)

	def test_a_row_that_nobody_signs_for_and_a_matter_without_ticket_are_named(self):
		visit = self.record()
		frappe.db.set_value(VISIT, visit.name, "officer_name", "")
		frappe.db.set_value("Visit Matter", {"parent": visit.name}, "ticket", None)
		volume = self.closed()
		self.assertEqual(
			self.missing(volume), [f"缺联络员：{visit.number}", f"有事项未生成意见单：{visit.number}"]
		)

	def findings_of(self, code: str, holder_type: str, holder: str) -> list[str]:
		"""What a book of this year lacks."""
		register = frappe.get_doc("Register Definition", {"code": code})
		period = getdate(f"{self.year}-01-01"), getdate(f"{self.year}-12-31")
		found = completeness.of(register, frappe.get_doc(holder_type, holder), *period).findings()
		return [finding.text for finding in found]

	def test_a_slip_that_no_unit_signed_for_is_named(self):
		order = self.order_of(self.dispatched_ticket())
		for doctype, holder in (("Jurisdiction", self.world.town), ("Liaison Station", self.world.station)):
			number = frappe.db.get_value("Dispatch Order", order, "number")
			said = [text for text in self.findings_of("R7", doctype, holder) if text.startswith("缺签收人：")]
			self.assertIn(number, said[0])
		orders = frappe.get_all("Dispatch Order", {"township": self.world.town}, pluck="name")
		frappe.db.set_value("Dispatch Order", {"name": ("in", orders)}, "acknowledged_by", "水经办")
		self.assertNotIn("签收人", "".join(self.findings_of("R7", "Jurisdiction", self.world.town)))
		frappe.db.set_value(
			"Dispatch Order", order, {"acknowledged_by": "", "workflow_state": "Order Withdrawn"}
		)
		self.assertNotIn("签收人", "".join(self.findings_of("R7", "Jurisdiction", self.world.town)))

	def test_an_opinion_without_receiver_category_or_word_of_the_answer_is_named(self):
		ticket = self.fed_back_ticket()
		rating = {"reporter_rating": "Satisfied", "rating_source": "Telephone"}
		self.act("officer", TICKET, ticket, "Rate Ticket Satisfied", **rating)
		number = frappe.db.get_value(TICKET, ticket, "number")
		keepers = (("Jurisdiction", self.world.town), ("Liaison Station", self.world.station))
		for doctype, holder in keepers:
			self.assertEqual(self.findings_of("R15", doctype, holder), [])
		frappe.db.set_value(TICKET, ticket, {"category": None, "feedback_on": None})
		visit = frappe.db.get_value(TICKET, ticket, "visit")
		frappe.db.set_value(VISIT, visit, "officer_name", "")
		for doctype, holder in keepers:
			self.assertEqual(
				self.findings_of("R15", doctype, holder),
				[f"缺联络员：{number}", f"缺意见类别：{number}", f"缺反馈日期：{number}"],
			)

	def test_an_answer_on_the_spot_needs_no_day_of_feedback(self):
		self.record(
			matters=[
				{
					"content": "医保几时缴费?",
					"outcome": "Answered on the Spot",
					"answer": "九月。",
					"rating": "Satisfied",
				}
			]
		)
		found = self.findings_of("R15", "Jurisdiction", self.world.town)
		self.assertNotIn("反馈日期", "".join(found))

	def test_a_mandate_without_certificate_or_district_is_named(self):
		frappe.db.set_value("Deputy Mandate", {"deputy": self.world.deputy}, "certificate_no", "镇12")
		found = self.findings_of("R9", "Liaison Station", self.world.station)
		self.assertNotIn("缺代表证号：李春华", found)
		self.assertEqual([text for text in found if "李春华" in text and "选区" in text] != [], True)
		frappe.db.set_value("Deputy Mandate", {"deputy": self.world.deputy}, "certificate_no", "")
		found = "".join(self.findings_of("R9", "Liaison Station", self.world.station))
		self.assertIn("缺代表证号：", found)
		self.assertIn("李春华", found)

	def test_what_became_of_a_slip(self):
		order = self.order_of(self.dispatched_ticket())
		number = frappe.db.get_value("Dispatch Order", order, "number")
		ticket = frappe.db.get_value("Dispatch Order", order, "opinion_ticket")
		register = frappe.get_doc("Register Definition", {"code": "R7"})
		solved = frappe.db.get_value("Result Class", {"code": "A"})
		for doctype, holder in (("Jurisdiction", self.world.town), ("Liaison Station", self.world.station)):
			frappe.db.savepoint("one_holder")
			checks = completeness.of(register, frappe.get_doc(doctype, holder), getdate(), getdate())
			self.assertEqual(checks.fates([number]), [Fate(number)])
			replied = {"workflow_state": "Order Accepted", "result_class": solved, "reply_date": "2026-02-02"}
			frappe.db.set_value("Dispatch Order", order, replied)
			self.assertEqual(checks.fates([number]), [Fate(number)])
			frappe.db.set_value(
				TICKET, ticket, {"workflow_state": "Ticket Closed", "closed_on": "2026-03-01 10:00:00"}
			)
			ended = "A 已经解决或基本解决，2026-03-01"
			self.assertEqual(checks.fates([number]), [Fate(number, ended)])
			frappe.db.rollback(save_point="one_holder")

	def test_volumes_of_a_book_are_sealed_in_their_order(self):
		earlier = self.opened(from_date=f"{self.year - 1}-01-01", to_date=f"{self.year - 1}-12-31")
		volume = self.closed()
		self.assertEqual(len(self.missing(volume)), 1)
		self.assertIn(f"{self.year - 1}年度", self.missing(volume)[0])
		self.assertRefuses("请先封存以前的分册", self.act, "chair", DOCTYPE, volume, "Seal Volume")
		# another keeper's, and another book of the same keeper, wait for nothing
		office = self.closed("clerk", station=None)
		self.assertEqual(self.missing(office), [])
		self.act("officer", DOCTYPE, earlier, "Close Volume")
		self.act("chair", DOCTYPE, earlier, "Seal Volume")
		self.act("chair", DOCTYPE, volume, "Seal Volume")
		self.assertEqual(self.state(volume), "Volume Sealed")

	def test_a_complete_volume_asks_for_nothing(self):
		self.record()
		volume = self.doc(self.closed())
		self.assertEqual(self.missing(volume.name), [])
		self.assertEqual(volume.ask_for("Seal Volume").fields, ())

	def test_what_was_entered_after_the_sealing_is_found_by_the_next_volume(self):
		self.record()
		past = self.sealed()
		late = self.record()
		frappe.db.set_value(DOCTYPE, past, "to_date", add_days(today(), 1))
		following = self.opened(from_date=add_days(today(), 2), to_date=add_days(today(), 3))
		self.assertEqual(len(self.missing(following)), 1)
		self.assertIn(late.number, self.missing(following)[0])


class TestVerifying(VolumeTestCase):
	@staticmethod
	def write_behind(volume: str, column: str, value: object) -> None:
		"""Write straight into the database, past the app."""
		table = frappe.qb.DocType(DOCTYPE)
		frappe.qb.update(table).set(table[column], value).where(table.name == volume).run()

	def test_each_sealed_column_that_is_changed_by_sql_is_named(self):
		self.record()
		volume = self.sealed()
		meta = frappe.get_meta(DOCTYPE)
		for column in sealing.SEALED_COLUMNS:
			field = meta.get_field(column)
			before = frappe.db.get_value(DOCTYPE, volume, column)
			changed = {
				"Int": 77,
				"Check": 0,
				"Date": "2001-01-01",
				"Datetime": "2001-01-01 10:00:00",
				"Select": "County",
			}.get(field.fieldtype, "changed")
			self.write_behind(volume, column, changed)
			self.assertIn(frappe._(field.label), self.differences(volume), column)
			self.write_behind(volume, column, before)
			self.assertEqual(self.differences(volume), "", column)

	def test_seal_list_and_state_that_are_changed_by_sql_are_found(self):
		volume = self.sealed()
		doc = self.doc(volume)
		for values, said in (
			({"seal": "0" * 64}, "封存签名与封存清单不符"),
			({"manifest": doc.manifest.replace("full", "fuld")}, "封存签名与封存清单不符"),
			({"manifest": ""}, "封存清单缺失"),
			({"workflow_state": "Volume Open"}, "曾经封存"),
		):
			before = {field: doc.get(field) for field in values}
			frappe.db.set_value(DOCTYPE, volume, values)
			self.assertIn(said, self.differences(volume))
			frappe.db.set_value(DOCTYPE, volume, before)
		self.assertEqual(self.differences(volume), "")

	def test_a_seal_that_was_emptied_by_sql_is_missed(self):
		volume = self.sealed()
		emptied = dict.fromkeys(("seal", "manifest", "sealed_on", "sealed_by"), None)
		frappe.db.set_value(DOCTYPE, volume, {**emptied, "workflow_state": "Volume Closed"})
		with self.as_user("chair"):
			self.assertFalse(verifying.verify(volume)["holds"])

	def test_files_that_are_changed_replaced_or_missing_on_disk_are_named(self):
		self.record()
		volume = self.sealed()
		for file in sealing.sealed_files(self.doc(volume)):
			content = file.content()
			flipped = content[:-1] + bytes([content[-1] ^ 1])
			for written, said in ((flipped, "已被改动或替换"), (b"", "已被改动或替换"), (None, "缺失")):
				if written is None:
					file.path.unlink()
				else:
					file.path.write_bytes(written)
				self.assertEqual(self.differences(volume).count("\n"), 0)
				self.assertIn(f"“{file.title}”", self.differences(volume))
				self.assertIn(said, self.differences(volume))
			file.path.write_bytes(content)
			self.assertEqual(self.differences(volume), "")

	def test_file_records_that_are_changed_are_named(self):
		volume = self.sealed()
		file = self.file(volume, "masked", "pdf")
		record = frappe.db.get_value("File", {"file_url": file.address})
		for values, said in (
			({"is_private": 0}, "不再是内部文件"),
			({"attached_to_name": "other"}, "文件登记已被删除"),
			({"file_url": "/private/files/other.pdf"}, "文件登记已被删除"),
		):
			before = {field: frappe.db.get_value("File", record, field) for field in values}
			frappe.db.set_value("File", record, values)
			self.assertIn(said, self.differences(volume))
			frappe.db.set_value("File", record, before)
		self.assertEqual(self.differences(volume), "")

	def test_archive_and_destruction_that_are_changed_are_found(self):
		volume = self.past_retention()
		for values in (
			{"archive_number": "0086"},
			{"retention_until": "2000-01-01"},
			{"archived_by_name": "某"},
		):
			before = {field: frappe.db.get_value(DOCTYPE, volume, field) for field in values}
			frappe.db.set_value(DOCTYPE, volume, values)
			self.assertIn("档号或者保管期限", self.differences(volume))
			frappe.db.set_value(DOCTYPE, volume, before)
		self.act("chair", DOCTYPE, volume, "Destroy Full Edition")
		frappe.db.set_value(DOCTYPE, volume, "destroyed_by_name", "某")
		self.assertIn("销毁记录", self.differences(volume))

	def test_by_the_code_on_the_paper(self):
		volume = self.sealed()
		code = self.doc(volume).verification_code
		self.assertRegex(code, r"^[2-9A-HJKMNP-Z]{4}-[2-9A-HJKMNP-Z]{4}-[2-9A-HJKMNP-Z]{4}$")
		for typed in (code, code.lower().replace("-", " ")):
			with self.as_user("auditor"):
				told = verifying.verify_by_code(typed)
			self.assertTrue(told["holds"])
			self.assertEqual(told["number"], f"东册〔{self.year}〕第001号")
		with self.as_user("auditor"):
			self.assertRefuses("12位", verifying.verify_by_code, "ABC")
			self.assertRefuses("没有核验码", verifying.verify_by_code, "2222-2222-2222")
		with self.as_user("other_officer"):
			self.assertRefuses("没有核验码", verifying.verify_by_code, code)
			self.assertRefuses("岗位", verifying.verify, volume)

	def test_verifying_is_written_down(self):
		volume = self.sealed()
		with self.as_user("chair"):
			verifying.verify(volume)
			self.file(volume, "full", "pdf").path.unlink()
			verifying.verify(volume)
		notes = frappe.get_all(
			"Handling Log",
			{"reference_name": volume, "action": "Verify Volume"},
			pluck="note",
			order_by="creation asc",
		)
		self.assertEqual(notes[0], "核验通过。")
		self.assertIn("缺失", notes[1])

	def test_an_open_volume_has_nothing_to_verify(self):
		with self.as_user("chair"):
			self.assertRefuses("尚未封存", verifying.verify, self.opened())


class Killed(BaseException):
	"""What nothing catches, as a process that is killed."""


class TestInterrupted(VolumeTestCase):
	def killed_at(self, volume: str, place: str, call: int) -> None:
		"""Seal, and be killed in the `call`-th call of `place`; the transaction is lost, the disk is not."""
		calls = 0
		owner, name = place.rsplit(".", 1)
		target = {"sealing": sealing, "typesetting": sealing.typesetting, "Writer": sealed_files.Writer}[
			owner
		]
		real = getattr(target, name)

		def counting(*args, **kwargs):
			nonlocal calls
			calls += 1
			if calls == call:
				raise Killed
			return real(*args, **kwargs)

		frappe.db.savepoint("killed")
		with patch.object(target, name, counting), self.assertRaises(Killed):
			self.act("chair", DOCTYPE, volume, "Seal Volume")
		self.assertEqual(calls, call, place)
		frappe.db.rollback(save_point="killed")
		frappe.set_user("Administrator")

	def test_killed_anywhere_it_is_unsealed_and_done_again_leaves_only_what_counts(self):
		self.record()
		volume = self.closed()
		for place, call in (
			("sealing.compose", 1),
			("sealing.compose", 2),
			("typesetting.typeset", 1),
			("typesetting.typeset", 2),
			("Writer.write", 1),
			("Writer.write", 4),
			("Writer.write", 6),
			("sealing.workbook", 2),
			("Writer.attach", 1),
			("sealing.columns_of", 1),
			("sealing.signature", 1),
		):
			with self.subTest(place=place, call=call):
				self.killed_at(volume, place, call)
				doc = self.doc(volume)
				self.assertEqual((doc.workflow_state, doc.seal, doc.sealed_on), ("Volume Closed", None, None))
				self.assertEqual(frappe.db.count("File", {"attached_to_name": volume}), 0)
		self.assertGreater(len(self.on_disk()), 0)
		self.act("chair", DOCTYPE, volume, "Seal Volume")
		self.assertEqual(self.differences(volume), "")
		self.assertEqual(len(self.on_disk()), 6)

	def test_what_lies_about_for_a_day_is_removed_what_counts_stays(self):
		volume, other = self.sealed(), self.closed(from_date="2020-01-01", to_date="2020-12-31")
		self.killed_at(other, "Writer.attach", 1)
		sealed_files.remove_interrupted()
		self.assertEqual(len(self.on_disk()), 12)
		for path in self.on_disk():
			os.utime(path, (0, 0))
		sealed_files.remove_interrupted()
		self.assertEqual(len(self.on_disk()), 6)
		self.assertEqual(self.differences(volume), "")

	def test_the_night_removes_no_file_of_a_volume_whose_records_somebody_took_away(self):
		volume = self.sealed()
		for path in self.on_disk():
			os.utime(path, (0, 0))
		frappe.db.delete("File", {"attached_to_name": volume})
		sealed_files.remove_interrupted()
		self.assertEqual(len(self.on_disk()), 6)
		self.assertEqual(self.differences(volume).count("文件登记已被删除"), 6)
		emptied = {"seal": None, "manifest": None, "workflow_state": "Volume Closed"}
		frappe.db.set_value(DOCTYPE, volume, emptied)
		sealed_files.remove_interrupted()
		self.assertEqual(len(self.on_disk()), 6)

	def test_the_night_asks_the_database_once_however_many_files_there_are(self):
		written = []
		for _i in range(3):
			writer = sealed_files.Writer(frappe.generate_hash(length=10), "旧册")
			written.append(writer.write("full", "json", b"{}").path)
			os.utime(written[-1], (0, 0))
		with patch.object(frappe.db, "sql", wraps=frappe.db.sql) as sql:
			sealed_files.remove_interrupted()
		self.assertLessEqual(sql.call_count, 2)
		self.assertFalse([path for path in written if path.exists()])

	def test_a_sealed_volume_is_not_sealed_again(self):
		volume = self.sealed()
		frappe.db.set_value(DOCTYPE, volume, "workflow_state", "Volume Closed")
		self.assertRefuses("已经封存", self.act, "chair", DOCTYPE, volume, "Seal Volume")
		# nor when its seal was emptied: its files of then would be removed
		frappe.db.set_value(DOCTYPE, volume, {"seal": None, "manifest": None})
		self.assertRefuses("已经封存", self.act, "chair", DOCTYPE, volume, "Seal Volume")
		self.assertEqual(len(self.on_disk()), 6)
		self.assertEqual(len(self.on_disk()), 6)


class TestInTheBackground(VolumeTestCase):
	def test_the_page_learns_how_far_it_is_and_that_it_is_done(self):
		volume = self.closed()
		modified = str(self.doc(volume).modified)
		with self.as_user("chair"):
			with patch.object(frappe, "enqueue") as queued:
				sealing.start(volume, modified)
			self.assertEqual(
				{key: sealing.progress(volume)[key] for key in ("sealed", "step", "why", "silent")},
				{"sealed": False, "step": 0, "why": "", "silent": False},
			)
			asked = queued.call_args.kwargs
			sealing.carry_out(**{key: asked[key] for key in ("volume", "modified", "values", "note")})
			told = sealing.progress(volume)
		self.assertEqual((told["sealed"], told["step"], told["words"]), (True, 3, "正在签名封存"))
		self.assertEqual(self.state(volume), "Volume Sealed")

	def test_who_may_not_or_what_lacks_is_told_at_once(self):
		frappe.db.delete(VISIT, {"name": self.record().name})
		volume = self.closed()
		modified = str(self.doc(volume).modified)
		for key, said in (("clerk", "应由"), ("other_officer", "岗位"), ("chair", "没有对应记录")):
			with self.as_user(key), patch.object(frappe, "enqueue") as queued:
				self.assertRefuses(said, sealing.start, volume, modified)
			queued.assert_not_called()
		with self.as_user("other_officer"), self.assertRaises(frappe.PermissionError):
			sealing.progress(volume)

	def test_what_goes_wrong_in_the_background_reaches_the_page(self):
		volume = self.closed()
		with self.as_user("chair"), patch.object(frappe.db, "rollback"):
			sealing.carry_out(volume, "2001-01-01 00:00:00", {}, None)
			self.assertIn("本页已不是最新", sealing.progress(volume)["why"])
		self.assertEqual(self.state(volume), "Volume Closed")

	def test_many_are_sealed_one_by_one_in_the_background(self):
		volumes = [self.closed(from_date=f"{y}-01-01", to_date=f"{y}-12-31") for y in (2015, 2016, 2017)]
		rows = [{"name": name, "modified": str(self.doc(name).modified)} for name in volumes]
		with self.as_user("chair"):
			with patch.object(frappe, "enqueue") as queued:
				run = batch.start(DOCTYPE, "Seal Volume", rows)
			queued.assert_called_once()
			self.assertTrue(batch._chunk(run))
			self.assertEqual([self.state(name) for name in volumes].count("Volume Sealed"), 1)
			batch.carry_out(run)
		self.assertEqual([self.state(name) for name in volumes], ["Volume Sealed"] * 3)

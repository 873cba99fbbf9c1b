"""What anybody may type on the public page shows harmless wherever it is read (rules.md §11).

Walks what makes something of a text: stored values, prints, PDF, the book, exports, pages, notices, logs.
Forms and lists on the desk are walked in a real browser (`tests/browser/test_public_page.py`).
"""

import csv
import io
import re

import frappe
import openpyxl
from frappe.desk.form import assign_to
from frappe.handler import execute_cmd
from frappe.utils import getdate, set_request, today
from frappe.utils.pdf import get_pdf
from frappe.website.serve import get_response

from deputy_liaison.harmless_exports import harmless, harmless_csv, harmless_workbook
from deputy_liaison.opinions.public_page.words import plain_line, plain_words
from deputy_liaison.registers import print_out
from tests import pdf_text
from tests.voters import VoterTestCase

TICKET = "Opinion Ticket"
VISIT = "Constituent Visit"
ORDER = "Dispatch Order"

HOSTILE = (
	"<script>window.hacked=1</script>",
	"<img src=x onerror=window.hacked=1>",
	# cut off at forty signs for the subject, and so never closed
	"<img src=x onerror=window.hacked=1 alt=水渠垮了一段很长很长很长很长很长很长>",
	'"><svg onload=window.hacked=1>',
	"<a href=javascript:window.hacked=1>点我</a>",
	"{{ frappe.db.sql('select 1') }}{% for x in y %}",
	"&lt;script&gt;window.hacked=1&lt;/script&gt;",
	'=HYPERLINK("http://evil.example","点我")',
	"=1+1",
	"+1+1",
	"-1+1",
	"@SUM(1,1)",
	"＝1+1",
	"\t=1+1",
	"路灯\u202e坏了\u200b很久",
	"水管漏了💧👨‍👩‍👧请修",
	"'; drop table `tabOpinion Ticket`; --",
	"%s %(x)s {0} \\n \\",
	'$(whoami) #set text(fill: red) #read("/etc/passwd")',
)
FORMULAS = tuple(text for text in HOSTILE if text.strip().startswith(("=", "+", "-", "@", "＝")))
# a tag or an attribute that would run, in text that a browser takes as HTML
LIVE = re.compile(r"<(?:script|img|svg|a|iframe)\b[^>]*hacked|<script>window", re.IGNORECASE)


class TestHostileText(VoterTestCase):
	"""Each hostile text handed in as content, place and name."""

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.by_text = {}

	def tickets(self) -> dict[str, str]:
		"""Text → its ticket."""
		frappe.db.set_single_value("Liaison Settings", "entries_per_station", 0)
		return {
			text: self.ticket_of(
				self.hand_in(content=text, place=text, reporter_name=text, reporter_address=text)["code"]
			)
			for text in HOSTILE
		}

	def assertHarmless(self, html: str, where: str) -> None:
		"""No text of ours became a tag."""
		if found := LIVE.search(html):
			self.fail(f"{where}: {html[max(0, found.start() - 60) : found.end() + 60]}")

	def test_stored_texts_have_no_tag_and_keep_what_they_say(self):
		for text, ticket in self.tickets().items():
			stored = frappe.get_doc(TICKET, ticket)
			for value in (stored.content, stored.subject, stored.place):
				self.assertNotRegex(value, r"[<>\u202e\u200b]")
			self.assertEqual(stored.content, plain_words(text))
			visit = frappe.get_doc(VISIT, stored.visit)
			self.assertNotRegex(f"{visit.reporter_name}{visit.reporter_address}", r"[<>\u202e]")
		self.assertEqual(plain_words("水管漏了💧👨‍👩‍👧请修"), "水管漏了💧👨‍👩‍👧请修")
		self.assertEqual(plain_words(" 一\r\n二\u202e三\x00\x1b "), "一\n二三")
		self.assertEqual(plain_line("东村\n三组"), "东村 三组")

	def test_ten_thousand_signs_are_refused_with_their_number_and_nothing_is_registered(self):
		before = frappe.db.count(VISIT)
		self.assertRefuses("您写了10000字，最多2000字", self.hand_in, content="水" * 10_000)
		self.assertEqual(frappe.db.count(VISIT), before)
		frappe.db.set_single_value("Liaison Settings", "matter_length", 10_000)
		self.addCleanup(frappe.clear_document_cache, "Liaison Settings", "Liaison Settings")
		frappe.clear_document_cache("Liaison Settings", "Liaison Settings")
		ticket = self.ticket_of(self.hand_in(content="水" * 10_000)["code"])
		self.assertEqual(len(frappe.db.get_value(TICKET, ticket, "content")), 10_000)

	def test_prints_of_ticket_visit_and_slip(self):
		for text, ticket in self.tickets().items():
			self.propose(ticket)
			self.dispatch(ticket)
			order = self.order_of(ticket)
			visit = frappe.db.get_value(TICKET, ticket, "visit")
			with self.as_user("clerk"):
				for doctype, name, layout in (
					(TICKET, ticket, None),
					(VISIT, visit, None),
					(ORDER, order, None),
					(ORDER, order, "Opinion Referral Card"),
				):
					self.assertHarmless(frappe.get_print(doctype, name, layout), f"{doctype} {text}")

	def test_pdf_of_the_slip_says_what_was_written(self):
		ticket = self.tickets()[HOSTILE[0]]
		self.propose(ticket)
		self.dispatch(ticket)
		with self.as_user("clerk"):
			html = frappe.get_print(ORDER, self.order_of(ticket), "Opinion Referral Card")
		words = "".join(pdf_text.pages(get_pdf(re.sub(r"<link[^>]*>", "", html))))
		self.assertIn("script", words)
		self.assertIn("window.hacked=1", words)

	def test_the_book_of_the_station(self):
		self.tickets()
		year = getdate().year
		definition = frappe.db.get_value("Register Definition", {"code": "R3"})
		with self.as_user("officer"):
			content = print_out.printed(
				definition, "Liaison Station", self.world.station, f"{year}-01-01", today()
			)
		words = "".join(pdf_text.pages(content))
		for said in ("window.hacked=1", "=1+1", "drop", "#read"):
			self.assertIn(said, words)
		self.assertNotIn("root:", words)

	def export(self, kind: str, key: str, doctype: str, *fields: str) -> bytes:
		"""The list's export as the desk asks for it."""
		asked = frappe._dict(
			doctype=doctype,
			file_format_type=kind,
			fields=frappe.as_json([f"`tab{doctype}`.`{field}`" for field in fields]),
			filters=frappe.as_json({"township": self.world.town}),
			title=doctype,
		)
		with self.as_user(key):
			frappe.local.form_dict = asked
			frappe.local.response = frappe._dict()
			execute_cmd("frappe.desk.reportview.export_query")
		content = frappe.local.response.get("filecontent")
		return content if content is not None else frappe.local.response["result"].encode()

	def test_exports_hold_no_formula(self):
		self.tickets()
		frappe.db.set_value(VISIT, {"township": self.world.town}, "remark", "=1+1", update_modified=False)
		names = frappe.get_all(TICKET, {"township": self.world.town}, pluck="name")
		# a place that was typed at a desk is a text like any other
		frappe.db.set_value(TICKET, {"name": ("in", names)}, "subject", "=1+1", update_modified=False)
		for doctype, field in ((VISIT, "remark"), (VISIT, "reporter_name")):
			with self.subTest(f"{doctype} {field}"):
				book = openpyxl.load_workbook(
					io.BytesIO(self.export("Excel", "clerk", doctype, "number", field))
				)
				cells = [cell for row in book.active.iter_rows() for cell in row]
				self.assertGreater(len(cells), len(HOSTILE))
				self.assertEqual([cell.value for cell in cells if cell.data_type == "f"], [])
				text = self.export("CSV", "clerk", doctype, "number", field).decode()
				for row in csv.reader(io.StringIO(text)):
					for cell in row:
						self.assertEqual(cell, harmless(cell))

	def test_workbook_and_csv_keep_everything_but_the_formula(self):
		written = io.BytesIO()
		book = openpyxl.Workbook()
		book.active.append(["编号", 12, "=1+1", "-5", -5, "普通"])
		book.save(written)
		(row,) = openpyxl.load_workbook(io.BytesIO(harmless_workbook(written.getvalue()))).active.iter_rows()
		self.assertEqual([cell.value for cell in row], ["编号", 12, "=1+1", "-5", -5, "普通"])
		self.assertEqual([cell.data_type for cell in row], ["s", "n", "s", "s", "n", "s"])
		self.assertEqual(
			list(csv.reader(io.StringIO(harmless_csv('"编号",12,"=1+1","-5","@x","第一行\n=2"\n')))),
			[["编号", "12", "'=1+1", "-5", "'@x", "第一行\n=2"]],
		)
		plain = '"编号","普通"\r\n'
		self.assertEqual(harmless_csv(plain), plain)
		for text in FORMULAS:
			self.assertTrue(harmless(text).startswith("'"), text)

	def test_pages_of_deputy_and_voter(self):
		tickets = self.tickets()
		for ticket in tickets.values():
			frappe.get_doc(
				{
					"doctype": "Receiving Deputy",
					"parent": ticket,
					"parenttype": TICKET,
					"parentfield": "receiving_deputies",
					"deputy": self.world.deputy,
				}
			).db_insert()
		set_request(method="GET", path="/deputy")
		with self.as_user("deputy"):
			self.assertHarmless(get_response().get_data(as_text=True), "/deputy")
		for text in HOSTILE:
			set_request(method="GET", path=f"/station/{self.code}/deputies")
			frappe.set_user("Guest")
			frappe.local.form_dict.update(words=text)
			text_of_page = get_response().get_data(as_text=True)
			self.assertIn("没有找到", text_of_page)
			self.assertHarmless(text_of_page, "deputies")
			frappe.set_user("Administrator")

	def test_desk_notices_and_comments(self):
		for ticket in self.tickets().values():
			with self.as_user("clerk"):
				assign_to.add(
					{
						"doctype": TICKET,
						"name": ticket,
						"assign_to": [self.world.users["officer"]],
						"description": frappe.db.get_value(TICKET, ticket, "subject"),
					}
				)
		for notice in frappe.get_all(
			"Notification Log", {"document_type": TICKET}, ["subject", "email_content"]
		):
			self.assertHarmless(f"{notice.subject} {notice.email_content}", "notice")

	def test_reason_and_wish_are_as_harmless(self):
		code = self.hand_in()["code"]
		self.act_by_code("ask_withdrawal", code, reason=HOSTILE[2])
		wish = frappe.db.get_value(TICKET, self.ticket_of(code), "withdrawal_wish")
		self.assertNotRegex(wish, "[<>]")
		self.assertRefuses("您写了501字", self.act_by_code, "ask_withdrawal", code, reason="水" * 501)

	def test_error_log_tells_nothing_of_the_reporter(self):
		sent = {
			"reporter_name": "王小明",
			"reporter_phone": "13812345678",
			"content": "村口路灯坏了半个月",
			"code": "ABCDE-FGHJK",
		}
		frappe.local.form_dict = frappe._dict(sent)
		self.addCleanup(frappe.local.form_dict.clear)
		log = frappe.get_doc(
			{"doctype": "Error Log", "method": "hand_in", "error": f"Traceback … {sent!r}"}
		).insert(ignore_permissions=True)
		for value in sent.values():
			self.assertNotIn(value, log.error)

"""What anybody may type on the public page shows harmless wherever it is read (rules.md §11).

Walks what makes something of a text: stored values, prints, PDF, the book, exports, mails, pages, notices, logs;
and what people at desks type, where voters read it. Forms, lists and pages of the desk are walked in a real
browser (`tests/browser/test_public_page.py`).
"""

import csv
import email
import io
import re
import unittest
from email.policy import default as mail_policy
from html.parser import HTMLParser
from pathlib import Path

import frappe
import openpyxl
from frappe.desk.form import assign_to
from frappe.handler import execute_cmd
from frappe.utils import add_days, getdate, set_request, today
from frappe.website.serve import get_response
from markupsafe import escape

from deputy_liaison.harmless_exports import harmless, harmless_csv, harmless_workbook
from deputy_liaison.opinions import deputy_work, digest
from deputy_liaison.opinions.doctype.supervision_entry.supervision_entry import supervise
from deputy_liaison.opinions.emergency import report_emergency
from deputy_liaison.opinions.public_page import look_up_codes
from deputy_liaison.opinions.public_page.words import plain_line, plain_words
from deputy_liaison.paper import as_typed
from deputy_liaison.registers import print_out
from tests import pdf_text
from tests.base import full_reply, make
from tests.test_deputy_suggestion import HandledTestCase
from tests.voters import VoterTestCase

TICKET = "Opinion Ticket"
VISIT = "Constituent Visit"
ORDER = "Dispatch Order"
SUGGESTION = "Deputy Suggestion"

SCRIPT = "<script>window.hacked=1</script>"
TAGS = (
	SCRIPT,
	"<img src=x onerror=window.hacked=1>",
	# cut off at forty signs for the subject, and so never closed
	"<img src=x onerror=window.hacked=1 alt=水渠垮了一段很长很长很长很长很长很长>",
	'"><svg onload=window.hacked=1>',
	"' onfocus=window.hacked=1 autofocus x='",
	"<a href=javascript:window.hacked=1>点我</a>",
	"&lt;script&gt;window.hacked=1&lt;/script&gt;",
)
TEMPLATE = "{{ frappe.db.sql('select 1') }}{% for x in y %}"
TURNED = "路灯\u202e坏了\u200b很久\u2066了\u2069"
OTHER_WAY = "路灯坏了 مصباح מנורה 请修"
EMOJI = "水管漏了💧👨‍👩‍👧请修"
LONG = "水渠" * 4_998 + "说完了。"
HOSTILE = (
	*TAGS,
	TEMPLATE,
	'=HYPERLINK("http://evil.example","点我")',
	"=1+1",
	"+1+1",
	"-1+1",
	"@SUM(1,1)",
	"＝1+1",
	"\t=1+1",
	TURNED,
	OTHER_WAY,
	EMOJI,
	LONG,
	"'; drop table `tabOpinion Ticket`; --",
	"%s %(x)s {0} \\n \\",
	'$(whoami) #set text(fill: red) #read("/etc/passwd")',
)
FORMULAS = tuple(text for text in HOSTILE if text.strip().startswith(("=", "+", "-", "@", "＝")))
# what somebody at a desk may type or paste, past the public page's own cleaning
TYPED = f"{SCRIPT}<img src=x onerror=window.hacked=1>{TEMPLATE}=1+1 路灯\u202e坏了💧"


class Running(HTMLParser):
	"""Finds what of the hostile texts a browser would run: a script, an attribute with one, an address of one."""

	def __init__(self) -> None:
		super().__init__()
		self.found: list[str] = []

	def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
		for name, value in attrs:
			is_address = (value or "").strip().lower().startswith("javascript:")
			if "hacked" in (value or "") and (name.startswith("on") or is_address):
				self.found.append(f"<{tag} {name}={value}>")

	def handle_data(self, data: str) -> None:
		if self.cdata_elem == "script" and data.strip().startswith("window.hacked"):
			self.found.append(data)


def running(html: str) -> list[str]:
	"""What a browser would run of `html`, empty for nothing of ours."""
	reader = Running()
	# a tag that is cut off at the end is one in a browser once something follows
	reader.feed(f"{html}>")
	reader.close()
	return reader.found


class HostileTestCase(VoterTestCase):
	"""Each hostile text was handed in as content and place, and with a sign more as name and address, and dispatched.

	Without that sign the content would be the name, and so be masked.
	"""

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.codes: dict[str, str] = {}
		frappe.db.set_single_value("Liaison Settings", "entries_per_station", 0)
		frappe.db.set_single_value("Liaison Settings", "entries_per_address", 0)
		frappe.db.set_single_value("Liaison Settings", "look_ups_per_address", 0)
		frappe.db.set_single_value("Liaison Settings", "matter_length", len(LONG))
		frappe.clear_document_cache("Liaison Settings", "Liaison Settings")
		cls.addClassCleanup(frappe.clear_document_cache, "Liaison Settings", "Liaison Settings")

	def setUp(self) -> None:
		super().setUp()
		if not self.codes:
			for text in HOSTILE:
				self.codes[text] = self.code_of(text)
			# what a test takes back is what it did itself
			frappe.db.savepoint("before_test")

	def code_of(self, text: str) -> str:
		"""Hand a text in, and have it dispatched; its look-up code."""
		code = self.hand_in(
			content=text,
			place=text,
			reporter_name=f"{text[:59]}某",
			reporter_address=f"{text[:139]}号",
			where="东村",
		)["code"]
		self.propose(self.ticket_of(code), supporting_units=[])
		self.dispatch(self.ticket_of(code))
		return code

	def tickets(self) -> dict[str, str]:
		"""Text → its ticket."""
		return {text: self.ticket_of(code) for text, code in self.codes.items()}

	def assertHarmless(self, html: str, where: str) -> None:
		"""No text of ours became a tag or an attribute."""
		self.assertEqual(running(html), [], where)

	def print(self, doctype: str, name: str, layout: str | None = None, key: str = "clerk") -> str:
		with self.as_user(key):
			html = frappe.get_print(doctype, name, layout)
		self.assertHarmless(html, f"{layout or doctype} {name}")
		return html

	@staticmethod
	def read(text: str) -> str:
		"""How a page says the beginning of a text."""
		return str(escape(as_typed(plain_line(text)[:40])[:12]))

	def pdf(self, html: str) -> str:
		"""The words of the PDF that is made of a print."""
		return "".join(pdf_text.pages(pdf_text.pdf_of(html)))

	def page(self, path: str, key: str | None = None, **asked: str) -> str:
		"""A page as a guest, or one of the people, gets it."""
		set_request(method="GET", path=path)
		frappe.set_user(self.world.users[key] if key else "Guest")
		frappe.local.form_dict.clear()
		frappe.local.form_dict.update(asked)
		try:
			text = get_response().get_data(as_text=True)
		finally:
			frappe.set_user("Administrator")
			# within a request that reads, a print commits its line in the access log
			del frappe.local.request
		self.assertHarmless(text, path)
		return text

	def received(self, ticket: str) -> None:
		"""By the deputy whose page is looked at."""
		frappe.get_doc(
			{
				"doctype": "Receiving Deputy",
				"parent": ticket,
				"parenttype": TICKET,
				"parentfield": "receiving_deputies",
				"deputy": self.world.deputy,
			}
		).db_insert()

	def answered(self, method: str, key: str, **asked) -> bytes:
		"""The file that the desk gets."""
		set_request(method="POST", path="/")
		with self.as_user(key):
			frappe.local.form_dict = frappe._dict(asked)
			frappe.local.response = frappe._dict()
			execute_cmd(method)
		content = frappe.local.response.get("filecontent")
		return content if content is not None else frappe.local.response["result"].encode()

	def listed(self, kind: str, doctype: str, fields: tuple[str, ...]) -> bytes:
		return self.answered(
			"frappe.desk.reportview.export_query",
			"clerk",
			doctype=doctype,
			file_format_type=kind,
			fields=frappe.as_json([f"`tab{doctype}`.`{field}`" for field in fields]),
			filters=frappe.as_json({"township": self.world.town}),
			title=doctype,
		)

	def cells(self, content: bytes) -> list:
		return [
			cell for row in openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows() for cell in row
		]

	def assertNoFormula(self, content: bytes, texts: tuple[str, ...]) -> None:
		"""Every one of the texts stands in the workbook, as a text."""
		cells = self.cells(content)
		self.assertEqual([cell.value for cell in cells if cell.data_type == "f"], [])
		values = {cell.value for cell in cells}
		for text in texts:
			self.assertIn(text, values)

	def assertNoFormulaInCsv(self, content: bytes, texts: tuple[str, ...]) -> None:
		cells = {cell for row in csv.reader(io.StringIO(content.decode("utf-8-sig"))) for cell in row}
		for cell in cells:
			self.assertEqual(cell, harmless(cell))
		for text in texts:
			self.assertIn(harmless(text), cells)


class TestWhatIsStored(HostileTestCase):
	def test_these_texts_would_run_if_nothing_was_done(self):
		"""The measure of the other tests is no blind one."""
		for text in TAGS[:5]:
			self.assertTrue(running(f"<p>{text}</p>") or running(f"<a title='{text}'>"), text)
		self.assertTrue(running(TAGS[5]))
		self.assertEqual(running(str(escape("".join(TAGS)))), [])

	def test_texts_have_no_tag_and_keep_what_they_say(self):
		for text, ticket in self.tickets().items():
			stored = frappe.get_doc(TICKET, ticket)
			for value in (stored.content, stored.subject, stored.place):
				self.assertNotRegex(value, r"[<>\u202a-\u202e\u2066-\u2069\u200b]")
			self.assertEqual(stored.content, plain_words(text))
			visit = frappe.get_doc(VISIT, stored.visit)
			self.assertNotRegex(f"{visit.reporter_name}{visit.reporter_address}", r"[<>\u202e]")
			order = frappe.get_doc(ORDER, self.order_of(ticket))
			self.assertEqual((order.matter, order.subject), (stored.content, stored.subject))

	def test_what_nobody_sees_is_dropped_and_what_is_seen_stays(self):
		for kept in (EMOJI, OTHER_WAY, "❤️", "𠮷野家", "第一行\n第二行"):
			self.assertEqual(plain_words(kept), kept)
		self.assertEqual(plain_words(" 一\r\n二\u202e三\x00\x1b "), "一\n二三")
		self.assertEqual(plain_words("路\u200c灯\u00ad坏\u180e了\U000e0041\u3164\u115f\u1160"), "路灯坏了")
		for nothing in ("\u3164", "\u200d", "\u200d\ufe0f\n", "\u2800 \u00ad"):
			self.assertEqual(plain_words(nothing), "")
		self.assertEqual(plain_line("东村\n三组"), "东村 三组")

	def test_ten_thousand_signs_are_refused_with_their_number_and_nothing_is_registered(self):
		self.assertEqual(len(frappe.db.get_value(TICKET, self.tickets()[LONG], "content")), 10_000)
		frappe.db.set_single_value("Liaison Settings", "matter_length", 2000)
		frappe.clear_document_cache("Liaison Settings", "Liaison Settings")
		self.addCleanup(frappe.clear_document_cache, "Liaison Settings", "Liaison Settings")
		before = frappe.db.count(VISIT)
		self.assertRefuses("您写了10000字，最多2000字", self.hand_in, content=LONG)
		self.assertEqual(frappe.db.count(VISIT), before)

	def test_reason_and_wish_are_as_harmless(self):
		code = self.hand_in()["code"]
		ticket = self.ticket_of(code)
		self.act_by_code("ask_withdrawal", code, reason=TYPED)
		self.assertEqual(frappe.db.get_value(TICKET, ticket, "withdrawal_wish"), plain_words(TYPED))
		self.assertRefuses(
			"您写了501字", self.act_by_code, "ask_withdrawal", self.hand_in()["code"], reason="水" * 501
		)
		code = look_up_codes.give(self.fed_back_ticket())
		ticket = self.ticket_of(code)
		self.act_by_code("rate", code, rating="Dissatisfied", reason=TYPED)
		self.assertEqual(frappe.db.get_value(TICKET, ticket, "rating_reason"), plain_words(TYPED))
		log = frappe.get_last_doc(
			"Handling Log", {"reference_name": ticket, "rule": "Rate Ticket Dissatisfied"}
		)
		self.assertNotRegex(log.note, "[<>\u202e]")

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


class TestPrints(HostileTestCase):
	"""What is printed of a voter's words, with what people at desks wrote beside them."""

	def test_every_text_on_ticket_visit_order_and_slip(self):
		for ticket in self.tickets().values():
			order = self.order_of(ticket)
			for doctype, name, layout in (
				(TICKET, ticket, None),
				(VISIT, frappe.db.get_value(TICKET, ticket, "visit"), None),
				(ORDER, order, None),
				(ORDER, order, "Opinion Referral Card"),
			):
				self.print(doctype, name, layout)

	def test_pdf_of_the_slip_says_all_that_was_written(self):
		for text, says in (
			(SCRIPT, ("＜script＞", "window.hacked=1")),
			("=1+1", ("=1+1",)),
			(TEMPLATE, ("{{frappe.db.sql('select1')}}",)),
			(TURNED, ("路灯坏了很久了",)),
			(OTHER_WAY, ("路灯坏了", "请修")),
			(EMOJI, ("水管漏了", "请修")),
			(LONG, ("说完了。",)),
		):
			with self.subTest(text[:20]):
				html = self.print(ORDER, self.order_of(self.tickets()[text]), "Opinion Referral Card")
				words = self.pdf(html)
				for said in says:
					self.assertIn("".join(said.split()), words)
				if text == LONG:
					self.assertGreaterEqual(words.count("水渠"), 4_998)

	def test_pdf_of_the_ticket_itself(self):
		for text, said in ((LONG, "说完了。"), (EMOJI, "水管漏了"), (TURNED, "路灯坏了很久了")):
			with self.subTest(text[:20]):
				self.assertIn(said, self.pdf(self.print(TICKET, self.tickets()[text])))

	def test_the_papers_on_the_way(self):
		ticket = self.tickets()[SCRIPT]
		order = self.order_of(ticket)
		acknowledged = {"acknowledged_by": TYPED[:60], "handler": TYPED[:60]}
		self.act("water", ORDER, order, "Acknowledge Order", **acknowledged)
		with self.as_user("chair"):
			slip = supervise(order, "Supervision Slip", TYPED)["name"]
		self.print("Supervision Entry", slip, "Supervision Slip", "chair")
		until = add_days(frappe.db.get_value(ORDER, order, "due_date"), 5)
		wanted = {"extension_until": str(until), "extension_reason": TYPED}
		self.act("water", ORDER, order, "Request Order Extension", **wanted)
		self.assertIn("路灯", self.print(ORDER, order, "Order Extension Request"))
		self.act("chair", ORDER, order, "Grant Order Extension", extension_until=str(until))
		self.act("water", ORDER, order, "Reply to Order", **full_reply(reply=TYPED, replied_by=TYPED[:60]))
		told = {"feedback_mode": "By Telephone", "feedback_on": today(), "feedback_note": TYPED}
		self.act("officer", TICKET, ticket, "Feed Back Ticket", **told)
		self.act_by_code("rate", self.codes[SCRIPT], rating="Dissatisfied", reason=TYPED)
		for doctype, name, layout in (
			(TICKET, ticket, None),
			(ORDER, order, None),
			(ORDER, order, "Opinion Referral Card"),
			("Supervision Entry", slip, None),
		):
			self.assertIn("路灯", self.print(doctype, name, layout))
		with self.as_user("chair"):
			self.assertHarmless(frappe.as_json(frappe.get_doc(TICKET, ticket).as_dict()), "the form's data")

	def test_a_return_an_emergency_and_a_look_up_slip(self):
		ticket = self.tickets()[SCRIPT]
		order = self.order_of(ticket)
		self.act("water", ORDER, order, "Request Order Return", return_reason=TYPED)
		self.assertIn("路灯", self.print(ORDER, order, "Order Return Request"))
		visit = frappe.db.get_value(TICKET, ticket, "visit")
		with self.as_user("officer"):
			report_emergency(VISIT, visit, TYPED[:140], TYPED, TYPED)
		for doctype, name, layout in (
			(VISIT, visit, "Emergency Report"),
			(TICKET, ticket, "Emergency Report of Ticket"),
		):
			self.assertIn("＜script＞", self.print(doctype, name, layout))
		with self.as_user("officer"):
			for text, of_text in self.tickets().items():
				html = look_up_codes.give_at_desk([of_text])
				self.assertHarmless(html, "slip")
				self.assertIn(self.read(text), html)

	def test_the_notice_of_the_right_channel(self):
		code = self.hand_in(content=SCRIPT, reporter_name=f"{SCRIPT}某")["code"]
		ticket = self.ticket_of(code)
		channel = {"out_of_scope_reason": "Petition Matter", "channel_office": TYPED[:140]}
		channel |= {"channel_address": TYPED[:140], "channel_phone": "0878-1234567"}
		self.propose(ticket, proposed_route="Name the Right Channel", proposal=TYPED, **channel)
		self.act("chair", TICKET, ticket, "Name Ticket Channel", **channel)
		self.assertIn("＜script＞", self.print(TICKET, ticket, "Notice of the Right Channel"))

	def test_the_book_of_the_station(self):
		definition = frappe.db.get_value("Register Definition", {"code": "R3"})
		with self.as_user("officer"):
			order = print_out.Order.checked(
				definition, "Liaison Station", self.world.station, f"{getdate().year}-01-01", today()
			)
			content = print_out.made(order, "pdf")
		words = "".join(pdf_text.pages(content))
		for said in ("window.hacked=1", "=1+1", "drop", "#read", "路灯坏了很久了", "水管漏了", "说完了。"):
			self.assertIn(said, words)
		self.assertNotIn("root:", words)


class TestExports(HostileTestCase):
	"""Lists, reports and the export tool: no text is computed, and none is lost."""

	def reason_and_wish(self) -> None:
		"""The two texts that a voter writes later, each a formula."""
		self.act_by_code("ask_withdrawal", self.codes[SCRIPT], reason="=2+2")
		ticket = self.fed_back_ticket()
		self.act_by_code("rate", look_up_codes.give(ticket), rating="Dissatisfied", reason="=3+3")

	def test_of_lists(self):
		self.reason_and_wish()
		frappe.db.set_value(VISIT, {"township": self.world.town}, "remark", "=1+1", update_modified=False)
		written = tuple(plain_words(text) for text in FORMULAS)
		for doctype, fields, texts in (
			(TICKET, ("number", "content", "place", "subject"), written),
			(TICKET, ("number", "rating_reason", "withdrawal_wish"), ("=2+2", "=3+3")),
			(ORDER, ("number", "matter", "subject"), written),
			(VISIT, ("number", "reporter_name", "remark"), ("=1+1",)),
		):
			with self.subTest(f"{doctype} {fields}"):
				self.assertNoFormula(self.listed("Excel", doctype, fields), texts)
				self.assertNoFormulaInCsv(self.listed("CSV", doctype, fields), texts)

	def test_of_the_export_tool(self):
		written = tuple(plain_words(text) for text in FORMULAS)
		for kind, check in (("Excel", self.assertNoFormula), ("CSV", self.assertNoFormulaInCsv)):
			content = self.answered(
				"frappe.core.doctype.data_export.exporter.export_data",
				"clerk",
				doctype=TICKET,
				with_data="1",
				file_type=kind,
				select_columns=frappe.as_json({TICKET: ["name", "content", "place", "subject"]}),
				filters=frappe.as_json({"township": self.world.town}),
				export_without_column_meta="true",
			)
			with self.subTest(kind):
				check(content, written)

	def test_of_reports(self):
		overdue = dict.fromkeys(("due_date", "state_due"), add_days(today(), -3))
		frappe.db.set_value(ORDER, {"township": self.world.town}, overdue)
		subjects = tuple(plain_line(text)[:40] for text in FORMULAS)
		for report, filters in (("Course of Tickets", {"period": "This Month"}), ("Overdue Orders", {})):
			for kind, check in (("Excel", self.assertNoFormula), ("CSV", self.assertNoFormulaInCsv)):
				content = self.answered(
					"frappe.desk.query_report.export_query",
					"clerk",
					report_name=report,
					file_format_type=kind,
					filters=frappe.as_json(filters),
					visible_idx=frappe.as_json([*range(200)]),
					include_indentation=0,
				)
				with self.subTest(f"{report} {kind}"):
					check(content, subjects)

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


class TestMailsAndNotices(HostileTestCase):
	"""What goes out by mail, and what stands on a desk."""

	def setUp(self) -> None:
		super().setUp()
		self.before = set(frappe.get_all("Email Queue", pluck="name"))
		frappe.get_doc(
			{
				"doctype": "Email Account",
				"name": "Test",
				"email_account_name": "Test",
				"email_id": "liaison@county.example",
				"enable_outgoing": 1,
				"default_outgoing": 1,
				"smtp_server": "localhost",
				"no_smtp_authentication": 1,
			}
		).db_insert()

	def mails(self) -> list[tuple[str, str]]:
		"""Words and HTML of each mail that was put into the queue since."""
		found = []
		for name in set(frappe.get_all("Email Queue", pluck="name")) - self.before:
			message = email.message_from_string(
				frappe.db.get_value("Email Queue", name, "message"), policy=mail_policy
			)
			parts = {
				part.get_content_subtype(): part.get_content()
				for part in message.walk()
				if part.get_content_maintype() == "text"
			}
			found.append((f"{message['subject']} {' '.join(parts.values())}", parts["html"]))
		return found

	def test_the_digest_names_numbers_and_nothing_that_was_written(self):
		ticket = self.ticket_of(
			self.hand_in(content=SCRIPT, place=SCRIPT, reporter_name=f"{SCRIPT}某")["code"]
		)
		frappe.db.set_value(TICKET, {"township": self.world.town}, "subject", TYPED, update_modified=False)
		frappe.db.set_value("User", self.world.users["clerk"], "email", "zhang@county.example")
		frappe.db.set_single_value("Liaison Settings", "send_digest_mail", 1)
		self.assertTrue(digest.send(self.world.users["clerk"]))
		((words, html),) = self.mails()
		self.assertIn("待梳理", words)
		self.assertIn(frappe.db.get_value(TICKET, ticket, "number"), words)
		self.assertHarmless(html, "digest")
		for said in ("hacked", "路灯", "1+1"):
			self.assertNotIn(said, words)

	def test_no_step_of_a_matter_sends_a_mail(self):
		code = self.code_of(SCRIPT)
		self.reply(self.ticket_of(code), reply=TYPED)
		self.act_by_code("ask_withdrawal", self.codes["=1+1"], reason=SCRIPT)
		self.assertEqual(self.mails(), [])

	def test_desk_notices_comments_and_the_mails_that_go_with_them(self):
		for ticket in self.tickets().values():
			with self.as_user("officer"):
				assign_to.add(
					{
						"doctype": TICKET,
						"name": ticket,
						"assign_to": [self.world.users["clerk"]],
						"description": frappe.db.get_value(TICKET, ticket, "content")[:2000],
					}
				)
		self.act(
			"water", ORDER, self.order_of(self.tickets()[SCRIPT]), "Request Order Return", return_reason=TYPED
		)
		notices = frappe.get_all("Notification Log", ["document_name", "subject", "email_content"])
		self.assertLess(set(self.tickets().values()), {notice.document_name for notice in notices})
		for notice in notices:
			self.assertHarmless(f"{notice.subject} {notice.email_content}", "notice")
		self.assertTrue(self.mails())
		for _words, html in self.mails():
			self.assertHarmless(html, "mail")


class TestPages(HostileTestCase):
	"""The deputy's page and the voters' own, with what voters and desks wrote."""

	def test_the_deputys_list_and_each_matter(self):
		for ticket in self.tickets().values():
			self.received(ticket)
		self.assertIn("＜script＞", self.page("/deputy", "deputy"))
		for text, ticket in self.tickets().items():
			self.assertIn(self.read(text), self.page("/deputy", "deputy", ticket=ticket))

	def test_what_is_looked_for_among_deputies(self):
		for text in HOSTILE:
			self.assertIn("没有找到", self.page(f"/station/{self.code}/deputies", words=text))
			self.page(f"/station/{self.code}/deputies", where=text)

	def test_what_a_desk_typed_of_station_village_and_cell(self):
		"""Set past every check, as an older import may have left it."""
		cell = make("Grid Cell", grid_name="第八网格", code="T-GRID-8", jurisdiction=self.world.east)
		for text in (*TAGS, TYPED):
			frappe.db.set_value(
				"Liaison Station",
				self.world.station,
				{"phone": text[:30], "address": text, "reception_pattern": text, "station_name": text[:60]},
			)
			frappe.db.set_value("Jurisdiction", self.world.east, "jurisdiction_name", text)
			frappe.db.set_value("Grid Cell", cell, "grid_name", text)
			frappe.db.set_value(
				"Deputy", self.world.deputy, {"employer_and_post": text, "deputy_name": text[:60]}
			)
			for path in ("", "/opinion", "/progress"):
				self.page(f"/station/{self.code}{path}")
			found = self.page(f"/station/{self.code}/deputies", where=text)
			self.assertIn("找到1位代表", found)
			self.page("/deputy", "deputy", opinion="new")
			frappe.db.set_value("Liaison Station", self.world.station, "public_page", 0)
			self.assertIn("没有开通", self.page(f"/station/{self.code}"))
			frappe.db.set_value("Liaison Station", self.world.station, "public_page", 1)

	def test_what_a_desk_saved_of_its_station_reads_as_typed(self):
		text = "村口<桥头>右边 & 2号"
		with self.as_user("clerk"):
			station = frappe.get_doc("Liaison Station", self.world.station)
			station.update({"address": text, "reception_pattern": SCRIPT})
			station.save()
		shown = self.page(f"/station/{self.code}")
		self.assertIn(str(escape(text)), shown)
		self.assertNotIn(SCRIPT, shown)

	def test_what_a_desk_answered_comes_as_plain_text(self):
		ticket, code = self.tickets()[SCRIPT], self.codes[SCRIPT]
		self.reply(ticket, reply=TYPED)
		told = {"feedback_mode": "By Telephone", "feedback_on": today()}
		self.act("officer", TICKET, ticket, "Feed Back Ticket", **told)
		(answer,) = self.look_up(code)["answers"]
		# the page's script puts it in as text, which the browser's test shows
		self.assertIn("路灯", answer["text"])
		self.assertNotIn("hacked", frappe.as_json({**self.look_up(code), "answers": []}))


class TestSuggestionOfHostileMatter(HandledTestCase, HostileTestCase):
	"""A deputy makes a suggestion of a voter's words."""

	def test_card_list_page_and_export(self):
		ticket = self.ticket_of(self.hand_in(content=SCRIPT, place=SCRIPT)["code"])
		self.received(ticket)
		with self.as_user("deputy"):
			name = deputy_work.save_draft(
				{
					"congress_body": self.body,
					"suggestion_title": "=1+1",
					"reasons": f"群众反映：{frappe.db.get_value(TICKET, ticket, 'content')}{TYPED}",
					"proposals": TYPED,
				},
				ticket=ticket,
			)
		self.page("/deputy", "deputy", paper=name)
		self.do("deputy", name, "Submit Suggestion")
		self.page("/deputy", "deputy", suggestion=name)
		self.page("/deputy", "deputy", list="suggestions")
		for layout in (None, "Suggestion Handling Card"):
			self.assertIn("路灯", self.print(SUGGESTION, name, layout))
		fields = ("number", "suggestion_title", "reasons", "proposals")
		for kind, check in (("Excel", self.assertNoFormula), ("CSV", self.assertNoFormulaInCsv)):
			check(self.listed(kind, SUGGESTION, fields), ("=1+1",))


class TestTemplates(unittest.TestCase):
	"""Frappe's Jinja escapes nothing by itself, and an include knows nothing of the escaping around it."""

	ESCAPED = re.compile(r"{%-?\s*autoescape true\s*-?%}.*?{%-?\s*endautoescape\s*-?%}", re.DOTALL)
	VALUE = re.compile(r"{{.*?}}", re.DOTALL)
	# a link of our own in a translated sentence, and no value of a record
	ALLOWED = frozenset({"templates/includes/footer/footer_powered.html"})

	def test_every_value_of_every_template_is_escaped(self):
		app = Path(frappe.get_app_path("deputy_liaison"))
		templates = [path for path in app.rglob("*.html") if "node_modules" not in path.parts]
		self.assertGreater(len(templates), 30)
		bare = {
			str(path.relative_to(app)): found
			for path in templates
			if (found := self.VALUE.findall(self.ESCAPED.sub("", path.read_text())))
		}
		self.assertEqual(set(bare) - self.ALLOWED, set(), bare)

	def test_no_template_turns_escaping_off(self):
		app = Path(frappe.get_app_path("deputy_liaison"))
		for path in app.rglob("*.html"):
			self.assertNotRegex(path.read_text(), r"\|\s*safe\b|autoescape false|Markup", str(path))

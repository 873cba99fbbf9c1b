"""Reading, printing and mailing a record of another place whose name is known."""

import json

import frappe
from frappe.utils import add_days, getdate, today

from deputy_liaison.liaison_network.doctype.station_assessment.station_assessment import open_round
from tests.attacks.knocking import ORDER, TICKET, AttackTestCase

OUTSIDERS = ("clerk_b", "chair_b", "officer_b", "other_officer", "water", "nobody")


class TestReadForeignRecord(AttackTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.ticket = self.dispatched_ticket()
		self.order = self.order_of(self.ticket)

	def readers(self, doctype: str, name: str) -> list[tuple[str, dict]]:
		return [
			("frappe.client.get", {"doctype": doctype, "name": name}),
			("frappe.client.get", {"doctype": doctype, "filters": {"name": name}}),
			("frappe.desk.form.load.getdoc", {"doctype": doctype, "name": name}),
			("frappe.desk.form.load.get_docinfo", {"doctype": doctype, "name": name}),
			("frappe.desk.form.load.get_communications", {"doctype": doctype, "name": name}),
			("frappe.desk.form.linked_with.get", {"doctype": doctype, "docname": name}),
			("frappe.www.printview.get_html_and_style", {"doc": doctype, "name": name}),
			("frappe.utils.print_format.download_pdf", {"doctype": doctype, "name": name}),
			("deputy_liaison.state_machine.actions_of", {"doctype": doctype, "name": name}),
			("run_doc_method", {"dt": doctype, "dn": name, "method": "add_comment"}),
		]

	def test_the_clerk_reads_it_by_the_same_calls(self):
		for method, form in self.readers(TICKET, self.ticket):
			if not method.endswith(("download_pdf", "run_doc_method")):
				self.knock("clerk", method, **form)
		self.assertEqual(
			self.rest("clerk", "GET", f"resource/{TICKET}/{self.ticket}")["data"]["name"], self.ticket
		)

	def test_outsiders_read_it_by_none(self):
		for key in OUTSIDERS:
			for method, form in self.readers(TICKET, self.ticket):
				with self.subTest(key=key, method=method):
					self.assertShut(self.knock, key, method, **form)
			self.assertShut(self.rest, key, "GET", f"resource/{TICKET}/{self.ticket}")

	def test_a_refusal_does_not_show_the_subject(self):
		subject = frappe.db.get_value(TICKET, self.ticket, "subject")
		for method, form in self.readers(TICKET, self.ticket):
			try:
				self.knock("clerk_b", method, **form)
			except Exception as refusal:
				self.assertNotIn(subject, f"{refusal} {frappe.message_log} {frappe.local.response}")

	def test_get_value_finds_nothing(self):
		form = {"doctype": TICKET, "fieldname": "subject", "filters": {"name": self.ticket}}
		self.assertTrue(self.knock("clerk", "frappe.client.get_value", **form))
		self.assertEqual(self.knock("clerk_b", "frappe.client.get_value", **form), {})

	def test_a_copy_called_new_opens_no_stored_record(self):
		stored = json.loads(frappe.get_doc(ORDER, self.order).as_json())
		crafted = json.dumps({**stored, "__islocal": 1})
		print_format = "Opinion Referral Card"
		self.knock("water", "frappe.www.printview.get_html_and_style", doc=crafted, print_format=print_format)
		for key in ("works", "clerk_b", "officer_b"):
			self.assertShut(
				self.knock,
				key,
				"frappe.www.printview.get_html_and_style",
				doc=crafted,
				print_format=print_format,
			)
			self.assertShut(self.knock, key, "run_doc_method", docs=crafted, method="add_comment")

	def test_a_changed_copy_of_the_own_order_prints_no_foreign_ticket(self):
		foreign = self.registered_ticket(
			matters=[{"content": "四组路灯不亮,晚上看不见路。", "outcome": "To Be Handled"}]
		)
		stored = json.loads(frappe.get_doc(ORDER, self.order).as_json())
		try:
			shown = self.knock(
				"water",
				"frappe.www.printview.get_html_and_style",
				doc=json.dumps({**stored, "opinion_ticket": foreign}),
				print_format="Opinion Referral Card",
			)
		except Exception as refusal:
			shown = {"html": str(refusal)}
		number = frappe.db.get_value(TICKET, foreign, "number")
		self.assertNotIn(number, shown["html"] or "")

	def printed(self, key: str, paper: str, stored: frappe.model.document.Document, **crafted) -> str:
		"""What the desk prints of a changed copy of a record that the person may read."""
		copy = {**json.loads(stored.as_json()), **crafted}
		shown = self.knock(
			key, "frappe.www.printview.get_html_and_style", doc=json.dumps(copy), print_format=paper
		)
		return shown["html"]

	def test_a_changed_copy_of_the_own_post_lists_no_foreign_work(self):
		foreign = self.foreign_ticket()
		post = frappe.get_doc("Staff Post", {"user": self.world.users["officer"]})
		html = self.printed(
			"officer",
			"Post Handover List",
			post,
			post="Township Chair",
			station=None,
			jurisdiction=self.world.town_b,
		)
		self.assertIn("联络员", html)
		for words in (foreign.subject, "南村"):
			self.assertNotIn(words, html)

	def test_a_changed_copy_of_the_own_term_lists_no_foreign_work(self):
		foreign = self.foreign_ticket()
		own, other = (
			frappe.db.get_value("Congress Body", {"jurisdiction": town})
			for town in (self.world.town, self.world.town_b)
		)
		run = self.run_of(own)
		crafted = {"congress_body": other, "jurisdiction": self.world.town_b}
		html = self.printed("clerk", "Term Handover List", run, **crafted)
		self.assertIn("试验县甲镇人民代表大会主席团", html)
		for words in (foreign.subject, "乙镇"):
			self.assertNotIn(words, html)

	def test_another_township_s_run_is_read_without_its_open_matters(self):
		run = self.run_of(frappe.db.get_value("Congress Body", {"jurisdiction": self.world.town}))
		subject = frappe.db.get_value(TICKET, self.ticket, "subject")
		for key, reads in (("clerk", True), ("clerk_b", False)):
			html = self.printed(key, "Term Handover List", run)
			self.assertEqual(subject in html, reads, key)
			self.assertEqual("不在您的查看范围内" in html, not reads, key)

	def test_a_changed_copy_of_the_own_assessment_shows_no_foreign_scores(self):
		with self.as_user("county_officer"):
			scheme = frappe.db.get_value("Assessment Scheme", {}, "name")
			open_round(getdate().year, scheme)
		own, other = (
			frappe.get_doc("Station Assessment", {"station": station})
			for station in (self.world.station, self.world.station_b)
		)
		html = self.printed(
			"officer",
			"Station Score Sheet",
			own,
			station=other.station,
			assessment_year=1999,
			grade="Excellent",
		)
		self.assertIn("东村代表联络站", html)
		for words in ("南村代表联络站", "1999"):
			self.assertNotIn(words, html)

	def run_of(self, body: str) -> frappe.model.document.Document:
		"""The change of a congress's term, which every office reads."""
		term = frappe.db.get_value("Congress Term", {"congress_body": body})
		frappe.db.set_value("Congress Term", term, "from_date", add_days(today(), -1700))
		with self.as_user("admin"):
			return frappe.get_doc(
				{"doctype": "End of Term", "first_session_on": today(), "congress_body": body}
			).insert()

	def foreign_ticket(self) -> frappe.model.document.Document:
		"""A matter of 乙镇."""
		with self.as_user("officer_b"):
			visit = self.new_visit(
				self.world.station_b,
				receiving_deputies=[{"deputy": self.world.deputy_b}],
				village=self.world.south,
				matters=[{"content": "南村桥面塌了一块。", "outcome": "To Be Handled"}],
			).insert()
		return frappe.get_doc(TICKET, visit.matters[0].ticket)

	def test_it_is_not_mailed(self):
		self.assertShut(
			self.knock,
			"clerk_b",
			"frappe.core.doctype.communication.email.make",
			doctype=TICKET,
			name=self.ticket,
			content="x",
			subject="x",
			recipients="x@test-liaison.invalid",
			print_format="Standard",
		)

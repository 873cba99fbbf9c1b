"""A deputy's own page shows the opinions that he or she received, to nobody else."""

import frappe
from frappe.utils import set_request, today
from frappe.website.serve import get_response
from frappe.website.utils import get_home_page

from deputy_liaison.opinions import deputy_work
from tests.base import LiaisonTestCase
from tests.test_deputy_suggestion import SUGGESTION, HandledTestCase


class TestDeputyPage(LiaisonTestCase):
	"""Asks for /deputy as Frappe's website serves it."""

	def page(self, key: str | None) -> tuple[int, str, str]:
		"""Status, text and target of /deputy for one of the people, or a guest."""
		set_request(method="GET", path="/deputy")
		if key is None:
			frappe.set_user("Guest")
			response = get_response()
		else:
			with self.as_user(key):
				response = get_response()
		return response.status_code, response.get_data(as_text=True), response.headers.get("Location", "")

	def ticket(self, content: str, deputy: str) -> str:
		"""The number of a ticket that `deputy` received."""
		name = self.registered_ticket(
			receiving_deputies=[{"deputy": deputy}],
			matters=[{"content": content, "outcome": "To Be Handled"}],
		)
		return frappe.db.get_value("Opinion Ticket", name, "number")

	def test_shows_own_and_not_others(self):
		own = self.ticket("东村水渠<b>垮</b>了", self.world.deputy)
		other = self.ticket("西村路灯不亮", self.world.deputy_west)
		status, text, _target = self.page("deputy")
		self.assertEqual(status, 200)
		self.assertIn("我接待的选民意见", text)
		self.assertIn(own, text)
		self.assertIn("在册待梳理", text)
		self.assertNotIn(other, text)
		self.assertNotIn("西村路灯不亮", text)
		self.assertNotIn("<b>垮</b>", text)

	def test_another_post_adds_nothing(self):
		other = self.ticket("西村路灯不亮", self.world.deputy_west)
		self.give_post("deputy", "Township Clerk", jurisdiction=self.world.town)
		self.assertNotIn(other, self.page("deputy")[1])

	def test_guest_is_sent_to_the_login_page(self):
		status, text, target = self.page(None)
		self.assertIn(status, (301, 302))
		self.assertEqual(target, "/login?redirect-to=/deputy")
		self.assertNotIn("我接待的选民意见", text)

	def test_who_is_no_deputy_is_refused(self):
		for key in ("nobody", "clerk"):
			status, text, _target = self.page(key)
			self.assertEqual(status, 403)
			self.assertIn("此页面供有代表岗位的人员使用", text)
			self.assertNotIn("我接待的选民意见", text)

	def test_a_deputy_arrives_here(self):
		with self.as_user("deputy"):
			self.assertEqual(get_home_page(), "deputy")
		with self.as_user("nobody"):
			self.assertNotEqual(get_home_page(), "deputy")


class TestDeputyActs(HandledTestCase):
	"""What a deputy does on the page, through the same calls as its forms."""

	def view(self, key: str, **query: str) -> str:
		set_request(method="GET", path="/deputy", query_string=query)
		with self.as_user(key):
			# acting as somebody empties it
			frappe.local.form_dict = frappe._dict(query)
			response = get_response()
		return response.get_data(as_text=True)

	def values(self, **changes) -> dict:
		return {
			"congress_body": self.body,
			"occasion": "Between Sessions",
			"suggestion_title": "关于增设路灯的建议",
			"reasons": "东村<script>夜间</script>无灯。",
			"proposals": "请增设二十盏。",
			"publicity": "Title Only",
			**changes,
		}

	def test_writes_saves_and_hands_in(self):
		with self.as_user("deputy"):
			name = deputy_work.save_draft(self.values(cosigners=[self.second]))
			again = deputy_work.save_draft(
				self.values(proposals="请增设三十盏。", cosigners=[self.second]), name
			)
		self.assertEqual(again, name)
		text = self.view("deputy", suggestion=name)
		self.assertIn("请增设三十盏。", text)
		self.assertIn("尚未确认", text)
		self.assertIn("提交建议", text)
		self.assertNotIn("<script>夜间", text)
		self.assertIn("确认联名", self.view("second", suggestion=name))
		self.assertIn("请确认联名", self.view("second", list="suggestions"))
		self.do("second", name, "Confirm Cosigning")
		self.do("deputy", name, "Submit Suggestion")
		self.assertIn("已提交", self.view("deputy", list="suggestions"))

	def test_nobody_writes_on_the_draft_of_another(self):
		with self.as_user("deputy"):
			name = deputy_work.save_draft(self.values(cosigners=[self.second]))
		for key in ("second", "third", "clerk"):
			with self.as_user(key):
				self.assertRefuses("", deputy_work.save_draft, self.values(), name)
		with self.as_user("county_deputy"):
			self.assertRefuses("有效", deputy_work.save_draft, self.values())
		self.assertNotIn("增设路灯", self.view("third", suggestion=name))

	def test_the_answer_is_read_signed_for_and_rated_there(self):
		name = self.replied()
		text = self.view("deputy", suggestion=name)
		for words in ("甲水〔2026〕3号", "水务站站长", "水渠已修复通水。", "签收答复", "现场商定修复方案。"):
			self.assertIn(words, text)
		self.do("deputy", name, "Sign for Reply", reply_received_on=today())
		self.assertIn("评价：不满意", self.view("deputy", suggestion=name))
		self.assertNotIn("评价：不满意", self.view("second", suggestion=name))

	def test_the_letter_is_shown_to_the_signers_alone(self):
		name = self.replied()
		order = self.order(name)
		letter = frappe.get_doc(
			{
				"doctype": "File",
				"file_name": f"letter-{order}.txt",
				"content": "盖章答复函",
				"is_private": 1,
				"attached_to_doctype": "Dispatch Order",
				"attached_to_name": order,
			}
		).insert()
		frappe.db.set_value("Dispatch Order", order, "reply_scan", letter.file_url)
		with self.as_user("deputy"):
			deputy_work.reply_letter(order)
		self.assertIn("盖章答复函", frappe.as_unicode(frappe.local.response.filecontent))
		for key in ("second", "county_deputy", "clerk", "nobody"):
			with self.as_user(key):
				self.assertRefuses("岗位", deputy_work.reply_letter, order)

	def test_a_receiving_deputy_feeds_back_and_rates_apart_from_the_reporter(self):
		ticket = self.dispatched_ticket()
		self.reply(ticket)
		text = self.view("deputy", ticket=ticket)
		self.assertIn("反馈反映人", text)
		with self.as_user("deputy"):
			self.assertRefuses("代表意见", deputy_work.rate_ticket_reply, ticket, "Dissatisfied")
			deputy_work.rate_ticket_reply(ticket, "Dissatisfied", "未解决根本问题。")
		told = {"feedback_mode": "By Telephone", "feedback_on": today()}
		self.act("deputy", "Opinion Ticket", ticket, "Feed Back Ticket", **told)
		doc = frappe.get_doc("Opinion Ticket", ticket)
		self.assertEqual((doc.deputy_rating, doc.reporter_rating), ("Dissatisfied", None))
		for key in ("second", "clerk"):
			with self.as_user(key):
				self.assertRefuses("", deputy_work.rate_ticket_reply, ticket, "Satisfied")

	def test_no_reply_no_rating(self):
		ticket = self.registered_ticket()
		with self.as_user("deputy"):
			self.assertRefuses("尚无答复", deputy_work.rate_ticket_reply, ticket, "Satisfied")


class TestTicketBecomesSuggestion(HandledTestCase):
	"""T1→TC and TE→TC (rules.md §2.2): the deputy accepts by handing in the suggestion."""

	def values(self, **changes) -> dict:
		return {
			"congress_body": self.body,
			"suggestion_title": "关于修复水渠的建议",
			"reasons": "多户反映。",
			"proposals": "请修复。",
			**changes,
		}

	def ticket_state(self, ticket: str) -> str:
		return frappe.db.get_value("Opinion Ticket", ticket, "workflow_state")

	def made_from(self, key: str, ticket: str, **changes) -> str:
		with self.as_user(key):
			return deputy_work.save_draft(self.values(**changes), ticket=ticket)

	def test_a_received_opinion(self):
		ticket = self.registered_ticket()
		name = self.made_from("deputy", ticket)
		self.assertEqual(self.ticket_state(ticket), "Ticket Registered")
		self.do("deputy", name, "Submit Suggestion")
		self.assertEqual(self.ticket_state(ticket), "Ticket Converted")
		self.assertEqual(frappe.get_all("Suggestion Source", {"parent": name}, pluck="ticket"), [ticket])
		told = {"feedback_mode": "By Telephone", "feedback_on": today()}
		closing = (self.act, "officer", "Opinion Ticket", ticket, "Close Converted Ticket")
		self.assertRefuses("尚未答复", *closing, **told)
		frappe.db.set_value(SUGGESTION, name, "replied_on", today())
		self.act("officer", "Opinion Ticket", ticket, "Close Converted Ticket", **told)
		self.assertEqual(self.ticket_state(ticket), "Ticket Closed")

	def test_nobody_else_takes_it(self):
		ticket = self.registered_ticket()
		self.assertRefuses("岗位", self.made_from, "second", ticket)
		county = {"congress_body": self.county_body}
		self.assertRefuses("岗位", self.made_from, "county_deputy", ticket, **county)
		self.assertRefuses("先提交建议", self.act, "deputy", "Opinion Ticket", ticket, "Convert Ticket")
		self.assertRefuses("代表", self.act, "clerk", "Opinion Ticket", ticket, "Convert Ticket")

	def test_what_was_dispatched_meanwhile_stays_a_ticket(self):
		ticket = self.registered_ticket()
		name = self.made_from("deputy", ticket)
		self.propose(ticket)
		self.do("deputy", name, "Submit Suggestion")
		self.assertEqual(self.ticket_state(ticket), "Ticket Pending Approval")

	def test_an_entrusted_opinion_goes_to_the_countys_congress(self):
		ticket = self.registered_ticket()
		entrusted = {"entrusted_to": self.world.deputy_west}
		self.act("clerk", "Opinion Ticket", ticket, "Entrust Ticket", note="属县级事项。", **entrusted)
		self.assertRefuses("岗位", self.act, "second", "Opinion Ticket", ticket, "Take Up Ticket")
		self.assertRefuses("委托", self.act, "deputy", "Opinion Ticket", ticket, "Take Up Ticket")
		name = self.made_from("county_deputy", ticket, congress_body=self.county_body)
		self.do("county_deputy", name, "Submit Suggestion")
		self.assertEqual(self.ticket_state(ticket), "Ticket Converted")

	def test_or_is_declined_with_a_reason(self):
		ticket = self.registered_ticket()
		entrusted = {"entrusted_to": self.world.deputy_west}
		self.act("clerk", "Opinion Ticket", ticket, "Entrust Ticket", note="属县级事项。", **entrusted)
		self.act("county_deputy", "Opinion Ticket", ticket, "Decline Ticket", note="已有同类建议。")
		self.assertEqual(self.ticket_state(ticket), "Ticket Registered")

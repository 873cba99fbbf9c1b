"""A deputy's own page shows the opinions that he or she received, to nobody else."""

import json

import frappe
from frappe.utils import add_days, add_to_date, now_datetime, set_request, today
from frappe.website.serve import get_response
from frappe.website.utils import get_home_page

from deputy_liaison.opinions import deputy_work
from deputy_liaison.state_machine import internal_move
from tests import handlers
from tests.base import LiaisonTestCase, make
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

	def test_the_newest_stands_first(self):
		numbers = [self.ticket(f"第{position}件事", self.world.deputy) for position in range(4)]
		for number, days in zip(numbers, (-2, -9, -1, -5), strict=True):
			frappe.db.set_value("Opinion Ticket", {"number": number}, "received_on", add_days(today(), days))
		text = self.page("deputy")[1]
		self.assertEqual(sorted(numbers, key=text.index), [numbers[2], numbers[0], numbers[3], numbers[1]])

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
				self.assertForbidden(deputy_work.save_draft, self.values(), name)
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
				self.assertForbidden(deputy_work.rate_ticket_reply, ticket, "Satisfied")

	def test_no_reply_no_rating(self):
		ticket = self.registered_ticket()
		with self.as_user("deputy"):
			self.assertRefuses("尚无答复", deputy_work.rate_ticket_reply, ticket, "Satisfied")


class TestDeputyRegisters(LiaisonTestCase):
	"""T0→T1 by a deputy (rules.md §2.2): what a voter said on a visit, through the page's own request."""

	METHOD = "deputy_liaison.opinions.deputy_work.register_opinion"

	def setUp(self) -> None:
		super().setUp()
		self.entry = frappe.generate_hash(length=12)

	def register(self, key: str = "deputy", verb: str = "POST", **changes) -> str:
		"""The ticket of what one of the people sends from the page's form."""
		values = {
			"entry": self.entry,
			"station": self.world.station,
			"visit_time": now_datetime().strftime("%Y-%m-%dT%H:%M"),
			"content": "三组水渠垮了一段，春耕用水困难。",
			"channel": "Home Visit",
			"reporter_name": "刘大爷",
			"reporter_phone": "138 1234 5678",
			"where": "东村",
			"place": "三组",
			"urgency": "Urgent Matter",
			"handling_suggestion": "建议春耕前修复。",
			"may_be_contacted": 1,
			**changes,
		}
		user = "Guest" if key == "Guest" else self.world.users[key]
		return handlers.call(user, self.METHOD, verb, **values)

	def page(self, key: str = "deputy", **query: str) -> str:
		set_request(method="GET", path="/deputy", query_string=query)
		with self.as_user(key):
			frappe.local.form_dict = frappe._dict(query)
			return get_response().get_data(as_text=True)

	def visits(self) -> int:
		return frappe.db.count("Constituent Visit")

	def assertNotRegistered(self, text: str, *args, **changes) -> None:
		before = self.visits()
		self.assertRefuses(text, self.register, *args, **changes)
		self.assertEqual(self.visits(), before)

	def test_becomes_a_ticket_of_the_station_like_the_officers(self):
		ticket = frappe.get_doc("Opinion Ticket", self.register(keep_confidential=1))
		visit = frappe.get_doc("Constituent Visit", ticket.visit)
		self.assertEqual(ticket.workflow_state, "Ticket Registered")
		self.assertRegex(ticket.number, r"^意〔\d{4}〕第\d+号$")
		self.assertRegex(visit.number, r"^东接〔\d{4}〕第\d+号$")
		self.assertEqual(
			(
				visit.channel,
				visit.officer_name,
				visit.village,
				visit.may_be_contacted,
				visit.keep_confidential,
			),
			("Home Visit", "李春华", self.world.east, 1, 1),
		)
		self.assertEqual(
			(ticket.station, ticket.urgency, ticket.place, ticket.handling_suggestion),
			(self.world.station, "Urgent Matter", "三组", "建议春耕前修复。"),
		)
		for doc in (visit, ticket):
			self.assertEqual([row.deputy for row in doc.receiving_deputies], [self.world.deputy])
		# masks on the record, the whole with the identity, which opens to the station alone
		self.assertEqual((visit.reporter_name, visit.reporter_phone), ("刘*爷", "138****5678"))
		reveal = "deputy_liaison.opinions.doctype.constituent_identity.constituent_identity.reveal"
		full = handlers.call(
			self.world.users["officer"], reveal, doctype=visit.doctype, name=visit.name, reason="回访"
		)
		self.assertEqual((full["name"], full["phone"]), ("刘大爷", "13812345678"))

	def test_stands_in_the_deputys_list_and_the_officers(self):
		ticket = self.register()
		number = frappe.db.get_value("Opinion Ticket", ticket, "number")
		self.assertIn(f"已登记，编号{number}。", self.page(registered=ticket))
		for words in ("三组水渠垮了一段，春耕用水困难。", "刘*爷", "建议春耕前修复。"):
			self.assertIn(words, self.page(ticket=ticket))
		for key, sees in (("officer", True), ("clerk", True), ("other_officer", False), ("clerk_b", False)):
			with self.as_user(key):
				self.assertEqual(bool(frappe.get_list("Opinion Ticket", {"name": ticket})), sees, key)
		self.propose(ticket)
		self.dispatch(ticket)

	def test_an_anonymous_voter_and_a_grid_cell(self):
		cell = make("Grid Cell", grid_name="第一网格", code="D-01", jurisdiction=self.world.east)
		ticket = self.register(is_anonymous=1, where="东村|D-01")
		self.assertEqual(
			tuple(frappe.db.get_value("Opinion Ticket", ticket, ["reporter", "grid_cell"])), ("匿名", cell)
		)

	def test_the_chair_is_alerted_of_what_is_serious_and_urgent(self):
		told = {"for_user": self.world.users["chair"], "document_name": self.register(is_emergency=1)}
		self.assertTrue(frappe.db.exists("Notification Log", told))

	def test_a_form_sent_twice_registers_once(self):
		before = self.visits()
		first = self.register()
		self.assertEqual(self.register(), first)
		self.assertEqual(self.visits(), before + 1)
		self.assertNotEqual(self.register(entry=f"{self.entry} anew"), first)

	def test_what_was_refused_may_be_sent_again(self):
		self.assertNotRegistered("反映的问题与意见", content=" \n ")
		self.assertTrue(self.register())

	def test_messages_name_the_field(self):
		tomorrow = str(add_to_date(now_datetime(), days=1))
		for text, changes in (
			("反映的问题与意见", {"content": ""}),
			("反映人姓名", {"reporter_name": ""}),
			("反映人姓名", {"reporter_name": "刘" * 61}),
			("反映人电话", {"reporter_phone": "12345"}),
			("来访时间", {"visit_time": ""}),
			("来访时间", {"visit_time": "<b>昨天</b>"}),
			("来访时间", {"visit_time": tomorrow}),
			("来访方式", {"channel": "QR Code"}),
			("紧急程度", {"urgency": "Soon"}),
			("最多", {"content": "长" * 10_001}),
		):
			self.assertNotRegistered(text, **changes)

	def test_only_at_a_station_where_the_deputy_works(self):
		for station in (self.world.station_west, self.world.station_b, "nowhere", ""):
			self.assertNotRegistered("请选择自己所在的联络站", station=station)

	def test_a_place_of_another_township_is_not_taken(self):
		self.assertIsNone(frappe.db.get_value("Opinion Ticket", self.register(where="南村"), "village"))

	def test_nobody_else_registers_by_it(self):
		for key in ("nobody", "clerk", "officer", "presidium", "admin"):
			self.assertNotRegistered("此页面供有代表岗位的人员使用", key)

	def test_neither_by_a_guest_nor_by_a_link(self):
		before = self.visits()
		for key, verb in (("Guest", "POST"), ("deputy", "GET")):
			with self.assertRaises(frappe.PermissionError):
				self.register(key, verb)
			frappe.clear_messages()
		self.assertEqual(self.visits(), before)

	def test_no_other_door_opens_to_a_deputy(self):
		before = self.visits()
		visit = json.loads(self.new_visit().as_json())
		for verb, path in (("POST", "resource/Constituent Visit"), ("POST", "method/frappe.client.insert")):
			form = {"doc": visit} if "client" in path else visit
			with self.assertRaises(frappe.PermissionError):
				handlers.rest(self.world.users["deputy"], verb, path, **form)
			frappe.clear_messages()
		self.assertEqual(self.visits(), before)

	def test_who_left_office_registers_nothing(self):
		mandate = frappe.db.get_value("Deputy Mandate", {"deputy": self.world.deputy})
		frappe.db.set_value("Deputy Mandate", mandate, "to_date", add_days(today(), -1))
		# before any night's job
		self.assertNotRegistered("您目前不在任")
		internal_move("Deputy Mandate", mandate, "Mandate Ended", "T1")
		self.assertNotRegistered("您目前不在任")
		text = self.page(opinion="new")
		self.assertIn("您目前不在任", text)
		self.assertNotIn("register_opinion", text)

	def test_whose_mandate_is_suspended_registers_nothing(self):
		mandate = frappe.db.get_value("Deputy Mandate", {"deputy": self.world.deputy})
		frappe.db.set_value("Deputy Mandate", mandate, "workflow_state", "Mandate Suspended")
		self.assertNotRegistered("您目前不在任")

	def test_a_post_that_ended_ends_it(self):
		post = {"user": self.world.users["deputy"], "post": "Deputy"}
		frappe.db.set_value("Staff Post", post, "to_date", add_days(today(), -1))
		self.assertNotRegistered("此页面供有代表岗位的人员使用")

	def test_without_a_station_it_is_said_what_to_do(self):
		placed = {"deputy": self.world.deputy}
		frappe.db.set_value("Station Placement", placed, "to_date", add_days(today(), -1))
		self.assertNotRegistered("您还没有安排进站")
		text = self.page(opinion="new")
		self.assertIn("请联系乡镇（街道）人大安排进站", text)
		self.assertNotIn("register_opinion", text)

	def test_a_station_that_closed_is_none(self):
		frappe.db.set_value("Liaison Station", self.world.station, "status", "Closed Down")
		self.assertNotRegistered("您还没有安排进站")

	def test_of_two_stations_the_deputy_chooses(self):
		self.assertNotIn("西村代表联络站", self.page(opinion="new"))
		begins = add_days(today(), -10)
		make("Station Placement", deputy=self.world.deputy, station=self.world.station_west, from_date=begins)
		self.assertIn("由西村代表联络站", self.page(opinion="new"))
		self.assertIn("由东村代表联络站", self.page(opinion=self.world.station))
		ticket = self.register()
		self.assertEqual(frappe.db.get_value("Opinion Ticket", ticket, "station"), self.world.station)

	def test_any_text_is_shown_harmless_and_as_it_reads(self):
		hostile = "<script>alert(1)</script><img src=x onerror=alert(1)>{{ 7*7 }}\u202e路灯"
		ticket = self.register(
			content=hostile, place=hostile, reporter_name=f"{hostile[:39]}某", handling_suggestion=hostile
		)
		for text in (self.page(ticket=ticket), self.page(registered=ticket)):
			self.assertNotRegex(text, r"<script>alert|<img src=x|\u202e")
			self.assertIn("路灯" if "三组" in text else "alert(1)", text)
		self.assertIn("{{ 7*7 }}路灯", frappe.db.get_value("Opinion Ticket", ticket, "content"))
		self.assertNotIn("已登记", self.page(registered="<script>alert(1)</script>"))

	def test_the_number_of_anothers_ticket_is_not_told(self):
		other = self.registered_ticket(receiving_deputies=[{"deputy": self.world.deputy_west}])
		self.assertNotIn("已登记，编号", self.page(registered=other))


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

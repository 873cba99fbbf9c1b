"""What a voter does without an account: hand in, look up, rate, withdraw, find a deputy; and what is refused."""

import io
from unittest.mock import patch

import frappe
from frappe.utils import CallbackManager, add_days, now_datetime, set_request, today
from frappe.website.serve import get_response
from PIL import Image

from deputy_liaison.duties.doctype.reception_day.reception_day import next_days
from deputy_liaison.liaison_network.public_page import switch, switch_of
from deputy_liaison.opinions.public_page import deputies, form_tokens, limits, look_up_codes
from deputy_liaison.registers.holders import printable
from deputy_liaison.registers.visit_rows import SOURCE as VISITS
from deputy_liaison.short_codes import SIGNS, plain_code
from tests.base import make
from tests.voters import VoterTestCase, jpeg

TICKET = "Opinion Ticket"
VISIT = "Constituent Visit"


class TestHandIn(VoterTestCase):
	"""From the form to a registered ticket."""

	def test_registers_visit_and_ticket_by_the_actor_code_scan(self):
		done = self.hand_in(
			reporter_name="王小明",
			reporter_phone="138 1234 5678",
			reporter_address="东村三组12号",
			place="三组路口",
			may_be_contacted="1",
		)
		self.assertEqual(done["to"], "东村代表联络站")
		ticket = frappe.get_doc(TICKET, self.ticket_of(done["code"]))
		self.assertEqual(ticket.number, done["number"])
		self.assertEqual(ticket.workflow_state, "Ticket Registered")
		self.assertEqual((ticket.station, ticket.village), (self.world.station, self.world.east))
		self.assertEqual((ticket.reporter, ticket.place), ("王*明", "三组路口"))
		visit = frappe.get_doc(VISIT, ticket.visit)
		self.assertEqual((visit.channel, visit.officer_name), ("QR Code", "反映人（扫码）"))
		self.assertEqual((visit.reporter_name, visit.reporter_phone), ("王*明", "138****5678"))
		self.assertEqual((visit.may_be_contacted, visit.keep_confidential), (1, 0))
		self.assertTrue(visit.number.startswith("东接〔"))
		log = frappe.get_all(
			"Handling Log", {"reference_name": ticket.name}, ["action", "person_name", "user", "station"]
		)
		self.assertEqual(
			log,
			[
				{
					"action": "Register Ticket",
					"person_name": "反映人（扫码）",
					"user": "Guest",
					"station": self.world.station,
				}
			],
		)

	def test_without_a_name_it_is_anonymous_and_keeps_no_identity(self):
		done = self.hand_in()
		ticket = frappe.get_doc(TICKET, self.ticket_of(done["code"]))
		self.assertEqual(ticket.reporter, "匿名")
		self.assertEqual(frappe.db.get_value(VISIT, ticket.visit, "is_anonymous"), 1)
		self.assertFalse(frappe.db.exists("Constituent Identity", {"source_name": ticket.visit}))

	def test_telephone_without_a_name_is_asked_back_not_dropped(self):
		self.assertRefuses("请同时写怎么称呼您", self.hand_in, reporter_phone="13812345678")

	def test_bad_telephone_is_named(self):
		self.assertRefuses("不是有效的电话号码", self.hand_in, reporter_name="王", reporter_phone="123")

	def test_empty_and_too_long_words_are_refused_with_their_length(self):
		self.assertRefuses("请写下您要反映什么", self.hand_in, content="  ")
		self.assertRefuses("您写了10000字,最多2000字".replace(",", "，"), self.hand_in, content="水" * 10_000)

	def test_a_village_of_another_township_is_not_taken(self):
		done = self.hand_in(where="南村|X9")
		self.assertIsNone(frappe.db.get_value(TICKET, self.ticket_of(done["code"]), "village"))

	def test_grid_cell_goes_to_the_ticket(self):
		cell = make("Grid Cell", grid_name="第一网格", code="T-GRID-1", jurisdiction=self.world.east)
		done = self.hand_in(where="东村|T-GRID-1")
		self.assertEqual(frappe.db.get_value(TICKET, self.ticket_of(done["code"]), "grid_cell"), cell)

	def test_an_account_is_not_taken_for_a_voter(self):
		with self.as_user("officer"):
			from deputy_liaison.opinions.public_page.hand_in import hand_in

			self.assertRefuses(
				"先退出登录", hand_in, form_token=self.token(), station_code=self.code, content="路灯"
			)

	def test_officer_of_the_station_sees_it_as_any_other(self):
		ticket = self.ticket_of(self.hand_in()["code"])
		with self.as_user("officer"):
			self.assertTrue(frappe.has_permission(TICKET, "read", ticket))
			self.assertIn(ticket, frappe.get_list(TICKET, pluck="name"))
		with self.as_user("other_officer"):
			self.assertFalse(frappe.has_permission(TICKET, "read", ticket))


class TestStraightToTownship(VoterTestCase):
	"""What is handed in past the station is the township's alone."""

	def setUp(self) -> None:
		super().setUp()
		self.done = self.hand_in(recipient="township", content="联络站不开门,反映给镇人大。")
		self.ticket = self.ticket_of(self.done["code"])
		self.visit = frappe.db.get_value(TICKET, self.ticket, "visit")

	def test_belongs_to_the_township_with_a_number_of_its_own(self):
		self.assertEqual(self.done["to"], "甲镇")
		visit = frappe.get_doc(VISIT, self.visit)
		self.assertIsNone(visit.station)
		self.assertEqual((visit.jurisdiction, visit.township), (self.world.town, self.world.town))
		self.assertTrue(visit.number.startswith("甲镇接〔"), visit.number)
		with self.as_user("clerk"):
			self.assertIn(self.ticket, frappe.get_list(TICKET, pluck="name"))
			self.assertIn(self.visit, frappe.get_list(VISIT, pluck="name"))

	def test_number_takes_the_townships_short_name_unless_a_station_has_it(self):
		frappe.db.set_value("Jurisdiction", self.world.town, "short_name", "甲")
		ticket = self.ticket_of(self.hand_in(recipient="township")["code"])
		number = frappe.db.get_value(VISIT, frappe.db.get_value(TICKET, ticket, "visit"), "number")
		self.assertTrue(number.startswith("甲接〔"), number)
		frappe.db.set_value("Liaison Station", self.world.station, "short_name", "甲")
		ticket = self.ticket_of(self.hand_in(recipient="township")["code"])
		number = frappe.db.get_value(VISIT, frappe.db.get_value(TICKET, ticket, "visit"), "number")
		self.assertTrue(number.startswith("甲镇接〔"), number)

	def test_station_sees_it_nowhere(self):
		for key in ("officer", "other_officer", "presidium", "officer_b", "clerk_b"):
			with self.subTest(key), self.as_user(key):
				for doctype, name in ((TICKET, self.ticket), (VISIT, self.visit)):
					self.assertNotIn(name, frappe.get_list(doctype, pluck="name", limit_page_length=0))
					self.assertFalse(frappe.has_permission(doctype, "read", name))
					found = frappe.call(
						"deputy_liaison.finding.search",
						doctype=doctype,
						txt=self.done["number"],
						searchfield="name",
						start=0,
						page_len=20,
						filters=None,
					)
					self.assertNotIn(name, [row[0] for row in found])
				lines = (
					frappe.get_list("Handling Log", {"reference_name": self.ticket})
					if key == "clerk_b"
					else []
				)
				self.assertEqual(lines, [])

	def test_is_in_no_book_of_a_station(self):
		with self.as_user("officer"):
			self.assertEqual([one.name for one in printable(VISITS, "Liaison Station")], [self.world.station])
		self.assertFalse(frappe.db.exists(VISIT, {"name": self.visit, "station": ("is", "set")}))

	def test_clerk_carries_it_to_the_end_without_a_station(self):
		self.propose(self.ticket)
		self.dispatch(self.ticket)
		self.reply(self.ticket)
		self.assertEqual(frappe.db.get_value(TICKET, self.ticket, "workflow_state"), "Ticket To Feed Back")

	def test_nobody_at_a_desk_leaves_the_station_out(self):
		with self.as_user("officer"):
			visit = self.new_visit()
			visit.station = None
			self.assertRefuses("联络站", visit.insert)


class TestFormTokens(VoterTestCase):
	"""A token is good once, for one form, for a while."""

	def test_is_used_once(self):
		token = self.token()
		self.hand_in(form_token=token)
		self.assertRefuses("已经交过了", self.hand_in, form_token=token)
		self.assertEqual(form_tokens.UsedToken.http_status_code, 425)

	def test_sent_again_it_brings_the_answer_that_got_lost(self):
		token = self.token()
		with patch.object(frappe.db, "after_commit", CallbackManager()) as later:
			done = self.hand_in(form_token=token)
			later.run()
		before = frappe.db.count(TICKET)
		self.assertEqual(self.hand_in(form_token=token), done)
		self.assertEqual(frappe.db.count(TICKET), before)

	def test_is_given_back_where_the_form_failed(self):
		token = self.token()
		self.assertRefuses(
			"不是有效的电话号码", self.hand_in, form_token=token, reporter_name="王", reporter_phone="9"
		)
		self.hand_in(form_token=token)

	def test_too_young_too_old_forged_and_of_another_form(self):
		self.assertRefuses("操作太快", self.hand_in, form_token=self.token(age=0))
		self.assertRefuses("打开时间太长", self.hand_in, form_token=self.token(age=form_tokens.OLDEST + 5))
		for token in (
			"",
			"x",
			"1-2-3",
			self.token()[:-1] + "x",
			self.token(subject="ABCDEFGH"),
			self.token(purpose="act on"),
			self.token().replace("-", "-A", 1),
			"²-A-B",
		):
			with self.subTest(token):
				self.assertRefuses("页面已失效", self.hand_in, form_token=token)

	def test_refusal_tells_the_page_to_load_a_fresh_one(self):
		self.assertEqual(form_tokens.UnfitToken.http_status_code, 409)


class TestLimits(VoterTestCase):
	"""Counters of an hour: strict for a code, generous for an address."""

	def limit(self, field: str, most: int) -> None:
		frappe.db.set_single_value("Liaison Settings", field, most)

	def test_entries_of_one_address_at_one_station(self):
		self.limit("entries_per_station", 2)
		self.hand_in()
		self.hand_in()
		self.assertRefuses("提交次数太多", self.hand_in)
		# another address, and another station from this one, go on
		self.hand_in(address="203.0.113.8")
		other = frappe.db.get_value("Liaison Station", self.world.station_west, "public_code")
		self.hand_in(station_code=other, form_token=self.token(subject=other))

	def test_entries_of_one_address_anywhere(self):
		self.limit("entries_per_address", 1)
		self.hand_in()
		other = frappe.db.get_value("Liaison Station", self.world.station_west, "public_code")
		self.assertRefuses(
			"提交次数太多", self.hand_in, station_code=other, form_token=self.token(subject=other)
		)

	def test_look_ups_count_unknown_codes_too(self):
		self.limit("look_ups_per_address", 3)
		for _attempt in range(3):
			self.assertRefuses("没有查到", self.look_up, look_up_codes.new_code(10))
		self.assertRefuses("提交次数太多", self.look_up, look_up_codes.new_code(10))
		self.assertEqual(limits.TooOften.http_status_code, 429)

	def test_one_code_from_one_address(self):
		self.limit("look_ups_per_code", 1)
		code = self.hand_in()["code"]
		self.look_up(code)
		self.assertRefuses("提交次数太多", self.look_up, code)
		self.look_up(code, address="203.0.113.9")

	def test_every_counter_ends_within_the_hour(self):
		self.hand_in()
		keys = list(frappe.cache.scan_iter(match="*liaison_public_count*"))
		self.assertEqual(len(keys), 3)
		for key in keys:
			self.assertTrue(0 < frappe.cache.ttl(key) <= limits.WINDOW)


class TestPhotos(VoterTestCase):
	"""Photos are known by content, drawn anew and private."""

	def test_keeps_private_copies_without_what_the_camera_wrote(self):
		exif = Image.Exif()
		exif[0x010F] = "Secret Camera"
		sent = jpeg(3000, 1000, exif=exif, comment=b"hidden words")
		self.assertIn(b"Secret Camera", sent)
		done = self.hand_in(files=[("a.png", sent), ("b.jpg", jpeg())])
		files = frappe.get_all(
			"File", {"attached_to_name": self.ticket_of(done["code"])}, ["name", "is_private", "file_url"]
		)
		self.assertEqual(len(files), 2)
		for row in files:
			file = frappe.get_doc("File", row.name)
			with open(file.get_full_path(), "rb") as stored:
				content = stored.read()
			self.assertTrue(row.is_private and row.file_url.startswith("/private/files/"))
			self.assertNotIn(b"Secret Camera", content)
			self.assertNotIn(b"hidden words", content)
			with Image.open(io.BytesIO(content)) as picture:
				self.assertEqual(picture.format, "JPEG")
				self.assertLessEqual(max(picture.size), 2000)
		with self.as_user("officer"):
			self.assertTrue(frappe.get_doc("File", files[0].name).is_downloadable())
		for key in ("other_officer", "officer_b"):
			with self.as_user(key):
				self.assertFalse(frappe.get_doc("File", files[0].name).is_downloadable())
		with self.as_voter():
			self.assertFalse(frappe.get_doc("File", files[0].name).is_downloadable())

	def test_what_is_no_picture_is_refused_whatever_its_name(self):
		svg = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
		gif = io.BytesIO()
		Image.new("P", (2, 2)).save(gif, "GIF")
		for content in (svg, b"<html>", b"MZ\x90", gif.getvalue(), jpeg()[:200], b"%PDF-1.7", b""):
			with self.subTest(content[:6]):
				self.assertRefuses("不是能打开的照片", self.hand_in, files=[("photo.jpg", content)])

	def test_a_picture_that_would_fill_the_memory_is_refused(self):
		bomb = io.BytesIO()
		Image.new("1", (10_000, 6_000)).save(bomb, "PNG")
		self.assertLess(len(bomb.getvalue()), 100_000)
		self.assertRefuses("不是能打开的照片", self.hand_in, files=[("photo.png", bomb.getvalue())])

	def test_too_many_and_too_large(self):
		self.assertRefuses("照片最多3张", self.hand_in, files=[("a.jpg", jpeg())] * 4)
		self.assertRefuses("超过5兆", self.hand_in, files=[("a.jpg", b"x" * (5 * 1024 * 1024 + 1))])

	def test_nothing_is_registered_where_a_photo_is_refused(self):
		before = frappe.db.count(VISIT)
		self.assertRefuses("不是能打开", self.hand_in, files=[("a.jpg", b"x")])
		self.assertEqual(frappe.db.count(VISIT), before)


class TestLookUpCode(VoterTestCase):
	"""A code shows how a matter stands, and nothing else."""

	def test_code_is_readable_and_only_its_hash_is_stored(self):
		done = self.hand_in()
		code = plain_code(done["code"])
		self.assertEqual(len(code), 10)
		self.assertTrue(set(code) <= set(SIGNS))
		self.assertFalse(set(SIGNS) & set("01OIL"))
		stored = frappe.db.get_value(TICKET, self.ticket_of(code), "*", as_dict=True)
		self.assertNotIn(code, frappe.as_json(stored))
		self.assertEqual(len(stored.code_hash), 64)

	def test_typing_is_forgiven(self):
		code = plain_code(self.hand_in()["code"])
		wide = "".join(chr(ord(sign) + 0xFEE0) for sign in code)
		for typed in (code.lower(), f" {code[:5]} - {code[5:]} ", wide):
			self.assertTrue(self.look_up(typed)["number"])

	def test_unknown_codes_are_answered_alike(self):
		for typed in ("", "x", "0" * 10, "A" * 10, "A" * 5000, "%", "' or 1=1 --"):
			with self.subTest(typed[:12]):
				self.assertRefuses("没有查到", self.look_up, typed)

	def test_shows_stage_and_state_without_names_and_words(self):
		done = self.hand_in(reporter_name="王小明", reporter_phone="13812345678", content="路灯坏了很久")
		shown = self.look_up(done["code"])
		self.assertEqual(shown["number"], done["number"])
		self.assertEqual(shown["state"], "已登记，正在梳理。")
		self.assertEqual(
			[stage["label"] for stage in shown["stages"]],
			["接待", "梳理", "分类", "送达", "督办", "反馈", "存档"],
		)
		text = frappe.as_json(shown)
		for hidden in ("王", "138", "路灯", "张专干", "反映人（扫码）"):
			self.assertNotIn(hidden, text)
		self.propose(self.ticket_of(done["code"]))
		self.dispatch(self.ticket_of(done["code"]))
		shown = self.look_up(done["code"])
		self.assertEqual(shown["state"], "承办单位正在办理。")
		for hidden in ("张专干", "赵主席", "请水务站现场查看后修复"):
			self.assertNotIn(hidden, frappe.as_json(shown))

	def test_answer_shows_once_it_was_fed_back(self):
		code = self.hand_in()["code"]
		ticket = self.ticket_of(code)
		self.propose(ticket)
		self.dispatch(ticket)
		self.reply(ticket)
		self.assertEqual(self.look_up(code)["answers"], [])
		self.feed_back(ticket)
		shown = self.look_up(code)
		self.assertEqual(
			[(one["by"], one["text"]) for one in shown["answers"]], [("甲镇水务站", "水渠已修复通水。")]
		)
		self.assertTrue(shown["may_rate"])

	def feed_back(self, ticket: str) -> None:
		self.act(
			"officer", TICKET, ticket, "Feed Back Ticket", feedback_mode="By Telephone", feedback_on=today()
		)

	def test_accusation_says_that_it_was_passed_on_and_nothing_more(self):
		code = self.hand_in(content="举报某某")["code"]
		frappe.db.set_value(
			TICKET, self.ticket_of(code), {"restriction": 1, "workflow_state": "Ticket Closed"}
		)
		shown = self.look_up(code)
		self.assertEqual(shown["state"], "已按规定移送。")
		self.assertEqual(set(shown), {"number", "received_on", "token", "state"})

	def test_out_of_scope_names_the_channel(self):
		code = self.hand_in()["code"]
		frappe.db.set_value(
			TICKET,
			self.ticket_of(code),
			{
				"workflow_state": "Ticket Out of Scope",
				"out_of_scope_reason": "Petition Matter",
				"channel_office": "县信访局",
				"channel_address": "解放路1号",
				"channel_phone": "0878-1234567",
			},
		)
		shown = self.look_up(code)
		self.assertEqual(
			shown["channel"], {"office": "县信访局", "address": "解放路1号", "phone": "0878-1234567"}
		)
		self.assertIn("不属联络站受理范围", shown["state"])

	def test_merged_matter_shows_the_main_ones_answer_but_not_its_words(self):
		main = self.fed_back_ticket()
		code = self.hand_in()["code"]
		frappe.db.set_value(
			TICKET, self.ticket_of(code), {"workflow_state": "Ticket Merged", "main_ticket": main}
		)
		shown = self.look_up(code)
		self.assertIn("合并办理", shown["state"])
		self.assertEqual(shown["answers"][0]["text"], "水渠已修复通水。")
		self.assertFalse(shown["may_rate"])
		self.assertNotIn("垮了一段", frappe.as_json(shown))
		self.assertNotIn(frappe.db.get_value(TICKET, main, "number"), frappe.as_json(shown))

	def test_rating_by_code_closes_the_ticket(self):
		code = self.code_at_rating()
		shown = self.act_by_code("rate", code, rating="Basically Satisfied")
		self.assertEqual((shown["rating"], shown["may_rate"]), ("基本满意", False))
		ticket = frappe.get_doc(TICKET, self.ticket_of(code))
		self.assertEqual(ticket.workflow_state, "Ticket Closed")
		self.assertEqual((ticket.reporter_rating, ticket.rating_source), ("Basically Satisfied", "Code Scan"))
		log = frappe.get_last_doc("Handling Log", {"reference_name": ticket.name, "rule": ("!=", "")})
		self.assertEqual((log.rule, log.person_name), ("Rate Ticket Satisfied", "反映人（扫码）"))
		self.assertRefuses("不在评价环节", self.act_by_code, "rate", code, rating="Satisfied")

	def test_dissatisfied_needs_a_reason_and_is_handled_again(self):
		code = self.code_at_rating()
		self.assertRefuses("请写明哪里不满意", self.act_by_code, "rate", code, rating="Dissatisfied")
		shown = self.act_by_code("rate", code, rating="Dissatisfied", reason="只修了一半")
		self.assertIn("正在研究怎样再办", shown["state"])
		ticket = frappe.get_doc(TICKET, self.ticket_of(code))
		self.assertEqual(ticket.workflow_state, "Ticket Awaiting Rating")
		self.assertEqual((ticket.reporter_rating, ticket.rating_reason), ("Dissatisfied", "只修了一半"))
		self.assertRefuses("不在评价环节", self.act_by_code, "rate", code, rating="Satisfied")

	def code_at_rating(self) -> str:
		return look_up_codes.give(self.fed_back_ticket())

	def test_only_the_three_ratings_and_only_in_their_state(self):
		self.assertRefuses("不在评价环节", self.act_by_code, "rate", self.code_at_rating(), rating="Archive")
		self.assertRefuses(
			"不在评价环节", self.act_by_code, "rate", self.hand_in()["code"], rating="Satisfied"
		)

	def test_token_of_one_code_rates_no_other(self):
		one, other = self.code_at_rating(), self.hand_in()["code"]
		with self.as_voter():
			from deputy_liaison.opinions.public_page.progress import rate

			token = self.token("act on", frappe.db.get_value(TICKET, self.ticket_of(other), "code_hash"))
			self.assertRefuses("页面已失效", rate, one, token, "Satisfied")

	def test_wish_to_withdraw_is_noted_and_moves_nothing(self):
		code = self.hand_in()["code"]
		shown = self.act_by_code("ask_withdrawal", code, reason="已经修好了")
		self.assertTrue(shown["withdrawal_wished"])
		ticket = frappe.get_doc(TICKET, self.ticket_of(code))
		self.assertEqual(ticket.workflow_state, "Ticket Registered")
		self.assertEqual(ticket.withdrawal_wish, "已经修好了")
		self.assertTrue(ticket.withdrawal_wished_on <= now_datetime())
		log = frappe.get_last_doc(
			"Handling Log", {"reference_name": ticket.name, "action": "Ask to Withdraw by Code"}
		)
		self.assertEqual((log.person_name, log.note), ("反映人（扫码）", "已经修好了"))
		self.assertRefuses("不能撤回", self.act_by_code, "ask_withdrawal", code)
		self.assertRefuses("不能撤回", self.act_by_code, "ask_withdrawal", self.code_at_rating())

	def test_desk_gives_slips_within_its_posts(self):
		ticket = self.registered_ticket()
		with self.as_user("officer"):
			html = look_up_codes.give_at_desk([ticket])
		self.assertIn("查询码单", html)
		self.assertIn("data:image/svg+xml;base64,", html)
		self.assertTrue(frappe.db.get_value(TICKET, ticket, "code_hash"))
		log = frappe.get_last_doc("Handling Log", {"reference_name": ticket, "action": "Give Look-up Code"})
		self.assertEqual(log.person_name, "王联络")
		for key in ("other_officer", "clerk_b", "deputy", "auditor", "county_officer", "nobody"):
			with self.subTest(key), self.as_user(key):
				self.assertRefuses("您没有此处的岗位", look_up_codes.give_at_desk, [ticket])

	def test_a_new_code_ends_the_old_one(self):
		code = self.hand_in()["code"]
		new = look_up_codes.give(self.ticket_of(code))
		self.assertRefuses("没有查到", self.look_up, code)
		self.assertTrue(self.look_up(new)["number"])


class TestSwitches(VoterTestCase):
	"""County, township and station each have a switch of their own."""

	def page(self, path: str) -> tuple[int, str]:
		set_request(method="GET", path=path)
		frappe.set_user("Guest")
		response = get_response()
		frappe.set_user("Administrator")
		return response.status_code, response.get_data(as_text=True)

	def assertOff(self) -> None:
		for path in ("", "/opinion", "/progress", "/deputies"):
			status, text = self.page(f"/station/{self.code}{path}")
			self.assertEqual(status, 200)
			self.assertIn("扫码反映目前没有开通", text)
			self.assertIn("0878-7654321", text)
			self.assertIn("每月20日上午", text)
			self.assertNotIn("<form", text)
		self.assertRefuses("没有开通", self.hand_in)

	def setUp(self) -> None:
		super().setUp()
		frappe.db.set_value(
			"Liaison Station",
			self.world.station,
			{"phone": "0878-7654321", "reception_pattern": "每月20日上午"},
		)

	def test_on_it_opens_every_page(self):
		for path, says in (
			("", "我要反映意见"),
			("/opinion", "12388"),
			("/progress", "查询码"),
			("/deputies", "找我的代表"),
		):
			status, text = self.page(f"/station/{self.code}{path}")
			self.assertEqual(status, 200)
			self.assertIn(says, text)
			self.assertNotIn(self.world.station, text)
		self.assertIn("个人信息处理告知", self.page(f"/station/{self.code}/opinion")[1])
		self.assertIn('name="code"', self.page("/progress")[1])

	def test_station_is_switched_by_its_officer(self):
		with self.as_user("officer"):
			switch("Liaison Station", self.world.station, 0)
			self.assertTrue(switch_of("Liaison Station", self.world.station)["may"])
		self.assertOff()
		with self.as_user("clerk"):
			switch("Liaison Station", self.world.station, 1)
		self.hand_in()
		for key in ("other_officer", "clerk_b", "deputy", "auditor", "chair"):
			with self.subTest(key), self.as_user(key):
				self.assertRefuses("您没有此处的岗位", switch, "Liaison Station", self.world.station, 0)

	def test_township_is_switched_by_its_clerk_or_chair(self):
		body = frappe.db.get_value("Congress Body", {"jurisdiction": self.world.town})
		with self.as_user("chair"):
			switch("Congress Body", body, 0)
		self.assertOff()
		other = frappe.db.get_value("Liaison Station", self.world.station_b, "public_code")
		self.assertIn("我要反映意见", self.page(f"/station/{other}")[1])
		for key in ("officer", "clerk_b", "chair_b", "county_officer"):
			with self.subTest(key), self.as_user(key):
				self.assertRefuses("您没有此处的岗位", switch, "Congress Body", body, 1)

	def test_county_switches_all_off(self):
		code = self.hand_in()["code"]
		frappe.db.set_single_value("Liaison Settings", "public_page", 0)
		self.assertOff()
		self.assertIn("网上查询目前没有开通", self.page("/progress")[1])
		self.assertRefuses("没有开通", self.look_up, code)

	def test_is_on_in_a_new_county(self):
		self.assertEqual(frappe.db.get_single_value("Liaison Settings", "public_page"), 1)

	def test_unknown_code_opens_nothing(self):
		for code in ("ABCDEFGH", self.world.station, "x", "%3Cscript%3E"):
			status, text = self.page(f"/station/{code}")
			self.assertEqual(status, 404)
			self.assertIn("没有找到这个联络站", text)
			self.assertNotIn("<script>", text)

	def test_code_is_kept_and_every_station_has_its_own(self):
		codes = frappe.get_all("Liaison Station", pluck="public_code")
		self.assertTrue(all(codes))
		self.assertEqual(len(set(codes)), len(codes))
		with self.as_user("clerk"):
			station = frappe.get_doc("Liaison Station", self.world.station)
			station.address = "新址"
			station.save()
		self.assertEqual(frappe.db.get_value("Liaison Station", self.world.station, "public_code"), self.code)

	def test_no_guest_reads_a_record(self):
		for doctype in frappe.get_hooks("scoped"):
			with self.as_voter():
				self.assertFalse(frappe.has_permission(doctype, "read"), doctype)


class TestFindDeputy(VoterTestCase):
	"""By grid cell, village or a piece of an address; public data alone."""

	def test_by_the_village_and_by_a_piece_of_an_address(self):
		for words in ("东村", "东村三组12号", "东 村"):
			with self.subTest(words):
				self.assertEqual([one["name"] for one in deputies.find(words)], ["李春华"])
		self.assertEqual([one["name"] for one in deputies.of_cell(self.world.town, "东村")], ["李春华"])

	def test_says_where_and_when_and_the_stations_telephone_unless_the_deputy_agreed(self):
		frappe.db.set_value(
			"Liaison Station", self.world.station, {"phone": "0878-7654321", "address": "东村1号"}
		)
		frappe.db.set_value("Deputy", self.world.deputy, "mobile", "13900000001")
		day = add_days(today(), 3)
		make("Reception Day", station=self.world.station, day=day, start_time="09:00:00", end_time="11:30:00")
		(card,) = deputies.find("东村")
		self.assertEqual((card["levels"], card["why"]), ("镇", "进驻本地联络站"))
		self.assertEqual((card["station"], card["address"]), ("东村代表联络站", "东村1号"))
		self.assertIn("09:00–11:30", card["reception"])
		self.assertEqual((card["own_phone"], card["station_phone"]), ("", "0878-7654321"))
		frappe.db.set_value("Deputy", self.world.deputy, "phone_public", 1)
		self.assertEqual(deputies.find("东村")[0]["own_phone"], "13900000001")
		own = {"name", "levels", "why", "photo", "own_phone"}
		self.assertEqual(set(card), own | {"station", "address", "reception", "station_phone"})

	def test_who_has_the_grid_cell_comes_first(self):
		cell = make("Grid Cell", grid_name="第二网格", code="T-GRID-2", jurisdiction=self.world.east)
		placement = frappe.get_doc("Station Placement", {"deputy": self.world.deputy_west})
		placement.append("grid_cells", {"grid_cell": cell})
		placement.save()
		found = deputies.of_cell(self.world.town, "东村|T-GRID-2")
		self.assertEqual([one["name"] for one in found], ["周文海", "李春华"])
		self.assertIn("第二网格", found[0]["why"])
		self.assertEqual(deputies.find("东村第二网格")[0]["name"], "周文海")

	def test_those_out_of_office_and_former_placements_are_left_out(self):
		frappe.db.set_value("Deputy", self.world.deputy, "credential_status", "Suspended Credentials")
		self.assertEqual(deputies.find("东村"), [])
		frappe.db.set_value("Deputy", self.world.deputy, "credential_status", "Active Credentials")
		frappe.db.set_value(
			"Station Placement", {"deputy": self.world.deputy}, "to_date", add_days(today(), -1)
		)
		self.assertEqual(deputies.find("东村"), [])

	def test_by_the_electoral_district(self):
		district = make(
			"Electoral District",
			district_name="第三选区",
			congress_level="Township Level",
			jurisdiction=self.world.town,
			covers="西村、老街坊",
		)
		frappe.db.set_value("Deputy Mandate", {"deputy": self.world.deputy}, "electoral_district", district)
		(card,) = deputies.find("老街坊")
		self.assertEqual((card["name"], card["why"]), ("李春华", "第三选区选出"))

	def test_too_little_finds_nothing(self):
		for words in ("", "村", "%%", "'; drop table", "不存在的地方"):
			self.assertEqual(deputies.find(words), [])


class TestNextReception(VoterTestCase):
	def test_what_is_over_is_not_the_next_one(self):
		for day, hours in (
			(today(), ("00:00:00", "00:00:01")),
			(add_days(today(), 1), ("09:00:00", "11:30:00")),
		):
			make("Reception Day", station=self.world.station, day=day, start_time=hours[0], end_time=hours[1])
		told = next_days([self.world.station])[self.world.station]
		self.assertTrue(told.endswith("09:00–11:30"), told)

"""What a voter does without an account: hand in, look up, rate, withdraw, find a deputy; and what is refused."""

import io
import struct
from unittest.mock import patch

import frappe
from frappe.utils import CallbackManager, add_days, now_datetime, set_request, today
from frappe.website.serve import get_response
from PIL import Image

from deputy_liaison.duties.doctype.reception_day.reception_day import next_days
from deputy_liaison.liaison_network.public_page import switch, switch_of
from deputy_liaison.opinions import deputy_work, merged_tickets
from deputy_liaison.opinions.public_page import (
	deputies,
	form_tokens,
	limits,
	look_up_codes,
	photos,
	progress,
)
from deputy_liaison.registers.holders import printable
from deputy_liaison.registers.visit_rows import SOURCE as VISITS
from deputy_liaison.short_codes import SIGNS, plain_code
from tests.base import make
from tests.test_deputy_suggestion import HandledTestCase
from tests.voters import VoterTestCase, jpeg

TICKET = "Opinion Ticket"
VISIT = "Constituent Visit"
give = look_up_codes.give


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
		for nothing in ("  ", "\u3164\u115f", "\u200c\u00ad\u180e", "\u200d\ufe0f", "\U000e0041\U000e0042"):
			self.assertRefuses("请写下您要反映什么", self.hand_in, content=nothing)
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
				self.assertEqual(self.lines_seen(), [])
		with self.as_user("clerk"):
			self.assertIn("Register Ticket", self.lines_seen())

	def lines_seen(self) -> list[str]:
		"""What the session's user sees of the ticket in the log; some may not open the log at all."""
		if not frappe.has_permission("Handling Log", "read"):
			return []
		return frappe.get_list("Handling Log", {"reference_name": self.ticket}, pluck="action")

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

	def committed(self, work, *args, **values) -> dict:
		"""What `work` answers in a request whose transaction is committed at its end."""
		with patch.object(frappe.db, "after_commit", CallbackManager()) as later:
			done = work(*args, **values)
			later.run()
		return done

	@staticmethod
	def mark_of(token: str) -> str:
		"""Where it stands that a token is in work or used."""
		return frappe.cache.make_key(f"liaison_form_token|{token.split('-')[1]}")

	def test_is_used_once(self):
		token = self.token()
		self.committed(self.hand_in, form_token=token)
		frappe.cache.delete_value(f"liaison_form_answer|{token.split('-')[1]}")
		self.assertRefuses("已经交过了", self.hand_in, form_token=token)
		self.assertEqual(form_tokens.UsedToken.http_status_code, 410)
		self.assertGreater(frappe.cache.ttl(self.mark_of(token)), form_tokens.OLDEST - 60)

	def test_sent_again_it_brings_the_answer_that_got_lost(self):
		token = self.token()
		done = self.committed(self.hand_in, form_token=token)
		before = frappe.db.count(TICKET)
		self.assertEqual(self.hand_in(form_token=token), done)
		self.assertEqual(frappe.db.count(TICKET), before)

	def test_the_kept_answer_holds_no_code_in_the_clear_and_goes_soon(self):
		token = self.token()
		done = self.committed(self.hand_in, form_token=token)
		key = frappe.cache.make_key(f"liaison_form_answer|{token.split('-')[1]}")
		kept = frappe.cache.get(key)
		for code in (done["code"], plain_code(done["code"])):
			self.assertNotIn(code.encode(), kept)
		self.assertTrue(0 < frappe.cache.ttl(key) <= form_tokens.ANSWER_KEPT)

	def test_a_worker_that_was_killed_holds_the_form_for_a_moment_only(self):
		token = self.token()
		# nothing is committed, and nothing tells that it failed
		self.hand_in(form_token=token)
		self.assertRefuses("正在处理，请稍后再按一次", self.hand_in, form_token=token)
		self.assertEqual(form_tokens.TokenInWork.http_status_code, 425)
		self.assertTrue(0 < frappe.cache.ttl(self.mark_of(token)) <= form_tokens.IN_WORK)

	def test_is_given_back_where_the_transaction_was_undone(self):
		token = self.token()
		with patch.object(frappe.db, "after_rollback", CallbackManager()) as later:
			self.hand_in(form_token=token)
			later.run()
		self.hand_in(form_token=token)

	def test_a_rating_and_a_wish_that_are_sent_again_bring_their_answer(self):
		code = self.hand_in()["code"]
		subject = frappe.db.get_value(TICKET, self.ticket_of(code), "code_hash")
		for method, values in (("ask_withdrawal", {"reason": "已修好"}), ("rate", {"rating": "Satisfied"})):
			token = self.token("act on", subject)
			with self.subTest(method):
				if method == "rate":
					frappe.db.set_value(
						TICKET, self.ticket_of(code), "workflow_state", "Ticket Awaiting Rating"
					)
				with self.as_voter():
					act = getattr(progress, method)
					done = self.committed(act, code, token, **values)
					self.assertEqual(act(code, token, **values), done)

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
		plain = plain_code(code)
		wide = "".join(chr(ord(sign) + 0xFEE0) for sign in plain)
		for typed in (code, plain, code.lower(), f" {plain[:3]} {plain[3:]}", f"{plain}--", wide):
			with self.subTest(typed):
				self.assertRefuses("提交次数太多", self.look_up, typed)
		self.look_up(code, address="203.0.113.9")

	def test_every_counter_ends_within_the_hour(self):
		self.hand_in()
		keys = list(frappe.cache.scan_iter(match="*liaison_public_count*"))
		self.assertEqual(len(keys), 3)
		for key in keys:
			self.assertTrue(0 < frappe.cache.ttl(key) <= limits.WINDOW)

	def test_a_counter_whose_hour_ended_just_now_ends_as_well(self):
		with self.as_voter(), patch.object(frappe.cache, "set"):
			limits.count_try()
		(key,) = frappe.cache.scan_iter(match="*liaison_public_count*")
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
		Image.new("1", (6_000, 5_000)).save(bomb, "PNG")
		self.assertLess(len(bomb.getvalue()), 100_000)
		self.assertRefuses("不是能打开的照片", self.hand_in, files=[("photo.png", bomb.getvalue())])

	def test_what_makes_the_decoder_trip_is_refused_as_well(self):
		for error in (struct.error, EOFError, TypeError, KeyError, MemoryError, ZeroDivisionError):
			with (
				self.subTest(error),
				patch.object(photos.ImageOps, "exif_transpose", side_effect=error("broken")),
			):
				self.assertRefuses("不是能打开的照片", self.hand_in, files=[("photo.jpg", jpeg())])

	def test_without_a_fit_token_no_photo_is_looked_at(self):
		with patch.object(photos, "redrawn") as redrawn:
			for token in ("", "x", self.token(age=0), self.token(subject="ABCDEFGH")):
				with self.assertRaises(form_tokens.UnfitToken):
					self.hand_in(form_token=token, files=[("photo.jpg", jpeg())])
			redrawn.assert_not_called()

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

	def told(self, code: str) -> list[tuple[str, str]]:
		"""Who answered, and what, as the page shows it."""
		return [(one["by"], one["text"]) for one in self.look_up(code)["answers"]]

	def test_after_an_answer_on_the_spot_was_refused_the_units_reply_shows(self):
		code = self.hand_in()["code"]
		ticket = self.ticket_of(code)
		self.act("clerk", TICKET, ticket, "Explain Ticket", answer="此段水渠不属镇里管。")
		told = {"feedback_mode": "By Telephone", "feedback_on": today()}
		self.act("officer", TICKET, ticket, "Ask Ticket Rating", **told)
		self.assertEqual(self.told(code), [("", "此段水渠不属镇里管。")])
		self.act_by_code("rate", code, rating="Dissatisfied", reason="就是镇里修的")
		self.propose(ticket)
		self.dispatch(ticket)
		self.assertEqual(self.told(code), [])
		self.reply(ticket)
		self.feed_back(ticket)
		self.assertEqual(self.told(code), [("甲镇水务站", "水渠已修复通水。")])

	def test_after_reopening_the_answer_of_the_new_round_shows(self):
		code = self.hand_in()["code"]
		ticket = self.ticket_of(code)
		self.propose(ticket)
		self.dispatch(ticket)
		self.reply(ticket)
		self.feed_back(ticket)
		self.act_by_code("rate", code, rating="Satisfied")
		self.act("clerk", TICKET, ticket, "Reopen Ticket", reopen_reason="又垮了。")
		self.act("clerk", TICKET, ticket, "Explain Ticket", answer="汛期过后再修。")
		self.act("officer", TICKET, ticket, "Close Answered Ticket")
		self.assertEqual(self.told(code), [("", "汛期过后再修。")])

	def test_what_a_village_could_not_settle_is_no_answer(self):
		code = self.hand_in()["code"]
		ticket = self.ticket_of(code)
		self.propose(ticket)
		self.dispatch(ticket)
		self.reply(ticket)
		self.feed_back(ticket)
		frappe.db.set_value("Dispatch Order", self.order_of(ticket), "workflow_state", "Order Withdrawn")
		self.assertEqual(self.told(code), [])

	def test_what_a_joint_review_decided_and_explained_shows_before_the_reply(self):
		code = self.hand_in()["code"]
		ticket = self.ticket_of(code)
		self.propose(ticket)
		self.dispatch(ticket)
		for handling_round in (1, 2):
			self.reply(ticket)
			self.feed_back(ticket)
			self.act_by_code("rate", code, rating="Dissatisfied", reason="没修好")
			if handling_round == 1:
				again = {"due_date": add_days(today(), 20), "proposal": "请重修。"}
				self.act("clerk", TICKET, ticket, "Rehandle Ticket", **again)
		self.act("chair", TICKET, ticket, "Review Ticket Jointly", review_decision="列入明年水利计划。")
		self.assertEqual(self.told(code), [("甲镇水务站", "水渠已修复通水。")])
		self.act("chair", TICKET, ticket, "Close Ticket with Explanation", note="已上门说明资金安排。")
		self.assertEqual(
			self.told(code),
			[
				("会商决定", "列入明年水利计划。"),
				("会商后的说明", f"{today()}已告知：电话\n已上门说明资金安排。"),
				("甲镇水务站", "水渠已修复通水。"),
			],
		)

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

	def test_of_a_merged_matter_the_channel_of_the_main_one_is_named(self):
		main, code = self.registered_ticket(), self.hand_in()["code"]
		self.act("clerk", TICKET, self.ticket_of(code), "Merge Ticket", main_ticket=main)
		named = {"workflow_state": "Ticket Out of Scope", "out_of_scope_reason": "Petition Matter"}
		frappe.db.set_value(TICKET, main, {**named, "channel_office": "县信访局"})
		self.assertEqual(self.look_up(code)["channel"]["office"], "县信访局")

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

	def test_who_rates_second_finds_it_rated(self):
		code = self.code_at_rating()
		ticket = self.ticket_of(code)
		named = look_up_codes.ticket_of

		def meanwhile(typed: str) -> str:
			"""The officer enters what was said by telephone, after the page has looked and before it locks."""
			seen = frappe.get_doc(TICKET, named(typed))
			self.act(
				"officer",
				TICKET,
				ticket,
				"Rate Ticket Dissatisfied",
				rating_source="Telephone",
				rating_reason="没修好。",
			)
			return seen

		with patch.object(progress, "_ticket", meanwhile):
			self.assertRefuses("不在评价环节", self.act_by_code, "rate", code, rating="Satisfied")
		stored = frappe.get_doc(TICKET, ticket)
		self.assertEqual(
			(stored.workflow_state, stored.reporter_rating, stored.rating_reason),
			("Ticket Awaiting Rating", "Dissatisfied", "没修好。"),
		)

	def test_a_wish_that_comes_after_the_reply_is_refused(self):
		code = self.hand_in()["code"]
		ticket = self.ticket_of(code)
		self.propose(ticket)
		self.dispatch(ticket)
		seen = frappe.get_doc(TICKET, ticket)
		self.reply(ticket)
		with patch.object(progress, "_ticket", return_value=seen):
			self.assertRefuses("不能撤回", self.act_by_code, "ask_withdrawal", code)
		self.assertIsNone(frappe.db.get_value(TICKET, ticket, "withdrawal_wished_on"))

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

	def test_who_may_not_rate_is_given_no_code_to_rate_with(self):
		ticket = self.dispatched_ticket()
		order = self.order_of(ticket)
		self.reply(ticket)
		# as where the clerk types in the reply of a unit without an account (代录)
		frappe.db.set_value("Dispatch Order", order, "reply_user", self.world.users["clerk"])
		for state in ("To Feed Back", "Awaiting Rating", "Closed"):
			frappe.db.set_value(TICKET, ticket, "workflow_state", f"Ticket {state}")
			with self.subTest(state), self.as_user("clerk"):
				self.assertRefuses("请由其他人发给查询码", look_up_codes.give_at_desk, [ticket])
		self.assertIsNone(frappe.db.get_value(TICKET, ticket, "code_hash"))
		for key in ("clerk2", "officer"):
			with self.subTest(key), self.as_user(key):
				self.assertIn("查询码单", look_up_codes.give_at_desk([ticket]))

	def test_the_log_tells_that_a_code_ended_and_of_a_rating_by_a_later_one(self):
		code = self.hand_in()["code"]
		ticket = self.ticket_of(code)
		self.propose(ticket)
		self.dispatch(ticket)
		self.reply(ticket)
		self.feed_back(ticket)
		given = []
		with (
			self.as_user("officer"),
			patch.object(look_up_codes, "give", lambda name: given.append(give(name)) or given[-1]),
		):
			look_up_codes.give_at_desk([ticket])
		line = frappe.get_last_doc("Handling Log", {"reference_name": ticket, "action": "Give Look-up Code"})
		self.assertEqual((line.person_name, line.note), ("王联络", "原查询码同时失效。"))
		self.assertRefuses("没有查到", self.look_up, code)
		self.act_by_code("rate", given[0], rating="Satisfied")
		line = frappe.get_last_doc(
			"Handling Log", {"reference_name": ticket, "rule": "Rate Ticket Satisfied"}
		)
		self.assertEqual(line.note, "查询码是答复以后由王联络发给的。")

	def test_of_a_rating_by_the_first_code_the_log_says_nothing_more(self):
		ticket = self.registered_ticket()
		given = []
		with (
			self.as_user("officer"),
			patch.object(look_up_codes, "give", lambda name: given.append(give(name)) or given[-1]),
		):
			look_up_codes.give_at_desk([ticket])
		line = frappe.get_last_doc("Handling Log", {"reference_name": ticket, "action": "Give Look-up Code"})
		self.assertFalse(line.note)
		self.propose(ticket)
		self.dispatch(ticket)
		self.reply(ticket)
		self.feed_back(ticket)
		self.act_by_code("rate", given[0], rating="Dissatisfied", reason="没修好")
		line = frappe.get_last_doc(
			"Handling Log", {"reference_name": ticket, "rule": "Rate Ticket Dissatisfied"}
		)
		self.assertEqual(line.note, "没修好")

	def test_who_asks_of_a_merged_matter_is_seen_at_the_main_one(self):
		main = self.registered_ticket()
		code = self.hand_in()["code"]
		self.act("clerk", TICKET, self.ticket_of(code), "Merge Ticket", main_ticket=main)
		self.assertTrue(self.look_up(code)["may_withdraw"])
		self.act_by_code("ask_withdrawal", code, reason="已经修好了")
		(row,) = merged_tickets.shown(main)
		self.assertTrue(row.withdrawal_wished_on)
		other = self.hand_in()["code"]
		self.act("clerk", TICKET, self.ticket_of(other), "Merge Ticket", main_ticket=main)
		self.propose(main)
		self.dispatch(main)
		self.reply(main)
		self.assertFalse(self.look_up(other)["may_withdraw"])
		self.assertRefuses("不能撤回", self.act_by_code, "ask_withdrawal", other)

	def test_a_new_code_ends_the_old_one(self):
		code = self.hand_in()["code"]
		new = look_up_codes.give(self.ticket_of(code))
		self.assertRefuses("没有查到", self.look_up, code)
		self.assertTrue(self.look_up(new)["number"])


class TestConverted(HandledTestCase, VoterTestCase):
	"""A matter that became a deputy's suggestion: its reporter reads what was replied to that."""

	def converted(self) -> tuple[str, str, str]:
		"""A ticket with its code, and the suggestion that the deputy made of it."""
		ticket = self.registered_ticket()
		paper = {
			"congress_body": self.body,
			"suggestion_title": "关于修复水渠的建议",
			"reasons": "多户反映。",
			"proposals": "请修复。",
		}
		with self.as_user("deputy"):
			name = deputy_work.save_draft(paper, ticket=ticket)
		self.do("deputy", name, "Submit Suggestion")
		return ticket, look_up_codes.give(ticket), name

	def closed(self, ticket: str, code: str) -> list[dict]:
		"""What its reporter reads once the ticket is closed."""
		told = {"feedback_mode": "By Telephone", "feedback_on": today()}
		self.act("officer", TICKET, ticket, "Close Converted Ticket", **told)
		shown = self.look_up(code)
		self.assertEqual(shown["state"], "已办结。")
		return shown["answers"]

	def handled(self, name: str, **filed) -> None:
		self.do("clerk", name, "Accept Suggestion")
		self.do("clerk", name, "File Suggestion", **self.filing(**filed))
		self.do("chair", name, "Dispatch Suggestion", **self.approval(name))
		self.replied(name)

	def test_the_reply_to_the_suggestion_shows(self):
		ticket, code, name = self.converted()
		self.assertIn("已转为代表建议", self.look_up(code)["state"])
		self.handled(name)
		self.assertEqual(self.look_up(code)["answers"], [])
		(answer,) = self.closed(ticket, code)
		self.assertEqual((answer["by"], answer["on"]), ("甲镇水务站", today()))
		self.assertEqual(answer["text"], "水渠已修复通水。")

	def test_of_one_whose_title_alone_is_public_the_words_are_told_in_person(self):
		ticket, code, name = self.converted()
		self.handled(name, publicity="Title Only")
		(answer,) = self.closed(ticket, code)
		self.assertEqual((answer["by"], answer["text"]), ("甲镇水务站", "答复内容请向联络站了解。"))

	def test_one_that_was_withdrawn_leaves_no_empty_page(self):
		ticket, code, name = self.converted()
		self.do("deputy", name, "Withdraw Suggestion", note="问题已解决。")
		(answer,) = self.closed(ticket, code)
		self.assertIn("没有书面答复", answer["text"])


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
		own = {"name", "levels", "districts", "post", "why", "photo", "own_phone"}
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

	def district(self, name: str, jurisdiction: str, covers: str = "", level: str = "Township Level") -> str:
		return make(
			"Electoral District",
			district_name=name,
			congress_level=level,
			jurisdiction=jurisdiction,
			covers=covers,
		)

	def elected_by(self, deputy: str, district: str) -> None:
		"""The deputy is found by the district alone."""
		frappe.db.set_value("Deputy Mandate", {"deputy": deputy}, "electoral_district", district)
		frappe.db.set_value("Station Placement", {"deputy": deputy}, "to_date", add_days(today(), -1))

	def of_village(self, name: str) -> list[str]:
		return [one["name"] for one in deputies.of_cell(self.world.town, name)]

	def test_a_chosen_village_finds_the_districts_that_list_it_and_no_others(self):
		world = self.world
		for covers, found in (
			("西村、东村", True),
			("东村三组，西村", True),
			("西村、东村一至五组", True),
			("东村村委会", True),
			("西村", False),
			# its name is the beginning, or the end, of another one's
			("东村坝、西村", False),
			("大东村、小东村", False),
		):
			with self.subTest(covers):
				self.elected_by(world.deputy, self.district(f"选区{covers}"[:20], world.town, covers))
				self.assertEqual(self.of_village("东村"), ["李春华"] if found else [])
		self.elected_by(world.deputy, self.district("东村选区", world.town))
		self.assertEqual(self.of_village("东村"), ["李春华"])

	def test_a_village_of_the_same_name_elsewhere_finds_no_deputy_of_this_one(self):
		world = self.world
		twin = make(
			"Jurisdiction", jurisdiction_name="东村", level="Village", parent_jurisdiction=world.town_b
		)
		self.elected_by(world.deputy, self.district("第一选区", world.town, "东村"))
		self.assertEqual([one["name"] for one in deputies.of_cell(world.town_b, "东村")], [])
		self.assertEqual(self.of_village("东村"), ["李春华"])
		self.elected_by(world.deputy_b, self.district("第二选区", twin))
		self.assertEqual([one["name"] for one in deputies.of_cell(world.town_b, "东村")], ["吴南生"])
		# a county's district stands above both
		county = self.district("县第三选区", world.county, "东村、西村", level="County")
		self.elected_by(world.deputy_west, county)
		self.assertIn("周文海", self.of_village("东村"))

	def test_what_is_not_valid_any_more_is_not_chosen(self):
		cell = make("Grid Cell", grid_name="旧网格", code="T-GRID-9", jurisdiction=self.world.east)
		frappe.db.set_value("Grid Cell", cell, "valid_to", add_days(today(), -1))
		self.assertEqual(deputies.chosen(self.world.town, "东村|T-GRID-9"), (self.world.east, None))
		frappe.db.set_value("Jurisdiction", self.world.east, "valid_to", add_days(today(), -1))
		self.assertEqual(deputies.chosen(self.world.town, "东村"), (None, None))
		self.assertEqual(self.of_village("东村"), [])

	def test_says_what_is_public_of_a_deputy(self):
		district = self.district("第三选区", self.world.town, "东村")
		frappe.db.set_value("Deputy Mandate", {"deputy": self.world.deputy}, "electoral_district", district)
		frappe.db.set_value("Deputy", self.world.deputy, "employer_and_post", "东村党支部书记")
		(card,) = deputies.find("东村")
		self.assertEqual((card["districts"], card["post"]), ("第三选区", "东村党支部书记"))

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

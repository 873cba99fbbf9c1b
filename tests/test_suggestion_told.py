"""What deputies are told of their suggestions stands on their own page, and the clerk has it for the group."""

import frappe
from frappe.utils import add_days, formatdate, set_request, today
from frappe.website.serve import get_response

from deputy_liaison.opinions import deputy_work
from deputy_liaison.opinions.notices import group_text
from deputy_liaison.working_days import limit_end
from tests import handlers
from tests.base import night_of_ratings
from tests.test_deputy_suggestion import SUGGESTION, HandledTestCase

SEEN = "deputy_liaison.opinions.deputy_work.note_seen"
MARK = "<b>新消息</b>"


class ToldTestCase(HandledTestCase):
	def view(self, key: str, **query: str) -> str:
		"""The deputy's page as Frappe's website serves it."""
		set_request(method="GET", path="/deputy", query_string=query)
		with self.as_user(key):
			# acting as somebody empties it
			frappe.local.form_dict = frappe._dict(query)
			return get_response().get_data(as_text=True)

	def told(self, key: str, name: str) -> list[str]:
		"""What stands as new on this person's page of a suggestion, the newest first."""
		with self.as_user(key):
			row = next(
				row for row in deputy_work.suggestions_of(deputy_work.require_deputy()) if row["name"] == name
			)
		return row["news"]

	def text_of(self, name: str, key: str = "clerk") -> str:
		with self.as_user(key):
			return group_text(SUGGESTION, name)

	def signed_by_both(self) -> str:
		"""李春华's suggestion, signed with 白一民 and handed in."""
		name = self.drafted(cosigners=[{"deputy": self.second}])
		self.do("second", name, "Confirm Cosigning")
		self.do("deputy", name, "Submit Suggestion")
		return name

	def of_third(self) -> str:
		"""白二民's suggestion, taken in."""
		name = self.drafted("third", lead_deputy=self.third)
		self.do("third", name, "Submit Suggestion")
		self.do("clerk", name, "Accept Suggestion")
		return name


class TestReasons(ToldTestCase):
	"""D3→D4 and the like: a reason that nobody reads is none."""

	def test_returned_it_says_why(self):
		name = self.signed_by_both()
		self.do("clerk", name, "Accept Suggestion")
		self.do("clerk", name, "Return Suggestion to Deputy", note="请<b>分开</b>写，一事一议。")
		for key in ("deputy", "second"):
			text = self.view(key, suggestion=name)
			self.assertIn("理由说明", text)
			self.assertIn("请&lt;b&gt;分开&lt;/b&gt;写，一事一议。", text)
		self.assertNotIn("一事一议", self.view("third", suggestion=name))
		# handed in again, the reason is history
		self.do("deputy", name, "Submit Suggestion Again")
		self.assertNotIn("理由说明", self.view("deputy", suggestion=name))
		self.assertIn("一事一议", self.view("deputy", suggestion=name))

	def test_set_aside_it_says_why_also_where_the_chair_adds_nothing(self):
		for said, expected in ((None, "该纠纷法院已受理。"), ("请向法院反映。", "请向法院反映。")):
			name = self.accepted()
			reason = {"set_aside_reason": "Pending Court Case"}
			self.do("clerk", name, "Propose Setting Aside", note="该纠纷法院已受理。", **reason)
			# what the clerk proposes to the chair is not told
			self.assertNotIn("该纠纷", self.view("deputy", suggestion=name))
			self.do("chair", name, "Set Suggestion Aside", note=said)
			self.assertIn(expected, self.view("deputy", suggestion=name))

	def test_the_review_and_its_explanation(self):
		name = self.reviewed_jointly()
		self.assertIn("邀请专家现场评估。", self.view("deputy", suggestion=name))
		self.do("chair", name, "Close Suggestion with Explanation", note="资金下年度落实。")
		text = self.view("deputy", suggestion=name)
		self.assertIn("理由说明", text)
		self.assertIn("资金下年度落实。", text)
		self.assertIn("解释办结，说明见本人页面。", text)


class TestNews(ToldTestCase):
	"""Who signed is told, each on the own page, until it was opened there."""

	def test_it_is_new_until_it_is_opened_and_to_nobody_else(self):
		name = self.signed_by_both()
		self.do("clerk", name, "Accept Suggestion")
		said = f"{today()}提交的代表建议已受理，正在审查。"
		for key in ("deputy", "second"):
			self.assertEqual(self.told(key, name), [said])
			self.assertIn(MARK, self.view(key, list="suggestions"))
			self.assertIn(said, self.view(key, suggestion=name))
		self.assertIn('<b class="deputy-count">1</b>', self.view("second"))
		handlers.call(self.world.users["second"], SEEN, name=name)
		self.assertEqual(self.told("second", name), [])
		self.assertNotIn(MARK, self.view("second", suggestion=name))
		self.assertEqual(self.told("deputy", name), [said])
		for key in ("clerk", "nobody"):
			with self.assertRaises(frappe.PermissionError):
				handlers.call(self.world.users[key], SEEN, name=name)
			frappe.clear_messages()
		with self.assertRaises(frappe.PermissionError):
			handlers.call(self.world.users["second"], SEEN, verb="GET", name=name)
		frappe.clear_messages()

	def test_nobody_is_told_of_own_acts_and_co_signers_of_the_withdrawal(self):
		name = self.signed_by_both()
		self.do("deputy", name, "Withdraw Suggestion", note="问题已解决。")
		self.assertEqual(self.told("deputy", name), [])
		self.assertEqual(self.told("second", name), [f"{today()}提交的代表建议已由领衔代表撤回。"])
		self.assertIn("问题已解决。", self.view("second", suggestion=name))

	def test_the_lead_hears_that_somebody_declined(self):
		name = self.drafted(cosigners=[{"deputy": self.second}])
		self.do("second", name, "Decline Cosigning")
		self.assertIn("不参加联名", self.told("deputy", name)[0])

	def test_who_handles_it_is_told_to_all_whom_the_reply_answers(self):
		main, merged = self.signed_by_both(), self.of_third()
		self.do("clerk", main, "Accept Suggestion")
		self.do("clerk", main, "File Suggestion", **self.filing())
		self.do("clerk", merged, "Merge Suggestion", main_suggestion=main)
		number = self.value(main, "number")
		own = f"{today()}提交的代表建议"
		self.assertEqual(self.told("third", merged)[0], f"{own}与{number}并案办理，一并答复。")
		self.do("chair", main, "Dispatch Suggestion", **self.approval(main))
		for key in ("deputy", "second"):
			self.assertEqual(self.told(key, main)[0], f"{number}已交办，承办单位：甲镇水务站。")
		self.assertEqual(self.told("third", merged)[0], f"{own}已交办，承办单位：甲镇水务站。")
		self.replied(main)
		self.assertEqual(self.told("second", main)[0], f"{number}已答复，请在本人页面查看。")
		self.assertEqual(self.told("third", merged)[0], f"{own}已答复，请在本人页面查看。")
		self.assertIn("水渠已修复通水。", self.view("third", suggestion=merged))

	def test_merged_on_its_deputies_see_the_reply_of_the_last(self):
		merged, second, last = self.of_third(), self.accepted(), self.filed()
		self.do("clerk", merged, "Merge Suggestion", main_suggestion=second)
		self.do("clerk", second, "Merge Suggestion", main_suggestion=last)
		self.do("chair", last, "Dispatch Suggestion", **self.approval(last))
		self.replied(last)
		self.assertIn("已答复，请在本人页面查看。", self.told("third", merged)[0])
		self.assertIn("水渠已修复通水。", self.view("third", suggestion=merged))

	def test_released_of_the_merger_they_hear_it(self):
		main, merged = self.accepted(), self.of_third()
		self.do("clerk", merged, "Merge Suggestion", main_suggestion=main)
		self.do("deputy", main, "Withdraw Suggestion", note="已解决。")
		self.assertIn("恢复单独审查", self.told("third", merged)[0])
		self.assertNotIn("已由领衔代表撤回", "".join(self.told("third", merged)))


class TestReminder(ToldTestCase):
	"""重庆 §29: one reminder, which somebody hears."""

	def reminded(self) -> str:
		name = self.signed_for(self.ready())
		frappe.db.set_value(SUGGESTION, name, "state_due", add_days(today(), -1))
		night_of_ratings()
		return name

	def ready(self) -> str:
		name = self.signed_by_both()
		self.do("clerk", name, "Accept Suggestion")
		self.do("clerk", name, "File Suggestion", **self.filing())
		self.do("chair", name, "Dispatch Suggestion", **self.approval(name))
		return name

	def until(self) -> str:
		return formatdate(limit_end(today(), "Close Suggestion Unrated"), "yyyy-MM-dd")

	def test_the_rater_and_the_clerk_are_told_once_and_nobody_else(self):
		name = self.reminded()
		number = self.value(name, "number")
		said = f"请于{self.until()}前评价{number}的答复，逾期按未评价办结。"
		self.assertEqual(self.told("deputy", name)[0], said)
		self.assertNotIn(said, self.told("second", name))
		night_of_ratings()
		self.assertEqual(self.told("deputy", name).count(said), 1)
		lines = frappe.get_all(
			"Notification Log",
			{"document_name": name, "subject": ("like", "%尚未评价%")},
			["for_user", "subject"],
		)
		users = self.world.users
		self.assertEqual({line.for_user for line in lines}, {users["clerk"], users["clerk2"]})
		self.assertIn(self.until(), lines[0].subject)

	def test_the_page_says_the_day_that_holds(self):
		name = self.reminded()
		text = self.view("deputy", list="suggestions")
		self.assertIn(f"请于{self.until()}前评价答复", text)
		self.assertNotIn(
			formatdate(self.value(name, "rating_due"), "yyyy-MM-dd"), self.view("deputy", suggestion=name)
		)

	def test_the_clerk_has_the_words_for_the_group(self):
		name = self.reminded()
		text = self.text_of(name)
		self.assertIn(f"请评价代表于{self.until()}前在本人页面评价答复。", text)
		self.assertNotIn("李春华", text)
		with self.as_user("clerk_b"):
			self.assertForbidden(group_text, SUGGESTION, name)

	def test_closed_without_a_rating_they_hear_it(self):
		name = self.reminded()
		frappe.db.set_value(SUGGESTION, name, "state_due", add_days(today(), -1))
		night_of_ratings()
		for key in ("deputy", "second"):
			self.assertIn("未评价，已办结。", self.told(key, name)[0])


class TestGroupText(ToldTestCase):
	"""一键复制: what the deputies are asked or told, without a person, a matter or a reason."""

	def test_each_state_says_what_is_asked(self):
		name = self.accepted()
		self.do("clerk", name, "Return Suggestion to Deputy", note="请分开写。")
		texts = [self.text_of(name)]
		self.assertIn("请领衔代表修改后重新提交", texts[-1])
		self.do("deputy", name, "Submit Suggestion Again")
		self.do("clerk", name, "Accept Suggestion")
		self.do("clerk", name, "File Suggestion", **self.filing())
		self.do("chair", name, "Dispatch Suggestion", **self.approval(name))
		texts.append(self.text_of(name))
		for words in ("主办单位：甲镇水务站", "协办单位：甲镇村镇建设办", "答复前将与您见面沟通"):
			self.assertIn(words, texts[-1])
		self.replied(name)
		texts.append(self.text_of(name))
		self.assertIn("请领衔代表在本人页面签收答复。", texts[-1])
		for text in texts:
			for word in ("李春华", "水渠", "请分开写", "水务站站长"):
				self.assertNotIn(word, text)

	def test_a_merged_one_names_its_main(self):
		main, merged = self.filed(), self.of_third()
		self.do("clerk", merged, "Merge Suggestion", main_suggestion=main)
		self.assertIn(f"已与{self.value(main, 'number')}并案，一并答复。", self.text_of(merged))

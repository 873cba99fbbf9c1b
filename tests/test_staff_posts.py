"""Posts give and take role and scope by their dates, and nobody helps himself to one."""

import frappe
from frappe.utils import add_days, getdate, today

from deputy_liaison.liaison_network import acting_posts
from deputy_liaison.liaison_network.doctype.staff_post.staff_post import report_ended_posts, tidy_roles
from deputy_liaison.liaison_network.open_work import open_work
from deputy_liaison.liaison_network.print_format.post_handover_list.post_handover_list import handover_list
from deputy_liaison.scope import forget_posts
from tests.base import LiaisonTestCase

POST = "Staff Post"


class PostTestCase(LiaisonTestCase):
	def post_of(self, key: str, **more):
		"""The post of one of the world's people."""
		return frappe.get_doc(POST, {"user": self.world.users[key], **more})

	def roles(self, key: str) -> set[str]:
		frappe.clear_cache(user=self.world.users[key])
		self.addCleanup(frappe.clear_cache, user=self.world.users[key])
		return set(frappe.get_roles(self.world.users[key]))

	def log_of(self, post: str) -> list[tuple[str, str]]:
		return [
			(row.action, row.note)
			for row in frappe.get_all(
				"Handling Log", {"reference_name": post}, ["action", "note"], order_by="at, creation"
			)
		]

	def sees_tickets(self, key: str, ticket: str) -> bool:
		forget_posts()
		with self.as_user(key):
			try:
				return ticket in frappe.get_list("Opinion Ticket", pluck="name", limit_page_length=0)
			except frappe.PermissionError:  # without the role, not even the DocType
				return False


class TestDates(PostTestCase):
	def test_access_lasts_through_the_last_day_and_not_a_day_longer(self):
		ticket = self.registered_ticket()
		post = self.post_of("clerk")
		with self.as_user("admin"):
			post.update({"to_date": today()}).save()
		self.assertTrue(self.sees_tickets("clerk", ticket))
		# the day after, before any job has run
		frappe.db.set_value(POST, post.name, "to_date", add_days(today(), -1))
		self.assertFalse(self.sees_tickets("clerk", ticket))
		self.assertIn("Township Clerk", self.roles("clerk"))
		tidy_roles()
		self.assertNotIn("Township Clerk", self.roles("clerk"))

	def test_a_post_to_come_gives_nothing_yet(self):
		ticket = self.registered_ticket()
		self.give_post(
			"nobody", "Township Clerk", jurisdiction=self.world.town, from_date=add_days(today(), 1)
		)
		self.assertFalse(self.sees_tickets("nobody", ticket))
		self.assertNotIn("Township Clerk", self.roles("nobody"))

	def test_the_nightly_job_takes_back_only_what_a_post_gave(self):
		user = self.world.users["nobody"]
		frappe.get_doc("User", user).add_roles("Newsletter Manager")
		post = self.give_post("nobody", "Oversight Auditor", jurisdiction=self.world.county)
		frappe.db.set_value(POST, post, "to_date", add_days(today(), -1))
		frappe.db.set_value(POST, post, "from_date", add_days(today(), -9))
		tidy_roles()
		self.assertIn("Newsletter Manager", self.roles("nobody"))
		self.assertNotIn("Oversight Auditor", self.roles("nobody"))

	def test_giving_and_shortening_are_logged(self):
		name = self.give_post("nobody", "Oversight Auditor", jurisdiction=self.world.county)
		with self.as_user("admin"):
			frappe.get_doc(POST, name).update({"to_date": add_days(today(), 10)}).save()
		self.assertEqual(
			self.log_of(name),
			[
				("Give Post", ""),
				("Change Post Dates", f"{today()} – … → {today()} – {add_days(today(), 10)}"),
			],
		)


class TestNobodyHelpsHimself(PostTestCase):
	def test_the_administrator_gives_himself_nothing(self):
		self.assertRefuses(
			"不能给自己设置或更改岗位",
			self.give_post,
			"admin",
			"Township Chair",
			jurisdiction=self.world.town,
		)

	def test_nor_prolongs_his_own(self):
		post = self.post_of("admin")
		with self.as_user("admin"):
			self.assertRefuses(
				"不能给自己设置或更改岗位", post.update({"to_date": add_days(today(), 400)}).save
			)

	def test_holder_role_and_place_stay_as_given(self):
		for change in (
			{"user": self.world.users["nobody"]},
			{"post": "Township Chair"},
			{"jurisdiction": self.world.county},
		):
			post = self.post_of("clerk")
			with self.as_user("admin"):
				self.assertRefuses("不能修改", post.update(change).save)

	def test_a_chair_gives_no_post_by_the_form(self):
		with self.as_user("chair"), self.assertRaises(frappe.PermissionError):
			frappe.get_doc(
				{
					"doctype": POST,
					"user": self.world.users["nobody"],
					"post": "Township Clerk",
					"jurisdiction": self.world.town,
					"from_date": today(),
				}
			).insert()

	def test_no_role_profile_for_who_holds_a_post(self):
		profile = frappe.get_doc({"doctype": "Role Profile", "role_profile": "试验"})
		profile.append("roles", {"role": "Oversight Auditor"})
		profile.insert()
		holder = frappe.get_doc("User", self.world.users["clerk"])
		if holder.meta.has_field("role_profiles"):
			holder.append("role_profiles", {"role_profile": profile.name})
		else:
			holder.role_profile_name = profile.name
		self.assertRefuses("角色只由岗位授予", holder.save)


class TestActing(PostTestCase):
	def issue(self, key: str, by: str = "chair", **values) -> str:
		self.addCleanup(frappe.clear_cache, user=self.world.users[key])
		with self.as_user(by):
			return acting_posts.issue(
				**{
					"user": self.world.users[key],
					"post": "Township Clerk",
					"from_date": today(),
					"to_date": add_days(today(), 29),
					"reason": "专干产假",
					**values,
				}
			)

	def test_a_vice_chair_acts_as_clerk_and_the_approval_says_so(self):
		ticket = self.registered_ticket()
		post = self.issue("vice")
		self.assertEqual(self.log_of(post), [("Give Acting Post", "专干产假")])
		self.propose(ticket, key="vice")
		self.dispatch(ticket)
		line = frappe.get_last_doc("Handling Log", {"reference_name": ticket, "action": "Propose Ticket"})
		self.assertEqual((line.post, line.is_acting), ("Township Clerk", 1))

	def test_who_acts_as_clerk_still_never_approves_the_own_proposal(self):
		ticket = self.registered_ticket()
		self.issue("vice")
		self.propose(ticket, key="vice")
		self.assertRefuses("不能审批", self.dispatch, ticket, "vice")

	def test_the_clerk_of_another_township_acts_as_clerk_only(self):
		ticket = self.registered_ticket()
		self.assertFalse(self.sees_tickets("clerk_b", ticket))
		self.issue("clerk_b")
		self.assertTrue(self.sees_tickets("clerk_b", ticket))
		self.assertRefuses("不能在此代行", self.issue, "clerk_b", post="Township Chair")

	def test_who_may_not_act(self):
		self.assertRefuses("不能给自己设置或更改岗位", self.issue, "chair")
		self.assertRefuses("不能在此代行", self.issue, "officer")
		self.assertRefuses("不能在此代行", self.issue, "nobody")

	def test_who_may_not_give(self):
		for key in ("clerk", "admin", "officer", "county_officer"):
			with self.subTest(key):
				self.assertRefuses("由本乡镇主席授予", self.issue, "vice", by=key)

	def test_an_acting_chair_passes_nothing_on(self):
		self.issue("clerk_b")
		self.assertRefuses("由本乡镇主席授予", self.issue, "vice", by="clerk_b")

	def test_days(self):
		self.assertRefuses("最长90天", self.issue, "vice", to_date=add_days(today(), 90))
		self.assertTrue(self.issue("vice", to_date=add_days(today(), 89)))
		self.assertRefuses(
			"不能延期", self.issue, "vice", from_date=add_days(today(), 89), to_date=add_days(today(), 99)
		)
		self.assertRefuses("不能早于今天", self.issue, "clerk_b", from_date=add_days(today(), -1))

	def test_a_reason_is_due(self):
		self.assertRefuses("请填写", self.issue, "vice", reason="  ")

	def test_it_is_not_prolonged_by_the_form_and_not_made_there(self):
		post = self.issue("vice")
		with self.as_user("admin"):
			doc = frappe.get_doc(POST, post)
			self.assertRefuses("不能延期", doc.update({"to_date": add_days(today(), 60)}).save)
			doc = frappe.get_doc(POST, post)
			self.assertEqual(
				str(doc.update({"to_date": add_days(today(), 5)}).save().to_date), add_days(today(), 5)
			)
		self.assertRefuses(
			"代行岗位由乡镇主席",
			self.give_post,
			"nobody",
			"Township Clerk",
			jurisdiction=self.world.town,
			is_acting=1,
			acting_reason="x",
		)

	def test_the_chair_sees_the_posts_of_the_own_township_alone(self):
		with self.as_user("chair"):
			seen = set(frappe.get_list(POST, pluck="user", limit_page_length=0))
		users = self.world.users
		self.assertLessEqual({users[key] for key in ("clerk", "officer", "vice", "water")}, seen)
		self.assertFalse({users[key] for key in ("clerk_b", "officer_b", "admin")} & seen)


class TestHandOver(PostTestCase):
	def begin(self, key: str = "officer", by: str = "admin", **values) -> str:
		post = self.post_of(key)
		values = {"to_date": today(), "witness": self.world.users["chair"], **values}
		self.act(by, POST, post.name, "Begin Hand-over", **values)
		return post.name

	def test_one_action_hands_over_what_is_open(self):
		ticket = self.registered_ticket()
		self.addCleanup(frappe.clear_cache, user=self.world.users["nobody"])
		post = self.begin(successor=self.world.users["nobody"])
		rows = open_work(frappe.get_doc(POST, post))
		number = frappe.db.get_value("Opinion Ticket", ticket, "number")
		self.assertIn(
			("意见单", number, "在册待梳理"), [(row["kind"], row["number"], row["state"]) for row in rows]
		)
		new = self.post_of("nobody", post="Station Liaison Officer")
		self.assertEqual(
			(new.station, str(new.from_date), new.to_date), (self.world.station, add_days(today(), 1), None)
		)
		self.assertEqual(frappe.db.get_value(POST, post, "workflow_state"), "Post Handing Over")

	def test_the_successor_confirms_and_nobody_else(self):
		self.addCleanup(frappe.clear_cache, user=self.world.users["other_officer"])
		self.give_post("other_officer", "Station Liaison Officer", station=self.world.station)
		post = self.begin(successor=self.world.users["other_officer"])
		for key in ("chair", "admin", "officer"):
			self.assertRefuses("确认", self.act, key, POST, post, "Complete Hand-over")
		self.act("other_officer", POST, post, "Complete Hand-over")
		done = frappe.get_doc(POST, post)
		self.assertEqual(done.workflow_state, "Post Handed Over")
		self.assertEqual(getdate(done.handed_over_on), getdate())

	def test_without_a_successor_the_list_goes_to_the_chair_who_confirms(self):
		self.registered_ticket()
		post = self.begin()
		notice = frappe.get_last_doc("Notification Log", {"for_user": self.world.users["chair"]})
		self.assertEqual((notice.document_name, "未安排接交人" in notice.subject), (post, True))
		self.act("chair", POST, post, "Complete Hand-over")
		self.assertEqual(frappe.db.get_value(POST, post, "workflow_state"), "Post Handed Over")

	def test_access_ended_with_the_last_day_whatever_the_hand_over_says(self):
		ticket = self.registered_ticket()
		post = self.begin()
		frappe.db.set_value(POST, post, "to_date", add_days(today(), -1))
		self.assertFalse(self.sees_tickets("officer", ticket))

	def test_bad_hand_overs(self):
		users = self.world.users
		self.assertRefuses("另选他人", self.begin, successor=users["officer"])
		self.assertRefuses("监交人", self.begin, witness=users["clerk"])
		self.assertRefuses("第三人", self.begin, witness=users["officer"])
		self.assertRefuses("监交人", self.begin, witness=users["chair_b"])
		self.assertRefuses("不能给自己设置或更改岗位", self.begin, "admin", witness=users["county_approver"])
		self.assertRefuses("联络站管理员", self.begin, by="chair")

	def test_a_post_that_runs_out_with_open_work_is_reported(self):
		self.registered_ticket()
		post = self.post_of("officer").name
		frappe.db.set_value(POST, post, "to_date", add_days(today(), -1))
		report_ended_posts()
		self.assertEqual(self.log_of(post)[-1][0], "Post Ended")
		self.assertTrue(
			frappe.db.exists(
				"Notification Log", {"for_user": self.world.users["chair"], "document_name": post}
			)
		)

	def test_the_list_prints_with_three_signatures_and_escaped_text(self):
		ticket = self.registered_ticket()
		frappe.db.set_value("Opinion Ticket", ticket, "subject", "水渠<script>alert(1)</script>")
		post = self.begin()
		with self.as_user("admin"):
			page = frappe.get_print(POST, post, print_format="Post Handover List")
		for words in ("工作移交清单", "移交人签名", "接交人签名", "监交人签名", "档案盒数", "未安排接交人"):
			self.assertIn(words, page)
		# books that are not sealed stand among the open matters
		self.assertNotIn("未封存簿册", page)
		self.assertNotIn("<script>alert(1)", page)
		self.assertIn("水渠&lt;script&gt;", page)
		with self.as_user("chair_b"), self.assertRaises(frappe.PermissionError):
			handover_list(frappe.get_doc(POST, post))

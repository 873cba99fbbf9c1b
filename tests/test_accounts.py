"""Accounts without e-mail: made by mobile number or user name, handed over on paper, managed by one role."""

import re

import frappe
from frappe.utils.password import check_password

from deputy_liaison.liaison_network import accounts
from deputy_liaison.paper import day
from tests import pdf_text
from tests.base import LiaisonTestCase


class AccountsTestCase(LiaisonTestCase):
	def create(self, full_name: str = "龙小梅", login: str = "13987654321", by: str = "admin") -> dict:
		with self.as_user(by):
			return accounts.create(full_name, login)

	@staticmethod
	def password_on(slip: str) -> str:
		return re.search(r'class="password">([^<]+)<', slip)[1]


class TestNewAccount(AccountsTestCase):
	def test_made_by_mobile_number_and_let_in_with_the_slip(self):
		made = self.create()
		holder = frappe.get_doc("User", made["user"])
		self.assertEqual((holder.full_name, holder.mobile_no, holder.enabled), ("龙小梅", "13987654321", 1))
		self.assertTrue(holder.email.endswith("@accounts.invalid"))
		for words in ("账号开通单", "龙小梅", "13987654321", "尚无岗位", frappe.utils.get_url()):
			self.assertIn(words, made["slip"])
		self.assertEqual(check_password(holder.name, self.password_on(made["slip"])), holder.name)

	def test_a_login_is_the_same_in_capitals(self):
		frappe.db.set_value("User", self.world.users["nobody"], "username", "LaoZhao")
		self.assertEqual(accounts.holders_of(["laozhao"])["laozhao"].name, self.world.users["nobody"])
		self.assertRefuses("laozhao已是无岗位的登录名", self.create, login="laozhao")

	def test_made_by_user_name(self):
		made = self.create(login="longxm")
		self.assertEqual(accounts.holders_of(["longxm"])["longxm"].name, made["user"])

	def test_an_account_alone_gives_nothing(self):
		user = self.create()["user"]
		self.addCleanup(frappe.clear_cache, user=user)
		self.assertFalse(frappe.get_all("Has Role", {"parent": user, "role": ("!=", "All")}))

	def test_nothing_is_ever_mailed_to_it(self):
		user = self.create()["user"]
		self.assertEqual(frappe.db.get_value("Notification Settings", user, "enable_email_notifications"), 0)
		self.assertFalse(frappe.db.exists("Email Queue Recipient", {"recipient": user}))

	def test_the_slip_is_one_sheet_of_a5_with_login_password_and_posts(self):
		user = self.create()["user"]
		self.addCleanup(frappe.clear_cache, user=user)
		with self.as_user("admin"):
			for station, ends in ((self.world.station, None), (self.world.station_west, "2099-12-31")):
				frappe.get_doc(
					{
						"doctype": "Staff Post",
						"user": user,
						"post": "Station Liaison Officer",
						"station": station,
						"from_date": frappe.utils.today(),
						"to_date": ends,
					}
				).insert()
			slip = accounts.reset(user)["slip"]
		content = pdf_text.pdf_of_page(slip)
		self.assertEqual(pdf_text.size(content), (1, 210, 148))
		text, today = pdf_text.pages(content)[0], day(frappe.utils.getdate())
		self.assertInOrder(
			text,
			"账号开通单姓名龙小梅",
			"登录名13987654321",
			f"初始密码{self.password_on(slip)}",
			f"网址{frappe.utils.get_url()}",
			"岗位及范围",
			f"{today}开通。请装入信封交本人，首次登录后在“我的设置”中修改密码。本单不留存。",
		)
		self.assertIn(f"联络员，东村代表联络站，{today}起", text)
		self.assertIn(f"联络员，西村代表联络站，{today}起至2099年12月31日", text)
		self.assertEqual(text.count(self.password_on(slip)), 1)

	def test_the_slips_of_many_are_a_sheet_each_with_their_own_password(self):
		people = [self.world.users["officer"], self.world.users["nobody"]]
		content = pdf_text.pdf_of_page(
			accounts.slips(list(zip(people, ("AAAA-BBBB-CCCC", "DDDD-EEEE-FFFF"), strict=True)))
		)
		self.assertEqual(pdf_text.size(content), (2, 210, 148))
		officer, nobody = pdf_text.pages(content)
		self.assertInOrder(officer, "账号开通单", "王联络", "AAAA-BBBB-CCCC", "联络员，东村代表联络站")
		self.assertInOrder(nobody, "账号开通单", "DDDD-EEEE-FFFF", "尚无岗位，由联络站管理员另行授予")
		self.assertNotIn("DDDD-EEEE-FFFF", officer)
		self.assertNotIn("AAAA-BBBB-CCCC", nobody)

	def test_text_on_the_slip_is_escaped(self):
		self.assertIn("<td>龙&amp;梅</td>", self.create("龙&梅")["slip"])

	def test_bad_logins(self):
		for login in ("1398765432", "李四", "ab", "", "13987654321x"):
			with self.subTest(login):
				self.assertRefuses("既不是11位手机号", self.create, login=login)
		self.create()
		self.assertRefuses("已是龙小梅的登录名", self.create, "别人")
		self.assertRefuses("请填写", self.create, " ", "13900000001")


class TestWhoManages(AccountsTestCase):
	def test_nobody_but_the_administrator_makes_accounts(self):
		for key in ("clerk", "chair", "officer", "county_officer", "county_approver", "auditor", "nobody"):
			with self.subTest(key):
				self.assertRefuses("由联络站管理员管理", self.create, by=key)

	def test_a_new_password_replaces_the_old_one(self):
		user = self.world.users["officer"]
		with self.as_user("admin"):
			slip = accounts.reset(user)["slip"]
		self.assertEqual(check_password(user, self.password_on(slip)), user)

	def test_a_blocked_account_is_out_at_once_and_may_come_back(self):
		user = self.world.users["officer"]
		with self.as_user("admin"):
			accounts.block(user, 1)
			self.assertEqual(frappe.db.get_value("User", user, "enabled"), 0)
			self.assertFalse(frappe.db.exists("Sessions", {"user": user}))
			accounts.block(user, 0)
		self.assertEqual(frappe.db.get_value("User", user, "enabled"), 1)

	def test_powerful_accounts_and_the_own_are_out_of_reach(self):
		for user in (
			"Administrator",
			self.world.users["manager"],
			self.world.users["admin"],
			"none@x.invalid",
		):
			for call in (accounts.reset, lambda user: accounts.block(user, 1)):
				with self.subTest(user), self.as_user("admin"):
					self.assertRefuses("不在此管理", call, user)

	def test_people_are_found_by_name_or_mobile_by_who_gives_posts(self):
		def find(key: str, words: str) -> list:
			with self.as_user(key):
				return accounts.find("User", words, "name", 0, 20, None)

		user = self.create()["user"]
		self.assertEqual(find("chair", "小梅"), [[user, "龙小梅", ""]])
		self.assertEqual(find("admin", "1398765"), [[user, "龙小梅", ""]])
		self.assertEqual(find("admin", "王联络")[0][2], "联络员")
		self.assertRefuses("没有", find, "officer", "小梅")

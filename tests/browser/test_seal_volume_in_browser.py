"""A volume in the browser: the officer hands it in, the chair seals it in the background and verifies it."""

import frappe
from frappe.utils import add_days, getdate
from playwright.sync_api import Page, expect

from tests.browser import desk
from tests.browser.base import JOB_SECONDS
from tests.browser.town import TownTestCase

VOLUME = "Register Volume"


class TestSealVolume(TownTestCase):
	def opened(self) -> str:
		"""A volume of this run alone: one day far back."""
		frappe.db.rollback()
		frappe.set_user(self.world.users["town_officer"])
		try:
			days = frappe.db.count(VOLUME, {"station": self.town.station})
			day = add_days("2012-01-01", days)
			doc = frappe.get_doc(
				{
					"doctype": VOLUME,
					"definition": frappe.db.get_value("Register Definition", {"code": "R3"}),
					"station": self.town.station,
					"from_date": day,
					"to_date": day,
				}
			).insert()
			frappe.db.commit()
		finally:
			frappe.set_user("Administrator")
		return doc.name

	def page_at(self, key: str, volume: str) -> Page:
		page = self.page_of(key)
		self.open(page, f"register-volume/{volume}")
		desk.settle(page)
		return page

	def test_handed_in_sealed_verified_and_opened(self):
		volume = self.opened()
		page = self.page_at("town_officer", volume)
		self.assertEqual(desk.state(page), "未封存")
		expect(page.locator(".form-page:visible")).to_contain_text("系统检查未发现缺项")
		dialog = desk.begin(page, "交册送封")
		desk.confirm(page, dialog, "交册送封")
		self.assertEqual(desk.state(page), "待封存")
		self.shot(page, "volume-closed")

		page = self.page_at("town_chair", volume)
		desk.press_action(page, "封存")
		page.locator(".modal.show .btn-primary:visible").first.click()
		expect(page.locator(".desk-alert", has_text="“封存”已完成").last).to_be_visible(
			timeout=JOB_SECONDS * 1000
		)
		expect(page.locator(".page-head:visible .indicator-pill:visible").first).to_have_text("已封存")
		desk.settle(page)
		self.assertEqual(
			self.stored(VOLUME, volume, ["workflow_state", "sealed_by_name"]),
			{"workflow_state": "Volume Sealed", "sealed_by_name": "赵主席"},
		)
		self.shot(page, "volume-sealed")
		page.locator(".page-head:visible .custom-actions .btn:visible", has_text="核验").first.click()
		self.assertIn("核验通过", desk.message(page))
		with page.expect_download() as kept:
			page.locator(".liaison-sealed-files button", has_text="PDF").first.click()
		self.assertTrue(kept.value.suggested_filename.endswith(".pdf"))
		desk.settle(page)
		code = self.stored(VOLUME, volume, ["verification_code"]).verification_code
		shown = self.drawn_text(page.locator(".form-page:visible")).replace(code, "")
		self.assertEqual(self.english_words(shown), ["Excel"] * 2)

	def test_an_open_one_is_looked_at_as_it_would_be_sealed(self):
		volume = self.opened()
		# an earlier one that stays open would hold up the sealing of the others
		self.addCleanup(self.take_away, {"name": volume})
		day = str(self.stored(VOLUME, volume, ["from_date"]).from_date)
		page = self.page_at("town_officer", volume)
		page.locator(".page-head:visible .custom-actions .btn:visible", has_text="预览").first.click()
		expect(page.locator(".print-registers-paper iframe")).to_be_visible()
		self.assertIn("/print-registers", page.url)
		form = page.locator(".print-registers-form")
		self.assertEqual(desk.field(form, "station").input_value(), "东川村代表联络站")
		for name in ("from_date", "to_date"):
			self.assertEqual(desk.field(form, name).input_value(), day)
		self.shot(page, "volume-preview")

	def test_the_volumes_of_a_year_are_opened_from_the_list(self):
		year = getdate().year
		this_year = {"from_date": (">=", f"{year}-01-01"), "township": self.town.name}
		self.take_away(this_year)
		self.addCleanup(self.take_away, this_year)
		page = self.page_of("town_clerk")
		self.open(page, "register-volume")
		desk.settle(page)
		dialog = desk.open_from_menu(page, "按年立册")
		expect(desk.field(dialog, "place")).to_have_value("丙镇")
		self.assertEqual(self.english_words(self.drawn_text(dialog)), [])
		self.shot(page, "open-volumes-of-a-year")
		desk.press(dialog)
		told = page.locator(".desk-alert", has_text="新立").last
		expect(told).to_be_visible()
		frappe.db.rollback()
		opened = frappe.db.count(VOLUME, this_year)
		self.assertGreaterEqual(opened, 6)
		expect(told).to_contain_text(f"新立{opened}册")

	def take_away(self, volumes: dict) -> None:
		frappe.db.rollback()
		frappe.db.delete(VOLUME, volumes)
		frappe.db.commit()

	def test_the_code_is_typed_in_on_a_page_of_its_own(self):
		volume = self.opened()
		self.town.act("town_officer", VOLUME, volume, "Close Volume")
		self.town.act("town_chair", VOLUME, volume, "Seal Volume")
		code = self.stored(VOLUME, volume, ["verification_code"]).verification_code
		page = self.page_of("town_clerk")
		self.open(page, "verify-volume")
		desk.fill(page, code=code.lower())
		page.locator(".page-head:visible .primary-action").click()
		expect(page.locator(".verify-volume-answer")).to_contain_text("核验通过")
		expect(page.locator(".verify-volume-answer")).to_contain_text("川册〔2012〕")
		self.shot(page, "verify-volume")

	def test_numbers_are_reserved_and_printed(self):
		self.addCleanup(self.give_back)
		page = self.page_of("town_officer")
		self.open(page, "handwritten-number")
		desk.settle(page)
		page.locator(".page-head:visible .btn:visible", has_text="预留编号").first.click()
		dialog = desk.opened(page, "预留手写编号")
		expect(desk.field(dialog, "station")).to_have_value("东川村代表联络站")
		desk.fill(dialog, count="2")
		# a list of stock's asks the server no second time within three seconds
		page.wait_for_timeout(3_200)
		with page.expect_download() as kept:
			desk.press(dialog)
		self.assertTrue(kept.value.suggested_filename.startswith("川接"), kept.value.suggested_filename)
		expect(page.locator(".frappe-list .list-row:visible").first).to_contain_text("待录入")
		self.shot(page, "handwritten-numbers")

	def give_back(self) -> None:
		"""Reserved numbers would hold up other tests' books."""
		frappe.db.rollback()
		for name in frappe.get_all(
			"Handwritten Number",
			{"station": self.town.station, "workflow_state": "Number Reserved"},
			pluck="name",
		):
			self.town.act("town_officer", "Handwritten Number", name, "Void Number", "试验")

"""The map of stations in the browser: at a desk, by keyboard alone, on a phone; no other host is asked."""

import frappe
from playwright.sync_api import Page, expect

from tests.base import make
from tests.browser import desk
from tests.browser.base import PHONE
from tests.browser.town import TownTestCase

STATION = "Liaison Station"


class TestStationMap(TownTestCase):
	def setUp(self) -> None:
		super().setUp()
		frappe.db.rollback()
		frappe.db.set_value(
			STATION, self.town.station, {"latitude": 25.06, "longitude": 101.98, "phone": "0878-3312345"}
		)
		self.second = make(
			STATION,
			station_name="北川村代表联络室",
			short_name="北",
			station_type="Deputy Liaison Room",
			station_level="Village Level",
			jurisdiction=self.town.village,
		)
		frappe.db.set_value(STATION, self.second, {"latitude": 0, "longitude": 0})
		frappe.db.commit()
		self.hosts: set[str] = set()

	def map_of(self, key: str, **context) -> Page:
		page = self.page_of(key, **context)
		page.on("request", lambda request: self.hosts.add(request.url.split("/")[2]))
		self.open(page, "station-map")
		expect(page.locator(".station-map-list li").first).to_be_visible()
		return page

	def assertNobodyElseAsked(self) -> None:
		self.assertEqual(self.hosts, {self.url.split("/")[2]})

	def test_a_desk(self):
		page = self.map_of("town_clerk")
		expect(page.locator(".station-dot")).to_have_count(1)
		expect(page.locator(".station-dot")).to_have_text("川")
		expect(page.locator(".station-zone-name")).to_have_text("丙镇")
		expect(page.locator(".station-map-list h6")).to_contain_text("尚未标注位置")
		expect(page.locator(".station-legend")).to_have_text("村（社区）：1")
		page.locator(".station-dot").click()
		card = page.locator(".station-card")
		expect(card).to_contain_text("东川村代表联络站")
		expect(card).to_contain_text("0878-3312345")
		expect(card.locator("a[href^='tel:']")).to_have_count(0)
		page.locator('.page-form [data-fieldname="colour_by"] select').select_option("outcome")
		expect(page.locator(".station-legend")).to_have_text("尚未检查：1")
		self.shot(page, "map-desk")
		self.assertEqual(self.english_words(page.locator(".station-map").inner_text()), [])
		page.locator('.page-form [data-fieldname="words"] input').fill("beichuan")
		expect(page.locator(".station-map-list li")).to_have_count(1)
		expect(page.locator(".station-dot")).to_have_count(0)
		self.assertNobodyElseAsked()

	def test_the_keyboard_alone(self):
		page = self.map_of("town_clerk")
		page.locator(".station-dot").focus()
		page.keyboard.press("Enter")
		page.locator(".station-card a").focus()
		page.keyboard.press("Enter")
		page.wait_for_url(f"**/liaison-station/{self.town.station}")

	def test_a_phone_dials(self):
		page = self.map_of("town_officer", viewport=PHONE)
		page.locator(".station-map-list button").click()
		expect(page.locator(".station-card a[href='tel:08783312345']")).to_be_visible()
		self.assertFits(page)
		self.shot(page, "map-phone")
		self.assertNobodyElseAsked()

	def test_without_any_coordinates_it_says_how_they_get_there(self):
		frappe.db.set_value(STATION, self.town.station, {"latitude": 0, "longitude": 0})
		frappe.db.commit()
		page = self.map_of("town_clerk")
		expect(page.locator(".station-map-note")).to_contain_text("标注位置")
		expect(page.locator(".station-map-ground")).to_be_hidden()
		self.shot(page, "map-empty")

	def test_marking_a_station(self):
		page = self.page_of("town_clerk")
		page.on("request", lambda request: self.hosts.add(request.url.split("/")[2]))
		self.open(page, f"liaison-station/{self.second}")
		page.locator(".form-tabs .nav-link", has_text="场所设施").click()
		desk.box(page, "mark_on_map").locator("button").click()
		dialog = desk.opened(page, "标注位置")
		desk.field(dialog, "pasted").fill("12,13")
		expect(dialog).to_contain_text("这不是我国境内的经度")
		desk.field(dialog, "pasted").fill("101.99,25.07")
		expect(dialog).to_contain_text("经度101.99，纬度25.07")
		expect(dialog.locator(".station-dot-own")).to_be_visible()
		self.shot(page, "map-mark")
		desk.press(dialog)
		expect(desk.field(page, "latitude")).to_have_value("25.070000")
		# by a click among the others
		desk.box(page, "mark_on_map").locator("button").click()
		dialog = desk.opened(page, "标注位置")
		ground = dialog.locator(".station-map-ground")
		expect(dialog.locator(".station-dot-own")).to_be_visible()
		ground.click(position={"x": 60, "y": 60})
		desk.press(dialog)
		page.keyboard.press("Control+s")
		expect(page.locator(".page-head:visible .indicator-pill").first).not_to_contain_text("未保存")
		desk.settle(page)
		stored = self.stored(STATION, self.second, ["latitude", "longitude"])
		self.assertTrue(25 < stored.latitude < 25.2 and 101.9 < stored.longitude < 102.1, stored)
		self.assertNotEqual(stored.longitude, 101.99)
		self.assertNobodyElseAsked()

	def test_a_pasted_pair_fills_in_both_fields(self):
		page = self.page_of("town_clerk")
		self.open(page, f"liaison-station/{self.second}")
		page.locator(".form-tabs .nav-link", has_text="场所设施").click()
		desk.field(page, "latitude").evaluate(
			"""(input) => {
				const clipboardData = new DataTransfer();
				clipboardData.setData("text", "102.07, 25.15");
				input.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
			}"""
		)
		expect(desk.field(page, "longitude")).to_have_value("102.070000")
		expect(desk.field(page, "latitude")).to_have_value("25.150000")

	def test_who_only_reads_marks_nothing(self):
		page = self.page_of("town_chair")
		self.open(page, f"liaison-station/{self.town.station}")
		page.locator(".form-tabs .nav-link", has_text="场所设施").click()
		expect(page.locator('.frappe-control[data-fieldname="mark_on_map"]')).to_be_hidden()

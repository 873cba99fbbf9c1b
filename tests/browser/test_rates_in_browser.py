"""The month of seed 004 as the clerk sees it: three rates at 100 %, a month below in red, and what opens from there."""

import re

import frappe
from playwright.sync_api import Locator, Page, expect

from tests.browser.base import BrowserTestCase
from tests.browser.town import Town

TICKET, ORDER, SUGGESTION = "Opinion Ticket", "Dispatch Order", "Deputy Suggestion"
DAYS = "period=Chosen Days&from_date=2025-04-01&to_date=2025-05-31"
FULL, BELOW = "2025-04", "2025-05"

# the machines that run this are busy
expect.set_options(timeout=20_000)


class RatesInBrowser(BrowserTestCase):
	"""April 2025 of 丙镇 is answered, met and solved; of May's three one is open and one is neither met nor solved."""

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.town = Town.of(cls.world)
		frappe.set_user("Administrator")
		cls.made: list[tuple[str, str]] = []
		results = dict(frappe.get_all("Result Class", fields=["code", "name"], as_list=True))
		for month, answers in ((FULL, "AAA"), (BELOW, "AB-")):
			for code in answers:
				cls._ticket(f"{month}-08", results.get(code))
				cls._suggestion(f"{month}-08", results.get(code), met=code == "A")
		frappe.db.commit()

	@classmethod
	def tearDownClass(cls) -> None:
		"""What is late since a year stands in nobody else's work."""
		frappe.db.rollback()
		for doctype, name in cls.made:
			frappe.db.delete(doctype, {"name": name})
		frappe.db.commit()
		super().tearDownClass()

	@classmethod
	def _stored(cls, doctype: str, **values) -> str:
		place = {"township": cls.town.name, "jurisdiction": cls.town.village}
		doc = frappe.get_doc({"doctype": doctype, **place, **values})
		doc.name = frappe.generate_hash(length=10)
		doc.db_insert()
		cls.made.append((doctype, doc.name))
		return doc.name

	@classmethod
	def _ticket(cls, day: str, result: str | None) -> None:
		number = frappe.generate_hash(length=10)
		handled = {"due_date": "2025-06-30", "round": 1}
		ticket = cls._stored(
			TICKET,
			**handled,
			number=f"测〔2025〕第{number}号",
			station=cls.town.station,
			subject="水渠垮塌",
			content="三组水渠垮了一段，请修一修。",
			handling_level="Township Level",
			received_on=f"{day} 08:30:00",
			first_order_on=f"{day} 09:00:00",
			lead_unit=cls.town.water,
			replied_on="2025-06-20" if result else None,
			result_class=result,
			workflow_state="Ticket To Feed Back" if result else "Ticket In Handling",
			state_due=None if result else "2025-06-30",
		)
		cls._order(result, opinion_ticket=ticket, station=cls.town.station, **handled)

	@classmethod
	def _suggestion(cls, day: str, result: str | None, met: bool) -> None:
		handled = {"due_date": "2025-08-08", "round": 1}
		suggestion = cls._stored(
			SUGGESTION,
			**handled,
			number=f"测建〔2025〕{len(cls.made)}号",
			suggestion_title="关于修复水渠的建议",
			lead_deputy=cls.town.deputy,
			handling_level="Township Level",
			approved_on=f"{day} 10:00:00",
			lead_unit=cls.town.water,
			replied_on="2025-06-20" if result else None,
			workflow_state="Suggestion Replied" if result else "Suggestion In Handling",
			state_due=None if result else "2025-08-08",
		)
		order = cls._order(result, deputy_suggestion=suggestion, **handled)
		facts = {
			"meeting_stage": "After the Dispatch",
			"meeting_mode": "Face to Face",
			"met_on": "2025-06-01",
		}
		if met:
			cls._stored("Handling Meeting", deputy_suggestion=suggestion, dispatch_order=order, **facts)

	@classmethod
	def _order(cls, result: str | None, **values) -> str:
		order = cls._stored(
			ORDER,
			**values,
			unit_role="Lead",
			order_kind="Handling Order",
			handling_level="Township Level",
			responsible_unit=cls.town.water,
			reply_date="2025-06-20" if result else None,
			result_class=result,
			workflow_state="Order Accepted" if result else "Order Acknowledged",
			state_due=None if result else values["due_date"],
		)
		if result and frappe.db.get_value("Result Class", result, "code") == "B":
			cls._stored(
				"Commitment",
				dispatch_order=order,
				opinion_ticket=values.get("opinion_ticket"),
				deputy_suggestion=values.get("deputy_suggestion"),
				responsible_unit=cls.town.water,
				due_date="2025-09-30",
				committed_on="2025-06-20",
				plan="三季度修复。",
				workflow_state="Commitment Open",
			)
		return order

	def report(self, name: str) -> tuple[Page, Locator, Locator]:
		"""The clerk's page of the report by month, and the rows of the two months."""
		page = self.page_of("town_clerk")
		self.open(page, f"query-report/{name}?by=month&{DAYS}")
		rows = [page.locator(".dt-row", has_text=month) for month in (FULL, BELOW)]
		for row in rows:
			expect(row).to_be_visible()
		return page, *rows

	def shot_of(self, page: Page, row: Locator, name: str) -> None:
		"""The table and what is drawn above it, once the bars have grown."""
		expect(page.locator(".chart-wrapper .bar").first).to_be_visible()
		page.wait_for_timeout(1500)
		self.shot(page, f"{name}-above")
		row.scroll_into_view_if_needed()
		page.mouse.wheel(0, 400)
		page.wait_for_timeout(500)
		self.shot(page, name)

	def assertRed(self, cell: Locator) -> None:
		"""As the eye sees it: more red than anything else."""
		red, green, blue = map(
			int, re.findall(r"\d+", cell.evaluate("(one) => getComputedStyle(one).color"))[:3]
		)
		self.assertGreater(red, 2 * max(green, blue), cell.inner_text())

	def test_three_rates_of_suggestions(self):
		page, full, below = self.report("Suggestion Rates")
		expect(full.locator(".liaison-missed")).to_have_count(0)
		expect(full).to_contain_text("达标")
		self.assertEqual([cell.inner_text() for cell in full.locator(".liaison-rate").all()[:3]], ["100"] * 3)
		missed = below.locator(".liaison-rate.liaison-missed")
		self.assertEqual(
			[cell.inner_text() for cell in missed.all()], ["66.67 未达标", "50 未达标", "50 未达标"]
		)
		for cell in missed.all():
			self.assertRed(cell)
		expect(below).to_contain_text("未达标：办复率、见面率、落实率")
		self.shot_of(page, below, "month-of-seed-004-suggestions")
		missed.nth(1).locator("xpath=..").click()
		expect(
			page.locator(".report-wrapper, .layout-main").filter(has_text="其中1件计入分子").first
		).to_be_visible()
		lines = page.locator(".dt-scrollable .dt-row")
		expect(lines).to_have_count(2)
		expect(lines.first).to_contain_text("否")
		self.shot(page, "behind-the-meeting-rate")

	def test_the_rates_of_tickets(self):
		page, full, below = self.report("Handling Rates")
		expect(full.locator(".liaison-missed")).to_have_count(0)
		missed = below.locator(".liaison-rate.liaison-missed")
		self.assertEqual([cell.inner_text() for cell in missed.all()], ["66.67 未达标", "50 未达标"])
		for cell in missed.all():
			self.assertRed(cell)
		self.shot_of(page, below, "month-of-seed-004-tickets")

	def test_a_card_opens_its_own_days(self):
		"""Also after the same report was read for other days."""
		page, _full, _below = self.report("Handling Rates")
		self.assertEqual(page.evaluate("frappe.query_report.get_filter_value('by')"), "month")
		page.evaluate("frappe.set_route('township-work')")
		card = page.locator(".number-widget-box", has_text="本月办复率")
		card.locator(".widget-body .number").click()
		page.wait_for_url(re.compile("/query-report/Handling"))
		page.wait_for_function("frappe.query_report?.get_filter_value('period') === 'This Month'")
		self.assertEqual(page.evaluate("frappe.query_report.get_filter_value('by')"), "township")

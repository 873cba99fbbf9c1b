"""Real Chromium on a served site with the tests' small county."""

import os
import re
import unittest
from pathlib import Path

import frappe
from frappe.utils.background_jobs import get_queue
from playwright.sync_api import ConsoleMessage, Locator, Page, TimeoutError, sync_playwright

from tests.base import PASSWORD, World

DESKTOP = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 844}
FLAGS = [
	"--no-sandbox",
	"--disable-gpu",
	"--disable-quic",
	"--no-first-run",
	"--disable-background-networking",
	"--disable-component-update",
	"--disable-sync",
]
# on a site just made, one worker has other jobs to do first, some of which wait for a network
JOB_SECONDS = 240

# the head of a page of the desk; a workspace of Frappe 16 has a head of its own
DRAWN = ".page-container:visible :is(.page-head, .workspace-header):visible"
# Stock's templates name the variables of their loops by three random letters. Where these spell "new", "for",
# "try" or "var", once in some 9,000 loads of the desk, nothing of it is drawn until it is loaded again.
RANDOM_FAULT = "TypeError: frappe.template.compile(...) is not a function"


class BrowserTestCase(unittest.TestCase):
	"""One browser to a class; a page is one person's. Errors in the console fail the test."""

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.url = os.environ["DEPUTY_LIAISON_URL"]
		cls.artifacts = Path(os.environ["DEPUTY_LIAISON_ARTIFACTS"])
		sites = Path(os.environ["DEPUTY_LIAISON_BENCH"]) / "sites"
		os.chdir(sites)  # Frappe finds its logs relative to the sites
		frappe.init(site=os.environ["DEPUTY_LIAISON_SITE"], sites_path=str(sites))
		frappe.connect()
		cls.world = World.get()
		# a contact and a picture from the network for each new account: minutes of the one worker's time
		get_queue("default").empty()
		cls.playwright = sync_playwright().start()
		cls.browser = cls.playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)

	@classmethod
	def tearDownClass(cls) -> None:
		cls.browser.close()
		cls.playwright.stop()
		frappe.destroy()
		super().tearDownClass()

	def setUp(self) -> None:
		self.complaints: list[str] = []
		self.contexts = []

	def tearDown(self) -> None:
		for context in self.contexts:
			context.close()
		self.assertEqual(self.complaints, [], "the browser's console has errors")

	def page_of(self, user: str, viewport: dict | None = None, password: str = PASSWORD) -> Page:
		"""A page logged in as `user` (a key of the small county, or a user name)."""
		context = self.browser.new_context(
			viewport=viewport or DESKTOP, locale="zh-CN", timezone_id="Asia/Shanghai"
		)
		self.contexts.append(context)
		context.set_default_timeout(30_000)
		answer = context.request.post(
			f"{self.url}/api/method/login",
			form={"usr": self.world.users.get(user, user), "pwd": password},
		)
		self.assertEqual(answer.status, 200, answer.text())
		page = context.new_page()
		page.on("console", self._hear)
		page.on("pageerror", lambda error: self.complaints.append(error.stack or str(error)))
		return page

	def _hear(self, message: ConsoleMessage) -> None:
		"""Keep the console's errors; on a genuine Frappe no websocket server is run for the tests."""
		if message.type != "error":
			return
		address = message.location.get("url", "")
		about = f"{message.text} {address}"
		if address.endswith("/favicon.ico"):
			# the browser asks for it by itself, once, on a print page of Frappe 16 that names none
			return
		if message.text.startswith("Error: <rect> attribute width: A negative value"):
			# stock's chart, drawn after its page was left: nobody sees it
			return
		if not (os.environ.get("DEPUTY_LIAISON_WITHOUT_SOCKET") and "socket.io" in about):
			self.complaints.append(about)

	def open(self, page: Page, route: str) -> None:
		"""Go to a route of the desk, e.g. ``opinion-ticket/<name>``, and wait until it is drawn."""
		page.goto(f"{self.url}/app/{route}")
		try:
			page.wait_for_selector(DRAWN)
		except TimeoutError:
			# as a user would, and only for this fault of stock's
			faults = [one for one in self.complaints if one.startswith(RANDOM_FAULT)]
			if not faults:
				raise
			self.complaints = [one for one in self.complaints if one not in faults]
			page.reload()
			page.wait_for_selector(DRAWN)
		page.wait_for_load_state("networkidle")

	def stored(self, doctype: str, filters: dict | str, fields: list[str]) -> frappe._dict:
		"""What the database holds now, past this connection's older view of it."""
		frappe.db.rollback()
		return frappe.db.get_value(doctype, filters, fields, as_dict=True)

	def shot(self, page: Page, name: str) -> None:
		"""Keep a picture of the page for the eye."""
		page.screenshot(path=self.artifacts / f"{name}.png")

	@staticmethod
	def drawn_text(part: Locator) -> str:
		"""The words that the eye sees; inner_text also holds the fields' names, which stock draws transparent."""
		return part.evaluate(
			"""(part) => {
				const words = document.createTreeWalker(part, NodeFilter.SHOW_TEXT);
				const texts = [];
				while (words.nextNode()) {
					const element = words.currentNode.parentElement;
					const drawn = element.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true });
					if (drawn && !element.closest(".visually-hidden, .sr-only, script, style"))
						texts.push(words.currentNode.textContent);
				}
				return texts.join(" ");
			}"""
		)

	@staticmethod
	def english_words(text: str) -> list[str]:
		"""Latin words of a screen that are not allowed, nor the mark of a run (`town.marker`)."""
		words = re.findall(r"[A-Za-z]{2,}", text)
		return [
			word
			for word in words
			if word not in ("Ctrl", "Enter", "GeoJSON", "PDF", "Tab")
			and not re.fullmatch("[bcdefghkmn]{6}", word)
		]

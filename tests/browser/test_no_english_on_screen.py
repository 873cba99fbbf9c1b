"""No English on any screen that our roles reach: each walks its lists, forms, dialogs and prints."""

import re

import frappe
from frappe.utils import add_days, today
from playwright.sync_api import Error, Page, expect

from tests.base import make
from tests.browser import desk
from tests.browser.town import ORDER, TICKET, VISIT, TownTestCase

# every text that is drawn, with the field or class where it stands: words, what fields hold, hints in empty
# ones, tooltips, labels for a reader, choices
SCREEN = """() => {
	const texts = new Map();
	const drawn = (element) => element.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true })
		&& !element.closest(".visually-hidden, .sr-only, script, style, noscript");
	const add = (text, element) => {
		const place = element.closest("[data-fieldname], [class]");
		if (!texts.has(text.trim())) texts.set(text.trim(), place?.dataset.fieldname || place?.className || "");
	};
	const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
	while (words.nextNode()) {
		const element = words.currentNode.parentElement;
		if (drawn(element)) add(words.currentNode.textContent, element);
	}
	for (const name of ["placeholder", "title", "aria-label", "data-original-title"]) {
		for (const element of document.querySelectorAll(`[${name}]`)) {
			if (drawn(element)) add(element.getAttribute(name), element);
		}
	}
	for (const choice of document.querySelectorAll("select option")) {
		if (drawn(choice.parentElement) && choice.closest("[data-fieldname=time_zone]") === null) {
			add(choice.text, choice);
		}
	}
	for (const entry of document.querySelectorAll("input, textarea")) {
		if (!drawn(entry) || entry.closest("[data-fieldname=time_zone]")) continue;
		if (["text", "search", "textarea"].includes(entry.type)) add(entry.value, entry);
	}
	return [...texts];
}"""

# keys to press, masked names that end with a run's mark, numbers of our papers, users, records' own names, and what marks the matters of one run
NAMES = re.compile(
	r"(?:(?:Ctrl|Shift|Alt|⇧) ?\+ ?)+(?:[A-Z]\b)?|\*+[a-z]\b|\b[DPR]\d+\b|\S+@\S+|\btest_\w+"
	r"|(?<![A-Za-z0-9])(?:[bcdefghkmn]{6}|(?=[a-z]*\d)(?:[0-9a-f]{6}|[0-9a-z]{10}))(?![A-Za-z0-9])"
)
KEYS = {"Ctrl", "Alt", "Shift", "Enter", "Tab", "Esc"}
# result classes and retention periods are the archivists' own letters
LETTERS = {"A", "B", "C", "D", "Y"}
SAME_IN_CHINESE = {
	*KEYS,
	*LETTERS,
	"PDF",
	"CSV",
	"JPG",
	"PNG",
	"TXT",
	"GeoJSON",
	"Office",
	"IP",
	"MB",
	"Frappe",
}
# what no dictionary reaches: the foot of the login page in Frappe 15's first versions, the filter button's
# tooltip in its later ones until the list is drawn again
OUTSIDE = re.compile(r"Built on Frappe|\d+ Filters? Applied")


def english(text: str) -> list[str]:
	"""The words of a text that a reader of Chinese would stumble over."""
	if OUTSIDE.fullmatch(text):
		return []
	words = re.findall(r"[A-Za-z][A-Za-z']*", NAMES.sub(" ", text))
	return [word for word in words if word not in SAME_IN_CHINESE]


class TestNoEnglishOnScreen(TownTestCase):
	"""Reads whatever is drawn on the way; one failure names every text that was found and where."""

	def setUp(self) -> None:
		super().setUp()
		self.matter = "三组水渠垮了一段,请修一修。"
		self.found: dict[str, str] = {}

	def read(self, page: Page, where: str) -> None:
		"""Note the English that the page shows now."""
		for text, place in page.evaluate(SCREEN):
			if english(text):
				self.found.setdefault(text, f"{where} ({place})")

	def refuse_english(self) -> None:
		"""Fail with every text that was noted."""
		if self.found:
			self.fail("\n".join(f"{where}: {text!r}" for text, where in self.found.items()))

	def look(self, page: Page, opener: str, where: str) -> None:
		"""Open what a click opens, read it, close it; pages without such a button are passed over."""
		button = page.locator(opener).locator("visible=true").first
		if not button.count():
			return
		try:
			button.click(timeout=3000)
		except Error:  # covered by what another click has opened, on narrow layouts
			return
		page.wait_for_timeout(300)
		self.read(page, where)
		page.keyboard.press("Escape")

	def frame(self, page: Page) -> None:
		"""What surrounds every page: workspaces, menus, search, the person's own settings."""
		self.open(page, "")
		self.read(page, "desk")
		own = page.locator(".desk-sidebar a[href], .body-sidebar a[href]").locator("visible=true")
		for link in own.evaluate_all("links => links.map((link) => link.getAttribute('href'))"):
			page.goto(f"{self.url}{link}")
			desk.settle(page)
			self.read(page, f"workspace {link}")
		self.look(page, ".dropdown-notifications button, .dropdown-notifications > a", "notifications")
		self.look(page, ".dropdown-navbar-user button, .navbar .avatar", "user menu")
		search = page.locator("#navbar-search")
		if search.count():
			search.press_sequentially("意见", delay=30)
			page.wait_for_timeout(600)
			self.read(page, "search")
			search.fill("")
		user = page.evaluate("frappe.session.user")
		for route in (f"user/{user}", f"notification-settings/{user}", "todo"):
			self.open(page, route)
			self.read(page, route.split("/")[0])

	def list_of(self, page: Page, doctype: str) -> None:
		"""A list with its filters, menus and ticked rows, and the same list with nothing in it."""
		route = doctype.lower().replace(" ", "-")
		self.open(page, route)
		self.read(page, f"list of {doctype}")
		self.look(page, ".filter-selector .filter-button", f"filters of {doctype}")
		page.mouse.click(3, 400)
		self.look(page, ".sort-selector button[data-toggle=dropdown]", f"sorting of {doctype}")
		self.look(page, ".page-head .menu-btn-group button", f"menu of the list of {doctype}")
		ticked = page.locator(".list-row-checkbox").locator("visible=true").first
		if ticked.count():
			ticked.click()
			self.look(page, ".page-head .actions-btn-group button", f"bulk actions of {doctype}")
		self.open(page, f"{route}?name=none")
		self.read(page, f"empty list of {doctype}")

	def new(self, page: Page, doctype: str) -> None:
		"""A new record, and what saving it empty says."""
		self.open(page, f"{doctype.lower().replace(' ', '-')}/new")
		self.read(page, f"new {doctype}")
		page.locator(
			".page-head:visible .primary-action:visible, .modal.show .btn-primary:visible"
		).first.click()
		page.wait_for_timeout(700)
		self.read(page, f"empty {doctype} saved")
		# the browser notes each refused request as an error
		self.complaints.clear()

	def form(self, page: Page, doctype: str, name: str) -> None:
		"""A record down to its foot, its menu, and the dialog of each action that is offered."""
		self.open(page, f"{doctype.lower().replace(' ', '-')}/{name}")
		desk.settle(page)
		page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
		self.read(page, doctype)
		self.look(page, ".page-head:visible .menu-btn-group button", f"menu of {doctype}")
		self.look(page, ".add-attachment-btn, .add-attachment", f"attachments of {doctype}")
		self.close_dialogs(page)
		self.look(page, ".add-assignment-btn, .add-assignment", f"assignment of {doctype}")
		self.close_dialogs(page)
		for action in desk.actions(page):
			desk.press_action(page, action)
			page.wait_for_timeout(600)
			self.read(page, f"{action} of {doctype}")
			if not page.locator(desk.OPEN_DIALOG).count():
				break
			self.close_dialogs(page)

	def printed(self, page: Page, doctype: str, name: str) -> None:
		"""The page that shows a record as it will be printed, and its choices."""
		page.goto(f"{self.url}/app/print/{doctype}/{name}")
		desk.settle(page)
		self.read(page, f"print of {doctype}")

	def close_dialogs(self, page: Page) -> None:
		"""Close what is open without doing it; a dialog that still slides in can't be closed yet."""
		for _attempt in range(10):
			page.wait_for_timeout(300)
			if not page.locator(desk.OPEN_DIALOG).count():
				return
			page.evaluate("$('.modal.show').modal('hide')")

	def first(self, doctype: str) -> str:
		"""Any record."""
		frappe.db.rollback()
		return frappe.get_all(doctype, pluck="name", limit=1)[0]

	def test_login_page(self):
		context = self.browser.new_context(locale="zh-CN")
		self.contexts.append(context)
		page = context.new_page()
		page.goto(f"{self.url}/login")
		page.wait_for_load_state("networkidle")
		self.read(page, "login")
		page.fill("#login_email", "test_town_officer")
		page.fill("#login_password", "wrong")
		page.keyboard.press("Enter")
		page.wait_for_timeout(1000)
		self.read(page, "login refused")
		page.goto(f"{self.url}/no-such-page")
		self.read(page, "no such page")
		self.refuse_english()

	def test_station_officer(self):
		ticket = self.registered()
		page = self.page_of("town_officer")
		self.frame(page)
		self.list_of(page, VISIT)
		self.new(page, VISIT)
		self.form(page, VISIT, self.stored(TICKET, ticket, ["visit"]).visit)
		self.list_of(page, TICKET)
		self.form(page, TICKET, ticket)
		self.list_of(page, "Deputy")
		self.form(page, "Deputy", self.town.deputy)
		self.refuse_english()

	def test_township_clerk(self):
		ticket = self.registered()
		handled = self.dispatched(self.town.power, self.town.works)
		page = self.page_of("town_clerk")
		self.frame(page)
		self.form(page, TICKET, ticket)
		self.form(page, TICKET, handled)
		self.list_of(page, ORDER)
		order = self.orders(handled)[0].name
		self.form(page, ORDER, order)
		self.printed(page, TICKET, handled)
		self.printed(page, ORDER, order)
		self.list_of(page, "Responsible Unit")
		self.form(page, "Responsible Unit", self.town.power)
		self.refuse_english()

	def congress(self) -> dict[str, str]:
		"""A record of each kind that the clerk keeps of the town's congress."""
		frappe.set_user("Administrator")
		body = frappe.db.get_value("Congress Body", {"jurisdiction": self.town.name})
		day = add_days(today(), -3)
		session = make("Congress Session", congress_body=body, session_number=1, from_date=day, to_date=day)
		if not frappe.db.exists("Session Sitting", {"parent": session}):
			doc = frappe.get_doc("Congress Session", session)
			doc.append("sittings", {"sitting_kind": "Opening Sitting", "starts_at": f"{day} 09:00:00"})
			doc.save()
		records = {
			"Deputy": self.town.deputy,
			"Deputy Mandate": frappe.db.get_value("Deputy Mandate", {"deputy": self.town.deputy}),
			"Deputy Group": make(
				"Deputy Group",
				group_name="丙镇代表大组",
				tier="Large Deputy Group",
				jurisdiction=self.town.name,
			),
			"Station Placement": frappe.db.get_value("Station Placement", {"deputy": self.town.deputy}),
			"Electoral District": make(
				"Electoral District",
				district_name="丙镇第一选区",
				jurisdiction=self.town.village,
				congress_level="Township Level",
				seats=2,
			),
			"Congress Session": session,
			"Delegation": make(
				"Delegation",
				delegation_name="丙镇第一代表团",
				congress_body=body,
				term=frappe.db.get_value("Congress Session", session, "term"),
			),
			"Presidium Membership": make(
				"Presidium Membership", congress_body=body, deputy=self.town.deputy, from_date=day
			),
		}
		frappe.db.commit()
		return records

	def test_deputies_and_their_congress(self):
		records = self.congress()
		page = self.page_of("town_clerk")
		for doctype, name in records.items():
			self.list_of(page, doctype)
			self.form(page, doctype, name)
			self.new(page, doctype)
		for route in ("place-deputies", "deputy-group/view/tree"):
			self.open(page, route)
			page.wait_for_timeout(1000)
			self.read(page, route)
		self.printed(page, "Deputy", self.town.deputy)
		self.refuse_english()

	def test_township_chair(self):
		ticket = self.proposed(self.town.water)
		page = self.page_of("town_chair")
		self.frame(page)
		self.form(page, TICKET, ticket)
		self.refuse_english()

	def test_unit_officer(self):
		order = self.orders(self.dispatched(self.town.water))[0].name
		page = self.page_of("town_water")
		self.frame(page)
		self.list_of(page, ORDER)
		self.form(page, ORDER, order)
		self.prepare(
			"town_water", ORDER, order, "Acknowledge Order", acknowledged_by="水经办", handler="水经办"
		)
		self.form(page, ORDER, order)
		self.refuse_english()

	def test_county_officer(self):
		self.registered()
		page = self.page_of("county_officer")
		self.frame(page)
		for doctype in (
			"Deputy Mandate",
			"Station Placement",
			"Liaison Station",
			"Jurisdiction",
			"Handling Log",
		):
			self.list_of(page, doctype)
			self.form(page, doctype, self.first(doctype))
		self.refuse_english()

	def change_a_row(self, definition: str) -> None:
		"""Leave in the history of a definition that a column was changed, and changed back."""
		doc = frappe.get_doc("Register Definition", definition)
		was = doc.columns[0].source_field
		for value in (doc.columns[1].source_field, was):
			doc.columns[0].source_field = value
			doc.save()
		frappe.db.commit()

	def test_administrator_of_the_app(self):
		page = self.page_of("admin")
		self.frame(page)
		self.open(page, "liaison-settings")
		self.read(page, "settings")
		for doctype in (
			"Staff Post",
			"Congress Body",
			"Opinion Category",
			"Result Class",
			"Responsible Unit",
			"Liaison Station",
		):
			self.list_of(page, doctype)
			self.form(page, doctype, self.first(doctype))
		self.list_of(page, "Register Definition")
		definition = self.first("Register Definition")
		self.change_a_row(definition)
		self.form(page, "Register Definition", definition)
		expect(page.locator(".timeline-content", has_text="填写内容").first).to_be_visible()
		for doctype in ("Staff Post", "Responsible Unit", "Deputy"):
			self.new(page, doctype)
		self.refuse_english()

"""What a person does and reads on the desk, in words of the screen; holds on Frappe 15 and 16."""

from playwright.sync_api import Locator, Page, expect

# a busy machine may take its time
expect.set_options(timeout=20_000)
OPEN_DIALOG = ".modal.show"
MESSAGE = ".modal.show:has(.msgprint)"
# the desk changes pages without loading a document, so the browser's own "network idle" says nothing
QUIET = """() => {
	const busy = !window.jQuery || jQuery.active || document.querySelector("#freeze.in, #freeze.show");
	if (busy) window.quiet_since = performance.now();
	return performance.now() - window.quiet_since > 300;
}"""


def open_from_list(page: Page, words: str) -> None:
	"""Click the row that says `words`, and wait until the record's form is drawn."""
	row = page.locator(".frappe-list .list-row:visible", has_text=words).first
	row.locator(".list-subject a").first.click()
	page.wait_for_function("words => cur_frm?.doc?.subject?.includes(words)", arg=words)
	settle(page)


def settle(page: Page) -> None:
	"""Wait until nothing was under way between the page and the server for a moment."""
	page.evaluate("window.quiet_since = performance.now()")
	page.wait_for_function(QUIET, polling=50)


# the group of the actions that are taken less often
MORE = "更多办理"


def state(page: Page) -> str:
	"""The state that the head of the form shows."""
	return page.locator(".page-head:visible .indicator-pill:visible").first.inner_text().strip()


def actions(page: Page) -> list[str]:
	"""Labels of the actions that the head of the form shows, those behind 更多办理 too."""
	settle(page)
	shown = page.locator(".page-head:visible .custom-actions").locator("button, .dropdown-item")
	texts = {text.strip() for text in shown.all_text_contents()}
	offered = page.evaluate("(window.cur_frm?.liaison_actions || []).map((one) => __(one.action))")
	return [label for label in offered if label in texts]


def begin(page: Page, action: str) -> Locator:
	"""Click an action; its dialog."""
	press_action(page, action)
	return opened(page, action)


def press_action(page: Page, action: str) -> None:
	"""Click an action, behind 更多办理 if it stands there."""
	buttons = page.locator(".page-head:visible .custom-actions")
	expect(buttons.locator(".btn:visible").first).to_be_visible()
	alone = buttons.locator(".btn:visible", has_text=action)
	if not alone.count():
		buttons.locator(".inner-group-button .btn", has_text=MORE).click()
		alone = buttons.locator(".dropdown-item:visible", has_text=action)
	alone.first.click()


def open_dialog(page: Page, button: str) -> Locator:
	"""Click a button of a list; the dialog of its name."""
	page.get_by_role("button", name=button).first.click()
	return opened(page, button)


def open_from_menu(page: Page, item: str) -> Locator:
	"""Choose an item of a list's menu; the dialog of its name."""
	page.locator(".page-head:visible .menu-btn-group button").first.click()
	page.locator(".menu-btn-group .dropdown-menu:visible .menu-item-label", has_text=item).first.click()
	return opened(page, item)


def opened(page: Page, title: str) -> Locator:
	"""The dialog with this title, once it stands still."""
	dialog = page.locator(OPEN_DIALOG, has=page.locator(".modal-title", has_text=title))
	expect(dialog).to_be_visible()
	# a dialog that still slides in moves its buttons from under the mouse
	page.wait_for_timeout(350)
	return dialog


def box(parent: Page | Locator, name: str) -> Locator:
	"""A field with its label."""
	return parent.locator(f'.frappe-control[data-fieldname="{name}"]:visible').first


def field(parent: Page | Locator, name: str) -> Locator:
	"""The input of a field."""
	return box(parent, name).locator("input:visible, textarea:visible, select:visible").first


def fill(parent: Page | Locator, **values: str) -> None:
	"""Fill in plain fields; a choice is named by the words that the screen shows."""
	for name, value in values.items():
		entry = field(parent, name)
		if entry.evaluate("element => element.tagName") == "SELECT":
			entry.select_option(label=value)
		else:
			entry.fill(value)
			entry.blur()


def choose(parent: Page | Locator, name: str, typed: str, shown: str) -> None:
	"""Fill in a link field: type, and take what the list offers."""
	entry = field(parent, name)
	entry.fill("")
	entry.press_sequentially(typed, delay=30)
	box(parent, name).locator("[role=listbox]:visible > *", has_text=shown).first.click()
	entry.blur()


def confirm(page: Page, dialog: Locator, action: str) -> None:
	"""Press the dialog's button and wait until the record stands as it is afterwards."""
	press(dialog)
	expect(dialog).to_be_hidden()
	expect(page.locator(".desk-alert", has_text=f"“{action}”已完成").last).to_be_visible()
	settle(page)


def press(dialog: Locator) -> None:
	"""Press the button that carries the dialog's action out."""
	dialog.locator(".modal-footer .btn-primary:visible").first.click()


def message(page: Page) -> str:
	"""The text of the message box that has opened; closes it."""
	opened = page.locator(MESSAGE).last
	expect(opened).to_be_visible()
	page.wait_for_timeout(350)
	text = opened.inner_text()
	page.keyboard.press("Escape")
	expect(opened).to_be_hidden()
	return text


def stages(page: Page) -> list[tuple[str, str, str, str]]:
	"""The seven stages as they stand on the strip: label, day, person, status."""
	settle(page)
	strip = page.locator(".stage-strip:visible li")
	found = []
	for item in strip.all():
		day, _line, person = item.locator(".stage-detail").inner_text().partition("\n")
		status = item.get_attribute("class").removeprefix("stage-")
		found.append((item.locator(".stage-label").inner_text(), day.strip(), person.strip(), status))
	return found


def table(page: Page, name: str) -> list[dict[str, str]]:
	"""The rows of one of our tables in a form: heading → text of the cell."""
	settle(page)
	whole = box(page, name).locator(".liaison-table-wrap table")
	headings = whole.locator("thead th").all_inner_texts()
	rows = [row.locator("td").all_inner_texts() for row in whole.locator("tbody tr").all()]
	return [dict(zip(headings, row, strict=True)) for row in rows]

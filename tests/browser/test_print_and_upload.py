"""The page that shows a record as it will be printed speaks of it in words; an upload stays private."""

import frappe
from frappe.utils import today
from playwright.sync_api import expect

from tests.browser import desk
from tests.browser.town import ORDER, TownTestCase


class TestPrintAndUpload(TownTestCase):
	"""With the town's clerk, who prints slips and enters signed ones."""

	def test_print_page_is_titled_by_its_record(self):
		order = self.orders(self.dispatched(self.town.power))[0]
		page = self.page_of("town_clerk")
		page.goto(f"{self.url}/app/print/{ORDER}/{order.name}")
		title = page.locator(".page-head:visible .title-text")
		expect(title).to_have_text(order.subject)
		desk.settle(page)
		expect(title).to_have_text(order.subject)
		sidebar = page.locator(".print-preview-sidebar")
		for field in ("print_format", "language"):
			expect(sidebar.locator(f'[data-fieldname="{field}"]').first).to_be_hidden()
		frame = page.frame_locator(".print-format-container")
		expect(frame.locator("body")).to_contain_text("登记卡")
		papers = sidebar.locator(".liaison-formats select")
		self.assertEqual(
			sorted(papers.locator("option").all_inner_texts()),
			sorted(
				[
					"选民意见转办情况登记卡",
					"交办函",
					"延期办理申请单",
					"退办（调整承办单位）申请单",
					"答复函（附回执）",
					"当面答复记录",
					"办理情况征询意见表",
				]
			),
		)
		papers.select_option(label="延期办理申请单")
		expect(frame.locator("body")).to_contain_text("延期")
		papers.select_option(label="选民意见转办情况登记卡")
		expect(frame.locator("body")).to_contain_text("登记卡")
		# the page's own script fails on papers without page breaks, so only its text is read
		alone = page.context.request.get(f"{self.url}/printview?doctype={ORDER}&name={order.name}")
		self.assertIn("下载PDF", alone.text())
		self.assertNotIn("Get PDF", alone.text())

	def test_the_notice_in_full_is_printed_for_a_reason(self):
		ticket = self.dispatched(self.town.power)
		page = self.page_of("town_clerk")
		button = page.locator(".page-head:visible .custom-actions .btn", has_text="打印实名告知书")
		self.open(page, f"opinion-ticket/{ticket}")
		desk.settle(page)
		expect(button).to_have_count(0)
		order = self.orders(ticket)[0].name
		frappe.db.set_value(ORDER, order, {"reply": "线路已修好。", "reply_date": today()})
		frappe.db.commit()
		page.reload()
		desk.settle(page)
		button.first.click()
		dialog = desk.opened(page, "查看个人信息将留有记录")
		expect(dialog).to_contain_text("理由")
		desk.fill(dialog, reason="当面交付")
		desk.press(dialog)
		shown = desk.opened(page, "打印实名告知书")
		expect(shown).to_contain_text("请当面交付或密封邮寄")
		paper = shown.frame_locator("iframe").locator("body")
		expect(paper).to_contain_text("答复告知书")
		expect(paper).to_contain_text("线路已修好。")
		expect(paper).not_to_contain_text("*")
		self.shot(page, "notice-in-full")

	def test_the_archive_catalogue_comes_from_the_list_as_a_file(self):
		page = self.page_of("town_clerk")
		self.open(page, "opinion-ticket")
		desk.settle(page)
		dialog = desk.open_from_menu(page, "打印归档文件目录")
		# stock marks what stands in a number's field a moment after it was entered: it must still be there
		desk.field(dialog, "year").fill(today()[:4])
		desk.settle(page)
		with page.expect_download() as kept:
			desk.press(dialog)
		self.assertRegex(kept.value.suggested_filename, "^归档文件目录.*[.]pdf$")
		# imported late: the print engine opens a log of the site, which these tests connect to later
		from tests import pdf_text

		text = "".join(pdf_text.pages(kept.value.path().read_bytes()))
		self.assertIn("归档文件目录" if "档号" in text else "已办结未归档清单", text)

	def test_a_signed_slip_cannot_be_made_public(self):
		order = self.orders(self.dispatched(self.town.power))[0].name
		page = self.page_of("town_clerk")
		self.open(page, f"dispatch-order/{order}")
		desk.begin(page, desk.actions(page)[0])
		page.locator(".modal.show .btn-attach").click()
		uploader = page.locator(".modal.show:has(.file-uploader)")
		expect(uploader).to_be_visible()
		uploader.locator("input[type=file]").first.set_input_files(
			{"name": "slip.txt", "mimeType": "text/plain", "buffer": b"slip"}
		)
		expect(uploader.locator(".file-name", has_text="slip.txt")).to_be_visible()
		expect(uploader.get_by_text("公开").locator("visible=true")).to_have_count(0)
		expect(uploader.locator(".btn-modal-secondary")).to_be_hidden()
		expect(uploader.locator(".config-area input:visible")).to_have_count(0)

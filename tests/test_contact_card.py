"""P16 代表联络卡: what a voter needs to reach a deputy, and nothing that the deputy did not agree to."""

import base64
import re
from html import unescape

import frappe
from frappe.utils import today

from deputy_liaison.deputies.print_format.deputy_contact_card.deputy_contact_card import contact_card
from deputy_liaison.state_machine import begin
from tests import pdf_text
from tests.base import LiaisonTestCase, make

FORMAT = "Deputy Contact Card"
PIXEL = base64.b64decode(
	"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


class TestContactCard(LiaisonTestCase):
	"""The card of 李春华, deputy of town and county, in 东站."""

	def setUp(self) -> None:
		super().setUp()
		frappe.db.set_value(
			"Liaison Station",
			self.world.station,
			{"address": "东村12号", "reception_pattern": "每月10日上午", "phone": "0878-3120001"},
		)
		frappe.db.set_value("Deputy", self.world.deputy, "mobile", "13812345678")
		district = make(
			"Electoral District",
			district_name="甲镇第一选区",
			jurisdiction=self.world.east,
			congress_level="Township Level",
			seats=1,
		)
		mandate = frappe.db.get_value("Deputy Mandate", {"deputy": self.world.deputy})
		frappe.db.set_value("Deputy Mandate", mandate, "electoral_district", district)
		county = {"doctype": "Deputy Mandate", "deputy": self.world.deputy, "congress_level": "County"}
		begin(frappe.get_doc(county), "Confirm Mandate", "Mandate Active")

	def html(self, key: str = "officer") -> str:
		with self.as_user(key):
			return frappe.get_print("Deputy", self.world.deputy, FORMAT)

	def text(self, key: str = "officer") -> str:
		html = re.sub(r"<style.*?</style>", "", self.html(key), flags=re.DOTALL)
		return "".join(unescape(re.sub(r"<[^>]*>", "", html)).split())

	def test_it_says_who_where_and_when(self):
		text = self.text()
		for words in (
			"人大代表联络卡李春华试验县人民代表大会代表、试验县甲镇人民代表大会代表",
			"选区:甲镇第一选区".replace(":", "："),
			"联络站：东村代表联络站",
			"地址：东村12号",
			"接待时间：每月10日上午",
			"联系电话：0878-3120001",
		):
			self.assertIn(words, text)
		self.assertIn("size: 90mm 54mm", self.html())

	def test_it_is_printed_in_its_own_size_with_the_number_before_what_may_be_long(self):
		values = {"address": "东村村民委员会旁农家书屋" * 5, "reception_pattern": "每月10日上午" * 8}
		frappe.db.set_value("Liaison Station", self.world.station, values)
		content = pdf_text.pdf_of(self.html())
		self.assertEqual(pdf_text.size(content), (1, 90, 54))
		page = pdf_text.pages(content)[0]
		self.assertIn("李春华", page)
		self.assertLess(page.index("联系电话：0878-3120001"), page.index("地址："))
		phone = next(box for box in pdf_text.boxes(content) if "0878-3120001" in box[4])
		self.assertLess(phone[3] * 25.4 / 72, 50)
		# between the names and the code lies a gap: the code begins 24 mm before the right edge
		beside = [box for box in pdf_text.boxes(content) if "代表大会" in box[4]]
		self.assertLess(max(box[2] for box in beside) * 25.4 / 72, 90 - 4 - 18 - 1)

	def test_the_own_number_only_with_the_deputy_s_consent(self):
		self.assertNotIn("13812345678", self.html())
		with self.as_user("clerk"):
			deputy = frappe.get_doc("Deputy", self.world.deputy)
			deputy.phone_public = 1
			deputy.save()
		self.assertIn("联系电话：13812345678", self.text())

	def test_the_photo_stands_in_the_page_itself(self):
		with self.as_user("clerk"):
			photo = frappe.get_doc(
				{
					"doctype": "File",
					"file_name": "zhaopian.png",
					"attached_to_doctype": "Deputy",
					"attached_to_name": self.world.deputy,
					"attached_to_field": "photo",
					"content": PIXEL,
					"is_private": 1,
				}
			).insert()
			deputy = frappe.get_doc("Deputy", self.world.deputy)
			deputy.photo = photo.file_url
			deputy.save()
		self.assertIn(f'src="data:image/png;base64,{base64.b64encode(PIXEL).decode()}"', self.html())

	def test_the_code_holds_what_a_telephone_takes_in(self):
		with self.as_user("officer"):
			card = contact_card(frappe.get_doc("Deputy", self.world.deputy))
		drawing = base64.b64decode(card.code.removeprefix("data:image/svg+xml;base64,"))
		self.assertIn(b"<svg", drawing)
		frappe.db.set_value("Liaison Station", self.world.station, "phone", None)
		with self.as_user("officer"):
			self.assertEqual(contact_card(frappe.get_doc("Deputy", self.world.deputy)).code, "")

	def test_a_mandate_that_ended_is_not_on_it(self):
		mandate = frappe.db.get_value(
			"Deputy Mandate", {"deputy": self.world.deputy, "congress_level": "Township Level"}
		)
		self.act(
			"chair",
			"Deputy Mandate",
			mandate,
			"Terminate Mandate",
			termination_reason="Moved Away",
			terminated_on=today(),
		)
		frappe.db.set_value("Deputy Mandate", mandate, "to_date", frappe.utils.add_days(today(), -1))
		self.assertNotIn("甲镇", self.text("clerk"))

	def test_another_town_prints_no_card_of_this_one(self):
		deputy = frappe.get_doc("Deputy", self.world.deputy)
		with self.as_user("clerk_b"):
			self.assertRaises(frappe.PermissionError, contact_card, deputy)

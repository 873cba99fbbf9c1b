"""A deputy's record holds the columns of R9, is entered by the township's clerk, and keeps no card number."""

from importlib import import_module

import frappe
from frappe.utils import add_to_date, getdate, today

from deputy_liaison.finding import search
from tests.base import LiaisonTestCase

# registers.md R9, without what follows from mandates, placements and groups
R9 = {
	"deputy_name": "欧阳 春兰",
	"gender": "Woman",
	"ethnic_group": "彝族",
	"birth_month": "1978-05-23",
	"native_place": "云南楚雄",
	"political_affiliation": "Other Party Member",
	"party_name": "民盟",
	"education": "Undergraduate Studies",
	"degree": "Bachelor",
	"work_start_month": "1999-07-15",
	"occupation_category": "Professional",
	"technical_title": "高级农艺师",
	"employer_and_post": "甲镇农技站站长",
	"mobile": "138-1234 5678",
	"postal_address": "甲镇人民路1号",
	"email": "ouyang@test-liaison.invalid",
	"has_fixed_salary": 1,
	"remark": "懂彝语。",
}


class TestDeputies(LiaisonTestCase):
	"""Deputies of 甲镇 and 乙镇."""

	def new_deputy(self, **values) -> "frappe.model.document.Document":
		return frappe.get_doc({"doctype": "Deputy", "jurisdiction": self.world.east, **R9, **values})

	def test_the_clerk_enters_every_column_of_the_ledger(self):
		with self.as_user("clerk"):
			deputy = self.new_deputy(
				honours=[
					{"honour": "县优秀人大代表", "awarded_on": "2024-01-20", "awarded_by": "县人大常委会"}
				]
			).insert()
		stored = frappe.get_doc("Deputy", deputy.name)
		kept = {
			**R9,
			"deputy_name": "欧阳春兰",
			"birth_month": getdate("1978-05-01"),
			"work_start_month": getdate("1999-07-01"),
			"mobile": "13812345678",
		}
		self.assertEqual({field: stored.get(field) for field in kept}, kept)
		self.assertEqual(stored.honours[0].honour, "县优秀人大代表")

	def test_who_has_no_mandate_has_no_credentials_yet(self):
		with self.as_user("clerk"):
			deputy = self.new_deputy().insert()
		self.assertEqual(deputy.credential_status, "Pending Credentials")

	def test_another_town_s_clerk_neither_enters_nor_reads_here(self):
		with self.as_user("clerk"):
			name = self.new_deputy().insert().name
		with self.as_user("clerk_b"):
			self.assertRefuses("岗位", self.new_deputy(deputy_name="吴小平").insert)
			self.assertEqual(frappe.get_list("Deputy", {"name": name}), [])

	def test_a_station_officer_sees_the_person_but_not_the_private_data(self):
		with self.as_user("clerk"):
			name = self.new_deputy(exempt=1, exempt_reason="借调外地", exempt_from=today()).insert().name
		with self.as_user("officer"):
			seen = frappe.get_doc("Deputy", name)
			seen.apply_fieldlevel_read_permissions()
		self.assertEqual(seen.deputy_name, "欧阳春兰")
		for field in ("mobile", "email", "postal_address", "exempt_reason", "remark"):
			self.assertFalse(seen.get(field), field)

	def test_a_card_number_is_refused_in_any_field(self):
		with self.as_user("clerk"):
			for field, text in (
				("remark", "证件 532331197805230023"),
				("employer_and_post", "村委会５３２３３１１９７８０５２３００２Ｘ"),
			):
				self.assertRefuses("不收集", self.new_deputy(**{field: text}).insert)
			self.new_deputy(remark="合作社代码 93532331MA6K2X0P1N,电话13812345678").insert()

	def test_months_that_cannot_be_are_refused(self):
		seventeen = add_to_date(today(), years=-17)
		with self.as_user("clerk"):
			self.assertRefuses("18周岁", self.new_deputy(birth_month=seventeen).insert)
			self.assertRefuses("参加工作时间", self.new_deputy(work_start_month="1975-01-01").insert)
			self.new_deputy(birth_month=add_to_date(today(), years=-19), work_start_month=None).insert()

	def test_an_exemption_needs_its_reason_and_beginning(self):
		with self.as_user("clerk"):
			self.assertRefuses("不参加考评的原因", self.new_deputy(exempt=1).insert)
			exempt = {"exempt": 1, "exempt_reason": "长期外出务工", "exempt_from": "2026-03-01"}
			self.assertRefuses("不参加考评止", self.new_deputy(**exempt, exempt_to="2026-02-01").insert)
			deputy = self.new_deputy(**exempt, exempt_to="2026-12-31").insert()
			deputy.exempt = 0
			deputy.save()
		self.assertEqual((deputy.exempt_reason, deputy.exempt_from, deputy.exempt_to), (None, None, None))

	def test_a_namesake_is_pointed_out_and_not_refused(self):
		with self.as_user("clerk"):
			self.assertEqual(self.new_deputy().insert().warnings(), [])
			second = self.new_deputy(birth_month="1990-02-01", employer_and_post="东村村民").insert()
			self.assertEqual(
				second.warnings(),
				["另有一位同名代表（1978-05出生、甲镇农技站站长），请核实是否为同一人。"],
			)

	def test_found_by_pinyin_and_initials(self):
		with self.as_user("clerk"):
			name = self.new_deputy().insert().name
			for typed in ("欧阳", "ouyangchunlan", "oycl"):
				found = search("Deputy", typed, "", 0, 20, None)
				self.assertIn(name, [row[0] for row in found], typed)

	def test_words_typed_before_there_was_a_list_are_put_into_it(self):
		with self.as_user("clerk"):
			name = self.new_deputy().insert().name
		frappe.db.set_value("Deputy", name, {"education": "本科", "ethnic_group": "土家"})
		import_module("deputy_liaison.patches.v0_2.words_on_deputies").execute()
		self.assertEqual(
			frappe.db.get_value("Deputy", name, ("education", "ethnic_group")),
			("Undergraduate Studies", "土家族"),
		)
		with self.as_user("clerk"):
			frappe.get_doc("Deputy", name).save()

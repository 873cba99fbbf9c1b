"""What a record, a form and a paper call people and things: words, no accounts, hashes or keys."""

from importlib import import_module

import frappe

from deputy_liaison import desk
from deputy_liaison.persons import display_name
from deputy_liaison.registers.row_sources import ROW_SOURCES
from tests.base import LiaisonTestCase


class TestNamesInWords(LiaisonTestCase):
	"""Asks the server what the desk shows."""

	def test_administrator_has_a_readable_name(self):
		self.assertEqual(display_name("Administrator"), "系统管理员")

	def test_boot_names_our_doctypes_and_administrator(self):
		boot = frappe._dict(translated_doctypes=[])
		desk.describe_ours(boot)
		self.assertLessEqual(set(frappe.get_hooks("scoped")), set(boot.liaison_doctypes))
		self.assertEqual(boot.liaison_people["Administrator"]["fullname"], "系统管理员")

	def test_a_history_says_what_the_form_says(self):
		with self.as_user("clerk"):
			deputy = frappe.get_doc("Deputy", self.world.deputy)
			deputy.update(
				{
					"native_place": "试验县",
					"gender": "Man",
					"has_fixed_salary": 1,
					"jurisdiction": self.world.east,
				}
			)
			# tests save without a history unless told otherwise
			deputy.save(ignore_version=False)
		self.assertEqual(
			self.changes(deputy),
			{
				"native_place": ("", "试验县"),
				"gender": ("女", "男"),
				"has_fixed_salary": ("否", "是"),
				"jurisdiction": ("甲镇", "东村"),
			},
		)

	def test_a_row_of_a_history_says_it_too(self):
		with self.as_user("clerk"):
			group = frappe.get_doc(
				{
					"doctype": "Deputy Group",
					"group_name": "东片小组",
					"tier": "Small Deputy Group",
					"jurisdiction": self.world.town,
					"members": [{"deputy": self.world.deputy, "from_date": "2026-01-01"}],
				}
			).insert()
			group.members[0].deputy = self.world.deputy_west
			group.save(ignore_version=False)
		self.assertEqual(self.changes(group, "members")["deputy"], ("李春华", "周文海"))

	def changes(self, doc, table: str | None = None) -> dict[str, tuple]:
		"""Field → old and new value, as the record's last history has them."""
		data = frappe.db.get_value(
			"Version", {"ref_doctype": doc.doctype, "docname": doc.name}, "data", order_by="creation desc"
		)
		history = frappe.parse_json(data)
		changed = history["row_changed"][0][3] if table else history["changed"]
		return {field: (old, new) for field, old, new in changed}

	def test_mandates_and_placements_are_titled_by_their_deputy(self):
		for doctype in ("Deputy Mandate", "Station Placement"):
			record = frappe.get_doc(doctype, {"deputy": self.world.deputy})
			self.assertEqual(record.get_title(), "李春华")

	def test_older_records_get_their_names(self):
		ticket = self.dispatched_ticket()
		mandate = frappe.db.get_value("Deputy Mandate", {"deputy": self.world.deputy})
		frappe.db.set_value("Opinion Ticket", ticket, {"proposer": None, "approver": None})
		frappe.db.set_value("Deputy Mandate", mandate, "deputy_name", None)
		import_module("deputy_liaison.patches.v0_2.names_on_records").execute()
		self.assertEqual(
			frappe.db.get_value("Opinion Ticket", ticket, ["proposer", "approver"]), ("张专干", "赵主席")
		)
		self.assertEqual(frappe.db.get_value("Deputy Mandate", mandate, "deputy_name"), "李春华")

	def test_every_value_and_figure_of_a_register_has_a_word_of_its_own(self):
		for source in ROW_SOURCES.values():
			words = [*source.words(), *source.sums.values(), *source.rates.values()]
			columns = source.words()
			self.assertEqual(len(columns), len(set(columns)), source.doctype)
			figures = [*source.sums.values(), *source.rates.values()]
			self.assertEqual(len(figures), len(set(figures)), source.doctype)
			for word in words:
				self.assertRegex(word, r"^[\u4e00-\u9fff0-9（）]+$", source.doctype)

	def test_a_register_says_what_its_columns_hold(self):
		definition = frappe.get_doc("Register Definition", {"code": "R3"})
		self.assertEqual(definition.columns[1].source_field, "来访时间, 接待地点, 来访方式")
		self.assertIn("本页接待{接待人次}人次", definition.page_foot)

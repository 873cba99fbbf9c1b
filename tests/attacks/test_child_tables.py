"""Rows of a table read or written without their record."""

import frappe
from frappe.model.base_document import get_controller

from deputy_liaison import hooks
from deputy_liaison.document import LiaisonRow
from tests.attacks.knocking import TICKET, VISIT, AttackTestCase

ROWS = "Visit Matter"


class TestReadRows(AttackTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.ticket = self.dispatched_ticket()
		self.visit = frappe.db.get_value(TICKET, self.ticket, "visit")

	def rows(self, key: str, **form) -> list:
		form = {"doctype": ROWS, "parent": VISIT, "fields": ["name", "parent", "content"], **form}
		return self.knock(key, "frappe.client.get_list", limit_page_length=0, **form)

	def test_rows_follow_their_record(self):
		self.assertIn(self.visit, [row["parent"] for row in self.rows("officer")])
		self.assertIn(self.visit, [row["parent"] for row in self.rows("county_officer")])
		for key in ("officer_b", "other_officer", "clerk_b", "chair_b"):
			self.assertEqual(self.rows(key, filters={"content": ["like", "%水渠%"]}), [], key)

	def test_every_table_of_ours_is_under_the_criterion(self):
		tables = frappe.get_all(
			"DocField",
			filters={"parent": ("in", hooks.scoped), "fieldtype": ("in", frappe.model.table_fields)},
			pluck="options",
		)
		self.assertLessEqual(set(tables), set(hooks.rows_of_scoped))
		for table in hooks.rows_of_scoped:
			self.assertTrue(issubclass(get_controller(table), LiaisonRow), table)

	def test_no_other_call_reads_them(self):
		name = frappe.db.get_value(ROWS, {"parent": self.visit})
		for method, form in (
			("frappe.client.get", {"doctype": ROWS, "name": name, "parent": VISIT}),
			("frappe.client.get", {"doctype": ROWS, "filters": {"parent": self.visit}, "parent": VISIT}),
			("frappe.desk.form.load.getdoc", {"doctype": ROWS, "name": name}),
			("frappe.www.printview.get_html_and_style", {"doc": ROWS, "name": name}),
			("frappe.utils.print_format.download_pdf", {"doctype": ROWS, "name": name}),
		):
			self.assertShut(self.knock, "officer_b", method, **form)
		form = {"doctype": ROWS, "fieldname": "ticket", "filters": {"name": name}, "parent": VISIT}
		self.assertEqual(self.knock("officer_b", "frappe.client.get_value", **form), {})
		self.assertTrue(self.knock("officer", "frappe.client.get_value", **form))
		report = {"doctype": ROWS, "parent_doctype": VISIT, "fields": ["name", "ticket"]}
		joined = {
			"doctype": VISIT,
			"fields": ["name", f"`tab{ROWS}`.`ticket`"],
			"filters": [[VISIT, "name", "=", self.visit]],
		}
		for form in (report, joined):
			self.assertIn(self.ticket, str(self.knock("officer", "frappe.desk.reportview.get", **form)))
			self.assertNotIn(self.ticket, str(self.knock("officer_b", "frappe.desk.reportview.get", **form)))


class TestWriteRows(AttackTestCase):
	"""What a stage has closed is not changed by saving the row alone."""

	def setUp(self) -> None:
		super().setUp()
		self.ticket = self.dispatched_ticket()
		self.row = frappe.db.get_value("Supporting Unit", {"parent": self.ticket})

	def test_a_row_is_not_saved_alone(self):
		other = self.world.unit_power
		self.assertShut(self.rest, "clerk", "PUT", f"resource/Supporting Unit/{self.row}", unit=other)
		stored = frappe.get_doc("Supporting Unit", self.row).as_dict(convert_dates_to_str=True)
		self.assertShut(
			self.knock, "clerk", "frappe.client.save", doc={**stored, "unit": other}, telling="单据"
		)
		self.assertShut(
			self.knock,
			"clerk",
			"frappe.client.set_value",
			doctype="Supporting Unit",
			name=self.row,
			fieldname="unit",
			value=other,
		)

	def test_a_row_is_not_added_or_taken_away_alone(self):
		new = {
			"doctype": "Supporting Unit",
			"parenttype": TICKET,
			"parent": self.ticket,
			"parentfield": "supporting_units",
			"unit": self.world.unit_power,
		}
		self.assertShut(self.rest, "clerk", "POST", "resource/Supporting Unit", **new)
		self.assertShut(self.knock, "clerk", "frappe.client.insert", doc=new)
		self.assertShut(self.rest, "clerk", "DELETE", f"resource/Supporting Unit/{self.row}")
		self.assertShut(self.knock, "clerk", "frappe.client.delete", doctype="Supporting Unit", name=self.row)

	def test_the_record_itself_keeps_its_rows(self):
		self.assertEqual(len(frappe.get_doc(TICKET, self.ticket).supporting_units), 1)

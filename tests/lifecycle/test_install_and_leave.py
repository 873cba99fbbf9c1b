"""Installs, migrates without changing a value, leaves nothing behind, installs again."""

import os
import subprocess
import sys
import unittest
from pathlib import Path

import frappe

SITE = "lifecycle.localhost"
APP = "deputy_liaison"
MODULES = ("Liaison Network", "Deputies", "Opinions", "Duties", "Registers")
FRAMEWORK = (
	"Custom Field",
	"DefaultValue",
	"Module Def",
	"Number Card",
	"Page",
	"Print Format",
	"Property Setter",
	"Role",
	"Workflow",
	"Workflow Action Master",
	"Workflow Document State",
	"Workflow State",
	"Workflow Transition",
	"Workspace",
)
# fixtures are written anew by Frappe at each migrate: when, is no value of theirs
WHEN = {"Role": ("creation", "modified")}


class TestInstallAndLeave(unittest.TestCase):
	"""One site from its first day to the app's last, and a new beginning."""

	@classmethod
	def setUpClass(cls) -> None:
		cls.sites = Path(os.environ["DEPUTY_LIAISON_BENCH"]) / "sites"
		os.chdir(cls.sites)
		user, password = os.environ["DATABASE_ADMIN"], os.environ["DATABASE_PASSWORD"]
		cls.bench(
			*("new-site", SITE, "--force", "--admin-password", password),
			*("--db-root-username", user, "--db-root-password", password),
		)

	@classmethod
	def tearDownClass(cls) -> None:
		frappe.destroy()

	@staticmethod
	def bench(*words: str) -> None:
		"""Run one of Frappe's commands; its output is the message if it fails."""
		frappe.destroy()  # an open look at the site would make a migration wait for its tables
		command = [sys.executable, "-m", "frappe.utils.bench_helper", "frappe", *words]
		done = subprocess.run(command, capture_output=True, text=True, check=False)
		if done.returncode:
			raise AssertionError(f"{' '.join(words[:3])} failed:\n{done.stdout}\n{done.stderr}")

	def connect(self) -> None:
		"""A fresh look at the site."""
		frappe.init(site=SITE, sites_path=str(self.sites))
		frappe.connect()

	def install(self) -> None:
		self.bench("--site", SITE, "install-app", APP)
		self.connect()

	def values(self) -> dict[str, list]:
		"""All rows of our DocTypes and of what we put into Frappe's."""
		ours = frappe.get_all(
			"DocType", {"module": ("in", MODULES), "issingle": 0, "is_virtual": 0}, pluck="name"
		)
		found = {}
		for doctype in (*ours, *FRAMEWORK):
			left_out = WHEN.get(doctype, ())
			rows = frappe.get_all(doctype, fields=["*"], order_by="name")
			found[doctype] = [
				{key: str(value) for key, value in row.items() if key not in left_out} for row in rows
			]
		found["Liaison Settings"] = frappe.db.get_singles_dict("Liaison Settings")
		return found

	def test_life(self) -> None:
		self.install()
		self.assert_seeded()
		self.adjust_as_a_county_would()
		self.bench("--site", SITE, "migrate")
		self.connect()
		once = self.values()
		self.bench("--site", SITE, "migrate")
		self.connect()
		twice = self.values()
		for doctype, rows in once.items():
			self.assertEqual(rows, twice[doctype], f"a second migrate changed {doctype}")
		self.assert_adjustments_stand()

		self.bench("--site", SITE, "uninstall-app", APP, "--yes", "--no-backup")
		self.connect()
		self.assert_nothing_left()
		self.install()
		self.assert_seeded()

	def assert_seeded(self) -> None:
		self.assertEqual(frappe.db.count("Opinion Category"), 20)
		self.assertEqual(frappe.db.count("Result Class"), 4)
		self.assertEqual(frappe.db.count("Workflow", {"is_active": 1, "name": ("like", "%Handling")}), 2)
		self.assertEqual(frappe.db.get_value("Role", "Deputy", "desk_access"), 0)
		self.assertEqual(frappe.db.get_value("Role", "Township Chair", "desk_access"), 1)
		self.assertEqual(frappe.db.count("Time Limit", {"parent": "Liaison Settings"}), 23)

	def adjust_as_a_county_would(self) -> None:
		"""Another limit, another name of a category, a condition in the workflow, a workflow of its own."""
		settings = frappe.get_doc("Liaison Settings")
		settings.matter_length = 1500
		settings.time_limits[0].days = 7
		settings.save()
		frappe.db.set_value("Opinion Category", {"category_name": "其他"}, "category_name", "其他事项")
		workflow = frappe.get_doc("Workflow", "Dispatch Order Handling")
		workflow.transitions[0].condition = "doc.round > 0"
		workflow.save()
		frappe.get_doc(
			{
				"doctype": "Workflow",
				"workflow_name": "County's Own",
				"document_type": "ToDo",
				"workflow_state_field": "workflow_state",
				"states": [
					{"state": "Ticket Closed", "doc_status": "0", "allow_edit": "System Manager"},
					{"state": "Ticket Archived", "doc_status": "0", "allow_edit": "System Manager"},
				],
				"transitions": [
					{
						"state": "Ticket Closed",
						"action": "Archive Ticket",
						"next_state": "Ticket Archived",
						"allowed": "System Manager",
					}
				],
			}
		).insert()
		frappe.db.commit()

	def assert_adjustments_stand(self) -> None:
		settings = frappe.get_doc("Liaison Settings")
		self.assertEqual((settings.matter_length, settings.time_limits[0].days), (1500, 7))
		self.assertTrue(frappe.db.exists("Opinion Category", {"category_name": "其他事项"}))
		kept = frappe.get_doc("Workflow", "Dispatch Order Handling").transitions[0].condition
		self.assertEqual(kept, "doc.round > 0")

	def assert_nothing_left(self) -> None:
		self.assertEqual(frappe.get_all("Workflow", pluck="name"), ["County's Own"])
		left = frappe.get_all("Workflow State", {"name": ("like", "Ticket %")}, pluck="name")
		self.assertEqual(sorted(left), ["Ticket Archived", "Ticket Closed"])
		self.assertEqual(frappe.get_all("Workflow State", {"name": ("like", "Order %")}), [])
		actions = frappe.get_all("Workflow Action Master", {"name": ("like", "%Ticket%")}, pluck="name")
		self.assertEqual(actions, ["Archive Ticket"])
		for role in ("Township Clerk", "Township Chair", "Deputy", "Station Liaison Officer"):
			self.assertFalse(frappe.db.exists("Role", role), role)
		for doctype in ("DocType", "Workspace", "Print Format", "Page", "Report", "Number Card"):
			self.assertEqual(frappe.get_all(doctype, {"module": ("in", MODULES)}, pluck="name"), [], doctype)
		self.assertFalse(frappe.db.exists("Module Def", {"app_name": APP}))
		self.assertEqual(frappe.get_all("DefaultValue", {"defkey": ("like", f"{APP}%")}), [])

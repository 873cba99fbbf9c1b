"""Installs, migrates without changing a value, leaves nothing behind, installs again; the demo comes and goes."""

import os
import shutil
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

# DocType → columns that are the same at every load of the demo
FIGURES = {
	"Jurisdiction": ["full_name", "level"],
	"Grid Cell": ["grid_name", "code", "grid_worker"],
	"Liaison Station": [
		"station_name",
		"station_type",
		"address",
		"latitude",
		"longitude",
		"wechat_members",
		"public_investment",
	],
	"Station Officeholder": ["office", "person_name"],
	"Deputy": ["deputy_name", "gender", "birth_month", "mobile", "levels", "credential_status"],
	"Deputy Group": ["group_name", "tier", "convener_name"],
	"Station Assessment": [
		"subject",
		"workflow_state",
		"self_total",
		"review_total",
		"county_total",
		"grade",
	],
	"Station Inspection": ["subject", "inspection_status"],
	"Standard Check": ["subject", "check_outcome", "gaps"],
	"Opinion Ticket": ["number", "subject", "workflow_state"],
	"Deputy Suggestion": ["number", "suggestion_title", "workflow_state", "round", "result_rating"],
	"Suggestion Cosigner": ["confirmed_how"],
	"Handling Meeting": ["subject", "meeting_stage", "meeting_mode"],
	"Station Campaign": ["campaign_name", "progress"],
}


class TestInstallAndLeave(unittest.TestCase):
	"""One site from its first day to the app's last, and a new beginning."""

	@classmethod
	def setUpClass(cls) -> None:
		cls.sites = Path(os.environ["DEPUTY_LIAISON_BENCH"]) / "sites"
		os.chdir(cls.sites)
		user, password = os.environ["DATABASE_ADMIN"], os.environ["DATABASE_PASSWORD"]
		# an earlier run's files, and its language, are none of this one's
		shutil.rmtree(cls.sites / SITE, ignore_errors=True)
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
		done = subprocess.run(command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
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
		# the county's own category is a record beyond the catalogues
		self.assert_refused("本站点已有业务数据", "load")

		self.bench("--site", SITE, "uninstall-app", APP, "--yes", "--no-backup")
		self.connect()
		self.assert_nothing_left()
		self.install()
		self.assert_seeded()
		self.demo_comes_and_goes()

	# the demo

	def demo(self, *words: str) -> None:
		self.bench("--site", SITE, "liaison-demo", *words)
		self.connect()

	def assert_refused(self, text: str, *words: str) -> None:
		with self.assertRaises(AssertionError) as refused:
			self.demo(*words)
		self.assertIn(text, str(refused.exception))
		self.connect()

	def demo_comes_and_goes(self) -> None:
		"""Loads, asks before it removes, leaves the site as it was, and loads the same again."""
		self.assert_refused("本站点没有演示标记", "remove", "--yes")
		before = self.values_without_names()
		self.demo("load")
		first = self.figures()
		self.demo("load")
		self.assertEqual(self.figures(), first)
		files = Path(frappe.get_site_path("private", "files"))
		self.assertTrue(any(files.glob("return-slip-*")))
		self.assert_refused("Aborted", "remove")
		self.assertEqual(self.figures(), first)

		self.demo("remove", "--yes")
		after = self.values_without_names()
		for doctype, rows in before.items():
			self.assertEqual(rows, after[doctype], f"the demo changed {doctype}")
		self.assertFalse(any(files.glob("return-slip-*")))
		self.assert_refused("本站点没有演示标记", "remove", "--yes")
		self.demo("load")
		self.assertEqual(self.figures(), first)

	def values_without_names(self) -> dict[str, list]:
		"""As `values`, of what a removal restores: a catalogue that is seeded anew has other names and stamps."""
		found = {}
		values = self.values()
		values["User"] = frappe.get_all("User", fields=["*"], order_by="name")
		for doctype, rows in values.items():
			if doctype == "Liaison Settings":
				kept = [str(rows.get("matter_length")), str(rows.get("yearly_funding_minimum"))]
			else:
				names = {row["name"] for row in rows}
				kept = sorted(
					str({key: value for key, value in row.items() if self.is_kept(key, value, names)})
					for row in rows
				)
			found[doctype] = kept
		return found

	@staticmethod
	def is_kept(key: str, value: object, names: set) -> bool:
		moving = {
			"name",
			"parent",
			"creation",
			"modified",
			"owner",
			"modified_by",
			"last_active",
			"lft",
			"rgt",
		}
		return key not in moving and value not in names

	def figures(self) -> dict:
		"""Names, places and numbers of the demo; internal names and stamps differ from load to load."""
		found = {
			doctype: sorted(map(str, frappe.get_all(doctype, fields=fields, as_list=True)))
			for doctype, fields in FIGURES.items()
		}
		for doctype in frappe.get_all("DocType", {"module": ("in", MODULES), "issingle": 0}, pluck="name"):
			found[f"{doctype} in all"] = frappe.db.count(doctype)
		found["User"] = sorted(frappe.get_all("User", pluck="name"))
		found["File"] = frappe.db.count("File")
		return found

	def assert_seeded(self) -> None:
		self.assertEqual(frappe.db.count("Opinion Category"), 20)
		self.assertEqual(frappe.db.count("Result Class"), 4)
		self.assertEqual(frappe.db.count("Workflow", {"is_active": 1, "name": ("like", "%Handling")}), 3)
		self.assertEqual(frappe.db.get_value("Role", "Deputy", "desk_access"), 0)
		self.assertEqual(frappe.db.get_value("Role", "Township Chair", "desk_access"), 1)
		self.assertEqual(frappe.db.count("Time Limit", {"parent": "Liaison Settings"}), 79)

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
		self.assertEqual(frappe.db.get_singles_dict("Liaison Settings"), {})
		self.assertEqual(frappe.get_all("DefaultValue", {"defkey": ("like", f"{APP}%")}), [])

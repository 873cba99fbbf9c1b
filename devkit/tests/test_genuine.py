"""Genuine Frappe without its forge: packages come from their registries, and the app's copy follows."""

import tempfile
import unittest
from pathlib import Path

from devkit.genuine import complete_timepicker, mirror, use_registries

MANIFEST = """{
  "repository": {"url": "git+https://github.com/frappe/frappe.git"},
  "dependencies": {
    "air-datepicker": "github:frappe/air-datepicker",
    "awesomplete": "^1.1.5"
  }
}
"""
LOCK = """# yarn lockfile v1


ace@1:
  version "1.0.0"

"air-datepicker@github:frappe/air-datepicker":
  version "2.2.3"
  resolved "https://codeload.github.com/frappe/air-datepicker/tar.gz/ed37b94"

awesomplete@^1.1.5:
  version "1.1.5"
"""
PROJECT = """dependencies = [
    "gunicorn @ git+https://github.com/frappe/gunicorn@b9a857003929be9900c2f2baa9ea4d47d0bc3c22",
    "requests~=2.31.0",
]
"""


class Folder(unittest.TestCase):
	def setUp(self):
		folder = tempfile.TemporaryDirectory()
		self.addCleanup(folder.cleanup)
		self.folder = Path(folder.name)

	def write(self, files: dict) -> None:
		for name, text in files.items():
			path = self.folder / name
			path.parent.mkdir(parents=True, exist_ok=True)
			path.write_text(text)

	def names(self, root: str) -> list:
		top = self.folder / root
		return sorted(
			str(path.relative_to(top)) for path in top.rglob("*") if path.is_symlink() or path.is_file()
		)


class TestRegistries(Folder):
	def test_a_picker_without_seconds_gets_them_once(self):
		script = "air-datepicker/dist/js/datepicker.min.js"
		self.write({script: "picker();"})
		complete_timepicker(self.folder)
		completed = (self.folder / script).read_text()
		self.assertTrue(completed.startswith("picker();"))
		self.assertIn('name="seconds"', completed)
		complete_timepicker(self.folder)
		self.assertEqual((self.folder / script).read_text(), completed)

	def test_forge_packages_become_the_locked_releases(self):
		self.write({"package.json": MANIFEST, "yarn.lock": LOCK, "pyproject.toml": PROJECT})
		self.assertTrue(use_registries(self.folder))
		manifest = (self.folder / "package.json").read_text()
		self.assertIn('"air-datepicker": "2.2.3"', manifest)
		self.assertIn('"awesomplete": "^1.1.5"', manifest)
		lock = (self.folder / "yarn.lock").read_text()
		self.assertNotIn("air-datepicker", lock)
		self.assertIn("ace@1", lock)
		self.assertIn("awesomplete", lock)
		project = (self.folder / "pyproject.toml").read_text()
		self.assertIn('    "gunicorn",\n    "requests~=2.31.0",', project)

	def test_a_second_time_changes_nothing(self):
		self.write({"package.json": MANIFEST, "yarn.lock": LOCK, "pyproject.toml": PROJECT})
		use_registries(self.folder)
		self.assertFalse(use_registries(self.folder))


class TestMirror(Folder):
	def test_the_copy_becomes_equal_but_keeps_what_was_built(self):
		self.write(
			{
				"from/new.py": "new",
				"from/same/changed.py": "now",
				"from/public/dist/mine.js": "",
				"to/old.py": "",
				"to/same/changed.py": "before",
				"to/gone/deep.py": "",
				"to/public/dist/theirs.js": "",
			}
		)
		(self.folder / "from" / "link").symlink_to("same")
		mirror(self.folder / "from", self.folder / "to")
		self.assertEqual(self.names("to"), ["link", "new.py", "public/dist/theirs.js", "same/changed.py"])
		self.assertEqual((self.folder / "to/same/changed.py").read_text(), "now")
		self.assertTrue((self.folder / "to" / "link").is_symlink())
		mirror(self.folder / "from", self.folder / "to")
		self.assertEqual(self.names("to"), ["link", "new.py", "public/dist/theirs.js", "same/changed.py"])

	def test_what_is_gone_is_gone_in_the_copy(self):
		self.write({"to/setup.py": "", "to/docs/x": ""})
		for name in ("setup.py", "docs"):
			mirror(self.folder / "from" / name, self.folder / "to" / name)
		self.assertEqual(self.names("to"), [])

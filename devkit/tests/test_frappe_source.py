"""The registries' Frappe gets its names back, whole or not at all, and only from the pinned archive."""

import hashlib
import io
import tarfile
import tempfile
import unittest
from pathlib import Path

from devkit.frappe_source import restore, unpack, verify
from devkit.stop import Stop

FILES = {
	"pyproject.toml": b'[project]\nname = "criscostack"\nversion = "1.0.0"\n',
	"criscostack/__init__.py": b'__version__ = "15.0.0-dev"\nclass CriscoTestCase: pass\n',
	"criscostack/utils/brik_helper.py": b"from criscostack import criscoerp, CRISCOSTACK_SITE  # rubrik\n",
	"criscostack/public/js/criscostack-web.bundle.js": b"// Criscostack and Criscoerp \xff\n",
	"criscostack/.DS_Store": b"x",
}


def archive(folder: Path, files: dict) -> Path:
	path = folder / "criscostack-1.0.0.tar.gz"
	with tarfile.open(path, "w:gz") as tar:
		for name, content in files.items():
			member = tarfile.TarInfo(f"criscostack-1.0.0/{name}")
			member.size = len(content)
			tar.addfile(member, io.BytesIO(content))
	return path


class TestNames(unittest.TestCase):
	def test_every_kind_of_name_goes_back(self):
		self.assertEqual(restore(b"criscostack.Crisco CRISCOSTACK_X"), b"frappe.Frappe FRAPPE_X")
		self.assertEqual(restore(b"CriscoException Criscostack"), b"FrappeException Frappe")
		self.assertEqual(restore(b"criscoerp Criscoerp"), b"erpnext ERPNext")
		self.assertEqual(restore(b"brik_helper.py"), b"bench_helper.py")

	def test_words_of_other_languages_stay(self):
		self.assertEqual(restore(b"Rubrik, Fabrik"), b"Rubrik, Fabrik")


class TestUnpack(unittest.TestCase):
	def setUp(self):
		folder = tempfile.TemporaryDirectory()
		self.addCleanup(folder.cleanup)
		self.folder = Path(folder.name)
		self.archive = archive(self.folder, FILES)
		self.sha256 = hashlib.sha256(self.archive.read_bytes()).hexdigest()
		self.target = self.folder / "frappe"

	def test_files_and_their_names_are_restored(self):
		unpack(self.archive, self.target, self.sha256)
		found = sorted(
			str(path.relative_to(self.target)) for path in self.target.rglob("*") if path.is_file()
		)
		self.assertEqual(
			found,
			[
				"frappe/__init__.py",
				"frappe/public/js/frappe-web.bundle.js",
				"frappe/utils/bench_helper.py",
				"pyproject.toml",
			],
		)
		self.assertIn("class FrappeTestCase", (self.target / "frappe/__init__.py").read_text())
		web = (self.target / "frappe/public/js/frappe-web.bundle.js").read_bytes()
		self.assertEqual(web, b"// Frappe and ERPNext \xff\n")

	def test_the_version_is_the_package_s_own(self):
		unpack(self.archive, self.target, self.sha256)
		project = (self.target / "pyproject.toml").read_text()
		self.assertEqual(project, '[project]\nname = "frappe"\ndynamic = ["version"]\n')

	def test_a_half_written_tree_is_replaced(self):
		part = self.folder / ".frappe.part"
		part.mkdir()
		(part / "left-over.py").write_text("")
		unpack(self.archive, self.target, self.sha256)
		self.assertFalse(part.exists())
		self.assertFalse((self.target / "left-over.py").exists())

	def test_a_wrong_archive_is_refused_and_nothing_written(self):
		self.archive.write_bytes(self.archive.read_bytes() + b"x")
		with self.assertRaisesRegex(Stop, "not the pinned archive"):
			unpack(self.archive, self.target, self.sha256)
		self.assertFalse(self.target.exists())
		with self.assertRaises(Stop):
			verify(self.archive, self.sha256)

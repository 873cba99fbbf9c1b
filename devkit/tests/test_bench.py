"""Where a bench lies, and what it keeps to itself."""

import json
import stat
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from devkit import apps
from devkit.bench import APP, Bench, folder_name
from devkit.build import assets_present
from devkit.python_env import LISTS

ROOT = Path(__file__).parents[2]


class TestBench(unittest.TestCase):
	def setUp(self):
		folder = tempfile.TemporaryDirectory()
		self.addCleanup(folder.cleanup)
		self.root = Path(folder.name)
		self.bench = Bench(self.root)

	def test_each_frappe_has_a_folder_of_its_own(self):
		self.assertEqual(folder_name("", ""), ".bench")
		self.assertEqual(
			folder_name("https://example.org/frappe/frappe.git", "version-15"), ".bench-frappe-version-15"
		)
		self.assertEqual(folder_name("/srv/some+Frappe/repo", "develop"), ".bench-some-frappe-develop")

	def test_secrets_are_random_kept_and_private(self):
		first = self.bench_with_folder().secret("a")
		self.assertEqual(self.bench.secret("a"), first)
		self.assertNotEqual(self.bench.secret("b"), first)
		mode = (self.bench.path / "secrets.json").stat().st_mode
		self.assertEqual(stat.S_IMODE(mode), 0o600)

	def bench_with_folder(self) -> Bench:
		self.bench.path.mkdir()
		return self.bench

	def test_common_configuration_keeps_what_others_set(self):
		self.assertTrue(self.bench.set_common_config(mine=1))
		self.assertFalse(self.bench.set_common_config(mine=1))
		self.bench.set_common_config(yours=2)
		self.assertEqual(self.bench.common_config(), {"mine": 1, "yours": 2})

	def test_the_bench_does_not_lie_inside_the_app_that_it_shows(self):
		(self.root / APP).mkdir()
		(self.root / "setup.py").write_text("")
		folder = apps.show_checkout(self.bench_with_folder())
		self.assertEqual(sorted(path.name for path in folder.iterdir()), [APP, "setup.py"])
		(self.root / "setup.py").unlink()
		apps.show_checkout(self.bench)
		self.assertEqual(sorted(path.name for path in folder.iterdir()), [APP])


class TestAssets(unittest.TestCase):
	def test_a_bundle_that_is_gone_is_noticed(self):
		with tempfile.TemporaryDirectory() as folder:
			bench = Bench(Path(folder))
			self.assertFalse(assets_present(bench))
			dist = bench.sites / "assets" / APP / "dist"
			dist.mkdir(parents=True)
			names = {"a.bundle.js": f"/assets/{APP}/dist/a.js", "a.bundle.css": f"/assets/{APP}/dist/a.css"}
			(bench.sites / "assets" / "assets.json").write_text(json.dumps(names))
			(dist / "a.js").touch()
			(dist / "a.css").touch()
			self.assertTrue(assets_present(bench))
			(dist / "a.css").unlink()
			self.assertFalse(assets_present(bench))


class TestLists(unittest.TestCase):
	def test_every_pinned_package_has_a_hash(self):
		for file in LISTS.glob("*.lock"):
			for entry in file.read_text().replace("\\\n", " ").splitlines():
				if entry and not entry.startswith("#"):
					with self.subTest(entry=entry[:60]):
						self.assertIn("==", entry)
						self.assertIn("--hash=sha256:", entry)

	@unittest.skipIf(sys.version_info < (3, 11), "reads TOML")
	def test_the_app_s_own_requirements_are_on_the_list(self):
		import tomllib

		project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
		listed = (LISTS / "python.in").read_text().splitlines()
		self.assertLessEqual(set(project["dependencies"]), set(listed))


class TestScript(unittest.TestCase):
	def test_help_needs_nothing_installed(self):
		said = subprocess.run(
			[sys.executable, "-S", ROOT / "dev", "help"], capture_output=True, text=True, check=False
		)
		self.assertEqual(said.returncode, 0, said.stderr)
		for verb in ("serve", "test", "stop", "status", "reset", "bench", "shell"):
			self.assertIn(verb, said.stdout)

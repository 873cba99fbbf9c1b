"""A step runs when it must, and only then."""

import contextlib
import io
import tempfile
import unittest
from pathlib import Path

from devkit.steps import Marks, Step, files_fingerprint, run_steps


class Folder(unittest.TestCase):
	def setUp(self):
		folder = tempfile.TemporaryDirectory()
		self.addCleanup(folder.cleanup)
		self.folder = Path(folder.name)

	def write(self, name: str, text: str = "") -> Path:
		path = self.folder / name
		path.parent.mkdir(parents=True, exist_ok=True)
		path.write_text(text)
		return path


class TestFingerprint(Folder):
	def test_follows_content_names_and_removal(self):
		self.write("app/one.py", "1")
		app = self.folder / "app"
		seen = [files_fingerprint(app)]
		self.assertEqual(files_fingerprint(app), seen[0])
		self.write("app/one.py", "2")
		seen.append(files_fingerprint(app))
		self.write("app/two.py", "2")
		seen.append(files_fingerprint(app))
		(app / "one.py").unlink()
		seen.append(files_fingerprint(app))
		self.assertEqual(len(set(seen)), 4)

	def test_is_blind_for_what_building_leaves(self):
		self.write("app/one.py", "1")
		app = self.folder / "app"
		before = files_fingerprint(app, skip=("public",))
		self.write("app/__pycache__/one.cpython-311.pyc")
		self.write("app/node_modules/x.js")
		self.write("app/public/x.js")
		self.assertEqual(files_fingerprint(app, skip=("public",)), before)
		self.assertNotEqual(files_fingerprint(app), before)

	def test_a_missing_folder_differs_from_an_empty_file(self):
		self.assertNotEqual(
			files_fingerprint(self.folder / "none"), files_fingerprint(self.write("none", ""))
		)


class TestSteps(Folder):
	def setUp(self):
		super().setUp()
		self.done = []
		self.inputs = {"a": "1", "b": "1"}
		self.marks = Marks(self.folder / "state")

	def steps(self, fail: str = "", there: bool = True) -> list:
		def step(name):
			def work(log, tick):
				if fail == name:
					raise KeyboardInterrupt
				self.done.append(name)

			return Step(name, name, lambda: self.inputs[name], work, lambda: there)

		return [step("a"), step("b")]

	def go(self, **options) -> list:
		self.done = []
		with contextlib.redirect_stdout(io.StringIO()):
			run_steps(self.steps(**options), self.marks, self.folder / "logs")
		return self.done

	def test_each_runs_once(self):
		self.assertEqual(self.go(), ["a", "b"])
		self.assertEqual(self.go(), [])

	def test_a_changed_input_runs_its_step_only(self):
		self.go()
		self.inputs["b"] = "2"
		self.assertEqual(self.go(), ["b"])

	def test_a_vanished_result_is_made_again(self):
		self.go()
		self.assertEqual(self.go(there=False), ["a", "b"])

	def test_an_interrupted_step_runs_again_and_a_finished_one_does_not(self):
		with self.assertRaises(KeyboardInterrupt):
			self.go(fail="b")
		self.assertEqual(self.go(), ["b"])

	def test_an_interrupted_repeat_forgets_the_earlier_success(self):
		self.go()
		self.inputs["b"] = "2"
		with self.assertRaises(KeyboardInterrupt):
			self.go(fail="b")
		self.inputs["b"] = "1"
		self.assertEqual(self.go(), ["b"])

	def test_a_damaged_mark_counts_as_none(self):
		self.go()
		self.write("state/a.json", "{")
		self.assertEqual(self.go(), ["a"])

	def test_logs_are_numbered(self):
		self.go()
		logs = sorted(path.name for path in (self.folder / "logs").iterdir())
		self.assertEqual(logs, ["01-a.log", "02-b.log"])

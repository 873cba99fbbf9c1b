"""The sum at the end of `./dev test` is what the runners said."""

import sys
import tempfile
import unittest
from argparse import Namespace
from pathlib import Path

from devkit.bench import Bench
from devkit.cli import measure
from devkit.stop import Stop
from devkit.suites import PARTS, Result, _module, _run, lanes_of, read_unittest


class TestSummary(unittest.TestCase):
	def test_all_well(self):
		self.assertEqual(read_unittest("Ran 12 tests in 0.1s\n\nOK\n", 0), Result(12, 0, 0))

	def test_every_kind_of_result(self):
		output = "Ran 10 tests in 3s\n\nFAILED (failures=1, errors=2, skipped=3, expected failures=1)\n"
		self.assertEqual(read_unittest(output, 1), Result(4, 3, 3))
		self.assertEqual(read_unittest("Ran 3 tests in 3s\n\nOK (skipped=1)\n", 0), Result(2, 0, 1))
		output = "Ran 3 tests in 3s\n\nFAILED (unexpected successes=1)\n"
		self.assertEqual(read_unittest(output, 1), Result(2, 1, 0))

	def test_several_runs_in_one_output(self):
		output = "Ran 2 tests in 1s\n\nOK\nRan 1 test in 1s\n\nFAILED (errors=1)\n"
		self.assertEqual(read_unittest(output, 1), Result(2, 1, 0))

	def test_no_test_is_a_failure(self):
		self.assertEqual(read_unittest("Ran 0 tests in 0.0s\n\nOK\n", 0), Result(0, 1, 0))
		self.assertEqual(read_unittest("", 0), Result(0, 1, 0))

	def test_a_crash_is_a_failure(self):
		self.assertEqual(read_unittest("Traceback …", 1), Result(0, 1, 0))
		self.assertEqual(read_unittest("Ran 5 tests in 1s\n\nOK\n", 139), Result(4, 1, 0))

	def test_a_class_that_cannot_be_prepared(self):
		self.assertEqual(read_unittest("Ran 0 tests in 1s\n\nFAILED (errors=1)\n", 1), Result(0, 1, 0))

	def test_a_printed_line_that_looks_alike_is_not_counted(self):
		self.assertEqual(read_unittest("I Ran 5 tests in all\nRan 1 test in 1s\n\nOK\n", 0), Result(1, 0, 0))

	def test_the_closing_line(self):
		self.assertEqual(str(Result(3, 0, 0) + Result(1, 2, 0)), "4 passed, 2 failed")
		self.assertEqual(str(Result(3, 0, 1)), "3 passed, 0 failed, 1 skipped")


class TestModuleNames(unittest.TestCase):
	def test_files_and_dotted_names(self):
		self.assertEqual(_module("./tests/browser/test_visit.py"), "tests.browser.test_visit")
		self.assertEqual(_module("tests.browser.test_visit"), "tests.browser.test_visit")


class TestLanes(unittest.TestCase):
	def test_the_longest_suites_run_beside_one_another(self):
		self.assertEqual(lanes_of(list(PARTS)), [["lint", "devkit", "python"], ["browser", "lifecycle"]])

	def test_a_lane_without_a_suite_is_none(self):
		self.assertEqual(lanes_of(["lifecycle"]), [["lifecycle"]])


class TestBenchmarks(unittest.TestCase):
	def test_an_unknown_one_names_those_there_are(self):
		bench = Bench(Path(__file__).resolve().parents[2])
		for name in ("", "measuring", "nothing"):
			with self.assertRaisesRegex(Stop, "transition"):
				measure(bench, Namespace(name=name))


class TestSideBySide(unittest.TestCase):
	def bench(self) -> Bench:
		folder = tempfile.TemporaryDirectory()
		self.addCleanup(folder.cleanup)
		return Bench(Path(folder.name))

	def test_one_goes_on_while_the_other_waits(self):
		bench = self.bench()
		sign = bench.root / "sign"
		waits = f"import os, time\nwhile not os.path.exists({str(sign)!r}): time.sleep(0.05)\nprint('seen')"
		running = {
			name: _run(bench, name, [sys.executable, "-c", code], bench.root, {}, alone=False)
			for name, code in (("waits", waits), ("gives", f"open({str(sign)!r}, 'w')"))
		}
		ended = {}
		while len(ended) < len(running):
			for name, suite in running.items():
				if name not in ended:
					try:
						next(suite)
					except StopIteration as end:
						ended[name] = end.value
		self.assertEqual(ended["gives"][0], 0)
		self.assertEqual(ended["waits"][0], 0)
		self.assertIn("seen", ended["waits"][1])

	def test_what_is_left_is_ended(self):
		bench = self.bench()
		began = bench.root / "began"
		code = f"import os, time\nopen({str(began)!r}, 'w').write(str(os.getpid()))\ntime.sleep(60)"
		suite = _run(bench, "long", [sys.executable, "-c", code], bench.root, {}, alone=False)
		while not (began.exists() and began.read_text()):
			next(suite)
		suite.close()
		self.assertFalse(Path(f"/proc/{began.read_text()}").exists())

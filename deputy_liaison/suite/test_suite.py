"""Frappe's test walker looks inside the package and follows no links: this leads it to `tests/`."""

import sys
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def load_tests(loader: unittest.TestLoader, standard_tests, pattern) -> unittest.TestSuite:
	"""All `tests/test_*.py` beside the package; browser flows run against a served site instead."""
	if str(ROOT) not in sys.path:
		sys.path.insert(0, str(ROOT))
	names = sorted(f"tests.{path.stem}" for path in (ROOT / "tests").glob("test_*.py"))
	return unittest.TestSuite(loader.loadTestsFromName(name) for name in names)

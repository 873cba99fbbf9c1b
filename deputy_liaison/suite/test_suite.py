"""Frappe's test walker looks inside the package and follows no links: this leads it to `tests/`."""

import sys
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("tests", "tests/attacks")


def load_tests(loader: unittest.TestLoader, standard_tests, pattern) -> unittest.TestSuite:
	"""All `tests/test_*.py` and `tests/attacks/test_*.py`; browser flows run against a served site."""
	if str(ROOT) not in sys.path:
		sys.path.insert(0, str(ROOT))
	files = [path for folder in FOLDERS for path in sorted((ROOT / folder).glob("test_*.py"))]
	names = [".".join(path.relative_to(ROOT).with_suffix("").parts) for path in files]
	return unittest.TestSuite(loader.loadTestsFromName(name) for name in names)

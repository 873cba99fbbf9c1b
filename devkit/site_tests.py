"""Frappe's `run-tests`, with unittest's choice by name, which it lacks. Runs inside the bench, in its sites folder."""

import os
import sys
import unittest

pattern, *words = sys.argv[1:]
if pattern:
	unittest.TestLoader.testNamePatterns = [pattern if "*" in pattern else f"*{pattern}*"]
# the tests lie beside the package
sys.path.insert(0, os.path.abspath("../apps/deputy_liaison"))
sys.argv = ["bench", "frappe", *words]

from frappe.utils.bench_helper import main  # noqa: E402

main()

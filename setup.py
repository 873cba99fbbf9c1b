"""Packaging: the package alone. Top-level tests, fixtures, patches and tools stay out of it."""

import re
from pathlib import Path

from setuptools import find_packages, setup

INIT = Path(__file__).with_name("deputy_liaison") / "__init__.py"

setup(
	name="deputy_liaison",
	version=re.search(r'__version__ = "([^"]+)"', INIT.read_text(encoding="utf-8")).group(1),
	packages=find_packages(include=["deputy_liaison", "deputy_liaison.*"]),
	include_package_data=True,
	zip_safe=False,
)

"""The apps of the bench: Frappe, and this checkout as a bench sees it."""

from __future__ import annotations

import shutil
from pathlib import Path

from devkit import python_env
from devkit.bench import APP, Bench
from devkit.steps import files_fingerprint

# What the app consists of. The bench lies inside the checkout, so the checkout itself cannot be the app's
# folder in the bench: a walk through it would come by the bench again.
SHOWN = (
	APP,
	"fixtures",
	"patches",
	"tests",
	"benchmarks",
	"docs",
	"setup.py",
	"pyproject.toml",
	"MANIFEST.in",
	"README.md",
	"license.txt",
)


def show_checkout(bench: Bench) -> Path:
	"""A real folder in the bench with a link to each part of the app."""
	folder = bench.apps / APP
	folder.mkdir(parents=True, exist_ok=True)
	for link in folder.iterdir():
		if link.is_symlink() and (link.name not in SHOWN or not link.exists()):
			link.unlink()
	for name in SHOWN:
		link, part = folder / name, bench.root / name
		if part.exists() and not link.is_symlink():
			link.symlink_to(part, target_is_directory=part.is_dir())
	return folder


def install(bench: Bench, log: Path, tick) -> None:
	"""Both apps into the environment as they lie there, and onto the bench's list."""
	editable = ["--no-deps", "--no-build-isolation"]
	python_env.install(bench, log, tick, *editable, "-e", str(bench.apps / "frappe"))
	shutil.rmtree(bench.apps / APP, ignore_errors=True)
	# by its folder and not package by package, as in a bench where the folder is a plain clone
	whole = ["--config-settings", "editable_mode=compat"]
	python_env.install(bench, log, tick, *editable, *whole, "-e", str(show_checkout(bench)))
	list_apps(bench)


def list_apps(bench: Bench) -> None:
	"""The list that Frappe reads; its folders for assets and logs."""
	for folder in (bench.sites / "assets", bench.path / "logs", bench.path / "config" / "pids"):
		folder.mkdir(parents=True, exist_ok=True)
	(bench.sites / "apps.txt").write_text(f"frappe\n{APP}\n")


def packaging_fingerprint(bench: Bench) -> str:
	"""What an editable install depends on: the packaging files, not the code."""
	names = ("setup.py", "pyproject.toml", "MANIFEST.in")
	present = [name for name in SHOWN if (bench.root / name).exists()]
	return files_fingerprint(*(bench.root / name for name in names)) + ",".join(present)


def code_fingerprint(bench: Bench) -> str:
	"""What a site and its servers have to follow: everything but pages' sources and tests' own files."""
	parts = (bench.root / name for name in (APP, "fixtures", "patches"))
	return files_fingerprint(*parts, skip=("public",))


def demo_fingerprint(bench: Bench) -> str:
	"""What the demo's functions depend on; they may be called again at any time."""
	return files_fingerprint(bench.root / APP / "demo", bench.root / APP / "demo.py")


def files(bench: Bench) -> str:
	"""Every file of the app."""
	return files_fingerprint(*(bench.root / name for name in SHOWN))


def public_fingerprint(bench: Bench) -> str:
	"""What the asset build of this app depends on."""
	return files_fingerprint(bench.root / APP / "public", bench.root / APP / "templates")

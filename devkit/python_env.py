"""The bench's Python environment, filled from hash-pinned lists."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from devkit import process
from devkit.bench import Bench
from devkit.stop import Stop

# Frappe's pinned dependencies have wheels for these
OLDEST, NEWEST = (3, 10), (3, 12)
LISTS = Path(__file__).parent / "requirements"


def interpreter() -> str:
	"""A Python that the pinned packages run on: this one if it fits, else one that lies about."""
	if OLDEST <= sys.version_info[:2] <= NEWEST:
		return sys.executable
	for minor in range(NEWEST[1], OLDEST[1] - 1, -1):
		found = shutil.which(f"python3.{minor}")
		if found:
			return found
	running = ".".join(map(str, sys.version_info[:2]))
	raise Stop(f"the bench needs Python 3.10 to 3.12; this machine has {running} (Debian 12 brings 3.11)")


def version() -> str:
	"""The exact interpreter, as part of a fingerprint."""
	found = interpreter()
	return found + subprocess.run([found, "-VV"], capture_output=True, text=True, check=False).stdout


def build(bench: Bench, log: Path, tick) -> None:
	"""The build tools, then everything on the list; nothing that is not pinned.

	An environment that was left half filled, or belongs to another interpreter, is made anew.
	"""
	filling = bench.path / "state" / "filling-python"
	made_by = bench.env / "made-by"
	if filling.exists() or not made_by.exists() or made_by.read_text() != version():
		shutil.rmtree(bench.env, ignore_errors=True)
		bench.path.mkdir(parents=True, exist_ok=True)
		process.run([interpreter(), "-m", "venv", bench.env], log, cwd=bench.path, tick=tick)
		made_by.write_text(version())
	filling.parent.mkdir(parents=True, exist_ok=True)
	filling.touch()
	install(bench, log, tick, "--require-hashes", "-r", str(LISTS / "build.lock"))
	# most modules of these packages are never imported: each is compiled when it first is
	pinned = ["--no-compile", "--require-hashes", "--no-build-isolation", "-r", str(LISTS / "python.lock")]
	install(bench, log, tick, *pinned)
	filling.unlink()


def install(bench: Bench, log: Path, tick, *words: str) -> None:
	command = [bench.python, "-m", "pip", "install", "--no-input", "--disable-pip-version-check", *words]
	process.run(command, log, cwd=bench.path, env=bench.environment(), tick=tick, registry=True)

"""The packages of the desk's pages, and the build that turns sources into assets."""

from __future__ import annotations

import shutil
from pathlib import Path

from devkit import process
from devkit.bench import APP, Bench

RECIPE = Path(__file__).parent / "assets"


def install(bench: Bench, log: Path, tick) -> None:
	"""Exactly what the lock file names; no package's own scripts are run."""
	bench.node.mkdir(parents=True, exist_ok=True)
	for name in ("package.json", "package-lock.json"):
		shutil.copyfile(RECIPE / name, bench.node / name)
	command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--no-progress"]
	process.run(command, log, cwd=bench.node, env=bench.environment(), tick=tick, registry=True)


def build(bench: Bench, log: Path, tick) -> None:
	"""Every bundle of every app, and the map from bundle names to files."""
	command = ["node", RECIPE / "build.mjs", "--bench", bench.path, "--apps", f"frappe,{APP}"]
	command += ["--node-modules", bench.node / "node_modules", "--production"]
	process.run(command, log, cwd=bench.node, env=bench.environment(), tick=tick)

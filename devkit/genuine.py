"""A bench from genuine Frappe, built by Frappe's own `bench` command in the standard way."""

from __future__ import annotations

import getpass
import os
import re
import shutil
import socket
import sys
from pathlib import Path

from devkit import apps, process, python_env
from devkit.bench import APP, Bench
from devkit.stop import Stop

YARN = "yarn@1.22.22"
FORGE = "github.com"
TIMEPICKER = Path(__file__).parent / "assets" / "additions" / "timepicker.js"
# a package that Frappe takes from its forge, as npm and pip write it
FORGED_NODE = re.compile(r'"(?P<name>[^"]+)": "(?:github:|git\+https://github\.com/)[^"]*"')
FORGED_PYTHON = re.compile(r'"(?P<name>[A-Za-z0-9._-]+) @ git\+https://github\.com/[^"]*"')


def tools(bench: Bench) -> Path:
	return bench.path / "tools"


def install_tools(bench: Bench, log: Path, tick) -> None:
	"""Frappe's `bench` command and yarn, in a folder of their own."""
	shutil.rmtree(tools(bench), ignore_errors=True)
	home = tools(bench) / "python"
	process.run([python_env.interpreter(), "-m", "venv", home], log, cwd=bench.path, tick=tick)
	command = [
		home / "bin" / "pip",
		"install",
		"--no-input",
		"--disable-pip-version-check",
		"--require-hashes",
	]
	command += ["-r", python_env.LISTS / "bench.lock"]
	process.run(command, log, cwd=bench.path, tick=tick, registry=True)
	node = tools(bench) / "node"
	node.mkdir()
	command = ["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", node, YARN]
	process.run(command, log, cwd=node, tick=tick, registry=True)
	(tools(bench) / "bin").mkdir()
	for program in (home / "bin" / "bench", node / "node_modules" / ".bin" / "yarn"):
		(tools(bench) / "bin" / program.name).symlink_to(program)


def clone(bench: Bench, log: Path, tick) -> None:
	"""Frappe's source; where its forge cannot be reached, with registry releases in place of forge packages."""
	target = source(bench)
	part = target.with_name("frappe.part")
	shutil.rmtree(part, ignore_errors=True)
	part.parent.mkdir(parents=True, exist_ok=True)
	command = ["git", "clone", "--single-branch", *(["--branch", bench.branch] if bench.branch else [])]
	process.run([*command, bench.source, part], log, cwd=bench.path, tick=tick, registry=True)
	if not forge_answers() and use_registries(part):
		identity = ["-c", "user.name=dev", "-c", "user.email=dev@example.invalid"]
		command = ["git", *identity, "commit", "-qam", "Take packages from their registries"]
		process.run(command, log, cwd=part, tick=tick)
	shutil.rmtree(target, ignore_errors=True)
	part.rename(target)


def source(bench: Bench) -> Path:
	return bench.path / "source" / "frappe"


def forge_answers() -> bool:
	try:
		with socket.create_connection((FORGE, 443), timeout=5):
			return True
	except OSError:
		return False


def use_registries(folder: Path) -> bool:
	"""Name the released package wherever the forge is named; tells whether anything was changed."""
	manifest, lock, project = (folder / name for name in ("package.json", "yarn.lock", "pyproject.toml"))
	node, python = manifest.read_text(), project.read_text()
	locked = lock.read_text().split("\n\n")
	for found in FORGED_NODE.finditer(node):
		mine = [entry for entry in locked if entry.lstrip().startswith(f'"{found["name"]}@')]
		version = re.search(r'(?m)^  version "([^"]+)"', "\n".join(mine))
		if version:
			node = node.replace(found[0], f'"{found["name"]}": "{version[1]}"')
			locked = [entry for entry in locked if entry not in mine]
	changed = [
		(manifest, node),
		(lock, "\n\n".join(locked)),
		(project, FORGED_PYTHON.sub(r'"\g<name>"', python)),
	]
	changed = [(file, text) for file, text in changed if file.read_text() != text]
	for file, text in changed:
		file.write_text(text)
	return bool(changed)


def interpreter(bench: Bench) -> str:
	"""A Python that this Frappe asks for."""
	wanted = re.search(r'requires-python = "([^"]+)"', (source(bench) / "pyproject.toml").read_text())[1]
	oldest = re.search(r">=\s*3\.(\d+)", wanted)
	beyond = re.search(r"<\s*3\.(\d+)", wanted)
	first = int(oldest[1]) if oldest else 10
	last = int(beyond[1]) - 1 if beyond else 14
	if not first <= sys.version_info[1] <= last:
		for minor in range(last, first - 1, -1):
			found = shutil.which(f"python3.{minor}")
			if found:
				return found
		raise Stop(f"this Frappe needs Python {wanted}, and none is on this machine")
	return sys.executable


def init(bench: Bench, log: Path, tick) -> None:
	"""`bench init`; what an earlier try left is removed, sites and their data stay."""
	for folder in (bench.apps, bench.env, bench.path / "config"):
		shutil.rmtree(folder, ignore_errors=True)
	bench.set_common_config(frappe_user=getpass.getuser())
	command = ["init", "--ignore-exist", "--skip-assets", "--skip-redis-config-generation", "--no-procfile"]
	command += ["--no-backups", "--python", interpreter(bench), "--frappe-path", str(source(bench))]
	branch = process.output_of(["git", "branch", "--show-current"], cwd=source(bench)).strip()
	run_bench(bench, log, tick, *command, "--frappe-branch", branch, str(bench.path))
	run_bench(bench, log, tick, "setup", "requirements", "--dev", "frappe")
	pins = (python_env.LISTS / "python.lock").read_text()
	ours = [re.search(rf"(?m)^{name}==\S+", pins)[0] for name in ("playwright", "ruff")]
	python_env.install(bench, log, tick, *ours)


def get_app(bench: Bench, log: Path, tick) -> None:
	"""`bench get-app` of this checkout, as anybody would install it."""
	# it clones under the checkout's own name before it finds out the app's
	for name in (APP, bench.root.name):
		shutil.rmtree(bench.apps / name, ignore_errors=True)
	run_bench(bench, log, tick, "get-app", "--overwrite", "--skip-assets", str(bench.root))
	copy_app(bench)


def copy_app(bench: Bench) -> None:
	"""What is not committed yet, too: the clone's files become the checkout's."""
	for name in apps.SHOWN:
		mirror(bench.root / name, bench.apps / APP / name)


def mirror(origin: Path, copy: Path) -> None:
	"""Make a copy equal to its origin, but for what a build has put there."""
	if not origin.is_dir() or origin.is_symlink():
		remove(copy)
		if origin.exists():
			shutil.copy2(origin, copy, follow_symlinks=False)
		return
	copy.mkdir(exist_ok=True)
	built = {"dist", "node_modules", "__pycache__"}
	there = {path.name for path in origin.iterdir()} - built
	for old in copy.iterdir():
		if old.name not in there | built:
			remove(old)
	for name in there:
		mirror(origin / name, copy / name)


def remove(path: Path) -> None:
	if path.is_dir() and not path.is_symlink():
		shutil.rmtree(path)
	else:
		path.unlink(missing_ok=True)


def complete_timepicker(node_modules: Path) -> None:
	"""Behind npm's air-datepicker, what the forge's has: see the addition's own head."""
	picker = node_modules / "air-datepicker" / "dist" / "js" / "datepicker.min.js"
	script = picker.read_text()
	if "$seconds" not in script:
		picker.write_text(f"{script}\n;(() => {{\n{TIMEPICKER.read_text()}}})();\n")


def build_assets(bench: Bench, log: Path, tick) -> None:
	complete_timepicker(bench.apps / "frappe" / "node_modules")
	run_bench(bench, log, tick, "build", "--production", "--force")


def run_bench(bench: Bench, log: Path, tick, *words: str) -> None:
	"""Frappe's `bench` command in this bench."""
	# it asks for its own installer otherwise, and asks back where it may
	env = bench.environment(BENCH_DISABLE_UV="1", CI="1")
	env["PATH"] = os.pathsep.join([str(tools(bench) / "bin"), env["PATH"]])
	env.pop("VIRTUAL_ENV")
	process.run(
		[tools(bench) / "bin" / "bench", *words], log, cwd=bench.path, env=env, tick=tick, registry=True
	)

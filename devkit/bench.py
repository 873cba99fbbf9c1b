"""Where things lie in a bench, and how Frappe's own commands are called in it."""

from __future__ import annotations

import json
import os
import re
import secrets
from pathlib import Path

from devkit import process
from devkit.steps import Marks

APP = "deputy_liaison"
DEMO_SITE = "demo.localhost"
TEST_SITE = "test.localhost"
# of the browser's tests, which run beside the others
BROWSER_SITE = "browser.localhost"
MEASURE_SITE = "measure.localhost"
SITES = (DEMO_SITE, TEST_SITE, BROWSER_SITE, MEASURE_SITE)


class Bench:
	"""One bench: the folder `.bench` of the checkout, or `.bench-<slug>` for genuine Frappe."""

	def __init__(self, root: Path, source: str = "", branch: str = ""):
		self.root = root
		self.source = source
		self.branch = branch
		self.path = root / folder_name(source, branch)
		self.env = self.path / "env"
		self.apps = self.path / "apps"
		self.sites = self.path / "sites"
		self.node = self.path / "node"
		self.logs = self.path / "logs"
		self.run_files = self.path / "run"
		self.artifacts = self.path / "artifacts"
		self.marks = Marks(self.path / "state")

	@classmethod
	def chosen(cls, root: Path) -> Bench:
		"""The bench that the environment asks for."""
		return cls(root, os.environ.get("FRAPPE_SOURCE", ""), os.environ.get("FRAPPE_BRANCH", ""))

	@property
	def python(self) -> Path:
		return self.env / "bin" / "python"

	@property
	def genuine(self) -> bool:
		return bool(self.source)

	def environment(self, **more: str) -> dict:
		"""The environment of everything that runs in the bench."""
		env = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "PYTHONHOME")}
		path = [str(self.env / "bin"), str(self.path / "tools" / "bin"), env.get("PATH", os.defpath)]
		# Debian keeps servers in sbin, which the PATH of a plain user may lack
		path += ["/usr/local/sbin", "/usr/sbin", "/sbin"]
		env.update(PATH=os.pathsep.join(path), VIRTUAL_ENV=str(self.env), PYTHONUNBUFFERED="1", NO_COLOR="1")
		env.update(more)
		return env

	def frappe_command(self, *words: str) -> list:
		"""What `bench …` is at the bottom, in every kind of bench; it runs in the sites folder."""
		return [str(self.python), "-m", "frappe.utils.bench_helper", "frappe", *words]

	def frappe(self, *words: str, log: Path, tick=None, **more: str) -> None:
		"""Run one of Frappe's commands to its end."""
		process.run(self.frappe_command(*words), log, cwd=self.sites, env=self.environment(**more), tick=tick)

	def secret(self, name: str) -> str:
		"""A random password, made once and kept readable for its owner only."""
		file = self.path / "secrets.json"
		known = json.loads(file.read_text()) if file.exists() else {}
		if name not in known:
			known[name] = secrets.token_urlsafe(12)
			write_private(file, json.dumps(known, indent=1))
		return known[name]

	def common_config(self) -> dict:
		try:
			return json.loads((self.sites / "common_site_config.json").read_text())
		except (OSError, ValueError):
			return {}

	def set_common_config(self, **values: object) -> bool:
		"""Set values beside those that are there; tells whether that changed anything."""
		old = self.common_config()
		new = {**old, **values}
		if new == old:
			return False
		self.sites.mkdir(parents=True, exist_ok=True)
		write_private(self.sites / "common_site_config.json", json.dumps(new, indent=1, sort_keys=True))
		return True


def folder_name(source: str, branch: str) -> str:
	"""`.bench`, or a name that tells which Frappe is in it."""
	if not source:
		return ".bench"
	owner = re.sub(r"(/repo)?(\.git)?/*$", "", source).split("/")[-1]
	return ".bench-" + re.sub(r"[^a-z0-9]+", "-", f"{owner} {branch}".lower()).strip("-")


def write_private(file: Path, text: str) -> None:
	"""Write a file whole or not at all, readable for its owner only."""
	part = file.with_suffix(".part")
	with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
		out.write(text)
	part.replace(file)

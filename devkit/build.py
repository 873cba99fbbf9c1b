"""The order in which a bench comes to be."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from devkit import apps, database, debian, frappe_source, genuine, node_packages, python_env, servers, sites
from devkit.bench import APP, DEMO_SITE, MEASURE_SITE, Bench
from devkit.frappe_source import ARCHIVE, SHA256
from devkit.steps import Step, files_fingerprint, fingerprint, run_steps
from devkit.stop import Stop

NEEDED_BYTES = 3 * 1000**3
HERE = Path(__file__).parent


def machine(bench: Bench) -> Step:
	"""What the machine itself must have."""
	return Step(
		"debian",
		"Debian packages",
		lambda: "",
		lambda log, tick: debian.install(debian.missing(bench.genuine), log, bench.path, tick),
		lambda: not debian.missing(bench.genuine),
	)


def environment(bench: Bench) -> Step:
	"""What everything later stands on; enough for the linter."""
	lists = [python_env.LISTS / name for name in ("build.lock", "python.lock")]
	return Step(
		"python",
		"Python environment",
		lambda: fingerprint(python_env.version(), files_fingerprint(*lists)),
		lambda log, tick: python_env.build(bench, log, tick),
		bench.python.exists,
	)


def frappe(bench: Bench) -> list:
	"""Frappe from the registries, and the app beside it."""
	target = bench.apps / "frappe"
	archive = bench.path / "downloads" / ARCHIVE
	return [
		Step(
			"download",
			"Frappe from PyPI",
			lambda: SHA256,
			lambda log, tick: frappe_source.download(bench, log, tick),
			lambda: archive.exists() or target.exists(),
		),
		Step(
			"frappe",
			"Frappe's own names put back",
			lambda: fingerprint(SHA256, files_fingerprint(HERE / "frappe_source.py")),
			lambda log, tick: frappe_source.unpack(archive, target),
			target.exists,
		),
		Step(
			"apps",
			"Frappe and the app in the environment",
			lambda: fingerprint(bench.marks.done_at("python"), apps.packaging_fingerprint(bench)),
			lambda log, tick: apps.install(bench, log, tick),
			(bench.sites / "apps.txt").exists,
		),
		Step(
			"node",
			"packages of the pages from npm",
			lambda: files_fingerprint(HERE / "assets" / "package-lock.json"),
			lambda log, tick: node_packages.install(bench, log, tick),
			(bench.node / "node_modules").exists,
		),
		Step(
			"assets",
			"pages' scripts and styles",
			lambda: assets_inputs(bench),
			lambda log, tick: node_packages.build(bench, log, tick),
			lambda: assets_present(bench),
		),
		database_folder(bench),
	]


def genuine_frappe(bench: Bench) -> list:
	"""Frappe from its own repository, built by its own command, and the app in it."""
	marks = bench.marks
	return [
		Step(
			"tools",
			"Frappe's bench command",
			lambda: fingerprint(python_env.version(), files_fingerprint(python_env.LISTS / "bench.lock")),
			lambda log, tick: genuine.install_tools(bench, log, tick),
			(genuine.tools(bench) / "bin" / "yarn").exists,
		),
		Step(
			"source",
			f"Frappe from {bench.source} {bench.branch}",
			lambda: fingerprint(bench.source, bench.branch, files_fingerprint(HERE / "genuine.py")),
			lambda log, tick: genuine.clone(bench, log, tick),
			genuine.source(bench).exists,
		),
		Step(
			"frappe",
			"bench init",
			lambda: fingerprint(marks.done_at("source"), marks.done_at("tools")),
			lambda log, tick: genuine.init(bench, log, tick),
			bench.python.exists,
		),
		Step(
			"apps",
			"bench get-app",
			lambda: fingerprint(marks.done_at("frappe"), apps.packaging_fingerprint(bench)),
			lambda log, tick: genuine.get_app(bench, log, tick),
			(bench.apps / APP).exists,
		),
		Step(
			"copy",
			"the app as it is in the checkout",
			lambda: fingerprint(marks.done_at("apps"), apps.files(bench)),
			lambda log, tick: genuine.copy_app(bench),
		),
		Step(
			"assets",
			"bench build",
			lambda: fingerprint(marks.done_at("apps"), apps.public_fingerprint(bench)),
			lambda log, tick: genuine.build_assets(bench, log, tick),
			lambda: assets_present(bench),
		),
		database_folder(bench),
	]


def database_folder(bench: Bench) -> Step:
	return Step(
		"database",
		"database folder",
		lambda: fingerprint(bench.secret("database")),
		lambda log, tick: database.create(bench, log, tick),
		(bench.path / "mariadb" / "mysql").exists,
	)


def assets_present(bench: Bench) -> bool:
	"""Whether every file that the pages will ask for is there; an app's folder may have been cleaned."""
	built = bench.sites / "assets" / "assets.json"
	return built.exists() and all(
		(bench.sites / address.lstrip("/")).exists() for address in json.loads(built.read_text()).values()
	)


def assets_inputs(bench: Bench) -> str:
	recipe = files_fingerprint(HERE / "assets")
	done = (bench.marks.done_at(name) for name in ("frappe", "node"))
	return fingerprint(recipe, apps.public_fingerprint(bench), *done)


def site(bench: Bench, name: str, demo: bool) -> list:
	"""One site, brought up to the code."""

	def create(log, tick):
		sites.create(bench, name, log, tick, **({} if demo else {"allow_tests": True}))
		bench.marks.put(f"{name}-code", apps.code_fingerprint(bench))
		bench.marks.put(f"{name}-cache", bench.marks.done_at("assets"))

	def shipped():
		# a site keeps the records that it has: tests must see the ones that are shipped now
		return "" if demo else files_fingerprint(bench.root / "fixtures")

	steps = [
		Step(name, f"site {name}", shipped, create, lambda: sites.exists(bench, name)),
		Step(
			f"{name}-code",
			f"{name} follows the code",
			lambda: apps.code_fingerprint(bench),
			lambda log, tick: sites.migrate(bench, name, log, tick),
		),
		Step(
			f"{name}-cache",
			f"{name} forgets old pages",
			lambda: bench.marks.done_at("assets"),
			lambda log, tick: bench.frappe("--site", name, "clear-cache", log=log, tick=tick),
		),
		Step(
			f"{name}-ready",
			f"{name} in its language, without the wizard",
			lambda: fingerprint(bench.marks.done_at(name), apps.demo_fingerprint(bench)),
			lambda log, tick: sites.execute(bench, name, "prepare_site", log, tick),
		),
	]
	if demo:
		steps.append(
			Step(
				f"{name}-data",
				"demo data",
				lambda: fingerprint(bench.marks.done_at(name), apps.demo_fingerprint(bench)),
				lambda log, tick: sites.execute(bench, name, "load", log, tick),
			)
		)
	return steps


def build_tools(bench: Bench) -> None:
	"""Enough for the linter."""
	check_room(bench)
	flavour = genuine_frappe(bench)[:3] if bench.genuine else [environment(bench)]
	run_steps([machine(bench), *flavour], bench.marks, bench.logs)


def build(bench: Bench, *names: str) -> None:
	"""Everything up to these sites, with the database and both Redis running."""
	check_room(bench)
	flavour = genuine_frappe(bench) if bench.genuine else [environment(bench), *frappe(bench)]
	run_steps([machine(bench), *flavour], bench.marks, bench.logs)
	servers.start_stores(bench)
	sites.configure(bench)
	steps = [step for name in names for step in site(bench, name, demo=name in (DEMO_SITE, MEASURE_SITE))]
	run_steps(steps, bench.marks, bench.logs)


def check_room(bench: Bench) -> None:
	"""Better no start than half an installation on a full disk."""
	if bench.marks.get("assets"):
		return
	bench.path.mkdir(parents=True, exist_ok=True)
	free = shutil.disk_usage(bench.path).free
	if free < NEEDED_BYTES:
		raise Stop(f"a bench needs about 3 GB of disk, and {free / 1000**3:.1f} GB are free; make room first")


def server_version(bench: Bench) -> str:
	"""What a running web server or worker must have been started with."""
	code = apps.code_fingerprint(bench)
	return fingerprint(code, bench.common_config(), *(bench.marks.done_at(n) for n in ("python", "frappe")))

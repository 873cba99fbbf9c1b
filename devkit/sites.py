"""Sites: created, brought up to the code, filled with the demo's data."""

from __future__ import annotations

import json
from pathlib import Path

from devkit import database, process
from devkit.bench import APP, Bench, write_private


def exists(bench: Bench, site: str) -> bool:
	"""Whether the site and its database are both there."""
	try:
		config = json.loads((bench.sites / site / "site_config.json").read_text())
	except (OSError, ValueError):
		return False
	return (bench.path / "mariadb" / config["db_name"] / "tabSingles.ibd").exists()


def configure(bench: Bench) -> None:
	"""What holds for every site of the bench."""
	bench.set_common_config(
		# the registries' Frappe has no websocket server, and its desk is built to do without;
		# a genuine desk stumbles over the switch, but not over a server that does not answer
		disable_async=int(not bench.genuine),
		# Workflow refuses to work without an outgoing address; nothing leaves this machine
		auto_email_id="liaison@example.invalid",
		mail_server="127.0.0.1",
		mail_port=9,
		mail_login="liaison@example.invalid",
		mail_password=bench.secret("mail"),
		mute_emails=1,
		serve_default_site=True,
		default_site="demo.localhost",
	)


def set_config(bench: Bench, site: str, **values: object) -> None:
	"""Set values in one site's configuration."""
	file = bench.sites / site / "site_config.json"
	old = json.loads(file.read_text())
	if {**old, **values} != old:
		write_private(file, json.dumps({**old, **values}, indent=1, sort_keys=True))


def create(bench: Bench, site: str, log: Path, tick, **config: object) -> None:
	"""A new site with the app; what an interrupted try left behind is dropped."""
	admin = ["--db-root-username", database.ADMIN, "--db-root-password", bench.secret("database")]
	password = ["--admin-password", bench.secret(f"Administrator of {site}")]
	# with an earlier site's language Frappe names the folder Home in Chinese, and finds it no more at an upload
	(bench.sites / site / "site_config.json").unlink(missing_ok=True)
	bench.frappe("new-site", site, "--force", *admin, *password, log=log, tick=tick)
	if config:
		set_config(bench, site, **config)
	bench.frappe("--site", site, "install-app", APP, log=log, tick=tick)


def call(bench: Bench, site: str, function: str) -> list:
	"""The command that calls a function by its dotted name."""
	return [bench.python, Path(__file__).parent / "site_call.py", site, function]


def execute(bench: Bench, site: str, function: str, log: Path, tick) -> None:
	"""Call a function of the app's demo module."""
	command = call(bench, site, f"{APP}.demo.{function}")
	process.run(command, log, cwd=bench.sites, env=bench.environment(), tick=tick)


def migrate(bench: Bench, site: str, log: Path, tick) -> None:
	bench.frappe("--site", site, "migrate", "--skip-search-index", log=log, tick=tick)
	bench.frappe("--site", site, "clear-cache", log=log, tick=tick)

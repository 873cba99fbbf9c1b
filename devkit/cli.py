"""The verbs of `./dev`."""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

from devkit import build, debian, ports, process, servers, sites, suites
from devkit.bench import APP, BROWSER_SITE, DEMO_SITE, MEASURE_SITE, SITES, TEST_SITE, Bench
from devkit.lock import only_one
from devkit.screen import Line, say
from devkit.stop import Stop

ROOT = Path(__file__).resolve().parent.parent
PORT = 8000


def main(words: list) -> int:
	"""Do one verb; every foreseen trouble ends in one plain line."""
	signal.signal(signal.SIGTERM, signal.default_int_handler)
	signal.signal(signal.SIGHUP, signal.default_int_handler)
	bench = Bench.chosen(ROOT)
	# passed on untouched, options and all
	if words[:1] == ["bench"]:
		return guarded(run_bench, bench, words[1:])
	arguments = parser().parse_args(words or ["help"])
	return guarded(arguments.verb, bench, arguments)


def guarded(verb, bench: Bench, arguments) -> int:
	try:
		return verb(bench, arguments) or 0
	except Stop as stop:
		say(f"./dev: {stop}")
		return 1
	except KeyboardInterrupt:
		say("\n./dev: stopped; the same command goes on from here")
		return 130
	except BrokenPipeError:
		# whoever read the output has enough, as `head` does
		os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
		return 1
	except OSError as error:
		say(f"./dev: {error.strerror or error}{f': {error.filename}' if error.filename else ''}")
		return 1


def parser() -> argparse.ArgumentParser:
	top = argparse.ArgumentParser(prog="./dev", description="Build, serve and test Deputy Liaison.")
	verbs = top.add_subparsers(required=True, metavar="VERB")

	serve_verb = verbs.add_parser("serve", help="build what is missing and serve the demo site")
	serve_verb.add_argument("--port", type=int, metavar="N", help=f"instead of {PORT}")
	serve_verb.set_defaults(verb=serve)

	test_verb = verbs.add_parser("test", help="run every test, or some")
	test_verb.add_argument("what", nargs="*", help=f"{', '.join(suites.PARTS)}, or a test file")
	test_verb.add_argument("-k", default="", metavar="NAME", help="only tests with this in their name")
	test_verb.add_argument("--fresh", action="store_true", help="on a new test site")
	test_verb.set_defaults(verb=test)

	measure_verb = verbs.add_parser("measure", help="run a benchmark, on a site of its own")
	measure_verb.add_argument("name", nargs="?", default="", help="without it: which ones there are")
	measure_verb.set_defaults(verb=measure)

	for name, verb, text in (
		("stop", stop, "stop everything that runs"),
		("status", status, "what runs, and where"),
		("shell", shell, "a shell in the bench's environment"),
	):
		verbs.add_parser(name, help=text).set_defaults(verb=verb)

	reset_verb = verbs.add_parser("reset", help="remove the sites and their data")
	reset_verb.add_argument("--all", action="store_true", help="the whole bench")
	reset_verb.add_argument("--yes", action="store_true", help="without asking")
	reset_verb.set_defaults(verb=reset)

	demo_verb = verbs.add_parser("demo", help="load the demo county on the demo site, or remove it")
	demo_verb.add_argument("action", choices=("load", "remove"))
	demo_verb.add_argument("--yes", action="store_true", help="without asking")
	demo_verb.set_defaults(verb=demo)

	verbs.add_parser("bench", help="one of Frappe's own commands: ./dev bench --site demo.localhost migrate")
	verbs.add_parser("help", help="this").set_defaults(verb=lambda bench, arguments: top.print_help())
	return top


def building(bench: Bench, what: str):
	return only_one(bench.path / "lock", what)


def serve(bench: Bench, arguments) -> None:
	wanted = arguments.port or PORT
	with building(bench, "serve"):
		build.build(bench, DEMO_SITE)
		version = build.server_version(bench)
		line = Line("servers")
		running = servers.Server(bench, "web").port
		port = running if running and arguments.port in (None, running) else ports.pick(wanted)
		servers.start_web(bench, "web", DEMO_SITE, port, version)
		address = f"http://{ports.LOOPBACK}:{port}"
		sites.set_config(bench, DEMO_SITE, host_name=address)
		servers.start_worker(bench, version)
		servers.start_scheduler(bench, version)
		line.end(f"ready after {line.seconds:.1f} s")
	if port != wanted:
		say(f"Port {wanted} is taken by another program, so it is {port}.")
	say(f"\nDeputy Liaison is at {address}")
	accounts = sites.call(bench, DEMO_SITE, f"{APP}.demo.accounts")
	say(process.output_of(accounts, cwd=bench.sites, env=bench.environment()).rstrip())
	say(f"Administrator  {bench.secret(f'Administrator of {DEMO_SITE}')}")
	say("\n./dev stop ends it, ./dev status shows what runs, logs are in " + shown(bench.logs))


def shown(path: Path) -> str:
	return os.path.relpath(path, Path.cwd())


def test(bench: Bench, arguments) -> int:
	parts = [word for word in arguments.what if word in suites.PARTS]
	files = [word for word in arguments.what if word not in suites.PARTS]
	if len(files) > 1:
		raise Stop(f"one test file at a time, not {' '.join(files)}")
	file = files[0] if files else ""
	if file and file.endswith(".py") and not (bench.root / file).exists():
		raise Stop(f"there is no {file}; parts are {', '.join(suites.PARTS)}")
	parts = parts or ([part_of(file)] if file else list(suites.PARTS))
	with only_one(bench.path / "test.lock", "test"), servers.left_as_found(bench):
		prepare(bench, parts, arguments.fresh)
		total = suites.run(bench, parts, arguments.k, file)
	say(str(total))
	return int(bool(total.failed))


def prepare(bench: Bench, parts: list, fresh: bool) -> None:
	"""Build as much as these suites need."""
	wanted = [
		site
		for site, users in ((TEST_SITE, {"python", "lifecycle"}), (BROWSER_SITE, {"browser"}))
		if users & set(parts)
	]
	if wanted:
		with building(bench, "test"):
			if fresh:
				for site in wanted:
					bench.marks.drop(site)
			build.build(bench, *wanted)
	elif "lint" in parts:
		with building(bench, "test"):
			build.build_tools(bench)


def part_of(file: str) -> str:
	"""The suite that a test file belongs to."""
	for part in ("browser", "lifecycle"):
		if part in file:
			return part
	return "devkit" if file.startswith("devkit") else "python"


def measure(bench: Bench, arguments) -> None:
	"""Run one benchmark on a demo site that is there for measuring alone."""
	known = sorted(
		file.stem for file in (bench.root / "benchmarks").glob("*.py") if "\ndef main(" in file.read_text()
	)
	if arguments.name not in known:
		raise Stop(f"say which benchmark: {', '.join(known)}")
	with only_one(bench.path / "test.lock", "measure"), servers.left_as_found(bench):
		with building(bench, "measure"):
			build.build(bench, MEASURE_SITE)
		line = Line(f"measure {arguments.name}")
		log = bench.logs / f"measure-{arguments.name}.log"
		log.write_bytes(b"")
		command = sites.call(bench, MEASURE_SITE, f"benchmarks.{arguments.name}.main")
		process.run(command, log, cwd=bench.sites, env=bench.environment(), tick=line.tick)
		line.end(f"done in {line.seconds:.1f} s")
		say("\n".join(log.read_text().splitlines()[1:]))


def stop(bench: Bench, arguments) -> None:
	ended = servers.stop_all(bench)
	say(f"stopped: {', '.join(ended)}" if ended else "nothing was running")


def status(bench: Bench, arguments) -> None:
	for name in servers.NAMES:
		record = servers.Server(bench, name).record()
		where = f"on {ports.LOOPBACK}:{record['port']}" if record.get("port") else ""
		say(f"{name:12} {'process {} {}'.format(record['pid'], where) if record else 'not running'}")
	for site in SITES:
		made = bench.marks.done_at(site) if sites.exists(bench, site) else ""
		say(f"{site:18} {f'made {made}' if made else 'not there'}")
	lacking = debian.missing(bench.genuine)
	if lacking:
		say(f"missing Debian packages: {' '.join(lacking)}")


def reset(bench: Bench, arguments) -> int:
	what = f"the whole of {bench.path.name}" if arguments.all else f"all sites and data in {bench.path.name}"
	if not (arguments.yes or agreed(f"Remove {what}?")):
		say("nothing removed (--yes removes without asking)")
		return 1
	with building(bench, "reset"):
		servers.stop_all(bench)
		if arguments.all:
			shutil.rmtree(bench.path, ignore_errors=True)
		else:
			for name in SITES:
				shutil.rmtree(bench.sites / name, ignore_errors=True)
				bench.marks.drop(name)
			for folder in ("mariadb", "redis", "tmp"):
				shutil.rmtree(bench.path / folder, ignore_errors=True)
	say(f"removed {what}")
	return 0


def agreed(question: str) -> bool:
	return sys.stdin.isatty() and input(f"{question} [y/N] ").strip().lower() in ("y", "yes")


def demo(bench: Bench, arguments) -> int:
	"""The app's own command on the demo site; `serve` loads as well, unless it was removed here."""
	if not sites.exists(bench, DEMO_SITE):
		raise Stop("there is no demo site yet; ./dev serve makes it and loads the demo")
	return run_bench(
		bench,
		["--site", DEMO_SITE, "liaison-demo", arguments.action, *(["--yes"] if arguments.yes else [])],
	)


def run_bench(bench: Bench, words: list) -> int:
	if not (bench.sites / "apps.txt").exists():
		raise Stop("there is no bench yet; ./dev serve builds it")
	if not servers.stores_run(bench):
		with building(bench, "bench"):
			servers.start_stores(bench)
	os.chdir(bench.sites)
	command = bench.frappe_command(*words)
	os.execve(command[0], command, bench.environment())


def shell(bench: Bench, arguments) -> int:
	if not bench.python.exists():
		raise Stop("there is no bench yet; ./dev serve builds it")
	config = bench.common_config()
	where = bench.environment(
		MYSQL_HOST=str(config.get("db_host", "")),
		MYSQL_TCP_PORT=str(config.get("db_port", "")),
		MYSQL_UNIX_PORT=str(bench.path / "mariadb" / "server.sock"),
	)
	return subprocess.call([os.environ.get("SHELL", "/bin/sh")], cwd=bench.sites, env=where)

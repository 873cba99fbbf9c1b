"""The tests: every suite is run, and every result is counted, from what the runners print.

Suites of sites of their own run beside the others. A suite is a generator that
yields while its command runs and returns its result: so two of them need no threads.
"""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

from devkit import database, ports, process, servers, sites
from devkit.bench import APP, BROWSER_SITE, TEST_SITE, Bench
from devkit.screen import Line, say

LANES = (("lint", "devkit", "python"), ("browser", "lifecycle"))
PARTS = tuple(part for lane in LANES for part in lane)
# lines of a failed suite's log that are shown at once; the whole log is on disk
SHOWN_LINES = 400


@dataclass
class Result:
	"""How many tests of a suite did what."""

	passed: int = 0
	failed: int = 0
	skipped: int = 0

	def __add__(self, other: Result) -> Result:
		return Result(self.passed + other.passed, self.failed + other.failed, self.skipped + other.skipped)

	def __str__(self) -> str:
		skipped = f", {self.skipped} skipped" if self.skipped else ""
		return f"{self.passed} passed, {self.failed} failed{skipped}"


def read_unittest(output: str, code: int) -> Result:
	"""Sum what one or more unittest runs printed; no test run, or a crash, counts as a failure."""
	ran = sum(int(number) for number in re.findall(r"(?m)^Ran (\d+) tests? in ", output))
	counts = {"failures": 0, "errors": 0, "skipped": 0, "unexpected successes": 0}
	for details in re.findall(r"(?m)^(?:OK|FAILED) \((.*)\)\s*$", output):
		for name, number in re.findall(r"([a-z ]+)=(\d+)", details):
			if name.strip() in counts:
				counts[name.strip()] += int(number)
	skipped = counts.pop("skipped")
	failed = sum(counts.values())
	if not failed and (code or not ran):
		failed = 1
	# a class whose preparation fails counts as an error, and its tests as not run
	return Result(max(0, ran - failed - skipped), failed, skipped)


Suite = Generator[None, None, Result]


def run(bench: Bench, parts: list, pattern: str, file: str) -> Result:
	"""Run the suites in two lanes; an interruption ends both."""
	lanes = lanes_of(parts)
	total = Result()
	running = [_lane(bench, lane, pattern, file, alone=len(lanes) == 1) for lane in lanes]
	try:
		while running:
			for lane in list(running):
				try:
					next(lane)
				except StopIteration as end:
					total += end.value
					running.remove(lane)
			time.sleep(0.2)
	finally:
		for lane in running:
			lane.close()
	return total


def lanes_of(parts: list) -> list[list]:
	"""Which suites run one after the other, and beside which: about as long in each lane."""
	lanes = [[part for part in parts if part in lane] for lane in LANES]
	return [lane for lane in lanes if lane]


def _lane(bench: Bench, parts: list, pattern: str, file: str, alone: bool) -> Suite:
	"""Suites one after the other."""
	suites = {"lint": lint, "devkit": devkit, "python": python, "browser": browser, "lifecycle": lifecycle}
	total = Result()
	for part in parts:
		result = yield from suites[part](bench, pattern, file, alone)
		say(f"{part}: {result}{'' if result.passed or result.skipped else ' (no test ended well)'}")
		total += result
	return total


def lint(bench: Bench, pattern: str, file: str, alone: bool) -> Suite:
	"""Ruff's rules, and its format."""
	ruff = bench.env / "bin" / "ruff"
	targets = [file] if file else [".", "dev"]
	result = Result()
	for words in (["check"], ["format", "--check"]):
		code, _output = yield from _run(
			bench, f"lint {words[0]}", [ruff, *words, *targets], bench.root, {}, alone
		)
		result += Result(passed=int(not code), failed=int(bool(code)))
	return result


def devkit(bench: Bench, pattern: str, file: str, alone: bool) -> Suite:
	"""The workbench's own tests; they need nothing installed."""
	command = [sys.executable, "-m", "unittest", *_unittest_words("devkit/tests", pattern, file)]
	code, output = yield from _run(bench, "devkit", command, bench.root, {}, alone)
	return read_unittest(output, code)


def python(bench: Bench, pattern: str, file: str, alone: bool) -> Suite:
	"""The app's tests on the test site."""
	here = Path(__file__).parent / "site_tests.py"
	# Frappe 16 knows no module beside the package: the tests of one file are chosen by their names
	wanted = f"{_module(file)}.*{pattern}*" if file else pattern
	command = [bench.python, here, wanted, "--site", TEST_SITE, "run-tests", "--app", APP]
	# without CI this command succeeds whatever its tests did
	code, output = yield from _run(bench, "python", command, bench.sites, {"CI": "1"}, alone)
	return read_unittest(output, code)


def browser(bench: Bench, pattern: str, file: str, alone: bool) -> Suite:
	"""The app in Chromium, on a server of its own."""
	from devkit.build import server_version

	version = server_version(bench)
	port = ports.pick(8100)
	address = f"http://{ports.LOOPBACK}:{port}"
	sites.set_config(bench, BROWSER_SITE, host_name=address)
	web = servers.start_web(bench, "web-test", BROWSER_SITE, port, version)
	servers.start_worker(bench, version)
	bench.artifacts.mkdir(parents=True, exist_ok=True)
	settings = {
		"DEPUTY_LIAISON_URL": address,
		"DEPUTY_LIAISON_SITE": BROWSER_SITE,
		"DEPUTY_LIAISON_BENCH": str(bench.path),
		"DEPUTY_LIAISON_ARTIFACTS": str(bench.artifacts),
		"DEPUTY_LIAISON_WITHOUT_SOCKET": "1" if bench.genuine else "",
	}
	words = _unittest_words("tests/browser", pattern, file)
	try:
		code, output = yield from _run(
			bench, "browser", [bench.python, "-m", "unittest", *words], bench.root, settings, alone
		)
	finally:
		web.stop()
	return read_unittest(output, code)


def lifecycle(bench: Bench, pattern: str, file: str, alone: bool) -> Suite:
	"""Install, migrate, uninstall and install again, on a site of its own."""
	settings = {
		"DEPUTY_LIAISON_BENCH": str(bench.path),
		"DATABASE_ADMIN": database.ADMIN,
		"DATABASE_PASSWORD": bench.secret("database"),
	}
	words = _unittest_words("tests/lifecycle", pattern, file)
	code, output = yield from _run(
		bench, "lifecycle", [bench.python, "-m", "unittest", *words], bench.root, settings, alone
	)
	return read_unittest(output, code)


def _unittest_words(folder: str, pattern: str, file: str) -> list:
	words = [_module(file)] if file else ["discover", "-s", folder, "-t", "."]
	return [*words, "-v", *(["-k", pattern] if pattern else [])]


def _module(file: str) -> str:
	"""The dotted name of a test file; a dotted name stays as it is."""
	return file[: -len(".py")].lstrip("./").replace("/", ".") if file.endswith(".py") else file


def _run(
	bench: Bench, name: str, command: list, cwd: Path, settings: dict, alone: bool
) -> Generator[None, None, tuple]:
	"""Run a suite's command into its log; show the log if it failed."""
	log = bench.logs / f"test-{name.replace(' ', '-')}.log"
	log.parent.mkdir(parents=True, exist_ok=True)
	log.write_bytes(b"")
	line = Line(f"test {name}", alone)
	with process.started(command, log, cwd, bench.environment(**settings)) as child:
		while (code := child.poll()) is None:
			line.tick(process.tail(log, 1))
			yield
	output = log.read_text(errors="replace")
	line.end(f"{'failed' if code else 'ok'} after {line.seconds:.1f} s")
	if code:
		say("\n".join(output.splitlines()[-SHOWN_LINES:]))
	return code, output

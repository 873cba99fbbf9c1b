"""Servers in the background: started by us, known by a pid file, stopped by us and nobody else's touched."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from functools import partial
from pathlib import Path

from devkit import ports, process
from devkit.bench import Bench, write_private
from devkit.process import Identity
from devkit.steps import fingerprint
from devkit.stop import Stop, cause

# what this ./dev has started itself, by process number
STARTED: dict = {}


class Server:
	"""One background program of a bench."""

	def __init__(self, bench: Bench, name: str):
		self.bench = bench
		self.name = name
		self.pid_file = bench.run_files / f"{name}.json"
		self.log = bench.logs / f"server-{name}.log"

	def record(self) -> dict:
		"""What was written down when it was started; nothing once the process is gone (a stale file)."""
		try:
			record = json.loads(self.pid_file.read_text())
		except (OSError, ValueError):
			return {}
		now = Identity.of(record["pid"])
		if record["identity"] == now:
			return record
		self.pid_file.unlink(missing_ok=True)
		if now is None and Identity.same_boot(record["identity"]):
			end_orphans(record["pid"])
		return {}

	@property
	def port(self) -> int | None:
		return self.record().get("port")

	def start(
		self,
		command: list,
		*,
		ready: Callable[[], bool],
		port: int | None = None,
		version: str = "",
		cwd: Path | None = None,
		patience: float = 60,
		**env: str,
	) -> None:
		"""Start it unless it runs already as it should; wait until it is ready."""
		version = fingerprint(version, *command, *env.values())
		record = self.record()
		if record and record["version"] == version and ready():
			return
		self.stop()
		self.bench.logs.mkdir(parents=True, exist_ok=True)
		self.bench.run_files.mkdir(parents=True, exist_ok=True)
		with open(self.log, "ab") as out:
			begin = out.tell()
			child = subprocess.Popen(
				[str(word) for word in command],
				cwd=cwd or self.bench.sites,
				env=self.bench.environment(**env),
				stdin=subprocess.DEVNULL,
				stdout=out,
				stderr=subprocess.STDOUT,
				start_new_session=True,
			)
		STARTED[child.pid] = child
		record = {"pid": child.pid, "identity": Identity.of(child.pid), "port": port, "version": version}
		write_private(self.pid_file, json.dumps(record))
		deadline = time.monotonic() + patience
		while not ready():
			if child.poll() is not None or time.monotonic() > deadline:
				self.stop()
				with open(self.log, "rb") as file:
					file.seek(begin)
					output = file.read().decode(errors="replace")
				known = cause(output)
				if known:
					raise Stop(f"{self.name} did not start: {known} (log: {self.log})")
				raise Stop(f"{self.name} did not start; its last lines:\n{process.tail(self.log)}")
			time.sleep(0.1)

	def stop(self, patience: float = 20) -> bool:
		"""End it and its own children; tells whether there was anything to end."""
		record = self.record()
		if not record:
			return False
		for sig in (signal.SIGTERM, signal.SIGKILL):
			try:
				os.kill(record["pid"], sig) if sig == signal.SIGTERM else os.killpg(record["pid"], sig)
			except ProcessLookupError:
				break
			deadline = time.monotonic() + patience
			while Identity.of(record["pid"]) == record["identity"] and time.monotonic() < deadline:
				collect(record["pid"])
				time.sleep(0.05)
			if Identity.of(record["pid"]) != record["identity"]:
				break
		self.pid_file.unlink(missing_ok=True)
		return True


def end_orphans(group: int) -> None:
	"""End what a killed server has left of its process group; the number is not given away while one is left."""
	with contextlib.suppress(ProcessLookupError, PermissionError):
		os.killpg(group, signal.SIGKILL)
		# until the kernel has closed their sockets
		time.sleep(0.3)


def collect(pid: int) -> None:
	"""Let go of a child of our own that has ended; a server of an earlier ./dev is none of ours."""
	if pid in STARTED:
		STARTED[pid].poll()


def keep_port(bench: Bench, name: str, wanted: int) -> int:
	"""The port a server had last time while it is free, else the next free one; written down."""
	file = bench.path / "state" / "ports.json"
	known = json.loads(file.read_text()) if file.exists() else {}
	others = tuple(port for other, port in known.items() if other != name)
	known[name] = ports.pick(known.get(name, wanted), others)
	file.parent.mkdir(parents=True, exist_ok=True)
	write_private(file, json.dumps(known))
	return known[name]


def answers_http(port: int) -> bool:
	"""Whether Frappe serves there."""
	try:
		with urllib.request.urlopen(f"http://{ports.LOOPBACK}:{port}/api/method/ping", timeout=30) as reply:
			return reply.status == 200
	except urllib.error.HTTPError as error:
		raise Stop(f"the web server answers with error {error.code}; see its log in logs/") from error
	except OSError:
		return False


def database(bench: Bench) -> Server:
	return Server(bench, "mariadb")


def start_database(bench: Bench) -> Server:
	"""A MariaDB of our own: its data, socket and port are the bench's, the machine's server is left alone."""
	server = database(bench)
	port = server.port or keep_port(bench, "mariadb", 23306)
	data = bench.path / "mariadb"
	scratch = bench.path / "tmp"
	scratch.mkdir(parents=True, exist_ok=True)
	command = ["mariadbd", "--no-defaults", f"--datadir={data}", f"--tmpdir={scratch}"]
	# relative to the data folder, because a socket's whole path may have 107 characters only
	command += ["--socket=server.sock", "--pid-file=server.pid"]
	command += [f"--port={port}", f"--bind-address={ports.LOOPBACK}", "--skip-log-bin"]
	command += ["--character-set-server=utf8mb4", "--collation-server=utf8mb4_unicode_ci"]
	command += [
		"--max-allowed-packet=64M",
		"--innodb-buffer-pool-size=512M",
		"--innodb-read-only-compressed=OFF",
	]
	# a killed server loses nothing; only a machine that loses its power may lose the last second
	command += ["--innodb-flush-log-at-trx-commit=2"]
	if os.geteuid() == 0:
		command.append("--user=root")
	server.start(command, ready=lambda: ports.answers(port), port=port, cwd=data)
	return server


def start_redis(bench: Bench, name: str, wanted: int, *options: str) -> Server:
	"""A Redis of our own, with a password, nothing kept on disk."""
	server = Server(bench, name)
	port = server.port or keep_port(bench, name, wanted)
	folder = bench.path / "redis"
	folder.mkdir(parents=True, exist_ok=True)
	lines = [
		f"port {port}",
		f"bind {ports.LOOPBACK}",
		f"requirepass {bench.secret('redis')}",
		'save ""',
		*options,
	]
	write_private(folder / f"{name}.conf", "\n".join(lines) + "\n")
	server.start(["redis-server", f"{name}.conf"], ready=lambda: ports.answers(port), port=port, cwd=folder)
	return server


def start_stores(bench: Bench) -> None:
	"""The database and both Redis, with their addresses in the bench's configuration."""
	password = bench.secret("redis")
	database_port = start_database(bench).port
	cache = start_redis(bench, "redis-cache", 23379, "maxmemory 256mb", "maxmemory-policy allkeys-lru").port
	queue = start_redis(bench, "redis-queue", 23389).port
	bench.set_common_config(
		db_host=ports.LOOPBACK,
		db_port=database_port,
		redis_cache=f"redis://:{password}@{ports.LOOPBACK}:{cache}",
		redis_queue=f"redis://:{password}@{ports.LOOPBACK}:{queue}",
		redis_socketio=f"redis://:{password}@{ports.LOOPBACK}:{queue}",
	)


def stores_run(bench: Bench) -> bool:
	return all(Server(bench, name).record() for name in ("mariadb", "redis-cache", "redis-queue"))


def start_web(bench: Bench, name: str, site: str, port: int, version: str) -> Server:
	"""Gunicorn on the loopback address, for one site whatever name it is called by."""
	server = Server(bench, name)
	here = Path(__file__).parent
	command = [bench.env / "bin" / "gunicorn", "--bind", f"{ports.LOOPBACK}:{port}", "--workers", "2"]
	command += ["--worker-class", "gthread", "--threads", "4", "--timeout", "120", "--graceful-timeout", "5"]
	# workers share what is imported before they fork; pages that print themselves need a second thread
	command += ["--preload", "--worker-tmp-dir", bench.run_files, "--pythonpath", here, "wsgi:application"]
	ready = partial(answers_http, port)
	server.start(command, ready=ready, port=port, version=version, DEVKIT_SITE=site)
	return server


def start_worker(bench: Bench, version: str) -> Server:
	"""One worker for every queue and site."""
	server = Server(bench, "worker")
	command = bench.frappe_command("worker", "--queue", "short,default,long", "--quiet")
	server.start(command, ready=lambda: True, version=version)
	return server


def start_scheduler(bench: Bench, version: str) -> Server:
	"""Puts nightly and hourly jobs into the queue."""
	server = Server(bench, "scheduler")
	server.start(bench.frappe_command("schedule"), ready=lambda: True, version=version)
	return server


# in the order in which they are stopped
NAMES = ("web", "web-test", "scheduler", "worker", "redis-queue", "redis-cache", "mariadb")


@contextlib.contextmanager
def left_as_found(bench: Bench):
	"""Stop afterwards what was not running before, unless somebody has begun to serve meanwhile."""
	before = {name for name in NAMES if Server(bench, name).record()}
	try:
		yield
	finally:
		if not Server(bench, "web").record():
			for name in NAMES:
				if name not in before:
					Server(bench, name).stop()


def stop_all(bench: Bench) -> list:
	"""Stop everything that runs in the bench; returns the names of what did."""
	return [name for name in NAMES if Server(bench, name).stop()]

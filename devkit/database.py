"""The data folder of the bench's own MariaDB, and the account that creates sites."""

from __future__ import annotations

import getpass
import shutil
import subprocess
from pathlib import Path

from devkit import process, servers
from devkit.bench import Bench
from devkit.stop import Stop

ADMIN = "bench_admin"


def create(bench: Bench, log: Path, tick) -> None:
	"""An empty data folder, made beside its place and moved there whole; then the administrator's account."""
	data = bench.path / "mariadb"
	if not (data / "mysql").exists():
		part = bench.path / "mariadb.part"
		shutil.rmtree(part, ignore_errors=True)
		command = ["mariadb-install-db", "--no-defaults", f"--datadir={part}", "--skip-test-db"]
		# the machine's user who started us gets in by the socket, without a password; nobody else does
		command += [
			"--auth-root-authentication-method=socket",
			f"--auth-root-socket-user={getpass.getuser()}",
		]
		if getpass.getuser() == "root":
			command.append("--user=root")
		process.run(command, log, cwd=bench.path, env=bench.environment(), tick=tick)
		shutil.rmtree(data, ignore_errors=True)
		part.rename(data)
	servers.start_database(bench)
	password = bench.secret("database")
	statement = "".join(
		f"CREATE OR REPLACE USER '{ADMIN}'@'{host}' IDENTIFIED BY '{password}';"
		f"GRANT ALL ON *.* TO '{ADMIN}'@'{host}' WITH GRANT OPTION;"
		for host in ("localhost", "127.0.0.1")
	)
	command = ["mariadb", "--no-defaults", "--protocol=socket", "--socket=server.sock"]
	command += [f"--user={getpass.getuser()}"]
	done = subprocess.run(
		command,
		cwd=data,
		env=bench.environment(),
		input=statement,
		capture_output=True,
		text=True,
		check=False,
	)
	if done.returncode:
		raise Stop(f"the database refused its administrator: {done.stderr.strip()}")

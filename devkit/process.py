"""Child processes: run to the end with their output in a log, never left behind when `./dev` dies."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
from pathlib import Path

from devkit import lock
from devkit.stop import Stop, cause

PR_SET_PDEATHSIG = 1
TAIL_BYTES = 6000


def die_with_parent() -> None:
	"""Runs in the child before its program: if `./dev` is killed, the child does not work on unseen."""
	ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def tail(log: Path, lines: int = 12) -> str:
	"""The last lines of a log."""
	with open(log, "rb") as file:
		file.seek(max(0, os.fstat(file.fileno()).st_size - TAIL_BYTES))
		text = file.read().decode(errors="replace")
	return "\n".join([line for line in text.splitlines() if line.strip()][-lines:])


def run(
	command: list,
	log: Path,
	cwd: Path,
	*,
	env: dict | None = None,
	tick=None,
	check: bool = True,
	registry: bool = False,
) -> int:
	"""Run a command to its end, output appended to `log`; a failure stops with the last lines and the log.

	`registry` is for clients of package registries, which fail for want of a network and the like.
	"""
	begin = log.stat().st_size if log.exists() else 0
	with started(command, log, cwd, env) as child:
		while True:
			try:
				code = child.wait(timeout=0.5)
				break
			except subprocess.TimeoutExpired:
				if tick:
					tick(tail(log, 1))
	if code and check:
		with open(log, "rb") as file:
			file.seek(begin)
			output = file.read().decode(errors="replace")
		known = cause(output[-TAIL_BYTES:], registry)
		if known:
			raise Stop(f"{known} (log: {log})")
		raise Stop(
			f"{Path(command[0]).name} failed with exit code {code}; its last lines:\n{tail(log)}\nlog: {log}"
		)
	return code


@contextlib.contextmanager
def started(command: list, log: Path, cwd: Path, env: dict | None = None):
	"""A child with its output appended to `log`; whatever is left of it when the block ends is ended."""
	log.parent.mkdir(parents=True, exist_ok=True)
	command = [str(word) for word in command]
	with open(log, "ab") as out:
		out.write(f"$ {' '.join(masked(command))}\n".encode())
		out.flush()
		try:
			child = subprocess.Popen(
				command,
				cwd=cwd,
				env=env,
				stdin=subprocess.DEVNULL,
				stdout=out,
				stderr=subprocess.STDOUT,
				start_new_session=True,
				pass_fds=lock.held,
				preexec_fn=die_with_parent,  # noqa: PLW1509 - there are no threads here
			)
		except FileNotFoundError:
			raise Stop(f"{command[0]} is not there; `./dev reset --all` and a new build may help") from None
	try:
		yield child
	finally:
		if child.poll() is None:
			end_group(child)


def masked(command: list) -> list:
	"""A command as it may stand in a log: without the passwords in it."""
	pairs = zip(["", *command], command)  # noqa: B905 - one more on the left
	return ["***" if before.endswith("-password") else word for before, word in pairs]


def output_of(command: list, cwd: Path, env: dict | None = None) -> str:
	"""What a short command prints; a failure stops with what it said."""
	done = subprocess.run(
		[str(word) for word in command], cwd=cwd, env=env, capture_output=True, text=True, check=False
	)
	if done.returncode:
		said = (done.stderr or done.stdout).strip()[-2000:]
		raise Stop(cause(said) or f"{Path(str(command[0])).name} failed: {said}")
	return done.stdout


def end_group(child: subprocess.Popen) -> None:
	"""End a child and whatever it started."""
	for sig in (signal.SIGTERM, signal.SIGKILL):
		try:
			os.killpg(child.pid, sig)
		except ProcessLookupError:
			return
		try:
			child.wait(timeout=5)
		except subprocess.TimeoutExpired:
			continue


class Identity:
	"""A process told apart from a later one with the same number: by its start time and the boot."""

	@staticmethod
	def of(pid: int) -> str | None:
		"""None for a process that is gone, or dead and not yet collected."""
		try:
			stat = Path(f"/proc/{pid}/stat").read_text()
		except OSError:
			return None
		fields = stat.rpartition(")")[2].split()
		if fields[0] in ("Z", "X"):
			return None
		return f"{boot()}:{fields[19]}"

	@staticmethod
	def same_boot(identity: str) -> bool:
		return identity.startswith(boot())


def boot() -> str:
	"""The name of this run of the machine."""
	return Path("/proc/sys/kernel/random/boot_id").read_text().strip()

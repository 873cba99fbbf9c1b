"""Two `./dev` at once: the second one is told which is at work. The kernel drops the lock of a dead process."""

from __future__ import annotations

import contextlib
import fcntl
import os
from pathlib import Path

from devkit.stop import Stop


@contextlib.contextmanager
def only_one(path: Path, what: str):
	"""Hold `path` as a lock while `what` is done."""
	path.parent.mkdir(parents=True, exist_ok=True)
	with open(path, "a+") as file:
		try:
			fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
		except BlockingIOError:
			file.seek(0)
			raise Stop(f"another ./dev is at work here ({file.read().strip()}); wait for it to end") from None
		file.truncate(0)
		file.write(f"{what}, process {os.getpid()}")
		file.flush()
		yield

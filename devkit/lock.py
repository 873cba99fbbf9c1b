"""Two `./dev` at once: the second one is told which is at work. The kernel drops the lock of a dead process.

Commands that `./dev` runs inherit the lock: if it is killed, the next one waits until what it had begun has ended.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import time
from pathlib import Path

from devkit.stop import Stop

# how long the remains of a killed ./dev may take to end
PATIENCE = 30
# what commands inherit
held: list = []


@contextlib.contextmanager
def only_one(path: Path, what: str):
	"""Hold `path` as a lock while `what` is done."""
	path.parent.mkdir(parents=True, exist_ok=True)
	with open(path, "a+") as file:
		deadline = time.monotonic() + PATIENCE
		while not taken(file):
			file.seek(0)
			holder = file.read().strip()
			if alive(holder):
				raise Stop(f"another ./dev is at work here ({holder}); wait for it to end")
			if time.monotonic() > deadline:
				raise Stop(
					f"what an interrupted ./dev ({holder}) had begun has not ended yet; try again later"
				)
			time.sleep(0.2)
		file.truncate(0)
		file.write(f"{what}, process {os.getpid()}")
		file.flush()
		held.append(file.fileno())
		try:
			yield
		finally:
			held.remove(file.fileno())


def taken(file) -> bool:
	try:
		fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
	except BlockingIOError:
		return False
	return True


def alive(holder: str) -> bool:
	number = holder.rpartition(" ")[2]
	return number.isdigit() and Path("/proc", number).exists()

"""Steps that are done once: each remembers the fingerprint of what went in, and is skipped while it is unchanged.

A step's mark is written only after it ended well, so a step that was interrupted anywhere runs again.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from devkit.screen import Line, say

SKIPPED_FOLDERS = {"__pycache__", "node_modules", ".git", "dist"}


@dataclass
class Step:
	"""One thing to be done: `work` gets the step's log and a function that shows progress."""

	name: str
	title: str
	inputs: Callable[[], str]
	work: Callable
	present: Callable[[], bool] = lambda: True


def fingerprint(*parts: object) -> str:
	"""One short hash of any number of plain values."""
	return hashlib.sha256("\0".join(str(part) for part in parts).encode()).hexdigest()[:20]


def files_fingerprint(*roots: Path, skip: tuple = ()) -> str:
	"""One hash over the names and contents of files and folders; a missing one counts as missing."""
	digest = hashlib.sha256()
	for root in roots:
		for path in _files(root, set(skip) | SKIPPED_FOLDERS):
			digest.update(f"{root.name}/{os.path.relpath(path, root)}\0".encode())
			digest.update(hashlib.sha256(path.read_bytes()).digest())
		digest.update(b"\1")
	return digest.hexdigest()[:20]


def _files(root: Path, skip: set) -> list:
	if root.is_file():
		return [root]
	found = []
	for folder, folders, names in os.walk(root):
		folders[:] = sorted(name for name in folders if name not in skip)
		found += [Path(folder, name) for name in sorted(names) if not name.endswith((".pyc", ".swp"))]
	return [path for path in found if path.is_file()]


class Marks:
	"""Which steps are done, with which fingerprint: one small file each."""

	def __init__(self, folder: Path):
		self.folder = folder

	def get(self, name: str) -> str | None:
		return self._read(name).get("fingerprint")

	def done_at(self, name: str) -> str:
		"""When a step was done last: part of the fingerprint of what builds upon it."""
		return self._read(name).get("at", "")

	def _read(self, name: str) -> dict:
		try:
			return json.loads((self.folder / f"{name}.json").read_text())
		except (OSError, ValueError):
			return {}

	def put(self, name: str, value: str, seconds: float = 0) -> None:
		self.folder.mkdir(parents=True, exist_ok=True)
		part = self.folder / f"{name}.part"
		done = {"fingerprint": value, "seconds": round(seconds, 1), "at": time.strftime("%Y-%m-%d %H:%M:%S")}
		part.write_text(json.dumps(done))
		part.replace(self.folder / f"{name}.json")

	def drop(self, name: str) -> None:
		(self.folder / f"{name}.json").unlink(missing_ok=True)


def run_steps(steps: list, marks: Marks, logs: Path) -> None:
	"""Do the steps in order; a step whose inputs are as they were, and whose result is there, is skipped."""
	skipped = 0
	for number, step in enumerate(steps, 1):
		wanted = step.inputs()
		if marks.get(step.name) == wanted and step.present():
			skipped += 1
			continue
		marks.drop(step.name)
		log = logs / f"{number:02d}-{step.name}.log"
		log.parent.mkdir(parents=True, exist_ok=True)
		log.write_bytes(b"")
		line = Line(f"[{number:2d}/{len(steps)}] {step.title}")
		try:
			step.work(log, line.tick)
		except BaseException:
			line.end(f"not done after {line.seconds:.1f} s")
			raise
		marks.put(step.name, wanted, line.seconds)
		line.end(f"done in {line.seconds:.1f} s")
	if skipped:
		say(f"{skipped} of {len(steps)} steps unchanged")

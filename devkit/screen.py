"""What the person at the screen sees: one line per step, with the time it took."""

from __future__ import annotations

import shutil
import sys
import time


def say(text: str = "") -> None:
	print(text, flush=True)


class Line:
	"""One line for something that takes a while; on a terminal it counts the seconds while it waits.

	What goes on beside it would write into that line: then `alone` is False, and it is said twice.
	"""

	def __init__(self, title: str, alone: bool = True):
		self.title = title
		self.started = time.monotonic()
		self.live = alone and sys.stdout.isatty()
		if not self.live:
			say(f"{title} …")

	@property
	def seconds(self) -> float:
		return time.monotonic() - self.started

	def tick(self, detail: str = "") -> None:
		"""Show that it still goes on, and with what."""
		if self.live:
			text = f"{self.title} … {self.seconds:.0f} s  {detail}"
			self._show(text[: shutil.get_terminal_size().columns - 1])

	def end(self, outcome: str) -> None:
		text = f"{self.title}: {outcome}"
		if self.live:
			self._show(text)
			print(flush=True)
		else:
			say(text)

	def _show(self, text: str) -> None:
		print(f"\r\033[K{text}", end="", flush=True)

"""What the benchmarks share: one call as one request, what a call takes, and a table of medians."""

import os
import threading
import time
from collections.abc import Callable
from statistics import median

import frappe
from frappe.utils.change_log import get_versions


def act_as_owner() -> None:
	"""Go on as Administrator, to make what is measured and to take it away."""
	# who runs a benchmark was checked by the server's shell, and owns the site that is there for measuring alone
	frappe.set_user("Administrator")


def request(user: str, call: Callable[[], object]) -> float:
	"""Run `call` as a request of `user` does, with nothing remembered from the one before.

	Args:
		user: whose session it is.
		call: what is measured; its commit is measured with it.

	Returns:
		Milliseconds, without those of connecting.
	"""
	site = frappe.local.site
	frappe.destroy()
	frappe.init(site=site)
	frappe.connect()
	frappe.set_user(user)  # whose posts and permissions the measured call is checked by
	frappe.local.lang = "zh"
	frappe.flags.mute_messages = True
	return _milliseconds(call)


def again(call: Callable[[], object]) -> float:
	"""Run `call` once more in the same request: without the start that every request has."""
	return _milliseconds(call)


def _milliseconds(call: Callable[[], object]) -> float:
	begun = time.perf_counter()
	call()
	frappe.db.commit()
	return (time.perf_counter() - begun) * 1000


def compare(title: str, stock: list[float], ours: list[float], goal: float) -> None:
	"""Print both medians and their ratio.

	Args:
		title: what was measured.
		stock: milliseconds of each round the stock way.
		ours: milliseconds of each round our way.
		goal: the ratio that performance.md allows.
	"""
	ratio = median(ours) / median(stock)
	verdict = "within" if ratio <= goal else "MISSES"
	print(
		f"{title}: stock {median(stock):.1f} ms, ours {median(ours):.1f} ms, "
		f"ratio {ratio:.2f}, {verdict} the goal of {goal} ({len(ours)} rounds)"
	)


def say_versions() -> None:
	"""Print on what it was measured."""
	frappe_version = get_versions()["frappe"]["version"]
	print(f"Frappe {frappe_version}, MariaDB {frappe.db.sql('select version()')[0][0]}")


class Run:
	"""One call: milliseconds elapsed and of processor time, megabytes at most, kilobytes made."""

	def __init__(self, call: Callable[[], bytes]) -> None:
		before, ended = _resident(), threading.Event()
		most = [before]

		def watch() -> None:
			while not ended.wait(0.02):
				most.append(max(most.pop(), _resident()))

		watcher = threading.Thread(target=watch)
		watcher.start()
		begun, used = time.perf_counter(), sum(os.times()[:4])
		try:
			self.kilobytes = len(call()) / 1000
			self.elapsed = (time.perf_counter() - begun) * 1000
			self.processor = (sum(os.times()[:4]) - used) * 1000
		finally:
			ended.set()
			watcher.join()
		self.megabytes = (most[0] - before) / 1e6


def summary(runs: list[Run]) -> str:
	"""Medians of the runs, and the most memory that one of them took."""
	return (
		f"{median(run.elapsed for run in runs) / 1000:.1f} s, "
		f"processor {median(run.processor for run in runs) / 1000:.1f} s, "
		f"{max(run.megabytes for run in runs):.0f} MB, made {runs[-1].kilobytes:.0f} kB"
	)


def _resident() -> int:
	"""Bytes that this process and all below it hold in memory."""
	parents, pages = {}, {}
	for entry in filter(str.isdigit, os.listdir("/proc")):
		try:
			with open(f"/proc/{entry}/stat") as file:
				fields = file.read().rpartition(")")[2].split()
		except OSError:  # it has ended
			continue
		parents[int(entry)], pages[int(entry)] = int(fields[1]), int(fields[21])
	ours, found = set(), {os.getpid()}
	while found:
		ours |= found
		found = {process for process, parent in parents.items() if parent in found} - ours
	return sum(pages.get(process, 0) for process in ours) * os.sysconf("SC_PAGE_SIZE")

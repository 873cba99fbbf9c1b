"""What the benchmarks share: one call as one request, and a table of medians."""

import time
from collections.abc import Callable
from statistics import median

import frappe
from frappe.utils.change_log import get_versions


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

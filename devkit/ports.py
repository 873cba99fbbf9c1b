"""Free ports on the loopback address."""

from __future__ import annotations

import contextlib
import socket

LOOPBACK = "127.0.0.1"


def is_free(port: int) -> bool:
	"""Whether a server could listen there now."""
	with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as sock:
		sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
		try:
			sock.bind((LOOPBACK, port))
		except OSError:
			return False
	return True


def answers(port: int, timeout: float = 1) -> bool:
	"""Whether something listens there."""
	with contextlib.suppress(OSError), socket.create_connection((LOOPBACK, port), timeout=timeout):
		return True
	return False


def pick(wanted: int, taken: tuple = ()) -> int:
	"""The wanted port, or the next free one above it."""
	for port in range(wanted, min(wanted + 500, 65536)):
		if port not in taken and is_free(port):
			return port
	raise OSError(f"no free port from {wanted} on")

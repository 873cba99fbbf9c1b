"""The one way to end a verb early: a plain sentence for the person at the screen, no traceback."""

from __future__ import annotations

import re


class Stop(Exception):
	"""Something is missing or went wrong, told in one line."""


# What a failing tool prints, and what that means to the person who started it
DISK = (
	r"no space left on device|\berrno 28\b|\benospc\b|\bdisk (is )?full\b|os error 28\b",
	"the disk is full: make room, then run the same command again",
)
REGISTRY = (
	(
		r"temporary failure (in name resolution|resolving)|name or service not known|could not resolve|"
		r"network is unreachable|failed to establish a new connection|\b(enotfound|eai_again|enetunreach)\b|"
		r"unable to fetch some archives|getaddrinfo|connect timeout|connection timed out|no route to host",
		"no network: a package registry could not be reached; run the same command again when it can be",
	),
	(
		r"do not match the hashes|hash mismatch|\beintegrity\b|integrity checksum failed",
		"a download differs from the pinned one (wrong hash), and was not used",
	),
)


def cause(output: str, registry: bool = False) -> str | None:
	"""The plain meaning of a tool's last words, if it is a known trouble; some only registry clients can have."""
	for pattern, meaning in (DISK, *(REGISTRY if registry else ())):
		if re.search(pattern, output, re.IGNORECASE):
			return meaning
	return None

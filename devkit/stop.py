"""The one way to end a verb early: a plain sentence for the person at the screen, no traceback."""

from __future__ import annotations

import re


class Stop(Exception):
	"""Something is missing or went wrong, told in one line."""


# What a failing tool prints, and what that means to the person who started it
CAUSES = (
	(
		r"no space left on device|errno 28\b|enospc|disk (is )?full|os error 28\b",
		"the disk is full: make room, then run the same command again",
	),
	(
		r"temporary failure (in name resolution|resolving)|name or service not known|could not resolve|"
		r"network is unreachable|failed to establish a new connection|enotfound|eai_again|enetunreach|"
		r"unable to fetch some archives|getaddrinfo|connect timeout|connection timed out|no route to host",
		"no network: a package registry could not be reached; run the same command again when it can be",
	),
	(
		r"do not match the hashes|hash mismatch|eintegrity|integrity checksum failed",
		"a download differs from the pinned one (wrong hash), and was not used",
	),
)


def cause(output: str) -> str | None:
	"""The plain meaning of a tool's last words, if it is one of the known troubles."""
	for pattern, meaning in CAUSES:
		if re.search(pattern, output, re.IGNORECASE):
			return meaning
	return None

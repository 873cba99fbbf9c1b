"""Suggestions are on the one clock, and so are the tickets that became one."""

from deputy_liaison.opinions import clock


def execute() -> None:
	"""Fill in the columns of what is open; a ticket that became a suggestion asks when that was answered."""
	for doctype in (clock.SUGGESTION, clock.TICKET):
		clock.keep_again(doctype)

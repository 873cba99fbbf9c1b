"""Orders say by when they are signed for, passed on and when contact is made."""

from deputy_liaison.opinions import clock


def execute() -> None:
	"""Fill in the column of what is open."""
	clock.keep_again(clock.ORDER)

"""Tickets and orders know by when their present step is to be done; the clock keeps it from now on."""

from deputy_liaison.opinions import clock
from deputy_liaison.setup.catalogues import create_missing_catalogues


def execute() -> None:
	"""Fill in the columns of what is open: orders first, as tickets in handling follow them."""
	create_missing_catalogues()  # the limits that this release adds
	for doctype in (clock.ORDER, clock.TICKET):
		clock.keep_again(doctype)

"""Demo county: loaded by ./dev serve, never on a real site."""


def prepare_site() -> None:
	"""Language, time zone and login ways of a Chinese county office; skips the setup wizard."""


def load() -> None:
	"""Load the demo county; running it again changes nothing."""


def accounts() -> None:
	"""Print the demo accounts, one per role."""

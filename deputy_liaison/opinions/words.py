"""Voters' words on their way into tables that are exported."""

# with one of these at its head a spreadsheet takes a text for a formula; their full-width sisters are only signs
FULL_WIDTH = str.maketrans("=+-@", "＝＋－＠")


def harmless(text: str | None) -> str:
	"""The text in one line, and so that no spreadsheet computes it."""
	line = " ".join((text or "").split())
	return line[:1].translate(FULL_WIDTH) + line[1:]

"""Texts that anybody may send: kept as they read, without what acts on who reads them."""

import unicodedata

# read as they were typed, but no tag anywhere: a text that is cut off in the middle of a tag passes
# every sanitiser and is completed by the page around it
LOOK_ALIKES = str.maketrans("<>", "＜＞")
# control signs, halves of a sign, marks that turn the order of what follows, breaks of other systems
UNSEEN = frozenset(("Cc", "Cs", "Cf", "Zl", "Zp"))
JOINER = "\u200d"  # of several emoji in one
# letters by their class that nobody sees
FILLERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
# letters, figures, punctuation and symbols, an emoji among them
SEEN = frozenset("LNPS")


def plain_words(text: str | None) -> str:
	"""`text` without signs that nobody sees, its angle brackets full-width; line breaks and emoji stay.

	Empty where nothing is left that can be seen.
	"""
	kept = "".join(
		sign
		for sign in (text or "").replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
		if sign in ("\n", JOINER) or not (sign in FILLERS or unicodedata.category(sign) in UNSEEN)
	)
	if not any(unicodedata.category(sign)[0] in SEEN for sign in kept):
		return ""
	return kept.translate(LOOK_ALIKES).strip()


def plain_line(text: str | None) -> str:
	"""The same on one line, for a name, a number or a place."""
	return " ".join(plain_words(text).split())

"""Texts that anybody may send: kept as they read, without what acts on who reads them."""

import unicodedata

# read as they were typed, but no tag anywhere: a text that is cut off in the middle of a tag passes
# every sanitiser and is completed by the page around it
LOOK_ALIKES = str.maketrans("<>", "＜＞")
# they turn the order of what follows, or hide signs; the joiner of an emoji stays
UNSEEN = frozenset("\u061c\u200b\u200e\u200f\u2028\u2029\ufeff") | {
	chr(sign) for block in (range(0x202A, 0x202F), range(0x2060, 0x2070)) for sign in block
}


def plain_words(text: str | None) -> str:
	"""`text` without control signs, its angle brackets full-width; line breaks and emoji stay."""
	kept = (
		sign
		for sign in (text or "").replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
		if sign == "\n" or not (sign in UNSEEN or unicodedata.category(sign) in ("Cc", "Cs"))
	)
	return "".join(kept).translate(LOOK_ALIKES).strip()


def plain_line(text: str | None) -> str:
	"""The same on one line, for a name, a number or a place."""
	return " ".join(plain_words(text).split())

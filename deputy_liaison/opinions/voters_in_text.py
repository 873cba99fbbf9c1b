"""Names, telephones and addresses of voters in text that somebody typed, found and masked."""

from collections import defaultdict
from collections.abc import Callable, Mapping

import frappe

from deputy_liaison import masking
from deputy_liaison.opinions.doctype.constituent_identity.constituent_identity import read_many

# where a value begins is told by so many signs of it
HEAD = 2
# what a text says → what is told of it
Words = Callable[[str | None], str | None]


def verbatim(text: str | None) -> str | None:
	"""The text as it was typed, for who may know all of it."""
	return text


def masker_of(visits: list[str | None]) -> Words:
	"""A function that masks who reported at these visits, see `masker`."""
	return masker(masks_of(list(filter(None, visits))))


def masks_of(visits: list[str]) -> dict[str, str]:
	"""Full values of the visits' reporters → what stands for them in text."""
	masks = {}
	for identity in read_many("Constituent Visit", visits).values():
		names = [identity.get("name") or "", *masking.names_in(identity.get("representatives"))]
		masks.update((name, masking.mask_name(name)) for name in names)
		masks[identity.get("phone") or ""] = masking.mask_phone(identity.get("phone"))
		masks[identity.get("address") or ""] = masking.mask_address(identity.get("address"))
	masks = {value: mask for value, mask in masks.items() if len(value) > 1}
	# the village itself is told everywhere
	named = {"jurisdiction_name": ("in", list(masks))}
	places = frappe.get_all("Jurisdiction", named, pluck="jurisdiction_name") if masks else ()
	return {value: mask for value, mask in masks.items() if value not in places}


def masker(masks: Mapping[str, str]) -> Words:
	"""A function that masks these values, and every mobile number, in a text.

	Its time grows with the text alone, however many values there are: a book of a year names thousands.

	Args:
		masks: full value of two signs or more → what stands for it; where several begin, the longest counts.
	"""
	lengths = defaultdict(set)
	for value in masks:
		lengths[value[:HEAD]].add(len(value))
	longest_first = {head: sorted(of_head, reverse=True) for head, of_head in lengths.items()}

	def masked(text: str | None) -> str | None:
		if not text:
			return text
		pieces, position = [], 0
		while position < len(text):
			for length in longest_first.get(text[position : position + HEAD], ()):
				value = text[position : position + length]
				if value in masks:
					pieces.append(masks[value])
					position += length
					break
			else:
				pieces.append(text[position])
				position += 1
		return masking.mask_mobiles("".join(pieces))

	return masked

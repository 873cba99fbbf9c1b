"""Names, telephones and addresses of voters in text that somebody typed, found and masked."""

from collections import defaultdict
from collections.abc import Callable, Mapping

from deputy_liaison import masking

# where a value begins is told by so many signs of it
HEAD = 2


def masker(masks: Mapping[str, str]) -> Callable[[str | None], str | None]:
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

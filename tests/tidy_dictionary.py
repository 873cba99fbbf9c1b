"""Brings zh.csv into its one form: rows sorted by source, Chinese punctuation full-width.

Run it after adding rows: ``python3 -m tests.tidy_dictionary``
"""

import csv
import io
import re
from pathlib import Path

DICTIONARY = Path(__file__).resolve().parents[1] / "deputy_liaison" / "translations" / "zh.csv"

# characters, punctuation and quotes of Chinese
HAN = r"\u2018-\u201d\u2026\u3001-\u301b\u3400-\u9fff\uff01-\uff5e"
FULL_WIDTH = {half: chr(ord(half) + 0xFEE0) for half in ",;:?!()"}
CHINESE = re.compile(r"[\u3400-\u9fff]")
TAG_OR_ENTITY = re.compile(r"(<[^>]*>|&#?\w+;)")
BRACKETS = re.compile(
	rf"(?:(?<=[{HAN}}}]) ?\(([^()]*)\)|\(([^()]*)\) ?(?=[{HAN}])|\(([^()]*[{HAN}][^()]*)\))"
)
MARK = re.compile(rf"(?<=[{HAN}}}\w]) ?([,;:?!])(?: ?(?=[{HAN}{{<])| ?$)|(?<=[{HAN}]) ?([,;:?!]) ?")


def chinese_punctuation(text: str) -> str:
	"""`text` with its half-width marks beside Chinese made full-width; tags and entities stay."""
	if not CHINESE.search(text):
		return text
	parts = TAG_OR_ENTITY.split(text)
	return "".join(part if position % 2 else _marks(part) for position, part in enumerate(parts))


def _marks(part: str) -> str:
	def brackets(match: re.Match) -> str:
		inner = next(group for group in match.groups() if group is not None)
		return f"{FULL_WIDTH['(']}{inner}{FULL_WIDTH[')']}"

	part = BRACKETS.sub(brackets, part)
	return MARK.sub(lambda match: FULL_WIDTH[match[1] or match[2]], part)


def tidy(content: str) -> str:
	"""The dictionary's text in its one form; a row that is there twice stays once."""
	rows = {
		(row[0], chinese_punctuation(row[1]), *filter(None, row[2:]))
		for row in csv.reader(io.StringIO(content))
		if row
	}
	out = io.StringIO()
	csv.writer(out, lineterminator="\n").writerows(sorted(rows, key=lambda row: (row[0], *row[2:])))
	return out.getvalue()


if __name__ == "__main__":
	DICTIONARY.write_text(tidy(DICTIONARY.read_text(encoding="utf-8")), encoding="utf-8")

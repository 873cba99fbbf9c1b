"""Every English text of the app has its Chinese, and the dictionary holds nothing else."""

import csv
import re
from collections import Counter
from pathlib import Path

from frappe.translate import clear_cache, get_all_translations

from tests.base import FrappeBase
from tests.source_strings import Sources
from tests.tidy_dictionary import DICTIONARY, tidy

FRAMEWORK = Path(__file__).with_name("framework_strings.txt")

CHINESE = re.compile(r"[\u3400-\u9fff]")
LETTERS = re.compile(r"[A-Za-z]")
PLACEHOLDER = re.compile(r"\{\w*\}")
TAG = re.compile(r"</?\w+")

# retention periods, as archivists stamp them on the paper
SAME_IN_CHINESE = {"D10", "D30", "Y"}
# Frappe 15's first versions fill in an English word of their own: better without it
LEFT_OUT = {"{0} View"}
# glossary, "Words to avoid"
AVOIDED = ("不予受理", "台帐", "创立", "诫免", "身份证", "投诉", "客户", "质询", "公民", "议员")


def needs_chinese(text: str) -> bool:
	"""Whether a reader of Chinese would stumble over `text` as it is."""
	return bool(LETTERS.search(PLACEHOLDER.sub("", text))) and not CHINESE.search(text)


def read_framework_strings() -> list[str]:
	"""Frappe's own texts that our dictionary translates; '#' begins a comment, \\n stands for a line break."""
	lines = FRAMEWORK.read_text(encoding="utf-8").splitlines()
	return [line.replace("\\n", "\n") for line in lines if line and not line.startswith("# ")]


class TestChineseIsComplete(FrappeBase):
	"""Holds zh.csv against what the files say."""

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		clear_cache()
		cls.sources = Sources()
		cls.framework = read_framework_strings()
		with DICTIONARY.open(encoding="utf-8", newline="") as file:
			cls.rows = [[*row, ""][:3] for row in csv.reader(file)]

	def refuse(self, found: list, says: str) -> None:
		"""Fail with one line for each place that was found."""
		if found:
			self.fail("\n".join([f"{says}:", *map(str, found)]))

	def test_every_text_of_the_app_has_chinese(self):
		known = get_all_translations("zh")
		missing = [
			f"{text!r}  ({sorted(places)[0]})"
			for text, places in sorted(self.sources.shown.items())
			if needs_chinese(text)
			and text not in SAME_IN_CHINESE
			and not CHINESE.search(known.get(text) or "")
		]
		self.refuse(missing, "No Chinese in zh.csv")

	def test_every_listed_text_of_the_framework_has_chinese(self):
		ours = {source for source, translation, _context in self.rows if CHINESE.search(translation)}
		self.refuse([text for text in self.framework if text not in ours], "No Chinese in zh.csv")
		times = Counter(self.framework)
		self.refuse([text for text, number in times.items() if number > 1], "Listed more than once")

	def test_every_text_can_be_reached_by_the_dictionary(self):
		self.refuse(self.sources.faults, "Texts that cannot be translated")

	def test_the_dictionary_of_the_site_says_what_ours_says(self):
		known = get_all_translations("zh")
		other = [
			f"{source!r}: {known.get(source)!r} instead of {translation!r}"
			for source, translation, context in self.rows
			if known.get(f"{source}:{context}" if context else source) != translation
		]
		self.refuse(other, "Another app, or the site's own translations, say something else")

	def test_placeholders_and_tags_are_those_of_the_source(self):
		wrong = [
			f"{source!r} → {translation!r}"
			for source, translation, _context in self.rows
			if source not in LEFT_OUT
			and any(
				sorted(pattern.findall(source)) != sorted(pattern.findall(translation))
				for pattern in (PLACEHOLDER, TAG)
			)
		]
		self.refuse(wrong, "Placeholders or tags differ")

	def test_no_row_is_unused(self):
		used = self.sources.mentioned | set(self.framework)
		self.refuse([source for source, *_rest in self.rows if source not in used], "Nothing says this")

	def test_no_text_has_two_rows(self):
		times = Counter((source, context) for source, _translation, context in self.rows)
		self.refuse([key for key, number in times.items() if number > 1], "More than one row")

	def test_rows_are_sorted_and_punctuation_is_chinese(self):
		written = DICTIONARY.read_text(encoding="utf-8")
		self.assertTrue(written == tidy(written), "Run: python3 -m tests.tidy_dictionary")

	def test_wording(self):
		wrong = [
			f"{source!r} → {translation!r}: {word}"
			for source, translation, _context in self.rows
			for word in AVOIDED
			if word in translation
		]
		self.refuse(wrong, "Words to avoid")

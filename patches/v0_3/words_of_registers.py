"""Registers name what they hold in the words that the desk offers; before, by the program's own names."""

import re

import frappe

from deputy_liaison.registers.visit_rows import SUMS, VALUES

WORDS = {
	**{name: value.word for name, value in VALUES.items()},
	"feedback": f"{VALUES['feedback_on'].word}, {VALUES['feedback_mode'].word}",
}
# two values on one line are a value of their own now
PAIRS = {"reporter_gender reporter_age": VALUES["gender_and_age"].word}
FIGURES = {"visitors": SUMS["visitors"], "matters": SUMS["matters"], "answered": SUMS["answered"]}
HEADS = {"head_left": "{单位}", "head_centre": "{届次年度}", "head_right": "{编号}"}


def execute() -> None:
	"""Put the words for the names; headings, widths, masks and order stay the county's."""
	for definition in frappe.get_all("Register Definition", fields=["name", "page_foot"]):
		for column in frappe.get_all(
			"Register Column", {"parent": definition.name}, ["name", "source_field"]
		):
			words = ", ".join(_word(line.strip()) for line in (column.source_field or "").split(","))
			frappe.db.set_value("Register Column", column.name, "source_field", words, update_modified=False)
		foot = re.sub(
			r"{(\w+)}", lambda token: f"{{{FIGURES.get(token[1], token[1])}}}", definition.page_foot or ""
		)
		values = {"page_foot": foot, **HEADS}
		frappe.db.set_value("Register Definition", definition.name, values, update_modified=False)


def _word(line: str) -> str:
	return PAIRS.get(line) or ", ".join(WORDS.get(name, name) for name in line.split())

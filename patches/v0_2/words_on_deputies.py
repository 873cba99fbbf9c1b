"""Schooling and ethnic group were typed freely before and are chosen from a list now."""

import frappe

SCHOOLING = {
	"小学": "Primary School",
	"初中": "Junior High School",
	"高中": "Senior High School",
	"中专": "Senior High School",
	"职高": "Senior High School",
	"大专": "Junior College",
	"专科": "Junior College",
	"大学": "Undergraduate Studies",
	"大学本科": "Undergraduate Studies",
	"本科": "Undergraduate Studies",
	"研究生": "Postgraduate Studies",
	"硕士": "Postgraduate Studies",
	"博士": "Postgraduate Studies",
}


def execute() -> None:
	"""Put the typed words into those of the lists; what fits none is left for the clerk to choose."""
	groups = frappe.get_meta("Deputy").get_field("ethnic_group").options.split("\n")
	for field, chosen in (
		("education", SCHOOLING),
		("ethnic_group", {group.removesuffix("族"): group for group in groups}),
	):
		for typed, word in chosen.items():
			frappe.db.set_value("Deputy", {field: typed}, field, word, update_modified=False)

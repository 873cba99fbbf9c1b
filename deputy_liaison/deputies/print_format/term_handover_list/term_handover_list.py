"""Values of 《换届移交清单》 (P26), for its template."""

from collections import defaultdict

import frappe
from frappe import _
from frappe.model.document import Document

from deputy_liaison import scope
from deputy_liaison.deputies import standing
from deputy_liaison.liaison_network.print_format.post_handover_list.post_handover_list import (
	BY_HAND,
	handover_sheet,
)
from deputy_liaison.paper import day, stored


def term_handover_list(run: Document) -> frappe._dict:
	"""What goes over from one term to the next; the template's method (hook `jinja`).

	Args:
		run: an End of Term that the user may read.

	Raises:
		frappe.PermissionError: the user may not read the run.
	"""
	run = stored("End of Term", run)
	old, new = (
		frappe.db.get_value("Congress Term", term, ("term_title", "from_date"), as_dict=True)
		or frappe._dict()
		for term in (run.former_term, run.new_term)
	)
	matters = run.open_work()
	seen = _readable(matters)
	return handover_sheet(
		frappe.db.get_value("Congress Body", run.congress_body, "body_name"),
		"换届移交清单",
		(
			(
				("上届", old.term_title),
				("任期起止", f"{day(old.from_date)}至{day(run.last_day)}"),
			),
			(("新一届", new.term_title), ("首次会议", day(run.first_session_on))),
			(("上届代表", _people(run.former_term)), ("新一届代表", _people(run.new_term))),
		),
		seen,
		# of a term only open matters are known, not the books of its offices
		by_hand=("未封存簿册", *BY_HAND),
		unseen=len(matters) - len(seen),
	)


def _readable(matters: list[dict]) -> list[dict]:
	"""Those that the user may read: the run itself is open to every office of the county."""
	names = defaultdict(list)
	for one in matters:
		names[one["doctype"]].append(one["name"])
	readable = {doctype: scope.covered(None, doctype, among) for doctype, among in names.items()}
	return [one for one in matters if one["name"] in readable[one["doctype"]]]


def _people(term: str | None) -> str:
	"""How many were confirmed deputies in a term."""
	confirmed = {"term": term, "workflow_state": ("not in", (standing.PENDING, standing.INVALID))}
	return _("{0} people", lang="zh").format(frappe.db.count("Deputy Mandate", confirmed) if term else 0)

"""Slips that were numbered by hand on a day without a computer: the order that is typed in takes its number over.

Who proposes a dispatch, and holds the paper, names the number; the first lead order of the round takes it.
"""

from dataclasses import replace

import frappe
from frappe import _

from deputy_liaison.document import LiaisonDocument
from deputy_liaison.opinions.doctype.dispatch_order.dispatch_order import slip_series
from deputy_liaison.state_machine import Ask

FIELD = "handwritten_slip"
NUMBER = "Handwritten Number"


def asked_for(ask: Ask, source: LiaisonDocument) -> Ask:
	"""The same with the number of the slip, where any waits to be typed in.

	Args:
		ask: of an action that names the units.
		source: a ticket or suggestion.
	"""
	waiting = _waiting(source)
	if not frappe.db.exists(NUMBER, waiting):
		return ask
	return replace(ask.also(FIELD), filters={**ask.filters, FIELD: waiting})


def check(source: LiaisonDocument) -> None:
	"""Refuse a number that doesn't wait for a slip of this place, or that another matter was promised.

	Raises:
		frappe.ValidationError: the message names it.
	"""
	if not source.get(FIELD):
		return
	label = frappe.bold(_(source.meta.get_label(FIELD)))
	number = frappe.db.get_value(
		NUMBER, source.get(FIELD), ["number", "series", "workflow_state"], as_dict=True
	)
	wanted = _waiting(source)
	if not number or any(number[key] != wanted[key] for key in ("series", "workflow_state")):
		frappe.throw(_("{0}: choose a number that is reserved for slips of this place.").format(label))
	for doctype in ("Opinion Ticket", "Deputy Suggestion"):
		same = {FIELD: source.get(FIELD), "name": ("!=", source.name)}
		if other := frappe.db.get_value(doctype, same, "number"):
			frappe.throw(_("{0}: {1} was named for {2} already.").format(label, number.number, other))


def _waiting(source: LiaisonDocument) -> dict[str, str]:
	"""Filters of the numbers that are reserved and not entered yet."""
	return {
		"for_doctype": "Dispatch Order",
		"series": slip_series(source.handling_level, source.jurisdiction)[1],
		"workflow_state": "Number Reserved",
	}

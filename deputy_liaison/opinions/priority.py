"""What a matter is marked as beside its own way: supervised with priority (重点督办), or difficult (重大疑难).

Neither is a state: the matter goes its way meanwhile (代表法 §52; seeds S4-07, S4-10).
"""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, getdate

from deputy_liaison import scope as scopes
from deputy_liaison.opinions.ticket_states import TICKET_ENDED
from deputy_liaison.persons import display_name
from deputy_liaison.scope import COUNTY_ROLES, Post
from deputy_liaison.state_machine import write_log

TICKET = "Opinion Ticket"
ORDER = "Dispatch Order"
# what can be supervised with priority, with its orders
MARKED = (TICKET, "Deputy Suggestion")
# level of the matter → who decides; the county's own is decided by its 主任会议 (代表法 §52)
DECIDE_PRIORITY = {"Township Level": ("Township Chair", "County Approver"), "County": ("County Approver",)}
NAME_HELPERS = ("Township Clerk", "Township Chair", "County Deputy Affairs Officer", "County Approver")
FIELDS = ("is_priority", "priority_on", "priority_by", "priority_reason")


@frappe.whitelist(methods=["POST"])
def set_priority(doctype: str, name: str, is_priority: bool | int | str, reason: str) -> None:
	"""Mark a ticket or suggestion, and its open orders, as supervised with priority, or take the mark back.

	Args:
		doctype: one of `MARKED`.
		name: the record.
		is_priority: whether it is from now on.
		reason: why; a must both ways.

	Raises:
		frappe.PermissionError: the user decides on no matter of this place.
		frappe.ValidationError: no reason, nothing would change, or the matter is over.
	"""
	if doctype not in MARKED:
		frappe.throw(_("{0} is not supervised with priority.").format(_(doctype)))
	level = frappe.db.get_value(doctype, name, "handling_level") or "Township Level"
	post = _post(doctype, name, DECIDE_PRIORITY[level])
	doc = frappe.get_doc(doctype, name, for_update=True)
	reason = _given(reason)
	_refuse_ended(doc)
	if cint(doc.is_priority) == cint(is_priority):
		frappe.throw(_("It is so already. Reload the page."))
	values = {
		"is_priority": cint(is_priority),
		"priority_on": getdate(),
		"priority_by": display_name(frappe.session.user),
		"priority_reason": reason,
	}
	# the decision was checked above; it changes none of what the actions fill in
	doc.db_set({field: value for field, value in values.items() if doc.meta.has_field(field)}, notify=True)
	for order in frappe.get_all(
		ORDER,
		{_order_column(doctype): name, "workflow_state": ("not in", ("Order Accepted", "Order Withdrawn"))},
		pluck="name",
	):
		frappe.db.set_value(ORDER, order, values, update_modified=False)
	action = "Mark as Priority" if cint(is_priority) else "End Priority"
	write_log(doc, action, note=reason, post=post, event="Handling Event")


def carried_to_order(source: Document) -> dict:
	"""What a new order takes over from its matter."""
	return {field: source.get(field) for field in FIELDS}


@frappe.whitelist(methods=["POST"])
def name_helpers(ticket: str, deputies: str | list, reason: str) -> None:
	"""Mark a ticket as difficult and name the deputies who help with it, or take the mark back with none.

	They read the ticket from then on; who received it and who tells the reporter stays as it is.

	Args:
		ticket: the Opinion Ticket, not over yet.
		deputies: names of deputies in office (JSON or list); none ends the mark.
		reason: why.

	Raises:
		frappe.PermissionError: the user holds no post that decides here.
		frappe.ValidationError: no reason, a deputy not in office or named twice, or the matter is over.
	"""
	post = _post(TICKET, ticket, NAME_HELPERS)
	doc = frappe.get_doc(TICKET, ticket, for_update=True)
	if doc.handling_level != "County" and post.post in COUNTY_ROLES:
		frappe.throw(_("A matter of the township is the township's to decide."), frappe.PermissionError)
	reason = _given(reason)
	_refuse_ended(doc)
	chosen = list(dict.fromkeys(frappe.parse_json(deputies) or []))
	known = dict(
		frappe.get_all(
			"Deputy",
			{"name": ("in", chosen or [""]), "credential_status": "Active Credentials"},
			["name", "deputy_name"],
			as_list=True,
		)
	)
	if len(known) < len(chosen):
		frappe.throw(_("{0}: choose deputies in office.").format(frappe.bold(_("Helping Deputies"))))
	# a ticket is changed by its actions alone; who may name helpers was checked above
	frappe.db.delete("Receiving Deputy", {"parent": doc.name, "parentfield": "helping_deputies"})
	doc.set("helping_deputies", [{"deputy": deputy} for deputy in chosen])
	for row in doc.helping_deputies:
		row.db_insert()
	doc.db_set({"is_difficult": int(bool(chosen))}, notify=True)
	write_log(
		doc,
		"Name Helping Deputies" if chosen else "End Difficult Mark",
		note=_("{0} ({1})").format(reason, "、".join(known.values())) if chosen else reason,
		post=post,
		event="Handling Event",
	)


def _post(doctype: str, name: str, roles: tuple[str, ...]) -> Post:
	for role in roles:
		if held := scopes.acting_posts(None, doctype, name, role):
			return held[0]
	scopes.refuse_out_of_scope()


def _given(reason: str) -> str:
	if not (reason or "").strip():
		frappe.throw(_("Please fill in: {0}").format(frappe.bold(_("Reason"))), frappe.MandatoryError)
	return reason.strip()


def _refuse_ended(doc: Document) -> None:
	if doc.workflow_state in TICKET_ENDED or doc.get("closed_on") or doc.get("withdrawn_on"):
		frappe.throw(_("{0} is over: nothing is marked any more.").format(frappe.bold(doc.number)))


def _order_column(doctype: str) -> str:
	"""The order's column that names a record of `doctype`."""
	return next(df.fieldname for df in frappe.get_meta(ORDER).get_link_fields() if df.options == doctype)

"""Records name their persons by themselves, so that no reader meets an account or a hash."""

import frappe

from deputy_liaison.persons import display_name


def execute() -> None:
	"""Fill in what records made before these fields don't say."""
	for decider, name in (("proposed_by", "proposer"), ("approved_by", "approver")):
		tickets = frappe.get_all(
			"Opinion Ticket",
			filters={decider: ("is", "set"), name: ("is", "not set")},
			fields=["name", f"{decider} as user"],
		)
		for ticket in tickets:
			frappe.db.set_value(
				"Opinion Ticket", ticket.name, name, display_name(ticket.user), update_modified=False
			)
	for doctype in ("Deputy Mandate", "Station Placement"):
		for record in frappe.get_all(doctype, {"deputy_name": ("is", "not set")}, ["name", "deputy"]):
			deputy_name = frappe.db.get_value("Deputy", record.deputy, "deputy_name")
			frappe.db.set_value(doctype, record.name, "deputy_name", deputy_name, update_modified=False)

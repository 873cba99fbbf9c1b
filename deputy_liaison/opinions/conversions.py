"""Voters' matters that became deputies' suggestions, and what of the suggestion counts for them (rules.md §2.2, TC)."""

import datetime

import frappe
from frappe.utils import getdate

from deputy_liaison.opinions.suggestion_states import DRAFT, UNANSWERED

SUGGESTION = "Deputy Suggestion"
SOURCE = "Suggestion Source"


def suggestions_from(ticket: str) -> list[frappe._dict]:
	"""The suggestions that a ticket became, handed in already; of a merged one also the one that answers it."""
	made = frappe.get_all(SOURCE, {"ticket": ticket}, pluck="parent")
	fields = ["name", "handling_level", "workflow_state", "replied_on", "main_suggestion"]
	fields += ["state_since", "modified", "publicity", "round"]
	found = frappe.get_all(
		SUGGESTION, {"name": ("in", made or [""]), "workflow_state": ("!=", DRAFT)}, fields
	)
	merged = [one.main_suggestion for one in found if one.main_suggestion]
	return found + frappe.get_all(SUGGESTION, {"name": ("in", merged or [""])}, fields)


def answered_on(ticket: str) -> datetime.date | None:
	"""Since when there is something to tell the reporter: the suggestion's reply, or its end without one."""
	days = [
		getdate(one.replied_on or one.state_since or one.modified)
		for one in suggestions_from(ticket)
		if one.replied_on or one.workflow_state in UNANSWERED
	]
	return min(days, default=None)


def tickets_from(suggestion: str) -> list[str]:
	"""The tickets that wait for this suggestion: its own, and those of the suggestions merged into it."""
	merged = frappe.get_all(SUGGESTION, {"main_suggestion": suggestion}, pluck="name")
	return frappe.get_all(SOURCE, {"parent": ("in", [suggestion, *merged])}, pluck="ticket")

"""How tickets come into being: from a visit's matter, or split off another ticket."""

import frappe
from frappe import _
from frappe.model.document import Document

from deputy_liaison.opinions import voters_in_text
from deputy_liaison.opinions.ticket_states import ANSWERED, CLOSED, REGISTERED
from deputy_liaison.state_machine import begin, internal_move, write_log

# what a line of a catalogue takes
SUBJECT_SIGNS = 40
GOES_ON = "……"


def register_matter(visit: Document, row: Document) -> str:
	"""Make the ticket of one matter of a visit, in the visit's own save.

	Args:
		visit: the Constituent Visit; its insert was checked for the user.
		row: the Visit Matter.

	Returns:
		The ticket's name.
	"""
	ticket = frappe.new_doc("Opinion Ticket")
	ticket.update(
		{
			"visit": visit.name,
			"station": visit.station,
			"jurisdiction": visit.jurisdiction,
			"received_on": visit.visit_time,
			"reporter": _("Anonymous") if visit.is_anonymous else visit.reporter_name,
			"subject": subject_of(row.content, visit.name),
			"content": row.content,
			"category": row.category,
			"urgency": row.urgency or "Normal Urgency",
			"village": visit.village,
			"handling_level": _level_of(visit),
			# what the public page alone asks; no client can set a flag
			**(visit.flags.of_matter or {}),
			"is_emergency": visit.is_emergency,
			"handling_suggestion": row.handling_suggestion,
			"answer": row.answer,
		}
	)
	for chosen in visit.receiving_deputies:
		ticket.append("receiving_deputies", {"deputy": chosen.deputy})
	if row.outcome != "Answered on the Spot":
		begin(ticket, "Register Ticket", REGISTERED)
		return ticket.name
	ticket.reporter_rating = row.rating or None
	begin(ticket, "Answer Ticket on the Spot", ANSWERED)
	if row.rating == "Dissatisfied":
		# the next answer forgets the rating of this one; the record keeps it
		internal_move(ticket.doctype, ticket.name, REGISTERED, "Reopen Answered Ticket", _(row.rating))
	else:
		internal_move(ticket.doctype, ticket.name, CLOSED, "Close Ticket on the Spot")
	return ticket.name


def _level_of(visit: Document) -> str:
	"""What the county's office took in itself is the county's to handle."""
	level = frappe.get_cached_value("Jurisdiction", visit.jurisdiction, "level")
	return "County" if level == "County" else "Township Level"


# what a ticket that is split off shares with the one it came from
SHARED = (
	"visit",
	"station",
	"jurisdiction",
	"received_on",
	"reporter",
	"urgency",
	"is_emergency",
	"village",
	"place",
	"grid_cell",
	"handling_level",
	"escalated_on",
	"station_proposal",
)


def split_off(ticket: Document, content: str, category: str | None) -> str:
	"""Register one matter of a ticket as a ticket of its own (one matter a ticket, 一事一议).

	Args:
		ticket: the ticket on which the split was checked for the user; it keeps its own words.
		content: the words of the matter that goes its own way.
		category: its category, if another one was chosen.

	Returns:
		The new ticket's name; both records name each other.
	"""
	new = frappe.new_doc("Opinion Ticket")
	new.update({field: ticket.get(field) for field in SHARED})
	new.update(
		{
			"subject": subject_of(content, ticket.visit),
			"content": content,
			"category": category or ticket.category,
			"split_from": ticket.name,
		}
	)
	for row in ticket.receiving_deputies:
		new.append("receiving_deputies", {"deputy": row.deputy})
	begin(new, "Register Ticket", REGISTERED, note=_("Split off {0}.").format(ticket.number))
	write_log(ticket, "Split Ticket", event="Handling Event", note=_("Split off as {0}.").format(new.number))
	return new.name


def subject_of(content: str, visit: str | None) -> str:
	"""The first words of a matter, for lists and catalogues: without who reported it, whatever the words say.

	Args:
		content: the words of the matter.
		visit: the visit that it came from.
	"""
	words = voters_in_text.masker_of([visit])(" ".join(content.split()))
	if len(words) <= SUBJECT_SIGNS:
		return words
	return words[: SUBJECT_SIGNS - len(GOES_ON)] + GOES_ON

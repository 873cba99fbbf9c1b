import frappe
from frappe import _
from frappe.query_builder.functions import Coalesce, Count, Max
from frappe.utils import add_to_date, getdate, now_datetime
from pypika import Case

from deputy_liaison.document import LiaisonDocument
from deputy_liaison.opinions.doctype.constituent_identity.constituent_identity import anonymise
from deputy_liaison.opinions.ticket_states import ARCHIVED, MERGED, WITHDRAWN
from deputy_liaison.persons import display_name
from deputy_liaison.scope import Scope
from deputy_liaison.state_machine import Ask, Move, begin, internal_move

DOCTYPE = "Anonymisation Proposal"
VISIT, TICKET = "Constituent Visit", "Opinion Ticket"
PROPOSED = "Anonymisation Proposed"
APPROVED = "Anonymisation Approved"
RULE = "R1"
BATCH = 500
GONE = "（保存期满，已清除）"


class AnonymisationProposal(LiaisonDocument):
	"""Visits whose retention is over: proposed by a job, emptied only after the county's approver agreed.

	rules.md §11, permissions.md rule 10.
	"""

	scope = Scope()
	moved_without_write = True
	asks = {
		"Approve Anonymisation": Ask(note="optional"),
		"Decline Anonymisation": Ask(note="required"),
	}
	system_moves = {(APPROVED, "Anonymised"): frozenset({RULE})}

	def on_approve_anonymisation(self, move: Move) -> None:
		self._note_decision()

	def on_decline_anonymisation(self, move: Move) -> None:
		self._note_decision()

	def _note_decision(self) -> None:
		self.decided_by = display_name(frappe.session.user)
		self.decided_on = now_datetime()

	def after_approve_anonymisation(self, move: Move) -> None:
		frappe.enqueue(
			"deputy_liaison.opinions.doctype.anonymisation_proposal.anonymisation_proposal.carry_out",
			queue="long",
			enqueue_after_commit=True,
			proposal=self.name,
		)

	def on_r1(self, move: Move) -> None:
		self.done_on = now_datetime()


def propose() -> str | None:
	"""Monthly: one proposal of all that is past its retention, unless one waits already.

	Returns:
		Its name, or None where nothing is due.
	"""
	if frappe.db.exists(DOCTYPE, {"workflow_state": ("in", (PROPOSED, APPROVED))}):
		return None
	years = frappe.get_cached_doc("Liaison Settings").retention_years
	if not years:
		return None
	cut_off = getdate(add_to_date(getdate(), years=-years))
	count = len(due(cut_off))
	if not count:
		return None
	doc = frappe.get_doc(
		{
			"doctype": DOCTYPE,
			"proposal_title": _("{0} visits archived until {1}").format(count, cut_off),
			"cut_off": cut_off,
			"visit_count": count,
		}
	)
	begin(doc, "Propose Anonymisation", PROPOSED, rule=RULE)
	return doc.name


def due(cut_off, limit: int | None = None) -> list[str]:
	"""Visits with an identity whose tickets are all archived, withdrawn or merged, the last of them up to `cut_off`."""
	ticket = frappe.qb.DocType("Opinion Ticket")
	identity = frappe.qb.DocType("Constituent Identity")
	done = ticket.workflow_state.isin((ARCHIVED, WITHDRAWN, MERGED))
	done_on = Coalesce(ticket.archived_on, ticket.withdrawn_on, ticket.feedback_on)
	query = (
		frappe.qb.from_(identity)
		.inner_join(ticket)
		.on(ticket.visit == identity.source_name)
		.select(identity.source_name)
		.where(identity.source_doctype == VISIT)
		.groupby(identity.source_name)
		.having(Count(ticket.name) == Count(Case().when(done, 1)))
		.having(Max(done_on) <= f"{cut_off} 23:59:59")
		.orderby(identity.source_name)
	)
	return (query.limit(limit) if limit else query).run(pluck=True)


def carry_out(proposal: str) -> None:
	"""Empty what an approved proposal names, batch by batch; an interrupted run goes on where it stopped."""
	doc = frappe.get_doc(DOCTYPE, proposal)
	if doc.workflow_state != APPROVED:
		return
	while names := due(doc.cut_off, BATCH):
		anonymise(VISIT, names)
		tickets = frappe.get_all(TICKET, {"visit": ("in", names)}, pluck="name")
		anonymise(TICKET, tickets)
		_remove_photos([*names, *tickets])
		_empty_masks(names)
		_redact_reasons(names)
		doc.db_set("done_count", (doc.done_count or 0) + len(names), update_modified=False)
		if not frappe.flags.in_test:
			frappe.db.commit()  # nosemgrep: each batch stands for itself, so that a long run can be resumed
	frappe.db.delete("Error Log", {"creation": ("<", doc.cut_off)})
	internal_move(DOCTYPE, proposal, "Anonymised", RULE)


def _empty_masks(names: list[str]) -> None:
	"""The visits' masks, and the name that their tickets and orders took over from them."""
	visits, tickets, orders = (
		frappe.qb.DocType(doctype) for doctype in (VISIT, "Opinion Ticket", "Dispatch Order")
	)
	frappe.qb.update(visits).set(visits.reporter_name, None).set(visits.reporter_phone, None).set(
		visits.reporter_address, None
	).set(visits.representatives, None).where(visits.name.isin(names)).run()
	frappe.qb.update(tickets).set(tickets.reporter, None).where(tickets.visit.isin(names)).run()
	of_visits = frappe.qb.from_(tickets).select(tickets.name).where(tickets.visit.isin(names))
	frappe.qb.update(orders).set(orders.reporter, None).where(orders.opinion_ticket.isin(of_visits)).run()


def _remove_photos(names: list[str]) -> None:
	"""What voters themselves sent with their words shows people and places; signed papers stay on file."""
	sent = {"attached_to_name": ("in", names), "owner": "Guest"}
	for name in frappe.get_all("File", sent, pluck="name"):
		file = frappe.get_doc("File", name)
		# no client can set a flag: an archive is closed to everybody but its retention
		file.flags.retention_is_over = True
		# the approver's decision on the proposal was checked
		file.delete(ignore_permissions=True, delete_permanently=True)


def _redact_reasons(visits: list[str]) -> None:
	"""Reasons in the log may name people: this job alone may overwrite them, and says so in their place."""
	log = frappe.qb.DocType("Handling Log")
	frappe.qb.update(log).set(log.note, GONE).where(
		(log.reference_doctype == VISIT) & log.reference_name.isin(visits) & (log.note != "")
	).run()


def continue_approved() -> None:
	"""Nightly: finish what was approved and interrupted."""
	for name in frappe.get_all(DOCTYPE, {"workflow_state": APPROVED}, pluck="name"):
		carry_out(name)

import datetime

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, formatdate, getdate, now_datetime

from deputy_liaison import scope as scopes
from deputy_liaison.document import LiaisonDocument
from deputy_liaison.handling_record import record_of
from deputy_liaison.numbering import formatted, next_number
from deputy_liaison.opinions.doctype.dispatch_order.dispatch_order import issue_orders, orders_of
from deputy_liaison.persons import display_name, same_person
from deputy_liaison.scope import Scope
from deputy_liaison.state_machine import Ask, Move, begin, internal_move
from deputy_liaison.working_days import limit_end

REGISTERED = "Ticket Registered"
ANSWERED = "Ticket Answered"
PENDING = "Ticket Pending Approval"
IN_HANDLING = "Ticket In Handling"
TO_FEED_BACK = "Ticket To Feed Back"
AWAITING_RATING = "Ticket Awaiting Rating"
JOINT_REVIEW = "Ticket Joint Review"
CLOSED = "Ticket Closed"
ARCHIVED = "Ticket Archived"

# positions in the strip of states that last beyond their first date (rules.md §2.1): a unit's signature
# doesn't end its work, nor the feedback the wait for its rating
STAYS_AT = {IN_HANDLING: 4, JOINT_REVIEW: 4, AWAITING_RATING: 5}

FACTS = frozenset(
	{
		"subject",
		"category",
		"nature",
		"urgency",
		"is_difficult",
		"village",
		"place",
		"grid_cell",
		"people_affected",
	}
)
# what every round brings anew
OF_THE_ROUND = (
	"reporter_rating",
	"rating_source",
	"rated_on",
	"feedback_mode",
	"feedback_on",
	"feedback_by",
	"feedback_note",
)


class OpinionTicket(LiaisonDocument):
	"""One matter of a voter, from registration to the archive (rules.md §2.1, §2.2).

	The ticket says where the matter stands with the congress's office; each Dispatch Order says where
	one unit stands with it. The lead order of the current round moves the ticket.
	"""

	scope = Scope(
		jurisdiction="jurisdiction", township="township", station="station", deputy_child="Receiving Deputy"
	)
	editable = {REGISTERED: FACTS, PENDING: FACTS}
	asks = {
		"Explain Ticket": Ask(("answer*", "policy_basis")),
		"Close Answered Ticket": Ask(note="optional"),
		"Propose Ticket": Ask(
			(
				"category*",
				"authority_level*",
				"urgency",
				"lead_unit*",
				"supporting_units",
				"due_date*",
				"responsible_person*",
				"proposal*",
			)
		),
		"Return Ticket to Clerk": Ask(note="required"),
		"Dispatch Ticket": Ask(("due_date", "approval*")),
		"Feed Back Ticket": Ask(("feedback_mode*", "feedback_on*", "feedback_note")),
		"Rate Ticket Satisfied": Ask(("reporter_rating*", "rating_source*")),
		"Rate Ticket Dissatisfied": Ask(("rating_source*", "rating_reason*")),
		"Rehandle Ticket": Ask(("due_date*", "proposal*")),
		"Review Ticket Jointly": Ask(("review_decision*",)),
		"Rehandle Ticket After Review": Ask(("due_date*",), note="optional"),
		"Close Ticket with Explanation": Ask(note="required"),
		"Archive Ticket": Ask(("archive_number*", "retention*")),
	}
	system_moves = {
		(ANSWERED, CLOSED): frozenset({"Close Ticket on the Spot"}),
		(ANSWERED, REGISTERED): frozenset({"Reopen Answered Ticket"}),
		(IN_HANDLING, TO_FEED_BACK): frozenset({"L3"}),
		# the reporter's own rating by code (扫码)
		(AWAITING_RATING, CLOSED): frozenset({"Rate Ticket Satisfied"}),
		(AWAITING_RATING, AWAITING_RATING): frozenset({"Rate Ticket Dissatisfied"}),
	}

	def before_insert(self) -> None:
		self.township = scopes.township_of(self.jurisdiction)
		year = getdate(self.received_on).year
		self.number = formatted("意", year, next_number(f"Opinion Ticket {self.township}", year))

	def is_archived(self) -> bool:
		return self.workflow_state == ARCHIVED

	def onload(self) -> None:
		super().onload()
		self.set_onload("stages", stages(self))
		self.set_onload("orders", orders_of(self.name))
		self.set_onload("record", handling_record(self))

	def why_not(self, action: str, user: str) -> str | None:
		if action in ("Dispatch Ticket", "Return Ticket to Clerk") and same_person(user, self.proposed_by):
			return _("Who proposed a dispatch doesn't decide on it: it is for another person.")
		if action in ("Feed Back Ticket", "Rate Ticket Satisfied", "Rate Ticket Dissatisfied"):
			return self._why_not_of_unit(action, user)
		return None

	def _why_not_of_unit(self, action: str, user: str) -> str | None:
		"""Nobody of a unit feeds back or rates its own work; who typed a reply in doesn't rate it."""
		orders = frappe.get_all(
			"Dispatch Order",
			filters={"opinion_ticket": self.name},
			fields=["responsible_unit", "reply_user"],
		)
		own_units = {post.unit for post in scopes.posts(user) if post.unit}
		if any(order.responsible_unit in own_units for order in orders):
			return _("A person of the responsible unit neither feeds back nor enters the rating.")
		if action != "Feed Back Ticket" and any(same_person(user, order.reply_user) for order in orders):
			return _("Who entered the reply doesn't enter its rating.")
		return None

	def defaults_for(self, action: str) -> dict:
		today = getdate()
		return {
			"Propose Ticket": {
				"authority_level": self.authority_level or "Township Level",
				"due_date": str(limit_end(today, "Reply to Order")),
			},
			"Dispatch Ticket": {"approval": _("Agreed. Please handle it and reply within the time limit.")},
			"Feed Back Ticket": {"feedback_on": str(today), "feedback_mode": "By Telephone"},
			"Rate Ticket Satisfied": {"reporter_rating": "Satisfied", "rating_source": "Signature"},
			"Rate Ticket Dissatisfied": {"rating_source": "Signature", "rating_reason": ""},
			"Rehandle Ticket": {"due_date": str(limit_end(today, "Rehandle Ticket")), "proposal": ""},
			"Rehandle Ticket After Review": {"due_date": str(limit_end(today, "Rehandle Ticket"))},
			"Archive Ticket": {"archive_number": self._next_archive_number(), "retention": "D10"},
		}.get(action, {})

	# moves: `on_…` checks and stamps before the state is saved, `after_…` has effects elsewhere

	def on_propose_ticket(self, move: Move) -> None:
		self._check_units()
		self._check_due_date()
		self.proposed_by = frappe.session.user
		self.proposer = display_name(self.proposed_by)
		self.proposed_on = now_datetime()

	def on_return_ticket_to_clerk(self, move: Move) -> None:
		self.proposed_by = None
		self.proposer = None
		self.proposed_on = None

	def on_dispatch_ticket(self, move: Move) -> None:
		if not self.lead_unit:
			frappe.throw(
				_("{0} is empty. Return the ticket so that a unit is proposed.").format(
					frappe.bold(_("Lead Unit"))
				)
			)
		self._check_units()
		self._check_due_date()
		self.approved_by = frappe.session.user
		self.approver = display_name(self.approved_by)
		self.approved_on = now_datetime()
		self.round = cint(self.round) + 1

	def after_dispatch_ticket(self, move: Move) -> None:
		issue_orders(self)

	def on_feed_back_ticket(self, move: Move) -> None:
		self._refuse_future("feedback_on")
		self.feedback_by = display_name(frappe.session.user)

	def after_feed_back_ticket(self, move: Move) -> None:
		for order in orders_of(self.name):
			if order.round == self.round and order.workflow_state == "Order Replied":
				internal_move("Dispatch Order", order.name, "Order Accepted", "L6")

	def on_rate_ticket_satisfied(self, move: Move) -> None:
		if self.reporter_rating not in ("Satisfied", "Basically Satisfied"):
			frappe.throw(
				_("{0}: choose {1} or {2}; for a dissatisfied reporter use the other button.").format(
					frappe.bold(_("Reporter's Rating")), _("Satisfied"), _("Basically Satisfied")
				)
			)
		self.rated_on = now_datetime()
		self.closed_on = now_datetime()

	def on_rate_ticket_dissatisfied(self, move: Move) -> None:
		self.reporter_rating = "Dissatisfied"
		self.rated_on = now_datetime()

	def on_rehandle_ticket(self, move: Move) -> None:
		self._begin_next_round()

	def after_rehandle_ticket(self, move: Move) -> None:
		issue_orders(self)

	def on_rehandle_ticket_after_review(self, move: Move) -> None:
		self._begin_next_round()

	def after_rehandle_ticket_after_review(self, move: Move) -> None:
		issue_orders(self)

	def _begin_next_round(self) -> None:
		self._check_due_date()
		self.round = cint(self.round) + 1
		for field in OF_THE_ROUND:
			self.set(field, None)

	def on_close_ticket_with_explanation(self, move: Move) -> None:
		self.closed_on = now_datetime()

	def on_close_answered_ticket(self, move: Move) -> None:
		self.closed_on = now_datetime()

	def on_close_ticket_on_the_spot(self, move: Move) -> None:
		self.closed_on = now_datetime()

	def on_archive_ticket(self, move: Move) -> None:
		opens_until = limit_end(self.closed_on, "Reopen Window")
		if getdate() <= opens_until:
			frappe.throw(
				_("The reporter may ask for reopening until {0}. Archive the ticket after that day.").format(
					formatdate(opens_until, "yyyy-MM-dd")
				)
			)
		self.archived_on = now_datetime()

	def _check_units(self) -> None:
		units = [self.lead_unit, *(row.unit for row in self.supporting_units)]
		twice = {unit for unit in units if unit and units.count(unit) > 1}
		if twice:
			names = frappe.get_all("Responsible Unit", filters={"name": ("in", twice)}, pluck="unit_name")
			frappe.throw(
				_("{0} is named twice. A unit either leads or supports.").format(
					frappe.bold(_(", ").join(names))
				)
			)

	def _check_due_date(self) -> None:
		if getdate(self.due_date) < getdate():
			frappe.throw(
				_("{0} {1} lies before the dispatch. Choose today or a later day.").format(
					frappe.bold(_("Due Date")), self.due_date
				)
			)

	def _refuse_future(self, field: str) -> None:
		if getdate(self.get(field)) > getdate():
			frappe.throw(_("{0} lies in the future.").format(frappe.bold(_(self.meta.get_label(field)))))

	def _next_archive_number(self) -> str:
		"""A proposal only: the clerk numbers the yearly batch (registers.md §0)."""
		year = getdate(self.closed_on or None).year
		fonds = (
			frappe.db.get_value("Congress Body", {"jurisdiction": self.township}, "fonds_number") or "0000"
		)
		archived = frappe.qb.DocType("Opinion Ticket")
		last = (
			frappe.qb.from_(archived)
			.select(archived.archive_number)
			.where(
				(archived.township == self.township)
				& archived.archive_number.like(f"{fonds}-WS·{year}-D10-%")
			)
			.orderby(archived.archive_number, order=frappe.qb.desc)
			.limit(1)
			.run(pluck=True)
		)
		number = cint(last[0].rsplit("-", 1)[1]) + 1 if last else 1
		return f"{fonds}-WS·{year}-D10-RDB-{number:04d}"


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
			"subject": " ".join(row.content.split())[:40],
			"content": row.content,
			"category": row.category,
			"urgency": row.urgency or "Normal Urgency",
			"village": visit.village,
			# what only the public page asks, in answer to which no client can set a flag
			**(visit.flags.of_matter or {}),
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
		internal_move(ticket.doctype, ticket.name, REGISTERED, "Reopen Answered Ticket")
	else:
		internal_move(ticket.doctype, ticket.name, CLOSED, "Close Ticket on the Spot")
	return ticket.name


def stages(ticket: OpinionTicket) -> list[dict]:
	"""The seven stages of seed 002 (接待 梳理 分类 送达 督办 反馈 存档) with date and person.

	Returns:
		Seven dicts: label, on (text), by, status ("done", "now", "skipped" or "open").
	"""
	officer = frappe.db.get_value("Constituent Visit", ticket.visit, "officer_name")
	lead = next(
		(
			order
			for order in orders_of(ticket.name)
			if order.unit_role == "Lead" and order.round == cint(ticket.round)
		),
		frappe._dict(),
	)
	archived_by = _log_person(ticket, "Archive Ticket")
	reached = [
		(_("Stage Receive"), ticket.received_on, officer),
		(_("Stage Sort Out"), ticket.creation, display_name(ticket.owner)),
		(_("Stage Classify"), ticket.proposed_on, ticket.proposer),
		(_("Stage Deliver"), ticket.approved_on, ticket.approver),
		(_("Stage Supervise"), lead.acknowledged_on, lead.acknowledged_by),
		(_("Stage Feed Back"), ticket.feedback_on, ticket.feedback_by),
		(_("Stage Archive"), ticket.archived_on, archived_by),
	]
	closed = bool(ticket.closed_on)
	last = max(i for i, (_label, on, _by) in enumerate(reached) if on)
	stays_at = STAYS_AT.get(ticket.workflow_state)
	next_one = len(reached) - 1 if closed else last + 1
	strip = []
	for i, (label, on, by) in enumerate(reached):
		if i == stays_at:
			status = "now"
		elif on:
			status = "done"
		elif i < last or (closed and i < next_one):
			status = "skipped"
		else:
			status = "now" if i == next_one and stays_at is None else "open"
		strip.append({"label": label, "on": _day(on), "by": by or "", "status": status})
	return strip


def _day(on: datetime.date | datetime.datetime | str | None) -> str:
	return formatdate(getdate(on), "yyyy-MM-dd") if on else ""


def _log_person(ticket: OpinionTicket, action: str) -> str | None:
	return frappe.db.get_value(
		"Handling Log",
		{"reference_doctype": ticket.doctype, "reference_name": ticket.name, "action": action},
		"person_name",
	)


def handling_record(ticket: OpinionTicket) -> list[dict]:
	"""The lines of the Handling Log for who may read the ticket, its orders' among them, oldest first."""
	return record_of([ticket.name, *(order.name for order in orders_of(ticket.name))])


def on_doctype_update() -> None:
	"""Scope × state × date: what every list and card asks for (performance.md)."""
	# the whole list, newest first; Frappe 16 makes this one itself, under this name
	frappe.db.add_index("Opinion Ticket", ["creation"], "creation")
	frappe.db.add_index("Opinion Ticket", ["workflow_state", "creation"])
	frappe.db.add_index("Opinion Ticket", ["township", "creation"])
	frappe.db.add_index("Opinion Ticket", ["township", "workflow_state", "creation"])
	frappe.db.add_index("Opinion Ticket", ["station", "creation"])
	frappe.db.add_index("Opinion Ticket", ["township", "workflow_state", "due_date"])
	frappe.db.add_unique("Opinion Ticket", ["township", "number"])

import datetime

import frappe
from frappe import _
from frappe.utils import cint, formatdate, get_datetime, getdate, now_datetime

from deputy_liaison import archive_numbers
from deputy_liaison import scope as scopes
from deputy_liaison.deputies import legal, standing
from deputy_liaison.document import LiaisonDocument
from deputy_liaison.handling_record import record_of
from deputy_liaison.liaison_network.doctype.responsible_unit.responsible_unit import refuse_units_of_others
from deputy_liaison.opinions import (
	clock,
	handwritten_slips,
	suggestion_archiving,
	suggestion_limits,
	suggestion_notices,
	suggestion_numbers,
)
from deputy_liaison.opinions.doctype.dispatch_order.dispatch_order import (
	accept_replies,
	issue_orders,
	orders_of,
	withdraw_open_orders,
)
from deputy_liaison.opinions.doctype.handling_meeting.handling_meeting import meetings_of
from deputy_liaison.opinions.suggestion_signers import merged_into, signers_of
from deputy_liaison.opinions.suggestion_states import (
	ARCHIVED,
	AWAITING_DISPATCH,
	AWAITING_RATING,
	CLOSED,
	DRAFT,
	IN_HANDLING,
	IN_SESSION,
	MERGED,
	REPLIED,
	RETURNED,
	UNDER_REVIEW,
	WRITING,
)
from deputy_liaison.opinions.ticket_states import ORDER_OPEN
from deputy_liaison.persons import display_name, identity, same_person, units_of
from deputy_liaison.scope import CLERK_OF, DEPUTY_ROLE, Scope
from deputy_liaison.state_machine import Ask, Move, act, internal_move, write_log

DOCTYPE = "Deputy Suggestion"
BILL = "Bill of Deputies"
# how long it is kept (rules.md §11)
RETENTION = "D30"
# 组织法 §22
SIGNERS_OF_A_BILL = {"Township Level": 5, "County": 10}
CLERKS = frozenset({"Township Clerk", "County Deputy Affairs Officer"})
OWN_WORDS = ("suggestion_title", "reasons", "proposals")
PAPER = frozenset(
	{
		"congress_body",
		"occasion",
		"congress_session",
		"paper_kind",
		"lead_deputy",
		"raised_from",
		"handed_in_on",
		*OWN_WORDS,
		"attachment",
		"cosigners",
		"on_paper",
		"paper_scan",
		"publicity",
		"repeated_for",
		"wants_contact",
		"for_reference",
		# follow from the above
		"delegation",
		"handling_level",
		"jurisdiction",
		"township",
	}
)
# seed S4-22: each with names
PARTICIPATIONS = frozenset(
	{
		"leader_took_part",
		"leader_names",
		"department_took_part",
		"department_names",
		"congress_took_part",
		"congress_names",
	}
)
# what a deputy does in person, and what a clerk needs to enter it from paper
BY_LEAD = {
	"Submit Suggestion": (),
	"Submit Suggestion Again": (),
	"Drop Suggestion Draft": (),
	"Withdraw Suggestion": ("withdrawal_paper*",),
}
BY_RATER = {
	"Sign for Reply": ("delivery_proof*",),
	"Rate Suggestion Satisfied": ("return_slip_on*", "return_slip_scan*"),
	"Rate Suggestion Dissatisfied": ("return_slip_on*", "return_slip_scan*"),
}
HANDING_IN = ("Submit Suggestion", "Submit Suggestion Again")
# what a clerk does only with what came on paper
OF_PAPER = (*HANDING_IN, "Drop Suggestion Draft")
COSIGNING = ("Confirm Cosigning", "Decline Cosigning")
DECIDING = ("Set Suggestion Aside", "Keep Suggestion", "Dispatch at Meeting", "Dispatch Suggestion")
REVIEWING = (
	"Review Suggestion Jointly",
	"Rehandle Suggestion After Review",
	"Close Suggestion with Explanation",
)
# what was merged into a suggestion that ends without an answer stands by itself again
MAIN_ENDED = "Main Suggestion Ended"
# state of a voter's matter → the action by which it becomes this suggestion
TAKING_OVER = {"Ticket Registered": "Convert Ticket", "Ticket Entrusted": "Take Up Ticket"}
# what every round brings anew
OF_THE_ROUND = (
	"replied_on",
	"reply_received_on",
	"delivery_proof",
	"rating_due",
	"rating_reminded_on",
	"attitude_rating",
	"result_rating",
	"cosigners_asked",
	"rating_source",
	"rated_on",
	"rating_reason",
	"return_slip_on",
	"return_slip_scan",
)
RATED_SATISFIED = ("Satisfied", "Basically Satisfied")
RATING = ("Rate Suggestion Satisfied", "Rate Suggestion Dissatisfied")


class DeputySuggestion(LiaisonDocument):
	"""代表建议、批评和意见: from the draft to the archive (rules.md §3, §3a; registers.md R6).

	A suggestion of the county belongs, like its lead deputy, to a township, whose clerk receives it for the
	delegation; every later step is the county's.
	"""

	scope = Scope(
		jurisdiction="jurisdiction",
		township="township",
		deputy="lead_deputy",
		deputy_child="Suggestion Cosigner",
	)
	born_in = DRAFT
	kept = clock.KEPT
	moved_without_write = True
	editable = {
		DRAFT: PAPER,
		RETURNED: PAPER,
		IN_HANDLING: PARTICIPATIONS,
		REPLIED: PARTICIPATIONS,
		AWAITING_RATING: PARTICIPATIONS,
	}
	asks = {
		"Submit Suggestion": Ask(),
		"Submit Suggestion Again": Ask(note="optional"),
		"Confirm Cosigning": Ask(),
		"Decline Cosigning": Ask(note="optional"),
		"Drop Suggestion Draft": Ask(note="optional"),
		"Take In for Delegation": Ask(),
		"Pass Suggestion to Secretariat": Ask(),
		"Accept Suggestion": Ask(note="optional"),
		"Turn Bill into Suggestion": Ask(("origin*", "bill_decision*", "bill_decided_on*")),
		"Put Bill on Agenda": Ask(("bill_decision*", "bill_decided_on*")),
		"Return Suggestion to Deputy": Ask(note="required"),
		"Propose Setting Aside": Ask(("set_aside_reason*",), note="required"),
		"Set Suggestion Aside": Ask(("passed_on_as_letter",), note="optional"),
		"Keep Suggestion": Ask(note="required"),
		"File Suggestion": Ask(
			(
				"category*",
				"lead_unit*",
				"supporting_units",
				"separate_units",
				"intermediary_unit",
				"responsible_person*",
				"is_difficult",
				"is_priority",
				"publicity*",
				"proposal*",
			)
		),
		"Merge Suggestion": Ask(("main_suggestion*",), note="optional"),
		"Dispatch at Meeting": Ask(("dispatch_meeting_on*", "due_date*", "approval*")),
		"Dispatch Suggestion": Ask(("due_date*", "approval*")),
		"Return Suggestion to Review": Ask(note="required"),
		"Sign for Reply": Ask(("reply_received_on*",)),
		"Rate Suggestion Satisfied": Ask(
			("attitude_rating*", "result_rating*", "cosigners_asked", "rating_reason")
		),
		"Rate Suggestion Dissatisfied": Ask(("attitude_rating*", "rating_reason*", "cosigners_asked")),
		"Rehandle Suggestion": Ask(("due_date*", "proposal*")),
		"Review Suggestion Jointly": Ask(("review_decision*",)),
		"Rehandle Suggestion After Review": Ask(("due_date*",), note="optional"),
		"Close Suggestion with Explanation": Ask(note="required"),
		"Archive Suggestion": Ask(("archive_number*", "retention*")),
		"Withdraw Suggestion": Ask(note="required"),
	}
	# the yearly batch (rules.md §3a)
	batch = {"Archive Suggestion": ("archive_number",)}
	system_moves = {
		(IN_HANDLING, REPLIED): frozenset({"L3"}),
		(MERGED, UNDER_REVIEW): frozenset({MAIN_ENDED}),
		(AWAITING_RATING, CLOSED): frozenset({"Close Suggestion Unrated", "Close Suggestion of Who Left"}),
	}
	# where its orders' answers take it (rules.md §2.5)
	order_moves = {"L3": REPLIED}

	def is_archived(self) -> bool:
		return self.workflow_state == ARCHIVED

	def onload(self) -> None:
		super().onload()
		self.set_onload("clock", clock.said_of(self))
		orders = orders_of(self.name, "deputy_suggestion")
		self.set_onload("orders", orders)
		self.set_onload("meetings", meetings_of("deputy_suggestion", self.name))
		self.set_onload("record", record_of([self.name, *(order.name for order in orders)]))
		if self.workflow_state == CLOSED:
			self.set_onload("missing_papers", suggestion_archiving.missing_papers(self))

	# the paper

	def before_insert(self) -> None:
		"""A new record is a paper and no more, whatever a client sends with it."""
		for field in self.meta.get("fields"):
			if field.fieldname in PAPER | {"source_cases", "workflow_state"}:
				continue
			if field.fieldtype in frappe.model.table_fields:
				self.set(field.fieldname, [])
			elif field.fieldtype not in frappe.model.no_value_fields:
				self.set(
					field.fieldname, cint(field.default) if field.fieldtype in ("Check", "Int") else None
				)
		tickets = [row.ticket for row in self.source_cases]
		if len(scopes.covered(None, "Opinion Ticket", tickets)) < len(set(tickets)):
			scopes.refuse_out_of_scope()

	def validate(self) -> None:
		if self.workflow_state in (None, "", *WRITING):
			self._leave_paper_to_clerk()
			self._settle_paper()
			self._refuse_changed_words()
		self._check_length()
		self._check_participations()

	def entered(self, from_state: str | None) -> None:
		clock.keep(self, from_state)

	def after_insert(self) -> None:
		super().after_insert()
		self._check_writer()

	def on_update(self) -> None:
		super().on_update()
		if not isinstance(self.flags.move, Move):
			self._check_writer()
			return
		if self.has_value_changed("workflow_state"):
			clock.follow_suggestion(self.name)
		suggestion_notices.after_move(self, self.flags.move.action)

	def on_trash(self) -> None:
		frappe.throw(_("A suggestion is not deleted. Drop the draft, or withdraw what was handed in."))

	def _check_writer(self) -> None:
		"""A draft is its lead deputy's; a clerk types in what came on paper, and a co-signer reads."""
		if self.flags.ignore_permissions or frappe.session.user == "Administrator" or self._is_lead():
			return
		if self.workflow_state in WRITING and not self.on_paper:
			frappe.throw(
				_("This draft is for its lead deputy. For a signed paper, tick {0}.").format(
					frappe.bold(_("Handed In on Paper"))
				),
				frappe.PermissionError,
			)
		if not scopes.covers(None, self.doctype, self.name, CLERKS):
			scopes.refuse_out_of_scope()

	def _editable_in(self, state: str) -> frozenset[str]:
		free = super()._editable_in(state)
		# what stands beside the handling is entered at the level that handles it
		if state in WRITING or scopes.covers(
			None, self.doctype, self.name, {CLERK_OF.get(self.handling_level)}
		):
			return free
		return frozenset()

	def _leave_paper_to_clerk(self) -> None:
		"""Who leads it signs here; that others signed a paper, and when it came, a clerk enters with its scan."""
		if isinstance(self.flags.move, Move) or not self._is_lead():
			return
		before = self.get_doc_before_save()
		self.on_paper = 0
		self.paper_scan = None
		self.handed_in_on = before.handed_in_on if before and not before.on_paper else None

	def _settle_paper(self) -> None:
		self._settle_congress()
		self._settle_session()
		self._settle_lead()
		self._check_cosigners()

	def _settle_congress(self) -> None:
		body = frappe.db.get_value(
			"Congress Body",
			self.congress_body,
			("body_name", "congress_level", "jurisdiction"),
			as_dict=True,
		)
		if not legal.has_congress(frappe.get_cached_value("Jurisdiction", body.jurisdiction, "level")):
			frappe.throw(
				_(
					"{0} has no congress of its own: deputies who live there hand in suggestions to the"
					" county's congress (Organic Law, article 59). Choose that one."
				).format(frappe.bold(body.body_name))
			)
		self.handling_level = body.congress_level
		self.jurisdiction = body.jurisdiction

	def _settle_session(self) -> None:
		if self.occasion != IN_SESSION:
			if self.paper_kind == BILL:
				frappe.throw(_("A bill is handed in during a session of the congress."))
			self.congress_session = None
			return
		if not self.congress_session:
			frappe.throw(
				_("Please fill in: {0}").format(frappe.bold(_("Congress Session"))), frappe.MandatoryError
			)
		session = frappe.get_doc("Congress Session", self.congress_session)
		if session.congress_body != self.congress_body:
			frappe.throw(
				_("{0} is a session of another congress. Choose one of this congress.").format(
					frappe.bold(session.session_title)
				)
			)

	def _settle_lead(self) -> None:
		mandate = self._mandate_of(self.lead_deputy)
		if not mandate:
			self._refuse_without_mandate(_("Lead Deputy"), self.lead_deputy)
		self.delegation = mandate.delegation if self.occasion == IN_SESSION else None
		if self.handling_level == "County":
			home = frappe.db.get_value("Deputy", self.lead_deputy, "jurisdiction")
			self.jurisdiction = scopes.township_of(home) or self.jurisdiction

	def _check_cosigners(self) -> None:
		known = {self.lead_deputy}
		for row in self.cosigners:
			if row.deputy in known:
				frappe.throw(
					_("{0} signs once: take the row out.").format(
						frappe.bold(frappe.db.get_value("Deputy", row.deputy, "deputy_name"))
					)
				)
			known.add(row.deputy)
			if not self._mandate_of(row.deputy):
				self._refuse_without_mandate(_("Co-signing Deputies"), row.deputy)

	def _mandate_of(self, deputy: str) -> frappe._dict | None:
		return mandate_in(deputy, self.congress_body, getdate(self.handed_in_on))

	def _refuse_without_mandate(self, label: str, deputy: str) -> None:
		name = frappe.db.get_value("Deputy", deputy, "deputy_name")
		body = frappe.db.get_value("Congress Body", self.congress_body, "body_name")
		frappe.throw(
			_("{0}: {1} holds no mandate in force in the congress of {2}.").format(
				frappe.bold(label), frappe.bold(name), body
			)
		)

	def _refuse_changed_words(self) -> None:
		"""Who confirmed signed these words: after a change, or from a client, nobody has signed."""
		if isinstance(self.flags.move, Move):
			return
		before = self.get_doc_before_save()
		same = before and all(self.get(field) == before.get(field) for field in OWN_WORDS)
		signed = {row.deputy: row for row in before.cosigners} if same else {}
		for row in self.cosigners:
			row.confirmed_on = signed[row.deputy].confirmed_on if row.deputy in signed else None
			row.confirmed_how = signed[row.deputy].confirmed_how if row.deputy in signed else None

	def _check_length(self) -> None:
		longest = cint(frappe.get_cached_doc("Liaison Settings").matter_length) or 2000
		for field in ("reasons", "proposals"):
			if len(self.get(field) or "") > longest:
				frappe.throw(
					_("{0} has {1} characters. At most {2} are taken in; attach what is longer.").format(
						frappe.bold(_(self.meta.get_label(field))), len(self.get(field)), longest
					)
				)

	def _check_participations(self) -> None:
		for names in ("leader_names", "department_names", "congress_names"):
			if self.get(names.replace("_names", "_took_part")) and not self.get(names):
				frappe.throw(
					_("Please fill in: {0}").format(frappe.bold(_(self.meta.get_label(names)))),
					frappe.MandatoryError,
				)

	# who may

	def _is_lead(self, user: str | None = None) -> bool:
		return self.lead_deputy in deputies_of(user)

	def _is_rater(self, user: str | None = None) -> bool:
		return bool(self.rating_deputy) and self.rating_deputy in deputies_of(user)

	def why_not(self, action: str, user: str) -> str | None:
		if action in COSIGNING:
			return self._why_not_cosign(action, user)
		if action in BY_LEAD:
			return self._why_not_lead(action, user)
		if action in BY_RATER:
			return self._why_not_rate(action, user)
		if action in (*DECIDING, *REVIEWING):
			return self._why_not_decide(action, user)
		return None

	def _why_not_lead(self, action: str, user: str) -> str | None:
		leads = self._is_lead(user)
		if not leads and not self._clerk_acts(action, user):
			return _("This is for the deputy who leads the suggestion.")
		if leads and action in HANDING_IN and self.on_paper:
			return _(
				"Signed paper is handed in by a clerk who does not lead it. To hand it in here, save the text"
				" as your own."
			)
		return None

	def _why_not_decide(self, action: str, user: str) -> str | None:
		raised_by = {f"deputy:{one}" for one in (self.lead_deputy, self.rating_deputy) if one}
		if identity(user) & raised_by:
			return _("Who raised a suggestion doesn't decide on it: it is for another person.")
		if action in DECIDING and same_person(user, self.proposed_by):
			return _("Who proposed a dispatch doesn't decide on it: it is for another person.")
		return None

	def _clerk_acts(self, action: str, user: str) -> bool:
		"""A clerk of its level enters what a deputy put on paper; in session also the delegation's hands in."""
		roles = {CLERK_OF[self.handling_level]}
		if action in OF_PAPER and not self.on_paper:
			return False
		if action in HANDING_IN and self.occasion == IN_SESSION:
			roles = CLERKS
		return scopes.covers(user, self.doctype, self.name, roles)

	def _why_not_cosign(self, action: str, user: str) -> str | None:
		own = deputies_of(user)
		rows = [row for row in self.cosigners if row.deputy in own]
		if not rows:
			return _("This is for the deputies who were asked to sign with others.")
		if action == "Confirm Cosigning" and all(row.confirmed_on for row in rows):
			return _("You have confirmed already.")
		return None

	def _why_not_rate(self, action: str, user: str) -> str | None:
		"""The lead deputy rates, or who follows; nobody of a unit, nor who typed its reply in, rates it."""
		rates = self._is_rater(user)
		if not rates and not self._clerk_acts(action, user):
			return _("This is for the deputy who rates the reply.")
		if action in RATING and not self.rating_deputy:
			return _("No signer is in office now: nobody rates it.")
		orders = frappe.get_all(
			"Dispatch Order",
			{"deputy_suggestion": self.name},
			["responsible_unit", "passed_on_from", "reply_user"],
		)
		own_units = units_of(user)
		of_unit = any(own_units & {order.responsible_unit, order.passed_on_from} for order in orders)
		# who rates may sign for the own letter; that it was delivered, nobody of the unit proves
		if of_unit and (action in RATING or not rates):
			return _("A person of the responsible unit neither feeds back nor enters the rating.")
		if action in RATING and any(same_person(user, order.reply_user) for order in orders):
			return _("Who entered the reply doesn't enter its rating.")
		return None

	def ask_for(self, action: str) -> Ask:
		ask = super().ask_for(action)
		if action == "File Suggestion":
			return handwritten_slips.asked_for(ask, self)
		if action in BY_LEAD and not self._is_lead():
			return ask.also(*BY_LEAD[action])
		if action in BY_RATER and not self._is_rater():
			return ask.also(*BY_RATER[action])
		return ask

	def defaults_for(self, action: str) -> dict:
		# what has to be looked for, only where it is asked for: a batch asks for every row
		if action == "Archive Suggestion":
			number = archive_numbers.next_number(self, getdate(self.closed_on).year, RETENTION)
			return {"archive_number": number, "retention": RETENTION}
		today = str(getdate())
		return {
			"Turn Bill into Suggestion": {"bill_decided_on": today},
			"Put Bill on Agenda": {"bill_decided_on": today},
			"Dispatch at Meeting": {
				"dispatch_meeting_on": today,
				"due_date": suggestion_limits.reply_due(self),
				"approval": _("Agreed. Please handle it and reply within the time limit."),
			},
			"Dispatch Suggestion": {
				"due_date": suggestion_limits.reply_due(self),
				"approval": _("Agreed. Please handle it and reply within the time limit."),
			},
			"Sign for Reply": {"reply_received_on": today},
			"Rate Suggestion Satisfied": {"attitude_rating": "Satisfied", "result_rating": "Satisfied"},
			"Rate Suggestion Dissatisfied": {"attitude_rating": "Dissatisfied", "rating_reason": ""},
			"Rehandle Suggestion": {
				"due_date": suggestion_limits.end(self, "Rehandle Suggestion"),
				"proposal": "",
			},
			"Rehandle Suggestion After Review": {
				"due_date": suggestion_limits.end(self, "Rehandle Suggestion")
			},
		}.get(action, {})

	# handing in

	def on_submit_suggestion(self, move: Move) -> None:
		self._hand_in(move)

	def after_submit_suggestion(self, move: Move) -> None:
		"""With the suggestion the deputy takes over the voters' matters that it came from (rules.md §2.2)."""
		for row in self.source_cases:
			state, modified = frappe.db.get_value(
				"Opinion Ticket", row.ticket, ("workflow_state", "modified")
			)
			if action := TAKING_OVER.get(state):
				act("Opinion Ticket", row.ticket, action, str(modified))

	def on_submit_suggestion_again(self, move: Move) -> None:
		self._hand_in(move)

	def _hand_in(self, move: Move) -> None:
		if self.on_paper and move.post.post == DEPUTY_ROLE:
			# whatever a county made of the Workflow's conditions
			frappe.throw(_("Signed paper is handed in by a clerk."), frappe.PermissionError)
		if not self.on_paper or not self.handed_in_on:
			self.handed_in_on = getdate()
		self._refuse_future("handed_in_on")
		# the draft may be old: what held then must hold on the day it is handed in
		self._settle_paper()
		if self.on_paper:
			if not self.paper_scan:
				frappe.throw(
					_("Please fill in: {0}").format(frappe.bold(_("Scan of the Signed Paper"))),
					frappe.MandatoryError,
				)
			for row in self.cosigners:
				row.confirmed_on = row.confirmed_on or now_datetime()
				row.confirmed_how = row.confirmed_how or "Signed on Paper"
			self.flags.entered_on_behalf = True
		waiting = [row.deputy for row in self.cosigners if not row.confirmed_on]
		if waiting:
			frappe.throw(
				_("Not confirmed yet by: {0}. Each co-signer confirms, or is taken out.").format(
					frappe.bold(_(", ").join(_deputy_names(waiting)))
				)
			)
		self._check_cut_off()
		needed = SIGNERS_OF_A_BILL[self.handling_level]
		if self.paper_kind == BILL and len(self.cosigners) + 1 < needed:
			frappe.throw(
				_("A bill needs {0} deputies, the lead deputy among them (Organic Law, article 22).").format(
					needed
				)
			)

	def _check_cut_off(self) -> None:
		if self.occasion != IN_SESSION:
			return
		session = frappe.get_doc("Congress Session", self.congress_session)
		# paper is dated by the day; what is handed in here, by the minute
		now = get_datetime(f"{self.handed_in_on} 00:00:00") if self.on_paper else now_datetime()
		if self.paper_kind == BILL and session.bill_cut_off and now > get_datetime(session.bill_cut_off):
			frappe.throw(
				_("Bills were taken until {0}. Hand it in as a suggestion.").format(
					f"{get_datetime(session.bill_cut_off):%Y-%m-%d %H:%M}"
				)
			)
		if session.workflow_state == "Session Closed" or getdate(self.handed_in_on) > getdate(
			session.to_date
		):
			frappe.throw(
				_("{0} is over. Hand the suggestion in as one between sessions.").format(
					frappe.bold(session.session_title)
				)
			)

	def on_confirm_cosigning(self, move: Move) -> None:
		own = deputies_of()
		for row in self.cosigners:
			if row.deputy in own and not row.confirmed_on:
				row.confirmed_on = now_datetime()
				row.confirmed_how = "In This System"

	def on_decline_cosigning(self, move: Move) -> None:
		own = deputies_of()
		self.set("cosigners", [row for row in self.cosigners if row.deputy not in own])

	def on_drop_suggestion_draft(self, move: Move) -> None:
		self.withdrawn_on = now_datetime()

	def on_withdraw_suggestion(self, move: Move) -> None:
		until = frappe.get_cached_doc("Liaison Settings").suggestion_withdrawal
		if until == "Until the Dispatch" and self.workflow_state == IN_HANDLING:
			frappe.throw(_("Here a suggestion may be withdrawn only until its dispatch."))
		self.withdrawn_on = now_datetime()

	def after_withdraw_suggestion(self, move: Move) -> None:
		withdraw_open_orders(self, move.note)
		self._release_merged()

	# intake and review

	def on_accept_suggestion(self, move: Move) -> None:
		self._accept()

	def on_pass_suggestion_to_secretariat(self, move: Move) -> None:
		self._accept()

	def on_turn_bill_into_suggestion(self, move: Move) -> None:
		self._refuse_future("bill_decided_on")
		self._accept()
		self.raised_from = "A Bill"

	def on_put_bill_on_agenda(self, move: Move) -> None:
		self._refuse_future("bill_decided_on")

	def _accept(self) -> None:
		self.accepted_on = getdate()
		self.accepter = display_name(frappe.session.user)

	def on_propose_setting_aside(self, move: Move) -> None:
		self._note_proposal()
		self.proposal = move.note

	def after_set_suggestion_aside(self, move: Move) -> None:
		self._release_merged()

	def on_keep_suggestion(self, move: Move) -> None:
		self.set_aside_reason = None
		self._forget_proposal()

	def on_file_suggestion(self, move: Move) -> None:
		self._check_units()
		handwritten_slips.check(self)
		self._note_proposal()
		self.number = self.number or suggestion_numbers.next_suggestion_number(self)

	def on_return_suggestion_to_review(self, move: Move) -> None:
		self._forget_proposal()

	def _note_proposal(self) -> None:
		self.proposed_by = frappe.session.user
		self.proposer = display_name(self.proposed_by)
		self.proposed_on = now_datetime()

	def _forget_proposal(self) -> None:
		self.proposal = self.proposed_by = self.proposer = self.proposed_on = self.handwritten_slip = None

	def _check_units(self) -> None:
		lead = [self.lead_unit, *(row.unit for row in self.separate_units)]
		units = [*lead, *(row.unit for row in self.supporting_units)]
		refuse_units_of_others([*units, self.intermediary_unit], self.handling_level, self.township)
		if twice := {unit for unit in units if unit and units.count(unit) > 1}:
			frappe.throw(
				_("{0} is named twice. A unit either leads or supports.").format(
					frappe.bold(_(", ").join(_unit_names(twice)))
				)
			)
		if self.intermediary_unit and not frappe.db.get_value(
			"Responsible Unit", self.intermediary_unit, "may_be_intermediary"
		):
			frappe.throw(
				_("{0} may not pass orders on. Leave {1} empty, or choose another.").format(
					frappe.bold(_unit_names([self.intermediary_unit])[0]), frappe.bold(_("Intermediary Unit"))
				)
			)

	def on_merge_suggestion(self, move: Move) -> None:
		# held until this one is saved: the main one must not be merged on meanwhile
		main = frappe.get_doc(DOCTYPE, self.main_suggestion, for_update=True)
		if main.name == self.name:
			frappe.throw(_("A suggestion is not merged into itself."))
		if main.congress_body != self.congress_body:
			frappe.throw(
				_("{0} is a suggestion to another congress. Choose one to the same congress.").format(
					frappe.bold(main.suggestion_title)
				)
			)
		if main.workflow_state not in (UNDER_REVIEW, AWAITING_DISPATCH, IN_HANDLING):
			frappe.throw(
				_("{0} is in the state {1}: nothing is merged into it.").format(
					frappe.bold(main.suggestion_title), frappe.bold(_(main.workflow_state))
				)
			)

	def after_merge_suggestion(self, move: Move) -> None:
		main = frappe.get_doc(DOCTYPE, self.main_suggestion)
		for one in merged_into(self.name):
			# who was merged into this one is answered by the same reply
			frappe.db.set_value(DOCTYPE, one, "main_suggestion", main.name)
		write_log(
			main,
			"Take In Merged Suggestion",
			event="Handling Event",
			note=" ".join(filter(None, (self.number, self.suggestion_title))),
		)
		main.name_signers_to_units()
		clock.follow_suggestion(main.name)

	def name_signers_to_units(self) -> None:
		"""The units under way answer also those whose suggestions were merged into this one meanwhile."""
		open_orders = {"deputy_suggestion": self.name, "workflow_state": ("in", ORDER_OPEN)}
		for order in frappe.get_all("Dispatch Order", open_orders, pluck="name"):
			# the unit's open page stays valid: nothing was touched that it changes
			values = {"deputies": self.order_facts()["deputies"]}
			frappe.db.set_value("Dispatch Order", order, values, update_modified=False)

	def _release_merged(self) -> None:
		"""Those who raised the same were not asked whether it shall end: theirs is reviewed by itself again."""
		for one in merged_into(self.name):
			internal_move(DOCTYPE, one, UNDER_REVIEW, MAIN_ENDED)

	def on_main_suggestion_ended(self, move: Move) -> None:
		self.main_suggestion = None
		self._forget_proposal()

	# dispatch

	def on_dispatch_at_meeting(self, move: Move) -> None:
		self._refuse_future("dispatch_meeting_on")
		self.dispatch_way = "At a Dispatch Meeting"
		self._approve()

	def after_dispatch_at_meeting(self, move: Move) -> None:
		issue_orders(self)

	def on_dispatch_suggestion(self, move: Move) -> None:
		self.dispatch_way = "Single Dispatch"
		self._approve()

	def after_dispatch_suggestion(self, move: Move) -> None:
		issue_orders(self)

	def _approve(self) -> None:
		self._check_units()
		self._check_statutory_limit()
		self.approved_by = frappe.session.user
		self.approver = display_name(self.approved_by)
		self.approved_on = now_datetime()
		self.round = 1
		self.rating_deputy = self.next_rater()

	# what its orders ask of it

	@property
	def urgency(self) -> str:
		"""A suggestion is as urgent as its limit: the order's box stays at the ordinary."""
		return "Normal Urgency"

	@property
	def order_limits(self) -> dict[str, str]:
		"""Role of a unit → the limit that a new order of this round begins with."""
		lead = "Reply to Difficult Suggestion" if self.is_difficult else "Reply to Suggestion"
		if cint(self.round) > 1:
			lead = "Rehandle Suggestion"
		return {"Lead": lead, "Supporting": "Give Suggestion Opinion"}

	def acting_units(self) -> list[str]:
		"""The units that lead: one, or several where they handle it separately; an intermediary passes on."""
		return [self.intermediary_unit or self.lead_unit, *(row.unit for row in self.separate_units)]

	def order_facts(self) -> dict:
		"""What its orders take over; the deputies of what was merged into it are answered too (重庆 §13)."""
		signers = signers_of([self.name, *merged_into(self.name)])
		names = dict(
			frappe.get_all("Deputy", {"name": ("in", signers)}, ["name", "deputy_name"], as_list=True)
		)
		return {
			"deputy_suggestion": self.name,
			"subject": self.suggestion_title,
			"matter": f"{self.reasons}\n\n{self.proposals}",
			"deputies": "、".join(names[one] for one in signers),
		}

	def for_group(self) -> list[str]:
		"""What a text for the WeChat group says of it: its units, and what is asked of its deputies."""
		return suggestion_notices.for_group(self)

	# reply and rating

	def next_rater(self) -> str | None:
		"""The lead deputy, or the first co-signer still in office; None when all have left (rules.md §3a)."""
		for deputy in (self.lead_deputy, *(row.deputy for row in self.cosigners)):
			if mandate_in(deputy, self.congress_body, getdate(), standing.HELD):
				return deputy
		return None

	def on_l3(self, move: Move) -> None:
		self.replied_on = max(
			frappe.get_all(
				"Dispatch Order",
				{
					"deputy_suggestion": self.name,
					"round": self.round,
					# an opinion of a supporting unit may come later than the letter
					"unit_role": "Lead",
					"reply_date": ("is", "set"),
				},
				pluck="reply_date",
			),
			default=getdate(),
		)

	def on_sign_for_reply(self, move: Move) -> None:
		self._refuse_future("reply_received_on")
		if getdate(self.reply_received_on) < getdate(self.replied_on):
			frappe.throw(
				_("{0} must not be before {1}.").format(
					frappe.bold(_("Reply Received On")), frappe.bold(_("Reply Date"))
				)
			)
		self.rating_due = suggestion_limits.end(self, "Rate Suggestion", self.reply_received_on)
		self.rating_deputy = self.next_rater()

	def after_sign_for_reply(self, move: Move) -> None:
		accept_replies(self)

	def on_rate_suggestion_satisfied(self, move: Move) -> None:
		if self.result_rating not in RATED_SATISFIED:
			frappe.throw(
				_("{0}: choose {1} or {2}; for a dissatisfied deputy use the other button.").format(
					frappe.bold(_("Rating of the Result")), _("Satisfied"), _("Basically Satisfied")
				)
			)
		self._note_rating(move)
		self._close("Rated by Deputy")

	def on_rate_suggestion_dissatisfied(self, move: Move) -> None:
		self.result_rating = "Dissatisfied"
		self._note_rating(move)

	def _note_rating(self, move: Move) -> None:
		if self.cosigners and not self.cosigners_asked:
			frappe.throw(
				_("Ask the co-signers first, then tick {0}.").format(frappe.bold(_("Co-signers Were Asked")))
			)
		by_deputy = self._is_rater()
		self.rating_source = "In This System" if by_deputy else "Paper Slip"
		self.flags.entered_on_behalf = not by_deputy
		self.rated_on = now_datetime()
		# a new round forgets the rating; the record of the handling keeps it
		rated = _("{0} (manner of handling: {1})").format(_(self.result_rating), _(self.attitude_rating))
		move.note = " ".join(filter(None, (rated, self.rating_reason)))

	def on_close_suggestion_unrated(self, move: Move) -> None:
		self._close("No Rating Returned")

	def on_close_suggestion_of_who_left(self, move: Move) -> None:
		self._close("Deputy Left Office, Not Rated")

	def on_rehandle_suggestion(self, move: Move) -> None:
		self._begin_next_round()

	def after_rehandle_suggestion(self, move: Move) -> None:
		issue_orders(self)

	def on_rehandle_suggestion_after_review(self, move: Move) -> None:
		self._begin_next_round()

	def after_rehandle_suggestion_after_review(self, move: Move) -> None:
		issue_orders(self)

	def _begin_next_round(self) -> None:
		self._check_due_date()
		self._check_not_after(suggestion_limits.end(self, "Rehandle Suggestion"))
		self.round = cint(self.round) + 1
		self.update(dict.fromkeys(OF_THE_ROUND))
		self.rating_deputy = self.next_rater()

	def on_close_suggestion_with_explanation(self, move: Move) -> None:
		self._close("Explained After Review")

	def _close(self, way: str) -> None:
		self.closed_on = now_datetime()
		self.closing_way = way

	def on_archive_suggestion(self, move: Move) -> None:
		if missing := suggestion_archiving.missing_papers(self):
			frappe.throw(
				_("Papers are missing for the archive: {0}").format(frappe.bold(_(", ").join(missing))),
				title=_("Something Is Missing"),
			)
		archive_numbers.check(self)
		self.archived_on = now_datetime()

	# helpers

	def _refuse_future(self, field: str) -> None:
		if getdate(self.get(field)) > getdate():
			frappe.throw(_("{0} lies in the future.").format(frappe.bold(_(self.meta.get_label(field)))))

	def _check_due_date(self) -> None:
		due = getdate(self.due_date)
		if due < getdate():
			frappe.throw(
				_("{0} {1} lies before the dispatch. Choose today or a later day.").format(
					frappe.bold(_("Due Date")), self.due_date
				)
			)

	def _check_statutory_limit(self) -> None:
		self._check_due_date()
		latest = suggestion_limits.reply_due(self)
		if getdate(self.due_date) > latest:
			frappe.throw(
				_(
					"{0} lies after {1}, the last day of the statutory limit. For a wide or difficult matter"
					" tick {2} at the review."
				).format(frappe.bold(_("Due Date")), formatdate(latest, "yyyy-MM-dd"), _("Wide or Difficult"))
			)

	def _check_not_after(self, latest: datetime.date) -> None:
		if getdate(self.due_date) > latest:
			frappe.throw(
				_("{0} lies after {1}, the last day of the limit. Choose that day or an earlier one.").format(
					frappe.bold(_("Due Date")), formatdate(latest, "yyyy-MM-dd")
				)
			)


def mandate_in(
	deputy: str, congress_body: str, day: datetime.date, states: tuple[str, ...] = (standing.ACTIVE,)
) -> frappe._dict | None:
	"""The mandate by which `deputy` belongs to this congress on `day` (name, delegation), or None.

	Args:
		states: a suspended deputy raises nothing (代表法 §61), but the seat is still held.
	"""
	mandates = frappe.qb.DocType("Deputy Mandate")
	found = (
		frappe.qb.from_(mandates)
		.select(mandates.name, mandates.delegation)
		.where((mandates.deputy == deputy) & (mandates.congress_body == congress_body))
		.where(mandates.workflow_state.isin(states) & (mandates.from_date <= day))
		.where(mandates.to_date.isnull() | (mandates.to_date >= day))
		.limit(1)
		.run(as_dict=True)
	)
	return found[0] if found else None


def deputies_of(user: str | None = None) -> frozenset[str]:
	"""The Deputy records for which `user` holds a post today."""
	return frozenset(post.deputy for post in scopes.posts(user) if post.post == DEPUTY_ROLE and post.deputy)


def _deputy_names(deputies: list[str]) -> list[str]:
	return frappe.get_all(
		"Deputy", {"name": ("in", list(deputies))}, pluck="deputy_name", order_by="deputy_name"
	)


def _unit_names(units) -> list[str]:
	return frappe.get_all("Responsible Unit", {"name": ("in", list(units))}, pluck="unit_name")


def on_doctype_update() -> None:
	"""Scope × state × date, and one number to a congress."""
	# the whole list, newest first; Frappe 16 makes this one itself, under this name
	frappe.db.add_index(DOCTYPE, ["creation"], "creation")
	frappe.db.add_index(DOCTYPE, ["workflow_state", "creation"])
	frappe.db.add_index(DOCTYPE, ["township", "creation"])
	frappe.db.add_index(DOCTYPE, ["township", "workflow_state", "creation"])
	frappe.db.add_index(DOCTYPE, ["township", "state_due"])
	frappe.db.add_index(DOCTYPE, ["state_due"])
	frappe.db.add_unique(DOCTYPE, ["congress_body", "number"])
